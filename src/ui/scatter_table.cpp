// The points of the map as rows.
// Not drawing (scatter_draw.cpp).
#include "ui/csv.h"
#include "ui/scatter.h"

namespace wordspace::ui {

Table scatter_table(const Ui& ui, const ScatterData& data) {
  const auto words_of = [&ui](const char* key, const char* english) -> std::string {
    return ui.words.has(key) ? ui.words.text(key) : english;
  };
  const std::size_t n = data.positions.size() / 2;
  const bool grouped = data.groups.size() == n && n > 0;
  Table table;
  table.header = {words_of("ui.csv.word", "word"),
                  data.x_label.empty() ? "x" : std::string(data.x_label),
                  data.y_label.empty() ? "y" : std::string(data.y_label)};
  if (grouped) table.header.push_back(words_of("ui.csv.group", "group"));
  for (std::size_t i = 0; i < n; ++i) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(data.label ? data.label(i) : std::string_view());
    row.push_back(csv_number(static_cast<double>(data.positions[2 * i])));
    row.push_back(csv_number(static_cast<double>(data.positions[2 * i + 1])));
    if (grouped) row.push_back(std::to_string(data.groups[i]));
  }
  return table;
}

}  // namespace wordspace::ui
