// A run's word vectors at moments of its past: small, so that every run keeps them.
// Not checkpoints: nothing can be trained on from here.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "train/learner.h"

namespace wordspace {

inline constexpr std::int64_t kHistoryWords = 1000;  // the most frequent ones
inline constexpr std::size_t kHistoryMoments = 24;   // at most: then every second one is dropped

struct EmbeddingMoment {
  std::int64_t units = 0;      // where in the run
  double loss = 0;             // of the curve there, nats; 0 before the first point
  std::vector<float> vectors;  // [words, dim] packed
};

// Immutable; a new one is published with every moment, sharing the older moments.
struct EmbeddingHistory {
  std::shared_ptr<const Vocabulary> vocabulary;
  std::int64_t words = 0;  // the first so many of the vocabulary
  int dim = 0;
  std::vector<std::shared_ptr<const EmbeddingMoment>> moments;  // the first is before any training
  std::int64_t bytes() const { return static_cast<std::int64_t>(moments.size()) * words * dim * 4; }
};

}  // namespace wordspace
