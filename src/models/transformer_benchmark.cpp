// Times training steps and one large matrix product.
// Not statistics: callers repeat and take medians.
#include "models/transformer_benchmark.h"

#include <chrono>
#include <vector>

#include "core/rng.h"
#include "math/aligned_floats.h"
#include "models/transformer_pass.h"

namespace wordspace {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// A product of the sizes that training spends its time in: [1024, 128] by [128, 512].
double product_gflops(WorkerPool* pool, const kernels::TensorKernels* kernels, double min_seconds) {
  constexpr int kRows = 1024, kInner = 128, kColumns = 512;
  const TensorEngine engine(pool, kernels);
  AlignedFloats a(kRows * kInner), b(kInner * kColumns), c(kRows * kColumns);
  Rng rng(1);
  for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = rng.uniform() - 0.5f;
  for (std::size_t i = 0; i < b.size(); ++i) b.data()[i] = rng.uniform() - 0.5f;
  kernels::MatrixProduct product;
  product.a = a.data();
  product.a_row = kInner;
  product.b = b.data();
  product.b_row = kColumns;
  product.c = c.data();
  product.c_row = kColumns;
  product.m = kRows;
  product.n = kColumns;
  product.k = kInner;
  engine.product(product);
  int count = 0;
  const Clock::time_point start = Clock::now();
  double seconds = 0;
  do {
    engine.product(product);
    ++count;
    seconds = seconds_since(start);
  } while (seconds < min_seconds);
  return 2e-9 * kRows * kInner * kColumns * count / seconds;
}

}  // namespace

TransformerConfig benchmark_config(TransformerKind kind) {
  TransformerConfig config;
  config.kind = kind;
  config.vocab = 256;
  config.context = 128;
  config.layers = 4;
  config.heads = 4;
  config.width = 128;
  return config;
}

TransformerBenchmark bench_transformer(TransformerKind kind, WorkerPool* pool, double min_seconds,
                                       const kernels::TensorKernels* kernels) {
  const TransformerConfig config = benchmark_config(kind);
  const bool bert = kind == TransformerKind::kBert;
  const int tokens = config.context;
  const auto n = static_cast<std::size_t>(kBenchmarkBatch * tokens);
  Rng rng(1);
  std::vector<TokenId> inputs(n), targets(n);
  std::vector<std::uint8_t> is_next;
  for (std::size_t i = 0; i < n; ++i) {
    inputs[i] = static_cast<TokenId>(rng.below(static_cast<std::uint32_t>(config.vocab)));
    const bool chosen = !bert || rng.uniform() < 0.15f;
    targets[i] = chosen ? inputs[i] : kUnknownToken;
  }
  if (bert) is_next = {1, 0, 1, 0, 1, 0, 1, 0};
  const TokenRows rows{kBenchmarkBatch, tokens, inputs};

  Transformer model(config, pool, kernels);
  model.reset(1);
  TransformerBenchmark result;
  const auto step = [&] {
    model.zero_gradients();
    result.loss = model.forward_backward(rows, {targets, is_next}).total();
    model.optimiser_step({});
  };
  step();
  const Clock::time_point start = Clock::now();
  do {
    step();
    ++result.steps;
    result.seconds = seconds_since(start);
  } while (result.seconds < min_seconds);
  result.threads = pool == nullptr ? 1 : pool->num_threads();
  result.tokens_per_second = static_cast<double>(n) * result.steps / result.seconds;
  result.gflops =
      1e-9 * training_flops(config, kBenchmarkBatch, tokens) * result.steps / result.seconds;
  result.kernel_gflops = product_gflops(pool, kernels, min_seconds / 10);
  result.kernels = kernels != nullptr ? kernels->name : kernels::best_tensor_kernels().name;
  return result;
}

}  // namespace wordspace
