// Reads requests and writes answers of window.wordspace.
// Not verbs.
#include "app/scripting_call.h"

#include <algorithm>
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

bool flag_of(const Json& request, const char* field) {
  const auto found = request.find(field);
  return found != request.end() && found->is_boolean() && found->get<bool>();
}

double real_of(const Json& request, const char* field, double otherwise) {
  const auto found = request.find(field);
  if (found == request.end() || !found->is_number()) return otherwise;
  return found->get<double>();
}

int number_of(const Json& request, const char* field, int otherwise) {
  return static_cast<int>(std::clamp(real_of(request, field, otherwise), -1e9, 1e9));
}

Error missing(const char* verb, const char* field) {
  return {"script.missing_field",
          std::string("The command ") + verb + " needs the field " + field + ".",
          "Add it to the command.",
          {verb, field}};
}

}  // namespace wordspace
