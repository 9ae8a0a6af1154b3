// Random choices over a vocabulary: the noise distribution, subsampling of frequent words, windows.
// Not the models that use them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/rng.h"
#include "text/token_id.h"

namespace wordspace {

class Vocabulary;

// Draws i with probability weight[i] / sum in O(1) by Walker's alias method (Vose's construction).
class AliasTable {
 public:
  AliasTable() = default;
  explicit AliasTable(std::span<const double> weights);  // all >= 0, sum > 0 (ENSURE)

  // One 64-bit random word a draw.
  TokenId draw(Rng& rng) const {
    const std::uint64_t r = rng.next();
    const auto slot =
        static_cast<std::uint32_t>(((r >> 32) * static_cast<std::uint64_t>(cells_.size())) >> 32);
    const Cell& cell = cells_[slot];
    return static_cast<std::uint32_t>(r) < cell.threshold ? static_cast<TokenId>(slot) : cell.alias;
  }
  // Exact probability of i as the table has it (for tests and for the picture).
  double probability(TokenId i) const;
  std::size_t size() const { return cells_.size(); }

 private:
  struct Cell {
    std::uint32_t threshold = 0;  // of the low 32 random bits; below it: the slot itself
    TokenId alias = 0;
  };
  std::vector<Cell> cells_;
};

// The noise distribution of negative sampling: counts to the power 3/4.
AliasTable noise_distribution(const Vocabulary& vocabulary, double power = 0.75);

// Probability that subsampling keeps each word: min(1, (sqrt(f/t) + 1) * t / f), f the word's share
// of all words; 1 everywhere when t == 0.   Source: word2vec.c; MODELS: Word2Vec.
std::vector<float> keep_probabilities(const Vocabulary& vocabulary, double t);

}  // namespace wordspace
