// Parsing of byte ranges: strict, because what is not understood may be answered whole.
// Not their joining: overlapping ranges are sent as they were asked for.
#include "cli/byte_ranges.h"

#include <charconv>

namespace wordspace::cli {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Digits alone; what is larger than any file counts as the largest number.
bool parse_position(std::string_view digits, std::size_t* value) {
  if (digits.empty()) return false;
  for (const char c : digits) {
    if (c < '0' || c > '9') return false;
  }
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *value);
  if (error == std::errc::result_out_of_range) *value = static_cast<std::size_t>(-1);
  return true;
}

}  // namespace

ByteRanges parse_byte_ranges(std::string_view header, std::size_t size) {
  constexpr std::string_view kUnit = "bytes=";
  const ByteRanges whole;
  header = trimmed(header);
  if (!header.starts_with(kUnit)) return whole;
  header.remove_prefix(kUnit.size());
  ByteRanges found;
  std::size_t asked = 0, total = 0;
  for (bool more = true; more;) {
    const std::size_t comma = header.find(',');
    more = comma != std::string_view::npos;
    const std::string_view one = trimmed(header.substr(0, comma));
    if (more) header.remove_prefix(comma + 1);
    if (one.empty()) continue;  // lists may have empty places
    if (++asked > kMaxRanges) return whole;
    const std::size_t dash = one.find('-');
    if (dash == std::string_view::npos) return whole;
    const std::string_view from = one.substr(0, dash), to = one.substr(dash + 1);
    ByteRange range;
    if (from.empty()) {
      std::size_t tail = 0;
      if (!parse_position(to, &tail)) return whole;
      if (tail == 0 || size == 0) continue;
      range = {tail >= size ? 0 : size - tail, size - 1};
    } else {
      if (!parse_position(from, &range.first)) return whole;
      range.last = static_cast<std::size_t>(-1);
      if (!to.empty() && (!parse_position(to, &range.last) || range.last < range.first)) {
        return whole;
      }
      if (range.first >= size) continue;
      if (range.last >= size) range.last = size - 1;
    }
    total += range.length();
    found.ranges.push_back(range);
  }
  if (asked == 0) return whole;
  if (found.ranges.empty()) {
    found.kind = ByteRanges::Kind::kNone;
    return found;
  }
  if (found.ranges.size() > 1 && total > size) return whole;
  found.kind = ByteRanges::Kind::kSome;
  return found;
}

std::string content_range(const ByteRange& range, std::size_t size) {
  return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" +
         std::to_string(size);
}

bool if_range_matches(std::string_view if_range, std::string_view tag) {
  if_range = trimmed(if_range);
  return if_range.empty() || if_range == tag;
}

}  // namespace wordspace::cli
