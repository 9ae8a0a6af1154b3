// The trainers of a runner's slots, and what the interface reads of them.
// Not who calls them: runner_thread.cpp and runner_frame.cpp.
#include <algorithm>
#include <chrono>

#include "train/runner_impl.h"

namespace wordspace {
namespace {

double now_ms() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
}

bool begins_training(const TrainerCommand& command) {
  if (const auto* prepare = std::get_if<command::Prepare>(&command)) return prepare->start;
  return std::holds_alternative<command::Start>(command) ||
         std::holds_alternative<command::Step>(command);
}

}  // namespace

TrainerSet::Slot::Slot(WorkerPool* pool) : trainer(pool, &outbox, now_ms) {}

TrainerSet::TrainerSet(int num_threads, int num_slots) : pool_(num_threads) {
  for (int i = 0; i < num_slots; ++i) slots_.push_back(std::make_unique<Slot>(&pool_));
}

void TrainerSet::handle(int index, TrainerCommand&& command) {
  if (begins_training(command)) {
    for (int other = 0; other < num_slots(); ++other) {
      if (other != index) slot(other).trainer.handle(command::Pause{});
    }
  }
  slot(index).trainer.handle(std::move(command));
}

double TrainerSet::advance(double budget_ms) {
  double rest = -1;
  for (const auto& slot : slots_) {
    const RunStatus status = slot->trainer.status();
    if (status != RunStatus::kTraining && status != RunStatus::kPreparing) continue;
    const double mine = slot->trainer.advance(budget_ms);
    if (mine >= 0) rest = rest < 0 ? mine : std::min(rest, mine);
  }
  return rest;
}

bool TrainerSet::preparing() const {
  return std::any_of(slots_.begin(), slots_.end(), [](const auto& slot) {
    return slot->trainer.status() == RunStatus::kPreparing;
  });
}

bool TrainerSet::refresh() {
  bool fresh = false;
  for (const auto& slot : slots_) {
    fresh = slot->outbox.snapshots.refresh() || fresh;
    fresh = slot->outbox.embeddings.refresh() || fresh;
    fresh = slot->outbox.models.refresh() || fresh;
    fresh = slot->outbox.checkpoint.refresh() || fresh;
  }
  return fresh;
}

// --- What both runners answer alike.

const Snapshot& Runner::snapshot(int slot) const {
  return state().trainers.slot(slot).outbox.snapshots.front();
}
const EmbeddingSnapshot& Runner::embeddings(int slot) const {
  return state().trainers.slot(slot).outbox.embeddings.front();
}
const ModelSnapshot& Runner::model(int slot) const {
  return state().trainers.slot(slot).outbox.models.front();
}
const TrainerOutbox::Checkpoint& Runner::checkpoint(int slot) const {
  return state().trainers.slot(slot).outbox.checkpoint.front();
}

bool Runner::busy() const {
  if (state().sent != state().answered) return true;
  for (int slot = 0; slot < state().trainers.num_slots(); ++slot) {
    const RunStatus status = snapshot(slot).status;
    if (status == RunStatus::kTraining || status == RunStatus::kPreparing) return true;
  }
  return false;
}

int Runner::num_threads() const { return state().trainers.pool().num_threads(); }

}  // namespace wordspace
