// The two palettes, the fonts and what they make of Dear ImGui's style.
// Not the widgets' own drawing.
#include "ui/theme.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace wordspace::ui {
namespace {

// 0xRRGGBB as one reads it.
constexpr ImU32 rgb(std::uint32_t hex) {
  return IM_COL32((hex >> 16) & 0xff, (hex >> 8) & 0xff, hex & 0xff, 255);
}

Palette light_palette() {
  Palette p{};
  p.page = rgb(0xFAF8F3);
  p.panel = rgb(0xFFFEFC);
  p.panel_border = rgb(0xE3DED4);
  p.control_border = rgb(0x8E887D);
  p.hairline = rgb(0xEAE6DD);
  p.text = rgb(0x23211E);
  p.text_muted = rgb(0x5F5A52);
  p.text_faint = rgb(0x6E6960);
  p.accent = rgb(0x4A48A6);
  p.accent_hover = rgb(0x3B3990);
  p.accent_soft = rgb(0xECEBF7);
  p.on_accent = rgb(0xFFFFFF);
  p.word2vec = rgb(0x346EAE);
  p.glove = rgb(0xBE7F00);
  p.gpt = rgb(0xBC3F07);
  p.bert = rgb(0x149A71);
  p.query = rgb(0xB04A86);
  p.key = rgb(0x2C86BD);
  p.value = rgb(0x837200);
  p.good = rgb(0x1C7A48);
  p.warning = rgb(0x8A5600);
  p.bad = rgb(0xB3261E);
  p.chart_axis = rgb(0x8E887D);
  p.chart_grid = rgb(0xEDE9E1);
  p.baseline = rgb(0x6B655C);
  return p;
}

Palette dark_palette() {
  Palette p{};
  p.page = rgb(0x171614);
  p.panel = rgb(0x201F1C);
  p.panel_border = rgb(0x38352F);
  p.control_border = rgb(0x77726A);
  p.hairline = rgb(0x302E29);
  p.text = rgb(0xEDE9E2);
  p.text_muted = rgb(0xB5AFA4);
  p.text_faint = rgb(0x979186);
  p.accent = rgb(0xA9A7F4);
  p.accent_hover = rgb(0xBFBEFA);
  p.accent_soft = rgb(0x2F2D49);
  p.on_accent = rgb(0x17162E);
  p.word2vec = rgb(0x58A5D6);
  p.glove = rgb(0xE69F00);
  p.gpt = rgb(0xDE6B1C);
  p.bert = rgb(0x47CFA2);
  p.query = rgb(0xD888B5);
  p.key = rgb(0x6FBDEB);
  p.value = rgb(0xD9CC4A);
  p.good = rgb(0x6CCB97);
  p.warning = rgb(0xEDB35C);
  p.bad = rgb(0xFF8E84);
  p.chart_axis = rgb(0x77726A);
  p.chart_grid = rgb(0x2D2B27);
  p.baseline = rgb(0xA39D92);
  return p;
}

double linear_channel(ImU32 colour, int shift) {
  const double c = static_cast<double>((colour >> shift) & 0xff) / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(ImU32 colour) {
  return 0.2126 * linear_channel(colour, IM_COL32_R_SHIFT) +
         0.7152 * linear_channel(colour, IM_COL32_G_SHIFT) +
         0.0722 * linear_channel(colour, IM_COL32_B_SHIFT);
}

int big_endian(const unsigned char* p, int num_bytes) {
  int v = 0;
  for (int i = 0; i < num_bytes; ++i) v = (v << 8) | p[i];
  return v;
}

// (ascent - descent) / units of the em, from a TrueType file's hhea and head; 1 when unreadable.
float height_over_em(const void* data, int num_bytes) {
  const auto* p = static_cast<const unsigned char*>(data);
  if (num_bytes < 12) return 1;
  const int num_tables = big_endian(p + 4, 2);
  int head = 0, hhea = 0;
  for (int i = 0; i < num_tables && 12 + 16 * (i + 1) <= num_bytes; ++i) {
    const unsigned char* row = p + 12 + 16 * i;
    const int offset = big_endian(row + 8, 4);
    if (offset < 0 || offset > num_bytes - 36) continue;
    if (std::memcmp(row, "head", 4) == 0) head = offset;
    if (std::memcmp(row, "hhea", 4) == 0) hhea = offset;
  }
  if (head == 0 || hhea == 0) return 1;
  const int em = big_endian(p + head + 18, 2);
  const int ascent = static_cast<std::int16_t>(big_endian(p + hhea + 4, 2));
  const int descent = static_cast<std::int16_t>(big_endian(p + hhea + 6, 2));
  if (em <= 0 || ascent <= descent) return 1;
  return static_cast<float>(ascent - descent) / static_cast<float>(em);
}

constexpr float kReferencePx = 16;

// Adds file i; merged into the font before it when asked, at the same em.
ImFont* add_font(const FontFiles& files, int i, bool merge, float* ratio) {
  if (files.data[i] == nullptr || files.num_bytes[i] <= 0) return nullptr;
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.MergeMode = merge;
  const float own = height_over_em(files.data[i], files.num_bytes[i]);
  config.SizePixels = kReferencePx * own;
  if (ratio != nullptr) *ratio = own;
  return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<void*>(files.data[i]),
                                                    files.num_bytes[i], config.SizePixels, &config);
}

}  // namespace

Palette make_palette(ThemeKind kind) {
  return kind == ThemeKind::kLight ? light_palette() : dark_palette();
}

Palette make_projector_palette() {
  Palette p = light_palette();
  p.page = p.panel = rgb(0xFFFFFF);
  p.panel_border = rgb(0xB5AFA5);
  p.hairline = rgb(0xC9C4BA);
  p.text = rgb(0x000000);
  p.text_muted = rgb(0x2B2823);
  p.text_faint = rgb(0x57524A);
  p.accent = rgb(0x2B2989);
  p.accent_hover = rgb(0x1D1B70);
  p.accent_soft = rgb(0xE0DEF5);
  p.word2vec = rgb(0x00578A);
  p.glove = rgb(0x8F5F00);
  p.gpt = rgb(0xA84600);
  p.bert = rgb(0x006B4D);
  p.query = rgb(0x8E2F68);
  p.key = rgb(0x13608F);
  p.value = rgb(0x665900);
  p.good = rgb(0x0E5C33);
  p.warning = rgb(0x6B4200);
  p.bad = rgb(0x9A1811);
  p.chart_axis = rgb(0x57524A);
  p.chart_grid = rgb(0xDAD5CB);
  p.baseline = rgb(0x45413A);
  return p;
}

double contrast(ImU32 a, ImU32 b) {
  double low = luminance(a), high = luminance(b);
  if (low > high) std::swap(low, high);
  return (high + 0.05) / (low + 0.05);
}

ImU32 mix(ImU32 a, ImU32 b, float share) {
  const ImVec4 x = ImGui::ColorConvertU32ToFloat4(a), y = ImGui::ColorConvertU32ToFloat4(b);
  const auto between = [share](float u, float v) { return u + (v - u) * share; };
  return ImGui::ColorConvertFloat4ToU32(
      ImVec4(between(x.x, y.x), between(x.y, y.y), between(x.z, y.z), between(x.w, y.w)));
}

ImU32 with_alpha(ImU32 colour, float alpha) {
  const auto a = static_cast<ImU32>(std::clamp(alpha, 0.0f, 1.0f) * 255.0f + 0.5f);
  return (colour & ~IM_COL32_A_MASK) | (a << IM_COL32_A_SHIFT);
}

Fonts load_fonts(const FontFiles& files) {
  enum { kRegular, kSemibold, kMath, kMono, kIcons };
  Fonts fonts;
  // Greek, arrows and mathematics come from the second file, icons inside text from the last.
  const auto add_face = [&files](int i, float* ratio) {
    ImFont* font = add_font(files, i, false, ratio);
    if (font == nullptr) return font;
    add_font(files, kMath, true, nullptr);
    add_font(files, kIcons, true, nullptr);
    return font;
  };
  fonts.regular = add_face(kRegular, &fonts.regular_ratio);
  fonts.semibold = add_face(kSemibold, &fonts.semibold_ratio);
  fonts.mono = add_face(kMono, &fonts.mono_ratio);
  fonts.icons = add_font(files, kIcons, false, &fonts.icons_ratio);
  if (fonts.regular == nullptr) {
    fonts.regular = ImGui::GetIO().Fonts->AddFontDefault();
    fonts.regular_ratio = 1;
  }
  const auto stand_in = [&fonts](ImFont*& font, float& ratio) {
    if (font != nullptr) return;
    font = fonts.regular;
    ratio = fonts.regular_ratio;
  };
  stand_in(fonts.semibold, fonts.semibold_ratio);
  stand_in(fonts.mono, fonts.mono_ratio);
  stand_in(fonts.icons, fonts.icons_ratio);
  ImGui::GetIO().FontDefault = fonts.regular;
  return fonts;
}

void apply_theme(const Palette& palette, ThemeKind kind, float text_scale, const Fonts* fonts) {
  ImGuiIO& io = ImGui::GetIO();
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  io.ConfigInputTextCursorBlink = false;  // a caret that blinks would draw frames for ever
  io.ConfigWindowsMoveFromTitleBarOnly = true;

  const float s = text_scale;
  ImGuiStyle style;
  style.FontSizeBase = kTextBody * (fonts != nullptr ? fonts->regular_ratio : 1.0f);
  style.FontScaleMain = s;
  style.WindowPadding = ImVec2(2 * kGrid * s, 2 * kGrid * s);
  style.WindowRounding = kPanelRounding * s;
  style.WindowBorderSize = 1;
  style.WindowMinSize = ImVec2(1, 1);
  style.ChildRounding = kPanelRounding * s;
  style.ChildBorderSize = 1;
  style.PopupRounding = kPanelRounding * s;
  style.PopupBorderSize = 1;
  const float font_px = style.FontSizeBase * s;
  style.FramePadding = ImVec2(12 * s, std::max(0.0f, (kControlHeight * s - font_px) / 2));
  style.FrameRounding = kControlRounding * s;
  style.FrameBorderSize = 1;
  style.ItemSpacing = ImVec2(kGrid * s, kGrid * s);
  style.ItemInnerSpacing = ImVec2(kGrid * s, kGrid / 2 * s);
  style.CellPadding = ImVec2(kGrid * s, 6 * s);
  style.IndentSpacing = 2 * kGrid * s;
  style.ScrollbarSize = 10 * s;
  style.ScrollbarRounding = 5 * s;
  style.GrabMinSize = 16 * s;
  style.GrabRounding = 8 * s;
  style.HoverDelayShort = 0.12f;
  style.HoverDelayNormal = 0.25f;
  style.HoverStationaryDelay = 0.05f;
  style.CircleTessellationMaxError = 0.2f;

  const auto set = [&style](ImGuiCol which, ImU32 colour) {
    style.Colors[which] = ImGui::ColorConvertU32ToFloat4(colour);
  };
  const ImU32 none = IM_COL32(0, 0, 0, 0);
  set(ImGuiCol_Text, palette.text);
  set(ImGuiCol_TextDisabled, palette.text_faint);
  set(ImGuiCol_WindowBg, palette.page);
  set(ImGuiCol_ChildBg, none);
  set(ImGuiCol_PopupBg, palette.panel);
  set(ImGuiCol_Border, palette.panel_border);
  set(ImGuiCol_BorderShadow, none);
  set(ImGuiCol_FrameBg, palette.panel);
  set(ImGuiCol_FrameBgHovered, palette.panel);
  set(ImGuiCol_FrameBgActive, palette.panel);
  set(ImGuiCol_TitleBg, palette.panel);
  set(ImGuiCol_TitleBgActive, palette.panel);
  set(ImGuiCol_TitleBgCollapsed, palette.panel);
  set(ImGuiCol_MenuBarBg, palette.panel);
  set(ImGuiCol_ScrollbarBg, none);
  set(ImGuiCol_ScrollbarGrab, with_alpha(palette.text_faint, 0.35f));
  set(ImGuiCol_ScrollbarGrabHovered, with_alpha(palette.text_faint, 0.6f));
  set(ImGuiCol_ScrollbarGrabActive, palette.text_faint);
  set(ImGuiCol_CheckMark, palette.accent);
  set(ImGuiCol_SliderGrab, palette.accent);
  set(ImGuiCol_SliderGrabActive, palette.accent_hover);
  set(ImGuiCol_Button, palette.panel);
  set(ImGuiCol_ButtonHovered, palette.accent_soft);
  set(ImGuiCol_ButtonActive, palette.accent_soft);
  set(ImGuiCol_Header, palette.accent_soft);
  set(ImGuiCol_HeaderHovered, palette.accent_soft);
  set(ImGuiCol_HeaderActive, palette.accent_soft);
  set(ImGuiCol_Separator, palette.hairline);
  set(ImGuiCol_SeparatorHovered, palette.accent);
  set(ImGuiCol_SeparatorActive, palette.accent);
  set(ImGuiCol_ResizeGrip, none);
  set(ImGuiCol_ResizeGripHovered, none);
  set(ImGuiCol_ResizeGripActive, none);
  set(ImGuiCol_InputTextCursor, palette.accent);
  set(ImGuiCol_TableHeaderBg, none);
  set(ImGuiCol_TableBorderStrong, palette.panel_border);
  set(ImGuiCol_TableBorderLight, palette.hairline);
  set(ImGuiCol_TableRowBg, none);
  set(ImGuiCol_TableRowBgAlt, none);
  set(ImGuiCol_TextLink, palette.accent);
  set(ImGuiCol_TextSelectedBg, with_alpha(palette.accent, 0.28f));
  set(ImGuiCol_DragDropTarget, palette.accent);
  set(ImGuiCol_NavCursor, palette.accent);
  set(ImGuiCol_ModalWindowDimBg,
      kind == ThemeKind::kLight ? IM_COL32(40, 36, 30, 70) : IM_COL32(0, 0, 0, 130));
  ImGui::GetStyle() = style;
}

}  // namespace wordspace::ui
