// Word2Vec behind the trainer's interface, and its settings as JSON.
#include "train/word2vec_learner.h"

#include <doctest/doctest.h>

#include "core/worker_pool.h"
#include "text/encoded_corpus.h"
#include "text/toy_world.h"
#include "train/checkpoint.h"
#include "train/learner.h"
#include "train/learner_progress.h"
#include "train/trainer.h"

using namespace wordspace;

namespace {

std::shared_ptr<const EncodedCorpus> toy_corpus(double held_out) {
  const ToyWorld world = make_toy_world(ToyLanguage::kEnglish, 1500, 1);
  EncodeOptions options;
  options.min_count = 2;
  options.held_out_fraction = held_out;
  Result<std::shared_ptr<const EncodedCorpus>> encoded = encode_corpus(world.corpus, options);
  REQUIRE(encoded.ok());
  return *encoded;
}

Word2VecRun small_run() {
  Word2VecRun run;
  run.config.dim = 12;
  run.config.epochs = 2;
  run.config.seed = 11;
  run.min_count = 2;
  run.held_out_fraction = 0.1;
  return run;
}

}  // namespace

TEST_CASE("settings survive JSON") {
  Word2VecRun run = small_run();
  run.config.mode = Word2VecMode::kCbow;
  run.config.objective = Word2VecObjective::kHierarchicalSoftmax;
  run.config.seed = 0xfedcba9876543210u;
  run.config.rate = 0.0123;
  const Result<Word2VecRun> back = word2vec_run_from_json(to_json(run));
  REQUIRE(back.ok());
  CHECK(to_json(*back) == to_json(run));
  CHECK(back->config.seed == run.config.seed);
  CHECK(back->config.mode == Word2VecMode::kCbow);
}

TEST_CASE("settings that are damaged or out of range are refused") {
  const std::string good = to_json(small_run());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string json = good;
    REQUIRE(json.find(from) != std::string::npos);
    return word2vec_run_from_json(json.replace(json.find(from), from.size(), to));
  };
  CHECK(word2vec_run_from_json("").error().code == "checkpoint.bad_config");
  CHECK(word2vec_run_from_json("[]").error().code == "checkpoint.bad_config");
  CHECK(word2vec_run_from_json("{}").error().code == "checkpoint.bad_config");
  CHECK_FALSE(with("\"dim\":12", "\"dim\":-12").ok());
  CHECK_FALSE(with("\"dim\":12", "\"dim\":1e9").ok());
  CHECK_FALSE(with("\"dim\":12", "\"dim\":99999999999999999999").ok());
  CHECK_FALSE(with("\"dim\":12", "\"dim\":\"12\"").ok());
  CHECK_FALSE(with("\"epochs\":2", "\"epochs\":0").ok());
  CHECK_FALSE(with("skipgram", "skipgramm").ok());
  CHECK_FALSE(with("\"ns\"", "null").ok());
  CHECK_FALSE(with("\"seed\":11", "\"seed\":-1").ok());
}

TEST_CASE("settings out of range make no learner") {
  WorkerPool pool(1);
  Word2VecRun run = small_run();
  run.config.dim = 0;
  CHECK_FALSE(make_word2vec_learner(run, toy_corpus(0), &pool).ok());
}

TEST_CASE("the loss falls below its baseline, seen and held-out alike") {
  WorkerPool pool(1);
  const auto corpus = toy_corpus(0.1);
  Result<std::unique_ptr<Learner>> made = make_word2vec_learner(small_run(), corpus, &pool);
  REQUIRE(made.ok());
  Learner& learner = **made;
  CHECK(learner.kind() == "word2vec");
  CHECK(learner.corpus_name() == "toy-en");
  CHECK(learner.seed() == 11);
  CHECK(learner.reproducible());
  CHECK(learner.units_total() == 2 * static_cast<std::int64_t>(corpus->tokens.size()));
  const double held_out_before = learner.held_out_loss().value();
  CHECK(held_out_before == doctest::Approx(learner.baseline_loss()).epsilon(0.01));
  LearnerProgress last;
  while (!learner.done()) {
    last = learner.advance(2000);
    REQUIRE(last.finite);
  }
  CHECK(last.loss_sum / static_cast<double>(last.loss_count) < 0.95 * learner.baseline_loss());
  CHECK(learner.held_out_loss().value() < 0.95 * held_out_before);
  CHECK(learner.units_done() == learner.units_total());
}

TEST_CASE("a checkpoint of Word2Vec carries on to the same bits") {
  WorkerPool pool(1);
  const auto corpus = toy_corpus(0.0);
  const auto make = [&](std::uint64_t seed) {
    Word2VecRun run = small_run();
    run.config.seed = seed;
    Result<std::unique_ptr<Learner>> made = make_word2vec_learner(run, corpus, &pool);
    REQUIRE(made.ok());
    return std::move(made).value();
  };
  const auto first = make(11);
  CHECK_FALSE(first->held_out_loss().has_value());
  first->advance(1500);
  StepRecord record;
  first->advance_one(record);
  CHECK(std::holds_alternative<Word2VecStep>(record));
  const std::string bytes = save_checkpoint(*first);
  const auto second = make(12);
  REQUIRE(load_checkpoint(*second, bytes).ok());
  CHECK(second->seed() == 11);
  first->advance(1500);
  second->advance(1500);
  CHECK(save_checkpoint(*first) == save_checkpoint(*second));
}

TEST_CASE("one seed shows one loss curve, however the clock cuts the run") {
  const auto corpus = toy_corpus(0.0);
  const auto losses_with = [&](double ms_per_look) {
    double clock = 0;
    WorkerPool pool(1);
    TrainerOutbox outbox;
    Trainer trainer(&pool, &outbox, [&] { return clock += ms_per_look; });
    trainer.handle(command::Prepare{[&](WorkerPool* workers) -> Result<PreparedLearner> {
                                      Result<std::unique_ptr<Learner>> made =
                                          make_word2vec_learner(small_run(), corpus, workers);
                                      if (!made.ok()) return made.error();
                                      return PreparedLearner{std::move(made).value(), corpus};
                                    },
                                    true});
    while (trainer.advance(20) >= 0) {
    }
    CHECK(trainer.status() == RunStatus::kDone);
    outbox.snapshots.refresh();
    return outbox.snapshots.front().losses;
  };
  // A look at the clock costs much or little: slices of few words or of many.
  const std::vector<LossPoint> few = losses_with(40), many = losses_with(0.02);
  REQUIRE(few.size() > 20);
  REQUIRE(few.size() == many.size());
  for (std::size_t i = 0; i < few.size(); ++i) {
    REQUIRE(few[i].units == many[i].units);
    REQUIRE(few[i].loss == many[i].loss);
  }
}
