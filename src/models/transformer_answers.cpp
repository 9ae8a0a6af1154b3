// What a transformer answers: losses, logits, everything inside one pass, one token at a time.
// No gradients and no dropout here.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "core/ensure.h"
#include "core/rng.h"
#include "models/next_token.h"
#include "models/transformer_impl.h"

namespace wordspace {

using kernels::MatrixProduct;

TransformerLosses Transformer::losses(const TokenRows& rows,
                                      const TransformerTargets& targets) const {
  const Impl& self = *impl_;
  Activations a = self.room(rows.batch, rows.tokens);
  const PassContext context = self.context();
  Impl::choose_rows(rows, targets, a);
  pass_forward(context, rows, {}, {}, a);
  token_head_forward(context, a);
  if (!targets.is_next.empty()) next_head_forward(context, rows, a);
  return losses_and_gradients(context, rows, targets, {}, a);
}

namespace {

void choose_all_rows(const TokenRows& rows, Activations& a) {
  a.rows.resize(static_cast<std::size_t>(rows.batch) * static_cast<std::size_t>(rows.tokens));
  std::iota(a.rows.begin(), a.rows.end(), 0);
}

std::vector<float> copied(const float* from, std::int64_t n) { return {from, from + n}; }

}  // namespace

void Transformer::forward(const TokenRows& rows, std::vector<float>& logits,
                          std::vector<float>* next_logits, std::vector<float>* hidden) const {
  const Impl& self = *impl_;
  Activations a = self.room(rows.batch, rows.tokens);
  const PassContext context = self.context();
  const std::int64_t n = std::int64_t{rows.batch} * rows.tokens;
  choose_all_rows(rows, a);
  pass_forward(context, rows, {}, {}, a);
  token_head_forward(context, a);
  logits = copied(a.logits, n * self.config.vocab);
  if (hidden != nullptr) *hidden = copied(pass_output(self.config, a), n * self.config.width);
  if (next_logits != nullptr) {
    next_logits->clear();
    if (self.config.kind == TransformerKind::kBert) {
      next_head_forward(context, rows, a);
      *next_logits = copied(a.next_logits, std::int64_t{rows.batch} * 2);
    }
  }
}

TransformerTrace Transformer::trace(std::span<const TokenId> tokens,
                                    std::span<const std::uint8_t> segments,
                                    const TransformerSwitches& switches) const {
  const Impl& self = *impl_;
  const int num_tokens = static_cast<int>(tokens.size());
  ENSURE(num_tokens > 0 && num_tokens <= self.config.context);
  Activations a = self.room(1, num_tokens);
  const PassContext context = self.context();
  const TokenRows rows{1, num_tokens, tokens, segments, {}};
  choose_all_rows(rows, a);
  pass_forward(context, rows, switches, {}, a);
  token_head_forward(context, a);

  const std::int64_t width = self.config.width;
  TransformerTrace trace;
  trace.tokens = num_tokens;
  trace.final = copied(pass_output(self.config, a), num_tokens * width);
  trace.logits = copied(a.logits, std::int64_t{num_tokens} * self.config.vocab);
  if (self.config.kind == TransformerKind::kBert) {
    next_head_forward(context, rows, a);
    trace.next_logits = copied(a.next_logits, 2);
  }
  for (int layer = -1; layer < self.config.layers; ++layer) {
    trace.hidden.push_back(copied(block_output(self.config, a, layer), num_tokens * width));
  }
  for (const Activations::Layer& from : a.layers) {
    TransformerTrace::Layer layer;
    const auto part = [&](int which) {
      std::vector<float> out;
      out.reserve(static_cast<std::size_t>(num_tokens * width));
      for (int t = 0; t < num_tokens; ++t) {
        const float* const row = from.qkv + (3 * t + which) * width;
        out.insert(out.end(), row, row + width);
      }
      return out;
    };
    layer.query = part(0);
    layer.key = part(1);
    layer.value = part(2);
    layer.attention =
        copied(from.attention, std::int64_t{self.config.heads} * num_tokens * num_tokens);
    layer.head_outputs = copied(from.context, num_tokens * width);
    trace.layers.push_back(std::move(layer));
  }
  return trace;
}

// --- One token at a time.

Transformer::Cache Transformer::make_cache() const {
  const TransformerConfig& config = impl_->config;
  const auto floats = static_cast<std::size_t>(config.layers) *
                      static_cast<std::size_t>(config.context) *
                      static_cast<std::size_t>(config.width);
  Cache cache;
  cache.keys.resize(floats);
  cache.values.resize(floats);
  return cache;
}

namespace {

// One query row against the keys and values of this layer so far.
void attend_cached(const PassContext& c, const float* qkv, const float* keys, const float* values,
                   int length, float* scores, float* out) {
  const int width = c.config.width, size = width / c.config.heads;
  for (int head = 0; head < c.config.heads; ++head) {
    MatrixProduct product;
    product.a = qkv + head * size;
    product.a_row = size;
    product.b = keys + head * size;
    product.b_row = 1;
    product.b_col = width;
    product.c = scores;
    product.c_row = length;
    product.m = 1;
    product.n = length;
    product.k = size;
    product.alpha = 1 / std::sqrt(static_cast<float>(size));
    c.engine.product(product);
    c.engine.k().softmax(scores, length);
    product.a = scores;
    product.a_row = length;
    product.b = values + head * size;
    product.b_row = width;
    product.b_col = 1;
    product.c = out + head * size;
    product.c_row = size;
    product.n = size;
    product.k = length;
    product.alpha = 1;
    c.engine.product(product);
  }
}

}  // namespace

void Transformer::decode(Cache& cache, TokenId token, std::vector<float>& logits) const {
  const Impl& self = *impl_;
  const TransformerConfig& config = self.config;
  ENSURE(config.kind == TransformerKind::kGpt && cache.length < config.context);
  ENSURE(token >= 0 && token < config.vocab);
  const PassContext c = self.context();
  const auto width = static_cast<std::size_t>(config.width);
  const auto at = static_cast<std::size_t>(cache.length);
  std::vector<float> x(width), normed(width), qkv(3 * width), context(width), branch(width),
      hidden(static_cast<std::size_t>(config.hidden_width())),
      scores(static_cast<std::size_t>(config.context));
  float mean = 0, rstd = 0;
  std::memcpy(x.data(),
              c.weights + c.layout.token_embedding + static_cast<std::size_t>(token) * width,
              width * sizeof(float));
  const float* positions = c.sinusoid;
  if (config.positions == Positions::kLearned) positions = c.weights + c.layout.position_embedding;
  if (positions != nullptr) c.engine.k().add(positions + at * width, x.data(), config.width);

  for (int layer = 0; layer < config.layers; ++layer) {
    const TransformerLayout::Layer& w = c.layout.layers[static_cast<std::size_t>(layer)];
    const std::size_t first =
        static_cast<std::size_t>(layer) * static_cast<std::size_t>(config.context) * width;
    norm_forward(c, w.norm1, x.data(), normed.data(), &mean, &rstd, 1);
    linear_forward(c, w.qkv, normed.data(), qkv.data(), 1);
    std::memcpy(cache.keys.data() + first + at * width, qkv.data() + width, width * sizeof(float));
    std::memcpy(cache.values.data() + first + at * width, qkv.data() + 2 * width,
                width * sizeof(float));
    attend_cached(c, qkv.data(), cache.keys.data() + first, cache.values.data() + first,
                  cache.length + 1, scores.data(), context.data());
    linear_forward(c, w.attention_out, context.data(), branch.data(), 1);
    c.engine.k().add(branch.data(), x.data(), config.width);
    norm_forward(c, w.norm2, x.data(), normed.data(), &mean, &rstd, 1);
    linear_forward(c, w.hidden, normed.data(), hidden.data(), 1);
    c.engine.k().gelu(kernels::GeluKind::kTanh, hidden.data(), hidden.data(),
                      config.hidden_width());
    linear_forward(c, w.hidden_out, hidden.data(), branch.data(), 1);
    c.engine.k().add(branch.data(), x.data(), config.width);
  }
  norm_forward(c, c.layout.final_norm, x.data(), normed.data(), &mean, &rstd, 1);
  logits.resize(static_cast<std::size_t>(config.vocab));
  unembed(c, normed.data(), nullptr, logits.data(), 1);
  ++cache.length;
}

std::shared_ptr<const Transformer> copy_for_reading(const Transformer& model) {
  auto copy = std::make_shared<Transformer>(model.config(), nullptr);
  const std::span<const float> from = model.flat_parameters();
  std::copy(from.begin(), from.end(), copy->flat_parameters().begin());
  return copy;
}

// --- Choosing the next token.

std::vector<float> sampling_distribution(std::span<const float> logits,
                                         const SamplingOptions& options) {
  const std::size_t n = logits.size();
  std::vector<float> probabilities(n, 0.0f);
  if (n == 0) return probabilities;
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  // Ties by number, so that the choice is the same everywhere.
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return logits[a] != logits[b] ? logits[a] > logits[b] : a < b;
  });
  if (options.temperature <= 0) {
    probabilities[order[0]] = 1;
    return probabilities;
  }
  std::size_t kept = n;
  if (options.top_k > 0) kept = std::min(kept, static_cast<std::size_t>(options.top_k));
  const double top = static_cast<double>(logits[order[0]]);
  std::vector<double> weights(kept);
  double sum = 0;
  for (std::size_t i = 0; i < kept; ++i) {
    weights[i] = std::exp((static_cast<double>(logits[order[i]]) - top) /
                          static_cast<double>(options.temperature));
    sum += weights[i];
  }
  if (options.top_p < 1) {
    // The fewest of the likeliest whose sum reaches top_p.
    double reached = 0;
    std::size_t i = 0;
    while (i < kept && reached < static_cast<double>(options.top_p) * sum) reached += weights[i++];
    kept = std::max<std::size_t>(i, 1);
    sum =
        std::accumulate(weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(kept), 0.0);
  }
  for (std::size_t i = 0; i < kept; ++i) {
    probabilities[order[i]] = static_cast<float>(weights[i] / sum);
  }
  return probabilities;
}

TokenId sample_token(std::span<const float> distribution, Rng& rng) {
  double left = rng.uniform_double();
  TokenId last = 0;
  for (std::size_t i = 0; i < distribution.size(); ++i) {
    if (distribution[i] <= 0) continue;
    last = static_cast<TokenId>(i);
    left -= static_cast<double>(distribution[i]);
    if (left < 0) break;
  }
  return last;
}

}  // namespace wordspace
