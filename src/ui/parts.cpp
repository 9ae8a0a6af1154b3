// Pressing, hovering and focus, the same for every widget.
// Not what widgets look like.
#include "ui/parts.h"

#include <algorithm>
#include <cmath>

#include "ui/picture.h"
#include "ui/widgets.h"

namespace wordspace::ui {

Pressable pressable(Ui& ui, const char* name, ImVec2 size, bool enabled, float text_baseline) {
  const ImVec2 pos = ImGui::GetCursorScreenPos();
  ImGui::ItemSize(size, text_baseline);
  return pressable_at(ui, name, ImRect(pos, ImVec2(pos.x + size.x, pos.y + size.y)), enabled);
}

Pressable pressable_at(Ui& ui, const char* name, const ImRect& box, bool enabled) {
  Pressable p;
  p.id = ImGui::GetCurrentWindow()->GetID(name);
  p.enabled = enabled && (GImGui->CurrentItemFlags & ImGuiItemFlags_Disabled) == 0;
  p.box = box;
  ImGui::BeginDisabled(!p.enabled);
  p.visible = ImGui::ItemAdd(p.box, p.id);
  if (p.visible) {
    bool hovered = false, held = false;
    p.pressed = ImGui::ButtonBehavior(p.box, p.id, &hovered, &held);
    if (ui.access.takes_press(name) && p.enabled) {
      p.pressed = true;
      ui.want_frame = true;
    }
    if (ui.access.takes_focus(name, p.id, box.Min, box.Max)) ui.want_frame = true;
    p.hovered = hovered && p.enabled;
    p.held = held;
    ui.mark_item(name, p.enabled);
    p.warmth = ease(ui, p.id, p.hovered || p.held);
    if (p.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    p.node = ui.access.note(AccessRole::kButton, name, {});
    if (p.node != nullptr) p.node->enabled = p.enabled;
  }
  ImGui::EndDisabled();
  return p;
}

void Pressable::describe(AccessRole role, std::string_view label, std::string_view help) const {
  if (node == nullptr) return;
  node->role = role;
  node->label = label;
  if (help != label) node->help = help;
}

float ease(Ui& ui, ImGuiID id, bool on) {
  constexpr float kSeconds = 0.12f;
  const float target = on ? 1.0f : 0.0f;
  float& share = *ImGui::GetStateStorage()->GetFloatRef(id ^ 0x5bd1e995u, target);
  if (ui.reduced_motion) share = target;
  if (share != target) {
    // After an idle time the frame's own duration says nothing.
    const float step = std::min(ImGui::GetIO().DeltaTime, 1.0f / 30) / kSeconds;
    share = share < target ? std::min(target, share + step) : std::max(target, share - step);
    if (share != target) ui.want_frame = true;
  }
  return share;
}

void draw_focus(const Ui& ui, const ImRect& box, ImGuiID id, float rounding) {
  const ImGuiContext& g = *GImGui;
  if (g.NavId != id || !g.NavCursorVisible) return;
  const float out = ui.px(2);
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  // The ring may stand a little outside what is scrolled into view.
  const ImRect& clip = window->ClipRect;
  window->DrawList->PushClipRect(ImVec2(clip.Min.x - 2 * out, clip.Min.y - 2 * out),
                                 ImVec2(clip.Max.x + 2 * out, clip.Max.y + 2 * out));
  window->DrawList->AddRect(ImVec2(box.Min.x - out, box.Min.y - out),
                            ImVec2(box.Max.x + out, box.Max.y + out), ui.palette.accent,
                            rounding + out, 0, ui.px(2));
  window->DrawList->PopClipRect();
}

float content_width() { return std::max(1.0f, ImGui::GetContentRegionAvail().x); }

float item_width() {
  const ImGuiContext& g = *GImGui;
  const bool chosen = (g.NextItemData.HasFlags & ImGuiNextItemDataFlags_HasWidth) != 0;
  const float width = chosen ? ImGui::CalcItemWidth() : content_width();
  return std::clamp(width, 1.0f, content_width());
}

void draw_icon(ImDrawList* list, const Ui& ui, const char* icon, float size, ImVec2 centre,
               ImU32 colour) {
  const float px = font_px(ui, Face::kIcons, size);
  const float width = text_width(ui, Face::kIcons, size, icon);
  const ImVec2 at(std::round(centre.x - width / 2), std::round(centre.y - px / 2));
  const int begin = list->IdxBuffer.Size;
  list->AddText(font_of(ui, Face::kIcons), px, at, colour, icon);
  if (ui.pictures == nullptr) return;
  ui.pictures->note_text(list, begin, Face::kIcons, px, at, width, colour, icon);
}

void hover_tooltip(Ui& ui, std::string_view words) {
  if (words.empty()) return;
  if (!ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) return;
  if (!ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled | ImGuiHoveredFlags_DelayShort)) {
    ui.want_frame = true;  // the delay is over in a few frames
    return;
  }
  // Beside its item, never over it: below, or above where there is no room below.
  const ImVec2 screen = ImGui::GetMainViewport()->Size;
  const ImRect item = GImGui->LastItemData.Rect;
  const float room = std::min(ui.px(320), screen.x - ui.px(48)), away = ui.px(6);
  float width = 0;
  const auto lines = wrap_lines(ui, Face::kRegular, kTextBody, words, room);
  for (const auto line : lines) {
    width = std::max(width, text_width(ui, Face::kRegular, kTextBody, line));
  }
  width += ui.px(24);
  const float height = static_cast<float>(lines.size()) * line_px(ui, kTextBody) + ui.px(16);
  float x = item.Min.x;
  if (item.GetWidth() > width) {
    x = std::clamp(ImGui::GetIO().MousePos.x - width / 2, item.Min.x, item.Max.x - width);
  }
  x = std::clamp(x, ui.px(8), std::max(ui.px(8), screen.x - width - ui.px(8)));
  const bool below = item.Max.y + away + height <= screen.y - ui.px(4);
  ImGui::SetNextWindowPos(
      ImVec2(std::round(x), std::round(below ? item.Max.y + away : item.Min.y - away)),
      ImGuiCond_Always, ImVec2(0, below ? 0.0f : 1.0f));
  begin_tooltip(ui);
  tooltip_text(ui, words);
  end_tooltip();
}

}  // namespace wordspace::ui
