// The one way to walk a model's weights: for checkpoints, export, gradient checks and probes.
// Not an owner: the data belongs to the model.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace wordspace {

// A row-major float tensor inside a model.
//   shape       as a reader of the model's paper would write it, e.g. {V, d}
//   row_stride  floats from one row to the next (>= last of shape); the rest of a row is padding
struct Parameter {
  std::string name;
  std::vector<std::int64_t> shape;
  float* data = nullptr;
  std::int64_t row_stride = 0;
  // How many of its numbers are learned; 0: all of shape. (An optimiser's sums are not.)
  std::int64_t num_learned = 0;
};

using ParameterVisitor = std::function<void(const Parameter&)>;

}  // namespace wordspace
