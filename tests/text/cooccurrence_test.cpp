// Counts by hand, against a double loop over a toy world, and the memory they take.
#include "text/cooccurrence.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "text/encoded_corpus.h"
#include "text/toy_world.h"
#include "text/vocabulary.h"

using namespace wordspace;

namespace {

std::shared_ptr<const EncodedCorpus> encode(const std::string& text, std::int64_t min_count = 1) {
  Result<Corpus> corpus = corpus_from_bytes("own", text);
  REQUIRE(corpus.ok());
  EncodeOptions options;
  options.min_count = min_count;
  auto encoded = encode_corpus(*corpus, options);
  REQUIRE(encoded.ok());
  return *encoded;
}

using Cells = std::map<std::pair<TokenId, TokenId>, double>;

// As the definition says it: every centre, every word of its window.
Cells naive_cells(const EncodedCorpus& corpus, int window) {
  Cells cells;
  for (std::size_t l = 0; l < corpus.num_lines(); ++l) {
    const auto line = corpus.line(l);
    for (int p = 0; p < static_cast<int>(line.size()); ++p) {
      for (int q = std::max(0, p - window);
           q <= std::min(static_cast<int>(line.size()) - 1, p + window); ++q) {
        if (p == q) continue;
        cells[{line[static_cast<std::size_t>(p)], line[static_cast<std::size_t>(q)]}] +=
            1.0 / std::abs(p - q);
      }
    }
  }
  return cells;
}

}  // namespace

TEST_CASE("a line of four words is counted as by hand") {
  const auto corpus = encode("a b c a\n\nb c\n");
  const auto counted = count_cooccurrence(*corpus, 2);
  REQUIRE(counted.ok());
  const Cooccurrence& x = **counted;
  const TokenId a = corpus->vocabulary->find("a"), b = corpus->vocabulary->find("b"),
                c = corpus->vocabulary->find("c");
  CHECK(x.count(a, b) == 1.5f);  // a b next to each other, b . a two apart
  CHECK(x.count(a, c) == 1.5f);
  CHECK(x.count(b, c) == 2.0f);  // once in each line; windows do not cross lines
  CHECK(x.count(c, b) == 2.0f);
  CHECK(x.count(a, a) == 0.0f);  // three apart
  CHECK(x.num_cells() == 6);
  CHECK(x.row_sum(a) == 3.0);
  CHECK(x.total() == 10.0);
  CHECK(x.largest() == 2.0f);
  CHECK(x.smallest() == 1.5f);
}

TEST_CASE("a word near itself counts once from each of its places") {
  const auto corpus = encode("a a b b\n");
  const auto counted = count_cooccurrence(*corpus, 10);
  REQUIRE(counted.ok());
  CHECK((*counted)->count(0, 0) == 2.0f);
  CHECK((*counted)->count(1, 1) == 2.0f);
  CHECK((*counted)->count(0, 1) == doctest::Approx(1.0 / 2 + 1.0 / 3 + 1.0 + 1.0 / 2));
  CHECK((*counted)->num_cells() == 4);
}

TEST_CASE("counts of a toy world are those of a double loop, at every window") {
  const ToyWorld world = make_toy_world(ToyLanguage::kEnglish, 800, 3);
  for (const int window : {1, 2, 5, 10}) {
    CAPTURE(window);
    const auto corpus = encode(world.corpus.text, 2);
    const Cells cells = naive_cells(*corpus, window);
    const auto counted = count_cooccurrence(*corpus, window);
    REQUIRE(counted.ok());
    const Cooccurrence& x = **counted;
    CHECK(x.num_cells() == static_cast<std::int64_t>(cells.size()));
    double worst = 0, total = 0;
    std::vector<double> sums(static_cast<std::size_t>(x.num_words()), 0.0), all;
    for (const auto& [cell, count] : cells) {
      worst = std::max(
          worst, std::abs(static_cast<double>(x.count(cell.first, cell.second)) / count - 1.0));
      sums[static_cast<std::size_t>(cell.first)] += count;
      total += count;
      all.push_back(count);
    }
    CHECK(worst < 1e-7);
    CHECK(x.total() == doctest::Approx(total).epsilon(1e-12));
    for (TokenId w = 0; w < x.num_words(); ++w) {
      CHECK(x.row_sum(w) == doctest::Approx(sums[static_cast<std::size_t>(w)]).epsilon(1e-12));
    }
    // Rows ascend, and every pair knows its row.
    for (std::size_t p = 0; p < x.pairs().size(); ++p) {
      const TokenId row = x.row_of(p);
      REQUIRE(row < x.pairs()[p].column);
      REQUIRE(x.count(row, x.pairs()[p].column) == x.pairs()[p].count);
    }
    // Percentiles by nearest rank, and a histogram that holds every cell once.
    std::sort(all.begin(), all.end());
    for (const double share : {0.01, 0.5, 0.9, 0.95, 1.0}) {
      const auto rank =
          static_cast<std::size_t>(std::ceil(share * static_cast<double>(all.size())));
      CHECK(x.percentile(share) == static_cast<float>(all[rank - 1]));
    }
    const double edges[] = {0, 0.5, 1, 10, 1e9};
    const std::vector<std::int64_t> bins = x.histogram(edges);
    for (std::size_t k = 0; k < bins.size(); ++k) {
      const auto below = [&](double edge) {
        return std::lower_bound(all.begin(), all.end(), edge,
                                [](double v, double e) { return static_cast<float>(v) < e; }) -
               all.begin();
      };
      CHECK(bins[k] == below(edges[k + 1]) - below(edges[k]));
    }
  }
}

TEST_CASE("counting in slices gives what counting at once gives, within stated memory") {
  const ToyWorld world = make_toy_world(ToyLanguage::kVietnamese, 500, 1);
  const auto corpus = encode(world.corpus.text);
  const auto at_once = count_cooccurrence(*corpus, 10);
  REQUIRE(at_once.ok());
  CooccurrenceCounter counter(*corpus, 10);
  int slices = 1;
  double share = 0;
  while (counter.advance(100)) {
    ++slices;
    CHECK(counter.share_done() >= share);
    share = counter.share_done();
  }
  CHECK(counter.share_done() == 1.0);
  CHECK(slices > 10);
  const auto sliced = counter.take();
  REQUIRE(sliced.ok());
  REQUIRE((*sliced)->num_cells() == (*at_once)->num_cells());
  bool same = true;
  for (std::size_t p = 0; p < (*sliced)->pairs().size(); ++p) {
    same = same && (*sliced)->pairs()[p].column == (*at_once)->pairs()[p].column &&
           (*sliced)->pairs()[p].count == (*at_once)->pairs()[p].count;
  }
  CHECK(same);
  const auto pairs = static_cast<std::int64_t>((*at_once)->pairs().size());
  CHECK((*at_once)->bytes() <= 12 * pairs + 40 * (*at_once)->num_words() + 16384);
}

TEST_CASE("more pairs than are allowed, or none at all, is a sentence") {
  const auto corpus = encode("a b c d e f g h\n");
  CooccurrenceCounter counter(*corpus, 5, 10);
  while (counter.advance(1)) {
  }
  const auto refused = counter.take();
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "glove.too_large");
  const auto lonely = count_cooccurrence(*encode("a\nb\nc\n"), 5);
  REQUIRE_FALSE(lonely.ok());
  CHECK(lonely.error().code == "glove.no_pairs");
}
