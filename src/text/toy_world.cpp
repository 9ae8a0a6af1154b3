// Makes the toy worlds' text and scores their lines.
// Not their words (toy_world_english.cpp, toy_world_vietnamese.cpp).
#include "text/toy_world.h"

#include <cmath>

#include "text/toy_grammar.h"
#include "text/unicode.h"

namespace wordspace {
namespace {

constexpr std::uint64_t kToyStream = 0x746f79;  // Rng stream of the toy worlds

ToyGrammar grammar_of(ToyLanguage language) {
  return language == ToyLanguage::kEnglish ? make_english_grammar() : make_vietnamese_grammar();
}

}  // namespace

ToyWorld make_toy_world(ToyLanguage language, std::size_t num_sentences, std::uint64_t seed) {
  const ToyGrammar grammar = grammar_of(language);
  ToyWorld world;
  world.corpus.name = language == ToyLanguage::kEnglish ? "toy-en" : "toy-vi";
  world.corpus.licence = kToyLicence;
  world.corpus.source = kToySource;
  Rng rng(seed, kToyStream);
  std::string& text = world.corpus.text;
  text.reserve(num_sentences * 56);
  for (std::size_t i = 0; i < num_sentences; ++i) {
    if (i > 0 && i % kToyLinesPerDocument == 0) text += '\n';
    grammar.append_line(rng, text);
    text += '\n';
  }
  world.analogies = grammar.analogies();
  world.entropy_bits_per_token =
      grammar.line_entropy_nats() / grammar.mean_line_tokens() / std::log(2.0);
  return world;
}

double toy_log_probability(ToyLanguage language, const std::string& line) {
  return grammar_of(language).log_probability(line);
}

}  // namespace wordspace
