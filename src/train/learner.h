// What the trainer needs of a model that learns from a corpus; one small adapter a model.
// Not a model: the mathematics stands in models/.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "models/parameters.h"
#include "train/learner_progress.h"
#include "train/step_record_fwd.h"
#include "train/trained_transformer.h"

namespace wordspace {

struct NamedLoss;
class Vocabulary;

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
  virtual std::vector<NamedLoss> baselines() const;
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
