// Fits of t = factor * x ^ exponent, with and without a fixed cost.
// Not the measurements.
#include "analysis/power_law.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace wordspace {
namespace {

Status check(std::span<const double> x, std::span<const double> t, std::size_t least) {
  ENSURE(x.size() == t.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!(x[i] > 0) || !(t[i] > 0) || !std::isfinite(x[i]) || !std::isfinite(t[i])) {
      return Error{"power_law.not_positive",
                   "A measurement of zero or less has no place on a logarithmic axis.",
                   "Measure again with more work a step."};
    }
  }
  std::vector<double> distinct(x.begin(), x.end());
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.size() < least) {
    return Error{"power_law.few_points",
                 "A line takes measurements at " + std::to_string(least) + " different sizes.",
                 "Measure at more sizes.",
                 {std::to_string(least)}};
  }
  return Done{};
}

// R squared and residuals of a fit whose curve stands.
void judge(PowerLawFit& fit, std::span<const double> x, std::span<const double> t) {
  double mean = 0;
  for (const double value : t) mean += std::log(value);
  mean /= static_cast<double>(t.size());
  double around_fit = 0;
  double around_mean = 0;
  fit.residuals.clear();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double residual = std::log(t[i]) - std::log(fit.at(x[i]));
    fit.residuals.push_back(residual);
    around_fit += residual * residual;
    around_mean += (std::log(t[i]) - mean) * (std::log(t[i]) - mean);
  }
  fit.r_squared = around_mean > 0 ? 1 - around_fit / around_mean : 1;
}

// For one exponent: the offset >= 0 and the factor > 0 with the smallest squares of relative errors
// over z = x / scale. Infinite squares when there is no such factor.
struct Candidate {
  double offset = 0, factor = 0;
  double squares = std::numeric_limits<double>::infinity();
};
Candidate best_for(double exponent, std::span<const double> z, std::span<const double> t) {
  double pp = 0;
  double pq = 0;
  double qq = 0;
  double p = 0;
  double q = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double u = 1 / t[i];
    const double v = std::pow(z[i], exponent) / t[i];
    pp += u * u;
    pq += u * v;
    qq += v * v;
    p += u;
    q += v;
  }
  Candidate best;
  const double determinant = pp * qq - pq * pq;
  if (determinant > 1e-14 * pp * qq) {
    best.offset = (p * qq - q * pq) / determinant;
    best.factor = (q * pp - p * pq) / determinant;
  }
  if (!(best.offset > 0)) {
    best.offset = 0;
    best.factor = q / qq;
  }
  if (!(best.factor > 0)) return {};
  best.squares = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double error = (best.offset + best.factor * std::pow(z[i], exponent)) / t[i] - 1;
    best.squares += error * error;
  }
  return best;
}

}  // namespace

double PowerLawFit::at(double x) const { return offset + factor * std::pow(x, exponent); }

Result<PowerLawFit> fit_power_law(std::span<const double> x, std::span<const double> t) {
  const Status usable = check(x, t, 2);
  if (!usable.ok()) return usable.error();
  const auto n = static_cast<double>(x.size());
  double mean_x = 0;
  double mean_t = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += std::log(x[i]) / n;
    mean_t += std::log(t[i]) / n;
  }
  double xx = 0;
  double xt = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = std::log(x[i]) - mean_x;
    xx += dx * dx;
    xt += dx * (std::log(t[i]) - mean_t);
  }
  PowerLawFit fit;
  fit.exponent = xt / xx;
  fit.factor = std::exp(mean_t - fit.exponent * mean_x);
  judge(fit, x, t);
  if (x.size() > 2) {
    double squares = 0;
    for (const double residual : fit.residuals) squares += residual * residual;
    fit.standard_error = std::sqrt(squares / (n - 2) / xx);
  }
  return fit;
}

Result<PowerLawFit> fit_power_law_with_offset(std::span<const double> x,
                                              std::span<const double> t) {
  const Status usable = check(x, t, 4);
  if (!usable.ok()) return usable.error();
  const auto n = static_cast<double>(x.size());
  double mean = 0;
  for (const double value : x) mean += std::log(value) / n;
  const double scale = std::exp(mean);  // keeps powers near 1
  std::vector<double> z(x.begin(), x.end());
  for (double& value : z) value /= scale;

  // A grid for the valley, then golden sections within it.
  constexpr double kFrom = 0.05;
  constexpr double kTo = 5;
  constexpr double kStep = 0.05;
  double exponent = 0;
  double smallest = std::numeric_limits<double>::infinity();
  for (double p = kFrom; p <= kTo; p += kStep) {
    const double squares = best_for(p, z, t).squares;
    if (squares < smallest) {
      smallest = squares;
      exponent = p;
    }
  }
  if (!std::isfinite(smallest)) return fit_power_law(x, t);
  double low = std::max(exponent - kStep, kFrom / 2);
  double high = exponent + kStep;
  const double golden = (std::sqrt(5.0) - 1) / 2;
  for (int i = 0; i < 60; ++i) {
    const double left = high - golden * (high - low);
    const double right = low + golden * (high - low);
    if (best_for(left, z, t).squares < best_for(right, z, t).squares) {
      high = right;
    } else {
      low = left;
    }
  }
  exponent = (low + high) / 2;
  const Candidate best = best_for(exponent, z, t);
  PowerLawFit fit;
  fit.exponent = exponent;
  fit.offset = best.offset;
  fit.factor = best.factor / std::pow(scale, exponent);
  judge(fit, x, t);

  // The error from the slopes of the relative errors in exponent, factor and (unless it stands at
  // its limit) offset.
  const Eigen::Index parameters = best.offset > 0 ? 3 : 2;
  const auto rows = static_cast<Eigen::Index>(x.size());
  if (rows > parameters) {
    Eigen::MatrixXd slopes(rows, parameters);
    for (Eigen::Index i = 0; i < rows; ++i) {
      const auto k = static_cast<std::size_t>(i);
      const double power = std::pow(z[k], exponent);
      slopes(i, 0) = best.factor * power * std::log(z[k]) / t[k];
      slopes(i, 1) = power / t[k];
      if (parameters == 3) slopes(i, 2) = 1 / t[k];
    }
    // Columns of like size, so that the inverse is sound.
    const double size = slopes.col(0).norm();
    for (Eigen::Index c = 0; c < parameters; ++c) slopes.col(c).normalize();
    const Eigen::MatrixXd inverse = (slopes.transpose() * slopes)
                                        .ldlt()
                                        .solve(Eigen::MatrixXd::Identity(parameters, parameters));
    const double variance = best.squares / static_cast<double>(rows - parameters);
    fit.standard_error = std::sqrt(std::max(variance * inverse(0, 0), 0.0)) / size;
  }
  return fit;
}

}  // namespace wordspace
