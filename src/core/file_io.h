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

// Asked between pieces of what is written; true: give up, leave what was there before.
using StopQuestion = bool (*)();

// Writes to a temporary name in the same folder, then renames: a reader sees the old file or the
// new. A symbolic link stays and what it points at is replaced. Errors: file.unwritable (folder
// missing, no right, disk full, stopped); nothing is left behind.
Status write_file(const std::string& path, std::string_view bytes, StopQuestion stopped = nullptr);

// Where a path leads when it is a symbolic link, whether anything is there or not.
std::string behind_links(const std::string& path);
// What an errno of writing means, in words that follow "Cannot write x: ".
std::string why_not_written(int number);

}  // namespace wordspace
