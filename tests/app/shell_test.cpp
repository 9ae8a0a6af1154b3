// The shell at every width: what must be on screen is, what is pressed is asked for.
#include "../labs/lab_fixture.h"
#include "app_fixture.h"
#include "train/snapshot.h"

using namespace wordspace;

TEST_CASE("at every width, size of text and language the buttons of the shell are on screen") {
  AppFixture app;
  struct Screen {
    float width, height, scale;
  };
  for (const Screen& screen :
       {Screen{1920, 1080, 1}, Screen{1280, 720, 1}, Screen{1280, 720, 2}, Screen{1000, 700, 1},
        Screen{800, 600, 1}, Screen{360, 740, 1}, Screen{360, 740, 1.5f}, Screen{360, 740, 2}}) {
    for (const char* language : {"en", "vi"}) {
      app.speak(language);
      app.restyle(screen.scale, ui::ThemeKind::kLight);
      ImGui::GetIO().DisplaySize = ImVec2(screen.width, screen.height);
      for (const LabDescription& lab : lab_registry()) {
        for (int i = 0; i < 3; ++i) app.frame(lab.name);
        CAPTURE(lab.name);
        CAPTURE(screen.width);
        CAPTURE(screen.scale);
        CAPTURE(language);
        std::vector<std::string> names = {"language.en", "language.vi", "theme", "text_size"};
        if (lab.has_transport) names.insert(names.end(), {"train", "step", "reset", "progress"});
        if (screen.width / screen.scale < 700) names.push_back("menu");
        if (screen.width / screen.scale < 300) {  // large letters on a phone: the rest is in sheets
          names = {"menu", "text_size"};
          if (lab.has_transport) names.insert(names.end(), {"train", "step", "progress"});
        }
        for (const std::string& name : names) {
          CAPTURE(name);
          const ui::NamedRect* rect = app.find(name);
          REQUIRE(rect != nullptr);
          CHECK(rect->min.x >= 0);
          CHECK(rect->min.y >= 0);
          CHECK(rect->max.x <= screen.width + 0.5f);
          CHECK(rect->max.y <= screen.height + 0.5f);
        }
      }
    }
  }
}

TEST_CASE("the rail opens labs, the header asks for language, theme and size") {
  AppFixture app;
  app.press("start", "lab.word2vec");
  CHECK(app.opened == "word2vec");
  app.press("start", "language.vi");
  CHECK(app.language == "vi");
  app.press("start", "theme");
  CHECK(app.theme_pressed);
  app.press("start", "text_size");
  app.press("start", "text_size.choice.4");
  CHECK(app.text_size == 200);
}

TEST_CASE("on a phone the labs are in a sheet") {
  AppFixture app;
  ImGui::GetIO().DisplaySize = ImVec2(360, 740);
  app.frame("word2vec");
  CHECK(app.find("lab.text") == nullptr);
  app.press("word2vec", "menu");
  app.press("word2vec", "lab.text");
  CHECK(app.opened == "text");
}

TEST_CASE("on a phone buttons lead to the controls and to the lesson") {
  AppFixture app;
  ImGui::GetIO().DisplaySize = ImVec2(360, 740);
  for (int i = 0; i < 3; ++i) app.frame("word2vec");
  CHECK(app.find("word2vec.preset.0") == nullptr);
  app.press("word2vec", "jump.controls");
  for (int i = 0; i < 4; ++i) app.frame("word2vec");
  CHECK(app.find("word2vec.preset.0") != nullptr);
}

TEST_CASE("large letters on a phone: language, theme and reset are in the sheets") {
  AppFixture app;
  ImGui::GetIO().DisplaySize = ImVec2(360, 740);
  app.restyle(2, ui::ThemeKind::kLight);
  app.press("word2vec", "text_size");
  app.press("word2vec", "language.vi");
  CHECK(app.language == "vi");
  app.press("word2vec", "theme");
  CHECK(app.theme_pressed);
}

TEST_CASE("an error stays until it is dismissed, news goes by itself") {
  AppFixture app;
  app.shell->show({Message::Kind::kError, {"text.empty", "The text is empty.", "Choose another."}},
                  app.ui.now_ms);
  app.frame("text");
  CHECK(app.find("message.0") != nullptr);
  app.ui.now_ms += 60000;
  app.frame("text");
  CHECK(app.find("message.0") != nullptr);
  app.press("text", "message.0.dismiss");
  CHECK(app.find("message.0") == nullptr);

  app.shell->show({Message::Kind::kInfo, {"message.saved", "", "", {"vectors.txt"}}},
                  app.ui.now_ms);
  app.frame("text");
  CHECK(app.find("message.0") != nullptr);
  CHECK(app.wake_ms > 0);
  app.ui.now_ms += 60000;
  app.frame("text");
  CHECK(app.find("message.0") == nullptr);
}

TEST_CASE("a still shell asks for no more frames") {
  AppFixture app;
  for (const LabDescription& lab : lab_registry()) {
    CAPTURE(lab.name);
    for (int i = 0; i < 60; ++i) app.frame(lab.name);
    CHECK_FALSE(app.ui.want_frame);
  }
}

TEST_CASE("Step takes one step and Reset takes it back") {
  AppFixture app;
  std::string text;
  for (int i = 0; i < 400; ++i) text += "the king and the queen walk to the palace\n";
  REQUIRE(app.workspace->own_text("walk", text).ok());
  app.press("word2vec", "step");
  const auto frames_until = [&](const std::function<bool()>& condition) {
    return wait_for(*app.workspace, [&] {
      app.frame("word2vec");
      return condition() && !app.workspace->busy();
    });
  };
  REQUIRE(frames_until([&] { return app.workspace->snapshot().record_number > 0; }));
  CHECK(app.workspace->snapshot().record_number == 1);
  CHECK(app.workspace->snapshot().units_done > 0);
  CHECK(app.workspace->snapshot().units_done < 100);
  app.press("word2vec", "reset");
  CHECK(frames_until([&] { return app.workspace->snapshot().units_done == 0; }));
}
