// Instanced squares through OpenGL ES 3, the same calls in the browser and on the desktop.
// Leaves GL state changed: the caller lets Dear ImGui set its own again.
#include "ui/scatter_gl.h"

#include <GLES3/gl3.h>

#include <utility>
#include <vector>

#include "ui/gl_program.h"

namespace wordspace::ui {
namespace {

template <typename T>
void upload(GLuint buffer, std::span<const T> values, GLenum usage) {
  glBindBuffer(GL_ARRAY_BUFFER, buffer);
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(values.size_bytes()), values.data(), usage);
}

// The important points come first: they are drawn last, over the others. stride: values a point.
template <typename T>
std::vector<T> last_first(std::span<const T> values, std::size_t stride) {
  std::vector<T> turned(values.size());
  const std::size_t n = values.size() / stride;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < stride; ++k) {
      turned[(n - 1 - i) * stride + k] = values[i * stride + k];
    }
  }
  return turned;
}

}  // namespace

ScatterGl::~ScatterGl() {
  if (program_ == 0) return;
  const GLuint buffers[4] = {corner_, from_, to_, group_};
  glDeleteBuffers(4, buffers);
  glDeleteVertexArrays(1, &array_);
  glDeleteProgram(program_);
}

void ScatterGl::set_shaders(std::string vertex, std::string fragment) {
  vertex_ = std::move(vertex);
  fragment_ = std::move(fragment);
  failed_ = false;
}

void ScatterGl::forget() {
  program_ = array_ = corner_ = from_ = to_ = group_ = 0;
  positions_stamp_ = groups_stamp_ = 0;
  failed_ = false;
}

bool ScatterGl::prepare() {
  if (program_ != 0) return true;
  if (!usable()) return false;
  failed_ = true;  // until the end is reached
  const GLuint program = make_gl_program("scatter", vertex_, fragment_);
  if (program == 0) return false;
  program_ = program;
  centre_at_ = glGetUniformLocation(program, "centre");
  scale_at_ = glGetUniformLocation(program, "scale");
  viewport_at_ = glGetUniformLocation(program, "viewport");
  share_at_ = glGetUniformLocation(program, "share");
  radius_at_ = glGetUniformLocation(program, "radius");
  colours_at_ = glGetUniformLocation(program, "colours");

  GLuint buffers[4];
  glGenBuffers(4, buffers);
  corner_ = buffers[0];
  from_ = buffers[1];
  to_ = buffers[2];
  group_ = buffers[3];
  glGenVertexArrays(1, &array_);
  glBindVertexArray(array_);
  const float corners[8] = {-1, -1, 1, -1, -1, 1, 1, 1};
  upload<float>(corner_, corners, GL_STATIC_DRAW);
  glEnableVertexAttribArray(0);
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, nullptr);
  const GLuint places[2] = {from_, to_};
  for (GLuint i = 0; i < 2; ++i) {
    glBindBuffer(GL_ARRAY_BUFFER, places[i]);
    glEnableVertexAttribArray(1 + i);
    glVertexAttribPointer(1 + i, 2, GL_FLOAT, GL_FALSE, 0, nullptr);
    glVertexAttribDivisor(1 + i, 1);
  }
  glBindBuffer(GL_ARRAY_BUFFER, group_);
  glEnableVertexAttribArray(3);
  glVertexAttribPointer(3, 1, GL_UNSIGNED_BYTE, GL_FALSE, 0, nullptr);
  glVertexAttribDivisor(3, 1);
  failed_ = false;
  return true;
}

void ScatterGl::draw(const ScatterFrame& frame, std::span<const float> from,
                     std::span<const float> to, std::uint64_t positions_stamp,
                     std::span<const std::uint8_t> groups, std::uint64_t groups_stamp) {
  if (frame.num_points <= 0 || frame.scissor[2] <= 0 || frame.scissor[3] <= 0 || !prepare()) return;
  glBindVertexArray(array_);
  if (positions_stamp_ != positions_stamp) {
    positions_stamp_ = positions_stamp;
    upload<float>(from_, last_first(from, 2), GL_DYNAMIC_DRAW);
    upload<float>(to_, last_first(to, 2), GL_DYNAMIC_DRAW);
  }
  if (groups_stamp_ != groups_stamp) {
    groups_stamp_ = groups_stamp;
    upload<std::uint8_t>(group_, last_first(groups, 1), GL_DYNAMIC_DRAW);
  }
  glUseProgram(program_);
  glUniform2fv(centre_at_, 1, frame.centre);
  glUniform2fv(scale_at_, 1, frame.scale);
  glUniform2f(viewport_at_, static_cast<float>(frame.viewport[2]),
              static_cast<float>(frame.viewport[3]));
  glUniform1f(share_at_, frame.share);
  glUniform1f(radius_at_, frame.radius);
  glUniform4fv(colours_at_, 16, frame.colours);
  glViewport(frame.viewport[0], frame.viewport[1], frame.viewport[2], frame.viewport[3]);
  glEnable(GL_SCISSOR_TEST);
  glScissor(frame.scissor[0], frame.scissor[1], frame.scissor[2], frame.scissor[3]);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glDisable(GL_CULL_FACE);
  glDisable(GL_DEPTH_TEST);
  glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, frame.num_points);
  glBindVertexArray(0);
}

}  // namespace wordspace::ui
