// Reads requests and writes answers of window.wordspace.
// Not verbs.
#include "app/scripting_call.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "labs/transformer_room.h"
#include "labs/workspace.h"

namespace wordspace {

namespace {

// The sentence that the screen shows, with what to do about it.
std::string sentence(const ui::Ui& ui, const Error& error) {
  std::string words = ui.words.error_message(error);
  const std::string hint = ui.words.error_hint(error);
  return hint.empty() ? words : words + " " + hint;
}

}  // namespace

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void resolve(const Answer& answer, Json value) { answer(dumped(Json{{"ok", std::move(value)}})); }

void Call::ok(Json value) const { resolve(answer, std::move(value)); }

TransformerRoom* Call::room(std::string_view model) const {
  return model == "gpt" ? &to.workspace->gpt() : model == "bert" ? &to.workspace->bert() : nullptr;
}

void reject(const ui::Ui& ui, const Answer& answer, const Error& error) {
  answer(dumped(Json{{"error", sentence(ui, error)}}));
}

// A field as text: strings as they are, numbers and booleans as they are written.
std::string text_of(const Json& request, const char* field) {
  const auto found = request.find(field);
  if (found == request.end() || found->is_null()) return {};
  if (found->is_string()) return found->get<std::string>();
  if (found->is_number() || found->is_boolean()) return dumped(*found);
  return {};
}

Error missing(const char* verb, const char* field) {
  return {"script.missing_field",
          std::string("The command ") + verb + " needs the field " + field + ".",
          "Add it to the command.",
          {verb, field}};
}

namespace {

Error bad_field(const char* field, const Json& value, const std::string& allowed) {
  const std::string written = dumped(value);
  return {"script.bad_field",
          "The field " + std::string(field) + " cannot be " + written + ".",
          "It may be " + allowed + ".",
          {field, written, allowed}};
}

std::string number_text(double value) { return dumped(Json(value)); }

}  // namespace

std::optional<double> Call::real(const char* field, double otherwise, double least,
                                 double most) const {
  const auto found = request.find(field);
  if (found == request.end()) return otherwise;
  if (found->is_number()) {
    const double value = found->get<double>();
    if (value >= least && value <= most) return value;
  }
  fail(bad_field(field, *found, number_text(least) + " – " + number_text(most)));
  return std::nullopt;
}

std::optional<int> Call::whole(const char* field, int otherwise, int least, int most) const {
  const auto found = request.find(field);
  if (found == request.end()) return otherwise;
  if (found->is_number()) {
    const double value = found->get<double>();
    if (value >= least && value <= most && value == std::floor(value)) {
      return static_cast<int>(value);
    }
  }
  fail(bad_field(
      field, *found,
      std::to_string(least) + ", " + std::to_string(least + 1) + " … " + std::to_string(most)));
  return std::nullopt;
}

std::optional<bool> Call::flag(const char* field, bool otherwise) const {
  const auto found = request.find(field);
  if (found == request.end()) return otherwise;
  if (found->is_boolean()) return found->get<bool>();
  fail(bad_field(field, *found, "true, false"));
  return std::nullopt;
}

std::optional<std::string> Call::one_of(const char* field, const char* otherwise,
                                        std::span<const char* const> allowed) const {
  const auto found = request.find(field);
  if (found == request.end()) return otherwise;
  std::string all;
  for (const char* value : allowed) {
    if (*found == value) return value;
    all += (all.empty() ? "" : ", ") + std::string(value);
  }
  fail(bad_field(field, *found, all));
  return std::nullopt;
}

std::optional<std::string> Call::bytes_of(const char* field) const {
  if (attached != nullptr && !attached->empty()) return std::move(*attached);
  const auto found = request.find(field);
  if (found == request.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

}  // namespace wordspace
