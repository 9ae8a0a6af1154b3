// Chart and sentences of a sweep.
// Not the measuring.
#include "labs/cost_view.h"

#include <algorithm>
#include <cmath>

#include "labs/lab_parts.h"

namespace wordspace {

using ui::Ui;

namespace {

std::string key_of(const char* group, CostSweep sweep) {
  return group + std::string(to_string(sweep));
}

std::string line_label(const Ui& ui, const CostResult& result) {
  return ui.t("cost.line." + result.name);
}

// Two digits; what rounds to nothing has no sign.
std::string slope_text(const PowerLawFit& fit) {
  return fixed(std::abs(fit.exponent) < 0.005 ? 0.0 : fit.exponent, 2);
}

// Softmax stands beside negative sampling: another colour, and its name at the line.
ImU32 line_colour(const Ui& ui, CostSweep sweep, std::size_t line) {
  return line == 0 ? cost_colour(ui, sweep) : ui.palette.accent;
}

bool has_points(const std::vector<CostResult>& results) {
  return std::any_of(results.begin(), results.end(),
                     [](const CostResult& result) { return !result.points.empty(); });
}

}  // namespace

const char* model_of(CostSweep sweep) {
  switch (sweep) {
    case CostSweep::kNonZeros:
      return "glove";
    case CostSweep::kContext:
    case CostSweep::kWidth:
      return "attention";
    default:
      return "word2vec";
  }
}

ImU32 cost_colour(const Ui& ui, CostSweep sweep) {
  const std::string_view model = model_of(sweep);
  return model == "glove"       ? ui.palette.glove
         : model == "attention" ? ui.palette.gpt
                                : ui.palette.word2vec;
}

double shown_time(CostSweep sweep, double seconds) {
  const bool whole_run = sweep == CostSweep::kWords || sweep == CostSweep::kNonZeros;
  return seconds * (whole_run ? 1e3 : 1e6);
}

std::string exponent_text(const Ui& ui, const std::optional<PowerLawFit>& fit) {
  if (!fit) return "–";
  return ui.format("cost.exponent",
                   {slope_text(*fit), fixed(std::max(fit->standard_error, 0.005), 2)});
}

void draw_cost_chart(LabContext& context, CostSweep sweep, const std::vector<CostResult>& results) {
  Ui& ui = context.ui;
  heading_with_table(
      ui, ui.t(key_of("cost.heading.", sweep)), "cost.table", has_points(results), [&] {
        ui::Table table{{ui.t("cost.line"), ui.t(key_of("cost.x.", sweep)),
                         ui.t(key_of("cost.y.", sweep)), ui.t("cost.slowest"),
                         ui.t("cost.operations"), ui.t("cost.speed"), ui.t("cost.repeats")},
                        {}};
        for (const CostResult& result : results) {
          for (const CostPoint& point : result.points) {
            table.rows.push_back({line_label(ui, result), ui::format_count(point.size),
                                  ui::format_number(shown_time(sweep, point.seconds)),
                                  ui::format_number(shown_time(sweep, point.slowest)),
                                  ui::format_number(point.operations, 3),
                                  fixed(point.operations / point.seconds * 1e-9, 2),
                                  std::to_string(point.repeats)});
          }
        }
        return table;
      });
  // What the series point into.
  struct Drawn {
    std::vector<double> x, y, fit, foretold;
  };
  std::vector<Drawn> drawn(results.size());
  std::vector<ui::Series> series;
  for (std::size_t l = 0; l < results.size(); ++l) {
    const CostResult& result = results[l];
    Drawn& one = drawn[l];
    for (const CostPoint& point : result.points) {
      one.x.push_back(point.size);
      one.y.push_back(shown_time(sweep, point.seconds));
    }
    for (const double seconds : result.foretold) {
      one.foretold.push_back(shown_time(sweep, seconds));
    }
    if (one.x.empty()) continue;
    const ImU32 colour = line_colour(ui, sweep, l);
    if (result.fit) {
      for (const double size : one.x) one.fit.push_back(shown_time(sweep, result.fit->at(size)));
      series.push_back({ui.format("cost.fit", {line_label(ui, result), slope_text(*result.fit)}),
                        one.x, one.fit, colour, ui::Mark::kLine, 1.5f});
    }
    if (one.foretold.size() > 1) {
      series.push_back(
          {ui.t("cost.foretold"), one.x, one.foretold, ui.palette.baseline, ui::Mark::kLine, 1});
    }
    series.push_back({result.fit ? std::string() : line_label(ui, result), one.x, one.y, colour,
                      ui::Mark::kDots, 4});
  }
  ui::PlotOptions options;
  options.x.label = ui.t(key_of("cost.x.", sweep));
  options.x.logarithmic = true;
  options.y.label = ui.t(key_of("cost.y.", sweep));
  options.y.logarithmic = true;
  options.height = 260;
  options.empty = ui.t("cost.empty.chart");
  ui::plot(ui, "cost.plot", series, {}, options);
}

void draw_cost_reading(LabContext& context, CostSweep sweep,
                       const std::vector<CostResult>& results) {
  Ui& ui = context.ui;
  for (const CostResult& result : results) {
    if (result.error) {
      ui::notice(ui, "cost.error", ui::NoticeKind::kWarning, ui.words.error_message(*result.error),
                 ui.words.error_hint(*result.error));
    }
    if (!result.fit) continue;
    if (results.size() > 1) {
      ui::TextStyle name;
      name.semibold = true;
      ui::styled_text(ui, line_label(ui, result), name);
    }
    ui::figure(ui, ui.t("cost.measured"), exponent_text(ui, result.fit),
               ui.t("cost.measured.about"));
    if (result.by_counting) {
      ui::figure(ui, ui.t("cost.counted"), fixed(result.by_counting->exponent, 2),
                 ui.t("cost.counted.about"));
    }
    // Where a fixed time hides the growth, what is left without it.
    if (result.with_offset && result.with_offset->offset > 0) {
      const double share = result.with_offset->offset / result.points.front().seconds;
      // Where hardly anything grows there is no exponent to find.
      const double growth = 1 - result.with_offset->offset / result.points.back().seconds;
      if (share > 0.05 && growth > 0.5) {
        ui::figure(ui, ui.t("cost.without_fixed"), fixed(result.with_offset->exponent, 2),
                   ui.format("cost.without_fixed.about",
                             {ui::format_number(shown_time(sweep, result.with_offset->offset), 3),
                              ui.t(key_of("cost.y.", sweep)), percent(std::min(share, 1.0))}));
      }
    }
    const double doubling = std::pow(2.0, result.fit->exponent);
    ui::text(ui,
             ui.format("cost.doubling", {ui.t(key_of("cost.twice.", sweep)), fixed(doubling, 2)}));
  }
  if (results.size() > 1 && !results[0].points.empty() && !results[1].points.empty()) {
    const CostPoint &ns = results[0].points.back(), &softmax = results[1].points.back();
    ui::text(ui, ui.format("cost.softmax.times",
                           {ui::format_count(softmax.size),
                            ui::format_count(std::round(softmax.seconds / ns.seconds))}));
  }
}

}  // namespace wordspace
