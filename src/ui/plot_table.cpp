// The numbers of a chart as rows and columns.
// Not drawing (plot.cpp).
#include <algorithm>
#include <cmath>

#include "ui/csv.h"
#include "ui/plot.h"

namespace wordspace::ui {
namespace {

std::size_t length(const Series& s) { return std::min(s.x.size(), s.y.size()); }

bool share_x(std::span<const Series> series) {
  for (const Series& s : series) {
    if (length(s) != length(series[0])) return false;
    if (!std::equal(s.x.begin(), s.x.begin() + static_cast<std::ptrdiff_t>(length(s)),
                    series[0].x.begin())) {
      return false;
    }
  }
  return true;
}

}  // namespace

Table plot_table(std::span<const Series> series, std::span<const Baseline> baselines,
                 const PlotOptions& options) {
  Table table;
  if (series.empty()) return table;
  const std::string x = options.x.label.empty() ? "x" : options.x.label;
  const std::string y = options.y.label.empty() ? "y" : options.y.label;
  if (share_x(series)) {
    table.header.push_back(x);
    for (const Series& s : series) table.header.push_back(s.label.empty() ? y : s.label);
    for (const Baseline& b : baselines) table.header.push_back(b.label);
    for (std::size_t i = 0; i < length(series[0]); ++i) {
      std::vector<std::string> row = {csv_number(series[0].x[i])};
      for (const Series& s : series) row.push_back(csv_number(s.y[i]));
      for (const Baseline& b : baselines) row.push_back(csv_number(b.y));
      table.rows.push_back(std::move(row));
    }
    return table;
  }
  table.header = {"", x, y};
  for (const Series& s : series) {
    for (std::size_t i = 0; i < length(s); ++i) {
      table.rows.push_back({s.label, csv_number(s.x[i]), csv_number(s.y[i])});
    }
  }
  for (const Baseline& b : baselines) table.rows.push_back({b.label, "", csv_number(b.y)});
  return table;
}

}  // namespace wordspace::ui
