// What labs answer to scripts about their screen: counts of a text, odd words out, expressions,
// cosines. Not the answers' own mathematics (tests/analysis).
#include "labs/lab.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "../ui/headless.h"
#include "lab_fixture.h"

namespace wordspace {
namespace {

std::unique_ptr<Lab> make_lab(const std::string& name) {
  for (const LabDescription& row : lab_registry()) {
    if (row.name == name) return row.make();
  }
  return nullptr;
}

double number(const Lab& lab, std::string_view field) {
  const std::string text = lab.get(field);
  CAPTURE(field);
  CHECK_FALSE(text.empty());
  return std::atof(text.c_str());
}

TEST_CASE("lab Text answers how many words and tokens there are, once they are counted") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  ui::Headless headless(ui::ThemeKind::kLight, 1);
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
  const std::unique_ptr<Lab> lab = make_lab("text");
  headless.frame([&] { lab->draw_picture(context); }, 900);
  CHECK(lab->get("text.num_words").empty());
  REQUIRE(workspace.own_text("mine", "the cat sees the dog.\n\nthe dog sees the cat").ok());
  for (int frame = 0; frame < 4; ++frame) {
    headless.frame([&] { lab->draw_picture(context); }, 900);
  }
  CHECK(lab->get("text.num_words") == "10");
  CHECK(lab->get("text.num_distinct") == "4");
  CHECK(lab->get("text.most_frequent") == "the 0.4000");
  lab->set("text.sentence", "It's a cat.");
  CHECK(lab->get("text.num_tokens.word") == "3");
  CHECK(lab->get("text.num_tokens.character") == "11");
}

TEST_CASE("lab Analogies answers the odd word, the expression, cosine and correlation on screen") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(train_toy(workspace, 16, 8));
  ui::Headless headless(ui::ThemeKind::kLight, 1);
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
  const std::unique_ptr<Lab> lab = make_lab("analogies");
  const auto show = [&](const char* view) {
    lab->set("analogies.view", view);
    for (int frame = 0; frame < 4; ++frame) {
      workspace.poll();
      headless.frame([&] { lab->draw_picture(context); }, 900);
    }
  };
  CHECK(lab->get("cosine.cosine").empty());
  show("words");
  lab->set("odd.words", "king queen prince kennel");
  show("words");
  CHECK(lab->get("odd.answer") == "kennel");
  lab->set("odd.words", "king");
  show("words");
  CHECK(lab->get("odd.answer").empty());
  lab->set("expression.text", "king - man + woman");
  show("expression");
  CHECK_FALSE(lab->get("expression.answer").empty());
  show("cosine");
  const double cosine = number(*lab, "cosine.cosine");
  const double correlation = number(*lab, "cosine.correlation");
  lab->set("cosine.offset", "3");
  show("cosine");
  CHECK(number(*lab, "cosine.cosine") > cosine + 0.05);
  CHECK(number(*lab, "cosine.correlation") == doctest::Approx(correlation).epsilon(0.001));
}

}  // namespace
}  // namespace wordspace
