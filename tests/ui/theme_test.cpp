// Palettes read well on both themes; icons are those that the build keeps.
#include "ui/theme.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "headless.h"

namespace wordspace::ui {

TEST_CASE("contrast is that of WCAG 2") {
  CHECK(contrast(IM_COL32_WHITE, IM_COL32_BLACK) == doctest::Approx(21));
  CHECK(contrast(IM_COL32(119, 119, 119, 255), IM_COL32_WHITE) ==
        doctest::Approx(4.478).epsilon(0.001));
  CHECK(contrast(IM_COL32_BLACK, IM_COL32_WHITE) == contrast(IM_COL32_WHITE, IM_COL32_BLACK));
}

TEST_CASE("all words have the contrast that AA asks for, marks that of graphics") {
  for (const ThemeKind kind : {ThemeKind::kLight, ThemeKind::kDark}) {
    const Palette p = make_palette(kind);
    CAPTURE(static_cast<int>(kind));
    for (const ImU32 ground : {p.page, p.panel}) {
      CHECK(contrast(p.text, ground) >= 7);
      CHECK(contrast(p.text_muted, ground) >= 4.5);
      CHECK(contrast(p.text_faint, ground) >= 4.5);
      // What shows where a control is, and the lines of charts.
      CHECK(contrast(p.control_border, ground) >= 3);
      CHECK(contrast(p.chart_axis, ground) >= 3);
      CHECK(contrast(p.accent, ground) >= 4.5);
      CHECK(contrast(p.accent_hover, ground) >= 4.5);
      CHECK(contrast(p.baseline, ground) >= 4.5);
      for (const ImU32 words : {p.good, p.warning, p.bad}) CHECK(contrast(words, ground) >= 4.5);
      for (const ImU32 mark : {p.word2vec, p.glove, p.gpt, p.bert, p.query, p.key, p.value}) {
        CHECK(contrast(mark, ground) >= 3);
      }
    }
    CHECK(contrast(p.on_accent, p.accent) >= 4.5);
    CHECK(contrast(p.on_accent, p.accent_hover) >= 4.5);
    CHECK(contrast(p.text, p.accent_soft) >= 4.5);
    CHECK(contrast(p.accent, p.accent_soft) >= 4.5);
    // Direct labels of lines: the line's colour with some ink. Words on chips, and on full colour.
    for (const ImU32 line : {p.word2vec, p.glove, p.gpt, p.bert, p.query, p.key, p.value}) {
      CHECK(contrast(mix(line, p.text, 0.35f), p.panel) >= 4.5);
      CHECK(contrast(p.text, mix(p.panel, line, 0.16f)) >= 4.5);
      CHECK(contrast(p.text_muted, mix(p.panel, line, 0.16f)) >= 4.5);
      CHECK(std::max(contrast(IM_COL32_WHITE, line), contrast(IM_COL32(20, 18, 16, 255), line)) >=
            4.5);
    }
    // Words of messages, and of alternatives on their ground.
    for (const ImU32 colour : {p.accent, p.warning, p.bad}) {
      CHECK(contrast(p.text, mix(p.panel, colour, 0.08f)) >= 4.5);
      CHECK(contrast(p.text_muted, mix(p.panel, colour, 0.08f)) >= 4.5);
    }
    CHECK(contrast(p.text_muted, mix(p.page, p.hairline, 0.6f)) >= 4.5);
  }
}

namespace {

struct Lab {
  double l = 0, a = 0, b = 0;
};

double linear(ImU32 colour, int shift) {
  const double c = static_cast<double>((colour >> shift) & 0xff) / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

// OKLab of a colour as eyes see it whose cones are described by a matrix over linear RGB.
Lab seen(ImU32 colour, const double (&m)[3][3]) {
  const double c[3] = {linear(colour, IM_COL32_R_SHIFT), linear(colour, IM_COL32_G_SHIFT),
                       linear(colour, IM_COL32_B_SHIFT)};
  double v[3];
  for (int i = 0; i < 3; ++i) {
    v[i] = std::clamp(m[i][0] * c[0] + m[i][1] * c[1] + m[i][2] * c[2], 0.0, 1.0);
  }
  const double l = std::cbrt(0.4122214708 * v[0] + 0.5363325363 * v[1] + 0.0514459929 * v[2]);
  const double k = std::cbrt(0.2119034982 * v[0] + 0.6806995451 * v[1] + 0.1073969566 * v[2]);
  const double s = std::cbrt(0.0883024619 * v[0] + 0.2817188376 * v[1] + 0.6299787005 * v[2]);
  return {0.2104542553 * l + 0.7936177850 * k - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * k + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * k - 0.8086757660 * s};
}

}  // namespace

TEST_CASE("colours that stand for different things stay apart for colour-blind eyes") {
  // Machado, Oliveira, Fernandes 2009, severity 1: normal, protanopia, deuteranopia, tritanopia.
  constexpr double kEyes[4][3][3] = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
                                     {{0.152286, 1.052583, -0.204868},
                                      {0.114503, 0.786281, 0.099216},
                                      {-0.003882, -0.048116, 1.051998}},
                                     {{0.367322, 0.860646, -0.227968},
                                      {0.280085, 0.672501, 0.047413},
                                      {-0.011820, 0.042940, 0.968881}},
                                     {{1.255528, -0.076749, -0.178779},
                                      {-0.078411, 0.930809, 0.147602},
                                      {0.004733, 0.691367, 0.303900}}};
  for (const ThemeKind kind : {ThemeKind::kLight, ThemeKind::kDark}) {
    const Palette p = make_palette(kind);
    const std::vector<std::vector<ImU32>> groups = {{p.word2vec, p.glove, p.gpt, p.bert},
                                                    {p.query, p.key, p.value}};
    for (const auto& group : groups) {
      for (const auto& eye : kEyes) {
        for (std::size_t i = 0; i < group.size(); ++i) {
          for (std::size_t j = i + 1; j < group.size(); ++j) {
            const Lab a = seen(group[i], eye), b = seen(group[j], eye);
            CAPTURE(static_cast<int>(kind));
            CAPTURE(&eye - kEyes);
            CAPTURE(i);
            CAPTURE(j);
            // About three times what can just be told apart side by side.
            CHECK(std::hypot(a.l - b.l, a.a - b.a, a.b - b.b) >= 0.07);
          }
        }
      }
    }
  }
}

TEST_CASE("the style follows the text scale") {
  const Headless normal(ThemeKind::kLight, 1);
  const float height = ImGui::GetStyle().FrameRounding;
  {
    const Headless large(ThemeKind::kDark, 2);
    CHECK(ImGui::GetStyle().FrameRounding == doctest::Approx(2 * height));
    CHECK(ImGui::GetStyle().FontScaleMain == doctest::Approx(2));
    CHECK((ImGui::GetIO().ConfigFlags & ImGuiConfigFlags_NavEnableKeyboard) != 0);
  }
}

TEST_CASE("icons.h and cmake/icons.txt name the same glyphs") {
  std::ifstream list("cmake/icons.txt"), header("src/ui/icons.h");
  REQUIRE(list.good());
  REQUIRE(header.good());
  std::set<unsigned> kept, used;
  for (std::string line; std::getline(list, line);) {
    if (!line.empty() && line[0] != '#')
      kept.insert(static_cast<unsigned>(std::stoul(line, nullptr, 16)));
  }
  for (std::string line; std::getline(header, line);) {
    const std::size_t quote = line.find("\"\\x");
    if (quote == std::string::npos) continue;
    unsigned bytes[3];
    for (std::size_t i = 0; i < 3; ++i) {
      bytes[i] = static_cast<unsigned>(std::stoul(line.substr(quote + 3 + 4 * i, 2), nullptr, 16));
    }
    used.insert(((bytes[0] & 0xf) << 12) | ((bytes[1] & 0x3f) << 6) | (bytes[2] & 0x3f));
  }
  CHECK(used.size() > 50);
  CHECK(kept == used);
}

TEST_CASE(
    "the projector's page has more contrast than the light one, word by word and mark by mark") {
  const Palette usual = make_palette(ThemeKind::kLight), p = make_projector_palette();
  CHECK(contrast(p.text, p.page) == doctest::Approx(21));
  CHECK(contrast(p.text_muted, p.page) >= 7);
  CHECK(contrast(p.text_faint, p.page) >= 7);
  for (const ImU32 mark : {p.word2vec, p.glove, p.gpt, p.bert, p.query, p.key, p.value}) {
    CHECK(contrast(mark, p.page) >= 4.5);
  }
  CHECK(contrast(p.accent, p.page) > contrast(usual.accent, usual.page));
  CHECK(contrast(p.on_accent, p.accent) >= 7);
}

}  // namespace wordspace::ui
