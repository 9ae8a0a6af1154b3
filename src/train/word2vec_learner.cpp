// The adapter between Word2Vec and the trainer.
// Not the mathematics (models/word2vec.h).
#include "train/word2vec_learner.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/ensure.h"
#include "core/worker_pool.h"
#include "models/word2vec.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"
#include "train/learner.h"
#include "train/step_record.h"

namespace wordspace {
namespace {

class Word2VecLearner final : public Learner {
 public:
  Word2VecLearner(const Word2VecRun& run, std::shared_ptr<const EncodedCorpus> corpus,
                  WorkerPool* pool)
      : run_(run), corpus_(corpus), pool_(pool), model_(run.config, std::move(corpus), pool) {
    reset(run.config.seed);
  }

  std::string kind() const override { return "word2vec"; }
  std::string unit_name() const override { return "words"; }
  std::string config_json() const override { return to_json(run_); }
  std::string corpus_name() const override { return corpus_->name; }

  void reset(std::uint64_t seed) override {
    run_.config.seed = seed;
    model_.reset(seed);
  }
  std::uint64_t seed() const override { return run_.config.seed; }

  LearnerProgress advance(std::int64_t units) override {
    return converted(model_.train(std::max<std::int64_t>(units, 1)));
  }
  LearnerProgress advance_one(StepRecord& record) override {
    if (!std::holds_alternative<Word2VecStep>(record)) record.emplace<Word2VecStep>();
    return converted(model_.train_one(std::get<Word2VecStep>(record)));
  }
  std::int64_t units_done() const override { return model_.words_done(); }
  std::int64_t units_total() const override { return model_.words_total(); }

  double learning_rate() const override { return model_.current_rate(); }
  double baseline_loss() const override { return model_.baseline_loss(); }
  std::optional<double> held_out_loss() const override {
    if (corpus_->held_out_tokens.empty()) return std::nullopt;
    return model_.held_out_loss(affordable_words());
  }
  bool reproducible() const override { return pool_ == nullptr || pool_->num_threads() == 1; }
  Error not_finite_error() const override {
    char rate[32];
    std::snprintf(rate, sizeof rate, "%g", run_.config.rate);
    return Error{"train.not_finite",
                 std::string("The loss is no longer a finite number: with the learning rate ") +
                     rate + " the steps became too large.",
                 "Lower the learning rate and press Reset.",
                 {rate}};
  }

  EmbeddingView embeddings() const override {
    return {corpus_->vocabulary, model_.input_data(), corpus_->vocabulary->size(), model_.dim(),
            model_.row_stride()};
  }
  void visit_parameters(const ParameterVisitor& visit) override { model_.visit_parameters(visit); }

  // The seed, then the model's state.
  std::vector<std::uint8_t> save_state() const override {
    const std::vector<std::uint8_t> state = model_.save_state();
    std::vector<std::uint8_t> bytes(sizeof run_.config.seed + state.size());
    std::memcpy(bytes.data(), &run_.config.seed, sizeof run_.config.seed);
    std::copy(state.begin(), state.end(), bytes.begin() + sizeof run_.config.seed);
    return bytes;
  }
  Status load_state(std::span<const std::uint8_t> bytes) override {
    std::uint64_t seed = 0;
    if (bytes.size() < sizeof seed) {
      return Error{"checkpoint.bad_state", "The saved place in the run cannot be read.",
                   "Save the run again."};
    }
    std::memcpy(&seed, bytes.data(), sizeof seed);
    const Status status = model_.load_state(bytes.subspan(sizeof seed));
    if (status.ok()) run_.config.seed = seed;
    return status;
  }

 private:
  static LearnerProgress converted(const Word2VecProgress& progress) {
    return {progress.words, progress.pairs, progress.loss_sum, progress.finite};
  }

  // How many held-out words cost about a hundredth of a second: a frame may wait for it.
  std::int64_t affordable_words() const {
    const Word2VecConfig& config = run_.config;
    const double outputs = config.objective == Word2VecObjective::kFullSoftmax
                               ? static_cast<double>(model_.num_outputs())
                           : config.objective == Word2VecObjective::kHierarchicalSoftmax
                               ? std::log2(static_cast<double>(model_.num_outputs()) + 2)
                               : config.negative + 1.0;
    const double pairs = config.mode == Word2VecMode::kCbow ? 1.0 : config.window + 1.0;
    const double cost = pairs * outputs * config.dim;
    return static_cast<std::int64_t>(std::clamp(1e7 / cost, 20.0, 20000.0));
  }

  Word2VecRun run_;
  std::shared_ptr<const EncodedCorpus> corpus_;
  WorkerPool* pool_;
  Word2Vec model_;
};

}  // namespace

Result<std::unique_ptr<Learner>> make_word2vec_learner(const Word2VecRun& run,
                                                       std::shared_ptr<const EncodedCorpus> corpus,
                                                       WorkerPool* pool) {
  ENSURE(corpus != nullptr);
  const Status valid = run.config.validate();
  if (!valid.ok()) return valid.error();
  return std::unique_ptr<Learner>(std::make_unique<Word2VecLearner>(run, std::move(corpus), pool));
}

}  // namespace wordspace
