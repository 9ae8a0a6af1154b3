// The numbers of heat maps as rows and columns.
// Not drawing (heatmap.cpp).
#include "ui/csv.h"
#include "ui/heatmap.h"

namespace wordspace::ui {
namespace {

std::string words_of(const Ui& ui, const char* key, const char* english) {
  return ui.words.has(key) ? ui.words.text(key) : english;
}

std::string cell(float value, float least) {
  return value < least ? std::string() : csv_number(static_cast<double>(value));
}

}  // namespace

Table heatmap_table(const HeatmapLarge& what, std::span<const float> values, int rows,
                    int columns) {
  Table table;
  table.header.push_back(what.row_title + " / " + what.column_title);
  for (int c = 0; c < columns; ++c) {
    table.header.emplace_back(what.column_name ? what.column_name(c) : std::string_view());
  }
  std::size_t at = static_cast<std::size_t>(what.map) * static_cast<std::size_t>(rows) *
                   static_cast<std::size_t>(columns);
  for (int r = 0; r < rows; ++r) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(what.row_name ? what.row_name(r) : std::string_view());
    for (int c = 0; c < columns; ++c) {
      row.push_back(cell(values[at++], what.diverging ? -what.high : 0));
    }
  }
  return table;
}

Table heatmap_table(const Ui& ui, const HeatmapGrid& what, std::span<const float> values, int maps,
                    int rows, int columns) {
  Table table;
  table.header = {words_of(ui, "ui.csv.map", "map"), words_of(ui, "ui.csv.row", "row"),
                  words_of(ui, "ui.csv.column", "column"), words_of(ui, "ui.csv.value", "value")};
  std::size_t at = 0;
  for (int i = 0; i < maps; ++i) {
    const int down = i / what.across, across = i % what.across;
    const std::string name =
        (what.row_name ? what.row_name(down) : std::to_string(down + 1)) + ", " +
        (what.column_name ? what.column_name(across) : std::to_string(across + 1));
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < columns; ++c) {
        table.rows.push_back(
            {name, std::to_string(r + 1), std::to_string(c + 1), cell(values[at++], 0)});
      }
    }
  }
  return table;
}

}  // namespace wordspace::ui
