// UTF-8, NFC and lower case on the hard cases, and against utf8proc where the build has it.
// Not the tokenizer's rules (tokenizer_test.cpp).
#include "text/unicode.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "core/rng.h"

#if __has_include(<utf8proc.h>)
#include <utf8proc.h>
#define WORDSPACE_HAS_UTF8PROC 1
#endif

using namespace wordspace;

namespace {

std::string of(std::initializer_list<std::uint32_t> code_points) {
  std::string text;
  for (const std::uint32_t code_point : code_points) append_code_point(text, code_point);
  return text;
}

// Strings that provoke NFC: letters, marks of several classes, jamo, exclusions, astral characters.
std::string random_string(Rng& rng) {
  static constexpr std::uint32_t kPool[] = {
      'a',    'e',    'o',    'u',    'A',   ' ',     '\n',   0x300,  0x301,  0x302,
      0x303,  0x306,  0x309,  0x31b,  0x323, 0x327,   0x328,  0x345,  0x1ea1, 0x1ec7,
      0x1b0,  0x1a1,  0xe2,   0x103,  0x110, 0x1100,  0x1112, 0x1161, 0x1175, 0x11a8,
      0x11c2, 0xac00, 0xac01, 0xd7a3, 0x3b1, 0x1fb7,  0x212b, 0x2126, 0x958,  0x9cb,
      0x9c7,  0x9be,  0xfb1d, 0x5d0,  0x5b7, 0x1d15e, 0xf73,  0xf71,  0x4e2d, 0x1f600,
      0x344,  0x387,  0x37e,  0x2adc, 0x338, 0x3d,    0x94d,  0x93c,  0x915,  0x1134d};
  std::string text;
  const std::uint32_t length = rng.below(12);
  for (std::uint32_t i = 0; i < length; ++i) {
    append_code_point(text, kPool[rng.below(std::size(kPool))]);
  }
  return text;
}

}  // namespace

TEST_CASE("well-formed UTF-8 has no invalid offset") {
  CHECK(first_invalid_utf8("") == kNoOffset);
  CHECK(first_invalid_utf8("plain") == kNoOffset);
  CHECK(first_invalid_utf8("Tiếng Việt \xf0\x9f\x98\x80") == kNoOffset);
  CHECK(first_invalid_utf8(of(
            {0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff})) == kNoOffset);
}

TEST_CASE("malformed UTF-8 is found at its first byte") {
  CHECK(first_invalid_utf8("ab\x80") == 2);            // a continuation alone
  CHECK(first_invalid_utf8("a\xc0\xaf") == 1);         // overlong '/'
  CHECK(first_invalid_utf8("\xc1\xbf") == 0);          // overlong
  CHECK(first_invalid_utf8("\xe0\x80\xaf") == 0);      // overlong in three
  CHECK(first_invalid_utf8("\xf0\x80\x80\xaf") == 0);  // overlong in four
  CHECK(first_invalid_utf8("x\xed\xa0\x80") == 1);     // a surrogate
  CHECK(first_invalid_utf8("x\xed\xbf\xbf") == 1);     // a surrogate
  CHECK(first_invalid_utf8("\xf4\x90\x80\x80") == 0);  // past U+10FFFF
  CHECK(first_invalid_utf8("\xf5\x80\x80\x80") == 0);  // no such lead byte
  CHECK(first_invalid_utf8("\xff\xfe") == 0);          // UTF-16's mark
  CHECK(first_invalid_utf8("okay\xe1\xba") == 4);      // cut short
  CHECK(first_invalid_utf8("okay\xf0\x9f\x98") == 4);  // cut short
  CHECK(first_invalid_utf8("\xe1\xba\x41") == 0);      // cut short by a letter
  CHECK(first_invalid_utf8("\xc3") == 0);
}

TEST_CASE("every code point survives encoding and decoding") {
  for (std::uint32_t code_point = 0; code_point < 0x110000; ++code_point) {
    if (code_point >= 0xd800 && code_point < 0xe000) continue;
    std::string text;
    append_code_point(text, code_point);
    std::size_t offset = 0;
    if (next_code_point(text, offset) != code_point || offset != text.size()) FAIL(code_point);
  }
}

TEST_CASE("NFC composes, orders and excludes as the standard says") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {of({'e', 0x301}), of({0xe9})},                              // é
      {of({'a', 0x302, 0x323}), of({0x1ead})},                     // ậ, marks in the wrong order
      {of({'a', 0x323, 0x302}), of({0x1ead})},                     // ậ
      {of({0xe2, 0x323}), of({0x1ead})},                           // â + dot below
      {of({0x1ea1, 0x302}), of({0x1ead})},                         // ạ + circumflex
      {of({'u', 0x31b, 0x309}), of({0x1eed})},                     // ử
      {of({'u', 0x309, 0x31b}), of({0x1eed})},                     // ử, the horn last
      {of({'o', 0x31b, 0x303}), of({0x1ee1})},                     // ỡ
      {of({0x212b}), of({0xc5})},                                  // the Ångström sign
      {of({0x2126}), of({0x3a9})},                                 // the ohm sign
      {of({0x344}), of({0x308, 0x301})},                           // a mark that falls apart
      {of({0x958}), of({0x915, 0x93c})},                           // a composition exclusion
      {of({0x1100, 0x1161, 0x11a8}), of({0xac01})},                // Hangul
      {of({0xac00, 0x11a8}), of({0xac01})},                        // Hangul, half composed
      {of({0xac00, 0x11a7}), of({0xac00, 0x11a7})},                // not a trailing jamo
      {of({'a', 0x35d, 0x300, 0x301}), of({0xe0, 0x301, 0x35d})},  // blocked by class
      {of({'q', 0x323, 0x307}), of({'q', 0x323, 0x307})},          // nothing to compose with
      {of({0x301, 'a'}), of({0x301, 'a'})},                        // a mark that starts the text
      {of({0x9c7, 0x9be}), of({0x9cb})},                           // two starters that compose
      {of({0x1d15e}), of({0x1d157, 0x1d165})},  // excluded beyond the basic plane
      {"", ""},
      {"plain ASCII", "plain ASCII"},
  };
  for (const auto& [from, to] : cases) {
    CHECK(to_nfc(from) == to);
    CHECK(to_nfc(to) == to);
    CHECK(to_nfc("#" + from + "y") == "#" + to + "y");
  }
}

TEST_CASE("NFC is idempotent, and the quick look never misses a change") {
  Rng rng(17);
  int changed = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random_string(rng);
    const std::string once = to_nfc(text);
    CHECK(first_invalid_utf8(once) == kNoOffset);
    CHECK(to_nfc(once) == once);
    if (once == text) continue;
    CHECK(may_not_be_nfc(text));
    ++changed;
  }
  CHECK(changed > 5000);
  CHECK_FALSE(may_not_be_nfc("Tiếng Việt có dấu, đã là NFC."));
}

// Processor time of one normalisation, the least of five: other programs do not count. Only the
// ratio of two such times is looked at.
double nfc_seconds(const std::string& text) {
  double least = 1e9;
  for (int i = 0; i < 5; ++i) {
    const std::clock_t begin = std::clock();
    const std::string normalised = to_nfc(text);
    least = std::min(least, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    REQUIRE(normalised.size() <= text.size());
  }
  return least;
}

TEST_CASE(
    "a flood of combining marks is ordered, in a time that grows with it and not its square") {
  const auto flood = [](int marks) {
    std::string text = "a";
    for (int i = 0; i < marks; ++i) append_code_point(text, i % 2 == 0 ? 0x301 : 0x323);
    return text;
  };
  constexpr int kMarks = 40000;
  const std::string normalised = to_nfc(flood(4 * kMarks));
  CHECK(to_nfc(normalised) == normalised);
  // Below before above: the first dot below goes into the letter, the others stand before the rest.
  CHECK(normalised == of({0x1ea1}) + [] {
    std::string marks;
    for (int i = 1; i < 2 * kMarks; ++i) append_code_point(marks, 0x323);
    for (int i = 0; i < 2 * kMarks; ++i) append_code_point(marks, 0x301);
    return marks;
  }());
  // Four times the marks: about four times the time; the square would be sixteen.
  CHECK(nfc_seconds(flood(4 * kMarks)) < 8 * nfc_seconds(flood(kMarks)));
}

TEST_CASE("lower case knows Vietnamese, Greek and Cyrillic letters") {
  CHECK(to_lower("HOÀNG HẬU ĐẸP ƯỚC") == "hoàng hậu đẹp ước");
  CHECK(to_lower("ΑΘΗΝΑ МОСКВА") == "αθηνα москва");
  CHECK(to_lower("straße 42 İ") == "straße 42 i\xcc\x87");
  CHECK(to_lower("already lower_case") == "already lower_case");
}

TEST_CASE("letters, marks and digits are told apart") {
  for (const std::uint32_t letter : {0x61u, 0x1ea1u, 0x111u, 0x3b1u, 0x436u, 0x4e2du, 0x301u}) {
    CHECK(is_letter(letter));
    CHECK_FALSE(is_digit(letter));
  }
  for (const std::uint32_t digit : {0x30u, 0x39u, 0x661u, 0x966u}) {
    CHECK(is_digit(digit));
    CHECK_FALSE(is_letter(digit));
  }
  for (const std::uint32_t other : {0x20u, 0x2cu, 0x2019u, 0x5fu, 0xa0u, 0x1f600u, 0xd7u}) {
    CHECK_FALSE(is_letter(other));
    CHECK_FALSE(is_digit(other));
  }
  CHECK(character_class(0x301) == CharacterClass::kMark);
}

TEST_CASE(
    "classes and lower case do not depend on the Unicode version of the machine that builds") {
  CHECK(is_plain_letter(0x1c8a));             // Unicode 16
  CHECK(lower_code_point(0x1c89) == 0x1c8a);  // its capital
  CHECK_FALSE(is_control(0x1fae9));           // Unicode 16: assigned or not, no control
  CHECK_FALSE(is_control(0x378));             // never assigned
  CHECK(is_control(0xad));                    // soft hyphen
  CHECK_FALSE(is_punctuation(0x2e52));        // Unicode 14: newer than the reference's
  CHECK_FALSE(is_nonspacing_mark(0x1ac1));    // Unicode 14: the same
  CHECK(to_nfd("a\xe1\xab\x81\xcc\xa3") == "a\xe1\xab\x81\xcc\xa3");  // and not put in order
  CHECK(is_word_character(0x200d));
  CHECK(is_word_character('_'));
  CHECK_FALSE(is_word_character('-'));
}

#ifdef WORDSPACE_HAS_UTF8PROC

namespace {

std::string reference_nfc(const std::string& text) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (size < 0) return "refused by utf8proc";
  std::string out(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  std::free(mapped);
  return out;
}

}  // namespace

TEST_CASE("NFC of every code point, alone and between letters, equals utf8proc's") {
  for (std::uint32_t code_point = 1; code_point < 0x110000; ++code_point) {
    if (code_point >= 0xd800 && code_point < 0xe000) continue;
    const std::string alone = of({code_point});
    const std::string among = of({'a', code_point, 0x323});
    if (to_nfc(alone) != reference_nfc(alone)) FAIL_CHECK("alone: ", code_point);
    // Marks that only a newer Unicode knows are ordered by that one alone.
    const bool newer =
        utf8proc_get_property(static_cast<utf8proc_int32_t>(code_point))->combining_class != 0 &&
        code_point != 0x345 && to_nfc(of({0x345, code_point})) == of({0x345, code_point});
    if (!newer && to_nfc(among) != reference_nfc(among)) FAIL_CHECK("among: ", code_point);
  }
}

TEST_CASE("NFC of random strings equals utf8proc's") {
  Rng rng(23);
  for (int i = 0; i < 100000; ++i) {
    const std::string text = random_string(rng);
    if (to_nfc(text) != reference_nfc(text)) FAIL_CHECK(text);
  }
}

TEST_CASE(
    "lower case and letters of the basic plane are utf8proc's, up to what a newer Unicode adds") {
  int differences = 0;
  for (std::uint32_t code_point = 0; code_point < 0x10000; ++code_point) {
    if (code_point >= 0xd800 && code_point < 0xe000) continue;
    const auto c = static_cast<utf8proc_int32_t>(code_point);
    const auto category = utf8proc_category(c);
    const bool letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
    const bool same =
        static_cast<std::uint32_t>(utf8proc_tolower(c)) == lower_code_point(code_point) &&
        letter == is_letter(code_point) &&
        (category == UTF8PROC_CATEGORY_ND) == is_digit(code_point);
    if (!same) ++differences;
  }
  CHECK(differences <= 40);
}

#endif
