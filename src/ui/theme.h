// Colours, type scale and spacing of the lab; one light and one dark theme.
// Not layout: widgets ask for sizes here and place themselves.
#pragma once

#include <imgui.h>

namespace wordspace::ui {

enum class ThemeKind { kLight, kDark };

// Colours by what they mean. Model colours are fixed, after the Okabe-Ito palette, moved apart in
// lightness until simulated colour-blind eyes tell them apart (theme_test).
struct Palette {
  ImU32 page, panel, panel_border, hairline;
  ImU32 control_border;  // what shows where a field or a slider is: contrast 3 and more
  ImU32 text, text_muted, text_faint;
  ImU32 accent, accent_hover, accent_soft, on_accent;
  ImU32 word2vec, glove, gpt, bert;
  ImU32 query, key, value;
  ImU32 good, warning, bad;
  ImU32 chart_axis, chart_grid, baseline;
};
Palette make_palette(ThemeKind kind);
// The light one with the strongest contrast, for a projector in a bright room.
Palette make_projector_palette();

// The ratio of WCAG 2 between two opaque colours, 1..21.
double contrast(ImU32 a, ImU32 b);
// a at share 0, b at share 1, channel by channel.
ImU32 mix(ImU32 a, ImU32 b, float share);
ImU32 with_alpha(ImU32 colour, float alpha);

// The type scale, logical pixels at 100 %.
inline constexpr float kTextSmall = 12, kTextBody = 14, kTextLead = 16, kTextTitle = 20,
                       kTextDisplay = 28;
// The grid.
inline constexpr float kGrid = 8;
// Corners of panels and of controls; the height of a control.
inline constexpr float kPanelRounding = 10, kControlRounding = 8, kControlHeight = 36;

// The faces; and for each how many of Dear ImGui's pixels (ascent to descent) one pixel of type
// size (the em, as everyone else counts) is.
struct Fonts {
  ImFont* regular = nullptr;
  ImFont* semibold = nullptr;
  ImFont* mono = nullptr;  // numbers
  ImFont* icons = nullptr;
  float regular_ratio = 1, semibold_ratio = 1, mono_ratio = 1, icons_ratio = 1;
};

// Bytes of the font files, in the order be-vietnam-pro-regular, -semibold, dejavu-sans,
// jetbrains-mono, codicon; kept alive by the caller for as long as the ImGui context. Empty bytes:
// ImGui's own font (tests).
struct FontFiles {
  const void* data[5] = {};
  int num_bytes[5] = {};
};
Fonts load_fonts(const FontFiles& files);

// Writes ImGui's style for a theme and a text scale (1 = 100 %, up to 2); turns keyboard navigation
// on and the blinking caret off. fonts: those in use, for the default size; null: ImGui's own.
void apply_theme(const Palette& palette, ThemeKind kind, float text_scale,
                 const Fonts* fonts = nullptr);

}  // namespace wordspace::ui
