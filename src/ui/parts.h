// What the widgets are made of: a pressable box, its hover motion, the focus ring, rows of icon and
// text. For ui/ only; labs use widgets.h.
#pragma once

#include <imgui.h>
#include <imgui_internal.h>

#include <string_view>

#include "ui/type.h"
#include "ui/ui.h"

namespace wordspace::ui {

struct Pressable {
  ImRect box;
  ImGuiID id = 0;
  bool visible = false, hovered = false, held = false, pressed = false;
  bool enabled = true;
  float warmth = 0;  // 0 at rest .. 1 hovered, eased
  // While the frame is read: a button without label, for the widget to describe at once.
  AccessNode* node = nullptr;
  void describe(AccessRole role, std::string_view label, std::string_view help = {}) const;
};

// Lays out and handles a box that can be pressed by mouse, touch and keyboard, under a name of
// rects.
Pressable pressable(Ui& ui, const char* name, ImVec2 size, bool enabled = true,
                    float text_baseline = 0);

// The same for a box that takes no room in the layout, over something that does.
Pressable pressable_at(Ui& ui, const char* name, const ImRect& box, bool enabled = true);

// 0..1, moving to on within 120 ms; asks for frames while it moves.
float ease(Ui& ui, ImGuiID id, bool on);
// The ring that shows where the keyboard is, outside the box.
void draw_focus(const Ui& ui, const ImRect& box, ImGuiID id, float rounding);
// Pixels left to the right edge of the content, at least 1; SetNextItemWidth is honoured.
float item_width();
float content_width();
// An icon centred in a square box.
void draw_icon(ImDrawList* list, const Ui& ui, const char* icon, float size, ImVec2 centre,
               ImU32 colour);
// Shows a tooltip for a hovered item after a moment. hovered: the item's own.
void hover_tooltip(Ui& ui, std::string_view words);
// The colour of words on controls.
inline ImU32 words_colour(const Ui& ui, bool enabled) {
  return enabled ? ui.palette.text : ui.palette.text_faint;
}

}  // namespace wordspace::ui
