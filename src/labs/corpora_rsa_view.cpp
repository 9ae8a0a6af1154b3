// Rows of intervals and two histograms.
// Not the arithmetic.
#include "labs/corpora_rsa_view.h"

#include <algorithm>
#include <cmath>

#include "labs/lab_parts.h"
#include "ui/axes.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr double kLow = -0.2, kHigh = 1;  // of the axis
constexpr int kBins = 120;
constexpr double kSeedAlike = 0.88;  // two seeds on one text: 0.93 on texts of this size

}  // namespace

std::string CorporaRsaView::sentence(const Ui& ui, const RsaResult& rsa) {
  const double r = rsa.correlation;
  return ui.t(r <= rsa.null_high ? "corpora.meaning.chance"
              : r < 0.6          ? "corpora.meaning.other"
              : r < kSeedAlike   ? "corpora.meaning.near"
                                 : "corpora.meaning.same");
}

void CorporaRsaView::keep(const std::string& title, const RsaResult& rsa, bool complete) {
  auto row = std::find_if(rows_.begin(), rows_.end(),
                          [&](const ComparedPair& one) { return one.title == title; });
  if (row == rows_.end()) row = rows_.insert(rows_.end(), ComparedPair{title, {}, false});
  row->rsa = rsa;
  row->rsa.shuffles.clear();
  row->rsa.resamples.clear();
  row->complete = complete;
}

void CorporaRsaView::draw(LabContext& context, const TwoSpaces& spaces, const std::string& title) {
  Ui& ui = context.ui;
  if (spaces.has_rsa()) keep(title, spaces.rsa(), spaces.rsa_done());
  ui::begin_panel(ui, "corpora.rsa");
  ui::section(ui, ui.t("corpora.rsa.title"));
  ui::text_muted(ui, ui.t("corpora.rsa.about"));
  draw_rows(context);
  ui::text_small(ui, ui.t("corpora.rsa.how"));
  ui::end_panel(ui);
  if (!spaces.has_rsa()) return;
  ui::gap(ui, 0);
  ui::begin_panel(ui, "corpora.distributions");
  draw_distributions(context, spaces);
  ui::end_panel(ui);
}

void CorporaRsaView::draw_rows(LabContext& context) {
  Ui& ui = context.ui;
  const float line = ui::line_px(ui, ui::kTextSmall);
  const float track = ui.px(18), row_height = line + track + ui.px(8);
  const float width = std::max(ImGui::GetContentRegionAvail().x, ui.px(120));
  const auto num = static_cast<float>(rows_.size());
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float below = 2 * line + ui.px(8);
  ImGui::Dummy(ImVec2(width, num * row_height + below));
  ui.mark_item("corpora.rows");
  if (ui::AccessNode* node =
          ui.access.note(ui::AccessRole::kChart, "corpora.rows", ui.t("corpora.rsa.axis"))) {
    node->id = 0;
    for (const ComparedPair& row : rows_) {
      node->value += row.title + ": r = " + fixed(row.rsa.correlation, 3) + " (" +
                     fixed(row.rsa.low, 3) + " – " + fixed(row.rsa.high, 3) + "). ";
    }
  }
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float left = at.x + ui.px(12), right = at.x + width - ui.px(12);
  const auto x_of = [&](double r) {
    return left + static_cast<float>((std::clamp(r, kLow, kHigh) - kLow) / (kHigh - kLow)) *
                      (right - left);
  };
  const float base = at.y + num * row_height;
  const ui::Ticks ticks =
      ui::linear_ticks(kLow, kHigh, std::clamp(static_cast<int>((right - left) / ui.px(60)), 2, 7));
  for (std::size_t i = 0; i < ticks.values.size(); ++i) {
    const float x = x_of(ticks.values[i]);
    list->AddLine(ImVec2(x, at.y), ImVec2(x, base), ui.palette.chart_grid, ui.px(1));
    const float wide = ui::text_width(ui, ui::Face::kMono, ui::kTextSmall, ticks.labels[i]);
    ui::draw_line(list, ui, ui::Face::kMono, ui::kTextSmall,
                  ImVec2(std::clamp(x - wide / 2, at.x, at.x + width - wide), base + ui.px(4)),
                  ui.palette.text_muted, ticks.labels[i]);
  }
  list->AddLine(ImVec2(left, base), ImVec2(right, base), ui.palette.chart_axis, ui.px(1));
  const std::string label =
      ui::shortened(ui, ui::Face::kRegular, ui::kTextSmall, ui.t("corpora.rsa.axis"), width);
  ui::draw_line(list, ui, ui::Face::kRegular, ui::kTextSmall,
                ImVec2(right - ui::text_width(ui, ui::Face::kRegular, ui::kTextSmall, label),
                       base + ui.px(4) + line),
                ui.palette.text_muted, label);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const ComparedPair& row = rows_[i];
    const float top = at.y + static_cast<float>(i) * row_height;
    const std::string number = "r = " + fixed(row.rsa.correlation, 3);
    const float wide = ui::text_width(ui, ui::Face::kMono, ui::kTextSmall, number);
    const std::string title = ui::shortened(ui, ui::Face::kSemibold, ui::kTextSmall, row.title,
                                            right - left - wide - ui.px(12));
    // Names step back from the grid.
    list->AddRectFilled(
        ImVec2(left - ui.px(2), top),
        ImVec2(left + ui::text_width(ui, ui::Face::kSemibold, ui::kTextSmall, title) + ui.px(2),
               top + line),
        ui.palette.panel);
    list->AddRectFilled(ImVec2(right - wide - ui.px(2), top), ImVec2(right + ui.px(2), top + line),
                        ui.palette.panel);
    ui::draw_line(list, ui, ui::Face::kSemibold, ui::kTextSmall, ImVec2(left, top), ui.palette.text,
                  title);
    ui::draw_line(list, ui, ui::Face::kMono, ui::kTextSmall, ImVec2(right - wide, top),
                  ui.palette.text, number);
    const float middle = top + line + track / 2;
    // The shuffles: a grey box; the bootstrap: a line with ends; the correlation: a dot.
    list->AddRectFilled(ImVec2(x_of(row.rsa.null_low), middle - ui.px(7)),
                        ImVec2(std::max(x_of(row.rsa.null_high), x_of(row.rsa.null_low) + ui.px(2)),
                               middle + ui.px(7)),
                        ui::with_alpha(ui.palette.baseline, 0.5f));
    if (row.rsa.high > row.rsa.low) {
      const float x0 = x_of(row.rsa.low), x1 = x_of(row.rsa.high);
      list->AddLine(ImVec2(x0, middle), ImVec2(x1, middle), ui.palette.word2vec, ui.px(3));
      for (const float x : {x0, x1}) {
        list->AddLine(ImVec2(x, middle - ui.px(5)), ImVec2(x, middle + ui.px(5)),
                      ui.palette.word2vec, ui.px(2));
      }
    }
    list->AddCircleFilled(ImVec2(x_of(row.rsa.correlation), middle), ui.px(5), ui.palette.word2vec);
    if (!ImGui::IsMouseHoveringRect(ImVec2(at.x, top), ImVec2(at.x + width, top + row_height)) ||
        !ImGui::IsWindowHovered()) {
      continue;
    }
    ui::begin_tooltip(ui);
    ui::tooltip_text(ui, row.title, true);
    ui::tooltip_figure(ui, ui.t("corpora.rsa.correlation"), fixed(row.rsa.correlation, 4));
    if (row.complete) {
      ui::tooltip_figure(ui, ui.t("corpora.rsa.interval"),
                         fixed(row.rsa.low, 4) + " – " + fixed(row.rsa.high, 4));
      ui::tooltip_figure(ui, ui.t("corpora.rsa.null"),
                         fixed(row.rsa.null_low, 4) + " – " + fixed(row.rsa.null_high, 4));
    }
    ui::tooltip_figure(ui, ui.t("corpora.rsa.words"),
                       ui::format_count(static_cast<double>(row.rsa.words)));
    ui::end_tooltip();
  }
  ui::table_link(ui, "corpora.rsa.table", [&] {
    ui::Table table{
        {ui.t("corpora.rsa.pair"), ui.t("corpora.rsa.correlation"), ui.t("corpora.rsa.interval"),
         "", ui.t("corpora.rsa.null"), "", ui.t("corpora.rsa.words")},
        {}};
    for (const ComparedPair& row : rows_) {
      table.rows.push_back({row.title, fixed(row.rsa.correlation, 4), fixed(row.rsa.low, 4),
                            fixed(row.rsa.high, 4), fixed(row.rsa.null_low, 4),
                            fixed(row.rsa.null_high, 4), std::to_string(row.rsa.words)});
    }
    return table;
  });
}

void CorporaRsaView::draw_distributions(LabContext& context, const TwoSpaces& spaces) {
  Ui& ui = context.ui;
  const RsaResult& rsa = spaces.rsa();
  const std::size_t draws = rsa.shuffles.size() + rsa.resamples.size();
  if (seen_version_ != spaces.version() || seen_draws_ != draws) {
    seen_version_ = spaces.version();
    seen_draws_ = draws;
    places_.clear();
    null_.assign(kBins, 0);
    again_.assign(kBins, 0);
    const double step = (kHigh - kLow) / kBins;
    for (int i = 0; i < kBins; ++i) places_.push_back(kLow + (i + 0.5) * step);
    const auto count = [&](const std::vector<double>& values, std::vector<double>& bins) {
      for (const double value : values) {
        const int bin = static_cast<int>(std::floor((value - kLow) / step));
        bins[static_cast<std::size_t>(std::clamp(bin, 0, kBins - 1))] += 1;
      }
    };
    count(rsa.shuffles, null_);
    count(rsa.resamples, again_);
    most_ = 50;
    for (std::vector<double>* bins : {&null_, &again_}) {
      most_ = std::max(most_, *std::max_element(bins->begin(), bins->end()));
      // No line along the axis where nothing fell.
      const std::vector<double> whole = *bins;
      for (std::size_t i = 0; i < whole.size(); ++i) {
        const bool before = i > 0 && whole[i - 1] > 0;
        const bool after = i + 1 < whole.size() && whole[i + 1] > 0;
        if (!(whole[i] > 0) && !before && !after) (*bins)[i] = std::nan("");
      }
    }
  }
  ui::section(ui, ui.t("corpora.distributions.title"));
  ui::text_muted(ui, ui.t("corpora.distributions.about"));
  ui::Series series[2];
  series[0].label = ui.t("corpora.distributions.null");
  series[0].y = null_;
  series[0].colour = ui.palette.baseline;
  series[1].label = ui.t("corpora.distributions.again");
  series[1].y = again_;
  series[1].colour = ui.palette.word2vec;
  for (ui::Series& one : series) {
    one.x = places_;
    one.mark = ui::Mark::kSteps;
  }
  ui::PlotOptions options;
  options.x = {ui.t("corpora.rsa.axis"), false, false, kLow, kHigh};
  options.y = {ui.t("corpora.distributions.count"), false, false, 0, std::ceil(most_ / 50) * 50};
  options.height = 180;
  ui::plot(ui, "corpora.histogram", series, {}, options);
  ui::table_link(ui, "corpora.histogram.table", [&] {
    ui::Table table{{ui.t("corpora.rsa.axis"), ui.t("corpora.distributions.null"),
                     ui.t("corpora.distributions.again")},
                    {}};
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const double shuffled = null_[i] > 0 ? null_[i] : 0, again = again_[i] > 0 ? again_[i] : 0;
      if (shuffled + again < 1) continue;
      table.rows.push_back({fixed(places_[i], 3), fixed(shuffled, 0), fixed(again, 0)});
    }
    return table;
  });
}

}  // namespace wordspace
