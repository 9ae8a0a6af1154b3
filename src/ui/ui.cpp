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

bool Ui::meet_item(const std::string& name, AccessRole role, std::string_view label, bool on) {
  const ImGuiLastItemData item = GImGui->LastItemData;
  const bool pressed = access.takes_press(name);
  const bool focused = access.takes_focus(name, item.ID, item.Rect.Min, item.Rect.Max);
  if (pressed || focused) want_frame = true;
  if (AccessNode* node = access.note(role, name, label)) node->on = on;
  return pressed;
}

}  // namespace wordspace::ui
