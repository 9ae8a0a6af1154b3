// Added tokens in a text.
// Not what becomes of the text between them (table_codec.cpp).
#include "text/added_tokens.h"

#include <algorithm>

#include "core/ensure.h"
#include "text/unicode.h"
#include "text/utf8_decode.h"

namespace wordspace {
namespace {

// Start of the character that ends at `end`, which is not 0.
std::size_t previous(std::string_view text, std::size_t end) {
  std::size_t begin = end - 1;
  while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xc0) == 0x80) --begin;
  return begin;
}

std::uint32_t character_at(std::string_view text, std::size_t at) { return decode_utf8(text, at); }

}  // namespace

AddedTokens::AddedTokens(std::vector<Pattern> patterns) : patterns_(std::move(patterns)) {
  std::sort(patterns_.begin(), patterns_.end(), [](const Pattern& a, const Pattern& b) {
    return a.text.size() != b.text.size() ? a.text.size() > b.text.size() : a.text < b.text;
  });
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    ENSURE(!patterns_[i].text.empty());
    by_first_byte_[static_cast<unsigned char>(patterns_[i].text[0])].push_back(
        static_cast<std::uint32_t>(i));
  }
}

bool AddedTokens::find(std::string_view text, std::size_t at, Match& match) const {
  if (patterns_.empty()) return false;
  for (; at < text.size(); ++at) {
    for (const std::uint32_t i : by_first_byte_[static_cast<unsigned char>(text[at])]) {
      const Pattern& pattern = patterns_[i];
      if (!text.substr(at).starts_with(pattern.text)) continue;
      match.begin = match.from = at;
      match.end = match.to = at + pattern.text.size();
      match.token = &pattern.token;
      return true;
    }
  }
  return false;
}

bool AddedTokens::fits(std::string_view text, std::size_t done, Match& match) {
  const AddedToken& token = *match.token;
  if (token.single_word) {
    const bool word_before =
        match.begin > 0 && is_word_character(character_at(text, previous(text, match.begin)));
    const bool word_after =
        match.end < text.size() && is_word_character(character_at(text, match.end));
    if (word_before || word_after) return false;
  }
  if (token.lstrip) {
    while (match.from > 0) {
      const std::size_t before = previous(text, match.from);
      if (!is_white_space(character_at(text, before))) break;
      match.from = before;
    }
    match.from = std::max(match.from, done);  // what stood there may be another token's
  }
  while (token.rstrip && match.to < text.size()) {
    std::size_t after = match.to;
    if (!is_white_space(decode_utf8(text, after))) break;
    match.to = after;
  }
  return match.from <= match.to;
}

}  // namespace wordspace
