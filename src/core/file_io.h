// Whole files in and out: read at once, written whole or not at all.
// Not for the browser's downloads (platform/): this is the local file system.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace wordspace {

// Errors: file.not_found, file.unreadable, file.too_large (over max_bytes).
Result<std::string> read_file(const std::string& path,
                              std::size_t max_bytes = std::size_t{1} << 31);

// Writes to a temporary name in the same folder, then renames: a reader sees the old file or the
// new. Errors: file.unwritable (folder missing, no right, disk full); nothing is left behind.
Status write_file(const std::string& path, std::string_view bytes);

}  // namespace wordspace
