// Times GloVe's training.
// Not statistics: callers repeat and take medians.
#include "models/glove_benchmark.h"

#include <chrono>
#include <utility>

#include "core/worker_pool.h"
#include "math/kernels/kernels.h"
#include "models/glove.h"
#include "text/cooccurrence.h"

namespace wordspace {

GloveBenchmark bench_glove(const GloveConfig& config, std::shared_ptr<const Cooccurrence> counts,
                           WorkerPool* pool, double min_seconds) {
  using Clock = std::chrono::steady_clock;
  Glove model(config, std::move(counts), pool);
  constexpr std::int64_t kSlice = 50000;
  model.train(kSlice);

  GloveBenchmark result;
  double loss = 0;
  const Clock::time_point start = Clock::now();
  do {
    if (model.done()) model.reset(config.seed);
    const GloveProgress progress = model.train(kSlice);
    result.cells += progress.cells;
    loss += progress.loss_sum;
    result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  } while (result.seconds < min_seconds);

  result.threads = pool->num_threads();
  result.cells_per_second = static_cast<double>(result.cells) / result.seconds;
  result.loss = loss / static_cast<double>(result.cells);
  result.gflops = 12e-9 * config.dim * result.cells_per_second;
  result.kernels =
      config.portable ? kernels::portable_kernels().name : kernels::best_kernels().name;
  return result;
}

}  // namespace wordspace
