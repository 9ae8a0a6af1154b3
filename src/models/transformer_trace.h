// The inside of a transformer's pass over one row, and what can be switched in it.
// Not the pass (models/transformer.h has the legend of letters).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace wordspace {

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

}  // namespace wordspace
