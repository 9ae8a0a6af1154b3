// WordPiece with BERT's basic tokenizer before it: clean, split at spaces, punctuation and Chinese
// characters, then the longest pieces of the vocabulary from the left.
// Not its training: vocabularies are loaded. For this layer only: others use text/token_codec.h.
#pragma once

#include <string>
#include <vector>

#include "text/table_codec.h"

namespace wordspace {

// What BERT's normaliser makes of well-formed UTF-8: controls go, Chinese characters get spaces
// around them, accents go, letters become small, as far as the options say.
//   Source: Devlin et al. 2018, BasicTokenizer of the published code; order of steps and character
//   classes as in the Hugging Face tokenizers library.
std::string bert_normalised(std::string_view text, const CodecOptions& options);

class WordPieceCodec final : public TableCodec {
 public:
  WordPieceCodec(std::vector<std::string> tokens, CodecOptions options);
  std::string decode(std::span<const TokenId> tokens) const override;
  std::string display(TokenId id) const override;
  bool continues_word(TokenId id) const override;

 private:
  std::string_view normalised(std::string_view text, std::string& buffer) const override;
  void append_plain(std::string_view text, WordTokens& cache,
                    std::vector<TokenId>& out) const override;
  void append_word(std::string_view word, std::vector<TokenId>& out) const;

  std::size_t longest_bytes_ = 0;  // of a token
};

}  // namespace wordspace
