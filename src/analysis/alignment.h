// Turning one space onto another, and whose neighbours are no longer the same.
// Not the correlation of whole spaces (analysis/rsa.h).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/rsa.h"
#include "analysis/vectors.h"
#include "core/result.h"

namespace wordspace {

// B turned onto A (a rotation, perhaps with a mirror: angles and lengths in B stay as they are).
struct Alignment {
  int dim = 0;
  std::vector<float> rotation;      // [dim, dim] packed: a row of B times it lies beside A's row
  double raw_cosine = 0;            // mean over the words of cos(A, B) as they came
  double aligned_cosine = 0;        // the same after the turn
  std::vector<float> raw, aligned;  // of each word, in the order of the words
};

// Orthogonal Procrustes on unit rows: the turn R that makes sum |B R - A|^2 smallest, R = U V' of
// the singular value decomposition U S V' of B' A.   Source: Schoenemann 1966.
//   Costs an SVD of [dim, dim]: a few milliseconds at 100.
//   With few words beside the dimension a turn fits by chance: align(a, b, shuffled(words, seed))
//   says how well.
//   Errors: alignment.dim (two dimensions differ; args: both), alignment.no_words.
Result<Alignment> align(const WordVectors& a, const WordVectors& b, const SharedWords& words);

// Every vector of B turned: lies in the space of A.
WordVectors turned(const WordVectors& b, const Alignment& alignment);

// The same words with those of B dealt out anew: what chance alone gives.
SharedWords shuffled(const SharedWords& words, std::uint64_t seed);

// What became of one word's neighbourhood. Neighbours are looked for among the shared words only: a
// word that one space does not know is not held to be a change.
struct NeighborChange {
  std::size_t word = 0;  // index into the shared words
  double overlap = 0;    // share of its k nearest that both spaces name, 0 to 1
  double jaccard = 0;    // common / all that either names
  double profile = 0;    // correlation of its cosines with all the others, in A and in B
};

struct NeighborOverlap {
  int k = 0;                            // neighbours asked for; fewer when there are fewer words
  double overlap = 0, jaccard = 0;      // means over the words
  double chance = 0;                    // overlap of two random choices: k / (words - 1)
  std::vector<NeighborChange> changes;  // in the order of the words, as far as they are done
};

// Word by word, so that an interface stays smooth. Neither vectors nor words are copied: they
// outlive the run.
class NeighborOverlapRun {
 public:
  NeighborOverlapRun(const WordVectors& a, const WordVectors& b, const SharedWords& words, int k);
  // Takes num words more (each n * dim multiplications in both spaces); false when all are done.
  bool advance(int num);
  bool done() const { return next_ >= words_->size(); }
  double share_done() const;
  const NeighborOverlap& result() const { return result_; }

 private:
  const WordVectors* vectors_[2];
  const SharedWords* words_;
  std::size_t next_ = 0;
  std::vector<float> rows_[2];     // [n, dim] unit rows of the shared words
  std::vector<float> cosines_[2];  // [n]
  NeighborOverlap result_;
};
NeighborOverlap neighbor_overlap(const WordVectors& a, const WordVectors& b,
                                 const SharedWords& words, int k);

// The num words that changed most: least overlap first, then the least alike profile.
std::vector<NeighborChange> most_changed(const NeighborOverlap& overlap, int num);
// The k nearest of the shared word `word` among the shared words: ids index into the shared words.
std::vector<ScoredWord> shared_neighbors(const WordVectors& vectors, std::span<const TokenId> words,
                                         std::size_t word, int k);

}  // namespace wordspace
