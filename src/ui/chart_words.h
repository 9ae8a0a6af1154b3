// A chart in words and as a table, from the numbers that it draws: for screen readers, and for
// whoever wants the numbers behind a picture.
// Not drawing, and not a file format.
#pragma once

#include <span>
#include <string>

#include "ui/heatmap.h"
#include "ui/plot.h"
#include "ui/ui.h"

namespace wordspace::ui {

// What the chart is called: its axes.
std::string chart_title(const Ui& ui, const PlotOptions& options);
// One sentence for each line: where it begins and ends, its lowest and highest value.
std::string chart_summary(const Ui& ui, std::span<const Series> series,
                          std::span<const Baseline> baselines);
// All numbers: one row for each x when all series share their x, otherwise one for each point.
Table chart_table(const Ui& ui, std::span<const Series> series, std::span<const Baseline> baselines,
                  const PlotOptions& options);
// Rows evenly spread over a table that is too long to be read out, the first and last among them.
void thin_table(Table& table, std::size_t most);
// A number as charts say it: whole ones whole, others with four digits.
std::string chart_number(double value);

}  // namespace wordspace::ui
