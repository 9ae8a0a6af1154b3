// Reads the settings of a run back from the JSON that a checkpoint keeps.
// Not their limits beyond what a field can hold: validate() of each run knows those.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>

#include "core/result.h"

namespace wordspace {

// Every call reads one field; the first that cannot be read is the error.
class SettingsReader {
 public:
  explicit SettingsReader(const std::string& text) : json_(Json::parse(text, nullptr, false)) {
    if (json_.is_discarded() || !json_.is_object()) fail("they are not JSON");
  }

  template <typename T>
  void whole(const char* name, T& out, std::int64_t low = 0,
             std::int64_t high = std::int64_t{1} << 30) {
    const Json& value = field(name);
    if (!value.is_number_integer() ||
        (value.is_number_unsigned() &&
         value.get<std::uint64_t>() > static_cast<std::uint64_t>(high))) {
      return fail(name);
    }
    const auto number = value.get<std::int64_t>();
    if (number < low || number > high) return fail(name);
    out = static_cast<T>(number);
  }
  template <typename T>
  void real(const char* name, T& out) {
    const Json& value = field(name);
    if (!value.is_number() || !std::isfinite(value.get<double>())) return fail(name);
    out = static_cast<T>(value.get<double>());
  }
  void flag(const char* name, bool& out) {
    const Json& value = field(name);
    if (!value.is_boolean()) return fail(name);
    out = value.get<bool>();
  }
  void seed(const char* name, std::uint64_t& out) {
    const Json& value = field(name);
    if (!value.is_number_unsigned()) return fail(name);
    out = value.get<std::uint64_t>();
  }
  // An enumeration by the names of its values in order.
  template <typename E, std::size_t kCount>
  void choice(const char* name, const char* const (&names)[kCount], E& out) {
    const Json& value = field(name);
    if (!value.is_string()) return fail(name);
    for (std::size_t i = 0; i < kCount; ++i) {
      if (value.get_ref<const std::string&>() != names[i]) continue;
      out = static_cast<E>(i);
      return;
    }
    fail(name);
  }
  // What every run asks last: the error so far, or that of the settings' own check.
  //   Errors: checkpoint.bad_config.
  std::optional<Error> error(const Status& valid) {
    if (!valid.ok()) fail(valid.error().message.c_str());
    return error_;
  }
  void refuse(const char* name) { fail(name); }

 private:
  using Json = nlohmann::ordered_json;

  const Json& field(const char* name) const {
    static const Json kMissing;
    const auto found = json_.find(name);
    return found == json_.end() ? kMissing : *found;
  }
  void fail(const char* what) {
    if (error_) return;
    error_ = Error{"checkpoint.bad_config",
                   std::string("The saved settings cannot be read: ") + what + ".",
                   "Save the run again.",
                   {what}};
  }

  Json json_;
  std::optional<Error> error_;
};

}  // namespace wordspace
