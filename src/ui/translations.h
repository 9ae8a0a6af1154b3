// The words on screen by key, from web/lang/*.json (nested objects, keys joined by dots).
// Not sentences built in code: a sentence with numbers is one key with {0}, {1}.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"

namespace wordspace::ui {

class Translations {
 public:
  // Errors: lang.bad_json.
  static Result<Translations> parse(std::string_view json);

  // The text of a key; the key itself when it is missing (and missing() counts it).
  const char* text(std::string_view key) const;
  bool has(std::string_view key) const;
  // Replaces {0}, {1}, ... by args.
  std::string format(std::string_view key, const std::vector<std::string>& args) const;
  // Message and hint of an error in this language: keys error.<code>.message / .hint; the error's own
  // English when there is no key.
  std::string error_message(const Error& error) const;
  std::string error_hint(const Error& error) const;
  std::vector<std::string> keys() const;

 private:
  std::unordered_map<std::string, std::string> words_;
};

}  // namespace wordspace::ui
