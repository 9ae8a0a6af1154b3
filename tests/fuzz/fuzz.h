// Readers of what comes from outside, fed with whatever a fuzzer thinks of: they answer with a
// value that keeps its promises or with an error; anything else is a fault. One program; the
// variable WORDSPACE_FUZZ names the target. Not the readers' own tests (tests/formats, tests/labs,
// ...).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wordspace::fuzz {

struct Target {
  const char* name;
  void (*run)(std::string_view bytes);  // stops the program at a fault
  std::vector<std::string> (*seeds)();  // what our own writers make: the fuzzer begins with these
};

std::span<const Target> file_targets();     // vectors, safetensors, folders, ... (file_targets.cpp)
std::span<const Target> keeping_targets();  // sessions, checkpoints, ... (keeping_targets.cpp)
std::span<const Target> web_targets();      // links, HTTP heads (web_targets.cpp)

}  // namespace wordspace::fuzz
