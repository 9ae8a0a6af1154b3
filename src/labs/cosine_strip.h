// The cosines of one word with all the others as one picture: how many lie where, the extremes by
// name, each word under the pointer.
// Not a list of neighbours.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/vectors.h"
#include "labs/lab.h"

namespace wordspace {

class CosineStrip {
 public:
  // Sorted once for each version and word. word: of the vectors.
  void update(const WordVectors& vectors, std::uint64_t version, TokenId word);
  // height: logical pixels. Returns the clicked word or kUnknownToken. Rects: NAME.
  TokenId draw(LabContext& context, const char* name, const WordVectors& vectors, ImU32 colour,
               float height);
  // All others, nearest first.
  const std::vector<ScoredWord>& sorted() const { return sorted_; }
  double mean() const { return mean_; }
  // The word whose cosine lies nearest to a value; sorted() must not be empty.
  std::size_t nearest_to(double cosine) const;

 private:
  // For the chart that was noted last.
  void note_table(ui::Ui& ui, const char* name, const WordVectors& vectors) const;

  bool known_ = false;
  std::uint64_t version_ = 0;
  TokenId word_ = kUnknownToken;
  std::vector<ScoredWord> sorted_;
  double mean_ = 0;
  double low_ = -1, high_ = 1;  // of the axis
};

}  // namespace wordspace
