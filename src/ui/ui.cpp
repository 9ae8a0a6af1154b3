// Remembering where things were drawn.
// Not drawing.
#include "ui/ui.h"

#include <imgui_internal.h>

#include <utility>

namespace wordspace::ui {

void Ui::mark_item(std::string name, bool enabled) {
  const ImGuiContext& g = *GImGui;
  if ((g.LastItemData.StatusFlags & ImGuiItemStatusFlags_Visible) == 0) return;
  const ImRect& rect = g.LastItemData.Rect;
  mark(std::move(name), rect.Min, rect.Max, enabled);
}

void Ui::mark(std::string name, ImVec2 min, ImVec2 max, bool enabled) {
  ImRect rect(min, max);
  rect.ClipWithFull(ImGui::GetCurrentWindowRead()->ClipRect);
  if (rect.GetWidth() <= 0 || rect.GetHeight() <= 0) return;
  rects.push_back({std::move(name), rect.Min, rect.Max, enabled});
}

}  // namespace wordspace::ui
