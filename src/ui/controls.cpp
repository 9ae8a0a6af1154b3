// The controls of widgets.h: buttons, links, alternatives, dropdowns, sliders, switches.
// Not text fields (fields.cpp).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <type_traits>

#include "ui/icons.h"
#include "ui/parts.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

constexpr float kButtonPadding = 16;
constexpr float kIconSize = 16;

ImU32 on_button(const Ui& ui, ButtonStyle style, bool enabled) {
  if (!enabled) return ui.palette.text_faint;
  if (style == ButtonStyle::kPrimary) return ui.palette.on_accent;
  return style == ButtonStyle::kQuiet ? ui.palette.accent : ui.palette.text;
}

void draw_button_frame(const Ui& ui, ImDrawList* list, const Pressable& p, ButtonStyle style) {
  const Palette& c = ui.palette;
  const float rounding = ui.px(kControlRounding);
  switch (style) {
    case ButtonStyle::kPrimary:
      list->AddRectFilled(p.box.Min, p.box.Max,
                          p.enabled ? mix(c.accent, c.accent_hover, p.warmth) : c.hairline,
                          rounding);
      break;
    case ButtonStyle::kSecondary:
      list->AddRectFilled(p.box.Min, p.box.Max, mix(c.panel, c.accent_soft, p.warmth), rounding);
      list->AddRect(p.box.Min, p.box.Max,
                    p.enabled ? mix(c.control_border, c.accent, p.warmth * 0.6f) : c.panel_border,
                    rounding);
      break;
    case ButtonStyle::kQuiet:
      list->AddRectFilled(p.box.Min, p.box.Max, with_alpha(c.accent_soft, p.warmth), rounding);
      break;
  }
}

// Label on the left, value on the right, above a control. Returns its height.
float draw_head(Ui& ui, ImVec2 pos, float width, std::string_view label, std::string_view value,
                bool enabled) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float value_width = text_width(ui, Face::kMono, kTextBody, value);
  const float left = width - (value.empty() ? 0 : value_width + ui.px(kGrid));
  const std::string shown = shortened(ui, Face::kRegular, kTextBody, label, left);
  draw_line(list, ui, Face::kRegular, kTextBody, pos,
            enabled ? ui.palette.text_muted : ui.palette.text_faint, shown);
  draw_line(list, ui, Face::kMono, kTextBody, ImVec2(pos.x + width - value_width, pos.y),
            words_colour(ui, enabled), value);
  return line_px(ui, kTextBody);
}

// The track of a slider and its behaviour; the same for whole and real numbers.
template <typename T>
bool slider(Ui& ui, const char* name, std::string_view label, T& value, T low, T high,
            const char* format, ImGuiSliderFlags flags, ImGuiDataType type,
            std::string_view tooltip) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return false;
  ImGuiContext& g = *GImGui;
  char shown[48];
  std::snprintf(shown, sizeof shown, format, value);
  const float width = item_width();
  const float head = line_px(ui, kTextBody), track_box = ui.px(24);
  const ImVec2 pos = window->DC.CursorPos;
  const ImRect box(pos, ImVec2(pos.x + width, pos.y + head + track_box));
  const ImRect track(ImVec2(pos.x, pos.y + head), box.Max);
  const ImGuiID id = window->GetID(name);
  const bool enabled = (g.CurrentItemFlags & ImGuiItemFlags_Disabled) == 0;
  ImGui::ItemSize(box.GetSize(), 0);
  if (!ImGui::ItemAdd(box, id, &track)) return false;
  if (ui.access.takes_focus(name, id, box.Min, box.Max)) ui.want_frame = true;
  ui.mark(name, track.Min, track.Max, enabled);
  const bool hovered = ImGui::ItemHoverable(track, id, g.LastItemData.ItemFlags);
  const bool clicked = hovered && ImGui::IsMouseClicked(0, ImGuiInputFlags_None, id);
  if (clicked) ImGui::SetKeyOwner(ImGuiKey_MouseLeft, id);
  if (enabled && (clicked || g.NavActivateId == id)) {
    ImGui::SetActiveID(id, window);
    ImGui::SetFocusID(id, window);
    ImGui::FocusWindow(window);
    g.ActiveIdUsingNavDirMask |= (1 << ImGuiDir_Left) | (1 << ImGuiDir_Right);
  }
  ImRect grab;
  // At a stop, SliderBehavior wants low < high.
  const bool changed = low < high && ImGui::SliderBehavior(track, id, type, &value, &low, &high,
                                                           format, flags, &grab);
  bool set = false;
  if (const std::string* wanted = ui.access.takes_value(name); wanted != nullptr && enabled) {
    char* end = nullptr;
    const double number = std::strtod(wanted->c_str(), &end);
    if (end != wanted->c_str() && std::isfinite(number)) {
      const double kept = std::clamp(number, static_cast<double>(low), static_cast<double>(high));
      const T next =
          std::is_integral_v<T> ? static_cast<T>(std::lround(kept)) : static_cast<T>(kept);
      set = next != value;
      value = next;
      ui.want_frame = true;
    }
  }
  if (changed || set) {
    ImGui::MarkItemEdited(id);
    std::snprintf(shown, sizeof shown, format, value);
  }
  if (AccessNode* node = ui.access.note(AccessRole::kSlider, name, label)) {
    node->value = shown;
    node->low = static_cast<double>(low);
    node->high = static_cast<double>(high);
    node->now = static_cast<double>(value);
    node->whole = std::is_integral_v<T>;
    node->logarithmic = (flags & ImGuiSliderFlags_Logarithmic) != 0 && low > 0;
    node->help = tooltip;
  }
  draw_head(ui, pos, width, label, shown, enabled);

  ImDrawList* list = window->DrawList;
  const float y = std::round((track.Min.y + track.Max.y) / 2);
  const float half = ui.px(2), knob = ui.px(8);
  const float x = low < high ? std::clamp((grab.Min.x + grab.Max.x) / 2, track.Min.x + knob,
                                          std::max(track.Min.x + knob, track.Max.x - knob))
                             : track.Min.x + knob;
  const Palette& c = ui.palette;
  list->AddRectFilled(ImVec2(track.Min.x, y - half), ImVec2(track.Max.x, y + half),
                      c.control_border, half);
  list->AddRectFilled(ImVec2(track.Min.x, y - half), ImVec2(x, y + half),
                      enabled ? c.accent : c.text_faint, half);
  const float warmth = ease(ui, id, enabled && (hovered || g.ActiveId == id));
  if (warmth > 0) {
    list->AddCircleFilled(ImVec2(x, y), knob + ui.px(4) * warmth, with_alpha(c.accent, 0.16f));
  }
  list->AddCircleFilled(ImVec2(x, y), knob, c.panel);
  list->AddCircle(ImVec2(x, y), knob - ui.px(1), enabled ? c.accent : c.text_faint, 0, ui.px(2));
  draw_focus(ui, ImRect(ImVec2(track.Min.x, y - knob), ImVec2(track.Max.x, y + knob)), id, knob);
  hover_tooltip(ui, tooltip);
  return changed || set;
}

}  // namespace

float button_width(const Ui& ui, std::string_view label, bool has_icon) {
  const float words = text_width(ui, Face::kSemibold, kTextBody, label);
  const float icon = has_icon ? ui.px(kIconSize) + (label.empty() ? 0 : ui.px(kGrid)) : 0;
  return std::ceil(words + icon + 2 * ui.px(kButtonPadding));
}

bool button(Ui& ui, const char* name, std::string_view label, const ButtonOptions& options) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return false;
  const bool has_icon = options.icon != nullptr;
  const float available = content_width();
  float width = button_width(ui, label, has_icon);
  if (options.width > 0) width = options.width;
  if (options.width < 0) width = available;
  width = std::min(width, available);
  const float line = line_px(ui, kTextBody);
  const float icon_px = has_icon ? ui.px(kIconSize + kGrid) : 0;
  const float inner = std::max(1.0f, width - icon_px - 2 * ui.px(kButtonPadding) + 1);
  // Words that do not fit go on in a second line rather than being cut off.
  const auto lines = wrap_lines(ui, Face::kSemibold, kTextBody, label, inner);
  const float words_height = static_cast<float>(std::max<std::size_t>(lines.size(), 1)) * line;
  const float height = std::max(ui.px(kControlHeight), words_height + ui.px(kGrid));
  const Pressable p = pressable(ui, name, ImVec2(width, height), options.enabled,
                                std::round((height - font_px(ui, Face::kRegular, kTextBody)) / 2));
  p.describe(AccessRole::kButton, label.empty() ? options.tooltip : label, options.tooltip);
  if (p.visible) {
    ImDrawList* list = window->DrawList;
    draw_button_frame(ui, list, p, options.style);
    const ImU32 colour = on_button(ui, options.style, p.enabled);
    float widest = 0;
    for (const auto l : lines) {
      widest = std::max(widest, text_width(ui, Face::kSemibold, kTextBody, l));
    }
    const float total = widest + icon_px;
    float x = std::round((p.box.Min.x + p.box.Max.x - total) / 2);
    const float middle = (p.box.Min.y + p.box.Max.y) / 2;
    if (has_icon) {
      draw_icon(list, ui, options.icon, kIconSize, ImVec2(x + ui.px(kIconSize) / 2, middle),
                colour);
      x += icon_px;
    }
    float y = std::round(middle - words_height / 2);
    for (const auto l : lines) {
      const float indent = (widest - text_width(ui, Face::kSemibold, kTextBody, l)) / 2;
      draw_line(list, ui, Face::kSemibold, kTextBody, ImVec2(x + std::round(indent), y), colour, l);
      y += line;
    }
    draw_focus(ui, p.box, p.id, ui.px(kControlRounding));
    hover_tooltip(ui, options.tooltip);
  }
  return p.pressed;
}

bool icon_button(Ui& ui, const char* name, const char* icon, std::string_view tooltip,
                 bool enabled) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return false;
  const float side = ui.px(kControlHeight);
  const Pressable p = pressable(ui, name, ImVec2(side, side), enabled,
                                (side - font_px(ui, Face::kRegular, kTextBody)) / 2);
  p.describe(AccessRole::kButton, tooltip);
  if (p.visible) {
    draw_button_frame(ui, window->DrawList, p, ButtonStyle::kQuiet);
    const ImU32 rest = p.enabled ? ui.palette.text_muted : ui.palette.text_faint;
    draw_icon(window->DrawList, ui, icon, kIconSize, p.box.GetCenter(),
              mix(rest, ui.palette.accent, p.warmth));
    draw_focus(ui, p.box, p.id, ui.px(kControlRounding));
    hover_tooltip(ui, tooltip);
  }
  return p.pressed;
}

bool link(Ui& ui, const char* name, std::string_view label) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return false;
  const float width =
      std::min(std::ceil(text_width(ui, Face::kRegular, kTextBody, label)), content_width());
  const Pressable p = pressable(ui, name, ImVec2(width, line_px(ui, kTextBody)));
  p.describe(AccessRole::kLink, label);
  if (p.visible) {
    const ImU32 colour = mix(p.enabled ? ui.palette.accent : ui.palette.text_faint,
                             ui.palette.accent_hover, p.warmth);
    draw_line(window->DrawList, ui, Face::kRegular, kTextBody, p.box.Min, colour,
              shortened(ui, Face::kRegular, kTextBody, label, width));
    const float y = std::round(p.box.Max.y - ui.px(2.5f));
    window->DrawList->AddLine(ImVec2(p.box.Min.x, y), ImVec2(p.box.Max.x, y),
                              with_alpha(colour, 0.35f + 0.65f * p.warmth));
    draw_focus(ui, p.box, p.id, ui.px(2));
  }
  return p.pressed;
}

bool segmented(Ui& ui, const char* name, std::span<const std::string> labels, int& selected) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems || labels.empty()) return false;
  const float available = item_width();
  const auto num = static_cast<float>(labels.size());
  float natural = 0, widest = 0;
  std::vector<float> widths;
  for (const std::string& label : labels) {
    widths.push_back(std::ceil(text_width(ui, Face::kSemibold, kTextBody, label)) + ui.px(24));
    natural += widths.back();
    widest = std::max(widest, widths.back());
  }
  // Side by side when every label fits, otherwise one below the other.
  const bool stacked = natural > available;
  const bool even = widest * num <= available;
  const float total = stacked ? available : (even ? widest * num : natural);
  const float height = ui.px(kControlHeight);
  const ImVec2 origin = window->DC.CursorPos;
  const ImRect frame(origin, ImVec2(origin.x + total, origin.y + height * (stacked ? num : 1)));
  const Palette& c = ui.palette;
  const float rounding = ui.px(kControlRounding);
  window->DrawList->AddRectFilled(frame.Min, frame.Max, mix(c.page, c.hairline, 0.6f), rounding);
  window->DrawList->AddRect(frame.Min, frame.Max, c.control_border, rounding);
  bool changed = false;
  ImGui::BeginGroup();
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i != 0 && !stacked) ImGui::SameLine(0, 0);
    const float width = stacked || even ? total / (stacked ? 1 : num) : widths[i];
    const std::string own = std::string(name) + "." + std::to_string(i);
    const Pressable p = pressable(ui, own.c_str(), ImVec2(width, height), true,
                                  (height - font_px(ui, Face::kRegular, kTextBody)) / 2);
    if (p.pressed && selected != static_cast<int>(i)) {
      selected = static_cast<int>(i);
      changed = true;
    }
    p.describe(AccessRole::kRadio, labels[i]);
    if (!p.visible) continue;
    const bool on = selected == static_cast<int>(i);
    if (p.node != nullptr) p.node->on = on;
    const float in = ui.px(2);
    if (on) {
      const ImVec2 min(p.box.Min.x + in, p.box.Min.y + in), max(p.box.Max.x - in, p.box.Max.y - in);
      window->DrawList->AddRectFilled(min, max, c.panel, rounding - in);
      window->DrawList->AddRect(min, max, p.enabled ? c.accent : c.panel_border, rounding - in);
    }
    const ImU32 rest = p.enabled ? (on ? c.accent : c.text_muted) : c.text_faint;
    const Face face = on ? Face::kSemibold : Face::kRegular;
    const std::string shown = shortened(ui, face, kTextBody, labels[i], width - ui.px(8));
    const float x = p.box.GetCenter().x - text_width(ui, face, kTextBody, shown) / 2;
    draw_line(window->DrawList, ui, face, kTextBody,
              ImVec2(std::round(x), std::round(p.box.GetCenter().y - line_px(ui, kTextBody) / 2)),
              mix(rest, c.accent, p.warmth), shown);
    draw_focus(ui, p.box, p.id, rounding);
  }
  ImGui::PopStyleVar();
  ImGui::EndGroup();
  return changed;
}

bool dropdown(Ui& ui, const char* name, std::string_view label, std::span<const std::string> items,
              int& selected, std::span<const std::string> details) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return false;
  const Palette& c = ui.palette;
  const float width = item_width();
  ImGui::BeginGroup();
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(ui.px(kGrid), 0));
  if (!label.empty()) {
    const QuietWords part_of_control(ui.access);
    TextStyle style;
    style.colour = c.text_muted;
    style.width = width;
    styled_text(ui, label, style);
    gap(ui, 0.5f);
  }
  const Pressable p =
      pressable(ui, name, ImVec2(width, ui.px(kControlHeight)), !items.empty(),
                (ui.px(kControlHeight) - font_px(ui, Face::kRegular, kTextBody)) / 2);
  const ImGuiID popup = ImHashStr("##list", 0, p.id);
  bool changed = false;
  if (const std::string* wanted = ui.access.takes_value(name); wanted != nullptr && p.enabled) {
    char* end = nullptr;
    const long index = std::strtol(wanted->c_str(), &end, 10);
    if (end != wanted->c_str() && index >= 0 && index < static_cast<long>(items.size()) &&
        index != selected) {
      selected = static_cast<int>(index);
      changed = true;
      ui.want_frame = true;
    }
  }
  p.describe(AccessRole::kChoice, label);
  if (p.node != nullptr) {
    p.node->choices.assign(items.begin(), items.end());
    for (std::size_t i = 0; i < items.size() && i < details.size(); ++i) {
      if (!details[i].empty()) p.node->choices[i] += " – " + details[i];
    }
    p.node->chosen = selected;
  }
  if (p.visible) {
    draw_button_frame(ui, window->DrawList, p, ButtonStyle::kSecondary);
    const bool known = selected >= 0 && selected < static_cast<int>(items.size());
    const float y = std::round(p.box.GetCenter().y - line_px(ui, kTextBody) / 2);
    const std::string shown =
        known ? shortened(ui, Face::kRegular, kTextBody, items[static_cast<std::size_t>(selected)],
                          width - ui.px(12 + 36))
              : std::string();
    draw_line(window->DrawList, ui, Face::kRegular, kTextBody, ImVec2(p.box.Min.x + ui.px(12), y),
              words_colour(ui, p.enabled), shown);
    draw_icon(window->DrawList, ui, icons::kChevronDown, kIconSize,
              ImVec2(p.box.Max.x - ui.px(18), p.box.GetCenter().y), c.text_muted);
    draw_focus(ui, p.box, p.id, ui.px(kControlRounding));
  }
  ImGui::PopStyleVar();
  ImGui::EndGroup();
  if (p.pressed) {
    ImGui::OpenPopupEx(popup);
    ui.want_frame = true;
  }

  if (!ImGui::IsPopupOpen(popup, ImGuiPopupFlags_None)) return changed;
  const float row = line_px(ui, kTextBody) + (details.empty() ? 0 : line_px(ui, kTextSmall)) +
                    ui.px(details.empty() ? 14 : 10);
  const float list_height =
      std::min(static_cast<float>(items.size()), details.empty() ? 9.0f : 6.0f) * row + ui.px(12);
  // Dear ImGui takes a list's padding from the frames' (x) and the windows' (y).
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(ui.px(6), ui.px(6)));
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(ui.px(6), ui.px(6)));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  ImGui::SetNextWindowSizeConstraints(ImVec2(width, 0),
                                      ImVec2(std::max(width, ui.px(420)), list_height));
  if (ImGui::BeginComboPopup(popup, p.box, ImGuiComboFlags_HeightLargest)) {
    float widest = width - ui.px(12);
    for (std::size_t i = 0; i < items.size(); ++i) {
      float own = text_width(ui, Face::kSemibold, kTextBody, items[i]);
      if (i < details.size()) {
        own = std::max(own, text_width(ui, Face::kRegular, kTextSmall, details[i]));
      }
      widest = std::max(widest, own + ui.px(12 + 36));
    }
    widest = std::min(widest, ui.px(420) - ui.px(12));
    ImGuiWindow* list_window = ImGui::GetCurrentWindow();
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string own = std::string(name) + ".item." + std::to_string(i);
      const bool on = selected == static_cast<int>(i);
      const Pressable item = pressable(ui, own.c_str(), ImVec2(widest, row));
      item.describe(AccessRole::kRadio, items[i], i < details.size() ? details[i] : std::string());
      if (item.node != nullptr) item.node->on = on;
      if (on && ImGui::IsWindowAppearing()) ImGui::SetItemDefaultFocus();
      if (item.visible) {
        ImDrawList* list = list_window->DrawList;
        const float share = std::max(
            item.warmth, GImGui->NavId == item.id && GImGui->NavCursorVisible ? 1.0f : 0.0f);
        list->AddRectFilled(item.box.Min, item.box.Max, with_alpha(c.accent_soft, share), ui.px(6));
        ImVec2 at(item.box.Min.x + ui.px(12), item.box.Min.y + ui.px(details.empty() ? 7 : 5));
        const float room = widest - ui.px(12 + 32);
        draw_line(list, ui, on ? Face::kSemibold : Face::kRegular, kTextBody, at, c.text,
                  shortened(ui, on ? Face::kSemibold : Face::kRegular, kTextBody, items[i], room));
        if (i < details.size()) {
          at.y += line_px(ui, kTextBody);
          draw_line(list, ui, Face::kRegular, kTextSmall, at, c.text_muted,
                    shortened(ui, Face::kRegular, kTextSmall, details[i], room));
        }
        if (on) {
          draw_icon(list, ui, icons::kCheck, kIconSize,
                    ImVec2(item.box.Max.x - ui.px(18), item.box.GetCenter().y), c.accent);
        }
      }
      if (item.pressed) {
        changed = !on;
        selected = static_cast<int>(i);
        ImGui::CloseCurrentPopup();
        ui.want_frame = true;
      }
    }
    ImGui::EndCombo();
  }
  ImGui::PopStyleVar(3);
  return changed;
}

bool slider_int(Ui& ui, const char* name, std::string_view label, int& value, int low, int high,
                std::string_view tooltip) {
  return slider<int>(ui, name, label, value, low, high, "%d", ImGuiSliderFlags_AlwaysClamp,
                     ImGuiDataType_S32, tooltip);
}

bool slider_float(Ui& ui, const char* name, std::string_view label, float& value, float low,
                  float high, const char* format, bool logarithmic, std::string_view tooltip) {
  ImGuiSliderFlags flags = ImGuiSliderFlags_AlwaysClamp;
  if (logarithmic) flags |= ImGuiSliderFlags_Logarithmic;
  return slider<float>(ui, name, label, value, low, high, format, flags, ImGuiDataType_Float,
                       tooltip);
}

bool toggle(Ui& ui, const char* name, std::string_view label, bool& value,
            std::string_view tooltip) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return false;
  const float track_width = ui.px(36), track_height = ui.px(20), space = ui.px(10);
  const float line = line_px(ui, kTextBody);
  const float available = item_width();
  const auto lines = wrap_lines(ui, Face::kRegular, kTextBody, label,
                                std::max(1.0f, available - track_width - space));
  float widest = 0;
  for (const auto l : lines) {
    widest = std::max(widest, text_width(ui, Face::kRegular, kTextBody, l));
  }
  const float words_height = static_cast<float>(lines.size()) * line;
  const float height = std::max(ui.px(28), words_height + ui.px(6));
  const float width = std::min(track_width + (lines.empty() ? 0 : space + std::ceil(widest)),
                               std::max(available, track_width));
  const Pressable p = pressable(ui, name, ImVec2(width, height), true,
                                (height - font_px(ui, Face::kRegular, kTextBody)) / 2);
  if (p.pressed) value = !value;
  p.describe(AccessRole::kSwitch, label, tooltip);
  if (p.node != nullptr) p.node->on = value;
  if (p.visible) {
    const float share = ease(ui, p.id + 1, value);
    const Palette& c = ui.palette;
    ImDrawList* list = window->DrawList;
    const ImVec2 min(p.box.Min.x, std::round(p.box.GetCenter().y - track_height / 2));
    const ImVec2 max(min.x + track_width, min.y + track_height);
    const ImU32 off = mix(c.text_faint, c.text_muted, p.warmth);
    const ImU32 on = mix(c.accent, c.accent_hover, p.warmth);
    list->AddRectFilled(min, max, p.enabled ? mix(off, on, share) : c.panel_border,
                        track_height / 2);
    const float knob = track_height / 2 - ui.px(3);
    const float x = min.x + track_height / 2 + share * (track_width - track_height);
    list->AddCircleFilled(ImVec2(x, (min.y + max.y) / 2), knob, c.panel);
    float y = std::round(p.box.GetCenter().y - words_height / 2);
    for (const auto l : lines) {
      draw_line(list, ui, Face::kRegular, kTextBody, ImVec2(max.x + space, y),
                words_colour(ui, p.enabled), l);
      y += line;
    }
    draw_focus(ui, ImRect(min, max), p.id, track_height / 2);
    hover_tooltip(ui, tooltip);
  }
  return p.pressed;
}

}  // namespace wordspace::ui
