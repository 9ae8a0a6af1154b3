// Work for a lab that trains several models in a row while one looks at something else: N seeds,
// two texts, a sweep, all four models. One at a time, shared by all labs; it can be paused and
// stopped. Not the runs themselves (train/series.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"

namespace wordspace {

struct FinishedRun;
struct LossPoint;
struct PlannedRun;
class Runner;

class Background {
 public:
  // runner outlives it; slot: of the runner.
  Background(Runner* runner, int slot);
  ~Background();

  // Begins the runs for a lab (its name: "stability", "cost", ...). What another lab had finished
  // or under way is dropped: ask first when owner() is another. Pauses a run in front of the
  // learner, as a run in front of her pauses this.   Errors: run.busy.
  Status start(const std::string& owner, std::vector<PlannedRun> runs);
  void pause();
  void resume();
  void stop();  // what is finished stays

  // Whose results these are; empty: nothing yet.
  const std::string& owner() const;
  // Results so far, in the planned order; empty for any but the owner.
  const std::vector<std::shared_ptr<const FinishedRun>>& finished(const std::string& owner) const;
  // Counts changes of owner or finished: compute once for each.
  std::uint64_t version() const;

  bool running() const;  // training or preparing, not paused
  bool paused() const;   // can be resumed
  bool done() const;     // all planned runs are finished
  std::size_t num_planned() const;
  const std::string& current() const;  // name of the run under way; empty: none
  const std::vector<LossPoint>& current_losses() const;
  double share_done() const;    // 0 to 1, of the whole series
  double seconds_left() const;  // 0: not known yet

  // Once a frame, by the workspace. True: something is new.
  bool poll();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wordspace
