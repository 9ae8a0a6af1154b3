// One training step of BERT: the pairs of its batch with their masks, both losses before and after.
// Not a simulation: all numbers were recorded while it learned.
#pragma once

#include <cstdint>

#include "labs/lab.h"

namespace wordspace {

struct TransformerStep;

class BertStepView {
 public:
  void draw(LabContext& context);

 private:
  void draw_losses(LabContext& context, const TransformerStep& step);
  void draw_pair(LabContext& context, const TransformerStep& step);

  int row_ = 0;
  std::uint64_t seen_ = 0;
};

}  // namespace wordspace
