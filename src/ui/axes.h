// Ticks at numbers that people count in, thinning of long series, labels pushed apart: the
// arithmetic of charts. Not drawing: pure functions, tested alone.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace wordspace::ui {

struct Ticks {
  std::vector<double> values;       // ascending, inside [low, high]
  std::vector<std::string> labels;  // one each; empty: a tick without number
  double step = 0;                  // of a linear axis
};

// Ticks at 1, 2 or 5 times a power of ten: at least two, and at most max_num where that leaves two
// (otherwise up to five). low < high, both finite.
Ticks linear_ticks(double low, double high, int max_num);
// Decades, and 2 and 5 between them while there is room. 0 < low < high.
Ticks log_ticks(double low, double high, int max_num);
// One tick's label: as many decimals as its step needs, thin spaces, a real minus.
std::string tick_label(double value, double step);

// Widens [low, high] outward to whole steps of about max_num ticks.
void widen_to_ticks(double& low, double& high, int max_num);

// Which points of a line remain when no more than four fall on a pixel column: first, lowest,
// highest and last of each. column_of_x[i] ascending, in pixels. Indices ascending.
std::vector<std::size_t> thinned(std::span<const float> column_of_x, std::span<const float> y);

// Moves labels of equal height apart so that none overlap, each as near to its wish as order
// allows, all inside [low, high] while they fit. wishes: wanted centres, any order; returns
// centres.
std::vector<float> spread_labels(std::span<const float> wishes, float height, float low,
                                 float high);

}  // namespace wordspace::ui
