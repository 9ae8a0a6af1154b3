// Words of a question looked up, and ranked words as its answer.
// Not the geometry (analysis/).
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "text/token_id.h"

namespace wordspace {
struct ScoredWord;
class WordVectors;
}  // namespace wordspace

namespace wordspace::cli {

struct Query {
  std::vector<TokenId> ids;          // of the words that are known, in order
  std::vector<std::string> unknown;  // as typed
  std::vector<Error> errors;         // one for each unknown word
};
Query look_up(const WordVectors& vectors, const std::vector<std::string>& words);

// Prints {results: [{word, score}], unknown: [words]} or a table. An unknown word is a failure,
// said on standard error; the JSON is printed all the same. Returns the exit code.
int answer(const WordVectors& vectors, const Query& query, const std::vector<ScoredWord>& results,
           bool as_json);

}  // namespace wordspace::cli
