// Windows, Zipf's ranks and vocabulary growth as lab 2 shows them.
// Not what the model trains on: it draws its own.
#include "text/windows.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/rng.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"

using namespace wordspace;

namespace {

EncodedCorpus small_corpus() {
  EncodedCorpus corpus;
  corpus.vocabulary = std::make_shared<const Vocabulary>(std::vector<std::string>{"a", "b", "c"},
                                                         std::vector<std::int64_t>{5, 3, 2});
  corpus.tokens = {0, 0, 1, 0, 2, 1, 0, 0, 2, 1};
  corpus.line_begin = {0, 10};
  corpus.document_begin = {0, 1};
  return corpus;
}

}  // namespace

TEST_CASE("a window reaches its radius on both sides and stops at the ends of the line") {
  const std::vector<TokenId> line = {4, 5, 6, 7, 8, 9, 10};
  Rng rng(1);
  const LineWindows drawn = draw_windows(line, 3, {}, rng);
  REQUIRE(drawn.windows.size() == line.size());
  for (const Window& window : drawn.windows) {
    CHECK((window.radius >= 1 && window.radius <= 3));
    CHECK(window.begin == (window.centre < window.radius ? 0 : window.centre - window.radius));
    CHECK(window.end == std::min<std::uint32_t>(7, window.centre + window.radius + 1));
  }
}

TEST_CASE("radii are drawn evenly from one to the largest") {
  const std::vector<TokenId> line(1000, 0);
  Rng rng(2);
  int times[6] = {};
  for (int i = 0; i < 20; ++i) {
    for (const Window& window : draw_windows(line, 5, {}, rng).windows) ++times[window.radius];
  }
  CHECK(times[0] == 0);
  for (int radius = 1; radius <= 5; ++radius) CHECK((times[radius] > 3800 && times[radius] < 4200));
}

TEST_CASE("the pairs are every context of every centre, in order, never the centre itself") {
  const std::vector<TokenId> line = {10, 20, 30};
  Rng rng(1);
  const LineWindows drawn = draw_windows(line, 1, {}, rng);
  std::vector<std::pair<TokenId, TokenId>> pairs;
  for (const SkipGramPair& pair : skip_gram_pairs(line, drawn))
    pairs.emplace_back(pair.centre, pair.context);
  CHECK(pairs == std::vector<std::pair<TokenId, TokenId>>{{10, 20}, {20, 10}, {20, 30}, {30, 20}});
}

TEST_CASE("words that subsampling drops are in no window, and their neighbours move together") {
  const std::vector<TokenId> line = {0, 1, 0, 2};
  const std::vector<float> keep = {0.0f, 1.0f, 1.0f};
  Rng rng(3);
  const LineWindows drawn = draw_windows(line, 1, keep, rng);
  CHECK(drawn.kept_positions == std::vector<std::uint32_t>{1, 3});
  const std::vector<SkipGramPair> pairs = skip_gram_pairs(line, drawn);
  REQUIRE(pairs.size() == 2);
  CHECK((pairs[0].centre == 1 && pairs[0].context == 2));
}

TEST_CASE("an empty line and a single word have no pairs") {
  Rng rng(1);
  CHECK(draw_windows({}, 5, {}, rng).windows.empty());
  const std::vector<TokenId> one = {3};
  CHECK(skip_gram_pairs(one, draw_windows(one, 5, {}, rng)).empty());
}

TEST_CASE("Zipf's curve runs from the first rank to the last and its fit finds the slope") {
  std::vector<std::string> words;
  std::vector<std::int64_t> counts;
  for (int i = 1; i <= 2000; ++i) {
    words.push_back("w" + std::to_string(i));
    counts.push_back(std::llround(1e9 / i));
  }
  const Vocabulary vocabulary(words, counts);
  const std::vector<ZipfPoint> points = zipf_curve(vocabulary, 100);
  REQUIRE(points.size() <= 100);
  CHECK(points.front().rank == 1);
  CHECK(points.back().rank == 2000);
  for (std::size_t i = 1; i < points.size(); ++i) CHECK(points[i].rank > points[i - 1].rank);
  CHECK(fit_zipf(points).slope == doctest::Approx(-1).epsilon(1e-4));
  CHECK(zipf_curve(vocabulary, 5000).size() == 2000);
  CHECK(fit_zipf({}).slope == 0);
}

TEST_CASE("vocabulary growth counts distinct words as they come and ends with the corpus") {
  const std::vector<GrowthPoint> points = vocabulary_growth(small_corpus(), 5);
  REQUIRE(points.size() == 5);
  CHECK((points[0].num_words == 2 && points[0].num_distinct == 1));
  CHECK((points[1].num_words == 4 && points[1].num_distinct == 2));
  CHECK((points[2].num_words == 6 && points[2].num_distinct == 3));
  CHECK((points[4].num_words == 10 && points[4].num_distinct == 3));
  CHECK(vocabulary_growth(small_corpus(), 1000).size() == 10);
  CHECK(vocabulary_growth(small_corpus(), 3).back().num_words == 10);
}

TEST_CASE("the unigram entropy is that of the counts") {
  const Vocabulary even({"a", "b", "c", "d"}, {2, 2, 2, 2});
  CHECK(unigram_entropy_nats(even) == doctest::Approx(std::log(4.0)));
  const Vocabulary skewed({"a", "b"}, {3, 1});
  CHECK(unigram_entropy_nats(skewed) ==
        doctest::Approx(-0.75 * std::log(0.75) - 0.25 * std::log(0.25)));
}
