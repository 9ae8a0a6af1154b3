// The Range header of HTTP: which stretches of a body are asked for, and whether they may be had.
// Not the answer that carries them (web_folder.cpp).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wordspace::cli {

// Bytes first..last of a body, both inclusive.
struct ByteRange {
  std::size_t first = 0, last = 0;
  std::size_t length() const { return last - first + 1; }
};

struct ByteRanges {
  enum class Kind {
    kWhole,  // no range, one that is not understood, or one that asks for more than is sensible
    kSome,   // ranges, in the order asked for; at least one
    kNone,   // understood, and nothing of it lies in the body: 416
  };
  Kind kind = Kind::kWhole;
  std::vector<ByteRange> ranges;
};

// header: "bytes=0-99", "bytes=-5", "bytes=0-0,10-"; size: of the body.
//   At most kMaxRanges of them, together no longer than the body: more is answered whole.
//   Source: RFC 9110, section 14.
ByteRanges parse_byte_ranges(std::string_view header, std::size_t size);
inline constexpr std::size_t kMaxRanges = 16;

// "bytes 0-99/1234".
std::string content_range(const ByteRange& range, std::size_t size);

// Whether an If-Range header (a strong tag) still names the body whose tag this is; empty: yes.
// Dates are never sent, so a date never matches.
bool if_range_matches(std::string_view if_range, std::string_view tag);

}  // namespace wordspace::cli
