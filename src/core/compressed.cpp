// The first bytes of compressed files. Source: their specifications (RFC 1952, APPNOTE, ...).
#include "core/compressed.h"

#include <string>

namespace wordspace {

std::string_view compression_of(std::string_view bytes) {
  if (bytes.starts_with("\x1f\x8b")) return "gzip";
  if (bytes.starts_with("PK\x03\x04")) return "zip";
  if (bytes.starts_with("BZh") && bytes.size() > 4 && bytes.substr(4).starts_with("1AY&SY"))
    return "bzip2";
  if (bytes.starts_with("\xfd"
                        "7zXZ")) {
    return "xz";
  }
  if (bytes.starts_with("\x28\xb5\x2f\xfd")) return "zstd";
  if (bytes.starts_with("7z\xbc\xaf\x27\x1c")) return "7z";
  return {};
}

std::optional<Error> compressed_error(std::string_view bytes) {
  const std::string kind(compression_of(bytes));
  if (kind.empty()) return std::nullopt;
  return Error{"file.compressed",
               "The file is compressed (" + kind + ").",
               "Unpack it first and open what was inside.",
               {kind}};
}

}  // namespace wordspace
