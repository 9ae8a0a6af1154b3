// Times training steps of GPT or BERT and prints one JSON line: what transformer_peers.py compares
// with PyTorch. Runs natively and, built for the web, under Node.
// Not the `wordspace` command.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/worker_pool.h"
#include "math/kernels/tensor_kernels.h"
#include "models/transformer_benchmark.h"

int main(int argc, char** argv) {
  using namespace wordspace;
  TransformerKind kind = TransformerKind::kGpt;
  int threads = 1;
  double seconds = 3;
  bool portable = false;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i], value = argv[i + 1];
    if (name == "--kind")
      kind = value == "bert" ? TransformerKind::kBert : TransformerKind::kGpt;
    else if (name == "--threads")
      threads = std::atoi(value.c_str());
    else if (name == "--seconds")
      seconds = std::atof(value.c_str());
    else if (name == "--portable")
      portable = value == "1";
  }
  WorkerPool pool(threads);
  const TransformerBenchmark result = bench_transformer(
      kind, &pool, seconds, portable ? &kernels::portable_tensor_kernels() : nullptr);
  std::printf(
      "{\"rate\": %.0f, \"gflops\": %.2f, \"kernel_gflops\": %.2f, \"loss\": %.4f, \"steps\": %d, "
      "\"threads\": %d, \"kernels\": \"%s\"}\n",
      result.tokens_per_second, result.gflops, result.kernel_gflops, result.loss, result.steps,
      result.threads, result.kernels);
}
