// The questions themselves: words that occur often enough in the Bible and in WordNet's definitions.
// Not answers: analysis/ asks, the lab shows.
#include "labs/small_questions.h"

namespace wordspace {

std::vector<QuestionSection> make_small_questions() {
  return {
      {"family",
       {{{"man", "king", "woman", "queen"}},
        {{"king", "queen", "man", "woman"}},
        {{"father", "mother", "son", "daughter"}},
        {{"son", "daughter", "brother", "sister"}},
        {{"man", "woman", "father", "mother"}},
        {{"brother", "brothers", "sister", "sisters"}},
        {{"husband", "wife", "father", "mother"}},
        {{"sons", "daughters", "men", "women"}}}},
      {"gender",
       {{{"he", "his", "she", "her"}},
        {{"man", "he", "woman", "she"}},
        {{"his", "her", "he", "she"}},
        {{"him", "her", "himself", "herself"}}}},
      {"number",
       {{{"day", "days", "year", "years"}},
        {{"man", "men", "woman", "women"}},
        {{"son", "sons", "daughter", "daughters"}},
        {{"king", "kings", "city", "cities"}},
        {{"hand", "hands", "foot", "feet"}},
        {{"word", "words", "thing", "things"}}}},
      {"tense",
       {{{"is", "was", "are", "were"}},
        {{"go", "went", "come", "came"}},
        {{"say", "said", "speak", "spoke"}},
        {{"give", "gave", "take", "took"}},
        {{"has", "had", "is", "was"}},
        {{"see", "saw", "hear", "heard"}}}},
      {"numbers",
       {{{"three", "third", "four", "fourth"}},
        {{"five", "fifth", "six", "sixth"}},
        {{"two", "twenty", "three", "thirty"}},
        {{"four", "forty", "five", "fifty"}}}},
  };
}

const std::vector<Question>& favourite_questions() {
  static const std::vector<Question> questions = {
      {{"man", "king", "woman", "queen"}},
      {{"father", "mother", "son", "daughter"}},
      {{"he", "his", "she", "her"}},
      {{"day", "days", "year", "years"}},
      {{"is", "was", "are", "were"}},
  };
  return questions;
}

const std::vector<Question>& favourite_questions_vi() {
  static const std::vector<Question> questions = {};
  return questions;
}

}  // namespace wordspace
