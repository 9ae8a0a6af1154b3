// The runner with a thread of its own. The interface thread pushes, notifies and reads mailboxes;
// it joins only when the runner is destroyed. Not for builds without threads (runner_frame.cpp).
#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "train/runner.h"

namespace wordspace {
namespace {

using Clock = std::chrono::steady_clock;

double now_ms() {
  return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
}

constexpr double kAdvanceMs = 20;     // commands are looked at this often while training
constexpr double kLongestNapMs = 10;  // and while resting

}  // namespace

struct Runner::Impl {
  explicit Impl(int num_threads)
      : pool(num_threads), trainer(&pool, &outbox, now_ms), thread([this] { run(); }) {}
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
    TrainerCommand command;
    while (!stop.load(std::memory_order_acquire)) {
      const std::uint32_t seen = signal.load(std::memory_order_acquire);
      double rest = -1;
      // A preparation is carried out before the command after it is taken.
      if (queue.pop(command)) {
        trainer.handle(std::move(command));
        command = std::monostate{};
        if (trainer.status() == RunStatus::kPreparing) trainer.advance(0);
        handled.fetch_add(1, std::memory_order_release);
        continue;
      }
      rest = trainer.advance(kAdvanceMs);
      if (rest < 0) {
        signal.wait(seen, std::memory_order_acquire);
      } else if (rest > 0) {
        const double nap = std::min(rest, kLongestNapMs);
        std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(nap));
      }
    }
  }

  WorkerPool pool;
  TrainerOutbox outbox;
  CommandQueue<TrainerCommand> queue;
  Trainer trainer;
  std::atomic<bool> stop{false};
  std::atomic<std::uint32_t> signal{0};
  std::atomic<std::uint64_t> handled{0};
  std::uint64_t sent = 0;  // interface thread only
  std::uint64_t answered =
      0;               // the same: `handled` as it was before the last look into the mailboxes
  std::thread thread;  // last: it uses all of the above
};

Runner::Runner(int num_threads) : impl_(std::make_unique<Impl>(num_threads)) {}
Runner::~Runner() = default;

bool Runner::send(TrainerCommand command) {
  if (!impl_->queue.push(command)) return false;
  ++impl_->sent;
  impl_->wake();
  return true;
}

bool Runner::poll(double) {
  // Read first: every snapshot published before a command counts as handled is then visible.
  impl_->answered = impl_->handled.load(std::memory_order_acquire);
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
  return impl_->sent != impl_->answered || status == RunStatus::kTraining ||
         status == RunStatus::kPreparing;
}

int Runner::num_threads() const { return impl_->pool.num_threads(); }
bool Runner::has_own_thread() const { return true; }

}  // namespace wordspace
