// Compiles and links, and says why when it cannot.
// Not a cache: callers keep what they made.
#include "ui/gl_program.h"

#include <GLES3/gl3.h>

#include <cstdio>

namespace wordspace::ui {
namespace {

// 0 when it does not compile; says why once, on standard error.
GLuint compile(const char* what, GLenum kind, const std::string& source) {
  const GLuint shader = glCreateShader(kind);
  const char* text = source.c_str();
  glShaderSource(shader, 1, &text, nullptr);
  glCompileShader(shader);
  GLint ok = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
  if (ok == GL_TRUE) return shader;
  char log[512] = "";
  glGetShaderInfoLog(shader, sizeof log, nullptr, log);
  std::fprintf(stderr, "%s shader: %s\n", what, log);
  glDeleteShader(shader);
  return 0;
}

}  // namespace

std::uint32_t make_gl_program(const char* what, const std::string& vertex_source,
                              const std::string& fragment_source) {
  const GLuint vertex = compile(what, GL_VERTEX_SHADER, vertex_source);
  const GLuint fragment = compile(what, GL_FRAGMENT_SHADER, fragment_source);
  GLuint program = 0;
  if (vertex != 0 && fragment != 0) {
    program = glCreateProgram();
    glAttachShader(program, vertex);
    glAttachShader(program, fragment);
    glLinkProgram(program);
    GLint ok = 0;
    glGetProgramiv(program, GL_LINK_STATUS, &ok);
    if (ok != GL_TRUE) {
      char log[512] = "";
      glGetProgramInfoLog(program, sizeof log, nullptr, log);
      std::fprintf(stderr, "%s program: %s\n", what, log);
      glDeleteProgram(program);
      program = 0;
    }
  }
  glDeleteShader(vertex);
  glDeleteShader(fragment);
  return program;
}

}  // namespace wordspace::ui
