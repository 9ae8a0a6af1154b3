// A toy world's text under its grammar and under the model: the least that is possible, what the
// model needs, and the curve that closes the gap.
// Not the numbers (entropy_measure.h) and not a lab.
#pragma once

#include <string>

#include "labs/entropy_measure.h"
#include "labs/lab.h"

namespace wordspace {

struct AnsweringModel;
class TransformerRoom;

class EntropyWorldView {
 public:
  // Of the text and of fresh documents, the latter sliced. True: there is more to do.
  bool follow(const AnsweringModel& model, const std::string& text);
  void draw_text(LabContext& context, const AnsweringModel& model, bool in_bits);
  void draw_learning(LabContext& context, TransformerRoom& room);
  const WorldAnswer& answer() const { return answer_; }
  const WorldMeasure& measure() const { return measure_; }
  double exact_rate() const { return exact_; }  // nats a token; 0: no toy world

 private:
  void draw_pieces(LabContext& context, bool in_bits);
  void draw_fresh(LabContext& context, bool in_bits);
  void draw_gap(LabContext& context, TransformerRoom& room, double exact);

  bool known_ = false;
  std::uint64_t version_ = 0;
  std::string text_, corpus_;
  double exact_ = 0;
  WorldAnswer answer_;
  WorldMeasure measure_;
};

}  // namespace wordspace
