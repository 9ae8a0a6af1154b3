// How often words stand near each other: the counts that GloVe fits.
// Not a model, and no training order.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/result.h"
#include "text/token_id.h"

namespace wordspace {

struct EncodedCorpus;

// The symmetric matrix X of one corpus, non-zero cells only. Immutable once counted.
// X_ij = sum over all places of i and j at most `window` words apart in one line of 1 / distance.
// Windows stay within a line, as Word2Vec's do: a line is a sentence, a verse or an entry of a
// dictionary, and what stands on the next one need not belong to it. Rare words were left out
// before, so distances are counted in words of the vocabulary (as Stanford's cooccur does).
//
// Stored once for i < j, in rows of ascending j, 8 bytes a pair; the diagonal apart, one float a
// word. A cell is an ordered pair (i, j), so a pair i < j makes two.
class Cooccurrence {
 public:
  struct Pair {
    TokenId column = 0;  // j > i
    float count = 0;     // X_ij, rounded once from a double
  };

  std::int64_t num_words() const { return static_cast<std::int64_t>(diagonal_.size()); }
  int window() const { return window_; }
  // Ordered cells with X_ij > 0, the diagonal included.
  std::int64_t num_cells() const {
    return 2 * static_cast<std::int64_t>(pairs_.size()) +
           static_cast<std::int64_t>(diagonal_words_.size());
  }

  // X_ij; 0 where the words never meet. O(log row).
  float count(TokenId i, TokenId j) const;
  // Sum of a row, the diagonal included: X_i.
  double row_sum(TokenId i) const { return row_sums_[static_cast<std::size_t>(i)]; }
  double total() const { return total_; }
  float largest() const { return largest_; }
  float smallest() const { return smallest_; }

  // The count of the cell that `share` of all cells do not exceed (nearest rank), 0 < share <= 1;
  // exact, without a sorted copy. 0 when there are no cells. One pass over the pairs or two.
  float percentile(double share) const;
  // How many cells have a count in [edge[k], edge[k + 1]); the last range includes its end.
  std::vector<std::int64_t> histogram(std::span<const double> edges) const;

  // As stored: row i's pairs, ascending columns.
  std::span<const Pair> row(TokenId i) const {
    const auto r = static_cast<std::size_t>(i);
    return std::span(pairs_).subspan(row_begin_[r], row_begin_[r + 1] - row_begin_[r]);
  }
  std::span<const Pair> pairs() const { return pairs_; }
  // Words that stand near themselves, ascending.
  std::span<const TokenId> diagonal_words() const { return diagonal_words_; }
  // The row that pairs()[index] belongs to. O(1) on average.
  TokenId row_of(std::size_t index) const {
    auto r = static_cast<std::size_t>(row_hint_[index / kHintPairs]);
    while (row_begin_[r + 1] <= index) ++r;
    return static_cast<TokenId>(r);
  }

  // Memory that it keeps: about 8 bytes a pair and 24 a word.
  std::int64_t bytes() const;

 private:
  friend class CooccurrenceCounter;
  static constexpr std::size_t kHintPairs = 64;

  int window_ = 0;
  std::vector<std::uint32_t> row_begin_ = {0};  // [words + 1] into pairs_
  std::vector<Pair> pairs_;
  std::vector<TokenId> row_hint_;  // row of every kHintPairs-th pair
  std::vector<float> diagonal_;    // [words]
  std::vector<TokenId> diagonal_words_;
  std::vector<double> row_sums_;  // [words]
  double total_ = 0;
  float largest_ = 0, smallest_ = 0;
};

// Counts word after word: a word's places are found through an index of the corpus, its row is
// summed in doubles and closed, and nothing is ever merged or sorted on disk. Beside the result it
// needs 5 bytes a word of the corpus and 16 a word of the vocabulary; the order of every sum is
// fixed, so the counts are the same everywhere.
class CooccurrenceCounter {
 public:
  // Most pairs that are kept: 512 MB.
  static constexpr std::int64_t kMostPairs = std::int64_t{64} << 20;

  // corpus lives as long as the counter. window >= 1 (ENSURE).
  CooccurrenceCounter(const EncodedCorpus& corpus, int window,
                      std::int64_t most_pairs = kMostPairs);
  // Counts about num_places further places of words; false when all is counted or given up.
  bool advance(std::int64_t num_places);
  double share_done() const;
  // The matrix, once advance() has returned false. The counter is empty after.
  //   Errors: glove.no_pairs (no two words share a line), glove.too_large (more than most_pairs).
  Result<std::shared_ptr<const Cooccurrence>> take();

 private:
  void close_row(TokenId i);

  const EncodedCorpus& corpus_;
  std::uint32_t window_;
  std::int64_t most_pairs_;
  std::vector<std::uint32_t> place_begin_;  // [words + 1] into places_
  std::vector<std::uint32_t> places_;       // where each word stands
  std::vector<double> sums_;                // [words]: the open row
  std::vector<TokenId> touched_;            // its columns, in order of appearance
  std::vector<double> inverse_;             // 1 / distance
  std::vector<std::uint8_t> begins_line_;   // [tokens + 1]
  TokenId next_ = 0;
  bool too_large_ = false;
  std::shared_ptr<Cooccurrence> out_;
};

// All at once.
Result<std::shared_ptr<const Cooccurrence>> count_cooccurrence(const EncodedCorpus& corpus,
                                                               int window);

}  // namespace wordspace
