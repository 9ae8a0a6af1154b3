// The kernels, written once over simd.h and compiled once for each instruction set.
// Includes no library header with code in it: compiled with other flags, it must not leak into
// others.
//
// Small matrices are packed "by chunk": all rows' first kLanes floats, then all rows' second, and
// so on, so that a tile walks one pointer a matrix with constant offsets.
#include "math/kernels/kernels.h"
#include "math/kernels/simd.h"

namespace wordspace::kernels::WORDSPACE_KERNEL_SET {
namespace {

WORDSPACE_INLINE int num_chunks(int dim) { return (dim + kLanes - 1) / kLanes; }
WORDSPACE_INLINE int round_up(int n, int multiple) {
  return (n + multiple - 1) / multiple * multiple;
}
WORDSPACE_INLINE int score_stride(int m) { return round_up(m, kLanes); }

WORDSPACE_INLINE void pack(const float* const* rows, int num_rows, int chunks, float* packed) {
  for (int r = 0; r < num_rows; ++r) {
    const float* from = rows[r];
    float* to = packed + r * kLanes;
    for (int c = 0; c < chunks; ++c) store(to + c * num_rows * kLanes, load(from + c * kLanes));
  }
}

WORDSPACE_INLINE void prefetch(float* const* rows, int num_rows, int dim) {
  for (int r = 0; r < num_rows; ++r) {
    for (int k = 0; k < dim; k += kRowFloats) __builtin_prefetch(rows[r] + k, 1);
  }
}

// --- scores: S[j, i] = x_i . u_j
// ------------------------------------------------------------------

// One tile of kM x kN sums, kept in registers over all chunks. Writes 4 floats a row of S: those
// past kM repeat the last and are overwritten by the next tile or are padding.
template <int kM, int kN>
WORDSPACE_INLINE void score_tile(const float* x, int x_step, const float* u, int u_step, int chunks,
                                 float* s, int s_stride) {
  Float sums[kN][kM];
  for (int j = 0; j < kN; ++j) {
    for (int i = 0; i < kM; ++i) sums[j][i] = zero();
  }
  for (int c = 0; c < chunks; ++c) {
    Float uj[kN];
    for (int j = 0; j < kN; ++j) uj[j] = load(u + j * kLanes);
    for (int i = 0; i < kM; ++i) {
      const Float xi = load(x + i * kLanes);
      for (int j = 0; j < kN; ++j) sums[j][i] = mul_add(xi, uj[j], sums[j][i]);
    }
    x += x_step;
    u += u_step;
  }
  for (int j = 0; j < kN; ++j) {
    const Float* row = sums[j];
    store_sums(s + j * s_stride, row[0], row[kM > 1 ? 1 : 0], row[kM > 2 ? 2 : kM - 1],
               row[kM - 1]);
  }
}

template <int kM>
void score_tiles(const float* x, int x_step, const float* u, int n, int chunks, float* s,
                 int s_stride) {
  const int u_step = n * kLanes;
  int j = 0;
  for (; j + 3 <= n; j += 3) {
    score_tile<kM, 3>(x, x_step, u + j * kLanes, u_step, chunks, s + j * s_stride, s_stride);
  }
  if (n - j == 2) {
    score_tile<kM, 2>(x, x_step, u + j * kLanes, u_step, chunks, s + j * s_stride, s_stride);
  } else if (n - j == 1) {
    score_tile<kM, 1>(x, x_step, u + j * kLanes, u_step, chunks, s + j * s_stride, s_stride);
  }
}

// x [m], u [n] packed; s [n, s_stride], s_stride >= m rounded up to 4.
void score_matrix(const float* x, int m, const float* u, int n, int chunks, float* s,
                  int s_stride) {
  const int tiles = (m + 3) / 4;
  const int x_step = m * kLanes;
  for (int t = 0, i = 0; t < tiles; ++t) {
    const int size = (m - i + tiles - t - 1) / (tiles - t);  // as even as can be, larger ones first
    const float* xi = x + i * kLanes;
    switch (size) {
      case 4:
        score_tiles<4>(xi, x_step, u, n, chunks, s + i, s_stride);
        break;
      case 3:
        score_tiles<3>(xi, x_step, u, n, chunks, s + i, s_stride);
        break;
      case 2:
        score_tiles<2>(xi, x_step, u, n, chunks, s + i, s_stride);
        break;
      default:
        score_tiles<1>(xi, x_step, u, n, chunks, s + i, s_stride);
        break;
    }
    i += size;
  }
}

// --- the update: outputs_j += sum_i g_ji x_i, gradients_i += sum_j g_ji u_j
// ----------------------------

// kM inputs whose gradients stay in registers while a chunk's outputs pass by. u: old outputs,
// packed.
template <int kM>
void update_inputs(const float* x, int x_step, const float* u, int n, int chunks, const float* g,
                   int g_stride, float* const* outputs, float* const* gradients) {
  for (int c = 0; c < chunks; ++c) {
    Float xi[kM], dx[kM];
    for (int i = 0; i < kM; ++i) xi[i] = load(x + i * kLanes);
    for (int i = 0; i < kM; ++i) dx[i] = zero();
    const float* gj = g;
    for (int j = 0; j < n; ++j) {
      const Float uj = load(u);
      float* row = outputs[j] + c * kLanes;
      Float moved = load(row);
      for (int i = 0; i < kM; ++i) {
        const Float gi = splat(gj[i]);
        moved = mul_add(gi, xi[i], moved);
        dx[i] = mul_add(gi, uj, dx[i]);
      }
      store(row, moved);
      u += kLanes;
      gj += g_stride;
    }
    for (int i = 0; i < kM; ++i) {
      float* row = gradients[i] + c * kLanes;
      store(row, add(load(row), dx[i]));
    }
    x += x_step;
  }
}

// x [m], u [n] packed; g [n, g_stride].
void update(const float* x, int m, const float* u, int n, int chunks, const float* g, int g_stride,
            float* const* outputs, float* const* gradients) {
  const int tiles = (m + 5) / 6;
  const int step = m * kLanes;
  for (int t = 0, i = 0; t < tiles; ++t) {
    const int size = (m - i + tiles - t - 1) / (tiles - t);
    const float* xi = x + i * kLanes;
    float* const* to = gradients + i;
    switch (size) {
      case 6:
        update_inputs<6>(xi, step, u, n, chunks, g + i, g_stride, outputs, to);
        break;
      case 5:
        update_inputs<5>(xi, step, u, n, chunks, g + i, g_stride, outputs, to);
        break;
      case 4:
        update_inputs<4>(xi, step, u, n, chunks, g + i, g_stride, outputs, to);
        break;
      case 3:
        update_inputs<3>(xi, step, u, n, chunks, g + i, g_stride, outputs, to);
        break;
      case 2:
        update_inputs<2>(xi, step, u, n, chunks, g + i, g_stride, outputs, to);
        break;
      default:
        update_inputs<1>(xi, step, u, n, chunks, g + i, g_stride, outputs, to);
        break;
    }
    i += size;
  }
}

// --- the logistic loss
// ----------------------------------------------------------------------------------

// Sums losses: the product of (1 + e^-|z|) is kept apart from the sum of max(0, -z), so that one
// logarithm serves a whole group.
struct LogisticLoss {
  Float product = splat(1.0f);  // a factor is at most 2: 64 of them stay below 2^64
  Float linear = zero();
  int factors = 0;

  WORDSPACE_INLINE void take_log() {
    linear = add(linear, log(product));
    product = splat(1.0f);
    factors = 0;
  }
  WORDSPACE_INLINE float total() { return sum(add(linear, log(product))); }
};

// Turns scores into rate * (label - sigma(score)), with sign = 2 * label - 1; lanes outside the
// mask become zero and add nothing to the loss.
WORDSPACE_INLINE Float logistic_gradient(Float score, Float sign, Float rate, Float mask,
                                         LogisticLoss& loss) {
  const Float z = mul(score, sign);  // loss -log sigma(z)
  const Float e = bit_and(exp(sub(zero(), absolute(z))), mask);
  const Float one_plus_e = add(splat(1.0f), e);
  // max(0, -z); "z < 0" and the subtraction keep NaN and infinity in the sum.
  const Float below = less(z, zero());
  const Float not_a_number = sub(z, z);
  loss.linear = sub(loss.linear, bit_and(add(bit_and(z, below), not_a_number), mask));
  loss.product = mul(loss.product, one_plus_e);
  if (++loss.factors == 64) loss.take_log();
  // sigma(-z) = e / (1 + e) where z >= 0, else 1 / (1 + e)
  const Float numerator = select(below, splat(1.0f), e);
  return bit_and(mul(mul(sign, rate), div(numerator, one_plus_e)), mask);
}

struct LaneMasks {
  // Ones for the first n of 16 lanes start at bits + 16 - n.
  std::int32_t bits[32];
};
constexpr LaneMasks make_lane_masks() {
  LaneMasks masks{};
  for (int i = 0; i < 16; ++i) masks.bits[i] = -1;
  return masks;
}
constexpr LaneMasks kLaneMasks = make_lane_masks();

WORDSPACE_INLINE Float first_lanes(int n) {
  const int count = n < 0 ? 0 : (n > kLanes ? kLanes : n);
  return load(reinterpret_cast<const float*>(kLaneMasks.bits + 16 - count));
}

// s [n, s_stride] in place, one label a row.
WORDSPACE_INLINE float logistic_rows(float* s, int s_stride, int m, int n, const float* labels,
                                     float rate_value) {
  LogisticLoss loss;
  const Float rate = splat(rate_value);
  for (int i = 0; i < m; i += kLanes) {
    const Float mask = first_lanes(m - i);
    for (int j = 0; j < n; ++j) {
      const Float sign = splat(2.0f * labels[j] - 1.0f);
      float* at = s + j * s_stride + i;
      store(at, logistic_gradient(load(at), sign, rate, mask, loss));
    }
  }
  return loss.total();
}

// s [n] in place, one label an element; labels may end anywhere.
WORDSPACE_INLINE float logistic_elements(float* s, int n, const float* labels, float rate_value) {
  LogisticLoss loss;
  const Float rate = splat(rate_value);
  for (int j = 0; j < n; j += kLanes) {
    const int here = n - j < kLanes ? n - j : kLanes;
    float signs[kLanes] = {};
    for (int k = 0; k < here; ++k) signs[k] = 2.0f * labels[j + k] - 1.0f;
    store(s + j, logistic_gradient(load(s + j), load(signs), rate, first_lanes(here), loss));
  }
  return loss.total();
}

struct Scratch {
  float* x;  // [m] packed
  float* u;  // [n] packed
  float* s;
};

WORDSPACE_INLINE Scratch divide_scratch(const LogisticGroup& group, int m, int chunks) {
  float* x = group.scratch;
  float* u = x + m * chunks * kLanes;
  return {x, u, u + group.num_outputs * chunks * kLanes};
}

// One packed input x; its gradient is added to the row `gradient`.
WORDSPACE_INLINE float logistic_single(const LogisticGroup& group, const Scratch& scratch,
                                       int chunks, float* gradient) {
  const int n = group.num_outputs;
  score_matrix(scratch.u, n, scratch.x, 1, chunks, scratch.s, score_stride(n));
  const float loss = logistic_elements(scratch.s, n, group.labels, group.rate);
  update(scratch.x, 1, scratch.u, n, chunks, scratch.s, 1, group.outputs, &gradient);
  return loss;
}

float logistic_group(const LogisticGroup& group) {
  const int m = group.num_inputs;
  const int n = group.num_outputs;
  const int chunks = num_chunks(group.dim);
  const Scratch scratch = divide_scratch(group, m, chunks);
  prefetch(group.next, group.num_next, group.dim);
  pack(group.inputs, m, chunks, scratch.x);
  pack(group.outputs, n, chunks, scratch.u);
  if (m == 1) return logistic_single(group, scratch, chunks, group.inputs[0]);
  const int s_stride = score_stride(m);
  score_matrix(scratch.x, m, scratch.u, n, chunks, scratch.s, s_stride);
  const float loss = logistic_rows(scratch.s, s_stride, m, n, group.labels, group.rate);
  update(scratch.x, m, scratch.u, n, chunks, scratch.s, s_stride, group.outputs, group.inputs);
  return loss;
}

float logistic_mean_group(const LogisticGroup& group) {
  const int m = group.num_inputs;
  const int chunks = num_chunks(group.dim);
  float* gradient = group.scratch;
  LogisticGroup rest = group;
  rest.scratch = gradient + chunks * kLanes;
  const Scratch scratch = divide_scratch(rest, 1, chunks);
  const Float share = splat(1.0f / static_cast<float>(m));
  prefetch(group.next, group.num_next, group.dim);
  for (int c = 0; c < chunks; ++c) {
    Float total = load(group.inputs[0] + c * kLanes);
    for (int i = 1; i < m; ++i) total = add(total, load(group.inputs[i] + c * kLanes));
    store(scratch.x + c * kLanes, mul(total, share));
    store(gradient + c * kLanes, zero());
  }
  pack(group.outputs, group.num_outputs, chunks, scratch.u);
  const float loss = logistic_single(rest, scratch, chunks, gradient);
  for (int i = 0; i < m; ++i) {
    float* row = group.inputs[i];
    for (int c = 0; c < chunks; ++c) {
      store(row + c * kLanes, add(load(row + c * kLanes), load(gradient + c * kLanes)));
    }
  }
  return loss;
}

// --- the full softmax
// ------------------------------------------------------------------------------------

constexpr int kBlockRows = 24;  // outputs that stay in the first cache together

// Softmax down the rows of s [n, lanes] for each lane: s becomes e^(s - max); the sums and maxima
// of the lanes are returned.
WORDSPACE_INLINE void softmax_lanes(float* s, int s_stride, std::int32_t n, Float& largest,
                                    Float& total) {
  largest = load(s);
  for (std::int32_t j = 1; j < n; ++j) {
    largest = max(largest, load(s + static_cast<std::ptrdiff_t>(j) * s_stride));
  }
  total = zero();
  for (std::int32_t first = 0; first < n; first += 64) {  // sums of sums lose fewer bits
    const std::int32_t last = n - first < 64 ? n : first + 64;
    Float part = zero();
    for (std::int32_t j = first; j < last; ++j) {
      float* at = s + static_cast<std::ptrdiff_t>(j) * s_stride;
      const Float e = exp(sub(load(at), largest));
      store(at, e);
      part = add(part, e);
    }
    total = add(total, part);
  }
}

float softmax_group(const SoftmaxGroup& group) {
  const int m = group.num_inputs;
  const std::int32_t n = group.num_outputs;
  const int chunks = num_chunks(group.dim);
  const int s_stride = score_stride(m);
  float* x = group.scratch;
  float* u = x + m * chunks * kLanes;
  float* s = u + kBlockRows * chunks * kLanes;
  float* rows[kBlockRows];
  const auto take_block = [&](std::int32_t first) {
    const int count = n - first < kBlockRows ? static_cast<int>(n - first) : kBlockRows;
    for (int r = 0; r < count; ++r) {
      rows[r] = group.outputs + static_cast<std::ptrdiff_t>(first + r) * group.stride;
    }
    pack(rows, count, chunks, u);
    return count;
  };

  pack(group.inputs, m, chunks, x);
  for (std::int32_t first = 0; first < n; first += kBlockRows) {
    const int count = take_block(first);
    score_matrix(x, m, u, count, chunks, s + static_cast<std::ptrdiff_t>(first) * s_stride,
                 s_stride);
  }

  // The loss is log(total) + largest - score of each target.
  float loss = 0.0f;
  for (int i = 0; i < m; ++i) {
    for (std::int32_t t = group.target_begin[i]; t < group.target_begin[i + 1]; ++t) {
      loss -= s[static_cast<std::ptrdiff_t>(group.targets[t]) * s_stride + i];
    }
  }
  for (int i = 0; i < m; i += kLanes) {
    Float largest, total;
    softmax_lanes(s + i, s_stride, n, largest, total);
    float counts[kLanes] = {};
    for (int k = 0; k < kLanes && i + k < m; ++k) {
      counts[k] = static_cast<float>(group.target_begin[i + k + 1] - group.target_begin[i + k]);
    }
    const Float mask = first_lanes(m - i);
    loss += sum(bit_and(mul(load(counts), add(log(total), largest)), mask));
    const Float scale = bit_and(div(mul(load(counts), splat(-group.rate)), total), mask);
    for (std::int32_t j = 0; j < n; ++j) {
      float* at = s + static_cast<std::ptrdiff_t>(j) * s_stride + i;
      store(at, mul(load(at), scale));
    }
  }
  for (int i = 0; i < m; ++i) {
    for (std::int32_t t = group.target_begin[i]; t < group.target_begin[i + 1]; ++t) {
      s[static_cast<std::ptrdiff_t>(group.targets[t]) * s_stride + i] += group.rate;
    }
  }

  for (std::int32_t first = 0; first < n; first += kBlockRows) {
    const int count = take_block(first);
    update(x, m, u, count, chunks, s + static_cast<std::ptrdiff_t>(first) * s_stride, s_stride,
           rows, group.gradients);
  }
  return loss;
}

// --- GloVe
// ----------------------------------------------------------------------------------------------

constexpr int kCellsAhead = 2;  // rows asked for early: a cell's four arrays come from afar

WORDSPACE_INLINE void prefetch_row(const float* row, int floats) {
  for (int k = 0; k < floats; k += kRowFloats) __builtin_prefetch(row + k, 1);
}

void glove_cells(const GloveCells& cells) {
  const int chunks = num_chunks(cells.dim + 2);
  const int stride = cells.stride;
  const Float clip = splat(cells.clip), minus_clip = splat(-cells.clip);
  const Float rate = splat(cells.rate);
  for (int n = 0; n < cells.num_cells; ++n) {
    if (n + kCellsAhead < cells.num_cells) {
      prefetch_row(cells.words[n + kCellsAhead], 2 * stride);
      prefetch_row(cells.contexts[n + kCellsAhead], 2 * stride);
    }
    float* word = cells.words[n];
    float* context = cells.contexts[n];
    Float s0 = zero(), s1 = zero();
    int c = 0;
    for (; c + 2 <= chunks; c += 2) {
      s0 = mul_add(load(word + c * kLanes), load(context + c * kLanes), s0);
      s1 = mul_add(load(word + (c + 1) * kLanes), load(context + (c + 1) * kLanes), s1);
    }
    if (c < chunks) s0 = mul_add(load(word + c * kLanes), load(context + c * kLanes), s0);
    const float residual = sum(add(s0, s1)) - cells.logs[n];
    const float weighted = cells.weights[n] * residual;
    cells.losses[n] = weighted * residual;
    const Float pull = splat(2.0f * weighted);
    for (c = 0; c < chunks; ++c) {
      float* u_at = word + c * kLanes;
      float* v_at = context + c * kLanes;
      const Float u = load(u_at), v = load(v_at);
      const Float du = mul(rate, min(max(mul(pull, v), minus_clip), clip));
      const Float dv = mul(rate, min(max(mul(pull, u), minus_clip), clip));
      const Float su = mul_add(du, du, load(u_at + stride));
      const Float sv = mul_add(dv, dv, load(v_at + stride));
      store(u_at + stride, su);
      store(v_at + stride, sv);
      store(u_at, sub(u, div(du, sqrt(su))));
      store(v_at, sub(v, div(dv, sqrt(sv))));
    }
  }
}

// --- plain vectors
// ----------------------------------------------------------------------------------------

float dot(const float* a, const float* b, int n) {
  Float s0 = zero(), s1 = zero();
  int i = 0;
  for (; i + 2 * kLanes <= n; i += 2 * kLanes) {
    s0 = mul_add(load(a + i), load(b + i), s0);
    s1 = mul_add(load(a + i + kLanes), load(b + i + kLanes), s1);
  }
  for (; i + kLanes <= n; i += kLanes) s0 = mul_add(load(a + i), load(b + i), s0);
  float total = sum(add(s0, s1));
  for (; i < n; ++i) total += a[i] * b[i];
  return total;
}

void axpy(float alpha, const float* x, float* y, int n) {
  const Float a = splat(alpha);
  int i = 0;
  for (; i + kLanes <= n; i += kLanes) store(y + i, mul_add(a, load(x + i), load(y + i)));
  for (; i < n; ++i) y[i] += alpha * x[i];
}

void scores(const float* rows, std::int64_t num_rows, std::int64_t stride, const float* x, int n,
            float* out) {
  const int whole = n / kLanes * kLanes;
  std::int64_t r = 0;
  for (; r + 4 <= num_rows; r += 4) {
    const float* row = rows + r * stride;
    Float s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
    for (int i = 0; i < whole; i += kLanes) {
      const Float xi = load(x + i);
      s0 = mul_add(load(row + i), xi, s0);
      s1 = mul_add(load(row + stride + i), xi, s1);
      s2 = mul_add(load(row + 2 * stride + i), xi, s2);
      s3 = mul_add(load(row + 3 * stride + i), xi, s3);
    }
    store_sums(out + r, s0, s1, s2, s3);
    for (int i = whole; i < n; ++i) {
      for (int k = 0; k < 4; ++k) out[r + k] += row[k * stride + i] * x[i];
    }
  }
  for (; r < num_rows; ++r) out[r] = dot(rows + r * stride, x, n);
}

template <Float (*kFunction)(Float)>
WORDSPACE_INLINE void map(const float* x, float* y, int n) {
  int i = 0;
  for (; i + kLanes <= n; i += kLanes) store(y + i, kFunction(load(x + i)));
  if (i == n) return;
  float lanes[kLanes];
  for (int k = 0; k < kLanes; ++k) lanes[k] = i + k < n ? x[i + k] : 1.0f;
  store(lanes, kFunction(load(lanes)));
  for (int k = 0; i + k < n; ++k) y[i + k] = lanes[k];
}

void exp_array(const float* x, float* y, int n) { map<exp>(x, y, n); }
void log_array(const float* x, float* y, int n) { map<log>(x, y, n); }

}  // namespace

extern const Kernels kKernels;
constexpr Kernels kKernels = {
    .name = kName,
    .lanes = kLanes,
    .fused = kFused,
    .dot = dot,
    .axpy = axpy,
    .scores = scores,
    .exp = exp_array,
    .log = log_array,
    .logistic_group = logistic_group,
    .logistic_mean_group = logistic_mean_group,
    .softmax_group = softmax_group,
    .glove_cells = glove_cells,
};

}  // namespace wordspace::kernels::WORDSPACE_KERNEL_SET
