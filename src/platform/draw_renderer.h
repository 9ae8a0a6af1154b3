// Draws Dear ImGui's lists with OpenGL ES 3 and WebGL 2: one program, one buffer pair, its
// textures. Not Dear ImGui's own renderer: that one reads the state of OpenGL back before each
// frame, and in a browser every such question waits for the graphics process to finish the frame
// before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

struct ImDrawData;
struct ImTextureData;

namespace wordspace {

class DrawRenderer {
 public:
  DrawRenderer() = default;
  ~DrawRenderer();
  DrawRenderer(const DrawRenderer&) = delete;
  DrawRenderer& operator=(const DrawRenderer&) = delete;

  // Tells Dear ImGui what this renderer can do, and builds the program. A context must be current.
  // False when the shaders do not compile here.
  bool start();
  // The context was lost and is new: everything is made again with the next draw.
  void forget();
  // Draws into the bound framebuffer. Leaves blending and the scissor test on; user callbacks may
  // change any state and ask for ours back with ImDrawCallback_ResetRenderState.
  void draw(const ImDrawData& data);
  // Draws into a framebuffer of its own on an opaque colour (0xAABBGGRR) and reads it back: RGBA,
  // rows from above. Null data brings textures up to date only. Empty: too large, or no context.
  std::vector<std::uint8_t> pixels(const ImDrawData* data, std::uint32_t clear_colour, int* width,
                                   int* height);

 private:
  bool make_objects();
  void set_state(const ImDrawData& data, int pixel_width, int pixel_height) const;
  void update_texture(ImTextureData& texture);
  void release_textures();

  unsigned program_ = 0, vertex_array_ = 0, vertices_ = 0, indices_ = 0;
  int projection_at_ = -1;
  std::vector<std::uint8_t> rows_;  // a part of a texture, packed
};

}  // namespace wordspace
