// Two shaders made into a program of OpenGL ES 3.
// Not what is drawn with it (scatter_gl.h, heatmap_gl.h).
#pragma once

#include <cstdint>
#include <string>

namespace wordspace::ui {

// The program's number, or 0 when a shader does not compile or they do not link; why is then said
// on standard error under the name `what`. Needs a current context.
std::uint32_t make_gl_program(const char* what, const std::string& vertex,
                              const std::string& fragment);

}  // namespace wordspace::ui
