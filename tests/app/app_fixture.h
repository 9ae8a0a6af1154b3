// The shell over a workspace without a world: a Dear ImGui context without renderer, words from the
// project's language files, an own toy text.
// Not a platform.
#pragma once

#include "../ui/headless.h"
#include "app/shell.h"
#include "core/file_io.h"
#include "labs/lab.h"
#include "labs/services.h"
#include "labs/workspace.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include <memory>
#include <string>

namespace wordspace {

struct AppFixture {
  ui::Ui ui;
  std::unique_ptr<Workspace> workspace;
  std::string opened, language;
  LabFields opened_fields;
  int text_size = 0;
  bool theme_pressed = false;
  double wake_ms = 0;
  bool reading = false;  // the next frames are read for screen readers
  int copied_links = 0, left_links = 0, projector_switches = 0;
  Restrictions copied;
  std::unique_ptr<Shell> shell;
  std::vector<std::unique_ptr<Lab>> labs;

  AppFixture() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = ImVec2(1280, 800);
    io.DeltaTime = 1.0f / 60;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    ui.fonts = ui::load_fonts(ui::FontFiles{});
    speak("en");
    restyle(1, ui::ThemeKind::kLight);
    workspace = std::make_unique<Workspace>(Services{}, 1);
    Variant variant;
    variant.simd = true;
    variant.name = "test";
    ShellActions actions;
    actions.open_lab = [this](const std::string& name) { opened = name; };
    actions.set_language = [this](const std::string& name) { language = name; };
    actions.set_theme = [this](ui::ThemeKind) { theme_pressed = true; };
    actions.set_text_size = [this](int percent) { text_size = percent; };
    actions.wake_after = [this](double ms) { wake_ms = ms; };
    actions.copy_link = [this](const Restrictions& wanted) {
      ++copied_links;
      copied = wanted;
    };
    actions.leave_link = [this] { ++left_links; };
    actions.switch_projector = [this] { ++projector_switches; };
    shell = std::make_unique<Shell>(variant, actions);
    for (const LabDescription& row : lab_registry()) labs.push_back(row.make());
  }
  ~AppFixture() { ImGui::DestroyContext(); }
  AppFixture(const AppFixture&) = delete;
  AppFixture& operator=(const AppFixture&) = delete;

  void speak(const std::string& name) {
    const auto json = read_file("web/lang/" + name + ".json");
    REQUIRE(json.ok());
    auto words = ui::Translations::parse(json.value());
    REQUIRE(words.ok());
    ui.words = std::move(words.value());
    ui.language = name;
  }
  void restyle(float scale, ui::ThemeKind theme) {
    ui.text_scale = scale;
    ui.theme = theme;
    ui.palette = ui::make_palette(theme);
    ui::apply_theme(ui.palette, theme, scale, &ui.fonts);
  }
  static std::size_t index_of(const std::string& lab) {
    const auto& registry = lab_registry();
    for (std::size_t i = 0; i < registry.size(); ++i) {
      if (lab == registry[i].name) return i;
    }
    FAIL("no such lab");
    return 0;
  }

  void frame(const std::string& lab) {
    const std::size_t i = index_of(lab);
    ui.now_ms += 1000.0 / 60;
    ui.rects.clear();
    ui.want_frame = false;
    workspace->poll();
    ImGui::NewFrame();
    LabContext context{ui, *workspace, [this](const std::string& name, const LabFields& fields) {
                         opened = name;
                         opened_fields = fields;
                       }};
    if (reading) ui.access.begin_reading();
    shell->draw(context, lab_registry()[i], *labs[i]);
    if (reading) ui.access.end_reading();
    ui::render_nowhere();
  }
  const ui::NamedRect* find(const std::string& name) const {
    for (const ui::NamedRect& rect : ui.rects) {
      if (rect.name == name) return &rect;
    }
    return nullptr;
  }
  void press(const std::string& lab, const std::string& name) {
    for (int i = 0; i < 3; ++i) frame(lab);
    const ui::NamedRect* rect = find(name);
    CAPTURE(name);
    REQUIRE(rect != nullptr);
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent((rect->min.x + rect->max.x) / 2, (rect->min.y + rect->max.y) / 2);
    frame(lab);
    io.AddMouseButtonEvent(0, true);
    frame(lab);
    io.AddMouseButtonEvent(0, false);
    frame(lab);
    frame(lab);
  }
};

}  // namespace wordspace
