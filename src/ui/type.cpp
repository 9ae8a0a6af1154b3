// Measuring, wrapping and drawing text with Dear ImGui's fonts.
// Not the choice of colours and sizes.
#include "ui/type.h"

#include <imgui_internal.h>

#include <cmath>

#include "ui/picture.h"

namespace wordspace::ui {
namespace {

float ratio_of(const Ui& ui, Face face) {
  switch (face) {
    case Face::kSemibold:
      return ui.fonts.semibold_ratio;
    case Face::kMono:
      return ui.fonts.mono_ratio;
    case Face::kIcons:
      return ui.fonts.icons_ratio;
    case Face::kRegular:
      break;
  }
  return ui.fonts.regular_ratio;
}

bool starts_letter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// A line break between the point and the decimals of a number.
bool splits_number(const char* begin, const char* cut, const char* end) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return cut - begin > 1 && cut < end && (cut[-1] == '.' || cut[-1] == ',') && digit(cut[0]) &&
         digit(cut[-2]);
}

}  // namespace

ImFont* font_of(const Ui& ui, Face face) {
  ImFont* font = ui.fonts.regular;
  if (face == Face::kSemibold) font = ui.fonts.semibold;
  if (face == Face::kMono) font = ui.fonts.mono;
  if (face == Face::kIcons) font = ui.fonts.icons;
  return font != nullptr ? font : ImGui::GetFont();
}

float font_px(const Ui& ui, Face face, float size) { return ui.px(size) * ratio_of(ui, face); }

float line_px(const Ui& ui, float size) {
  // Large type needs less air.
  return std::round(ui.px(size * (size >= kTextTitle ? 1.35f : 1.5f)));
}

float text_width(const Ui& ui, Face face, float size, std::string_view words) {
  if (words.empty()) return 0;
  return font_of(ui, face)
      ->CalcTextSizeA(font_px(ui, face, size), FLT_MAX, 0, words.data(),
                      words.data() + words.size())
      .x;
}

void draw_line(ImDrawList* list, const Ui& ui, Face face, float size, ImVec2 top_left, ImU32 colour,
               std::string_view words) {
  if (words.empty()) return;
  const float px = font_px(ui, face, size);
  // Every face stands on the base line of the regular one, so that words and numbers share it.
  const float regular_px = font_px(ui, Face::kRegular, size);
  const float base = std::floor((line_px(ui, size) - regular_px) / 2) +
                     font_of(ui, Face::kRegular)->GetFontBaked(regular_px)->Ascent;
  const float y = top_left.y + base - font_of(ui, face)->GetFontBaked(px)->Ascent;
  const int begin = list->IdxBuffer.Size;
  list->AddText(font_of(ui, face), px, ImVec2(top_left.x, y), colour, words.data(),
                words.data() + words.size());
  if (ui.pictures == nullptr || !ui.pictures->notes(list)) return;
  ui.pictures->note_text(list, begin, face, ui.px(size), ImVec2(top_left.x, top_left.y + base),
                         text_width(ui, face, size, words), colour, words);
}

std::vector<std::string_view> wrap_lines(const Ui& ui, Face face, float size,
                                         std::string_view words, float width) {
  std::vector<std::string_view> lines;
  ImFont* font = font_of(ui, face);
  const float px = font_px(ui, face, size);
  const char* at = words.data();
  const char* const end = at + words.size();
  while (at < end) {
    const char* paragraph_end = at;
    while (paragraph_end < end && *paragraph_end != '\n') ++paragraph_end;
    if (at == paragraph_end) lines.emplace_back();
    while (at < paragraph_end) {
      const char* cut = font->CalcWordWrapPosition(px, at, paragraph_end, width);
      if (cut <= at) {  // not even one letter fits: take one all the same
        cut = at + 1;
        while (cut < paragraph_end && !starts_letter(*cut)) ++cut;
      }
      // Dear ImGui also breaks after a point: not inside a number.
      if (splits_number(at, cut, paragraph_end)) {
        const char* space = cut;
        while (space > at && space[-1] != ' ') --space;
        if (space > at) cut = space;
      }
      const char* shown_end = cut;
      while (shown_end > at && shown_end[-1] == ' ') --shown_end;
      lines.emplace_back(at, static_cast<std::size_t>(shown_end - at));
      at = cut;
      while (at < paragraph_end && *at == ' ') ++at;
    }
    if (at < end) ++at;  // the line end itself
  }
  return lines;
}

std::string shortened(const Ui& ui, Face face, float size, std::string_view words, float width) {
  if (text_width(ui, face, size, words) <= width) return std::string(words);
  const char* ellipsis = "\xe2\x80\xa6";
  std::size_t low = 0, high = words.size();
  const auto letters_end = [words](std::size_t n) {
    while (n > 0 && n < words.size() && !starts_letter(words[n])) --n;
    return n;
  };
  while (low < high) {
    const std::size_t middle = (low + high + 1) / 2;
    const std::string tried = std::string(words.substr(0, letters_end(middle))) + ellipsis;
    if (text_width(ui, face, size, tried) <= width) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  std::size_t n = letters_end(low);
  while (n > 0 && words[n - 1] == ' ') --n;
  return std::string(words.substr(0, n)) + ellipsis;
}

ScopedFont::ScopedFont(const Ui& ui, Face face, float size) {
  // PushFont takes the size before the text scale; FontScaleMain brings that.
  ImGui::PushFont(font_of(ui, face), size * ratio_of(ui, face));
}

ScopedFont::~ScopedFont() { ImGui::PopFont(); }

}  // namespace wordspace::ui
