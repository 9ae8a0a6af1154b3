// One frame of axes and the marks in it.
// Not the arithmetic of ticks and labels (axes.h).
#include "ui/plot.h"

#include <algorithm>
#include <cmath>

#include "ui/axes.h"
#include "ui/chart_words.h"
#include "ui/parts.h"
#include "ui/picture.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

struct Range {
  double low = 0, high = 1;
  bool logarithmic = false, any = false;

  bool usable(double v) const { return std::isfinite(v) && (!logarithmic || v > 0); }
  void take(double v) {
    if (!usable(v)) return;
    low = any ? std::min(low, v) : v;
    high = any ? std::max(high, v) : v;
    any = true;
  }
  double share(double v) const {
    if (logarithmic) return (std::log(v) - std::log(low)) / (std::log(high) - std::log(low));
    return (v - low) / (high - low);
  }
  double value_at(double share) const {
    if (logarithmic) return std::exp(std::log(low) + share * (std::log(high) - std::log(low)));
    return low + share * (high - low);
  }
};

std::size_t length(const Series& s) { return std::min(s.x.size(), s.y.size()); }

// Makes an empty or inverted range one that can be drawn.
void settle(Range& r) {
  if (r.logarithmic) {
    if (!(r.low > 0)) r.low = 1e-6;
    if (!(r.high > r.low * 1.0001)) {
      r.low /= 2;
      r.high = r.low * 4;
    }
  } else if (!(r.high - r.low > 1e-12 * std::max(1.0, std::fabs(r.high)))) {
    const double pad = std::max(0.5, std::fabs(r.high) * 0.05);
    r.low -= pad;
    r.high += pad;
  }
}

// The drawing of one plot: ranges, places, colours.
struct Frame {
  Ui& ui;
  std::span<const Series> series;
  std::span<const Baseline> baselines;
  const PlotOptions& options;
  Range x, y;
  ImRect area;  // inside the axes, pixels

  float place_x(double v) const {
    return area.Min.x + static_cast<float>(std::clamp(x.share(v), -1.0, 2.0)) * area.GetWidth();
  }
  float place_y(double v) const {
    return area.Max.y - static_cast<float>(std::clamp(y.share(v), -1.0, 2.0)) * area.GetHeight();
  }
  bool usable(const Series& s, std::size_t i) const { return x.usable(s.x[i]) && y.usable(s.y[i]); }
};

bool find_ranges(Frame& f) {
  f.x.logarithmic = f.options.x.logarithmic;
  f.y.logarithmic = f.options.y.logarithmic;
  bool dots = false, bars = false;
  double narrowest = 1;
  for (const Series& s : f.series) {
    dots = dots || s.mark == Mark::kDots;
    bars = bars || s.mark == Mark::kBars;
    for (std::size_t i = 0; i < length(s); ++i) {
      if (!f.usable(s, i)) continue;
      f.x.take(s.x[i]);
      f.y.take(s.y[i]);
      if (bars && i > 0) narrowest = std::min(narrowest, std::fabs(s.x[i] - s.x[i - 1]));
    }
  }
  const bool any = f.x.any;
  for (const Baseline& b : f.baselines) f.y.take(b.y);
  if (bars && !f.y.logarithmic) f.y.take(0);
  settle(f.x);
  settle(f.y);
  if (bars && !f.x.logarithmic) {
    f.x.low -= narrowest / 2;
    f.x.high += narrowest / 2;
  } else if (dots && !f.x.logarithmic) {
    const double pad = (f.x.high - f.x.low) * 0.03;
    f.x.low -= pad;
    f.x.high += pad;
  }
  if (f.y.logarithmic) {
    const double pad = std::pow(f.y.high / f.y.low, 0.04);
    f.y.low /= pad;
    f.y.high *= pad;
  } else {
    const double pad = (f.y.high - f.y.low) * 0.04;
    if (!(bars && f.y.low == 0)) f.y.low -= pad;
    f.y.high += pad;
  }
  if (!f.options.x.automatic) {
    f.x.low = f.options.x.low;
    f.x.high = f.options.x.high;
    settle(f.x);
  }
  if (!f.options.y.automatic) {
    f.y.low = f.options.y.low;
    f.y.high = f.options.y.high;
    settle(f.y);
  }
  return any;
}

Ticks ticks_of(const Range& r, int max_num) {
  return r.logarithmic ? log_ticks(r.low, r.high, max_num) : linear_ticks(r.low, r.high, max_num);
}

// Drops what stands between whole numbers.
void keep_whole(Ticks& ticks) {
  if (ticks.step >= 1) return;
  Ticks kept;
  kept.step = 1;
  for (const double value : ticks.values) {
    const double whole = std::round(value);
    if (std::fabs(value - whole) > ticks.step * 0.01) continue;
    kept.values.push_back(whole);
    kept.labels.push_back(tick_label(whole, 1));
  }
  ticks = std::move(kept);
}

void draw_dashes(ImDrawList* list, ImVec2 from, ImVec2 to, ImU32 colour, float dash, float width) {
  for (float at = from.x; at < to.x; at += 2 * dash) {
    list->AddLine(ImVec2(at, from.y), ImVec2(std::min(at + dash, to.x), from.y), colour, width);
  }
}

// Numbers of the x axis stand left of x_end.
void draw_axes(const Frame& f, const Ticks& tx, const Ticks& ty, float x_end) {
  Ui& ui = f.ui;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Palette& c = ui.palette;
  const float line = line_px(ui, kTextSmall);
  for (std::size_t i = 0; i < ty.values.size(); ++i) {
    const float y = std::round(f.place_y(ty.values[i]));
    list->AddRectFilled(ImVec2(f.area.Min.x, y), ImVec2(f.area.Max.x, y + 1), c.chart_grid);
    const float w = text_width(ui, Face::kMono, kTextSmall, ty.labels[i]);
    draw_line(list, ui, Face::kMono, kTextSmall,
              ImVec2(f.area.Min.x - ui.px(kGrid) - w, std::round(y - line / 2)), c.text_muted,
              ty.labels[i]);
  }
  const float bottom = std::round(f.area.Max.y);
  list->AddRectFilled(ImVec2(f.area.Min.x, bottom), ImVec2(f.area.Max.x, bottom + 1), c.chart_axis);
  float taken = -FLT_MAX;
  for (std::size_t i = 0; i < tx.values.size(); ++i) {
    const float x = std::round(f.place_x(tx.values[i]));
    list->AddRectFilled(ImVec2(x, bottom), ImVec2(x + 1, bottom + ui.px(4)), c.chart_axis);
    const float w = text_width(ui, Face::kMono, kTextSmall, tx.labels[i]);
    // Numbers at the ends stay inside the axis.
    const float left = std::clamp(x - w / 2, f.area.Min.x - ui.px(kGrid), f.area.Max.x - w / 2);
    if (tx.labels[i].empty() || left < taken || left + w > x_end) continue;
    draw_line(list, ui, Face::kMono, kTextSmall, ImVec2(std::round(left), bottom + ui.px(5)),
              c.text_muted, tx.labels[i]);
    taken = left + w + ui.px(kGrid);
  }
}

void draw_line_series(const Frame& f, const Series& s, ImDrawList* list) {
  const std::size_t n = length(s);
  std::vector<float> xs, ys;
  const auto flush = [&] {
    if (xs.size() == 1) {
      list->AddCircleFilled(ImVec2(xs[0], ys[0]), f.ui.stroke(s.width), s.colour);
    } else if (!xs.empty()) {
      const bool steps = s.mark == Mark::kSteps;
      std::vector<std::size_t> kept;
      if (static_cast<float>(xs.size()) > 2 * f.area.GetWidth()) {
        kept = thinned(xs, ys);
      } else {
        kept.resize(xs.size());
        for (std::size_t i = 0; i < kept.size(); ++i) kept[i] = i;
      }
      for (std::size_t k = 0; k < kept.size(); ++k) {
        if (steps && k > 0) list->PathLineTo(ImVec2(xs[kept[k]], ys[kept[k - 1]]));
        list->PathLineTo(ImVec2(xs[kept[k]], ys[kept[k]]));
      }
      stroke_path(f.ui, list, s.colour, f.ui.stroke(s.width));
    }
    xs.clear();
    ys.clear();
  };
  for (std::size_t i = 0; i < n; ++i) {
    if (!f.usable(s, i)) {
      flush();  // a gap in the numbers is a gap in the line
      continue;
    }
    xs.push_back(f.place_x(s.x[i]));
    ys.push_back(f.place_y(s.y[i]));
  }
  flush();
}

void draw_dots(const Frame& f, const Series& s, ImDrawList* list) {
  const float radius = f.ui.stroke(std::max(2.0f, s.width * 1.5f));
  // Of many points one is enough on the same few pixels, and a simple shape.
  constexpr float kCell = 3;
  const bool many = length(s) > 2000;
  const auto columns = static_cast<std::size_t>(f.area.GetWidth() / kCell) + 2;
  const auto rows = static_cast<std::size_t>(f.area.GetHeight() / kCell) + 2;
  std::vector<bool> taken(many ? columns * rows : 0);
  for (std::size_t i = 0; i < length(s); ++i) {
    if (!f.usable(s, i)) continue;
    const ImVec2 at(f.place_x(s.x[i]), f.place_y(s.y[i]));
    if (!f.area.Contains(at)) continue;
    if (many) {
      const auto cell = static_cast<std::size_t>((at.x - f.area.Min.x) / kCell) * rows +
                        static_cast<std::size_t>((at.y - f.area.Min.y) / kCell);
      if (taken[cell]) continue;
      taken[cell] = true;
      list->AddNgonFilled(at, radius, with_alpha(s.colour, 0.75f), 8);
    } else {
      list->AddCircleFilled(at, radius, with_alpha(s.colour, 0.75f));
    }
  }
}

void draw_bars(const Frame& f, const Series& s, ImDrawList* list) {
  const std::size_t n = length(s);
  float space = f.area.GetWidth();
  for (std::size_t i = 1; i < n; ++i) {
    space = std::min(space, std::fabs(f.place_x(s.x[i]) - f.place_x(s.x[i - 1])));
  }
  if (n == 1) space = f.ui.px(48);
  const float half = std::clamp(space * 0.36f, 0.5f, f.ui.px(32));
  const float floor_y = f.y.logarithmic ? f.area.Max.y : f.place_y(std::max(0.0, f.y.low));
  for (std::size_t i = 0; i < n; ++i) {
    if (!f.usable(s, i)) continue;
    const float x = f.place_x(s.x[i]), y = f.place_y(s.y[i]);
    list->AddRectFilled(ImVec2(x - half, std::min(y, floor_y)),
                        ImVec2(x + half, std::max(y, floor_y)), s.colour,
                        std::min(f.ui.px(2), half), ImDrawFlags_RoundCornersTop);
  }
}

// Where the name of a baseline stands: above or below its line, at the right or the left, wherever
// it covers least. taken: names that stand already.
ImRect place_of_name(const Frame& f, float y, float width, std::span<const ImRect> taken) {
  const Ui& ui = f.ui;
  const float line = line_px(ui, kTextSmall), away = ui.px(3);
  ImRect best;
  float least = FLT_MAX;
  for (const bool right : {true, false}) {
    for (const bool above : {true, false}) {
      const float x = right ? f.area.Max.x - width - ui.px(2) : f.area.Min.x + ui.px(6);
      const float top = std::round(above ? y - away - line : y + away);
      const ImRect box(ImVec2(x, top), ImVec2(x + width, top + line));
      float cost = right ? 0.0f : 1.0f;
      // Above the axes stands the name of the y axis.
      const float highest = f.area.Min.y - (right ? ui.px(5) : 0);
      if (box.Min.y < highest || box.Max.y > f.area.Max.y) cost += 400;
      for (const ImRect& other : taken) cost += other.Overlaps(box) ? 200.0f : 0.0f;
      for (const Baseline& b : f.baselines) {
        const float at = f.y.usable(b.y) ? f.place_y(b.y) : -FLT_MAX;
        cost += at > box.Min.y - 1 && at < box.Max.y + 1 ? 100.0f : 0.0f;
      }
      float covered = 0;
      for (const Series& s : f.series) {
        for (std::size_t i = 0; i < length(s); ++i) {
          if (!f.usable(s, i)) continue;
          covered += box.Contains(ImVec2(f.place_x(s.x[i]), f.place_y(s.y[i]))) ? 1.0f : 0.0f;
        }
      }
      cost += std::min(covered, 50.0f);
      if (cost >= least) continue;
      least = cost;
      best = box;
    }
  }
  return best;
}

void draw_baselines(const Frame& f) {
  Ui& ui = f.ui;
  ImDrawList* list = ImGui::GetWindowDrawList();
  std::vector<ImRect> taken;
  for (const Baseline& b : f.baselines) {
    if (!f.y.usable(b.y)) continue;
    const float y = std::round(f.place_y(b.y));
    if (y < f.area.Min.y - 1 || y > f.area.Max.y + 1) continue;
    draw_dashes(list, ImVec2(f.area.Min.x, y), ImVec2(f.area.Max.x, y), ui.palette.baseline,
                ui.px(4), 1);
    const std::string shown =
        shortened(ui, Face::kRegular, kTextSmall, b.label, f.area.GetWidth() - ui.px(8));
    if (shown.empty()) continue;
    const ImRect box =
        place_of_name(f, y, text_width(ui, Face::kRegular, kTextSmall, shown), taken);
    // Lines of the grid and marks step back behind the letters.
    list->AddRectFilled(ImVec2(box.Min.x - ui.px(3), box.Min.y + ui.px(1)),
                        ImVec2(box.Max.x + ui.px(2), box.Max.y - ui.px(1)),
                        with_alpha(ui.palette.panel, 0.85f), ui.px(3));
    draw_line(list, ui, Face::kRegular, kTextSmall, box.Min, ui.palette.baseline, shown);
    taken.push_back(box);
  }
}

// The index of the last usable point; length when none.
std::size_t last_point(const Frame& f, const Series& s) {
  for (std::size_t i = length(s); i-- > 0;) {
    if (f.usable(s, i)) return i;
  }
  return length(s);
}

void draw_direct_labels(const Frame& f, float right_margin) {
  Ui& ui = f.ui;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float line = line_px(ui, kTextSmall);
  std::vector<const Series*> named;
  std::vector<float> wishes;
  for (const Series& s : f.series) {
    const std::size_t last = last_point(f, s);
    if (s.label.empty() || s.mark == Mark::kBars || last == length(s)) continue;
    named.push_back(&s);
    wishes.push_back(std::clamp(f.place_y(s.y[last]), f.area.Min.y, f.area.Max.y));
  }
  const auto centres =
      spread_labels(wishes, line, f.area.Min.y - line / 2, f.area.Max.y + line / 2);
  for (std::size_t i = 0; i < named.size(); ++i) {
    const std::string shown =
        shortened(ui, Face::kSemibold, kTextSmall, named[i]->label, right_margin - ui.px(10));
    // Ink darker than the line, so that small words read well.
    draw_line(list, ui, Face::kSemibold, kTextSmall,
              ImVec2(f.area.Max.x + ui.px(8), std::round(centres[i] - line / 2)),
              mix(named[i]->colour, ui.palette.text, 0.35f), shown);
  }
}

// What the pointer is at: one figure a series at the nearest x, or the nearest dot.
void draw_hover(const Frame& f) {
  Ui& ui = f.ui;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (!f.area.Contains(mouse)) return;
  ImDrawList* list = ImGui::GetWindowDrawList();
  struct Hit {
    const Series* series;
    std::size_t point;
  };
  std::vector<Hit> hits;
  Hit dot{nullptr, 0};
  float dot_distance = ui.px(18);
  float nearest_x = FLT_MAX, at_x = 0;
  for (const Series& s : f.series) {
    for (std::size_t i = 0; i < length(s); ++i) {
      if (!f.usable(s, i)) continue;
      const float dx = std::fabs(f.place_x(s.x[i]) - mouse.x);
      if (s.mark == Mark::kDots) {
        if (dx >= dot_distance) continue;
        const float distance = std::hypot(dx, f.place_y(s.y[i]) - mouse.y);
        if (distance < dot_distance) {
          dot_distance = distance;
          dot = {&s, i};
        }
      } else if (dx < nearest_x) {
        nearest_x = dx;
        at_x = f.place_x(s.x[i]);
      }
    }
  }
  if (dot.series != nullptr) {
    hits.push_back(dot);
  } else if (nearest_x < FLT_MAX) {
    for (const Series& s : f.series) {
      if (s.mark == Mark::kDots) continue;
      std::size_t best = length(s);
      float distance = FLT_MAX;
      for (std::size_t i = 0; i < length(s); ++i) {
        if (!f.usable(s, i)) continue;
        const float d = std::fabs(f.place_x(s.x[i]) - at_x);
        if (d < distance) {
          distance = d;
          best = i;
        }
      }
      if (best < length(s)) hits.push_back({&s, best});
    }
    const float x = std::round(at_x);
    list->AddRectFilled(ImVec2(x, f.area.Min.y), ImVec2(x + 1, f.area.Max.y),
                        ui.palette.chart_axis);
  }
  if (hits.empty()) return;
  for (const Hit& h : hits) {
    const ImVec2 at(f.place_x(h.series->x[h.point]), f.place_y(h.series->y[h.point]));
    list->AddCircleFilled(at, ui.px(5), ui.palette.panel);
    list->AddCircleFilled(at, ui.px(3.5f), h.series->colour);
  }
  begin_tooltip(ui);
  tooltip_figure(ui, f.options.x.label, chart_number(hits[0].series->x[hits[0].point]));
  for (const Hit& h : hits) {
    const bool alone = f.series.size() == 1 || h.series->label.empty();
    tooltip_figure(ui, alone && !f.options.y.label.empty() ? f.options.y.label : h.series->label,
                   chart_number(h.series->y[h.point]), h.series->colour);
  }
  end_tooltip();
}

void draw_empty(Ui& ui, const ImRect& box, const std::string& words) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float line = line_px(ui, kTextBody), room = box.GetWidth() - ui.px(4 * kGrid);
  list->AddRectFilled(box.Min, box.Max, mix(ui.palette.panel, ui.palette.hairline, 0.35f),
                      ui.px(kControlRounding));
  const auto lines = wrap_lines(ui, Face::kRegular, kTextBody, words, std::max(1.0f, room));
  float y = box.GetCenter().y - static_cast<float>(lines.size()) * line / 2;
  for (const auto l : lines) {
    const float w = text_width(ui, Face::kRegular, kTextBody, l);
    draw_line(list, ui, Face::kRegular, kTextBody,
              ImVec2(std::round(box.GetCenter().x - w / 2), std::round(y)), ui.palette.text_muted,
              l);
    y += line;
  }
}

}  // namespace

void plot(Ui& ui, const char* name, std::span<const Series> series,
          std::span<const Baseline> baselines, const PlotOptions& options) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return;
  const float width = item_width(), height = ui.px(options.height);
  const ImVec2 pos = window->DC.CursorPos;
  const ImRect box(pos, ImVec2(pos.x + width, pos.y + height));
  const ImGuiID id = window->GetID(name);
  ImGui::ItemSize(box.GetSize(), 0);
  constexpr int kFlags = int{ImGuiItemFlags_NoNav} | int{ImGuiItemFlags_AllowOverlap};
  if (!ImGui::ItemAdd(box, id, nullptr, kFlags)) return;
  const bool hovered = ImGui::ItemHoverable(box, id, GImGui->LastItemData.ItemFlags);
  ui.mark_item(name);
  if (AccessNode* node = ui.access.note(AccessRole::kChart, name, chart_title(ui, options))) {
    node->id = 0;
    node->value = chart_summary(ui, series, baselines);
    if (node->value.empty()) node->value = options.empty;
    for (const Series& s : series) node->num_rows += static_cast<int>(length(s));
    node->has_table = node->num_rows > 0;
    if (node->has_table && ui.access.wants_table(name)) {
      node->table = chart_table(ui, series, baselines, options);
      node->num_rows = static_cast<int>(node->table.rows.size());
      thin_table(node->table, kReadRows);
    }
  }

  Frame f{ui, series, baselines, options, {}, {}, box};
  if (!find_ranges(f)) {
    draw_empty(ui, box, options.empty);
    return;
  }
  PictureScope picture(ui, name, box.Min, box.Max);
  // Room for what stands around the axes.
  const float line = line_px(ui, kTextSmall);
  const float head = options.y.label.empty() ? line / 2 : line + ui.px(6);
  // A low chart has its x label on the line of the numbers.
  const bool low = height < ui.px(140);
  const float foot = line + ui.px(6) + (options.x.label.empty() || low ? 0 : line);
  f.area.Min.y = box.Min.y + head;
  f.area.Max.y = std::max(f.area.Min.y + 8, box.Max.y - foot);
  const int max_y = std::max(2, static_cast<int>(f.area.GetHeight() / ui.px(32)));
  if (options.y.automatic && !f.y.logarithmic) widen_to_ticks(f.y.low, f.y.high, max_y);
  const Ticks ty = ticks_of(f.y, max_y);
  float left = ui.px(kGrid), right = ui.px(kGrid);
  for (const std::string& label : ty.labels) {
    left = std::max(left, text_width(ui, Face::kMono, kTextSmall, label) + ui.px(kGrid));
  }
  for (const Series& s : series) {
    if (s.label.empty() || s.mark == Mark::kBars) continue;
    right = std::max(right, text_width(ui, Face::kSemibold, kTextSmall, s.label) + ui.px(12));
  }
  right = std::min(right, width * 0.34f);
  f.area.Min.x = std::round(box.Min.x + std::min(left, width * 0.4f));
  f.area.Max.x = std::max(f.area.Min.x + 8, std::round(box.Max.x - right));
  Ticks tx = ticks_of(f.x, std::max(2, static_cast<int>(f.area.GetWidth() / ui.px(80))));
  if (options.x.whole) keep_whole(tx);

  ImDrawList* list = window->DrawList;
  if (!options.y.label.empty()) {
    draw_line(
        list, ui, Face::kRegular, kTextSmall, box.Min, ui.palette.text_muted,
        shortened(ui, Face::kRegular, kTextSmall, options.y.label, width - ui.px(kSaveButton + 4)));
  }
  float x_label_left = f.area.Max.x;
  if (!options.x.label.empty()) {
    // On the line of the numbers it may reach under the names of the lines.
    const float end = low ? box.Max.x : f.area.Max.x;
    const std::string shown =
        shortened(ui, Face::kRegular, kTextSmall, options.x.label, f.area.GetWidth());
    x_label_left = end - text_width(ui, Face::kRegular, kTextSmall, shown);
    draw_line(list, ui, Face::kRegular, kTextSmall, ImVec2(x_label_left, box.Max.y - line),
              ui.palette.text_muted, shown);
  }
  draw_axes(f, tx, ty, low && !options.x.label.empty() ? x_label_left - ui.px(kGrid) : FLT_MAX);
  const float out = ui.px(5);  // marks on the edge are whole
  list->PushClipRect(ImVec2(f.area.Min.x - out, f.area.Min.y - out),
                     ImVec2(f.area.Max.x + out, f.area.Max.y + 1), true);
  for (const Series& s : series) {
    if (s.mark == Mark::kDots) {
      draw_dots(f, s, list);
    } else if (s.mark == Mark::kBars) {
      draw_bars(f, s, list);
    } else {
      draw_line_series(f, s, list);
    }
  }
  list->PopClipRect();
  draw_baselines(f);
  draw_direct_labels(f, right);
  picture.finish();
  const float side = ui.px(kSaveButton);
  save_button(ui, name, ImVec2(box.Max.x - side, box.Min.y - ui.px(2)),
              ImVec2(box.Max.x, box.Min.y - ui.px(2) + side),
              [&] { return plot_table(series, baselines, options); });
  if (hovered) draw_hover(f);
}

}  // namespace wordspace::ui
