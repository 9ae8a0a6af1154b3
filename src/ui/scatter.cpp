// The map: view and gliding kept between frames, pointer and keys, marks, arrows and names.
// Not GL (scatter_gl.cpp), not the choice of places for names (label_placement.cpp).
#include "ui/scatter.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

#include "ui/icons.h"
#include "ui/label_placement.h"
#include "ui/parts.h"
#include "ui/scatter_gl.h"
#include "ui/scatter_view.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

constexpr double kGlideMs = 180;
constexpr std::size_t kMostWithoutShaders = 3000;

enum Shape { kDisc, kSquare, kTriangle, kDiamond };

}  // namespace

void draw_group_mark(ImDrawList* list, int group, ImVec2 at, float radius, ImU32 colour) {
  switch (group % 4) {
    case kSquare: {
      const float h = radius * 0.84f;
      list->AddRectFilled(ImVec2(at.x - h, at.y - h), ImVec2(at.x + h, at.y + h), colour);
      break;
    }
    case kTriangle: {
      const float h = radius * 0.62f;
      list->AddTriangleFilled(ImVec2(at.x, at.y - 2 * h), ImVec2(at.x + 1.7320508f * h, at.y + h),
                              ImVec2(at.x - 1.7320508f * h, at.y + h), colour);
      break;
    }
    case kDiamond: {
      const float h = radius * 1.2f;
      list->AddQuadFilled(ImVec2(at.x, at.y - h), ImVec2(at.x + h, at.y), ImVec2(at.x, at.y + h),
                          ImVec2(at.x - h, at.y), colour);
      break;
    }
    default:
      list->AddCircleFilled(at, radius, colour);
  }
}

struct Scatter::Impl {
  ScatterGl gl;
  ScatterFrame frame;

  // Points glide from `from` to `to`; stamps tell the GL side what is new.
  std::vector<float> from, to;
  std::uint64_t version = 0, positions_stamp = 0, groups_stamp = 0;
  std::vector<std::uint8_t> groups;
  double glide_start_ms = 0;
  float share = 1;

  ScatterView view, view_from, view_to, fitted;
  double view_start_ms = 0;
  bool view_glides = false, has_view = false;
  bool follows = true;  // everything stays in view until someone moves the map
  bool wants_fit = false;
  std::vector<unsigned> wants_look;
  ImVec2 last_size;
  bool dragged = false;

  struct Name {
    int side;
    ImRect box;
  };
  std::unordered_map<std::uint32_t, Name> names;  // of the last frame

  // Of the call that is being drawn.
  ImRect box;
  float radius = 3;

  std::size_t num_points() const { return to.size() / 2; }
  ImVec2 middle() const { return box.GetCenter(); }
  bool place(std::size_t i, ImVec2* at) const {
    const float x = from[2 * i] + (to[2 * i] - from[2 * i]) * share;
    const float y = from[2 * i + 1] + (to[2 * i + 1] - from[2 * i + 1]) * share;
    if (!std::isfinite(x) || !std::isfinite(y)) return false;
    *at = view.screen_from_data(middle(), x, y);
    return true;
  }
  int group_of(std::size_t i) const { return i < groups.size() ? groups[i] : 0; }

  void take_positions(Ui& ui, const ScatterData& data);
  void take_groups(const ScatterData& data);
  void move_view(Ui& ui, const ScatterData& data);
  void go_to(Ui& ui, const ScatterView& target);
  void handle_input(const ScatterData& data, bool hovered, bool held, bool focused);
  int point_at(ImVec2 mouse, float reach) const;
  ImU32 colour_of(const Ui& ui, const ScatterData& data, std::size_t i) const;
  void draw_points(Ui& ui, const ScatterData& data);
  void draw_arrows(Ui& ui, const ScatterData& data);
  void draw_marked(Ui& ui, const ScatterData& data);
  void draw_names(Ui& ui, const char* name, const ScatterData& data);
  void draw_axis_labels(Ui& ui, const ScatterData& data);
  static void callback(const ImDrawList* list, const ImDrawCmd* command);
};

void Scatter::Impl::take_positions(Ui& ui, const ScatterData& data) {
  const double age = ui.now_ms - glide_start_ms;
  share = ui.reduced_motion || share >= 1 ? 1.0f : static_cast<float>(eased(age / kGlideMs));
  const std::size_t n = data.positions.size() / 2;
  const bool other_points = n != num_points();
  if (other_points || data.version != version) {
    version = data.version;
    if (other_points) {
      from.assign(data.positions.begin(),
                  data.positions.begin() + static_cast<std::ptrdiff_t>(2 * n));
      to = from;
      names.clear();
      share = 1;
      follows = true;
      has_view = false;
    } else {
      for (std::size_t i = 0; i < 2 * n; ++i) {
        from[i] += (to[i] - from[i]) * share;
        to[i] = data.positions[i];
      }
      share = ui.reduced_motion ? 1.0f : 0.0f;
      glide_start_ms = ui.now_ms;
    }
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
  const float margin = std::min(ui.px(40), std::min(size.x, size.y) / 5);
  const bool resized = size.x != last_size.x || size.y != last_size.y;
  last_size = size;
  if (view_glides) {
    const double t = (ui.now_ms - view_start_ms) / kGlideMs;
    view = between(view_from, view_to, eased(t));
    view_glides = t < 1;
  }
  if (!has_view || wants_fit || resized) {
    fitted = fitting_view(to, {}, size, margin, data.equal_units);
  }
  if (!wants_look.empty()) {
    ScatterView target = fitting_view(to, wants_look, size, margin * 2, data.equal_units);
    // One word alone is shown with its neighbourhood.
    const double most = 12;
    target.scale_x = std::min(target.scale_x, fitted.scale_x * most);
    target.scale_y = std::min(target.scale_y, fitted.scale_y * most);
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

void Scatter::Impl::handle_input(const ScatterData& /*data*/, bool hovered, bool held,
                                 bool focused) {
  const ImGuiIO& io = ImGui::GetIO();
  const auto zoom = [this](ImVec2 place, double factor) {
    const double share_of_fit = view.scale_x / fitted.scale_x;
    factor = std::clamp(factor, 0.25 / share_of_fit, 2000 / share_of_fit);
    view.zoom_at(middle(), place, factor);
    follows = false;
    view_glides = false;
  };
  if (hovered) {
    ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY);
    if (io.MouseWheel != 0) zoom(io.MousePos, std::pow(1.2, static_cast<double>(io.MouseWheel)));
  }
  if (held && ImGui::IsMouseDragging(0, 4)) {
    dragged = true;
    view.pan(io.MouseDelta);
    follows = false;
    view_glides = false;
  }
  if (focused && !io.WantTextInput) {
    if (ImGui::IsKeyPressed(ImGuiKey_Equal) || ImGui::IsKeyPressed(ImGuiKey_KeypadAdd)) {
      zoom(middle(), 1.4);
    }
    if (ImGui::IsKeyPressed(ImGuiKey_Minus) || ImGui::IsKeyPressed(ImGuiKey_KeypadSubtract)) {
      zoom(middle(), 1 / 1.4);
    }
    if (ImGui::IsKeyPressed(ImGuiKey_0)) wants_fit = follows = true;
  }
}

// The nearest point within reach of a place; points come before names.
int Scatter::Impl::point_at(ImVec2 mouse, float reach) const {
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
  if (best >= 0) return best;
  for (const auto& [i, shown] : names) {
    if (shown.box.Contains(mouse) && i < num_points()) return static_cast<int>(i);
  }
  return -1;
}

ImU32 Scatter::Impl::colour_of(const Ui& ui, const ScatterData& data, std::size_t i) const {
  const auto g = static_cast<std::size_t>(group_of(i));
  return g < data.group_colours.size() ? data.group_colours[g] : ui.palette.accent;
}

void Scatter::Impl::callback(const ImDrawList* /*list*/, const ImDrawCmd* command) {
  auto* self = static_cast<Impl*>(command->UserCallbackData);
  self->gl.draw(self->frame, self->from, self->to, self->positions_stamp, self->groups,
                self->groups_stamp);
}

void Scatter::Impl::draw_points(Ui& ui, const ScatterData& data) {
  const std::size_t n = num_points();
  const float zoomed = static_cast<float>(view.scale_x / fitted.scale_x);
  const float own = std::clamp(
      4.5f * std::pow(static_cast<float>(std::max<std::size_t>(n, 1)) / 300.0f, -0.2f), 1.7f, 4.5f);
  radius = ui.px(own * std::clamp(std::pow(zoomed, 0.3f), 1.0f, 2.2f));
  float alpha = n > 20000 ? 0.6f : n > 3000 ? 0.7f : 0.85f;
  // The rest steps back behind what is marked.
  if (!data.highlighted.empty() || !data.selected.empty()) alpha *= 0.5f;

  ImDrawList* list = ImGui::GetWindowDrawList();
  if (gl.usable()) {
    const ImGuiIO& io = ImGui::GetIO();
    const ImVec2 fb = io.DisplayFramebufferScale;
    const float fb_height = io.DisplaySize.y * fb.y;
    const auto rect = [&](const ImRect& r, int out[4]) {
      out[0] = static_cast<int>(std::lround(r.Min.x * fb.x));
      out[1] = static_cast<int>(std::lround(fb_height - r.Max.y * fb.y));
      out[2] = static_cast<int>(std::lround(r.GetWidth() * fb.x));
      out[3] = static_cast<int>(std::lround(r.GetHeight() * fb.y));
    };
    rect(box, frame.viewport);
    ImRect clip(list->GetClipRectMin(), list->GetClipRectMax());
    clip.ClipWithFull(box);
    rect(clip, frame.scissor);
    frame.num_points = static_cast<int>(n);
    frame.centre[0] = static_cast<float>(view.centre_x);
    frame.centre[1] = static_cast<float>(view.centre_y);
    frame.scale[0] = static_cast<float>(view.scale_x) * fb.x;
    frame.scale[1] = static_cast<float>(view.scale_y) * fb.y;
    frame.share = share;
    frame.radius = radius * fb.x;
    for (std::size_t g = 0; g < 16; ++g) {
      const ImVec4 c = ImGui::ColorConvertU32ToFloat4(
          g < data.group_colours.size() ? data.group_colours[g] : ui.palette.accent);
      const float rgba[4] = {c.x, c.y, c.z, c.w * alpha};
      std::copy(rgba, rgba + 4, frame.colours + 4 * g);
    }
    list->AddCallback(&Impl::callback, this);
    list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
    return;
  }
  std::size_t drawn = 0;
  for (std::size_t i = 0; i < n && drawn < kMostWithoutShaders; ++i) {
    ImVec2 at;
    if (!place(i, &at) || !box.Contains(at)) continue;
    draw_group_mark(list, group_of(i), at, radius, with_alpha(colour_of(ui, data, i), alpha));
    ++drawn;
  }
}

void Scatter::Impl::draw_arrows(Ui& ui, const ScatterData& data) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (const auto& arrow : data.arrows) {
    ImVec2 a, b;
    if (arrow[0] >= num_points() || arrow[1] >= num_points()) continue;
    if (!place(arrow[0], &a) || !place(arrow[1], &b)) continue;
    const float length = std::hypot(b.x - a.x, b.y - a.y);
    const float gap_px = radius * 1.6f + ui.px(3), head = ui.px(9);
    if (length < 2 * gap_px + head) continue;
    const ImVec2 along((b.x - a.x) / length, (b.y - a.y) / length);
    const ImVec2 start(a.x + along.x * gap_px, a.y + along.y * gap_px);
    const ImVec2 tip(b.x - along.x * gap_px, b.y - along.y * gap_px);
    const ImVec2 neck(tip.x - along.x * head, tip.y - along.y * head);
    const ImVec2 side(-along.y * head * 0.45f, along.x * head * 0.45f);
    list->AddLine(start, neck, ui.palette.accent, ui.px(1.75f));
    list->AddTriangleFilled(tip, ImVec2(neck.x + side.x, neck.y + side.y),
                            ImVec2(neck.x - side.x, neck.y - side.y), ui.palette.accent);
  }
}

void Scatter::Impl::draw_marked(Ui& ui, const ScatterData& data) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const auto mark = [&](std::uint32_t i, float size, bool ring) {
    ImVec2 at;
    if (i >= num_points() || !place(i, &at)) return;
    const float r = std::max(radius * size, ui.px(4.5f));
    if (ring) list->AddCircle(at, r + ui.px(4), ui.palette.accent, 0, ui.px(2));
    draw_group_mark(list, group_of(i), at, r + ui.px(1.5f), ui.palette.panel);
    draw_group_mark(list, group_of(i), at, r, colour_of(ui, data, i));
  };
  for (const std::uint32_t i : data.highlighted) mark(i, 1.5f, false);
  for (const std::uint32_t i : data.selected) mark(i, 1.7f, true);
}

void Scatter::Impl::draw_names(Ui& ui, const char* name, const ScatterData& data) {
  if (!data.label) return;
  const float scale = ui.text_scale;
  const float area = box.GetWidth() * box.GetHeight();
  const float each = (data.all_labels ? 2200.0f : 8000.0f) * scale * scale;
  const auto max_num = static_cast<std::size_t>(std::clamp(area / each, 8.0f, 240.0f));

  struct Candidate {
    std::uint32_t point;
    Face face;
    float size;
    bool marked;
  };
  std::vector<Candidate> candidates;
  std::vector<LabelWish> wishes;
  std::vector<bool> taken(num_points(), false);
  const float height_small = line_px(ui, kTextSmall), height_body = line_px(ui, kTextBody);
  std::vector<LabelArea> marks;  // of marked points: no name covers them
  const auto add = [&](std::uint32_t i, Face face, float size, bool must) {
    ImVec2 at;
    if (i >= num_points() || taken[i] || !place(i, &at) || !box.Contains(at)) return;
    const std::string_view words = data.label(i);
    if (words.empty()) return;
    taken[i] = true;
    LabelWish w;
    w.x = at.x;
    w.y = at.y;
    w.width = std::min(text_width(ui, face, size, words), ui.px(220));
    w.height = size > kTextSmall ? height_body : height_small;
    const bool ring = face == Face::kSemibold;
    const float mark = must ? std::max(radius * 1.7f, ui.px(5)) + ui.px(ring ? 6 : 1) : radius;
    w.reach = mark + ui.px(4);
    if (must) marks.push_back({at.x - mark, at.y - mark, at.x + mark, at.y + mark});
    w.must = must;
    const auto before = names.find(i);
    if (before != names.end()) w.side_before = before->second.side;
    wishes.push_back(w);
    candidates.push_back({i, face, size, must});
  };
  for (const std::uint32_t i : data.selected) add(i, Face::kSemibold, kTextBody, true);
  for (const std::uint32_t i : data.highlighted) add(i, Face::kRegular, kTextBody, true);
  const std::size_t num_must = wishes.size();

  // The first of the points in view stand for the rest; those named a moment ago come first, so
  // that names do not flicker while points glide.
  std::vector<std::uint32_t> in_view;
  const std::size_t look_at_most = std::max<std::size_t>(200, max_num * 5);
  for (std::size_t i = 0; i < num_points() && in_view.size() < look_at_most; ++i) {
    ImVec2 at;
    if (place(i, &at) && box.Contains(at)) in_view.push_back(static_cast<std::uint32_t>(i));
  }
  for (const std::uint32_t i : in_view) {
    if (names.count(i) != 0) add(i, Face::kRegular, kTextSmall, false);
  }
  for (const std::uint32_t i : in_view) add(i, Face::kRegular, kTextSmall, false);

  const float edge = ui.px(4);
  const LabelArea inside{box.Min.x + edge, box.Min.y + edge, box.Max.x - edge, box.Max.y - edge};
  const auto placed = place_labels(wishes, inside, std::max(max_num, num_must), ui.px(4), marks);
  std::unordered_map<std::uint32_t, Name> shown;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const bool marked_only = num_must > 0;
  for (const PlacedLabel& label : placed) {
    const Candidate& c = candidates[label.wish];
    const LabelWish& w = wishes[label.wish];
    const ImVec2 at(std::round(label.x), std::round(label.y));
    const ImRect own(at, ImVec2(at.x + w.width, at.y + w.height));
    shown[c.point] = {label.side, own};
    if (label.away) {
      const ImVec2 nearest(std::clamp(w.x, own.Min.x, own.Max.x),
                           std::clamp(w.y, own.Min.y, own.Max.y));
      list->AddLine(ImVec2(w.x, w.y), nearest, ui.palette.chart_axis);
    }
    const std::string words = shortened(ui, c.face, c.size, data.label(c.point), w.width + 1);
    // A veil behind the letters keeps them legible among the points.
    const float veil = std::round(w.height * 0.12f);
    list->AddRectFilled(ImVec2(own.Min.x - ui.px(2), own.Min.y + veil),
                        ImVec2(own.Max.x + ui.px(2), own.Max.y - veil),
                        with_alpha(ui.palette.panel, 0.78f), ui.px(4));
    const ImU32 rest = marked_only ? ui.palette.text_faint : ui.palette.text;
    draw_line(list, ui, c.face, c.size, at, c.marked ? ui.palette.text : rest, words);
    if (c.marked) {
      ui.mark(std::string(name) + ".word." + std::string(data.label(c.point)), own.Min, own.Max);
    }
  }
  names = std::move(shown);
}

void Scatter::Impl::draw_axis_labels(Ui& ui, const ScatterData& data) {
  if (data.x_label.empty() && data.y_label.empty()) return;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float line = line_px(ui, kTextSmall), corner = ui.px(12);
  const ImVec2 origin(std::round(box.Min.x) + corner, std::round(box.Max.y) - corner);
  const float length = ui.px(36), head = ui.px(3);
  const ImU32 ink = ui.palette.chart_axis;
  // A small cross of arrows in the corner names the directions.
  const ImVec2 right(origin.x + length, origin.y), up(origin.x, origin.y - length);
  list->AddLine(origin, right, ink);
  list->AddLine(origin, up, ink);
  list->AddTriangleFilled(ImVec2(right.x + head, right.y), ImVec2(right.x - head, right.y - head),
                          ImVec2(right.x - head, right.y + head), ink);
  list->AddTriangleFilled(ImVec2(up.x, up.y - head), ImVec2(up.x + head, up.y + head),
                          ImVec2(up.x - head, up.y + head), ink);
  draw_line(list, ui, Face::kRegular, kTextSmall,
            ImVec2(right.x + ui.px(8), origin.y - line * 0.6f), ui.palette.text_muted,
            data.x_label);
  draw_line(list, ui, Face::kRegular, kTextSmall,
            ImVec2(origin.x - ui.px(3), up.y - line - ui.px(4)), ui.palette.text_muted,
            data.y_label);
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

  ImDrawList* list = window->DrawList;
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
    if (data.label) tooltip_text(ui, data.label(point), true);
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
  draw_focus(ui, m.box, id, 0);

  // Zooming for those without a wheel.
  const char* const icon_of[3] = {icons::kZoomIn, icons::kZoomOut, icons::kFit};
  const char* const part_of[3] = {".zoom_in", ".zoom_out", ".fit"};
  const char* const key_of[3] = {"ui.zoom_in", "ui.zoom_out", "ui.fit"};
  const char* const english_of[3] = {"Zoom in", "Zoom out", "Show everything"};
  const float side = ui.px(32), corner = ui.px(8);
  for (int i = 0; i < 3; ++i) {
    const ImVec2 min(m.box.Max.x - corner - static_cast<float>(3 - i) * (side + ui.px(2)),
                     m.box.Max.y - corner - side);
    const std::string own = std::string(name) + part_of[i];
    const Pressable p =
        pressable_at(ui, own.c_str(), ImRect(min, ImVec2(min.x + side, min.y + side)));
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
