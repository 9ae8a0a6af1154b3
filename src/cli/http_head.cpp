// Strict where leniency has hurt servers (bare fields, odd lengths), plain everywhere else.
// Not a parser of bodies: a request that brings one is told apart and refused by the server.
#include "cli/http_head.h"

#include <ctime>
#include <string>

namespace wordspace::cli {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

// Whether a list of words, parted by commas, holds one.
bool lists(std::string_view header, std::string_view word) {
  for (;;) {
    const std::size_t comma = header.find(',');
    if (same(trimmed(header.substr(0, comma)), word)) return true;
    if (comma == std::string_view::npos) return false;
    header.remove_prefix(comma + 1);
  }
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (lower(c) >= 'a' && lower(c) <= 'f') return lower(c) - 'a' + 10;
  return -1;
}

// False: a percent sign without its two digits.
bool decode_path(std::string_view target, std::string* path) {
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (target[i] != '%') {
      *path += target[i];
      continue;
    }
    if (i + 2 >= target.size() || hex_digit(target[i + 1]) < 0 || hex_digit(target[i + 2]) < 0) {
      return false;
    }
    *path += static_cast<char>(hex_digit(target[i + 1]) * 16 + hex_digit(target[i + 2]));
    i += 2;
  }
  return true;
}

bool is_token(std::string_view name) {
  if (name.empty()) return false;
  for (const char c : name) {
    const bool letter = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
    if (!letter && std::string_view("!#$%&'*+-.^_`|~").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

// The next line without its end; false when there is none.
bool next_line(std::string_view& rest, std::string_view* line) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return false;
  *line = rest.substr(0, end);
  if (line->ends_with('\r')) line->remove_suffix(1);
  rest.remove_prefix(end + 1);
  return true;
}

}  // namespace

RequestHead parse_head(std::string_view head, std::size_t max_target_bytes) {
  RequestHead out;
  const auto refuse = [&out](int status) {
    out.refusal = status;
    out.keep_alive = false;
    return out;
  };
  std::string_view line;
  if (!next_line(head, &line)) return refuse(400);
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse(400);
  const std::string_view version = line.substr(last + 1);
  std::string_view target = line.substr(first + 1, last - first - 1);
  out.request.method = line.substr(0, first);
  if (!is_token(out.request.method)) return refuse(400);
  if (!version.starts_with("HTTP/")) return refuse(400);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return refuse(505);
  if (target.size() > max_target_bytes) return refuse(414);
  // As a proxy writes it: http://host/path.
  if (const std::size_t scheme = target.find("://");
      scheme != std::string_view::npos && scheme < target.find_first_of("/?")) {
    const std::size_t path = target.find('/', scheme + 3);
    target = path == std::string_view::npos ? std::string_view("/") : target.substr(path);
  }
  target = target.substr(0, target.find_first_of("?#"));
  if (!decode_path(target, &out.request.path)) return refuse(400);

  const bool modern = version == "HTTP/1.1";
  out.keep_alive = modern;
  int hosts = 0;
  while (next_line(head, &line) && !line.empty()) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return refuse(400);
    const std::string_view name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
    if (value.find('\0') != std::string_view::npos) return refuse(400);
    WebRequest& request = out.request;
    if (same(name, "host")) {
      ++hosts;
    } else if (same(name, "connection")) {
      if (lists(value, "close")) out.keep_alive = false;
      if (!modern && lists(value, "keep-alive")) out.keep_alive = true;
    } else if (same(name, "accept-encoding")) {
      request.accept_encoding += (request.accept_encoding.empty() ? "" : ",") + std::string(value);
    } else if (same(name, "if-none-match")) {
      request.if_none_match = value;
    } else if (same(name, "range")) {
      request.range = value;
    } else if (same(name, "if-range")) {
      request.if_range = value;
    } else if (same(name, "transfer-encoding") || (same(name, "content-length") && value != "0")) {
      out.has_body = true;
    }
  }
  if (hosts > 1 || (modern && hosts == 0)) return refuse(400);
  return out;
}

const char* reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 206:
      return "Partial Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 416:
      return "Range Not Satisfiable";
    case 431:
      return "Request Header Fields Too Large";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Error";
  }
}

std::string response_head(const WebResponse& response, std::size_t length, bool keep_alive) {
  char date[64] = "";
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  if (gmtime_r(&now, &parts) != nullptr) {
    std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  }
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " " +
                    reason_of(response.status) + "\r\nDate: " + date + "\r\n";
  for (const auto& [name, value] : response.headers) out += name + ": " + value + "\r\n";
  if (response.status != 304) {
    if (!response.content_type.empty()) out += "Content-Type: " + response.content_type + "\r\n";
    out += "Content-Length: " + std::to_string(length) + "\r\n";
  }
  out += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return out;
}

}  // namespace wordspace::cli
