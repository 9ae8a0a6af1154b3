// Files read at once and written whole or not at all.
// Not a stream: what does not fit in memory is not for this.
#include "core/file_io.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace wordspace {
namespace {

namespace fs = std::filesystem;

Error unwritable(const std::string& path, const std::string& why) {
  return Error{"file.unwritable",
               "Cannot write " + path + ": " + why + ".",
               "Choose a folder that exists, that you may write to and that has room.",
               {path, why}};
}

// Writes all bytes to an open file and closes it; false when any of that failed.
bool write_and_close(std::FILE* file, std::string_view bytes) {
  const bool written =
      bytes.empty() || std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  const bool flushed = std::fflush(file) == 0;
  return std::fclose(file) == 0 && written && flushed;
}

// A name beside `path` that nobody else uses: time, a counter and an address tell processes apart;
// opening it exclusively settles the rest.
std::string temporary_name(const std::string& path) {
  static std::atomic<std::uint32_t> counter{0};
  const auto ticks =
      static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
  char suffix[48];
  std::snprintf(suffix, sizeof suffix, ".%llx-%x.part", static_cast<unsigned long long>(ticks),
                counter.fetch_add(1));
  return path + suffix;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  std::error_code code;
  const fs::file_status status = fs::status(path, code);
  if (!fs::exists(status)) {
    return Error{"file.not_found", "There is no file " + path + ".", "Check the name.", {path}};
  }
  const Error unreadable{"file.unreadable",
                         "Cannot read " + path + ".",
                         "Check that it is a file and that you may read it.",
                         {path}};
  if (fs::is_directory(status)) return unreadable;
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return unreadable;

  std::string bytes;
  if (fs::is_regular_file(status)) {
    const std::uintmax_t size = fs::file_size(path, code);
    if (!code && size <= max_bytes) bytes.reserve(static_cast<std::size_t>(size));
  }
  char buffer[1 << 16];
  bool too_large = false;
  for (;;) {
    const std::size_t count = std::fread(buffer, 1, sizeof buffer, file);
    if (count == 0) break;
    if (count > max_bytes - bytes.size()) {
      too_large = true;
      break;
    }
    bytes.append(buffer, count);
  }
  const bool failed = std::ferror(file) != 0;
  std::fclose(file);
  if (too_large) {
    return Error{"file.too_large",
                 path + " is larger than " + std::to_string(max_bytes) + " bytes.",
                 "Use a smaller file.",
                 {path, std::to_string(max_bytes)}};
  }
  if (failed) return unreadable;
  return bytes;
}

Status write_file(const std::string& path, std::string_view bytes) {
  std::error_code code;
  const fs::file_status status = fs::status(path, code);
  if (path.empty()) return unwritable(path, "no name was given");
  if (fs::is_directory(status)) return unwritable(path, "it is a folder");

  // A device or pipe cannot be replaced by renaming; it is written to directly.
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) return unwritable(path, "it cannot be opened");
    if (!write_and_close(file, bytes)) return unwritable(path, "writing failed");
    return Done{};
  }

  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty() && !fs::is_directory(folder, code)) {
    return unwritable(path, "the folder " + folder.string() + " does not exist");
  }
  const std::string temporary = temporary_name(path);
  std::FILE* file = std::fopen(temporary.c_str(), "wbx");
  if (file == nullptr) return unwritable(path, "no file can be created there");
  if (!write_and_close(file, bytes)) {
    std::remove(temporary.c_str());
    return unwritable(path, "writing failed, the disk may be full");
  }
  fs::rename(temporary, path, code);
  if (code) {
    std::remove(temporary.c_str());
    return unwritable(path, "it cannot be replaced");
  }
  return Done{};
}

}  // namespace wordspace
