// Choosing the next token from a model's logits.
// Not a model and not a text (models/transformer_text.h).
#pragma once

#include <span>
#include <vector>

#include "text/token_id.h"

namespace wordspace {

class Rng;

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
