// The transformer's loops over rows: softmax, cross-entropy, layer normalisation, sums of rows.
// Written once over simd.h and compiled once for each instruction set. Not element by element:
// tensor_elements_body.cpp.
//
// Sums keep one partial sum a lane, in the order of the row, and add the lanes at the end: a fixed
// order for each width of vector.
#include "math/kernels/simd.h"
#include "math/kernels/tensor_bodies.h"

namespace wordspace::kernels::WORDSPACE_KERNEL_SET {
namespace {

constexpr float kInfinity = __builtin_inff();

// Calls visit(i, lanes) for each vector of a row: whole ones with lanes = kLanes, then the rest.
template <typename Visit>
WORDSPACE_INLINE void for_vectors(int n, const Visit& visit) {
  int i = 0;
  for (; i + kLanes <= n; i += kLanes) visit(i, kLanes);
  if (i < n) visit(i, n - i);
}

// Whole vectors pass kLanes, which is known when compiling: these become plain loads and stores.
WORDSPACE_INLINE Float load_lanes(const float* p, int lanes) {
  return lanes == kLanes ? load(p) : load_first(p, lanes);
}
WORDSPACE_INLINE void store_lanes(float* p, int lanes, Float a) {
  if (lanes == kLanes) {
    store(p, a);
  } else {
    store_first(p, lanes, a);
  }
}
// The first lanes of a, the rest zero.
WORDSPACE_INLINE Float keep_lanes(Float a, int lanes) {
  return lanes == kLanes ? a : bit_and(a, lanes_below(lanes));
}

// The largest of x, NaN left out; -infinity when there is nothing else.
WORDSPACE_INLINE float largest_of(const float* x, int n) {
  Float largest = splat(-kInfinity);
  for_vectors(n, [&](int i, int lanes) {
    Float xi = load_lanes(x + i, lanes);
    if (lanes < kLanes) xi = select(lanes_below(lanes), xi, splat(-kInfinity));
    largest = max(xi, largest);
  });
  float lanes[kLanes];
  store(lanes, largest);
  for (int l = 1; l < kLanes; ++l) lanes[0] = lanes[l] > lanes[0] ? lanes[l] : lanes[0];
  return lanes[0];
}

struct SoftmaxSum {
  float largest;
  float log_sum;  // of e^(x - largest)
};

WORDSPACE_INLINE void fill(float* x, int n, float value) {
  for (int i = 0; i < n; ++i) x[i] = value;
}

// x becomes scale * softmax(x); all NaN when an entry is NaN or +infinity.
WORDSPACE_INLINE SoftmaxSum scaled_softmax(float* x, int n, float scale) {
  const float largest = largest_of(x, n);
  if (largest == -kInfinity) {  // nothing but -infinity and NaN
    float sum = 0.0f;
    for (int i = 0; i < n; ++i) sum += x[i];
    const bool has_nan = sum != sum;
    fill(x, n, has_nan ? sum : 0.0f);
    return {largest, has_nan ? sum : 0.0f};
  }
  const Float top = splat(largest);
  Float total = zero(), part = zero();
  Float ordered = less(zero(), constant<1.0f>());  // ones until a NaN is seen
  int vectors = 0;
  for_vectors(n, [&](int i, int lanes) {
    const Float d = sub(load_lanes(x + i, lanes), top);
    Float e = select(less(d, constant<-87.0f>()), zero(), exp(d));
    e = keep_lanes(e, lanes);
    ordered = bit_and(
        ordered, lanes == kLanes ? less(d, constant<1.0f>())
                                 : select(lanes_below(lanes), less(d, constant<1.0f>()), ordered));
    store_lanes(x + i, lanes, e);
    part = add(part, e);
    if (++vectors % 64 == 0) {  // sums of sums lose fewer bits
      total = add(total, part);
      part = zero();
    }
  });
  const float sum_of_all = sum(add(total, part));
  if (sum(bit_and(ordered, constant<1.0f>())) < static_cast<float>(kLanes)) {
    const float nan = __builtin_nanf("");
    fill(x, n, nan);
    return {nan, nan};
  }
  const Float factor = splat(scale / sum_of_all);
  for_vectors(n, [&](int i, int lanes) {
    store_lanes(x + i, lanes, mul(load_lanes(x + i, lanes), factor));
  });
  return {largest, lane0(log(splat(sum_of_all)))};
}

}  // namespace

float softmax(float* x, int n) {
  const SoftmaxSum sum = scaled_softmax(x, n, 1.0f);
  return sum.largest + sum.log_sum;
}

void softmax_backward(const float* p, const float* dp, float* dx, int n) {
  Float dot = zero();
  for_vectors(n, [&](int i, int lanes) {
    dot = mul_add(load_lanes(p + i, lanes), load_lanes(dp + i, lanes), dot);
  });
  const Float mean = splat(sum(dot));
  for_vectors(n, [&](int i, int lanes) {
    const Float centred = sub(load_lanes(dp + i, lanes), mean);
    store_lanes(dx + i, lanes, mul(load_lanes(p + i, lanes), centred));
  });
}

float cross_entropy(float* logits, int n, std::int32_t target, float scale) {
  const float of_target = logits[target];
  const SoftmaxSum sum = scaled_softmax(logits, n, scale);
  logits[target] -= scale;
  return (sum.largest - of_target) + sum.log_sum;
}

void layer_norm(const float* x, const float* gamma, const float* beta, float eps, float* y,
                float* mean, float* rstd, std::int64_t num_rows, int n) {
  const float count = static_cast<float>(n);
  for (std::int64_t r = 0; r < num_rows; ++r) {
    Float total = zero();
    for_vectors(n, [&](int i, int lanes) { total = add(total, load_lanes(x + i, lanes)); });
    const Float m = splat(sum(total) / count);
    Float squares = zero();
    for_vectors(n, [&](int i, int lanes) {
      const Float d = keep_lanes(sub(load_lanes(x + i, lanes), m), lanes);
      squares = mul_add(d, d, squares);
    });
    const Float variance = splat(sum(squares) / count + eps);
    const Float s = div(constant<1.0f>(), sqrt(variance));
    mean[r] = lane0(m);
    rstd[r] = lane0(s);
    for_vectors(n, [&](int i, int lanes) {
      const Float normal = mul(sub(load_lanes(x + i, lanes), m), s);
      store_lanes(y + i, lanes,
                  mul_add(normal, load_lanes(gamma + i, lanes), load_lanes(beta + i, lanes)));
    });
    x += n;
    y += n;
  }
}

void layer_norm_backward(const float* x, const float* gamma, const float* mean, const float* rstd,
                         const float* dy, float* dx, bool accumulate_dx, float* dgamma,
                         float* dbeta, std::int64_t num_rows, int n) {
  const float share = 1.0f / static_cast<float>(n);
  for (std::int64_t r = 0; r < num_rows; ++r) {
    const Float m = splat(mean[r]), s = splat(rstd[r]);
    // dx = rstd (g - mean(g) - xhat mean(g xhat)), g = dy gamma
    Float of_g = zero(), of_g_x = zero();
    for_vectors(n, [&](int i, int lanes) {
      const Float dyi = load_lanes(dy + i, lanes);
      const Float normal = mul(sub(load_lanes(x + i, lanes), m), s);
      const Float g = mul(dyi, load_lanes(gamma + i, lanes));
      of_g = add(of_g, g);
      of_g_x = mul_add(g, keep_lanes(normal, lanes), of_g_x);
      store_lanes(dgamma + i, lanes, mul_add(dyi, normal, load_lanes(dgamma + i, lanes)));
      store_lanes(dbeta + i, lanes, add(load_lanes(dbeta + i, lanes), dyi));
    });
    const Float mean_g = splat(sum(of_g) * share), mean_g_x = splat(sum(of_g_x) * share);
    for_vectors(n, [&](int i, int lanes) {
      const Float normal = mul(sub(load_lanes(x + i, lanes), m), s);
      const Float g = mul(load_lanes(dy + i, lanes), load_lanes(gamma + i, lanes));
      const Float rest = sub_mul(sub(g, mean_g), normal, mean_g_x);
      const Float base = accumulate_dx ? load_lanes(dx + i, lanes) : zero();
      store_lanes(dx + i, lanes, mul_add(s, rest, base));
    });
    x += n;
    dy += n;
    dx += n;
  }
}

void add_rows(const float* x, std::int64_t num_rows, std::int64_t row, int n, float* out) {
  int j = 0;
  for (; j + 4 * kLanes <= n; j += 4 * kLanes) {
    Float sums[4] = {zero(), zero(), zero(), zero()};
    const float* at = x + j;
    for (std::int64_t r = 0; r < num_rows; ++r) {
      for (int v = 0; v < 4; ++v) sums[v] = add(sums[v], load(at + v * kLanes));
      at += row;
    }
    for (int v = 0; v < 4; ++v) {
      float* to = out + j + v * kLanes;
      store(to, add(load(to), sums[v]));
    }
  }
  for_vectors(n - j, [&](int i, int lanes) {
    Float total = zero();
    const float* at = x + j + i;
    for (std::int64_t r = 0; r < num_rows; ++r) {
      total = add(total, load_lanes(at, lanes));
      at += row;
    }
    float* to = out + j + i;
    store_lanes(to, lanes, add(load_lanes(to, lanes), total));
  });
}

}  // namespace wordspace::kernels::WORDSPACE_KERNEL_SET
