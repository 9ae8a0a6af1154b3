// Learns and joins phrases by pointwise mutual information.
// Not for phrases across punctuation or line ends.
#include "text/phrases.h"

#include <algorithm>
#include <cmath>

#include "core/ensure.h"
#include "text/unicode.h"
#include "text/word_scanner.h"
#include "text/word_table.h"

namespace wordspace {
namespace {

struct PlacedWord {
  std::string lower;
  std::size_t begin = 0;  // bytes of the line
  std::size_t end = 0;
};

// Pieces between single spaces that are one word each, with their places; others have an empty
// word.
void place_words(std::string_view line, std::string& buffer, std::vector<PlacedWord>& words) {
  words.clear();
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    if (end > at) {
      PlacedWord word{{}, at, end};
      // The word itself, without the punctuation around it.
      const std::string_view piece = line.substr(at, end - at);
      int num_words = 0;
      scan_words(piece, buffer, [&](std::string_view found) {
        word.lower = std::string(found);
        ++num_words;
      });
      if (num_words != 1) word.lower.clear();
      words.push_back(std::move(word));
    }
    at = end + 1;
  }
}

// True when nothing but the space stands between two pieces: no comma, bracket or quote.
bool side_by_side(std::string_view line, const PlacedWord& a, const PlacedWord& b) {
  const auto is_word_byte = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || scanner::kBytes.kind[byte] == scanner::kLetterByte ||
           scanner::kBytes.kind[byte] == scanner::kDigitByte;
  };
  return !a.lower.empty() && !b.lower.empty() && b.begin == a.end + 1 &&
         is_word_byte(line[a.end - 1]) && is_word_byte(line[b.begin]);
}

template <typename Visit>
void for_each_line(std::string_view text, Visit&& visit) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = std::min(text.find('\n', at), text.size());
    visit(text.substr(at, newline - at));
    at = newline + 1;
  }
}

}  // namespace

PhraseTable::PhraseTable(std::vector<Phrase> phrases) : phrases_(std::move(phrases)) {
  std::sort(phrases_.begin(), phrases_.end(), [](const Phrase& a, const Phrase& b) {
    if (a.pmi != b.pmi) return a.pmi > b.pmi;
    return a.first != b.first ? a.first < b.first : a.second < b.second;
  });
  for (const Phrase& phrase : phrases_) pmi_[phrase.first + ' ' + phrase.second] = phrase.pmi;
}

double PhraseTable::score(std::string_view first, std::string_view second) const {
  std::string key(first);
  key += ' ';
  key += second;
  const auto found = pmi_.find(key);
  return found == pmi_.end() ? -1.0 : found->second;
}

PhraseTable learn_phrases(const Corpus& corpus, double threshold, std::int64_t min_count) {
  ENSURE(min_count >= 1);
  WordTable words;
  WordTable pairs;
  std::string buffer;
  std::string key;
  std::vector<PlacedWord> line_words;
  std::int64_t num_words = 0;
  for_each_line(corpus.text, [&](std::string_view line) {
    place_words(line, buffer, line_words);
    for (std::size_t i = 0; i < line_words.size(); ++i) {
      if (line_words[i].lower.empty()) continue;
      words.add(line_words[i].lower);
      ++num_words;
      if (i > 0 && side_by_side(line, line_words[i - 1], line_words[i])) {
        key = line_words[i - 1].lower;
        key += ' ';
        key += line_words[i].lower;
        pairs.add(key);
      }
    }
  });
  std::vector<Phrase> phrases;
  for (std::uint32_t i = 0; i < pairs.size(); ++i) {
    if (pairs.count(i) < min_count) continue;
    const std::string_view pair = pairs.word(i);
    const std::size_t space = pair.find(' ');
    const std::string_view first = pair.substr(0, space);
    const std::string_view second = pair.substr(space + 1);
    const double discounted =
        static_cast<double>(pairs.count(i)) - static_cast<double>(min_count) / 2;
    const double expected = static_cast<double>(words.count(words.find(first))) *
                            static_cast<double>(words.count(words.find(second)));
    const double pmi = std::log2(discounted * static_cast<double>(num_words) / expected);
    if (pmi >= std::max(threshold, 0.0))
      phrases.push_back({std::string(first), std::string(second), pairs.count(i), pmi});
  }
  return PhraseTable(std::move(phrases));
}

Corpus apply_phrases(const Corpus& corpus, const PhraseTable& phrases) {
  Corpus joined = corpus;
  joined.text.clear();
  joined.text.reserve(corpus.text.size());
  std::string buffer;
  std::vector<PlacedWord> words;
  std::vector<double> scores;  // of joining word i with word i + 1
  std::vector<std::size_t> candidates;
  std::vector<bool> used;
  for_each_line(corpus.text, [&](std::string_view line) {
    place_words(line, buffer, words);
    scores.assign(words.size(), -1.0);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (side_by_side(line, words[i], words[i + 1])) {
        scores[i] = phrases.score(words[i].lower, words[i + 1].lower);
      }
    }
    // The strongest pairs first; a word joins only one pair; of equals the left one wins.
    candidates.clear();
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (scores[i] >= 0) candidates.push_back(i);
    }
    std::sort(candidates.begin(), candidates.end(), [&](std::size_t a, std::size_t b) {
      return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
    });
    used.assign(words.size(), false);
    std::string out(line);
    for (const std::size_t i : candidates) {
      if (used[i] || used[i + 1]) continue;
      used[i] = used[i + 1] = true;
      out[words[i].end] = '_';
    }
    joined.text += out;
    joined.text += '\n';
  });
  if (!corpus.text.empty() && corpus.text.back() != '\n') joined.text.pop_back();
  return joined;
}

}  // namespace wordspace
