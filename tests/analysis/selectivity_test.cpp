// Selectivity of categories against NumPy, and with words that are not there.
#include "analysis/selectivity.h"

#include <doctest/doctest.h>

#include "golden.h"
#include "made_vectors.h"

namespace wordspace {
namespace {

TEST_CASE("means within and between categories are NumPy's") {
  const GoldenNumbers golden = golden_geometry("selectivity");
  std::vector<float> rows = hashed("select", 12 * 5);
  const std::vector<float> centres = hashed("centres", 3 * 5);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < 12; ++i) {
    words.push_back("w" + std::to_string(i));
    for (std::size_t k = 0; k < 5; ++k) rows[i * 5 + k] += centres[i / 4 * 5 + k] + 0.3f;
  }
  const WordVectors vectors = make_vectors(std::move(words), rows);
  const std::vector<WordCategory> categories = {{"one", {"w0", "w1", "W1", "w2", "w3"}},
                                                {"two", {"w4", "w5", "w6", "absent", "w7", "w8"}},
                                                {"three", {"w8", "w9", "w10", "w11"}}};
  const Selectivity got = category_selectivity(vectors, categories);
  CHECK(got.within == doctest::Approx(golden.at("within")[0]).epsilon(1e-5));
  CHECK(got.between == doctest::Approx(golden.at("between")[0]).epsilon(1e-5));
  REQUIRE(got.ratio.has_value());
  CHECK(*got.ratio == doctest::Approx(golden.at("ratio")[0]).epsilon(1e-5));
  CHECK(got.difference == doctest::Approx(got.within - got.between));
  CHECK(got.pairs_within == static_cast<std::int64_t>(golden.at("pairs")[0]));
  CHECK(got.pairs_between == static_cast<std::int64_t>(golden.at("pairs")[1]));
  REQUIRE(got.categories.size() == 3);
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(got.categories[c].within == doctest::Approx(golden.at("within")[c + 1]).epsilon(1e-5));
    CHECK(got.categories[c].between == doctest::Approx(golden.at("between")[c + 1]).epsilon(1e-5));
  }
  CHECK(got.found == 13);
  CHECK(got.missing == 1);
  CHECK(got.categories[1].missing == 1);
  CHECK(got.missing_words == std::vector<std::string>{"absent"});
}

TEST_CASE("no words, no pairs and a mean below zero give no ratio") {
  const WordVectors vectors = make_vectors({"a", "b", "c", "d"}, {1, 0, 1, 0.1f, -1, 0, -1, 0.1f});
  const Selectivity none = category_selectivity(vectors, {});
  CHECK_FALSE(none.ratio.has_value());
  const std::vector<WordCategory> opposite = {{"x", {"a", "b"}}, {"y", {"c", "d"}}};
  const Selectivity apart = category_selectivity(vectors, opposite);
  CHECK(apart.within > 0.9);
  CHECK(apart.between < -0.9);
  CHECK_FALSE(apart.ratio.has_value());
  CHECK(apart.difference > 1.8);
  const std::vector<WordCategory> alone = {{"x", {"a"}}, {"y", {"nothing"}}};
  const Selectivity lonely = category_selectivity(vectors, alone);
  CHECK(lonely.pairs_within == 0);
  CHECK(lonely.within == 0.0);
  CHECK(lonely.difference == 0.0);
  CHECK(category_selectivity(WordVectors(), opposite).missing == 4);
}

}  // namespace
}  // namespace wordspace
