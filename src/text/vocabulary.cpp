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

// What words are compared by: NFC, lower case, straight apostrophes, no soft hyphens.
std::string folded(std::string_view word) {
  constexpr std::uint32_t kSoftHyphen = 0xad;
  const std::string lower = to_lower(may_not_be_nfc(word) ? to_nfc(word) : std::string(word));
  std::string out;
  for (std::size_t at = 0; at < lower.size();) {
    const std::uint32_t code_point = decode_utf8(lower, at);
    if (code_point == kSoftHyphen) continue;
    append_code_point(out, code_point == scanner::kRightQuote ? '\'' : code_point);
  }
  return out;
}

// A quick look: ASCII without capitals folds to itself.
bool folds_to_itself(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && !(c >= 'A' && c <= 'Z');
  });
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
    if (!folds_to_itself(words[i]) && first_invalid_utf8(words[i]) == kNoOffset) {
      std::string key = folded(words[i]);
      if (key != words[i]) folded_.emplace(std::move(key), static_cast<TokenId>(words_.size()));
    }
    words_.push_back(std::move(words[i]));
    counts_.push_back(counts[i]);
    total_count_ += counts[i];
  }
}

TokenId Vocabulary::find(std::string_view word) const {
  const auto found = index_.find(word);
  return found == index_.end() ? kUnknownToken : found->second;
}

TokenId Vocabulary::find_folded(std::string_view word) const {
  const std::string key = folded(word);
  const TokenId plain = find(key);
  const auto found = folded_.find(key);
  if (found == folded_.end()) return plain;
  return plain == kUnknownToken ? found->second : std::min(plain, found->second);
}

TokenId Vocabulary::find_typed(std::string_view typed) const {
  std::string word = to_nfc(trimmed(typed));
  if (const TokenId exact = find(word); exact != kUnknownToken) return exact;
  if (const TokenId same = find_folded(word); same != kUnknownToken) return same;
  // A phrase typed with spaces is one word with '_' after the phrase pass.
  std::replace(word.begin(), word.end(), ' ', '_');
  return find_folded(word);
}

}  // namespace wordspace
