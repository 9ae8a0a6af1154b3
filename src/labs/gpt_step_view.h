// One training step of GPT with its real numbers: the batch, the loss before and after, the
// gradient, the rate. Not the step itself (train/transformer_learner.h) and not a lab.
#pragma once

#include "labs/lab.h"

namespace wordspace {

class TokenCodec;
class TransformerRoom;
struct TransformerStep;

class GptStepView {
 public:
  // The last single step of the room's snapshot; an explanation when there is none.
  void draw(LabContext& context, TransformerRoom& room);

 private:
  void draw_numbers(LabContext& context, TransformerRoom& room, const TransformerStep& step);
  void draw_batch(LabContext& context, const TransformerStep& step, const TokenCodec& codec);

  std::uint64_t seen_ = 0;
  int row_ = 0;
};

}  // namespace wordspace
