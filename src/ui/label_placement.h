// Where the names of points go so that no two overlap: greedy, in the order of importance.
// Not drawing and not measuring text: a pure function, tested alone.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace wordspace::ui {

// One point that wants its name shown. Pixels.
struct LabelWish {
  float x = 0, y = 0;           // the point
  float width = 0, height = 0;  // of its name
  float reach = 4;              // from the point to the nearest edge of the name
  int side_before = -1;         // where the name stood in the last frame; it stays there if it can
  bool must = false;            // moved away from the point rather than left out
};

struct PlacedLabel {
  std::size_t wish = 0;
  int side = 0;        // 0 right, 1 left, 2 above, 3 below, 4.. away
  float x = 0, y = 0;  // upper left corner
  bool away = false;   // draw a line to its point
};

struct LabelArea {
  float left = 0, top = 0, right = 0, bottom = 0;
};

// Names that do not overlap one another (with padding around each) and lie inside area. wishes in
// order of importance; at most max_num are placed, must ones first in line are counted too. No name
// covers one of keep_free (marks that must be seen).
std::vector<PlacedLabel> place_labels(std::span<const LabelWish> wishes, const LabelArea& area,
                                      std::size_t max_num, float padding,
                                      std::span<const LabelArea> keep_free = {});

}  // namespace wordspace::ui
