// The presets of GPT and BERT at a reduced size: a rate that is ten times too hot or too cold shows
// here, and not as a lesson about capacity.
#include <doctest/doctest.h>

#include <cmath>

#include "labs/transformer_presets.h"
#include "labs/transformer_room.h"
#include "text/token_corpus.h"
#include "text/toy_world.h"
#include "train/learner.h"
#include "train/loss_point.h"
#include "train/transformer_learner.h"

namespace wordspace {
namespace {

constexpr TransformerKind kKinds[] = {TransformerKind::kGpt, TransformerKind::kBert};

// What a few steps bring the toy presets to, nats a token; knowing only how frequent each word is
// costs 4.7 (the loss of BERT counts both of its tasks).
double reached(TransformerKind kind, ToyLanguage language, TransformerRun run) {
  run.batch = 8;
  run.steps = 150;
  run.warmup = 10;
  const ToyWorld world = make_toy_world(language, 4000, 1);
  auto corpus = tokenize_corpus(world.corpus, tokenize_options(run));
  REQUIRE(corpus.ok());
  auto learner = make_transformer_learner(run, *corpus, nullptr);
  REQUIRE(learner.ok());
  const double unigram = (*learner)->baselines()[0].nats;
  (*learner)->advance((*learner)->units_total());
  const double loss = (*learner)->held_out_loss().value();
  MESSAGE(to_string(kind) << " " << world.corpus.name << ": " << loss << " of " << unigram);
  return loss / unigram;
}

TEST_CASE("the toy presets learn at the pace that is stated") {
  int tried = 0;
  for (const TransformerKind kind : kKinds) {
    for (const TransformerPreset& preset : transformer_presets(kind)) {
      const std::string corpus = preset.corpus;
      if (corpus != "toy-en" && corpus != "toy-vi") continue;
      if (std::string(preset.name).find("demo") == std::string::npos) continue;
      CAPTURE(std::string(preset.name));
      const auto language = corpus == "toy-en" ? ToyLanguage::kEnglish : ToyLanguage::kVietnamese;
      CHECK(reached(kind, language, preset.run) < (kind == TransformerKind::kGpt ? 0.5 : 0.95));
      ++tried;
    }
  }
  CHECK(tried == 4);  // a demo a language, of GPT and of BERT
}

TEST_CASE("every preset is valid and trains within 100 MB") {
  for (const TransformerKind kind : kKinds) {
    REQUIRE(!transformer_presets(kind).empty());
    for (const TransformerPreset& preset : transformer_presets(kind)) {
      CAPTURE(std::string(preset.name));
      CHECK(preset.run.validate().ok());
      TransformerConfig config = preset.run.model;
      config.vocab = preset.run.vocab_size;
      const int rows = std::max(1, kShareTokens / config.context);
      CHECK(config.training_bytes(rows) < 100'000'000);
    }
  }
}

}  // namespace
}  // namespace wordspace
