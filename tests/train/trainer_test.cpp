// The trainer under a clock of the test's own.
#include "train/trainer.h"

#include <doctest/doctest.h>

#include "core/worker_pool.h"
#include "fake_learner.h"
#include "train/checkpoint.h"
#include "train/embedding_history.h"
#include "train/loss_curve.h"

using namespace wordspace;

namespace {

// A trainer with a fake learner and a clock that only the learner moves.
struct Bench {
  double clock = 0;
  FakeControls controls;
  TrainerOutbox outbox;
  WorkerPool pool{1};
  Trainer trainer{&pool, &outbox, [this] { return clock; }};
  FakeLearner* learner = nullptr;

  explicit Bench(std::int64_t total = 100000, double ms_per_unit = 0.01) {
    controls.total = total;
    controls.ms_per_unit = ms_per_unit;
    controls.clock_ms = &clock;
  }

  void prepare(bool start = false, std::uint64_t seed = 1) {
    trainer.handle(command::Prepare{[this, seed](WorkerPool*) -> Result<PreparedLearner> {
                                      auto made = std::make_unique<FakeLearner>(&controls, seed);
                                      learner = made.get();
                                      return PreparedLearner{std::move(made), nullptr};
                                    },
                                    start});
    trainer.advance(0);
  }
  const Snapshot& seen() {
    outbox.snapshots.refresh();
    return outbox.snapshots.front();
  }
  const EmbeddingSnapshot& vectors() {
    outbox.embeddings.refresh();
    return outbox.embeddings.front();
  }
};

}  // namespace

TEST_CASE("a run goes from idle through training to done") {
  Bench bench;
  CHECK(bench.trainer.advance(10) < 0);
  bench.prepare();
  CHECK(bench.seen().status == RunStatus::kIdle);
  CHECK(bench.seen().kind == "fake");
  CHECK(bench.seen().corpus == "made-up");
  CHECK(bench.seen().units_total == 100000);
  CHECK(bench.seen().baseline_loss == 4.25);
  CHECK(bench.seen().vocabulary->word(0) == "a");
  CHECK(bench.trainer.advance(10) < 0);
  bench.trainer.handle(command::Start{});
  CHECK(bench.seen().status == RunStatus::kTraining);
  while (bench.trainer.advance(50) >= 0) {
  }
  const Snapshot& s = bench.seen();
  CHECK(s.status == RunStatus::kDone);
  CHECK(s.units_done == 100000);
  CHECK(s.seconds == doctest::Approx(1.0));
  CHECK(s.units_per_second == doctest::Approx(100000).epsilon(0.01));
  CHECK(s.seconds_left == 0);
  CHECK(s.loss > 1);
  CHECK(s.loss < 1.1);
  CHECK(s.losses.back().units == 100000);
  CHECK(s.held_out_loss.value() == 2.5);
  CHECK(s.reproducible);
  CHECK(std::string(to_string(s.status)) == "done");
  CHECK(bench.trainer.advance(50) < 0);
  bench.trainer.handle(command::Start{});
  CHECK(bench.seen().status == RunStatus::kDone);
}

TEST_CASE("slices adapt to about ten milliseconds whatever the machine's speed") {
  for (const double ms_per_unit : {0.0001, 0.01, 1.0}) {
    Bench bench(static_cast<std::int64_t>(400 / ms_per_unit), ms_per_unit);
    bench.prepare(true);
    while (bench.trainer.advance(1000) >= 0) {
    }
    const double mean_ms = bench.clock / static_cast<double>(bench.seen().steps);
    CHECK(mean_ms <= 11);
    CHECK(mean_ms >= 8);
    CHECK(bench.controls.largest_slice * ms_per_unit <= 20);
  }
}

TEST_CASE("a frame's budget is kept") {
  Bench bench;
  bench.prepare(true);
  for (int frame = 0; frame < 10; ++frame) {
    const double before = bench.clock;
    CHECK(bench.trainer.advance(12) == 0);
    CHECK(bench.clock - before <= 14);
  }
}

TEST_CASE("at most thirty snapshots a second, and time left is right") {
  Bench bench(1000000);
  bench.prepare(true);
  bench.seen();
  int published = 0;
  const double begin = bench.clock;
  while (bench.clock - begin < 2000) {
    bench.trainer.advance(5);
    if (bench.outbox.snapshots.refresh()) ++published;
  }
  CHECK(published <= 61);
  CHECK(published >= 40);
  const Snapshot& s = bench.outbox.snapshots.front();
  CHECK(s.seconds_left == doctest::Approx(8).epsilon(0.05));
  // Held-out text is measured about once a second, never once a slice.
  CHECK(bench.controls.held_out_calls <= 4);
  CHECK(bench.controls.held_out_calls >= 2);
}

TEST_CASE("half the speed rests as long as it works") {
  Bench bench;
  bench.prepare();
  bench.trainer.handle(command::SetSpeed{0.5});
  bench.trainer.handle(command::Start{});
  const double begin = bench.clock;
  double worked = 0;
  while (bench.clock - begin < 3000 && bench.trainer.status() == RunStatus::kTraining) {
    const double before = bench.clock;
    const double rest = bench.trainer.advance(50);
    worked += bench.clock - before;
    if (rest > 0) bench.clock += rest;
  }
  CHECK(bench.trainer.status() == RunStatus::kDone);
  CHECK(bench.clock - begin == doctest::Approx(2 * worked).epsilon(0.05));
  CHECK(bench.seen().units_per_second == doctest::Approx(50000).epsilon(0.1));
}

TEST_CASE("a speed of nothing is a very small one, and one that is no number is full speed") {
  for (const double share : {0.0, -1.0, std::nan("")}) {
    CAPTURE(share);
    Bench bench;
    bench.prepare();
    bench.trainer.handle(command::SetSpeed{share});
    bench.trainer.handle(command::Start{});
    const double rest = bench.trainer.advance(50);
    CHECK(bench.learner->units_done() > 0);
    if (std::isnan(share)) {
      CHECK(rest == 0);
    } else {
      CHECK(rest > 100 * bench.clock);
    }
  }
}

TEST_CASE("pausing, stepping and going on leave no trace in the result") {
  Bench straight(20000);
  straight.prepare(true, 3);
  while (straight.trainer.advance(50) >= 0) {
  }
  Bench broken(20000);
  broken.prepare(false, 3);
  broken.trainer.handle(command::Step{});
  broken.trainer.handle(command::Start{});
  broken.trainer.advance(7);
  broken.trainer.handle(command::Pause{});
  CHECK(broken.seen().status == RunStatus::kPaused);
  const std::int64_t at = broken.seen().units_done;
  CHECK(broken.trainer.advance(50) < 0);
  CHECK(broken.learner->units_done() == at);
  broken.trainer.handle(command::Step{});
  broken.trainer.handle(command::Step{});
  broken.trainer.handle(command::Start{});
  broken.trainer.advance(3);
  broken.trainer.handle(command::Step{});
  CHECK(broken.seen().status == RunStatus::kPaused);
  broken.trainer.handle(command::Start{});
  while (broken.trainer.advance(5) >= 0) {
  }
  CHECK(broken.learner->fingerprint() == straight.learner->fingerprint());
}

TEST_CASE("the loss curve follows the work, whatever the clock and the budgets say") {
  const std::int64_t total = 1000003;
  const auto curve_of = [&](double ms_per_unit, double budget_ms, bool interrupted) {
    Bench bench(total, ms_per_unit);
    bench.prepare(true, 3);
    for (int i = 0; bench.trainer.advance(budget_ms) >= 0; ++i) {
      if (!interrupted || i % 7 != 0) continue;
      bench.trainer.handle(command::Pause{});
      bench.trainer.handle(command::Start{});
    }
    REQUIRE(bench.seen().status == RunStatus::kDone);
    return bench.seen().losses;
  };
  const std::vector<LossPoint> slow = curve_of(0.01, 50, false);
  REQUIRE(slow.size() == static_cast<std::size_t>(LossCurve::kStretches));
  CHECK(slow.back().units == total);
  for (const std::vector<LossPoint>& other :
       {curve_of(0.0001, 7, false), curve_of(0.037, 3, true), curve_of(0.9, 100, false)}) {
    REQUIRE(other.size() == slow.size());
    for (std::size_t i = 0; i < slow.size(); ++i) {
      REQUIRE(other[i].units == slow[i].units);
      REQUIRE(other[i].loss == slow[i].loss);
    }
  }
}

TEST_CASE("a single step is recorded and its vectors are shown") {
  Bench bench;
  bench.prepare();
  const std::uint64_t version = bench.vectors().version;
  bench.trainer.handle(command::Step{});
  bench.trainer.handle(command::Step{});
  const Snapshot& s = bench.seen();
  CHECK(s.status == RunStatus::kPaused);
  CHECK(s.record_number == 2);
  CHECK(std::get<Word2VecStep>(s.record).radius == 1);
  CHECK(s.units_done == 2);
  CHECK(bench.vectors().version == version + 2);
  CHECK(bench.vectors().units_done == 2);
  // The record survives snapshots that did not make it.
  for (int k = 0; k < 4; ++k) {
    bench.trainer.handle(command::Start{});
    bench.trainer.handle(command::Pause{});
  }
  CHECK(std::get<Word2VecStep>(bench.seen().record).radius == 1);
}

TEST_CASE("vectors are copied at the asked pace while training and always at rest") {
  Bench bench(1000000);
  bench.prepare(true);
  const std::uint64_t at_start = bench.vectors().version;
  CHECK(at_start == 1);
  bench.trainer.advance(1000);
  CHECK(bench.vectors().version == at_start);
  bench.trainer.handle(command::WatchModel{100});
  bench.trainer.advance(1000);
  const std::uint64_t watched = bench.vectors().version;
  CHECK(watched >= at_start + 8);
  CHECK(watched <= at_start + 11);
  bench.trainer.handle(command::Pause{});
  CHECK(bench.vectors().version == watched + 1);
  CHECK(bench.vectors().dim == FakeLearner::kDim);
  REQUIRE(bench.vectors().vectors.size() == FakeLearner::kRows * FakeLearner::kDim);
  CHECK(bench.vectors().vectors[FakeLearner::kDim] ==
        bench.learner->embeddings().data[FakeLearner::kStride]);
}

TEST_CASE("reset starts a new run with another seed") {
  Bench bench;
  bench.prepare(true, 1);
  bench.trainer.advance(100);
  const std::uint64_t run = bench.seen().run;
  bench.trainer.handle(command::Reset{42});
  const Snapshot& s = bench.seen();
  CHECK(s.run == run + 1);
  CHECK(s.status == RunStatus::kIdle);
  CHECK(s.seed == 42);
  CHECK(s.units_done == 0);
  CHECK(s.losses.empty());
  CHECK(s.record_number == 0);
  FakeControls controls = bench.controls;
  controls.clock_ms = nullptr;
  CHECK(bench.learner->fingerprint() == FakeLearner(&controls, 42).fingerprint());
}

TEST_CASE("a loss that is not finite ends the run at its last good state") {
  Bench bench(1000000);
  bench.prepare();
  bench.controls.damaged_from = 350000;  // after 3.5 s: copies were made at 0 and about 2 s
  bench.trainer.handle(command::Start{});
  while (bench.trainer.advance(50) >= 0) {
  }
  const Snapshot& s = bench.seen();
  CHECK(s.status == RunStatus::kFailed);
  REQUIRE(s.error.has_value());
  CHECK(s.error->code == "train.not_finite");
  CHECK(s.error->hint == "Lower the rate.");
  CHECK(s.units_done > 100000);
  CHECK(s.units_done < 350000);
  CHECK(s.losses.back().units <= s.units_done);
  for (const float x : bench.vectors().vectors) CHECK(std::isfinite(x));
  CHECK(bench.vectors().units_done == s.units_done);

  // The state is exactly what an undisturbed run has there.
  FakeControls controls;
  controls.total = 1000000;
  FakeLearner undisturbed(&controls, 1);
  undisturbed.advance(s.units_done);
  CHECK(bench.learner->fingerprint() == undisturbed.fingerprint());

  bench.controls.damaged_from = -1;
  bench.trainer.handle(command::Start{});
  CHECK(bench.seen().status == RunStatus::kTraining);
  CHECK_FALSE(bench.seen().error.has_value());
  bench.trainer.handle(command::Reset{1});
  CHECK(bench.seen().status == RunStatus::kIdle);
}

TEST_CASE("a failure in the very first step goes back to the start") {
  Bench bench;
  bench.prepare();
  bench.controls.damaged_from = 1;
  bench.trainer.handle(command::Step{});
  CHECK(bench.seen().status == RunStatus::kFailed);
  CHECK(bench.seen().units_done == 0);
  CHECK(std::isfinite(bench.learner->embeddings().data[0]));
}

TEST_CASE("preparing is announced before it is done, and a refusal keeps the old run") {
  Bench bench;
  bench.prepare(true);
  bench.trainer.advance(50);
  const std::uint64_t run = bench.seen().run;
  const std::int64_t done = bench.seen().units_done;
  bool called = false;
  bench.trainer.handle(command::Prepare{[&](WorkerPool*) -> Result<PreparedLearner> {
                                          called = true;
                                          return Error{"text.too_small", "Too small.", "Add text."};
                                        },
                                        true});
  CHECK_FALSE(called);
  CHECK(bench.seen().status == RunStatus::kPreparing);
  CHECK(bench.trainer.advance(10) < 0);
  CHECK(called);
  CHECK(bench.seen().status == RunStatus::kPaused);
  CHECK(bench.seen().error->code == "text.too_small");
  CHECK(bench.seen().run == run);
  CHECK(bench.seen().units_done >= done);
  bench.trainer.handle(command::Start{});
  CHECK(bench.seen().status == RunStatus::kTraining);
  CHECK_FALSE(bench.seen().error.has_value());
}

TEST_CASE("a command after a preparation is meant for the new learner") {
  Bench bench;
  bench.trainer.handle(command::Prepare{[&](WorkerPool*) -> Result<PreparedLearner> {
                                          auto made =
                                              std::make_unique<FakeLearner>(&bench.controls);
                                          bench.learner = made.get();
                                          return PreparedLearner{std::move(made), nullptr};
                                        },
                                        false});
  bench.trainer.handle(command::Step{});
  CHECK(bench.seen().units_done == 1);
}

TEST_CASE("commands without a learner do nothing") {
  Bench bench;
  bench.trainer.handle(command::Start{});
  bench.trainer.handle(command::Pause{});
  bench.trainer.handle(command::Step{});
  bench.trainer.handle(command::Reset{1});
  bench.trainer.handle(command::LoadCheckpoint{std::make_shared<const std::string>("x")});
  bench.trainer.handle(std::monostate{});
  bench.trainer.handle(command::SaveCheckpoint{});
  CHECK(bench.outbox.checkpoint.refresh());
  CHECK(bench.outbox.checkpoint.front().bytes == nullptr);
  CHECK(bench.trainer.status() == RunStatus::kIdle);
}

TEST_CASE("a run is saved while it trains and opened later") {
  Bench bench(20000);
  bench.prepare(true, 5);
  bench.trainer.advance(100);
  bench.trainer.handle(command::SaveCheckpoint{});
  REQUIRE(bench.outbox.checkpoint.refresh());
  const auto bytes = bench.outbox.checkpoint.front().bytes;
  CHECK(bench.outbox.checkpoint.front().number == 1);
  const std::int64_t at = bench.learner->units_done();
  CHECK(bench.trainer.status() == RunStatus::kTraining);
  while (bench.trainer.advance(50) >= 0) {
  }

  Bench other(20000);
  other.prepare(false, 77);
  const std::uint64_t run = other.seen().run;
  other.trainer.handle(command::LoadCheckpoint{bytes});
  CHECK(other.seen().status == RunStatus::kPaused);
  CHECK(other.seen().units_done == at);
  CHECK(other.seen().seed == 5);
  CHECK(other.seen().run == run + 1);
  CHECK(other.vectors().units_done == at);
  other.trainer.handle(command::Start{});
  while (other.trainer.advance(50) >= 0) {
  }
  CHECK(other.learner->fingerprint() == bench.learner->fingerprint());

  other.trainer.handle(command::LoadCheckpoint{std::make_shared<const std::string>("junk")});
  CHECK(other.seen().error->code == "checkpoint.not_one");
  CHECK(other.seen().status == RunStatus::kDone);
}

TEST_CASE("a run keeps its vectors at the same moments whatever the clock does") {
  std::vector<std::int64_t> places[2];
  for (const int slow : {0, 1}) {
    Bench bench(100000, slow == 1 ? 0.05 : 0.003);
    bench.prepare(true);
    while (bench.trainer.status() == RunStatus::kTraining) bench.trainer.advance(7);
    REQUIRE(bench.seen().history != nullptr);
    const EmbeddingHistory& history = *bench.seen().history;
    CHECK(history.moments.size() == kHistoryMoments);
    CHECK(history.moments.front()->units == 0);
    CHECK(history.moments.back()->units == 100000);
    CHECK(history.bytes() ==
          static_cast<std::int64_t>(history.moments.size()) * history.words * history.dim * 4);
    for (const auto& moment : history.moments) {
      places[slow].push_back(moment->units);
      CHECK(moment->vectors.size() == static_cast<std::size_t>(history.words * history.dim));
    }
  }
  CHECK(places[0] == places[1]);
}
