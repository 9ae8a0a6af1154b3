// The words on screen: every key that the source asks for is there, every key that is there is
// asked for, and both languages say the same things. Not a spelling check. Reads the project's own
// source and language files.
#include "ui/translations.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/file_io.h"
#include "labs/lab.h"

namespace wordspace {
namespace {

// A string literal and what stands around it.
struct Literal {
  std::string file, text, before, after;
};

std::vector<Literal> literals_of(const std::string& file, const std::string& source) {
  std::vector<Literal> found;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source.compare(i, 2, "//") == 0) {
      i = std::min(source.find('\n', i), source.size());
    } else if (source[i] == '\'') {
      i += source[i + 1] == '\\' ? 3 : 2;  // a character such as '"'
    } else if (source[i] == '"') {
      std::size_t end = i + 1;
      while (end < source.size() && source[end] != '"' && source[end] != '\n') {
        end += source[end] == '\\' ? 2 : 1;
      }
      std::string before = source.substr(i > 24 ? i - 24 : 0, std::min<std::size_t>(i, 24));
      std::string after = source.substr(std::min(end + 1, source.size()), 80);
      std::erase_if(before, [](char c) { return c == ' ' || c == '\n'; });
      std::erase_if(after, [](char c) { return c == ' ' || c == '\n'; });
      found.push_back({file, source.substr(i + 1, end - i - 1), before, after});
      i = end;
    }
  }
  return found;
}

const std::vector<Literal>& all_literals() {
  static const std::vector<Literal> all = [] {
    std::vector<Literal> made;
    std::error_code error;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("src", error)) {
      const std::string path = entry.path().generic_string();
      if (!path.ends_with(".cpp") && !path.ends_with(".h")) continue;
      const auto source = read_file(path);
      if (!source.ok()) continue;
      const auto here = literals_of(path, source.value());
      made.insert(made.end(), here.begin(), here.end());
    }
    return made;
  }();
  return all;
}

bool looks_like_key(const std::string& text) {
  bool dot = false;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (c == '.')
      dot = true;
    else if (!plain)
      return false;
  }
  return dot && text.front() != '.' && text.back() != '.';
}

bool ends_with(const std::string& text, std::string_view end) { return text.ends_with(end); }

ui::Translations words_of(const std::string& language) {
  auto json = read_file("web/lang/" + language + ".json");
  REQUIRE(json.ok());
  auto parsed = ui::Translations::parse(json.value());
  REQUIRE(parsed.ok());
  return std::move(parsed.value());
}

std::set<std::string> placeholders(const std::string& text) {
  std::set<std::string> found;
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '{' && text[i + 2] == '}') found.insert(text.substr(i, 3));
  }
  return found;
}

TEST_CASE("both languages have the same keys, none is empty, and the same numbers go into them") {
  const ui::Translations en = words_of("en"), vi = words_of("vi");
  for (const std::string& key : en.keys()) {
    CAPTURE(key);
    CHECK(vi.has(key));
    CHECK(en.text(key)[0] != '\0');
    CHECK(vi.text(key)[0] != '\0');
    // An argument in English, such as a library's reason, may be left out of a translation.
    if (key.rfind("error.", 0) != 0)
      CHECK(placeholders(en.text(key)) == placeholders(vi.text(key)));
  }
  for (const std::string& key : vi.keys()) {
    CAPTURE(key);
    CHECK(en.has(key));
  }
}

TEST_CASE("every key that the source asks for is there") {
  const ui::Translations en = words_of("en");
  REQUIRE(all_literals().size() > 1000);
  int asked = 0;
  for (const Literal& literal : all_literals()) {
    if (!looks_like_key(literal.text)) continue;
    const bool is_asked = ends_with(literal.before, ".t(") || ends_with(literal.before, ">t(") ||
                          ends_with(literal.before, "ui.format(") ||
                          ends_with(literal.before, "words.text(");
    // A key to which something is added is not a key yet.
    if (!is_asked || literal.after.rfind("+", 0) == 0) continue;
    ++asked;
    CAPTURE(literal.file);
    CAPTURE(literal.text);
    CHECK(en.has(literal.text));
  }
  CHECK(asked > 100);
}

TEST_CASE("every error of the source can be said in both languages") {
  const ui::Translations en = words_of("en"), vi = words_of("vi");
  std::set<std::string> codes;
  for (const Literal& literal : all_literals()) {
    if (literal.file.find("/cli/") != std::string::npos) continue;  // the command speaks English
    // An error's code is followed by its sentence.
    if (!looks_like_key(literal.text) || literal.after.rfind(",", 0) != 0) continue;
    std::string after = literal.after.substr(1);
    if (after.rfind("std::string(", 0) == 0) after = after.substr(12);
    const bool sentence = after.size() > 2 && after[0] == '"' &&
                          ((after[1] >= 'A' && after[1] <= 'Z') || after[1] == '\\');
    const bool in_error = literal.before.ends_with("{") || ends_with(literal.before, "error(") ||
                          ends_with(literal.before, "out_of_range(");
    if (sentence && in_error) codes.insert(literal.text);
  }
  CHECK(codes.size() > 30);
  for (const std::string& code : codes) {
    CAPTURE(code);
    CHECK(en.has("error." + code + ".message"));
    CHECK(en.has("error." + code + ".hint"));
    CHECK(vi.has("error." + code + ".message"));
  }
}

TEST_CASE("every key that is there is used") {
  const ui::Translations en = words_of("en");
  std::set<std::string> whole, beginnings;
  for (const Literal& literal : all_literals()) {
    if (literal.text.empty()) continue;
    whole.insert(literal.text);
    // "corpus." + name + ".title"
    if (literal.text.back() == '.' && literal.text != ".") beginnings.insert(literal.text);
  }
  // The page's own script says a few sentences before the program is there.
  std::string page;
  for (const char* file : {"web/boot.js", "web/host.js"}) {
    if (const auto text = read_file(file); text.ok()) page += text.value();
  }
  for (const std::string& key : en.keys()) {
    CAPTURE(key);
    bool used = whole.count(key) == 1 || page.find(key) != std::string::npos;
    for (const std::string& beginning : beginnings) {
      used = used || key.rfind(beginning, 0) == 0;
    }
    if (ends_with(key, ".about")) used = used || whole.count(key.substr(0, key.size() - 6)) == 1;
    if (key.rfind("error.", 0) == 0) {
      const std::size_t end = key.rfind('.');
      used = used || whole.count(key.substr(6, end - 6)) == 1;
    }
    CHECK(used);
  }
}

TEST_CASE("every lab of the registry has its words") {
  const ui::Translations en = words_of("en");
  REQUIRE(!lab_registry().empty());
  CHECK(std::string_view(lab_registry()[0].name) == "start");
  for (const LabDescription& lab : lab_registry()) {
    CAPTURE(lab.name);
    const std::string key = std::string("lab.") + lab.name;
    CHECK(en.has(key + ".title"));
    CHECK(en.has(key + ".short"));
    CHECK(en.has(key + ".summary"));
    if (lab.full_width) continue;
    for (const char* part : {"see", "why", "try", "formula"}) {
      CHECK(en.has(key + ".lesson." + part));
    }
  }
}

}  // namespace
}  // namespace wordspace
