// The look of the map: marks, arrows, names, axes.
// Not its behaviour (scatter.cpp), not the choice of places for names (label_placement.cpp).
#include <algorithm>
#include <cmath>

#include "ui/axes.h"
#include "ui/label_placement.h"
#include "ui/picture.h"
#include "ui/scatter_impl.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

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
  float alpha = n > 20000 ? 0.38f : n > 3000 ? 0.6f : 0.85f;
  // The rest steps back behind what is marked.
  if (!data.highlighted.empty() || !data.selected.empty()) alpha *= 0.5f;

  ImDrawList* list = ImGui::GetWindowDrawList();
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
  for (std::size_t i = 0; i < n && (drawn < kMostWithoutShaders || for_picture); ++i) {
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
    list->AddLine(start, neck, ui.palette.accent, ui.stroke(1.75f));
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

// What the axes' names and the buttons take.
std::vector<LabelArea> Scatter::Impl::corners(const Ui& ui, const ScatterData& data) const {
  const float line = line_px(ui, kTextSmall);
  std::vector<LabelArea> areas = {
      {box.Max.x - ui.px(150), box.Max.y - ui.px(42), box.Max.x, box.Max.y}};
  const float x = text_width(ui, Face::kRegular, kTextSmall, data.x_label);
  const float y = text_width(ui, Face::kRegular, kTextSmall, data.y_label);
  if (x > 0) {
    areas.push_back(
        {box.Min.x, box.Max.y - ui.px(14) - line, box.Min.x + ui.px(58) + x, box.Max.y});
  }
  if (y > 0) {
    areas.push_back({box.Min.x, box.Max.y - ui.px(54) - line, box.Min.x + ui.px(10) + y,
                     box.Max.y - ui.px(46)});
  }
  return areas;
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
  std::vector<LabelArea> marks = corners(ui, data);  // and marked points: no name covers them
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
      if (AccessNode* node = ui.access.note(
              AccessRole::kButton, std::string(name) + ".word." + std::string(data.label(c.point)),
              data.label(c.point))) {
        node->id = 0;
        node->min = own.Min;
        node->max = own.Max;
      }
    }
  }
  names = std::move(shown);
}

// Numbers along the lower and the left edge, where the corners leave room.
void Scatter::Impl::draw_ticks(Ui& ui, const ScatterData& data) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const std::vector<LabelArea> taken = corners(ui, data);
  const float line = line_px(ui, kTextSmall), mark = ui.px(4);
  const auto number = [&](ImVec2 at, const std::string& words) {
    const float w = text_width(ui, Face::kMono, kTextSmall, words);
    for (const LabelArea& area : taken) {
      if (at.x < area.right && at.x + w > area.left && at.y < area.bottom &&
          at.y + line > area.top) {
        return false;
      }
    }
    draw_line(list, ui, Face::kMono, kTextSmall, at, ui.palette.text_muted, words);
    return true;
  };
  const double half_x = box.GetWidth() / 2 / view.scale_x;
  const double half_y = box.GetHeight() / 2 / view.scale_y;
  const Ticks across = linear_ticks(view.centre_x - half_x, view.centre_x + half_x,
                                    std::max(2, static_cast<int>(box.GetWidth() / ui.px(80))));
  for (std::size_t i = 0; i < across.values.size(); ++i) {
    const float x = std::round(view.screen_from_data(middle(), across.values[i], 0).x);
    const float w = text_width(ui, Face::kMono, kTextSmall, across.labels[i]);
    if (number(ImVec2(x - w / 2, box.Max.y - mark - line), across.labels[i])) {
      list->AddLine(ImVec2(x, box.Max.y - mark), ImVec2(x, box.Max.y), ui.palette.chart_axis);
    }
  }
  const Ticks upward = linear_ticks(view.centre_y - half_y, view.centre_y + half_y,
                                    std::max(2, static_cast<int>(box.GetHeight() / ui.px(48))));
  for (std::size_t i = 0; i < upward.values.size(); ++i) {
    const float y = std::round(view.screen_from_data(middle(), 0, upward.values[i]).y);
    if (y - line / 2 < box.Min.y || y + line / 2 > box.Max.y) continue;
    if (number(ImVec2(box.Min.x + mark + ui.px(2), y - line / 2), upward.labels[i])) {
      list->AddLine(ImVec2(box.Min.x, y), ImVec2(box.Min.x + mark, y), ui.palette.chart_axis);
    }
  }
}

void Scatter::Impl::draw_axis_labels(Ui& ui, const ScatterData& data) {
  if (data.x_label.empty() && data.y_label.empty()) return;
  if (data.ticks && num_points() > 0) draw_ticks(ui, data);
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
  const auto draw_label = [&](ImVec2 at, std::string_view words) {
    const float w = text_width(ui, Face::kRegular, kTextSmall, words);
    list->AddRectFilled(ImVec2(at.x - ui.px(2), at.y + ui.px(2)),
                        ImVec2(at.x + w + ui.px(2), at.y + line - ui.px(2)),
                        with_alpha(ui.palette.panel, 0.78f), ui.px(4));
    draw_line(list, ui, Face::kRegular, kTextSmall, at, ui.palette.text_muted, words);
  };
  draw_label(ImVec2(right.x + ui.px(8), origin.y - line * 0.6f), data.x_label);
  draw_label(ImVec2(origin.x - ui.px(3), up.y - line - ui.px(4)), data.y_label);
}

}  // namespace wordspace::ui
