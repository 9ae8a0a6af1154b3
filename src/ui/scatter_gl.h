// The GL side of the map: buffers, program, one instanced draw.
// Not the view and not labels (scatter.h). Calls want the GL context current.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace wordspace::ui {

// One frame of points, as the draw callback needs it.
struct ScatterFrame {
  int num_points = 0;
  float centre[2] = {0, 0};        // data units in the middle of the map
  float scale[2] = {1, 1};         // framebuffer pixels a unit; y upwards
  float share = 1;                 // of the glide
  float radius = 3;                // framebuffer pixels
  float colours[16 * 4] = {};      // by group
  int viewport[4] = {0, 0, 1, 1};  // x, y, width, height, framebuffer pixels from the lower left
  int scissor[4] = {0, 0, 1, 1};
};

class ScatterGl {
 public:
  ~ScatterGl();
  ScatterGl() = default;
  ScatterGl(const ScatterGl&) = delete;
  ScatterGl& operator=(const ScatterGl&) = delete;

  void set_shaders(std::string vertex, std::string fragment);
  // False once the shaders are known not to work.
  bool usable() const { return has_shaders() && !failed_; }
  bool has_shaders() const { return !vertex_.empty() && !fragment_.empty(); }
  void forget();
  // Draws; uploads the three arrays first when their stamps are new. from, to [n, 2]; groups [n].
  void draw(const ScatterFrame& frame, std::span<const float> from, std::span<const float> to,
            std::uint64_t positions_stamp, std::span<const std::uint8_t> groups,
            std::uint64_t groups_stamp);

 private:
  bool prepare();

  std::string vertex_, fragment_;
  bool failed_ = false;
  unsigned program_ = 0, array_ = 0, corner_ = 0, from_ = 0, to_ = 0, group_ = 0;
  int centre_at_ = -1, scale_at_ = -1, viewport_at_ = -1, share_at_ = -1, radius_at_ = -1,
      colours_at_ = -1;
  std::uint64_t positions_stamp_ = 0, groups_stamp_ = 0;
};

}  // namespace wordspace::ui
