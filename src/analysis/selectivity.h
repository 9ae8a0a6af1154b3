// How much nearer words of one category are to each other than to words of the others.
// Not a classifier.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/vectors.h"

namespace wordspace {

struct WordCategory {
  std::string name;
  std::vector<std::string> words;
};

struct CategoryScore {
  std::string name;
  double within = 0;           // mean cosine of its pairs
  double between = 0;          // mean cosine of its words with words of the other categories
  int found = 0, missing = 0;  // words the vocabulary knows and does not
};

struct Selectivity {
  double within = 0;            // mean cosine over all pairs of one category
  double between = 0;           // mean cosine over all pairs of two categories
  std::optional<double> ratio;  // within / between; none when between is not above zero
  double difference = 0;        // within - between
  std::int64_t pairs_within = 0, pairs_between = 0;
  int found = 0, missing = 0;
  std::vector<CategoryScore> categories;
  std::vector<std::string> missing_words;
};

// Words are looked up as typed. A word named twice in a category counts once; one that stands in
// two categories counts in both, and is not compared with itself.
Selectivity category_selectivity(const WordVectors& vectors,
                                 std::span<const WordCategory> categories);

}  // namespace wordspace
