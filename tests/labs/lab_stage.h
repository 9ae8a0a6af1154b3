// One lab on a stage: its workspace in memory, its picture drawn without a window.
// Not the application: no shell around it.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>

#include "../ui/headless.h"
#include "core/file_io.h"
#include "lab_fixture.h"
#include "labs/lab.h"

namespace wordspace {

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
      if (row.name == name) lab = row.make();
    }
    REQUIRE(lab != nullptr);
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
  // Until the lab has nothing more to measure.
  void settle() {
    frames(6);
    for (int i = 0; i < 400 && lab->wants_frames(); ++i) frame();
  }
};

}  // namespace wordspace
