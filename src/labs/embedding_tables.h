// The token table of GPT or BERT as word vectors: what a token means before it has neighbours.
// Not what the layers make of it in a sentence (models/transformer_text.h).
#pragma once

#include <string>

#include "analysis/vectors.h"
#include "text/token_id.h"

namespace wordspace {

struct AnsweringModel;
class TokenCodec;

// Row i of the table is token i. Special tokens are left out. A token that begins a word is that
// word ("Ġking" is "king"); one that continues a word begins with "##".
//   model.ok() (ENSURE). Copies the table; costs milliseconds at thousands of tokens.
WordVectors embedding_table(const AnsweringModel& model);

// A token as a word of the table; a second token of the same spelling gets its number.
std::string token_as_word(const TokenCodec& codec, TokenId id);

}  // namespace wordspace
