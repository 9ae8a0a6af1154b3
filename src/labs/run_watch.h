// Notices when a run begins to train and when it makes a single step, frame by frame.
// Not the run: a snapshot may skip what lies between two frames.
#pragma once

#include <cstdint>

#include "train/snapshot.h"

namespace wordspace {

class RunWatch {
 public:
  enum class Event { kNothing, kTraining, kStep };

  // Once a frame. A run so short that no frame has seen it train counts as one that began.
  Event follow(const Snapshot& now) {
    if (now.run != run_) {
      run_ = now.run;
      record_ = 0;
      steps_ = 0;
    }
    Event event = Event::kNothing;
    const bool training = now.status == RunStatus::kTraining;
    const bool over = now.status == RunStatus::kDone && now.steps > 0 && steps_ == 0;
    if ((training && !was_training_) || over) event = Event::kTraining;
    if (now.record_number != record_ && now.record_number != 0) event = Event::kStep;
    was_training_ = training;
    record_ = now.record_number;
    steps_ = now.steps;
    return event;
  }

 private:
  std::uint64_t run_ = 0, record_ = 0;
  std::int64_t steps_ = 0;
  bool was_training_ = false;
};

}  // namespace wordspace
