// Words of a sentence hidden from BERT, and what it guesses in their places.
// Not the model's arithmetic (labs/bert_answers.h).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "labs/bert_answers.h"
#include "labs/lab.h"

namespace wordspace {

struct AnsweringModel;
class TokenCodec;

class BertMaskView {
 public:
  // The whole view: sentence, words to press, guesses with probabilities for every mask.
  void draw(LabContext& context, const AnsweringModel& model);
  // The sentence on one or two lines with the best guess in each gap: how the model gets better.
  void draw_guesses(LabContext& context, const AnsweringModel& model);
  void set_text(std::string_view text);
  const std::string& text() const { return text_; }

 private:
  void follow(LabContext& context, const AnsweringModel& model);
  void read_text(const AnsweringModel& model);
  void show_example(const AnsweringModel& model, const char* example);
  void hide_at_random();
  void answer(const AnsweringModel& model);
  void draw_examples(LabContext& context, const AnsweringModel& model);
  void draw_words(LabContext& context);
  void draw_columns(LabContext& context, const AnsweringModel& model);

  std::string text_;
  bool edited_ = false;  // by the person: examples no longer replace it
  std::string corpus_;   // of the model that the example was chosen for
  std::weak_ptr<const TokenCodec> codec_;
  std::uint64_t version_ = 0;  // of the model that answered
  bool stale_ = true;
  std::uint64_t draws_ = 0;
  Status status_ = Done{};
  BertInput input_;
  std::vector<BertWord> words_;
  std::vector<bool> hidden_;  // by word
  std::vector<MaskAnswer> answers_;
};

// The language of the text that the model learned; empty: not known.
std::string language_of(const LabContext& context, std::string_view corpus);
// A small word at the beginning of a row of chips, in the middle of its height.
void draw_row_label(ui::Ui& ui, std::string_view words);

}  // namespace wordspace
