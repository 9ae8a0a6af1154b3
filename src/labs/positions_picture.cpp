// Heat maps of position tables.
// Not the numbers.
#include "labs/positions_picture.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "labs/lab_parts.h"

namespace wordspace {

using ui::Ui;

namespace {

// Numbers as names of rows and columns; the heat map asks for views.
std::string_view number_name(int i) {
  static const auto names = [] {
    std::array<std::string, 1024> made;
    for (std::size_t n = 0; n < made.size(); ++n) made[n] = std::to_string(n);
    return made;
  }();
  return i >= 0 && static_cast<std::size_t>(i) < names.size()
             ? std::string_view(names[static_cast<std::size_t>(i)])
             : std::string_view();
}

float largest(std::span<const float> values) {
  float most = 0;
  for (const float v : values) most = std::max(most, std::fabs(v));
  return most > 0 ? most : 1;
}

}  // namespace

std::string signed_fixed(double value, int digits) {
  const std::string text = fixed(std::fabs(value), digits);
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !zero ? "−" + text : text;
}

void draw_diverging_legend(Ui& ui, const char* label, double high) {
  const auto stops = ui::diverging_scale(ui.theme);
  ui::colour_scale(ui, label, stops, signed_fixed(-high, 2), fixed(high, 2));
}

int PositionPicture::draw_table(LabContext& context, const char* name, const PositionAnswer& answer,
                                std::uint64_t version, int selected, float height) {
  Ui& ui = context.ui;
  table_.take({answer.values, 1, answer.positions, answer.width, version});
  ui::HeatmapLarge large;
  large.diverging = true;
  large.high = largest(answer.values);
  large.row_name = number_name;
  large.column_name = number_name;
  large.row_title = ui.t("positions.position");
  large.column_title = ui.t("positions.dimension");
  large.selected_row = selected;
  large.most_cell = 12;
  large.most_height = height;
  large.hover = [&](int row, int column) {
    ui::tooltip_figure(ui, ui.t("positions.position"), std::to_string(row));
    ui::tooltip_figure(ui, ui.t("positions.dimension"), std::to_string(column));
    ui::tooltip_figure(
        ui, ui.t("positions.value"),
        signed_fixed(static_cast<double>(answer.table().row(row)[static_cast<std::size_t>(column)]),
                     4));
  };
  const ui::HeatmapEvent event = table_.draw_large(ui, name, large);
  draw_diverging_legend(ui, ui.t("positions.value"), static_cast<double>(large.high));
  return event.clicked_row;
}

int PositionPicture::draw_similarity(LabContext& context, const char* name,
                                     std::span<const float> similarity, int positions,
                                     std::uint64_t version, int selected, float height) {
  Ui& ui = context.ui;
  similarity_.take({similarity, 1, positions, positions, version});
  ui::HeatmapLarge large;
  large.diverging = true;
  large.high = 1;
  large.row_name = number_name;
  large.column_name = number_name;
  large.row_title = ui.t("positions.position");
  large.column_title = ui.t("positions.other_position");
  large.selected_row = selected;
  large.most_cell = std::clamp(height / static_cast<float>(std::max(positions, 1)), 2.0f, 12.0f);
  large.most_height = height;
  large.hover = [&](int row, int column) {
    ui::tooltip_figure(ui, ui.t("positions.pair"),
                       std::to_string(row) + ", " + std::to_string(column));
    ui::tooltip_figure(ui, ui.t("positions.distance"), std::to_string(std::abs(row - column)));
    ui::tooltip_figure(
        ui, ui.t("positions.cosine"),
        signed_fixed(
            static_cast<double>(similarity[static_cast<std::size_t>(row * positions + column)]),
            3));
  };
  const ui::HeatmapEvent event = similarity_.draw_large(ui, name, large);
  draw_diverging_legend(ui, ui.t("positions.cosine"), 1);
  return event.clicked_row;
}

}  // namespace wordspace
