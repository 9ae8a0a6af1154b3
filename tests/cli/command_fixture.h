// The built command, called as a script would call it: a folder of the test's own, exit code and
// both outputs; a crash is never taken for an exit code. Not a test.
#pragma once

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/file_io.h"

namespace wordspace::command_test {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// A folder of the test's own that goes away with it.
struct Folder {
  fs::path path =
      fs::temp_directory_path() / ("wordspace-command-" + std::to_string(getpid()) + "-" +
                                   std::to_string(reinterpret_cast<std::uintptr_t>(this)));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
  std::string with(const std::string& name, const std::string& text) const {
    REQUIRE(write_file(file(name), text).ok());
    return file(name);
  }
  bool empty() const { return fs::is_empty(path); }
};

// What a sanitizer finds in the command ends it with this: none of the command's own exit codes.
constexpr int kSanitizerFound = 86;
inline void tell_sanitizers_apart() {
  static const bool told = [] {
    for (const char* name : {"ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
      const char* before = std::getenv(name);
      const std::string options = (before != nullptr ? std::string(before) + ":" : std::string()) +
                                  "exitcode=" + std::to_string(kSanitizerFound);
      setenv(name, options.c_str(), 1);
    }
    return true;
  }();
  static_cast<void>(told);
}

// How a process ended: by itself with a code, or by a signal.
struct Ended {
  int code = -1;   // -1: it did not end by itself
  int signal = 0;  // that ended it
};
inline Ended ended_as(int status) {
  if (WIFSIGNALED(status)) return {-1, WTERMSIG(status)};
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0};
}

// code and signal: as Ended.
struct Called {
  int code = -1, signal = 0;
  std::string out, err;
};

// Arguments may hold blanks when they are quoted for the shell; `before` is what the shell does
// first, such as "ulimit -f 1".
inline Called call(const std::string& arguments, const std::string& before = "true") {
  tell_sanitizers_apart();
  const Folder folder;
  const std::string err = folder.file("stderr");
  // exec: the command takes the shell's place, so its signals are seen here.
  const std::string line = before + "; exec " + std::string(WORDSPACE_COMMAND) + " " + arguments +
                           " 2>" + err + " </dev/null";
  std::FILE* pipe = popen(line.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Called called;
  char buffer[4096];
  for (std::size_t count; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    called.out.append(buffer, count);
  }
  const Ended ended = ended_as(pclose(pipe));
  called.code = ended.code;
  called.signal = ended.signal;
  called.err = *read_file(err);
  CHECK_MESSAGE(called.signal == 0, arguments);
  CHECK_MESSAGE(called.code != kSanitizerFound, called.err);
  return called;
}

// The command at work while the test goes on; ended with the test at the latest.
class Running {
 public:
  explicit Running(std::vector<std::string> arguments) {
    tell_sanitizers_apart();
    const std::string err = errors_.file("stderr");
    arguments.insert(arguments.begin(), WORDSPACE_COMMAND);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    // Closed by exec: until then the child still has the handlers of this test program.
    int gate[2];
    REQUIRE(pipe2(gate, O_CLOEXEC) == 0);
    child_ = fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
      if (std::freopen(err.c_str(), "w", stderr) == nullptr) _exit(127);
      execv(WORDSPACE_COMMAND, pointers.data());
      _exit(127);
    }
    close(gate[1]);
    char nothing = 0;
    while (read(gate[0], &nothing, 1) < 0 && errno == EINTR) {
    }
    close(gate[0]);
  }
  ~Running() {
    if (child_ > 0) {
      kill(child_, SIGKILL);
      waitpid(child_, nullptr, 0);
    }
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  // Waits until the command has a handler of its own for the signal; false when it has ended
  // before, or after a minute. Another process is waited for: the wall clock bounds it, the handler
  // ends it (SigCgt of proc(5)).
  bool catches(int signal) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (std::chrono::steady_clock::now() < until) {
      std::ifstream status("/proc/" + std::to_string(child_) + "/status");
      for (std::string line; std::getline(status, line);) {
        if (line.starts_with("State:") && line.find('Z') != std::string::npos) return false;
        if (!line.starts_with("SigCgt:")) continue;
        const std::uint64_t caught = std::stoull(line.substr(7), nullptr, 16);
        if ((caught >> (signal - 1) & 1) != 0) return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }
  void send(int signal) const { kill(child_, signal); }
  pid_t pid() const { return child_; }
  // Waits for its end; then `err` holds what it said.
  Called end() {
    int status = 0;
    REQUIRE(waitpid(std::exchange(child_, -1), &status, 0) > 0);
    const Ended ended = ended_as(status);
    Called called;
    called.code = ended.code;
    called.signal = ended.signal;
    called.err = *read_file(errors_.file("stderr"));
    return called;
  }

 private:
  const Folder errors_;
  pid_t child_ = -1;
};

inline Json json_of(const Called& called) {
  CHECK(called.err.empty());
  REQUIRE(called.code == 0);
  Json json = Json::parse(called.out, nullptr, false);
  REQUIRE_MESSAGE(json.is_object(), called.out);
  CHECK(called.out.find('\n') == called.out.size() - 1);
  return json;
}

// One line that starts with the program's name.
inline void check_one_line(const Called& called) {
  CHECK(called.err.starts_with("wordspace: "));
  CHECK(called.err.find('\n') == called.err.size() - 1);
}

}  // namespace wordspace::command_test
