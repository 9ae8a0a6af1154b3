// Text fields: frame and label on the canvas; the words in a real DOM input over it where the
// platform has such fields, otherwise in Dear ImGui's own. Not the DOM: TextFieldHost does that.
#include <algorithm>
#include <cmath>

#include "ui/parts.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

int grow_string(ImGuiInputTextCallbackData* data) {
  if (data->EventFlag == ImGuiInputTextFlags_CallbackResize) {
    auto* value = static_cast<std::string*>(data->UserData);
    value->resize(static_cast<std::size_t>(data->BufTextLen));
    data->Buf = value->data();
  }
  return 0;
}

// A popup or tooltip on the canvas that a DOM input would cover.
bool covered(const ImRect& box, bool focused) {
  const ImGuiWindow* own = ImGui::GetCurrentWindowRead()->RootWindow;
  for (const ImGuiWindow* window : GImGui->Windows) {
    if (!window->WasActive || window->Hidden || window->RootWindow == own) continue;
    const bool tooltip = (window->Flags & ImGuiWindowFlags_Tooltip) != 0;
    const bool popup = (window->Flags & (ImGuiWindowFlags_Popup | ImGuiWindowFlags_Modal)) != 0;
    const bool over = std::string_view(window->Name) == kOverWindow;
    if (!popup && !over && (!tooltip || focused)) continue;
    if (window->Rect().Overlaps(box)) return true;
  }
  return false;
}

bool within(const ImRect& inner, const ImRect& outer) {
  const float slack = 0.5f;
  return inner.Min.x >= outer.Min.x - slack && inner.Min.y >= outer.Min.y - slack &&
         inner.Max.x <= outer.Max.x + slack && inner.Max.y <= outer.Max.y + slack;
}

// What stands in a field that the host does not show at the moment.
void draw_words(Ui& ui, const ImRect& inner, const std::string& value, std::string_view hint,
                bool multiline) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const bool empty = value.empty();
  const std::string_view words = empty ? hint : std::string_view(value);
  const ImU32 colour = empty ? ui.palette.text_faint : ui.palette.text;
  list->PushClipRect(inner.Min, inner.Max, true);
  const float line = line_px(ui, kTextBody);
  if (multiline) {
    float y = inner.Min.y;
    // Only as much as can be seen: pasted books are long.
    for (const auto l :
         wrap_lines(ui, Face::kRegular, kTextBody, words.substr(0, 4000), inner.GetWidth())) {
      if (y > inner.Max.y) break;
      draw_line(list, ui, Face::kRegular, kTextBody, ImVec2(inner.Min.x, y), colour, l);
      y += line;
    }
  } else {
    draw_line(list, ui, Face::kRegular, kTextBody,
              ImVec2(inner.Min.x, std::round(inner.GetCenter().y - line / 2)), colour,
              words.substr(0, 1000));
  }
  list->PopClipRect();
}

void note_field(Ui& ui, const char* name, std::string_view label, const std::string& value,
                bool enabled) {
  AccessNode* node = ui.access.note(AccessRole::kField, name, label);
  if (node == nullptr) return;
  node->value = value.substr(0, 200);
  node->enabled = enabled;
}

TextFieldEvent field(Ui& ui, const char* name, std::string_view label, std::string& value,
                     std::string_view hint, float width, float height, bool multiline) {
  TextFieldEvent event;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return event;
  const Palette& c = ui.palette;
  const float full = width > 0 ? std::min(width, content_width()) : item_width();
  ImGui::BeginGroup();
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(ui.px(kGrid), 0));
  if (!label.empty()) {
    const QuietWords part_of_control(ui.access);
    TextStyle style;
    style.colour = c.text_muted;
    style.width = full;
    styled_text(ui, label, style);
    gap(ui, 0.5f);
  }
  const ImVec2 pos = window->DC.CursorPos;
  const ImRect frame(pos, ImVec2(pos.x + full, pos.y + height));
  const ImVec2 pad(ui.px(12), multiline ? ui.px(kGrid) : ui.px(2));
  const ImRect inner(
      ImVec2(frame.Min.x + pad.x, frame.Min.y + pad.y),
      ImVec2(std::max(frame.Min.x + pad.x + 1, frame.Max.x - pad.x), frame.Max.y - pad.y));
  const ImGuiID id = window->GetID(name);
  const bool enabled = (GImGui->CurrentItemFlags & ImGuiItemFlags_Disabled) == 0;
  ImGuiStorage* const kept = ImGui::GetStateStorage();
  const ImGuiID focus_id = id ^ 0x27d4eb2fu;
  const bool was_focused = kept->GetBool(focus_id);
  const float rounding = ui.px(kControlRounding);

  if (ui.text_fields != nullptr && ui.text_fields->has_own_fields()) {
    ImGui::ItemSize(frame.GetSize(), (height - font_px(ui, Face::kRegular, kTextBody)) / 2);
    if (ImGui::ItemAdd(frame, 0)) {
      if (ui.access.takes_focus(name, 0, frame.Min, frame.Max)) ui.want_frame = true;
      note_field(ui, name, label.empty() ? hint : label, value, enabled);
      window->DrawList->AddRectFilled(frame.Min, frame.Max, c.panel, rounding);
      // An input that is cut by the edge of its panel would stick out over its neighbours.
      if (enabled && within(inner, window->ClipRect) && !covered(frame, was_focused)) {
        TextFieldRequest request;
        request.name = name;
        request.label = label.empty() ? hint : label;
        request.hint = hint;
        request.min = inner.Min;
        request.max = inner.Max;
        request.font_px = ui.px(kTextBody);
        request.multiline = multiline;
        event = ui.text_fields->show(request, value);
      } else {
        draw_words(ui, inner, value, hint, multiline);
      }
      kept->SetBool(focus_id, event.focused);
      window->DrawList->AddRect(frame.Min, frame.Max, event.focused ? c.accent : c.control_border,
                                rounding, 0, event.focused ? ui.px(2) : 1.0f);
      ui.mark(name, frame.Min, frame.Max, enabled);
    }
  } else {
    const ScopedFont font(ui, Face::kRegular, kTextBody);
    ImGui::SetNextItemWidth(full);
    ImGui::PushStyleColor(ImGuiCol_Border, was_focused ? c.accent : c.control_border);
    ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, was_focused ? ui.px(2) : 1.0f);
    const std::string hidden = std::string("##") + name;
    const std::string hint_z(hint);
    ImGuiInputTextFlags flags =
        ImGuiInputTextFlags_CallbackResize | ImGuiInputTextFlags_AutoSelectAll;
    if (multiline) {
      flags = ImGuiInputTextFlags_CallbackResize;
      event.changed = ImGui::InputTextMultiline(hidden.c_str(), value.data(), value.capacity() + 1,
                                                frame.GetSize(), flags, grow_string, &value);
      if (value.empty() && !ImGui::IsItemActive()) {
        draw_words(ui, inner, value, hint, true);
      }
    } else {
      event.changed = ImGui::InputTextWithHint(hidden.c_str(), hint_z.c_str(), value.data(),
                                               value.capacity() + 1, flags, grow_string, &value);
      event.submitted =
          ImGui::IsItemDeactivated() && (ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
                                         ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false));
    }
    note_field(ui, name, label.empty() ? hint : label, value, enabled);
    event.focused = ImGui::IsItemActive();
    kept->SetBool(focus_id, event.focused);
    ui.mark(name, frame.Min, frame.Max, enabled);
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
  }
  ImGui::PopStyleVar();
  ImGui::EndGroup();
  return event;
}

}  // namespace

TextFieldEvent text_field(Ui& ui, const char* name, std::string_view label, std::string& value,
                          std::string_view hint, float width) {
  return field(ui, name, label, value, hint, width, ui.px(kControlHeight), false);
}

TextFieldEvent text_area(Ui& ui, const char* name, std::string_view label, std::string& value,
                         std::string_view hint, float height) {
  return field(ui, name, label, value, hint, 0, ui.px(height), true);
}

}  // namespace wordspace::ui
