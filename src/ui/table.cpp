// Tables of text: aligned on the decimal point, copied as tab-separated values.
// Not sorting and filtering: the caller orders its rows.
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/csv.h"
#include "ui/icons.h"
#include "ui/parts.h"
#include "ui/picture.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

// Digits with signs, points, spaces, per cent and powers; nothing else.
bool is_number(std::string_view cell) {
  bool digit = false;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const char c = cell[i];
    if (c >= '0' && c <= '9') {
      digit = true;
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      if (!(digit && (c == 'e' || c == 'E'))) return false;
    } else if (static_cast<unsigned char>(c) >= 0xC3 && static_cast<unsigned char>(c) <= 0xC9) {
      return false;  // a Latin letter with a mark
    }
  }
  return digit;
}

struct Column {
  bool numeric = false;
  float before = 0, after = 0;  // widest part before the point, and from the point on
  float width = 0;
};

std::string_view before_point(std::string_view cell) { return cell.substr(0, cell.find('.')); }
std::string_view from_point(std::string_view cell) {
  const std::size_t point = cell.find('.');
  return point == std::string_view::npos ? std::string_view() : cell.substr(point);
}

std::vector<Column> measure(const Ui& ui, const Table& table) {
  std::vector<Column> columns(table.header.size());
  // Long tables are judged by their first rows.
  const std::size_t num = std::min<std::size_t>(table.rows.size(), 300);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    Column& column = columns[c];
    std::size_t cells = 0, numbers = 0;
    for (std::size_t r = 0; r < num; ++r) {
      if (c >= table.rows[r].size() || table.rows[r][c].empty()) continue;
      ++cells;
      numbers += is_number(table.rows[r][c]) ? 1u : 0u;
    }
    column.numeric = cells > 0 && numbers == cells;
    column.width = text_width(ui, Face::kSemibold, kTextSmall, table.header[c]);
    for (std::size_t r = 0; r < num; ++r) {
      if (c >= table.rows[r].size()) continue;
      const std::string& cell = table.rows[r][c];
      if (column.numeric) {
        column.before =
            std::max(column.before, text_width(ui, Face::kMono, kTextBody, before_point(cell)));
        column.after =
            std::max(column.after, text_width(ui, Face::kMono, kTextBody, from_point(cell)));
      } else {
        column.width = std::max(column.width, text_width(ui, Face::kRegular, kTextBody, cell));
      }
    }
    column.width = std::max(column.width, column.before + column.after);
  }
  return columns;
}

std::string as_tsv(const Table& table) {
  std::string out;
  const auto add = [&out](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i != 0) out += '\t';
      for (const char c : cells[i]) out += c == '\t' || c == '\n' ? ' ' : c;
    }
    out += '\n';
  };
  add(table.header);
  for (const auto& row : table.rows) add(row);
  return out;
}

std::string words_of(Ui& ui, const char* key, const char* english) {
  return ui.words.has(key) ? ui.words.text(key) : english;
}

}  // namespace

void table(Ui& ui, const char* name, const Table& table, float height) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems || table.header.empty()) return;
  ImGui::PushID(name);
  if (AccessNode* node = ui.access.note(AccessRole::kTable, name, {})) {
    node->id = 0;
    node->has_table = true;
    node->num_rows = static_cast<int>(table.rows.size());
    node->table.header = table.header;
    const std::size_t num = std::min(table.rows.size(), kReadRows);
    node->table.rows.assign(table.rows.begin(),
                            table.rows.begin() + static_cast<std::ptrdiff_t>(num));
  }
  // Its rows are read from the table itself, not one cell after the other.
  const bool laid_out_whole = std::exchange(GImGui->LogEnabled, false);
  const bool unclipped = std::exchange(GImGui->ItemUnclipByLog, false);
  const std::vector<Column> columns = measure(ui, table);
  const float line = line_px(ui, kTextBody);
  const float row_height = line + ui.px(8);
  ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, ImVec2(ui.px(kGrid), ui.px(4)));
  ImGuiTableFlags flags = ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_SizingStretchProp |
                          ImGuiTableFlags_NoSavedSettings;
  ImVec2 size(content_width(), 0);
  if (height > 0) {
    flags |= ImGuiTableFlags_ScrollY;
    size.y = ui.px(height);
  }
  if (ImGui::BeginTable("rows", static_cast<int>(columns.size()), flags, size)) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      ImGui::TableSetupColumn(table.header[c].c_str(), ImGuiTableColumnFlags_WidthStretch,
                              std::max(columns[c].width, ui.px(24)));
    }
    ImGui::TableSetupScrollFreeze(0, 1);
    const auto cell = [&](const Column& column, std::string_view words, Face face, float type_size,
                          ImU32 colour) {
      const ImVec2 pos = ImGui::GetCursorScreenPos();
      const float room = content_width();
      float x = pos.x;
      if (column.numeric) {
        // All points of a column stand below each other at its right edge.
        if (face == Face::kMono) {
          x = pos.x + room - column.after - text_width(ui, face, type_size, before_point(words));
        } else {
          x = pos.x + room - text_width(ui, face, type_size, words);
        }
      }
      const std::string shown = shortened(ui, face, type_size, words, room);
      draw_line(ImGui::GetWindowDrawList(), ui, face, type_size, ImVec2(std::max(pos.x, x), pos.y),
                colour, shown);
      ImGui::Dummy(ImVec2(room, line_px(ui, type_size)));
      if (shown.size() != words.size()) hover_tooltip(ui, words);
    };
    ImGui::TableNextRow(ImGuiTableRowFlags_None, line_px(ui, kTextSmall) + ui.px(8));
    for (std::size_t c = 0; c < columns.size(); ++c) {
      ImGui::TableNextColumn();
      cell(columns[c], table.header[c], Face::kSemibold, kTextSmall, ui.palette.text_muted);
    }
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(table.rows.size()), row_height);
    while (clipper.Step()) {
      for (int r = clipper.DisplayStart; r < clipper.DisplayEnd; ++r) {
        ImGui::TableNextRow(ImGuiTableRowFlags_None, row_height);
        const auto& row = table.rows[static_cast<std::size_t>(r)];
        for (std::size_t c = 0; c < columns.size(); ++c) {
          ImGui::TableNextColumn();
          if (c >= row.size()) continue;
          cell(columns[c], row[c], columns[c].numeric ? Face::kMono : Face::kRegular, kTextBody,
               ui.palette.text);
        }
      }
    }
    ImGui::EndTable();
  }
  GImGui->LogEnabled = laid_out_whole;
  GImGui->ItemUnclipByLog = unclipped;
  ImGui::PopStyleVar();
  const std::string copy_name = std::string(name) + ".copy";
  if (link(ui, copy_name.c_str(), words_of(ui, "ui.copy_table", "Copy table"))) {
    ImGui::SetClipboardText(as_tsv(table).c_str());
  }
  if (ui.pictures != nullptr) {
    const std::string save_name = std::string(name) + ".csv";
    const std::string save = words_of(ui, "ui.save_table", "Save as CSV");
    flow(ui, text_width(ui, Face::kRegular, kTextBody, save), 2);
    if (link(ui, save_name.c_str(), save) && ui.pictures->deliver) {
      ui.pictures->deliver(name, PictureKind::kCsv, csv_of(table));
    }
  }
  ImGui::PopID();
}

void table_link(Ui& ui, const char* name, const std::function<Table()>& make) {
  const std::string label = words_of(ui, "ui.view_table", "As table");
  const std::string popup = std::string(name) + ".popup";
  if (link(ui, name, label)) {
    ImGui::OpenPopup(popup.c_str());
    ui.want_frame = true;
  }
  if (!ImGui::IsPopupOpen(popup.c_str())) return;
  const ImVec2 screen = ImGui::GetMainViewport()->Size;
  const ImVec2 size(std::min(ui.px(560), screen.x - ui.px(32)),
                    std::min(ui.px(480), screen.y - ui.px(32)));
  ImGui::SetNextWindowSize(size);
  ImGui::SetNextWindowPos(ImVec2(std::round(screen.x / 2), std::round(screen.y / 2)),
                          ImGuiCond_Always, ImVec2(0.5f, 0.5f));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(ui.px(2 * kGrid), ui.px(2 * kGrid)));
  if (ImGui::BeginPopup(popup.c_str(), ImGuiWindowFlags_NoMove)) {
    ImGui::PopStyleVar();
    const Table rows = make();
    // The button of closing stands in its own line above the rows.
    const float side = ui.px(kControlHeight);
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + content_width() - side);
    const std::string close = std::string(name) + ".close";
    if (icon_button(ui, close.c_str(), icons::kClose, words_of(ui, "ui.close", "Close"))) {
      ImGui::CloseCurrentPopup();
      ui.want_frame = true;
    }
    const std::string inside = std::string(name) + ".table";
    const float used = line_px(ui, kTextBody) + ui.px(2 * kGrid);
    table(ui, inside.c_str(), rows,
          std::max(80.0f, (ImGui::GetContentRegionAvail().y - used) / ui.text_scale));
    ImGui::EndPopup();
  } else {
    ImGui::PopStyleVar();
  }
}

}  // namespace wordspace::ui
