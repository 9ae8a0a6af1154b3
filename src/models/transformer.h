// One transformer, two models: GPT-2 when configured so and BERT when configured so.
// Not a trainer and not a tokenizer: token numbers in, logits, losses and gradients out.
//
// B batch, T tokens of a row, C width, H heads, D = C / H head size, F = 4C hidden width of the
// MLP, L layers, V vocabulary.
//   Source: Vaswani et al. 2017; Radford et al. 2019 (GPT-2); Devlin et al. 2018 (BERT).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/result.h"
#include "models/parameters.h"
#include "models/transformer_cache.h"
#include "models/transformer_trace.h"
#include "text/token_id.h"

namespace wordspace {

class Rng;
struct TransformerConfig;
struct TransformerLosses;
class WorkerPool;
namespace kernels {
struct TensorKernels;
}

// What runs on rows of tokens. inputs [B, T]; BERT: segments [B, T] (empty: all 0) and lengths [B]
// (empty: all T); positions past a row's length are padding: nothing attends to them.
struct TokenRows {
  int batch = 0, tokens = 0;
  std::span<const TokenId> inputs;
  std::span<const std::uint8_t> segments = {};
  std::span<const std::int32_t> lengths = {};
};
struct TransformerTargets {
  std::span<const TokenId> tokens;             // [B, T] next token (GPT) or original token (BERT
                                               // MLM); kUnknownToken: no loss at this position
  std::span<const std::uint8_t> is_next = {};  // [B] BERT; empty: no NSP loss
};
struct LossScale {
  float tokens = 1, next = 1;
};

// Weights, their names, shapes and layouts are those of Hugging Face's GPT2LMHeadModel and
// BertForPreTraining, so that one walk serves checkpoints, files and gradients.
class Transformer {
 public:
  // config valid (ENSURE). pool may be null (one thread) and outlives the model; kernels null: the
  // best of this machine. Weights start at zero: reset() or load.
  Transformer(const TransformerConfig& config, WorkerPool* pool,
              const kernels::TensorKernels* kernels = nullptr);
  ~Transformer();
  Transformer(const Transformer&) = delete;
  Transformer& operator=(const Transformer&) = delete;

  // normal(0, init_deviation), residual projections of GPT over sqrt(2 L), zero biases, unit norms.
  void reset(std::uint64_t seed);

  const TransformerConfig& config() const;
  void visit_parameters(const ParameterVisitor& visit);
  void visit_gradients(const ParameterVisitor& visit);  // after the first step; same names
  // All weights as one array of num_parameters() floats in the order of the visit.
  std::span<float> flat_parameters();
  std::span<const float> flat_parameters() const;

  // --- Training. Makes room for [batch, tokens] rows; later calls of that size or less allocate
  // nothing.
  void reserve_training(int batch, int tokens);
  // Forward and backward: adds the gradient of scale.tokens * (mean token loss) + scale.next *
  // (mean NSP loss) to the gradients. Shares of a batch, each scaled by its size, add up to the
  // gradient of the whole. rng draws dropout (null: none).
  TransformerLosses forward_backward(const TokenRows& rows, const TransformerTargets& targets,
                                     LossScale scale = {}, Rng* rng = nullptr);
  void zero_gradients();
  // sqrt of the sum of squares of all gradients.
  double gradient_norm() const;
  struct Optimiser {
    float rate = 1e-3f, beta1 = 0.9f, beta2 = 0.95f, eps = 1e-8f;
    float decay = 0.1f;      // on matrices only (embeddings included; biases and norms never)
    float clip_norm = 1.0f;  // 0: no clipping
  };
  // AdamW with the gradients as they are; counts steps for the bias corrections. Returns the norm
  // before clipping.
  double optimiser_step(const Optimiser& optimiser);
  std::int64_t optimiser_steps() const;

  // --- Answers; no gradients, no dropout. Each allocates its own room.
  TransformerLosses losses(const TokenRows& rows, const TransformerTargets& targets) const;
  // Logits [B, T, V] (BERT: of the masked-language head) and, for BERT, next_logits [B, 2] (may be
  // null) and the last hidden states [B, T, C] (may be null).
  void forward(const TokenRows& rows, std::vector<float>& logits, std::vector<float>* next_logits,
               std::vector<float>* hidden) const;
  TransformerTrace trace(std::span<const TokenId> tokens,
                         std::span<const std::uint8_t> segments = {},
                         const TransformerSwitches& switches = {}) const;
  // What the model's own head makes of hidden states [rows, C] of any layer: GPT the final norm and
  // the output matrix, BERT the masked-language head. Logits [rows, V]. output [V, C]: another
  // matrix in place of the model's own.
  std::vector<float> read_out(std::span<const float> hidden,
                              std::span<const float> output = {}) const;

  // --- Decoding with a key/value cache (GPT). The logits equal those of the full pass.
  using Cache = TransformerCache;
  Cache make_cache() const;
  // Appends one token (cache.length < context, ENSURE); logits [V] of the token after it.
  void decode(Cache& cache, TokenId token, std::vector<float>& logits) const;

  // --- State of training besides the weights: step count and AdamW's moments.
  std::vector<std::uint8_t> save_state() const;
  //   Errors: checkpoint.bad_state.
  Status load_state(std::span<const std::uint8_t> bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A copy with the same weights and no training state, for another thread to read.
std::shared_ptr<const Transformer> copy_for_reading(const Transformer& model);

}  // namespace wordspace
