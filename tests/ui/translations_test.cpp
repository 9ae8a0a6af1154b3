// Language files: reading, looking up, filling in.
// The words themselves are checked where web/lang is.
#include "ui/translations.h"

#include <doctest/doctest.h>

namespace wordspace::ui {

TEST_CASE("nested keys of a language file are joined by dots") {
  const auto parsed =
      Translations::parse(R"({"lab": {"start": {"title": "Bắt đầu"}}, "ok": "OK"})");
  REQUIRE(parsed.ok());
  CHECK(std::string(parsed->text("lab.start.title")) == "Bắt đầu");
  CHECK(std::string(parsed->text("ok")) == "OK");
  CHECK(parsed->has("lab.start.title"));
  CHECK_FALSE(parsed->has("lab.start"));
  CHECK(parsed->keys() == std::vector<std::string>{"lab.start.title", "ok"});
  CHECK(parsed->missing() == 0);
}

TEST_CASE("a missing key shows itself and is counted once") {
  const Translations none;
  const char* first = none.text("lab.none");
  CHECK(std::string(first) == "lab.none");
  none.text("lab.other");
  CHECK(none.text("lab.none") == first);
  CHECK(none.missing() == 2);
  CHECK(none.missing_keys() == std::vector<std::string>{"lab.none", "lab.other"});
}

TEST_CASE("numbers in braces are replaced by arguments, in any order and more than once") {
  const auto parsed =
      Translations::parse(R"({"a": "{1} of {0}, {0}", "b": "{0} {7} {x} {", "c": "100 %"})");
  REQUIRE(parsed.ok());
  CHECK(parsed->format("a", {"ten", "two"}) == "two of ten, ten");
  CHECK(parsed->format("b", {"one"}) == "one {7} {x} {");
  CHECK(parsed->format("c", {}) == "100 %");
  CHECK(Translations::fill("{0}", {"{0}"}) == "{0}");
}

TEST_CASE("what is no language file is refused with a code") {
  for (const char* bad : {"", "{", "[]", "3", R"({"a": 3})", R"({"a": {"b": null}})", "\"a\"",
                          "{\"a\": \"\xff\xfe\"}"}) {
    CAPTURE(bad);
    const auto parsed = Translations::parse(bad);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().code == "lang.bad_json");
    CHECK_FALSE(parsed.error().hint.empty());
  }
}

TEST_CASE(
    "errors are said in the language, or in their own English when it has no words for them") {
  const auto parsed = Translations::parse(
      R"({"error": {"text": {"empty": {"message": "{0} trống", "hint": "Chọn tệp khác"}}}})");
  REQUIRE(parsed.ok());
  const Error known{"text.empty", "a.txt is empty", "Choose another file", {"a.txt"}};
  CHECK(parsed->error_message(known) == "a.txt trống");
  CHECK(parsed->error_hint(known) == "Chọn tệp khác");
  const Error unknown{"text.odd", "Odd", "Even"};
  CHECK(parsed->error_message(unknown) == "Odd");
  CHECK(parsed->error_hint(unknown) == "Even");
}

}  // namespace wordspace::ui
