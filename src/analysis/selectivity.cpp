// Mean cosines within and between categories.
// Not a classifier.
#include "analysis/selectivity.h"

#include <algorithm>

#include "analysis/spelling.h"

namespace wordspace {

Selectivity category_selectivity(const WordVectors& vectors,
                                 std::span<const WordCategory> categories) {
  Selectivity result;
  std::vector<std::vector<TokenId>> ids(categories.size());
  for (std::size_t c = 0; c < categories.size(); ++c) {
    CategoryScore& score = result.categories.emplace_back();
    score.name = categories[c].name;
    for (const std::string& word : categories[c].words) {
      const TokenId id = vectors.empty() ? kUnknownToken : find_word(vectors.vocabulary(), word);
      if (id == kUnknownToken) {
        ++score.missing;
        result.missing_words.push_back(word);
      } else if (std::find(ids[c].begin(), ids[c].end(), id) == ids[c].end()) {
        ++score.found;
        ids[c].push_back(id);
      }
    }
    result.found += score.found;
    result.missing += score.missing;
  }
  double within = 0;
  double between = 0;
  std::vector<double> own_between(categories.size(), 0);
  std::vector<std::int64_t> own_pairs(categories.size(), 0);
  for (std::size_t c = 0; c < categories.size(); ++c) {
    double own = 0;
    std::int64_t pairs = 0;
    for (std::size_t i = 0; i < ids[c].size(); ++i) {
      for (std::size_t j = i + 1; j < ids[c].size(); ++j) {
        own += static_cast<double>(vectors.cosine(ids[c][i], ids[c][j]));
        ++pairs;
      }
    }
    result.categories[c].within = pairs > 0 ? own / static_cast<double>(pairs) : 0;
    within += own;
    result.pairs_within += pairs;
    for (std::size_t d = c + 1; d < categories.size(); ++d) {
      for (const TokenId x : ids[c]) {
        for (const TokenId y : ids[d]) {
          if (x == y) continue;
          const auto cosine = static_cast<double>(vectors.cosine(x, y));
          between += cosine;
          ++result.pairs_between;
          own_between[c] += cosine;
          own_between[d] += cosine;
          ++own_pairs[c];
          ++own_pairs[d];
        }
      }
    }
  }
  for (std::size_t c = 0; c < categories.size(); ++c) {
    if (own_pairs[c] > 0) {
      result.categories[c].between = own_between[c] / static_cast<double>(own_pairs[c]);
    }
  }
  if (result.pairs_within > 0) result.within = within / static_cast<double>(result.pairs_within);
  if (result.pairs_between > 0) {
    result.between = between / static_cast<double>(result.pairs_between);
  }
  if (result.pairs_within > 0 && result.pairs_between > 0) {
    result.difference = result.within - result.between;
    if (result.between > 0) result.ratio = result.within / result.between;
  }
  return result;
}

}  // namespace wordspace
