// One textured square through OpenGL ES 3, the same calls in the browser and on the desktop.
// Leaves GL state changed: the caller lets Dear ImGui set its own again.
#include "ui/heatmap_gl.h"

#include <GLES3/gl3.h>

#include <algorithm>
#include <vector>

#include "ui/gl_program.h"

namespace wordspace::ui {
HeatmapGl::~HeatmapGl() {
  if (program_ == 0) return;
  glDeleteTextures(1, &texture_);
  glDeleteBuffers(1, &corner_);
  glDeleteVertexArrays(1, &array_);
  glDeleteProgram(program_);
}

void HeatmapGl::set_shader(const std::string& name, const std::string& source) {
  if (name == "heatmap.vert") vertex_ = source;
  if (name == "heatmap.frag") fragment_ = source;
}

void HeatmapGl::forget() {
  program_ = array_ = corner_ = texture_ = 0;
  version_ = 0;
  failed_ = false;
}

bool HeatmapGl::prepare() {
  if (program_ != 0) return true;
  if (!usable()) return false;
  failed_ = true;  // until the end is reached
  const GLuint program = make_gl_program("heat map", vertex_, fragment_);
  if (program == 0) return false;
  program_ = program;
  const auto place = [program](const char* name) { return glGetUniformLocation(program, name); };
  size_at_ = place("size");
  first_at_ = place("first");
  tiles_at_ = place("tiles");
  pitch_at_ = place("pitch");
  tile_at_ = place("tile");
  line_at_ = place("line");
  hatch_at_ = place("hatch");
  low_at_ = place("low");
  high_at_ = place("high");
  stops_at_ = place("stops");
  stroke_at_ = place("stroke");
  cells_at_ = place("cells");
  across_at_ = place("across");
  values_at_ = place("values");

  glGenVertexArrays(1, &array_);
  glBindVertexArray(array_);
  glGenBuffers(1, &corner_);
  glBindBuffer(GL_ARRAY_BUFFER, corner_);
  const float corners[8] = {0, 0, 1, 0, 0, 1, 1, 1};
  glBufferData(GL_ARRAY_BUFFER, sizeof corners, corners, GL_STATIC_DRAW);
  glEnableVertexAttribArray(0);
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, nullptr);
  glGenTextures(1, &texture_);
  glBindTexture(GL_TEXTURE_2D, texture_);
  // Single values are fetched, nothing is filtered.
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  failed_ = false;
  return true;
}

// Maps side by side, as near to a square as whole maps allow: a side of 2048 texels, the least that
// every device has, holds 1024 maps of 64 by 64.
void HeatmapGl::upload(std::span<const float> values, int maps, int rows, int columns) {
  across_ = 1;
  while (across_ * across_ < maps) ++across_;
  const int down = (maps + across_ - 1) / across_;
  const int width = across_ * columns, height = down * rows;
  std::vector<float> texels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int map = 0; map < maps; ++map) {
    for (int row = 0; row < rows; ++row) {
      const std::ptrdiff_t from = (static_cast<std::ptrdiff_t>(map) * rows + row) * columns;
      const std::ptrdiff_t to = static_cast<std::ptrdiff_t>((map / across_) * rows + row) * width +
                                (map % across_) * columns;
      std::copy(values.begin() + from, values.begin() + from + columns, texels.begin() + to);
    }
  }
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, width, height, 0, GL_RED, GL_FLOAT, texels.data());
}

void HeatmapGl::draw(const HeatmapFrame& frame, std::span<const float> values, int maps, int rows,
                     int columns, std::uint64_t version) {
  if (maps <= 0 || rows <= 0 || columns <= 0) return;
  if (frame.scissor[2] <= 0 || frame.scissor[3] <= 0 || !prepare()) return;
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_2D, texture_);
  glBindSampler(0, 0);
  if (version_ != version) {
    version_ = version;
    upload(values, maps, rows, columns);
  }
  glBindVertexArray(array_);
  glUseProgram(program_);
  glUniform2f(size_at_, static_cast<float>(frame.viewport[2]),
              static_cast<float>(frame.viewport[3]));
  glUniform1i(values_at_, 0);
  glUniform2i(cells_at_, columns, rows);
  glUniform1i(across_at_, across_);
  glUniform1i(first_at_, frame.first);
  glUniform2i(tiles_at_, frame.tiles[0], frame.tiles[1]);
  glUniform2fv(pitch_at_, 1, frame.pitch);
  glUniform2fv(tile_at_, 1, frame.tile);
  glUniform1f(line_at_, frame.line);
  glUniform1f(hatch_at_, frame.hatch);
  glUniform1f(low_at_, frame.low);
  glUniform1f(high_at_, frame.high);
  glUniform4fv(stops_at_, 17, frame.stops);
  glUniform4fv(stroke_at_, 1, frame.stroke);
  glViewport(frame.viewport[0], frame.viewport[1], frame.viewport[2], frame.viewport[3]);
  glEnable(GL_SCISSOR_TEST);
  glScissor(frame.scissor[0], frame.scissor[1], frame.scissor[2], frame.scissor[3]);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glDisable(GL_CULL_FACE);
  glDisable(GL_DEPTH_TEST);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  glBindVertexArray(0);
}

}  // namespace wordspace::ui
