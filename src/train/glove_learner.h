// GloVe as the trainer drives it.
// Not the model (models/glove.h).
#pragma once

#include <memory>

#include "core/result.h"
#include "train/glove_run.h"

namespace wordspace {

class Cooccurrence;
struct EncodedCorpus;
class Glove;
class Learner;
class WorkerPool;

// A look into a learner's model from beside it: null while there is no learner. Only on the
// trainer's side, between slices (command::Work).
struct GloveProbe {
  const Glove* model = nullptr;
};

// Counts which words stand near each other (about a second for some million words), or takes the
// counts that are already there; pool outlives the learner. Its loss is not in nats: it is the mean
// of f (prediction - log X)^2 over cells. Its units are cells.
//   Errors: those of GloveConfig::validate, glove.no_pairs, glove.too_large.
// probe: shows this learner's model until another learner takes it over or this one is gone.
Result<std::unique_ptr<Learner>> make_glove_learner(
    const GloveRun& run, std::shared_ptr<const EncodedCorpus> corpus, WorkerPool* pool,
    std::shared_ptr<const Cooccurrence> counts = nullptr,
    std::shared_ptr<GloveProbe> probe = nullptr);

}  // namespace wordspace
