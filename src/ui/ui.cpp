// Remembering where things were drawn.
// Not drawing.
#include "ui/ui.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace wordspace::ui {

void Ui::mark_item(std::string name, bool enabled) {
  const ImGuiContext& g = *GImGui;
  if ((g.LastItemData.StatusFlags & ImGuiItemStatusFlags_Visible) == 0) return;
  const ImRect& rect = g.LastItemData.Rect;
  mark(std::move(name), rect.Min, rect.Max, enabled);
}

void Ui::mark(std::string name, ImVec2 min, ImVec2 max, bool enabled) {
  // A popup's first frame only measures it, somewhere else than where it will be.
  const ImGuiWindow* window = ImGui::GetCurrentWindowRead();
  if (window->Hidden) return;
  ImRect rect(min, max);
  rect.ClipWithFull(window->ClipRect);
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

bool popups_are_fitting() {
  const ImVector<ImGuiPopupData>& open = GImGui->OpenPopupStack;
  return std::any_of(open.begin(), open.end(), [](const ImGuiPopupData& popup) {
    const ImGuiWindow* window = popup.Window;
    if (window == nullptr) return false;
    const float height = window->DC.CursorMaxPos.y - window->DC.CursorStartPos.y;
    return std::abs(height - window->ContentSize.y) > 1;
  });
}

}  // namespace wordspace::ui
