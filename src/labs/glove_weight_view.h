// The weight curve f(X) over the text's own histogram of counts, with sliders.
// Not a setting of its own: the sliders set the run's.
#pragma once

#include <memory>
#include <vector>

#include "labs/glove_parts.h"

namespace wordspace {

// What a choice of x_max and alpha does to the cells, from their histogram: a frame may wait for
// some dozens of bins, not for millions of cells. Within a few hundredths of the exact shares.
struct WeightShares {
  double full = 0;   // share of cells that weigh 1
  double mean = 0;   // mean weight of a cell
  double heavy = 0;  // share of all weight that the cells with weight 1 carry
};
WeightShares weight_shares(const GloveCounts& counts, double x_max, double alpha);

class GloveWeightView {
 public:
  void draw(LabContext& context);
  // As drawn last; all 0 before.
  const WeightShares& shares() const { return shares_; }

 private:
  void follow(const GloveCounts& counts, double x_max, double alpha);

  const GloveCounts* seen_ = nullptr;
  double seen_x_max_ = 0, seen_alpha_ = -1;
  std::vector<double> bar_x_, bar_y_, curve_x_, curve_y_;
  WeightShares shares_;
};

}  // namespace wordspace
