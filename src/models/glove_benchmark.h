// Measures GloVe's speed, for the command, the page and bench/.
// Not a trainer: what it learns is thrown away.
#pragma once

#include <cstdint>
#include <memory>

#include "models/glove_config.h"

namespace wordspace {

class Cooccurrence;
class WorkerPool;

struct GloveBenchmark {
  double cells_per_second = 0;
  double seconds = 0;  // measured, after a short warm-up
  std::int64_t cells = 0;
  int threads = 0;
  double gflops = 0;  // 12 d a cell: the product, two gradients and two AdaGrad steps
  double loss = 0;    // mean a cell while measuring
  const char* kernels = "";
};

// Trains until at least min_seconds have passed (starting over at the end of the last pass).
// Blocks the calling thread; one of the pool's run() callers.
GloveBenchmark bench_glove(const GloveConfig& config, std::shared_ptr<const Cooccurrence> counts,
                           WorkerPool* pool, double min_seconds);

}  // namespace wordspace
