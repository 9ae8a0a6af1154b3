// What a person may have meant: the known word nearest in spelling, and look-up of typed words.
// Not a spelling checker: it knows the words of one vocabulary only.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "text/vocabulary.h"

namespace wordspace {

// The word with the fewest edits (insert, delete, replace, swap of neighbours; counted in code
// points) from `typed`: at most 2, and fewer than half of its letters; the more frequent one of
// equals. Empty when there is none.
std::string nearest_spelling(const Vocabulary& vocabulary, std::string_view typed);

// Exact look-up, then as typed (NFC, without regard to case, trimmed).
TokenId find_word(const Vocabulary& vocabulary, std::string_view typed);

// The word of a question set or a list of pairs, as the public evaluators find it: the most
// frequent of those that are the same without regard to case.
TokenId find_evaluated(const Vocabulary& vocabulary, std::string_view word);

// As find_word. Errors: words.unknown (args: the word, the nearest spelling or nothing).
Result<TokenId> require_word(const Vocabulary& vocabulary, std::string_view typed);

}  // namespace wordspace
