// Builds vocabularies and looks words up.
// Not the tokenizer's rules (text/word_scanner.h).
#include "text/vocabulary.h"

#include <algorithm>
#include <numeric>

#include "core/ensure.h"
#include "text/unicode.h"
#include "text/utf8_decode.h"
#include "text/word_scanner.h"
#include "text/word_table.h"

namespace wordspace {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

Vocabulary::Vocabulary(std::vector<std::string> words, std::vector<std::int64_t> counts) {
  ENSURE(words.size() == counts.size());
  std::vector<std::size_t> order(words.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return counts[a] != counts[b] ? counts[a] > counts[b] : a < b;
  });
  words_.reserve(words.size());
  counts_.reserve(words.size());
  index_.reserve(words.size());
  for (const std::size_t i : order) {
    const bool added = index_.emplace(words[i], static_cast<TokenId>(words_.size())).second;
    ENSURE(added);
    words_.push_back(std::move(words[i]));
    counts_.push_back(counts[i]);
    total_count_ += counts[i];
  }
}

TokenId Vocabulary::find(std::string_view word) const {
  const auto found = index_.find(word);
  return found == index_.end() ? kUnknownToken : found->second;
}

TokenId Vocabulary::find_typed(std::string_view typed) const {
  const std::string lower = to_lower(to_nfc(trimmed(typed)));
  std::string word;
  for (std::size_t at = 0; at < lower.size();) {
    const std::uint32_t code_point = decode_utf8(lower, at);
    append_code_point(word, code_point == scanner::kRightQuote ? '\'' : code_point);
  }
  const TokenId id = find(word);
  if (id != kUnknownToken) return id;
  // A phrase typed with spaces is one word with '_' after the phrase pass; a letter keeps its case.
  std::replace(word.begin(), word.end(), ' ', '_');
  const TokenId phrase = find(word);
  return phrase != kUnknownToken ? phrase : find(to_nfc(trimmed(typed)));
}

}  // namespace wordspace
