// Position tables: closed forms of the sinusoid, waves of known length, and what NumPy says.
// Not where tables come from.
#include "analysis/positions.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/rng.h"

namespace wordspace {
namespace {

std::vector<float> sinusoid(int positions, int width) {
  std::vector<float> table;
  for (int p = 0; p < positions; ++p) {
    for (int d = 0; d < width; ++d) {
      const double angle = p / std::pow(10000.0, static_cast<double>(d / 2 * 2) / width);
      table.push_back(static_cast<float>(d % 2 == 0 ? std::sin(angle) : std::cos(angle)));
    }
  }
  return table;
}

std::vector<float> noise(int positions, int width, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> table(static_cast<std::size_t>(positions * width));
  for (float& value : table) value = static_cast<float>(rng.normal());
  return table;
}

TEST_CASE("the cosine of two sinusoidal positions is the mean cosine of their turns") {
  const int positions = 40, width = 16;
  const auto values = sinusoid(positions, width);
  const auto similarity = position_similarity({values, positions, width});
  for (int i = 0; i < positions; ++i) {
    for (int j = 0; j < positions; ++j) {
      // sin a sin b + cos a cos b = cos(a - b); every pair of dimensions has length 1.
      double expected = 0;
      for (int pair = 0; pair < width / 2; ++pair) {
        expected += std::cos((i - j) / std::pow(10000.0, 2.0 * pair / width)) / (width / 2);
      }
      CHECK(static_cast<double>(similarity[static_cast<std::size_t>(i * positions + j)]) ==
            doctest::Approx(expected).epsilon(1e-5));
    }
  }
}

TEST_CASE("the structure score of the sinusoidal tables is what NumPy computes") {
  // numpy: corrcoef of the upper triangle of the cosines with |i - j|.
  const struct {
    int positions, width;
    double score;
  } golden[] = {
      {64, 64, -0.8328371160744809}, {32, 64, -0.8706768261010317}, {128, 96, -0.8341392263125768}};
  for (const auto& row : golden) {
    const auto values = sinusoid(row.positions, row.width);
    const auto similarity = position_similarity({values, row.positions, row.width});
    CHECK(structure_score(similarity, row.positions) == doctest::Approx(row.score).epsilon(1e-5));
  }
}

TEST_CASE("cosines that fall by the distance score -1, alike or without distance they score 0") {
  const int n = 12;
  std::vector<float> falling, same(static_cast<std::size_t>(n * n), 0.5f);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) falling.push_back(1 - 0.05f * static_cast<float>(std::abs(i - j)));
  }
  CHECK(structure_score(falling, n) == doctest::Approx(-1).epsilon(1e-6));
  CHECK(structure_score(same, n) == 0);
  CHECK(structure_score(std::vector<float>(4, 1.0f), 2) == 0);
  CHECK(structure_score({}, 0) == 0);
  const auto means = similarity_by_distance(falling, n);
  REQUIRE(means.size() == n - 1);
  for (int d = 1; d < n; ++d) {
    CHECK(means[static_cast<std::size_t>(d - 1)] == doctest::Approx(1 - 0.05 * d).epsilon(1e-5));
  }
}

TEST_CASE("a vector of zeros is like nothing, and hurts nobody") {
  std::vector<float> values = sinusoid(5, 4);
  std::fill(values.begin() + 8, values.begin() + 12, 0.0f);
  const auto similarity = position_similarity({values, 5, 4});
  for (int j = 0; j < 5; ++j) CHECK(similarity[static_cast<std::size_t>(2 * 5 + j)] == 0);
  for (const float cosine : similarity) CHECK(std::isfinite(cosine));
}

TEST_CASE("shuffles of an ordered table score far less than it, each as its own picture does") {
  const int positions = 32, width = 32;
  const auto values = sinusoid(positions, width);
  const auto similarity = position_similarity({values, positions, width});
  const double score = structure_score(similarity, positions);
  const ShuffledNull null = shuffled_null(similarity, positions, score, 200, 1);
  REQUIRE(null.scores.size() == 200);
  CHECK(null.as_far == 0);
  CHECK(null.low == *std::min_element(null.scores.begin(), null.scores.end()));
  CHECK(null.high == *std::max_element(null.scores.begin(), null.scores.end()));
  CHECK(null.low > -0.3);
  CHECK(null.high < 0.3);
  // The first shuffle done another way: vectors in the new order, cosines anew.
  const std::vector<int> order = shuffled_positions(positions, 1);
  std::vector<int> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (int i = 0; i < positions; ++i) CHECK(sorted[static_cast<std::size_t>(i)] == i);
  std::vector<float> moved;
  for (const int from : order) {
    const auto row = PositionTable{values, positions, width}.row(from);
    moved.insert(moved.end(), row.begin(), row.end());
  }
  const auto anew = position_similarity({moved, positions, width});
  CHECK(anew == reordered(similarity, positions, order));
  CHECK(structure_score(anew, positions) == doctest::Approx(null.scores[0]).epsilon(1e-9));
}

TEST_CASE("noise scores like its own shuffles") {
  int outside = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto values = noise(32, 32, seed);
    const auto similarity = position_similarity({values, 32, 32});
    const double score = structure_score(similarity, 32);
    if (shuffled_null(similarity, 32, score, 100, seed).as_far == 0) ++outside;
  }
  CHECK(outside <= 3);
}

TEST_CASE("the strongest wave of a dimension is found with its length and share") {
  const int positions = 48, width = 5;
  std::vector<float> values;
  for (int p = 0; p < positions; ++p) {
    const double turn = 2 * std::numbers::pi * p / positions;
    values.push_back(static_cast<float>(std::cos(3 * turn + 0.7)));                 // 16 a turn
    values.push_back(static_cast<float>(2 + std::sin(turn)));                       // 48, off zero
    values.push_back(1.5f);                                                         // flat
    values.push_back(p % 2 == 0 ? 1.0f : -1.0f);                                    // 2
    values.push_back(static_cast<float>(2 * std::cos(6 * turn) + std::sin(turn)));  // 4 : 1
  }
  const auto profiles = dimension_profiles({values, positions, width});
  REQUIRE(profiles.size() == 5);
  CHECK(profiles[0].wavelength == 16);
  CHECK(profiles[0].share == doctest::Approx(1).epsilon(1e-5));
  CHECK(profiles[0].deviation == doctest::Approx(std::sqrt(0.5)).epsilon(1e-5));
  CHECK(profiles[1].wavelength == 48);
  CHECK(profiles[1].share == doctest::Approx(1).epsilon(1e-5));
  CHECK(profiles[2].wavelength == 0);
  CHECK(profiles[2].share == 0);
  CHECK(profiles[3].wavelength == 2);
  CHECK(profiles[3].share == doctest::Approx(1).epsilon(1e-5));
  CHECK(profiles[4].wavelength == 8);
  CHECK(profiles[4].share == doctest::Approx(0.8).epsilon(1e-4));
}

TEST_CASE("low sinusoidal dimensions turn fast, high ones slowly") {
  const int width = 64;
  CHECK(sinusoid_wavelength(0, width) == doctest::Approx(2 * std::numbers::pi));
  CHECK(sinusoid_wavelength(1, width) == sinusoid_wavelength(0, width));
  for (int d = 2; d < width; ++d) {
    CHECK(sinusoid_wavelength(d, width) >= sinusoid_wavelength(d - 1, width));
  }
  // One turn brings the angle to 2 pi: the table comes back to where it was.
  for (const int d : {0, 10, 31, 62}) {
    const double wave = sinusoid_wavelength(d, width);
    const double angle = wave / std::pow(10000.0, static_cast<double>(d / 2 * 2) / width);
    CHECK(angle == doctest::Approx(2 * std::numbers::pi));
  }
}

}  // namespace
}  // namespace wordspace
