// What a transformer that writes keeps of the tokens it has read.
// Not the reading (models/transformer.h has the legend of letters).
#pragma once

#include <vector>

namespace wordspace {

struct TransformerCache {
  int length = 0;
  std::vector<float> keys, values;  // [L, T, C] each
};

}  // namespace wordspace
