// Two experiments on both models: change a later word and compare every earlier row bit for bit;
// lift the mask or switch heads off and compare what the text costs.
// Not the passes (attention_side.h).
#pragma once

#include <string>
#include <vector>

#include "labs/attention_side.h"
#include "labs/lab.h"

namespace wordspace {

// The words of a text between spaces; and the text with one of them replaced.
std::vector<std::string> words_between_spaces(const std::string& text);
std::string with_word(const std::string& text, int index, const std::string& word);

// Which word is changed, and into what. index < 0: the last.
struct LaterWord {
  int index = -1;
  std::string word;

  int index_in(const std::string& text) const;
  std::string changed(const std::string& text) const;
};
// The sentence with the word to change, its field and button; suggestion: what the button puts in.
void draw_later_word(LabContext& context, const std::string& text, const std::string& suggestion,
                     LaterWord& later);
// What changed before it. side: ok().
void draw_future_result(LabContext& context, const AttentionSide& side);
// What the text costs now and with nothing switched. side: ok().
void draw_costs(LabContext& context, const AttentionSide& side);

}  // namespace wordspace
