// The runner without a thread: training advances inside poll(), a few milliseconds a frame.
// Not for builds with threads (runner_thread.cpp).
#include "train/runner_impl.h"

namespace wordspace {

struct Runner::Impl : RunnerState {
  using RunnerState::RunnerState;
};

Runner::Runner(int num_threads, int num_slots)
    : impl_(std::make_unique<Impl>(num_threads, num_slots)) {}
Runner::~Runner() = default;
RunnerState& Runner::state() const { return *impl_; }

bool Runner::send(TrainerCommand command, int slot) {
  return impl_->push(slot, std::move(command));
}

bool Runner::poll(double frame_budget_ms) {
  TrainerSet& trainers = impl_->trainers;
  // A preparation takes long: the frame that says so is shown before it begins.
  const bool shown_preparing = trainers.preparing();
  if (shown_preparing) trainers.advance(frame_budget_ms);
  SlotCommand next;
  while (!trainers.preparing() && impl_->queue.pop(next)) {
    trainers.handle(next.slot, std::move(next.command));
    next.command = std::monostate{};
    ++impl_->answered;
  }
  if (!shown_preparing && !trainers.preparing()) trainers.advance(frame_budget_ms);
  return trainers.refresh();
}

bool Runner::has_own_thread() const { return false; }

}  // namespace wordspace
