// Room for one pass: every tensor in one allocation.
// Not the pass.
#include "core/ensure.h"
#include "models/transformer_pass.h"

namespace wordspace {
namespace {

// Lays tensors one behind the other, each on a cache line: counts first, then hands out places.
class Carver {
 public:
  explicit Carver(float* base) : base_(base) {}
  void take(float*& tensor, std::int64_t floats) {
    tensor = base_ == nullptr ? nullptr : base_ + used_;
    used_ += (floats + 15) / 16 * 16;
  }
  std::int64_t used() const { return used_; }

 private:
  float* base_;
  std::int64_t used_ = 0;
};

// Everything in order; called once to count and once to place.
std::int64_t carve(float* base, const TransformerConfig& config, std::int64_t batch,
                   std::int64_t tokens, bool with_gradients, int num_threads, Activations& a) {
  Carver carver(base);
  const bool bert = config.kind == TransformerKind::kBert;
  const std::int64_t n = batch * tokens, width = config.width, hidden = config.hidden_width();
  carver.take(a.embedded, n * width);
  if (bert) {
    carver.take(a.embedding_sum, n * width);
    carver.take(a.embedding_mean, n);
    carver.take(a.embedding_rstd, n);
  } else {
    carver.take(a.final, n * width);
    carver.take(a.final_mean, n);
    carver.take(a.final_rstd, n);
  }
  for (Activations::Layer& layer : a.layers) {
    carver.take(layer.norm1, n * width);
    carver.take(layer.mean1, n);
    carver.take(layer.rstd1, n);
    carver.take(layer.qkv, n * 3 * width);
    carver.take(layer.attention, n * tokens * config.heads);
    carver.take(layer.context, n * width);
    carver.take(layer.sum1, n * width);
    carver.take(layer.norm2, n * width);
    carver.take(layer.mean2, n);
    carver.take(layer.rstd2, n);
    carver.take(layer.hidden, n * hidden);
    carver.take(layer.activated, n * hidden);
    carver.take(layer.sum2, n * width);
  }
  carver.take(a.branch, n * width);
  carver.take(a.gathered, n * width);
  if (bert) {
    carver.take(a.transformed, n * width);
    carver.take(a.transform_activated, n * width);
    carver.take(a.mlm, n * width);
    carver.take(a.mlm_mean, n);
    carver.take(a.mlm_rstd, n);
    carver.take(a.pooled, batch * width);
    carver.take(a.next_logits, batch * 2);
  }
  carver.take(a.logits, n * config.vocab);
  if (with_gradients) {
    carver.take(a.d_stream, n * width);
    carver.take(a.d_norm, n * width);
    carver.take(a.d_branch, n * width);
    carver.take(a.d_context, n * width);
    carver.take(a.d_qkv, n * 3 * width);
    carver.take(a.d_hidden, n * hidden);
    carver.take(a.d_rows, n * width);
    carver.take(a.scores, num_threads * 2 * tokens * tokens);
    carver.take(a.norm_partials, kNormParts * 2 * width);
  }
  return carver.used();
}

}  // namespace

Activations::Activations(const TransformerConfig& config, int batch_in, int tokens_in,
                         bool with_gradients, int num_threads)
    : batch(batch_in), tokens(tokens_in) {
  layers.resize(static_cast<std::size_t>(config.layers));
  const std::int64_t floats =
      carve(nullptr, config, batch, tokens, with_gradients, num_threads, *this);
  arena_ = AlignedFloats(static_cast<std::size_t>(floats));
  carve(arena_.data(), config, batch, tokens, with_gradients, num_threads, *this);
  const auto rows_of_all = static_cast<std::size_t>(batch) * static_cast<std::size_t>(tokens);
  rows.reserve(rows_of_all);
  row_losses.resize(rows_of_all);
}

std::int64_t TransformerConfig::training_bytes(int batch) const {
  Activations none;
  none.layers.resize(static_cast<std::size_t>(layers));
  const std::int64_t activations = carve(nullptr, *this, batch, context, true, 1, none);
  return static_cast<std::int64_t>(sizeof(float)) * (4 * num_parameters() + activations);
}

}  // namespace wordspace
