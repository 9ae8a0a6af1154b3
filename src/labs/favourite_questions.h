// The few analogies that the Word2Vec lab shows live, one by one; the first is the lab's promise.
// Not the question sets (data/), which give scores.
#pragma once

#include <span>

namespace wordspace {

struct FavouriteQuestion {
  const char *a, *b, *c, *d;  // a is to b as c is to d
};

inline constexpr FavouriteQuestion kFavouriteQuestions[] = {
    {"man", "king", "woman", "queen"}, {"father", "mother", "son", "daughter"},
    {"he", "his", "she", "her"},       {"day", "days", "year", "years"},
    {"is", "was", "are", "were"},
};

}  // namespace wordspace
