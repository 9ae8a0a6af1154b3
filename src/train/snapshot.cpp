// Names of the states of a run.
// Not the states' logic (trainer.cpp).
#include "train/snapshot.h"

namespace wordspace {

const char* to_string(RunStatus status) {
  switch (status) {
    case RunStatus::kIdle:
      return "idle";
    case RunStatus::kPreparing:
      return "preparing";
    case RunStatus::kTraining:
      return "training";
    case RunStatus::kPaused:
      return "paused";
    case RunStatus::kDone:
      return "done";
    case RunStatus::kFailed:
      return "failed";
  }
  return "idle";
}

}  // namespace wordspace
