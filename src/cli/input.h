// Files that a person names, read whole; those packed by gzip are unpacked on the way.
// Not model folders (model_folder.h).
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace wordspace::cli {

//   Errors: those of read_file, inflate.damaged.
Result<std::string> read_input(const std::string& path, std::size_t max_bytes);

// One or several members of gzip.   Errors: inflate.damaged, file.too_large.
Result<std::string> gunzip(std::string_view bytes, std::size_t max_bytes, const std::string& path);

// The same error, its sentence headed by the name of the file.
Error in_file(Error error, const std::string& path);

}  // namespace wordspace::cli
