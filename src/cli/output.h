// What the command writes: files and model folders, whole or not at all, whatever ends the program.
// Not what goes to standard output.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "core/result.h"

namespace wordspace::cli {

// Refuses early what writing would refuse after hours of work.   Errors: file.unwritable.
Status check_writable(const std::string& path);
Status check_folder_writable(const std::string& folder);
// Refuses a file, or a folder with a file, that is one of those which are read, by whatever name or
// link. Names of nothing (a built-in corpus) are passed over.   Errors: file.same.
Status check_not_read(const std::string& out, std::initializer_list<std::string> read);

// As wordspace::write_file; a signal gives the writing up. Where the file system can do it, not
// even a killed program leaves anything behind.
//   Errors: file.unwritable.
Status write_output(const std::string& path, std::string_view bytes);

// A folder of these files, made beside its place and put there in one step; other files of a folder
// that is there already are kept, except those of the model that it held.
//   Errors: file.unwritable; then the folder is as it was.
Status write_output_folder(const std::string& folder,
                           const std::map<std::string, std::string, std::less<>>& files);

}  // namespace wordspace::cli
