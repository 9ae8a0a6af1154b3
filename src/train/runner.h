// Runs a trainer beside the interface: on a thread of its own (runner_thread.cpp) or a few
// milliseconds a frame (runner_frame.cpp). Labs cannot tell which.
// Not a trainer.
#pragma once

#include <memory>

#include "train/trainer.h"

namespace wordspace {

struct RunnerState;

// All calls from the interface thread; none of them waits. A slot holds one run (its learner, its
// curves): starting one pauses the others.
class Runner {
 public:
  // num_threads: for the worker pool that all slots share.
  explicit Runner(int num_threads, int num_slots = 1);
  ~Runner();

  // False when the queue is full (64 commands waiting): the caller says "busy".
  bool send(TrainerCommand command, int slot = 0);

  // Once a frame: takes what is new; in builds without threads trains for about frame_budget_ms.
  // True when a snapshot, model copy or checkpoint is newer than at the last call.
  bool poll(double frame_budget_ms = 12.0);

  const Snapshot& snapshot(int slot = 0) const;
  const EmbeddingSnapshot& embeddings(int slot = 0) const;
  const ModelSnapshot& model(int slot = 0) const;
  const TrainerOutbox::Checkpoint& checkpoint(int slot = 0) const;
  // True while frames should be drawn: training, preparing, or a command not yet answered.
  bool busy() const;
  int num_threads() const;
  bool has_own_thread() const;

 private:
  struct Impl;
  RunnerState& state() const;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wordspace
