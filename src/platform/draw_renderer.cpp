// OpenGL ES 3 calls only, none of which asks the driver anything once the program is built.
// Not shared with the map of words, which brings its own program (ui/scatter_gl.cpp).
#include "platform/draw_renderer.h"

#include <GLES3/gl3.h>
#include <imgui.h>

#include <cstring>

namespace wordspace {
namespace {

enum Attribute : GLuint { kPosition, kTexture, kColour };

constexpr const char* kVertexShader = R"(#version 300 es
precision highp float;
layout(location = 0) in vec2 position;
layout(location = 1) in vec2 texture_at;
layout(location = 2) in vec4 colour;
uniform vec4 projection;  // scale x, scale y, offset x, offset y
out vec2 at;
out vec4 tint;
void main() {
  at = texture_at;
  tint = colour;
  gl_Position = vec4(position * projection.xy + projection.zw, 0.0, 1.0);
}
)";
constexpr const char* kFragmentShader = R"(#version 300 es
precision mediump float;
uniform sampler2D image;
in vec2 at;
in vec4 tint;
out vec4 result;
void main() { result = tint * texture(image, at); }
)";

GLuint compile(GLenum kind, const char* source) {
  const GLuint shader = glCreateShader(kind);
  glShaderSource(shader, 1, &source, nullptr);
  glCompileShader(shader);
  GLint compiled = GL_FALSE;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &compiled);
  if (compiled == GL_TRUE) return shader;
  glDeleteShader(shader);
  return 0;
}

const void* offset_in_buffer(std::size_t bytes) { return reinterpret_cast<const void*>(bytes); }

GLuint name_of(ImTextureID id) { return static_cast<GLuint>(id); }

}  // namespace

DrawRenderer::~DrawRenderer() {
  if (program_ == 0) return;
  release_textures();
  glDeleteBuffers(1, &vertices_);
  glDeleteBuffers(1, &indices_);
  glDeleteVertexArrays(1, &vertex_array_);
  glDeleteProgram(program_);
}

bool DrawRenderer::start() {
  ImGuiIO& io = ImGui::GetIO();
  io.BackendRendererName = "wordspace";
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  return make_objects();
}

bool DrawRenderer::make_objects() {
  const GLuint vertex = compile(GL_VERTEX_SHADER, kVertexShader);
  const GLuint fragment = compile(GL_FRAGMENT_SHADER, kFragmentShader);
  program_ = glCreateProgram();
  glAttachShader(program_, vertex);
  glAttachShader(program_, fragment);
  glLinkProgram(program_);
  glDeleteShader(vertex);
  glDeleteShader(fragment);
  GLint linked = GL_FALSE;
  glGetProgramiv(program_, GL_LINK_STATUS, &linked);
  if (linked != GL_TRUE) return false;
  projection_at_ = glGetUniformLocation(program_, "projection");
  glUseProgram(program_);
  glUniform1i(glGetUniformLocation(program_, "image"), 0);

  glGenVertexArrays(1, &vertex_array_);
  glGenBuffers(1, &vertices_);
  glGenBuffers(1, &indices_);
  glBindVertexArray(vertex_array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_);
  for (const Attribute attribute : {kPosition, kTexture, kColour})
    glEnableVertexAttribArray(attribute);
  const GLsizei stride = sizeof(ImDrawVert);
  glVertexAttribPointer(kPosition, 2, GL_FLOAT, GL_FALSE, stride,
                        offset_in_buffer(offsetof(ImDrawVert, pos)));
  glVertexAttribPointer(kTexture, 2, GL_FLOAT, GL_FALSE, stride,
                        offset_in_buffer(offsetof(ImDrawVert, uv)));
  glVertexAttribPointer(kColour, 4, GL_UNSIGNED_BYTE, GL_TRUE, stride,
                        offset_in_buffer(offsetof(ImDrawVert, col)));
  glBindVertexArray(0);
  return true;
}

void DrawRenderer::release_textures() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->Status == ImTextureStatus_Destroyed || texture->TexID == ImTextureID_Invalid)
      continue;
    const GLuint name = name_of(texture->TexID);
    glDeleteTextures(1, &name);
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(ImTextureStatus_Destroyed);
  }
}

void DrawRenderer::forget() {
  release_textures();
  program_ = 0;
}

void DrawRenderer::update_texture(ImTextureData& texture) {
  if (texture.Status == ImTextureStatus_WantDestroy) {
    if (texture.UnusedFrames == 0) return;
    const GLuint name = name_of(texture.TexID);
    glDeleteTextures(1, &name);
    texture.SetTexID(ImTextureID_Invalid);
    texture.SetStatus(ImTextureStatus_Destroyed);
    return;
  }
  glActiveTexture(GL_TEXTURE0);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  if (texture.Status == ImTextureStatus_WantCreate) {
    GLuint name = 0;
    glGenTextures(1, &name);
    glBindTexture(GL_TEXTURE_2D, name);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, texture.Width, texture.Height, 0, GL_RGBA,
                 GL_UNSIGNED_BYTE, texture.GetPixels());
    texture.SetTexID(static_cast<ImTextureID>(name));
    texture.SetStatus(ImTextureStatus_OK);
  } else if (texture.Status == ImTextureStatus_WantUpdates) {
    glBindTexture(GL_TEXTURE_2D, name_of(texture.TexID));
    for (const ImTextureRect& part : texture.Updates) {
      const auto row =
          static_cast<std::size_t>(part.w) * static_cast<std::size_t>(texture.BytesPerPixel);
      rows_.resize(row * part.h);
      for (int y = 0; y < part.h; ++y) {
        std::memcpy(rows_.data() + row * static_cast<std::size_t>(y),
                    texture.GetPixelsAt(part.x, part.y + y), row);
      }
      glTexSubImage2D(GL_TEXTURE_2D, 0, part.x, part.y, part.w, part.h, GL_RGBA, GL_UNSIGNED_BYTE,
                      rows_.data());
    }
    texture.SetStatus(ImTextureStatus_OK);
  }
}

void DrawRenderer::set_state(const ImDrawData& data, int pixel_width, int pixel_height) const {
  glViewport(0, 0, pixel_width, pixel_height);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glDisable(GL_CULL_FACE);
  glDisable(GL_DEPTH_TEST);
  glEnable(GL_SCISSOR_TEST);
  glUseProgram(program_);
  const float x = 2 / data.DisplaySize.x, y = -2 / data.DisplaySize.y;
  glUniform4f(projection_at_, x, y, -1 - data.DisplayPos.x * x, 1 - data.DisplayPos.y * y);
  glActiveTexture(GL_TEXTURE0);
  glBindSampler(0, 0);
  glBindVertexArray(vertex_array_);  // knows its index buffer
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
}

void DrawRenderer::draw(const ImDrawData& data) {
  if (program_ == 0 && !make_objects()) return;
  if (data.Textures != nullptr) {
    for (ImTextureData* texture : *data.Textures) {
      if (texture->Status != ImTextureStatus_OK) update_texture(*texture);
    }
  }
  const int width = static_cast<int>(data.DisplaySize.x * data.FramebufferScale.x + 0.5f);
  const int height = static_cast<int>(data.DisplaySize.y * data.FramebufferScale.y + 0.5f);
  if (width <= 0 || height <= 0) return;
  set_state(data, width, height);
  constexpr GLenum kIndex = sizeof(ImDrawIdx) == 2 ? GL_UNSIGNED_SHORT : GL_UNSIGNED_INT;
  for (const ImDrawList* list : data.CmdLists) {
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(list->VtxBuffer.size_in_bytes()),
                 list->VtxBuffer.Data, GL_STREAM_DRAW);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(list->IdxBuffer.size_in_bytes()),
                 list->IdxBuffer.Data, GL_STREAM_DRAW);
    GLuint bound = 0;
    for (const ImDrawCmd& command : list->CmdBuffer) {
      if (command.UserCallback == ImDrawCallback_ResetRenderState) {
        set_state(data, width, height);
        bound = 0;
        continue;
      }
      if (command.UserCallback != nullptr) {
        command.UserCallback(list, &command);
        bound = 0;
        continue;
      }
      const auto x = [&](float at) {
        return static_cast<int>((at - data.DisplayPos.x) * data.FramebufferScale.x);
      };
      const auto y = [&](float at) {
        return static_cast<int>((at - data.DisplayPos.y) * data.FramebufferScale.y);
      };
      const int left = x(command.ClipRect.x), top = y(command.ClipRect.y);
      const int right = x(command.ClipRect.z), bottom = y(command.ClipRect.w);
      if (right <= left || bottom <= top) continue;
      // OpenGL counts rows from below.
      glScissor(left, height - bottom, right - left, bottom - top);
      const GLuint texture = name_of(command.GetTexID());
      if (texture != bound) {
        glBindTexture(GL_TEXTURE_2D, texture);
        bound = texture;
      }
      glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(command.ElemCount), kIndex,
                     offset_in_buffer(command.IdxOffset * sizeof(ImDrawIdx)));
    }
  }
  glBindVertexArray(0);
}

std::vector<std::uint8_t> DrawRenderer::pixels(const ImDrawData* data, std::uint32_t clear_colour,
                                               int* width, int* height) {
  if (data == nullptr) {
    ImDrawData textures;
    textures.Textures = &ImGui::GetPlatformIO().Textures;
    draw(textures);
    return {};
  }
  *width = static_cast<int>(data->DisplaySize.x * data->FramebufferScale.x + 0.5f);
  *height = static_cast<int>(data->DisplaySize.y * data->FramebufferScale.y + 0.5f);
  GLint most = 0;
  glGetIntegerv(GL_MAX_RENDERBUFFER_SIZE, &most);
  if (*width <= 0 || *height <= 0 || *width > most || *height > most) return {};
  GLuint frame = 0, colours = 0;
  glGenFramebuffers(1, &frame);
  glGenRenderbuffers(1, &colours);
  glBindRenderbuffer(GL_RENDERBUFFER, colours);
  glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, *width, *height);
  glBindFramebuffer(GL_FRAMEBUFFER, frame);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colours);
  std::vector<std::uint8_t> turned;
  if (glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE) {
    const ImVec4 clear = ImGui::ColorConvertU32ToFloat4(clear_colour);
    glDisable(GL_SCISSOR_TEST);
    glClearColor(clear.x, clear.y, clear.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    draw(*data);
    const auto row = static_cast<std::size_t>(*width) * 4, rows = static_cast<std::size_t>(*height);
    std::vector<std::uint8_t> read(row * rows);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, *width, *height, GL_RGBA, GL_UNSIGNED_BYTE, read.data());
    // OpenGL counts rows from below.
    turned.resize(read.size());
    for (std::size_t y = 0; y < rows; ++y) {
      std::memcpy(turned.data() + row * y, read.data() + row * (rows - 1 - y), row);
    }
  }
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glDeleteFramebuffers(1, &frame);
  glDeleteRenderbuffers(1, &colours);
  return turned;
}

}  // namespace wordspace
