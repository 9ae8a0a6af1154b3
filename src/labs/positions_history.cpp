// Moments of a run's position table.
// Not drawing.
#include "labs/positions_history.h"

#include <cmath>
#include <limits>
#include <utility>

#include "labs/positions_answers.h"
#include "labs/transformer_parts.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "train/model_snapshot.h"
#include "train/snapshot.h"

namespace wordspace {

const PositionAnswer& PositionHistory::Moment::answer() const {
  if (answer_ == nullptr) {
    const int positions = static_cast<int>(rows.size()) / width;
    answer_ = std::make_shared<const PositionAnswer>(answer_positions(rows, positions, width));
  }
  return *answer_;
}

bool PositionHistory::follow(const ModelSnapshot& model, const Snapshot& snapshot) {
  if (snapshot.run != run_) {
    run_ = snapshot.run;
    moments_.clear();
    ++version_;
  }
  if (model.trained.model == nullptr || model.run != run_ || model.version == seen_) return false;
  seen_ = model.version;
  std::vector<float> rows = position_rows(*model.trained.model);
  if (rows.empty()) return false;
  const TransformerConfig& config = model.trained.model->config();
  // What stood there before the first step follows from the seed.
  if (moments_.empty() && model.units_done > 0) {
    add(0, untrained_positions(config, snapshot.seed), config.width);
  }
  add(model.units_done / tokens_per_step(snapshot), std::move(rows), config.width);
  thin_out();
  return true;
}

void PositionHistory::add(std::int64_t step, std::vector<float> rows, int width) {
  // The same step again (a last copy at the end of a run): it would be the same table.
  if (!moments_.empty() && moments_.back().step == step) moments_.pop_back();
  Moment moment;
  moment.step = step;
  moment.rows = std::move(rows);
  moment.width = width;
  moments_.push_back(std::move(moment));
  ++version_;
}

void PositionHistory::thin_out() {
  while (moments_.size() > kMaxMoments) {
    // Learning is fast at first: gaps are measured by their ratio.
    std::size_t least = 1;
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i + 1 < moments_.size(); ++i) {
      const double ratio = std::log(static_cast<double>(moments_[i + 1].step + 1)) -
                           std::log(static_cast<double>(moments_[i - 1].step + 1));
      if (ratio < smallest) {
        smallest = ratio;
        least = i;
      }
    }
    moments_.erase(moments_.begin() + static_cast<std::ptrdiff_t>(least));
    ++version_;
  }
}

}  // namespace wordspace
