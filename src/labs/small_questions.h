// Two dozen analogies that a small corpus can teach: the live score while training.
// Not the full question set, which is a file among the lab's data.
#pragma once

#include <vector>

#include "analysis/analogy.h"

namespace wordspace {

std::vector<QuestionSection> make_small_questions();

// a : b :: c : ?, answered live in the lab; the first one is the lab's promise.
const std::vector<Question>& favourite_questions();
// The same for a Vietnamese corpus (the toy world).
const std::vector<Question>& favourite_questions_vi();

}  // namespace wordspace
