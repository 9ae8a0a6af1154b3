// Files and flock.
// Not for the browser.
#include "platform/store_native.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "core/file_io.h"

namespace wordspace {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLock = "lock";
constexpr const char* kEnding = ".kept";
constexpr const char* kNoteEnding = ".note";

Error refused() {
  return {"kept.refused", "This browser keeps nothing here: perhaps the window is a private one.",
          "Save the session as a file before you close it."};
}

}  // namespace

std::string kept_folder() {
  const char* data = std::getenv("XDG_DATA_HOME");
  const char* home = std::getenv("HOME");
  const fs::path root = data != nullptr && *data != '\0'
                            ? fs::path(data)
                            : fs::path(home != nullptr ? home : ".") / ".local" / "share";
  return (root / "wordspace" / "kept").string();
}

StoreNative::~StoreNative() {
  if (lock_ >= 0) close(lock_);
}

std::string StoreNative::path_of(const std::string& name) const {
  return (fs::path(folder_) / (name + kEnding)).string();
}

std::string StoreNative::note_path(const std::string& name) const {
  return (fs::path(folder_) / (name + kNoteEnding)).string();
}

StoreNative::Claim StoreNative::claim() {
  if (lock_ >= 0) return Claim::kMine;
  std::error_code error;
  fs::create_directories(folder_, error);
  const std::string path = (fs::path(folder_) / kLock).string();
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Claim::kNone;
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    const bool others = errno == EWOULDBLOCK;
    close(file);
    return others ? Claim::kOthers : Claim::kNone;
  }
  lock_ = file;
  return Claim::kMine;
}

Status StoreNative::keep(const std::string& name, std::string_view bytes) {
  const Status written = write_file(path_of(name), bytes);
  if (written.ok()) return written;
  std::error_code error;
  const fs::space_info room = fs::space(folder_, error);
  if (!error && room.available < bytes.size() + (std::uint64_t{1} << 20)) {
    return Error{"kept.full", "There is no room left to keep the models here.",
                 "What was kept before stays. Save the session as a file."};
  }
  return refused();
}

Result<std::string> StoreNative::kept(const std::string& name) const {
  auto bytes = read_file(path_of(name));
  if (bytes.ok()) return bytes;
  if (bytes.error().code == "file.not_found") {
    return Error{"kept.none", "Nothing of that name is kept.", "Keep it first."};
  }
  return refused();
}

void StoreNative::forget(const std::string& name) {
  std::error_code error;
  fs::remove(path_of(name), error);
}

bool StoreNative::write_note(const std::string& name, const std::string& text) {
  if (!text.empty()) return write_file(note_path(name), text).ok();
  std::error_code error;
  fs::remove(note_path(name), error);
  return !error;
}

std::string StoreNative::note(const std::string& name) const {
  auto text = read_file(note_path(name));
  return text.ok() ? std::move(text.value()) : std::string();
}

Result<std::map<std::string, std::uint64_t>> StoreNative::sizes() const {
  std::error_code error;
  std::map<std::string, std::uint64_t> found;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    const fs::path& path = at->path();
    if (path.extension() == kEnding && at->is_regular_file(error)) {
      found[path.stem().string()] = at->file_size(error);
    } else if (path.extension() == ".part") {
      fs::remove(path, error);  // what a crash left half written
    }
  }
  if (error) return refused();
  return found;
}

}  // namespace wordspace
