// Two small made-up worlds, in English and Vietnamese: seeded template grammars with known
// analogies and an exactly known entropy rate. Not natural text, and it says so on screen.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "text/corpus.h"

namespace wordspace {

// How many lines the lab makes, and how many words that is with seed 1. The Vietnamese world is
// longer: its words are rarer, and counts of a shorter text are too noisy for GloVe's analogies.
inline constexpr std::size_t kToyLinesEnglish = 60000;
inline constexpr std::size_t kToyLinesVietnamese = 150000;
inline constexpr std::uint32_t kToyLinesPerDocument = 5;  // on average
inline constexpr std::uint64_t kToyDocumentsEnglish = 12087;
inline constexpr std::uint64_t kToyDocumentsVietnamese = 29897;
inline constexpr std::uint64_t kToyWordsEnglish = 621527;
inline constexpr std::uint64_t kToyWordsVietnamese = 1309291;
inline constexpr const char* kToyLicence = "Made up by this program; free to use.";
inline constexpr const char* kToySource =
    "A seeded template grammar of Wordspace: not natural text.";

enum class ToyLanguage { kEnglish, kVietnamese };

constexpr std::size_t toy_lines(ToyLanguage language) {
  return language == ToyLanguage::kEnglish ? kToyLinesEnglish : kToyLinesVietnamese;
}

struct ToyWorld {
  Corpus corpus;                                      // name "toy-en" or "toy-vi"
  std::vector<std::array<std::string, 4>> analogies;  // a : b :: c : d, all learnable
  // Exact entropy rate of the text in documents; the end of a line and the end of a document are a
  // token each. What the best possible language model reaches.
  double entropy_bits_per_token = 0;
  // The same for lines alone (their ends counted): the best without knowledge of earlier lines.
  double line_entropy_bits_per_token = 0;
};

// num_sentences lines in documents. All lines of a document share a theme (an animal and its young,
// a country, ...) and are independent otherwise; after the second line and each later one it ends
// with probability 1 / (kToyLinesPerDocument - 1). So the best guess whether one line follows
// another is whether their themes are the same. The same seed gives the same text everywhere.
ToyWorld make_toy_world(ToyLanguage language, std::size_t num_sentences, std::uint64_t seed);

// Exact natural-log probability of one line (without '\n') under the grammar; -infinity if it
// cannot be produced. The mean of minus these over long samples, divided by tokens (ends included),
// converges to the entropy rates: a test holds both to each other.
double toy_log_probability(ToyLanguage language, const std::string& line);
// The same for the lines of one document, its end included.
double toy_document_log_probability(ToyLanguage language, const std::vector<std::string>& lines);

}  // namespace wordspace
