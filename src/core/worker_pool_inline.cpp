// The worker pool of builds without threads: every part runs on the caller, in order.
// Not a simulation of threads: num_threads() is 1 whatever was asked for.
#include "core/ensure.h"
#include "core/worker_pool.h"

namespace wordspace {

struct WorkerPool::Impl {};

WorkerPool::WorkerPool(int num_threads) { static_cast<void>(num_threads); }
WorkerPool::~WorkerPool() = default;

int WorkerPool::num_threads() const { return 1; }

void WorkerPool::run(int num_parts, const std::function<void(int)>& part) {
  DEBUG_ENSURE(num_parts >= 0);
  for (int i = 0; i < num_parts; ++i) part(i);
}

int WorkerPool::hardware_threads() { return 1; }

}  // namespace wordspace
