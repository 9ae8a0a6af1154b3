// One transformer, two models: GPT-2 when configured so and BERT when configured so.
// Not a trainer and not a tokenizer: token numbers in, logits, losses and gradients out.
//
// B batch, T tokens of a row, C width, H heads, D = C / H head size, F = 4C hidden width of the
// MLP, L layers, V vocabulary.
//   Source: Vaswani et al. 2017; Radford et al. 2019 (GPT-2); Devlin et al. 2018 (BERT).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/rng.h"
#include "core/worker_pool.h"
#include "math/kernels/tensor_kernels.h"
#include "models/parameters.h"
#include "text/vocabulary.h"

namespace wordspace {

enum class TransformerKind { kGpt, kBert };
enum class Positions { kLearned, kSinusoidal, kNone };
const char* to_string(TransformerKind kind);  // "gpt", "bert"

// Sizes and choices as data. kind decides norm placement (GPT: before each block and at the end;
// BERT: after each, and over the embeddings), GELU (tanh; erf), mask, segments, heads on top.
struct TransformerConfig {
  TransformerKind kind = TransformerKind::kGpt;
  int vocab = 0;      // V
  int context = 128;  // longest T
  int layers = 4;     // L
  int heads = 4;      // H
  int width = 128;    // C, a multiple of H
  int hidden = 0;     // F; 0: 4 C
  Positions positions = Positions::kLearned;
  bool tied_output = true;
  float dropout = 0;   // in training only, never in what is shown
  float norm_eps = 0;  // 0: 1e-5 for GPT, 1e-12 for BERT
  float init_deviation = 0.02f;

  int hidden_width() const { return hidden > 0 ? hidden : 4 * width; }
  float epsilon() const {
    return norm_eps > 0 ? norm_eps : kind == TransformerKind::kGpt ? 1e-5f : 1e-12f;
  }
  // One sentence for the first field out of its range: transformer.bad_width, bad_heads, ...
  Status validate() const;
  std::int64_t num_parameters() const;
  // Bytes of weights, gradients, optimiser and activations of a training step on batch rows.
  std::int64_t training_bytes(int batch) const;
};
// Floating-point operations of one training step: 6 P B T + 12 L C T B T.
double training_flops(const TransformerConfig& config, int batch, int tokens);

// One row of the sinusoidal position table: sin and cos in turn, wavelengths from 2 pi to
// 10000 * 2 pi. out has `width` floats.
//   Source: Vaswani et al. 2017, section 3.5.
void sinusoidal_position(int position, int width, std::span<float> out);

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
struct TransformerLosses {
  double tokens_sum = 0;  // nats, summed over the num_tokens positions that have a target
  std::int64_t num_tokens = 0;
  double next_sum = 0;  // nats of NSP, summed over num_pairs
  std::int64_t num_pairs = 0;
  std::int64_t next_right = 0;  // NSP answers that were right
  double tokens_mean() const { return num_tokens ? tokens_sum / double(num_tokens) : 0; }
  double next_mean() const { return num_pairs ? next_sum / double(num_pairs) : 0; }
  double total() const { return tokens_mean() + next_mean(); }  // what is minimised
};

struct LossScale {
  float tokens = 1, next = 1;
};

// Everything inside one pass over one row, copied out for pictures and probes.
struct TransformerTrace {
  int tokens = 0;
  // [L + 1][T, C]: embeddings (after BERT's embedding norm), then the output of each block (GPT:
  // the last one before the final norm; `final` is after it).
  std::vector<std::vector<float>> hidden;
  std::vector<float> final;  // [T, C]
  struct Layer {
    std::vector<float> query, key, value;  // [T, C], heads side by side
    std::vector<float> attention;          // [H, T, T]: rows are queries and sum to 1
    std::vector<float> head_outputs;       // [T, C] before the output projection
  };
  std::vector<Layer> layers;
  std::vector<float> logits;       // [T, V]
  std::vector<float> next_logits;  // BERT: [2], index 0 "is next" as in the paper's
                                   // reference code (label 0 = is next)
};
// What a learner switches in the picture: lift the causal mask, silence heads.
struct TransformerSwitches {
  std::optional<bool> causal;              // override of the model's own mask
  std::vector<std::uint8_t> silent_heads;  // [L * H], 1: its output is zero; empty: none
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
  struct Cache {
    int length = 0;
    std::vector<float> keys, values;  // [L, T, C] each
  };
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

// --- Choosing the next token.
struct SamplingOptions {
  float temperature = 1;  // 0: greedy
  int top_k = 0;          // 0: all
  float top_p = 1;        // 1: all
};
// Probabilities [V] after temperature, top-k and top-p (what is cut is 0; the rest sums to 1).
std::vector<float> sampling_distribution(std::span<const float> logits,
                                         const SamplingOptions& options);
TokenId sample_token(std::span<const float> distribution, Rng& rng);

}  // namespace wordspace
