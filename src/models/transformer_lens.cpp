// Hidden states of any layer through the model's own head.
// No gradients here.
#include "models/transformer_lens.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/ensure.h"
#include "models/loss_math.h"
#include "models/transformer_impl.h"
#include "text/token_codec.h"

namespace wordspace {

std::vector<float> Transformer::read_out(std::span<const float> hidden,
                                         std::span<const float> output) const {
  const Impl& self = *impl_;
  const PassContext c = self.context();
  const auto width = static_cast<std::size_t>(self.config.width);
  const auto vocab = static_cast<std::size_t>(self.config.vocab);
  const std::size_t rows = hidden.size() / width;
  ENSURE(hidden.size() == rows * width);
  ENSURE((output.empty() || output.size() == vocab * width));
  std::vector<float> logits(rows * vocab);
  if (rows == 0) return logits;
  const auto num = static_cast<std::int64_t>(rows);
  std::vector<float> x(rows * width), mean(rows), rstd(rows);
  const float* bias = nullptr;
  if (self.config.kind == TransformerKind::kGpt) {
    norm_forward(c, c.layout.final_norm, hidden.data(), x.data(), mean.data(), rstd.data(), num);
  } else {
    std::vector<float> transformed(rows * width);
    linear_forward(c, c.layout.mlm_transform, hidden.data(), transformed.data(), num);
    c.engine.k().gelu(kernels::GeluKind::kErf, transformed.data(), transformed.data(),
                      num * self.config.width);
    norm_forward(c, c.layout.mlm_norm, transformed.data(), x.data(), mean.data(), rstd.data(), num);
    bias = c.weights + c.layout.mlm_bias;
  }
  if (output.empty()) {
    unembed(c, x.data(), bias, logits.data(), num);
    return logits;
  }
  kernels::MatrixProduct product;
  product.a = x.data();
  product.a_row = self.config.width;
  product.b = output.data();
  product.b_row = 1;
  product.b_col = self.config.width;
  product.c = logits.data();
  product.c_row = self.config.vocab;
  product.m = static_cast<int>(rows);
  product.n = self.config.vocab;
  product.k = self.config.width;
  product.bias = bias;
  c.engine.product(product);
  return logits;
}

LensRow lens_row(const Transformer& model, const TransformerTrace& trace, int layer,
                 TokenId codec_size, std::span<const TokenId> targets, int num_top,
                 std::span<const float> output) {
  const auto at = static_cast<std::size_t>(layer);
  ENSURE(layer >= 0 && at < trace.hidden.size());
  const auto vocab = static_cast<std::size_t>(model.config().vocab);
  const std::vector<float> logits = model.read_out(trace.hidden[at], output);
  LensRow row;
  row.layer = layer;
  double sum = 0;
  for (std::size_t t = 0; t < static_cast<std::size_t>(trace.tokens); ++t) {
    const std::span<const float> scores = std::span(logits).subspan(t * vocab, vocab);
    LensCell cell;
    cell.top = likeliest(scores, codec_size, num_top);
    cell.entropy = entropy_of_logits(scores);
    if (t < targets.size() && targets[t] != kUnknownToken) {
      const float own = scores[static_cast<std::size_t>(targets[t])];
      cell.target_nats = log_sum_exp(scores) - static_cast<double>(own);
      cell.target_rank = static_cast<int>(
          std::count_if(scores.begin(), scores.end(), [own](float other) { return other > own; }));
      sum += cell.target_nats;
      ++row.num_targets;
    }
    row.cells.push_back(std::move(cell));
  }
  row.mean_nats = row.num_targets > 0 ? sum / row.num_targets : 0;
  return row;
}

namespace {

std::span<const float> matrix_at(const Transformer& model, std::size_t offset) {
  const std::size_t size = static_cast<std::size_t>(model.config().vocab) *
                           static_cast<std::size_t>(model.config().width);
  return model.flat_parameters().subspan(offset, size);
}

bool is_special(const SpecialTokens& special, TokenId id) {
  for (const TokenId one : {special.end_of_text, special.unknown, special.padding, special.classify,
                            special.separator, special.mask}) {
    if (one != kUnknownToken && one == id) return true;
  }
  return false;
}

}  // namespace

std::span<const float> output_matrix(const Transformer& model) {
  return matrix_at(model, TransformerLayout(model.config()).output);
}

std::span<const float> embedding_matrix(const Transformer& model) {
  return matrix_at(model, TransformerLayout(model.config()).token_embedding);
}

double deviation_of(std::span<const float> values) {
  if (values.empty()) return 0;
  double sum = 0, squares = 0;
  for (const float value : values) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const auto n = static_cast<double>(values.size());
  return std::sqrt(std::max(squares / n - (sum / n) * (sum / n), 0.0));
}

std::vector<float> random_output_matrix(const Transformer& model, std::uint64_t seed) {
  constexpr std::uint64_t kStream = 0x6c656e73;
  const std::span<const float> own = output_matrix(model);
  const double deviation = deviation_of(own);
  Rng rng(seed, kStream);
  std::vector<float> made(own.size());
  for (float& value : made) value = static_cast<float>(deviation * rng.normal());
  return made;
}

std::vector<float> unembed_vector(std::span<const float> output, std::span<const float> vector) {
  ENSURE(!vector.empty());
  std::vector<float> scores(output.size() / vector.size());
  for (std::size_t row = 0; row < scores.size(); ++row) {
    const std::span<const float> own = output.subspan(row * vector.size(), vector.size());
    double sum = 0;
    for (std::size_t i = 0; i < vector.size(); ++i) {
      sum += static_cast<double>(own[i]) * static_cast<double>(vector[i]);
    }
    scores[row] = static_cast<float>(sum);
  }
  return scores;
}

std::vector<ChainLink> unembedding_chain(const Transformer& model, const TokenCodec& codec,
                                         TokenId first, int length, int num_best,
                                         std::span<const float> output) {
  std::vector<ChainLink> chain;
  const std::span<const float> embedding = embedding_matrix(model);
  const std::span<const float> unembedding = output.empty() ? output_matrix(model) : output;
  const auto width = static_cast<std::size_t>(model.config().width);
  const TokenId size = std::min<TokenId>(codec.size(), model.config().vocab);
  if (first < 0 || first >= size) return chain;
  std::vector<std::uint8_t> taken(static_cast<std::size_t>(size), 0);
  for (TokenId at = first; static_cast<int>(chain.size()) < length && at != kUnknownToken;) {
    taken[static_cast<std::size_t>(at)] = 1;
    const std::vector<float> scores =
        unembed_vector(unembedding.first(static_cast<std::size_t>(size) * width),
                       embedding.subspan(static_cast<std::size_t>(at) * width, width));
    std::vector<TokenId> order(static_cast<std::size_t>(size));
    std::iota(order.begin(), order.end(), TokenId{0});
    std::sort(order.begin(), order.end(), [&](TokenId a, TokenId b) {
      const float x = scores[static_cast<std::size_t>(a)], y = scores[static_cast<std::size_t>(b)];
      return x != y ? x > y : a < b;
    });
    ChainLink link;
    link.id = at;
    link.own_score = scores[static_cast<std::size_t>(at)];
    TokenId next = kUnknownToken;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const TokenId id = order[i];
      if (id == at) link.own_rank = static_cast<int>(i);
      if (static_cast<int>(link.best.size()) < num_best && !is_special(codec.special(), id)) {
        link.best.emplace_back(id, scores[static_cast<std::size_t>(id)]);
      }
      if (next == kUnknownToken && taken[static_cast<std::size_t>(id)] == 0 &&
          !is_special(codec.special(), id)) {
        next = id;
        link.next_score = scores[static_cast<std::size_t>(id)];
      }
    }
    chain.push_back(std::move(link));
    at = next;
  }
  return chain;
}

std::vector<GreedyLink> greedy_chain(const Transformer& model, const TokenCodec& codec,
                                     std::span<const TokenId> first, int length, int num_top) {
  std::vector<GreedyLink> chain;
  ENSURE(model.config().kind == TransformerKind::kGpt);
  Transformer::Cache cache = model.make_cache();
  std::vector<float> logits;
  for (const TokenId token : first) {
    if (cache.length == model.config().context) break;
    model.decode(cache, token, logits);
  }
  while (!logits.empty() && static_cast<int>(chain.size()) < length) {
    GreedyLink link;
    link.top = likeliest(logits, codec.size(), std::max(num_top, 1));
    if (link.top.empty() || link.top[0].id == codec.special().end_of_text) break;
    link.id = link.top[0].id;
    link.probability = link.top[0].probability;
    chain.push_back(std::move(link));
    if (cache.length == model.config().context) break;
    model.decode(cache, chain.back().id, logits);
  }
  return chain;
}

}  // namespace wordspace
