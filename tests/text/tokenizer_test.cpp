// What is a word and what is a character, in both languages.
// Not counting (vocabulary_test.cpp).
#include "text/tokenizer.h"

#include <doctest/doctest.h>

#include "text/unicode.h"

using namespace wordspace;

namespace {

using Tokens = std::vector<std::string>;

Tokens words(std::string_view text) { return tokenize(TokenizerKind::kWord, text); }

}  // namespace

TEST_CASE("words are lower-case runs of letters") {
  CHECK(words("The King saw, the QUEEN smiled.") ==
        Tokens{"the", "king", "saw", "the", "queen", "smiled"});
  CHECK(words("") == Tokens{});
  CHECK(words(" ,.;! ") == Tokens{});
}

TEST_CASE("an apostrophe stays inside a word only, and curly ones become straight") {
  CHECK(words("the King's crown") == Tokens{"the", "king's", "crown"});
  CHECK(words("the King\xe2\x80\x99s crown") == Tokens{"the", "king's", "crown"});
  CHECK(words("'tis the kings' law") == Tokens{"tis", "the", "kings", "law"});
  CHECK(words("rock''n'roll") == Tokens{"rock", "n'roll"});
  CHECK(words("don't' 'quoted'") == Tokens{"don't", "quoted"});
}

TEST_CASE("digits are words of their own") {
  CHECK(words("in 1611 or 2,500 b4") == Tokens{"in", "1611", "or", "2", "500", "b", "4"});
  CHECK(words("100km 5'x") == Tokens{"100", "km", "5", "x"});
}

TEST_CASE("hyphens and dashes separate") {
  CHECK(words("well-known\xe2\x80\x94king") == Tokens{"well", "known", "king"});
}

TEST_CASE("an underscore joins, as the phrase pass writes it") {
  CHECK(words("hoàng_hậu _x_ a__b") == Tokens{"hoàng_hậu", "x", "a", "b"});
}

TEST_CASE("Vietnamese syllables are words, whichever way their marks are written") {
  CHECK(words("Hoàng Hậu nước Việt Nam.") == Tokens{"hoàng", "hậu", "nước", "việt", "nam"});
  // The same text with every mark apart.
  CHECK(words("Vie\xcc\xa3\xcc\x82t") == Tokens{"việt"});
  CHECK(words("ĐƯỜNG") == Tokens{"đường"});
}

TEST_CASE("marks, emoji and other signs alone are no words") {
  CHECK(words("\xcc\x81") == Tokens{});
  CHECK(words("\xe2\x9d\xa4\xef\xb8\x8f king \xf0\x9f\x98\x80") == Tokens{"king"});
}

TEST_CASE("characters are code points, case and line ends kept") {
  CHECK(tokenize(TokenizerKind::kCharacter, "Ab\nệ") == Tokens{"A", "b", "\n", "ệ"});
  CHECK(tokenize(TokenizerKind::kCharacter, "e\xcc\x81") == Tokens{"é"});
}

TEST_CASE("tokenizing the words of a text again changes nothing") {
  const Tokens once = words("The King's 12 sons; Nữ hoàng_đế nói: \"Đi!\"");
  std::string joined;
  for (const std::string& word : once) joined += word + ' ';
  CHECK(words(joined) == once);
}

TEST_CASE("soft hyphens, joiners and marks of direction inside a word do not end it") {
  const auto words = [](const char* text) { return tokenize(TokenizerKind::kWord, text); };
  using Words = std::vector<std::string>;
  CHECK(words("co\u00adop") == Words{"co\u00adop"});
  CHECK(words("می\u200cخواهم") == Words{"می\u200cخواهم"});
  CHECK(words("क्\u200dष") == Words{"क्\u200dष"});
  CHECK(words("a\u2060\u200db") == Words{"a\u2060\u200db"});
  // At an end they are no part of it, and a blank of no width still ends it.
  CHECK(words("one\u00ad two\u200f.") == Words{"one", "two"});
  CHECK(words("\u00adone") == Words{"one"});
  CHECK(words("one\u200btwo") == Words{"one", "two"});
}
