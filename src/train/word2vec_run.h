// The settings of a whole Word2Vec run, and as JSON.
// Not the run (train/word2vec_learner.h).
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"
#include "models/word2vec_config.h"

namespace wordspace {

// Settings of a whole Word2Vec run, corpus side included.
struct Word2VecRun {
  Word2VecConfig config;
  std::int64_t min_count = 5;
  double held_out_fraction = 0.0;
};

std::string to_json(const Word2VecRun& run);
// Errors: checkpoint.bad_config.
Result<Word2VecRun> word2vec_run_from_json(const std::string& json);

}  // namespace wordspace
