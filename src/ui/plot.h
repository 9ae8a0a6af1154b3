// Charts of printed-book quality: lines with direct labels and named baselines, bars, scatter of
// few points, log axes; one frame of axes for all. Not the map of words (scatter.h) and not
// matrices (heatmap.h).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ui/ui.h"
#include "ui/widgets.h"

namespace wordspace::ui {

struct Axis {
  std::string label;  // with unit: "loss (nats a pair)"
  bool logarithmic = false;
  bool automatic = true;  // from the data, padded
  double low = 0, high = 1;
  bool whole = false;  // ticks of the x axis at whole numbers only: layers, rounds
};
enum class Mark { kLine, kSteps, kDots, kBars };
struct Series {
  std::string label;  // drawn at the end of the line
  std::span<const double> x, y;
  ImU32 colour = 0;
  Mark mark = Mark::kLine;
  float width = 2;
};
struct Baseline {
  double y = 0;
  std::string label;  // "knowing nothing: 4.16"
};
struct PlotOptions {
  Axis x, y;
  float height = 200;  // logical px at 100 %
  std::string empty;   // what it says while there is no data
};
// Fills the content width. Hover shows the nearest point's numbers with units.
// Rects: NAME, NAME.save.
void plot(Ui& ui, const char* name, std::span<const Series> series,
          std::span<const Baseline> baselines, const PlotOptions& options);

// The numbers behind it: a column a series where all share their x, otherwise a row a point.
Table plot_table(std::span<const Series> series, std::span<const Baseline> baselines,
                 const PlotOptions& options);

}  // namespace wordspace::ui
