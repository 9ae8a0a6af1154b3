// Several runs in a row as one learner.
#include "train/series.h"

#include <doctest/doctest.h>

#include "core/worker_pool.h"
#include "fake_learner.h"
#include "train/trainer.h"

using namespace wordspace;

namespace {

PlannedRun fake_run(const std::string& name, FakeControls* controls, double weight = 1) {
  PlannedRun run;
  run.name = name;
  run.weight = weight;
  run.make = [controls](WorkerPool*) -> Result<std::unique_ptr<Learner>> {
    return std::unique_ptr<Learner>(std::make_unique<FakeLearner>(controls, 7));
  };
  return run;
}

PlannedRun refused_run(const std::string& name) {
  PlannedRun run;
  run.name = name;
  run.make = [](WorkerPool*) -> Result<std::unique_ptr<Learner>> {
    return Error{"text.too_small", "The text is too small.", "Take a longer one."};
  };
  return run;
}

struct Bench {
  FakeControls controls;
  std::shared_ptr<SeriesLink> link = std::make_shared<SeriesLink>();
  TrainerOutbox outbox;
  WorkerPool pool{1};
  double clock = 0;
  Trainer trainer{&pool, &outbox, [this] { return clock += 0.01; }};

  void begin(std::vector<PlannedRun> runs) {
    trainer.handle(command::Prepare{[&](WorkerPool*) -> Result<PreparedLearner> {
                                      return PreparedLearner{
                                          make_series(std::move(runs), link, &pool), nullptr};
                                    },
                                    true});
    trainer.advance(0);
  }
  const Snapshot& seen() {
    outbox.snapshots.refresh();
    return outbox.snapshots.front();
  }
  const SeriesState& state() {
    link->states.refresh();
    return link->states.front();
  }
  void finish() {
    for (int i = 0; i < 100000 && trainer.status() == RunStatus::kTraining; ++i) trainer.advance(5);
  }
};

}  // namespace

TEST_CASE("the runs of a series are finished one after the other, with their numbers") {
  Bench bench;
  bench.controls.total = 5000;
  bench.begin({fake_run("one", &bench.controls), fake_run("two", &bench.controls, 3)});
  bench.finish();
  CHECK(bench.seen().status == RunStatus::kDone);
  CHECK(bench.seen().units_done == bench.seen().units_total);
  const SeriesState& state = bench.state();
  CHECK(state.num_planned == 2);
  REQUIRE(state.finished.size() == 2);
  CHECK(state.running.empty());
  CHECK(state.finished[0]->name == "one");
  CHECK(state.finished[1]->name == "two");
  for (const auto& run : state.finished) {
    CHECK(!run->error);
    CHECK(run->kind == "fake");
    CHECK(run->units == 5000);
    CHECK(run->seed == 7);
    CHECK(!run->losses.empty());
    CHECK(run->losses.back().units == 5000);
    REQUIRE(run->vectors != nullptr);
    CHECK(run->vectors->size() ==
          static_cast<std::size_t>(run->vocabulary->size()) * static_cast<std::size_t>(run->dim));
    CHECK(run->num_parameters > 0);
  }
}

TEST_CASE("a run stops where it was told to, and a refused one does not stop the others") {
  Bench bench;
  bench.controls.total = 5000;
  PlannedRun part = fake_run("part", &bench.controls);
  part.max_units = 1200;
  bench.begin({refused_run("refused"), std::move(part)});
  bench.finish();
  const SeriesState& state = bench.state();
  REQUIRE(state.finished.size() == 2);
  REQUIRE(state.finished[0]->error);
  CHECK(state.finished[0]->error->code == "text.too_small");
  CHECK(state.finished[1]->units == 1200);
}

TEST_CASE("a series that is told to stop keeps what is finished") {
  Bench bench;
  bench.controls.total = 5000;
  bench.begin({fake_run("one", &bench.controls), fake_run("two", &bench.controls)});
  for (int i = 0; i < 100000 && bench.state().finished.empty(); ++i) bench.trainer.advance(0);
  REQUIRE(bench.state().finished.size() == 1);
  bench.link->stop = true;
  bench.finish();
  CHECK(bench.seen().status == RunStatus::kDone);
  CHECK(bench.state().finished.size() == 1);
}
