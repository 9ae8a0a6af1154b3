// A histogram whose bars are words.
// Not the cosines (analysis/vectors).
#include "labs/cosine_strip.h"

#include <algorithm>
#include <cmath>

#include "labs/lab_parts.h"
#include "ui/axes.h"
#include "ui/csv.h"
#include "ui/picture.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr std::size_t kNamedNearest = 6, kNamedFarthest = 3;
constexpr int kTicks = 8;

}  // namespace

void CosineStrip::update(const WordVectors& vectors, std::uint64_t version, TokenId word) {
  if (known_ && version == version_ && word == word_) return;
  known_ = true;
  version_ = version;
  word_ = word;
  sorted_.clear();
  mean_ = 0;
  if (word < 0 || word >= vectors.size()) return;
  std::vector<float> cosines(static_cast<std::size_t>(vectors.size()));
  vectors.cosines(vectors.unit(word), cosines);
  sorted_.reserve(cosines.size());
  for (TokenId id = 0; id < vectors.size(); ++id) {
    const float cosine = cosines[static_cast<std::size_t>(id)];
    if (id == word || !std::isfinite(cosine)) continue;
    sorted_.push_back({id, cosine});
    mean_ += static_cast<double>(cosine);
  }
  if (sorted_.empty()) return;
  mean_ /= static_cast<double>(sorted_.size());
  std::sort(sorted_.begin(), sorted_.end(), [](const ScoredWord& a, const ScoredWord& b) {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  });
  low_ = std::min(static_cast<double>(sorted_.back().score), 0.0);
  high_ = std::max(static_cast<double>(sorted_.front().score), 0.2);
  ui::widen_to_ticks(low_, high_, kTicks);
}

std::size_t CosineStrip::nearest_to(double cosine) const {
  const auto below = std::lower_bound(
      sorted_.begin(), sorted_.end(), cosine,
      [](const ScoredWord& word, double value) { return static_cast<double>(word.score) > value; });
  if (below == sorted_.begin()) return 0;
  const auto at = static_cast<std::size_t>(below - sorted_.begin());
  if (below == sorted_.end()) return at - 1;
  const double above = static_cast<double>(sorted_[at - 1].score) - cosine;
  return above < cosine - static_cast<double>(below->score) ? at - 1 : at;
}

void CosineStrip::note_table(Ui& ui, const char* name, const WordVectors& vectors) const {
  if (!ui.access.reading || ui.access.nodes.empty()) return;
  ui::AccessNode& node = ui.access.nodes.back();
  if (node.name != name) return;
  node.has_table = true;
  node.num_rows = static_cast<int>(sorted_.size());
  if (!ui.access.wants_table(name)) return;
  node.table =
      table_of(ui, vectors, std::span(sorted_).first(std::min(sorted_.size(), ui::kReadRows)));
}

TokenId CosineStrip::draw(LabContext& context, const char* name, const WordVectors& vectors,
                          ImU32 colour, float height) {
  Ui& ui = context.ui;
  if (sorted_.empty()) return kUnknownToken;
  const float width = std::max(ImGui::GetContentRegionAvail().x, ui.px(80));
  const float line = ui::line_px(ui, ui::kTextSmall);
  const float above = 3 * line;             // names of the extremes, on three lines
  const float below = 2 * line + ui.px(6);  // numbers and the axis' label
  const float bars = std::max(ui.px(height) - above - below, ui.px(48));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 size(width, above + bars + below);
  ImGui::SetNextItemAllowOverlap();
  bool pressed = ImGui::InvisibleButton(name, size);
  const bool hovered = ImGui::IsItemHovered();
  ui.mark_item(name);
  const std::string axis = ui.format("cosine.strip.axis", {vectors.vocabulary().word(word_)});
  pressed = ui.meet_item(name, ui::AccessRole::kChart, axis) || pressed;
  note_table(ui, name, vectors);
  ui::PictureScope picture(ui, name, at, ImVec2(at.x + size.x, at.y + size.y));
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float margin = ui.px(8);
  const float left = at.x + margin, right = at.x + width - margin;
  const float base = at.y + above + bars;
  const auto x_of = [&](double cosine) {
    return left + static_cast<float>((cosine - low_) / (high_ - low_)) * (right - left);
  };

  // Bars two pixels wide; heights by the square root, so that one word is still seen beside
  // thousands.
  const float step = ui.px(3);
  const auto columns = static_cast<std::size_t>(std::max((right - left) / step, 1.0f)) + 1;
  std::vector<int> counts(columns, 0);
  for (const ScoredWord& word : sorted_) {
    const auto column = static_cast<std::size_t>(
        std::max((x_of(static_cast<double>(word.score)) - left) / step, 0.0f));
    ++counts[std::min(column, columns - 1)];
  }
  const auto most = static_cast<float>(*std::max_element(counts.begin(), counts.end()));
  for (std::size_t i = 0; i < columns; ++i) {
    if (counts[i] == 0) continue;
    const float tall = std::max(std::sqrt(static_cast<float>(counts[i]) / most) * bars, ui.px(2));
    const float x = left + static_cast<float>(i) * step;
    list->AddRectFilled(ImVec2(x, base - tall), ImVec2(x + step - ui.px(1), base),
                        ui::with_alpha(colour, 0.75f));
  }

  // The axis.
  list->AddLine(ImVec2(left, base), ImVec2(right, base), ui.palette.chart_axis, ui.px(1));
  const ui::Ticks ticks = ui::linear_ticks(
      low_, high_, std::clamp(static_cast<int>((right - left) / ui.px(70)), 2, kTicks));
  for (std::size_t i = 0; i < ticks.values.size(); ++i) {
    const float x = x_of(ticks.values[i]);
    list->AddLine(ImVec2(x, base), ImVec2(x, base + ui.px(4)), ui.palette.chart_axis, ui.px(1));
    const float wide = ui::text_width(ui, ui::Face::kMono, ui::kTextSmall, ticks.labels[i]);
    const float from = std::clamp(x - wide / 2, at.x, at.x + width - wide);
    ui::draw_line(list, ui, ui::Face::kMono, ui::kTextSmall, ImVec2(from, base + ui.px(5)),
                  ui.palette.text_muted, ticks.labels[i]);
  }
  const std::string shown = ui::shortened(ui, ui::Face::kRegular, ui::kTextSmall, axis, width);
  ui::draw_line(list, ui, ui::Face::kRegular, ui::kTextSmall,
                ImVec2(right - ui::text_width(ui, ui::Face::kRegular, ui::kTextSmall, shown),
                       base + ui.px(5) + line),
                ui.palette.text_muted, shown);

  // The extremes by name, each on the first of three lines where it does not touch another.
  std::vector<std::size_t> named;
  for (std::size_t i = 0; i < std::min(kNamedNearest, sorted_.size()); ++i) named.push_back(i);
  for (std::size_t i = 0; i < kNamedFarthest && sorted_.size() > kNamedNearest + i; ++i) {
    named.push_back(sorted_.size() - 1 - i);
  }
  std::vector<ImVec2> used[3];  // stretches from x to y
  for (const std::size_t i : named) {
    const std::string& word = vectors.vocabulary().word(sorted_[i].id);
    const float x = x_of(static_cast<double>(sorted_[i].score));
    const float wide = ui::text_width(ui, ui::Face::kRegular, ui::kTextSmall, word);
    const float from = std::clamp(x - wide / 2, at.x, std::max(at.x + width - wide, at.x));
    for (int row = 0; row < 3; ++row) {
      const bool free = std::none_of(used[row].begin(), used[row].end(), [&](const ImVec2& taken) {
        return from < taken.y + ui.px(6) && from + wide > taken.x - ui.px(6);
      });
      if (!free) continue;
      used[row].push_back(ImVec2(from, from + wide));
      const float top = at.y + above - static_cast<float>(row + 1) * line;
      ui::draw_line(list, ui, ui::Face::kRegular, ui::kTextSmall, ImVec2(from, top),
                    ui.palette.text, word);
      list->AddLine(ImVec2(x, top + line), ImVec2(x, base), ui::with_alpha(ui.palette.text, 0.25f),
                    ui.px(1));
      break;
    }
  }

  picture.finish();
  // Left of the axis' label.
  const float side = ui.px(ui::kSaveButton);
  ui::save_button(ui, name, ImVec2(at.x, at.y + size.y - side), ImVec2(at.x + side, at.y + size.y),
                  [&] {
                    ui::Table table;
                    table.header = {ui.t("ui.csv.word"), ui.t("cosine.cosine")};
                    for (const ScoredWord& word : sorted_) {
                      table.rows.push_back({vectors.vocabulary().word(word.id),
                                            ui::csv_number(static_cast<double>(word.score))});
                    }
                    return table;
                  });
  if (!hovered) return kUnknownToken;
  const double wanted = low_ + static_cast<double>((ImGui::GetIO().MousePos.x - left) /
                                                   std::max(right - left, 1.0f)) *
                                   (high_ - low_);
  const std::size_t found = nearest_to(wanted);
  const ScoredWord& word = sorted_[found];
  const float x = x_of(static_cast<double>(word.score));
  list->AddLine(ImVec2(x, at.y + above), ImVec2(x, base + ui.px(4)), ui.palette.text, ui.px(1.5f));
  ui::begin_tooltip(ui);
  ui::tooltip_text(ui, vectors.vocabulary().word(word.id), true);
  ui::tooltip_figure(ui, ui.t("cosine.cosine"), fixed(static_cast<double>(word.score), 4));
  ui::tooltip_figure(
      ui, ui.t("cosine.strip.rank"),
      ui.format("cosine.strip.rank_of", {ui::format_count(static_cast<double>(found + 1)),
                                         ui::format_count(static_cast<double>(sorted_.size()))}));
  ui::end_tooltip();
  return pressed ? word.id : kUnknownToken;
}

}  // namespace wordspace
