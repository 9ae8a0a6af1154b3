// The runner that this build has, as labs use it.
#include "train/runner.h"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "core/worker_pool.h"
#include "fake_learner.h"

using namespace wordspace;

namespace {

command::Prepare prepare(FakeControls* controls, bool start) {
  return {[controls](WorkerPool*) -> Result<PreparedLearner> {
            return PreparedLearner{std::make_unique<FakeLearner>(controls), nullptr};
          },
          start};
}

// Polls as frames would, for at most ten seconds; false when `until` never held. The runner's
// thread really works meanwhile: the wall clock bounds the wait, `until` ends it.
template <typename Until>
bool frames(Runner& runner, Until until) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::seconds(10);
  while (!until()) {
    if (Clock::now() > end) return false;
    runner.poll(2.0);
    if (runner.has_own_thread()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace

TEST_CASE("a runner trains to the end and then asks for no more frames") {
  FakeControls controls;
  controls.total = 200000;
  Runner runner(1);
  CHECK(runner.num_threads() == 1);
  CHECK_FALSE(runner.busy());
  REQUIRE(runner.send(prepare(&controls, true)));
  CHECK(runner.busy());
  REQUIRE(frames(runner, [&] { return runner.snapshot().status == RunStatus::kDone; }));
  REQUIRE(frames(runner, [&] { return !runner.busy(); }));
  CHECK(runner.snapshot().units_done == 200000);
  CHECK(runner.embeddings().units_done == 200000);
  CHECK_FALSE(runner.poll(2.0));
}

TEST_CASE("an answer is visible as soon as the runner is no longer busy") {
  FakeControls controls;
  Runner runner(1);
  REQUIRE(runner.send(prepare(&controls, false)));
  REQUIRE(frames(runner, [&] { return !runner.busy(); }));
  CHECK(runner.snapshot().kind == "fake");
  for (std::uint64_t k = 1; k <= 50; ++k) {
    REQUIRE(runner.send(command::Step{}));
    REQUIRE(frames(runner, [&] { return !runner.busy(); }));
    REQUIRE(runner.snapshot().record_number == k);
  }
  REQUIRE(runner.send(command::SaveCheckpoint{}));
  REQUIRE(frames(runner, [&] { return !runner.busy(); }));
  CHECK(runner.checkpoint().number == 1);
  CHECK(runner.checkpoint().bytes != nullptr);
}

TEST_CASE("pause and start are obeyed while training") {
  FakeControls controls;
  controls.total = std::int64_t{1} << 50;
  Runner runner(1);
  REQUIRE(runner.send(prepare(&controls, true)));
  REQUIRE(frames(runner, [&] { return runner.snapshot().units_done > 1000; }));
  REQUIRE(runner.send(command::SetSpeed{0.2}));
  REQUIRE(runner.send(command::Pause{}));
  REQUIRE(frames(runner, [&] { return !runner.busy(); }));
  CHECK(runner.snapshot().status == RunStatus::kPaused);
  const std::int64_t at = runner.snapshot().units_done;
  for (int frame = 0; frame < 5; ++frame) runner.poll(2.0);
  CHECK(runner.snapshot().units_done == at);
  REQUIRE(runner.send(command::Start{}));
  REQUIRE(frames(runner, [&] { return runner.snapshot().units_done > at; }));
  CHECK(runner.busy());
  // Destroyed while training: the destructor stops and joins.
}

TEST_CASE("a full queue says so and loses nothing") {
  FakeControls controls;
  controls.total = 1000000;
  Runner runner(1);
  REQUIRE(runner.send(prepare(&controls, false)));
  std::uint64_t accepted = 0;
  for (int k = 0; k < 1000; ++k) {
    if (runner.send(command::Step{})) ++accepted;
  }
  REQUIRE(frames(runner, [&] { return !runner.busy(); }));
  CHECK(accepted >= 63);
  CHECK(runner.snapshot().record_number == accepted);
}

TEST_CASE("slots keep runs apart, and a slot that begins to train pauses the other") {
  FakeControls first, second;
  first.total = std::int64_t{1} << 50;
  second.total = 3000;
  Runner runner(1, 2);
  REQUIRE(runner.send(prepare(&first, true), 0));
  REQUIRE(frames(runner, [&] { return runner.snapshot(0).units_done > 1000; }));
  REQUIRE(runner.send(prepare(&second, true), 1));
  REQUIRE(frames(runner, [&] { return runner.snapshot(1).status == RunStatus::kDone; }));
  REQUIRE(frames(runner, [&] { return !runner.busy(); }));
  CHECK(runner.snapshot(0).status == RunStatus::kPaused);
  CHECK(runner.snapshot(1).units_done == 3000);
  REQUIRE(runner.send(command::Start{}, 0));
  const std::int64_t at = runner.snapshot(0).units_done;
  REQUIRE(frames(runner, [&] { return runner.snapshot(0).units_done > at; }));
  CHECK(runner.snapshot(1).units_done == 3000);
}
