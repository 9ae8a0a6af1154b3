// Calls back who waits for a run.
// Not the run.
#include "labs/run_waiters.h"

#include "train/snapshot.h"

namespace wordspace {

void RunWaiters::answer(const Snapshot& now, bool idle) {
  std::vector<Waiter> left, answered;
  for (Waiter& waiter : waiters_) {
    const bool arrived =
        waiter.for_step ? now.record_number != waiter.record_before
                        : (now.status == RunStatus::kTraining || now.status == RunStatus::kDone) &&
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

}  // namespace wordspace
