// How a run stands.
// Not the run (train/snapshot.h).
#pragma once

namespace wordspace {

enum class RunStatus { kIdle, kPreparing, kTraining, kPaused, kDone, kFailed };
// "idle", "preparing", "training", "paused", "done", "failed".
const char* to_string(RunStatus status);

}  // namespace wordspace
