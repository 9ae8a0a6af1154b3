// The map: view and gliding kept between frames, pointer and keys.
// Not drawing marks and names (scatter_draw.cpp), not GL (scatter_gl.cpp).
#include "ui/scatter.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "ui/icons.h"
#include "ui/picture.h"
#include "ui/scatter_impl.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

constexpr double kGlideMs = 180;

// The map in words; its table are the first points.
void note_map(Ui& ui, const char* name, const ScatterData& data) {
  const std::size_t n = data.positions.size() / 2;
  AccessNode* node = ui.access.note(AccessRole::kChart, name, ui.t("access.map"));
  if (node == nullptr) return;
  node->movable = n > 0;
  node->num_rows = static_cast<int>(n);
  node->has_table = n > 0 && data.label != nullptr;
  node->value = n > 0 ? ui.format("access.map.points", {format_count(static_cast<double>(n))})
                      : std::string(data.empty);
  if (!node->has_table || !ui.access.wants_table(name)) return;
  node->table.header = {ui.t("access.map.point")};
  node->table.header.emplace_back(data.x_label.empty() ? ui.t("access.chart.x") : data.x_label);
  node->table.header.emplace_back(data.y_label.empty() ? ui.t("access.chart.y") : data.y_label);
  for (std::size_t i = 0; i < n && i < kReadRows; ++i) {
    node->table.rows.push_back({std::string(data.label(i)),
                                format_number(static_cast<double>(data.positions[2 * i]), 4),
                                format_number(static_cast<double>(data.positions[2 * i + 1]), 4)});
  }
}

}  // namespace

void Scatter::Impl::take_positions(Ui& ui, const ScatterData& data) {
  const double age = ui.now_ms - glide_start_ms;
  share = ui.reduced_motion || share >= 1 ? 1.0f : static_cast<float>(eased(age / kGlideMs));
  const std::size_t n = data.positions.size() / 2;
  const bool other_points = n != num_points();
  if (other_points || data.version != version) {
    version = data.version;
    // Points that are new appear where they belong, the others glide there.
    const std::size_t stay = std::min(n, num_points());
    if (stay == 0) {
      follows = true;
      has_view = false;
    }
    if (other_points) names.clear();
    for (std::size_t i = 0; i < 2 * stay; ++i) from[i] += (to[i] - from[i]) * share;
    from.resize(2 * stay);
    from.insert(from.end(), data.positions.begin() + static_cast<std::ptrdiff_t>(2 * stay),
                data.positions.begin() + static_cast<std::ptrdiff_t>(2 * n));
    to.assign(data.positions.begin(), data.positions.begin() + static_cast<std::ptrdiff_t>(2 * n));
    share = ui.reduced_motion || stay == 0 ? 1.0f : 0.0f;
    glide_start_ms = ui.now_ms;
    ++positions_stamp;
    if (follows) wants_fit = true;
  }
  if (share < 1) ui.want_frame = true;
}

void Scatter::Impl::take_groups(const ScatterData& data) {
  const std::size_t n = num_points();
  const bool same = groups.size() == n &&
                    (data.groups.size() == n
                         ? n == 0 || std::memcmp(groups.data(), data.groups.data(), n) == 0
                         : groups_stamp != 0 && std::all_of(groups.begin(), groups.end(),
                                                            [](std::uint8_t g) { return g == 0; }));
  if (same) return;
  if (data.groups.size() == n) {
    groups.assign(data.groups.begin(), data.groups.end());
  } else {
    groups.assign(n, 0);
  }
  ++groups_stamp;
}

void Scatter::Impl::go_to(Ui& ui, const ScatterView& target) {
  if (!has_view || ui.reduced_motion) {
    view = target;
    has_view = true;
    view_glides = false;
    return;
  }
  view_from = view;
  view_to = target;
  view_start_ms = ui.now_ms;
  view_glides = true;
}

void Scatter::Impl::move_view(Ui& ui, const ScatterData& data) {
  if (num_points() == 0) return;
  const ImVec2 size = box.GetSize();
  const float margin = std::min(ui.px(20), std::min(size.x, size.y) / 8);
  // Axes' names and buttons lie over the lower edge: what is fitted stands above them.
  const float edge = size.y > ui.px(240) ? ui.px(28) : 0;
  const ImVec2 free(size.x, size.y - edge);
  const auto above_edge = [&](ScatterView out) {
    out.pan(ImVec2(0, -edge / 2));
    return out;
  };
  const bool resized = size.x != last_size.x || size.y != last_size.y;
  last_size = size;
  if (view_glides) {
    const double t = (ui.now_ms - view_start_ms) / kGlideMs;
    view = between(view_from, view_to, eased(t));
    view_glides = t < 1;
  }
  if (!has_view || wants_fit || resized) {
    std::vector<unsigned> keep(data.selected.begin(), data.selected.end());
    keep.insert(keep.end(), data.highlighted.begin(), data.highlighted.end());
    fitted = above_edge(fitting_bulk(to, keep, free, margin, data.equal_units));
  }
  if (!wants_look.empty()) {
    ScatterView target = fitting_view(to, wants_look, free, margin * 3, data.equal_units);
    // One word alone is shown with its neighbourhood.
    const double most = 12;
    target.scale_x = std::min(target.scale_x, fitted.scale_x * most);
    target.scale_y = std::min(target.scale_y, fitted.scale_y * most);
    target = above_edge(target);
    follows = false;
    wants_look.clear();
    go_to(ui, target);
  } else if (!has_view || wants_fit) {
    go_to(ui, fitted);
  } else if (resized && follows) {
    view = fitted;
    view_glides = false;
  }
  wants_fit = false;
  if (view_glides) ui.want_frame = true;
}

void Scatter::Impl::zoom(ImVec2 place, double factor) {
  const double share_of_fit = view.scale_x / fitted.scale_x;
  factor = std::clamp(factor, 0.25 / share_of_fit, 2000 / share_of_fit);
  view.zoom_at(middle(), place, factor);
  follows = false;
  view_glides = false;
}

void Scatter::Impl::pan(ImVec2 pixels) {
  view.pan(pixels);
  follows = false;
  view_glides = false;
}

void Scatter::Impl::press_key(std::string_view key) {
  const float step = std::max(24.0f, box.GetWidth() / 8);
  if (key == "ArrowLeft") pan(ImVec2(step, 0));
  if (key == "ArrowRight") pan(ImVec2(-step, 0));
  if (key == "ArrowUp") pan(ImVec2(0, step));
  if (key == "ArrowDown") pan(ImVec2(0, -step));
  if (key == "+" || key == "=") zoom(middle(), 1.4);
  if (key == "-") zoom(middle(), 1 / 1.4);
  if (key == "0") wants_fit = follows = true;
}

void Scatter::Impl::handle_input(const ScatterData& /*data*/, bool hovered, bool held,
                                 bool focused) {
  const ImGuiIO& io = ImGui::GetIO();
  if (hovered) {
    ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY);
    if (io.MouseWheel != 0) zoom(io.MousePos, std::pow(1.2, static_cast<double>(io.MouseWheel)));
  }
  if (held && ImGui::IsMouseDragging(0, 4)) {
    dragged = true;
    pan(io.MouseDelta);
  }
  if (focused && !io.WantTextInput) {
    if (ImGui::IsKeyPressed(ImGuiKey_Equal) || ImGui::IsKeyPressed(ImGuiKey_KeypadAdd)) {
      press_key("+");
    }
    if (ImGui::IsKeyPressed(ImGuiKey_Minus) || ImGui::IsKeyPressed(ImGuiKey_KeypadSubtract)) {
      press_key("-");
    }
    if (ImGui::IsKeyPressed(ImGuiKey_0)) press_key("0");
  }
}

// The nearest point within reach of a place; points come before names.
int Scatter::Impl::point_at(ImVec2 mouse, float reach) const {
  // A name hides the points behind it: what one reads is what one gets.
  for (const auto& [i, shown] : names) {
    if (shown.box.Contains(mouse) && i < num_points()) return static_cast<int>(i);
  }
  int best = -1;
  float best_distance = reach * reach;
  for (std::size_t i = 0; i < num_points(); ++i) {
    ImVec2 at;
    if (!place(i, &at)) continue;
    const float dx = at.x - mouse.x, dy = at.y - mouse.y;
    const float distance = dx * dx + dy * dy;
    if (distance < best_distance) {
      best_distance = distance;
      best = static_cast<int>(i);
    }
  }
  return best;
}

Scatter::Scatter() : impl_(std::make_unique<Impl>()) {}
Scatter::~Scatter() = default;

void Scatter::set_shaders(std::string vertex, std::string fragment) {
  impl_->gl.set_shaders(std::move(vertex), std::move(fragment));
}

void Scatter::forget_gl() { impl_->gl.forget(); }

void Scatter::fit_view() { impl_->wants_fit = impl_->follows = true; }

void Scatter::look_at(std::span<const std::uint32_t> points) {
  impl_->wants_look.assign(points.begin(), points.end());
}

ScatterEvent Scatter::draw(Ui& ui, const char* name, ImVec2 size, const ScatterData& data) {
  ScatterEvent event;
  Impl& m = *impl_;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return event;
  if (size.x <= 0) size.x = content_width();
  if (size.y <= 0) size.y = std::max(ui.px(120), ImGui::GetContentRegionAvail().y);
  size.x = std::min(size.x, content_width());
  const ImVec2 pos(std::round(window->DC.CursorPos.x), std::round(window->DC.CursorPos.y));
  m.box = ImRect(pos, ImVec2(pos.x + std::floor(size.x), pos.y + std::floor(size.y)));
  const ImGuiID id = window->GetID(name);
  ImGui::ItemSize(m.box.GetSize(), 0);
  if (!ImGui::ItemAdd(m.box, id, nullptr, ImGuiItemFlags_AllowOverlap)) return event;
  ui.mark_item(name);
  if (ui.access.takes_focus(name, id, m.box.Min, m.box.Max)) ui.want_frame = true;
  note_map(ui, name, data);
  bool hovered = false, held = false;
  ImGui::ButtonBehavior(m.box, id, &hovered, &held, ImGuiButtonFlags_AllowOverlap);

  m.take_positions(ui, data);
  m.take_groups(data);
  if (m.num_points() == 0) {
    const auto lines =
        wrap_lines(ui, Face::kRegular, kTextLead, data.empty, m.box.GetWidth() * 0.8f);
    float y = m.box.GetCenter().y - static_cast<float>(lines.size()) * line_px(ui, kTextLead) / 2;
    for (const auto l : lines) {
      const float x = m.box.GetCenter().x - text_width(ui, Face::kRegular, kTextLead, l) / 2;
      draw_line(window->DrawList, ui, Face::kRegular, kTextLead,
                ImVec2(std::round(x), std::round(y)), ui.palette.text_muted, l);
      y += line_px(ui, kTextLead);
    }
    return event;
  }
  m.move_view(ui, data);
  const bool focused = GImGui->NavId == id && GImGui->NavWindow == window;
  m.handle_input(data, hovered, held, focused);
  if (const std::string* key = ui.access.takes_value(name)) {
    m.press_key(*key);
    ui.want_frame = true;
  }
  if (m.wants_fit) ui.want_frame = true;

  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (hovered && !m.dragged) {
    event.hovered = m.point_at(mouse, ui.px(12));
    if (ImGui::IsMouseDoubleClicked(0) && event.hovered < 0) {
      fit_view();
      ui.want_frame = true;
    }
    if (ImGui::IsMouseReleased(0) && GImGui->IO.MouseDragMaxDistanceSqr[0] < 16) {
      event.clicked = event.hovered;
    }
    if (event.hovered >= 0) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  }
  if (!ImGui::IsMouseDown(0)) m.dragged = false;

  const std::string word = std::string(name) + ".word.";
  if (ui.access.pressed.starts_with(word)) {
    for (const auto& points : {data.selected, data.highlighted}) {
      for (const std::uint32_t i : points) {
        if (event.clicked < 0 && ui.access.pressed.substr(word.size()) == data.label(i)) {
          event.clicked = static_cast<int>(i);
          ui.want_frame = true;
        }
      }
    }
    ui.access.pressed.clear();
  }

  ImDrawList* list = window->DrawList;
  PictureScope picture(ui, name, m.box.Min, m.box.Max);
  list->PushClipRect(m.box.Min, m.box.Max, true);
  m.draw_points(ui, data);
  m.draw_axis_labels(ui, data);
  m.draw_arrows(ui, data);
  m.draw_marked(ui, data);
  m.draw_names(ui, name, data);
  ImVec2 at;
  if (event.hovered >= 0 && m.place(static_cast<std::size_t>(event.hovered), &at)) {
    list->AddCircle(at, m.radius + ui.px(3), ui.palette.text, 0, ui.px(1.5f));
    begin_tooltip(ui);
    const auto point = static_cast<std::size_t>(event.hovered);
    if (data.label && !data.label(point).empty()) tooltip_text(ui, data.label(point), true);
    const std::string detail = data.detail ? data.detail(point) : std::string();
    for (std::size_t start = 0; start < detail.size();) {
      const std::size_t end = std::min(detail.find('\n', start), detail.size());
      const std::string_view line = std::string_view(detail).substr(start, end - start);
      const std::size_t tab = line.find('\t');
      if (tab == std::string_view::npos) {
        tooltip_text(ui, line);
      } else {
        tooltip_figure(ui, line.substr(0, tab), line.substr(tab + 1));
      }
      start = end + 1;
    }
    end_tooltip();
  }
  list->PopClipRect();
  picture.finish();
  draw_focus(ui, m.box, id, 0);

  // Zooming for those without a wheel; saving left of it.
  const char* const icon_of[3] = {icons::kZoomIn, icons::kZoomOut, icons::kFit};
  const char* const part_of[3] = {".zoom_in", ".zoom_out", ".fit"};
  const char* const key_of[3] = {"ui.zoom_in", "ui.zoom_out", "ui.fit"};
  const char* const english_of[3] = {"Zoom in", "Zoom out", "Show everything"};
  const float side = ui.px(32), corner = ui.px(8);
  const ImVec2 save(m.box.Max.x - corner - 4 * (side + ui.px(2)), m.box.Max.y - corner - side);
  save_button(ui, name, save, ImVec2(save.x + side, save.y + side),
              [&] { return scatter_table(ui, data); });
  for (int i = 0; i < 3; ++i) {
    const ImVec2 min(m.box.Max.x - corner - static_cast<float>(3 - i) * (side + ui.px(2)),
                     m.box.Max.y - corner - side);
    const std::string own = std::string(name) + part_of[i];
    const Pressable p =
        pressable_at(ui, own.c_str(), ImRect(min, ImVec2(min.x + side, min.y + side)));
    p.describe(AccessRole::kButton,
               ui.words.has(key_of[i]) ? ui.words.text(key_of[i]) : english_of[i]);
    if (!p.visible) continue;
    list->AddRectFilled(p.box.Min, p.box.Max,
                        mix(with_alpha(ui.palette.panel, 0.85f), ui.palette.accent_soft, p.warmth),
                        ui.px(6));
    draw_icon(list, ui, icon_of[i], 16, p.box.GetCenter(),
              mix(ui.palette.text_muted, ui.palette.accent, p.warmth));
    draw_focus(ui, p.box, p.id, ui.px(6));
    hover_tooltip(ui, ui.words.has(key_of[i]) ? ui.words.text(key_of[i]) : english_of[i]);
    if (!p.pressed) continue;
    if (i == 2) {
      fit_view();
    } else {
      ScatterView target = m.view;
      target.zoom_at(m.middle(), m.middle(), i == 0 ? 1.6 : 1 / 1.6);
      m.follows = false;
      m.go_to(ui, target);
    }
    ui.want_frame = true;
  }
  return event;
}

}  // namespace wordspace::ui
