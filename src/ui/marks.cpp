// Small pictures of data: chips, badges, word strips, bars, sparklines, colour scales, progress.
// Not charts with axes (plot.cpp).
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "ui/parts.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

constexpr float kChipHeight = 28, kChipPadding = 12, kBadgeHeight = 24, kBadgePadding = 10;
constexpr const char* kMinus = "\xe2\x88\x92";

// printf's number with a real minus sign.
std::string printed(const char* format, double value) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, value);
  const char* from = buffer;
  std::string out;
  if (*from == '-') {
    out = kMinus;
    ++from;
  }
  return out + from;
}

}  // namespace

float chip_width(const Ui& ui, std::string_view word, std::string_view number) {
  float width = text_width(ui, Face::kRegular, kTextBody, word) + 2 * ui.px(kChipPadding);
  if (!number.empty()) width += ui.px(kGrid) + text_width(ui, Face::kMono, kTextSmall, number);
  return std::ceil(width);
}

bool chip(Ui& ui, const char* name, std::string_view word, ImU32 colour, std::string_view number) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return false;
  const float width = std::min(chip_width(ui, word, number), content_width());
  const float height = ui.px(kChipHeight);
  const Pressable p = pressable(ui, name, ImVec2(width, height), true,
                                (height - font_px(ui, Face::kRegular, kTextBody)) / 2);
  p.describe(AccessRole::kButton,
             number.empty() ? std::string(word) : std::string(word) + ", " + std::string(number));
  if (p.visible) {
    ImDrawList* list = window->DrawList;
    const Palette& c = ui.palette;
    if (colour == 0) colour = c.accent;
    list->AddRectFilled(p.box.Min, p.box.Max, mix(c.panel, colour, 0.08f + 0.08f * p.warmth),
                        height / 2);
    list->AddRect(p.box.Min, p.box.Max, mix(c.panel_border, colour, 0.45f + 0.4f * p.warmth),
                  height / 2);
    const float number_width = text_width(ui, Face::kMono, kTextSmall, number);
    const float room =
        width - 2 * ui.px(kChipPadding) - (number.empty() ? 0 : number_width + ui.px(kGrid)) + 1;
    const ImVec2 at(p.box.Min.x + ui.px(kChipPadding),
                    std::round(p.box.GetCenter().y - line_px(ui, kTextBody) / 2));
    draw_line(list, ui, Face::kRegular, kTextBody, at, words_colour(ui, p.enabled),
              shortened(ui, Face::kRegular, kTextBody, word, room));
    if (!number.empty()) {
      draw_line(list, ui, Face::kMono, kTextSmall,
                ImVec2(p.box.Max.x - ui.px(kChipPadding) - number_width,
                       std::round(p.box.GetCenter().y - line_px(ui, kTextSmall) / 2)),
                c.text_muted, number);
    }
    draw_focus(ui, p.box, p.id, height / 2);
  }
  return p.pressed;
}

int word_strip(Ui& ui, const char* name, std::span<const StripWord> words, ImU32 colour) {
  int pressed = -1;
  const Palette& c = ui.palette;
  if (colour == 0) colour = c.accent;
  ImGui::BeginGroup();
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(ui.px(4), ui.px(6)));
  const float height = ui.px(kChipHeight);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const StripWord& w = words[i];
    const bool centre = w.role == WordRole::kCentre;
    const Face face = centre ? Face::kSemibold : Face::kRegular;
    const float natural = std::ceil(text_width(ui, face, kTextBody, w.word)) + ui.px(16);
    if (i != 0) flow(ui, natural, 0.5f);
    ImGuiWindow* window = ImGui::GetCurrentWindow();
    const float width = std::min(natural, content_width());
    const std::string own = std::string(name) + "." + std::to_string(i);
    const Pressable p = pressable(ui, own.c_str(), ImVec2(width, height), true,
                                  (height - font_px(ui, Face::kRegular, kTextBody)) / 2);
    if (p.pressed) pressed = static_cast<int>(i);
    p.describe(AccessRole::kButton, w.word);
    if (p.node != nullptr) p.node->on = centre;
    if (!p.visible) continue;
    ImDrawList* list = window->DrawList;
    ImU32 ink = c.text;
    const float rounding = ui.px(6);
    if (centre) {
      // White or ink, whichever reads better on the colour.
      list->AddRectFilled(p.box.Min, p.box.Max, colour, rounding);
      ink = contrast(colour, IM_COL32_WHITE) >= contrast(colour, IM_COL32(20, 18, 16, 255))
                ? IM_COL32_WHITE
                : IM_COL32(20, 18, 16, 255);
    } else if (w.role == WordRole::kContext) {
      list->AddRectFilled(p.box.Min, p.box.Max, mix(c.panel, colour, 0.14f), rounding);
      list->AddRect(p.box.Min, p.box.Max, mix(c.panel, colour, 0.6f), rounding);
    } else {
      list->AddRectFilled(p.box.Min, p.box.Max, with_alpha(c.accent_soft, p.warmth), rounding);
      ink = w.role == WordRole::kRemoved ? c.text_faint : c.text_muted;
    }
    const float line = line_px(ui, kTextBody);
    const std::string shown = shortened(ui, face, kTextBody, w.word, width - ui.px(8));
    draw_line(list, ui, face, kTextBody,
              ImVec2(p.box.Min.x + ui.px(8), std::round(p.box.GetCenter().y - line / 2)), ink,
              shown);
    if (w.role == WordRole::kRemoved) {
      const float y = std::round(p.box.GetCenter().y + ui.px(1));
      list->AddLine(ImVec2(p.box.Min.x + ui.px(6), y), ImVec2(p.box.Max.x - ui.px(6), y),
                    c.text_faint);
    }
    draw_focus(ui, p.box, p.id, rounding);
  }
  ImGui::PopStyleVar();
  ImGui::EndGroup();
  return pressed;
}

float badge_width(const Ui& ui, std::string_view label) {
  return std::ceil(text_width(ui, Face::kRegular, kTextSmall, label)) +
         ui.px(2 * kBadgePadding + 12);
}

void badge(Ui& ui, const char* name, std::string_view label, ImU32 colour,
           std::string_view tooltip) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return;
  const float width = std::min(badge_width(ui, label), content_width());
  const float height = ui.px(kBadgeHeight);
  // Focusable, so that its explanation can be had from the keyboard.
  const Pressable p = pressable(ui, name, ImVec2(width, height), true,
                                (height - font_px(ui, Face::kRegular, kTextBody)) / 2);
  p.describe(AccessRole::kNote, label, tooltip);
  if (!p.visible) return;
  const Palette& c = ui.palette;
  ImDrawList* list = window->DrawList;
  list->AddRect(p.box.Min, p.box.Max, mix(c.panel_border, c.accent, 0.5f * p.warmth), height / 2);
  list->AddCircleFilled(ImVec2(p.box.Min.x + ui.px(kBadgePadding + 3), p.box.GetCenter().y),
                        ui.px(3), colour != 0 ? colour : c.accent);
  draw_line(
      list, ui, Face::kRegular, kTextSmall,
      ImVec2(p.box.Min.x + ui.px(kBadgePadding + 12),
             std::round(p.box.GetCenter().y - line_px(ui, kTextSmall) / 2)),
      c.text_muted,
      shortened(ui, Face::kRegular, kTextSmall, label, width - ui.px(2 * kBadgePadding + 12) + 1));
  draw_focus(ui, p.box, p.id, height / 2);
  hover_tooltip(ui, tooltip);
}

bool bar_row(Ui& ui, const char* name, std::string_view word, double value, double low, double high,
             ImU32 colour, const char* format) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return false;
  const Palette& c = ui.palette;
  const float width = item_width(), height = ui.px(28), pad = ui.px(6);
  const Pressable p = pressable(ui, name, ImVec2(width, height), true,
                                (height - font_px(ui, Face::kRegular, kTextBody)) / 2);
  p.describe(AccessRole::kButton, std::string(word) + ", " + printed(format, value));
  if (!p.visible) return p.pressed;
  ImDrawList* list = window->DrawList;
  list->AddRectFilled(p.box.Min, p.box.Max, with_alpha(c.accent_soft, p.warmth), ui.px(6));
  const std::string number = printed(format, value);
  // Room for the widest number of the list, so that bars and decimal points stand below each other.
  const float number_width =
      std::max({text_width(ui, Face::kMono, kTextBody, number),
                text_width(ui, Face::kMono, kTextBody, printed(format, low)),
                text_width(ui, Face::kMono, kTextBody, printed(format, high))});
  const float word_room = std::min(ui.px(160), std::max(width * 0.36f, ui.px(40)));
  const float text_y = std::round(p.box.GetCenter().y - line_px(ui, kTextBody) / 2);
  draw_line(list, ui, Face::kRegular, kTextBody, ImVec2(p.box.Min.x + pad, text_y), c.text,
            shortened(ui, Face::kRegular, kTextBody, word, word_room - pad));
  draw_line(list, ui, Face::kMono, kTextBody,
            ImVec2(p.box.Max.x - pad - text_width(ui, Face::kMono, kTextBody, number), text_y),
            c.text_muted, number);
  const float from = p.box.Min.x + word_room + pad, to = p.box.Max.x - 2 * pad - number_width;
  if (to > from + ui.px(8) && high > low) {
    const auto place = [&](double v) {
      const double share = std::clamp((v - low) / (high - low), 0.0, 1.0);
      return from + static_cast<float>(share) * (to - from);
    };
    const float y = std::round(p.box.GetCenter().y), half = ui.px(4);
    list->AddRectFilled(ImVec2(from, y - half), ImVec2(to, y + half),
                        mix(c.panel, c.hairline, 0.7f), half);
    const float zero = place(std::clamp(0.0, low, high));
    const float tip = place(std::isfinite(value) ? value : low);
    if (std::fabs(tip - zero) > 0.5f) {
      list->AddRectFilled(ImVec2(std::min(zero, tip), y - half),
                          ImVec2(std::max(zero, tip), y + half), colour != 0 ? colour : c.accent,
                          std::min(half, std::fabs(tip - zero) / 2));
    }
    if (low < 0 && high > 0) {
      list->AddRectFilled(ImVec2(std::round(zero), y - ui.px(8)),
                          ImVec2(std::round(zero) + 1, y + ui.px(8)), c.chart_axis);
    }
  }
  draw_focus(ui, p.box, p.id, ui.px(6));
  return p.pressed;
}

void sparkline(Ui& ui, std::span<const double> values, ImU32 colour, float width) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return;
  const ImVec2 size(std::min(ui.px(width), content_width()), line_px(ui, kTextBody));
  const ImVec2 pos = window->DC.CursorPos;
  ImGui::ItemSize(size, 0);
  if (!ImGui::ItemAdd(ImRect(pos, ImVec2(pos.x + size.x, pos.y + size.y)), 0)) return;
  double low = 0, high = 0;
  bool any = false;
  for (const double v : values) {
    if (!std::isfinite(v)) continue;
    low = any ? std::min(low, v) : v;
    high = any ? std::max(high, v) : v;
    any = true;
  }
  if (!any) return;
  const float inset = ui.px(4), room = size.y - 2 * inset;
  ImVec2 last;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    const float x =
        values.size() > 1 ? static_cast<float>(i) / static_cast<float>(values.size() - 1) : 1.0f;
    const double share = high > low ? (values[i] - low) / (high - low) : 0.5;
    last = ImVec2(pos.x + x * (size.x - ui.px(5)) + ui.px(1),
                  pos.y + inset + (1 - static_cast<float>(share)) * room);
    window->DrawList->PathLineTo(last);
  }
  if (colour == 0) colour = ui.palette.accent;
  window->DrawList->PathStroke(colour, 0, ui.stroke(1.5f));
  window->DrawList->AddCircleFilled(last, ui.stroke(2.5f), colour);
}

void colour_scale(Ui& ui, std::string_view label, std::span<const ImU32> stops,
                  std::string_view low, std::string_view high) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems || stops.size() < 2) return;
  const float width = std::min(item_width(), ui.px(260));
  const float line = line_px(ui, kTextSmall), bar = ui.px(10), space = ui.px(4);
  const float head = label.empty() ? 0 : line + space;
  const ImVec2 pos = window->DC.CursorPos;
  const ImVec2 size(width, head + bar + space + line);
  ImGui::ItemSize(size, 0);
  if (!ImGui::ItemAdd(ImRect(pos, ImVec2(pos.x + size.x, pos.y + size.y)), 0)) return;
  ui.access.note_words(std::string(label) + (label.empty() ? "" : ": ") + std::string(low) + " – " +
                       std::string(high));
  ImDrawList* list = window->DrawList;
  if (!label.empty()) {
    draw_line(list, ui, Face::kRegular, kTextSmall, pos, ui.palette.text_muted,
              shortened(ui, Face::kRegular, kTextSmall, label, width));
  }
  const ImVec2 top(pos.x, pos.y + head);
  const float step = width / static_cast<float>(stops.size() - 1);
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
    const float x = top.x + static_cast<float>(i) * step;
    list->AddRectFilledMultiColor(ImVec2(x, top.y), ImVec2(x + step, top.y + bar), stops[i],
                                  stops[i + 1], stops[i + 1], stops[i]);
  }
  list->AddRect(top, ImVec2(top.x + width, top.y + bar), ui.palette.panel_border);
  const float y = top.y + bar + space;
  draw_line(list, ui, Face::kMono, kTextSmall, ImVec2(pos.x, y), ui.palette.text_muted, low);
  draw_line(list, ui, Face::kMono, kTextSmall,
            ImVec2(pos.x + width - text_width(ui, Face::kMono, kTextSmall, high), y),
            ui.palette.text_muted, high);
}

void progress_bar(Ui& ui, double share, std::string_view label) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return;
  const float width = item_width(), bar = ui.px(6);
  // A second line for what does not fit in the first; the rest of it is for whoever points at it.
  std::vector<std::string_view> lines;
  if (!label.empty()) lines = wrap_lines(ui, Face::kRegular, kTextSmall, label, width);
  std::string last;
  if (lines.size() > 2) {
    last = label.substr(static_cast<std::size_t>(lines[1].data() - label.data()));
    last = shortened(ui, Face::kRegular, kTextSmall, last, width);
    lines.resize(2);
    lines[1] = last;
  }
  const float line = line_px(ui, kTextSmall);
  const float words = lines.empty() ? 0 : static_cast<float>(lines.size()) * line + ui.px(2);
  const ImVec2 pos = window->DC.CursorPos;
  const ImVec2 size(width, bar + words);
  ImGui::ItemSize(size, 0);
  if (!ImGui::ItemAdd(ImRect(pos, ImVec2(pos.x + size.x, pos.y + size.y)), 0)) return;
  if (AccessNode* node = ui.access.note(AccessRole::kProgress, {}, label)) {
    node->now = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0;
    node->high = 1;
    node->enabled = true;
  }
  const float done =
      static_cast<float>(std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0.0) * width;
  ImDrawList* list = window->DrawList;
  list->AddRectFilled(pos, ImVec2(pos.x + width, pos.y + bar), ui.palette.panel_border, bar / 2);
  if (done > 0.5f) {
    list->AddRectFilled(pos, ImVec2(pos.x + std::max(done, bar), pos.y + bar), ui.palette.accent,
                        bar / 2);
  }
  float y = pos.y + bar + ui.px(2);
  for (const auto shown : lines) {
    draw_line(list, ui, Face::kRegular, kTextSmall, ImVec2(pos.x, y), ui.palette.text_muted, shown);
    y += line;
  }
}

}  // namespace wordspace::ui
