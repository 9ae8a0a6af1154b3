// GPT and BERT as the trainer drives them: reproducible, resumable, and they learn.
#include "train/transformer_learner.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/worker_pool.h"
#include "models/parameters.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_losses.h"
#include "text/token_corpus.h"
#include "text/toy_world.h"
#include "train/checkpoint.h"
#include "train/learner.h"
#include "train/learner_progress.h"
#include "train/loss_point.h"
#include "train/step_record.h"
#include "train/trained_transformer.h"

namespace wordspace {
namespace {

TransformerRun small_run(TransformerKind kind) {
  TransformerRun run;
  run.model.kind = kind;
  run.model.layers = 1;
  run.model.heads = 2;
  run.model.width = 32;
  run.model.context = 32;
  run.model.dropout = kind == TransformerKind::kBert ? 0.1f : 0.0f;
  run.tokenizer = CodecKind::kWord;
  run.vocab_size = 1000;
  run.batch = 12;
  run.steps = 40;
  run.warmup = 10;
  run.rate = 5e-3;
  return run;
}

std::shared_ptr<const TokenCorpus> toy_corpus(const TransformerRun& run) {
  const ToyWorld world = make_toy_world(ToyLanguage::kEnglish, 2000, 1);
  auto corpus = tokenize_corpus(world.corpus, tokenize_options(run));
  REQUIRE(corpus.ok());
  return *corpus;
}

std::unique_ptr<Learner> made(const TransformerRun& run, WorkerPool* pool = nullptr) {
  auto learner = make_transformer_learner(run, toy_corpus(run), pool);
  REQUIRE(learner.ok());
  return std::move(learner.value());
}

std::vector<float> weights_of(Learner& learner) {
  std::vector<float> all;
  learner.visit_parameters([&](const Parameter& parameter) {
    std::int64_t count = 1;
    for (const std::int64_t side : parameter.shape) count *= side;
    all.insert(all.end(), parameter.data, parameter.data + count);
  });
  return all;
}

constexpr TransformerKind kKinds[] = {TransformerKind::kGpt, TransformerKind::kBert};

TEST_CASE("The slices in which a run is driven change no bit of it, nor does a single step") {
  for (const TransformerKind kind : kKinds) {
    TransformerRun run = small_run(kind);
    run.steps = 4;
    const auto whole = made(run), slices = made(run), single = made(run);
    whole->advance(whole->units_total());
    while (!slices->done()) slices->advance(1);
    StepRecord record;
    single->advance(1);  // a step that was begun is finished first
    while (!single->done()) single->advance_one(record);
    CHECK(whole->done());
    CHECK(weights_of(*slices) == weights_of(*whole));
    CHECK(weights_of(*single) == weights_of(*whole));
    CHECK(std::get<TransformerStep>(record).step == 4);
  }
}

TEST_CASE("A checkpoint in the middle of a step resumes exactly") {
  for (const TransformerKind kind : kKinds) {
    TransformerRun run = small_run(kind);
    run.steps = 6;
    const auto first = made(run), second = made(run);
    first->advance(2 * run.batch * run.model.context + 1);
    CHECK(first->units_done() > 2 * run.batch * run.model.context);
    const std::string bytes = save_checkpoint(*first);
    REQUIRE(load_checkpoint(*second, bytes).ok());
    CHECK(second->units_done() == 2 * run.batch * run.model.context);
    first->advance(first->units_total());
    second->advance(second->units_total());
    CHECK(weights_of(*first) == weights_of(*second));
  }
}

TEST_CASE("Another seed is another run, and a reset with the old one is the old run") {
  TransformerRun run = small_run(TransformerKind::kGpt);
  run.steps = 2;
  const auto learner = made(run);
  learner->advance(learner->units_total());
  const std::vector<float> first = weights_of(*learner);
  learner->reset(9);
  learner->advance(learner->units_total());
  CHECK(weights_of(*learner) != first);
  learner->reset(run.seed);
  learner->advance(learner->units_total());
  CHECK(weights_of(*learner) == first);
}

TEST_CASE("GPT begins near ln V, falls below the unigram entropy and stays above the exact one") {
  TransformerRun run = small_run(TransformerKind::kGpt);
  run.steps = 150;
  const auto learner = made(run);
  const double fresh = learner->held_out_loss().value();
  CHECK(fresh == doctest::Approx(learner->baseline_loss()).epsilon(0.02));
  learner->advance(learner->units_total());
  const auto baselines = learner->baselines();
  REQUIRE(baselines.size() == 2);
  CHECK(baselines[0].key == "unigram");
  CHECK(baselines[1].key == "exact");
  const double learned = learner->held_out_loss().value();
  CHECK(learned < baselines[0].nats * 0.75);
  CHECK(learned > baselines[1].nats);
}

TEST_CASE("BERT reports both losses apart, and their sum is the loss") {
  TransformerRun run = small_run(TransformerKind::kBert);
  const auto learner = made(run);
  const LearnerProgress progress = learner->advance(run.batch * run.model.context);
  CHECK(progress.loss_count == 1);
  REQUIRE(learner->metric_names().size() == 4);
  const auto mean = [&](std::size_t i) {
    return progress.metrics[i].sum / static_cast<double>(progress.metrics[i].count);
  };
  CHECK(progress.loss_sum == doctest::Approx(mean(1) + mean(2)));
  CHECK(mean(1) == doctest::Approx(learner->baseline_loss() - std::log(2.0)).epsilon(0.05));
  CHECK(mean(2) == doctest::Approx(std::log(2.0)).epsilon(0.1));
  CHECK(progress.metrics[3].count == run.batch);
}

TEST_CASE("A finished BERT's held-out loss is the sum of its parts on the same pairs") {
  TransformerRun run = small_run(TransformerKind::kBert);
  run.steps = 3;
  const auto learner = made(run);
  learner->advance(learner->units_total());
  REQUIRE(learner->done());
  const auto batcher = BertBatcher::make(toy_corpus(run), run.batch, run.model.context);
  REQUIRE(batcher.ok());
  const auto model = learner->model_copy().model;
  const TransformerLosses parts = bert_held_out_losses(*model, *batcher, run, kFinalHeldOutBatches);
  CHECK(parts.num_pairs == static_cast<std::int64_t>(kFinalHeldOutBatches) * run.batch);
  CHECK(learner->held_out_loss().value() ==
        doctest::Approx(parts.tokens_mean() + parts.next_mean()).epsilon(1e-9));
}

TEST_CASE("The learning rate rises, then falls along a cosine to its last share") {
  TransformerRun run = small_run(TransformerKind::kGpt);
  CHECK(scheduled_rate(run, 0) == doctest::Approx(run.rate / 10));
  CHECK(scheduled_rate(run, 9) == doctest::Approx(run.rate));
  CHECK(scheduled_rate(run, 25) == doctest::Approx(run.rate * 0.55));
  CHECK(scheduled_rate(run, 40) == doctest::Approx(run.rate * 0.1));
}

TEST_CASE("Settings survive JSON, and nonsense is refused") {
  TransformerRun run = small_run(TransformerKind::kBert);
  run.seed = 0xffffffffffffffffu;
  const auto again = transformer_run_from_json(to_json(run));
  REQUIRE(again.ok());
  CHECK(to_json(*again) == to_json(run));
  for (const char* bad : {"", "{}", "[1]", R"({"kind":"gpt"})"}) {
    CHECK(transformer_run_from_json(bad).error().code == "checkpoint.bad_config");
  }
  run.batch = 0;
  CHECK(run.validate().error().code == "transformer.bad_batch");
}

TEST_CASE("A run may start from another model's weights, if the sizes fit") {
  TransformerRun run = small_run(TransformerKind::kGpt);
  const auto corpus = toy_corpus(run);
  const auto first = made(run);
  first->advance(first->units_total());
  const auto model = first->model_copy().model;
  const auto more = make_transformer_learner(run, corpus, nullptr, model);
  REQUIRE(more.ok());
  CHECK(weights_of(*more.value()) == weights_of(*first));
  run.model.width = 16;
  CHECK(make_transformer_learner(run, corpus, nullptr, model).error().code ==
        "transformer.other_sizes");
}

TEST_CASE("A table with more rows than the tokenizer has tokens keeps them in training") {
  TransformerRun run = small_run(TransformerKind::kGpt);
  run.steps = 3;
  const auto corpus = toy_corpus(run);
  TransformerConfig padded = run.model;
  padded.vocab = corpus->codec->size() + 12;
  auto model = std::make_shared<Transformer>(padded, nullptr);
  model->reset(1);
  const auto learner = make_transformer_learner(run, corpus, nullptr, model);
  REQUIRE(learner.ok());
  (*learner)->advance((*learner)->units_total());
  const auto after = (*learner)->model_copy().model;
  CHECK(after->config().vocab == padded.vocab);
  CHECK(after->flat_parameters().size() == model->flat_parameters().size());
  CHECK_FALSE(std::ranges::equal(after->flat_parameters(), model->flat_parameters()));
}

}  // namespace
}  // namespace wordspace
