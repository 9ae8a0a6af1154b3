// Representational similarity analysis: do two spaces hold the same words near and far? Neither
// needs to know the other's axes, nor as many of them.
// Not an alignment of the spaces (analysis/alignment.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analysis/vectors.h"
#include "core/result.h"
#include "core/rng.h"

namespace wordspace {

// Words that two vocabularies share, as numbers in each: a[i] and b[i] are the same word.
struct SharedWords {
  std::vector<TokenId> a, b;
  std::size_t size() const { return a.size(); }
};

// The most frequent ones in both (by the worse of a word's two ranks), at most max_words; 0: all.
SharedWords shared_words(const Vocabulary& a, const Vocabulary& b, std::int64_t max_words);
// The same for words somebody chose, in her order and each once; `missing` takes those that one of
// the two does not know.
SharedWords shared_words(const Vocabulary& a, const Vocabulary& b,
                         std::span<const std::string> chosen, std::vector<std::string>* missing);

// Cosine of every word with every other, [n, n] packed, symmetric, 1 on the diagonal (0 for a word
// whose vector is zero).
std::vector<float> cosine_matrix(const WordVectors& vectors, std::span<const TokenId> words);

struct RsaOptions {
  std::int64_t max_words = 1000;  // n words are n (n - 1) / 2 pairs
  int num_shuffles = 1000;        // of the null; 0: none
  int num_resamples = 1000;       // of the bootstrap; 0: none
  std::uint64_t seed = 1;
};

inline constexpr std::int64_t kRsaLeastWords = 5;    // ten pairs: fewer say nothing
inline constexpr std::int64_t kRsaMostWords = 4000;  // two tables of 64 MB

struct RsaResult {
  double correlation = 0;  // Pearson's, of the cosines of all pairs
  // The same after the words of B were shuffled: what no agreement looks like. Its mean, and the
  // range that holds 95 % of the shuffles.
  double null_mean = 0, null_low = 0, null_high = 0;
  // 95 % of the correlations when the words are drawn again with replacement (pairs of a word with
  // itself left out): what other words of this kind would have given.
  double low = 0, high = 0;
  std::int64_t words = 0, pairs = 0;
  std::vector<double> shuffles, resamples;  // as far as they are done, in the order drawn
};

// Correlates the upper triangles (without the diagonal) of two cosine matrices, a little at a time
// so that an interface stays smooth.
//   Source: Kriegeskorte, Mur and Bandettini 2008. Bootstrap over words: Nili et al. 2014.
class RsaRun {
 public:
  // Copies what it needs. n = words shared, in the order of `words`.
  RsaRun(const WordVectors& a, const WordVectors& b, const SharedWords& words,
         const RsaOptions& options);
  // Two square matrices [n, n] of the same words; only what stands above the diagonal is read.
  RsaRun(std::span<const float> cosines_a, std::span<const float> cosines_b, std::int64_t n,
         const RsaOptions& options);

  // Takes num pieces more, each about n * n / 2 multiplications (a few rows of the matrices, a
  // shuffle or a resample); false when all is done. With fewer than kRsaLeastWords words it is done
  // at once and everything stays 0.
  bool advance(int num);
  bool done() const;
  double share_done() const;  // 0 to 1
  // The correlation stands (its null and interval may still be under way).
  bool has_correlation() const { return has_correlation_; }
  const RsaResult& result() const { return result_; }

 private:
  void take_rows();
  void finish_matrices();
  void shuffle();
  void resample();

  RsaOptions options_;
  std::size_t n_ = 0;
  int dim_[2] = {0, 0};
  std::vector<float> rows_[2];     // [n, dim] unit rows; given back when the matrices stand
  std::vector<float> cosines_[2];  // [n, n]; then centred, 0 on the diagonal; given back at the end
  double deviation_[2] = {0, 0};   // root of the summed squares above the diagonal
  std::size_t next_row_ = 0;
  bool has_correlation_ = false;
  Rng shuffle_rng_, resample_rng_;
  std::vector<std::uint32_t> order_;
  std::vector<float> weights_;
  RsaResult result_;
};

// All of it at once. Errors: rsa.few_words (args: how many words are shared, how many it takes).
Result<RsaResult> rsa(const WordVectors& a, const WordVectors& b, const RsaOptions& options);

// The value below which a share of the values lies, interpolated between neighbours (numpy's
// "linear"); 0 for none.   share 0 to 1.
double quantile(std::vector<double> values, double share);

}  // namespace wordspace
