// Times the transformer's kernels in every table that this build has, natively and under Node:
//   tensor_kernels_run [seconds a case] [part of a case's name]
// Not Google Benchmark, which has no WebAssembly build here.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/rng.h"
#include "math/aligned_floats.h"
#include "math/kernels/tensor_kernels.h"

namespace wordspace {
namespace {

using kernels::GeluKind;
using kernels::MatrixProduct;
using kernels::TensorKernels;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Seconds a call: the fastest of many short turns, which a busy machine disturbs least. Turns too
// short for a coarse clock only warm up: an engine that compiles in tiers has its last one by then.
template <typename Work>
double time_of(double seconds, const Work& work) {
  double best = 1e9;
  int calls = 1;
  const double begin = now();
  for (;;) {
    const double start = now();
    for (int c = 0; c < calls; ++c) work();
    const double end = now();
    if (end - start < seconds / 50) {
      calls *= 2;
      continue;
    }
    best = std::min(best, (end - start) / calls);
    if (end - begin > seconds) return best;
  }
}

AlignedFloats random_floats(std::size_t n) {
  AlignedFloats x(n);
  Rng rng(1);
  for (std::size_t i = 0; i < n; ++i) x.data()[i] = rng.uniform() - 0.5f;
  return x;
}

struct Case {
  const char* name;
  int m, n, k;
  bool a_transposed, b_transposed, accumulate;
};

// B T = 1024 rows of a network 128 wide with a vocabulary of 256.
constexpr Case kCases[] = {
    {"forward qkv", 1024, 384, 128, false, true, false},
    {"forward up", 1024, 512, 128, false, true, false},
    {"forward down", 1024, 128, 512, false, true, false},
    {"forward logits", 1024, 256, 128, false, true, false},
    {"forward up, B as it is", 1024, 512, 128, false, false, false},
    {"backward dX of up", 1024, 128, 512, false, false, false},
    {"backward dW of up", 512, 128, 1024, true, false, true},
    {"backward dW of down", 128, 512, 1024, true, false, true},
    {"square", 512, 512, 512, false, false, false},
    {"attention q k'", 128, 128, 32, false, true, false},
    {"attention p v", 128, 32, 128, false, false, false},
    {"attention dv", 128, 32, 128, true, false, false},
    {"one row of logits", 1, 256, 128, false, true, false},
    {"one row up", 1, 512, 128, false, true, false},
    {"one row up, B as it is", 1, 512, 128, false, false, false},
    {"eight rows up", 8, 512, 128, false, true, false},
};

void time_products(const TensorKernels& t, double seconds, const char* only) {
  AlignedFloats scratch(kernels::matrix_product_scratch_floats());
  for (const Case& c : kCases) {
    if (std::strstr(c.name, only) == nullptr) continue;
    const auto m = static_cast<std::size_t>(c.m), n = static_cast<std::size_t>(c.n);
    const auto k = static_cast<std::size_t>(c.k);
    const AlignedFloats a = random_floats(m * k), b = random_floats(n * k);
    AlignedFloats out(m * n);
    MatrixProduct p;
    p.a = a.data();
    p.a_row = c.a_transposed ? 1 : c.k;
    p.a_col = c.a_transposed ? c.m : 1;
    p.b = b.data();
    p.b_row = c.b_transposed ? 1 : c.n;
    p.b_col = c.b_transposed ? c.k : 1;
    p.c = out.data();
    p.c_row = c.n;
    p.m = c.m;
    p.n = c.n;
    p.k = c.k;
    p.accumulate = c.accumulate;
    p.scratch = scratch.data();
    const double spent = time_of(seconds, [&] { t.matrix_product(p); });
    std::printf("%-8s %-24s %5d %4d %4d %8.1f GFLOP/s\n", t.name, c.name, c.m, c.n, c.k,
                2e-9 * c.m * c.n * c.k / spent);
  }
}

template <typename Work>
void time_numbers(const TensorKernels& t, const char* name, int numbers, double seconds,
                  const char* only, const Work& work) {
  if (std::strstr(name, only) == nullptr) return;
  const double spent = time_of(seconds, work);
  std::printf("%-8s %-24s %8d numbers %8.0f million/s\n", t.name, name, numbers,
              1e-6 * numbers / spent);
}

void time_rest(const TensorKernels& t, double seconds, const char* only) {
  constexpr int kRows = 128, kWidth = 128, kNumbers = kRows * kWidth;
  AlignedFloats x = random_floats(kNumbers), y = random_floats(kNumbers);
  AlignedFloats z = random_floats(kNumbers), v(kNumbers);
  AlignedFloats gamma = random_floats(kWidth), beta = random_floats(kWidth);
  AlignedFloats mean(kRows), rstd(kRows);
  const auto measure = [&](const char* name, const auto& work) {
    time_numbers(t, name, kNumbers, seconds, only, work);
  };
  const auto rows = [&](const auto& of_row) {
    for (int r = 0; r < kRows; ++r) of_row(r * kWidth);
  };
  measure("gelu tanh", [&] { t.gelu(GeluKind::kTanh, x.data(), y.data(), kNumbers); });
  measure("gelu erf", [&] { t.gelu(GeluKind::kErf, x.data(), y.data(), kNumbers); });
  measure("gelu tanh backward",
          [&] { t.gelu_backward(GeluKind::kTanh, x.data(), z.data(), y.data(), kNumbers); });
  measure("gelu erf backward",
          [&] { t.gelu_backward(GeluKind::kErf, x.data(), z.data(), y.data(), kNumbers); });
  measure("tanh", [&] { t.tanh(x.data(), y.data(), kNumbers); });
  measure("layer norm", [&] {
    t.layer_norm(x.data(), gamma.data(), beta.data(), 1e-5f, y.data(), mean.data(), rstd.data(),
                 kRows, kWidth);
  });
  AlignedFloats dgamma(kWidth), dbeta(kWidth);
  measure("layer norm backward", [&] {
    t.layer_norm_backward(x.data(), gamma.data(), mean.data(), rstd.data(), z.data(), y.data(),
                          false, dgamma.data(), dbeta.data(), kRows, kWidth);
  });
  measure("softmax", [&] {
    rows([&](int at) {
      std::memcpy(y.data() + at, x.data() + at, kWidth * sizeof(float));
      t.softmax(y.data() + at, kWidth);
    });
  });
  measure("softmax backward", [&] {
    rows([&](int at) { t.softmax_backward(x.data() + at, z.data() + at, y.data() + at, kWidth); });
  });
  measure("cross entropy", [&] {
    rows([&](int at) {
      std::memcpy(y.data() + at, x.data() + at, kWidth * sizeof(float));
      t.cross_entropy(y.data() + at, kWidth, 3, 1.0f);
    });
  });
  measure("add", [&] { t.add(z.data(), y.data(), kNumbers); });
  measure("add rows", [&] { t.add_rows(x.data(), kRows, kWidth, kWidth, dgamma.data()); });
  measure("sum of squares",
          [&] { mean.data()[0] = static_cast<float>(t.sum_of_squares(x.data(), kNumbers)); });
  kernels::AdamWStep step;
  step.parameter = x.data();
  step.gradient = z.data();
  step.first = y.data();
  step.second = v.data();
  step.n = kNumbers;
  step.rate = 1e-4f;
  step.decay = 0.1f;
  measure("adamw", [&] { t.adamw(step); });
}

}  // namespace
}  // namespace wordspace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 0.25;
  const char* only = argc > 2 ? argv[2] : "";
  for (const auto* t : wordspace::kernels::available_tensor_kernels()) {
    wordspace::time_products(*t, seconds, only);
    wordspace::time_rest(*t, seconds, only);
  }
  return 0;
}
