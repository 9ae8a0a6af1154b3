// The worker pool of builds that have threads.
// Not used where threads cannot be had: worker_pool_inline.cpp stands in for it there.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "core/ensure.h"
#include "core/worker_pool.h"

namespace wordspace {
namespace {

// How long a thread looks at an atomic before it goes to sleep: some tens of microseconds, the
// pause between two slices of training.
constexpr int kSpins = 2000;
constexpr int kSpinsBeforeYield = 200;

template <typename Ready>
bool spin_until(const Ready& ready) {
  for (int i = 0; i < kSpins; ++i) {
    if (ready()) return true;
    if (i % kSpinsBeforeYield == kSpinsBeforeYield - 1) std::this_thread::yield();
  }
  return false;
}

}  // namespace

struct WorkerPool::Impl {
  // Written by the caller between runs, read by the workers after they have seen `generation` move.
  const std::function<void(int)>* part = nullptr;
  int num_parts = 0;

  // Each on a cache line of its own: the workers write `pending` while others still read the rest.
  alignas(64) std::atomic<std::uint32_t> generation{0};
  alignas(64) std::atomic<int> pending{0};
  alignas(64) std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::condition_variable work_is_there;
  std::condition_variable work_is_done;
  std::vector<std::thread> workers;

  void work(int index, int stride) {
    std::uint32_t seen = 0;
    for (;;) {
      const auto called = [&] { return generation.load(std::memory_order_acquire) != seen; };
      if (!spin_until(called)) {
        std::unique_lock lock(mutex);
        work_is_there.wait(lock, called);
      }
      ++seen;
      if (stopping.load(std::memory_order_relaxed)) return;
      for (int i = index; i < num_parts; i += stride) (*part)(i);
      if (pending.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        // The lock makes sure that the caller is either asleep or has yet to look at `pending`.
        const std::lock_guard lock(mutex);
        work_is_done.notify_one();
      }
    }
  }

  void call_workers() {
    {
      const std::lock_guard lock(mutex);
      generation.fetch_add(1, std::memory_order_release);
    }
    work_is_there.notify_all();
  }
};

WorkerPool::WorkerPool(int num_threads) : impl_(std::make_unique<Impl>()) {
  const int threads = std::max(1, num_threads);
  impl_->workers.reserve(static_cast<std::size_t>(threads - 1));
  for (int index = 1; index < threads; ++index) {
    impl_->workers.emplace_back(
        [impl = impl_.get(), index, threads] { impl->work(index, threads); });
  }
}

WorkerPool::~WorkerPool() {
  impl_->stopping.store(true, std::memory_order_relaxed);
  impl_->call_workers();
  for (std::thread& worker : impl_->workers) worker.join();
}

int WorkerPool::num_threads() const { return static_cast<int>(impl_->workers.size()) + 1; }

void WorkerPool::run(int num_parts, const std::function<void(int)>& part) {
  DEBUG_ENSURE(num_parts >= 0);
  const int threads = num_threads();
  if (num_parts <= 1 || threads == 1) {  // nothing to share: do not wake anyone
    for (int i = 0; i < num_parts; ++i) part(i);
    return;
  }
  Impl& impl = *impl_;
  impl.part = &part;
  impl.num_parts = num_parts;
  impl.pending.store(threads - 1, std::memory_order_relaxed);
  impl.call_workers();
  for (int i = 0; i < num_parts; i += threads) part(i);
  const auto finished = [&] { return impl.pending.load(std::memory_order_acquire) == 0; };
  if (!spin_until(finished)) {
    std::unique_lock lock(impl.mutex);
    impl.work_is_done.wait(lock, finished);
  }
}

int WorkerPool::hardware_threads() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace wordspace
