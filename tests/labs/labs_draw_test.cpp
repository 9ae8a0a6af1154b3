// Every view of every lab of the registry drawn headless: with data and without, in both languages
// and themes, at 100 and 200 %, wide and narrow.
// Not a look at pictures: nothing may crash, overflow its column or ask for words that are not
// there.
#include "labs/lab.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "analysis/analogy.h"
#include "core/file_io.h"
#include "lab_stage.h"
#include "labs/answering_model.h"
#include "labs/glove_room.h"
#include "labs/transformer_room.h"
#include "train/snapshot.h"

namespace wordspace {
namespace {

ui::Translations words_of(const std::string& language) {
  auto json = read_file("web/lang/" + language + ".json");
  REQUIRE(json.ok());
  auto parsed = ui::Translations::parse(json.value());
  REQUIRE(parsed.ok());
  return std::move(parsed.value());
}

// The view switch offers the views that the lab declares, all of them and no other. Lab Corpora
// has none before two texts are compared: corpora_test.cpp looks at it then.
void check_switch(const ui::Headless& headless, const LabDescription& row) {
  if (std::string_view(row.name) == "corpora") return;
  const std::string name = std::string(row.name) + ".view";
  for (std::size_t i = 0; i < row.views.size(); ++i) {
    CHECK(headless.find(name + "." + std::to_string(i)) != nullptr);
  }
  CHECK(headless.find(name + "." + std::to_string(row.views.size())) == nullptr);
  if (row.views.empty()) CHECK(headless.find(name) == nullptr);
}

// Wide enough that every switch shows its views side by side.
constexpr float kWide = 1280;

// Draws the picture and the controls of every view of every lab for a few frames.
void draw_all(Workspace& workspace, const std::string& language, ui::ThemeKind theme, float scale,
              float picture_width) {
  const float width = picture_width * scale;
  ui::Headless headless(theme, scale, ImVec2(std::max(kWide, width), 800));
  headless.ui.language = language;
  headless.ui.words = words_of(language);
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
  for (const LabDescription& row : lab_registry()) {
    const std::string name = row.name;
    CAPTURE(name);
    const std::unique_ptr<Lab> lab = row.make();
    const std::string field = name + ".view";
    // The first frame sees the last run and may turn to its view; sizes settle in the next ones.
    for (int frame = 0; frame < 3; ++frame) {
      headless.frame([&] { lab->draw_picture(context); }, width);
    }
    if (picture_width == kWide) check_switch(headless, row);
    std::vector<std::string> views(row.views.begin(), row.views.end());
    if (views.empty()) views.emplace_back();  // a lab of one view
    for (const std::string& view : views) {
      CAPTURE(view);
      if (!view.empty()) CHECK(lab->set(field, view));
      for (int frame = 0; frame < 4; ++frame) {
        headless.frame([&] { lab->draw_picture(context); }, width);
      }
      CHECK(lab->get(field) == view);
      CHECK(headless.num_vertices > 0);
      CHECK(headless.overflow <= 1.0f);
      if (row.full_width) continue;
      for (int frame = 0; frame < 2; ++frame) {
        headless.frame([&] { lab->draw_controls(context); }, 300 * scale);
      }
      CHECK(headless.overflow <= 1.0f);
    }
  }
  CHECK(missing_words(headless.ui.words) == "");
}

void draw_everywhere(Workspace& workspace) {
  for (const std::string language : {"en", "vi"}) {
    for (const float scale : {1.0f, 2.0f}) {
      const auto theme = scale > 1 ? ui::ThemeKind::kDark : ui::ThemeKind::kLight;
      CAPTURE(language);
      CAPTURE(scale);
      // The last is a phone; with the largest letters there is room for half as much.
      for (const float width : {kWide, 360.0f, 336 / scale}) {
        CAPTURE(width);
        draw_all(workspace, language, theme, scale, width);
      }
    }
  }
}

TEST_CASE("every view of every lab is drawn without data") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  draw_everywhere(workspace);
}

TEST_CASE("every view of every lab is drawn with trained runs, a step and a counted text") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  for (TransformerRoom* room : {&workspace.gpt(), &workspace.bert()}) {
    REQUIRE(choose_small(*room));
    room->train();
    REQUIRE(wait_for(workspace, [&] { return room->answering().ok() && !workspace.busy(); }));
  }
  REQUIRE(workspace.glove().choose_preset("toy-en").ok());
  REQUIRE(workspace.glove().set("epochs", "2").ok());
  workspace.glove().train();
  REQUIRE(wait_for(workspace, [&] { return !workspace.glove().vectors().empty(); }));
  REQUIRE(train_toy(workspace, 8));
  bool stepped = false;
  workspace.reset();
  REQUIRE(wait_for(workspace, [&] { return workspace.snapshot().units_done == 0; }));
  workspace.step([&](Status) { stepped = true; });
  REQUIRE(wait_for(workspace, [&] { return stepped && workspace.snapshot().record_number > 0; }));
  draw_everywhere(workspace);
}

TEST_CASE("every view of every lab is drawn with vectors of a file that the run does not know") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(workspace.import_bytes("three.txt", "3 2\na 1 0\nb 0 1\nc 1 1\n").ok());
  draw_all(workspace, "en", ui::ThemeKind::kLight, 1, 900);
}

TEST_CASE("a lab at rest asks for no further frame") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  for (const bool trained : {false, true}) {
    if (trained) REQUIRE(train_toy(workspace, 8));
    REQUIRE(wait_for(workspace, [&] { return !workspace.busy(); }));
    CHECK(!workspace.poll());
    ui::Headless headless;
    headless.ui.words = words_of("en");
    LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
    for (const LabDescription& row : lab_registry()) {
      CAPTURE(row.name);
      CAPTURE(trained);
      const std::unique_ptr<Lab> lab = row.make();
      for (const float width : {0.0f, 900.0f, 712.0f, 360.0f}) {
        CAPTURE(width);
        int moving = 0;
        for (int frame = 0; frame < 200 && moving >= 0; ++frame) {
          headless.frame(
              [&] {
                lab->draw_picture(context);
                if (!row.full_width) lab->draw_controls(context);
              },
              width);
          moving = headless.ui.want_frame || lab->wants_frames() ? frame + 1 : -1;
        }
        CHECK(moving == -1);
      }
    }
  }
}

std::unique_ptr<Lab> made(std::string_view name) {
  for (const LabDescription& row : lab_registry()) {
    if (name == row.name) return row.make();
  }
  return nullptr;
}

TEST_CASE("a favourite analogy opens the lab of analogies with its words") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(train_toy(workspace, 8));
  REQUIRE(!workspace.favourite_questions().empty());
  const auto words = workspace.favourite_questions()[0].words;
  ui::Headless headless;
  headless.ui.words = words_of("en");
  const std::unique_ptr<Lab> lab = made("word2vec"), analogies = made("analogies");
  REQUIRE((lab != nullptr && analogies != nullptr));
  std::string opened;
  LabContext context{headless.ui, workspace, [&](const std::string& name, const LabFields& fields) {
                       opened = name;
                       for (const auto& [field, value] : fields) {
                         CHECK(analogies->set(field, value));
                       }
                     }};
  REQUIRE(headless.press("word2vec.promise.0", [&] { lab->draw_picture(context); }));
  CHECK(opened == "analogies");
  CHECK(analogies->get("analogies.view") == "analogy");
  CHECK(analogies->get("analogy.a") == words[0]);
  CHECK(analogies->get("analogy.b") == words[1]);
  CHECK(analogies->get("analogy.c") == words[2]);
}

TEST_CASE("rare neighbours of the chosen word are on the map") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  // Six words near each other at the end of a long list, the rest around.
  std::string file = "900 3\n";
  for (int i = 0; i < 900; ++i) {
    const double turn = i * 0.37;
    const std::string z = i < 893 ? "0" : "9." + std::to_string(i);
    file += "w" + std::to_string(i) + " " + std::to_string(std::cos(turn)) + " " +
            std::to_string(std::sin(turn)) + " " + z + "\n";
  }
  REQUIRE(workspace.import_bytes("many.txt", file).ok());
  ui::Headless headless;
  headless.ui.words = words_of("en");
  const std::unique_ptr<Lab> lab = made("word2vec");
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
  CHECK(lab->set("word2vec.word", "w893"));
  for (int i = 0; i < 20; ++i) headless.frame([&] { lab->draw_picture(context); }, 1000);
  for (int i = 893; i < 900; ++i) {
    CAPTURE(i);
    CHECK(headless.find("word2vec.map.word.w" + std::to_string(i)) != nullptr);
  }
}

TEST_CASE("a lab keeps the view that a link sets, and refuses fields that it does not have") {
  std::size_t switches = 0;
  for (const LabDescription& row : lab_registry()) {
    const std::string name = row.name;
    CAPTURE(name);
    const std::unique_ptr<Lab> lab = row.make();
    CHECK(!lab->set("no.such.field", "x"));
    CHECK(lab->get("no.such.field").empty());
    const std::string field = name + ".view";
    for (const std::string view : row.views) {
      CAPTURE(view);
      CHECK(lab->set(field, view));
      CHECK(lab->get(field) == view);
      lab->set(field, "no-such-view");
      CHECK(lab->get(field) == view);
    }
    switches += row.views.empty() ? 0 : 1;
  }
  CHECK(switches >= 11);
}

TEST_CASE("a lab keeps the words that a link sets") {
  const std::unique_ptr<Lab> lab = made("analogies");
  REQUIRE(lab != nullptr);
  CHECK(lab->set("analogy.a", "paris"));
  CHECK(lab->get("analogy.a") == "paris");
}

}  // namespace
}  // namespace wordspace
