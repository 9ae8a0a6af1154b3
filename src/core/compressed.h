// Tells compressed files by how they begin. Not a decompressor.
#pragma once

#include <optional>
#include <string_view>

#include "core/result.h"

namespace wordspace {

// "gzip", "zip", "bzip2", "xz", "zstd" or "7z"; empty for anything else.
std::string_view compression_of(std::string_view bytes);

// What to say of a compressed file where its content was expected: file.compressed (args: the name
// of the compression); nothing when it is not compressed.
std::optional<Error> compressed_error(std::string_view bytes);

}  // namespace wordspace
