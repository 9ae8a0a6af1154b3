// GPT or BERT as the interface sees it in a run: a copy of the whole model.
// Not the run (train/snapshot.h).
#pragma once

#include <cstdint>
#include <string>

#include "train/trained_transformer.h"

namespace wordspace {

// A whole model as it was at one moment (GPT, BERT).
struct ModelSnapshot {
  std::uint64_t run = 0;
  std::uint64_t version = 0;  // counts copies
  std::int64_t units_done = 0;
  std::string corpus;
  TrainedTransformer trained;
};

}  // namespace wordspace
