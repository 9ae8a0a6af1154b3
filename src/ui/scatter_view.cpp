// The arithmetic of the map's view.
// Not drawing.
#include "ui/scatter_view.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace wordspace::ui {

void ScatterView::zoom_at(ImVec2 middle, ImVec2 place, double factor) {
  const double x = static_cast<double>(place.x - middle.x),
               y = static_cast<double>(middle.y - place.y);
  centre_x += x / scale_x * (1 - 1 / factor);
  centre_y += y / scale_y * (1 - 1 / factor);
  scale_x *= factor;
  scale_y *= factor;
}

void ScatterView::pan(ImVec2 pixels) {
  centre_x -= static_cast<double>(pixels.x) / scale_x;
  centre_y += static_cast<double>(pixels.y) / scale_y;
}

namespace {

constexpr double kLittleFurther = 0.12;

struct Extent {
  double low[2] = {0, 0}, high[2] = {0, 0};
  bool any = false;
  void take(const double (&p)[2]) {
    if (!std::isfinite(p[0]) || !std::isfinite(p[1])) return;
    for (int d = 0; d < 2; ++d) {
      low[d] = any ? std::min(low[d], p[d]) : p[d];
      high[d] = any ? std::max(high[d], p[d]) : p[d];
    }
    any = true;
  }
};

ScatterView view_of(const Extent& extent, ImVec2 size, float margin, bool equal_units) {
  const auto& [low, high, any] = extent;
  ScatterView view;
  view.centre_x = (low[0] + high[0]) / 2;
  view.centre_y = (low[1] + high[1]) / 2;
  const double room_x = std::max(8.0, static_cast<double>(size.x - 2 * margin));
  const double room_y = std::max(8.0, static_cast<double>(size.y - 2 * margin));
  const double longest = std::max(high[0] - low[0], high[1] - low[1]);
  const double least = longest > 0 ? longest * 1e-6 : 1.0;  // one point, or points in a row
  view.scale_x = room_x / std::max(high[0] - low[0], least);
  view.scale_y = room_y / std::max(high[1] - low[1], least);
  if (equal_units) view.scale_x = view.scale_y = std::min(view.scale_x, view.scale_y);
  return view;
}

}  // namespace

ScatterView fitting_view(std::span<const float> positions, std::span<const unsigned> points,
                         ImVec2 size, float margin, bool equal_units) {
  Extent extent;
  const std::size_t n = positions.size() / 2;
  const std::size_t num = points.empty() ? n : points.size();
  for (std::size_t k = 0; k < num; ++k) {
    const std::size_t i = points.empty() ? k : points[k];
    if (i >= n) continue;
    extent.take({positions[2 * i], positions[2 * i + 1]});
  }
  return view_of(extent, size, margin, equal_units);
}

ScatterView fitting_bulk(std::span<const float> positions, std::span<const unsigned> keep,
                         ImVec2 size, float margin, bool equal_units) {
  std::vector<float> along[2];
  for (std::size_t i = 0; i + 1 < positions.size(); i += 2) {
    if (!std::isfinite(positions[i]) || !std::isfinite(positions[i + 1])) continue;
    along[0].push_back(positions[i]);
    along[1].push_back(positions[i + 1]);
  }
  const std::size_t n = along[0].size(), left_out = n / 100;
  if (left_out == 0) return fitting_view(positions, {}, size, margin, equal_units);
  double ends[2][2], bulk[2][2];
  for (int d = 0; d < 2; ++d) {
    const auto at = [&](std::size_t i) {
      const auto place = along[d].begin() + static_cast<std::ptrdiff_t>(i);
      std::nth_element(along[d].begin(), place, along[d].end());
      return static_cast<double>(*place);
    };
    ends[d][0] = at(0);
    ends[d][1] = at(n - 1);
    bulk[d][0] = at(left_out);
    bulk[d][1] = at(n - 1 - left_out);
    // What lies little further out is shown, too.
    const double near = (bulk[d][1] - bulk[d][0]) * kLittleFurther;
    bulk[d][0] = std::max(ends[d][0], bulk[d][0] - near);
    bulk[d][1] = std::min(ends[d][1], bulk[d][1] + near);
  }
  Extent extent;
  extent.take({bulk[0][0], bulk[1][0]});
  extent.take({bulk[0][1], bulk[1][1]});
  for (const unsigned i : keep) {
    if (2 * std::size_t{i} + 1 < positions.size()) {
      extent.take({positions[2 * i], positions[2 * i + 1]});
    }
  }
  return view_of(extent, size, margin, equal_units);
}

ScatterView between(const ScatterView& from, const ScatterView& to, double share) {
  const auto even = [share](double a, double b) { return a + (b - a) * share; };
  const auto factor = [share](double a, double b) { return a * std::pow(b / a, share); };
  return {even(from.centre_x, to.centre_x), even(from.centre_y, to.centre_y),
          factor(from.scale_x, to.scale_x), factor(from.scale_y, to.scale_y)};
}

double eased(double share) {
  const double t = std::clamp(share, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

}  // namespace wordspace::ui
