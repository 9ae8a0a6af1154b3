// Sentences and tables from series.
// Not ticks and places (axes.cpp, plot.cpp).
#include "ui/chart_words.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

std::size_t points_of(const Series& s) { return std::min(s.x.size(), s.y.size()); }

bool share_x(std::span<const Series> series) {
  for (const Series& s : series) {
    if (points_of(s) != points_of(series[0])) return false;
    if (!std::equal(s.x.begin(), s.x.begin() + static_cast<std::ptrdiff_t>(points_of(s)),
                    series[0].x.begin())) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string chart_number(double value) {
  if (!std::isfinite(value)) return "–";
  const bool whole = std::fabs(value) >= 1 && std::fabs(value) < 1e15 && value == std::round(value);
  return whole ? format_count(value) : format_number(value, 4);
}

std::string chart_title(const Ui& ui, const PlotOptions& options) {
  if (options.x.label.empty()) return options.y.label;
  if (options.y.label.empty()) return options.x.label;
  return ui.format("access.chart.title", {options.y.label, options.x.label});
}

std::string chart_summary(const Ui& ui, std::span<const Series> series,
                          std::span<const Baseline> baselines) {
  std::string out;
  const auto add = [&out](const std::string& sentence) {
    if (!out.empty()) out += ' ';
    out += sentence;
  };
  for (const Series& s : series) {
    double first = 0, last = 0, low = 0, high = 0;
    std::size_t num = 0;
    for (std::size_t i = 0; i < points_of(s); ++i) {
      const double y = s.y[i];
      if (!std::isfinite(y)) continue;
      if (num++ == 0) first = low = high = y;
      last = y;
      low = std::min(low, y);
      high = std::max(high, y);
    }
    if (num == 0) continue;
    const std::string name = s.label.empty() ? std::string(ui.t("access.chart.values")) : s.label;
    const std::string numbers[4] = {chart_number(first), chart_number(last), chart_number(low),
                                    chart_number(high)};
    const bool cloud = s.mark == Mark::kDots || s.mark == Mark::kBars;
    if (num == 1) {
      add(ui.format("access.chart.point", {name, numbers[0]}));
    } else if (cloud) {
      add(ui.format("access.chart.cloud", {name, std::to_string(num), numbers[2], numbers[3]}));
    } else {
      add(ui.format("access.chart.line", {name, numbers[0], numbers[1], numbers[2], numbers[3]}));
    }
  }
  for (const Baseline& b : baselines) {
    if (!b.label.empty()) add(b.label + ".");
  }
  return out;
}

Table chart_table(const Ui& ui, std::span<const Series> series, std::span<const Baseline> baselines,
                  const PlotOptions& options) {
  Table table;
  const auto named = [&](const std::string& words, const char* key) {
    return words.empty() ? std::string(ui.t(key)) : words;
  };
  const std::string x_name = named(options.x.label, "access.chart.x");
  const std::string y_name = named(options.y.label, "access.chart.y");
  if (series.empty()) return table;
  if (share_x(series)) {
    table.header = {x_name};
    for (const Series& s : series) table.header.push_back(s.label.empty() ? y_name : s.label);
    for (std::size_t i = 0; i < points_of(series[0]); ++i) {
      std::vector<std::string> row = {chart_number(series[0].x[i])};
      for (const Series& s : series) row.push_back(chart_number(s.y[i]));
      table.rows.push_back(std::move(row));
    }
  } else {
    table.header = {ui.t("access.chart.series"), x_name, y_name};
    for (const Series& s : series) {
      for (std::size_t i = 0; i < points_of(s); ++i) {
        table.rows.push_back({s.label, chart_number(s.x[i]), chart_number(s.y[i])});
      }
    }
  }
  for (const Baseline& b : baselines) {
    std::vector<std::string> row(table.header.size());
    row.front() = b.label;
    row.back() = chart_number(b.y);
    table.rows.push_back(std::move(row));
  }
  return table;
}

void thin_table(Table& table, std::size_t most) {
  const std::size_t n = table.rows.size();
  if (n <= most || most < 2) return;
  std::vector<std::vector<std::string>> kept;
  kept.reserve(most);
  for (std::size_t i = 0; i < most; ++i) {
    kept.push_back(std::move(table.rows[i * (n - 1) / (most - 1)]));
  }
  table.rows = std::move(kept);
}

}  // namespace wordspace::ui
