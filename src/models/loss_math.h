// The scalar functions of the losses in double, safe at both ends.
// Not fast: training has its own in math/kernels.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace wordspace {

inline double sigma(double x) {
  return x >= 0 ? 1.0 / (1.0 + std::exp(-x)) : std::exp(x) / (1.0 + std::exp(x));
}

// -log sigma(x).
inline double minus_log_sigma(double x) {
  return std::log1p(std::exp(-std::abs(x))) + std::max(0.0, -x);
}

// log of the sum of e^score; scores not empty.
inline double log_sum_exp(std::span<const float> scores) {
  const double largest = static_cast<double>(*std::max_element(scores.begin(), scores.end()));
  double sum = 0;
  for (const float s : scores) sum += std::exp(static_cast<double>(s) - largest);
  return largest + std::log(sum);
}

}  // namespace wordspace
