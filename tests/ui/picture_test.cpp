// A chart's picture: the button asks, the frame takes it whole, the SVG holds every mark and word,
// the CSV every number.
#include "ui/picture.h"

#include <doctest/doctest.h>

#include <imgui_internal.h>
#include <cmath>
#include <string>
#include <vector>

#include "headless.h"
#include "ui/arcs.h"
#include "ui/csv.h"
#include "ui/heatmap.h"
#include "ui/plot.h"
#include "ui/scatter.h"

namespace wordspace::ui {
namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t num = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++num;
  }
  return num;
}

// Elements closed in order, attributes quoted, no bare ampersand. Empty: well-formed.
std::string xml_problem(const std::string& xml) {
  std::vector<std::string> open;
  std::size_t at = 0;
  while (at < xml.size()) {
    if (xml[at] == '&') {
      const std::size_t end = xml.find(';', at);
      const std::string entity = xml.substr(at, end == std::string::npos ? 1 : end - at + 1);
      if (entity != "&amp;" && entity != "&lt;" && entity != "&gt;" && entity != "&quot;") {
        return "entity " + entity;
      }
    }
    if (xml[at] != '<') {
      ++at;
      continue;
    }
    const std::size_t end = xml.find('>', at);
    if (end == std::string::npos) return "an open tag";
    const std::string tag = xml.substr(at + 1, end - at - 1);
    if (count(tag, "\"") % 2 != 0) return "quotes in " + tag;
    if (tag.find('<') != std::string::npos) return "a tag in " + tag;
    const std::string name = tag.substr(0, tag.find_first_of(" \n"));
    if (tag[0] == '/') {
      if (open.empty() || "/" + open.back() != tag) return "closed: " + tag;
      open.pop_back();
    } else if (tag[0] != '?' && !tag.ends_with("/")) {
      open.push_back(name);
    }
    at = end + 1;
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

void check_svg(const std::string& svg) {
  REQUIRE(!svg.empty());
  CHECK(xml_problem(svg) == "");
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
  CHECK(svg.find("<svg xmlns=\"http://www.w3.org/2000/svg\"") != std::string::npos);
}

struct PictureFixture {
  Headless headless;
  Pictures pictures;
  std::string delivered, delivered_chart;

  PictureFixture() {
    headless.ui.pictures = &pictures;
    pictures.facts = [] { return PictureFacts{"A <title>", "Wordspace #lab=start&seed=1"}; };
    pictures.deliver = [this](const std::string& chart, PictureKind, std::string bytes) {
      delivered_chart = chart;
      delivered = std::move(bytes);
    };
  }
  // The frame that the application gives.
  void take(const std::string& chart, PictureKind kind, const std::function<void()>& content,
            float width = 0) {
    headless.frame(content, width);
    pictures.forget();
    pictures.ask(chart, kind);
    headless.frame(
        [&] {
          pictures.begin_frame();
          content();
          pictures.end_frame();
        },
        width);
  }
};

struct TwoLines {
  std::vector<double> x, up, down;
  std::vector<Series> series;
  std::vector<Baseline> baselines = {{30, "knowing nothing: 30 & more"}};
  PlotOptions options;

  explicit TwoLines(int num = 50) {
    for (int i = 0; i < num; ++i) {
      x.push_back(i);
      up.push_back(i * 0.5);
      down.push_back(40 - i * 0.25);
    }
    series = {{"tăng", x, up, IM_COL32(10, 20, 30, 255)},
              {"falls, \"slowly\"", x, down, IM_COL32(200, 20, 30, 255)}};
    options.x.label = "words";
    options.y.label = "loss (nats)";
  }
  void draw(Ui& ui) { plot(ui, "chart", series, baselines, options); }
};

TEST_CASE("the save button opens a popup whose choices ask for a picture or deliver the data") {
  PictureFixture f;
  TwoLines lines;
  const auto content = [&] { lines.draw(f.headless.ui); };
  REQUIRE(f.headless.press("chart.save", content));
  f.headless.frame(content);  // the first one measures the popup
  // Its words stand in one line, all on the screen.
  for (const char* name : {"chart.save.png", "chart.save.svg", "chart.save.csv"}) {
    CAPTURE(name);
    const NamedRect* choice = f.headless.find(name);
    REQUIRE(choice != nullptr);
    CHECK(choice->max.y - choice->min.y <= 40);
    CHECK(choice->max.x - choice->min.x >= 80);
    CHECK(choice->max.x <= 1280);
  }
  REQUIRE(f.headless.press("chart.save.svg", content));
  REQUIRE(f.pictures.asked().has_value());
  CHECK(*f.pictures.asked() == PictureKind::kSvg);
  CHECK(f.pictures.chart() == "chart");
  f.headless.frame(content);
  CHECK(f.headless.find("chart.save.svg") == nullptr);  // the popup is closed
  f.pictures.forget();
  REQUIRE(f.headless.press("chart.save", content));
  REQUIRE(f.headless.press("chart.save.png", content));
  CHECK(f.pictures.asked() == PictureKind::kPng);
  f.pictures.forget();
  REQUIRE(f.headless.press("chart.save", content));
  REQUIRE(f.headless.press("chart.save.csv", content));
  CHECK(!f.pictures.asked().has_value());
  CHECK(f.delivered_chart == "chart");
  CHECK(count(f.delivered, "\r\n") == 51);
}

TEST_CASE("without pictures, and for an empty chart, there is no save button") {
  Headless headless;
  TwoLines lines;
  headless.frame([&] { lines.draw(headless.ui); });
  CHECK(headless.find("chart.save") == nullptr);
  PictureFixture f;
  f.headless.frame([&] { plot(f.headless.ui, "chart", {}, {}, {}); });
  CHECK(f.headless.find("chart.save") == nullptr);
}

TEST_CASE(
    "the SVG of a plot has its lines point by point, its words as text, and says where it is "
    "from") {
  PictureFixture f;
  TwoLines lines;
  f.take("chart", PictureKind::kSvg, [&] { lines.draw(f.headless.ui); });
  const std::string svg = f.pictures.svg();
  check_svg(svg);
  CHECK(svg.find("<title>A &lt;title&gt;</title>") != std::string::npos);
  CHECK(svg.find("<desc>Wordspace #lab=start&amp;seed=1</desc>") != std::string::npos);
  for (const char* words : {">tăng<", ">falls, &quot;slowly&quot;<", ">loss (nats)<", ">words<",
                            ">knowing nothing: 30 &amp; more<", ">20<", ">40<"}) {
    CAPTURE(words);
    CHECK(svg.find(words) != std::string::npos);
  }
  REQUIRE(count(svg, "<polyline") == 2);
  std::size_t at = 0;
  for (int i = 0; i < 2; ++i) {
    at = svg.find("<polyline", at + 1);
    const std::size_t points = svg.find("points=\"", at) + 8;
    const std::string list = svg.substr(points, svg.find('"', points) - points);
    CHECK(count(list, ",") == 50);
  }
  CHECK(svg.size() < 20000);
  CHECK(f.pictures.piece() == nullptr);
}

TEST_CASE("dots are circles and bars are rectangles in the SVG") {
  PictureFixture f;
  std::vector<double> x, y;
  for (int i = 0; i < 30; ++i) {
    x.push_back(i);
    y.push_back(i % 7);
  }
  y[3] = std::nan("");
  std::vector<Series> series = {{"", x, y, IM_COL32(10, 20, 30, 255), Mark::kDots}};
  const auto content = [&] { plot(f.headless.ui, "chart", series, {}, {}); };
  f.take("chart", PictureKind::kSvg, content);
  check_svg(f.pictures.svg());
  CHECK(count(f.pictures.svg(), "<circle") == 29);
  series[0].mark = Mark::kBars;
  f.take("chart", PictureKind::kSvg, content);
  check_svg(f.pictures.svg());
  const std::string fill = "<g fill=\"#0a141e\">\n";
  const std::size_t bars = f.pictures.svg().find(fill);
  REQUIRE(bars != std::string::npos);
  const std::string own = f.pictures.svg().substr(bars, f.pictures.svg().find("</g>", bars) - bars);
  CHECK(count(own, "<rect") + count(own, "<polygon") + count(own, "<circle") >= 25);
}

TEST_CASE("the SVG of a heat map has a shape for every cell and the names of rows and columns") {
  PictureFixture f;
  std::vector<float> values(5 * 7);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) / 40;
  Heatmap heatmap;
  heatmap.take({values, 1, 5, 7, 1});
  HeatmapLarge what;
  const auto name = [](int i) -> std::string_view {
    static const char* const names[] = {"một con mèo dài", "b", "c", "d", "e", "f", "g"};
    return names[i];
  };
  what.row_name = what.column_name = name;
  what.row_title = "from";
  what.column_title = "to";
  what.most_cell = 20;
  f.take("heat", PictureKind::kSvg, [&] { heatmap.draw_large(f.headless.ui, "heat", what); });
  const std::string svg = f.pictures.svg();
  check_svg(svg);
  CHECK(count(svg, "<rect") >= 5 * 7);
  CHECK(count(svg, ">một con mèo dài<") == 2);
  CHECK(svg.find("rotate(-90)") != std::string::npos);
  const Table table = heatmap_table(what, values, 5, 7);
  CHECK(table.header.size() == 8);
  CHECK(table.header[0] == "from / to");
  REQUIRE(table.rows.size() == 5);
  CHECK(table.rows[1] == std::vector<std::string>{"b", "0.174999997", "0.200000003", "0.224999994",
                                                  "0.25", "0.275000006", "0.300000012",
                                                  "0.324999988"});
  f.headless.frame([&] { heatmap.draw_large(f.headless.ui, "heat", what); });
  CHECK(f.headless.find("heat.save") != nullptr);
}

TEST_CASE("a grid of maps has a save button, a picture and a table with every cell") {
  PictureFixture f;
  std::vector<float> values(4 * 3 * 3, 0.5f);
  values[1] = -1;  // ruled out
  Heatmap heatmap;
  heatmap.take({values, 4, 3, 3, 1});
  HeatmapGrid what;
  what.across = 2;
  what.row_name = [](int i) { return "layer " + std::to_string(i + 1); };
  for (const float width : {0.0f, 200.0f}) {
    const auto content = [&] { heatmap.draw_grid(f.headless.ui, "grid", what); };
    f.headless.frame(content, width);
    CHECK(f.headless.find("grid.save") != nullptr);
    CHECK(f.headless.overflow <= 1);
    f.take("grid", PictureKind::kSvg, content, width);
    check_svg(f.pictures.svg());
    CHECK(count(f.pictures.svg(), "<rect") >= 35);
  }
  const Table table = heatmap_table(f.headless.ui, what, values, 4, 3, 3);
  REQUIRE(table.rows.size() == 36);
  CHECK(table.rows[1] == std::vector<std::string>{"layer 1, 1", "1", "2", ""});
  CHECK(table.rows[35] == std::vector<std::string>{"layer 2, 2", "3", "3", "0.5"});
}

TEST_CASE("the SVG and the table of the map have every point") {
  PictureFixture f;
  std::vector<float> positions;
  std::vector<std::uint8_t> groups;
  for (int i = 0; i < 4000; ++i) {
    positions.push_back(std::cos(static_cast<float>(i)) * static_cast<float>(i));
    positions.push_back(std::sin(static_cast<float>(i)) * static_cast<float>(i));
    groups.push_back(0);
  }
  const ImU32 colours[] = {IM_COL32(1, 2, 3, 255)};
  Scatter scatter;
  ScatterData data;
  data.positions = positions;
  data.version = 1;
  data.groups = groups;
  data.group_colours = colours;
  data.label = [](std::size_t i) -> std::string_view { return i == 7 ? "Huế" : "word"; };
  const std::uint32_t chosen[] = {7};
  data.selected = chosen;
  f.take("map", PictureKind::kSvg,
         [&] { scatter.draw(f.headless.ui, "map", ImVec2(900, 600), data); });
  check_svg(f.pictures.svg());
  CHECK(count(f.pictures.svg(), "<circle") >= 3900);  // those outside the view are left out
  CHECK(f.pictures.svg().find(">Huế<") != std::string::npos);
  const Table table = scatter_table(f.headless.ui, data);
  CHECK(table.rows.size() == 4000);
  CHECK(table.rows[7][0] == "Huế");
  CHECK(table.rows[0].size() == 4);
}

TEST_CASE("arcs are lines in the SVG") {
  PictureFixture f;
  const std::vector<float> weights = {1, 0, -1, 0.5f, 0.5f, -1, 0.2f, 0.3f, 0.5f};
  ArcsData data;
  data.words = 3;
  data.weights = weights;
  data.name = [](int i) -> std::string_view { return i == 0 ? "một" : i == 1 ? "hai" : "ba"; };
  data.left_title = "reads";
  data.right_title = "is read";
  f.take("arcs", PictureKind::kSvg, [&] { arcs(f.headless.ui, "arcs", data); });
  check_svg(f.pictures.svg());
  CHECK(count(f.pictures.svg(), "<polyline") == 6);
  CHECK(count(f.pictures.svg(), ">hai<") == 2);
}

TEST_CASE("the pixels of a chart are drawn from its own commands, with a margin around it") {
  PictureFixture f;
  TwoLines lines;
  const auto content = [&] { lines.draw(f.headless.ui); };
  f.headless.frame(content);
  const NamedRect rect = *f.headless.find("chart");
  f.take("chart", PictureKind::kPng, content);
  const ImDrawData* piece = f.pictures.piece();
  REQUIRE(piece != nullptr);
  CHECK(piece->DisplayPos.x < rect.min.x);
  CHECK(piece->DisplayPos.x + piece->DisplaySize.x > rect.max.x);
  REQUIRE(piece->CmdLists.Size == 1);
  unsigned num = 0;
  for (const ImDrawCmd& command : piece->CmdLists[0]->CmdBuffer) num += command.ElemCount;
  CHECK(num > 300);
  CHECK(f.pictures.svg().empty());
  f.pictures.forget();
  CHECK(f.pictures.piece() == nullptr);
}

TEST_CASE("a chart that is half scrolled away is whole in its picture") {
  PictureFixture f;
  TwoLines lines;
  std::string whole;
  for (const float down : {0.0f, 700.0f}) {
    const auto content = [&] {
      ImGui::SetCursorPosY(8 + down);
      lines.draw(f.headless.ui);
    };
    f.take("chart", PictureKind::kSvg, content);
    check_svg(f.pictures.svg());
    // The same but for where it stands.
    if (down == 0) whole = f.pictures.svg();
    CHECK(count(f.pictures.svg(), "<text") == count(whole, "<text"));
    CHECK(count(f.pictures.svg(), "<rect") == count(whole, "<rect"));
  }
  // Not on screen at all: nothing is taken.
  f.take("other", PictureKind::kSvg, [&] { lines.draw(f.headless.ui); });
  CHECK(f.pictures.svg().empty());
}

TEST_CASE("nothing is hovered in the frame of a picture, and the pointer is back after it") {
  PictureFixture f;
  TwoLines lines;
  const auto content = [&] { lines.draw(f.headless.ui); };
  f.headless.frame(content);
  const NamedRect rect = *f.headless.find("chart");
  const ImVec2 middle((rect.min.x + rect.max.x) / 2, (rect.min.y + rect.max.y) / 2);
  ImGui::GetIO().AddMousePosEvent(middle.x, middle.y);
  f.headless.frame(content);
  f.take("chart", PictureKind::kSvg, content);
  CHECK(f.pictures.svg().find(">20<") != std::string::npos);
  CHECK(count(f.pictures.svg(), "<circle") == 0);  // the marks under the pointer
  CHECK(ImGui::GetIO().MousePos.x == middle.x);
}

TEST_CASE("CSV is quoted by RFC 4180, begins with a byte order mark and has plain numbers") {
  Table table;
  table.header = {"a,b", "said \"no\"", "line\nbreak", "Hà Nội"};
  table.rows = {{"1\xe2\x80\x89"
                 "234",
                 "\xe2\x88\x92"
                 "0.5",
                 "23.4 %", "x"},
                {"12 345", "1e-3", "", "\xe2\x88\x92"}};
  CHECK(csv_of(table) ==
        "\xef\xbb\xbf\"a,b\",\"said \"\"no\"\"\",\"line\nbreak\",Hà Nội\r\n"
        "1234,-0.5,23.4 %,x\r\n12 345,1e-3,,\xe2\x88\x92\r\n");
  CHECK(csv_number(0.1) == "0.1");
  CHECK(csv_number(std::nan("")) == "");
  CHECK(csv_number(-1e30) == "-1e+30");
  CHECK(csv_plain("1.2.3") == "1.2.3");
  CHECK(csv_plain("toy-en") == "toy-en");
}

TEST_CASE("no cell of a saved table is a formula: words of a text come from anywhere") {
  Table table;
  table.header = {"=A1", "fine"};
  table.rows = {{"=cmd|' /C calc'!A0", "+1+1"},
                {"@SUM(A1)", "-ing"},
                {"\t=1", "\r=1"},
                {"-0.5", "+7"},
                {"-1e+30", "a=b"},
                {"=\"x\",y", "-"},
                {"",
                 "\xe2\x88\x92"
                 "0.5"}};
  CHECK(csv_of(table) ==
        "\xef\xbb\xbf'=A1,fine\r\n"
        "'=cmd|' /C calc'!A0,'+1+1\r\n'@SUM(A1),'-ing\r\n'\t=1,\"'\r=1\"\r\n"
        "-0.5,+7\r\n-1e+30,a=b\r\n\"'=\"\"x\"\",y\",'-\r\n,-0.5\r\n");
}

TEST_CASE("a plot's table has a column a series where they share x, otherwise a row a point") {
  TwoLines lines(3);
  Table table = plot_table(lines.series, lines.baselines, lines.options);
  CHECK(table.header == std::vector<std::string>{"words", "tăng", "falls, \"slowly\"",
                                                 "knowing nothing: 30 & more"});
  CHECK(table.rows[2] == std::vector<std::string>{"2", "1", "39.5", "30"});
  const std::vector<double> other = {5};
  lines.series.push_back({"third", other, other, 0});
  table = plot_table(lines.series, lines.baselines, lines.options);
  REQUIRE(table.rows.size() == 3 + 3 + 1 + 1);
  CHECK(table.rows[6] == std::vector<std::string>{"third", "5", "5"});
}

}  // namespace
}  // namespace wordspace::ui
