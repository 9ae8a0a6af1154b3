// The text widgets of widgets.h: words in the type scale, figures, formulas, tooltips.
// Not measuring and wrapping (type.h).
#include <algorithm>
#include <cmath>

#include "ui/parts.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

Face face_of(const TextStyle& style) {
  if (style.mono) return Face::kMono;
  return style.semibold ? Face::kSemibold : Face::kRegular;
}

// Words in one colour, at the content width.
void plain(Ui& ui, std::string_view words, float size, ImU32 colour, bool semibold = false) {
  TextStyle style;
  style.size = size;
  style.colour = colour;
  style.semibold = semibold;
  styled_text(ui, words, style);
}

}  // namespace

void styled_text(Ui& ui, std::string_view words, const TextStyle& style) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return;
  const Face face = face_of(style);
  const float width = style.width > 0 ? style.width : content_width();
  const float height = line_px(ui, style.size);
  const auto lines = wrap_lines(ui, face, style.size, words, width);
  float widest = 0;
  for (const auto line : lines) {
    widest = std::max(widest, text_width(ui, face, style.size, line));
  }
  // Beside a control on the same line the words stand at its middle.
  ImVec2 pos = window->DC.CursorPos;
  const float body_top = (height - font_px(ui, face, style.size)) / 2;
  const float down = std::max(0.0f, window->DC.CurrLineTextBaseOffset - body_top);
  pos.y += std::round(down);
  const auto num_lines = static_cast<float>(std::max<std::size_t>(lines.size(), 1));
  const ImVec2 size(style.centred ? width : std::min(widest, width), num_lines * height);
  ImGui::ItemSize(ImVec2(size.x, size.y + down), 0);
  if (!ImGui::ItemAdd(ImRect(pos, ImVec2(pos.x + size.x, pos.y + size.y)), 0)) return;
  const bool heading = style.semibold && style.size >= kTextLead;
  ui.access.note_words(words, heading ? AccessRole::kHeading : AccessRole::kText);
  const ImU32 colour = style.colour != 0 ? style.colour : ui.palette.text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    ImVec2 at(pos.x, pos.y + static_cast<float>(i) * height);
    if (style.centred) {
      at.x += std::round((width - text_width(ui, face, style.size, lines[i])) / 2);
    }
    draw_line(window->DrawList, ui, face, style.size, at, colour, lines[i]);
  }
}

void text(Ui& ui, std::string_view words) { plain(ui, words, kTextBody, ui.palette.text); }
void text_muted(Ui& ui, std::string_view words) {
  plain(ui, words, kTextBody, ui.palette.text_muted);
}
void text_small(Ui& ui, std::string_view words) {
  plain(ui, words, kTextSmall, ui.palette.text_muted);
}
void text_lead(Ui& ui, std::string_view words) { plain(ui, words, kTextLead, ui.palette.text); }
void title(Ui& ui, std::string_view words) { plain(ui, words, kTextTitle, ui.palette.text, true); }
void display(Ui& ui, std::string_view words) {
  plain(ui, words, kTextDisplay, ui.palette.text, true);
}

void mono(Ui& ui, std::string_view digits) {
  TextStyle style;
  style.mono = true;
  styled_text(ui, digits, style);
}

void formula(Ui& ui, std::string_view line) {
  TextStyle style;
  style.size = kTextLead;
  style.centred = true;
  gap(ui, 0.5f);
  styled_text(ui, line, style);
  gap(ui, 0.5f);
}

void figure(Ui& ui, std::string_view label, std::string_view value, std::string_view tooltip) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return;
  const float width = item_width();
  const float height = line_px(ui, kTextBody);
  const float gap_px = ui.px(kGrid);
  const float value_width = std::min(text_width(ui, Face::kMono, kTextBody, value), width);
  float label_width = width - value_width - gap_px;
  // A value that leaves no room for its label stands on the line below.
  const bool below =
      label_width < std::min(ui.px(64), text_width(ui, Face::kRegular, kTextBody, label));
  if (below) label_width = width;
  const auto lines = wrap_lines(ui, Face::kRegular, kTextBody, label, label_width);
  const float num_lines =
      static_cast<float>(std::max<std::size_t>(lines.size(), 1) + (below ? 1 : 0));
  const ImVec2 pos = window->DC.CursorPos;
  const ImRect box(pos, ImVec2(pos.x + width, pos.y + num_lines * height));
  ImGui::ItemSize(box.GetSize(), 0);
  if (!ImGui::ItemAdd(box, 0)) return;
  ui.access.note_words(std::string(label) + ": " + std::string(value));
  ImDrawList* list = window->DrawList;
  ImVec2 at = pos;
  for (const auto line : lines) {
    draw_line(list, ui, Face::kRegular, kTextBody, at, ui.palette.text_muted, line);
    at.y += height;
  }
  const float value_y = box.Max.y - height;
  const std::string shown = shortened(ui, Face::kMono, kTextBody, value, width);
  draw_line(list, ui, Face::kMono, kTextBody, ImVec2(box.Max.x - value_width, value_y),
            ui.palette.text, shown);
  if (!below && !lines.empty()) {
    // Dots lead the eye from the label to its number.
    const float from = pos.x + text_width(ui, Face::kRegular, kTextBody, lines.back()) + gap_px;
    const float to = box.Max.x - value_width - gap_px;
    const float y = value_y + std::round(height * 0.68f), step = ui.px(4), r = ui.px(0.6f);
    const float first = box.Max.x - std::floor((box.Max.x - from) / step) * step;
    for (float x = first; x < to; x += step) {
      list->AddRectFilled(ImVec2(x - r, y - r), ImVec2(x + r, y + r), ui.palette.panel_border);
    }
  }
  if (!tooltip.empty()) hover_tooltip(ui, tooltip);
}

void tooltip_on_hover(Ui& ui, std::string_view words) { hover_tooltip(ui, words); }

void begin_tooltip(Ui& ui) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(ui.px(12), ui.px(8)));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(kControlRounding));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(ui.px(kGrid), ui.px(2)));
  ImGui::BeginTooltip();
}

void tooltip_text(Ui& ui, std::string_view words, bool strong) {
  // A tooltip is as wide as its words, so the width to wrap at is given.
  TextStyle style;
  style.semibold = strong;
  style.width = std::min(ui.px(320), ImGui::GetMainViewport()->Size.x - ui.px(48));
  styled_text(ui, words, style);
}

void tooltip_figure(Ui& ui, std::string_view label, std::string_view value, ImU32 mark) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  const float dot = mark != 0 ? ui.px(14) : 0;
  const float label_width = text_width(ui, Face::kRegular, kTextBody, label);
  const float value_width = text_width(ui, Face::kMono, kTextBody, value);
  const float height = line_px(ui, kTextBody);
  const float own = dot + label_width + ui.px(24) + value_width;
  const float width = std::max(own, content_width());
  const ImVec2 pos = window->DC.CursorPos;
  ImGui::ItemSize(ImVec2(own, height), 0);
  if (!ImGui::ItemAdd(ImRect(pos, ImVec2(pos.x + own, pos.y + height)), 0)) return;
  if (mark != 0) {
    window->DrawList->AddCircleFilled(ImVec2(pos.x + ui.px(4), pos.y + height / 2), ui.px(4), mark);
  }
  draw_line(window->DrawList, ui, Face::kRegular, kTextBody, ImVec2(pos.x + dot, pos.y),
            ui.palette.text_muted, label);
  draw_line(window->DrawList, ui, Face::kMono, kTextBody,
            ImVec2(pos.x + width - value_width, pos.y), ui.palette.text, value);
}

void end_tooltip() {
  ImGui::EndTooltip();
  ImGui::PopStyleVar(3);
}

}  // namespace wordspace::ui
