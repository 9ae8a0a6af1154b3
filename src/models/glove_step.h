// The record of one GloVe update.
// Not the update (models/glove.h).
#pragma once

#include "text/token_id.h"

namespace wordspace {

// Everything one update did, for the lab's step mode: the real numbers of a real update.
struct GloveStep {
  TokenId word = 0, context = 0;  // i, j
  double count = 0;               // X_ij
  double log_count = 0;
  double weight = 0;  // f(X_ij)
  double dot_before = 0, dot_after = 0;
  double word_bias_before = 0, word_bias_after = 0;
  double context_bias_before = 0, context_bias_after = 0;
  double prediction_before = 0, prediction_after = 0;  // w . w~ + b + b~
  double residual_before = 0, residual_after = 0;      // prediction - log X
  double loss_before = 0, loss_after = 0;              // f residual^2
  double bias_gradient = 0;                            // 2 f residual: of both biases
  double word_gradient = 0, context_gradient = 0;      // lengths of dJ/dw, dJ/dw~
  double word_moved = 0, context_moved = 0;            // lengths of the changes of w, w~
  double word_length = 0, context_length = 0;          // |w|, |w~| before
  double rate = 0;
};

}  // namespace wordspace
