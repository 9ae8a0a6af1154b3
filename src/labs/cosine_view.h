// One word's cosines with all others; cosine beside correlation for two words, with an offset; the
// loop and the matrix product.
// Not the arithmetic (analysis/correlation, labs/cosine_paths) and not a lab.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/correlation.h"
#include "labs/cosine_paths.h"
#include "labs/cosine_strip.h"
#include "labs/vector_choice.h"

namespace wordspace {

class CosineView {
 public:
  void draw(LabContext& context, VectorChoice& choice);
  // cosine.a, cosine.b, cosine.offset, cosine.both; to read only, as last drawn: cosine.cosine,
  // cosine.correlation
  bool set(std::string_view field, std::string_view value);
  std::string get(std::string_view field) const;

 private:
  void draw_strip(LabContext& context, VectorChoice& choice);
  void draw_pair(LabContext& context, VectorChoice& choice);
  void draw_numbers(LabContext& context, VectorChoice& choice);
  void draw_paths(LabContext& context, VectorChoice& choice);
  void compute(const VectorChoice& choice, TokenId a, TokenId b);

  std::string a_ = "king", b_ = "queen";
  std::string suggested_a_ = a_, suggested_b_ = b_;
  float offset_ = 0;  // in deviations of a word's own numbers
  bool both_ = true;  // or only to the first word

  CosineStrip strip_;
  std::string signature_;        // of what follows
  std::vector<double> xs_, ys_;  // the numbers of both words, offset included
  double added_x_ = 0, added_y_ = 0;
  OffsetPoint now_;
  std::vector<double> sweep_, sweep_cosine_, sweep_correlation_;
  double limit_low_ = -1, limit_high_ = 1;  // of the axes: room for every offset
  std::optional<CosinePaths> paths_;
  std::string paths_word_;
  std::uint64_t paths_version_ = 0;
};

}  // namespace wordspace
