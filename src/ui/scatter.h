// The map: tens of thousands of points with labels that do not overlap, drawn by our own shaders;
// zoom, pan, hover, search and highlight.
// Not a projection: positions come in two dimensions already.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/ui.h"
#include "ui/widgets.h"

namespace wordspace::ui {

// What one frame of the map shows. Spans live for the call only.
struct ScatterData {
  std::span<const float> positions;  // [n, 2], any units; more important points first
  std::uint64_t version = 0;         // changes when positions do: they glide there; a first point
                                     // stays the first one where there are more or fewer of them
  std::function<std::string_view(std::size_t)> label;    // of point i
  std::span<const std::uint8_t> groups;                  // [n] or empty: index into group_colours
  std::span<const ImU32> group_colours;                  // at most 16; shapes repeat after 4
  std::span<const std::uint32_t> highlighted;            // drawn larger, always labelled
  std::span<const std::uint32_t> selected;               // at most a few: ring and bold label
  std::span<const std::array<std::uint32_t, 2>> arrows;  // from, to: the analogy's parallelogram
  bool equal_units = true;                               // one unit is as long in x as in y
  std::string_view x_label = {}, y_label = {};           // of the axes; empty: none drawn
  bool ticks = false;                                    // the axes have numbers worth reading
  std::string_view empty = {};                           // what it says while there are no points
  std::function<std::string(std::size_t)> detail = {};   // lines of the tooltip below the label
  bool all_labels = false;                               // as many labels as fit, not only a few
};
struct ScatterEvent {
  int hovered = -1;  // point index
  int clicked = -1;
};

// Keeps view and gliding positions between frames. GL objects are made on the first real frame and
// never in headless tests (drawing happens in an ImDrawList callback). Interface thread only; the
// destructor wants the GL context current unless nothing was ever drawn or forget_gl() was called.
// Rects: NAME (the map), NAME.fit, NAME.zoom_in, NAME.zoom_out, NAME.save, and NAME.word.LABEL for
// each selected or highlighted point in view.
class Scatter {
 public:
  Scatter();
  ~Scatter();
  // shader sources: shaders/scatter.vert and .frag (GLSL ES 3.00). Without them, or where they do
  // not compile, a few thousand points are drawn by Dear ImGui.
  void set_shaders(std::string vertex, std::string fragment);
  // GL context was lost: forget GL objects.
  void forget_gl();
  // size: pixels; 0 or less: what is left of the content.
  ScatterEvent draw(Ui& ui, const char* name, ImVec2 size, const ScatterData& data);
  void fit_view();                                      // show everything at the next draw
  void look_at(std::span<const std::uint32_t> points);  // bring these into view

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Label, x, y and group of every point, in their order.
Table scatter_table(const Ui& ui, const ScatterData& data);

// The mark of a group as the map draws it (disc, square, triangle, diamond), for legends.
void draw_group_mark(ImDrawList* list, int group, ImVec2 at, float radius, ImU32 colour);

}  // namespace wordspace::ui
