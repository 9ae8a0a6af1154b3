// The runner without a thread: training advances inside poll(), a few milliseconds a frame.
// Not for builds with threads (runner_thread.cpp).
#include <chrono>

#include "train/runner.h"

namespace wordspace {
namespace {

double now_ms() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
}

}  // namespace

struct Runner::Impl {
  explicit Impl(int num_threads) : pool(num_threads), trainer(&pool, &outbox, now_ms) {}

  WorkerPool pool;
  TrainerOutbox outbox;
  CommandQueue<TrainerCommand> queue;
  Trainer trainer;
  std::uint64_t sent = 0;
  std::uint64_t handled = 0;
};

Runner::Runner(int num_threads) : impl_(std::make_unique<Impl>(num_threads)) {}
Runner::~Runner() = default;

bool Runner::send(TrainerCommand command) {
  if (!impl_->queue.push(command)) return false;
  ++impl_->sent;
  return true;
}

bool Runner::poll(double frame_budget_ms) {
  Trainer& trainer = impl_->trainer;
  // A preparation takes long: the frame that says so is shown before it begins.
  const bool shown_preparing = trainer.status() == RunStatus::kPreparing;
  if (shown_preparing) trainer.advance(frame_budget_ms);
  TrainerCommand command;
  while (trainer.status() != RunStatus::kPreparing && impl_->queue.pop(command)) {
    trainer.handle(std::move(command));
    command = std::monostate{};
    ++impl_->handled;
  }
  if (!shown_preparing && trainer.status() == RunStatus::kTraining)
    trainer.advance(frame_budget_ms);
  const bool snapshot = impl_->outbox.snapshots.refresh();
  const bool embeddings = impl_->outbox.embeddings.refresh();
  const bool checkpoint = impl_->outbox.checkpoint.refresh();
  return snapshot || embeddings || checkpoint;
}

const Snapshot& Runner::snapshot() const { return impl_->outbox.snapshots.front(); }
const EmbeddingSnapshot& Runner::embeddings() const { return impl_->outbox.embeddings.front(); }
const TrainerOutbox::Checkpoint& Runner::checkpoint() const {
  return impl_->outbox.checkpoint.front();
}

bool Runner::busy() const {
  const RunStatus status = snapshot().status;
  return impl_->sent != impl_->handled || status == RunStatus::kTraining ||
         status == RunStatus::kPreparing;
}

int Runner::num_threads() const { return impl_->pool.num_threads(); }
bool Runner::has_own_thread() const { return false; }

}  // namespace wordspace
