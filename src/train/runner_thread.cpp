// The runner with a thread of its own. The interface thread pushes, notifies and reads mailboxes;
// it joins only when the runner is destroyed. Not for builds without threads (runner_frame.cpp).
#include <algorithm>
#include <atomic>
#include <thread>

#include "train/runner_impl.h"

namespace wordspace {
namespace {

constexpr double kAdvanceMs = 20;     // commands are looked at this often while training
constexpr double kLongestNapMs = 10;  // and while resting

}  // namespace

struct Runner::Impl : RunnerState {
  Impl(int num_threads, int num_slots)
      : RunnerState(num_threads, num_slots), thread([this] { run(); }) {}
  ~Impl() {
    stop.store(true, std::memory_order_release);
    wake();
    thread.join();
  }

  void wake() {
    signal.fetch_add(1, std::memory_order_release);
    signal.notify_one();
  }

  void run() {
    SlotCommand next;
    while (!stop.load(std::memory_order_acquire)) {
      const std::uint32_t seen = signal.load(std::memory_order_acquire);
      // A preparation is carried out before the command after it is taken.
      if (queue.pop(next)) {
        trainers.handle(next.slot, std::move(next.command));
        next.command = std::monostate{};
        if (trainers.preparing()) trainers.advance(0);
        handled.fetch_add(1, std::memory_order_release);
        continue;
      }
      const double rest = trainers.advance(kAdvanceMs);
      if (rest < 0) {
        signal.wait(seen, std::memory_order_acquire);
      } else if (rest > 0) {
        const double nap = std::min(rest, kLongestNapMs);
        std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(nap));
      }
    }
  }

  std::atomic<bool> stop{false};
  std::atomic<std::uint32_t> signal{0};
  std::atomic<std::uint64_t> handled{0};
  std::thread thread;  // last: it uses all of the above
};

Runner::Runner(int num_threads, int num_slots)
    : impl_(std::make_unique<Impl>(num_threads, num_slots)) {}
Runner::~Runner() = default;
RunnerState& Runner::state() const { return *impl_; }

bool Runner::send(TrainerCommand command, int slot) {
  if (!impl_->push(slot, std::move(command))) return false;
  impl_->wake();
  return true;
}

bool Runner::poll(double) {
  // Read first: every snapshot published before a command counts as handled is then visible.
  impl_->answered = impl_->handled.load(std::memory_order_acquire);
  return impl_->trainers.refresh();
}

bool Runner::has_own_thread() const { return true; }

}  // namespace wordspace
