// Owns one learner and drives it: commands in, snapshots out. Knows neither threads nor frames.
// Not the thing that calls it (runner.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "train/mailbox.h"
#include "train/model_snapshot.h"
#include "train/snapshot.h"
#include "train/trainer_command.h"

namespace wordspace {

class WorkerPool;

// What flows from trainer to interface; shared by both sides, wait-free.
struct TrainerOutbox {
  Mailbox<Snapshot> snapshots;
  Mailbox<EmbeddingSnapshot> embeddings;
  Mailbox<ModelSnapshot> models;
  struct Checkpoint {
    std::uint64_t number = 0;  // counts answers
    std::shared_ptr<const std::string> bytes;
  };
  Mailbox<Checkpoint> checkpoint;
};

class Trainer {
 public:
  // now_ms: a steady clock in milliseconds (tests pass their own).
  Trainer(WorkerPool* pool, TrainerOutbox* outbox, std::function<double()> now_ms);
  ~Trainer();

  void handle(TrainerCommand&& command);
  // Trains for about budget_ms (slices of about 10 ms), publishing on the way; returns how long it
  // would rest now to keep to its speed, in ms; 0: call again at once; negative: nothing to do
  // until the next command.
  double advance(double budget_ms);
  RunStatus status() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wordspace
