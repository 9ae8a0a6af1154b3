// Settings as text, in and out: what every room's set() and get() need.
// Not the settings and not their limits.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/result.h"

namespace wordspace {

// The whole of text as a finite number that out can hold; else false and out stays.
template <typename T>
bool read_setting(std::string_view text, T& out) {
  T number{};
  if constexpr (std::is_floating_point_v<T>) {
    // Not from_chars: not every standard library has it for floating-point numbers.
    const std::string copy(text);
    char* end = nullptr;
    number = static_cast<T>(std::strtod(copy.c_str(), &end));
    if (copy.empty() || end != copy.c_str() + copy.size() || !std::isfinite(number)) return false;
  } else {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return false;
  }
  out = number;
  return true;
}
// The same, from low to high.
template <typename T>
bool read_setting(std::string_view text, T low, T high, T& out) {
  T number{};
  if (!read_setting(text, number) || number < low || number > high) return false;
  out = number;
  return true;
}

// As short as it can be written: "0.025", "1e-05".
std::string setting_text(double value);

// "set.bad_value", "preset.unknown" (known: names of the presets with commas between).
Error bad_setting(std::string_view field, std::string_view value);
Error unknown_preset(std::string_view name, const std::string& known);

}  // namespace wordspace
