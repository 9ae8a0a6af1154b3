// Files read at once and written whole or not at all.
// Not a stream: what does not fit in memory is not for this.
#include "core/file_io.h"

#include <atomic>
#include <cerrno>
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

// Writes all bytes to an open file and closes it; what went wrong, or nothing.
std::string write_and_close(std::FILE* file, std::string_view bytes, StopQuestion stopped) {
  constexpr std::size_t kPiece = 1 << 20;
  std::string why;
  errno = 0;
  for (std::size_t at = 0; at < bytes.size() && why.empty(); at += kPiece) {
    const std::string_view piece = bytes.substr(at, kPiece);
    if (stopped != nullptr && stopped()) {
      why = "the program was told to stop";
    } else if (std::fwrite(piece.data(), 1, piece.size(), file) != piece.size()) {
      why = why_not_written(errno);
    }
  }
  if (why.empty() && std::fflush(file) != 0) why = why_not_written(errno);
  if (std::fclose(file) != 0 && why.empty()) why = why_not_written(errno);
  return why;
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

std::string why_not_written(int number) {
  switch (number) {
    case ENOSPC:
      return "the disk is full";
    case EFBIG:
      return "files may not grow so large here";
    default:
      return "writing failed, the disk may be full";
  }
}

std::string behind_links(const std::string& path) {
  constexpr int kMostLinks = 40;
  fs::path at = path;
  std::error_code code;
  for (int i = 0; i < kMostLinks && fs::is_symlink(fs::symlink_status(at, code)); ++i) {
    const fs::path next = fs::read_symlink(at, code);
    if (code) break;
    at = next.is_absolute() ? next : at.parent_path() / next;
  }
  return at.string();
}

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

Status write_file(const std::string& name, std::string_view bytes, StopQuestion stopped) {
  if (name.empty()) return unwritable(name, "no name was given");
  const std::string path = behind_links(name);
  std::error_code code;
  const fs::file_status status = fs::status(path, code);
  if (fs::is_directory(status)) return unwritable(name, "it is a folder");

  // A device or pipe cannot be replaced by renaming; it is written to directly.
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) return unwritable(name, "it cannot be opened");
    const std::string why = write_and_close(file, bytes, stopped);
    return why.empty() ? Status(Done{}) : unwritable(name, why);
  }

  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty() && !fs::is_directory(folder, code)) {
    return unwritable(name, "the folder " + folder.string() + " does not exist");
  }
  const std::string temporary = temporary_name(path);
  std::FILE* file = std::fopen(temporary.c_str(), "wbx");
  if (file == nullptr) return unwritable(name, "no file can be created there");
  if (const std::string why = write_and_close(file, bytes, stopped); !why.empty()) {
    std::remove(temporary.c_str());
    return unwritable(name, why);
  }
  fs::rename(temporary, path, code);
  if (code) {
    std::remove(temporary.c_str());
    return unwritable(name, "it cannot be replaced");
  }
  return Done{};
}

}  // namespace wordspace
