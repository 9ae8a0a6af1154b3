// Commands as scripts give them: answers once, refusals as sentences, state as promised.
#include "app/scripting.h"

#include <nlohmann/json.hpp>

#include "../labs/lab_fixture.h"
#include "app_fixture.h"
#include "train/run_status.h"
#include "train/snapshot.h"

using namespace wordspace;
using Json = nlohmann::json;

namespace {

struct ScriptFixture : AppFixture {
  std::unique_ptr<Scripts> scripts;
  bool locked = false;
  Restrictions asked_link;
  ScriptFixture() {
    ScriptTargets targets;
    targets.workspace = workspace.get();
    targets.ui = &ui;
    targets.current_lab = [this] { return labs[index_of("word2vec")].get(); };
    targets.open_lab = [this](const std::string& name) {
      for (const LabDescription& row : lab_registry()) {
        if (name == row.name) {
          opened = name;
          return true;
        }
      }
      return false;
    };
    targets.set_language = [this](const std::string& name) {
      language = name;
      return name == "en" || name == "vi";
    };
    targets.set_theme = [this](ui::ThemeKind kind) { ui.theme = kind; };
    targets.set_text_size = [this](int percent) { text_size = percent; };
    targets.may_open = [this](const std::string& lab) -> Status {
      if (locked && lab != "word2vec") return link_lab_closed(lab);
      return Done{};
    };
    targets.may_change = [this]() -> Status {
      if (locked) return link_locked();
      return Done{};
    };
    targets.make_link = [this](const Restrictions& wanted, const LinkMade& made) {
      asked_link = wanted;
      made(std::string("http://lab/#x"));
    };
    targets.set_projector = [this](bool on) { ui.projector = on; };
    targets.run = [this]() -> RunControls& { return *workspace; };
    scripts = std::make_unique<Scripts>(targets);
  }
  // Waits for the one answer.
  Json ask(const Json& request) {
    std::string answer;
    int answers = 0;
    scripts->command(request.dump(), [&](const std::string& text) {
      answer = text;
      ++answers;
    });
    CHECK(wait_for(*workspace, [&] { return answers != 0; }));
    CHECK(answers == 1);
    return Json::parse(answer, nullptr, false);
  }
  std::string refusal(const Json& request) {
    const Json answer = ask(request);
    REQUIRE(answer.contains("error"));
    return answer["error"].get<std::string>();
  }
};

}  // namespace

TEST_CASE("what is not a command is refused in a sentence") {
  ScriptFixture app;
  CHECK(app.refusal(Json::parse("[]")).find("\"do\"") != std::string::npos);
  CHECK(app.refusal({{"do", "dance"}}).find("dance") != std::string::npos);
  CHECK(app.refusal({{"do", "generate"}}).find("no trained gpt") != std::string::npos);
  CHECK(app.refusal({{"do", "attend"}, {"model", "bert"}, {"text", "a cat"}})
            .find("no trained bert") != std::string::npos);
  CHECK(app.refusal({{"do", "mask"}}).find("no trained bert") != std::string::npos);
  CHECK(app.refusal({{"do", "open"}, {"lab", "attic"}}).find("attic") != std::string::npos);
  CHECK(app.refusal({{"do", "analogy"}, {"words", {"man", "king"}}}).find("three") !=
        std::string::npos);
  CHECK_FALSE(app.refusal({{"do", "neighbors"}, {"word", "king"}}).empty());
  CHECK_FALSE(app.refusal({{"do", "theme"}, {"theme", "pink"}}).empty());
  CHECK_FALSE(app.refusal({{"do", "set"}, {"field", "dim"}, {"value", {1, 2}}}).empty());
}

TEST_CASE(
    "a field that a command does not know, or a value that it cannot have, is refused by name") {
  ScriptFixture app;
  for (const Json& request : {
           Json{{"do", "bench"}, {"what", "gpt"}, {"seconds", 1e308}},
           Json{{"do", "bench"}, {"what", "gpt"}, {"seconds", -1}},
           Json{{"do", "tour"}, {"step", "x"}},
           Json{{"do", "tour"}, {"step", 11}},
           Json{{"do", "tour"}, {"step", 1.5}},
           Json{{"do", "neighbors"}, {"word", "king"}, {"top", 0}},
           Json{{"do", "neighbors"}, {"word", "king"}, {"top", "many"}},
           Json{{"do", "attend"}, {"model", "elmo"}, {"text", "a cat"}},
           Json{{"do", "projector"}, {"on", "yes"}},
           Json{{"do", "set"}, {"field", "speed"}, {"value", 0}},
           Json{{"do", "set"}, {"field", "text-size"}, {"value", 1000}},
           Json{{"do", "train"}, {"epochs", 3}},
           Json{{"do", "generate"}, {"temprature", 3}},
       }) {
    CAPTURE(request.dump());
    const std::string words = app.refusal(request);
    // Either of the request's fields besides the verb is named.
    bool named = false;
    for (const auto& [field, value] : request.items()) {
      named = named || (field != "do" && words.find(field) != std::string::npos);
    }
    CHECK_MESSAGE(named, words);
  }
  CHECK(app.text_size == 0);
  CHECK_FALSE(app.ui.projector);
}

TEST_CASE("a configuration that is none is refused at once") {
  ScriptFixture app;
  CHECK_FALSE(app.refusal({{"do", "import"}, {"name", "config.json"}, {"text", "{}"}}).empty());
}

TEST_CASE("bytes that come beside a command are its text") {
  ScriptFixture app;
  std::string answer;
  app.scripts->command(
      R"({"do":"text","name":"mine"})", [&](const std::string& text) { answer = text; },
      "the cat sat on the mat by the sea\n");
  CHECK(Json::parse(answer)["ok"]["corpus"] == "own");
}

TEST_CASE("settings are set by name and read back") {
  ScriptFixture app;
  CHECK(app.ask({{"do", "set"}, {"field", "dim"}, {"value", 64}}).contains("ok"));
  CHECK(app.ask({{"do", "get"}, {"field", "dim"}})["ok"]["value"] == "64");
  CHECK(app.ask({{"do", "set"}, {"field", "seed"}, {"value", "9"}}).contains("ok"));
  CHECK(app.ask({{"do", "preset"}, {"preset", "demo"}})["ok"]["preset"] == "demo");
  CHECK(app.ask({{"do", "theme"}, {"theme", "dark"}}).contains("ok"));
  const Json state = Json::parse(app.scripts->state({"word2vec", 12, "", Variant{}, false}));
  CHECK(state["theme"] == "dark");
  CHECK(state["frames"] == 12);
  CHECK(state["lastError"].is_null());
  CHECK(state["run"]["status"] == "idle");
  CHECK(state["run"]["seed"] == 9);
  CHECK(state["run"]["loss"].is_null());
}

TEST_CASE("a lock refuses set and other labs in a sentence, and state tells of it") {
  ScriptFixture app;
  app.locked = app.ui.locked = true;
  CHECK(app.refusal({{"do", "set"}, {"field", "dim"}, {"value", 64}}).find("locks") !=
        std::string::npos);
  CHECK(app.refusal({{"do", "open"}, {"lab", "gpt"}}).find("closed") != std::string::npos);
  CHECK(app.refusal({{"do", "open"}, {"lab", "attic"}}).find("attic") != std::string::npos);
  CHECK(app.ask({{"do", "open"}, {"lab", "word2vec"}}).contains("ok"));
  CHECK(app.ask({{"do", "set"}, {"field", "text-size"}, {"value", 150}}).contains("ok"));
  const Json state = Json::parse(app.scripts->state({"word2vec", 1, "", Variant{}, false}));
  CHECK(state["locked"] == true);
  CHECK(state["projector"] == false);
}

TEST_CASE("a link is made with what it shall hide and lock; the projector is switched") {
  ScriptFixture app;
  const Json made =
      app.ask({{"do", "link"}, {"hide", {"rail", 3}}, {"lock", true}, {"labs", {"text"}}});
  CHECK(made["ok"]["link"] == "http://lab/#x");
  CHECK(app.asked_link.hide == std::vector<std::string>{"rail"});
  CHECK(app.asked_link.lock);
  CHECK(app.asked_link.labs == std::vector<std::string>{"text"});
  CHECK(app.ask({{"do", "projector"}})["ok"]["projector"] == true);
  CHECK(app.ui.projector);
  CHECK(app.ask({{"do", "projector"}, {"on", false}})["ok"]["projector"] == false);
  CHECK_FALSE(app.ui.projector);
}

TEST_CASE("a text is trained on and answers") {
  ScriptFixture app;
  std::string text;
  for (int i = 0; i < 600; ++i) {
    text += i % 2 == 0 ? "the king rules the land\n" : "the queen rules the land\n";
  }
  CHECK(app.ask({{"do", "text"}, {"text", text}})["ok"]["corpus"] == "own");
  CHECK(app.ask({{"do", "set"}, {"field", "epochs"}, {"value", 2}}).contains("ok"));
  CHECK(app.ask({{"do", "train"}}).contains("ok"));
  REQUIRE(wait_until_done(*app.workspace));
  const Json near = app.ask({{"do", "neighbors"}, {"word", "king"}, {"top", 2}});
  REQUIRE(near.contains("ok"));
  CHECK(near["ok"]["results"].size() == 2);
  const Json unknown =
      app.ask({{"do", "analogy"}, {"words", {"king", "queen", "xyzzy"}}, {"method", "mul"}});
  CHECK(unknown["ok"]["unknown"] == Json({"xyzzy"}));
  const Json state = Json::parse(app.scripts->state({"word2vec", 1, "", Variant{}, false}));
  CHECK(state["run"]["status"] == "done");
  CHECK(state["run"]["loss"].is_number());
}

TEST_CASE("bytes come in as base64, and bad ones are refused") {
  CHECK(decode_base64("aGVsbG8=").value() == "hello");
  CHECK(decode_base64("aGVsbG8").value() == "hello");
  CHECK(decode_base64("/w==").value() == "\xff");
  CHECK(decode_base64("").value().empty());
  CHECK_FALSE(decode_base64("a b").ok());
  ScriptFixture app;
  CHECK_FALSE(app.refusal({{"do", "import"}, {"name", "x"}, {"base64", "//79/A=="}}).empty());
  CHECK_FALSE(app.refusal({{"do", "import"}, {"name", "x"}}).empty());
}

TEST_CASE("rects are given as x, y, width, height") {
  const ui::NamedRect rects[] = {{"train", ImVec2(1, 2), ImVec2(11, 32), false}};
  const Json json = Json::parse(Scripts::rects(rects));
  REQUIRE(json.size() == 1);
  CHECK(json[0]["name"] == "train");
  CHECK(json[0]["width"] == 10);
  CHECK(json[0]["height"] == 30);
  CHECK(json[0]["enabled"] == false);
}

TEST_CASE("what a link or a command asks for in vain is said in the language on screen") {
  ScriptFixture app;
  app.speak("vi");
  for (const Json& request :
       {Json{{"do", "open"}, {"lab", "xyz"}}, Json{{"do", "theme"}, {"theme", "xyz"}},
        Json{{"do", "language"}, {"language", "xyz"}}, Json{{"do", "xyz"}}, Json{{"no", "verb"}}}) {
    CAPTURE(request.dump());
    const std::string words = app.refusal(request);
    CHECK(words.find("There is") == std::string::npos);
    CHECK(words.find("The lab") == std::string::npos);
    CHECK(words.find("A command") == std::string::npos);
    // Letters that only Vietnamese has.
    CHECK((words.find("\xe1\xba") != std::string::npos ||
           words.find("\xe1\xbb") != std::string::npos));
  }
}
