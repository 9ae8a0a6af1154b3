// Matrices as pictures: many small maps in a grid, or one large map with the names of its rows and
// columns; drawn from one texture by our own shader.
// Not attention: it knows rows, columns and numbers only.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ui/ui.h"
#include "ui/widgets.h"

namespace wordspace::ui {

// Colours from low to high, evenly spaced and perceptually even: lightness in OKLab falls (light
// theme) or rises (dark theme) by the same amount from stop to stop.
//   Source: Björn Ottosson, "A perceptual color space for image processing", 2020.
inline constexpr int kScaleStops = 17;
std::array<ImU32, kScaleStops> sequential_scale(ThemeKind theme);
// Colours from minus through nothing to plus: blue, paper, orange; both arms change lightness by
// the same amount from stop to stop, so that equal distances from zero weigh the same.
std::array<ImU32, kScaleStops> diverging_scale(ThemeKind theme);
// The colour of share 0..1.
ImU32 scale_colour(const std::array<ImU32, kScaleStops>& stops, float share);

// Matrices of one size. Below 0 (of diverging pictures: below minus high): a cell that is ruled
// out, drawn hatched.
struct HeatmapSheet {
  std::span<const float> values;  // [maps, rows, columns]
  int maps = 0, rows = 0, columns = 0;
  std::uint64_t version = 0;  // changes when anything does; never 0
};
struct HeatmapLarge {
  int map = 0;
  float high = 1;          // the value of the last colour; 0 is the first
  bool diverging = false;  // from -high to high, zero in the middle, without numbers in the cells
  std::function<std::string_view(int)> row_name, column_name;
  std::string row_title, column_title;  // of the axes
  ImU32 row_colour = 0, column_colour = 0;
  int selected_row = -1, selected_column = -1;
  float most_cell = 48;   // logical px of a cell's side at most
  float most_height = 0;  // logical px of all cells together; 0: cells are square
  std::function<void(int row, int column)> hover;  // fills a tooltip
};
struct HeatmapEvent {
  int row = -1, column = -1;                  // under the pointer
  int clicked_row = -1, clicked_column = -1;  // a row's name: row only; a column's: column only
};
struct HeatmapGrid {
  int across = 1;  // maps beside each other
  float high = 1;
  int selected = -1;
  float most_side = 96;                      // logical px of a map's side at most
  std::function<bool(int)> off;              // drawn crossed out
  std::function<std::string(int)> row_name;  // of a row of maps
  std::function<std::string(int)> column_name;
  std::function<void(int)> hover;  // fills a tooltip
};

// The numbers of one map of [maps, rows, columns] under the names of its rows and columns, and
// those of all maps, a cell a row. What is ruled out has no number.
Table heatmap_table(const HeatmapLarge& what, std::span<const float> values, int rows, int columns);
Table heatmap_table(const Ui& ui, const HeatmapGrid& what, std::span<const float> values, int maps,
                    int rows, int columns);

// Interface thread only; the destructor wants the GL context current unless nothing was ever drawn
// or forget_gl() was called. Without shaders, or where they do not compile, Dear ImGui draws cells.
class Heatmap {
 public:
  Heatmap();
  ~Heatmap();
  // heatmap.vert, heatmap.frag; other names are left alone.
  void set_shader(const std::string& name, const std::string& source);
  void forget_gl();
  // What the draws below show; copied when its version is new.
  void take(const HeatmapSheet& sheet);
  // As wide as the content allows. Rects: NAME.cells, NAME.row.N, NAME.column.N,
  // NAME.save.
  HeatmapEvent draw_large(Ui& ui, const char* name, const HeatmapLarge& what);
  // Index of the pressed map or -1. Rects: NAME.N, NAME.save.
  int draw_grid(Ui& ui, const char* name, const HeatmapGrid& what);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wordspace::ui
