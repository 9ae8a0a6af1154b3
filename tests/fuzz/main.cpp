// Chooses the target; writes the seeds. The fuzzer itself is libFuzzer, which calls the two
// functions below.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/file_io.h"
#include "fuzz.h"

namespace {

using wordspace::fuzz::Target;

std::vector<Target> all_targets() {
  std::vector<Target> all;
  for (const auto some : {wordspace::fuzz::file_targets(), wordspace::fuzz::keeping_targets(),
                          wordspace::fuzz::web_targets()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

Target chosen{};

void write_seeds(const std::string& folder) {
  for (const Target& target : all_targets()) {
    const std::string place = folder + "/" + target.name;
    std::filesystem::create_directories(place);
    int number = 0;
    for (const std::string& seed : target.seeds()) {
      const auto written = wordspace::write_file(place + "/" + std::to_string(++number), seed);
      if (!written.ok()) std::exit(1);
    }
    std::printf("%s\n", target.name);
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  if (const char* folder = std::getenv("WORDSPACE_FUZZ_SEEDS")) {
    write_seeds(folder);
    std::exit(0);
  }
  const char* name = std::getenv("WORDSPACE_FUZZ");
  for (const Target& target : all_targets()) {
    if (name != nullptr && std::string(name) == target.name) chosen = target;
  }
  if (chosen.run != nullptr) return 0;
  std::fputs("WORDSPACE_FUZZ names one of these; WORDSPACE_FUZZ_SEEDS a folder for their seeds:\n",
             stderr);
  for (const Target& target : all_targets()) std::fprintf(stderr, "  %s\n", target.name);
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t num_bytes) {
  chosen.run({reinterpret_cast<const char*>(bytes), num_bytes});
  return 0;
}
