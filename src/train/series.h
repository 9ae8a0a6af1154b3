// Several runs in a row, as one learner: other seeds, other texts, other sizes, other models.
// Not a comparison: whoever asked reads what is finished (labs/background.h).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "train/learner_progress.h"
#include "train/loss_point.h"
#include "train/mailbox.h"
#include "train/trained_transformer.h"

namespace wordspace {

class Learner;
class Vocabulary;
class WorkerPool;

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
  std::vector<std::string> metric_names;
  std::vector<LearnerMetric> metrics;  // over the last tenth of the run, in that order
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
  std::size_t num_planned = 0;
  std::string running;                    // name of the run under way; empty: none
  std::vector<LossPoint> running_losses;  // its curve so far, in its own units
};

// What a series and whoever asked for it share.
struct SeriesLink {
  Mailbox<SeriesState> states;     // from the series, at most a few a second and at every end
  std::atomic<bool> stop = false;  // to the series: it ends after the slice under way
};

// Drives the planned runs one after the other. A run that fails is recorded and the next begins.
// Its units are millionths of the whole; it reports no loss of its own, holds no parameters and is
// not kept as a checkpoint. pool outlives the learner.
std::unique_ptr<Learner> make_series(std::vector<PlannedRun> runs, std::shared_ptr<SeriesLink> link,
                                     WorkerPool* pool);

}  // namespace wordspace
