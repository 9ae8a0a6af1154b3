// The settings of Word2Vec.
// Not the model (models/word2vec.h).
#pragma once

#include <cstdint>

#include "core/result.h"

namespace wordspace {

enum class Word2VecMode { kSkipGram, kCbow };
enum class Word2VecObjective { kNegativeSampling, kHierarchicalSoftmax, kFullSoftmax };

struct Word2VecConfig {
  Word2VecMode mode = Word2VecMode::kSkipGram;
  Word2VecObjective objective = Word2VecObjective::kNegativeSampling;
  int dim = 100;
  int window = 5;
  int negative = 5;
  double sample = 1e-3;
  int epochs = 5;
  double rate = 0.025;  // at the start; falls linearly to 1e-4 of itself
  std::uint64_t seed = 1;
  // Kernels that give the same bits on every machine and in the browser's plain SIMD build, in
  // place of the fastest ones of this machine (which are reproducible on this machine only).
  bool portable = false;

  // One sentence for the first field out of its range: word2vec.bad_dim, bad_window, ...
  Status validate() const;
};

}  // namespace wordspace
