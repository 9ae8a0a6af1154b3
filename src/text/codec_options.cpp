// Makes a tokenizer of any kind from its parts.
// Not the tokenizers themselves (byte_bpe.cpp, wordpiece.cpp, word_codec.cpp).
#include "text/codec_options.h"

#include <utility>

#include "core/ensure.h"
#include "text/byte_bpe.h"
#include "text/utf8_decode.h"
#include "text/word_codec.h"
#include "text/wordpiece.h"

namespace wordspace {
namespace {

// Tokens of a character codec are one code point each, added tokens excepted.
Status check_characters(std::span<const std::string> tokens, const CodecOptions& options) {
  std::vector<bool> added(tokens.size(), false);
  for (const AddedToken& token : options.added) added[static_cast<std::size_t>(token.id)] = true;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::size_t at = 0;
    decode_utf8(tokens[i], at);
    if (at != tokens[i].size() && !added[i]) return bad_token(i);
  }
  return Done{};
}

}  // namespace

Result<std::shared_ptr<const TokenCodec>> make_codec(CodecKind kind,
                                                     std::vector<std::string> tokens,
                                                     std::vector<BpeMerge> merges,
                                                     CodecOptions options) {
  ENSURE((merges.empty() || kind == CodecKind::kByteBpe));
  const Status checked = check_tokens(tokens);
  if (!checked.ok()) return checked.error();
  switch (kind) {
    case CodecKind::kByteBpe:
      return byte_bpe_with_options(std::move(tokens), std::move(merges), std::move(options));
    case CodecKind::kWordPiece:
      return std::shared_ptr<const TokenCodec>(
          std::make_shared<WordPieceCodec>(std::move(tokens), std::move(options)));
    case CodecKind::kWord:
      return std::shared_ptr<const TokenCodec>(
          std::make_shared<WordCodec>(std::move(tokens), std::move(options)));
    case CodecKind::kCharacter:
      break;
  }
  const Status characters = check_characters(tokens, options);
  if (!characters.ok()) return characters.error();
  return std::shared_ptr<const TokenCodec>(
      std::make_shared<CharacterCodec>(std::move(tokens), std::move(options)));
}

}  // namespace wordspace
