// The adapter between GloVe and the trainer.
// Not the mathematics (models/glove.h).
#include "train/glove_learner.h"

#include <algorithm>
#include <cmath>

#include "core/ensure.h"
#include "core/worker_pool.h"
#include "models/glove.h"
#include "text/cooccurrence.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"
#include "train/learner.h"
#include "train/loss_point.h"
#include "train/step_record.h"

namespace wordspace {
namespace {

class GloveLearner final : public Learner {
 public:
  GloveLearner(const GloveRun& run, std::shared_ptr<const EncodedCorpus> corpus,
               std::shared_ptr<const Cooccurrence> counts, WorkerPool* pool,
               std::shared_ptr<GloveProbe> probe)
      : run_(run),
        corpus_(std::move(corpus)),
        pool_(pool),
        model_(run.config, std::move(counts), pool),
        probe_(std::move(probe)) {
    if (probe_) probe_->model = &model_;
  }
  ~GloveLearner() override {
    if (probe_ && probe_->model == &model_) probe_->model = nullptr;
  }

  std::string kind() const override { return "glove"; }
  std::string unit_name() const override { return "cells"; }
  std::string config_json() const override { return to_json(run_); }
  std::string corpus_name() const override { return corpus_->name; }

  void reset(std::uint64_t seed) override {
    run_.config.seed = seed;
    model_.reset(seed);
    changed_ = true;
  }
  std::uint64_t seed() const override { return run_.config.seed; }

  LearnerProgress advance(std::int64_t units) override {
    changed_ = true;
    return converted(model_.train(std::max<std::int64_t>(units, 1)));
  }
  LearnerProgress advance_one(StepRecord& record) override {
    changed_ = true;
    if (!std::holds_alternative<GloveStep>(record)) record.emplace<GloveStep>();
    return converted(model_.train_one(std::get<GloveStep>(record)));
  }
  std::int64_t units_done() const override { return model_.cells_done(); }
  std::int64_t units_total() const override { return model_.cells_total(); }

  double learning_rate() const override { return run_.config.rate; }
  double baseline_loss() const override { return model_.baseline_loss(); }
  std::vector<NamedLoss> baselines() const override {
    return {{"glove_constant", model_.constant_loss()}};
  }
  std::optional<double> held_out_loss() const override { return std::nullopt; }
  bool reproducible() const override { return pool_->num_threads() == 1; }
  Error not_finite_error() const override {
    // Cannot happen: models/glove.h says why.
    return Error{"train.not_finite",
                 "The loss is no longer a finite number.",
                 "Lower the learning rate and press Reset.",
                 {}};
  }

  // w + w~, added up when they are asked for and anything has changed.
  EmbeddingView embeddings() const override {
    const auto words = static_cast<std::int64_t>(corpus_->vocabulary->size());
    if (changed_) {
      vectors_.resize(static_cast<std::size_t>(words) * static_cast<std::size_t>(model_.dim()));
      model_.write_vectors(vectors_);
      changed_ = false;
    }
    return {corpus_->vocabulary, vectors_.data(), words, model_.dim(), model_.dim()};
  }
  void visit_parameters(const ParameterVisitor& visit) override {
    changed_ = true;  // whoever walks them may write them
    model_.visit_parameters(visit);
  }
  std::vector<std::uint8_t> save_state() const override { return model_.save_state(); }
  Status load_state(std::span<const std::uint8_t> bytes) override {
    const Status status = model_.load_state(bytes);
    if (status.ok()) run_.config.seed = model_.config().seed;
    changed_ = true;
    return status;
  }

 private:
  static LearnerProgress converted(const GloveProgress& progress) {
    return {progress.cells, progress.cells, progress.loss_sum, progress.finite};
  }

  GloveRun run_;
  std::shared_ptr<const EncodedCorpus> corpus_;
  WorkerPool* pool_;
  Glove model_;
  std::shared_ptr<GloveProbe> probe_;
  mutable std::vector<float> vectors_;  // [V, dim]
  mutable bool changed_ = true;
};

}  // namespace

Result<std::unique_ptr<Learner>> make_glove_learner(const GloveRun& run,
                                                    std::shared_ptr<const EncodedCorpus> corpus,
                                                    WorkerPool* pool,
                                                    std::shared_ptr<const Cooccurrence> counts,
                                                    std::shared_ptr<GloveProbe> probe) {
  ENSURE(corpus != nullptr && pool != nullptr);
  const Status valid = run.config.validate();
  if (!valid.ok()) return valid.error();
  if (counts == nullptr) {
    auto counted = count_cooccurrence(*corpus, run.config.window);
    if (!counted.ok()) return counted.error();
    counts = std::move(counted.value());
  }
  ENSURE(counts->window() == run.config.window);
  ENSURE(counts->num_words() == corpus->vocabulary->size());
  return std::unique_ptr<Learner>(std::make_unique<GloveLearner>(
      run, std::move(corpus), std::move(counts), pool, std::move(probe)));
}

}  // namespace wordspace
