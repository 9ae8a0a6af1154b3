// The same cosines by two roads: a loop over words and numbers, and one product of a matrix with a
// vector. Not what is asked of them afterwards.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "analysis/vectors.h"

namespace wordspace {

struct CosinePaths {
  std::int64_t words = 0;              // how many were compared with
  std::vector<float> loop, product;    // [words]
  double largest_difference = 0;       // between the two
  double loop_ms = 0, product_ms = 0;  // one pass each, the best of several
};

inline constexpr std::int64_t kMostPathWords = 20000;

// Cosines of `word` with the first words of the vocabulary (at most kMostPathWords), both ways from
// the vectors with their lengths, each timed. Takes about 20 ms: not every frame.
// clock_ms: what the times are read from; empty: the steady clock.
CosinePaths compare_paths(const WordVectors& vectors, TokenId word,
                          const std::function<double()>& clock_ms = {});

}  // namespace wordspace
