// The settings of GloVe.
// Not the model (models/glove.h).
#pragma once

#include <cstdint>

#include "core/result.h"

namespace wordspace {

struct GloveConfig {
  int dim = 100;
  int window = 10;   // of the counting
  double x_max = 0;  // 0: the 95th percentile of the counts, from 1 to 100
  double alpha = 0.75;
  int epochs = 25;
  double rate = 0.05;
  std::uint64_t seed = 1;
  // Kernels that give the same bits on every machine, as Word2VecConfig's.
  bool portable = false;

  // One sentence for the first field out of its range: glove.bad_dim, bad_window, bad_x_max,
  // bad_alpha, bad_epochs, bad_rate.
  Status validate() const;
};

}  // namespace wordspace
