// The layers of a transformer, each forward beside its backward: linear, norm, attention, dropout.
// Not their order (transformer_pass.cpp) and not the loops inside (math/kernels).
#include <algorithm>
#include <cmath>
#include <cstring>

#include "models/transformer_pass.h"

namespace wordspace {

using kernels::MatrixProduct;

TensorEngine::TensorEngine(WorkerPool* pool, const kernels::TensorKernels* kernels)
    : pool_(pool != nullptr && pool->num_threads() > 1 ? pool : nullptr),
      kernels_(kernels != nullptr ? kernels : &kernels::best_tensor_kernels()),
      scratch_floats_((kernels::matrix_product_scratch_floats() + 15) / 16 * 16),
      scratch_(scratch_floats_ * static_cast<std::size_t>(num_threads())) {}

void TensorEngine::product(MatrixProduct product) const {
  constexpr double kWorthThreads = 1 << 18;  // multiply-adds
  const double work = 1.0 * product.m * product.n * product.k;
  const int count = work < kWorthThreads ? 1 : std::min(num_threads(), product.m);
  parts(count, [&](int part, float* scratch) {
    MatrixProduct mine = product;
    const int begin = static_cast<int>(static_cast<std::int64_t>(product.m) * part / count);
    const int end = static_cast<int>(static_cast<std::int64_t>(product.m) * (part + 1) / count);
    mine.a += begin * product.a_row;
    mine.c += begin * product.c_row;
    mine.m = end - begin;
    mine.scratch = scratch;
    k().matrix_product(mine);
  });
}

// --- Linear.

void linear_forward(const PassContext& c, const LinearWeights& w, const float* x, float* y,
                    std::int64_t rows) {
  MatrixProduct product;
  product.a = x;
  product.a_row = w.in;
  product.b = c.weights + w.weight;
  product.b_row = w.out_in ? 1 : w.out;
  product.b_col = w.out_in ? w.in : 1;
  product.c = y;
  product.c_row = w.out;
  product.m = static_cast<int>(rows);
  product.n = w.out;
  product.k = w.in;
  product.bias = c.weights + w.bias;
  c.engine.product(product);
}

void linear_backward(const PassContext& c, const LinearWeights& w, const float* x, const float* dy,
                     float* dx, std::int64_t rows, float* gradients) {
  if (dx != nullptr) {
    MatrixProduct product;  // dx [N, in] = dy [N, out] W^T
    product.a = dy;
    product.a_row = w.out;
    product.b = c.weights + w.weight;
    product.b_row = w.out_in ? w.in : 1;
    product.b_col = w.out_in ? 1 : w.out;
    product.c = dx;
    product.c_row = w.in;
    product.m = static_cast<int>(rows);
    product.n = w.in;
    product.k = w.out;
    c.engine.product(product);
  }
  MatrixProduct product;  // dW += x^T dy, as [in, out] or [out, in]
  const float* const by_row = w.out_in ? dy : x;
  const float* const by_column = w.out_in ? x : dy;
  product.m = w.out_in ? w.out : w.in;
  product.n = w.out_in ? w.in : w.out;
  product.k = static_cast<int>(rows);
  product.a = by_row;
  product.a_row = 1;
  product.a_col = product.m;
  product.b = by_column;
  product.b_row = product.n;
  product.b_col = 1;
  product.c = gradients + w.weight;
  product.c_row = product.n;
  product.accumulate = true;
  c.engine.product(product);
  c.engine.k().add_rows(dy, rows, w.out, w.out, gradients + w.bias);
}

// --- Layer norm.

void norm_forward(const PassContext& c, const NormWeights& w, const float* x, float* y, float* mean,
                  float* rstd, std::int64_t rows) {
  const int width = c.config.width;
  const float* const gamma = c.weights + w.weight;
  const float* const beta = c.weights + w.bias;
  c.engine.pieces(rows, [&](std::int64_t begin, std::int64_t end) {
    c.engine.k().layer_norm(x + begin * width, gamma, beta, c.config.epsilon(), y + begin * width,
                            mean + begin, rstd + begin, end - begin, width);
  });
}

// The gradients of gamma and beta are summed in kNormParts parts whatever the number of threads, so
// that their order is always the same.
void norm_backward(const PassContext& c, const NormWeights& w, const float* x, const float* mean,
                   const float* rstd, const float* dy, float* dx, bool accumulate_dx,
                   std::int64_t rows, float* partials, float* gradients) {
  const int width = c.config.width;
  const float* const gamma = c.weights + w.weight;
  std::memset(partials, 0, sizeof(float) * kNormParts * 2 * static_cast<std::size_t>(width));
  c.engine.parts(kNormParts, [&](int part, float*) {
    const std::int64_t begin = rows * part / kNormParts, end = rows * (part + 1) / kNormParts;
    float* const dgamma = partials + part * 2 * width;
    c.engine.k().layer_norm_backward(x + begin * width, gamma, mean + begin, rstd + begin,
                                     dy + begin * width, dx + begin * width, accumulate_dx, dgamma,
                                     dgamma + width, end - begin, width);
  });
  c.engine.k().add_rows(partials, kNormParts, 2 * width, width, gradients + w.weight);
  c.engine.k().add_rows(partials + width, kNormParts, 2 * width, width, gradients + w.bias);
}

// --- Dropout: which places are dropped is a hash of seed and place, so nothing is stored.

namespace {

std::uint32_t hashed(std::uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

void drop(const DropoutPlan& plan, std::uint32_t place, float* x, std::int64_t begin,
          std::int64_t end) {
  const auto threshold = static_cast<std::uint32_t>(static_cast<double>(plan.share) * 4294967296.0);
  const float scale = 1 / (1 - plan.share);
  const std::uint32_t start = hashed(plan.seed ^ hashed(place));
  for (std::int64_t i = begin; i < end; ++i) {
    x[i] *= hashed(start + static_cast<std::uint32_t>(i)) < threshold ? 0.0f : scale;
  }
}

}  // namespace

void apply_dropout(const TensorEngine& engine, const DropoutPlan& plan, std::uint32_t place,
                   float* x, std::int64_t n) {
  if (plan.share <= 0) return;
  engine.pieces(n, [&](std::int64_t begin, std::int64_t end) { drop(plan, place, x, begin, end); });
}

// --- Attention. Rows are queries, columns keys.

namespace {

// Query rows at a time: what a causal mask leaves out is skipped in blocks of this size.
constexpr int kRowBlock = 32;

// One head of one row of the batch.
struct Head {
  int keys = 0;             // that are not padding
  std::int64_t stride = 0;  // of query, key, value
  const float *query = nullptr, *key = nullptr, *value = nullptr;
  std::int64_t context = 0;         // offset of its first output in [N, C]
  std::uint32_t dropout_place = 0;  // beside those of transformer_pass.cpp

  // How many keys the query rows before `end` may see.
  int seen(bool causal, int end) const { return causal ? std::min(end, keys) : keys; }
};

Head head_of(const PassContext& c, const TokenRows& rows, const float* qkv, int layer, int index) {
  const int heads = c.config.heads, width = c.config.width, size = width / heads;
  const int row = index / heads, head = index % heads;
  const std::int64_t first = static_cast<std::int64_t>(row) * rows.tokens;
  Head h;
  h.keys = rows.lengths.empty() ? rows.tokens : rows.lengths[static_cast<std::size_t>(row)];
  h.stride = 3 * width;
  h.query = qkv + first * h.stride + head * size;
  h.key = h.query + width;
  h.value = h.key + width;
  h.context = first * width + head * size;
  h.dropout_place = static_cast<std::uint32_t>((layer + 1) << 20 | index);
  return h;
}

}  // namespace

void attention_forward(const PassContext& c, const TokenRows& rows, int layer, bool causal,
                       const std::uint8_t* silent_heads, const DropoutPlan& dropout,
                       const float* qkv, float* attention, float* scores, float* context) {
  const int tokens = rows.tokens, heads = c.config.heads, width = c.config.width;
  const int size = width / heads;
  const std::int64_t map = static_cast<std::int64_t>(tokens) * tokens;
  const float scale = 1 / std::sqrt(static_cast<float>(size));
  c.engine.parts(rows.batch * heads, [&](int index, float* scratch) {
    const Head h = head_of(c, rows, qkv, layer, index);
    float* const p = attention + index * map;
    float* used = p;  // after dropout
    if (dropout.share > 0) used = scores + (index % c.engine.num_threads()) * 2 * map;
    for (int begin = 0; begin < tokens; begin += kRowBlock) {
      const int end = std::min(begin + kRowBlock, tokens);
      const int seen = h.seen(causal, end);
      MatrixProduct product;
      product.scratch = scratch;
      product.a = h.query + begin * h.stride;
      product.a_row = h.stride;
      product.b = h.key;
      product.b_row = 1;
      product.b_col = h.stride;
      product.c = p + static_cast<std::int64_t>(begin) * tokens;
      product.c_row = tokens;
      product.m = end - begin;
      product.n = seen;
      product.k = size;
      product.alpha = scale;
      c.engine.k().matrix_product(product);
      for (int i = begin; i < end; ++i) {
        float* const row = p + static_cast<std::int64_t>(i) * tokens;
        const int mine = h.seen(causal, i + 1);
        c.engine.k().softmax(row, mine);
        std::memset(row + mine, 0, sizeof(float) * static_cast<std::size_t>(tokens - mine));
      }
      if (used != p) {
        const std::int64_t from = static_cast<std::int64_t>(begin) * tokens;
        const std::int64_t to = static_cast<std::int64_t>(end) * tokens;
        std::copy(p + from, p + to, used + from);
        drop(dropout, h.dropout_place, used, from, to);
      }
      product.a = used + static_cast<std::int64_t>(begin) * tokens;
      product.a_row = tokens;
      product.b = h.value;
      product.b_row = h.stride;
      product.b_col = 1;
      product.c = context + h.context + static_cast<std::int64_t>(begin) * width;
      product.c_row = width;
      product.n = size;
      product.k = seen;
      product.alpha = 1;
      c.engine.k().matrix_product(product);
    }
    if (silent_heads != nullptr && silent_heads[index % heads] != 0) {
      for (int t = 0; t < tokens; ++t) {
        std::memset(context + h.context + static_cast<std::int64_t>(t) * width, 0,
                    sizeof(float) * static_cast<std::size_t>(size));
      }
    }
  });
}

void attention_backward(const PassContext& c, const TokenRows& rows, int layer, bool causal,
                        const DropoutPlan& dropout, const float* qkv, const float* attention,
                        const float* d_context, float* d_qkv, float* scores) {
  const int tokens = rows.tokens, heads = c.config.heads, width = c.config.width;
  const int size = width / heads;
  const std::int64_t map = static_cast<std::int64_t>(tokens) * tokens;
  const float scale = 1 / std::sqrt(static_cast<float>(size));
  c.engine.parts(rows.batch * heads, [&](int index, float* scratch) {
    const Head h = head_of(c, rows, qkv, layer, index);
    const float* const p = attention + index * map;
    float* const ds = scores + (index % c.engine.num_threads()) * 2 * map;
    const float* used = p;
    if (dropout.share > 0) {
      float* const dropped = ds + map;
      std::copy(p, p + map, dropped);
      drop(dropout, h.dropout_place, dropped, 0, map);
      used = dropped;
    }
    float* const d_query = d_qkv + (h.query - qkv);
    float* const d_key = d_query + width;
    float* const d_value = d_key + width;
    const float* const d_out = d_context + h.context;
    MatrixProduct product;
    product.scratch = scratch;
    // dP = dO V^T, then dS = softmax backward, then dQ = dS K / sqrt(D), block by block of rows.
    for (int begin = 0; begin < tokens; begin += kRowBlock) {
      const int end = std::min(begin + kRowBlock, tokens);
      const int seen = h.seen(causal, end);
      const std::int64_t from = static_cast<std::int64_t>(begin) * tokens;
      product.a = d_out + static_cast<std::int64_t>(begin) * width;
      product.a_row = width;
      product.a_col = 1;
      product.b = h.value;
      product.b_row = 1;
      product.b_col = h.stride;
      product.c = ds + from;
      product.c_row = tokens;
      product.m = end - begin;
      product.n = seen;
      product.k = size;
      product.alpha = 1;
      c.engine.k().matrix_product(product);
      if (used != p) {
        for (int i = begin; i < end; ++i) {
          const std::int64_t row = static_cast<std::int64_t>(i) * tokens;
          drop(dropout, h.dropout_place, ds, row, row + seen);
        }
      }
      for (int i = begin; i < end; ++i) {
        const std::int64_t row = static_cast<std::int64_t>(i) * tokens;
        const int mine = h.seen(causal, i + 1);
        c.engine.k().softmax_backward(p + row, ds + row, ds + row, mine);
        std::memset(ds + row + mine, 0, sizeof(float) * static_cast<std::size_t>(tokens - mine));
      }
      product.a = ds + from;
      product.a_row = tokens;
      product.b = h.key;
      product.b_row = h.stride;
      product.b_col = 1;
      product.c = d_query + static_cast<std::int64_t>(begin) * h.stride;
      product.c_row = h.stride;
      product.n = size;
      product.k = seen;
      product.alpha = scale;
      c.engine.k().matrix_product(product);
    }
    // dK = dS^T Q / sqrt(D) and dV = P^T dO, block by block of keys; under a causal mask only the
    // queries from there on have seen them.
    for (int begin = 0; begin < tokens; begin += kRowBlock) {
      const int end = std::min(begin + kRowBlock, tokens);
      const int first = causal ? begin : 0;
      const std::int64_t corner = static_cast<std::int64_t>(first) * tokens + begin;
      product.a_row = 1;
      product.a_col = tokens;
      product.b_col = 1;
      product.c_row = h.stride;
      product.m = end - begin;
      product.n = size;
      product.k = tokens - first;
      product.a = ds + corner;
      product.b = h.query + first * h.stride;
      product.b_row = h.stride;
      product.c = d_key + static_cast<std::int64_t>(begin) * h.stride;
      product.alpha = scale;
      c.engine.k().matrix_product(product);
      product.a = used + corner;
      product.b = d_out + static_cast<std::int64_t>(first) * width;
      product.b_row = width;
      product.c = d_value + static_cast<std::int64_t>(begin) * h.stride;
      product.alpha = 1;
      c.engine.k().matrix_product(product);
    }
  });
}

}  // namespace wordspace
