// Names, pointer and layout of heat maps; cells too where there is no shader.
// Not GL (heatmap_gl.cpp).
#include "ui/heatmap.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "ui/chart_words.h"
#include "ui/heatmap_gl.h"
#include "ui/parts.h"
#include "ui/picture.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

struct Rgb {
  double r, g, b;
};

Rgb linear_of_oklch(double lightness, double chroma, double degrees) {
  const double angle = degrees * 3.14159265358979323846 / 180;
  const double a = chroma * std::cos(angle), b = chroma * std::sin(angle);
  const auto cubed = [](double x) { return x * x * x; };
  const double l = cubed(lightness + 0.3963377774 * a + 0.2158037573 * b);
  const double m = cubed(lightness - 0.1055613458 * a - 0.0638541728 * b);
  const double s = cubed(lightness - 0.0894841775 * a - 1.2914855480 * b);
  return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
          -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
          -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

// Lightness is kept; chroma gives way until the screen can show the colour.
ImU32 colour_of_oklch(double lightness, double chroma, double degrees) {
  Rgb c{};
  for (int i = 0; i < 40; ++i, chroma *= 0.93) {
    c = linear_of_oklch(lightness, chroma, degrees);
    if (std::min({c.r, c.g, c.b}) >= 0 && std::max({c.r, c.g, c.b}) <= 1) break;
  }
  const auto byte = [](double x) {
    x = std::clamp(x, 0.0, 1.0);
    x = x <= 0.0031308 ? 12.92 * x : 1.055 * std::pow(x, 1 / 2.4) - 0.055;
    return static_cast<ImU32>(std::lround(255 * x));
  };
  return IM_COL32(byte(c.r), byte(c.g), byte(c.b), 255);
}

void copy_colour(ImU32 colour, float out[4]) {
  const ImVec4 c = ImGui::ColorConvertU32ToFloat4(colour);
  out[0] = c.x;
  out[1] = c.y;
  out[2] = c.z;
  out[3] = c.w;
}

// One line of text reading upwards; its box stands over bottom_centre.
void draw_upright(ImDrawList* list, const Ui& ui, Face face, float size, ImVec2 bottom_centre,
                  ImU32 colour, std::string_view words) {
  const float half = line_px(ui, size) / 2;
  // Set where nothing clips it, then turned.
  const ImVec2 set(std::round(list->GetClipRectMin().x), std::round(list->GetClipRectMin().y));
  const int begin = list->VtxBuffer.Size;
  draw_line(list, ui, face, size, set, colour, words);
  ImGui::ShadeVertsTransformPos(list, begin, list->VtxBuffer.Size, ImVec2(set.x, set.y + half), 0,
                                -1, bottom_centre);
  if (ui.pictures != nullptr && ui.pictures->notes(list)) {
    ui.pictures->turn_last_text(ImVec2(set.x, set.y + half), bottom_centre);
  }
}

// ".07", "1": a share as short as it can be said.
std::string short_share(float value) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, "%.2f", static_cast<double>(value));
  return buffer[0] == '0' ? buffer + 1 : "1";
}

}  // namespace

std::array<ImU32, kScaleStops> sequential_scale(ThemeKind theme) {
  std::array<ImU32, kScaleStops> stops{};
  for (int i = 0; i < kScaleStops; ++i) {
    const double t = i / double{kScaleStops - 1};
    const bool light = theme == ThemeKind::kLight;
    const double lightness = light ? 0.975 - 0.69 * t : 0.27 + 0.68 * t;
    const double hue = light ? 235 + 50 * t : 290 - 175 * t;
    const double chroma = light
                              ? 0.006 + 0.15 * std::sin(1.95 * t)
                              : 0.012 + 0.15 * std::sin(3.14159265358979323846 * (0.08 + 0.82 * t));
    stops[static_cast<std::size_t>(i)] = colour_of_oklch(lightness, chroma, hue);
  }
  return stops;
}

std::array<ImU32, kScaleStops> diverging_scale(ThemeKind theme) {
  std::array<ImU32, kScaleStops> stops{};
  const bool light = theme == ThemeKind::kLight;
  const double middle = light ? 0.975 : 0.27, end = light ? 0.47 : 0.80;
  for (int i = 0; i < kScaleStops; ++i) {
    const double t = 2.0 * i / (kScaleStops - 1) - 1;  // -1 .. 1
    const double away = std::fabs(t);
    const double hue = t < 0 ? 255 : 55;
    stops[static_cast<std::size_t>(i)] =
        colour_of_oklch(middle + (end - middle) * away, 0.004 + 0.16 * away, hue);
  }
  return stops;
}

ImU32 scale_colour(const std::array<ImU32, kScaleStops>& stops, float share) {
  const float place = std::clamp(share, 0.0f, 1.0f) * (kScaleStops - 1);
  const auto below = std::min<std::size_t>(static_cast<std::size_t>(place), kScaleStops - 2);
  return mix(stops[below], stops[below + 1], place - static_cast<float>(below));
}

struct Heatmap::Impl {
  HeatmapGl gl;
  std::vector<float> values;
  int maps = 0, rows = 0, columns = 0;
  std::uint64_t version = 0;

  struct Call {
    Impl* self;
    HeatmapFrame frame;
  };

  float value(int map, int row, int column) const {
    return values[(static_cast<std::size_t>(map) * static_cast<std::size_t>(rows) +
                   static_cast<std::size_t>(row)) *
                      static_cast<std::size_t>(columns) +
                  static_cast<std::size_t>(column)];
  }
  void draw_cells(const Ui& ui, ImDrawList* list, const ImRect& box, int first, int across,
                  int down, float pitch_x, float pitch_y, ImVec2 tile, float line, float high,
                  bool diverging);
  static void callback(const ImDrawList* list, const ImDrawCmd* command);
};

void Heatmap::Impl::callback(const ImDrawList* /*list*/, const ImDrawCmd* command) {
  const Call& call = *static_cast<const Call*>(command->UserCallbackData);
  Impl& self = *call.self;
  self.gl.draw(call.frame, self.values, self.maps, self.rows, self.columns, self.version);
}

// Maps first .. of the sheet inside box, in pixels.
void Heatmap::Impl::draw_cells(const Ui& ui, ImDrawList* list, const ImRect& box, int first,
                               int across, int down, float pitch_x, float pitch_y, ImVec2 tile,
                               float line, float high, bool diverging) {
  const auto stops = diverging ? diverging_scale(ui.theme) : sequential_scale(ui.theme);
  high = std::max(high, 1e-6f);
  const float low = diverging ? -high : 0.0f;
  const ImU32 stroke = with_alpha(ui.palette.text_faint, 0.35f);
  const bool for_picture = ui.pictures != nullptr && ui.pictures->taking();
  if (gl.usable() && !for_picture) {
    const ImGuiIO& io = ImGui::GetIO();
    const ImVec2 fb = io.DisplayFramebufferScale;
    const float fb_height = io.DisplaySize.y * fb.y;
    const auto rect = [&](const ImRect& r, int out[4]) {
      out[0] = static_cast<int>(std::lround(r.Min.x * fb.x));
      out[1] = static_cast<int>(std::lround(fb_height - r.Max.y * fb.y));
      out[2] = static_cast<int>(std::lround(r.GetWidth() * fb.x));
      out[3] = static_cast<int>(std::lround(r.GetHeight() * fb.y));
    };
    Call call{this, {}};
    rect(box, call.frame.viewport);
    ImRect clip(list->GetClipRectMin(), list->GetClipRectMax());
    clip.ClipWithFull(box);
    rect(clip, call.frame.scissor);
    call.frame.first = first;
    call.frame.tiles[0] = across;
    call.frame.tiles[1] = down;
    call.frame.pitch[0] = pitch_x * fb.x;
    call.frame.pitch[1] = pitch_y * fb.y;
    call.frame.tile[0] = tile.x * fb.x;
    call.frame.tile[1] = tile.y * fb.y;
    call.frame.line = line * fb.x;
    call.frame.hatch = std::max(3.0f, ui.px(line > 0 ? 7 : 4) * fb.x);
    call.frame.low = low;
    call.frame.high = high;
    for (std::size_t i = 0; i < kScaleStops; ++i) copy_colour(stops[i], call.frame.stops + 4 * i);
    copy_colour(stroke, call.frame.stroke);
    list->AddCallback(&Impl::callback, &call, sizeof call);
    list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
    return;
  }
  const float side_x = tile.x / static_cast<float>(columns);
  const float side_y = tile.y / static_cast<float>(rows);
  for (int i = 0; i < across * down && first + i < maps; ++i) {
    const ImVec2 at(box.Min.x + pitch_x * static_cast<float>(i % across),
                    box.Min.y + pitch_y * static_cast<float>(i / across));
    if (!ImGui::IsRectVisible(at, ImVec2(at.x + tile.x, at.y + tile.y))) continue;
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < columns; ++c) {
        const float v = value(first + i, r, c);
        const ImVec2 min(at.x + side_x * static_cast<float>(c),
                         at.y + side_y * static_cast<float>(r));
        const ImVec2 max(min.x + side_x - line, min.y + side_y - line);
        if (v >= low) {
          list->AddRectFilled(min, max, scale_colour(stops, (v - low) / (high - low)));
        } else {
          list->AddLine(ImVec2(min.x, max.y), ImVec2(max.x, min.y), stroke);
        }
      }
    }
  }
}

Heatmap::Heatmap() : impl_(std::make_unique<Impl>()) {}
Heatmap::~Heatmap() = default;

void Heatmap::set_shader(const std::string& name, const std::string& source) {
  impl_->gl.set_shader(name, source);
}

void Heatmap::forget_gl() { impl_->gl.forget(); }

void Heatmap::take(const HeatmapSheet& sheet) {
  Impl& m = *impl_;
  if (m.version == sheet.version && m.maps == sheet.maps) return;
  const std::size_t num = static_cast<std::size_t>(sheet.maps) *
                          static_cast<std::size_t>(sheet.rows) *
                          static_cast<std::size_t>(sheet.columns);
  if (sheet.values.size() < num) return;
  m.values.assign(sheet.values.begin(), sheet.values.begin() + static_cast<std::ptrdiff_t>(num));
  m.maps = sheet.maps;
  m.rows = sheet.rows;
  m.columns = sheet.columns;
  m.version = sheet.version;
}

HeatmapEvent Heatmap::draw_large(Ui& ui, const char* name, const HeatmapLarge& what) {
  HeatmapEvent event;
  Impl& m = *impl_;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems || m.rows <= 0 || m.columns <= 0 || what.map < 0 || what.map >= m.maps) {
    return event;
  }
  const Palette& c = ui.palette;
  const auto row_name = [&](int i) { return what.row_name ? what.row_name(i) : ""; };
  const auto column_name = [&](int i) { return what.column_name ? what.column_name(i) : ""; };
  const float line_height = line_px(ui, kTextSmall), title = line_height;
  const float width = content_width();

  // Names take what they need, up to a third of the width.
  float names = 0, heads = 0;
  for (int i = 0; i < m.rows; ++i) {
    names = std::max(names, text_width(ui, Face::kSemibold, kTextSmall, row_name(i)));
  }
  for (int i = 0; i < m.columns; ++i) {
    heads = std::max(heads, text_width(ui, Face::kSemibold, kTextSmall, column_name(i)));
  }
  names = std::min(std::ceil(names), width / 3) + ui.px(6);
  const float side = std::clamp(std::floor((width - names - title) / static_cast<float>(m.columns)),
                                2.0f, ui.px(what.most_cell));
  const bool flat = heads + ui.px(4) <= side;
  heads = (flat ? line_height : std::min(std::ceil(heads), ui.px(96)) + ui.px(6));
  float tall = side;  // of a cell
  if (what.most_height > 0) {
    tall = std::clamp(ui.px(what.most_height) / static_cast<float>(m.rows), 1.0f,
                      ui.px(what.most_cell));
  }
  const ImVec2 cells(side * static_cast<float>(m.columns), tall * static_cast<float>(m.rows));
  const ImVec2 pos(std::round(window->DC.CursorPos.x), std::round(window->DC.CursorPos.y));
  const ImVec2 origin(pos.x + title + names, pos.y + title + heads);
  const ImRect box(origin, ImVec2(origin.x + cells.x, origin.y + cells.y));
  const ImRect all(pos, ImVec2(std::min(box.Max.x, pos.x + width), box.Max.y));

  ImGui::BeginGroup();
  ImGui::ItemSize(all.GetSize(), 0);
  ImGui::ItemAdd(all, 0);
  const std::string own(name);
  PictureScope picture(ui, name, all.Min, all.Max);
  const Pressable p = pressable_at(ui, (own + ".cells").c_str(), box);
  // The keyboard's own cell; it acts as the pointer while the ring is here.
  ImGuiStorage* const kept = ImGui::GetStateStorage();
  const ImGuiID row_id = p.id ^ 0x2c1b3c6du, column_id = p.id ^ 0x297a2d39u;
  int key_row = std::clamp(kept->GetInt(row_id), 0, m.rows - 1);
  int key_column = std::clamp(kept->GetInt(column_id), 0, m.columns - 1);
  const auto cell_words = [&] {
    const double value = static_cast<double>(m.value(what.map, key_row, key_column));
    return ui.format("access.chart.cell",
                     {std::string(row_name(key_row)), std::string(column_name(key_column)),
                      chart_number(value)});
  };
  if (const std::string* key = ui.access.takes_value(own + ".cells")) {
    if (*key == "ArrowUp") key_row = std::max(0, key_row - 1);
    if (*key == "ArrowDown") key_row = std::min(m.rows - 1, key_row + 1);
    if (*key == "ArrowLeft") key_column = std::max(0, key_column - 1);
    if (*key == "ArrowRight") key_column = std::min(m.columns - 1, key_column + 1);
    kept->SetInt(row_id, key_row);
    kept->SetInt(column_id, key_column);
    ui.want_frame = true;
    ui.access.say = cell_words();
  }
  p.describe(AccessRole::kChart, what.row_title + " × " + what.column_title);
  if (p.node != nullptr) {
    AccessNode& node = *p.node;
    node.movable = true;
    node.value = cell_words();
    node.has_table = true;
    node.num_rows = m.rows;
    if (ui.access.wants_table(own + ".cells")) {
      node.table.header = {what.row_title};
      for (int k = 0; k < m.columns; ++k) node.table.header.emplace_back(column_name(k));
      for (int r = 0; r < m.rows; ++r) {
        std::vector<std::string> row = {std::string(row_name(r))};
        for (int k = 0; k < m.columns; ++k) {
          row.push_back(chart_number(static_cast<double>(m.value(what.map, r, k))));
        }
        node.table.rows.push_back(std::move(row));
      }
      thin_table(node.table, kReadRows);
    }
  }
  const bool by_key = GImGui->NavId == p.id && GImGui->NavCursorVisible;
  // Dear ImGui calls what the ring is on hovered, too, wherever the pointer is.
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (p.hovered && box.Contains(mouse)) {
    const int row = static_cast<int>(std::floor((mouse.y - box.Min.y) / tall));
    const int column = static_cast<int>(std::floor((mouse.x - box.Min.x) / side));
    if (row >= 0 && row < m.rows && column >= 0 && column < m.columns) {
      event.row = row;
      event.column = column;
    }
  }
  if (by_key && event.row < 0) {
    event.row = key_row;
    event.column = key_column;
  }
  if (p.pressed && event.row >= 0) {
    event.clicked_row = event.row;
    event.clicked_column = event.column;
  }

  ImDrawList* list = window->DrawList;
  const float gap_px = std::min(side, tall) >= ui.px(9) ? 1.0f : 0.0f;
  m.draw_cells(ui, list, box, what.map, 1, 1, cells.x, cells.y, cells, gap_px, what.high,
               what.diverging);
  const float number_width = text_width(ui, Face::kMono, kTextSmall, ".00");
  if (side >= number_width + ui.px(6) && tall >= line_height && !what.diverging) {
    const auto stops = sequential_scale(ui.theme);
    for (int r = 0; r < m.rows; ++r) {
      for (int k = 0; k < m.columns; ++k) {
        const float v = m.value(what.map, r, k);
        if (v < 0.005f) continue;
        const ImU32 ground = scale_colour(stops, v / std::max(what.high, 1e-6f));
        const ImU32 ink = contrast(ground, c.text) > contrast(ground, c.panel) ? c.text : c.panel;
        const std::string words = short_share(v);
        const float own_width = text_width(ui, Face::kMono, kTextSmall, words);
        draw_line(
            list, ui, Face::kMono, kTextSmall,
            ImVec2(std::round(box.Min.x + side * (static_cast<float>(k) + 0.5f) - own_width / 2),
                   std::round(box.Min.y + tall * (static_cast<float>(r) + 0.5f) - line_height / 2)),
            ink, words);
      }
    }
  }

  // Names: as many as do not touch, those under the pointer and the selected always.
  const auto every_of = [line_height](float cell) {
    return std::max(1, static_cast<int>(std::ceil(line_height * 0.8f / cell)));
  };
  const auto marked = [](int every, int i, int hovered, int selected) {
    if (i == hovered || i == selected) return true;
    return i % every == 0 && std::abs(i - hovered) >= every && std::abs(i - selected) >= every;
  };
  const ImU32 row_ink = what.row_colour != 0 ? what.row_colour : c.text;
  const ImU32 column_ink = what.column_colour != 0 ? what.column_colour : c.text;
  for (int i = 0; i < m.rows; ++i) {
    const float y = box.Min.y + tall * static_cast<float>(i);
    const ImRect row_box(ImVec2(pos.x + title, y), ImVec2(box.Min.x, y + tall));
    const Pressable r = pressable_at(ui, (own + ".row." + std::to_string(i)).c_str(), row_box);
    r.describe(AccessRole::kButton, row_name(i), what.row_title);
    if (r.node != nullptr) r.node->on = i == what.selected_row;
    if (r.pressed) event.clicked_row = i;
    if (!r.visible || !marked(every_of(tall), i, event.row, what.selected_row)) continue;
    const bool strong = i == event.row || i == what.selected_row || r.hovered;
    const Face face = strong ? Face::kSemibold : Face::kRegular;
    const std::string words = shortened(ui, face, kTextSmall, row_name(i), names - ui.px(6));
    draw_line(list, ui, face, kTextSmall,
              ImVec2(box.Min.x - ui.px(6) - text_width(ui, face, kTextSmall, words),
                     std::round(y + tall / 2 - line_height / 2)),
              strong ? row_ink : c.text, words);
    draw_focus(ui, r.box, r.id, ui.px(3));
  }
  for (int i = 0; i < m.columns; ++i) {
    const float x = box.Min.x + side * static_cast<float>(i);
    const ImRect column_box(ImVec2(x, box.Min.y - heads), ImVec2(x + side, box.Min.y));
    const Pressable k =
        pressable_at(ui, (own + ".column." + std::to_string(i)).c_str(), column_box);
    k.describe(AccessRole::kButton, column_name(i), what.column_title);
    if (k.node != nullptr) k.node->on = i == what.selected_column;
    if (k.pressed) event.clicked_column = i;
    if (!k.visible || !marked(every_of(side), i, event.column, what.selected_column)) continue;
    const bool strong = i == event.column || i == what.selected_column || k.hovered;
    const Face face = strong ? Face::kSemibold : Face::kRegular;
    const ImU32 ink = strong ? column_ink : c.text;
    if (flat) {
      const std::string_view words = column_name(i);
      draw_line(list, ui, face, kTextSmall,
                ImVec2(std::round(x + (side - text_width(ui, face, kTextSmall, words)) / 2),
                       box.Min.y - heads),
                ink, words);
    } else {
      const std::string words = shortened(ui, face, kTextSmall, column_name(i), heads - ui.px(6));
      draw_upright(list, ui, face, kTextSmall,
                   ImVec2(std::round(x + side / 2), box.Min.y - ui.px(6)), ink, words);
    }
    draw_focus(ui, k.box, k.id, ui.px(3));
  }

  // Titles of the axes, in the colours of what stands there; at the right end is the save button.
  const float save_right = std::min(all.Max.x + ui.px(kSaveButton + 4), pos.x + width);
  const auto title_of = [&](const std::string& words, float room) {
    return shortened(ui, Face::kSemibold, kTextSmall, words, room);
  };
  draw_line(list, ui, Face::kSemibold, kTextSmall, ImVec2(box.Min.x, pos.y), column_ink,
            title_of(what.column_title, save_right - ui.px(kSaveButton + 4) - box.Min.x));
  const std::string upright = title_of(what.row_title, cells.y);
  draw_upright(
      list, ui, Face::kSemibold, kTextSmall,
      ImVec2(pos.x + title / 2,
             std::min(box.Max.y, box.Min.y + text_width(ui, Face::kSemibold, kTextSmall, upright))),
      row_ink, upright);

  // The row and the cell that are meant.
  const auto frame_row = [&](int row, ImU32 colour, float thick) {
    if (row < 0 || row >= m.rows) return;
    const float y = box.Min.y + tall * static_cast<float>(row);
    list->AddRect(ImVec2(box.Min.x - 1, y - 1), ImVec2(box.Max.x, y + tall), colour, ui.px(2), 0,
                  thick);
  };
  const auto frame_cell = [&](int row, int column, ImU32 colour) {
    if (row < 0 || row >= m.rows || column < 0 || column >= m.columns) return;
    const ImVec2 min(box.Min.x + side * static_cast<float>(column),
                     box.Min.y + tall * static_cast<float>(row));
    list->AddRect(ImVec2(min.x - 1, min.y - 1), ImVec2(min.x + side, min.y + tall), colour,
                  ui.px(2), 0, ui.px(2));
  };
  frame_row(what.selected_row, with_alpha(row_ink, 0.7f), ui.px(1));
  frame_cell(what.selected_row, what.selected_column, row_ink);
  picture.finish();
  save_button(ui, name, ImVec2(save_right - ui.px(kSaveButton), pos.y - ui.px(4)),
              ImVec2(save_right, pos.y - ui.px(4) + std::min(ui.px(kSaveButton), title + ui.px(4))),
              [&] { return heatmap_table(what, m.values, m.rows, m.columns); });
  if (event.row >= 0) {
    frame_cell(event.row, event.column, c.text);
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (what.hover) {
      begin_tooltip(ui);
      what.hover(event.row, event.column);
      end_tooltip();
    }
  }
  draw_focus(ui, p.box, p.id, 0);
  ImGui::EndGroup();
  return event;
}

int Heatmap::draw_grid(Ui& ui, const char* name, const HeatmapGrid& what) {
  Impl& m = *impl_;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems || m.maps <= 0 || what.across <= 0) return -1;
  const Palette& c = ui.palette;
  const int down = (m.maps + what.across - 1) / what.across;
  const float line_height = line_px(ui, kTextSmall), space = ui.px(6);
  const float width = content_width();
  float names = 0;
  for (int i = 0; what.row_name && i < down; ++i) {
    names = std::max(names, text_width(ui, Face::kRegular, kTextSmall, what.row_name(i)));
  }
  if (names > 0) names = std::min(std::ceil(names) + space, width / 3);
  const float pitch =
      std::min(std::floor((width - names + space) / static_cast<float>(what.across)),
               ui.px(what.most_side) + space);
  const float side = std::max(pitch - space, 4.0f);
  bool heads = what.column_name != nullptr;
  for (int i = 0; heads && i < what.across; ++i) {
    heads = text_width(ui, Face::kRegular, kTextSmall, what.column_name(i)) <= pitch;
  }
  // The save button stands beside the maps where there is room, otherwise above them.
  const float maps_right = names + pitch * static_cast<float>(what.across) - space;
  const bool beside = ui.pictures == nullptr || maps_right + ui.px(kSaveButton + 6) <= width;
  const float above = (heads ? line_height : 0) + (beside ? 0 : ui.px(kSaveButton));
  const ImVec2 pos(std::round(window->DC.CursorPos.x), std::round(window->DC.CursorPos.y));
  const ImVec2 origin(pos.x + names, pos.y + above);
  const ImRect box(origin, ImVec2(origin.x + pitch * static_cast<float>(what.across) - space,
                                  origin.y + pitch * static_cast<float>(down) - space));
  ImGui::BeginGroup();
  ImGui::ItemSize(ImVec2(box.Max.x - pos.x, box.Max.y - pos.y), 0);
  ImGui::ItemAdd(ImRect(pos, box.Max), 0);
  PictureScope picture(ui, name, pos, box.Max);
  ImDrawList* list = window->DrawList;
  m.draw_cells(ui, list, box, 0, what.across, down, pitch, pitch, ImVec2(side, side), 0, what.high,
               false);
  for (int i = 0; heads && i < what.across; ++i) {
    const std::string words = what.column_name(i);
    draw_line(list, ui, Face::kRegular, kTextSmall,
              ImVec2(std::round(origin.x + pitch * static_cast<float>(i) +
                                (side - text_width(ui, Face::kRegular, kTextSmall, words)) / 2),
                     origin.y - line_height),
              c.text_muted, words);
  }
  for (int i = 0; what.row_name && i < down; ++i) {
    draw_line(
        list, ui, Face::kRegular, kTextSmall,
        ImVec2(pos.x,
               std::round(origin.y + pitch * static_cast<float>(i) + (side - line_height) / 2)),
        c.text_muted, shortened(ui, Face::kRegular, kTextSmall, what.row_name(i), names - space));
  }
  int pressed = -1;
  for (int i = 0; i < m.maps; ++i) {
    const ImVec2 min(origin.x + pitch * static_cast<float>(i % what.across),
                     origin.y + pitch * static_cast<float>(i / what.across));
    const ImRect map_box(min, ImVec2(min.x + side, min.y + side));
    const Pressable p =
        pressable_at(ui, (std::string(name) + "." + std::to_string(i)).c_str(), map_box);
    if (p.pressed) pressed = i;
    if (p.node != nullptr) {
      std::string words = what.row_name ? what.row_name(i / what.across) : std::string();
      if (what.column_name)
        words += (words.empty() ? "" : ", ") + what.column_name(i % what.across);
      if (words.empty()) words = std::to_string(i + 1);
      p.node->label = words;
      p.node->on = i == what.selected;
    }
    if (!p.visible) continue;
    const bool off = what.off && what.off(i);
    if (off) {
      list->AddRectFilled(map_box.Min, map_box.Max, with_alpha(c.panel, 0.78f));
      list->AddLine(map_box.Min, map_box.Max, c.bad, ui.px(1.5f));
      list->AddLine(ImVec2(map_box.Min.x, map_box.Max.y), ImVec2(map_box.Max.x, map_box.Min.y),
                    c.bad, ui.px(1.5f));
    }
    const ImRect frame(ImVec2(min.x - 1, min.y - 1), ImVec2(map_box.Max.x + 1, map_box.Max.y + 1));
    if (i == what.selected) {
      list->AddRect(ImVec2(frame.Min.x - 1, frame.Min.y - 1),
                    ImVec2(frame.Max.x + 1, frame.Max.y + 1), c.accent, ui.px(3), 0, ui.px(2));
    } else {
      list->AddRect(frame.Min, frame.Max, mix(c.panel_border, c.accent, p.warmth), ui.px(2));
    }
    draw_focus(ui, map_box, p.id, ui.px(3));
    if (p.hovered && what.hover) {
      begin_tooltip(ui);
      what.hover(i);
      end_tooltip();
    }
  }
  picture.finish();
  const float save_right = beside ? box.Max.x + ui.px(kSaveButton + 6) : box.Max.x;
  save_button(ui, name, ImVec2(save_right - ui.px(kSaveButton), pos.y),
              ImVec2(save_right, pos.y + ui.px(kSaveButton)),
              [&] { return heatmap_table(ui, what, m.values, m.maps, m.rows, m.columns); });
  ImGui::EndGroup();
  return pressed;
}

}  // namespace wordspace::ui
