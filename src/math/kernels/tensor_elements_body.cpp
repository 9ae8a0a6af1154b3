// The transformer's loops over elements: GELU, tanh, sums, AdamW; and the table of the set.
// Written once over simd.h and compiled once for each instruction set. Not loops over rows:
// tensor_rows_body.cpp.
#include "math/kernels/simd.h"
#include "math/kernels/tensor_bodies.h"

namespace wordspace::kernels::WORDSPACE_KERNEL_SET {
namespace {

// Calls function(Float...) -> Float for each vector of the arrays, the last one padded with zeros.
template <typename Function, typename... Inputs>
WORDSPACE_INLINE void map(std::int64_t n, float* y, const Function& function,
                          const Inputs*... inputs) {
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) store(y + i, function(load(inputs + i)...));
  if (i == n) return;
  const int lanes = static_cast<int>(n - i);
  store_first(y + i, lanes, function(load_first(inputs + i, lanes)...));
}

constexpr float kTwoRootTwoOverPi = 1.5957691216057308f;  // 2 sqrt(2 / pi)
constexpr float kCubic = 0.044715f;

// x sigma(2u), u = sqrt(2 / pi) (x + 0.044715 x^3): the same as x (1 + tanh u) / 2.
//   Source: Hendrycks and Gimpel 2016.
WORDSPACE_INLINE Float gelu_tanh(Float x) {
  const Float x2 = mul(x, x);
  const Float inner = mul_add(mul(x2, x), constant<kCubic>(), x);
  return div(x, add(constant<1.0f>(), exp(mul(inner, constant<-kTwoRootTwoOverPi>()))));
}

WORDSPACE_INLINE Float gelu_tanh_slope(Float x) {
  // Beyond 10 the slope is 0 or 1. NaN stays: min and max give their second argument then.
  x = min(constant<10.0f>(), max(constant<-10.0f>(), x));
  const Float x2 = mul(x, x);
  const Float inner = mul_add(mul(x2, x), constant<kCubic>(), x);
  const Float e = exp(mul(absolute(inner), constant<-kTwoRootTwoOverPi>()));  // in (0, 1]
  const Float inverse = div(constant<1.0f>(), add(constant<1.0f>(), e));
  const Float other = mul(e, inverse);  // inverse = sigma(|2u|), other = sigma(-|2u|)
  const Float sigma = select(less(x, zero()), other, inverse);
  // 2 u' = 2 sqrt(2 / pi) (1 + 3 * 0.044715 x^2)
  const Float slope =
      mul_add(x2, constant<3.0f * kCubic * kTwoRootTwoOverPi>(), constant<kTwoRootTwoOverPi>());
  return mul_add(mul(x, slope), mul(inverse, other), sigma);
}

// The upper tail of the normal distribution, Phi(-|x|), and e^(-x^2/2).
//   Phi(-z sqrt 2) = e^(-z^2) t P(t) / 2 with t = 1 / (1 + 0.3275911 z): P is our own minimax fit
//   of e^(z^2) erfc(z) / t on z in [0, 9.5], within 1.1e-7 of it relatively.
struct NormalTail {
  Float tail, bell;
};
WORDSPACE_INLINE NormalTail normal_tail(Float x) {
  const Float a = min(constant<13.0f>(), absolute(x));  // e^(-a^2 / 2) is 0 to the last bit before
  const Float t =
      div(constant<1.0f>(), mul_add(a, constant<0.3275911f * 0.70710678f>(), constant<1.0f>()));
  const Float bell = exp(mul(mul(a, a), constant<-0.5f>()));
  Float p = constant<-0.141662403160741f>();
  p = mul_add(p, t, constant<0.4988778073656365f>());
  p = mul_add(p, t, constant<-0.40959875828240827f>());
  p = mul_add(p, t, constant<0.45656054214884223f>());
  p = mul_add(p, t, constant<0.023717268981614956f>());
  p = mul_add(p, t, constant<0.2063974969483256f>());
  p = mul_add(p, t, constant<0.18065007715073816f>());
  p = mul_add(p, t, constant<0.18505807744683736f>());
  return {mul(mul(mul(p, t), bell), constant<0.5f>()), bell};
}

// x Phi(x)
WORDSPACE_INLINE Float gelu_erf(Float x) {
  const Float tail = normal_tail(x).tail;
  return mul(x, select(less(x, zero()), tail, sub(constant<1.0f>(), tail)));
}

// Phi(x) + x phi(x)
WORDSPACE_INLINE Float gelu_erf_slope(Float x) {
  x = min(constant<13.0f>(), max(constant<-13.0f>(), x));
  const NormalTail normal = normal_tail(x);
  const Float phi = select(less(x, zero()), normal.tail, sub(constant<1.0f>(), normal.tail));
  return mul_add(mul(x, constant<0.3989422804014327f>()), normal.bell, phi);  // 1 / sqrt(2 pi)
}

// Near zero a polynomial of our own fit, within 4.4e-9 relatively; beyond, (1 - e) / (1 + e).
WORDSPACE_INLINE Float tanh(Float x) {
  const Float a = min(constant<20.0f>(), absolute(x));
  const Float e = exp(mul(a, constant<-2.0f>()));
  const Float far = div(sub(constant<1.0f>(), e), add(constant<1.0f>(), e));
  const Float a2 = mul(a, a);
  Float p = constant<-0.005704978076815881f>();
  p = mul_add(p, a2, constant<0.020639078448768236f>());
  p = mul_add(p, a2, constant<-0.05373971205631713f>());
  p = mul_add(p, a2, constant<0.13331442156145232f>());
  p = mul_add(p, a2, constant<-0.33333281940119674f>());
  const Float near = mul_add(mul(p, a2), a, a);
  Float y = select(less(a, constant<0.625f>()), near, far);
  y = select(less(a, constant<21.0f>()), y, a);  // NaN stays
  return bit_or(y, bit_and(x, constant<-0.0f>()));
}

}  // namespace

void gelu(GeluKind kind, const float* x, float* y, std::int64_t n) {
  if (kind == GeluKind::kTanh) {
    map(n, y, [](Float a) { return gelu_tanh(a); }, x);
  } else {
    map(n, y, [](Float a) { return gelu_erf(a); }, x);
  }
}

void gelu_backward(GeluKind kind, const float* x, const float* dy, float* dx, std::int64_t n) {
  if (kind == GeluKind::kTanh) {
    map(n, dx, [](Float a, Float d) { return mul(d, gelu_tanh_slope(a)); }, x, dy);
  } else {
    map(n, dx, [](Float a, Float d) { return mul(d, gelu_erf_slope(a)); }, x, dy);
  }
}

void tanh_elements(const float* x, float* y, std::int64_t n) {
  map(n, y, [](Float a) { return tanh(a); }, x);
}

void add_elements(const float* x, float* y, std::int64_t n) {
  map(n, y, [](Float a, Float b) { return add(a, b); }, x, static_cast<const float*>(y));
}

double sum_of_squares(const float* x, std::int64_t n) {
  double sums[8] = {};
  std::int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int l = 0; l < 8; ++l) {
      const double xi = static_cast<double>(x[i + l]);
      sums[l] += xi * xi;
    }
  }
  for (int l = 0; i < n; ++i, ++l) {
    const double xi = static_cast<double>(x[i]);
    sums[l] += xi * xi;
  }
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

void adamw(const AdamWStep& step) {
  const Float beta1 = splat(step.beta1), rest1 = splat(1.0f - step.beta1);
  const Float beta2 = splat(step.beta2), rest2 = splat(1.0f - step.beta2);
  const Float inverse1 = splat(1.0f / step.correction1);
  const Float inverse2 = splat(1.0f / step.correction2);
  const Float scale = splat(step.grad_scale), eps = splat(step.eps), decay = splat(step.decay);
  const Float rate = splat(step.rate);
  const auto moved = [&](Float p, Float gradient, Float& m, Float& v) {
    const Float g = mul(gradient, scale);
    m = mul_add(beta1, m, mul(rest1, g));
    v = mul_add(beta2, v, mul(mul(rest2, g), g));
    const Float way = div(mul(m, inverse1), add(sqrt(mul(v, inverse2)), eps));
    return sub_mul(p, rate, mul_add(decay, p, way));
  };
  std::int64_t i = 0;
  for (; i + kLanes <= step.n; i += kLanes) {
    Float m = load(step.first + i), v = load(step.second + i);
    store(step.parameter + i, moved(load(step.parameter + i), load(step.gradient + i), m, v));
    store(step.first + i, m);
    store(step.second + i, v);
  }
  if (i == step.n) return;
  const int lanes = static_cast<int>(step.n - i);
  Float m = load_first(step.first + i, lanes), v = load_first(step.second + i, lanes);
  const Float p =
      moved(load_first(step.parameter + i, lanes), load_first(step.gradient + i, lanes), m, v);
  store_first(step.parameter + i, lanes, p);
  store_first(step.first + i, lanes, m);
  store_first(step.second + i, lanes, v);
}

extern const TensorKernels kTensorKernels;
constexpr TensorKernels kTensorKernels = {
    .name = kName,
    .lanes = kLanes,
    .fused = kFused,
    .matrix_product = matrix_product,
    .softmax = softmax,
    .softmax_backward = softmax_backward,
    .cross_entropy = cross_entropy,
    .gelu = gelu,
    .gelu_backward = gelu_backward,
    .tanh = tanh_elements,
    .layer_norm = layer_norm,
    .layer_norm_backward = layer_norm_backward,
    .add = add_elements,
    .add_rows = add_rows,
    .sum_of_squares = sum_of_squares,
    .adamw = adamw,
};

}  // namespace wordspace::kernels::WORDSPACE_KERNEL_SET
