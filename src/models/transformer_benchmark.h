// Measures training steps of a transformer, and the best product its kernels reach here: for the
// command, the page and bench/.
// Not a trainer: what it learns is thrown away.
#pragma once

#include "models/transformer_config.h"

namespace wordspace {

class WorkerPool;
namespace kernels {
struct TensorKernels;
}

// The size that peers are measured on: 842,496 parameters as GPT (V 256, T 128, L 4, H 4, C 128).
TransformerConfig benchmark_config(TransformerKind kind);
inline constexpr int kBenchmarkBatch = 8;

struct TransformerBenchmark {
  double tokens_per_second = 0;
  double gflops = 0;         // training_flops over time
  double kernel_gflops = 0;  // of one large product on as many threads
  double seconds = 0;        // measured, after a warm-up step
  int steps = 0;
  int threads = 0;
  double loss = 0;
  const char* kernels = "";
};

// Whole steps (forward, backward, AdamW) on random tokens until min_seconds have passed; BERT with
// both losses. kernels null: the best of this machine. Blocks the calling thread.
TransformerBenchmark bench_transformer(TransformerKind kind, WorkerPool* pool, double min_seconds,
                                       const kernels::TensorKernels* kernels = nullptr);

}  // namespace wordspace
