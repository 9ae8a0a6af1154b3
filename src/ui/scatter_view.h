// Where the map looks: centre and scale in data units, fitting, zooming at a place, gliding.
// Not drawing: plain arithmetic, tested alone.
#pragma once

#include <imgui.h>

#include <span>

namespace wordspace::ui {

struct ScatterView {
  double centre_x = 0, centre_y = 0;  // data units in the middle of the box
  double scale_x = 1, scale_y = 1;    // pixels a unit

  ImVec2 screen_from_data(ImVec2 middle, double x, double y) const {
    return ImVec2(middle.x + static_cast<float>((x - centre_x) * scale_x),
                  middle.y - static_cast<float>((y - centre_y) * scale_y));
  }
  // Scales about a place on screen that stays where it is.
  void zoom_at(ImVec2 middle, ImVec2 place, double factor);
  void pan(ImVec2 pixels);
};

// The view that shows the given points of positions [n, 2] (all when points is empty) in a box of
// size pixels with margin pixels left free; what is not finite is left out.
ScatterView fitting_view(std::span<const float> positions, std::span<const unsigned> points,
                         ImVec2 size, float margin, bool equal_units);
// The same for the bulk of the points: a few that lie far out (at most a hundredth on each side) do
// not make the rest small. keep: these are shown in any case.
ScatterView fitting_bulk(std::span<const float> positions, std::span<const unsigned> keep,
                         ImVec2 size, float margin, bool equal_units);
// Between two views: places move evenly, scales by factors. share 0..1.
ScatterView between(const ScatterView& from, const ScatterView& to, double share);
// 0..1 that starts and ends slowly.
double eased(double share);

}  // namespace wordspace::ui
