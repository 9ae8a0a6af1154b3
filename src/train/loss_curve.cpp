// Thinning joins neighbours into their weighted mean, so that the curve stays an average of all of
// the run and never a choice of its points.
#include "train/loss_curve.h"

#include <algorithm>

namespace wordspace {

LossCurve::LossCurve() {
  points_.reserve(kMaxLossPoints);
  counts_.reserve(kMaxLossPoints);
}

void LossCurve::clear() {
  points_.clear();
  counts_.clear();
  spacing_ = 0;
  open_sum_ = 0;
  open_count_ = 0;
}

bool LossCurve::add(std::int64_t units, double loss_sum, std::int64_t count) {
  open_sum_ += loss_sum;
  open_count_ += count;
  const std::int64_t last = points_.empty() ? 0 : points_.back().units;
  if (open_count_ == 0 || units - last < std::max<std::int64_t>(spacing_, 1)) return false;
  if (points_.size() == kMaxLossPoints) thin();
  points_.push_back({units, open_sum_ / static_cast<double>(open_count_)});
  counts_.push_back(open_count_);
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
    counts_.resize(kept);
  }
  points_.push_back({units, loss});
  counts_.push_back(1);
}

void LossCurve::cut(std::int64_t units) {
  while (!points_.empty() && points_.back().units > units) {
    points_.pop_back();
    counts_.pop_back();
  }
  open_sum_ = 0;
  open_count_ = 0;
}

void LossCurve::thin() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i + 1 < points_.size(); i += 2) {
    const std::int64_t count = counts_[i] + counts_[i + 1];
    const double sum = points_[i].loss * static_cast<double>(counts_[i]) +
                       points_[i + 1].loss * static_cast<double>(counts_[i + 1]);
    points_[kept] = {points_[i + 1].units, sum / static_cast<double>(count)};
    counts_[kept] = count;
    ++kept;
  }
  spacing_ = points_.back().units / static_cast<std::int64_t>(kept);
  points_.resize(kept);
  counts_.resize(kept);
}

}  // namespace wordspace
