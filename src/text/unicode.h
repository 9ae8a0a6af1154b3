// The little of Unicode that the lab needs: UTF-8 checks, decoding, NFC, lower case, letter
// classes. Not a full Unicode library; native builds and the web share this code and its tables
// (cmake/unicode_tables.py). Classes and lower case are those of Hugging Face's tokenizers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wordspace {

inline constexpr std::size_t kNoOffset = static_cast<std::size_t>(-1);

// Offset of the first byte that is not well-formed UTF-8, or kNoOffset.
std::size_t first_invalid_utf8(std::string_view bytes);

// Decodes the code point at offset (well-formed input, ENSURE in debug) and moves offset past it.
std::uint32_t next_code_point(std::string_view text, std::size_t& offset);

void append_code_point(std::string& out, std::uint32_t code_point);

// Canonical composition (NFC) of well-formed UTF-8. Linear time; stretches that are NFC already are
// copied.
//   Source: Unicode Standard Annex 15.
std::string to_nfc(std::string_view text);
// The same as far as Hugging Face's tokenizers know it: what the newest Unicode composes or orders
// stays as it is.
std::string to_nfc_of_tokenizers(std::string_view text);
// A quick look: false when the text is NFC for certain, true when to_nfc might change it.
bool may_not_be_nfc(std::string_view text);
// Canonical decomposition (NFD) of well-formed UTF-8, as far as Hugging Face's tokenizers know it.
std::string to_nfd(std::string_view text);
// Lower-casing code point by code point (Latin, Vietnamese, Greek, Cyrillic, ...).
std::string to_lower(std::string_view text);
// The same appended to out: one code point, but for U+0130, which becomes i and U+0307.
void append_lower(std::string& out, std::uint32_t code_point);
// The first code point of that.
std::uint32_t lower_code_point(std::uint32_t code_point);
bool is_letter(std::uint32_t code_point);           // letters and combining marks
bool is_digit(std::uint32_t code_point);            // Nd
bool is_plain_letter(std::uint32_t code_point);     // L: letters without marks
bool is_number(std::uint32_t code_point);           // N: digits, fractions, Roman numerals, ...
bool is_white_space(std::uint32_t code_point);      // the property White_Space
bool is_punctuation(std::uint32_t code_point);      // P
bool is_control(std::uint32_t code_point);          // Cc, Cf, Co: controls, formats, private
bool is_nonspacing_mark(std::uint32_t code_point);  // Mn
bool is_word_character(std::uint32_t code_point);   // what \w of regular expressions matches

enum class CharacterClass : std::uint8_t { kOther, kLetter, kMark, kDigit };
CharacterClass character_class(std::uint32_t code_point);

}  // namespace wordspace
