// Draws the weight curve over the histogram, and says what it does to this text.
#include "labs/glove_weight_view.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "labs/glove_room.h"
#include "labs/setting_values.h"
#include "labs/workspace.h"
#include "models/glove.h"
#include "ui/plot.h"

namespace wordspace {

using ui::Ui;

WeightShares weight_shares(const GloveCounts& counts, double x_max, double alpha) {
  double cells = 0, full = 0, weight = 0;
  for (std::size_t k = 0; k < counts.bins.size(); ++k) {
    const double low = counts.edges[k], high = counts.edges[k + 1];
    const auto here = static_cast<double>(counts.bins[k]);
    // Cells of a bin lie evenly on the logarithmic axis, about.
    const double above = std::clamp(std::log(high / x_max) / std::log(high / low), 0.0, 1.0);
    const double middle = std::sqrt(low * std::clamp(x_max, low, high));
    cells += here;
    full += here * above;
    weight += here * (above + (1 - above) * glove_weight(middle, x_max, alpha));
  }
  if (cells == 0) return {};
  return {full / cells, weight / cells, weight > 0 ? full / weight : 0};
}

void GloveWeightView::follow(const GloveCounts& counts, double x_max, double alpha) {
  if (&counts == seen_ && x_max == seen_x_max_ && alpha == seen_alpha_) return;
  seen_ = &counts;
  seen_x_max_ = x_max;
  seen_alpha_ = alpha;
  bar_x_.clear();
  bar_y_.clear();
  curve_x_.clear();
  curve_y_.clear();
  std::int64_t most = 1;
  for (const std::int64_t bin : counts.bins) most = std::max(most, bin);
  for (std::size_t k = 0; k < counts.bins.size(); ++k) {
    bar_x_.push_back(std::sqrt(counts.edges[k] * counts.edges[k + 1]));
    bar_y_.push_back(static_cast<double>(counts.bins[k]) / static_cast<double>(most));
  }
  constexpr int kPoints = 200;
  const double low = std::log(counts.edges.front());
  const double high = std::log(std::max(counts.edges.back(), x_max * 2));
  for (int k = 0; k <= kPoints; ++k) {
    const double x = std::exp(low + (high - low) * k / kPoints);
    curve_x_.push_back(x);
    curve_y_.push_back(glove_weight(x, x_max, alpha));
  }
  shares_ = weight_shares(counts, x_max, alpha);
}

void GloveWeightView::draw(LabContext& context) {
  Ui& ui = context.ui;
  GloveRoom& room = context.workspace.glove();
  ui::begin_panel(ui, "glove.weight", ImVec2(ImGui::GetContentRegionAvail().x, 0));
  if (draw_no_counts(context, "glove.count", "glove.weight.empty")) {
    ui::end_panel(ui);
    return;
  }
  const GloveCounts& counts = *room.counts();
  const GloveConfig& config = room.run().config;
  const double x_max = config.x_max > 0 ? config.x_max : counts.automatic_x_max;
  follow(counts, x_max, config.alpha);

  heading_with_table(ui, ui.t("glove.weight"), "glove.weight.table", true, [&] {
    ui::Table table;
    table.header = {ui.t("glove.weight.from"), ui.t("glove.weight.to"), ui.t("glove.weight.cells"),
                    "f(X)"};
    for (std::size_t k = 0; k < counts.bins.size(); ++k) {
      table.rows.push_back({ui::format_number(counts.edges[k], 3),
                            ui::format_number(counts.edges[k + 1], 3),
                            std::to_string(counts.bins[k]),
                            ui::format_number(glove_weight(bar_x_[k], x_max, config.alpha), 3)});
    }
    return table;
  });
  ui::text_small(ui, ui.t("glove.weight.about"));
  std::vector<ui::Series> series;
  series.push_back(
      {ui.t("glove.weight.histogram"), bar_x_, bar_y_, ui.palette.text_faint, ui::Mark::kBars});
  series.push_back({"f(X)", curve_x_, curve_y_, ui.palette.glove, ui::Mark::kLine, 2.5f});
  ui::PlotOptions options;
  options.x.label = ui.t("glove.weight.axis.x");
  options.x.logarithmic = true;
  options.y.label = ui.t("glove.weight.axis.y");
  options.y.automatic = false;
  options.y.low = 0;
  options.y.high = 1.05;
  options.height =
      is_wide(ui, 620)
          ? std::clamp(ImGui::GetContentRegionAvail().y / ui.text_scale - 260, 200.0f, 420.0f)
          : 220;
  ui::plot(ui, "glove.weight.plot", series, {}, options);

  const auto set = [&](const char* field, double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    say_error(context, room.set(field, text));
  };
  if (ui::begin_columns(ui, "glove.weight.sliders", 2, 240)) {
    ui::next_column(ui);
    float slider = static_cast<float>(x_max);
    if (ui::slider_float(ui, "glove.x_max", ui.t("glove.x_max"), slider, 0.1f, 1000.0f, "%.3g",
                         true, ui.t("glove.x_max.about"))) {
      set("x-max", static_cast<double>(slider));
    }
    if (config.x_max > 0) {
      if (ui::button(
              ui, "glove.x_max.auto",
              ui.format("glove.x_max.auto", {ui::format_number(counts.automatic_x_max, 3)}))) {
        set("x-max", 0);
      }
    } else {
      ui::text_small(ui, ui.format("glove.x_max.is_auto",
                                   {ui::format_number(x_max, 3), percent(counts.automatic_share)}));
    }
    ui::next_column(ui);
    float alpha = static_cast<float>(config.alpha);
    if (ui::slider_float(ui, "glove.alpha", ui.t("glove.alpha"), alpha, 0.0f, 1.5f, "%.2f", false,
                         ui.t("glove.alpha.about"))) {
      set("alpha", static_cast<double>(alpha));
    }
    ui::end_columns(ui);
  }
  ui::figure(ui, ui.t("glove.weight.full"), percent(shares_.full), ui.t("glove.weight.full.about"));
  ui::figure(ui, ui.t("glove.weight.mean"), ui::format_number(shares_.mean, 3),
             ui.t("glove.weight.mean.about"));
  ui::figure(ui, ui.t("glove.weight.heavy"), percent(shares_.heavy),
             ui.t("glove.weight.heavy.about"));
  if (shares_.mean < 0.1) ui::text_small(ui, ui.t("glove.weight.little"));
  ui::end_panel(ui);
}

}  // namespace wordspace
