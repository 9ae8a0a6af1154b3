// Palettes read well on both themes; icons are those that the build keeps.
#include "ui/theme.h"

#include "headless.h"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

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
      CHECK(contrast(p.text_faint, ground) >= 3);
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
    // Direct labels of lines: the line's colour with some ink.
    for (const ImU32 line : {p.word2vec, p.glove, p.gpt, p.bert}) {
      CHECK(contrast(mix(line, p.text, 0.35f), p.panel) >= 4.5);
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

}  // namespace wordspace::ui
