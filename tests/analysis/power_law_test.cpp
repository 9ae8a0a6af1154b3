// Fits against SciPy's, and on laws that are known exactly.
#include "analysis/power_law.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/rng.h"
#include "golden.h"

namespace wordspace {
namespace {

TEST_CASE("the line through logarithms is SciPy's, its error included") {
  const GoldenNumbers golden = golden_geometry("power-law");
  const Result<PowerLawFit> fit = fit_power_law(golden.at("x"), golden.at("t"));
  REQUIRE(fit.ok());
  const std::vector<double>& line = golden.at("line");
  CHECK(fit->exponent == doctest::Approx(line[0]).epsilon(1e-7));
  CHECK(fit->standard_error == doctest::Approx(line[1]).epsilon(1e-6));
  CHECK(fit->factor == doctest::Approx(line[2]).epsilon(1e-7));
  CHECK(fit->r_squared == doctest::Approx(line[3]).epsilon(1e-7));
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(std::abs(fit->residuals[i] - golden.at("residuals")[i]) < 1e-7);
  }
}

TEST_CASE("the fit with a fixed cost is SciPy's, its error included") {
  const GoldenNumbers golden = golden_geometry("power-law");
  const Result<PowerLawFit> fit = fit_power_law_with_offset(golden.at("x"), golden.at("late"));
  REQUIRE(fit.ok());
  const std::vector<double>& best = golden.at("offset");
  CHECK(fit->offset == doctest::Approx(best[0]).epsilon(1e-4));
  CHECK(fit->factor == doctest::Approx(best[1]).epsilon(1e-3));
  CHECK(fit->exponent == doctest::Approx(best[2]).epsilon(1e-4));
  CHECK(fit->standard_error == doctest::Approx(best[3]).epsilon(1e-3));
}

TEST_CASE("an exact law is found exactly, and a fixed cost bends the plain line only") {
  std::vector<double> x, square, late;
  for (int i = 0; i < 8; ++i) {
    x.push_back(std::ldexp(1.0, i + 3));
    square.push_back(5e-9 * x.back() * x.back());
    late.push_back(2e-3 + 5e-6 * x.back());
  }
  const Result<PowerLawFit> exact = fit_power_law(x, square);
  REQUIRE(exact.ok());
  CHECK(exact->exponent == doctest::Approx(2));
  CHECK(exact->standard_error < 1e-9);
  CHECK(exact->r_squared == doctest::Approx(1));
  CHECK(exact->factor == doctest::Approx(5e-9));
  CHECK(exact->at(100) == doctest::Approx(5e-5));
  const Result<PowerLawFit> bent = fit_power_law(x, late);
  REQUIRE(bent.ok());
  CHECK(bent->exponent < 0.7);
  const Result<PowerLawFit> straight = fit_power_law_with_offset(x, late);
  REQUIRE(straight.ok());
  CHECK(straight->exponent == doctest::Approx(1).epsilon(1e-6));
  CHECK(straight->offset == doctest::Approx(2e-3).epsilon(1e-6));
  // Nothing fixed: the offset stays at zero and both agree.
  const Result<PowerLawFit> both = fit_power_law_with_offset(x, square);
  REQUIRE(both.ok());
  CHECK(both->exponent == doctest::Approx(2).epsilon(1e-6));
  CHECK(both->at(64) == doctest::Approx(5e-9 * 4096).epsilon(1e-6));
}

TEST_CASE("the stated error holds the truth about as often as it should") {
  int inside = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Rng rng(seed);
    std::vector<double> x, t;
    for (int i = 0; i < 12; ++i) {
      x.push_back(std::pow(1.6, i));
      t.push_back(3 * std::pow(x.back(), 1.5) * std::exp(0.1 * rng.normal()));
    }
    const Result<PowerLawFit> fit = fit_power_law(x, t);
    REQUIRE(fit.ok());
    if (std::abs(fit->exponent - 1.5) < 2.228 * fit->standard_error) ++inside;  // t of 10 degrees
  }
  CHECK(inside > 400 * 0.92);
  CHECK(inside < 400 * 0.98);
}

TEST_CASE("zero, too few and equal sizes are refused; two points make a line without error") {
  const std::vector<double> x = {1, 2, 4}, t = {1, 0, 2};
  CHECK(fit_power_law(x, t).error().code == "power_law.not_positive");
  const std::vector<double> infinite = {1, 2, INFINITY};
  CHECK(fit_power_law(x, infinite).error().code == "power_law.not_positive");
  const std::vector<double> same = {3, 3, 3}, ones = {1, 1, 1};
  CHECK(fit_power_law(same, ones).error().code == "power_law.few_points");
  CHECK_FALSE(fit_power_law({}, {}).ok());
  CHECK_FALSE(fit_power_law_with_offset(x, x).ok());
  const std::vector<double> two = {1, 10}, times = {2, 200};
  const Result<PowerLawFit> line = fit_power_law(two, times);
  REQUIRE(line.ok());
  CHECK(line->exponent == doctest::Approx(2));
  CHECK(line->standard_error == 0.0);
  const Result<PowerLawFit> flat = fit_power_law(x, ones);
  REQUIRE(flat.ok());
  CHECK(flat->exponent == doctest::Approx(0));
  // Times that fall with size still give finite numbers.
  const std::vector<double> five = {1, 2, 3, 4, 5}, falling = {5, 4, 3, 2, 1};
  const Result<PowerLawFit> fall = fit_power_law_with_offset(five, falling);
  REQUIRE(fall.ok());
  CHECK(std::isfinite(fall->exponent));
  CHECK(std::isfinite(fall->standard_error));
}

}  // namespace
}  // namespace wordspace
