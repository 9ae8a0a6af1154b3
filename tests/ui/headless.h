// A Dear ImGui context without window and renderer, and a pointer to press things with, for tests
// of ui. Not a mock of GL: draw callbacks are never run.
#pragma once

#include <imgui.h>
#include <imgui_internal.h>

#include <functional>
#include <string>

#include "ui/ui.h"

namespace wordspace::ui {

// Ends a frame that no renderer draws: its textures count as made.
inline void render_nowhere() {
  ImGui::Render();
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->Status == ImTextureStatus_WantDestroy) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    } else if (texture->Status != ImTextureStatus_Destroyed) {
      texture->SetTexID(1);
      texture->SetStatus(ImTextureStatus_OK);
    }
  }
}

class Headless {
 public:
  explicit Headless(ThemeKind theme = ThemeKind::kLight, float text_scale = 1,
                    ImVec2 size = ImVec2(1280, 800)) {
    context_ = ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = size;
    io.DeltaTime = 1.0f / 60;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    ui.theme = theme;
    ui.palette = make_palette(theme);
    ui.text_scale = text_scale;
    ui.fonts = load_fonts(FontFiles{});
    apply_theme(ui.palette, theme, text_scale, &ui.fonts);
  }
  ~Headless() { ImGui::DestroyContext(context_); }
  Headless(const Headless&) = delete;
  Headless& operator=(const Headless&) = delete;

  // Draws one frame: content inside a window of the given width (0: the whole screen).
  void frame(const std::function<void()>& content, float width = 0) {
    ImGuiIO& io = ImGui::GetIO();
    ui.now_ms += 1000.0 / 60;
    ui.rects.clear();
    ui.want_frame = false;
    ImGui::NewFrame();
    ImGui::SetNextWindowPos(ImVec2(0, 0));
    ImGui::SetNextWindowSize(ImVec2(width > 0 ? width : io.DisplaySize.x, io.DisplaySize.y));
    ImGui::Begin(
        "test", nullptr,
        ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
    content();
    const ImGuiWindow* window = ImGui::GetCurrentWindow();
    overflow = window->DC.CursorMaxPos.x - window->WorkRect.Max.x;
    ImGui::End();
    render_nowhere();
    num_vertices = ImGui::GetDrawData()->TotalVtxCount;
  }

  const NamedRect* find(const std::string& name) const {
    for (const NamedRect& rect : ui.rects) {
      if (rect.name == name) return &rect;
    }
    return nullptr;
  }

  // Moves to the middle of a named rect and clicks; false when it was not on screen.
  bool press(const std::string& name, const std::function<void()>& content, float width = 0) {
    frame(content, width);
    const NamedRect* rect = find(name);
    if (rect == nullptr) return false;
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent((rect->min.x + rect->max.x) / 2, (rect->min.y + rect->max.y) / 2);
    frame(content, width);
    io.AddMouseButtonEvent(0, true);
    frame(content, width);
    io.AddMouseButtonEvent(0, false);
    frame(content, width);
    return true;
  }

  Ui ui;
  float overflow = 0;    // pixels by which the last frame's content was too wide
  int num_vertices = 0;  // of the last frame

 private:
  ImGuiContext* context_ = nullptr;
};

}  // namespace wordspace::ui
