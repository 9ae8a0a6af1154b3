// What a run has shown so far, as bytes and back: its curves with the stretch that is still open,
// how many steps it took and how long. Kept beside a checkpoint, which has only what training
// needs. Not the model, and not the history of its vectors (embedding_history.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "train/loss_curve.h"

namespace wordspace {

struct RunRecord {
  LossCurve::State losses, held_out;
  std::vector<std::pair<std::string, LossCurve::State>> metrics;
  std::int64_t steps = 0;
  double train_ms = 0;
};

std::string write_run_record(const RunRecord& record);
// Errors: checkpoint.not_one, checkpoint.truncated, checkpoint.newer_version, checkpoint.damaged.
Result<RunRecord> read_run_record(std::string_view bytes);

}  // namespace wordspace
