// One forward pass of a transformer with everything it leaves behind, and the backward pass over
// it. Shared by the transformer_*.cpp files only; the public face is transformer.h.
//
// N = B T rows of tokens; B, T, C, H, D, F, L, V as in transformer.h. All tensors row-major.
#pragma once

#include <cstdint>
#include <vector>

#include "core/worker_pool.h"
#include "math/aligned_floats.h"
#include "math/kernels/tensor_kernels.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_losses.h"
#include "models/transformer_weights.h"

namespace wordspace {

// Runs parts of a loop on the pool's threads, each with scratch for matrix products of its own.
// Results never depend on the number of threads.
class TensorEngine {
 public:
  TensorEngine(WorkerPool* pool, const kernels::TensorKernels* kernels);

  const kernels::TensorKernels& k() const { return *kernels_; }
  int num_threads() const { return pool_ == nullptr ? 1 : pool_->num_threads(); }

  // body(part, scratch) for each part; worth threads only for work of some size.
  template <typename Body>
  void parts(int num_parts, const Body& body) const {
    if (pool_ == nullptr || num_parts < 2) {
      for (int part = 0; part < num_parts; ++part) body(part, scratch(0));
      return;
    }
    // One captured pointer: std::function keeps it without allocating.
    struct Call {
      const TensorEngine* engine;
      const Body* body;
    } const call{this, &body};
    pool_->run(num_parts, [&call](int part) {
      (*call.body)(part, call.engine->scratch(part % call.engine->num_threads()));
    });
  }

  // C = A B as kernels.matrix_product has it, rows of C shared out among the threads.
  void product(kernels::MatrixProduct product) const;
  // Elementwise work on [0, n) in pieces: body(begin, end).
  template <typename Body>
  void pieces(std::int64_t n, const Body& body) const {
    const int count = n < kSmallWork ? 1 : num_threads();
    parts(count, [&](int part, float*) { body(n * part / count, n * (part + 1) / count); });
  }

 private:
  static constexpr std::int64_t kSmallWork = 1 << 14;
  float* scratch(int thread) const {
    return scratch_.data() + static_cast<std::size_t>(thread) * scratch_floats_;
  }
  WorkerPool* pool_;
  const kernels::TensorKernels* kernels_;
  std::size_t scratch_floats_;
  mutable AlignedFloats scratch_;
};

// What a pass over [B, T] rows computes and the backward pass needs.
// What a pass over [B, T] rows computes and the backward pass needs. Tensors that a model does not
// have stay null.
struct Activations {
  Activations() = default;
  // Room for `batch` rows of `tokens`; with_gradients: for a backward pass too.
  Activations(const TransformerConfig& config, int batch, int tokens, bool with_gradients,
              int num_threads);

  struct Layer {
    float *norm1 = nullptr, *mean1 = nullptr, *rstd1 = nullptr;  // [N, C] of the first norm; [N]
    float* qkv = nullptr;                                        // [N, 3C]
    float* attention = nullptr;                                  // [B, H, T, T]
    float* context = nullptr;  // [N, C] heads' outputs side by side
    float* sum1 = nullptr;     // [N, C] residual after attention
    float *norm2 = nullptr, *mean2 = nullptr, *rstd2 = nullptr;
    float *hidden = nullptr, *activated = nullptr;  // [N, F] before and after GELU
    float* sum2 = nullptr;                          // [N, C] residual after the MLP
  };
  int batch = 0, tokens = 0;  // room
  std::vector<Layer> layers;
  float* embedded = nullptr;  // [N, C] what the first block reads
  // BERT: before its norm. GPT: after the final norm.
  float *embedding_sum = nullptr, *embedding_mean = nullptr, *embedding_rstd = nullptr;
  float *final = nullptr, *final_mean = nullptr, *final_rstd = nullptr;
  float* branch = nullptr;  // [N, C] what attention or MLP adds to the stream
  // Heads on top, for the positions in `rows` only, one after the other.
  std::vector<std::int32_t> rows;
  float* gathered = nullptr;                                       // [rows, C]
  float *transformed = nullptr, *transform_activated = nullptr;    // BERT [rows, C]
  float *mlm = nullptr, *mlm_mean = nullptr, *mlm_rstd = nullptr;  // BERT [rows, C]; [rows]
  float *pooled = nullptr, *next_logits = nullptr;                 // BERT [B, C], [B, 2]
  float* logits = nullptr;                                         // [rows, V]
  std::vector<float> row_losses;                                   // [rows]

  // Gradients on their way.
  float *d_stream = nullptr, *d_norm = nullptr, *d_branch = nullptr, *d_context = nullptr;  // [N,C]
  float *d_qkv = nullptr, *d_hidden = nullptr, *d_rows = nullptr;
  float* scores = nullptr;         // [threads, 2, T, T]
  float* norm_partials = nullptr;  // [kNormParts, 2 C]

 private:
  AlignedFloats arena_;
};
inline constexpr int kNormParts = 8;

// Seeds of one pass's dropout; 0 share: no dropout.
struct DropoutPlan {
  float share = 0;
  std::uint32_t seed = 0;
};

// What a pass needs besides its activations.
struct PassContext {
  const TransformerConfig& config;
  const TransformerLayout& layout;
  const float* weights;
  const float* sinusoid;  // [T, C] or null
  const TensorEngine& engine;
};

// Embeddings and all blocks; BERT: block output, GPT: with the final norm, in `final`.
void pass_forward(const PassContext& context, const TokenRows& rows,
                  const TransformerSwitches& switches, const DropoutPlan& dropout, Activations& a);
// [N, C] what the heads read: GPT after the final norm, BERT the last block's output.
const float* pass_output(const TransformerConfig& config, const Activations& a);
// Output of block l (l = -1: the embeddings).
const float* block_output(const TransformerConfig& config, const Activations& a, int layer);

// logits [rows, V] = x [rows, C] E^T + bias (null: none).
void unembed(const PassContext& c, const float* x, const float* bias, float* logits,
             std::int64_t rows);
// Logits of the rows in a.rows, [rows, V].
void token_head_forward(const PassContext& context, Activations& a);
// BERT: pooled and next_logits for each of the batch.
void next_head_forward(const PassContext& context, const TokenRows& rows, Activations& a);

// Turns logits into gradients on the way: a.logits and a.next_logits hold d loss / d logits.
TransformerLosses losses_and_gradients(const PassContext& context, const TokenRows& rows,
                                       const TransformerTargets& targets, LossScale scale,
                                       Activations& a);
// From those to the gradients of all weights, which are added to.
void pass_backward(const PassContext& context, const TokenRows& rows,
                   const TransformerTargets& targets, const DropoutPlan& dropout, Activations& a,
                   float* gradients);

// --- The parts, forward and backward beside each other (transformer_layers.cpp).
void linear_forward(const PassContext& c, const LinearWeights& w, const float* x, float* y,
                    std::int64_t rows);
// dx (null: not needed) = dy W^T; dW += x^T dy, db += sum of dy.
void linear_backward(const PassContext& c, const LinearWeights& w, const float* x, const float* dy,
                     float* dx, std::int64_t rows, float* gradients);
void norm_forward(const PassContext& c, const NormWeights& w, const float* x, float* y, float* mean,
                  float* rstd, std::int64_t rows);
void norm_backward(const PassContext& c, const NormWeights& w, const float* x, const float* mean,
                   const float* rstd, const float* dy, float* dx, bool accumulate_dx,
                   std::int64_t rows, float* partials, float* gradients);
// softmax(Q K^T / sqrt(D) + mask) V for each head.
// attention [B, H, T, T] is kept before dropout; scores: [threads, 2, T, T], read with dropout
// only. silent_heads: [H] of this layer, or null.
void attention_forward(const PassContext& c, const TokenRows& rows, int layer, bool causal,
                       const std::uint8_t* silent_heads, const DropoutPlan& dropout,
                       const float* qkv, float* attention, float* scores, float* context);
void attention_backward(const PassContext& c, const TokenRows& rows, int layer, bool causal,
                        const DropoutPlan& dropout, const float* qkv, const float* attention,
                        const float* d_context, float* d_qkv, float* scores);
// Sets a share of x to zero and scales the rest up; the same places for the same seed.
void apply_dropout(const TensorEngine& engine, const DropoutPlan& plan, std::uint32_t place,
                   float* x, std::int64_t n);

}  // namespace wordspace
