// The head of an HTTP/1.1 request: bytes in, the few fields that a server of files needs out; and
// the head of a response. Not sockets (http_server.cpp).
#pragma once

#include <string>
#include <string_view>

#include "cli/web_folder.h"

namespace wordspace::cli {

struct RequestHead {
  WebRequest request;
  bool keep_alive = true;
  bool has_body = false;  // announces bytes after the head
  // 0, or the status that refuses it: 400, 414, 505.
  int refusal = 0;
};

// head: from the request line to the blank line, both included.
RequestHead parse_head(std::string_view head, std::size_t max_target_bytes);

// "HTTP/1.1 200 OK", headers and the blank line. length: of the body that follows (or would, for
// HEAD); none is told for 304.
std::string response_head(const WebResponse& response, std::size_t length, bool keep_alive);

const char* reason_of(int status);

}  // namespace wordspace::cli
