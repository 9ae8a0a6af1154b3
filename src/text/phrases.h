// The optional phrase pass: joins words that keep company, such as Vietnamese compounds, with '_'.
// Not a parser and not part of the tokenizer: it rewrites the text before that.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/corpus.h"

namespace wordspace {

struct Phrase {
  std::string first;
  std::string second;
  std::int64_t count = 0;
  double pmi = 0;  // log2 of P(first second) over P(first) P(second)
};

// Pairs of neighbouring words worth joining, by falling pmi (ties by spelling).
class PhraseTable {
 public:
  PhraseTable() = default;
  explicit PhraseTable(std::vector<Phrase> phrases);

  const std::vector<Phrase>& phrases() const { return phrases_; }
  bool empty() const { return phrases_.empty(); }
  // The pair's pmi, or a negative number when it is not in the table.
  double score(std::string_view first, std::string_view second) const;

 private:
  std::vector<Phrase> phrases_;
  std::unordered_map<std::string, double> pmi_;  // "first second"
};

// Counts words and neighbouring pairs within lines and keeps pairs seen at least min_count times
// whose pointwise mutual information reaches threshold bits. The count of a pair is lowered by
// min_count / 2 first, so that what is rare does not win by chance. Words must stand directly side
// by side (one space).
//   min_count >= 1 (ENSURE).
//   Source: Mikolov et al. 2013 ("Distributed Representations", section 4) for the discount;
//   MODELS: Text.
PhraseTable learn_phrases(const Corpus& corpus, double threshold, std::int64_t min_count);

// The corpus with the space of each chosen pair replaced by an underscore; of overlapping pairs in
// a line the one with the higher pmi is joined. Everything else, letter case included, is kept.
Corpus apply_phrases(const Corpus& corpus, const PhraseTable& phrases);

}  // namespace wordspace
