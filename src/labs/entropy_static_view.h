// Why Word2Vec and GloVe have no perplexity: what each model predicts, and what its loss counts.
// Not their training (labs Word2Vec and GloVe).
#pragma once

#include "labs/lab.h"

namespace wordspace {

class EntropyStaticView {
 public:
  void draw(LabContext& context);
  int negatives() const { return negatives_; }
  void set_negatives(int negatives) { negatives_ = negatives; }

 private:
  void draw_models(LabContext& context);
  void draw_word2vec(LabContext& context);

  int negatives_ = 5;
};

// The loss of negative sampling that knows nothing, nats a pair: (k + 1) ln 2.
double untrained_pair_loss(int negatives);

}  // namespace wordspace
