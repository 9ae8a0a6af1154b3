// Heat maps and arcs: an even scale, the right cell under the pointer, no overflow.
// Not the shader: draw callbacks are never run here.
#include "ui/heatmap.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "headless.h"
#include "ui/arcs.h"

namespace wordspace::ui {
namespace {

// Lightness of OKLab, by the formulas of its author.
double lightness(ImU32 colour) {
  const auto linear = [colour](int shift) {
    const double c = static_cast<double>((colour >> shift) & 0xff) / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  const double r = linear(IM_COL32_R_SHIFT), g = linear(IM_COL32_G_SHIFT),
               b = linear(IM_COL32_B_SHIFT);
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
}

struct Sheet {
  int maps, rows, columns;
  std::vector<float> values;
  Sheet(int num_maps, int num_rows, int num_columns)
      : maps(num_maps),
        rows(num_rows),
        columns(num_columns),
        values(static_cast<std::size_t>(num_maps * num_rows * num_columns)) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = i % 5 == 4 ? -1.0f : static_cast<float>(i % 7) / 7;
    }
  }
  HeatmapSheet sheet() const { return {values, maps, rows, columns, 1}; }
};

void move(const Headless& /*headless*/, float x, float y) { ImGui::GetIO().AddMousePosEvent(x, y); }

TEST_CASE("the scale of heat maps is as even to the eye as it is in numbers") {
  for (const ThemeKind theme : {ThemeKind::kLight, ThemeKind::kDark}) {
    const auto stops = sequential_scale(theme);
    const double step = (lightness(stops.back()) - lightness(stops.front())) / (kScaleStops - 1);
    CHECK(std::fabs(step) > 0.035);
    for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
      CAPTURE(i);
      CHECK(lightness(stops[i + 1]) - lightness(stops[i]) == doctest::Approx(step).epsilon(0.1));
    }
    // Nothing stands nearest to the paper.
    const Palette palette = make_palette(theme);
    CHECK(contrast(stops.front(), palette.panel) < 1.5);
    CHECK(contrast(stops.back(), palette.panel) > 7);
    CHECK(scale_colour(stops, 0) == stops.front());
    CHECK(scale_colour(stops, 1) == stops.back());
    CHECK(scale_colour(stops, 7) == stops.back());
  }
}

TEST_CASE("both arms of the diverging scale leave the paper by even steps, in two hues") {
  for (const ThemeKind theme : {ThemeKind::kLight, ThemeKind::kDark}) {
    const auto stops = diverging_scale(theme);
    constexpr std::size_t kMiddle = kScaleStops / 2;
    const double step = (lightness(stops.back()) - lightness(stops[kMiddle])) / double{kMiddle};
    CHECK(std::fabs(step) > 0.05);
    for (std::size_t i = 0; i < kMiddle; ++i) {
      CAPTURE(i);
      CHECK(lightness(stops[kMiddle + i + 1]) - lightness(stops[kMiddle + i]) ==
            doctest::Approx(step).epsilon(0.15));
      // As far from nothing on the one side as on the other.
      CHECK(lightness(stops[i]) ==
            doctest::Approx(lightness(stops[kScaleStops - 1 - i])).epsilon(0.02));
    }
    const Palette palette = make_palette(theme);
    CHECK(contrast(stops[kMiddle], palette.panel) < 1.5);
    CHECK(contrast(stops.front(), palette.panel) > 4);
    CHECK(contrast(stops.back(), palette.panel) > 4);
    const ImU32 red = IM_COL32(255, 0, 0, 0), blue = IM_COL32(0, 0, 255, 0);
    const auto more_blue = [&](ImU32 colour) {
      return (colour & blue) >> IM_COL32_B_SHIFT > (colour & red) >> IM_COL32_R_SHIFT;
    };
    CHECK(more_blue(stops.front()));
    CHECK(!more_blue(stops.back()));
  }
}

TEST_CASE("a picture of a given height finds the cell under the pointer, numbers below zero too") {
  Headless headless;
  Heatmap heatmap;
  const std::vector<float> values = {-1, -0.5f, 0, 0.25f, 0.5f, 0.75f, 1, -0.25f, 0.1f, 0, 0, 0};
  HeatmapEvent event;
  const auto content = [&] {
    heatmap.take({values, 1, 2, 6, 1});
    HeatmapLarge what;
    what.diverging = true;
    what.most_height = 60;
    what.row_name = what.column_name = [](int) { return std::string_view("1"); };
    const HeatmapEvent now = heatmap.draw_large(headless.ui, "map", what);
    if (now.row >= 0) event = now;
  };
  headless.frame(content, 500);
  CHECK(headless.overflow <= 1);
  const NamedRect* cells = headless.find("map.cells");
  REQUIRE(cells != nullptr);
  CHECK(cells->max.y - cells->min.y == doctest::Approx(60));
  const float side = (cells->max.x - cells->min.x) / 6;
  CHECK(side > 40);
  move(headless, cells->min.x + 4.5f * side, cells->min.y + 45);
  headless.frame(content, 500);
  headless.frame(content, 500);
  CHECK(event.row == 1);
  CHECK(event.column == 4);
}

TEST_CASE("a large map names the cell under the pointer and what was pressed") {
  Headless headless;
  Heatmap heatmap;
  const Sheet made(3, 4, 4);
  const std::vector<std::string> names = {"the", "king", "kept", "extraordinarily-long-words"};
  HeatmapEvent event;
  int hovered_row = -1;
  const auto content = [&] {
    heatmap.take(made.sheet());
    HeatmapLarge what;
    what.map = 2;
    what.row_name = [&](int i) { return std::string_view(names[static_cast<std::size_t>(i)]); };
    what.column_name = what.row_name;
    what.row_title = "queries";
    what.column_title = "keys";
    what.selected_row = 1;
    what.selected_column = 2;
    what.hover = [&](int row, int) { hovered_row = row; };
    const HeatmapEvent now = heatmap.draw_large(headless.ui, "map", what);
    if (now.row >= 0 || now.clicked_row >= 0 || now.clicked_column >= 0) event = now;
  };
  headless.frame(content, 500);
  CHECK(headless.overflow <= 1);
  const NamedRect* cells = headless.find("map.cells");
  REQUIRE(cells != nullptr);
  const float side = (cells->max.x - cells->min.x) / 4;
  CHECK(side == doctest::Approx((cells->max.y - cells->min.y) / 4));
  move(headless, cells->min.x + 2.5f * side, cells->min.y + 1.5f * side);
  headless.frame(content, 500);
  headless.frame(content, 500);
  CHECK(event.row == 1);
  CHECK(event.column == 2);
  CHECK(hovered_row == 1);
  ImGui::GetIO().AddMouseButtonEvent(0, true);
  headless.frame(content, 500);
  ImGui::GetIO().AddMouseButtonEvent(0, false);
  headless.frame(content, 500);
  CHECK(event.clicked_row == 1);
  CHECK(event.clicked_column == 2);

  event = {};
  REQUIRE(headless.press("map.row.3", content, 500));
  CHECK(event.clicked_row == 3);
  CHECK(event.clicked_column == -1);
  event = {};
  REQUIRE(headless.press("map.column.0", content, 500));
  CHECK(event.clicked_row == -1);
  CHECK(event.clicked_column == 0);
}

TEST_CASE("maps of one and of sixty-four tokens fit a phone at any text size") {
  for (const float scale : {1.0f, 2.0f}) {
    for (const int tokens : {1, 9, 64}) {
      CAPTURE(scale);
      CAPTURE(tokens);
      Headless headless(ThemeKind::kDark, scale);
      Heatmap heatmap;
      const Sheet made(12, tokens, tokens);
      const auto content = [&] {
        heatmap.take(made.sheet());
        HeatmapGrid grid;
        grid.across = 12;
        grid.row_name = [](int i) { return "layer " + std::to_string(i + 1); };
        grid.column_name = [](int i) { return "head " + std::to_string(i + 1); };
        heatmap.draw_grid(headless.ui, "grid", grid);
        HeatmapLarge what;
        what.row_name = [](int) { return std::string_view("token"); };
        what.column_name = what.row_name;
        what.row_title = what.column_title = "a long title of an axis";
        heatmap.draw_large(headless.ui, "map", what);
      };
      for (int frame = 0; frame < 3; ++frame) headless.frame(content, 330);
      CHECK(headless.overflow <= 1);
      CHECK(headless.find("map.cells") != nullptr);
      CHECK(headless.find("grid.11") != nullptr);
    }
  }
}

TEST_CASE("a small map that is pressed says which one it is, switched off or not") {
  Headless headless;
  Heatmap heatmap;
  const Sheet made(6, 5, 5);
  int pressed = -1, hovered = -1;
  const auto content = [&] {
    heatmap.take(made.sheet());
    HeatmapGrid grid;
    grid.across = 3;
    grid.selected = 1;
    grid.off = [](int i) { return i == 4; };
    grid.hover = [&](int i) { hovered = i; };
    const int now = heatmap.draw_grid(headless.ui, "grid", grid);
    if (now >= 0) pressed = now;
  };
  REQUIRE(headless.press("grid.4", content));
  CHECK(pressed == 4);
  CHECK(hovered == 4);
  // The second row of maps stands below the first.
  CHECK(headless.find("grid.3")->min.y > headless.find("grid.0")->max.y);
  CHECK(headless.find("grid.3")->min.x == headless.find("grid.0")->min.x);
}

TEST_CASE("a map is shown again only when its version is new") {
  Headless headless;
  Heatmap heatmap;
  Sheet made(1, 2, 2);
  heatmap.take(made.sheet());
  HeatmapSheet other = made.sheet();
  other.rows = other.columns = 1;
  const auto content = [&] { heatmap.draw_large(headless.ui, "map", {}); };
  heatmap.take(other);  // the same version: the old one stays
  headless.frame(content);
  const NamedRect before = *headless.find("map.cells");
  other.version = 2;
  heatmap.take(other);
  headless.frame(content);
  CHECK(headless.find("map.cells")->max.x - headless.find("map.cells")->min.x ==
        doctest::Approx((before.max.x - before.min.x) / 2));
}

TEST_CASE("arcs follow the word that is pressed and fit their column") {
  Headless headless;
  const std::vector<float> weights = {1, -1, -1, 0.25f, 0.75f, -1, 0.1f, 0.01f, 0.89f};
  int selected = -1, right = -1;
  const auto content = [&] {
    ArcsData data;
    data.words = 3;
    data.weights = weights;
    data.name = [](int i) { return i == 1 ? std::string_view("a-very-long-token-indeed") : "b"; };
    data.left_title = "query";
    data.right_title = "key";
    data.selected = selected;
    data.hover = [](int, int) {};
    const ArcsEvent event = arcs(headless.ui, "arcs", data);
    if (event.clicked_left >= 0) selected = event.clicked_left;
    if (event.clicked_right >= 0) right = event.clicked_right;
  };
  REQUIRE(headless.press("arcs.left.2", content, 330));
  CHECK(selected == 2);
  CHECK(headless.overflow <= 1);
  REQUIRE(headless.press("arcs.right.0", content, 330));
  CHECK(right == 0);
}

}  // namespace
}  // namespace wordspace::ui
