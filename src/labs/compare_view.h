// The tables of lab 14: the four models side by side, the neighbours of a word in each space, and
// how alike the spaces are.
// Not the numbers (four_answers.h).
#pragma once

#include <string>
#include <string_view>

#include "labs/four_answers.h"
#include "labs/lab.h"
#include "ui/heatmap.h"
#include "ui/widgets.h"

namespace wordspace {

const char* four_title(FourModel model);  // "Word2Vec"
ImU32 four_colour(const ui::Ui& ui, FourModel model);
FourModel model_of_space(FourSpace space);
// "GPT, table", "GPT, states"
std::string space_title(const ui::Ui& ui, FourSpace space);

// Rows of the table: key under "compare.row.", then one cell a model. coming: what is not there yet
// will be; otherwise a dash says that it will not.
ui::Table table_of_four(const ui::Ui& ui, const FourAnswers& answers, bool coming);

class CompareView {
 public:
  // coming: as table_of_four.
  void draw_table(LabContext& context, const FourAnswers& answers, bool coming);
  void draw_word(LabContext& context, const FourAnswers& answers);
  void draw_spaces(LabContext& context, const FourAnswers& answers);
  void draw_reading(LabContext& context, const FourAnswers& answers);

  void set_word(std::string_view word) {
    word_ = word;
    own_word_ = true;
  }
  const std::string& word() const { return word_; }
  void forget_gl() { heatmap_.forget_gl(); }
  void set_shader(const std::string& name, const std::string& source) {
    heatmap_.set_shader(name, source);
  }

 private:
  void draw_cards(LabContext& context, const ui::Table& table);
  void draw_grid(LabContext& context, const ui::Table& table);

  int chosen_ = 0;  // the model of the card on narrow screens
  std::string word_;
  bool own_word_ = false;
  // Computed once for each version and word.
  std::uint64_t table_version_ = 0, word_version_ = 0, heat_version_ = 0;
  std::string table_language_, word_answered_;
  bool table_coming_ = false;
  ui::Table table_;
  TokenId word_id_ = kUnknownToken;
  std::array<std::vector<ScoredWord>, kNumSpaces> near_;
  std::vector<float> heat_;
  ui::Heatmap heatmap_;
};

}  // namespace wordspace
