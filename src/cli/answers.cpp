// Prints ranked words, aligned for people or as JSON.
// Not the geometry (analysis/).
#include "cli/answers.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "analysis/spelling.h"
#include "analysis/vectors.h"
#include "cli/common.h"

namespace wordspace::cli {
namespace {

// Letters, not bytes: good enough to align Latin and Vietnamese.
std::size_t width_of(const std::string& word) {
  return static_cast<std::size_t>(std::count_if(word.begin(), word.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

}  // namespace

Query look_up(const WordVectors& vectors, const std::vector<std::string>& words) {
  Query query;
  for (const std::string& word : words) {
    const Result<TokenId> id = require_word(vectors.vocabulary(), word);
    if (id.ok()) {
      query.ids.push_back(*id);
    } else {
      query.unknown.push_back(word);
      query.errors.push_back(id.error());
    }
  }
  return query;
}

int answer(const WordVectors& vectors, const Query& query, const std::vector<ScoredWord>& results,
           bool as_json) {
  if (as_json) {
    Json list = Json::array();
    for (const ScoredWord& result : results) {
      list.push_back({{"word", vectors.vocabulary().word(result.id)}, {"score", result.score}});
    }
    if (!print_json({{"results", std::move(list)}, {"unknown", query.unknown}}))
      return kExitFailure;
  } else {
    std::size_t width = 0;
    for (const ScoredWord& result : results) {
      width = std::max(width, width_of(vectors.vocabulary().word(result.id)));
    }
    for (const ScoredWord& result : results) {
      const std::string& word = vectors.vocabulary().word(result.id);
      const std::string padding(width - width_of(word), ' ');
      std::printf("%s%s  %7.4f\n", word.c_str(), padding.c_str(),
                  static_cast<double>(result.score));
    }
  }
  if (query.errors.empty()) return kExitDone;
  Error error = query.errors.front();
  for (std::size_t i = 1; i < query.errors.size(); ++i) {
    error.message += " " + query.errors[i].message;
    if (query.errors[i].hint != error.hint) error.hint += " " + query.errors[i].hint;
  }
  return fail(error);
}

}  // namespace wordspace::cli
