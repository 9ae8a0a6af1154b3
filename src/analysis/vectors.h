// Word vectors with their words, normalised once: what every question about geometry is asked of.
// Not tied to a model: from a snapshot, a file or a test alike.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/vocabulary.h"

namespace wordspace {

struct ScoredWord {
  TokenId id = 0;
  float score = 0;
};

class WordVectors {
 public:
  WordVectors() = default;
  // vectors [V, dim] packed; copies and keeps unit rows beside the lengths.
  WordVectors(std::shared_ptr<const Vocabulary> vocabulary, std::span<const float> vectors,
              int dim);

  bool empty() const { return rows_ == 0; }
  TokenId size() const { return rows_; }
  int dim() const { return dim_; }
  const Vocabulary& vocabulary() const { return *vocabulary_; }
  std::shared_ptr<const Vocabulary> shared_vocabulary() const { return vocabulary_; }
  std::span<const float> unit(TokenId id) const;  // [dim], length 1 (0 for a zero vector)
  float length(TokenId id) const;
  float cosine(TokenId a, TokenId b) const;
  // Cosine of every word with a query [dim] (any length), one matrix-vector product. out [V].
  void cosines(std::span<const float> query, std::span<float> out) const;
  std::span<const float> unit_data() const { return unit_; }

 private:
  std::shared_ptr<const Vocabulary> vocabulary_;
  int dim_ = 0;
  TokenId rows_ = 0;
  std::vector<float> unit_, lengths_;
};

// The num best scores, falling, ties by id; words in excluded left out.
std::vector<ScoredWord> top_scores(std::span<const float> scores, int num,
                                   std::span<const TokenId> excluded);

// Exact nearest words to `word` by cosine, itself left out.
std::vector<ScoredWord> neighbors(const WordVectors& vectors, TokenId word, int num);

}  // namespace wordspace
