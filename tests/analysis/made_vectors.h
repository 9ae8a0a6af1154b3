// Small word vectors for the tests of analysis.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analysis/vectors.h"
#include "core/rng.h"

namespace wordspace {

inline WordVectors make_vectors(std::vector<std::string> words, const std::vector<float>& rows) {
  const int dim = static_cast<int>(rows.size() / words.size());
  std::vector<std::int64_t> counts(words.size(), 1);
  return WordVectors(std::make_shared<Vocabulary>(std::move(words), std::move(counts)), rows, dim);
}

inline std::vector<float> random_rows(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> rows(count);
  for (float& x : rows) x = static_cast<float>(rng.normal());
  return rows;
}

inline WordVectors random_vectors(int num_words, int dim, std::uint64_t seed) {
  std::vector<std::string> words;
  for (int i = 0; i < num_words; ++i) words.push_back("w" + std::to_string(i));
  return make_vectors(std::move(words),
                      random_rows(static_cast<std::size_t>(num_words * dim), seed));
}

// A world where royalty and gender are two directions.
inline WordVectors royal_vectors() {
  return make_vectors({"man", "woman", "king", "queen", "apple", "it's", "nhà", "đà_nẵng"},
                      {1,  0,  0,    1,                   //
                       0,  1,  0,    1,                   //
                       1,  0,  1,    1,                   //
                       0,  1,  1,    1,                   //
                       -1, -1, 0.1f, 0, -1, 0.5f, -1, 0,  //
                       0,  0,  -1,   2,                   //
                       0,  -2, 1,    0});
}

}  // namespace wordspace
