// GloVe behind the trainer's interface, and its settings as JSON.
#include "train/glove_learner.h"

#include <doctest/doctest.h>

#include "core/worker_pool.h"
#include "models/parameters.h"
#include "text/cooccurrence.h"
#include "text/encoded_corpus.h"
#include "text/toy_world.h"
#include "train/checkpoint.h"
#include "train/learner.h"
#include "train/learner_progress.h"
#include "train/loss_point.h"
#include "train/step_record.h"

using namespace wordspace;

namespace {

std::shared_ptr<const EncodedCorpus> toy_corpus() {
  const ToyWorld world = make_toy_world(ToyLanguage::kEnglish, 1500, 1);
  EncodeOptions options;
  options.min_count = 2;
  Result<std::shared_ptr<const EncodedCorpus>> encoded = encode_corpus(world.corpus, options);
  REQUIRE(encoded.ok());
  return *encoded;
}

GloveRun small_run() {
  GloveRun run;
  run.config.dim = 12;
  run.config.epochs = 2;
  run.config.seed = 11;
  run.min_count = 2;
  return run;
}

}  // namespace

TEST_CASE("settings of GloVe survive JSON, and damaged ones are refused") {
  GloveRun run = small_run();
  run.config.x_max = 12.5;
  run.config.alpha = 0.6;
  run.config.seed = 0xfedcba9876543210u;
  const Result<GloveRun> back = glove_run_from_json(to_json(run));
  REQUIRE(back.ok());
  CHECK(to_json(*back) == to_json(run));
  const std::string good = to_json(small_run());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string json = good;
    REQUIRE(json.find(from) != std::string::npos);
    return glove_run_from_json(json.replace(json.find(from), from.size(), to));
  };
  CHECK(glove_run_from_json("").error().code == "checkpoint.bad_config");
  CHECK(glove_run_from_json("[]").error().code == "checkpoint.bad_config");
  CHECK_FALSE(with("\"dim\":12", "\"dim\":-12").ok());
  CHECK_FALSE(with("\"dim\":12", "\"dim\":99999999999999999999").ok());
  CHECK_FALSE(with("\"alpha\":0.75", "\"alpha\":9").ok());
  CHECK_FALSE(with("\"x_max\":0.0", "\"x_max\":\"much\"").ok());
  CHECK_FALSE(with("\"seed\":11", "\"seed\":-1").ok());
}

TEST_CASE("GloVe learns under the trainer's interface, and its vectors are w + w~") {
  WorkerPool pool(1);
  const auto corpus = toy_corpus();
  GloveRun run = small_run();
  run.config.epochs = 10;
  auto made = make_glove_learner(run, corpus, &pool);
  REQUIRE(made.ok());
  Learner& learner = **made;
  CHECK(learner.kind() == "glove");
  CHECK(learner.unit_name() == "cells");
  CHECK(learner.reproducible());
  CHECK_FALSE(learner.held_out_loss().has_value());
  REQUIRE(learner.baselines().size() == 1);
  LearnerProgress last;
  while (!learner.done()) {
    last = learner.advance(5000);
    REQUIRE(last.finite);
  }
  CHECK(last.loss_sum / static_cast<double>(last.loss_count) < 0.2 * learner.baselines()[0].nats);
  CHECK(learner.baselines()[0].nats < learner.baseline_loss());
  const EmbeddingView view = learner.embeddings();
  std::vector<Parameter> parameters;
  learner.visit_parameters([&](const Parameter& p) { parameters.push_back(p); });
  REQUIRE(parameters.size() == 2);
  CHECK(parameters[0].num_learned == view.rows * (view.dim + 1));
  for (std::int64_t w = 0; w < view.rows; ++w) {
    for (int i = 0; i < view.dim; ++i) {
      const std::int64_t at = 2 * w * parameters[0].row_stride + i;
      REQUIRE(view.data[w * view.row_stride + i] ==
              parameters[0].data[at] + parameters[1].data[at]);
    }
  }
}

TEST_CASE("a checkpoint of GloVe carries on to the same bits") {
  WorkerPool pool(1);
  const auto corpus = toy_corpus();
  const auto counts = count_cooccurrence(*corpus, 10);
  REQUIRE(counts.ok());
  const auto make = [&](std::uint64_t seed) {
    GloveRun run = small_run();
    run.config.seed = seed;
    auto made = make_glove_learner(run, corpus, &pool, *counts);
    REQUIRE(made.ok());
    return std::move(made).value();
  };
  const auto first = make(11);
  first->advance(1500);
  StepRecord record;
  first->advance_one(record);
  CHECK(std::holds_alternative<GloveStep>(record));
  const std::string bytes = save_checkpoint(*first);
  const auto second = make(12);
  REQUIRE(load_checkpoint(*second, bytes).ok());
  CHECK(second->seed() == 11);
  CHECK(second->units_done() == 1501);
  first->advance(1500);
  second->advance(1500);
  CHECK(save_checkpoint(*first) == save_checkpoint(*second));
}

TEST_CASE("GloVe refuses bad settings and texts without pairs in a sentence") {
  WorkerPool pool(1);
  GloveRun run = small_run();
  run.config.dim = 0;
  CHECK(make_glove_learner(run, toy_corpus(), &pool).error().code == "glove.bad_dim");
  Corpus lonely;
  lonely.name = "own";
  lonely.text = "a\nb\na\nb\n";
  EncodeOptions options;
  options.min_count = 1;
  const auto encoded = encode_corpus(lonely, options);
  REQUIRE(encoded.ok());
  CHECK(make_glove_learner(small_run(), *encoded, &pool).error().code == "glove.no_pairs");
}
