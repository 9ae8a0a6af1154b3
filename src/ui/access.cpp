// Noting what is drawn, and giving presses, values and the keyboard to what they are meant for.
// Not drawing.
#include "ui/access.h"

#include <imgui_internal.h>

#include <algorithm>

namespace wordspace::ui {

void Access::begin_reading() {
  reading = true;
  nodes.clear();
  region.clear();
  // Dear ImGui lays out what is out of sight only while it logs; the log itself is thrown away.
  ImGui::LogToBuffer();
}

void Access::end_reading() {
  ImGui::LogFinish();
  reading = false;
}

AccessNode* Access::note(AccessRole role, std::string_view name, std::string_view label) {
  if (!reading || quiet > 0) return nullptr;
  const ImGuiWindow* window = ImGui::GetCurrentWindowRead();
  const ImGuiWindow* root = window->RootWindow;
  if ((root->Flags & ImGuiWindowFlags_Tooltip) != 0) return nullptr;
  AccessNode node;
  node.role = role;
  node.name = name;
  node.label = label;
  node.region = region;
  if ((root->Flags & ImGuiWindowFlags_Popup) != 0) node.popup = root->ID;
  const ImGuiLastItemData& item = GImGui->LastItemData;
  node.id = name.empty() ? 0 : item.ID;
  node.enabled = (item.ItemFlags & ImGuiItemFlags_Disabled) == 0;
  ImRect rect = item.Rect;
  rect.ClipWithFull(window->ClipRect);
  node.shown = rect.GetWidth() >= 1 && rect.GetHeight() >= 1;
  node.min = node.shown ? rect.Min : item.Rect.Min;
  node.max = node.shown ? rect.Max : item.Rect.Max;
  nodes.push_back(std::move(node));
  return &nodes.back();
}

void Access::note_words(std::string_view words, AccessRole role, int level) {
  if (words.empty()) return;
  if (AccessNode* node = note(role, {}, words)) {
    node->level = level;
    node->enabled = true;
  }
}

bool Access::takes_press(std::string_view name) {
  if (pressed.empty() || pressed != name) return false;
  pressed.clear();
  return true;
}

const std::string* Access::takes_value(std::string_view name) {
  if (set_name.empty() || set_name != name) return nullptr;
  set_name.clear();
  taken_ = std::move(set_value);
  set_value.clear();
  return &taken_;
}

bool Access::takes_focus(std::string_view name, unsigned id, ImVec2 min, ImVec2 max) {
  if (focus.empty() || focus != name) return false;
  focus.clear();
  ImGuiContext& g = *GImGui;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (id != 0) {
    ImGui::SetFocusID(id, window);
    g.NavCursorVisible = true;
    g.NavHighlightItemUnderNav = true;  // explanations appear as under the pointer
  }
  const float around = 8;
  ImGui::ScrollToRectEx(window,
                        ImRect(ImVec2(min.x, min.y - around), ImVec2(max.x, max.y + around)),
                        ImGuiScrollFlags_KeepVisibleEdgeX | ImGuiScrollFlags_KeepVisibleEdgeY);
  return true;
}

void Access::result(const std::string& name, const std::string& sentence) {
  const auto found = std::find_if(results_.begin(), results_.end(),
                                  [&](const auto& r) { return r.first == name; });
  if (found == results_.end()) {
    results_.emplace_back(name, sentence);
  } else if (found->second == sentence) {
    return;
  } else {
    found->second = sentence;
  }
  say = sentence;
}

}  // namespace wordspace::ui
