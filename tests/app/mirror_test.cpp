// The mirror of the shell: what is told, that only changes are told, and that its actions act.
#include "app/mirror.h"

#include "app_fixture.h"

#include <imgui_internal.h>

#include <nlohmann/json.hpp>
#include <set>

using namespace wordspace;
using Json = nlohmann::json;

namespace {

// What a frame that is read tells; an empty object when nothing changed.
Json told(AppFixture& app, Mirror& mirror, const std::string& lab) {
  app.reading = true;
  app.frame(lab);
  app.reading = false;
  const std::string changes = mirror.changes(app.ui, GImGui->NavId, app.ui.now_ms);
  return changes.empty() ? Json::object() : Json::parse(changes, nullptr, false);
}

Json settled(AppFixture& app, Mirror& mirror, const std::string& lab) {
  for (int i = 0; i < 4; ++i) app.frame(lab);
  return told(app, mirror, lab);
}

std::set<std::string> keys_of(const Json& change) {
  std::set<std::string> keys;
  for (const auto& part : change["order"]) {
    for (const auto& one : part["keys"]) {
      if (one.is_string()) keys.insert(one.get<std::string>());
      if (!one.is_object()) continue;
      for (const auto& key : one["keys"]) keys.insert(key.get<std::string>());
    }
  }
  return keys;
}

}  // namespace

TEST_CASE("every lab tells its name, its controls with names, and everything that is on screen") {
  AppFixture app;
  for (const char* language : {"en", "vi"}) {
    app.speak(language);
    for (const LabDescription& lab : lab_registry()) {
      Mirror mirror;
      CAPTURE(lab.name);
      CAPTURE(language);
      const Json change = settled(app, mirror, lab.name);
      REQUIRE(change.contains("order"));
      const std::set<std::string> keys = keys_of(change);
      const std::string title = app.ui.t("lab." + std::string(lab.name) + ".title");
      bool heading = false;
      for (const auto& [key, node] : change["nodes"].items()) {
        heading = heading || (node["role"] == "heading" && node["label"] == title);
        const std::string role = node["role"].get<std::string>();
        if (role == "text" || role == "table" || role == "progress") continue;
        CAPTURE(key);
        CHECK_FALSE(node["label"].get<std::string>().empty());
      }
      CHECK(heading);
      CHECK(change["nodes"]["lab." + std::string(lab.name)]["on"] == true);
      for (const ui::NamedRect& rect : app.ui.rects) {
        // Second names of the same thing, and marks of tests without a press.
        if (rect.name.starts_with("language.") || rect.name == "progress") continue;
        if (rect.name.starts_with("message.")) continue;
        CAPTURE(rect.name);
        CHECK(keys.count(rect.name) == 1);
      }
      CHECK(app.ui.words.missing() == 0);
    }
  }
}

TEST_CASE("only what changed is told, and nothing when nothing did") {
  AppFixture app;
  Mirror mirror;
  CHECK(settled(app, mirror, "word2vec").contains("nodes"));
  for (int i = 0; i < 20; ++i) app.frame("word2vec");
  CHECK(told(app, mirror, "word2vec").empty());
  REQUIRE(mirror.act(app.ui, R"({"set": "word2vec.dim", "value": "77"})"));
  Json change = told(app, mirror, "word2vec");
  if (!change.contains("nodes")) change = told(app, mirror, "word2vec");
  REQUIRE(change.contains("nodes"));
  CHECK(change["nodes"].size() < 12);
  mirror.forget();
  CHECK(told(app, mirror, "word2vec").contains("order"));
}

TEST_CASE("reading what is out of sight keeps nothing moving") {
  AppFixture app;
  ImGui::GetIO().DisplaySize = ImVec2(1280, 500);
  for (const LabDescription& lab : lab_registry()) {
    CAPTURE(lab.name);
    Mirror mirror;
    for (int i = 0; i < 20; ++i) {
      static_cast<void>(told(app, mirror, lab.name));
      app.frame(lab.name);
    }
    app.frame(lab.name);
    CHECK(told(app, mirror, lab.name).empty());
    CHECK_FALSE(app.ui.want_frame);
  }
}

TEST_CASE("at most four times a second, unless someone acts") {
  AppFixture app;
  Mirror mirror;
  static_cast<void>(mirror.changes(app.ui, 0, 1000));
  CHECK_FALSE(mirror.due(1100));
  CHECK_FALSE(mirror.pending());
  CHECK(mirror.put_off(1100) == doctest::Approx(150));
  CHECK(mirror.pending());
  CHECK(mirror.due(1250));
  static_cast<void>(mirror.changes(app.ui, 0, 1250));
  CHECK(mirror.act(app.ui, R"({"press": "train"})"));
  CHECK(mirror.due(1251));
}

TEST_CASE("labs are opened, popups opened and closed, through the mirror") {
  AppFixture app;
  Mirror mirror;
  static_cast<void>(settled(app, mirror, "start"));
  REQUIRE(mirror.act(app.ui, R"({"press": "lab.word2vec"})"));
  static_cast<void>(told(app, mirror, "start"));
  CHECK(app.opened == "word2vec");
  REQUIRE(mirror.act(app.ui, R"({"press": "text_size"})"));
  static_cast<void>(told(app, mirror, "start"));
  mirror.forget();
  const Json change = settled(app, mirror, "start");
  REQUIRE(change.contains("order"));
  bool popup = false;
  for (const auto& part : change["order"]) {
    popup = popup || part["part"].get<std::string>().starts_with("popup:");
  }
  CHECK(popup);
  REQUIRE(mirror.act(app.ui, R"({"escape": true})"));
  for (int i = 0; i < 3; ++i) app.frame("start");
  CHECK(app.find("text_size.choice.0") == nullptr);
  REQUIRE(mirror.act(app.ui, R"({"press": "text_size"})"));
  for (int i = 0; i < 3; ++i) app.frame("start");
  REQUIRE(mirror.act(app.ui, R"({"press": "text_size.choice.4"})"));
  static_cast<void>(told(app, mirror, "start"));
  CHECK(app.text_size == 200);
}

TEST_CASE("what is no action is refused, and a wish that nothing takes is forgotten") {
  AppFixture app;
  Mirror mirror;
  for (const char* json : {"", "{}", "[1]", "{\"dance\": 1}", "null"}) {
    CHECK_FALSE(mirror.act(app.ui, json));
  }
  CHECK(mirror.act(app.ui, R"({"press": "nothing.of.the.kind"})"));
  CHECK(mirror.act(app.ui, R"({"scroll": 1})"));
  static_cast<void>(told(app, mirror, "start"));
  CHECK(app.ui.access.pressed.empty());
}
