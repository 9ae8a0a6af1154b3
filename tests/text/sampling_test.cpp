// The alias table, the noise distribution and subsampling have exactly the probabilities that they
// claim. Not windows (windows_test.cpp).
#include "text/sampling.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "text/vocabulary.h"

using namespace wordspace;

namespace {

void check_probabilities(const std::vector<double>& weights) {
  const AliasTable table(weights);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  double total = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double p = table.probability(static_cast<TokenId>(i));
    total += p;
    // Each cell rounds its threshold to 2^-32 once.
    CHECK(std::abs(p - weights[i] / sum) < 1e-9);
    if (weights[i] == 0) CHECK(p == 0);
  }
  CHECK(std::abs(total - 1) < 1e-12);
}

}  // namespace

TEST_CASE("an alias table's cells add up to the weights exactly") {
  check_probabilities({1});
  check_probabilities({1, 1, 1, 1});
  check_probabilities({0, 1});
  check_probabilities({5, 0, 0, 1e-9, 3});
  check_probabilities({1e-300, 2e-300});
  check_probabilities({1e15, 1});
  std::vector<double> zipf;
  for (int i = 1; i <= 5000; ++i) zipf.push_back(std::pow(1e6 / i, 0.75));
  check_probabilities(zipf);
}

TEST_CASE("draws follow the table: chi-square over a million draws") {
  const std::vector<double> weights = {10, 1, 4, 0, 25, 7.5, 2, 0.5};
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const AliasTable table(weights);
  Rng rng(5);
  std::vector<double> counts(weights.size(), 0);
  const int n = 1000000;
  for (int i = 0; i < n; ++i) {
    const TokenId id = table.draw(rng);
    if (id < 0 || id >= static_cast<TokenId>(weights.size())) FAIL(id);
    ++counts[static_cast<std::size_t>(id)];
  }
  CHECK(counts[3] == 0);
  double chi_square = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    const double expected = n * weights[i] / sum;
    chi_square += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  CHECK(chi_square < 22.5);  // 6 degrees of freedom, p = 0.001
}

TEST_CASE("the noise distribution is the counts to the power three quarters") {
  const Vocabulary vocabulary({"a", "b", "c"}, {1000, 100, 10});
  const AliasTable noise = noise_distribution(vocabulary);
  const double a = std::pow(1000, 0.75);
  const double b = std::pow(100, 0.75);
  const double c = std::pow(10, 0.75);
  CHECK(noise.probability(0) == doctest::Approx(a / (a + b + c)).epsilon(1e-8));
  CHECK(noise.probability(1) == doctest::Approx(b / (a + b + c)).epsilon(1e-8));
  CHECK(noise.probability(2) == doctest::Approx(c / (a + b + c)).epsilon(1e-8));
}

TEST_CASE("subsampling keeps words with the probability of the formula") {
  const Vocabulary vocabulary({"the", "king", "rare"}, {90000, 9990, 10});
  const std::vector<float> keep = keep_probabilities(vocabulary, 1e-3);
  const double the = 0.9;
  const double king = 0.0999;
  CHECK(keep[0] == doctest::Approx((std::sqrt(the / 1e-3) + 1) * 1e-3 / the).epsilon(1e-6));
  CHECK(keep[1] == doctest::Approx((std::sqrt(king / 1e-3) + 1) * 1e-3 / king).epsilon(1e-6));
  CHECK(keep[2] == 1.0f);
}

TEST_CASE("without subsampling every word is kept") {
  const Vocabulary vocabulary({"the", "king"}, {1000, 1});
  for (const float keep : keep_probabilities(vocabulary, 0)) CHECK(keep == 1.0f);
}
