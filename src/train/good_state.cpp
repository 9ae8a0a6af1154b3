// Copies whole padded rows: padding is zero on both sides.
// Not thread-safe: called by the trainer between slices.
#include "train/good_state.h"

#include <cmath>
#include <cstring>

namespace wordspace {
namespace {

std::size_t floats_of(const Parameter& parameter) {
  std::int64_t rows = 1;
  for (std::size_t i = 0; i + 1 < parameter.shape.size(); ++i) rows *= parameter.shape[i];
  return static_cast<std::size_t>(rows * parameter.row_stride);
}

// x * 0 is 0 for a finite x and NaN otherwise; sixteen sums, so that the loop vectorises.
bool all_finite(const float* data, std::size_t count) {
  float sums[16] = {};
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    for (std::size_t l = 0; l < 16; ++l) sums[l] += data[i + l] * 0.0f;
  }
  for (; i < count; ++i) sums[0] += data[i] * 0.0f;
  float sum = 0;
  for (const float s : sums) sum += s;
  return sum == 0.0f;
}

}  // namespace

void GoodState::clear() {
  empty_ = true;
  units_done_ = 0;
}

bool GoodState::take(Learner& learner) {
  bool finite = true;
  std::size_t total = 0;
  learner.visit_parameters([&](const Parameter& parameter) {
    finite = finite && all_finite(parameter.data, floats_of(parameter));
    total += floats_of(parameter);
  });
  if (!finite) return false;
  weights_.resize(total);
  float* out = weights_.data();
  learner.visit_parameters([&](const Parameter& parameter) {
    const std::size_t count = floats_of(parameter);
    std::memcpy(out, parameter.data, count * sizeof(float));
    out += count;
  });
  state_ = learner.save_state();
  units_done_ = learner.units_done();
  empty_ = false;
  return true;
}

void GoodState::restore(Learner& learner) const {
  ENSURE(!empty());
  const float* from = weights_.data();
  const float* end = from + weights_.size();
  learner.visit_parameters([&](const Parameter& parameter) {
    const std::size_t count = floats_of(parameter);
    ENSURE(count <= static_cast<std::size_t>(end - from));
    std::memcpy(parameter.data, from, count * sizeof(float));
    from += count;
  });
  ENSURE(from == end);
  ENSURE(learner.load_state(state_).ok());
}

}  // namespace wordspace
