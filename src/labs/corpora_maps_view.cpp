// Two heat maps and the pairs.
// Not the numbers.
#include "labs/corpora_maps_view.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "labs/lab_parts.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr std::size_t kAutomaticWords = 30;
constexpr std::size_t kNamedPairs = 4;  // on each side of the line

// Families of words that both know, so that the maps have something to show.
std::vector<std::string> automatic_words(const TwoSpaces& spaces) {
  std::vector<std::string> words;
  for (const std::string_view word : family_words()) {
    if (words.size() >= kAutomaticWords) break;
    if (spaces.vectors(0).vocabulary().find(word) != kUnknownToken &&
        spaces.vectors(1).vocabulary().find(word) != kUnknownToken) {
      words.emplace_back(word);
    }
  }
  for (std::size_t i = 0; i < spaces.words().size() && words.size() < 8; ++i) {
    words.push_back(spaces.vectors(0).vocabulary().word(spaces.words().a[i]));
  }
  return words;
}

}  // namespace

void CorporaMapsView::update(const TwoSpaces& spaces) {
  const std::string signature =
      std::to_string(spaces.version()) + (order_ == 1 ? " likeness " : " written ") + words_;
  if (signature == signature_) return;
  signature_ = signature;
  std::vector<std::string> chosen = split_words(words_);
  if (chosen.empty()) chosen = automatic_words(spaces);
  picked_ = pick_words(spaces.vectors(0), spaces.vectors(1), chosen, order_ == 1);
  ++version_;
  sheet_ = picked_.cosines[0];
  sheet_.insert(sheet_.end(), picked_.cosines[1].begin(), picked_.cosines[1].end());
  high_ = 0.05f;
  positions_.clear();
  pair_names_.clear();
  farthest_.clear();
  const std::size_t n = picked_.names.size();
  float low = 0;
  for (std::size_t p = 0, i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j, ++p) {
      const auto x = static_cast<float>(picked_.x[p]);
      const auto y = static_cast<float>(picked_.y[p]);
      high_ = std::max({high_, std::abs(x), std::abs(y)});
      low = std::min({low, x, y});
      positions_.push_back(x);
      positions_.push_back(y);
      pair_names_.push_back(picked_.names[i] + " – " + picked_.names[j]);
    }
  }
  std::vector<std::uint32_t> order(pair_names_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return picked_.y[a] - picked_.x[a] < picked_.y[b] - picked_.x[b];
  });
  const std::size_t named = std::min(kNamedPairs, order.size() / 2);
  farthest_.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(named));
  farthest_.insert(farthest_.end(), order.end() - static_cast<std::ptrdiff_t>(named), order.end());
  // The line where both agree, from the lowest to the highest.
  for (const float end : {low, high_}) {
    positions_.push_back(end);
    positions_.push_back(end);
  }
  pair_names_.push_back("");
  pair_names_.push_back("y = x");
  scatter_.fit_view();
}

void CorporaMapsView::draw(LabContext& context, const TwoSpaces& spaces,
                           const std::array<std::string, 2>& titles) {
  Ui& ui = context.ui;
  update(spaces);
  ui::begin_panel(ui, "corpora.maps");
  ui::section(ui, ui.t("corpora.maps.title"));
  ui::text_muted(ui, ui.t("corpora.maps.about"));
  ui::text_field(ui, "corpora.words", ui.t("corpora.words"), words_, ui.t("corpora.words.hint"));
  const std::string orders[] = {ui.t("corpora.order.written"), ui.t("corpora.order.likeness")};
  ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(440)));
  ui::segmented(ui, "corpora.order", orders, order_);
  update(spaces);
  if (!picked_.missing.empty()) {
    std::string words;
    for (const std::string& word : picked_.missing) words += (words.empty() ? "" : ", ") + word;
    ui::text_small(ui, ui.format("corpora.missing", {words}));
  }
  if (picked_.names.size() < 3) {
    ui::text_muted(ui, ui.t("corpora.few_picked"));
    ui::end_panel(ui);
    return;
  }
  draw_heatmaps(context, titles);
  ui::end_panel(ui);
  ui::gap(ui, 0);
  ui::begin_panel(ui, "corpora.pairs");
  draw_pairs(context, titles);
  ui::end_panel(ui);
}

void CorporaMapsView::fill_tooltip(Ui& ui, const std::array<std::string, 2>& titles, std::size_t i,
                                   std::size_t j) const {
  const std::size_t n = picked_.names.size();
  if (i >= n || j >= n) return;
  ui::tooltip_text(ui, picked_.names[i] + " – " + picked_.names[j], true);
  for (std::size_t side = 0; side < 2; ++side) {
    ui::tooltip_figure(ui, titles[side],
                       fixed(static_cast<double>(picked_.cosines[side][i * n + j]), 3));
  }
}

void CorporaMapsView::draw_heatmaps(LabContext& context, const std::array<std::string, 2>& titles) {
  Ui& ui = context.ui;
  const auto n = static_cast<int>(picked_.names.size());
  heatmap_.take({sheet_, 2, n, n, version_});
  if (ui::begin_columns(ui, "corpora.heatmaps", 2, 300)) {
    for (int side = 0; side < 2; ++side) {
      ui::next_column(ui);
      ui::text(ui, titles[static_cast<std::size_t>(side)]);
      ui::HeatmapLarge large;
      large.map = side;
      large.high = high_;
      large.diverging = true;
      large.most_cell = 28;
      large.row_name = [&](int i) -> std::string_view {
        return picked_.names[static_cast<std::size_t>(i)];
      };
      large.column_name = large.row_name;
      large.hover = [&](int row, int column) {
        fill_tooltip(ui, titles, static_cast<std::size_t>(row), static_cast<std::size_t>(column));
      };
      heatmap_.draw_large(ui, side == 0 ? "corpora.map.a" : "corpora.map.b", large);
    }
    ui::end_columns(ui);
  }
  const auto stops = ui::diverging_scale(ui.theme);
  const std::string high = fixed(static_cast<double>(high_), 2);
  ui::colour_scale(ui, ui.t("corpora.scale"), stops, "−" + high, high);
  ui::table_link(ui, "corpora.maps.table", [&] {
    ui::Table table{{ui.t("table.word"), ui.t("table.word"), titles[0], titles[1]}, {}};
    std::size_t p = 0;
    for (std::size_t i = 0; i < picked_.names.size(); ++i) {
      for (std::size_t j = i + 1; j < picked_.names.size(); ++j, ++p) {
        table.rows.push_back(
            {picked_.names[i], picked_.names[j], fixed(picked_.x[p], 4), fixed(picked_.y[p], 4)});
      }
    }
    return table;
  });
}

void CorporaMapsView::draw_pairs(LabContext& context, const std::array<std::string, 2>& titles) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("corpora.pairs.title"));
  ui::text_muted(ui, ui.t("corpora.pairs.about"));
  const std::size_t pairs = picked_.x.size();
  ui::figure(ui, ui.format("corpora.pairs.r", {ui::format_count(static_cast<double>(pairs))}),
             fixed(picked_.correlation, 3), ui.t("corpora.pairs.r.about"));
  std::vector<std::uint8_t> groups(pair_names_.size(), 0);
  for (const std::uint32_t pair : farthest_) groups[pair] = 1;
  groups[pairs] = groups[pairs + 1] = 2;
  const ImU32 colours[] = {ui.palette.word2vec, ui.palette.warning, ui.palette.baseline};
  const std::array<std::uint32_t, 2> line[] = {
      {static_cast<std::uint32_t>(pairs), static_cast<std::uint32_t>(pairs + 1)}};
  const std::string x_label = ui.format("corpora.cosine_in", {titles[0]});
  const std::string y_label = ui.format("corpora.cosine_in", {titles[1]});
  ui::ScatterData data;
  data.positions = positions_;
  data.version = version_;
  // Few names on the picture; under the pointer each pair says its own.
  data.label = [&](std::size_t i) -> std::string_view {
    return groups[i] == 0 ? std::string_view() : pair_names_[i];
  };
  data.groups = groups;
  data.group_colours = colours;
  data.highlighted = farthest_;
  data.arrows = line;
  data.x_label = x_label;
  data.y_label = y_label;
  data.ticks = true;
  data.detail = [&](std::size_t i) {
    const std::string name = groups[i] == 0 ? pair_names_[i] + "\n" : std::string();
    return name +
           ui.format("corpora.pairs.point", {fixed(static_cast<double>(positions_[2 * i]), 3),
                                             fixed(static_cast<double>(positions_[2 * i + 1]), 3)});
  };
  ui::text_small(ui, ui.format("corpora.pairs.range",
                               {fixed(static_cast<double>(positions_[2 * pairs]), 2),
                                fixed(static_cast<double>(positions_[2 * pairs + 2]), 2)}));
  scatter_.draw(ui, "corpora.scatter", ImVec2(ImGui::GetContentRegionAvail().x, ui.px(380)), data);
}

void CorporaMapsView::forget_gl() {
  heatmap_.forget_gl();
  scatter_.forget_gl();
}

void CorporaMapsView::set_shader(const std::string& name, const std::string& source) {
  heatmap_.set_shader(name, source);
  if (name == "scatter.vert") vertex_shader_ = source;
  if (name == "scatter.frag") fragment_shader_ = source;
  if (!vertex_shader_.empty() && !fragment_shader_.empty()) {
    scatter_.set_shaders(vertex_shader_, fragment_shader_);
  }
}

bool CorporaMapsView::set(std::string_view field, std::string_view value) {
  if (field == "corpora.words")
    words_ = value;
  else if (field == "corpora.order")
    order_ = value == "written" ? 0 : 1;
  else
    return false;
  return true;
}

std::string CorporaMapsView::get(std::string_view field) const {
  if (field == "corpora.words") return words_;
  if (field == "corpora.order") return order_ == 0 ? "written" : "likeness";
  return {};
}

}  // namespace wordspace
