// The word tokenizer as an inlined loop: what encode_corpus, the phrase pass and tokenize() share.
// Not for other layers: they call text/tokenizer.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "text/unicode.h"
#include "text/utf8_decode.h"

namespace wordspace {

namespace scanner {

enum : std::uint8_t {
  kSeparator = 0,
  kLetterByte = 1,
  kDigitByte = 2,
  kJoinerByte = 3,
  kMultibyte = 4
};

struct ByteTables {
  std::array<std::uint8_t, 256> kind{};
  std::array<char, 256> lower{};
};

constexpr ByteTables make_byte_tables() {
  ByteTables tables;
  for (std::size_t i = 0; i < 256; ++i) {
    tables.lower[i] = static_cast<char>(i);
    if (i >= 0x80) tables.kind[i] = kMultibyte;
  }
  for (std::size_t i = 'a'; i <= 'z'; ++i) tables.kind[i] = kLetterByte;
  for (std::size_t i = 'A'; i <= 'Z'; ++i) {
    tables.kind[i] = kLetterByte;
    tables.lower[i] = static_cast<char>(i + 32);
  }
  for (std::size_t i = '0'; i <= '9'; ++i) tables.kind[i] = kDigitByte;
  tables.kind['\''] = kJoinerByte;
  tables.kind['_'] = kJoinerByte;
  return tables;
}

inline constexpr ByteTables kBytes = make_byte_tables();
inline constexpr std::uint32_t kRightQuote = 0x2019;

// Characters that shape a word without being a letter of it: soft hyphen, joiners and non-joiners,
// marks of direction. Source: Word_Break = Format and ZWJ of Unicode Standard Annex 29.
constexpr bool is_format(std::uint32_t c) {
  if (c < 0x600) return c == 0xad;
  return c == 0x61c || c == 0x180e || (c >= 0x200c && c <= 0x200f) ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2064) ||
         (c >= 0x2066 && c <= 0x206f) || c == 0xfeff;
}

// The class of the character at offset, which must be inside the text; moves offset past it.
inline CharacterClass class_at(std::string_view text, std::size_t& offset,
                               std::uint32_t& code_point) {
  const auto lead = static_cast<unsigned char>(text[offset]);
  if (lead < 0x80) {
    ++offset;
    code_point = lead;
    if (kBytes.kind[lead] == kLetterByte) return CharacterClass::kLetter;
    if (kBytes.kind[lead] == kDigitByte) return CharacterClass::kDigit;
    return CharacterClass::kOther;
  }
  code_point = decode_utf8(text, offset);
  return character_class(code_point);
}

}  // namespace scanner

// Calls visit(std::string_view) with each lower-cased word of the text, in order. The view is good
// until visit returns; buffer is scratch that callers may reuse. The text must be NFC.
// cut_at_formats: as the pattern that tokenizer.json states for a word tokenizer, where a format
// character (soft hyphen, joiner) ends a word.
template <bool cut_at_formats = false, typename Visit>
void scan_words(std::string_view text, std::string& buffer, Visit&& visit) {
  using namespace scanner;
  std::size_t at = 0;
  const std::size_t size = text.size();
  while (at < size) {
    const std::uint8_t kind = kBytes.kind[static_cast<unsigned char>(text[at])];
    if (kind == kSeparator || kind == kJoinerByte) {
      ++at;
      continue;
    }
    std::uint32_t code_point = 0;
    std::size_t next = at;
    const CharacterClass first = class_at(text, next, code_point);
    if (first == CharacterClass::kOther || first == CharacterClass::kMark) {
      at = next;
      continue;
    }
    buffer.clear();
    if (first == CharacterClass::kDigit) {
      do {
        append_code_point(buffer, code_point);
        at = next;
      } while (at < size && class_at(text, next, code_point) == CharacterClass::kDigit);
      visit(std::string_view(buffer));
      continue;
    }
    // Letters and marks; an apostrophe or '_' stays when a letter follows it, and so does any
    // number of format characters (UAX 29, rule WB4).
    while (at < size) {
      const auto lead = static_cast<unsigned char>(text[at]);
      if (kBytes.kind[lead] == kLetterByte) {
        buffer += kBytes.lower[lead];
        ++at;
        continue;
      }
      if (kBytes.kind[lead] == kSeparator || kBytes.kind[lead] == kDigitByte) break;
      next = at;
      const CharacterClass character = class_at(text, next, code_point);
      if (character == CharacterClass::kLetter || character == CharacterClass::kMark) {
        append_lower(buffer, code_point);
        at = next;
        continue;
      }
      if (!cut_at_formats && is_format(code_point)) {
        std::size_t letter = next;
        std::uint32_t following = code_point;
        CharacterClass behind = CharacterClass::kOther;
        std::size_t after = next;
        while (after < size && is_format(following)) {
          letter = after;
          behind = class_at(text, after, following);
        }
        if (behind != CharacterClass::kLetter && behind != CharacterClass::kMark) break;
        buffer += text.substr(at, letter - at);
        at = letter;
        continue;
      }
      const bool joiner = code_point == '\'' || code_point == '_' || code_point == kRightQuote;
      if (!joiner || next >= size) break;
      std::size_t after = next;
      std::uint32_t following = 0;
      if (class_at(text, after, following) != CharacterClass::kLetter) break;
      buffer += code_point == '_' ? '_' : '\'';
      at = next;
    }
    visit(std::string_view(buffer));
  }
}

}  // namespace wordspace
