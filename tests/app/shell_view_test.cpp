// What a teacher's link and the projector leave of the shell; the buttons of links.
#include "app/link.h"
#include "app_fixture.h"

#include <map>

using namespace wordspace;

namespace {

constexpr const char* kRoom = "word2vec";

void draw(AppFixture& app, const Restrictions& link, bool projector = false) {
  app.ui.locked = link.lock;
  app.ui.projector = projector;
  app.shell->set_view(view_of(link, kRoom, projector));
  for (int i = 0; i < 3; ++i) app.frame(kRoom);
}

Restrictions hiding(const char* part) {
  Restrictions link;
  link.hide = {part};
  return link;
}

}  // namespace

TEST_CASE("each part that a link hides is gone, and the others stay") {
  AppFixture app;
  ImGui::GetIO().DisplaySize = ImVec2(1280, 4000);  // the lesson is in view
  const std::map<std::string, const char*> seen = {{"rail", "lab.text"},
                                                   {"controls", "word2vec.preset.0"},
                                                   {"lesson", "lesson.sheet"},
                                                   {"transport", "train"},
                                                   {"settings", "theme"}};
  draw(app, {});
  for (const auto& [part, name] : seen) {
    CAPTURE(part);
    CHECK(app.find(name) != nullptr);
  }
  CHECK(seen.size() == hideable_parts().size());
  for (const char* hidden : hideable_parts()) {
    CAPTURE(hidden);
    draw(app, hiding(hidden));
    CHECK(app.find("menu") == nullptr);
    for (const auto& [part, name] : seen) {
      CAPTURE(part);
      CHECK((app.find(name) == nullptr) == (part == hidden));
    }
  }
}

TEST_CASE("under a lock settings cannot be pressed, training can, and the sign has a way out") {
  AppFixture app;
  Restrictions link;
  link.lock = true;
  draw(app, link);
  REQUIRE(app.find("word2vec.preset.0") != nullptr);
  CHECK_FALSE(app.find("word2vec.preset.0")->enabled);
  CHECK(app.find("train")->enabled);
  CHECK(app.find("lab.word2vec") != nullptr);
  CHECK(app.find("lab.text") == nullptr);  // closed labs are not in the list
  link.labs = {"text"};
  draw(app, link);
  CHECK(app.find("lab.text") != nullptr);
  CHECK(app.find("lab.gpt") == nullptr);
  app.press(kRoom, "link.locked");
  app.press(kRoom, "link.leave");
  CHECK(app.left_links == 1);
}

TEST_CASE("the sign of a lock stays although a link hides the buttons beside it") {
  AppFixture app;
  Restrictions link = hiding("settings");
  link.lock = true;
  draw(app, link);
  CHECK(app.find("link.locked") != nullptr);
  CHECK(app.find("copy_link") == nullptr);
}

TEST_CASE("a teacher ticks what a class shall not see and copies the link") {
  AppFixture app;
  app.press(kRoom, "copy_link");
  CHECK(app.copied_links == 1);
  CHECK_FALSE(app.copied.any());
  app.press(kRoom, "class_link");
  app.press(kRoom, "class_link.hide.rail");
  app.press(kRoom, "class_link.hide.lesson");
  app.press(kRoom, "class_link.hide.rail");
  app.press(kRoom, "class_link.hide.transport");
  app.press(kRoom, "class_link.lock");
  app.press(kRoom, "class_link.labs.1");
  app.press(kRoom, "class_link.copy");
  CHECK(app.copied_links == 2);
  CHECK(app.copied.hide == std::vector<std::string>{"lesson", "transport"});
  CHECK(app.copied.lock);
  CHECK(app.copied.labs == std::vector<std::string>{"all"});
}

TEST_CASE("the dialogue fits every screen, on a phone behind the size of text") {
  AppFixture app;
  struct Screen {
    float width, height, scale;
  };
  for (const Screen& screen :
       {Screen{1280, 720, 1}, Screen{1280, 720, 2}, Screen{1920, 1080, 1}, Screen{360, 740, 1}}) {
    for (const char* language : {"en", "vi"}) {
      app.speak(language);
      app.restyle(screen.scale, ui::ThemeKind::kLight);
      ImGui::GetIO().DisplaySize = ImVec2(screen.width, screen.height);
      CAPTURE(screen.width);
      CAPTURE(screen.scale);
      CAPTURE(language);
      if (screen.width / screen.scale < 700) app.press(kRoom, "text_size");
      app.press(kRoom, "class_link");
      for (int i = 0; i < 3; ++i) app.frame(kRoom);
      const ui::NamedRect* lock = app.find("class_link.lock");
      REQUIRE(lock != nullptr);
      for (const ui::NamedRect& rect : app.ui.rects) {
        if (!rect.name.starts_with("class_link.")) continue;
        CAPTURE(rect.name);
        CHECK(rect.min.x >= 0);
        CHECK(rect.min.y >= 0);
        CHECK(rect.max.x <= screen.width);
        CHECK(rect.max.y <= screen.height);
      }
      ImGui::GetIO().AddKeyEvent(ImGuiKey_Escape, true);
      app.frame(kRoom);
      ImGui::GetIO().AddKeyEvent(ImGuiKey_Escape, false);
      for (int i = 0; i < 3; ++i) app.frame(kRoom);
      CHECK(app.find("class_link.lock") == nullptr);
    }
  }
}

TEST_CASE("the projector hides list and lesson and keeps the training bar; Alt+P switches it") {
  AppFixture app;
  ImGui::GetIO().DisplaySize = ImVec2(1920, 1080);
  draw(app, {}, true);
  CHECK(app.find("lab.text") == nullptr);
  CHECK(app.find("menu") != nullptr);  // the labs stay within reach
  CHECK(app.find("train") != nullptr);
  ImGuiIO& io = ImGui::GetIO();
  io.AddKeyEvent(ImGuiMod_Alt, true);
  io.AddKeyEvent(ImGuiKey_P, true);
  app.frame(kRoom);
  io.AddKeyEvent(ImGuiKey_P, false);
  io.AddKeyEvent(ImGuiMod_Alt, false);
  app.frame(kRoom);
  CHECK(app.projector_switches == 1);
  app.press(kRoom, "text_size");
  app.press(kRoom, "projector");
  CHECK(app.projector_switches == 2);
}

TEST_CASE("a message that is said again is said once") {
  AppFixture app;
  for (int i = 0; i < 3; ++i) {
    app.shell->show({Message::Kind::kWarning, link_locked()}, app.ui.now_ms);
  }
  app.frame(kRoom);
  CHECK(app.find("message.0") != nullptr);
  CHECK(app.find("message.1") == nullptr);
}
