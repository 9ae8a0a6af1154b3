// Shapes found again in triangles, and XML.
// Nothing here asks Dear ImGui for its state.
#include "ui/picture_svg.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace wordspace::ui {
namespace {

std::string escaped(std::string_view words) {
  std::string out;
  for (const char c : words) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        // XML has no other control characters.
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

// At most two decimals, none where they are zero.
std::string number(float value) {
  if (!std::isfinite(value)) value = 0;
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2f", static_cast<double>(value));
  std::string out = buffer;
  while (out.ends_with('0')) out.pop_back();
  if (out.ends_with('.')) out.pop_back();
  return out == "-0" ? "0" : out;
}

std::string paint(const char* what, ImU32 colour) {
  char buffer[64];
  const auto part = [colour](int shift) { return static_cast<unsigned>(colour >> shift & 255u); };
  std::snprintf(buffer, sizeof buffer, " %s=\"#%02x%02x%02x\"", what, part(IM_COL32_R_SHIFT),
                part(IM_COL32_G_SHIFT), part(IM_COL32_B_SHIFT));
  std::string out = buffer;
  const unsigned alpha = part(IM_COL32_A_SHIFT);
  if (alpha < 255) {
    std::snprintf(buffer, sizeof buffer, " %s-opacity=\"%.3g\"", what, alpha / 255.0);
    out += buffer;
  }
  return out;
}

bool same(const ImVec4& a, const ImVec4& b) {
  return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w;
}

class Writer {
 public:
  explicit Writer(const SvgPart& part) : part_(part) {}

  void shape(const std::vector<ImVec2>& corners, ImU32 colour, const ImVec4& clip) {
    if ((colour >> IM_COL32_A_SHIFT & 255u) == 0) return;
    const std::string own = body_of(corners);
    if (own.empty()) return;
    clip_to(clip);
    if (!filling_ || colour != fill_) {
      close_fill();
      body_ += "<g" + paint("fill", colour) + ">\n";
      filling_ = true;
      fill_ = colour;
    }
    body_ += own;
  }

  void line(const SvgLine& line) {
    if (line.points.size() < 2) return;
    clip_to(line.clip);
    close_fill();
    body_ += "<polyline fill=\"none\"" + paint("stroke", line.colour) + " stroke-width=\"" +
             number(line.width) + "\" stroke-linejoin=\"round\" points=\"";
    for (std::size_t i = 0; i < line.points.size(); ++i) {
      if (i != 0) body_ += ' ';
      body_ += place(line.points[i]);
    }
    body_ += "\"/>\n";
  }

  void text(const SvgText& text) {
    if (text.words.empty()) return;
    clip_to(text.clip);
    close_fill();
    const bool mono = text.face == Face::kMono;
    body_ += "<text";
    if (text.upright) {
      body_ += " transform=\"translate(" + place(text.at) + ") rotate(-90)\"";
    } else {
      body_ += " x=\"" + number(text.at.x - part_.min.x) + "\" y=\"" +
               number(text.at.y - part_.min.y) + "\"";
    }
    body_ += " font-size=\"" + number(text.px) + "\"";
    if (mono) body_ += " font-family=\"'JetBrains Mono', ui-monospace, monospace\"";
    if (text.face == Face::kSemibold) body_ += " font-weight=\"600\"";
    if (text.width > 0) {
      body_ += " textLength=\"" + number(text.width) + "\" lengthAdjust=\"spacingAndGlyphs\"";
    }
    body_ += paint("fill", text.colour) + ">" + escaped(text.words) + "</text>\n";
  }

  std::string finished() {
    clip_to(ImVec4(part_.min.x, part_.min.y, part_.max.x, part_.max.y));
    close_fill();
    const std::string width = number(part_.max.x - part_.min.x);
    const std::string height = number(part_.max.y - part_.min.y);
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    out += "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height +
           "\" viewBox=\"0 0 " + width + " " + height +
           "\" role=\"img\" font-family=\"'Be Vietnam Pro', system-ui, sans-serif\" "
           "xml:space=\"preserve\">\n";
    out += "<title>" + escaped(part_.title) + "</title>\n";
    out += "<desc>" + escaped(part_.description) + "</desc>\n";
    if (!clips_.empty()) {
      out += "<defs>\n";
      for (std::size_t i = 0; i < clips_.size(); ++i) {
        const ImVec4& c = clips_[i];
        out += "<clipPath id=\"c" + std::to_string(i) + "\"><rect x=\"" +
               number(c.x - part_.min.x) + "\" y=\"" + number(c.y - part_.min.y) + "\" width=\"" +
               number(std::max(0.0f, c.z - c.x)) + "\" height=\"" +
               number(std::max(0.0f, c.w - c.y)) + "\"/></clipPath>\n";
      }
      out += "</defs>\n";
    }
    out += "<rect width=\"" + width + "\" height=\"" + height + "\"" +
           paint("fill", part_.background) + "/>\n";
    return out + body_ + "</svg>\n";
  }

 private:
  std::string place(ImVec2 at) const {
    return number(at.x - part_.min.x) + "," + number(at.y - part_.min.y);
  }

  void close_fill() {
    if (filling_) body_ += "</g>\n";
    filling_ = false;
  }

  void clip_to(ImVec4 clip) {
    const bool whole = clip.x <= part_.min.x && clip.y <= part_.min.y && clip.z >= part_.max.x &&
                       clip.w >= part_.max.y;
    if (whole ? !clipped_ : clipped_ && same(clip, clip_)) return;
    close_fill();
    if (clipped_) body_ += "</g>\n";
    clipped_ = !whole;
    if (whole) return;
    clip_ = clip;
    std::size_t id = 0;
    while (id < clips_.size() && !same(clips_[id], clip)) ++id;
    if (id == clips_.size()) clips_.push_back(clip);
    body_ += "<g clip-path=\"url(#c" + std::to_string(id) + ")\">\n";
  }

  // The element without its colour; empty: nothing to see.
  std::string body_of(const std::vector<ImVec2>& corners) const {
    ImVec2 low = corners[0], high = corners[0], sum(0, 0);
    for (const ImVec2& p : corners) {
      if (!std::isfinite(p.x) || !std::isfinite(p.y)) return {};
      low = ImMin(low, p);
      high = ImMax(high, p);
      sum = ImVec2(sum.x + p.x, sum.y + p.y);
    }
    const auto num = static_cast<float>(corners.size());
    if (corners.size() == 4) {
      bool square = true;
      for (const ImVec2& p : corners) {
        square = square && (p.x == low.x || p.x == high.x) && (p.y == low.y || p.y == high.y);
      }
      // Four different corners.
      square = square && low.x < high.x && low.y < high.y &&
               (corners[0].x == corners[2].x ? corners[0].y == corners[2].y
                                             : corners[0].y != corners[2].y);
      if (square) {
        return "<rect x=\"" + number(low.x - part_.min.x) + "\" y=\"" +
               number(low.y - part_.min.y) + "\" width=\"" + number(high.x - low.x) +
               "\" height=\"" + number(high.y - low.y) + "\"/>\n";
      }
    } else if (corners.size() >= 5) {
      const ImVec2 centre(sum.x / num, sum.y / num);
      float nearest = 1e9f, farthest = 0;
      for (const ImVec2& p : corners) {
        const float r = std::hypot(p.x - centre.x, p.y - centre.y);
        nearest = std::min(nearest, r);
        farthest = std::max(farthest, r);
      }
      if (farthest - nearest < 0.05f + 0.01f * farthest) {
        return "<circle cx=\"" + number(centre.x - part_.min.x) + "\" cy=\"" +
               number(centre.y - part_.min.y) + "\" r=\"" + number(farthest) + "\"/>\n";
      }
    }
    std::string out = "<polygon points=\"";
    for (std::size_t i = 0; i < corners.size(); ++i) {
      if (i != 0) out += ' ';
      out += place(corners[i]);
    }
    return out + "\"/>\n";
  }

  const SvgPart& part_;
  std::string body_;
  std::vector<ImVec4> clips_;
  bool clipped_ = false, filling_ = false;
  ImVec4 clip_;
  ImU32 fill_ = 0;
};

}  // namespace

std::string svg_of(const ImDrawList& list, const SvgPart& part) {
  Writer writer(part);
  std::size_t text = 0, line = 0;
  // Notes that stand before this index are drawn; answers where the shapes go on.
  const auto note = [&](int at) {
    for (;;) {
      const bool text_next = text < part.texts.size() && part.texts[text].begin <= at;
      const bool line_next = line < part.lines.size() && part.lines[line].begin <= at;
      if (!text_next && !line_next) return at;
      if (line_next && (!text_next || part.lines[line].begin <= part.texts[text].begin)) {
        writer.line(part.lines[line++]);
        continue;
      }
      writer.text(part.texts[text]);
      at = std::max(at, part.texts[text++].end);
    }
  };
  const auto next_note = [&] {
    int at = list.IdxBuffer.Size;
    if (text < part.texts.size()) at = std::min(at, part.texts[text].begin);
    if (line < part.lines.size()) at = std::min(at, part.lines[line].begin);
    return at;
  };
  std::vector<ImVec2> corners;
  int at = part.begin;
  for (const ImDrawCmd& command : list.CmdBuffer) {
    const int end = static_cast<int>(command.IdxOffset + command.ElemCount);
    if (command.UserCallback != nullptr || end <= at) continue;
    while (at + 3 <= end) {
      const int on = note(at);
      if (on != at) {
        at = on;
        continue;
      }
      const auto vertex = [&](int i) -> const ImDrawVert& {
        return list.VtxBuffer[static_cast<int>(list.IdxBuffer[i] + command.VtxOffset)];
      };
      const ImU32 colour = vertex(at).col;
      corners = {vertex(at).pos, vertex(at + 1).pos, vertex(at + 2).pos};
      const ImDrawIdx hub = list.IdxBuffer[at];
      const int stop = std::min(end, next_note());
      // A fan of triangles is one polygon.
      for (at += 3; at + 3 <= stop; at += 3) {
        if (list.IdxBuffer[at] != hub || list.IdxBuffer[at + 1] != list.IdxBuffer[at - 1]) break;
        if (vertex(at).col != colour) break;
        corners.push_back(vertex(at + 2).pos);
      }
      writer.shape(corners, colour, command.ClipRect);
    }
  }
  note(list.IdxBuffer.Size);
  return writer.finished();
}

}  // namespace wordspace::ui
