// Reads the settings of a run back from JSON.
// Not writing: each run writes its own.
#include "train/settings_reader.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace wordspace {

using Json = nlohmann::ordered_json;

struct SettingsReader::Text {
  Json json;
  const Json& field(const char* name) const {
    static const Json kMissing;
    const auto found = json.find(name);
    return found == json.end() ? kMissing : *found;
  }
};

SettingsReader::SettingsReader(const std::string& text)
    : text_(std::make_unique<Text>(Json::parse(text, nullptr, false))) {
  if (text_->json.is_discarded() || !text_->json.is_object()) fail("they are not JSON");
}
SettingsReader::~SettingsReader() = default;

void SettingsReader::whole(const char* name, std::int64_t& out, std::int64_t low,
                           std::int64_t high) {
  const Json& value = text_->field(name);
  if (!value.is_number_integer() ||
      (value.is_number_unsigned() &&
       value.get<std::uint64_t>() > static_cast<std::uint64_t>(high))) {
    return fail(name);
  }
  const auto number = value.get<std::int64_t>();
  if (number < low || number > high) return fail(name);
  out = number;
}

void SettingsReader::whole(const char* name, int& out, std::int64_t low, std::int64_t high) {
  std::int64_t number = out;
  whole(name, number, low, high);
  out = static_cast<int>(number);
}

void SettingsReader::real(const char* name, double& out) {
  const Json& value = text_->field(name);
  if (!value.is_number() || !std::isfinite(value.get<double>())) return fail(name);
  out = value.get<double>();
}

void SettingsReader::real(const char* name, float& out) {
  double number = out;
  real(name, number);
  out = static_cast<float>(number);
}

void SettingsReader::flag(const char* name, bool& out) {
  const Json& value = text_->field(name);
  if (!value.is_boolean()) return fail(name);
  out = value.get<bool>();
}

void SettingsReader::seed(const char* name, std::uint64_t& out) {
  const Json& value = text_->field(name);
  if (!value.is_number_unsigned()) return fail(name);
  out = value.get<std::uint64_t>();
}

std::optional<std::size_t> SettingsReader::index_of(const char* name,
                                                    std::span<const char* const> names) {
  const Json& value = text_->field(name);
  if (value.is_string()) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (value.get_ref<const std::string&>() == names[i]) return i;
    }
  }
  fail(name);
  return std::nullopt;
}

std::optional<Error> SettingsReader::error(const Status& valid) {
  if (!valid.ok()) fail(valid.error().message.c_str());
  return error_;
}

void SettingsReader::refuse(const char* name) { fail(name); }

void SettingsReader::fail(const char* what) {
  if (error_) return;
  error_ = Error{"checkpoint.bad_config",
                 std::string("The saved settings cannot be read: ") + what + ".",
                 "Save the run again.",
                 {what}};
}

}  // namespace wordspace
