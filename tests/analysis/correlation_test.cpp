// Cosine and correlation against NumPy, and what an offset does to each.
#include "analysis/correlation.h"

#include <doctest/doctest.h>

#include <vector>

#include "golden.h"
#include "made_vectors.h"

namespace wordspace {
namespace {

std::vector<float> second_list() {
  const std::vector<float> x = hashed("x", 50);
  std::vector<float> y = hashed("y", 50);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += 0.5f * x[i];
  return y;
}

TEST_CASE("cosine and correlation are NumPy's") {
  const GoldenNumbers golden = golden_geometry("correlation");
  const std::vector<float> x = hashed("x", 50), y = second_list();
  CHECK(cosine_of(x, y) == doctest::Approx(golden.at("cosine")[0]).epsilon(1e-7));
  CHECK(pearson(x, y) == doctest::Approx(golden.at("correlation")[0]).epsilon(1e-7));
  const OffsetPoint moved = with_offsets(x, y, 0.75, -2);
  CHECK(moved.cosine == doctest::Approx(golden.at("offset")[0]).epsilon(1e-7));
  CHECK(moved.correlation == doctest::Approx(golden.at("offset")[1]).epsilon(1e-7));
}

TEST_CASE("an offset moves the cosine and leaves the correlation, which is the centred cosine") {
  const std::vector<float> x = random_rows(100, 3), y = random_rows(100, 4);
  const OffsetPoint none = with_offsets(x, y, 0, 0);
  CHECK(none.cosine == doctest::Approx(cosine_of(x, y)));
  CHECK(none.correlation == doctest::Approx(pearson(x, y)));
  double before = none.cosine;
  for (const double offset : {0.5, 1.0, 4.0, 100.0}) {
    const OffsetPoint both = with_offsets(x, y, offset, offset);
    CHECK(both.correlation == doctest::Approx(none.correlation).epsilon(1e-9));
    CHECK(both.cosine > before);  // towards 1: both point along the same constant
    before = both.cosine;
  }
  CHECK(before > 0.999);
  std::vector<float> cx = x, cy = y;
  double mean_x = 0, mean_y = 0;
  for (const float value : x) mean_x += static_cast<double>(value) / 100;
  for (const float value : y) mean_y += static_cast<double>(value) / 100;
  for (float& value : cx) value -= static_cast<float>(mean_x);
  for (float& value : cy) value -= static_cast<float>(mean_y);
  CHECK(cosine_of(cx, cy) == doctest::Approx(none.correlation).epsilon(1e-5));
}

TEST_CASE("what does not vary correlates with nothing, and no numbers give no number") {
  const std::vector<float> flat(7, 0.1f), x = random_rows(7, 1), zero(7, 0.0f);
  CHECK(pearson(flat, x) == 0.0);
  CHECK(pearson(x, flat) == 0.0);
  CHECK(cosine_of(zero, x) == 0.0);
  CHECK(pearson(std::vector<float>(), std::vector<float>()) == 0.0);
  CHECK(pearson(std::vector<double>{1, 2, 3}, std::vector<double>{-2, -4, -6}) ==
        doctest::Approx(-1));
  CHECK(cosine_of(std::vector<float>{3e38f, 0}, std::vector<float>{1e-38f, 0}) ==
        doctest::Approx(1));
}

}  // namespace
}  // namespace wordspace
