// What every verb of window.wordspace shares: the request, its fields, the answer.
// Not verbs (scripting.cpp, scripting_models.cpp, scripting_bench.cpp).
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>

#include "app/scripting.h"

namespace wordspace {

class TransformerRoom;

using Json = nlohmann::json;
using Answer = std::function<void(std::string)>;

std::string dumped(const Json& json);
void resolve(const Answer& answer, Json value);
void reject(const ui::Ui& ui, const Answer& answer, const Error& error);

// A field as text: strings as they are, numbers and booleans as they are written; else empty.
std::string text_of(const Json& request, const char* field);
Error missing(const char* verb, const char* field);

// What a verb needs: the request, where the answer goes, what it may reach.
struct Call {
  const Json& request;
  const Answer& answer;
  const ScriptTargets& to;
  std::string* attached = nullptr;  // bytes that came beside the request; may be null

  void ok(Json value) const;
  void fail(const Error& error) const { reject(*to.ui, answer, error); }
  // A field that may be left out. Nothing where it is there and is not what is allowed: then the
  // command has been refused by a sentence that names the field.
  std::optional<double> real(const char* field, double otherwise, double least, double most) const;
  std::optional<int> whole(const char* field, int otherwise, int least, int most) const;
  std::optional<bool> flag(const char* field, bool otherwise) const;
  std::optional<std::string> one_of(const char* field, const char* otherwise,
                                    std::span<const char* const> allowed) const;
  // Bytes: those beside the request, else of a field.
  std::optional<std::string> bytes_of(const char* field) const;
  // GPT's or BERT's room by the model's name, else null.
  TransformerRoom* room(std::string_view model) const;
};

// GPT writes on: {prompt, tokens, temperature, topK, topP, seed} -> {text, ids, ended}.
void script_generate(const Call& call);
// Attention of every head: {text, model: "gpt" or "bert"} -> {tokens, layers: [[matrix]]}.
void script_attend(const Call& call);
// BERT fills [MASK]: {text, top} -> {masks: [{position, results: [{token, probability}]}]}.
void script_mask(const Call& call);
// How fast this machine and variant train, on one thread: {what: "word2vec", "gpt" or "bert",
// seconds} -> {name: {rate, unit, gflops, threads, seconds}} as `wordspace bench --json`.
void script_bench(const Call& call);

}  // namespace wordspace
