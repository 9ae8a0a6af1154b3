// The settings of a transformer, and what follows from them alone.
// Not the model (models/transformer.h has the legend of letters).
#pragma once

#include <cstdint>
#include <span>

#include "core/result.h"

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

}  // namespace wordspace
