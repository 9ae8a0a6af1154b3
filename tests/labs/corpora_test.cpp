// Lab 12: two spaces compared, their numbers computed another way, and the lab driven by its
// buttons.
#include "labs/corpora_answers.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "../ui/headless.h"
#include "core/file_io.h"
#include "lab_fixture.h"
#include "labs/background.h"
#include "labs/corpora_rsa_view.h"
#include "labs/lab.h"
#include "train/series.h"

namespace wordspace {
namespace {

std::shared_ptr<FinishedRun> made_run(const char* name, int words, int dim, std::uint64_t seed,
                                      int skipped) {
  Rng rng(seed);
  auto run = std::make_shared<FinishedRun>();
  std::vector<std::string> all;
  std::vector<std::int64_t> counts;
  for (int i = skipped; i < words; ++i) {
    all.push_back("w" + std::to_string(i));
    counts.push_back(1000 - i);
  }
  std::vector<float> rows(all.size() * static_cast<std::size_t>(dim));
  for (float& value : rows) value = static_cast<float>(rng.normal());
  run->name = name;
  run->dim = dim;
  run->vocabulary = std::make_shared<Vocabulary>(std::move(all), std::move(counts));
  run->vectors = std::make_shared<std::vector<float>>(std::move(rows));
  return run;
}

TEST_CASE("two spaces compared a little at a time are what they are all at once") {
  TwoSpaces spaces;
  CHECK(!spaces.ready());
  CHECK(!spaces.advance(10));
  const auto a = made_run("a", 60, 6, 1, 0), b = made_run("b", 70, 9, 2, 10);
  spaces.follow(a, nullptr, 40);
  CHECK(!spaces.ready());
  spaces.follow(a, b, 40);
  REQUIRE(spaces.ready());
  CHECK(spaces.num_shared() == 50);  // w10 to w59
  CHECK(spaces.words().size() == 40);
  const std::uint64_t version = spaces.version();
  int frames = 1;
  while (spaces.advance(0.05)) ++frames;
  CHECK(frames > 1);
  CHECK(spaces.rsa_done());
  CHECK(spaces.share_done() == 1.0);
  spaces.follow(a, b, 40);
  CHECK(spaces.version() == version);  // nothing new, nothing lost
  CHECK(spaces.rsa_done());

  const WordVectors va(a->vocabulary, *a->vectors, 6), vb(b->vocabulary, *b->vectors, 9);
  const Result<RsaResult> all = rsa(va, vb, RsaOptions{40, 1000, 1000, 1});
  REQUIRE(all.ok());
  CHECK(spaces.rsa().correlation == all->correlation);
  CHECK(spaces.rsa().low == all->low);
  CHECK(spaces.rsa().null_high == all->null_high);
  REQUIRE(spaces.overlap() != nullptr);
  const NeighborOverlap overlap = neighbor_overlap(va, vb, spaces.words(), kComparedNeighbors);
  CHECK(spaces.overlap()->overlap == overlap.overlap);
  REQUIRE(!spaces.changed().empty());
  for (std::size_t i = 1; i < spaces.changed().size(); ++i) {
    CHECK(spaces.changed()[i - 1].overlap <= spaces.changed()[i].overlap);
  }
  spaces.follow(a, b, 20);
  CHECK(spaces.words().size() == 20);
  CHECK(!spaces.rsa_done());
  spaces.follow(a, made_run("b", 200, 4, 3, 100), 40);
  CHECK(spaces.ready());
  CHECK(!spaces.enough_words());
  CHECK(!spaces.advance(10));
}

TEST_CASE("chosen words: every cosine and their correlation, computed one by one") {
  const auto a = made_run("a", 12, 5, 1, 0), b = made_run("b", 12, 5, 2, 2);
  const WordVectors va(a->vocabulary, *a->vectors, 5), vb(b->vocabulary, *b->vectors, 5);
  const std::vector<std::string> chosen = split_words("w5, w3 w3;w9\tw0 nothing w7");
  CHECK(chosen == std::vector<std::string>{"w5", "w3", "w9", "w0", "nothing", "w7"});
  const PickedWords picked = pick_words(va, vb, chosen, false);
  CHECK(picked.names == std::vector<std::string>{"w5", "w3", "w9", "w7"});
  CHECK(picked.missing == std::vector<std::string>{"w0", "nothing"});
  REQUIRE(picked.x.size() == 6);
  double mx = 0, my = 0;
  std::size_t p = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = i + 1; j < 4; ++j, ++p) {
      const float in_a =
          va.cosine(va.vocabulary().find(picked.names[i]), va.vocabulary().find(picked.names[j]));
      const float in_b =
          vb.cosine(vb.vocabulary().find(picked.names[i]), vb.vocabulary().find(picked.names[j]));
      CHECK(picked.x[p] == doctest::Approx(in_a).epsilon(1e-5));
      CHECK(picked.y[p] == doctest::Approx(in_b).epsilon(1e-5));
      CHECK(picked.cosines[1][i * 4 + j] == doctest::Approx(in_b).epsilon(1e-5));
      mx += picked.x[p] / 6;
      my += picked.y[p] / 6;
    }
  }
  double xy = 0, xx = 0, yy = 0;
  for (p = 0; p < 6; ++p) {
    xy += (picked.x[p] - mx) * (picked.y[p] - my);
    xx += (picked.x[p] - mx) * (picked.x[p] - mx);
    yy += (picked.y[p] - my) * (picked.y[p] - my);
  }
  CHECK(picked.correlation == doctest::Approx(xy / std::sqrt(xx * yy)));
  const PickedWords ordered = pick_words(va, vb, chosen, true);
  CHECK(std::set<std::string>(ordered.names.begin(), ordered.names.end()) ==
        std::set<std::string>(picked.names.begin(), picked.names.end()));
  CHECK(ordered.correlation == doctest::Approx(picked.correlation));
  CHECK(pick_words(va, vb, {}, true).names.empty());
  std::string many;
  for (int i = 0; i < 500; ++i) many += " x" + std::to_string(i);
  CHECK(split_words(many).size() == kMostPicked);
}

TEST_CASE("what a number means follows from where it lies") {
  ui::Headless headless;
  RsaResult rsa;
  rsa.null_high = 0.02;
  std::set<std::string> sentences;
  for (const double r : {0.01, 0.33, 0.82, 0.93}) {
    rsa.correlation = r;
    sentences.insert(CorporaRsaView::sentence(headless.ui, rsa));
  }
  CHECK(sentences.size() == 4);
}

struct DrivenLab {
  LabWorld world;
  Workspace workspace{world.services(), 1};
  ui::Headless headless{ui::ThemeKind::kLight, 1, ImVec2(1280, 3000)};
  std::unique_ptr<Lab> lab;
  std::span<const char* const> views;
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};

  DrivenLab() {
    auto json = read_file("web/lang/en.json");
    REQUIRE(json.ok());
    headless.ui.words = std::move(ui::Translations::parse(json.value()).value());
    for (const LabDescription& row : lab_registry()) {
      if (std::string_view(row.name) != "corpora") continue;
      lab = row.make();
      views = row.views;
    }
    REQUIRE(lab != nullptr);
  }
  void draw() {
    lab->draw_picture(context);
    lab->draw_controls(context);
  }
  bool press(const std::string& name) {
    for (int i = 0; i < 3; ++i) headless.frame([&] { draw(); });  // sizes settle
    return headless.press(name, [&] { draw(); });
  }
  // Frames and polls until the condition holds.
  bool until(const std::function<bool()>& condition) {
    return wait_for(workspace, [&] {
      headless.frame([&] { draw(); });
      return condition();
    });
  }
};

TEST_CASE("the quick pair is trained by its button and compared: alike, yet not the same") {
  DrivenLab driven;
  Lab& lab = *driven.lab;
  lab.set("corpora.preset", "toy");
  lab.set("corpora.dim", "12");
  lab.set("corpora.epochs", "1");
  REQUIRE(driven.press("corpora.begin"));
  REQUIRE(driven.until([&] { return !lab.get("corpora.r").empty(); }));
  REQUIRE(driven.until([&] { return !lab.wants_frames(); }));
  const auto& finished = driven.workspace.background().finished("corpora");
  REQUIRE(finished.size() == 2);
  CHECK(finished[0]->seed == 1);
  CHECK(finished[1]->seed == 2);
  const WordVectors a(finished[0]->vocabulary, *finished[0]->vectors, finished[0]->dim);
  const WordVectors b(finished[1]->vocabulary, *finished[1]->vectors, finished[1]->dim);
  const Result<RsaResult> again = rsa(a, b, RsaOptions{1000, 0, 0, 1});
  REQUIRE(again.ok());
  CHECK(std::stod(lab.get("corpora.r")) == doctest::Approx(again->correlation).epsilon(1e-5));
  CHECK(again->correlation > 0.3);
  CHECK(again->correlation < 0.999);
  REQUIRE(!driven.views.empty());
  for (std::size_t i = 0; i <= driven.views.size(); ++i) {
    CAPTURE(i);
    const bool shown = driven.headless.find("corpora.view." + std::to_string(i)) != nullptr;
    CHECK(shown == (i < driven.views.size()));
  }
  for (const char* view : driven.views) {
    lab.set("corpora.view", view);
    CHECK(lab.get("corpora.view") == view);
    for (int i = 0; i < 3; ++i) driven.headless.frame([&] { driven.draw(); });
    CHECK(driven.headless.num_vertices > 0);
  }
  lab.set("corpora.words", "nothing of this is there");
  lab.set("corpora.view", "maps");
  driven.headless.frame([&] { driven.draw(); });
  // Compared with fewer words, nothing is trained again.
  lab.set("corpora.max_words", "100");
  REQUIRE(driven.until([&] { return !lab.wants_frames(); }));
  CHECK(driven.workspace.background().finished("corpora").size() == 2);
}

TEST_CASE("the same text with the same seed is the same space") {
  DrivenLab driven;
  Lab& lab = *driven.lab;
  lab.set("corpora.preset", "toy");
  lab.set("corpora.dim", "10");
  lab.set("corpora.epochs", "1");
  lab.set("corpora.seed_b", "1");
  REQUIRE(driven.press("corpora.begin"));
  REQUIRE(driven.until([&] { return !lab.get("corpora.r").empty() && !lab.wants_frames(); }));
  CHECK(std::stod(lab.get("corpora.r")) == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("the two runs can be paused, continued and stopped, and begun again") {
  DrivenLab driven;
  Lab& lab = *driven.lab;
  Background& background = driven.workspace.background();
  lab.set("corpora.preset", "toy");
  lab.set("corpora.dim", "150");
  lab.set("corpora.epochs", "15");
  REQUIRE(driven.press("corpora.begin"));
  REQUIRE(driven.until([&] { return background.running() && background.share_done() > 0; }));
  REQUIRE(driven.press("corpora.pause"));
  REQUIRE(driven.until([&] { return background.paused(); }));
  REQUIRE(driven.press("corpora.resume"));
  REQUIRE(driven.until([&] { return background.running(); }));
  REQUIRE(driven.press("corpora.stop"));
  REQUIRE(driven.until([&] { return !background.running() && !background.paused(); }));
  CHECK(lab.get("corpora.r").empty());
  lab.set("corpora.dim", "10");
  lab.set("corpora.epochs", "1");
  REQUIRE(driven.press("corpora.begin"));
  REQUIRE(driven.until([&] { return !lab.get("corpora.r").empty(); }));
}

TEST_CASE(
    "a text that cannot be had is said once and leaves the lab usable; bad fields change nothing") {
  DrivenLab driven;
  Lab& lab = *driven.lab;
  REQUIRE(wait_for(driven.workspace, [&] { return !driven.workspace.corpora().empty(); }));
  lab.set("corpora.a", "mini");
  lab.set("corpora.b", "gone");
  CHECK(lab.get("corpora.preset").empty());
  const std::size_t said = driven.workspace.messages().size();
  REQUIRE(driven.press("corpora.begin"));
  for (int i = 0; i < 5; ++i) {
    driven.workspace.poll();
    driven.headless.frame([&] { driven.draw(); });
  }
  CHECK(driven.workspace.messages().size() == said + 1);
  CHECK(driven.headless.find("corpora.begin") != nullptr);
  for (const char* value : {"", "-1", "9999999", "x"}) {
    lab.set("corpora.dim", value);
    lab.set("corpora.max_words", value);
    CHECK(lab.get("corpora.dim") == "50");
    CHECK(lab.get("corpora.max_words") == "1000");
  }
  CHECK(!lab.set("corpora.nothing", "1"));
  // Too small a text fails as a run and is said on screen; the other one is trained all the same.
  lab.set("corpora.a", "mini");
  lab.set("corpora.b", "toy-en");
  lab.set("corpora.dim", "10");
  lab.set("corpora.epochs", "1");
  REQUIRE(driven.press("corpora.begin"));
  REQUIRE(driven.until([&] { return driven.workspace.background().done(); }));
  driven.headless.frame([&] { driven.draw(); });
  CHECK(driven.workspace.background().finished("corpora")[0]->error.has_value());
  CHECK(lab.get("corpora.r").empty());
  CHECK(driven.headless.find("corpora.begin") != nullptr);
}

}  // namespace
}  // namespace wordspace
