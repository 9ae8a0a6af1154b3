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

// What the lab makes unless told otherwise, and how many words that is with seed 1.
inline constexpr std::size_t kToySentences = 20000;
inline constexpr std::size_t kToyLinesPerDocument = 50;
inline constexpr std::uint64_t kToyWordsEnglish = 207251;
inline constexpr std::uint64_t kToyWordsVietnamese = 174716;
inline constexpr const char* kToyLicence = "Made up by this program; free to use.";
inline constexpr const char* kToySource =
    "A seeded template grammar of Wordspace: not natural text.";

enum class ToyLanguage { kEnglish, kVietnamese };

struct ToyWorld {
  Corpus corpus;                                      // name "toy-en" or "toy-vi"
  std::vector<std::array<std::string, 4>> analogies;  // a : b :: c : d, all learnable
  double entropy_bits_per_token = 0;  // exact entropy rate, the end of a line counted as a token
};

// num_sentences lines, documents of kToyLinesPerDocument lines. The same seed gives the same text
// everywhere.
ToyWorld make_toy_world(ToyLanguage language, std::size_t num_sentences, std::uint64_t seed);

// Exact natural-log probability of one line (without '\n') under the grammar; -infinity if it
// cannot be produced. The mean of -log_probability over long samples, divided by tokens (line end
// included), converges to the entropy rate: a test holds both to each other.
double toy_log_probability(ToyLanguage language, const std::string& line);

}  // namespace wordspace
