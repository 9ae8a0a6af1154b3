// Lines, columns and numbers of the small text formats (question sets, word pairs).
// Not a general parser.
#pragma once

#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wordspace {

inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\v\f";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

inline bool is_gap(char c) { return c == ' ' || c == '\t'; }

// "# such a line", trimmed. "#love" is a word.
inline bool is_comment(std::string_view line) {
  return line.starts_with('#') && (line.size() == 1 || line[1] == ' ');
}

// Takes the next line (without its end) off the front of `rest`; false when nothing is left.
inline bool take_line(std::string_view& rest, std::string_view& line) {
  if (rest.empty()) return false;
  const std::size_t end = rest.find('\n');
  line = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return true;
}

// A finite decimal number that fills the whole field; nothing else ("nan", "0x1", "1 2") passes.
inline std::optional<double> parse_number(std::string_view field) {
  if (field.empty() || field.size() > 63) return std::nullopt;
  if (field.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;
  char buffer[64];
  buffer[field.copy(buffer, field.size())] = '\0';
  char* end = nullptr;
  const double value = std::strtod(buffer, &end);
  if (end != buffer + field.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace wordspace
