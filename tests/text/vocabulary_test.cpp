// Counts, numbering, look-up, and a corpus as numbers with its held-out part kept apart.
// Not sampling (sampling_test.cpp).
#include "text/vocabulary.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "text/corpus.h"
#include "text/encoded_corpus.h"
#include "text/tokenizer.h"

using namespace wordspace;

namespace {

Corpus corpus_of(std::string text) {
  Corpus corpus;
  corpus.name = "test";
  corpus.text = std::move(text);
  return corpus;
}

std::shared_ptr<const EncodedCorpus> encode(std::string text, EncodeOptions options = {}) {
  const auto encoded = encode_corpus(corpus_of(std::move(text)), options);
  REQUIRE(encoded.ok());
  return *encoded;
}

EncodeOptions min_count(std::int64_t n) {
  EncodeOptions options;
  options.min_count = n;
  return options;
}

std::vector<std::string> line_words(const EncodedCorpus& corpus, std::size_t l) {
  std::vector<std::string> words;
  for (const TokenId id : corpus.line(l)) words.push_back(corpus.vocabulary->word(id));
  return words;
}

}  // namespace

TEST_CASE("words are numbered by falling count, ties by first occurrence") {
  const Vocabulary vocabulary({"rare", "often", "tie2", "tie1"}, {1, 9, 4, 4});
  REQUIRE(vocabulary.size() == 4);
  CHECK(vocabulary.word(0) == "often");
  CHECK(vocabulary.word(1) == "tie2");
  CHECK(vocabulary.word(2) == "tie1");
  CHECK(vocabulary.word(3) == "rare");
  CHECK(vocabulary.count(0) == 9);
  CHECK(vocabulary.total_count() == 18);
  CHECK(vocabulary.find("tie1") == 2);
  CHECK(vocabulary.find("absent") == kUnknownToken);
}

TEST_CASE("words with capitals, marks apart and soft hyphens are found by what is typed") {
  const Vocabulary vocabulary({"Paris", "US", "us", "ca\u0300", "co\u00adop"}, {5, 4, 3, 2, 1});
  CHECK(vocabulary.find_typed("paris") == 0);
  CHECK(vocabulary.find_typed("US") == 1);
  CHECK(vocabulary.find_typed("us") == 2);  // as typed, before the more frequent
  CHECK(vocabulary.find_folded("us") == 1);
  CHECK(vocabulary.find_typed("CÀ") == 3);
  CHECK(vocabulary.find_typed("coop") == 4);
  CHECK(vocabulary.find_typed("co\u00adop") == 4);
  CHECK(vocabulary.has_folded());
  CHECK_FALSE(Vocabulary({"việt", "a"}, {2, 1}).has_folded());
}

TEST_CASE("what a person types is found despite case, spaces, marks apart and curly apostrophes") {
  const Vocabulary vocabulary({"việt", "king's", "hoàng_hậu", "A"}, {4, 3, 2, 1});
  CHECK(vocabulary.find_typed("  VIỆT ") == 0);
  CHECK(vocabulary.find_typed("Vie\xcc\xa3\xcc\x82t") == 0);
  CHECK(vocabulary.find_typed("King\xe2\x80\x99s") == 1);
  CHECK(vocabulary.find_typed("Hoàng hậu") == 2);
  CHECK(vocabulary.find_typed("A") == 3);  // a character vocabulary keeps case
  CHECK(vocabulary.find_typed("nothing") == kUnknownToken);
  CHECK(vocabulary.find_typed("") == kUnknownToken);
}

TEST_CASE("a corpus becomes lines and documents of numbers") {
  const auto corpus =
      encode("The king saw the queen.\nThe queen smiled.\n\nA king, a queen!\n", min_count(1));
  CHECK(corpus->num_documents() == 2);
  CHECK(corpus->num_lines() == 3);
  CHECK(corpus->document_begin == std::vector<std::uint32_t>{0, 2, 3});
  CHECK(line_words(*corpus, 0) == std::vector<std::string>{"the", "king", "saw", "the", "queen"});
  CHECK(line_words(*corpus, 2) == std::vector<std::string>{"a", "king", "a", "queen"});
  CHECK(corpus->num_words_read == 12);
  CHECK(corpus->num_distinct_words == 6);
  CHECK(corpus->vocabulary->word(0) == "the");  // 3, before queen's 3
  CHECK(corpus->vocabulary->word(1) == "queen");
  CHECK(corpus->vocabulary->count(corpus->vocabulary->find("king")) == 2);
}

TEST_CASE("rare words are left out of tokens and counts, and lines that hold only those vanish") {
  const auto corpus = encode("a a b b\nrare\nb a\n\nlonely\n\na b once\n", min_count(2));
  CHECK(corpus->vocabulary->size() == 2);
  CHECK(corpus->num_words_read == 11);
  CHECK(corpus->num_distinct_words == 5);
  CHECK(corpus->tokens.size() == 8);
  CHECK(corpus->vocabulary->total_count() == 8);
  CHECK(corpus->num_lines() == 3);
  CHECK(corpus->num_documents() == 2);
  for (std::size_t l = 0; l < corpus->num_lines(); ++l) CHECK_FALSE(corpus->line(l).empty());
}

TEST_CASE("a text without two words that occur often enough is too small") {
  const auto once = encode_corpus(corpus_of("king queen man woman"), min_count(5));
  REQUIRE_FALSE(once.ok());
  CHECK(once.error().code == "text.too_small");
  CHECK_FALSE(encode_corpus(corpus_of(""), min_count(1)).ok());
  CHECK_FALSE(encode_corpus(corpus_of("a a a a"), min_count(1)).ok());
}

TEST_CASE("characters can be encoded, with a line end after every line") {
  EncodeOptions options = min_count(1);
  options.tokenizer = TokenizerKind::kCharacter;
  const auto corpus = encode("Ab\nb\n", options);
  CHECK(corpus->tokens.size() == 5);
  CHECK(line_words(*corpus, 0) == std::vector<std::string>{"A", "b", "\n"});
  CHECK(line_words(*corpus, 1) == std::vector<std::string>{"b", "\n"});
}

TEST_CASE("held-out documents never appear in counts or tokens, whatever the seed") {
  // Each document has a word of its own, often enough to be kept.
  std::string text;
  for (int d = 0; d < 40; ++d) {
    const std::string own = "own" + std::string(1, static_cast<char>('a' + d / 26)) +
                            std::string(1, static_cast<char>('a' + d % 26));
    for (int line = 0; line < 6; ++line) text += "the " + own + " of the house\n";
    text += "\n";
  }
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    EncodeOptions options;
    options.held_out_fraction = 0.2;
    options.seed = seed;
    const auto corpus = encode(text, options);
    CHECK(corpus->num_documents() == 32);
    CHECK(corpus->vocabulary->size() == 3 + 32);
    CHECK(corpus->num_words_read == 32 * 6 * 5);
    CHECK(corpus->vocabulary->total_count() == static_cast<std::int64_t>(corpus->tokens.size()));
    // Held-out lines keep the words that training knows and only those.
    CHECK(corpus->held_out_line_begin.size() == 8 * 6 + 1);
    CHECK(corpus->held_out_tokens.size() == 8 * 6 * 4);
    CHECK(corpus->held_out_line_begin.back() == corpus->held_out_tokens.size());
    for (const TokenId id : corpus->held_out_tokens) {
      CHECK(corpus->vocabulary->word(id).find("own") == std::string::npos);
    }
  }
}

TEST_CASE("counts equal a naive count on a text with many distinct words") {
  std::string text;
  std::map<std::string, std::int64_t> expected;
  for (int i = 0; i < 30000; ++i) {
    std::string word;
    for (int n = (i * 7919) % 5003; n > 0; n /= 26) word += static_cast<char>('a' + n % 26);
    if (word.empty()) word = "zero";
    text += word + (i % 12 == 11 ? "\n" : " ");
    ++expected[word];
  }
  const auto corpus = encode(text, min_count(1));
  CHECK(corpus->vocabulary->size() == static_cast<TokenId>(expected.size()));
  for (const auto& [word, count] : expected) {
    const TokenId id = corpus->vocabulary->find(word);
    REQUIRE(id != kUnknownToken);
    CHECK(corpus->vocabulary->count(id) == count);
  }
}

TEST_CASE("encoding the same text twice gives the same numbers") {
  const auto a = encode("one two three two\nthree three one\n", min_count(1));
  const auto b = encode("one two three two\nthree three one\n", min_count(1));
  CHECK(a->tokens == b->tokens);
  CHECK(a->line_begin == b->line_begin);
}
