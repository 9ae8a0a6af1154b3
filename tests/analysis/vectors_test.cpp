// Cosines, lengths and the best of many scores.
#include "analysis/vectors.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "made_vectors.h"

using namespace wordspace;

TEST_CASE("cosines are dot products over lengths, at odd sizes") {
  const int dims[] = {1, 3, 7, 17, 50};
  for (const int dim : dims) {
    const auto d = static_cast<std::size_t>(dim);
    const std::vector<float> rows = random_rows(13 * d, 5);
    std::vector<std::string> words;
    for (int i = 0; i < 13; ++i) words.push_back("w" + std::to_string(i));
    const WordVectors vectors = make_vectors(words, rows);
    std::vector<float> out(13);
    const std::vector<float> query = random_rows(d, 9);
    vectors.cosines(query, out);
    for (std::size_t i = 0; i < 13; ++i) {
      double dot = 0, a = 0, b = 0;
      for (std::size_t k = 0; k < d; ++k) {
        dot += static_cast<double>(rows[i * d + k]) * static_cast<double>(query[k]);
        a += static_cast<double>(rows[i * d + k]) * static_cast<double>(rows[i * d + k]);
        b += static_cast<double>(query[k]) * static_cast<double>(query[k]);
      }
      CHECK(static_cast<double>(out[i]) == doctest::Approx(dot / std::sqrt(a * b)).epsilon(1e-5));
      CHECK(static_cast<double>(vectors.length(static_cast<TokenId>(i))) ==
            doctest::Approx(std::sqrt(a)).epsilon(1e-6));
    }
    CHECK(vectors.cosine(2, 2) == doctest::Approx(1).epsilon(1e-5));
  }
}

TEST_CASE("a zero vector has cosine 0 with everything, and huge ones do not overflow") {
  const WordVectors vectors = make_vectors({"zero", "huge", "tiny"}, {0, 0, 3e38f, 0, 1e-38f, 0});
  CHECK(vectors.cosine(0, 1) == 0.0f);
  CHECK(vectors.length(0) == 0.0f);
  CHECK(vectors.cosine(1, 2) == doctest::Approx(1));
  std::vector<float> out(3);
  vectors.cosines(std::vector<float>{0, 0}, out);
  CHECK(out == std::vector<float>{0, 0, 0});
}

TEST_CASE("the best scores fall, ties go by number, excluded words and NaN are left out") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> scores = {0.5f, nan, 0.9f, 0.5f, -1, 0.9f, 0.5f};
  const TokenId excluded[] = {2};
  const std::vector<ScoredWord> best = top_scores(scores, 3, excluded);
  REQUIRE(best.size() == 3);
  CHECK(best[0].id == 5);
  CHECK(best[1].id == 0);
  CHECK(best[2].id == 3);
  CHECK(top_scores(scores, 100, {}).size() == 6);
  CHECK(top_scores(scores, 0, {}).empty());
  CHECK(top_scores(scores, -2, {}).empty());
}

TEST_CASE("neighbours are those of a full sort, without the word itself") {
  const WordVectors vectors = random_vectors(200, 11, 3);
  std::vector<ScoredWord> all;
  for (TokenId id = 0; id < 200; ++id) {
    if (id != 17) all.push_back({id, vectors.cosine(17, id)});
  }
  std::sort(all.begin(), all.end(),
            [](const ScoredWord& a, const ScoredWord& b) { return a.score > b.score; });
  const std::vector<ScoredWord> found = neighbors(vectors, 17, 10);
  REQUIRE(found.size() == 10);
  for (std::size_t i = 0; i < 10; ++i) CHECK(found[i].id == all[i].id);
}
