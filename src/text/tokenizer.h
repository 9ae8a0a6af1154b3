// Cuts text into tokens: words or characters.
// Not a vocabulary: tokens are still strings here (text/vocabulary.h numbers them).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace wordspace {

enum class TokenizerKind { kWord, kCharacter };

// Word tokens: NFC, lower case, maximal runs of letters (with inner apostrophes and, after a phrase
// pass, inner '_') or of digits; everything else separates. "King's" -> "king's"; curly apostrophes
// become straight ones.
// Character tokens: one code point each, case kept, '\n' included.
void for_each_token(TokenizerKind kind, std::string_view text,
                    const std::function<void(std::string_view)>& visit);
std::vector<std::string> tokenize(TokenizerKind kind, std::string_view text);

}  // namespace wordspace
