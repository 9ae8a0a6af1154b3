// Numbers for people: counts, decimals, durations, bytes.
// Not for files and JSON: a thin space is no digit.
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

constexpr const char* kThinSpace = "\xe2\x80\x89";
constexpr const char* kMinus = "\xe2\x88\x92";
constexpr const char* kInfinity = "\xe2\x88\x9e";
constexpr const char* kTimes = "\xc3\x97";

// Groups of three with thin spaces; numbers of four digits stay together.
std::string grouped(const std::string& digits) {
  if (digits.size() <= 4) return digits;
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) out += kThinSpace;
    out += digits[i];
  }
  return out;
}

std::string printed(const char* format, double value) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

std::string superscript(int exponent) {
  static constexpr const char* kDigits[] = {
      "\xe2\x81\xb0", "\xc2\xb9",     "\xc2\xb2",     "\xc2\xb3",     "\xe2\x81\xb4",
      "\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7", "\xe2\x81\xb8", "\xe2\x81\xb9"};
  std::string out = exponent < 0 ? "\xe2\x81\xbb" : "";
  for (const char c : std::to_string(std::abs(exponent))) out += kDigits[c - '0'];
  return out;
}

// Not a number and the infinities as a person writes them; empty for the rest.
std::string special(double value) {
  if (std::isnan(value)) return "\xe2\x80\x93";
  if (std::isinf(value)) return value < 0 ? std::string(kMinus) + kInfinity : kInfinity;
  return {};
}

}  // namespace

std::string format_count(double value) {
  if (std::string s = special(value); !s.empty()) return s;
  const double rounded = std::round(value);
  if (std::fabs(rounded) >= 1e15) return format_number(value, 4);
  const std::string digits = grouped(printed("%.0f", std::fabs(rounded)));
  return rounded < 0 ? kMinus + digits : digits;
}

std::string format_number(double value, int significant) {
  if (std::string s = special(value); !s.empty()) return s;
  if (value == 0) return "0";
  if (significant < 1) significant = 1;
  if (significant > 15) significant = 15;
  const std::string sign = value < 0 ? kMinus : "";
  const double size = std::fabs(value);
  // The exponent after rounding: 0.99996 at four digits is 1.000.
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*e", significant - 1, size);
  const char* e = buffer;
  while (*e != '\0' && *e != 'e') ++e;
  const int exponent = *e == 'e' ? std::atoi(e + 1) : 0;
  if (exponent < -4 || exponent >= 15) {
    std::string digits(buffer, static_cast<std::size_t>(e - buffer));
    while (digits.find('.') != std::string::npos &&
           (digits.back() == '0' || digits.back() == '.')) {
      const bool point = digits.back() == '.';
      digits.pop_back();
      if (point) break;
    }
    return sign + digits + " " + kTimes + " " + power_of_ten(exponent);
  }
  const int decimals = significant - 1 - exponent;
  if (decimals <= 0) return sign + grouped(printed("%.0f", size));
  std::snprintf(buffer, sizeof buffer, "%.*f", decimals, size);
  const std::string all = buffer;
  const std::size_t point = all.find('.');
  return sign + grouped(all.substr(0, point)) + all.substr(point);
}

std::string format_duration(const Ui& ui, double seconds) {
  if (std::string s = special(seconds); !s.empty()) return s;
  if (seconds < 0) seconds = 0;
  const auto say = [&ui](const char* key, const char* english,
                         const std::vector<std::string>& args) {
    if (ui.words.has(key)) return ui.words.format(key, args);
    return Translations::fill(english, args);
  };
  if (seconds < 0.9995) {
    return say("units.duration_ms", "{0} ms", {printed("%.0f", seconds * 1000)});
  }
  if (seconds < 9.95) return say("units.duration_s", "{0} s", {printed("%.1f", seconds)});
  const auto total = static_cast<long long>(std::llround(seconds));
  if (total < 60) return say("units.duration_s", "{0} s", {std::to_string(total)});
  if (total < 3600) {
    return say("units.duration_min_s", "{0} min {1} s",
               {std::to_string(total / 60), std::to_string(total % 60)});
  }
  return say("units.duration_h_min", "{0} h {1} min",
             {format_count(static_cast<double>(total / 3600)), std::to_string(total % 3600 / 60)});
}

std::string power_of_ten(int exponent) { return "10" + superscript(exponent); }

std::string format_bytes(double bytes) {
  if (std::string s = special(bytes); !s.empty()) return s;
  static constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB"};
  int unit = 0;
  while (unit < 4 && std::fabs(bytes) >= 999.5) {
    bytes /= 1000;
    ++unit;
  }
  const std::string digits =
      unit == 0 || std::fabs(bytes) >= 99.95 ? printed("%.0f", bytes) : printed("%.1f", bytes);
  return digits + " " + kUnits[unit];
}

}  // namespace wordspace::ui
