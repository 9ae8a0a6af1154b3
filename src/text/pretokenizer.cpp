// GPT-2's pattern as a scanner over character classes.
// Not a regular expression engine.
#include "text/pretokenizer.h"

#include <array>
#include <cstdint>

#include "core/ensure.h"
#include "text/unicode.h"
#include "text/utf8_decode.h"

namespace wordspace {
namespace {

enum class Kind : std::uint8_t { kLetter, kNumber, kSpace, kSign };

Kind kind_of(std::uint32_t code_point) {
  if (is_plain_letter(code_point)) return Kind::kLetter;
  if (is_number(code_point)) return Kind::kNumber;
  return is_white_space(code_point) ? Kind::kSpace : Kind::kSign;
}

constexpr std::array<Kind, 128> make_ascii_kinds() {
  std::array<Kind, 128> kinds{};
  for (std::size_t i = 0; i < 128; ++i) {
    const bool letter = (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z');
    const bool number = i >= '0' && i <= '9';
    const bool space = i == ' ' || (i >= 9 && i <= 13);
    kinds[i] = letter ? Kind::kLetter : number ? Kind::kNumber : space ? Kind::kSpace : Kind::kSign;
  }
  return kinds;
}
constexpr std::array<Kind, 128> kAsciiKinds = make_ascii_kinds();

// The kind of the character at offset; moves offset past it.
Kind next_kind(std::string_view text, std::size_t& offset) {
  const auto lead = static_cast<unsigned char>(text[offset]);
  if (lead < 0x80) {
    ++offset;
    return kAsciiKinds[lead];
  }
  return kind_of(decode_utf8(text, offset));
}

// Bytes of the contraction's ending at begin, which holds an apostrophe; 0 when there is none.
std::size_t contraction(std::string_view rest) {
  if (rest.size() < 2) return 0;
  const char first = rest[1];
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
  const std::string_view two = rest.substr(1, 2);
  return two == "re" || two == "ve" || two == "ll" ? 3 : 0;
}

// Offset past the run of characters of this kind that starts at `at`.
std::size_t run_end(std::string_view text, std::size_t at, Kind kind) {
  while (at < text.size()) {
    std::size_t next = at;
    if (next_kind(text, next) != kind) break;
    at = next;
  }
  return at;
}

}  // namespace

std::size_t gpt2_piece_end(std::string_view text, std::size_t begin) {
  DEBUG_ENSURE(begin < text.size());
  if (text[begin] == '\'') {
    const std::size_t length = contraction(text.substr(begin));
    if (length > 0) return begin + length;
  }
  std::size_t at = begin;
  Kind kind = next_kind(text, at);
  if (kind != Kind::kSpace) return run_end(text, at, kind);
  if (text[begin] == ' ' && at < text.size()) {
    std::size_t after = at;
    kind = next_kind(text, after);
    if (kind != Kind::kSpace) return run_end(text, after, kind);
  }
  // Spaces: all of them at the end of the text, else all but the last, which may belong to what
  // follows; a single one is itself.
  std::size_t last = begin;  // where the last character of the run starts
  std::size_t end = begin;
  while (end < text.size()) {
    std::size_t next = end;
    if (next_kind(text, next) != Kind::kSpace) break;
    last = end;
    end = next;
  }
  return end == text.size() || last == begin ? end : last;
}

}  // namespace wordspace
