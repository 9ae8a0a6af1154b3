// The words on screen by key, from web/lang/*.json (nested objects, keys joined by dots).
// Not sentences built in code: a sentence with numbers is one key with {0}, {1}.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"

namespace wordspace::ui {

class Translations {
 public:
  // Every leaf must be a string. Errors: lang.bad_json.
  static Result<Translations> parse(std::string_view json);

  // The text of a key; the key itself when it is missing (and missing() counts it). The pointer
  // lives as long as this object.
  const char* text(std::string_view key) const;
  bool has(std::string_view key) const;
  // Replaces {0}, {1}, ... by args; a number without an argument stays as it is.
  std::string format(std::string_view key, const std::vector<std::string>& args) const;
  static std::string fill(std::string_view words, const std::vector<std::string>& args);
  // Message and hint of an error in this language: keys error.<code>.message / .hint; the error's
  // own English when there is no key.
  std::string error_message(const Error& error) const;
  std::string error_hint(const Error& error) const;
  // All keys, sorted.
  std::vector<std::string> keys() const;
  // How many different keys were asked for that are not there, and which (sorted).
  std::size_t missing() const { return missing_.size(); }
  std::vector<std::string> missing_keys() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>{}(key);
    }
  };
  using Words = std::unordered_map<std::string, std::string, Hash, std::equal_to<>>;
  Words words_;
  // Asked for but not there: value = key, so that text() can return it. One thread (the
  // interface's).
  mutable Words missing_;
};

}  // namespace wordspace::ui
