// Tests of the worker pool, whichever of its two versions this build has.
// They ask the pool how many threads it has and assume nothing.
#include "core/worker_pool.h"

#include <doctest/doctest.h>

#include <atomic>
#include <numeric>
#include <thread>
#include <vector>

namespace wordspace {
namespace {

TEST_CASE("a pool runs every part exactly once, however many parts there are") {
  for (const int threads : {1, 2, 3}) {
    WorkerPool pool(threads);
    for (const int parts : {0, 1, 2, 3, 7, 64}) {
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(parts));
      pool.run(parts, [&](int i) { runs[static_cast<std::size_t>(i)].fetch_add(1); });
      for (const std::atomic<int>& n : runs) CHECK(n.load() == 1);
    }
  }
}

TEST_CASE("what the parts wrote is visible when run returns, thousands of times in a row") {
  WorkerPool pool(2);
  std::vector<long> sums(2);
  for (long round = 0; round < 5000; ++round) {
    pool.run(2, [&](int i) { sums[static_cast<std::size_t>(i)] += round; });
  }
  CHECK(sums[0] == 5000L * 4999 / 2);
  CHECK(sums[1] == sums[0]);
}

TEST_CASE("part i always runs on the thread i modulo the number of threads") {
  WorkerPool pool(3);
  const int threads = pool.num_threads();
  std::vector<std::thread::id> first(12), second(12);
  pool.run(12, [&](int i) { first[static_cast<std::size_t>(i)] = std::this_thread::get_id(); });
  pool.run(12, [&](int i) { second[static_cast<std::size_t>(i)] = std::this_thread::get_id(); });
  CHECK(first == second);
  CHECK(first[0] == std::this_thread::get_id());
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(first[i] == first[i % static_cast<std::size_t>(threads)]);
  }
}

TEST_CASE("a pool never has fewer threads than its caller, and can be made and dropped idle") {
  CHECK(WorkerPool::hardware_threads() >= 1);
  for (const int asked : {-1, 0, 1, 2}) {
    const WorkerPool pool(asked);
    CHECK(pool.num_threads() >= 1);
    if (asked <= 1) CHECK(pool.num_threads() == 1);
  }
}

}  // namespace
}  // namespace wordspace
