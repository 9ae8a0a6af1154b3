// Means, perplexities and entropies against closed forms.
// Not models.
#include "analysis/entropy.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace wordspace {
namespace {

TEST_CASE("perplexity is exp of the mean nats and 2 to the mean bits, whatever the length") {
  // A fair die: each throw costs ln 6, so the perplexity is 6 for one throw and for a hundred.
  for (const std::size_t throws : {1u, 2u, 100u}) {
    const std::vector<double> nats(throws, std::log(6.0));
    const TextEntropy entropy = text_entropy(nats);
    CHECK(entropy.tokens == throws);
    CHECK(entropy.perplexity == doctest::Approx(6).epsilon(1e-12));
    CHECK(std::exp2(entropy.mean_bits) == doctest::Approx(entropy.perplexity).epsilon(1e-12));
    // 2 to the sum is another number for each length: 6 to the number of throws.
    CHECK(std::exp2(bits_from_nats(entropy.sum_nats)) ==
          doctest::Approx(std::pow(6.0, static_cast<double>(throws))).epsilon(1e-9));
  }
  const double mixed[] = {std::log(2.0), std::log(8.0)};
  CHECK(text_entropy(mixed).perplexity == doctest::Approx(4));  // geometric mean
  CHECK(text_entropy(mixed).mean_bits == doctest::Approx(2));
}

TEST_CASE("no text, and a text that cannot be, have their own answers") {
  const TextEntropy none = text_entropy({});
  CHECK(none.tokens == 0);
  CHECK(none.perplexity == 1);
  const double never[] = {1.0, std::numeric_limits<double>::infinity()};
  CHECK(std::isinf(text_entropy(never).perplexity));
  CHECK(running_mean({}).empty());
}

TEST_CASE("the running mean of 1, 2, 3, ... is (n + 1) / 2, and its sum n (n + 1) / 2") {
  std::vector<double> values;
  for (int i = 1; i <= 50; ++i) values.push_back(i);
  const auto means = running_mean(values), sums = running_sum(values);
  for (std::size_t n = 1; n <= 50; ++n) {
    const auto count = static_cast<double>(n);
    CHECK(means[n - 1] == doctest::Approx((count + 1) / 2));
    CHECK(sums[n - 1] == doctest::Approx(count * (count + 1) / 2));
  }
}

TEST_CASE("the entropy of a distribution is that of its closed form") {
  const double uniform[] = {3, 3, 3, 3};
  CHECK(entropy_nats(uniform) == doctest::Approx(std::log(4.0)));
  const double certain[] = {0, 1, 0};
  CHECK(entropy_nats(certain) == 0);
  const double dyadic[] = {0.5, 0.25, 0.125, 0.125};
  CHECK(bits_from_nats(entropy_nats(dyadic)) == doctest::Approx(1.75));
  CHECK(entropy_nats({}) == 0);
  const double nothing[] = {0, 0};
  CHECK(entropy_nats(nothing) == 0);
  // Geometric with p = 1/2: 2 bits.
  std::vector<double> geometric;
  for (int i = 1; i < 60; ++i) geometric.push_back(std::exp2(-i));
  CHECK(bits_from_nats(entropy_nats(geometric)) == doctest::Approx(2).epsilon(1e-9));
}

TEST_CASE("how far a loss has come") {
  CHECK(percent_above(0.55, 0.5) == doctest::Approx(10));
  CHECK(percent_above(0.5, 0) == 0);
  CHECK(share_of_way(6.0, 6.0, 0.5) == 0);
  CHECK(share_of_way(0.5, 6.0, 0.5) == 1);
  CHECK(share_of_way(3.25, 6.0, 0.5) == doctest::Approx(0.5));
}

TEST_CASE("two words that agree: perplexity is the root of their kinds, pseudo-perplexity is 1") {
  for (int kinds = 1; kinds < 20; ++kinds) {
    CHECK(agreeing_pair_perplexity(kinds) == doctest::Approx(std::sqrt(kinds)));
    CHECK(agreeing_pair_pseudo_perplexity(kinds) == 1);
  }
}

}  // namespace
}  // namespace wordspace
