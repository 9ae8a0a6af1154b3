// The order of a transformer's layers: embeddings, blocks, heads on top, losses; forward beside
// backward.
// Not the layers themselves (transformer_layers.cpp).
#include "models/transformer_pass.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/ensure.h"

namespace wordspace {

using kernels::GeluKind;
using kernels::MatrixProduct;

namespace {

bool is_bert(const PassContext& c) { return c.config.kind == TransformerKind::kBert; }
GeluKind gelu_kind(const PassContext& c) { return is_bert(c) ? GeluKind::kErf : GeluKind::kTanh; }
bool is_causal(const PassContext& c) { return !is_bert(c); }

std::size_t bytes_of(std::int64_t floats) {
  return sizeof(float) * static_cast<std::size_t>(floats);
}

void add(const PassContext& c, const float* x, float* y, std::int64_t n) {
  c.engine.pieces(n, [&](std::int64_t begin, std::int64_t end) {
    c.engine.k().add(x + begin, y + begin, end - begin);
  });
}

// Places of dropout in the order of the pass: 0 the embeddings, then two a layer.
std::uint32_t attention_place(int layer) { return static_cast<std::uint32_t>(2 * layer + 1); }
std::uint32_t hidden_place(int layer) { return static_cast<std::uint32_t>(2 * layer + 2); }

// --- Embeddings.

void embed(const PassContext& c, const TokenRows& rows, const DropoutPlan& dropout,
           Activations& a) {
  const int width = c.config.width;
  const std::int64_t n = static_cast<std::int64_t>(rows.batch) * rows.tokens;
  float* const sum = is_bert(c) ? a.embedding_sum : a.embedded;
  const float* positions = c.sinusoid;
  if (c.config.positions == Positions::kLearned) {
    positions = c.weights + c.layout.position_embedding;
  }
  c.engine.pieces(n, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const TokenId token = rows.inputs[static_cast<std::size_t>(i)];
      DEBUG_ENSURE(token >= 0 && token < c.config.vocab);
      float* const x = sum + i * width;
      std::memcpy(x, c.weights + c.layout.token_embedding + std::int64_t{token} * width,
                  bytes_of(width));
      if (positions != nullptr) {
        c.engine.k().add(positions + (i % rows.tokens) * width, x, width);
      }
      if (is_bert(c)) {
        const std::uint8_t segment =
            rows.segments.empty() ? std::uint8_t{0} : rows.segments[static_cast<std::size_t>(i)];
        c.engine.k().add(c.weights + c.layout.segment_embedding + segment * width, x, width);
      }
    }
  });
  if (is_bert(c)) {
    norm_forward(c, c.layout.embedding_norm, sum, a.embedded, a.embedding_mean, a.embedding_rstd,
                 n);
  }
  apply_dropout(c.engine, dropout, 0, a.embedded, n * width);
}

void embed_backward(const PassContext& c, const TokenRows& rows, const DropoutPlan& dropout,
                    Activations& a, float* gradients) {
  const int width = c.config.width;
  const std::int64_t n = static_cast<std::int64_t>(rows.batch) * rows.tokens;
  float* d = a.d_stream;
  apply_dropout(c.engine, dropout, 0, d, n * width);
  if (is_bert(c)) {
    norm_backward(c, c.layout.embedding_norm, a.embedding_sum, a.embedding_mean, a.embedding_rstd,
                  d, a.d_norm, false, n, a.norm_partials, gradients);
    d = a.d_norm;
  }
  // Each thread takes columns of its own, so that rows are summed in one order.
  const int parts = std::min(c.engine.num_threads(), width);
  c.engine.parts(parts, [&](int part, float*) {
    const int begin = width * part / parts, size = width * (part + 1) / parts - begin;
    const auto add_to = [&](std::size_t tensor, std::int64_t row, std::int64_t i) {
      c.engine.k().add(d + i * width + begin, gradients + tensor + row * width + begin, size);
    };
    for (std::int64_t i = 0; i < n; ++i) {
      add_to(c.layout.token_embedding, rows.inputs[static_cast<std::size_t>(i)], i);
      if (c.config.positions == Positions::kLearned) {
        add_to(c.layout.position_embedding, i % rows.tokens, i);
      }
      if (is_bert(c)) {
        add_to(c.layout.segment_embedding,
               rows.segments.empty() ? 0 : rows.segments[static_cast<std::size_t>(i)], i);
      }
    }
  });
}

// --- Blocks.

void block_forward(const PassContext& c, const TokenRows& rows, const TransformerSwitches& switches,
                   const DropoutPlan& dropout, int layer, const float* x, Activations& a) {
  const TransformerLayout::Layer& w = c.layout.layers[static_cast<std::size_t>(layer)];
  const Activations::Layer& t = a.layers[static_cast<std::size_t>(layer)];
  const int width = c.config.width, hidden = c.config.hidden_width();
  const std::int64_t n = static_cast<std::int64_t>(rows.batch) * rows.tokens;
  const std::uint8_t* silent =
      switches.silent_heads.empty()
          ? nullptr
          : switches.silent_heads.data() + static_cast<std::int64_t>(layer) * c.config.heads;

  const float* attention_in = x;
  if (!is_bert(c)) {
    norm_forward(c, w.norm1, x, t.norm1, t.mean1, t.rstd1, n);
    attention_in = t.norm1;
  }
  linear_forward(c, w.qkv, attention_in, t.qkv, n);
  attention_forward(c, rows, layer, switches.causal.value_or(is_causal(c)), silent, dropout, t.qkv,
                    t.attention, a.scores, t.context);
  linear_forward(c, w.attention_out, t.context, t.sum1, n);
  apply_dropout(c.engine, dropout, attention_place(layer), t.sum1, n * width);
  add(c, x, t.sum1, n * width);

  const float* mlp_in = nullptr;
  const float* residual = nullptr;
  if (is_bert(c)) {
    norm_forward(c, w.norm1, t.sum1, t.norm1, t.mean1, t.rstd1, n);
    mlp_in = residual = t.norm1;
  } else {
    norm_forward(c, w.norm2, t.sum1, t.norm2, t.mean2, t.rstd2, n);
    mlp_in = t.norm2;
    residual = t.sum1;
  }
  linear_forward(c, w.hidden, mlp_in, t.hidden, n);
  c.engine.pieces(n * hidden, [&](std::int64_t begin, std::int64_t end) {
    c.engine.k().gelu(gelu_kind(c), t.hidden + begin, t.activated + begin, end - begin);
  });
  linear_forward(c, w.hidden_out, t.activated, t.sum2, n);
  apply_dropout(c.engine, dropout, hidden_place(layer), t.sum2, n * width);
  add(c, residual, t.sum2, n * width);
  if (is_bert(c)) norm_forward(c, w.norm2, t.sum2, t.norm2, t.mean2, t.rstd2, n);
}

// d_stream: gradient of the block's output on entry, of its input on return.
void block_backward(const PassContext& c, const TokenRows& rows, const DropoutPlan& dropout,
                    int layer, const float* x, Activations& a, float* gradients) {
  const TransformerLayout::Layer& w = c.layout.layers[static_cast<std::size_t>(layer)];
  const Activations::Layer& t = a.layers[static_cast<std::size_t>(layer)];
  const int width = c.config.width, hidden = c.config.hidden_width();
  const std::int64_t n = static_cast<std::int64_t>(rows.batch) * rows.tokens;
  const bool bert = is_bert(c);
  // The gradient of what a branch added, with its dropout; the stream's own goes past it.
  const auto branch = [&](std::uint32_t place) -> const float* {
    if (dropout.share <= 0) return a.d_stream;
    std::memcpy(a.d_branch, a.d_stream, bytes_of(n * width));
    apply_dropout(c.engine, dropout, place, a.d_branch, n * width);
    return a.d_branch;
  };
  const auto norm = [&](const NormWeights& weights, const float* in, const float* mean,
                        const float* rstd, const float* dy, bool accumulate) {
    norm_backward(c, weights, in, mean, rstd, dy, a.d_stream, accumulate, n, a.norm_partials,
                  gradients);
  };

  if (bert) norm(w.norm2, t.sum2, t.mean2, t.rstd2, a.d_stream, false);
  const float* const mlp_in = bert ? t.norm1 : t.norm2;
  linear_backward(c, w.hidden_out, t.activated, branch(hidden_place(layer)), a.d_hidden, n,
                  gradients);
  c.engine.pieces(n * hidden, [&](std::int64_t begin, std::int64_t end) {
    c.engine.k().gelu_backward(gelu_kind(c), t.hidden + begin, a.d_hidden + begin,
                               a.d_hidden + begin, end - begin);
  });
  linear_backward(c, w.hidden, mlp_in, a.d_hidden, a.d_norm, n, gradients);
  if (bert) {
    add(c, a.d_norm, a.d_stream, n * width);
    norm(w.norm1, t.sum1, t.mean1, t.rstd1, a.d_stream, false);
  } else {
    norm(w.norm2, t.sum1, t.mean2, t.rstd2, a.d_norm, true);
  }

  linear_backward(c, w.attention_out, t.context, branch(attention_place(layer)), a.d_context, n,
                  gradients);
  attention_backward(c, rows, layer, is_causal(c), dropout, t.qkv, t.attention, a.d_context,
                     a.d_qkv, a.scores);
  linear_backward(c, w.qkv, bert ? x : t.norm1, a.d_qkv, a.d_norm, n, gradients);
  if (bert) {
    add(c, a.d_norm, a.d_stream, n * width);
  } else {
    norm(w.norm1, x, t.mean1, t.rstd1, a.d_norm, true);
  }
}

// --- Heads on top.

// dx = dlogits E; dE += dlogits^T x.
void unembed_backward(const PassContext& c, const float* x, const float* d_logits, float* dx,
                      std::int64_t rows, float* gradients) {
  MatrixProduct product;
  product.a = d_logits;
  product.a_row = c.config.vocab;
  product.b = c.weights + c.layout.output;
  product.b_row = c.config.width;
  product.c = dx;
  product.c_row = c.config.width;
  product.m = static_cast<int>(rows);
  product.n = c.config.width;
  product.k = c.config.vocab;
  c.engine.product(product);
  MatrixProduct weight;
  weight.a = d_logits;
  weight.a_row = 1;
  weight.a_col = c.config.vocab;
  weight.b = x;
  weight.b_row = c.config.width;
  weight.c = gradients + c.layout.output;
  weight.c_row = c.config.width;
  weight.m = c.config.vocab;
  weight.n = c.config.width;
  weight.k = static_cast<int>(rows);
  weight.accumulate = true;
  c.engine.product(weight);
}

// Row of a batch's first token among all rows.
std::int64_t first_row(const TokenRows& rows, int b) {
  return static_cast<std::int64_t>(b) * rows.tokens;
}

}  // namespace

void unembed(const PassContext& c, const float* x, const float* bias, float* logits,
             std::int64_t rows) {
  MatrixProduct product;
  product.a = x;
  product.a_row = c.config.width;
  product.b = c.weights + c.layout.output;
  product.b_row = 1;
  product.b_col = c.config.width;
  product.c = logits;
  product.c_row = c.config.vocab;
  product.m = static_cast<int>(rows);
  product.n = c.config.vocab;
  product.k = c.config.width;
  product.bias = bias;
  c.engine.product(product);
}

const float* block_output(const TransformerConfig& config, const Activations& a, int layer) {
  if (layer < 0) return a.embedded;
  const Activations::Layer& t = a.layers[static_cast<std::size_t>(layer)];
  return config.kind == TransformerKind::kBert ? t.norm2 : t.sum2;
}

const float* pass_output(const TransformerConfig& config, const Activations& a) {
  return config.kind == TransformerKind::kBert ? block_output(config, a, config.layers - 1)
                                               : a.final;
}

void pass_forward(const PassContext& c, const TokenRows& rows, const TransformerSwitches& switches,
                  const DropoutPlan& dropout, Activations& a) {
  ENSURE(rows.batch <= a.batch && rows.tokens <= a.tokens && rows.tokens <= c.config.context);
  embed(c, rows, dropout, a);
  for (int layer = 0; layer < c.config.layers; ++layer) {
    block_forward(c, rows, switches, dropout, layer, block_output(c.config, a, layer - 1), a);
  }
  if (!is_bert(c)) {
    norm_forward(c, c.layout.final_norm, block_output(c.config, a, c.config.layers - 1), a.final,
                 a.final_mean, a.final_rstd, first_row(rows, rows.batch));
  }
}

void token_head_forward(const PassContext& c, Activations& a) {
  const int width = c.config.width;
  const auto rows = static_cast<std::int64_t>(a.rows.size());
  if (rows == 0) return;
  const float* const out = pass_output(c.config, a);
  for (std::int64_t i = 0; i < rows; ++i) {
    std::memcpy(a.gathered + i * width,
                out + std::int64_t{a.rows[static_cast<std::size_t>(i)]} * width, bytes_of(width));
  }
  if (!is_bert(c)) {
    unembed(c, a.gathered, nullptr, a.logits, rows);
    return;
  }
  linear_forward(c, c.layout.mlm_transform, a.gathered, a.transformed, rows);
  c.engine.k().gelu(GeluKind::kErf, a.transformed, a.transform_activated, rows * width);
  norm_forward(c, c.layout.mlm_norm, a.transform_activated, a.mlm, a.mlm_mean, a.mlm_rstd, rows);
  unembed(c, a.mlm, c.weights + c.layout.mlm_bias, a.logits, rows);
}

void next_head_forward(const PassContext& c, const TokenRows& rows, Activations& a) {
  const int width = c.config.width;
  const float* const out = pass_output(c.config, a);
  for (int b = 0; b < rows.batch; ++b) {
    linear_forward(c, c.layout.pooler, out + first_row(rows, b) * width, a.pooled + b * width, 1);
  }
  c.engine.k().tanh(a.pooled, a.pooled, std::int64_t{rows.batch} * width);
  linear_forward(c, c.layout.next_sentence, a.pooled, a.next_logits, rows.batch);
}

TransformerLosses losses_and_gradients(const PassContext& c, const TokenRows& rows,
                                       const TransformerTargets& targets, LossScale scale,
                                       Activations& a) {
  TransformerLosses losses;
  losses.num_tokens = static_cast<std::int64_t>(a.rows.size());
  const float share =
      losses.num_tokens > 0 ? scale.tokens / static_cast<float>(losses.num_tokens) : 0;
  c.engine.parts(static_cast<int>(losses.num_tokens) < 2 ? 1 : c.engine.num_threads(),
                 [&](int part, float*) {
                   const int parts = losses.num_tokens < 2 ? 1 : c.engine.num_threads();
                   const std::int64_t begin = losses.num_tokens * part / parts;
                   const std::int64_t end = losses.num_tokens * (part + 1) / parts;
                   for (std::int64_t i = begin; i < end; ++i) {
                     const auto row = static_cast<std::size_t>(a.rows[static_cast<std::size_t>(i)]);
                     a.row_losses[static_cast<std::size_t>(i)] = c.engine.k().cross_entropy(
                         a.logits + i * c.config.vocab, c.config.vocab, targets.tokens[row], share);
                   }
                 });
  for (std::int64_t i = 0; i < losses.num_tokens; ++i) {
    losses.tokens_sum += static_cast<double>(a.row_losses[static_cast<std::size_t>(i)]);
  }
  if (targets.is_next.empty()) return losses;
  losses.num_pairs = rows.batch;
  for (int b = 0; b < rows.batch; ++b) {
    float* const logits = a.next_logits + 2 * b;
    // The reference code's label 0 is "B follows A".
    const int label = targets.is_next[static_cast<std::size_t>(b)] != 0 ? 0 : 1;
    losses.next_right += (logits[label] > logits[1 - label]) ? 1 : 0;
    losses.next_sum += static_cast<double>(
        c.engine.k().cross_entropy(logits, 2, label, scale.next / static_cast<float>(rows.batch)));
  }
  return losses;
}

void pass_backward(const PassContext& c, const TokenRows& rows, const TransformerTargets& targets,
                   const DropoutPlan& dropout, Activations& a, float* gradients) {
  const int width = c.config.width;
  const std::int64_t n = first_row(rows, rows.batch);
  const auto num_rows = static_cast<std::int64_t>(a.rows.size());
  // Gradient of what the heads read; zero where nothing was asked.
  float* const d_out = is_bert(c) ? a.d_stream : a.d_norm;
  std::memset(d_out, 0, bytes_of(n * width));
  if (num_rows > 0) {
    if (is_bert(c)) {
      c.engine.k().add_rows(a.logits, num_rows, c.config.vocab, c.config.vocab,
                            gradients + c.layout.mlm_bias);
      unembed_backward(c, a.mlm, a.logits, a.d_rows, num_rows, gradients);
      norm_backward(c, c.layout.mlm_norm, a.transform_activated, a.mlm_mean, a.mlm_rstd, a.d_rows,
                    a.d_rows, false, num_rows, a.norm_partials, gradients);
      c.engine.k().gelu_backward(GeluKind::kErf, a.transformed, a.d_rows, a.d_rows,
                                 num_rows * width);
      linear_backward(c, c.layout.mlm_transform, a.gathered, a.d_rows, a.d_branch, num_rows,
                      gradients);
    } else {
      unembed_backward(c, a.gathered, a.logits, a.d_branch, num_rows, gradients);
    }
    for (std::int64_t i = 0; i < num_rows; ++i) {
      std::memcpy(d_out + std::int64_t{a.rows[static_cast<std::size_t>(i)]} * width,
                  a.d_branch + i * width, bytes_of(width));
    }
  }
  if (!targets.is_next.empty()) {
    // d_context is free until the first block.
    float* const d_pooled = a.d_context;
    linear_backward(c, c.layout.next_sentence, a.pooled, a.next_logits, d_pooled, rows.batch,
                    gradients);
    for (std::int64_t i = 0; i < std::int64_t{rows.batch} * width; ++i) {
      d_pooled[i] *= 1 - a.pooled[i] * a.pooled[i];
    }
    const float* const out = pass_output(c.config, a);
    for (int b = 0; b < rows.batch; ++b) {
      linear_backward(c, c.layout.pooler, out + first_row(rows, b) * width, d_pooled + b * width,
                      a.d_branch, 1, gradients);
      c.engine.k().add(a.d_branch, d_out + first_row(rows, b) * width, width);
    }
  }
  if (!is_bert(c)) {
    norm_backward(c, c.layout.final_norm, block_output(c.config, a, c.config.layers - 1),
                  a.final_mean, a.final_rstd, a.d_norm, a.d_stream, false, n, a.norm_partials,
                  gradients);
  }
  for (int layer = c.config.layers - 1; layer >= 0; --layer) {
    block_backward(c, rows, dropout, layer, block_output(c.config, a, layer - 1), a, gradients);
  }
  embed_backward(c, rows, dropout, a, gradients);
}

}  // namespace wordspace
