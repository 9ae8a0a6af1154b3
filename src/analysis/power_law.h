// Straight lines through measurements on two logarithmic axes: t = factor * x ^ exponent.
// Not the measurements.
#pragma once

#include <span>
#include <vector>

#include "core/result.h"

namespace wordspace {

struct PowerLawFit {
  double exponent = 0;
  double standard_error = 0;      // of the exponent; 0 when no point is left over to judge by
  double factor = 0;              // t at x = 1, without the offset
  double offset = 0;              // the time that does not grow with x; 0 in fit_power_law
  double r_squared = 0;           // of log t: 1 - residual squares / squares around the mean
  std::vector<double> residuals;  // log t - log fitted, nats: 0.1 is ten per cent
  double at(double x) const;      // the fitted t
};

// Least squares of log t on log x.
//   x and t of equal size, all above zero and finite. Two points give a line and no error.
//   Errors: power_law.few_points (fewer than two different x), power_law.not_positive.
Result<PowerLawFit> fit_power_law(std::span<const double> x, std::span<const double> t);

// t = offset + factor * x ^ exponent with offset >= 0, by least squares of the relative errors
// (t - fitted) / t: what remains when a fixed cost hides the growth. Takes four different x.
//   Errors: as above.
Result<PowerLawFit> fit_power_law_with_offset(std::span<const double> x, std::span<const double> t);

}  // namespace wordspace
