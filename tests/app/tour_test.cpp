// Tours: the file, the place of the card, the steps pressed and keyed through, and every tour of
// web/tours against the lab that it leads through.
#include "app/tour.h"

#include "../labs/lab_fixture.h"
#include "app_fixture.h"
#include "labs/glove_room.h"
#include "labs/transformer_room.h"

#include <imgui_internal.h>

#include <filesystem>
#include <set>

using namespace wordspace;

namespace {

std::string tour_json(const std::string& step, int num = 10) {
  std::string json = "{\"steps\": [";
  for (int i = 0; i < num; ++i) json += (i == 0 ? "" : ", ") + step;
  return json + "]}";
}

struct TourFixture : AppFixture {
  Tour tour;

  void tour_frame(const std::string& lab) {
    const std::size_t i = index_of(lab);
    ui.now_ms += 1000.0 / 60;
    ui.rects.clear();
    ui.want_frame = false;
    workspace->poll();
    ImGui::NewFrame();
    LabContext context{ui, *workspace, [](const std::string&, const LabFields&) {}};
    shell->draw(context, lab_registry()[i], *labs[i]);
    tour.draw(ui, *labs[i], lab);
    ui::render_nowhere();
  }
  // Until the step has found its target or knows that there is none.
  void settle(const std::string& lab) {
    tour_frame(lab);
    for (int i = 0; i < 400 && tour.open() && !tour.settled(); ++i) tour_frame(lab);
    tour_frame(lab);
  }
  void press_here(const std::string& lab, const std::string& name) {
    const ui::NamedRect* rect = find(name);
    CAPTURE(name);
    REQUIRE(rect != nullptr);
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent((rect->min.x + rect->max.x) / 2, (rect->min.y + rect->max.y) / 2);
    tour_frame(lab);
    io.AddMouseButtonEvent(0, true);
    tour_frame(lab);
    io.AddMouseButtonEvent(0, false);
    tour_frame(lab);
    settle(lab);
  }
  void key(const std::string& lab, ImGuiKey key) {
    ImGui::GetIO().AddKeyEvent(key, true);
    tour_frame(lab);
    ImGui::GetIO().AddKeyEvent(key, false);
    settle(lab);
  }
  std::vector<TourStep> steps_at(const std::vector<std::string>& names) {
    std::vector<TourStep> steps;
    for (std::size_t i = 0; i < kTourSteps; ++i) {
      steps.push_back({names[i % names.size()], "", {}, "Look at this.", "Hãy xem chỗ này."});
    }
    return steps;
  }
};

// The project's own files: ready-made models, texts, question sets.
constexpr const char* kReadyModels[] = {"gpt-toy-en", "gpt-toy-vi", "bert-toy-en", "bert-toy-vi"};
Services services_of_project() {
  Services services;
  services.fetch = [](const std::string& path, std::function<void(std::uint64_t, std::uint64_t)>,
                      std::function<void(Result<std::string>)> done) {
    for (const char* folder : {"data/", "", "build/"}) {
      auto bytes = read_file(folder + path);
      if (bytes.ok()) return done(std::move(bytes));
    }
    done(Error{"fetch.not_found", path + " is not there.", "Build it.", {path}});
  };
  services.now_ms = [] { return 0.0; };
  return services;
}

// Trains what a lab's steps "after training" show, where that takes a moment only. False: it would
// take a whole comparison, and those steps' targets are left out.
bool train_for(const std::string& lab, Workspace& workspace) {
  if (lab == "word2vec" || lab == "analogies") {
    REQUIRE(train_toy(workspace, 8));
    return true;
  }
  if (lab == "glove") {
    GloveRoom& room = workspace.glove();
    REQUIRE(room.choose_preset("toy-en").ok());
    REQUIRE(room.set("epochs", "2").ok());
    room.train();
    REQUIRE(wait_for(workspace, [&] { return !room.vectors().empty() && !room.busy(); }));
    return true;
  }
  if (lab == "entropy") {
    REQUIRE(choose_small(workspace.gpt()));
    workspace.gpt().train();
    REQUIRE(wait_for(workspace, [&] {
      return workspace.gpt().snapshot().status == RunStatus::kDone && !workspace.busy();
    }));
    return true;
  }
  return false;
}

float overlap_of(const Box& a, const Box& b) {
  const float w = std::min(a.max.x, b.max.x) - std::max(a.min.x, b.min.x);
  const float h = std::min(a.max.y, b.max.y) - std::max(a.min.y, b.min.y);
  return w > 0 && h > 0 ? w * h : 0;
}

}  // namespace

TEST_CASE("a tour is read with its fields; what is wrong with one is said in a sentence") {
  const auto tour = parse_tour(tour_json(
      R"({"at": "train", "set": {"word2vec.view": "map", "n": 3}, "en": "Go.", "vi": "Đi."})"));
  REQUIRE(tour.ok());
  CHECK(tour.value().size() == 10);
  CHECK(tour.value()[9].at == "train");
  CHECK(tour.value()[0].set == LabFields{{"n", "3"}, {"word2vec.view", "map"}});
  for (const std::string& bad :
       {std::string("{"), std::string("[]"), std::string("{\"steps\": 3}"),
        tour_json(R"({"en": "a", "vi": "b"})", 9), tour_json(R"({"en": "a"})"), tour_json("4"),
        tour_json(R"({"en": "a", "vi": "b", "needs": "luck"})"),
        tour_json(R"({"en": "a", "vi": "b", "set": 1})")}) {
    CAPTURE(bad);
    const auto read = parse_tour(bad);
    REQUIRE(!read.ok());
    CHECK(read.error().code == "tour.bad_file");
    CHECK(read.error().message.size() > 20);
  }
}

TEST_CASE("the card is never off the screen, and never over its target when there is room") {
  int covered = 0;
  for (const ImVec2 screen :
       {ImVec2(1280, 720), ImVec2(1920, 1080), ImVec2(360, 740), ImVec2(800, 600)}) {
    const bool narrow = screen.x < 600;
    const float margin = narrow ? 8 : 16;
    for (const ImVec2 card : {ImVec2(344, 180), ImVec2(360, 300), ImVec2(700, 500)}) {
      for (float x = -20; x < screen.x; x += 37) {
        for (float y = -20; y < screen.y; y += 41) {
          for (const ImVec2 size :
               {ImVec2(24, 24), ImVec2(120, 36), ImVec2(300, 400), ImVec2(4000, 30)}) {
            const Box target{
                ImVec2(std::max(0.0f, x), std::max(0.0f, y)),
                ImVec2(std::min(screen.x, x + size.x), std::min(screen.y, y + size.y))};
            if (target.empty()) continue;
            const Box place = place_card(screen, target, card, margin, narrow);
            CHECK(place.min.x >= margin - 1);
            CHECK(place.min.y >= margin - 1);
            CHECK(place.max.x <= screen.x - margin + 1);
            CHECK(place.max.y <= screen.y - margin + 1);
            const float w = place.max.x - place.min.x, h = place.max.y - place.min.y;
            const bool room =
                target.min.x >= w + 2 * margin || screen.x - target.max.x >= w + 2 * margin ||
                target.min.y >= h + 2 * margin || screen.y - target.max.y >= h + 2 * margin;
            if (room && overlap_of(place, target) > 1) ++covered;
          }
        }
      }
    }
  }
  CHECK(covered == 0);
  const Box middle = place_card(ImVec2(1000, 600), {}, ImVec2(300, 200), 16, false);
  CHECK(middle.min.x == 350);
  CHECK(middle.min.y == 200);
  const Box bottom = place_card(ImVec2(360, 700), {}, ImVec2(344, 200), 8, true);
  CHECK(bottom.max.y == 692);
}

TEST_CASE("the lesson card of every lab, and the first page, start the tour and open the sheet") {
  AppFixture app;
  int tours = 0, sheets = 0;
  ShellActions actions;
  actions.start_tour = [&] { ++tours; };
  actions.open_lesson = [&] { ++sheets; };
  actions.wake_after = [](double) {};
  Variant variant;
  app.shell = std::make_unique<Shell>(variant, actions);
  ImGui::GetIO().DisplaySize = ImVec2(1280, 4000);
  int labs = 0;
  for (const LabDescription& row : lab_registry()) {
    CAPTURE(row.name);
    app.press(row.name, "tour.start");
    app.press(row.name, "lesson.sheet");
    ++labs;
    CHECK(tours == labs);
    CHECK(sheets == labs);
  }
}

TEST_CASE("a tour is gone through with its buttons and with keys, and left at any time") {
  for (const ImVec2 size : {ImVec2(1280, 720), ImVec2(360, 740)}) {
    for (const float scale : {1.0f, 2.0f}) {
      TourFixture app;
      CAPTURE(size.x);
      CAPTURE(scale);
      ImGui::GetIO().DisplaySize = size;
      app.restyle(scale, ui::ThemeKind::kLight);
      app.tour_frame("word2vec");
      app.tour.start("word2vec", app.steps_at({"train", "", "reset", "no.such.thing"}));
      app.settle("word2vec");
      REQUIRE(app.tour.open());
      CHECK(app.tour.on_target());
      const Box card = app.tour.card();
      CHECK(card.min.x >= 0);
      CHECK(card.max.x <= size.x);
      CHECK(card.max.y <= size.y);
      // The real control is not covered: what is under its middle is not the card.
      const ui::NamedRect* train = app.find("train");
      REQUIRE(train != nullptr);
      CHECK(overlap_of(card, {train->min, train->max}) == 0);
      REQUIRE(app.find("tour.next") != nullptr);
      CHECK(!app.find("tour.back")->enabled);
      app.press_here("word2vec", "tour.next");
      CHECK(app.tour.step() == 1);
      CHECK(!app.tour.on_target());
      app.press_here("word2vec", "tour.next");
      app.press_here("word2vec", "tour.back");
      CHECK(app.tour.step() == 1);
      app.key("word2vec", ImGuiKey_RightArrow);
      CHECK(app.tour.step() == 2);
      app.key("word2vec", ImGuiKey_Enter);
      CHECK(app.tour.step() == 3);
      CHECK(app.tour.settled());
      CHECK(!app.tour.on_target());
      app.key("word2vec", ImGuiKey_LeftArrow);
      CHECK(app.tour.step() == 2);
      app.key("word2vec", ImGuiKey_Escape);
      CHECK(!app.tour.open());
      app.tour.start("word2vec", app.steps_at({"train"}), 9);
      app.settle("word2vec");
      app.press_here("word2vec", "tour.next");  // the last one: finish
      CHECK(!app.tour.open());
      app.tour.start("word2vec", app.steps_at({"train"}));
      app.settle("word2vec");
      app.press_here("word2vec", "tour.leave");
      CHECK(!app.tour.open());
      // Another lab ends it.
      app.tour.start("word2vec", app.steps_at({"train"}));
      app.settle("word2vec");
      app.tour_frame("text");
      CHECK(!app.tour.open());
    }
  }
}

TEST_CASE("the control that a step points at can be pressed, and the tour goes on") {
  TourFixture app;
  app.tour_frame("word2vec");
  app.tour.start("word2vec", app.steps_at({"word2vec.view.1", "train"}));
  app.settle("word2vec");
  REQUIRE(app.tour.on_target());
  const std::string before = app.labs[TourFixture::index_of("word2vec")]->get("word2vec.view");
  app.press_here("word2vec", "word2vec.view.1");
  CHECK(app.labs[TourFixture::index_of("word2vec")]->get("word2vec.view") != before);
  CHECK(app.tour.open());
  CHECK(app.tour.step() == 0);
}

TEST_CASE(
    "a target that is scrolled away is scrolled into view; one that is not there leaves all as it "
    "was") {
  TourFixture app;
  ImGui::GetIO().DisplaySize = ImVec2(1000, 500);
  app.tour_frame("word2vec");
  app.tour_frame("word2vec");
  REQUIRE(app.find("lesson.sheet") == nullptr);
  app.tour.start("word2vec", app.steps_at({"lesson.sheet", "no.such.thing"}));
  app.settle("word2vec");
  CHECK(app.tour.on_target());
  CHECK(app.find("lesson.sheet") != nullptr);
  const ui::NamedRect there = *app.find("lesson.sheet");
  app.tour.show(1);
  app.settle("word2vec");
  CHECK(!app.tour.on_target());
  REQUIRE(app.find("lesson.sheet") != nullptr);
  CHECK(app.find("lesson.sheet")->min.y == there.min.y);
}

TEST_CASE("the ready-made models that tours show are there") {
  for (const char* model : kReadyModels) {
    for (const char* file : {"config.json", "model.safetensors", "tokenizer.json"}) {
      const std::string path = std::string("data/models/") + model + "/" + file;
      CAPTURE(path);
      CHECK(std::filesystem::exists(path));
    }
  }
}

TEST_CASE("every tour names controls that its lab draws, in both languages") {
  namespace fs = std::filesystem;
  for (const char* model : kReadyModels) {
    REQUIRE(fs::exists(std::string("data/models/") + model + "/config.json"));
  }
  std::set<std::string> toured, left_out;
  for (const auto& entry : fs::directory_iterator("web/tours")) {
    if (entry.path().extension() != ".json") continue;
    const std::string lab = entry.path().stem().string();
    toured.insert(lab);
    CAPTURE(lab);
    const auto json = read_file(entry.path().string());
    REQUIRE(json.ok());
    const auto steps = parse_tour(json.value());
    if (!steps.ok()) FAIL(steps.error().message);
    REQUIRE(steps.ok());
    for (const char* language : {"en", "vi"}) {
      CAPTURE(language);
      TourFixture app;
      app.workspace = std::make_unique<Workspace>(services_of_project(), 1);
      app.speak(language);
      app.ui.reduced_motion = true;
      const bool trained = train_for(lab, *app.workspace);
      app.tour_frame(lab);
      app.tour.start(lab, steps.value());
      for (std::size_t i = 0; i < kTourSteps; ++i) {
        const TourStep& step = steps.value()[i];
        CAPTURE(i + 1);
        CAPTURE(step.at);
        app.tour.show(i);
        app.settle(lab);
        REQUIRE(app.tour.settled());
        const bool there = step.needs.empty() || trained;
        if (!there) left_out.insert(lab);
        if (!step.at.empty() && there) {
          // Ready-made models and counts come some frames later, from the trainer's thread.
          CHECK(wait_for(*app.workspace, [&] {
            if (app.tour.on_target()) return true;
            app.tour.show(i);
            app.settle(lab);
            return app.tour.on_target();
          }));
        }
        // Fields of the lab that a step sets are known to it.
        for (const auto& [field, value] : step.set) {
          CAPTURE(field);
          CHECK(app.labs[TourFixture::index_of(lab)]->set(field, value));
        }
      }
    }
  }
  for (const LabDescription& row : lab_registry()) {
    CAPTURE(row.name);
    CHECK(toured.count(row.name) == 1);
  }
  CHECK(left_out == std::set<std::string>{"compare", "corpora", "cost", "stability"});
}
