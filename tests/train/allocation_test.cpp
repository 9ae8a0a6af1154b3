// A trainer that runs allocates nothing: counted by replacing the global operator new of this
// program.
#include "train/trainer.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "core/worker_pool.h"
#include "fake_learner.h"

// Sanitizers bring an operator new of their own, which cannot be replaced a second time.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WORDSPACE_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WORDSPACE_SANITIZED
#endif

#ifndef WORDSPACE_SANITIZED

namespace {

std::atomic<long> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* memory = std::malloc(size > 0 ? size : 1);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace wordspace;

TEST_CASE("training, snapshots and copies of vectors allocate nothing once they are warm") {
  double clock = 0;
  FakeControls controls;
  controls.total = std::int64_t{1} << 40;
  controls.ms_per_unit = 0.01;
  controls.clock_ms = &clock;
  TrainerOutbox outbox;
  WorkerPool pool(1);
  Trainer trainer(&pool, &outbox, [&clock] { return clock; });
  trainer.handle(command::Prepare{[&](WorkerPool*) -> Result<PreparedLearner> {
                                    return PreparedLearner{std::make_unique<FakeLearner>(&controls),
                                                           nullptr};
                                  },
                                  true});
  trainer.handle(command::WatchModel{40});
  const auto train_until = [&](double end) {
    while (clock < end) {
      trainer.advance(12);
      outbox.snapshots.refresh();
      outbox.embeddings.refresh();
    }
  };
  train_until(5000);
  const long before = allocations.load();
  const std::int64_t steps = outbox.snapshots.front().steps;
  train_until(25000);
  const std::int64_t slices = outbox.snapshots.front().steps - steps;
  CHECK(slices > 1000);
  // The safety copy asks the learner for its shapes and its place every two seconds: a few bytes
  // each.
  CHECK(allocations.load() - before <= 4 * (25000 - 5000) / 2000);
}

#else  // WORDSPACE_SANITIZED

TEST_CASE("training, snapshots and copies of vectors allocate nothing once they are warm") {
  MESSAGE("skipped: a sanitizer counts here; builds without one and the web's tests count");
}

#endif  // WORDSPACE_SANITIZED
