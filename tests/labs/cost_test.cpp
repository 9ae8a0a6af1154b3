// Lab Cost: what is planned, what is counted, what is read from finished runs; and the lab driven
// by its buttons. Times themselves are the machine's.
#include "labs/cost_sweeps.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "core/worker_pool.h"
#include "lab_stage.h"
#include "labs/background.h"
#include "labs/cost_view.h"
#include "train/learner.h"

namespace wordspace {
namespace {

// A finished run as a series leaves it.
std::shared_ptr<const FinishedRun> finished(const std::string& name, double seconds,
                                            std::int64_t units) {
  auto run = std::make_shared<FinishedRun>();
  run->name = name;
  run->seconds = seconds;
  run->units = units;
  return run;
}

TEST_CASE("pairs of a word: a line of three words with a window of two, by hand") {
  // Radius 1: 1 + 2 + 1 pairs; radius 2: 2 + 2 + 2. Over three words and two radii.
  CHECK(pairs_per_word(2, 3) == doctest::Approx((1 + 2 + 1 + 2 + 2 + 2) / 6.0));
  // c + 1 where the ends of the line do not count.
  CHECK(pairs_per_word(5, 100000) == doctest::Approx(6).epsilon(1e-3));
  CHECK(pairs_per_word(1, 1) == 0);
}

TEST_CASE("pairs as counted are the pairs that Word2Vec makes") {
  WorkerPool pool(1);
  const CostPlan plan = plan_sweep(CostSweep::kWindow, 0.25);
  for (std::size_t i = 0; i < plan.lines[0].sizes.size(); ++i) {
    auto learner = plan.runs[i].make(&pool);
    REQUIRE(learner.ok());
    std::int64_t pairs = 0, words = 0;
    while (!learner.value()->done()) {
      const LearnerProgress progress = learner.value()->advance(1000);
      pairs += progress.loss_count;
      words += progress.units;
    }
    const int window = static_cast<int>(plan.lines[0].sizes[i]);
    CAPTURE(window);
    // Radii are drawn: the mean of ten thousand words lies within two per cent.
    CHECK(static_cast<double>(pairs) / static_cast<double>(words) ==
          doctest::Approx(pairs_per_word(window, kCostLine)).epsilon(0.02));
  }
}

TEST_CASE("operations of a layer are those of its matrices") {
  // Q, K, V, output: 4 matrices [C, C]; MLP: two of [C, 4C]. Two operations a number and token.
  const double c = 32, t = 64;
  const double weights = 2 * t * (4 * c * c + 8 * c * c);
  // Row i of the scores sees i + 1 keys, 2 C operations each, and mixes as many values.
  double scores = 0;
  for (int i = 0; i < 64; ++i) scores += 2 * 2 * c * (i + 1);
  CHECK(layer_operations(64, 32) == doctest::Approx(weights + scores));
  CHECK(word2vec_operations(6, 50, 6) == doctest::Approx(6 * 6 * 50 * 6));
}

TEST_CASE("each size runs as often as planned, all sizes before the next round") {
  for (int s = 0; s < kNumCostSweeps; ++s) {
    const auto sweep = static_cast<CostSweep>(s);
    CAPTURE(to_string(sweep));
    const CostPlan plan = plan_sweep(sweep);
    std::size_t sizes = 0;
    for (const CostLine& line : plan.lines) {
      CHECK(line.sizes.size() >= 5);
      sizes += line.sizes.size();
    }
    REQUIRE(plan.runs.size() == sizes * static_cast<std::size_t>(plan.repeats));
    std::vector<std::string> names;
    for (const PlannedRun& run : plan.runs) {
      CHECK(run.weight > 0);
      CHECK(run.name.rfind(to_string(sweep), 0) == 0);
      names.push_back(run.name);
    }
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
    for (std::size_t i = 0; i < sizes; ++i) CHECK(plan.runs[i].name.back() == '0');
  }
}

TEST_CASE("the least time counts, and a power law that is there is found") {
  const CostPlan plan = plan_sweep(CostSweep::kDimension);
  std::vector<std::shared_ptr<const FinishedRun>> runs;
  for (int repeat = 0; repeat < plan.repeats; ++repeat) {
    for (std::size_t i = 0; i < plan.lines[0].sizes.size(); ++i) {
      // 3 microseconds a word at one dimension, growing as d^0.7; later repeats are disturbed.
      const double seconds = 3e-6 * std::pow(plan.lines[0].sizes[i], 0.7) * 1000 * (1 + repeat);
      runs.push_back(finished("dimension.ns." + std::to_string(i) + "." + std::to_string(repeat),
                              seconds, 1000));
    }
  }
  const auto results = read_sweep(plan, runs);
  REQUIRE(results.size() == 1);
  REQUIRE(results[0].points.size() == plan.lines[0].sizes.size());
  REQUIRE(results[0].fit.has_value());
  CHECK(results[0].fit->exponent == doctest::Approx(0.7).epsilon(1e-9));
  CHECK(results[0].fit->factor == doctest::Approx(3e-6).epsilon(1e-9));
  CHECK(results[0].fit->standard_error < 1e-9);
  CHECK(results[0].by_counting->exponent == doctest::Approx(1).epsilon(1e-9));
  CHECK(results[0].points[0].repeats == plan.repeats);
  CHECK(results[0].points[0].slowest ==
        doctest::Approx(results[0].points[0].seconds * plan.repeats));
  // The line of counting goes through the middle of the dots: its logarithms have the same mean.
  double dots = 0, counted = 0;
  for (std::size_t i = 0; i < results[0].points.size(); ++i) {
    dots += std::log(results[0].points[i].seconds);
    counted += std::log(results[0].foretold[i]);
  }
  CHECK(dots == doctest::Approx(counted));
}

TEST_CASE("runs that failed, or that no clock could see, are no points") {
  const CostPlan plan = plan_sweep(CostSweep::kWords);
  auto failed = std::make_shared<FinishedRun>();
  failed->name = "words.ns.0.0";
  failed->error = Error{"word2vec.bad_dim", "No.", "", {}};
  const std::vector<std::shared_ptr<const FinishedRun>> runs = {
      failed, finished("words.ns.1.0", 0, 40000), finished("words.ns.2.0", 0.1, 80000),
      finished("strange", 1, 1)};
  const auto results = read_sweep(plan, runs);
  REQUIRE(results.size() == 1);
  CHECK(results[0].points.size() == 1);
  CHECK(results[0].error.has_value());
  CHECK(!results[0].fit.has_value());
  CHECK(read_sweep(plan, {})[0].points.empty());
}

TEST_CASE("every sweep runs to its end at a small share of its work") {
  for (int s = 0; s < kNumCostSweeps; ++s) {
    const auto sweep = static_cast<CostSweep>(s);
    CAPTURE(to_string(sweep));
    CostPlan plan = plan_sweep(sweep, 0.02);
    WorkerPool pool(1);
    auto link = std::make_shared<SeriesLink>();
    const auto series = make_series(std::move(plan.runs), link, &pool);
    while (!series->done()) series->advance(20000);
    link->states.refresh();
    const auto results = read_sweep(plan, link->states.front().finished);
    REQUIRE(results.size() == plan.lines.size());
    for (const CostResult& result : results) {
      CAPTURE(result.name);
      CHECK(!result.error.has_value());
      CHECK(result.points.size() == plan.lines[0].sizes.size());
      CHECK(result.fit.has_value());
      for (const CostPoint& point : result.points) {
        CHECK(point.repeats == plan.repeats);
        CHECK(point.operations > 0);
      }
    }
  }
}

// --- The lab.

constexpr float kAllInView = 2400;

TEST_CASE("one button of lab Cost measures a sweep, whose time grows as a power of the size") {
  LabStage stage("cost", kAllInView);
  REQUIRE(stage.lab->set("cost.sweep", "width"));
  CHECK(stage.lab->get("cost.sweep") == "width");
  for (int i = 0; i < 3; ++i) stage.frame();
  REQUIRE(stage.headless.press("cost.start", [&] { stage.draw(); }, 1000));
  CHECK(stage.workspace.background().owner() == "cost");
  REQUIRE(wait_for(stage.workspace, [&] {
    stage.frame();
    return stage.workspace.background().done();
  }));
  for (int i = 0; i < 3; ++i) stage.frame();
  CHECK(stage.lab->get("cost.points") == "6");
  // Real times: between the width and its square, with room for a busy machine.
  const double exponent = std::stod(stage.lab->get("cost.exponent"));
  CHECK(exponent > 1);
  CHECK(exponent < 2.6);
  CHECK(stage.headless.find("cost.table") != nullptr);
  for (const float width : {1000.0f, 600.0f, 350.0f}) {
    CAPTURE(width);
    for (int i = 0; i < 3; ++i) {
      stage.headless.frame([&] { stage.draw(); }, width);
      CHECK(stage.headless.overflow <= 1);
    }
  }
  // Another lab's work takes the place: what was measured stays here.
  std::vector<PlannedRun> other = plan_sweep(CostSweep::kWidth, 0.02).runs;
  REQUIRE(stage.workspace.background().start("stability", std::move(other)).ok());
  for (int i = 0; i < 3; ++i) stage.frame();
  CHECK(stage.lab->get("cost.points") == "6");
}

TEST_CASE("lab Cost asks before it ends another lab's work, and lets it go on") {
  LabStage stage("cost", kAllInView);
  std::vector<PlannedRun> other = plan_sweep(CostSweep::kWords).runs;
  REQUIRE(stage.workspace.background().start("stability", std::move(other)).ok());
  for (int i = 0; i < 3; ++i) stage.frame();
  REQUIRE(stage.headless.press("cost.start", [&] { stage.draw(); }, 1000));
  for (int i = 0; i < 3; ++i) stage.frame();
  CHECK(stage.workspace.background().owner() == "stability");
  REQUIRE(stage.headless.find("cost.replace") != nullptr);
  REQUIRE(stage.headless.press("cost.keep", [&] { stage.draw(); }, 1000));
  for (int i = 0; i < 3; ++i) stage.frame();
  CHECK(stage.headless.find("cost.replace") == nullptr);
  CHECK(stage.workspace.background().owner() == "stability");
  REQUIRE(stage.headless.press("cost.start", [&] { stage.draw(); }, 1000));
  for (int i = 0; i < 3; ++i) stage.frame();
  REQUIRE(stage.headless.press("cost.replace", [&] { stage.draw(); }, 1000));
  for (int i = 0; i < 3; ++i) stage.frame();
  CHECK(stage.workspace.background().owner() == "cost");
  REQUIRE(stage.headless.find("cost.stop") != nullptr);
  REQUIRE(stage.headless.press("cost.stop", [&] { stage.draw(); }, 1000));
  stage.frame();
  CHECK(!stage.workspace.background().running());
}

TEST_CASE("lab Cost takes no sweep it does not know") {
  LabStage stage("cost", kAllInView);
  CHECK(stage.lab->set("cost.sweep", "everything"));
  CHECK(stage.lab->get("cost.sweep") == "words");
  CHECK(!stage.lab->set("cost.other", "x"));
}

}  // namespace
}  // namespace wordspace
