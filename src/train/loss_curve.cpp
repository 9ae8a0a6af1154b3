// Boundaries of stretches are computed, not stored.
// Measurements thin to every other one: each is as true as the next.
#include "train/loss_curve.h"

#include <algorithm>
#include <limits>

namespace wordspace {

static_assert(LossCurve::kStretches < static_cast<std::int64_t>(kMaxLossPoints));

LossCurve::LossCurve() { points_.reserve(kMaxLossPoints); }

void LossCurve::begin(std::int64_t units_total, std::int64_t units_done) {
  points_.clear();
  units_total_ = std::max<std::int64_t>(units_total, 1);
  open_end_ = stretch_end(units_done);
  open_sum_ = 0;
  open_count_ = 0;
  stands_in_ = false;
}

std::int64_t LossCurve::stretch_end(std::int64_t units) const {
  if (units >= units_total_) return std::numeric_limits<std::int64_t>::max();
  const std::int64_t stretches =
      std::clamp<std::int64_t>(units_total_ / kMinStretch, 1, kStretches);
  // units_total * k / stretches without overflow.
  const std::int64_t whole = units_total_ / stretches, rest = units_total_ % stretches;
  const auto boundary = [&](std::int64_t k) { return whole * k + rest * k / stretches; };
  std::int64_t k = std::clamp<std::int64_t>(units / (whole + 1), 0, stretches - 1);
  while (boundary(k) <= units) ++k;
  return boundary(k);
}

bool LossCurve::add(std::int64_t units, double loss_sum, std::int64_t count) {
  open_sum_ += loss_sum;
  open_count_ += count;
  if (open_count_ == 0) return false;
  const bool closes = units >= open_end_;
  if (!closes && !points_.empty() && !stands_in_) return false;
  const LossPoint point{units, static_cast<float>(open_sum_ / static_cast<double>(open_count_))};
  if (stands_in_) {
    points_.back() = point;
  } else {
    points_.push_back(point);
  }
  stands_in_ = !closes;
  if (!closes) return false;
  open_end_ = stretch_end(units);
  open_sum_ = 0;
  open_count_ = 0;
  return true;
}

void LossCurve::add_measurement(std::int64_t units, double loss) {
  if (!points_.empty() && points_.back().units == units) {
    points_.back().loss = loss;
    return;
  }
  if (points_.size() == kMaxLossPoints) {
    // Every other one goes; the first and the newest stay.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < points_.size(); i += 2) points_[kept++] = points_[i];
    points_.resize(kept);
  }
  points_.push_back({units, loss});
}

bool LossCurve::resume(const State& state) {
  if (state.points.size() > kMaxLossPoints) return false;
  points_.assign(state.points.begin(), state.points.end());
  open_end_ = state.open_end;
  open_sum_ = state.open_sum;
  open_count_ = state.open_count;
  stands_in_ = state.stands_in;
  return true;
}

void LossCurve::cut(std::int64_t units) {
  while (!points_.empty() && points_.back().units > units) points_.pop_back();
  open_end_ = stretch_end(units);
  open_sum_ = 0;
  open_count_ = 0;
  stands_in_ = false;
}

}  // namespace wordspace
