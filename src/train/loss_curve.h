// A loss curve of bounded length: means over stretches of a run, thinned evenly when it grows.
// Not a plot.
#pragma once

#include <cstdint>
#include <vector>

#include "train/snapshot.h"

namespace wordspace {

// Allocates once, in the constructor. Points cover the run from its start without gaps.
class LossCurve {
 public:
  LossCurve();
  void clear();

  // Adds what was learned up to `units`: a sum of losses over `count` things, in nats.
  // True when this closed a point.
  bool add(std::int64_t units, double loss_sum, std::int64_t count);
  // Adds a point of its own (a measurement, not a mean over the stretch).
  void add_measurement(std::int64_t units, double loss);
  // Forgets what lies beyond `units`.
  void cut(std::int64_t units);

  const std::vector<LossPoint>& points() const { return points_; }
  // The newest point; 0 before the first.
  double newest() const { return points_.empty() ? 0.0 : points_.back().loss; }

 private:
  void thin();

  std::vector<LossPoint> points_;
  std::vector<std::int64_t> counts_;  // what each point's loss is a mean over
  std::int64_t spacing_ = 0;          // units between points, at least
  double open_sum_ = 0;
  std::int64_t open_count_ = 0;
};

}  // namespace wordspace
