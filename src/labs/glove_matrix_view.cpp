// Draws the matrix with its scale and legend, and the calculation of the chosen cell.
#include "labs/glove_matrix_view.h"

#include <algorithm>
#include <cmath>

#include "labs/glove_room.h"
#include "labs/lab_parts.h"
#include "labs/workspace.h"
#include "text/cooccurrence.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"
#include "ui/theme.h"

namespace wordspace {

using ui::Ui;

// Words and colours are settled once for each count, choice and number of words.
void GloveMatrixView::follow(const GloveRoom& room) {
  if (room.counts() == counts_ && chosen_ == seen_chosen_ && num_words_ == seen_num_) return;
  const std::string selected = wanted_cell_.empty() ? cell() : wanted_cell_;
  counts_ = room.counts();
  seen_chosen_ = chosen_;
  seen_num_ = num_words_;
  unknown_.clear();
  const Vocabulary& vocabulary = *counts_->corpus->vocabulary;
  words_ = words_in(vocabulary, chosen_, &unknown_);
  if (words_.size() > kMostWords) words_.resize(kMostWords);
  if (words_.empty()) {
    for (TokenId w = 0; w < std::min<TokenId>(num_words_, vocabulary.size()); ++w) {
      words_.push_back(w);
    }
  }
  const Cooccurrence& x = *counts_->counts;
  low_ = high_ = 0;
  for (const TokenId i : words_) {
    for (const TokenId j : words_) {
      const double count = static_cast<double>(x.count(i, j));
      if (count == 0) continue;
      low_ = low_ == 0 ? count : std::min(low_, count);
      high_ = std::max(high_, count);
    }
  }
  values_.clear();
  const double range = high_ > low_ ? std::log(high_ / low_) : 1;
  for (const TokenId i : words_) {
    for (const TokenId j : words_) {
      const double count = static_cast<double>(x.count(i, j));
      values_.push_back(count == 0 ? -1.0f : static_cast<float>(std::log(count / low_) / range));
    }
  }
  ++version_;
  const std::vector<TokenId> pair = words_in(vocabulary, selected, nullptr);
  row_ = column_ = -1;
  if (!pair.empty()) {
    const auto place = [&](TokenId word) {
      const auto found = std::find(words_.begin(), words_.end(), word);
      return found == words_.end() ? -1 : static_cast<int>(found - words_.begin());
    };
    row_ = place(pair.front());
    column_ = place(pair.back());
  }
  if (row_ < 0 || column_ < 0) {
    // The cell that is met most often: something to look at.
    const auto most = std::max_element(values_.begin(), values_.end()) - values_.begin();
    const auto n = static_cast<std::ptrdiff_t>(words_.size());
    row_ = static_cast<int>(most / std::max<std::ptrdiff_t>(n, 1));
    column_ = static_cast<int>(most % std::max<std::ptrdiff_t>(n, 1));
  }
  wanted_cell_.clear();
}

std::string GloveMatrixView::cell() const {
  if (!wanted_cell_.empty()) return wanted_cell_;
  if (counts_ == nullptr || row_ < 0 || column_ < 0) return {};
  const Vocabulary& vocabulary = *counts_->corpus->vocabulary;
  return vocabulary.word(words_[static_cast<std::size_t>(row_)]) + " " +
         vocabulary.word(words_[static_cast<std::size_t>(column_)]);
}

std::string GloveMatrixView::count() const {
  if (counts_ == nullptr || row_ < 0 || column_ < 0 || !wanted_cell_.empty()) return {};
  return fixed(
      static_cast<double>(counts_->counts->count(words_[static_cast<std::size_t>(row_)],
                                                 words_[static_cast<std::size_t>(column_)])),
      3);
}

void GloveMatrixView::draw(LabContext& context) {
  Ui& ui = context.ui;
  GloveRoom& room = context.workspace.glove();
  if (draw_no_counts(context, "glove.count", "glove.matrix.empty")) return;
  if (!wanted_cell_.empty()) seen_num_ = 0;
  follow(room);
  const bool wide = is_wide(ui, 620);
  const float gap = ui.px(ui::kGrid * 2);
  const float space = ImGui::GetContentRegionAvail().x;
  const float side = std::clamp(space * 0.32f, ui.px(240), ui.px(320));
  const float height = std::max(ImGui::GetContentRegionAvail().y, ui.px(360));
  ui::begin_panel(ui, "glove.matrix", ImVec2(wide ? space - side - gap : space, wide ? height : 0));
  draw_picture(context);
  ui::end_panel(ui);
  if (wide) {
    ImGui::SameLine(0, gap);
  } else {
    ui::gap(ui, 0);
  }
  ui::begin_panel(ui, "glove.cell", ImVec2(wide ? side : space, wide ? height : 0));
  ui::section(ui, ui.t("glove.cell"));
  if (row_ >= 0 && column_ >= 0) {
    draw_cell_numbers(context, *counts_, rows_of_run(room), words_[static_cast<std::size_t>(row_)],
                      words_[static_cast<std::size_t>(column_)]);
  }
  ui::end_panel(ui);
}

ui::Table GloveMatrixView::table(const Ui& ui) const {
  const Vocabulary& vocabulary = *counts_->corpus->vocabulary;
  ui::Table table;
  table.header.push_back(ui.t("glove.matrix.word"));
  for (const TokenId j : words_) table.header.push_back(vocabulary.word(j));
  for (const TokenId i : words_) {
    std::vector<std::string> row = {vocabulary.word(i)};
    for (const TokenId j : words_) {
      row.push_back(ui::format_number(static_cast<double>(counts_->counts->count(i, j)), 4));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

void GloveMatrixView::draw_picture(LabContext& context) {
  Ui& ui = context.ui;
  const Vocabulary& vocabulary = *counts_->corpus->vocabulary;
  const Cooccurrence& x = *counts_->counts;
  heading_with_table(ui, ui.t("glove.matrix"), "glove.matrix.table", true,
                     [&] { return table(ui); });
  ui::text_small(
      ui,
      ui.format("glove.matrix.about",
                {std::to_string(x.window()), ui::format_count(static_cast<double>(x.num_cells())),
                 percent(static_cast<double>(x.num_cells()) /
                         (static_cast<double>(x.num_words()) * static_cast<double>(x.num_words()))),
                 fixed(counts_->seconds, 1)}));
  ui::text_field(ui, "glove.words", "", chosen_, ui.t("glove.words.hint"));
  if (!unknown_.empty()) ui::text_small(ui, ui.format("word.unknown", {unknown_.front()}));
  ui::gap(ui, 0);
  const auto stops = ui::sequential_scale(ui.theme);
  ui::colour_scale(ui, ui.t("glove.matrix.scale"), stops, ui::format_number(low_, 3),
                   ui::format_number(high_, 3));
  if (std::any_of(values_.begin(), values_.end(), [](float v) { return v < 0; })) {
    ui::text_small(ui, ui.t("glove.matrix.hatched"));
  }
  ui::gap(ui, 0);
  const auto n = static_cast<int>(words_.size());
  heatmap_.take({values_, 1, n, n, version_});
  const auto name = [&](int k) -> std::string_view {
    return vocabulary.word(words_[static_cast<std::size_t>(k)]);
  };
  ui::HeatmapLarge what;
  what.row_name = what.column_name = name;
  what.row_title = ui.t("glove.matrix.rows");
  what.column_title = ui.t("glove.matrix.columns");
  what.row_colour = what.column_colour = ui.palette.glove;
  what.selected_row = row_;
  what.selected_column = column_;
  // No room for numbers: the scale's share would be taken for a count. As tall as the panel allows.
  const float tall =
      (ImGui::GetContentRegionAvail().y / ui.text_scale - 90) / static_cast<float>(n);
  what.most_cell = is_wide(ui, 400) ? std::clamp(tall, 16.0f, 26.0f) : 26.0f;
  what.hover = [&](int row, int column) {
    const TokenId i = words_[static_cast<std::size_t>(row)],
                  j = words_[static_cast<std::size_t>(column)];
    ui::tooltip_text(ui, vocabulary.word(i) + " · " + vocabulary.word(j), true);
    const double count = static_cast<double>(x.count(i, j));
    ui::tooltip_figure(ui, ui.t("glove.cell.x"), ui::format_number(count, 5));
    if (count == 0) ui::tooltip_text(ui, ui.t("glove.cell.zero"));
  };
  const ui::HeatmapEvent event = heatmap_.draw_large(ui, "glove.heatmap", what);
  if (event.clicked_row >= 0) row_ = event.clicked_row;
  if (event.clicked_column >= 0) column_ = event.clicked_column;
}

}  // namespace wordspace
