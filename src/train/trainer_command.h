// What the interface asks of a trainer.
// Not the trainer (train/trainer.h).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "core/result.h"
#include "train/saved_run.h"

namespace wordspace {

struct EncodedCorpus;
class Learner;
class WorkerPool;

struct PreparedLearner {
  std::unique_ptr<Learner> learner;
  std::shared_ptr<const EncodedCorpus> encoded;
};

namespace command {
// Builds a new learner on the trainer's side (encoding a corpus takes a second); the old one stays
// when it fails. start: begin training at once. resume: a run that it goes on with, paused.
struct Prepare {
  std::function<Result<PreparedLearner>(WorkerPool*)> make;
  bool start = false;
  SavedRun resume = {};
};
struct Start {};
struct Pause {};
struct Step {};  // one recorded update; pauses a running training first
struct Reset {
  std::uint64_t seed;
};
struct SetSpeed {
  double share;
};  // 0 < share <= 1 of full speed: the trainer rests in between
struct WatchModel {
  int interval_ms;
};  // copy vectors or the model this often while training; 0: only at rest
// Where the answer to one SaveCheckpoint goes, so that several may ask at once.
struct SavedRunBox {
  std::atomic<bool> ready{false};
  SavedRun run;  // the trainer's until ready
};
// The run as it is between two slices; training goes on after it.
//   box: gets it; null: TrainerOutbox::checkpoint does.
//   max_bytes: a larger one is not made.
struct SaveCheckpoint {
  std::shared_ptr<SavedRunBox> box = nullptr;
  std::size_t max_bytes = ~std::size_t{0};
};
struct LoadCheckpoint {
  std::shared_ptr<const std::string> bytes;
};  // into the current learner
struct Work {
  std::function<void()> run;
};  // anything that takes long, done on the trainer's side between slices; the run goes on after it
}  // namespace command

using TrainerCommand =
    std::variant<std::monostate, command::Prepare, command::Start, command::Pause, command::Step,
                 command::Reset, command::SetSpeed, command::WatchModel, command::SaveCheckpoint,
                 command::LoadCheckpoint, command::Work>;

}  // namespace wordspace
