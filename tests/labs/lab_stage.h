// One lab on a stage: its workspace in memory, its picture drawn without a window.
// Not the application: no shell around it.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "../ui/headless.h"
#include "core/file_io.h"
#include "lab_fixture.h"
#include "labs/lab.h"

namespace wordspace {

// Keys that were asked for and are not in the language file, in one line; but for the titles of
// LabWorld's own made-up texts.
inline std::string missing_words(const ui::Translations& words) {
  std::string line;
  for (const std::string& key : words.missing_keys()) {
    if (key == "corpus.mini.title" || key == "corpus.gone.title") continue;
    line += (line.empty() ? "" : " ") + key;
  }
  return line;
}

struct LabStage {
  LabWorld world;
  Workspace workspace{world.services(), 1};
  ui::Headless headless;
  std::unique_ptr<Lab> lab;
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};

  // height: of the window, so that all of a long lab is in view and can be pressed.
  explicit LabStage(std::string_view name, float height = 800, float scale = 1,
                    const std::string& language = "en")
      : headless(ui::ThemeKind::kLight, scale, ImVec2(1280, height)) {
    auto json = read_file("web/lang/" + language + ".json");
    REQUIRE(json.ok());
    auto words = ui::Translations::parse(json.value());
    REQUIRE(words.ok());
    headless.ui.words = std::move(words.value());
    for (const LabDescription& row : lab_registry()) {
      if (row.name != name) continue;
      lab = row.make();
      views_ = row.views;
    }
    REQUIRE(lab != nullptr);
  }
  // Whatever a test has drawn: all its words were there.
  ~LabStage() { CHECK(missing_words(headless.ui.words) == ""); }
  LabStage(const LabStage&) = delete;
  LabStage& operator=(const LabStage&) = delete;

  // The lab's own; a test that goes through them has some to go through.
  std::span<const char* const> views() const {
    REQUIRE(!views_.empty());
    return views_;
  }
  void draw() {
    workspace.poll();
    lab->draw_picture(context);
  }
  void frame(float width = 1000) {
    headless.frame([&] { draw(); }, width);
  }
  void frames(int num) {
    for (int i = 0; i < num; ++i) frame();
  }
  // Whether the picture says these words, in view or scrolled away.
  bool says(const std::string& words) {
    headless.frame(
        [&] {
          headless.ui.access.begin_reading();
          draw();
          headless.ui.access.end_reading();
        },
        1000);
    for (const ui::AccessNode& node : headless.ui.access.nodes) {
      if (node.label.find(words) != std::string::npos) return true;
    }
    return false;
  }
  bool says_key(const char* key) {
    CAPTURE(key);
    REQUIRE(headless.ui.words.has(key));
    return says(headless.ui.t(key));
  }
  // Until the lab has nothing more to measure.
  void settle() {
    frames(6);
    for (int i = 0; i < 400 && lab->wants_frames(); ++i) frame();
  }

 private:
  std::span<const char* const> views_;
};

}  // namespace wordspace
