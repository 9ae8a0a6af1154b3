// Who waits for a run to start or a step to be done, and when to call them back.
// Not the run.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "core/result.h"
#include "train/snapshot.h"

namespace wordspace {

class RunWaiters {
 public:
  struct Waiter {
    bool for_step = false;
    std::uint64_t run_before = 0, record_before = 0;
    bool new_run = false;  // waits for another run than run_before
    std::function<void(Status)> done;
  };
  void add(Waiter waiter) { waiters_.push_back(std::move(waiter)); }
  // idle: the runner has answered every command. Calls back whose moment has come.
  void answer(const Snapshot& now, bool idle) {
    std::vector<Waiter> left, answered;
    for (Waiter& waiter : waiters_) {
      const bool arrived = waiter.for_step ? now.record_number != waiter.record_before
                                           : (now.status == RunStatus::kTraining ||
                                              now.status == RunStatus::kDone) &&
                                                 (!waiter.new_run || now.run != waiter.run_before);
      (arrived || idle ? answered : left).push_back(std::move(waiter));
    }
    waiters_ = std::move(left);
    for (const Waiter& waiter : answered) {
      if (!waiter.done) continue;
      if (now.error) {
        waiter.done(*now.error);
      } else {
        waiter.done(Done{});
      }
    }
  }

 private:
  std::vector<Waiter> waiters_;
};

}  // namespace wordspace
