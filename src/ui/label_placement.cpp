// Greedy placement over a grid of cells.
// Not an optimum: what is placed stays.
#include "ui/label_placement.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace wordspace::ui {
namespace {

struct Box {
  float left, top, right, bottom;

  bool overlaps(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

// Boxes by the cells that they touch; looks at few of them for each question.
class Occupied {
 public:
  explicit Occupied(const LabelArea& area) : area_(area) {
    columns_ = cells(area.right - area.left, kWidth);
    rows_ = cells(area.bottom - area.top, kHeight);
    cells_.resize(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_));
  }

  bool free(const Box& box) const {
    bool is_free = true;
    visit(box, [&](std::size_t cell) {
      for (const std::uint32_t i : cells_[cell]) is_free = is_free && !boxes_[i].overlaps(box);
    });
    return is_free;
  }

  void add(const Box& box) {
    const auto index = static_cast<std::uint32_t>(boxes_.size());
    boxes_.push_back(box);
    visit(box, [&](std::size_t cell) { cells_[cell].push_back(index); });
  }

 private:
  static constexpr float kWidth = 96, kHeight = 32;

  static int cells(float length, float size) {
    return std::clamp(static_cast<int>(length / size) + 1, 1, 512);
  }
  int column(float x) const {
    return std::clamp(static_cast<int>((x - area_.left) / kWidth), 0, columns_ - 1);
  }
  int row(float y) const {
    return std::clamp(static_cast<int>((y - area_.top) / kHeight), 0, rows_ - 1);
  }
  template <typename Visitor>
  void visit(const Box& box, Visitor&& visitor) const {
    for (int r = row(box.top); r <= row(box.bottom); ++r) {
      for (int c = column(box.left); c <= column(box.right); ++c) {
        visitor(static_cast<std::size_t>(r) * static_cast<std::size_t>(columns_) +
                static_cast<std::size_t>(c));
      }
    }
  }

  LabelArea area_;
  int columns_ = 1, rows_ = 1;
  std::vector<Box> boxes_;
  std::vector<std::vector<std::uint32_t>> cells_;
};

constexpr int kNearSides = 4, kDirections = 8, kRings = 12;

// The upper left corner of a name on a side of its point.
void corner(const LabelWish& w, int side, float* x, float* y) {
  switch (side) {
    case 0:
      *x = w.x + w.reach;
      *y = w.y - w.height / 2;
      return;
    case 1:
      *x = w.x - w.reach - w.width;
      *y = w.y - w.height / 2;
      return;
    case 2:
      *x = w.x - w.width / 2;
      *y = w.y - w.reach - w.height;
      return;
    case 3:
      *x = w.x - w.width / 2;
      *y = w.y + w.reach;
      return;
    default: {
      const int ring = (side - kNearSides) / kDirections + 1;
      const float angle =
          static_cast<float>((side - kNearSides) % kDirections) * 0.7853982f + 0.3926991f;
      const float far = w.reach + static_cast<float>(ring) * w.height * 1.3f;
      *x = w.x + std::cos(angle) * (far + w.width / 2) - w.width / 2;
      *y = w.y + std::sin(angle) * far - w.height / 2;
    }
  }
}

}  // namespace

std::vector<PlacedLabel> place_labels(std::span<const LabelWish> wishes, const LabelArea& area,
                                      std::size_t max_num, float padding,
                                      std::span<const LabelArea> keep_free) {
  std::vector<PlacedLabel> placed;
  if (!(area.right > area.left && area.bottom > area.top)) return placed;
  Occupied occupied(area);
  for (const LabelArea& a : keep_free) occupied.add({a.left, a.top, a.right, a.bottom});
  const auto try_side = [&](std::size_t i, int side) {
    const LabelWish& w = wishes[i];
    PlacedLabel label{i, side, 0, 0, side >= kNearSides};
    corner(w, side, &label.x, &label.y);
    if (w.must) {  // pushed back inside rather than left out
      label.x = std::clamp(label.x, area.left, std::max(area.left, area.right - w.width));
      label.y = std::clamp(label.y, area.top, std::max(area.top, area.bottom - w.height));
    }
    if (label.x < area.left || label.y < area.top || label.x + w.width > area.right ||
        label.y + w.height > area.bottom) {
      return false;
    }
    const Box box{label.x - padding / 2, label.y - padding / 2, label.x + w.width + padding / 2,
                  label.y + w.height + padding / 2};
    if (!occupied.free(box)) return false;
    occupied.add(box);
    placed.push_back(label);
    return true;
  };
  for (std::size_t i = 0; i < wishes.size() && placed.size() < max_num; ++i) {
    const LabelWish& w = wishes[i];
    const int num_sides = w.must ? kNearSides + kDirections * kRings : kNearSides;
    if (w.side_before >= 0 && w.side_before < num_sides && try_side(i, w.side_before)) continue;
    for (int side = 0; side < num_sides; ++side) {
      if (side != w.side_before && try_side(i, side)) break;
    }
  }
  return placed;
}

}  // namespace wordspace::ui
