// A copy of a learner's weights and place in memory: what a run falls back to when its loss is no
// longer finite.
// Not a checkpoint: it never leaves memory and fits only the learner it was taken from.
#pragma once

#include <cstdint>
#include <vector>

#include "train/learner.h"

namespace wordspace {

class GoodState {
 public:
  void clear();
  bool empty() const { return empty_; }
  std::int64_t units_done() const { return units_done_; }

  // Copies weights and state; false, and nothing is copied, when a weight is not finite. Buffers
  // are kept: weights are not allocated again.
  bool take(Learner& learner);
  // Puts them back. ENSURE: not empty, same learner.
  void restore(Learner& learner) const;

 private:
  std::vector<float> weights_;
  std::vector<std::uint8_t> state_;
  std::int64_t units_done_ = 0;
  bool empty_ = true;
};

}  // namespace wordspace
