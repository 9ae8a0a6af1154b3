// Answers a browser's requests from a folder of files: which bytes, under which headers.
// Not a server: sockets and threads are cpp-httplib's (serve.cpp).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"

namespace wordspace::cli {

struct WebRequest {
  std::string method;           // "GET", ...
  std::string path;             // percent-decoded, without the query
  std::string accept_encoding;  // header, or empty
  std::string if_none_match;    // header, or empty
};

struct WebResponse {
  int status = 200;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<const std::string> body;  // null: none
};

class WebFolder {
 public:
  // isolation: send the two headers that threads need (COOP and COEP).
  // Errors: serve.no_folder, serve.no_index.
  static Result<WebFolder> open(const std::string& folder, bool isolation);

  // Reads the folder at each call; any thread.
  WebResponse answer(const WebRequest& request) const;

 private:
  WebResponse plain(int status, const std::string& sentence) const;

  std::filesystem::path root_;                                // canonical
  std::vector<std::pair<std::string, std::string>> headers_;  // of every response
};

// "text/javascript; charset=utf-8" for "boot.js".
std::string mime_type(const std::filesystem::path& path);
// Whether an Accept-Encoding header accepts `name` (its quality is not 0).
bool accepts_encoding(const std::string& header, const std::string& name);

}  // namespace wordspace::cli
