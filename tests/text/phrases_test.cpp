// The phrase pass joins what keeps company and leaves the rest alone.
// Not a judgement of which compounds Vietnamese has.
#include "text/phrases.h"

#include <doctest/doctest.h>

#include <cmath>

#include "text/tokenizer.h"

using namespace wordspace;

namespace {

Corpus corpus_of(std::string text) {
  Corpus corpus;
  corpus.name = "test";
  corpus.text = std::move(text);
  return corpus;
}

std::string repeated(const std::string& line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line + "\n";
  return text;
}

}  // namespace

TEST_CASE("a pair's score is the information of seeing it, less the discount") {
  // hoàng 10 times, always before hậu; 40 words in all
  const Corpus corpus = corpus_of(repeated("hoàng hậu", 10) + repeated("đi về", 10));
  const PhraseTable table = learn_phrases(corpus, 0.5, 4);
  REQUIRE(table.phrases().size() == 2);
  CHECK(table.score("hoàng", "hậu") == doctest::Approx(std::log2((10 - 2) * 40.0 / (10 * 10))));
  CHECK(table.score("hậu", "hoàng") < 0);
  CHECK(table.phrases()[0].count == 10);
}

TEST_CASE("pairs that are rare or no better than chance are not joined") {
  const Corpus corpus = corpus_of(repeated("a b\na c\nd b\nd c", 50) + repeated("xin chào", 3));
  const PhraseTable table = learn_phrases(corpus, 1.5, 5);
  CHECK(table.score("a", "b") < 0);
  CHECK(table.score("xin", "chào") < 0);
}

TEST_CASE("joined text keeps its layout, its case and everything else") {
  const PhraseTable table({{"hoàng", "hậu", 9, 5.0}});
  CHECK(apply_phrases(corpus_of("Hoàng hậu đến.\n\nHoàng  hậu, (hoàng hậu) hoàng, hậu"), table)
            .text == "Hoàng_hậu đến.\n\nHoàng  hậu, (hoàng_hậu) hoàng, hậu");
  CHECK(tokenize(TokenizerKind::kWord, "Hoàng_hậu đến") ==
        std::vector<std::string>{"hoàng_hậu", "đến"});
}

TEST_CASE("of overlapping pairs the stronger wins, of equals the left one") {
  const PhraseTable table(
      {{"a", "b", 9, 2.0}, {"b", "c", 9, 3.0}, {"c", "d", 9, 1.0}, {"x", "x", 9, 1.0}});
  CHECK(apply_phrases(corpus_of("a b c d"), table).text == "a b_c d");
  CHECK(apply_phrases(corpus_of("a b d c d\n"), table).text == "a_b d c_d\n");
  CHECK(apply_phrases(corpus_of("x x x"), table).text == "x_x x");
}

TEST_CASE("lines end phrases") {
  const PhraseTable table({{"a", "b", 9, 2.0}});
  CHECK(apply_phrases(corpus_of("a\nb"), table).text == "a\nb");
  CHECK(learn_phrases(corpus_of(repeated("a\nb", 20)), 0.1, 2).score("a", "b") < 0);
}

TEST_CASE("an empty table and an empty text change nothing") {
  CHECK(apply_phrases(corpus_of("a b\n"), PhraseTable()).text == "a b\n");
  CHECK(apply_phrases(corpus_of(""), PhraseTable({{"a", "b", 1, 1.0}})).text.empty());
  CHECK(learn_phrases(corpus_of(""), 1, 5).empty());
}
