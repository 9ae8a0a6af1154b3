// Word2Vec as the trainer drives it.
// Not the model (models/word2vec.h).
#pragma once

#include <memory>

#include "core/result.h"
#include "train/word2vec_run.h"

namespace wordspace {

struct EncodedCorpus;
class Learner;
class WorkerPool;

// pool outlives the learner. Errors: those of Word2VecConfig::validate.
Result<std::unique_ptr<Learner>> make_word2vec_learner(const Word2VecRun& run,
                                                       std::shared_ptr<const EncodedCorpus> corpus,
                                                       WorkerPool* pool);

}  // namespace wordspace
