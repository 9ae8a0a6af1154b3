// The map: its view, its names, its behaviour without GL.
#include "ui/scatter.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "core/rng.h"
#include "headless.h"
#include "ui/label_placement.h"
#include "ui/scatter_view.h"

namespace wordspace::ui {
namespace {

std::vector<LabelWish> random_wishes(Rng& rng, std::size_t n, const LabelArea& area) {
  std::vector<LabelWish> wishes;
  for (std::size_t i = 0; i < n; ++i) {
    LabelWish w;
    w.x = area.left + rng.uniform() * (area.right - area.left);
    w.y = area.top + rng.uniform() * (area.bottom - area.top);
    w.width = 20 + rng.uniform() * 80;
    w.height = 18;
    w.must = i < 12;
    wishes.push_back(w);
  }
  return wishes;
}

bool overlap(const LabelWish& a, const PlacedLabel& p, const LabelWish& b, const PlacedLabel& q) {
  return p.x < q.x + b.width && q.x < p.x + a.width && p.y < q.y + b.height && q.y < p.y + a.height;
}

struct Map {
  std::vector<float> positions;
  std::vector<std::string> words;
  ScatterData data;

  explicit Map(std::size_t n) {
    Rng rng(2);
    for (std::size_t i = 0; i < n; ++i) {
      positions.push_back(static_cast<float>(rng.normal()));
      positions.push_back(static_cast<float>(rng.normal()));
      words.push_back("w" + std::to_string(i));
    }
    data.positions = positions;
    data.version = 1;
    data.label = [this](std::size_t i) { return std::string_view(words[i]); };
  }
};

}  // namespace

TEST_CASE("placed names never overlap, cover no mark and stay inside") {
  const LabelArea area{10, 20, 810, 620};
  Rng rng(11);
  for (int round = 0; round < 40; ++round) {
    const auto wishes = random_wishes(rng, 400, area);
    std::vector<LabelArea> marks;
    for (const LabelWish& w : wishes) {
      if (w.must) marks.push_back({w.x - 3, w.y - 3, w.x + 3, w.y + 3});
    }
    const auto placed = place_labels(wishes, area, 150, 4, marks);
    CHECK(placed.size() > 40);
    CHECK(placed.size() <= 150);
    std::size_t num_must = 0;
    for (std::size_t i = 0; i < placed.size(); ++i) {
      const LabelWish& a = wishes[placed[i].wish];
      num_must += a.must ? 1u : 0u;
      CHECK(placed[i].x >= area.left);
      CHECK(placed[i].y >= area.top);
      CHECK(placed[i].x + a.width <= area.right);
      CHECK(placed[i].y + a.height <= area.bottom);
      for (std::size_t j = 0; j < i; ++j) {
        CHECK_FALSE(overlap(a, placed[i], wishes[placed[j].wish], placed[j]));
      }
      for (const LabelArea& m : marks) {
        CHECK_FALSE((placed[i].x < m.right && m.left < placed[i].x + a.width &&
                     placed[i].y < m.bottom && m.top < placed[i].y + a.height));
      }
    }
    CHECK(num_must == 12);
  }
}

TEST_CASE("names of points on one spot are moved away, each with its line") {
  std::vector<LabelWish> wishes(8);
  for (LabelWish& w : wishes) {
    w.x = 200;
    w.y = 150;
    w.width = 60;
    w.height = 18;
    w.must = true;
  }
  const auto placed = place_labels(wishes, {0, 0, 400, 300}, 20, 2);
  CHECK(placed.size() == 8);
  CHECK_FALSE(placed[0].away);
  CHECK(placed[7].away);
}

TEST_CASE("a name stays on the side where it stood") {
  LabelWish w;
  w.x = 100;
  w.y = 100;
  w.width = 40;
  w.height = 18;
  const LabelArea area{0, 0, 300, 300};
  CHECK(place_labels(std::span(&w, 1), area, 5, 2)[0].side == 0);
  w.side_before = 3;
  CHECK(place_labels(std::span(&w, 1), area, 5, 2)[0].side == 3);
  CHECK(place_labels(std::span(&w, 1), {0, 0, 0, 0}, 5, 2).empty());
}

TEST_CASE("zooming keeps the place under the pointer") {
  ScatterView view{1, 2, 30, 30};
  const ImVec2 middle(400, 300);
  const ImVec2 before = view.screen_from_data(middle, 5, -1);
  view.zoom_at(middle, before, 1.7);
  const ImVec2 after = view.screen_from_data(middle, 5, -1);
  CHECK(after.x == doctest::Approx(before.x));
  CHECK(after.y == doctest::Approx(before.y));
  CHECK(view.scale_x == doctest::Approx(51));
  view.pan(ImVec2(10, -4));
  CHECK(view.screen_from_data(middle, 5, -1).x == doctest::Approx(after.x + 10));
  CHECK(view.screen_from_data(middle, 5, -1).y == doctest::Approx(after.y - 4));
}

TEST_CASE("the fitting view shows every point, also one point, a row and what is not finite") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> several = {-3, 1, 5, 2, nan, 1, 0, -7};
  const ImVec2 size(600, 400), middle(300, 200);
  const ScatterView view = fitting_view(several, {}, size, 20, true);
  CHECK(view.scale_x == view.scale_y);
  for (std::size_t i : {0u, 1u, 3u}) {
    const ImVec2 at = view.screen_from_data(middle, several[2 * i], several[2 * i + 1]);
    CHECK(at.x >= 19.9f);
    CHECK(at.x <= 580.1f);
    CHECK(at.y >= 19.9f);
    CHECK(at.y <= 380.1f);
  }
  const std::vector<float> one = {4, 4};
  CHECK(std::isfinite(fitting_view(one, {}, size, 20, true).scale_x));
  const std::vector<float> row = {0, 1, 10, 1};
  CHECK(fitting_view(row, {}, size, 20, true).scale_x == doctest::Approx(56));
  CHECK(std::isfinite(fitting_view(row, {}, size, 20, false).scale_y));
  const std::vector<unsigned> two = {0, 1};
  CHECK(fitting_view(several, two, size, 20, true).centre_x == doctest::Approx(1));
  CHECK(std::isfinite(fitting_view({}, {}, size, 20, true).scale_x));
}

TEST_CASE("the map draws without GL, names what is selected and says which point is hovered") {
  Headless h;
  Map map(500);
  const std::vector<std::uint32_t> selected = {499}, highlighted = {400, 401};
  map.data.selected = selected;
  map.data.highlighted = highlighted;
  Scatter scatter;
  ScatterEvent event;
  const auto draw = [&] { event = scatter.draw(h.ui, "map", ImVec2(700, 500), map.data); };
  h.frame(draw);
  h.frame(draw);
  CHECK(h.find("map") != nullptr);
  CHECK(h.find("map.fit") != nullptr);
  CHECK(h.find("map.word.w499") != nullptr);
  CHECK(h.find("map.word.w400") != nullptr);
  CHECK_FALSE(h.ui.want_frame);
  const NamedRect word = *h.find("map.word.w499");
  ImGui::GetIO().AddMousePosEvent((word.min.x + word.max.x) / 2, (word.min.y + word.max.y) / 2);
  h.frame(draw);
  h.frame(draw);
  CHECK(event.hovered == 499);
}

TEST_CASE("points glide to new positions in under 200 ms and then rest") {
  Headless h;
  Map map(50);
  Scatter scatter;
  const auto draw = [&] { scatter.draw(h.ui, "map", ImVec2(700, 500), map.data); };
  h.frame(draw);
  h.frame(draw);
  CHECK_FALSE(h.ui.want_frame);
  for (float& x : map.positions) x += 1;
  map.data.version = 2;
  h.frame(draw);
  CHECK(h.ui.want_frame);
  int num_frames = 0;
  while (h.ui.want_frame && num_frames < 100) {
    h.frame(draw);
    ++num_frames;
  }
  CHECK(num_frames > 3);
  CHECK(num_frames <= 13);
  h.ui.reduced_motion = true;
  for (float& x : map.positions) x -= 1;
  map.data.version = 3;
  h.frame(draw);
  h.frame(draw);
  CHECK_FALSE(h.ui.want_frame);
}

TEST_CASE("the map takes other points, none, and clicks of its buttons") {
  Headless h;
  Map few(3), many(300);
  Scatter scatter;
  ScatterData data = few.data;
  data.empty = "The map appears here.";
  const auto draw = [&] { scatter.draw(h.ui, "map", ImVec2(0, 400), data); };
  CHECK(h.press("map.zoom_in", draw));
  data = many.data;
  CHECK(h.press("map.fit", draw));
  const std::vector<std::uint32_t> look = {5, 900};
  scatter.look_at(look);
  h.frame(draw);
  data.positions = {};
  data.empty = "The map appears here.";
  h.frame(draw);
  CHECK(h.find("map") != nullptr);
  CHECK(h.find("map.fit") == nullptr);
}

TEST_CASE("a few points far out do not make the rest small, marked ones are shown in any case") {
  Map map(400);
  map.positions[0] = 500;
  map.positions[3] = -800;
  const ImVec2 size(600, 400);
  const ScatterView all = fitting_view(map.positions, {}, size, 20, true);
  const ScatterView bulk = fitting_bulk(map.positions, {}, size, 20, true);
  CHECK(bulk.scale_x > 50 * all.scale_x);
  int outside = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    const ImVec2 at =
        bulk.screen_from_data(ImVec2(300, 200), map.positions[2 * i], map.positions[2 * i + 1]);
    if (at.x < 0 || at.x > 600 || at.y < 0 || at.y > 400) ++outside;
  }
  CHECK(outside >= 2);
  CHECK(outside <= 16);
  const std::vector<unsigned> marked = {0};
  const ScatterView kept = fitting_bulk(map.positions, marked, size, 20, true);
  CHECK(kept.screen_from_data(ImVec2(300, 200), 500, map.positions[1]).x <= 580.1f);
  // Without anything far out all are shown.
  Map few(60);
  const ScatterView same = fitting_bulk(few.positions, {}, size, 20, true);
  CHECK(same.scale_x == fitting_view(few.positions, {}, size, 20, true).scale_x);
}

TEST_CASE("points that are added leave a zoomed view where it is") {
  Headless h;
  Map map(61);
  map.words[60] = "new";
  map.positions[14] = 6;  // at the edge of all, beyond it once zoomed
  ScatterData data = map.data;
  data.positions = std::span(map.positions).first(120);
  const std::vector<std::uint32_t> marked = {7, 60};
  data.highlighted = marked;
  Scatter scatter;
  const auto draw = [&] { scatter.draw(h.ui, "map", ImVec2(700, 500), data); };
  h.ui.reduced_motion = true;
  h.frame(draw);
  CHECK(h.find("map.word.w7") != nullptr);
  REQUIRE(h.press("map.zoom_in", draw));
  h.frame(draw);
  CHECK(h.find("map.word.w7") == nullptr);
  CHECK(h.find("map.word.new") == nullptr);
  data.positions = map.positions;
  data.version = 2;
  h.frame(draw);
  CHECK(h.find("map.word.new") != nullptr);
  CHECK(h.find("map.word.w7") == nullptr);
}

}  // namespace wordspace::ui
