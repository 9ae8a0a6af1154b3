// Word2Vec as the trainer drives it.
// Not the model (models/word2vec.h).
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "core/worker_pool.h"
#include "train/learner.h"

namespace wordspace {

// Settings of a whole Word2Vec run, corpus side included.
struct Word2VecRun {
  Word2VecConfig config;
  std::int64_t min_count = 5;
  double held_out_fraction = 0.0;
};

// pool outlives the learner. Errors: those of Word2VecConfig::validate.
Result<std::unique_ptr<Learner>> make_word2vec_learner(const Word2VecRun& run,
                                                       std::shared_ptr<const EncodedCorpus> corpus,
                                                       WorkerPool* pool);

std::string to_json(const Word2VecRun& run);
// Errors: checkpoint.bad_config.
Result<Word2VecRun> word2vec_run_from_json(const std::string& json);

}  // namespace wordspace
