// Reading and unpacking. Source: RFC 1952.
#include "cli/input.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "core/compressed.h"
#include "core/file_io.h"

namespace wordspace::cli {

Error in_file(Error error, const std::string& path) {
  error.message = path + ": " + error.message;
  return error;
}

Result<std::string> gunzip(std::string_view bytes, std::size_t max_bytes, const std::string& path) {
  const Error damaged{"inflate.damaged",
                      path + " is compressed (gzip) and cannot be unpacked whole.",
                      "Copy or download the file again.",
                      {path}};
  constexpr int kGzip = 15 + 16;  // the largest window, gzip's header and checksum
  z_stream stream{};
  if (inflateInit2(&stream, kGzip) != Z_OK) return damaged;
  std::string out;
  char buffer[1 << 16];
  int code = Z_OK;
  while (out.size() <= max_bytes) {
    if (stream.avail_in == 0) {
      const std::size_t piece =
          std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max());
      // zlib reads only, whatever its type says.
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
      stream.avail_in = static_cast<uInt>(piece);
      bytes.remove_prefix(piece);
    }
    // Another member may follow; zeros that fill up a block may, too.
    if (code == Z_STREAM_END) {
      while (stream.avail_in > 0 && *stream.next_in == 0) ++stream.next_in, --stream.avail_in;
      if (stream.avail_in == 0) break;
      if (inflateReset(&stream) != Z_OK) break;
    }
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof buffer;
    code = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - stream.avail_out);
    if (code != Z_OK && code != Z_STREAM_END) break;
  }
  inflateEnd(&stream);
  if (out.size() > max_bytes) {
    return Error{"file.too_large",
                 path + " unpacks to more than " + std::to_string(max_bytes) + " bytes.",
                 "Use a smaller file.",
                 {path, std::to_string(max_bytes)}};
  }
  if (code != Z_STREAM_END) return damaged;
  return out;
}

Result<std::string> read_input(const std::string& path, std::size_t max_bytes) {
  Result<std::string> bytes = read_file(path, max_bytes);
  if (!bytes.ok() || compression_of(*bytes) != "gzip") return bytes;
  return gunzip(*bytes, max_bytes, path);
}

}  // namespace wordspace::cli
