// Answers a browser's requests from a folder of files: which bytes, under which headers.
// Not a server: sockets are http_server's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"

namespace wordspace::cli {

struct WebRequest {
  std::string method;           // "GET", ...
  std::string path;             // percent-decoded, without the query
  std::string accept_encoding;  // header, or empty
  std::string if_none_match;    // header, or empty
  std::string range = {};       // header, or empty
  std::string if_range = {};    // header, or empty
};

// A stretch of bytes that are shared by all who are being sent them.
struct WebPiece {
  std::shared_ptr<const std::string> bytes;
  std::size_t offset = 0, length = 0;
};

struct WebResponse {
  int status = 200;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<const std::string> body;  // null: none
  std::vector<WebPiece> pieces;             // what to send of it; empty: all
};

class WebFolder {
 public:
  // isolation: send the two headers that threads need (COOP and COEP).
  // Errors: serve.no_folder, serve.no_index.
  static Result<WebFolder> open(const std::string& folder, bool isolation);

  // Reads the folder at each call, but a file that is still being sent to somebody is not read
  // twice. Any thread. A range is always one of the file itself, never of its compressed twin.
  WebResponse answer(const WebRequest& request) const;

 private:
  // Bodies that are being sent, by file; shared, so that copies of the folder share them.
  struct Bodies {
    std::mutex mutex;
    std::map<std::string, std::pair<std::string, std::weak_ptr<const std::string>>> by_file;
  };
  Result<std::shared_ptr<const std::string>> bytes_of(const std::filesystem::path& file,
                                                      const std::string& tag) const;
  WebResponse plain(int status, const std::string& sentence) const;

  // The bytes that a Range header asks for, or the whole.
  void choose_pieces(const WebRequest& request, const std::string& tag,
                     WebResponse& response) const;

  std::filesystem::path root_;                                // canonical
  std::vector<std::pair<std::string, std::string>> headers_;  // of every response
  std::shared_ptr<Bodies> bodies_ = std::make_shared<Bodies>();
};

// "text/javascript; charset=utf-8" for "boot.js".
std::string mime_type(const std::filesystem::path& path);
// Whether an Accept-Encoding header accepts `name` (its quality is not 0).
bool accepts_encoding(const std::string& header, const std::string& name);

}  // namespace wordspace::cli
