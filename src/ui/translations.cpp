// Reading a language file and looking words up.
// Not fetching it.
#include "ui/translations.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace wordspace::ui {
namespace {

using Json = nlohmann::json;

// Puts every string below node into words; false when a leaf is something else.
template <typename Words>
bool collect(const Json& node, const std::string& prefix, Words& words) {
  if (node.is_string()) {
    words[prefix] = node.template get<std::string>();
    return true;
  }
  if (!node.is_object()) return false;
  for (const auto& [key, value] : node.items()) {
    if (!collect(value, prefix.empty() ? key : prefix + "." + key, words)) return false;
  }
  return true;
}

Error bad_json(const std::string& what) {
  return {"lang.bad_json",
          "The language file cannot be read: " + what + ".",
          "Load the page again; if that does not help, choose the other language.",
          {what}};
}

}  // namespace

Result<Translations> Translations::parse(std::string_view json) {
  const Json root = Json::parse(json.begin(), json.end(), nullptr, false);
  if (root.is_discarded()) return bad_json("it is not JSON");
  if (!root.is_object()) return bad_json("it is not an object");
  Translations translations;
  if (!collect(root, "", translations.words_)) return bad_json("a value is not text");
  return translations;
}

const char* Translations::text(std::string_view key) const {
  const auto found = words_.find(key);
  if (found != words_.end()) return found->second.c_str();
  auto missed = missing_.find(key);
  if (missed == missing_.end()) {
    missed = missing_.emplace(std::string(key), std::string(key)).first;
  }
  return missed->second.c_str();
}

bool Translations::has(std::string_view key) const { return words_.find(key) != words_.end(); }

std::string Translations::fill(std::string_view words, const std::vector<std::string>& args) {
  std::string out;
  out.reserve(words.size() + 16);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == '{') {
      std::size_t j = i + 1, index = 0;
      while (j < words.size() && j < i + 4 && words[j] >= '0' && words[j] <= '9') {
        index = index * 10 + static_cast<std::size_t>(words[j] - '0');
        ++j;
      }
      if (j > i + 1 && j < words.size() && words[j] == '}' && index < args.size()) {
        out += args[index];
        i = j;
        continue;
      }
    }
    out += words[i];
  }
  return out;
}

std::string Translations::format(std::string_view key, const std::vector<std::string>& args) const {
  return fill(text(key), args);
}

std::string Translations::error_message(const Error& error) const {
  const std::string key = "error." + error.code + ".message";
  return has(key) ? format(key, error.args) : error.message;
}

std::string Translations::error_hint(const Error& error) const {
  const std::string key = "error." + error.code + ".hint";
  return has(key) ? format(key, error.args) : error.hint;
}

std::vector<std::string> Translations::keys() const {
  std::vector<std::string> keys;
  for (const auto& entry : words_) keys.push_back(entry.first);
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::vector<std::string> Translations::missing_keys() const {
  std::vector<std::string> keys;
  for (const auto& entry : missing_) keys.push_back(entry.first);
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace wordspace::ui
