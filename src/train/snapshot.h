// What the interface sees of a run: a copy, made by the trainer at most 30 times a second.
// Not live: nothing in it points into weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "train/loss_point.h"
#include "train/run_status.h"
#include "train/step_record.h"

namespace wordspace {

struct EmbeddingHistory;
struct EncodedCorpus;
class Vocabulary;

// A curve of one of the learner's metrics.
struct MetricCurve {
  std::string name;
  std::vector<LossPoint> points;
};

struct Snapshot {
  std::uint64_t run = 0;  // counts resets and new learners: curves of another run start over
  RunStatus status = RunStatus::kIdle;
  std::optional<Error> error;  // of a failed run or a refused preparation
  std::string kind;            // "word2vec"; empty before the first learner
  std::string corpus;
  std::string config_json;
  std::string unit_name;
  std::int64_t units_done = 0;
  std::int64_t units_total = 0;
  std::int64_t steps = 0;       // slices and single steps taken
  double seconds = 0;           // spent training
  double units_per_second = 0;  // smoothed over about a second
  double seconds_left = 0;
  double learning_rate = 0;
  double loss = 0;  // newest point of the curve
  double baseline_loss = 0;
  std::optional<double> held_out_loss;
  std::vector<LossPoint> losses;           // at most kMaxLossPoints
  std::vector<LossPoint> held_out_losses;  // the same
  std::vector<NamedLoss> baselines;        // beside baseline_loss
  std::vector<MetricCurve> metrics;        // as losses, one for each metric of the learner
  std::uint64_t seed = 0;
  int num_threads = 1;
  bool reproducible = true;
  std::shared_ptr<const Vocabulary> vocabulary;
  std::shared_ptr<const EncodedCorpus> encoded;
  std::shared_ptr<const EmbeddingHistory> history;  // of word vectors; null: the model has none
  std::uint64_t record_number = 0;                  // counts single steps
  StepRecord record;                                // the last single step
};

// Word vectors as they were at one moment, rows packed.
struct EmbeddingSnapshot {
  std::uint64_t run = 0;
  std::uint64_t version = 0;  // counts copies
  std::int64_t units_done = 0;
  std::shared_ptr<const Vocabulary> vocabulary;
  int dim = 0;
  std::vector<float> vectors;  // [V, dim]
};

}  // namespace wordspace
