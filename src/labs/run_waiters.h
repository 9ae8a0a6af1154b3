// Who waits for a run to start or a step to be done, and when to call them back.
// Not the run.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "core/result.h"

namespace wordspace {

struct Snapshot;

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
  void answer(const Snapshot& now, bool idle);

 private:
  std::vector<Waiter> waiters_;
};

}  // namespace wordspace
