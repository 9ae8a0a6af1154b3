// The record of one training step of GPT or BERT.
// Not the step (train/transformer_learner.h).
#pragma once

#include <cstdint>
#include <vector>

#include "models/transformer_losses.h"
#include "text/token_id.h"

namespace wordspace {

// One training step of a transformer on one batch.
struct TransformerStep {
  std::int64_t step = 0;            // counts from 1
  TransformerLosses before, after;  // on the same batch, before and after the update
  double gradient_norm = 0;         // before clipping
  double rate = 0;
  int batch = 0, context = 0;
  std::vector<TokenId> inputs;         // [B, T]
  std::vector<TokenId> targets;        // [B, T]
  std::vector<std::uint8_t> segments;  // [B, T], BERT
  std::vector<std::int32_t> lengths;   // [B], BERT
  std::vector<std::uint8_t> is_next;   // [B], BERT
};

}  // namespace wordspace
