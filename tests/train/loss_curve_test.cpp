// The loss curve stays short, even and honest.
#include "train/loss_curve.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace wordspace;

TEST_CASE("a long curve is thinned evenly and keeps the mean of the run") {
  LossCurve curve;
  double sum = 0;
  const int slices = 12345;
  for (int i = 1; i <= slices; ++i) {
    curve.add(i * 100, 2.0 * i, 2);
    sum += i;
  }
  const auto& points = curve.points();
  REQUIRE(points.size() <= kMaxLossPoints);
  REQUIRE(points.size() >= kMaxLossPoints / 2 - 1);
  std::int64_t widest = 0;
  std::int64_t narrowest = 1 << 30;
  double mean = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::int64_t width = points[i].units - (i == 0 ? 0 : points[i - 1].units);
    REQUIRE(width > 0);
    widest = std::max(widest, width);
    narrowest = std::min(narrowest, width);
    mean += points[i].loss * static_cast<double>(width);
  }
  CHECK(widest <= 2 * narrowest);
  mean /= static_cast<double>(points.back().units);
  CHECK(mean == doctest::Approx(sum / slices).epsilon(0.01));
}

TEST_CASE("a point is the mean over its stretch, weighted by what it covers") {
  LossCurve curve;
  CHECK(curve.add(10, 6.0, 2));
  CHECK(curve.newest() == 3.0);
  CHECK_FALSE(curve.add(10, 4.0, 1));
  CHECK(curve.add(11, 2.0, 2));
  CHECK(curve.newest() == 2.0);
  curve.cut(10);
  CHECK(curve.points().size() == 1);
  curve.clear();
  CHECK(curve.newest() == 0.0);
}

TEST_CASE("measurements keep their own value and their number bounded") {
  LossCurve curve;
  for (int i = 0; i < 5000; ++i) curve.add_measurement(i, i);
  CHECK(curve.points().size() <= kMaxLossPoints);
  CHECK(curve.points().front().units == 0);
  CHECK(curve.newest() == 4999);
  curve.add_measurement(4999, 7);
  CHECK(curve.newest() == 7);
}
