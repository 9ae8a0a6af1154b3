// PCA against brute force, alignment, and t-SNE against finite differences and its definition.
#include "analysis/projection.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "analysis/tsne_kernel.h"
#include "core/ensure.h"
#include "made_vectors.h"

using namespace wordspace;

namespace {

// Rows with a known spread along known directions.
std::vector<float> cloud(std::size_t n, std::size_t dim, std::uint64_t seed) {
  std::vector<float> rows = random_rows(n * dim, seed);
  for (std::size_t i = 0; i < n; ++i) {
    rows[i * dim] = 5 * rows[i * dim] + 3;
    rows[i * dim + 1] = 2 * rows[i * dim + 1] + rows[i * dim];
  }
  return rows;
}

// The largest eigenvector of a covariance matrix by power iteration, in double.
std::vector<double> top_axis(std::vector<std::vector<double>>& covariance, double& value) {
  const std::size_t d = covariance.size();
  std::vector<double> v(d, 1.0);
  for (int iteration = 0; iteration < 5000; ++iteration) {
    std::vector<double> w(d, 0.0);
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j < d; ++j) w[i] += covariance[i][j] * v[j];
    }
    double norm = 0;
    for (const double x : w) norm += x * x;
    value = std::sqrt(norm);
    for (std::size_t i = 0; i < d; ++i) v[i] = w[i] / value;
  }
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) covariance[i][j] -= value * v[i] * v[j];
  }
  return v;
}

double divergence_in_double(const std::vector<float>& pairs, const std::vector<double>& y) {
  const std::size_t n = y.size() / 2;
  double z = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      z += 1 / (1 + std::pow(y[2 * i] - y[2 * j], 2) + std::pow(y[2 * i + 1] - y[2 * j + 1], 2));
    }
  }
  double kl = 0;
  std::size_t k = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j, ++k) {
      const double q =
          1 / (1 + std::pow(y[2 * i] - y[2 * j], 2) + std::pow(y[2 * i + 1] - y[2 * j + 1], 2)) / z;
      const double p = static_cast<double>(pairs[k]);
      if (p > 0) kl += p * std::log(p / q);
    }
  }
  return kl;
}

}  // namespace

TEST_CASE("principal axes are the eigenvectors of the covariance matrix") {
  const std::size_t n = 301, d = 7;
  const std::vector<float> rows = cloud(n, d, 6);
  std::vector<double> mean(d, 0.0);
  for (std::size_t i = 0; i < n * d; ++i) mean[i % d] += static_cast<double>(rows[i]) / n;
  std::vector<std::vector<double>> covariance(d, std::vector<double>(d, 0.0));
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t a = 0; a < d; ++a) {
      for (std::size_t b = 0; b < d; ++b) {
        covariance[a][b] += (static_cast<double>(rows[i * d + a]) - mean[a]) *
                            (static_cast<double>(rows[i * d + b]) - mean[b]) / n;
      }
    }
  }
  for (std::size_t a = 0; a < d; ++a) total += covariance[a][a];

  const Pca pca = fit_pca(rows, static_cast<int>(d));
  for (std::size_t axis = 0; axis < 2; ++axis) {
    double value = 0;
    const std::vector<double> expected = top_axis(covariance, value);
    double dot = 0, largest = 0;
    for (std::size_t k = 0; k < d; ++k) {
      const double x = static_cast<double>(pca.axes[axis][k]);
      dot += expected[k] * x;
      if (std::abs(x) > std::abs(largest)) largest = x;
    }
    CHECK(std::abs(dot) == doctest::Approx(1).epsilon(1e-5));
    CHECK(largest > 0);
    CHECK(pca.variance_share[axis] == doctest::Approx(value / total).epsilon(1e-5));
  }
  std::vector<float> map(2 * n);
  project(pca, rows, map);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += static_cast<double>(map[2 * i]);
  CHECK(std::abs(sum / static_cast<double>(n)) < 1e-4);
}

TEST_CASE("rows that are all the same project to one point") {
  const std::vector<float> rows(5 * 3, 2.5f);
  const Pca pca = fit_pca(rows, 3);
  CHECK(pca.variance_share[0] == 0);
  std::vector<float> map(10);
  project(pca, rows, map);
  for (const float x : map) CHECK(std::abs(x) < 1e-5f);
}

TEST_CASE("alignment undoes a turn and a mirror of the map") {
  const std::size_t n = 60;
  const std::vector<float> rows = cloud(n, 5, 8);
  const Pca fresh = fit_pca(rows, 5);
  std::vector<float> map(2 * n), previous(2 * n), aligned(2 * n);
  project(fresh, rows, map);
  for (const bool mirrored : {false, true}) {
    const float c = std::cos(0.7f), s = std::sin(0.7f);
    for (std::size_t i = 0; i < n; ++i) {
      const float x = mirrored ? -map[2 * i] : map[2 * i];
      previous[2 * i] = c * x - s * map[2 * i + 1] + 4;
      previous[2 * i + 1] = s * x + c * map[2 * i + 1] - 1;
    }
    Pca pca = fresh;
    align_to_previous(pca, rows, previous);
    project(pca, rows, aligned);
    for (std::size_t i = 0; i < n; ++i) {
      CHECK(std::abs(aligned[2 * i] + 4 - previous[2 * i]) < 1e-3f);
      CHECK(std::abs(aligned[2 * i + 1] - 1 - previous[2 * i + 1]) < 1e-3f);
    }
    double dot = 0;
    for (std::size_t k = 0; k < 5; ++k) {
      dot += static_cast<double>(pca.axes[0][k]) * static_cast<double>(pca.axes[1][k]);
    }
    CHECK(std::abs(dot) < 1e-5);
    CHECK(pca.variance_share[0] + pca.variance_share[1] ==
          doctest::Approx(fresh.variance_share[0] + fresh.variance_share[1]));
  }
  Pca pca = fresh;
  align_to_previous(pca, rows, std::vector<float>(2 * n, 0.0f));
  CHECK(pca.axes[0] == fresh.axes[0]);
}

TEST_CASE("t-SNE's affinities have the asked perplexity, are symmetric and sum to one") {
  const std::size_t n = 83;
  const std::size_t d = 5;
  const std::vector<float> rows = cloud(n, d, 1);
  const double perplexity = 12;
  const std::vector<float> pairs = tsne_affinities(rows, static_cast<int>(d), perplexity);
  REQUIRE(pairs.size() == n * (n - 1) / 2);
  // By definition, in double, with a bandwidth found by bisection.
  std::vector<double> expected(pairs.size(), 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> distance(n, 0.0), p(n, 0.0);
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < d; ++k) {
        distance[j] += std::pow(static_cast<double>(rows[i * d + k] - rows[j * d + k]), 2);
      }
    }
    double low = 0, high = 1e6;
    for (int iteration = 0; iteration < 200; ++iteration) {
      const double beta = (low + high) / 2;
      double z = 0, entropy = 0;
      for (std::size_t j = 0; j < n; ++j) z += p[j] = j == i ? 0 : std::exp(-beta * distance[j]);
      for (std::size_t j = 0; j < n; ++j) {
        p[j] /= z > 0 ? z : 1;
        if (p[j] > 0) entropy -= p[j] * std::log(p[j]);
      }
      (entropy > std::log(perplexity) ? low : high) = beta;
    }
    for (std::size_t j = 0; j < n; ++j) {
      const std::size_t a = std::min(i, j), b = std::max(i, j);
      if (a != b) expected[a * n - a * (a + 1) / 2 + (b - a - 1)] += p[j] / static_cast<double>(n);
    }
  }
  double sum = 0;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    sum += static_cast<double>(pairs[k]);
    CHECK(std::abs(static_cast<double>(pairs[k]) - expected[k]) < 2e-6);
  }
  CHECK(sum == doctest::Approx(1).epsilon(1e-5));
}

TEST_CASE("t-SNE's gradient agrees with finite differences of the divergence") {
  for (const std::size_t n : {2u, 3u, 19u, 50u}) {
    const std::vector<float> rows = cloud(n, 4, n);
    const std::vector<float> pairs = tsne_affinities(rows, 4, 5);
    const std::vector<float> start = random_rows(2 * n, 77);
    std::vector<float> x(n), y(n), gradient_x(n), gradient_y(n);
    std::vector<double> both(2 * n);
    for (std::size_t i = 0; i < n; ++i) {
      both[2 * i] = static_cast<double>(x[i] = start[2 * i]);
      both[2 * i + 1] = static_cast<double>(y[i] = start[2 * i + 1]);
    }
    TsneScratch scratch;
    scratch.resize(n);
    const double normaliser = tsne_gradient(pairs, x, y, 1.0f, scratch, gradient_x, gradient_y);
    for (std::size_t k = 0; k < 2 * n; ++k) {
      const double h = 1e-5;
      std::vector<double> up = both, down = both;
      up[k] += h;
      down[k] -= h;
      const double slope =
          (divergence_in_double(pairs, up) - divergence_in_double(pairs, down)) / (2 * h);
      const float gradient = k % 2 == 0 ? gradient_x[k / 2] : gradient_y[k / 2];
      CHECK(std::abs(static_cast<double>(gradient) - slope) < 1e-5);
    }
    CHECK(tsne_divergence(pairs, x, y, normaliser) ==
          doctest::Approx(divergence_in_double(pairs, both)).epsilon(1e-4));
  }
}

TEST_CASE("t-SNE takes apart two clusters, the same way for the same seed") {
  const std::size_t n = 60;
  std::vector<float> rows = random_rows(n * 10, 3);
  for (std::size_t i = 0; i < n; ++i) rows[i * 10] += i % 2 == 0 ? 12.0f : -12.0f;
  TsneConfig config;
  config.perplexity = 10;
  config.max_steps = 400;
  config.exaggerated_steps = 100;
  Tsne tsne(rows, 10, config);
  double first = 0;
  while (tsne.advance(20)) {
    if (tsne.steps() == 120) first = tsne.kl_divergence();
  }
  CHECK(tsne.steps() == 400);
  CHECK_FALSE(tsne.advance(1));
  CHECK(tsne.kl_divergence() < first);
  CHECK(tsne.kl_divergence() > 0);
  float within = 0, between = std::numeric_limits<float>::infinity();
  const std::span<const float> map = tsne.positions();
  REQUIRE(map.size() == 2 * n);
  // Every point's nearest neighbour is of its own cluster.
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t nearest = i == 0 ? 1 : 0;
    float best = std::numeric_limits<float>::infinity();
    for (std::size_t j = 0; j < n; ++j) {
      const float distance = std::hypot(map[2 * i] - map[2 * j], map[2 * i + 1] - map[2 * j + 1]);
      if (j != i && distance < best) {
        best = distance;
        nearest = j;
      }
      if (j % 2 != i % 2) between = std::min(between, distance);
    }
    CHECK(nearest % 2 == i % 2);
    within = std::max(within, best);
  }
  CHECK(within < between);
  Tsne again(rows, 10, config);
  while (again.advance(33)) {
  }
  for (std::size_t i = 0; i < map.size(); ++i) CHECK(again.positions()[i] == map[i]);
}

TEST_CASE("t-SNE bears duplicates, a single point and a large perplexity") {
  TsneConfig config;
  config.max_steps = 30;
  config.exaggerated_steps = 10;
  Tsne same(std::vector<float>(12 * 3, 1.0f), 3, config);
  same.advance(30);
  for (const float x : same.positions()) CHECK(std::isfinite(x));
  std::vector<float> rows = cloud(40, 3, 5);
  for (std::size_t k = 0; k < 60; ++k) rows[k + 60] = rows[k];
  config.perplexity = 1000;
  Tsne pairs(rows, 3, config);
  pairs.advance(30);
  for (const float x : pairs.positions()) CHECK(std::isfinite(x));
  CHECK(std::isfinite(pairs.kl_divergence()));
  Tsne one(std::vector<float>{1, 2, 3}, 3, config);
  CHECK_FALSE(one.advance(1));
  CHECK(one.positions().size() == 2);
}
