// WordPiece with BERT's basic tokenizer before it: clean, split at spaces, punctuation and Chinese
// characters, then the longest pieces of the vocabulary from the left.
// Not its training: vocabularies are loaded. For this layer only: others use text/token_codec.h.
#pragma once

#include <string>
#include <vector>

#include "text/table_codec.h"

namespace wordspace {

// The words that BERT's basic tokenizer makes of well-formed UTF-8, each followed by a space.
// lower_case also decomposes and drops accents.
//   Source: Devlin et al. 2018, BasicTokenizer of the published code; order of steps and character
//   classes as in the Hugging Face tokenizers library.
std::string bert_basic_words(std::string_view text, bool lower_case);

class WordPieceCodec final : public TableCodec {
 public:
  WordPieceCodec(std::vector<std::string> tokens, bool lower_case);
  std::string decode(std::span<const TokenId> tokens) const override;
  std::string display(TokenId id) const override;
  bool continues_word(TokenId id) const override;
  bool lowers_case() const { return lower_case_; }

 private:
  void append_plain(std::string_view text, WordTokens& cache,
                    std::vector<TokenId>& out) const override;
  void append_word(std::string_view word, std::vector<TokenId>& out) const;

  bool lower_case_;
  std::size_t longest_bytes_ = 0;  // of a token, without ##
};

}  // namespace wordspace
