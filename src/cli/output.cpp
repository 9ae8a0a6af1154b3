// Files without a name until they are whole (Linux's O_TMPFILE), folders that change places.
// Source: open(2), linkat(2), renameat2(2).
#include "cli/output.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/interrupt.h"
#include "core/file_io.h"
#include "formats/hugging_face.h"

namespace wordspace::cli {
namespace {

namespace fs = std::filesystem;
using Files = std::map<std::string, std::string, std::less<>>;

constexpr const char* kStopped = "the program was told to stop";

Error unwritable(const std::string& path, const std::string& why) {
  return Error{"file.unwritable",
               "Cannot write " + path + ": " + why + ".",
               "Choose a place that exists, that you may write to and that has room.",
               {path, why}};
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// "out" and "out/" are the same folder.
fs::path without_slash(const std::string& folder) {
  fs::path path(folder);
  return path.has_filename() ? path : path.parent_path();
}

// A file without a name on the disk of a folder; it vanishes with the program unless it is given
// one.
class Unnamed {
 public:
  explicit Unnamed(const fs::path& folder)
      : descriptor_(open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666)) {}
  // On disks that know no such files: it has this name until it is whole.
  void take_name(const fs::path& part) {
    descriptor_ = open(part.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
  }
  ~Unnamed() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Unnamed(Unnamed&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Unnamed(const Unnamed&) = delete;
  Unnamed& operator=(const Unnamed&) = delete;

  bool can() const { return descriptor_ >= 0; }
  // What went wrong, or nothing.
  std::string write_all(std::string_view bytes) {
    constexpr std::size_t kPiece = 1 << 20;
    while (!bytes.empty()) {
      if (StopOnSignal::stop_requested()) return kStopped;
      const ssize_t count = write(descriptor_, bytes.data(), std::min(bytes.size(), kPiece));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return why_not_written(errno);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
  }
  void take_mode(const fs::path& of) {
    struct stat about;
    if (stat(of.c_str(), &about) == 0) fchmod(descriptor_, about.st_mode & 07777);
  }
  bool name(const fs::path& path) {
    const std::string self = "/proc/self/fd/" + std::to_string(descriptor_);
    return linkat(AT_FDCWD, self.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
  }

 private:
  int descriptor_;
};

// "name.<process>.part" beside a path: taken by this process alone.
fs::path part_of(const fs::path& path) {
  return path.string() + "." + std::to_string(getpid()) + ".part";
}

// Parts of a path that killed processes left.
void remove_leftovers(const fs::path& path) {
  std::error_code code;
  const std::string start = path.filename().string() + ".";
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_of(path), code)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(start) || !name.ends_with(".part")) continue;
    const std::string process = name.substr(start.size(), name.size() - start.size() - 5);
    if (process.empty() || process.size() > 9 ||
        process.find_first_not_of("0123456789") != std::string::npos) {
      continue;
    }
    if (kill(std::stoi(process), 0) == 0 || errno != ESRCH) continue;
    std::error_code ignored;
    fs::remove_all(entry.path(), ignored);
  }
}

// The files in a new folder `part`; what went wrong, or nothing. `disk`: a folder of the same disk
// that is there.
std::string fill(const fs::path& part, const fs::path& disk, const Files& files) {
  std::vector<Unnamed> ready;
  for (const auto& [name, bytes] : files) {
    ready.emplace_back(disk);
    if (!ready.back().can()) break;
    if (std::string why = ready.back().write_all(bytes); !why.empty()) return why;
  }
  std::error_code code;
  if (!fs::create_directory(part, code)) return "no folder can be made there";
  std::size_t i = 0;
  for (const auto& [name, bytes] : files) {
    const bool named = i < ready.size() && ready[i].can() && ready[i].name(part / name);
    ++i;
    if (named) continue;
    const Status written = write_file((part / name).string(), bytes, &StopOnSignal::stop_requested);
    if (!written.ok()) return written.error().args[1];
  }
  return {};
}

// Moves the files one by one where the folders cannot change places.
std::string move_files(const fs::path& part, const fs::path& path, const Files& files) {
  std::error_code code;
  for (const auto& [name, bytes] : files) {
    fs::rename(part / name, path / name, code);
    if (code) return name + " cannot be replaced";
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(path, code)) {
    const std::string name = entry.path().filename().string();
    std::error_code ignored;
    if (!files.contains(name) && hugging_face::is_file_name(name))
      fs::remove(entry.path(), ignored);
  }
  return {};
}

// Puts the new folder where the old one is, with the old one's other files.
std::string exchange(const fs::path& part, const fs::path& path, const Files& files) {
  std::error_code code;
  std::vector<std::string> to_move;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, code)) {
    const std::string name = entry.path().filename().string();
    if (files.contains(name) || hugging_face::is_file_name(name)) continue;
    std::error_code failed;
    if (entry.is_regular_file() && !entry.is_symlink()) {
      fs::create_hard_link(entry.path(), part / name, failed);
      if (!failed) continue;
    }
    to_move.push_back(name);
  }
  if (code) return move_files(part, path, files);
  fs::permissions(part, fs::status(path, code).permissions(), code);
  if (StopOnSignal::stop_requested()) return kStopped;
  if (renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) != 0) {
    return move_files(part, path, files);
  }
  for (const std::string& name : to_move) {
    fs::rename(part / name, path / name, code);
    if (code) return name + " stayed in " + part.string();
  }
  return {};
}

}  // namespace

Status check_writable(const std::string& path) {
  std::error_code code;
  const fs::path folder = fs::path(behind_links(path)).parent_path();
  if (path.empty()) return unwritable(path, "no name was given");
  if (fs::is_directory(path, code)) return unwritable(path, "it is a folder");
  if (!folder.empty() && !fs::is_directory(folder, code)) {
    return unwritable(path, "the folder " + folder.string() + " does not exist");
  }
  return Done{};
}

Status check_folder_writable(const std::string& folder) {
  std::error_code code;
  if (folder.empty()) return unwritable(folder, "no name was given");
  const fs::path path = behind_links(without_slash(folder).string());
  if (fs::is_directory(path, code)) {
    return access(path.c_str(), W_OK) == 0 ? Status(Done{})
                                           : unwritable(folder, "you may not write there");
  }
  if (fs::exists(path, code)) return unwritable(folder, "it is a file");
  if (!fs::is_directory(folder_of(path), code)) {
    return unwritable(folder, "the folder " + folder_of(path).string() + " does not exist");
  }
  if (access(folder_of(path).c_str(), W_OK) != 0) {
    return unwritable(folder, "you may not write there");
  }
  return Done{};
}

Status check_not_read(const std::string& out, std::initializer_list<std::string> read) {
  std::error_code code;
  std::vector<fs::path> written = {out};
  for (const fs::directory_entry& entry : fs::directory_iterator(out, code)) {
    if (hugging_face::is_file_name(entry.path().filename().string()))
      written.push_back(entry.path());
  }
  for (const std::string& name : read) {
    for (const fs::path& one : written) {
      std::error_code absent;
      if (name.empty() || !fs::equivalent(name, one, absent) || absent) continue;
      return Error{"file.same",
                   "--out would replace " + name + ", which is read.",
                   "Give --out another name.",
                   {name}};
    }
  }
  return Done{};
}

Status write_output(const std::string& path, std::string_view bytes) {
  const StopOnSignal signal(StopOnSignal::While::kWriting);
  const fs::path target = behind_links(path);
  std::error_code code;
  const fs::file_status status = fs::status(target, code);
  if (path.empty() || (fs::exists(status) && !fs::is_regular_file(status))) {
    return write_file(path, bytes, &StopOnSignal::stop_requested);
  }
  remove_leftovers(target);
  const fs::path part = part_of(target);
  Unnamed file(folder_of(target));
  const bool named = !file.can();
  if (named) file.take_name(part);
  if (!file.can()) return unwritable(path, "no file can be created there");
  std::string why = file.write_all(bytes);
  if (why.empty() && !named && !fs::exists(status) && file.name(target)) return Done{};
  if (why.empty()) {
    file.take_mode(target);
    if (!named && !file.name(part)) {
      // Without /proc there is no way to name it.
      return write_file(path, bytes, &StopOnSignal::stop_requested);
    }
    fs::rename(part, target, code);
    if (!code) return Done{};
    why = "it cannot be replaced";
  }
  fs::remove(part, code);
  return unwritable(path, why);
}

Status write_output_folder(const std::string& folder, const Files& files) {
  const StopOnSignal signal(StopOnSignal::While::kWriting);
  std::error_code code;
  fs::path path = behind_links(without_slash(folder).string());
  const bool there = fs::is_directory(path, code);
  if (there) path = fs::canonical(path, code);
  // A folder that someone stands in keeps its place, and so does one in a folder of others.
  const bool in_place = there && (access(folder_of(path).c_str(), W_OK) != 0 ||
                                  fs::equivalent(path, fs::current_path(code), code));
  const fs::path part = part_of(in_place ? path / "model" : path);
  remove_leftovers(in_place ? path / "model" : path);
  std::string why = fill(part, in_place ? path : folder_of(path), files);
  if (why.empty() && StopOnSignal::stop_requested()) why = kStopped;
  if (why.empty() && !there) {
    fs::rename(part, path, code);
    if (!code) return Done{};
    why = "it cannot be put in its place";
  } else if (why.empty()) {
    why = in_place ? move_files(part, path, files) : exchange(part, path, files);
    if (why.find(part.string()) != std::string::npos) return unwritable(folder, why);
  }
  fs::remove_all(part, code);
  return why.empty() ? Status(Done{}) : unwritable(folder, why);
}

}  // namespace wordspace::cli
