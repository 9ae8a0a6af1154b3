// The transformer's hot loops as a table of functions, one table for each instruction set.
// Not an owner of memory and not a layer: plain pointers and sizes in, numbers out.
//
// Every function allocates nothing, may run on any thread, takes any address (no alignment, no
// padding) and reads and writes only what it is given. The unfused tables (sse2, simd128) give the
// same bits on every machine. Elements of a result do not depend on how the caller splits rows
// among threads: each is summed over k in one fixed order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace wordspace::kernels {

// C = alpha * A B + bias, or C += alpha * A B.
//   A[i, p] = a[i * a_row + p * a_col], B[p, j] = b[p * b_row + j * b_col]: transposing costs
//   nothing. C[i, j] = c[i * c_row + j]. m, n, k >= 0; k = 0 writes bias (or zero), or adds
//   nothing. C must not overlap A, B or scratch.
struct MatrixProduct {
  const float* a = nullptr;
  std::int64_t a_row = 0, a_col = 1;
  const float* b = nullptr;
  std::int64_t b_row = 0, b_col = 1;
  float* c = nullptr;
  std::int64_t c_row = 0;
  int m = 0, n = 0, k = 0;
  float alpha = 1;
  bool accumulate = false;
  const float* bias = nullptr;  // [n]; null: none. Not with accumulate.
  float* scratch = nullptr;     // matrix_product_scratch_floats() floats, one for each thread
};

// The same for every product: panels are packed in blocks of fixed size.
std::size_t matrix_product_scratch_floats();

enum class GeluKind { kTanh, kErf };

// One step of AdamW over n parameters.
//   m = beta1 m + (1 - beta1) g    v = beta2 v + (1 - beta2) g^2
//   p -= rate * (m / correction1 / (sqrt(v / correction2) + eps) + decay * p)
// with g = grad_scale * gradient, correction = 1 - beta^step.
//   Source: Loshchilov and Hutter 2019; PyTorch's AdamW gives the same numbers.
struct AdamWStep {
  float* parameter = nullptr;
  const float* gradient = nullptr;
  float* first = nullptr;   // m
  float* second = nullptr;  // v
  std::int64_t n = 0;
  float rate = 0, beta1 = 0.9f, beta2 = 0.95f, eps = 1e-8f, decay = 0;
  float correction1 = 1, correction2 = 1;
  float grad_scale = 1;
};

struct TensorKernels {
  const char* name;  // "sse2", "avx2", "avx512", "simd128", "relaxed"
  int lanes;
  bool fused;

  void (*matrix_product)(const MatrixProduct& product);

  // x[i] = e^(x[i] - max) / sum. n >= 1; entries of -inf become exactly 0. Returns log of the sum
  // of e^x (natural, with the maximum put back).
  float (*softmax)(float* x, int n);
  // dx[i] = p[i] * (dp[i] - sum_j p[j] dp[j]); dx may be dp.
  void (*softmax_backward)(const float* p, const float* dp, float* dx, int n);
  // Replaces logits by the gradient of scale * cross-entropy with respect to them, and returns the
  // cross-entropy in nats (not scaled).
  float (*cross_entropy)(float* logits, int n, std::int32_t target, float scale);

  // y = gelu(x). y may be x. Within 1e-6 of the double formula relative to max(|x|, 1).
  void (*gelu)(GeluKind kind, const float* x, float* y, std::int64_t n);
  // dx = dy * gelu'(x). dx may be dy.
  void (*gelu_backward)(GeluKind kind, const float* x, const float* dy, float* dx, std::int64_t n);
  // y = tanh(x). y may be x.
  void (*tanh)(const float* x, float* y, std::int64_t n);

  // Rows of n: y = (x - mean) * rstd * gamma + beta, rstd = 1 / sqrt(variance + eps), the variance
  // over n. mean, rstd: [num_rows], kept for the backward pass. y must not be x.
  void (*layer_norm)(const float* x, const float* gamma, const float* beta, float eps, float* y,
                     float* mean, float* rstd, std::int64_t num_rows, int n);
  // dx += the gradient for each row (accumulate_dx) or dx = it; dgamma, dbeta [n] are added to.
  // dx may be dy when it is not accumulated.
  void (*layer_norm_backward)(const float* x, const float* gamma, const float* mean,
                              const float* rstd, const float* dy, float* dx, bool accumulate_dx,
                              float* dgamma, float* dbeta, std::int64_t num_rows, int n);

  // y += x.
  void (*add)(const float* x, float* y, std::int64_t n);
  // out[j] += sum over rows r of x[r * row + j]: the gradient of a bias.
  void (*add_rows)(const float* x, std::int64_t num_rows, std::int64_t row, int n, float* out);
  // Sum of squares, in double, in one fixed order.
  double (*sum_of_squares)(const float* x, std::int64_t n);
  void (*adamw)(const AdamWStep& step);
};

// The tables that this build has and this processor can run, the portable one first.
std::span<const TensorKernels* const> available_tensor_kernels();
const TensorKernels& portable_tensor_kernels();
const TensorKernels& best_tensor_kernels();

}  // namespace wordspace::kernels
