// What widgets say of themselves, and what reaches them by name.
#include "ui/access.h"

#include <doctest/doctest.h>

#include "headless.h"
#include "ui/chart_words.h"
#include "ui/heatmap.h"
#include "ui/plot.h"
#include "ui/scatter.h"
#include "ui/token_widgets.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

// Draws content as a frame that is read.
void read(Headless& h, const std::function<void()>& content, float width = 0) {
  h.frame(
      [&] {
        h.ui.access.begin_reading();
        content();
        h.ui.access.end_reading();
      },
      width);
}

const AccessNode* node(const Headless& h, const std::string& name) {
  for (const AccessNode& n : h.ui.access.nodes) {
    if (n.name == name) return &n;
  }
  return nullptr;
}

bool says(const Headless& h, const std::string& words) {
  for (const AccessNode& n : h.ui.access.nodes) {
    if (n.label.find(words) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every control says what it is, its name and its value, in the order of drawing") {
  Headless h;
  int chosen = 1, whole = 7;
  float rate = 0.025f;
  bool on = true;
  std::string word = "king";
  const std::vector<std::string> labels = {"one", "two"};
  read(h, [&] {
    section(h.ui, "Settings");
    text(h.ui, "Words of a card");
    button(h.ui, "go", "Train");
    icon_button(h.ui, "theme", "x", "Dark theme");
    link(h.ui, "more", "More");
    segmented(h.ui, "mode", labels, chosen);
    dropdown(h.ui, "corpus", "Text", labels, chosen);
    slider_int(h.ui, "window", "Window", whole, 1, 15);
    slider_float(h.ui, "rate", "Rate", rate, 0.001f, 0.1f, "%.3f", true);
    toggle(h.ui, "hide", "Hide names", on);
    chip(h.ui, "chip", "queen", 0, "0.82");
    bar_row(h.ui, "row.0", "queen", 0.8, 0, 1, 0);
    badge(h.ui, "badge", "SIMD", 0, "Four numbers at once");
    figure(h.ui, "Loss", "4.12");
    progress_bar(h.ui, 0.25, "a quarter");
    notice(h.ui, "bad", NoticeKind::kError, "It failed.", "Try again.");
  });
  const auto& nodes = h.ui.access.nodes;
  REQUIRE(nodes.size() == 17);
  CHECK(nodes[0].role == AccessRole::kHeading);
  CHECK(nodes[0].label == "Settings");
  CHECK(nodes[1].role == AccessRole::kText);
  CHECK(node(h, "go")->role == AccessRole::kButton);
  CHECK(node(h, "go")->label == "Train");
  CHECK(node(h, "theme")->label == "Dark theme");
  CHECK(node(h, "more")->role == AccessRole::kLink);
  CHECK(node(h, "mode.1")->role == AccessRole::kRadio);
  CHECK(node(h, "mode.1")->on);
  CHECK_FALSE(node(h, "mode.0")->on);
  CHECK(node(h, "corpus")->label == "Text");
  CHECK(node(h, "corpus")->choices == labels);
  CHECK(node(h, "corpus")->chosen == 1);
  CHECK(node(h, "window")->low == 1);
  CHECK(node(h, "window")->high == 15);
  CHECK(node(h, "window")->now == 7);
  CHECK(node(h, "rate")->logarithmic);
  CHECK(node(h, "rate")->value == "0.025");
  CHECK(node(h, "hide")->role == AccessRole::kSwitch);
  CHECK(node(h, "hide")->on);
  CHECK(node(h, "chip")->label == "queen, 0.82");
  CHECK(node(h, "row.0")->label == "queen, 0.800");
  CHECK(node(h, "badge")->help == "Four numbers at once");
  CHECK(says(h, "Loss: 4.12"));
  CHECK(nodes.back().role == AccessRole::kAlert);
  CHECK(nodes.back().label == "It failed. Try again.");
  // Nothing is noted while nobody reads.
  h.ui.access.nodes.clear();
  h.frame([&] { button(h.ui, "go", "Train"); });
  CHECK(h.ui.access.nodes.empty());
}

TEST_CASE("what is pressed, set or chosen by name acts on the real control, once") {
  Headless h;
  int chosen = 0, whole = 7, presses = 0, corpus = 0;
  float rate = 0.025f;
  bool on = false;
  const std::vector<std::string> labels = {"one", "two"};
  const auto content = [&] {
    presses += button(h.ui, "go", "Train") ? 1 : 0;
    ButtonOptions off;
    off.enabled = false;
    presses += button(h.ui, "off", "Off", off) ? 100 : 0;
    segmented(h.ui, "mode", labels, chosen);
    dropdown(h.ui, "corpus", "Text", labels, corpus);
    slider_int(h.ui, "window", "Window", whole, 1, 15);
    slider_float(h.ui, "rate", "Rate", rate, 0.001f, 0.1f, "%.3f", true);
    toggle(h.ui, "hide", "Hide names", on);
  };
  h.frame(content);
  h.ui.access.pressed = "go";
  h.frame(content);
  h.frame(content);
  CHECK(presses == 1);
  h.ui.access.pressed = "off";
  h.frame(content);
  CHECK(presses == 1);
  h.ui.access.pressed = "mode.1";
  h.frame(content);
  CHECK(chosen == 1);
  h.ui.access.pressed = "hide";
  h.frame(content);
  CHECK(on);
  const auto set = [&](const char* name, const char* value) {
    h.ui.access.set_name = name;
    h.ui.access.set_value = value;
    h.frame(content);
  };
  set("window", "12");
  CHECK(whole == 12);
  set("window", "99");
  CHECK(whole == 15);
  set("window", "blue");
  CHECK(whole == 15);  // no number changes nothing
  set("rate", "0.05");
  CHECK(rate == doctest::Approx(0.05f));
  set("corpus", "1");
  CHECK(corpus == 1);
  for (const char* none : {"7", "-1", "blue", ""}) {
    CAPTURE(none);
    set("corpus", none);
    CHECK(corpus == 1);
  }
}

TEST_CASE(
    "what is scrolled out of sight is read, pressed, and scrolled into view by the keyboard") {
  Headless h(ThemeKind::kLight, 1, ImVec2(600, 300));
  int presses = 0;
  const auto content = [&] {
    begin_scroll(h.ui, "scroll", ImVec2(0, 200));
    for (int i = 0; i < 40; ++i) {
      begin_panel(h.ui, ("panel" + std::to_string(i)).c_str());
      presses += button(h.ui, ("b." + std::to_string(i)).c_str(), "Button") ? 1 : 0;
      end_panel(h.ui);
    }
    end_scroll(h.ui);
  };
  for (int i = 0; i < 4; ++i) h.frame(content);
  CHECK(h.find("b.39") == nullptr);
  read(h, content);
  REQUIRE(node(h, "b.39") != nullptr);
  CHECK_FALSE(node(h, "b.39")->shown);
  CHECK(node(h, "b.0")->shown);
  CHECK(h.find("b.39") == nullptr);  // rects are still what can be seen
  h.ui.access.pressed = "b.39";
  read(h, content);
  CHECK(presses == 1);
  h.ui.access.focus = "b.39";
  read(h, content);
  for (int i = 0; i < 4; ++i) h.frame(content);
  CHECK(h.find("b.39") != nullptr);
  read(h, content);
  CHECK(node(h, "b.39")->id == GImGui->NavId);
  CHECK(GImGui->NavCursorVisible);
}

TEST_CASE("a chart has a name, a sentence and its table") {
  Headless h;
  const std::vector<double> x = {1, 2, 3}, a = {4, 3, 2.5}, b = {1, 5, 2};
  Series series[2];
  series[0].label = "loss";
  series[0].x = x;
  series[0].y = a;
  series[1].label = "held out";
  series[1].x = x;
  series[1].y = b;
  const std::vector<Baseline> baselines = {{4.16, "knowing nothing"}};
  PlotOptions options;
  options.x.label = "steps";
  options.y.label = "nats";
  const auto content = [&] { plot(h.ui, "chart", series, baselines, options); };
  read(h, content);
  REQUIRE(node(h, "chart") != nullptr);
  CHECK(node(h, "chart")->role == AccessRole::kChart);
  CHECK(node(h, "chart")->has_table);
  CHECK(node(h, "chart")->table.rows.empty());
  h.ui.access.open_tables.insert("chart");
  read(h, content);
  const Table& table = node(h, "chart")->table;
  CHECK(table.header == std::vector<std::string>{"steps", "loss", "held out"});
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[2] == std::vector<std::string>{"3", chart_number(2.5), "2"});
  CHECK(table.rows[3].front() == "knowing nothing");
}

TEST_CASE("a matrix is read as a table and walked through by cells") {
  Headless h;
  Heatmap map;
  const std::vector<float> values = {0.1f, 0.9f, 0.4f, 0.6f};
  map.take({values, 1, 2, 2, 1});
  const std::vector<std::string> names = {"the", "king"};
  HeatmapLarge what;
  what.row_title = "query";
  what.column_title = "key";
  what.row_name = what.column_name = [&](int i) {
    return std::string_view(names[static_cast<std::size_t>(i)]);
  };
  HeatmapEvent event;
  const auto content = [&] { event = map.draw_large(h.ui, "map", what); };
  h.ui.access.open_tables.insert("map.cells");
  read(h, content);
  REQUIRE(node(h, "map.cells") != nullptr);
  CHECK(node(h, "map.cells")->table.rows.size() == 2);
  CHECK(node(h, "map.cells")->table.rows[1][2] == chart_number(0.6f));
  for (int i = 0; i < 3; ++i) h.frame(content);
  h.ui.access.focus = "map.cells";
  read(h, content);
  h.ui.access.set_name = "map.cells";
  h.ui.access.set_value = "ArrowRight";
  h.frame(content);
  CHECK(event.row == 0);
  CHECK(event.column == 1);
  h.ui.access.pressed = "map.cells";
  h.frame(content);
  CHECK(event.clicked_row == 0);
  CHECK(event.clicked_column == 1);
}

TEST_CASE("a word of the map is pressed by its name") {
  Headless h;
  Scatter map;
  const std::vector<float> positions = {0, 0, 1, 1, 2, 0};
  const std::vector<std::string> words = {"king", "queen", "man"};
  const std::vector<std::uint32_t> marked = {1};
  ScatterData data;
  data.positions = positions;
  data.version = 1;
  data.label = [&](std::size_t i) { return std::string_view(words[i]); };
  data.highlighted = marked;
  ScatterEvent event;
  const auto content = [&] { event = map.draw(h.ui, "map", ImVec2(400, 300), data); };
  h.ui.access.open_tables.insert("map");
  for (int i = 0; i < 3; ++i) read(h, content);
  REQUIRE(node(h, "map.word.queen") != nullptr);
  CHECK(node(h, "map")->table.rows.size() == 3);
  h.ui.access.pressed = "map.word.queen";
  h.frame(content);
  CHECK(event.clicked == 1);
}

TEST_CASE("a result is said when it is another") {
  Access access;
  access.result("analogy", "queen");
  CHECK(access.say == "queen");
  access.say.clear();
  access.result("analogy", "queen");
  CHECK(access.say.empty());
  access.result("analogy", "king");
  CHECK(access.say == "king");
}

TEST_CASE("a long table keeps its ends") {
  Table table;
  table.header = {"n"};
  for (int i = 0; i < 1000; ++i) table.rows.push_back({std::to_string(i)});
  thin_table(table, 200);
  REQUIRE(table.rows.size() == 200);
  CHECK(table.rows.front()[0] == "0");
  CHECK(table.rows.back()[0] == "999");
}

}  // namespace wordspace::ui
