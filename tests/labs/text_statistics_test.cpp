// Counting a text piece by piece gives what counting at once gives.
#include "labs/text_statistics.h"

#include <doctest/doctest.h>

#include <cmath>

#include "text/toy_world.h"

namespace wordspace {
namespace {

TEST_CASE("counts do not depend on how often the counting is interrupted") {
  const Corpus corpus = make_toy_world(ToyLanguage::kEnglish, 2000, 3).corpus;
  TextStatistics slow, fast;
  slow.begin(corpus);
  int calls = 0;
  while (slow.advance(0)) ++calls;
  CHECK(calls > 10);
  fast.begin(corpus);
  while (fast.advance(1e9)) {
  }
  REQUIRE(slow.done());
  CHECK(slow.num_words() == fast.num_words());
  REQUIRE(slow.vocabulary()->size() == fast.vocabulary()->size());
  CHECK(slow.vocabulary()->total_count() == slow.num_words());
  for (TokenId id = 0; id < slow.vocabulary()->size(); ++id) {
    CHECK(slow.vocabulary()->word(id) == fast.vocabulary()->word(id));
  }
  CHECK(slow.num_documents() == split_documents(corpus.text).size());
  CHECK(slow.share() == 1);
}

TEST_CASE("lines of less than five words are no example sentences") {
  const Corpus corpus{"x", "one two\none two three four five\n\nsix seven eight nine ten\n", "",
                      ""};
  TextStatistics statistics;
  statistics.begin(corpus);
  statistics.advance(1e9);
  CHECK(statistics.line_offsets() == std::vector<std::size_t>{8, 33});
  CHECK(statistics.num_documents() == 2);
}

TEST_CASE("laws are said of the ranks that there are, and of a handful of words not at all") {
  const auto counted = [](const std::string& text) {
    const Corpus corpus{"x", text, "", ""};
    TextStatistics statistics;
    statistics.begin(corpus);
    while (statistics.advance(1e9)) {
    }
    return statistics;
  };
  const auto words = [](int num) {
    std::string text;
    for (int word = 1; word <= num; ++word) {
      const std::string name = {static_cast<char>('a' + word / 26),
                                static_cast<char>('a' + word % 26)};
      for (int times = 0; times < 600 / word; ++times) text += name + " ";
    }
    return text;
  };
  const TextStatistics few = counted(words(15));
  CHECK(!few.has_zipf());
  const TextStatistics some = counted(words(100));
  REQUIRE(some.has_zipf());
  CHECK(some.zipf_last() == 100);
  CHECK(some.zipf_s() == doctest::Approx(1).epsilon(0.05));
  CHECK(some.has_heaps());
  CHECK(!counted("two words").has_heaps());
  TextStatistics toy;
  const Corpus corpus = make_toy_world(ToyLanguage::kEnglish, 2000, 3).corpus;
  toy.begin(corpus);
  while (toy.advance(1e9)) {
  }
  CHECK(toy.zipf_last() == toy.vocabulary()->size());
}

TEST_CASE("a power law is fitted on logarithms") {
  std::vector<double> x, y;
  for (double rank = 1; rank < 100; ++rank) {
    x.push_back(std::log(rank));
    y.push_back(std::log(500.0) - 1.1 * std::log(rank));
  }
  const LineFit fit = fit_line(x, y);
  CHECK(fit.slope == doctest::Approx(-1.1));
  CHECK(std::exp(fit.intercept) == doctest::Approx(500));
}

}  // namespace
}  // namespace wordspace
