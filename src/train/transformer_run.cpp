// The settings of a GPT or BERT run: their limits, the learning rate's schedule, JSON.
// Not the run itself (transformer_learner.cpp).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numbers>

#include "text/token_codec.h"
#include "text/token_corpus.h"
#include "train/settings_reader.h"
#include "train/transformer_learner.h"

namespace wordspace {
namespace {

using Json = nlohmann::ordered_json;

// In the order of their enumerations.
constexpr const char* kKinds[] = {"gpt", "bert"};
constexpr const char* kTokenizers[] = {"word", "char", "bpe", "wordpiece"};
constexpr const char* kPositions[] = {"learned", "sinusoidal", "none"};

Status in_range(const char* code, const char* what, double value, double low, double high) {
  if (value >= low && value <= high) return Done{};
  const auto text = [](double number) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%g", number);
    return std::string(digits);
  };
  return Error{std::string("transformer.") + code,
               std::string(what) + " cannot be " + text(value) + ".",
               "Choose a number from " + text(low) + " to " + text(high) + ".",
               {text(value), text(low), text(high)}};
}

}  // namespace

Status TransformerRun::validate() const {
  TransformerConfig sizes = model;
  if (sizes.vocab == 0) sizes.vocab = vocab_size;  // the tokenizer is still to come
  const int least_context = model.kind == TransformerKind::kBert ? BertBatcher::kLeastContext : 2;
  for (const Status& status : {
           sizes.validate(),
           in_range("bad_context", "The context", model.context, least_context, 4096),
           in_range("bad_vocab_size", "The vocabulary's size", vocab_size, 2, 200000),
           in_range("bad_batch", "The batch", batch, 1, 4096),
           in_range("bad_steps", "The number of steps", static_cast<double>(steps), 1, 1e9),
           in_range("bad_rate", "The learning rate", rate, 1e-8, 10),
           in_range("bad_warmup", "The warm-up", warmup, 0, 1e9),
           in_range("bad_held_out", "The held-out share", held_out_fraction, 0, 0.5),
       }) {
    if (!status.ok()) return status.error();
  }
  return Done{};
}

TokenizeOptions tokenize_options(const TransformerRun& run) {
  TokenizeOptions options;
  options.kind = run.tokenizer;
  options.vocab_size = run.vocab_size;
  options.specials =
      run.model.kind == TransformerKind::kBert ? SpecialSet::kBert : SpecialSet::kGpt;
  options.held_out_fraction = run.held_out_fraction;
  options.seed = run.seed;
  return options;
}

double scheduled_rate(const TransformerRun& run, std::int64_t step) {
  if (step < run.warmup) {
    return run.rate * static_cast<double>(step + 1) / static_cast<double>(run.warmup);
  }
  const double rest = static_cast<double>(std::max<std::int64_t>(run.steps - run.warmup, 1));
  const double share = std::min(static_cast<double>(step - run.warmup) / rest, 1.0);
  const double fall = 0.5 * (1 + std::cos(std::numbers::pi * share));
  return run.rate * (run.last_rate_share + (1 - run.last_rate_share) * fall);
}

std::string to_json(const TransformerRun& run) {
  Json json;
  json["kind"] = to_string(run.model.kind);
  json["tokenizer"] = to_string(run.tokenizer);
  json["vocab_size"] = run.vocab_size;
  json["layers"] = run.model.layers;
  json["heads"] = run.model.heads;
  json["width"] = run.model.width;
  json["hidden"] = run.model.hidden;
  json["context"] = run.model.context;
  json["positions"] = kPositions[static_cast<int>(run.model.positions)];
  json["tied_output"] = run.model.tied_output;
  json["dropout"] = static_cast<double>(run.model.dropout);
  json["batch"] = run.batch;
  json["steps"] = run.steps;
  json["rate"] = run.rate;
  json["warmup"] = run.warmup;
  json["last_rate_share"] = run.last_rate_share;
  json["decay"] = run.decay;
  json["clip"] = run.clip;
  json["held_out_fraction"] = run.held_out_fraction;
  json["seed"] = run.seed;
  return json.dump();
}

Result<TransformerRun> transformer_run_from_json(const std::string& text) {
  SettingsReader reader(text);
  TransformerRun run;
  reader.choice("kind", kKinds, run.model.kind);
  reader.choice("tokenizer", kTokenizers, run.tokenizer);
  reader.choice("positions", kPositions, run.model.positions);
  reader.whole("vocab_size", run.vocab_size);
  reader.whole("layers", run.model.layers);
  reader.whole("heads", run.model.heads);
  reader.whole("width", run.model.width);
  reader.whole("hidden", run.model.hidden);
  reader.whole("context", run.model.context);
  reader.whole("batch", run.batch);
  reader.whole("steps", run.steps);
  reader.whole("warmup", run.warmup);
  reader.real("rate", run.rate);
  reader.real("last_rate_share", run.last_rate_share);
  reader.real("decay", run.decay);
  reader.real("clip", run.clip);
  reader.real("held_out_fraction", run.held_out_fraction);
  reader.real("dropout", run.model.dropout);
  reader.flag("tied_output", run.model.tied_output);
  reader.seed("seed", run.seed);
  if (const auto error = reader.error(run.validate())) return *error;
  return run;
}

}  // namespace wordspace
