// Words and their counts, numbered by falling count; and a corpus as numbers.
// Not a tokenizer, and no random choices (text/sampling.h).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "text/corpus.h"
#include "text/tokenizer.h"

namespace wordspace {

using TokenId = std::int32_t;
inline constexpr TokenId kUnknownToken = -1;

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
  // Look-up of what a person typed: NFC, lower case, trimmed.
  TokenId find_typed(std::string_view typed) const;
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
  std::unordered_map<std::string, TokenId, Hash, std::equal_to<>> index_;
  std::int64_t total_count_ = 0;
};

// A corpus as token numbers. Immutable once built; shared as shared_ptr<const EncodedCorpus>.
//   tokens            training tokens, documents and lines one after the other; rare words left out
//   line_begin        [num_lines + 1] offsets into tokens: line l is [line_begin[l],
//   line_begin[l+1]) document_begin    [num_documents + 1] offsets into lines held_out_*        the
//   same for held-out documents, which no count or window has seen
struct EncodedCorpus {
  std::string name;
  std::shared_ptr<const Vocabulary> vocabulary;
  std::vector<TokenId> tokens;
  std::vector<std::uint32_t> line_begin = {0};
  std::vector<std::uint32_t> document_begin = {0};
  std::vector<TokenId> held_out_tokens;
  std::vector<std::uint32_t> held_out_line_begin = {0};
  std::int64_t num_words_read = 0;      // before rare words were left out, training part
  std::int64_t num_distinct_words = 0;  // before min_count, training part

  std::size_t num_lines() const { return line_begin.size() - 1; }
  std::size_t num_documents() const { return document_begin.size() - 1; }
  std::span<const TokenId> line(std::size_t l) const {
    return std::span(tokens).subspan(line_begin[l], line_begin[l + 1] - line_begin[l]);
  }
};

struct EncodeOptions {
  TokenizerKind tokenizer = TokenizerKind::kWord;
  std::int64_t min_count = 5;
  double held_out_fraction = 0.0;
  std::uint64_t seed = 1;  // of the held-out choice only
};

// Tokenizes, counts, numbers. One pass over the text for counts and one for numbers.
//   Errors: text.too_small (fewer than two words reach min_count).
Result<std::shared_ptr<const EncodedCorpus>> encode_corpus(const Corpus& corpus,
                                                           const EncodeOptions& options);

}  // namespace wordspace
