// The toy worlds are reproducible, unambiguous, and their entropy is what they say.
// Not whether vectors learn them: that is a test of the model.
#include "text/toy_world.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <unordered_set>

#include "text/builtin_corpora.h"
#include "text/toy_grammar.h"
#include "text/vocabulary.h"

using namespace wordspace;

namespace {

constexpr ToyLanguage kLanguages[] = {ToyLanguage::kEnglish, ToyLanguage::kVietnamese};

ToyGrammar grammar_of(ToyLanguage language) {
  return language == ToyLanguage::kEnglish ? make_english_grammar() : make_vietnamese_grammar();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = std::min(text.find('\n', at), text.size());
    if (newline > at) lines.push_back(text.substr(at, newline - at));
    at = newline + 1;
  }
  return lines;
}

}  // namespace

TEST_CASE("a grammar's entropy by its parts equals the entropy summed over all its lines") {
  for (const ToyLanguage language : kLanguages) {
    const ToyGrammar grammar = grammar_of(language);
    const std::vector<std::string> all = grammar.all_lines();
    const std::set<std::string> distinct(all.begin(), all.end());
    double total = 0;
    double entropy = 0;
    double tokens = 0;
    for (const std::string& line : distinct) {
      const double log_p = grammar.log_probability(line);
      const double p = std::exp(log_p);
      total += p;
      entropy -= p * log_p;
      tokens += p * static_cast<double>(tokenize(TokenizerKind::kWord, line).size() + 1);
    }
    CHECK(distinct.size() > 5000);
    CHECK(total == doctest::Approx(1).epsilon(1e-10));
    // Equal only if no line has two derivations that the closed form would count apart.
    CHECK(grammar.line_entropy_nats() == doctest::Approx(entropy).epsilon(1e-10));
    // And every place of a template is one word for the tokenizer.
    CHECK(grammar.mean_line_tokens() == doctest::Approx(tokens).epsilon(1e-10));
  }
}

TEST_CASE("the mean surprisal of a long sample converges to the stated entropy rate") {
  for (const ToyLanguage language : kLanguages) {
    const ToyWorld world = make_toy_world(language, 20000, 7);
    const ToyGrammar grammar = grammar_of(language);
    double nats = 0;
    double tokens = 0;
    for (const std::string& line : lines_of(world.corpus.text)) {
      nats -= grammar.log_probability(line);
      tokens += static_cast<double>(tokenize(TokenizerKind::kWord, line).size() + 1);
    }
    const double bits = nats / tokens / std::log(2.0);
    CHECK(bits == doctest::Approx(world.entropy_bits_per_token).epsilon(0.005));
  }
}

TEST_CASE("a line's probability is the product of its choices") {
  // one of 17 templates by weight, dog among 10 animals, old among 3, together among 6
  double total = 0;
  for (const int weight : {8, 8, 8, 8, 5, 3, 5, 3, 5, 4, 4, 4, 4, 4, 6, 6, 6}) total += weight;
  CHECK(toy_log_probability(ToyLanguage::kEnglish,
                            "the old dog barks in the kennel and eats bones together") ==
        doctest::Approx(std::log(5 / total / 10 / 3 / 6)));
}

TEST_CASE("what the grammar cannot say has no probability") {
  for (const char* line :
       {"", "the old dog meows in the kennel and eats bones together", "king", "the the the"}) {
    CHECK(std::isinf(toy_log_probability(ToyLanguage::kEnglish, line)));
  }
}

TEST_CASE("the same seed gives the same text, another seed another one") {
  for (const ToyLanguage language : kLanguages) {
    const ToyWorld a = make_toy_world(language, 300, 5);
    CHECK(a.corpus.text == make_toy_world(language, 300, 5).corpus.text);
    CHECK(a.corpus.text != make_toy_world(language, 300, 6).corpus.text);
    CHECK(lines_of(a.corpus.text).size() == 300);
    CHECK(split_documents(a.corpus.text).size() == 300 / kToyLinesPerDocument);
  }
  CHECK(lines_of(make_toy_world(ToyLanguage::kEnglish, 1, 1).corpus.text)[0] ==
        "several goats live in the hillside and share thistles again");
}

TEST_CASE("every word of every analogy is common in the text that the lab makes") {
  for (const ToyLanguage language : kLanguages) {
    const ToyWorld world = make_toy_world(language, kToySentences, 1);
    const auto corpus = encode_corpus(world.corpus, {});
    REQUIRE(corpus.ok());
    CHECK(world.analogies.size() >= 25);
    for (const auto& analogy : world.analogies) {
      CHECK(std::set<std::string>(analogy.begin(), analogy.end()).size() >= 3);
      for (const std::string& word : analogy) {
        const TokenId id = (*corpus)->vocabulary->find(word);
        REQUIRE_MESSAGE(id != kUnknownToken, word);
        CHECK((*corpus)->vocabulary->count(id) >= 50);
      }
    }
    const auto stated = language == ToyLanguage::kEnglish ? kToyWordsEnglish : kToyWordsVietnamese;
    CHECK((*corpus)->num_words_read == static_cast<std::int64_t>(stated));
  }
}
