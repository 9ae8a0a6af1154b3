// Lab 11: moments of a run and runs of several seeds, their numbers computed another way, and the
// lab driven by its buttons.
#include "labs/stability_answers.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <span>
#include <string>

#include "core/worker_pool.h"
#include "lab_stage.h"
#include "labs/background.h"
#include "text/toy_world.h"
#include "train/learner.h"
#include "train/series.h"

namespace wordspace {
namespace {

std::shared_ptr<const Vocabulary> four_words() {
  return std::make_shared<Vocabulary>(std::vector<std::string>{"a", "b", "c", "d"},
                                      std::vector<std::int64_t>{9, 7, 5, 3});
}

std::shared_ptr<const EmbeddingMoment> moment(std::int64_t units, std::vector<float> vectors) {
  auto made = std::make_shared<EmbeddingMoment>();
  made->units = units;
  made->loss = units > 0 ? 1.0 : 0.0;
  made->vectors = std::move(vectors);
  return made;
}

std::shared_ptr<EmbeddingHistory> three_moments() {
  auto history = std::make_shared<EmbeddingHistory>();
  history->vocabulary = four_words();
  history->words = 3;  // d is not kept
  history->dim = 2;
  history->moments = {moment(0, {1, 0, 0, 1, 1, 1}), moment(10, {2, 0, 0, 2, 1, -1}),
                      moment(20, {0, 3, 0, 3, 4, -4})};
  return history;
}

TEST_CASE("change: cosines and lengths of three moments, by hand") {
  ChangeAnswers answers;
  CHECK(answers.empty());
  CHECK(!answers.follow(nullptr));
  const auto history = three_moments();
  REQUIRE(answers.follow(history));
  CHECK(!answers.follow(history));
  REQUIRE(answers.num_moments() == 3);
  CHECK(answers.words()->size() == 3);
  // a: 1, then right angles; b stays; c turns to right angles at once.
  const double first[] = {1, (1 + 1 + 0) / 3.0, (0 + 1 + 0) / 3.0};
  const double last[] = {(0 + 1 + 0) / 3.0, (0 + 1 + 1) / 3.0, 1};
  const double length[] = {(1 + 1 + std::sqrt(2)) / 3, (2 + 2 + std::sqrt(2)) / 3,
                           (3 + 3 + std::sqrt(32)) / 3};
  for (std::size_t m = 0; m < 3; ++m) {
    CHECK(answers.mean_cosine_to_first()[m] == doctest::Approx(first[m]).epsilon(1e-6));
    CHECK(answers.mean_cosine_to_last()[m] == doctest::Approx(last[m]).epsilon(1e-6));
    CHECK(answers.mean_length()[m] == doctest::Approx(length[m]).epsilon(1e-6));
  }
  const WordAtMoment c = answers.word_at(2, 2, 2);
  CHECK(c.cosine_to_first == doctest::Approx(0).epsilon(1e-6));
  CHECK(c.cosine_to_last == doctest::Approx(1).epsilon(1e-6));
  CHECK(c.length == doctest::Approx(std::sqrt(32.0)).epsilon(1e-6));
  CHECK(c.neighbors.size() == 2);
  // a's neighbour at the end is b: both (0, 3).
  CHECK(answers.word_at(0, 2, 1).neighbors[0].id == 1);
  CHECK(answers.word_at(0, 2, 1).neighbors[0].score == doctest::Approx(1).epsilon(1e-6));
  const auto moved = answers.most_moved(0, 2, 3);
  REQUIRE(moved.size() == 3);
  CHECK(moved[2].id == 1);
  CHECK(moved[2].score == doctest::Approx(0).epsilon(1e-6));
}

TEST_CASE("change: all moments are seen along the axes of the last one") {
  ChangeAnswers answers;
  const auto history = three_moments();
  REQUIRE(answers.follow(history));
  // In two dimensions a projection keeps distances, at every moment.
  for (std::size_t m = 0; m < 3; ++m) {
    const auto at = answers.positions(m);
    const auto& from = history->moments[m]->vectors;
    REQUIRE(at.size() == 6);
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const auto distance = [](std::span<const float> rows, std::size_t a, std::size_t b) {
          return std::hypot(static_cast<double>(rows[2 * a] - rows[2 * b]),
                            static_cast<double>(rows[2 * a + 1] - rows[2 * b + 1]));
        };
        CHECK(distance(at, i, j) == doctest::Approx(distance(from, i, j)).epsilon(1e-5));
      }
    }
  }
  // A moment more of the same run.
  auto longer = std::make_shared<EmbeddingHistory>(*history);
  longer->moments.push_back(moment(30, {0, 4, 0, 4, 5, -5}));
  REQUIRE(answers.follow(longer));
  CHECK(answers.num_moments() == 4);
  CHECK(answers.mean_cosine_to_last()[3] == doctest::Approx(1).epsilon(1e-6));
  // Gone back to the beginning: fewer moments of the same run.
  auto shorter = std::make_shared<EmbeddingHistory>(*history);
  shorter->moments.resize(1);
  REQUIRE(answers.follow(shorter));
  CHECK(answers.num_moments() == 1);
  REQUIRE(answers.follow(nullptr));
  CHECK(answers.empty());
}

TEST_CASE("change: one word or one dimension is no map and no crash") {
  for (const int dim : {1, 2}) {
    auto history = std::make_shared<EmbeddingHistory>();
    history->vocabulary = four_words();
    history->words = dim == 1 ? 3 : 1;
    history->dim = dim;
    history->moments = {
        moment(0, dim == 1 ? std::vector<float>{1, 2, 3} : std::vector<float>{1, 2})};
    ChangeAnswers answers;
    REQUIRE(answers.follow(history));
    CHECK(answers.mean_cosine_to_first()[0] == doctest::Approx(1).epsilon(1e-6));
    CHECK(answers.positions(0).empty());
  }
}

// --- Seeds.

std::shared_ptr<const FinishedRun> run_of(std::string name, std::vector<float> rows, int dim) {
  auto run = std::make_shared<FinishedRun>();
  run->name = std::move(name);
  run->dim = dim;
  std::vector<std::string> words;
  std::vector<std::int64_t> counts;
  for (std::size_t i = 0; i < rows.size() / static_cast<std::size_t>(dim); ++i) {
    words.push_back("w" + std::to_string(i));
    counts.push_back(100);
  }
  run->vocabulary = std::make_shared<Vocabulary>(words, counts);
  run->vectors = std::make_shared<const std::vector<float>>(std::move(rows));
  return run;
}

void finish(SeedAnswers& answers) {
  int pieces = 0;
  while (answers.advance() && pieces < 100000) ++pieces;
  REQUIRE(answers.done());
}

TEST_CASE("seeds: a space that was only turned is the same space, whatever its coordinates say") {
  Rng rng(7);
  std::vector<float> rows, turned;
  constexpr int kDim = 4, kWords = 60;
  for (int i = 0; i < kWords * kDim; ++i) rows.push_back(rng.uniform() * 2 - 1);
  // Axes dealt out anew and mirrored: (x, y, z, t) -> (y, -x, t, -z). Every vector stands at right
  // angles to its own image.
  for (std::size_t w = 0; w < kWords; ++w) {
    const float* x = rows.data() + w * kDim;
    for (const float value : {x[1], -x[0], x[3], -x[2]}) turned.push_back(value);
  }
  SeedAnswers answers;
  const std::vector<std::shared_ptr<const FinishedRun>> runs = {run_of("seed.1", rows, kDim),
                                                                run_of("seed.2", turned, kDim)};
  answers.follow(runs);
  CHECK(!answers.means().has_value());
  finish(answers);
  REQUIRE(answers.pairs().size() == 1);
  const SeedPair& pair = answers.pairs()[0];
  CHECK(std::abs(pair.raw_cosine) < 1e-6);
  CHECK(pair.aligned_cosine == doctest::Approx(1).epsilon(1e-5));
  CHECK(pair.chance_cosine < 0.6);
  CHECK(pair.overlap == doctest::Approx(1));
  CHECK(pair.chance_overlap == doctest::Approx(10.0 / 59));
  CHECK(pair.rsa == doctest::Approx(1).epsilon(1e-5));
  const StabilityVerdict verdict = verdict_of(pair);
  CHECK(std::string(verdict.coordinates) == "apart");
  CHECK(std::string(verdict.turned) == "same");
  CHECK(std::string(verdict.geometry) == "same");
}

TEST_CASE("seeds: spaces that have nothing to do with each other are told apart from chance") {
  std::vector<std::shared_ptr<const FinishedRun>> runs;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Rng rng(seed);
    std::vector<float> rows;
    for (int i = 0; i < 200 * 5; ++i) rows.push_back(rng.uniform() * 2 - 1);
    runs.push_back(run_of("seed." + std::to_string(seed), rows, 5));
  }
  SeedAnswers answers;
  answers.follow(runs);
  finish(answers);
  REQUIRE(answers.pairs().size() == 3);
  const SeedMeans means = *answers.means();
  CHECK(means.pairs == 3);
  CHECK(std::abs(means.mean.rsa) < 0.05);
  CHECK(std::abs(means.mean.aligned_cosine - means.mean.chance_cosine) < 0.1);
  CHECK(std::abs(means.mean.overlap - means.mean.chance_overlap) < 0.05);
  CHECK(std::string(verdict_of(means.mean).geometry) == "apart");
  CHECK(std::string(verdict_of(means.mean).turned) == "chance");
  double sum = 0;
  for (const SeedPair& pair : answers.pairs()) sum += pair.rsa;
  CHECK(means.mean.rsa == doctest::Approx(sum / 3));
  CHECK(means.low.rsa <= means.mean.rsa);
  CHECK(means.high.rsa >= means.mean.rsa);
}

TEST_CASE("seeds: runs may come one by one, fail, or be others than before") {
  Rng rng(3);
  std::vector<float> rows;
  for (int i = 0; i < 50 * 3; ++i) rows.push_back(rng.uniform() - 0.5f);
  auto failed = std::make_shared<FinishedRun>();
  failed->name = "seed.2";
  failed->error = Error{"text.too_small", "Too small.", "", {}};
  std::vector<std::shared_ptr<const FinishedRun>> runs = {run_of("seed.1", rows, 3)};
  SeedAnswers answers;
  answers.follow(runs);
  CHECK(answers.done());
  CHECK(answers.num_runs() == 1);
  runs.push_back(failed);
  runs.push_back(run_of("seed.3", rows, 3));
  answers.follow(runs);
  CHECK(!answers.done());
  answers.advance();
  runs.push_back(run_of("seed.4", rows, 3));
  answers.follow(runs);  // in the middle of a pair
  finish(answers);
  CHECK(answers.pairs().size() == 3);
  for (const SeedPair& pair : answers.pairs()) CHECK(pair.raw_cosine == doctest::Approx(1));
  answers.follow({});
  CHECK(answers.num_runs() == 0);
  CHECK(answers.pairs().empty());
}

TEST_CASE("seeds: the runs of a plan share their words and differ in their vectors") {
  const ToyWorld world = make_toy_world(ToyLanguage::kEnglish, 600, 1);
  SeedPlan plan;
  plan.text = std::make_shared<const Corpus>(world.corpus);
  plan.run.config.dim = 12;
  plan.run.config.epochs = 2;
  plan.run.min_count = 1;
  plan.num_seeds = 3;
  WorkerPool pool(1);
  auto link = std::make_shared<SeriesLink>();
  const auto series = make_series(plan_seeds(plan), link, &pool);
  while (!series->done()) series->advance(50000);
  link->states.refresh();
  const auto& finished = link->states.front().finished;
  REQUIRE(finished.size() == 3);
  for (const auto& run : finished) {
    CHECK(!run->error.has_value());
    CHECK(run->vocabulary == finished[0]->vocabulary);
  }
  CHECK(*finished[0]->vectors != *finished[1]->vectors);
  CHECK(finished[1]->seed == 2);
  // The same seed alone gives the same bits.
  plan.first_seed = 2;
  plan.num_seeds = 2;
  auto again = std::make_shared<SeriesLink>();
  const auto second = make_series(plan_seeds(plan), again, &pool);
  while (!second->done()) second->advance(50000);
  again->states.refresh();
  CHECK(*again->states.front().finished[0]->vectors == *finished[1]->vectors);
}

TEST_CASE("seeds: GloVe's runs are compared in the same way") {
  SeedPlan plan;
  plan.text = std::make_shared<const Corpus>(make_toy_world(ToyLanguage::kEnglish, 600, 1).corpus);
  GloveRun& glove = plan.glove.emplace();
  glove.config.dim = 10;
  glove.config.epochs = 8;
  glove.min_count = 1;
  plan.num_seeds = 2;
  WorkerPool pool(1);
  auto link = std::make_shared<SeriesLink>();
  const auto series = make_series(plan_seeds(plan), link, &pool);
  while (!series->done()) series->advance(50000);
  link->states.refresh();
  const auto& finished = link->states.front().finished;
  REQUIRE(finished.size() == 2);
  CHECK(finished[0]->kind == "glove");
  CHECK(finished[0]->vocabulary == finished[1]->vocabulary);
  SeedAnswers answers;
  answers.follow(finished);
  finish(answers);
  REQUIRE(answers.pairs().size() == 1);
  CHECK(answers.pairs()[0].rsa > 0.3);
  CHECK(std::abs(answers.pairs()[0].raw_cosine) < 0.5);
}

// --- The lab.

constexpr float kAllInView = 2400;

TEST_CASE("the scrubber of a trained run goes from chance to what was learned") {
  LabStage stage("stability", kAllInView);
  REQUIRE(train_toy(stage.workspace, 12, 2));
  stage.frames(5);
  const int last = std::stoi(stage.lab->get("stability.moment"));
  CHECK(last == static_cast<int>(kHistoryMoments));
  CHECK(stage.lab->get("stability.word") == "king");
  CHECK(stage.headless.find("stability.map") != nullptr);
  REQUIRE(stage.lab->set("stability.moment", "1"));
  stage.frames(3);
  CHECK(stage.lab->get("stability.moment") == "1");
  REQUIRE(stage.headless.press("stability.next", [&] { stage.draw(); }, 1000));
  stage.frame();
  CHECK(stage.lab->get("stability.moment") == "2");
  REQUIRE(stage.headless.press("stability.previous", [&] { stage.draw(); }, 1000));
  stage.frame();
  CHECK(stage.lab->get("stability.moment") == "1");
  // Playing goes to the end by itself and then rests.
  REQUIRE(stage.headless.press("stability.play", [&] { stage.draw(); }, 1000));
  for (int i = 0; i < 3000 && stage.lab->get("stability.moment") != std::to_string(last); ++i) {
    stage.frame();
  }
  CHECK(stage.lab->get("stability.moment") == std::to_string(last));
  for (int i = 0; i < 200 && stage.lab->wants_frames(); ++i) stage.frame();
  CHECK(!stage.lab->wants_frames());
  // A pressed neighbour becomes the word.
  REQUIRE(stage.headless.press("stability.near.last.0", [&] { stage.draw(); }, 1000));
  stage.frame();
  CHECK(stage.lab->get("stability.word") != "king");
  for (const float width : {1000.0f, 600.0f, 350.0f}) {
    CAPTURE(width);
    for (int i = 0; i < 3; ++i) {
      stage.headless.frame([&] { stage.draw(); }, width);
      CHECK(stage.headless.overflow <= 1);
    }
  }
  // A word that nobody knows, and moments that do not exist.
  CHECK(stage.lab->set("stability.word", "xyzzy"));
  CHECK(stage.lab->set("stability.moment", "999"));
  CHECK(stage.lab->set("stability.moment", "-4"));
  CHECK(stage.lab->set("stability.moment", "many"));
  stage.frames(3);
  CHECK(stage.lab->get("stability.moment") == std::to_string(last));
}

TEST_CASE("two seeds in the background fill the table of pairs") {
  LabStage stage("stability", kAllInView);
  REQUIRE(stage.workspace.set("corpus", "toy-en").ok());
  REQUIRE(stage.workspace.set("dim", "10").ok());
  REQUIRE(stage.workspace.set("epochs", "1").ok());
  REQUIRE(stage.lab->set("stability.view", "seeds"));
  REQUIRE(stage.lab->set("stability.preset", "own"));
  REQUIRE(stage.lab->set("stability.num", "2"));
  stage.frames(3);
  REQUIRE(stage.headless.press("stability.start", [&] { stage.draw(); }, 1000));
  REQUIRE(wait_for(stage.workspace, [&] {
    stage.frame();
    return stage.lab->get("stability.pairs") == "1";
  }));
  stage.frames(3);
  CHECK(std::abs(std::stod(stage.lab->get("stability.raw"))) < 0.5);
  CHECK(std::stod(stage.lab->get("stability.rsa")) > 0);
  CHECK(stage.headless.find("stability.pairs.table") != nullptr);
  CHECK(stage.headless.find("stability.again") != nullptr);
  for (const float width : {1000.0f, 600.0f, 350.0f}) {
    CAPTURE(width);
    for (int i = 0; i < 3; ++i) {
      stage.headless.frame([&] { stage.draw(); }, width);
      CHECK(stage.headless.overflow <= 1);
    }
  }
  // Numbers out of their range are brought into it.
  CHECK(stage.lab->set("stability.num", "1000"));
  CHECK(stage.lab->get("stability.num") == std::to_string(kMostSeeds));
  CHECK(stage.lab->set("stability.preset", "nothing"));
  CHECK(stage.lab->get("stability.preset") == "own");
}

}  // namespace
}  // namespace wordspace
