// Tokens in a flow and rows of probabilities, drawn headless.
// Not their colours.
#include "ui/token_widgets.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "headless.h"

namespace wordspace::ui {
namespace {

TEST_CASE("tokens flow into lines that stay within the width") {
  for (const float space : {0.0f, 4.0f}) {
    CAPTURE(space);
    Headless headless;
    std::vector<ImVec2> ends;
    headless.frame(
        [&] {
          TokenFlow flow(headless.ui, kTextBody, space);
          for (int i = 0; i < 60; ++i) {
            const std::string name = "token." + std::to_string(i);
            flow.token(name.c_str(),
                       {.text = i == 30 ? std::string_view("a token that is much wider "
                                                           "than everything that the "
                                                           "column could ever hold")
                                        : std::string_view("word")});
            ends.push_back(flow.max());
          }
        },
        300);
    CHECK(headless.overflow <= 1);
    REQUIRE(headless.find("token.0") != nullptr);
    REQUIRE(headless.find("token.59") != nullptr);
    CHECK(headless.find("token.59")->min.y > headless.find("token.0")->max.y);
    for (const ImVec2& end : ends) CHECK(end.x <= 300);
  }
}

TEST_CASE("a flow takes the room that its tokens need, so that what follows stands below") {
  Headless headless;
  float below = 0, last = 0;
  headless.frame(
      [&] {
        {
          TokenFlow flow(headless.ui);
          for (int i = 0; i < 40; ++i) flow.token(nullptr, {.text = "token", .below = "1.2"});
          last = flow.max().y;
        }
        below = ImGui::GetCursorScreenPos().y;
      },
      300);
  CHECK(below >= last);
  CHECK(below < last + 20);
}

TEST_CASE("a pressed token says so") {
  Headless headless;
  int pressed = -1;
  const auto content = [&] {
    TokenFlow flow(headless.ui);
    for (int i = 0; i < 5; ++i) {
      const std::string name = "token." + std::to_string(i);
      if (flow.token(name.c_str(), {.text = "word"})) pressed = i;
    }
  };
  REQUIRE(headless.press("token.3", content, 400));
  CHECK(pressed == 3);
}

TEST_CASE("a row of probabilities is pressed by its place, cut ones too, unless they only show") {
  Headless headless;
  const std::vector<ProbabilityRow> rows = {
      {"the", 0.6, 0.9, false, ""}, {"a", 0.2, 0.1, false, ""}, {"zebra", 0.0004, 0, false, ""}};
  int pressed = -1;
  bool can_press = true;
  const auto content = [&] {
    const int now = probability_rows(headless.ui, "next", rows, headless.ui.palette.gpt, can_press);
    if (now >= 0) pressed = now;
  };
  REQUIRE(headless.press("next.1", content, 400));
  CHECK(pressed == 1);
  REQUIRE(headless.press("next.2", content, 400));
  CHECK(pressed == 2);
  pressed = -1;
  can_press = false;
  headless.press("next.0", content, 400);
  CHECK(pressed == -1);
  CHECK(headless.overflow <= 1);
}

TEST_CASE("probabilities are written as percent, small ones with more digits") {
  CHECK(format_probability(1) == "100.0 %");
  CHECK(format_probability(0.234) == "23.4 %");
  CHECK(format_probability(0.0007) == "0.07 %");
  CHECK(format_probability(0.00001) == "< 0.01 %");
  CHECK(format_probability(0) == "0 %");
}

TEST_CASE("words on a fill are readable, whatever the theme") {
  for (const ThemeKind theme : {ThemeKind::kLight, ThemeKind::kDark}) {
    Headless headless(theme);
    const Palette& c = headless.ui.palette;
    for (int i = 0; i <= 10; ++i) {
      const ImU32 fill = mix(c.panel, c.gpt, static_cast<float>(i) / 10);
      CAPTURE(i);
      CHECK(contrast(text_on(headless.ui, fill), fill) > 3.5);
    }
  }
}

}  // namespace
}  // namespace wordspace::ui
