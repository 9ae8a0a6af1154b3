// Numbers of settings as text, and the sentences that refuse one.
// Not limits: validate() of each run knows those.
#include "labs/setting_values.h"

#include <cstdio>

namespace wordspace {

std::string setting_text(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%g", value);
  return digits;
}

Error bad_setting(std::string_view field, std::string_view value) {
  return {"set.bad_value",
          "\"" + std::string(value) + "\" is not a value that " + std::string(field) + " can have.",
          "See the limits beside the field.",
          {std::string(field), std::string(value)}};
}

Error unknown_preset(std::string_view name, const std::string& known) {
  return {"preset.unknown",
          "There is no preset called \"" + std::string(name) + "\".",
          "The presets are " + known + ".",
          {std::string(name)}};
}

}  // namespace wordspace
