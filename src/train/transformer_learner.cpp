// The adapter between the transformer and the trainer: draws batches, follows the schedule,
// measures held-out text. Not the mathematics (models/transformer.h); the run's settings as JSON:
// transformer_run.cpp.
#include "train/transformer_learner.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <numbers>
#include <optional>
#include <utility>

#include "core/ensure.h"
#include "core/rng.h"
#include "core/worker_pool.h"
#include "math/kernels/tensor_kernels.h"
#include "models/parameters.h"
#include "models/transformer.h"
#include "models/transformer_losses.h"
#include "text/token_corpus.h"
#include "text/token_id.h"
#include "text/toy_world.h"
#include "train/learner.h"
#include "train/learner_progress.h"
#include "train/loss_point.h"
#include "train/step_record.h"
#include "train/trained_transformer.h"

namespace wordspace {
namespace {

// Streams of the seed: weights, batches, dropout.
constexpr std::uint64_t kBatchStream = 0x62617463, kDropoutStream = 0x64726f70;

constexpr const char* kGptMetrics[] = {"gradient_norm"};
constexpr const char* kBertMetrics[] = {"gradient_norm", "mlm", "nsp", "nsp_right"};

// Exact entropy of a toy world's text, nats a word; 0 for other corpora.
double toy_entropy_nats(const std::string& corpus) {
  for (const ToyLanguage language : {ToyLanguage::kEnglish, ToyLanguage::kVietnamese}) {
    const ToyWorld world = make_toy_world(language, 2, 1);
    if (world.corpus.name == corpus) return world.entropy_bits_per_token * std::numbers::ln2;
  }
  return 0;
}

void add(const TransformerLosses& part, TransformerLosses& sum) {
  sum.tokens_sum += part.tokens_sum;
  sum.num_tokens += part.num_tokens;
  sum.next_sum += part.next_sum;
  sum.num_pairs += part.num_pairs;
  sum.next_right += part.next_right;
}

// The batch of either model as the transformer takes it.
struct Batch {
  GptBatch gpt;
  BertBatch bert;
};

class TransformerLearner final : public Learner {
 public:
  TransformerLearner(const TransformerRun& run, std::shared_ptr<const TokenCorpus> corpus,
                     WorkerPool* pool, std::shared_ptr<const Transformer> start_from,
                     std::optional<BertBatcher> bert)
      : run_(run),
        corpus_(corpus),
        start_from_(std::move(start_from)),
        model_(run.model, pool, run.portable ? &kernels::portable_tensor_kernels() : nullptr),
        bert_(std::move(bert)) {
    if (!bert_) {
      // Held-out tokens are guessed from at least half a window.
      gpt_.emplace(corpus, run.batch, run.model.context, run.model.context / 2);
    }
    share_rows_ = std::clamp(kShareTokens / run.model.context, 1, run.batch);
    model_.reserve_training(share_rows_, run.model.context);
    reset(run.seed);
  }

  std::string kind() const override { return to_string(run_.model.kind); }
  std::string unit_name() const override { return "tokens"; }
  std::string config_json() const override { return to_json(run_); }
  std::string corpus_name() const override { return corpus_->name; }

  void reset(std::uint64_t seed) override {
    run_.seed = seed;
    model_.reset(seed);
    if (start_from_) {
      const auto from = start_from_->flat_parameters();
      std::copy(from.begin(), from.end(), model_.flat_parameters().begin());
    }
    step_ = 0;
    row_ = 0;
  }
  std::uint64_t seed() const override { return run_.seed; }

  // At least one share of a step.
  LearnerProgress advance(std::int64_t units) override {
    LearnerProgress progress;
    do {
      advance_share(progress, nullptr);
    } while (progress.units < units && progress.finite && !done());
    return progress;
  }

  // A whole step; one that was begun is finished first.
  LearnerProgress advance_one(StepRecord& record) override {
    LearnerProgress progress;
    while (row_ > 0 && progress.finite) advance_share(progress, nullptr);
    if (done() || !progress.finite) return progress;
    if (!std::holds_alternative<TransformerStep>(record)) record.emplace<TransformerStep>();
    auto& step = std::get<TransformerStep>(record);
    step.before = step.after = {};
    step.rate = learning_rate();
    do {
      advance_share(progress, &step);
    } while (row_ > 0 && progress.finite);
    step.step = step_;
    describe(step);
    for (int row = 0; row < run_.batch; row += share_rows_) {
      add(model_.losses(rows_of(row), targets_of(row)), step.after);
    }
    return progress;
  }

  std::int64_t units_done() const override {
    return (step_ * run_.batch + row_) * run_.model.context;
  }
  std::int64_t units_total() const override { return run_.steps * run_.batch * run_.model.context; }

  double learning_rate() const override {
    return scheduled_rate(run_, std::min(step_, run_.steps - 1));
  }
  double baseline_loss() const override {
    return std::log(static_cast<double>(run_.model.vocab)) + (bert_ ? std::log(2.0) : 0.0);
  }
  std::vector<NamedLoss> baselines() const override {
    std::vector<NamedLoss> all = {
        {"unigram", corpus_->unigram_entropy + (bert_ ? std::log(2.0) : 0.0)}};
    if (const double exact = toy_entropy_nats(corpus_->name);
        exact > 0 && !bert_ && run_.tokenizer == CodecKind::kWord) {
      all.push_back({"exact", exact});
    }
    return all;
  }
  std::span<const char* const> metric_names() const override {
    if (bert_) return kBertMetrics;
    return kGptMetrics;
  }

  std::optional<double> held_out_loss() const override {
    TransformerLosses sum;
    if (bert_) {
      if (!bert_->has_held_out()) return std::nullopt;
      return bert_held_out_losses(model_, *bert_, run_, held_out_batches()).total();
    }
    const std::size_t windows = gpt_->num_held_out_windows();
    if (windows == 0) return std::nullopt;
    // A few batches, spread evenly over the held-out text.
    const auto batch = static_cast<std::size_t>(run_.batch);
    const std::size_t batches = std::min(held_out_batches(), (windows + batch - 1) / batch);
    for (std::size_t i = 0; i < batches; ++i) {
      gpt_->held_out(windows * i / batches, held_out_);
      add(model_.losses({run_.batch, run_.model.context, held_out_.inputs}, {held_out_.targets}),
          sum);
    }
    return sum.num_tokens > 0 ? std::optional(sum.tokens_mean()) : std::nullopt;
  }

  // Sums are in one order whatever the number of threads, but the fastest kernels are those of this
  // machine: without `portable` the same bits on this machine.
  bool reproducible() const override { return true; }
  Error not_finite_error() const override {
    char rate[32];
    std::snprintf(rate, sizeof rate, "%g", run_.rate);
    return Error{"train.not_finite",
                 std::string("The loss is no longer a finite number: with the learning rate ") +
                     rate + " the steps became too large.",
                 "Lower the learning rate and press Reset.",
                 {rate}};
  }

  std::string text_key() const override {
    std::string all;
    for (TokenId id = 0; id < corpus_->codec->size(); ++id) all += corpus_->codec->token(id) + '\n';
    return all;
  }
  EmbeddingView embeddings() const override { return {}; }
  TrainedTransformer model_copy() const override {
    return {copy_for_reading(model_), corpus_->codec};
  }
  void visit_parameters(const ParameterVisitor& visit) override { model_.visit_parameters(visit); }

  // Seed and step, then the optimiser's state. A step that was begun is done again.
  std::vector<std::uint8_t> save_state() const override {
    const std::vector<std::uint8_t> state = model_.save_state();
    std::vector<std::uint8_t> bytes(kPlaceBytes + state.size());
    std::memcpy(bytes.data(), &run_.seed, sizeof run_.seed);
    std::memcpy(bytes.data() + sizeof run_.seed, &step_, sizeof step_);
    std::copy(state.begin(), state.end(), bytes.begin() + kPlaceBytes);
    return bytes;
  }
  Status load_state(std::span<const std::uint8_t> bytes) override {
    std::uint64_t seed = 0;
    std::int64_t step = -1;
    if (bytes.size() > kPlaceBytes) {
      std::memcpy(&seed, bytes.data(), sizeof seed);
      std::memcpy(&step, bytes.data() + sizeof seed, sizeof step);
    }
    if (step < 0 || step > run_.steps) {
      return Error{"checkpoint.bad_state", "The saved place in the run cannot be read.",
                   "Save the run again."};
    }
    const Status status = model_.load_state(bytes.subspan(kPlaceBytes));
    if (!status.ok()) return status;
    run_.seed = seed;
    step_ = step;
    row_ = 0;
    return Done{};
  }

 private:
  // A few while the run goes on, many for the loss that a finished run is judged by.
  std::size_t held_out_batches() const { return done() ? kFinalHeldOutBatches : 4; }
  static constexpr std::ptrdiff_t kPlaceBytes = sizeof(std::uint64_t) + sizeof(std::int64_t);

  // The rows of the batch of the share that begins at `row`.
  template <typename T>
  std::span<const T> share(const std::vector<T>& of_batch, int row, int per_row) const {
    const auto size = static_cast<std::size_t>(per_row);
    return std::span(of_batch).subspan(static_cast<std::size_t>(row) * size,
                                       static_cast<std::size_t>(rows_in_share(row)) * size);
  }
  int rows_in_share(int row) const { return std::min(share_rows_, run_.batch - row); }
  TokenRows rows_of(int row) const {
    const int context = run_.model.context;
    if (!bert_) return {rows_in_share(row), context, share(batch_.gpt.inputs, row, context)};
    return {rows_in_share(row), context, share(batch_.bert.inputs, row, context),
            share(batch_.bert.segments, row, context), share(batch_.bert.lengths, row, 1)};
  }
  TransformerTargets targets_of(int row) const {
    const int context = run_.model.context;
    if (!bert_) return {share(batch_.gpt.targets, row, context)};
    return {share(batch_.bert.mask_targets, row, context), share(batch_.bert.is_next, row, 1)};
  }

  void draw_batch() {
    Rng rng(run_.seed ^ static_cast<std::uint64_t>(step_) * 0x9e3779b97f4a7c15u, kBatchStream);
    if (bert_) {
      bert_->draw(rng, batch_.bert);
    } else {
      gpt_->draw(rng, batch_.gpt);
    }
    const auto& targets = bert_ ? batch_.bert.mask_targets : batch_.gpt.targets;
    num_targets_ = std::count_if(targets.begin(), targets.end(),
                                 [](TokenId id) { return id != kUnknownToken; });
    model_.zero_gradients();
    step_losses_ = {};
  }

  // Forward and backward of a few rows; after the last ones of the batch, the update.
  void advance_share(LearnerProgress& progress, TransformerStep* record) {
    if (row_ == 0) draw_batch();
    const int rows = rows_in_share(row_);
    const TransformerTargets targets = targets_of(row_);
    const auto mine = std::count_if(targets.tokens.begin(), targets.tokens.end(),
                                    [](TokenId id) { return id != kUnknownToken; });
    const LossScale scale = {
        num_targets_ > 0 ? static_cast<float>(mine) / static_cast<float>(num_targets_) : 0.0f,
        static_cast<float>(rows) / static_cast<float>(run_.batch)};
    Rng dropout(run_.seed ^ static_cast<std::uint64_t>(step_ * run_.batch + row_), kDropoutStream);
    add(model_.forward_backward(rows_of(row_), targets, scale, &dropout), step_losses_);
    row_ += rows;
    progress.units += std::int64_t{rows} * run_.model.context;
    if (row_ < run_.batch) return;

    Transformer::Optimiser optimiser;
    optimiser.rate = static_cast<float>(learning_rate());
    optimiser.decay = static_cast<float>(run_.decay);
    optimiser.clip_norm = static_cast<float>(run_.clip);
    const double norm = model_.gradient_norm();
    progress.finite = std::isfinite(step_losses_.total()) && std::isfinite(norm);
    if (!progress.finite) return;
    model_.optimiser_step(optimiser);
    ++step_;
    row_ = 0;
    progress.loss_sum += step_losses_.total();
    progress.loss_count += 1;
    const auto note = [&](std::size_t metric, double sum, std::int64_t count) {
      progress.metrics[metric].sum += sum;
      progress.metrics[metric].count += count;
    };
    note(0, norm, 1);
    if (bert_) {
      note(1, step_losses_.tokens_sum, step_losses_.num_tokens);
      note(2, step_losses_.next_sum, step_losses_.num_pairs);
      note(3, static_cast<double>(step_losses_.next_right), step_losses_.num_pairs);
    }
    if (record != nullptr) {
      record->before = step_losses_;
      record->gradient_norm = norm;
    }
  }

  void describe(TransformerStep& step) const {
    step.batch = run_.batch;
    step.context = run_.model.context;
    if (bert_) {
      step.inputs = batch_.bert.inputs;
      step.targets = batch_.bert.mask_targets;
      step.segments = batch_.bert.segments;
      step.lengths = batch_.bert.lengths;
      step.is_next = batch_.bert.is_next;
    } else {
      step.inputs = batch_.gpt.inputs;
      step.targets = batch_.gpt.targets;
    }
  }

  TransformerRun run_;
  std::shared_ptr<const TokenCorpus> corpus_;
  std::shared_ptr<const Transformer> start_from_;
  Transformer model_;
  std::optional<GptBatcher> gpt_;
  std::optional<BertBatcher> bert_;
  int share_rows_ = 1;

  std::int64_t step_ = 0;  // whole steps done
  int row_ = 0;            // rows of the step under way
  Batch batch_;
  mutable GptBatch held_out_;
  std::int64_t num_targets_ = 0;
  TransformerLosses step_losses_;
};

}  // namespace

TransformerLosses bert_held_out_losses(const Transformer& model, const BertBatcher& batcher,
                                       const TransformerRun& run, std::size_t num_batches) {
  TransformerLosses sum;
  BertBatch batch;
  for (std::size_t i = 0; i < num_batches; ++i) {
    batcher.held_out(i, batch);
    add(model.losses({run.batch, run.model.context, batch.inputs, batch.segments, batch.lengths},
                     {batch.mask_targets, batch.is_next}),
        sum);
  }
  return sum;
}

Result<std::unique_ptr<Learner>> make_transformer_learner(
    const TransformerRun& wanted, std::shared_ptr<const TokenCorpus> corpus, WorkerPool* pool,
    std::shared_ptr<const Transformer> start_from) {
  ENSURE(corpus != nullptr);
  TransformerRun run = wanted;
  run.model.vocab = corpus->codec->size();
  // A table may have more rows than the tokenizer has tokens; they stay.
  if (start_from != nullptr)
    run.model.vocab = std::max(run.model.vocab, start_from->config().vocab);
  const Status valid = run.validate();
  if (!valid.ok()) return valid.error();
  if (start_from != nullptr && start_from->flat_parameters().size() !=
                                   static_cast<std::size_t>(run.model.num_parameters())) {
    return Error{"transformer.other_sizes",
                 "The model to start from has other sizes than the settings.",
                 "Keep its layers, heads, width, context and tokenizer."};
  }
  std::optional<BertBatcher> bert;
  if (run.model.kind == TransformerKind::kBert) {
    Result<BertBatcher> made = BertBatcher::make(corpus, run.batch, run.model.context);
    if (!made.ok()) return made.error();
    bert = std::move(made.value());
  }
  return std::unique_ptr<Learner>(std::make_unique<TransformerLearner>(
      run, std::move(corpus), pool, std::move(start_from), std::move(bert)));
}

}  // namespace wordspace
