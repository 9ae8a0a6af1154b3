// Pearson's correlation and the cosine of two lists of numbers, and what a constant does to each.
// Not a question about words (analysis/rsa.h).
#pragma once

#include <span>

namespace wordspace {

// Cosine of the angle between x and y: sum x y / (|x| |y|). 0 when one of them is all zero.
//   x and y of equal size. Sums in double.
double cosine_of(std::span<const float> x, std::span<const float> y);

// Pearson's correlation, which is the cosine of x - mean(x) and y - mean(y). 0 when one of them is
// constant: nothing varies with anything.   x and y of equal size.
double pearson(std::span<const float> x, std::span<const float> y);
double pearson(std::span<const double> x, std::span<const double> y);

// Both, after a constant was added to every number of x and another to every number of y: the
// cosine moves, the correlation does not.
struct OffsetPoint {
  double cosine = 0, correlation = 0;
};
OffsetPoint with_offsets(std::span<const float> x, std::span<const float> y, double offset_x,
                         double offset_y);

}  // namespace wordspace
