// Makes the toy worlds' text and scores their lines.
// Not their words (toy_world_english.cpp, toy_world_vietnamese.cpp).
#include "text/toy_world.h"

#include <cmath>
#include <limits>

#include "text/toy_grammar.h"
#include "text/unicode.h"

namespace wordspace {
namespace {

constexpr std::uint64_t kToyStream = 0x746f79;  // Rng stream of the toy worlds

ToyGrammar grammar_of(ToyLanguage language) {
  return language == ToyLanguage::kEnglish ? make_english_grammar() : make_vietnamese_grammar();
}

// A document of at least two lines ends after each with one chance in this many.
constexpr std::uint32_t kEndOdds = kToyLinesPerDocument - 1;

// Entropy of a document's length in nats: the entropy of each decision to end, kEndOdds of them.
double length_entropy_nats() {
  const double p = 1.0 / kEndOdds;
  return -(p * std::log(p) + (1 - p) * std::log(1 - p)) * kEndOdds;
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
  text.reserve(num_sentences * 60);
  for (std::size_t lines = 0; lines < num_sentences;) {
    if (lines > 0) text += '\n';
    const std::size_t theme = grammar.draw_theme(rng);
    for (std::size_t line = 0; lines < num_sentences; ++line, ++lines) {
      if (line >= 2 && rng.below(kEndOdds) == 0) break;
      grammar.append_line(rng, theme, text);
      text += '\n';
    }
  }
  world.analogies = grammar.analogies();
  // A line's theme is certain from its words, so of each line's entropy the theme's share is paid
  // once a document.
  const double line_nats = grammar.line_entropy_nats();
  const double theme_nats = grammar.theme_entropy_nats();
  const double line_tokens = grammar.mean_line_tokens();
  const double document_nats =
      theme_nats + kToyLinesPerDocument * (line_nats - theme_nats) + length_entropy_nats();
  world.entropy_bits_per_token =
      document_nats / (kToyLinesPerDocument * line_tokens + 1) / std::log(2.0);
  world.line_entropy_bits_per_token = line_nats / line_tokens / std::log(2.0);
  return world;
}

double toy_log_probability(ToyLanguage language, const std::string& line) {
  return grammar_of(language).log_probability(line);
}

double toy_document_log_probability(ToyLanguage language, const std::vector<std::string>& lines) {
  constexpr double kNever = -std::numeric_limits<double>::infinity();
  if (lines.size() < 2) return kNever;
  const ToyGrammar grammar = grammar_of(language);
  const std::vector<std::size_t> themes = grammar.themes_of(lines[0]);
  if (themes.size() != 1) return kNever;
  const double theme = std::log(grammar.theme_probability(themes[0]));
  double sum = theme;
  for (const std::string& line : lines) {
    if (grammar.themes_of(line) != themes) return kNever;
    sum += grammar.log_probability(line) - theme;
  }
  const double goes_on = std::log(1 - 1.0 / kEndOdds);
  return sum + static_cast<double>(lines.size() - 2) * goes_on + std::log(1.0 / kEndOdds);
}

}  // namespace wordspace
