// GPT's and BERT's settings by name, and their presets.
// Not their limits: TransformerRun::validate knows those.
#include <algorithm>
#include <iterator>

#include "labs/setting_values.h"
#include "labs/transformer_presets.h"
#include "labs/transformer_room_impl.h"

namespace wordspace {
namespace {

constexpr const char* kPositions[] = {"learned", "sinusoidal", "none"};

}  // namespace

std::span<const char* const> TransformerRoom::presets() const {
  static const std::vector<const char*> kNames[2] = {
      [] {
        std::vector<const char*> names;
        for (const auto& row : transformer_presets(TransformerKind::kGpt))
          names.push_back(row.name);
        return names;
      }(),
      [] {
        std::vector<const char*> names;
        for (const auto& row : transformer_presets(TransformerKind::kBert)) {
          names.push_back(row.name);
        }
        return names;
      }()};
  return kNames[impl_->kind == TransformerKind::kGpt ? 0 : 1];
}

Status TransformerRoom::choose_preset(std::string_view name) {
  if (Status free = services().changeable(); !free.ok()) return keep_or(name == preset(), free);
  Impl& self = *impl_;
  std::string known;
  for (const TransformerPreset& row : transformer_presets(self.kind)) {
    known += (known.empty() ? "" : ", ") + std::string(row.name);
    if (name != row.name) continue;
    replace_settings();
    const std::uint64_t seed = self.run.seed;
    self.run = row.run;
    self.run.seed = seed;
    choose(row.corpus, row.name);
    return Done{};
  }
  return unknown_preset(name, known);
}

Status TransformerRoom::set(std::string_view field, std::string_view value) {
  if (Status free = services().changeable(); !free.ok()) return keep_or(get(field) == value, free);
  Impl& self = *impl_;
  if (field == "corpus") return set_corpus(value);
  TransformerRun run = self.run;
  bool understood = true;
  if (field == "tokenizer") {
    understood = value == "word" || value == "char" || value == "bpe";
    run.tokenizer = value == "word"   ? CodecKind::kWord
                    : value == "char" ? CodecKind::kCharacter
                                      : CodecKind::kByteBpe;
  } else if (field == "positions") {
    const auto found = std::find(std::begin(kPositions), std::end(kPositions), value);
    understood = found != std::end(kPositions);
    if (understood) run.model.positions = static_cast<Positions>(found - std::begin(kPositions));
  } else if (field == "vocab-size") {
    understood = read_setting(value, run.vocab_size);
  } else if (field == "layers") {
    understood = read_setting(value, run.model.layers);
  } else if (field == "heads") {
    understood = read_setting(value, run.model.heads);
  } else if (field == "width") {
    understood = read_setting(value, run.model.width);
  } else if (field == "context") {
    understood = read_setting(value, run.model.context);
  } else if (field == "dropout") {
    understood = read_setting(value, run.model.dropout);
  } else if (field == "batch") {
    understood = read_setting(value, run.batch);
  } else if (field == "steps") {
    understood = read_setting(value, run.steps);
  } else if (field == "rate") {
    understood = read_setting(value, run.rate);
  } else if (field == "warmup") {
    understood = read_setting(value, run.warmup);
  } else if (field == "seed") {
    understood = read_setting(value, run.seed);
  } else {
    return Error{"set.unknown_field",
                 "There is no setting called \"" + std::string(field) + "\".",
                 "The settings are corpus, seed, tokenizer, vocab-size, layers, heads, width, "
                 "context, batch, steps, rate, warmup, dropout and positions.",
                 {std::string(field)}};
  }
  if (!understood) return bad_setting(field, value);
  if (Status valid = run.validate(); !valid.ok()) return valid;
  if (to_json(run) != to_json(self.run)) {
    self.run = run;
    if (field != "seed") leave_preset();
  }
  return Done{};
}

std::string TransformerRoom::get(std::string_view field) const {
  const TransformerRun& run = impl_->run;
  if (field == "corpus") return corpus_name();
  if (field == "tokenizer") return to_string(run.tokenizer);
  if (field == "positions") return kPositions[static_cast<int>(run.model.positions)];
  if (field == "vocab-size") return std::to_string(run.vocab_size);
  if (field == "layers") return std::to_string(run.model.layers);
  if (field == "heads") return std::to_string(run.model.heads);
  if (field == "width") return std::to_string(run.model.width);
  if (field == "context") return std::to_string(run.model.context);
  if (field == "dropout") return setting_text(static_cast<double>(run.model.dropout));
  if (field == "batch") return std::to_string(run.batch);
  if (field == "steps") return std::to_string(run.steps);
  if (field == "rate") return setting_text(run.rate);
  if (field == "warmup") return std::to_string(run.warmup);
  if (field == "seed") return std::to_string(run.seed);
  return {};
}

}  // namespace wordspace
