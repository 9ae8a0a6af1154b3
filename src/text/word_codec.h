// Tokenizers whose tokens are whole words, or single characters.
// Not subwords (text/byte_bpe.h, text/wordpiece.h), and for this layer only.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "text/table_codec.h"

namespace wordspace {

class WordCodec final : public TableCodec {
 public:
  WordCodec(std::vector<std::string> tokens, CodecOptions options);
  std::string decode(std::span<const TokenId> tokens) const override;
  std::string display(TokenId id) const override;
  bool continues_word(TokenId) const override { return false; }

 private:
  void append_plain(std::string_view text, WordTokens& cache,
                    std::vector<TokenId>& out) const override;
};

class CharacterCodec final : public TableCodec {
 public:
  CharacterCodec(std::vector<std::string> tokens, CodecOptions options);
  std::string decode(std::span<const TokenId> tokens) const override;
  std::string display(TokenId id) const override;
  // True for letters, marks and digits: what stands inside words.
  bool continues_word(TokenId id) const override;

 private:
  void append_plain(std::string_view text, WordTokens& cache,
                    std::vector<TokenId>& out) const override;

  std::array<TokenId, 128> ascii_;
};

}  // namespace wordspace
