// Two sentences: does BERT think that the second follows the first? Her own, or pairs drawn from
// the text, true and false.
// Not the batches of training (labs/text_batches.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "labs/bert_answers.h"
#include "labs/lab.h"

namespace wordspace {

struct AnsweringModel;
class TokenCodec;

class BertPairView {
 public:
  void draw(LabContext& context, const AnsweringModel& model);
  // "first" or "second".
  void set_text(bool first, std::string_view text);
  const std::string& text(bool first) const { return first ? first_ : second_; }
  // P(the second follows the first), as last drawn; NaN while the texts cannot be answered or wait.
  double probability() const;

 private:
  void follow(LabContext& context, const AnsweringModel& model);
  void take_drawn_pair(LabContext& context);
  void answer(const AnsweringModel& model);
  void draw_answer(LabContext& context);
  void draw_input(LabContext& context, const AnsweringModel& model);

  std::string first_, second_;
  bool edited_ = false;
  std::string corpus_;
  std::weak_ptr<const TokenCodec> codec_;
  std::uint64_t version_ = 0;
  bool stale_ = true;
  std::uint64_t draws_ = 0;
  std::optional<bool> wanted_;       // a pair to draw as soon as the text is there
  std::optional<CorpusPair> drawn_;  // what stands in the fields, as long as nobody edits it
  std::string drawn_corpus_;
  bool counted_ = false;  // the drawn pair's answer is in the score
  int num_right_ = 0, num_asked_ = 0;
  std::uint64_t score_version_ = 0;
  Status status_ = Done{};
  BertInput input_;
  double probability_ = 0;
};

}  // namespace wordspace
