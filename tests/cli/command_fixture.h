// The built command, called as a script would call it: a folder of the test's own, exit code and
// both outputs. Not a test.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/file_io.h"

#include <doctest/doctest.h>

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

struct Called {
  int code = -1;
  std::string out, err;
};

// Arguments may hold blanks when they are quoted for the shell.
inline Called call(const std::string& arguments) {
  const Folder folder;
  const std::string err = folder.file("stderr");
  const std::string line =
      std::string(WORDSPACE_COMMAND) + " " + arguments + " 2>" + err + " </dev/null";
  std::FILE* pipe = popen(line.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Called called;
  char buffer[4096];
  for (std::size_t count; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    called.out.append(buffer, count);
  }
  const int status = pclose(pipe);
  called.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  called.err = *read_file(err);
  return called;
}

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
