// RSA against NumPy, step by step against all at once, and on spaces whose answer is known.
#include "analysis/rsa.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "analysis/correlation.h"
#include "golden.h"
#include "made_vectors.h"

namespace wordspace {
namespace {

// The two spaces of geometry.py: B has other words first, the shared ones backwards, fewer numbers.
WordVectors golden_a() {
  std::vector<std::string> words;
  for (int i = 0; i < 24; ++i) words.push_back("w" + std::to_string(i));
  return make_vectors(std::move(words), hashed("rsa.a", 24 * 7));
}
WordVectors golden_b() {
  const std::vector<float> a = hashed("rsa.a", 24 * 7), noise = hashed("rsa.b", 24 * 5);
  std::vector<std::string> words = {"x"};
  std::vector<float> rows = {1, 2, 3, 4, 5};
  for (std::size_t i = 24; i-- > 0;) {
    words.push_back("w" + std::to_string(i));
    for (std::size_t k = 0; k < 5; ++k)
      rows.push_back(0.5f * a[i * 7 + k] + 0.5f * noise[i * 5 + k]);
  }
  return make_vectors(std::move(words), rows);
}

TEST_CASE("RSA, its null and its interval are NumPy's") {
  const GoldenNumbers golden = golden_geometry("rsa");
  const WordVectors a = golden_a(), b = golden_b();
  const SharedWords words = shared_words(a.vocabulary(), b.vocabulary(), 0);
  REQUIRE(words.size() == 24);
  for (std::size_t i = 0; i < 24; ++i) {
    CHECK(words.a[i] == static_cast<TokenId>(golden.at("order")[i]));
    CHECK(a.vocabulary().word(words.a[i]) == b.vocabulary().word(words.b[i]));
  }
  const RsaOptions options{0, 200, 200, 7};
  const Result<RsaResult> result = rsa(a, b, options);
  REQUIRE(result.ok());
  CHECK(result->words == 24);
  CHECK(result->pairs == 276);
  CHECK(result->correlation == doctest::Approx(golden.at("correlation")[0]).epsilon(1e-5));
  CHECK(std::abs(result->null_mean - golden.at("null")[0]) < 1e-5);
  CHECK(std::abs(result->null_low - golden.at("null")[1]) < 1e-5);
  CHECK(std::abs(result->null_high - golden.at("null")[2]) < 1e-5);
  CHECK(result->low == doctest::Approx(golden.at("interval")[0]).epsilon(1e-5));
  CHECK(result->high == doctest::Approx(golden.at("interval")[1]).epsilon(1e-5));
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(std::abs(result->shuffles[i] - golden.at("shuffles")[i]) < 1e-5);
    CHECK(std::abs(result->resamples[i] - golden.at("resamples")[i]) < 1e-5);
  }

  SUBCASE("from two square matrices it is the same") {
    RsaRun run(cosine_matrix(a, words.a), cosine_matrix(b, words.b), 24, options);
    while (run.advance(7)) {
    }
    CHECK(run.result().correlation == doctest::Approx(result->correlation).epsilon(1e-6));
    CHECK(run.result().low == doctest::Approx(result->low).epsilon(1e-5));
    CHECK(std::abs(run.result().null_high - result->null_high) < 1e-5);
  }
  SUBCASE("piece by piece it is bit for bit the same") {
    RsaRun run(a, b, words, options);
    double share = 0;
    int pieces = 0;
    for (bool more = true; more; ++pieces) {
      more = run.advance(1);
      CHECK(run.share_done() >= share);
      share = run.share_done();
    }
    CHECK(share == 1.0);
    CHECK(pieces == 402);  // rows, means, 200 shuffles, 200 resamples
    CHECK_FALSE(run.advance(1));
    CHECK(run.result().correlation == result->correlation);
    CHECK(run.result().null_mean == result->null_mean);
    CHECK(run.result().high == result->high);
  }
}

TEST_CASE("a turned, stretched and mirrored space is the same space") {
  const WordVectors a = random_vectors(60, 8, 1);
  std::vector<float> rows;
  for (TokenId id = 0; id < a.size(); ++id) {
    for (std::size_t k = 0; k < 8; ++k) {  // axes dealt out anew, signs turned, lengths changed
      rows.push_back(a.unit(id)[(k + 3) % 8] * (k % 2 == 0 ? -1.0f : 1.0f) *
                     static_cast<float>(1 + id));
    }
  }
  const Result<RsaResult> same =
      rsa(a, WordVectors(a.shared_vocabulary(), rows, 8), RsaOptions{0, 500, 100, 1});
  REQUIRE(same.ok());
  CHECK(same->correlation == doctest::Approx(1).epsilon(1e-6));
  CHECK(same->low == doctest::Approx(1).epsilon(1e-5));
  CHECK(std::abs(same->null_mean) < 0.02);
  CHECK(same->null_low < 0);
  CHECK(same->null_high > 0);

  const Result<RsaResult> other = rsa(a, random_vectors(60, 8, 2), RsaOptions{0, 500, 100, 1});
  REQUIRE(other.ok());
  CHECK(other->correlation > other->null_low - 0.05);
  CHECK(other->correlation < other->null_high + 0.05);
  CHECK(other->low < 0);
  CHECK(other->high > 0);
}

TEST_CASE("other seeds shuffle otherwise and change nothing else") {
  const WordVectors a = random_vectors(40, 6, 1), b = random_vectors(40, 9, 2);
  const Result<RsaResult> one = rsa(a, b, RsaOptions{0, 50, 50, 1});
  const Result<RsaResult> two = rsa(a, b, RsaOptions{0, 50, 50, 2});
  REQUIRE(one.ok());
  REQUIRE(two.ok());
  CHECK(one->correlation == two->correlation);
  CHECK(one->null_mean != two->null_mean);
  CHECK(one->low != two->low);
}

TEST_CASE("the most frequent shared words are taken, and those that somebody chose") {
  const WordVectors a = make_vectors({"a", "b", "c", "d", "e"}, random_rows(10, 1));
  const WordVectors b = make_vectors({"z", "d", "c", "y", "a"}, random_rows(10, 2));
  const SharedWords two = shared_words(a.vocabulary(), b.vocabulary(), 2);
  REQUIRE(two.size() == 2);
  CHECK(a.vocabulary().word(two.a[0]) == "c");
  CHECK(a.vocabulary().word(two.a[1]) == "d");
  CHECK(shared_words(a.vocabulary(), b.vocabulary(), 0).size() == 3);
  const std::vector<std::string> chosen = {"D", "z", " a ", "a", "nothing"};
  std::vector<std::string> missing;
  const SharedWords own = shared_words(a.vocabulary(), b.vocabulary(), chosen, &missing);
  REQUIRE(own.size() == 2);
  CHECK(a.vocabulary().word(own.a[0]) == "d");
  CHECK(b.vocabulary().word(own.b[1]) == "a");
  CHECK(missing == std::vector<std::string>{"z", "nothing"});
}

TEST_CASE("too few words, equal cosines and no vectors are no numbers, not NaN") {
  const WordVectors few = random_vectors(4, 3, 1);
  const Result<RsaResult> refused = rsa(few, few, {});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "rsa.few_words");
  CHECK(refused.error().args == std::vector<std::string>{"4", "5"});
  CHECK_FALSE(rsa(WordVectors(), few, {}).ok());
  RsaRun nothing(few, few, shared_words(few.vocabulary(), few.vocabulary(), 0), {});
  CHECK(nothing.done());
  CHECK_FALSE(nothing.advance(1));
  CHECK_FALSE(nothing.has_correlation());

  // All cosines alike: there is no pattern.
  const std::vector<float> flat(36, 0.25f),
      other = cosine_matrix(random_vectors(6, 4, 1), std::vector<TokenId>{0, 1, 2, 3, 4, 5});
  RsaRun constant(flat, other, 6, RsaOptions{0, 20, 20, 1});
  while (constant.advance(5)) {
  }
  CHECK(constant.result().correlation == 0.0);
  CHECK(constant.result().null_high == 0.0);
  CHECK(constant.result().high == 0.0);
  // With five words some resamples hold two words only.
  const Result<RsaResult> five =
      rsa(random_vectors(5, 4, 3), random_vectors(5, 4, 4), RsaOptions{0, 300, 3000, 1});
  REQUIRE(five.ok());
  for (const double value : five->resamples) CHECK(std::abs(value) <= 1 + 1e-6);
}

TEST_CASE("a zero vector is near nothing, itself included") {
  const WordVectors vectors = make_vectors({"a", "b", "c"}, {1, 0, 0, 0, 1, 1});
  const std::vector<float> matrix = cosine_matrix(vectors, std::vector<TokenId>{0, 1, 2});
  CHECK(matrix[0] == 1.0f);
  CHECK(matrix[4] == 0.0f);
  CHECK(matrix[2] == doctest::Approx(std::sqrt(0.5)));
  CHECK(matrix[2] == matrix[6]);
}

TEST_CASE("quantiles lie between their neighbours") {
  CHECK(quantile({}, 0.5) == 0.0);
  CHECK(quantile({3}, 0.975) == 3.0);
  CHECK(quantile({4, 1, 2, 3}, 0.5) == doctest::Approx(2.5));
  CHECK(quantile({4, 1, 2, 3}, 0) == 1.0);
  CHECK(quantile({4, 1, 2, 3}, 1) == 4.0);
  CHECK(quantile({0, 10}, 0.025) == doctest::Approx(0.25));
}

}  // namespace
}  // namespace wordspace
