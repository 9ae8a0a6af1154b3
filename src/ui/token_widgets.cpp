// A flow of tokens, and rows of probabilities.
// Not their meaning: labs say what stands in a tooltip.
#include "ui/token_widgets.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "ui/parts.h"
#include "ui/widgets.h"

namespace wordspace::ui {

ImU32 text_on(const Ui& ui, ImU32 fill) {
  const ImU32 opaque = fill | IM_COL32_A_MASK;
  return contrast(ui.palette.text, opaque) >= contrast(ui.palette.panel, opaque) ? ui.palette.text
                                                                                 : ui.palette.panel;
}

TokenFlow::TokenFlow(Ui& ui, float size, float space)
    : ui_(ui), size_(size), space_(ui.px(space)), prose_(space <= 0) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  left_ = x_ = at.x;
  top_ = y_ = at.y;
  right_ = at.x + content_width();
  row_height_ = line_px(ui, size) + ui.px(prose_ ? 2 : 4);
}

TokenFlow::~TokenFlow() {
  // What was drawn takes its room now, as one item.
  const float height = widest_ > 0 ? y_ + row_height_ - top_ : line_px(ui_, size_);
  ImGui::SetCursorScreenPos(ImVec2(left_, top_));
  ImGui::Dummy(ImVec2(std::max(widest_, 1.0f), height));
  ui_.access.note_words(read_);
}

void TokenFlow::new_line() {
  x_ = left_;
  y_ += row_height_ + (prose_ ? 0 : space_);
  widest_ = std::max(widest_, 1.0f);
}

bool TokenFlow::token(const char* name, const TokenChip& chip) {
  const Face face = chip.semibold ? Face::kSemibold : Face::kRegular;
  const float pad = prose_ ? 0 : ui_.px(6);
  const float line = line_px(ui_, size_), small = line_px(ui_, kTextSmall);
  const float room = right_ - left_;
  std::string_view words = chip.text;
  float width = text_width(ui_, face, size_, words);
  const float below = text_width(ui_, Face::kMono, kTextSmall, chip.below);
  row_height_ = std::max(row_height_, line + ui_.px(4) + (chip.below.empty() ? 0 : small));
  if (x_ > left_ && x_ + std::max(width, below) + 2 * pad > right_) new_line();
  std::string kept;
  if (prose_ && x_ == left_ && words.size() > 1 && words.front() == ' ') {
    words.remove_prefix(1);  // no space at the beginning of a line
    width = text_width(ui_, face, size_, words);
  }
  if (width + 2 * pad > room) {
    kept = shortened(ui_, face, size_, words, std::max(room - 2 * pad, 1.0f));
    words = kept;
    width = text_width(ui_, face, size_, words);
  }
  const float box_width =
      std::min(std::max(std::max(width, below) + 2 * pad, ui_.px(prose_ ? 2 : 16)), room);
  min_ = ImVec2(x_, y_);
  max_ = ImVec2(x_ + box_width, y_ + row_height_);
  x_ = max_.x + space_;
  widest_ = std::max(widest_, max_.x - left_);
  hovered_ = false;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return false;
  const ImRect box(min_, max_);
  bool pressed = false;
  float warmth = 0;
  ImGuiID id = 0;
  if (name != nullptr) {
    const Pressable p = pressable_at(ui_, name, box);
    p.describe(AccessRole::kButton,
               chip.below.empty() ? std::string(chip.text)
                                  : std::string(chip.text) + ", " + std::string(chip.below),
               chip.tooltip);
    if (!p.visible) return p.pressed;
    pressed = p.pressed;
    warmth = p.warmth;
    id = p.id;
    hovered_ = p.hovered;
  } else {
    if (!ImGui::ItemAdd(box, 0)) return false;
    hovered_ = ImGui::IsItemHovered();
    if (ui_.access.reading) {
      read_ += std::string(chip.text) + (chip.below.empty() ? "" : ", " + std::string(chip.below));
      if (!prose_) read_ += chip.below.empty() ? " " : "; ";
    }
  }
  ImDrawList* list = window->DrawList;
  const float rounding = ui_.px(prose_ ? 3 : 6);
  if (chip.fill != 0) list->AddRectFilled(min_, max_, chip.fill, rounding);
  if (warmth > 0) {
    list->AddRectFilled(min_, max_, with_alpha(ui_.palette.accent, 0.14f * warmth), rounding);
  }
  if (chip.outline != 0) list->AddRect(min_, max_, chip.outline, rounding);
  const ImU32 colour = chip.colour != 0 ? chip.colour
                       : chip.fill != 0 && chip.fill >> IM_COL32_A_SHIFT == 255
                           ? text_on(ui_, chip.fill)
                           : ui_.palette.text;
  const float y = y_ + ui_.px(prose_ ? 1 : 2);
  draw_line(list, ui_, face, size_, ImVec2(min_.x + (prose_ ? 0 : (box_width - width) / 2), y),
            colour, words);
  if (!chip.below.empty()) {
    draw_line(list, ui_, Face::kMono, kTextSmall,
              ImVec2(min_.x + (box_width - below) / 2, y + line - ui_.px(1)),
              chip.fill != 0 ? colour : ui_.palette.text_muted, chip.below);
  }
  if (id != 0) draw_focus(ui_, box, id, rounding);
  if (!chip.tooltip.empty()) tooltip_on_hover(ui_, chip.tooltip);
  return pressed;
}

std::string format_probability(double probability) {
  const double percent = probability * 100;
  if (!(percent > 0)) return "0 %";
  if (percent < 0.01) return "< 0.01 %";
  char text[32];
  std::snprintf(text, sizeof text, "%.*f %%", percent < 0.995 ? 2 : 1, percent);
  return text;
}

int probability_rows(Ui& ui, const char* name, std::span<const ProbabilityRow> rows, ImU32 colour,
                     bool pressable_rows) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return -1;
  const Palette& c = ui.palette;
  const float width = content_width(), height = ui.px(23), pad = ui.px(6);
  // One scale for all rows: 10, 20, 50 or 100 % at the right end.
  double highest = 0;
  float widest_word = 0;
  for (const ProbabilityRow& row : rows) {
    highest = std::max({highest, row.probability, row.drawn});
    widest_word = std::max(widest_word, text_width(ui, Face::kRegular, kTextBody, row.text));
  }
  const double scale = highest <= 0.1 ? 0.1 : highest <= 0.2 ? 0.2 : highest <= 0.5 ? 0.5 : 1;
  const float word_room =
      std::clamp(widest_word + ui.px(4), ui.px(40), std::max(width * 0.38f, ui.px(40)));
  const float number_room = text_width(ui, Face::kMono, kTextSmall, "< 0.01 %");
  int pressed = -1;
  ImGui::PushStyleVarY(ImGuiStyleVar_ItemSpacing, 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ProbabilityRow& row = rows[i];
    const double shown = row.drawn >= 0 ? row.drawn : row.probability;
    const bool cut = row.drawn == 0;
    const std::string own = std::string(name) + "." + std::to_string(i);
    const Pressable p = pressable(ui, own.c_str(), ImVec2(width, height), pressable_rows);
    if (p.pressed) pressed = static_cast<int>(i);
    p.describe(pressable_rows ? AccessRole::kButton : AccessRole::kText,
               row.text + ", " + format_probability(shown), row.tooltip);
    if (p.node != nullptr) p.node->on = row.chosen;
    if (!p.visible) continue;
    ImDrawList* list = window->DrawList;
    const float rounding = ui.px(6);
    if (p.warmth > 0) {
      list->AddRectFilled(p.box.Min, p.box.Max, with_alpha(c.accent_soft, p.warmth), rounding);
    }
    if (row.chosen) list->AddRect(p.box.Min, p.box.Max, colour, rounding, 0, ui.px(1.5f));
    const float middle = std::round(p.box.GetCenter().y);
    const float text_y = middle - std::round(line_px(ui, kTextBody) / 2);
    const float small_y = middle - std::round(line_px(ui, kTextSmall) / 2);
    const std::string word = shortened(ui, Face::kRegular, kTextBody, row.text, word_room);
    draw_line(list, ui, Face::kRegular, kTextBody, ImVec2(p.box.Min.x + pad, text_y),
              cut ? c.text_faint : c.text, word);
    const std::string number = format_probability(shown);
    draw_line(list, ui, Face::kMono, kTextSmall,
              ImVec2(p.box.Max.x - pad - text_width(ui, Face::kMono, kTextSmall, number), small_y),
              cut ? c.text_faint : c.text_muted, number);
    const float from = p.box.Min.x + pad + word_room + ui.px(8);
    const float to = p.box.Max.x - 2 * pad - number_room;
    if (to > from + ui.px(8)) {
      const auto place = [&](double v) {
        return from + static_cast<float>(std::clamp(v / scale, 0.0, 1.0)) * (to - from);
      };
      const float half = ui.px(5);
      list->AddRectFilled(ImVec2(from, middle - half), ImVec2(to, middle + half),
                          mix(c.panel, c.hairline, 0.7f), ui.px(3));
      const auto bar = [&](double v, ImU32 with) {
        const float tip = place(v);
        if (tip - from < 0.5f) return;
        list->AddRectFilled(ImVec2(from, middle - half), ImVec2(tip, middle + half), with,
                            std::min(ui.px(3), (tip - from) / 2));
      };
      if (cut) {
        bar(row.probability, mix(c.panel, c.text_faint, 0.55f));
        // Struck out: colour is not the only sign.
        list->AddLine(
            ImVec2(p.box.Min.x + pad, middle),
            ImVec2(p.box.Min.x + pad + text_width(ui, Face::kRegular, kTextBody, word), middle),
            c.text_faint, ui.px(1));
      } else {
        bar(shown, colour);
        if (row.drawn >= 0 && std::fabs(row.drawn - row.probability) > 0.002 * scale) {
          const float tick = std::round(place(row.probability));
          list->AddRectFilled(ImVec2(tick - ui.px(1), middle - half - ui.px(2)),
                              ImVec2(tick + ui.px(1), middle + half + ui.px(2)), c.text);
        }
      }
    }
    draw_focus(ui, p.box, p.id, rounding);
    if (!row.tooltip.empty()) tooltip_on_hover(ui, row.tooltip);
  }
  ImGui::PopStyleVar();
  return pressed;
}

}  // namespace wordspace::ui
