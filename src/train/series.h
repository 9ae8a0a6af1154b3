// Several runs in a row, as one learner: other seeds, other texts, other sizes, other models.
// Not a comparison: whoever asked reads what is finished (labs/background.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/worker_pool.h"
#include "train/learner.h"
#include "train/mailbox.h"
#include "train/snapshot.h"

namespace wordspace {

// One run of a series.
struct PlannedRun {
  std::string name;  // for whoever asked; unique in its series
  // Its share of the series' work beside the others': what the time left is reckoned with.
  double weight = 1;
  // Stops after so many units of its learner; 0: at its end.
  std::int64_t max_units = 0;
  // On the trainer's side, right before the run. The pool is the runner's.
  std::function<Result<std::unique_ptr<Learner>>(WorkerPool*)> make;
};

// What is left of a run that is over: copies, nothing live.
struct FinishedRun {
  std::string name;
  std::optional<Error> error;  // it could not be made, or its loss stopped being finite
  std::string kind, corpus, unit_name;
  std::uint64_t seed = 0;
  std::int64_t units = 0;
  double seconds = 0;          // spent in training, without preparing
  double prepare_seconds = 0;  // spent in make: counting, encoding, building
  double loss = 0;             // newest point of its curve, nats
  double baseline_loss = 0;
  std::optional<double> held_out_loss;
  std::vector<LossPoint> losses;
  std::vector<LearnerMetric> metrics;  // of the last tenth, in the order of metric_names
  std::vector<std::string> metric_names;
  std::int64_t num_parameters = 0;
  // Word2Vec and GloVe: word vectors packed [V, dim]; null for others.
  std::shared_ptr<const Vocabulary> vocabulary;
  int dim = 0;
  std::shared_ptr<const std::vector<float>> vectors;
  // GPT and BERT.
  TrainedTransformer trained;
};

struct SeriesState {
  std::vector<std::shared_ptr<const FinishedRun>> finished;  // in the planned order
  std::string running;                                       // name of the run under way
  std::size_t num_planned = 0;
};

// Drives the planned runs one after the other. A run that fails is recorded and the next begins.
// Its units are thousandths of the whole; its loss is that of the run under way; it holds no
// parameters of its own and cannot be kept as a checkpoint. box: takes what is finished, outlives
// the learner by sharing. pool outlives the learner.
std::unique_ptr<Learner> make_series(std::vector<PlannedRun> runs,
                                     std::shared_ptr<Mailbox<SeriesState>> box, WorkerPool* pool);

}  // namespace wordspace
