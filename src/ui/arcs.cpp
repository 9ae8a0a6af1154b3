// Curves between two columns of words.
// Keeps nothing between frames.
#include "ui/arcs.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "ui/csv.h"
#include "ui/parts.h"
#include "ui/picture.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

constexpr float kLeast = 0.02f;  // weaker curves are not drawn

// A word of the right, with its weight for the word of the left that is followed.
std::string right_words(const ArcsData& data, int i) {
  std::string words(data.name(i));
  if (data.selected < 0 || data.selected >= data.words) return words;
  const auto at = static_cast<std::size_t>(data.selected) * static_cast<std::size_t>(data.words) +
                  static_cast<std::size_t>(i);
  char buffer[16] = "\xe2\x80\x93";
  if (data.weights[at] >= 0) {
    std::snprintf(buffer, sizeof buffer, "%.2f", static_cast<double>(data.weights[at]));
  }
  return words + ", " + buffer;
}

// From the left column's words, a row each, to the right's.
Table arcs_table(const ArcsData& data) {
  Table table;
  table.header.push_back(data.left_title + " / " + data.right_title);
  const auto n = static_cast<std::size_t>(data.words);
  for (int i = 0; i < data.words; ++i) table.header.emplace_back(data.name(i));
  for (int from = 0; from < data.words; ++from) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(data.name(from));
    for (std::size_t to = 0; to < n; ++to) {
      const float w = data.weights[static_cast<std::size_t>(from) * n + to];
      row.push_back(w < 0 ? std::string() : csv_number(static_cast<double>(w)));
    }
  }
  return table;
}

}  // namespace

ArcsEvent arcs(Ui& ui, const char* name, const ArcsData& data) {
  ArcsEvent event;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems || data.words <= 0) return event;
  const auto n = static_cast<std::size_t>(data.words);
  if (data.weights.size() < n * n) return event;
  const Palette& c = ui.palette;
  const float line_height = line_px(ui, kTextSmall);
  const float pitch = std::max(ui.px(26), line_height + ui.px(4)), title = line_height + ui.px(4);
  const float width = content_width();
  float widest = std::max(text_width(ui, Face::kSemibold, kTextSmall, data.left_title),
                          text_width(ui, Face::kSemibold, kTextSmall, data.right_title));
  for (int i = 0; i < data.words; ++i) {
    widest = std::max(widest, text_width(ui, Face::kSemibold, kTextBody, data.name(i)));
  }
  const float number = text_width(ui, Face::kMono, kTextSmall, "0.00") + ui.px(8);
  const float column = std::min(std::ceil(widest) + ui.px(12), width * 0.3f);
  const float room = std::min(width - 2 * column - number, ui.px(320));
  const ImVec2 pos(std::round(window->DC.CursorPos.x), std::round(window->DC.CursorPos.y));
  const float from_x = pos.x + column, to_x = from_x + std::max(room, ui.px(24));
  const ImRect all(pos,
                   ImVec2(pos.x + width, pos.y + title + pitch * static_cast<float>(data.words)));
  const auto y_of = [&](int i) {
    return std::round(pos.y + title + pitch * (static_cast<float>(i) + 0.5f));
  };

  ImGui::BeginGroup();
  ImGui::ItemSize(all.GetSize(), 0);
  ImGui::ItemAdd(all, 0);
  const std::string own(name);
  PictureScope picture(ui, name, all.Min, all.Max);
  ImDrawList* list = window->DrawList;
  // The words can be pressed before anything is drawn: what is hovered decides what is drawn.
  for (int i = 0; i < data.words; ++i) {
    const float y = y_of(i);
    const ImRect left(ImVec2(pos.x, y - pitch / 2), ImVec2(from_x, y + pitch / 2));
    const ImRect right(ImVec2(to_x, y - pitch / 2),
                       ImVec2(std::min(to_x + column + number, all.Max.x), y + pitch / 2));
    const Pressable a = pressable_at(ui, (own + ".left." + std::to_string(i)).c_str(), left);
    a.describe(AccessRole::kButton, data.name(i), data.left_title);
    if (a.node != nullptr) a.node->on = i == data.selected;
    const Pressable b = pressable_at(ui, (own + ".right." + std::to_string(i)).c_str(), right);
    b.describe(AccessRole::kButton, right_words(data, i), data.right_title);
    if (a.hovered) event.left = i;
    if (b.hovered) event.right = i;
    if (a.pressed) event.clicked_left = i;
    if (b.pressed) event.clicked_right = i;
    draw_focus(ui, left, a.id, ui.px(4));
    draw_focus(ui, right, b.id, ui.px(4));
  }
  const int followed = event.left >= 0 ? event.left : data.selected;
  const bool one = followed >= 0 && followed < data.words;
  const ImU32 left_ink = data.left_colour != 0 ? data.left_colour : c.accent;
  const ImU32 right_ink = data.right_colour != 0 ? data.right_colour : c.text;
  const auto weight = [&](int from, int to) {
    return data.weights[static_cast<std::size_t>(from) * n + static_cast<std::size_t>(to)];
  };
  const auto draw_row = [&](int from, float alpha) {
    for (int to = 0; to < data.words; ++to) {
      const float w = weight(from, to);
      if (w < kLeast) continue;
      const float bend = (to_x - from_x) * 0.45f;
      const ImVec2 a(from_x + ui.px(4), y_of(from)), b(to_x - ui.px(4), y_of(to));
      list->PathLineTo(a);
      list->PathBezierCubicCurveTo(ImVec2(a.x + bend, a.y), ImVec2(b.x - bend, b.y), b);
      stroke_path(ui, list, with_alpha(left_ink, alpha * (0.15f + 0.85f * w)),
                  ui.px(0.75f + 4.0f * w));
    }
  };
  for (int from = 0; from < data.words; ++from) {
    if (!one || from != followed) draw_row(from, one ? 0.05f : 0.8f);
  }
  if (one) draw_row(followed, 1);
  for (int i = 0; i < data.words; ++i) {
    const float top = y_of(i) - line_px(ui, kTextBody) / 2;
    const bool left_strong = i == followed;
    const bool right_strong = i == event.right || (one && weight(followed, i) >= 0.2f);
    const Face left_face = left_strong ? Face::kSemibold : Face::kRegular;
    const Face right_face = right_strong ? Face::kSemibold : Face::kRegular;
    const std::string left = shortened(ui, left_face, kTextBody, data.name(i), column - ui.px(10));
    draw_line(list, ui, left_face, kTextBody,
              ImVec2(from_x - ui.px(4) - text_width(ui, left_face, kTextBody, left), top),
              left_strong ? left_ink
              : one       ? c.text_muted
                          : c.text,
              left);
    const bool ruled_out = one && weight(followed, i) < 0;
    draw_line(list, ui, right_face, kTextBody, ImVec2(to_x + ui.px(4), top),
              ruled_out      ? c.text_faint
              : right_strong ? right_ink
              : one          ? c.text_muted
                             : c.text,
              shortened(ui, right_face, kTextBody, data.name(i), column - ui.px(8)));
    if (!one) continue;
    char buffer[16] = "\xe2\x80\x93";  // a dash where it may not look
    if (!ruled_out) {
      std::snprintf(buffer, sizeof buffer, "%.2f", static_cast<double>(weight(followed, i)));
    }
    draw_line(list, ui, Face::kMono, kTextSmall,
              ImVec2(to_x + column + ui.px(2), y_of(i) - line_height / 2), c.text_muted, buffer);
  }
  const float left_title = text_width(ui, Face::kSemibold, kTextSmall, data.left_title);
  draw_line(list, ui, Face::kSemibold, kTextSmall,
            ImVec2(std::max(pos.x, from_x - ui.px(4) - left_title), pos.y), left_ink,
            data.left_title);
  draw_line(list, ui, Face::kSemibold, kTextSmall, ImVec2(to_x + ui.px(4), pos.y), right_ink,
            data.right_title);
  picture.finish();
  const float side = ui.px(kSaveButton);
  save_button(ui, name, ImVec2(all.Max.x - side, pos.y - ui.px(2)),
              ImVec2(all.Max.x, pos.y - ui.px(2) + side), [&] { return arcs_table(data); });
  if (event.right >= 0 && one && data.hover) {
    begin_tooltip(ui);
    data.hover(followed, event.right);
    end_tooltip();
  }
  ImGui::EndGroup();
  return event;
}

}  // namespace wordspace::ui
