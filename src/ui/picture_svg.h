// A part of a draw list as SVG: triangles joined to rectangles, circles and polygons again, text
// and lines as they were noted.
// Not Dear ImGui's drawing: it reads what was drawn without anti-aliasing.
#pragma once

#include <imgui.h>

#include <string>
#include <vector>

#include "ui/type.h"

namespace wordspace::ui {

struct SvgText {
  int begin = 0, end = 0;  // of the letters in IdxBuffer: not drawn as shapes
  Face face = Face::kRegular;
  float px = 14, width = 0;
  ImVec2 at;  // left end of the base line
  bool upright = false;
  ImU32 colour = 0;
  ImVec4 clip;
  std::string words;
};
struct SvgLine {
  int begin = 0;  // place in IdxBuffer: what comes before is below
  std::vector<ImVec2> points;
  ImU32 colour = 0;
  float width = 1;
  ImVec4 clip;
};
struct SvgPart {
  int begin = 0;    // first index of the chart
  ImVec2 min, max;  // of the picture, logical pixels
  ImU32 background = 0;
  std::string title, description;
  std::vector<SvgText> texts;  // ascending begin, as the lines
  std::vector<SvgLine> lines;
};

// UTF-8 XML. Letters are text in Be Vietnam Pro or JetBrains Mono, each with the width it had, so
// that other fonts fit.
std::string svg_of(const ImDrawList& list, const SvgPart& part);

}  // namespace wordspace::ui
