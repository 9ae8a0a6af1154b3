// A loss curve of bounded length: means over stretches of a run that its length settles, never the
// clock. Not a plot.
#pragma once

#include <cstdint>
#include <vector>

#include "train/loss_point.h"

namespace wordspace {

// Allocates once, in the constructor. Points cover the run from its start without gaps.
//
// How a run was cut into calls of add() leaves no trace in the closed points, as long as one call
// ends where each stretch does: sums of doubles differ in their last digits with the order, so a
// point keeps what a float can hold of its mean.
class LossCurve {
 public:
  static constexpr std::int64_t kStretches = 500;   // a run has about so many points ...
  static constexpr std::int64_t kMinStretch = 256;  // ... of at least so many units each

  LossCurve();
  // Forgets all, for a run of units_total (the last stretch ends with it) of which units_done are
  // done.
  void begin(std::int64_t units_total, std::int64_t units_done);
  // Where the stretch that goes on after `units` ends: the least boundary beyond it. Beyond the end
  // of the run: the largest number.
  std::int64_t stretch_end(std::int64_t units) const;

  // Adds what was learned up to `units`: a sum of losses over `count` things, in nats.
  // True when this closed a point. Until the first one is closed, the open mean stands in for it.
  bool add(std::int64_t units, double loss_sum, std::int64_t count);
  // Adds a point of its own (a measurement, not a mean over the stretch).
  void add_measurement(std::int64_t units, double loss);
  // Forgets what lies beyond `units`.
  void cut(std::int64_t units);

  // All that the curve is, to go on with it elsewhere; the length of the run is begin()'s.
  struct State {
    std::vector<LossPoint> points;
    std::int64_t open_end = 0;
    double open_sum = 0;
    std::int64_t open_count = 0;
    bool stands_in = false;
  };
  State state() const { return {points_, open_end_, open_sum_, open_count_, stands_in_}; }
  // After begin(); false, and nothing changed, when there are more points than a curve has.
  bool resume(const State& state);

  const std::vector<LossPoint>& points() const { return points_; }
  // The newest point; 0 before the first.
  double newest() const { return points_.empty() ? 0.0 : points_.back().loss; }

 private:
  std::vector<LossPoint> points_;
  std::int64_t units_total_ = 0;
  std::int64_t open_end_ = 0;  // where the open stretch ends
  double open_sum_ = 0;
  std::int64_t open_count_ = 0;
  bool stands_in_ = false;  // the only point is the open mean
};

}  // namespace wordspace
