// What training word vectors is for the command, whichever model: a loop with progress, and a file.
// Not the trainer of the labs: no snapshots are needed here.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"

namespace wordspace {
class Learner;
}

namespace wordspace::cli {

struct VectorsOutcome {
  double loss = 0;  // mean over the last pass
  double seconds = 0;
  double units_per_second = 0;
};

// Trains to the end, showing progress in `unit` ("words"). stretch: units between two looks at
// signals and progress; not measured time, because the reported loss is a sum over stretches and
// has to be the same for the same seed.
//   Errors: train.not_finite, train.stopped after Ctrl-C, train.nothing.
Result<VectorsOutcome> train_vectors(Learner& learner, int epochs, std::int64_t stretch,
                                     const char* unit);

// The learner's vectors as the bytes of a file: "glove", "text" or "binary".
std::string vectors_file(const Learner& learner, const std::string& format);

}  // namespace wordspace::cli
