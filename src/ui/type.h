// Setting type: faces by weight, sizes of the type scale, measuring, wrapping and drawing lines of
// text. Not widgets: nothing here takes room in the layout (widgets.h does).
#pragma once

#include <imgui.h>

#include <string>
#include <string_view>
#include <vector>

#include "ui/ui.h"

namespace wordspace::ui {

enum class Face { kRegular, kSemibold, kMono, kIcons };

ImFont* font_of(const Ui& ui, Face face);
// What Dear ImGui calls the font size, in pixels at the current text scale, for a size of the type
// scale.
float font_px(const Ui& ui, Face face, float size);
// The height of one line of running text, pixels: 1.5 of the size.
float line_px(const Ui& ui, float size);

// Width of one line, pixels.
float text_width(const Ui& ui, Face face, float size, std::string_view words);
// Draws one line whose box of line_px() height starts at top_left; no wrapping.
void draw_line(ImDrawList* list, const Ui& ui, Face face, float size, ImVec2 top_left, ImU32 colour,
               std::string_view words);
// Lines that fit a width, broken at spaces and line ends; a word that is too long is cut.
std::vector<std::string_view> wrap_lines(const Ui& ui, Face face, float size,
                                         std::string_view words, float width);
// The words, or as many letters as fit and an ellipsis.
std::string shortened(const Ui& ui, Face face, float size, std::string_view words, float width);

// Pushes a face and size for Dear ImGui's own widgets while it lives.
class ScopedFont {
 public:
  ScopedFont(const Ui& ui, Face face, float size);
  ~ScopedFont();
  ScopedFont(const ScopedFont&) = delete;
  ScopedFont& operator=(const ScopedFont&) = delete;
};

}  // namespace wordspace::ui
