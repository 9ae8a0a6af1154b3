// Words and their counts, numbered by falling count.
// Not a tokenizer, not a corpus as numbers (text/encoded_corpus.h), no random choices
// (text/sampling.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/token_id.h"

namespace wordspace {

// Immutable once built; shared between threads as shared_ptr<const Vocabulary>.
class Vocabulary {
 public:
  // Sorted by falling count, ties by first occurrence order of words_in; words.size() ==
  // counts.size().
  Vocabulary(std::vector<std::string> words, std::vector<std::int64_t> counts);

  TokenId size() const { return static_cast<TokenId>(words_.size()); }
  const std::string& word(TokenId id) const { return words_[static_cast<std::size_t>(id)]; }
  std::int64_t count(TokenId id) const { return counts_[static_cast<std::size_t>(id)]; }
  // Exact look-up of a normalised word; kUnknownToken when absent.
  TokenId find(std::string_view word) const;
  // Look-up of what a person typed: NFC, trimmed, without regard to case on either side; of words
  // that only case tells apart first the one as typed, then the most frequent.
  TokenId find_typed(std::string_view typed) const;
  // The most frequent word that is the same without regard to case, form of its marks and soft
  // hyphens; kUnknownToken when there is none.
  TokenId find_folded(std::string_view word) const;
  // Whether find_folded can answer anything that find does not.
  bool has_folded() const { return !folded_.empty(); }
  std::int64_t total_count() const { return total_count_; }
  std::span<const std::string> words() const { return words_; }
  std::span<const std::int64_t> counts() const { return counts_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::vector<std::string> words_;
  std::vector<std::int64_t> counts_;
  using Index = std::unordered_map<std::string, TokenId, Hash, std::equal_to<>>;
  Index index_;
  std::int64_t total_count_ = 0;
  Index folded_;  // of words that folding changes: their folded form; the most frequent of each
};

}  // namespace wordspace
