// The settings of a whole GloVe run, and as JSON.
// Not the run (train/glove_learner.h).
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"
#include "models/glove_config.h"

namespace wordspace {

// Settings of a whole GloVe run, corpus side included.
struct GloveRun {
  GloveConfig config;
  std::int64_t min_count = 5;
};

std::string to_json(const GloveRun& run);
// Errors: checkpoint.bad_config.
Result<GloveRun> glove_run_from_json(const std::string& json);

}  // namespace wordspace
