// What a lab notices of a run between two frames.
#include "labs/run_watch.h"

#include <doctest/doctest.h>

using namespace wordspace;
using Event = RunWatch::Event;

namespace {

Snapshot at(RunStatus status, std::int64_t steps, std::uint64_t record = 0) {
  Snapshot snapshot;
  snapshot.run = 1;
  snapshot.status = status;
  snapshot.steps = steps;
  snapshot.record_number = record;
  return snapshot;
}

}  // namespace

TEST_CASE("a run that begins is noticed once") {
  RunWatch watch;
  CHECK(watch.follow(at(RunStatus::kIdle, 0)) == Event::kNothing);
  CHECK(watch.follow(at(RunStatus::kTraining, 3)) == Event::kTraining);
  CHECK(watch.follow(at(RunStatus::kTraining, 9)) == Event::kNothing);
  CHECK(watch.follow(at(RunStatus::kDone, 12)) == Event::kNothing);
}

TEST_CASE("a run that is over before a frame has seen it train is noticed too") {
  RunWatch watch;
  CHECK(watch.follow(at(RunStatus::kIdle, 0)) == Event::kNothing);
  CHECK(watch.follow(at(RunStatus::kDone, 12)) == Event::kTraining);
  CHECK(watch.follow(at(RunStatus::kDone, 12)) == Event::kNothing);
}

TEST_CASE(
    "a step is a step, also when it is the last, and a finished run that was opened is none") {
  RunWatch watch;
  CHECK(watch.follow(at(RunStatus::kPaused, 1, 1)) == Event::kStep);
  CHECK(watch.follow(at(RunStatus::kPaused, 1, 1)) == Event::kNothing);
  CHECK(watch.follow(at(RunStatus::kDone, 2, 2)) == Event::kStep);
  RunWatch opened;
  CHECK(opened.follow(at(RunStatus::kDone, 0)) == Event::kNothing);
}
