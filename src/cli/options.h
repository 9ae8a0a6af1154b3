// Numbers in options: one strict parser for all subcommands.
// Not choices among words (CLI11 checks those).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace wordspace::cli {

// What an option takes. above: the lowest number itself is not allowed.
struct Range {
  double low = 0, high = 0;
  bool above = false;
};
inline constexpr Range kThreadsRange{1, 256};
inline constexpr Range kSeedRange{0, 18446744073709551615.0};

// An option with a number: the whole text, decimal, in range; anything else ends with one sentence
// that names the option and what it takes, and exit code 2. The value before is the default that
// the help shows; an optional one shows none.
template <typename T>
CLI::Option* add_number(CLI::App* command, const std::string& name, T& value, Range range,
                        const std::string& about);
template <typename T>
CLI::Option* add_number(CLI::App* command, const std::string& name, std::optional<T>& value,
                        Range range, const std::string& about);

CLI::Option* add_threads(CLI::App* command, int& threads, const std::string& about);
CLI::Option* add_seed(CLI::App* command, std::uint64_t& seed,
                      const std::string& about = "Of every random choice");

// Says that an option which was given does nothing: "--negative does nothing <why>."
void warn_unused(const CLI::Option* option, const std::string& why);

}  // namespace wordspace::cli
