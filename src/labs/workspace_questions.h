// Analogies as the workspace answers them, and the questions that fit a text.
// Not the mathematics (analysis/analogy.h).
#pragma once

#include <string>
#include <vector>

#include "analysis/analogy.h"
#include "analysis/vectors.h"

namespace wordspace {

// What Workspace::answer_analogy() found; words that the vocabulary lacks.
struct AnalogyAnswer {
  std::vector<ScoredWord> results;
  std::vector<std::string> unknown;
};

// What Workspace::questions_for() chose: the small set, that and the large one, and a few to show
// one by one.
struct FittingQuestions {
  std::vector<QuestionSection> small, all;
  std::vector<Question> favourites;
};

}  // namespace wordspace
