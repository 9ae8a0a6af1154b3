// The toy worlds are reproducible, unambiguous, and their entropy is what they say.
// Not whether vectors learn them: that is a test of the model.
#include "text/toy_world.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <unordered_set>

#include "text/builtin_corpora.h"
#include "text/encoded_corpus.h"
#include "text/tokenizer.h"
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

TEST_CASE("every line has exactly one theme, and themes have their share of the lines") {
  for (const ToyLanguage language : kLanguages) {
    const ToyGrammar grammar = grammar_of(language);
    const std::vector<std::string> all = grammar.all_lines();
    std::vector<double> share(grammar.num_themes(), 0);
    for (const std::string& line : std::set<std::string>(all.begin(), all.end())) {
      const std::vector<std::size_t> themes = grammar.themes_of(line);
      REQUIRE_MESSAGE(themes.size() == 1, line);
      share[themes[0]] += std::exp(grammar.log_probability(line));
    }
    CHECK(grammar.num_themes() > 40);
    for (std::size_t theme = 0; theme < share.size(); ++theme) {
      CHECK(share[theme] == doctest::Approx(grammar.theme_probability(theme)).epsilon(1e-9));
    }
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
    CHECK(bits == doctest::Approx(world.line_entropy_bits_per_token).epsilon(0.005));
  }
}

TEST_CASE("the mean surprisal of whole documents converges to the stated entropy rate") {
  for (const ToyLanguage language : kLanguages) {
    const ToyWorld world = make_toy_world(language, 10000, 7);
    double nats = 0;
    double tokens = 0;
    std::vector<DocumentRange> documents = split_documents(world.corpus.text);
    documents.pop_back();  // cut where the sample ends
    for (const DocumentRange& range : documents) {
      const std::vector<std::string> lines =
          lines_of(world.corpus.text.substr(range.begin, range.end - range.begin));
      nats -= toy_document_log_probability(language, lines);
      tokens += 1;
      for (const std::string& line : lines) {
        tokens += static_cast<double>(tokenize(TokenizerKind::kWord, line).size() + 1);
      }
    }
    const double bits = nats / tokens / std::log(2.0);
    CHECK(bits == doctest::Approx(world.entropy_bits_per_token).epsilon(0.01));
    CHECK(world.entropy_bits_per_token < 0.9 * world.line_entropy_bits_per_token);
  }
}

TEST_CASE("a document keeps its theme and has five lines on average, two at least") {
  for (const ToyLanguage language : kLanguages) {
    const ToyWorld world = make_toy_world(language, 20000, 3);
    const ToyGrammar grammar = grammar_of(language);
    const std::vector<DocumentRange> documents = split_documents(world.corpus.text);
    const auto per_document = 20000.0 / static_cast<double>(documents.size());
    CHECK(per_document == doctest::Approx(kToyLinesPerDocument).epsilon(0.06));
    std::set<std::size_t> seen;
    for (std::size_t d = 0; d + 1 < documents.size(); ++d) {
      const std::vector<std::string> lines = lines_of(
          world.corpus.text.substr(documents[d].begin, documents[d].end - documents[d].begin));
      CHECK(lines.size() >= 2);
      const std::vector<std::size_t> theme = grammar.themes_of(lines[0]);
      seen.insert(theme[0]);
      for (const std::string& line : lines) CHECK(grammar.themes_of(line) == theme);
    }
    CHECK(seen.size() == grammar.num_themes());
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
    const std::size_t documents = split_documents(a.corpus.text).size();
    CHECK((documents > 35 && documents < 100));
  }
  CHECK(lines_of(make_toy_world(ToyLanguage::kEnglish, 1, 1).corpus.text)[0] ==
        "the tiny duckling sleeps in the pond dreaming of weeds");
}

TEST_CASE("every word of every analogy is common in the text that the lab makes") {
  for (const ToyLanguage language : kLanguages) {
    const ToyWorld world = make_toy_world(language, toy_lines(language), 1);
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
    const auto documents =
        language == ToyLanguage::kEnglish ? kToyDocumentsEnglish : kToyDocumentsVietnamese;
    CHECK((*corpus)->num_documents() == documents);
  }
}
