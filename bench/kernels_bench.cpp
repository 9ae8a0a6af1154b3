// Micro-benchmarks: every kernel of Word2Vec, and the transformer's matrix product, in every table
// that this processor can run. Not a comparison with others: peers.py. The rest of the
// transformer's kernels: tensor_kernels_run.cpp, which runs under Node too.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "core/rng.h"
#include "math/aligned_floats.h"
#include "math/kernels/kernels.h"
#include "math/kernels/tensor_kernels.h"
#include "models/word2vec_benchmark.h"

namespace wordspace {
namespace {

using kernels::Kernels;
using kernels::TensorKernels;

// Rows spread over a matrix larger than the second cache, a new choice for every call.
class Table {
 public:
  Table(int rows, int dim)
      : rows_(rows),
        stride_(kernels::padded(dim)),
        data_(static_cast<std::size_t>(rows * stride_)) {
    Rng rng(1);
    for (int r = 0; r < rows; ++r) {
      for (int i = 0; i < dim; ++i) row(r)[i] = (rng.uniform() - 0.5f) / static_cast<float>(dim);
    }
  }
  float* row(int r) { return data_.data() + static_cast<std::ptrdiff_t>(r) * stride_; }
  float* any(Rng& rng) {
    return row(static_cast<int>(rng.below(static_cast<std::uint32_t>(rows_))));
  }
  int stride() const { return stride_; }
  float* data() { return data_.data(); }

 private:
  int rows_, stride_;
  AlignedFloats data_;
};

constexpr int kDim = 100;
constexpr int kVocabulary = 20000;

void logistic(benchmark::State& state, const Kernels* k, bool mean) {
  const int m = static_cast<int>(state.range(0)), n = static_cast<int>(state.range(1));
  Table inputs(kVocabulary, kDim), outputs(kVocabulary, kDim);
  AlignedFloats scratch(kernels::logistic_scratch_floats(m, n, kDim));
  std::vector<float*> x(static_cast<std::size_t>(m)), u(static_cast<std::size_t>(n));
  std::vector<float> labels(static_cast<std::size_t>(n), 0.0f);
  labels[0] = 1.0f;
  Rng rng(2);
  kernels::LogisticGroup group;
  group.inputs = x.data();
  group.outputs = u.data();
  group.labels = labels.data();
  group.num_inputs = m;
  group.num_outputs = n;
  group.dim = kDim;
  group.rate = 0.025f;
  group.scratch = scratch.data();
  for (auto _ : state) {
    for (float*& row : x) row = inputs.any(rng);
    for (float*& row : u) row = outputs.any(rng);
    benchmark::DoNotOptimize(mean ? k->logistic_mean_group(group) : k->logistic_group(group));
  }
  const double pairs = static_cast<double>(state.iterations()) * (mean ? 1 : m) * n;
  state.counters["GFLOP/s"] = benchmark::Counter(6e-9 * kDim * pairs, benchmark::Counter::kIsRate);
}

void softmax(benchmark::State& state, const Kernels* k) {
  const int m = static_cast<int>(state.range(0));
  Table inputs(64, kDim), outputs(kVocabulary, kDim);
  AlignedFloats scratch(kernels::softmax_scratch_floats(kVocabulary, kDim));
  std::vector<float*> x;
  std::vector<std::int32_t> begin = {0}, targets;
  for (int i = 0; i < m; ++i) {
    x.push_back(inputs.row(i));
    targets.push_back(17 * i);
    begin.push_back(i + 1);
  }
  kernels::SoftmaxGroup group;
  group.inputs = x.data();
  group.gradients = x.data();
  group.target_begin = begin.data();
  group.targets = targets.data();
  group.num_inputs = m;
  group.outputs = outputs.data();
  group.num_outputs = kVocabulary;
  group.stride = outputs.stride();
  group.dim = kDim;
  group.rate = 0.001f;
  group.scratch = scratch.data();
  for (auto _ : state) benchmark::DoNotOptimize(k->softmax_group(group));
  const double scores = static_cast<double>(state.iterations()) * m * kVocabulary;
  state.counters["GFLOP/s"] = benchmark::Counter(6e-9 * kDim * scores, benchmark::Counter::kIsRate);
}

void matrix_scores(benchmark::State& state, const Kernels* k) {
  Table rows(kVocabulary, kDim);
  std::vector<float> out(kVocabulary);
  for (auto _ : state) {
    k->scores(rows.data(), kVocabulary, rows.stride(), rows.row(5), kDim, out.data());
    benchmark::DoNotOptimize(out.data());
  }
  state.counters["GFLOP/s"] =
      benchmark::Counter(2e-9 * kDim * kVocabulary * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
}

void exponential(benchmark::State& state, const Kernels* k) {
  std::vector<float> x(1024), y(1024);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i) * 0.01f - 5.0f;
  for (auto _ : state) {
    k->exp(x.data(), y.data(), 1024);
    benchmark::DoNotOptimize(y.data());
  }
  state.counters["numbers/s"] = benchmark::Counter(1024 * static_cast<double>(state.iterations()),
                                                   benchmark::Counter::kIsRate);
}

enum class Form { kWeights, kTransposed, kGradient };

// m, n, k: x W with W [k, n], x W' with W [n, k], or the gradient of weights, a sum over rows.
void matrix_product(benchmark::State& state, const TensorKernels* t, Form form) {
  const auto m = state.range(0), n = state.range(1), k = state.range(2);
  AlignedFloats a(static_cast<std::size_t>(m * k)), b(static_cast<std::size_t>(k * n));
  AlignedFloats c(static_cast<std::size_t>(m * n));
  AlignedFloats scratch(kernels::matrix_product_scratch_floats());
  Rng rng(3);
  for (AlignedFloats* x : {&a, &b}) {
    for (std::size_t i = 0; i < x->size(); ++i) x->data()[i] = rng.uniform() - 0.5f;
  }
  kernels::MatrixProduct product;
  product.a = a.data();
  product.a_row = form == Form::kGradient ? 1 : k;
  product.a_col = form == Form::kGradient ? m : 1;
  product.b = b.data();
  product.b_row = form == Form::kTransposed ? 1 : n;
  product.b_col = form == Form::kTransposed ? k : 1;
  product.c = c.data();
  product.c_row = n;
  product.m = static_cast<int>(m);
  product.n = static_cast<int>(n);
  product.k = static_cast<int>(k);
  product.scratch = scratch.data();
  for (auto _ : state) {
    t->matrix_product(product);
    benchmark::DoNotOptimize(c.data());
  }
  const double operations = 2.0 * static_cast<double>(m * n * k * state.iterations());
  state.counters["GFLOP/s"] = benchmark::Counter(1e-9 * operations, benchmark::Counter::kIsRate);
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const Kernels* k : kernels::available_kernels()) {
    const std::string name = k->name;
    benchmark::RegisterBenchmark((name + "/skip_gram_group").c_str(), logistic, k, false)
        ->Args({6, 6})
        ->Args({10, 6})
        ->Args({6, 14})
        ->Args({1, 36});
    benchmark::RegisterBenchmark((name + "/cbow_group").c_str(), logistic, k, true)->Args({6, 6});
    benchmark::RegisterBenchmark((name + "/softmax_group").c_str(), softmax, k)->Arg(1)->Arg(8);
    benchmark::RegisterBenchmark((name + "/scores").c_str(), matrix_scores, k);
    benchmark::RegisterBenchmark((name + "/exp").c_str(), exponential, k);
  }
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    const std::string name = std::string(t->name) + "/product";
    benchmark::RegisterBenchmark((name + "_weights").c_str(), matrix_product, t, Form::kWeights)
        ->Args({1024, 384, 128})
        ->Args({1024, 512, 128})
        ->Args({1024, 128, 512})
        ->Args({128, 32, 128})
        ->Args({1, 512, 128});
    benchmark::RegisterBenchmark((name + "_transposed").c_str(), matrix_product, t,
                                 Form::kTransposed)
        ->Args({1024, 512, 128})
        ->Args({128, 128, 32})
        ->Args({1, 512, 128});
    benchmark::RegisterBenchmark((name + "_gradient").c_str(), matrix_product, t, Form::kGradient)
        ->Args({128, 512, 1024});
  }
  return true;
}();

}  // namespace
}  // namespace wordspace
