// The loss curve stays short, even and honest.
#include "train/loss_curve.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace wordspace;

TEST_CASE("stretches cover any run from end to end, evenly and boundedly") {
  for (const std::int64_t total :
       {std::int64_t{1}, std::int64_t{255}, std::int64_t{257}, std::int64_t{12345},
        std::int64_t{4402345}, std::int64_t{1} << 55}) {
    LossCurve curve;
    curve.begin(total, 0);
    std::int64_t at = 0;
    std::int64_t widest = 0, narrowest = total;
    while (at < total) {
      const std::int64_t end = curve.stretch_end(at);
      REQUIRE(end > at);
      REQUIRE(curve.stretch_end(end - 1) == end);
      widest = std::max(widest, end - at);
      narrowest = std::min(narrowest, end - at);
      REQUIRE(curve.add(end, 1.0, 1));
      at = end;
    }
    CHECK(at == total);
    CHECK(curve.stretch_end(at) > total);
    CHECK(curve.points().size() <= static_cast<std::size_t>(LossCurve::kStretches));
    CHECK(widest - narrowest <= 1);
    CHECK(narrowest >= std::min(total, LossCurve::kMinStretch));
  }
}

TEST_CASE("a point is the mean over its stretch, weighted by what it covers") {
  LossCurve curve;
  curve.begin(1024, 0);
  CHECK(curve.newest() == 0.0);
  CHECK_FALSE(curve.add(100, 6.0, 2));
  CHECK(curve.newest() == 3.0);  // stands in for the first point
  CHECK_FALSE(curve.add(200, 0.0, 2));
  CHECK(curve.newest() == 1.5);
  CHECK(curve.add(256, 6.0, 4));
  CHECK(curve.newest() == 1.5);
  CHECK_FALSE(curve.add(300, 90.0, 1));
  CHECK(curve.newest() == 1.5);
  CHECK(curve.add(600, 10.0, 1));  // over the end of its stretch: closed late, not twice
  REQUIRE(curve.points().size() == 2);
  CHECK(curve.newest() == 50.0);
  CHECK(curve.points().back().units == 600);
  CHECK(curve.add(768, 4.0, 1));
  curve.cut(600);
  CHECK(curve.points().size() == 2);
  CHECK(curve.add(1024, 8.0, 1));
  CHECK(curve.newest() == 8.0);
  curve.begin(1024, 300);
  CHECK(curve.newest() == 0.0);
  curve.add(500, 2.0, 1);
  CHECK(curve.add(512, 2.0, 1));
  CHECK(curve.points().size() == 1);
}

TEST_CASE("the order in which a stretch is summed does not show") {
  LossCurve whole, parts;
  whole.begin(256, 0);
  parts.begin(256, 0);
  double sum = 0;
  for (int i = 1; i <= 256; ++i) sum += 1.0 / i;
  whole.add(256, sum, 256);
  for (int i = 256; i >= 1; --i) parts.add(257 - i, 1.0 / i, 1);
  REQUIRE(parts.points().size() == 1);
  CHECK(whole.newest() == parts.newest());
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
