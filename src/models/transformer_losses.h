// What a transformer's pass over a batch loses.
// Not the pass (models/transformer.h).
#pragma once

#include <cstdint>

namespace wordspace {

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

}  // namespace wordspace
