// Cosine and Pearson's correlation of two lists of numbers.
// Not matrices of them (analysis/rsa.cpp).
#include "analysis/correlation.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include "core/ensure.h"

namespace wordspace {
namespace {

// The cosine of x + shift_x and y + shift_y.
template <typename Number>
double shifted_cosine(std::span<const Number> x, std::span<const Number> y, double shift_x,
                      double shift_y) {
  double xy = 0;
  double xx = 0;
  double yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double a = static_cast<double>(x[i]) + shift_x;
    const double b = static_cast<double>(y[i]) + shift_y;
    xy += a * b;
    xx += a * a;
    yy += b * b;
  }
  return xx > 0 && yy > 0 ? xy / (std::sqrt(xx) * std::sqrt(yy)) : 0.0;
}

template <typename Number>
double mean(std::span<const Number> x) {
  double sum = 0;
  for (const Number value : x) sum += static_cast<double>(value);
  return x.empty() ? 0.0 : sum / static_cast<double>(x.size());
}

template <typename Number>
bool is_constant(std::span<const Number> x) {
  for (const Number value : x) {
    if (value < x[0] || value > x[0]) return false;
  }
  return true;
}

template <typename Number>
double correlation(std::span<const Number> x, std::span<const Number> y) {
  ENSURE(x.size() == y.size());
  // The mean of equal numbers may miss them by a rounding, and a rounding correlates with anything.
  if (is_constant(x) || is_constant(y)) return 0;
  return shifted_cosine(x, y, -mean(x), -mean(y));
}

}  // namespace

double cosine_of(std::span<const float> x, std::span<const float> y) {
  ENSURE(x.size() == y.size());
  return shifted_cosine(x, y, 0, 0);
}

double pearson(std::span<const float> x, std::span<const float> y) { return correlation(x, y); }
double pearson(std::span<const double> x, std::span<const double> y) { return correlation(x, y); }

OffsetPoint with_offsets(std::span<const float> x, std::span<const float> y, double offset_x,
                         double offset_y) {
  ENSURE(x.size() == y.size());
  // The correlation is computed from the shifted numbers too: that it stays is found, not assumed.
  std::vector<double> a(x.begin(), x.end());
  std::vector<double> b(y.begin(), y.end());
  for (double& value : a) value += offset_x;
  for (double& value : b) value += offset_y;
  return {shifted_cosine<double>(a, b, 0, 0), correlation<double>(a, b)};
}

}  // namespace wordspace
