// What the map keeps between frames, shared by its two halves: behaviour (scatter.cpp) and drawing
// (scatter_draw.cpp).
// For these two only; labs use scatter.h.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "ui/label_placement.h"
#include "ui/parts.h"
#include "ui/scatter.h"
#include "ui/scatter_gl.h"
#include "ui/scatter_view.h"

namespace wordspace::ui {

struct Scatter::Impl {
  ScatterGl gl;
  ScatterFrame frame;

  // Points glide from `from` to `to`; stamps tell the GL side what is new.
  std::vector<float> from, to;
  std::uint64_t version = 0, positions_stamp = 0, groups_stamp = 0;
  std::vector<std::uint8_t> groups;
  double glide_start_ms = 0;
  float share = 1;

  ScatterView view, view_from, view_to, fitted;
  double view_start_ms = 0;
  bool view_glides = false, has_view = false;
  bool follows = true;  // everything stays in view until someone moves the map
  bool wants_fit = false;
  std::vector<unsigned> wants_look;
  ImVec2 last_size;
  bool dragged = false;

  struct Name {
    int side;
    ImRect box;
  };
  std::unordered_map<std::uint32_t, Name> names;  // of the last frame

  // Of the call that is being drawn.
  ImRect box;
  float radius = 3;

  std::size_t num_points() const { return to.size() / 2; }
  ImVec2 middle() const { return box.GetCenter(); }
  bool place(std::size_t i, ImVec2* at) const {
    const float x = from[2 * i] + (to[2 * i] - from[2 * i]) * share;
    const float y = from[2 * i + 1] + (to[2 * i + 1] - from[2 * i + 1]) * share;
    if (!std::isfinite(x) || !std::isfinite(y)) return false;
    *at = view.screen_from_data(middle(), x, y);
    return true;
  }
  int group_of(std::size_t i) const { return i < groups.size() ? groups[i] : 0; }

  void take_positions(Ui& ui, const ScatterData& data);
  void take_groups(const ScatterData& data);
  void move_view(Ui& ui, const ScatterData& data);
  void go_to(Ui& ui, const ScatterView& target);
  void zoom(ImVec2 place, double factor);
  void pan(ImVec2 pixels);
  void press_key(std::string_view key);  // arrows pan, + and - zoom, 0 shows everything
  void handle_input(const ScatterData& data, bool hovered, bool held, bool focused);
  int point_at(ImVec2 mouse, float reach) const;
  ImU32 colour_of(const Ui& ui, const ScatterData& data, std::size_t i) const;
  void draw_points(Ui& ui, const ScatterData& data);
  void draw_arrows(Ui& ui, const ScatterData& data);
  void draw_marked(Ui& ui, const ScatterData& data);
  void draw_names(Ui& ui, const char* name, const ScatterData& data);
  std::vector<LabelArea> corners(const Ui& ui, const ScatterData& data) const;
  void draw_axis_labels(Ui& ui, const ScatterData& data);
  void draw_ticks(Ui& ui, const ScatterData& data);
  static void callback(const ImDrawList* list, const ImDrawCmd* command);
};

}  // namespace wordspace::ui
