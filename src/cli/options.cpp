// Reads numbers of options and says what is wrong with them.
#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <type_traits>

#include "analysis/text_fields.h"
#include "cli/common.h"

namespace wordspace::cli {
namespace {

template <typename T>
constexpr bool kWhole = std::is_integral_v<T>;

std::string in_words(double number) {
  char buffer[40];
  const bool whole = std::fabs(number) < 1e15 && number == std::floor(number);
  std::snprintf(buffer, sizeof buffer, whole ? "%.0f" : "%.10g", number);
  return buffer;
}

template <typename T>
std::string high_in_words(Range range) {
  // A double cannot hold the largest of 64 bits.
  if (std::is_same_v<T, std::uint64_t> && range.high >= 18446744073709551615.0) {
    return std::to_string(std::numeric_limits<std::uint64_t>::max());
  }
  return in_words(range.high);
}

template <typename T>
bool in_range(T value, Range range) {
  const auto number = static_cast<double>(value);
  return (range.above ? number > range.low : number >= range.low) && number <= range.high;
}

template <typename T>
std::optional<T> parse(const std::string& text) {
  if constexpr (kWhole<T>) {
    T value = 0;
    const char* const end = text.data() + text.size();
    const std::from_chars_result read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return value;
  } else {
    const std::optional<double> value = parse_number(text);
    return value ? std::optional<T>(static_cast<T>(*value)) : std::nullopt;
  }
}

template <typename T>
CLI::Option* add_parsed(CLI::App* command, const std::string& name, Range range,
                        const std::string& about, std::function<void(T)> set) {
  CLI::Option* option = command->add_option_function<std::string>(
      name,
      [name, range, set = std::move(set)](const std::string& text) {
        const std::optional<T> value = parse<T>(text);
        if (value && in_range(*value, range)) return set(*value);
        const std::string kind = kWhole<T> ? "a whole number" : "a number";
        throw CLI::ValidationError(
            name + " is " + (text.empty() ? "empty" : "\"" + text + "\"") + "; it takes " + kind +
            (range.above ? " above " + in_words(range.low) + ", at most " + high_in_words<T>(range)
                         : " from " + in_words(range.low) + " to " + high_in_words<T>(range)) +
            ".");
      },
      about);
  return option->type_name(kWhole<T> ? "INT" : "NUMBER");
}

}  // namespace

template <typename T>
CLI::Option* add_number(CLI::App* command, const std::string& name, T& value, Range range,
                        const std::string& about) {
  CLI::Option* option =
      add_parsed<T>(command, name, range, about, [&value](T given) { value = given; });
  return option->default_str(kWhole<T> ? std::to_string(value)
                                       : in_words(static_cast<double>(value)));
}

template <typename T>
CLI::Option* add_number(CLI::App* command, const std::string& name, std::optional<T>& value,
                        Range range, const std::string& about) {
  return add_parsed<T>(command, name, range, about, [&value](T given) { value = given; });
}

template CLI::Option* add_number(CLI::App*, const std::string&, int&, Range, const std::string&);
template CLI::Option* add_number(CLI::App*, const std::string&, std::int64_t&, Range,
                                 const std::string&);
template CLI::Option* add_number(CLI::App*, const std::string&, std::uint64_t&, Range,
                                 const std::string&);
template CLI::Option* add_number(CLI::App*, const std::string&, float&, Range, const std::string&);
template CLI::Option* add_number(CLI::App*, const std::string&, double&, Range, const std::string&);
template CLI::Option* add_number(CLI::App*, const std::string&, std::optional<int>&, Range,
                                 const std::string&);
template CLI::Option* add_number(CLI::App*, const std::string&, std::optional<double>&, Range,
                                 const std::string&);

CLI::Option* add_threads(CLI::App* command, int& threads, const std::string& about) {
  return add_number(command, "--threads", threads, kThreadsRange, about);
}

CLI::Option* add_seed(CLI::App* command, std::uint64_t& seed, const std::string& about) {
  return add_number(command, "--seed", seed, kSeedRange, about);
}

void warn_unused(const CLI::Option* option, const std::string& why) {
  if (option->count() > 0) warn(option->get_name() + " does nothing " + why + ".");
}

}  // namespace wordspace::cli
