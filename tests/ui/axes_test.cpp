// Ticks, thinning and direct labels of charts.
#include "ui/axes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/rng.h"

namespace wordspace::ui {

TEST_CASE(
    "linear ticks stand at 1, 2 or 5 times a power of ten, inside the range, two at least, not too "
    "many") {
  Rng rng(3);
  for (int round = 0; round < 2000; ++round) {
    const double low = rng.normal() * std::pow(10.0, rng.below(9)) * 1e-3;
    const double high = low + (rng.uniform_double() + 1e-3) * std::pow(10.0, rng.below(9)) * 1e-3;
    const int max_num = 2 + static_cast<int>(rng.below(9));
    CAPTURE(low);
    CAPTURE(high);
    CAPTURE(max_num);
    const Ticks ticks = linear_ticks(low, high, max_num);
    CHECK(ticks.values.size() >= 2);
    CHECK(static_cast<int>(ticks.values.size()) <= std::max(max_num, 5));
    CHECK(ticks.labels.size() == ticks.values.size());
    const double digit = ticks.step / std::pow(10.0, std::floor(std::log10(ticks.step) + 1e-9));
    CHECK((std::fabs(digit - 1) < 1e-6 || std::fabs(digit - 2) < 1e-6 ||
           std::fabs(digit - 5) < 1e-6));
    for (const double v : ticks.values) {
      CHECK(v >= low - ticks.step * 1e-6);
      CHECK(v <= high + ticks.step * 1e-6);
    }
    CHECK(std::is_sorted(ticks.values.begin(), ticks.values.end()));
  }
}

TEST_CASE("tick labels have the decimals of their step and no minus zero") {
  CHECK(tick_label(0.30000000000000004, 0.1) == "0.3");
  CHECK(tick_label(2.5, 0.5) == "2.5");
  CHECK(tick_label(3, 1) == "3");
  CHECK(tick_label(-0.25, 0.05) == "\u22120.25");
  CHECK(tick_label(-1e-17, 0.1) == "0.0");
  CHECK(tick_label(200000, 50000) == "200\u2009000");
}

TEST_CASE("log ticks are decades, with 2 and 5 when there is room") {
  const Ticks wide = log_ticks(1, 1e6, 8);
  CHECK(wide.labels ==
        std::vector<std::string>{"1", "10", "100", "1000", "10\u2009000", "10\u2075", "10\u2076"});
  const Ticks narrow = log_ticks(1, 20, 9);
  CHECK(narrow.labels == std::vector<std::string>{"1", "2", "5", "10", "20"});
  const Ticks small = log_ticks(1e-6, 1e-1, 8);
  CHECK(small.labels.front() == "10\u207b\u2076");
  CHECK(small.labels.back() == "0.1");
  const Ticks inside = log_ticks(20, 60000, 3);
  CHECK(inside.labels == std::vector<std::string>{"100", "1000", "10\u2009000"});
  CHECK_FALSE(log_ticks(3, 4, 5).values.size() > 5);
}

TEST_CASE("widening goes outward to whole steps") {
  double low = 2.37, high = 4.33;
  widen_to_ticks(low, high, 5);
  CHECK(low == doctest::Approx(2));
  CHECK(high == doctest::Approx(4.5));
}

TEST_CASE("a thinned line keeps the extremes of every pixel column") {
  Rng rng(1);
  std::vector<float> x, y;
  for (int i = 0; i < 20000; ++i) {
    x.push_back(static_cast<float>(i) * 0.01f);
    y.push_back(static_cast<float>(rng.normal()));
  }
  const auto kept = thinned(x, y);
  CHECK(kept.size() <= 4 * 201);
  CHECK(kept.front() == 0);
  CHECK(kept.back() == x.size() - 1);
  CHECK(std::is_sorted(kept.begin(), kept.end()));
  const auto tallest = static_cast<std::size_t>(std::max_element(y.begin(), y.end()) - y.begin());
  CHECK(std::find(kept.begin(), kept.end(), tallest) != kept.end());
  CHECK(thinned({}, {}).empty());
}

TEST_CASE("direct labels never overlap and stay in their room while they fit") {
  Rng rng(5);
  for (int round = 0; round < 500; ++round) {
    const auto n = static_cast<std::size_t>(1 + rng.below(8));
    std::vector<float> wishes;
    for (std::size_t i = 0; i < n; ++i) wishes.push_back(rng.uniform() * 200);
    const auto centres = spread_labels(wishes, 18, 0, 200);
    REQUIRE(centres.size() == n);
    for (std::size_t i = 0; i < n; ++i) {
      CHECK(centres[i] >= 9 - 0.01f);
      CHECK(centres[i] <= 191 + 0.01f);
      for (std::size_t j = 0; j < i; ++j) {
        CHECK(std::fabs(centres[i] - centres[j]) >= 18 - 0.01f);
        if (wishes[i] < wishes[j]) CHECK(centres[i] < centres[j]);
      }
    }
  }
  const std::vector<float> apart = {20, 60, 100};
  CHECK(spread_labels(apart, 18, 0, 200) == apart);
}

}  // namespace wordspace::ui
