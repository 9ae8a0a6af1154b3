// Every widget drawn headless in both themes and text sizes; pressed, typed into, reached by
// keyboard.
#include "ui/widgets.h"

#include <doctest/doctest.h>

#include <limits>
#include <set>

#include "headless.h"
#include "ui/icons.h"
#include "ui/plot.h"
#include "ui/type.h"

namespace wordspace::ui {
namespace {

constexpr const char* kLong =
    "Each point is a word. Words that keep the same company stand near each other, because their "
    "vectors were pulled toward the same contexts: "
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze.";

struct Everything {
  int mode = 0, choice = 1, dim = 50, pressed = 0;
  float rate = 0.025f;
  bool on = true;
  std::string word = "king", area = "two\nlines";
  std::vector<std::string> modes = {"skip-gram", "CBOW"};
  std::vector<std::string> long_modes = {"negative sampling", "hierarchical softmax",
                                         "full softmax"};
  std::vector<std::string> items = {"bible-en", "wordnet+bible"};
  std::vector<std::string> details = {"918 000 words",
                                      "the default of all corpora, 2.4 million words"};
  std::vector<double> x = {0, 1, 2, 3}, y = {4, 3, 2.5, 2.4};

  void draw(Ui& ui) {
    begin_panel(ui, "panel");
    display(ui, "Word vectors");
    title(ui, "Word vectors");
    section(ui, "Settings");
    text(ui, kLong);
    text_muted(ui, kLong);
    text_small(ui, kLong);
    text_lead(ui, kLong);
    mono(ui, "0.123");
    formula(ui, "log σ(u·v) + ∑ₖ log σ(−uₙ·v)");
    figure(ui, "Words a second, measured over the last two seconds", "412 345", "why");
    figure(ui, "Loss", "2.84");
    hairline(ui);
    ButtonOptions primary;
    primary.style = ButtonStyle::kPrimary;
    primary.icon = icons::kPlay;
    pressed += button(ui, "train", "Train", primary) ? 1 : 0;
    ImGui::SameLine();
    icon_button(ui, "reset", icons::kReset, "Reset");
    ButtonOptions off;
    off.enabled = false;
    pressed += button(ui, "off", "Not now", off) ? 1 : 0;
    button(ui, "long", kLong);
    link(ui, "link", kLong);
    segmented(ui, "mode", modes, mode);
    static int sense = 0;
    segmented(ui, "objective", long_modes, sense);
    dropdown(ui, "corpus", "Corpus", items, choice, details);
    slider_int(ui, "dim", "Dimensions of the vectors that are learnt", dim, 10, 300);
    slider_float(ui, "rate", "Rate", rate, 0.001f, 1, "%.3f", true, "why");
    toggle(ui, "on", "Leave the query words out of the answer, please", on);
    text_field(ui, "word", "Word", word, "a word");
    text_area(ui, "area", "Your own text", area, "Paste here", 80);
    gap(ui);
    chip(ui, "chip", "king", ui.palette.word2vec, "0.81");
    flow(ui, chip_width(ui, kLong, "0.81"));
    chip(ui, "chip2", kLong, ui.palette.word2vec, "0.81");
    badge(ui, "badge", "relaxed SIMD", ui.palette.good, "why");
    flow(ui, badge_width(ui, kLong));
    badge(ui, "badge2", kLong, ui.palette.good, "why");
    const StripWord strip[] = {{"and"},
                               {"the", WordRole::kRemoved},
                               {"king", WordRole::kCentre},
                               {"said", WordRole::kContext},
                               {kLong}};
    word_strip(ui, "strip", strip, ui.palette.gpt);
    bar_row(ui, "bar", "queen of Sheba and other far away places", 0.73, -1, 1, ui.palette.bert);
    bar_row(ui, "bar2", "nan", std::numeric_limits<double>::quiet_NaN(), 0, 0, 0);
    sparkline(ui, y, ui.palette.word2vec, 400);
    const ImU32 stops[] = {ui.palette.gpt, ui.palette.panel, ui.palette.word2vec};
    colour_scale(ui, "cosine similarity of two words", stops, "−1", "+1");
    progress_bar(ui, 0.4, kLong);
    notice(ui, "notice", NoticeKind::kWarning, kLong, kLong, true);
    notice(ui, "notice2", NoticeKind::kError, "Short");
    Table rows;
    rows.header = {"word", "count", "a cosine with a long heading"};
    rows.rows = {{kLong, "1 204", "0.731"}, {"prince", "98"}, {"", "", "−12.5"}};
    table(ui, "table", rows);
    table(ui, "table2", rows, 120);
    table_link(ui, "as_table", [rows] { return rows; });
    const Series series[] = {{"training", x, y, ui.palette.word2vec},
                             {"held out with a long name", x, y, ui.palette.gpt, Mark::kDots}};
    const Baseline baselines[] = {{4.16, "knowing nothing: 4.16"}};
    PlotOptions options;
    options.x.label = "steps";
    options.y.label = "loss (nats a pair)";
    plot(ui, "plot", series, baselines, options);
    if (begin_columns(ui, "columns", 3, 200)) {
      for (int i = 0; i < 3; ++i) {
        next_column(ui);
        text(ui, kLong);
      }
      end_columns(ui);
    }
    end_panel(ui);
    begin_panel(ui, "fixed", ImVec2(0, ui.px(640)));
    empty_state(ui, "fill", kLong, "Train for ten seconds with this corpus and these settings");
    end_panel(ui);
    begin_scroll(ui, "scroll", ImVec2(0, ui.px(100)));
    text(ui, kLong);
    end_scroll(ui);
  }
};

class FakeFields : public TextFieldHost {
 public:
  bool has_own_fields() const override { return true; }
  TextFieldEvent show(const TextFieldRequest& request, std::string& value) override {
    shown.push_back(request);
    TextFieldEvent event;
    if (!typed.empty()) {
      value = typed;
      event.changed = true;
    }
    return event;
  }
  std::vector<TextFieldRequest> shown;
  std::string typed;
};

}  // namespace

TEST_CASE("all widgets draw in both themes and text sizes and never exceed their parent's width") {
  for (const ThemeKind theme : {ThemeKind::kLight, ThemeKind::kDark}) {
    for (const float scale : {1.0f, 1.5f, 2.0f}) {
      for (const float width : {240.0f, 320.0f, 900.0f}) {
        CAPTURE(scale);
        CAPTURE(width);
        // So tall that nothing is scrolled away.
        Headless h(theme, scale, ImVec2(2000, 16000));
        Everything all;
        float inner = 0;
        const auto content = [&] {
          all.draw(h.ui);
          const ImGuiWindow* panel = ImGui::FindWindowByName("test");
          inner = panel->WorkRect.Max.x;
        };
        for (int i = 0; i < 4; ++i) h.frame(content, width * scale);
        CHECK(h.overflow <= 0.5f);
        CHECK(h.num_vertices > 1000);
        std::set<std::string> names;
        for (const NamedRect& rect : h.ui.rects) {
          CAPTURE(rect.name);
          CHECK(rect.max.x <= inner + 0.5f);
          CHECK(rect.max.x > rect.min.x);
          CHECK(rect.max.y > rect.min.y);
          CHECK(names.insert(rect.name).second);
        }
        for (const char* name :
             {"train",    "reset", "off",     "link", "mode.0",         "objective.2",
              "corpus",   "dim",   "rate",    "on",   "word",           "area",
              "chip",     "badge", "strip.2", "bar",  "notice.dismiss", "table.copy",
              "as_table", "plot",  "fill"}) {
          CAPTURE(std::string(name));
          CHECK(names.count(name) == 1);
        }
        // Every child window's content fits too.
        for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
          if (!window->WasActive || (window->Flags & ImGuiWindowFlags_ChildWindow) == 0) continue;
          // Dear ImGui scrolls the words of its own area of text.
          if (std::string(window->Name).find("##area") != std::string::npos) continue;
          CAPTURE(std::string(window->Name));
          CHECK(window->DC.CursorMaxPos.x <= window->WorkRect.Max.x + 0.5f);
        }
      }
    }
  }
}

TEST_CASE("nothing asks for another frame once everything rests") {
  Headless h(ThemeKind::kLight, 1, ImVec2(1200, 6000));
  Everything all;
  for (int i = 0; i < 6; ++i) h.frame([&] { all.draw(h.ui); });
  CHECK_FALSE(h.ui.want_frame);
}

TEST_CASE("a button is pressed once by one click and not at all when disabled") {
  Headless h(ThemeKind::kLight, 1, ImVec2(1200, 6000));
  Everything all;
  const auto content = [&] { all.draw(h.ui); };
  h.frame(content);
  CHECK(h.press("train", content));
  CHECK(all.pressed == 1);
  CHECK(h.press("off", content));
  CHECK(all.pressed == 1);
  CHECK_FALSE(h.find("off")->enabled);
}

TEST_CASE("alternatives, switches, sliders and lists change their value when pressed") {
  Headless h(ThemeKind::kLight, 1, ImVec2(1200, 6000));
  Everything all;
  const auto content = [&] { all.draw(h.ui); };
  h.frame(content);
  CHECK(h.press("mode.1", content));
  CHECK(all.mode == 1);
  CHECK(h.press("on", content));
  CHECK_FALSE(all.on);
  CHECK(h.press("dim", content));
  CHECK(all.dim == doctest::Approx(155).epsilon(0.03));
  CHECK(h.press("corpus", content));
  CHECK(h.press("corpus.item.0", content));
  CHECK(all.choice == 0);
  h.frame(content);
  h.frame(content);
  CHECK(h.find("corpus.item.0") == nullptr);
}

TEST_CASE("a button is reached and pressed by keyboard alone") {
  Headless h;
  int first = 0, second = 0;
  const auto content = [&] {
    first += button(h.ui, "first", "First") ? 1 : 0;
    second += button(h.ui, "second", "Second") ? 1 : 0;
  };
  const auto key = [&](ImGuiKey k) {
    ImGui::GetIO().AddKeyEvent(k, true);
    h.frame(content);
    ImGui::GetIO().AddKeyEvent(k, false);
    h.frame(content);
  };
  h.frame(content);
  h.frame(content);
  key(ImGuiKey_Tab);
  key(ImGuiKey_Tab);
  CHECK(ImGui::GetIO().NavVisible);
  key(ImGuiKey_Space);
  CHECK(first + second == 1);
}

TEST_CASE(
    "a field of the platform gets its place and its words, and is hidden when scrolled away") {
  Headless h;
  FakeFields fields;
  h.ui.text_fields = &fields;
  std::string value;
  TextFieldEvent event;
  float scroll = 0;
  const auto content = [&] {
    begin_scroll(h.ui, "scroll", ImVec2(300, 120));
    event = text_field(h.ui, "analogy.a", "A", value, "a word");
    gap(h.ui, 60);
    ImGui::SetScrollY(scroll);
    end_scroll(h.ui);
  };
  h.frame(content);
  fields.shown.clear();
  fields.typed = "vua";
  h.frame(content);
  REQUIRE(fields.shown.size() == 1);
  CHECK(fields.shown[0].name == "analogy.a");
  CHECK(fields.shown[0].label == "A");
  CHECK(fields.shown[0].hint == "a word");
  CHECK(fields.shown[0].max.x > fields.shown[0].min.x);
  CHECK(event.changed);
  CHECK(value == "vua");
  CHECK(h.find("analogy.a") != nullptr);
  scroll = 40;
  h.frame(content);
  h.frame(content);
  fields.shown.clear();
  h.frame(content);
  CHECK(fields.shown.empty());
}

TEST_CASE("a field of Dear ImGui takes typed letters of any language and Enter") {
  Headless h;
  std::string value;
  bool submitted = false;
  const auto content = [&] {
    submitted = text_field(h.ui, "word", "Word", value).submitted || submitted;
  };
  CHECK(h.press("word", content));
  ImGui::GetIO().AddInputCharactersUTF8("nữ hoàng");
  h.frame(content);
  h.frame(content);
  CHECK(value == "nữ hoàng");
  ImGui::GetIO().AddKeyEvent(ImGuiKey_Enter, true);
  h.frame(content);
  ImGui::GetIO().AddKeyEvent(ImGuiKey_Enter, false);
  h.frame(content);
  CHECK(submitted);
}

TEST_CASE("a copied table is tab-separated") {
  Headless h;
  static std::string clipboard;
  ImGui::GetPlatformIO().Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
    clipboard = text;
  };
  Table rows;
  rows.header = {"word", "cosine"};
  rows.rows = {{"nữ hoàng", "0.73"}, {"a\tb", "1"}};
  CHECK(h.press("t.copy", [&] { table(h.ui, "t", rows); }));
  CHECK(clipboard == "word\tcosine\nnữ hoàng\t0.73\na b\t1\n");
}

TEST_CASE("lines are wrapped at spaces and never wider than asked") {
  Headless h;
  h.frame([&] {
    for (const float width : {30.0f, 100.0f, 400.0f}) {
      const auto lines = wrap_lines(h.ui, Face::kRegular, kTextBody, kLong, width);
      std::string joined;
      for (const auto line : lines) {
        CHECK(text_width(h.ui, Face::kRegular, kTextBody, line) <= width + 0.5f);
        joined += line;
      }
      std::string expected;
      for (const char c : std::string(kLong)) {
        if (c != ' ') expected += c;
      }
      std::erase(joined, ' ');
      CHECK(joined == expected);
    }
    CHECK(wrap_lines(h.ui, Face::kRegular, kTextBody, "a\n\nb\n", 100).size() == 3);
    // A number stays whole where a line can be broken before it.
    for (float width = 40; width < 200; width += 3) {
      for (const auto line :
           wrap_lines(h.ui, Face::kRegular, kTextBody, "loss is 0.66 nats", width)) {
        CHECK((line.find('0') == std::string_view::npos ||
               line.find("0.66") != std::string_view::npos));
      }
    }
    CHECK(wrap_lines(h.ui, Face::kRegular, kTextBody, "", 100).empty());
    const std::string cut = shortened(h.ui, Face::kRegular, kTextBody, "từ điển tiếng Việt", 60);
    CHECK(text_width(h.ui, Face::kRegular, kTextBody, cut) <= 60);
    CHECK(cut.ends_with("…"));
  });
}

TEST_CASE("charts take no data, one point, gaps, log axes and tens of thousands of points") {
  Headless h(ThemeKind::kDark, 1, ImVec2(900, 4000));
  std::vector<double> x, y;
  for (int i = 0; i < 60000; ++i) {
    x.push_back(i);
    y.push_back(i % 100 == 7 ? std::numeric_limits<double>::quiet_NaN() : 1.0 / (i + 1));
  }
  const std::vector<double> one = {3};
  const auto content = [&] {
    PlotOptions options;
    options.empty = "The loss appears here.";
    plot(h.ui, "none", {}, {}, options);
    const Series single[] = {{"one", one, one, h.ui.palette.gpt}};
    plot(h.ui, "one", single, {}, options);
    options.x.logarithmic = options.y.logarithmic = true;
    const Series many[] = {{"many", x, y, h.ui.palette.gpt, Mark::kDots},
                           {"steps", x, y, h.ui.palette.bert, Mark::kSteps}};
    plot(h.ui, "log", many, {}, options);
    options.x = {};
    options.y = {"", false, false, 0, 1};
    const Series bars[] = {
        {"", std::span(x).first(20), std::span(y).first(20), h.ui.palette.glove, Mark::kBars}};
    plot(h.ui, "bars", bars, {}, options);
  };
  h.frame(content);
  h.frame(content);
  CHECK(h.find("none") != nullptr);
  const NamedRect log = *h.find("log");
  ImGui::GetIO().AddMousePosEvent((log.min.x + log.max.x) / 2, (log.min.y + log.max.y) / 2);
  h.frame(content);
  h.frame(content);
  CHECK(h.num_vertices > 500);
  CHECK(h.num_vertices < 600000);
}

TEST_CASE("what stands in a popup has a place once the popup is where it stays") {
  Headless stage;
  const auto draw = [&] {
    if (ImGui::IsWindowAppearing()) ImGui::OpenPopup("menu");
    ImGui::SetCursorScreenPos(ImVec2(900, 700));
    ImGui::Dummy(ImVec2(10, 10));
    if (!ImGui::BeginPopup("menu")) return;
    button(stage.ui, "choice", "Choice");
    ImGui::EndPopup();
  };
  stage.frame(draw);
  CHECK(stage.find("choice") == nullptr);
  stage.frame(draw);
  const NamedRect* first = stage.find("choice");
  REQUIRE(first != nullptr);
  const ImVec2 at = first->min;
  stage.frame(draw);
  CHECK(stage.find("choice")->min.x == at.x);
  CHECK(stage.find("choice")->min.y == at.y);
}

TEST_CASE("a popup that grows asks for frames until it has its size, and then for none") {
  Headless stage;
  int lines = 1;
  const auto draw = [&] {
    if (ImGui::IsWindowAppearing()) ImGui::OpenPopup("menu");
    if (!ImGui::BeginPopup("menu")) return;
    for (int i = 0; i < lines; ++i) ImGui::TextUnformatted("line");
    ImGui::EndPopup();
  };
  for (int i = 0; i < 5; ++i) stage.frame(draw);
  CHECK_FALSE(popups_are_fitting());
  lines = 4;
  stage.frame(draw);
  CHECK(popups_are_fitting());
  for (int i = 0; i < 3; ++i) stage.frame(draw);
  CHECK_FALSE(popups_are_fitting());
}

}  // namespace wordspace::ui
