// The GL side of heat maps: a texture of all values, a program, one square a picture.
// Not names and pointer (heatmap.h). Calls want the GL context current.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace wordspace::ui {

// One picture, as the draw callback needs it. Framebuffer pixels.
struct HeatmapFrame {
  int first = 0;            // map in the upper left corner
  int tiles[2] = {1, 1};    // maps across and down
  float pitch[2] = {1, 1};  // from map to map
  float tile[2] = {1, 1};   // size of a map
  float line = 0;           // gap between cells
  float hatch = 6;          // from stroke to stroke of a ruled-out cell
  float low = 0;            // value of the first colour
  float high = 1;           // value of the last colour
  float stops[17 * 4] = {};
  float stroke[4] = {};            // colour of the hatching
  int viewport[4] = {0, 0, 1, 1};  // x, y, width, height, from the lower left
  int scissor[4] = {0, 0, 1, 1};
};

class HeatmapGl {
 public:
  ~HeatmapGl();
  HeatmapGl() = default;
  HeatmapGl(const HeatmapGl&) = delete;
  HeatmapGl& operator=(const HeatmapGl&) = delete;

  void set_shader(const std::string& name, const std::string& source);
  // False once the shaders are known not to work.
  bool usable() const { return !vertex_.empty() && !fragment_.empty() && !failed_; }
  void forget();
  // Draws; uploads the values [maps, rows, columns] first when their version is new.
  void draw(const HeatmapFrame& frame, std::span<const float> values, int maps, int rows,
            int columns, std::uint64_t version);

 private:
  bool prepare();
  void upload(std::span<const float> values, int maps, int rows, int columns);

  std::string vertex_, fragment_;
  bool failed_ = false;
  unsigned program_ = 0, array_ = 0, corner_ = 0, texture_ = 0;
  int size_at_ = -1, first_at_ = -1, tiles_at_ = -1, pitch_at_ = -1, tile_at_ = -1, line_at_ = -1,
      hatch_at_ = -1, low_at_ = -1, high_at_ = -1, stops_at_ = -1, stroke_at_ = -1, cells_at_ = -1,
      across_at_ = -1, values_at_ = -1;
  int across_ = 1;
  std::uint64_t version_ = 0;
};

}  // namespace wordspace::ui
