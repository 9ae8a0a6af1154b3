// The kinds of tokenizers of GPT and BERT by name.
// Not the tokenizers (text/token_codec.h).
#pragma once

namespace wordspace {

enum class CodecKind { kWord, kCharacter, kByteBpe, kWordPiece };
// "word", "char", "bpe", "wordpiece".
const char* to_string(CodecKind kind);

}  // namespace wordspace
