// What both runners share: the trainers of all slots, what flows to them, what they publish.
// Included by runner.cpp, runner_thread.cpp and runner_frame.cpp only.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/worker_pool.h"
#include "train/command_queue.h"
#include "train/runner.h"

namespace wordspace {

// One trainer a slot; at most one of them trains at a time, so they share the pool.
class TrainerSet {
 public:
  struct Slot {
    explicit Slot(WorkerPool* pool);
    TrainerOutbox outbox;
    Trainer trainer;
  };

  TrainerSet(int num_threads, int num_slots);
  // A slot that begins to train pauses the others.
  void handle(int slot, TrainerCommand&& command);
  // Trains where something trains; as Trainer::advance.
  double advance(double budget_ms);
  bool preparing() const;
  bool refresh();  // interface thread: takes what is new
  WorkerPool& pool() { return pool_; }
  Slot& slot(int index) { return *slots_[static_cast<std::size_t>(index)]; }
  const Slot& slot(int index) const { return *slots_[static_cast<std::size_t>(index)]; }
  int num_slots() const { return static_cast<int>(slots_.size()); }

 private:
  WorkerPool pool_;
  std::vector<std::unique_ptr<Slot>> slots_;
};

struct SlotCommand {
  int slot = 0;
  TrainerCommand command;
};

struct RunnerState {
  RunnerState(int num_threads, int num_slots) : trainers(num_threads, num_slots) {}

  TrainerSet trainers;
  CommandQueue<SlotCommand> queue;
  // Interface thread only: commands sent, and those known to be handled.
  std::uint64_t sent = 0, answered = 0;

  bool push(int slot, TrainerCommand&& command) {
    SlotCommand next{slot, std::move(command)};
    if (!queue.push(next)) return false;
    ++sent;
    return true;
  }
};

}  // namespace wordspace
