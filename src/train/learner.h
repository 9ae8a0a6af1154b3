// What the trainer needs of a model that learns from a corpus; one small adapter a model.
// Not a model: the mathematics stands in models/.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/result.h"
#include "models/glove.h"
#include "models/parameters.h"
#include "models/transformer.h"
#include "models/word2vec.h"
#include "text/token_codec.h"
#include "text/vocabulary.h"

namespace wordspace {

// One training step of a transformer on one batch.
struct TransformerStep {
  std::int64_t step = 0;            // counts from 1
  TransformerLosses before, after;  // on the same batch, before and after the update
  double gradient_norm = 0;         // before clipping
  double rate = 0;
  int batch = 0, context = 0;
  std::vector<TokenId> inputs;         // [B, T]
  std::vector<TokenId> targets;        // [B, T]
  std::vector<std::uint8_t> segments;  // [B, T], BERT
  std::vector<std::int32_t> lengths;   // [B], BERT
  std::vector<std::uint8_t> is_next;   // [B], BERT
};

// What one recorded step did, by model.
using StepRecord = std::variant<std::monostate, Word2VecStep, GloveStep, TransformerStep>;

// A number besides the loss that a learner reports as it goes: sum over count.
struct LearnerMetric {
  double sum = 0;
  std::int64_t count = 0;
};
inline constexpr std::size_t kMaxMetrics = 4;

struct LearnerProgress {
  std::int64_t units = 0;       // words (Word2Vec), cells (GloVe), tokens (GPT, BERT)
  std::int64_t loss_count = 0;  // what the loss is a mean over
  double loss_sum = 0;          // nats; GloVe: weighted squared error of log counts
  bool finite = true;
  std::array<LearnerMetric, kMaxMetrics> metrics = {};  // in the order of metric_names()
};

// A loss to compare with: key of its name on screen under "baseline.", and nats.
struct NamedLoss {
  std::string key;
  double nats = 0;
};

// A model as it was at one moment, with what turns its numbers into text.
struct TrainedTransformer {
  std::shared_ptr<const Transformer> model;
  std::shared_ptr<const TokenCodec> codec;
};

// Rows of word vectors inside a learner; valid until the next advance().
struct EmbeddingView {
  std::shared_ptr<const Vocabulary> vocabulary;
  const float* data = nullptr;
  std::int64_t rows = 0;
  int dim = 0;
  std::int64_t row_stride = 0;
};

class Learner {
 public:
  virtual ~Learner() = default;

  virtual std::string kind() const = 0;       // "word2vec"
  virtual std::string unit_name() const = 0;  // "words"
  // The settings as a JSON object; part of a checkpoint, enough to build the learner again.
  virtual std::string config_json() const = 0;
  virtual std::string corpus_name() const = 0;
  // Its words or tokens as one string: two texts with the same are taken for the same text.
  virtual std::string text_key() const;

  virtual void reset(std::uint64_t seed) = 0;
  virtual std::uint64_t seed() const = 0;
  virtual LearnerProgress advance(std::int64_t units) = 0;
  virtual LearnerProgress advance_one(StepRecord& record) = 0;
  virtual std::int64_t units_done() const = 0;
  virtual std::int64_t units_total() const = 0;
  virtual bool done() const { return units_done() >= units_total(); }

  virtual double learning_rate() const = 0;
  virtual double baseline_loss() const = 0;
  // Further losses to compare with.
  virtual std::vector<NamedLoss> baselines() const { return {}; }
  // What LearnerProgress::metrics holds; at most kMaxMetrics.
  virtual std::span<const char* const> metric_names() const { return {}; }
  virtual std::optional<double> held_out_loss() const = 0;
  // True when a second run with the same seed gives the same bits.
  virtual bool reproducible() const = 0;
  // Which setting to lower, as a sentence, when the loss stopped being finite.
  virtual Error not_finite_error() const = 0;

  virtual EmbeddingView embeddings() const = 0;
  // A copy of the whole model, where it is small enough to be copied now and then; else empty.
  virtual TrainedTransformer model_copy() const { return {}; }
  virtual void visit_parameters(const ParameterVisitor& visit) = 0;
  virtual std::vector<std::uint8_t> save_state() const = 0;
  virtual Status load_state(std::span<const std::uint8_t> bytes) = 0;
};

}  // namespace wordspace
