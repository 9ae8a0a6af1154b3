// A corpus as word numbers, the way Word2Vec and GloVe read it.
// Not what GPT and BERT read (text/token_corpus.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "text/token_id.h"
#include "text/tokenizer.h"

namespace wordspace {

struct Corpus;
class Vocabulary;

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
