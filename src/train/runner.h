// Runs a trainer beside the interface: on a thread of its own (runner_thread.cpp) or a few
// milliseconds a frame (runner_frame.cpp). Labs cannot tell which.
// Not a trainer.
#pragma once

#include <memory>

#include "train/trainer.h"

namespace wordspace {

// All calls from the interface thread; none of them waits.
class Runner {
 public:
  // num_threads: for the trainer's worker pool.
  explicit Runner(int num_threads);
  ~Runner();

  // False when the queue is full (64 commands waiting): the caller says "busy".
  bool send(TrainerCommand command);

  // Once a frame: takes what is new; in builds without threads trains for about frame_budget_ms.
  // True when a snapshot, embedding copy or checkpoint is newer than at the last call.
  bool poll(double frame_budget_ms = 12.0);

  const Snapshot& snapshot() const;
  const EmbeddingSnapshot& embeddings() const;
  const TrainerOutbox::Checkpoint& checkpoint() const;
  // True while frames should be drawn: training, preparing, or a command not yet answered.
  bool busy() const;
  int num_threads() const;
  bool has_own_thread() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wordspace
