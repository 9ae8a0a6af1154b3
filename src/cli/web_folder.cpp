// Paths are checked twice: by their segments, and by where they really lead.
// Not a cache: a file that the build replaces is served new.
#include "cli/web_folder.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include "cli/byte_ranges.h"
#include "core/file_io.h"

namespace wordspace::cli {
namespace fs = std::filesystem;
namespace {

// What the page's own meta element says; used when the page has none.
constexpr const char* kContentSecurityPolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src "
    "'self'; "
    "font-src 'self'; img-src 'self' data:; worker-src 'self'; manifest-src 'self'; base-uri "
    "'none'; "
    "form-action 'none'";

struct MimeType {
  const char* extension;
  const char* type;
};
constexpr MimeType kMimeTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {".vert", "text/plain; charset=utf-8"},
    {".frag", "text/plain; charset=utf-8"},
    {".md", "text/plain; charset=utf-8"},
    {".tsv", "text/tab-separated-values; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".wasm", "application/wasm"},
    {".ttf", "font/ttf"},
    {".woff2", "font/woff2"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
};

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t'; });
  return text;
}

// The policy of a page's meta element, so that header and page never differ; empty when it has
// none.
std::string policy_of(std::string_view html) {
  constexpr std::size_t kHead = 1 << 16;  // a page that is one file may go on for megabytes
  html = html.substr(0, kHead);
  const std::size_t element = html.find("http-equiv=\"Content-Security-Policy\"");
  if (element == std::string_view::npos) return {};
  constexpr std::string_view kContent = "content=\"";
  const std::size_t begin = html.find(kContent, element);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = html.find('"', begin + kContent.size());
  if (end == std::string_view::npos) return {};
  std::string policy(html.substr(begin + kContent.size(), end - begin - kContent.size()));
  std::replace_if(policy.begin(), policy.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return policy;
}

// Every segment a plain name: no way up, no drive, nothing hidden in a byte.
bool is_safe(const std::string& path) {
  if (path.empty() || path.front() != '/') return false;
  for (const char c : path) {
    if (static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == ':' || c == 0x7f) return false;
  }
  for (const fs::path& segment : fs::path(path).relative_path()) {
    if (segment == ".." || segment == ".") return false;
  }
  return true;
}

bool is_within(const fs::path& path, const fs::path& root) {
  const auto [end, ignored] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return end == root.end();
}

std::string entity_tag(const fs::path& path, std::uintmax_t size, const char* encoding) {
  std::error_code code;
  const auto time = fs::last_write_time(path, code).time_since_epoch().count();
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "\"%llx-%llx%s%s\"", static_cast<unsigned long long>(time),
                static_cast<unsigned long long>(size), *encoding ? "-" : "", encoding);
  return buffer;
}

bool matches(const std::string& if_none_match, const std::string& tag) {
  return if_none_match == "*" || if_none_match.find(tag) != std::string::npos;
}

// A page beside the lab (the single file, a lesson sheet) brings a policy of its own.
void use_own_policy(const fs::path& page, WebResponse& response) {
  std::ifstream file(page, std::ios::binary);
  std::string head(1 << 16, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  const std::string policy = policy_of(head);
  if (policy.empty()) return;
  for (auto& [name, value] : response.headers) {
    if (name == "Content-Security-Policy") value = policy;
  }
}

}  // namespace

std::string mime_type(const fs::path& path) {
  const std::string extension = lower(path.extension().string());
  for (const MimeType& type : kMimeTypes) {
    if (extension == type.extension) return type.type;
  }
  return "application/octet-stream";
}

bool accepts_encoding(const std::string& header, const std::string& name) {
  std::size_t begin = 0;
  while (begin <= header.size()) {
    const std::size_t end = std::min(header.find(',', begin), header.size());
    const std::string item = without_blanks(lower(header.substr(begin, end - begin)));
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    if (item.substr(0, semicolon) == name) {
      const std::size_t quality = item.find("q=", semicolon);
      return quality == std::string::npos || std::atof(item.c_str() + quality + 2) > 0;
    }
    begin = end + 1;
  }
  return false;
}

Result<WebFolder> WebFolder::open(const std::string& folder, bool isolation) {
  std::error_code code;
  WebFolder web;
  web.root_ = fs::canonical(folder, code);
  if (code || !fs::is_directory(web.root_, code)) {
    return Error{"serve.no_folder",
                 "There is no folder " + folder + " to serve.",
                 "Build the web lab (scripts/run does) or name its folder with --dir.",
                 {folder}};
  }
  const Result<std::string> index = read_file((web.root_ / "index.html").string());
  if (!index.ok()) {
    return Error{"serve.no_index",
                 "The folder " + folder + " has no index.html.",
                 "Build the web lab (scripts/run does) or name its folder with --dir.",
                 {folder}};
  }
  const std::string policy = policy_of(*index);
  web.headers_ = {{"Content-Security-Policy", policy.empty() ? kContentSecurityPolicy : policy},
                  {"X-Content-Type-Options", "nosniff"},
                  {"Referrer-Policy", "no-referrer"},
                  {"Cross-Origin-Resource-Policy", "same-origin"}};
  if (isolation) {
    web.headers_.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
    web.headers_.push_back({"Cross-Origin-Embedder-Policy", "require-corp"});
  }
  return web;
}

WebResponse WebFolder::plain(int status, const std::string& sentence) const {
  WebResponse response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.headers = headers_;
  response.headers.push_back({"Cache-Control", "no-store"});
  response.body = std::make_shared<const std::string>(sentence + "\n");
  return response;
}

WebResponse WebFolder::answer(const WebRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    WebResponse response = plain(405, "Only GET and HEAD are answered.");
    response.headers.push_back({"Allow", "GET, HEAD"});
    return response;
  }
  if (!is_safe(request.path)) return plain(403, "That path leads out of the folder.");

  std::error_code code;
  fs::path path = root_ / fs::path(request.path).relative_path();
  if (request.path.back() == '/') path /= "index.html";
  const fs::path real = fs::canonical(path, code);
  if (code) return plain(404, "There is no such file.");
  if (!is_within(real, root_)) return plain(403, "That path leads out of the folder.");
  if (!fs::is_regular_file(real, code)) return plain(404, "There is no such file.");

  // A compressed twin beside the file, when the browser takes it.
  struct Encoding {
    const char* name;
    const char* suffix;
  };
  const char* encoding = "";
  fs::path served = real;
  bool has_twin = false;
  const std::string own_tag = entity_tag(real, fs::file_size(real, code), "");
  // A range is one of the file itself: the twin's bytes would be another file's.
  const bool ranged = request.method == "GET" && !request.range.empty() &&
                      if_range_matches(request.if_range, own_tag);
  for (const Encoding& candidate : {Encoding{"br", ".br"}, Encoding{"gzip", ".gz"}}) {
    fs::path twin = real;
    twin += candidate.suffix;
    if (!fs::is_regular_file(twin, code) || !is_within(fs::canonical(twin, code), root_)) continue;
    has_twin = true;
    if (!ranged && *encoding == '\0' && accepts_encoding(request.accept_encoding, candidate.name)) {
      encoding = candidate.name;
      served = twin;
    }
  }

  WebResponse response;
  response.headers = headers_;
  response.headers.push_back({"Cache-Control", "no-cache"});
  if (has_twin) response.headers.push_back({"Vary", "Accept-Encoding"});
  const std::string tag = entity_tag(served, fs::file_size(served, code), encoding);
  response.headers.push_back({"ETag", tag});
  if (!request.if_none_match.empty() && matches(request.if_none_match, tag)) {
    response.status = 304;
    return response;
  }
  auto bytes = bytes_of(served, tag);
  if (!bytes.ok()) return plain(404, "There is no such file.");
  response.content_type = mime_type(real);
  response.body = std::move(*bytes);
  if (real.extension() == ".html") use_own_policy(real, response);
  if (*encoding != '\0') response.headers.push_back({"Content-Encoding", encoding});
  response.headers.push_back({"Accept-Ranges", "bytes"});
  if (ranged) choose_pieces(request, tag, response);
  return response;
}

void WebFolder::choose_pieces(const WebRequest& request, const std::string& tag,
                              WebResponse& response) const {
  const std::size_t size = response.body->size();
  const ByteRanges wanted = parse_byte_ranges(request.range, size);
  if (wanted.kind == ByteRanges::Kind::kWhole) return;
  if (wanted.kind == ByteRanges::Kind::kNone) {
    response = plain(416, "The file has no such bytes.");
    response.headers.push_back({"Content-Range", "bytes */" + std::to_string(size)});
    return;
  }
  response.status = 206;
  if (wanted.ranges.size() == 1) {
    const ByteRange& one = wanted.ranges.front();
    response.headers.push_back({"Content-Range", content_range(one, size)});
    response.pieces = {{response.body, one.first, one.length()}};
    return;
  }
  // Only the lines between the ranges are made; the ranges themselves stay where they are.
  const std::string boundary = "wordspace-" + tag.substr(1, tag.size() - 2);
  const auto add_line = [&response](std::string line) {
    const std::size_t length = line.size();
    response.pieces.push_back({std::make_shared<const std::string>(std::move(line)), 0, length});
  };
  for (const ByteRange& one : wanted.ranges) {
    add_line("\r\n--" + boundary + "\r\nContent-Type: " + response.content_type +
             "\r\nContent-Range: " + content_range(one, size) + "\r\n\r\n");
    response.pieces.push_back({response.body, one.first, one.length()});
  }
  add_line("\r\n--" + boundary + "--\r\n");
  response.content_type = "multipart/byteranges; boundary=" + boundary;
}

Result<std::shared_ptr<const std::string>> WebFolder::bytes_of(const fs::path& file,
                                                               const std::string& tag) const {
  const std::lock_guard<std::mutex> lock(bodies_->mutex);
  auto& [known_tag, known] = bodies_->by_file[file.string()];
  if (auto alive = known.lock(); alive != nullptr && known_tag == tag) return alive;
  Result<std::string> bytes = read_file(file.string());
  if (!bytes.ok()) return bytes.error();
  auto body = std::make_shared<const std::string>(std::move(*bytes));
  known_tag = tag;
  known = body;
  return body;
}

}  // namespace wordspace::cli
