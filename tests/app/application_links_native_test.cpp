// Links opened and made by the whole application, over a platform that remembers instead of
// showing: texts packed and unpacked, locks that hold, the projector and back.
#include <doctest/doctest.h>

#include <chrono>
#include <deque>
#include <nlohmann/json.hpp>
#include <thread>

#include "../ui/headless.h"
#include "app/application.h"
#include "core/file_io.h"
#include "platform/deflate_native.h"

using namespace wordspace;
using Json = nlohmann::json;

namespace {

// What the application did to its platform, for the test to read.
struct World {
  std::string fragment, clipboard, spoken;
  std::map<std::string, std::string> settings;
  std::function<void(std::string)> changed;
  Scripting scripting;
  std::deque<std::function<void()>> jobs;
  double now = 0;
};

class FakePlatform final : public Platform {
 public:
  explicit FakePlatform(World& world) : world_(world) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = ImVec2(1280, 800);
    io.DeltaTime = 1.0f / 60;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  }
  ~FakePlatform() override { ImGui::DestroyContext(); }
  Variant variant() const override { return {true, false, 1, "test", ""}; }
  double now_ms() const override { return world_.now; }
  void run(std::function<bool()>) override {}
  void request_frame() override {}
  void wake_after(double) override {}
  bool wants_drawing() const override { return true; }
  bool hidden() const override { return false; }
  float pixel_ratio() const override { return 1; }
  void begin_frame() override { ImGui::NewFrame(); }
  void end_frame(std::uint32_t) override { ui::render_nowhere(); }
  // Words alone: no font and no shader, so nothing asks for OpenGL.
  void fetch(const std::string& path, std::function<void(std::uint64_t, std::uint64_t)>,
             std::function<void(Result<std::string>)> done) override {
    if (path.starts_with("lang/")) return done(read_file("web/" + path));
    done(Error{"fetch.not_found", path + " is missing.", "It is not needed here.", {path}});
  }
  void open_file(const std::string&,
                 std::function<void(std::string, Result<std::string>)>) override {}
  void on_drop(std::function<void(std::string, Result<std::string>)>) override {}
  Result<std::string> save_file(const std::string& name, const std::string&,
                                std::string_view) override {
    return name;
  }
  void picture(float, const std::function<void()>&, const std::function<const ImDrawData*()>&,
               std::uint32_t, std::function<void(Result<std::string>)>) override {}
  Status open_page(const std::string&) override { return Done{}; }
  std::uint64_t memory_bytes() const override { return 0; }
  void set_clipboard(const std::string& text) override { world_.clipboard = text; }
  // A private window: nothing is kept.
  void claim_store(bool, std::function<void(StoreClaim)> claimed) override {
    claimed(StoreClaim::kNone);
  }
  void keep(const std::vector<StoreItem>&, const std::vector<std::string>&,
            std::function<void(Status)>) override {}
  void kept(const std::string&, std::function<void(Result<std::string>)>) override {}
  bool write_note(const std::string&, const std::string&) override { return false; }
  std::string note(const std::string&) const override { return {}; }
  void on_leaving(std::function<void()>) override {}
  void kept_bytes(std::function<void(Result<KeptBytes>)>) override {}
  bool start_over() override { return false; }
  std::string fragment() const override { return world_.fragment; }
  void set_fragment(const std::string& fragment) override { world_.fragment = fragment; }
  void on_fragment_change(std::function<void(std::string)> changed) override {
    world_.changed = std::move(changed);
  }
  std::string address() const override { return "http://lab/"; }
  void deflate(std::string bytes, std::function<void(Result<std::string>)> done) override {
    world_.jobs.push_back([bytes, done] { done(deflate_bytes(bytes)); });
  }
  void inflate(std::string bytes, std::size_t most,
               std::function<void(Result<std::string>)> done) override {
    world_.jobs.push_back([bytes, most, done] { done(inflate_bytes(bytes, most)); });
  }
  std::string setting(const std::string& key) const override {
    const auto found = world_.settings.find(key);
    return found == world_.settings.end() ? std::string() : found->second;
  }
  void set_setting(const std::string& key, const std::string& value) override {
    world_.settings[key] = value;
  }
  std::string preferred_language() const override { return "en"; }
  bool prefers_dark() const override { return true; }
  bool prefers_reduced_motion() const override { return true; }
  void set_document_language(const std::string&, const std::string&) override {}
  void announce(const std::string& sentence) override { world_.spoken += sentence + "\n"; }
  bool has_overlay_fields() const override { return false; }
  OverlayEvent show_field(const OverlayField&, std::string&) override { return {}; }
  void set_scripting(Scripting scripting) override { world_.scripting = std::move(scripting); }
  void on_context_restored(std::function<void()>) override {}

 private:
  World& world_;
};

struct Opened {
  World world;
  std::unique_ptr<Application> application;
  explicit Opened(const std::string& fragment) {
    world.fragment = fragment;
    application =
        std::make_unique<Application>(std::make_unique<FakePlatform>(world), ApplicationOptions{});
    frames();
  }
  void frames(int num = 6) {
    for (int i = 0; i < num; ++i) {
      world.now += 400;
      if (!world.jobs.empty()) {
        const auto job = std::move(world.jobs.front());
        world.jobs.pop_front();
        job();
      }
      application->frame();
    }
  }
  Json state() const { return Json::parse(world.scripting.state()); }
  Json ask(const Json& request) {
    std::string answer;
    world.scripting.command(request.dump(), {}, [&](const std::string& text) { answer = text; });
    for (int i = 0; i < 50 && answer.empty(); ++i) frames(1);
    return Json::parse(answer, nullptr, false);
  }
  bool said(const char* words) const { return world.spoken.find(words) != std::string::npos; }
};

std::string long_text() {
  std::string text;
  for (int i = 0; i < 1200; ++i) {
    text += "the king and the queen walk to the palace on day " + std::to_string(i) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("a long text goes into a link and comes out of it whole, also after a reload") {
  Opened teacher("lab=word2vec");
  REQUIRE(teacher.ask({{"do", "text"}, {"text", long_text()}}).contains("ok"));
  REQUIRE(teacher.ask({{"do", "set"}, {"field", "dim"}, {"value", 24}}).contains("ok"));
  REQUIRE(teacher.ask({{"do", "set"}, {"field", "epochs"}, {"value", 3}}).contains("ok"));
  const Json made = teacher.ask({{"do", "link"}});
  REQUIRE(made.contains("ok"));
  const std::string address = made["ok"]["link"];
  REQUIRE(address.starts_with("http://lab/#"));
  CHECK(address.size() < long_text().size() / 4);
  CHECK(address.find("&z=") != std::string::npos);
  teacher.frames();
  CHECK("http://lab/#" + teacher.world.fragment == address);  // a reload keeps it too

  teacher.application.reset();  // one drawing context at a time

  Opened student(address.substr(address.find('#') + 1));
  CHECK(student.state()["corpus"] == "own");
  CHECK(student.ask({{"do", "get"}, {"field", "dim"}})["ok"]["value"] == "24");
  CHECK(student.ask({{"do", "get"}, {"field", "epochs"}})["ok"]["value"] == "3");
  CHECK(student.ask({{"do", "link"}})["ok"]["link"] == address);
  CHECK_FALSE(student.said("damaged"));
}

TEST_CASE("the end of a run is told with its loss, in nats where that is its unit") {
  for (const std::string model : {"word2vec", "glove"}) {
    CAPTURE(model);
    Opened lab("lab=" + model);
    REQUIRE(lab.ask({{"do", "text"}, {"text", long_text()}}).contains("ok"));
    for (const auto& [field, value] : {std::pair{"corpus", "own"}, {"dim", "8"}, {"epochs", "2"}}) {
      REQUIRE(lab.ask({{"do", "set"}, {"field", field}, {"value", value}}).contains("ok"));
    }
    REQUIRE(lab.ask({{"do", "train"}}).contains("ok"));
    for (int i = 0; i < 20000 && lab.state()["run"]["status"] != "done"; ++i) {
      lab.frames(1);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    lab.frames();
    CHECK(lab.said(" Loss "));
    CHECK(lab.said(" nats.") == (model == "word2vec"));
  }
}

TEST_CASE("a text that fits no link is refused in a sentence") {
  Opened lab("lab=word2vec");
  std::string text;
  std::uint64_t state = 1;
  for (int i = 0; i < 30000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    text += std::to_string(state >> 40) + (i % 9 == 8 ? "\n" : " ");
  }
  REQUIRE(lab.ask({{"do", "text"}, {"text", text}}).contains("ok"));
  const Json made = lab.ask({{"do", "link"}});
  REQUIRE(made.contains("error"));
  CHECK(made["error"].get<std::string>().find("too long for a link") != std::string::npos);
}

TEST_CASE("damaged and swollen texts are refused, and the rest of their link is open") {
  const std::string bomb = to_base64url(deflate_bytes(std::string(50 << 20, 'a')).value());
  for (const auto& [packed, words] : {std::pair<std::string, const char*>{"eJx_broken", "damaged"},
                                      {"!!!", "damaged"},
                                      {bomb, "larger than 4 MB"}}) {
    CAPTURE(words);
    Opened lab("lab=gpt&seed=7&z=" + packed);
    CHECK(lab.said(words));
    CHECK(lab.state()["lab"] == "gpt");
    CHECK(lab.ask({{"do", "get"}, {"field", "seed"}})["ok"]["value"] == "7");
    CHECK(lab.state()["corpus"] != "own");
  }
}

TEST_CASE("a locked link sets its own settings and then holds them against buttons and scripts") {
  Opened lab("lab=word2vec&preset=standard&seed=5&lock=1&labs=text");
  CHECK(lab.said("This link locks the settings."));
  CHECK(lab.state()["locked"] == true);
  CHECK(lab.state()["preset"] == "standard");
  CHECK(lab.state()["run"]["seed"] == 5);
  for (const Json& request :
       {Json{{"do", "set"}, {"field", "seed"}, {"value", 6}},
        Json{{"do", "set"}, {"field", "dim"}, {"value", 10}},
        Json{{"do", "preset"}, {"preset", "demo"}}, Json{{"do", "text"}, {"text", long_text()}},
        Json{{"do", "import"}, {"name", "a.txt"}, {"text", long_text()}}}) {
    CAPTURE(request.dump());
    const Json answer = lab.ask(request);
    REQUIRE(answer.contains("error"));
    CHECK(answer["error"].get<std::string>().find("locks") != std::string::npos);
  }
  CHECK(lab.ask({{"do", "open"}, {"lab", "gpt"}}).contains("error"));
  CHECK(lab.ask({{"do", "open"}, {"lab", "text"}}).contains("ok"));
  lab.frames();
  CHECK(lab.state()["lab"] == "text");
  CHECK(lab.ask({{"do", "language"}, {"language", "vi"}}).contains("ok"));
  CHECK(lab.state()["preset"] == "standard");
  CHECK(lab.state()["run"]["seed"] == 5);
  lab.frames();
  CHECK(lab.world.fragment.find("lock=1") != std::string::npos);  // a reload is locked too,
  CHECK(lab.world.fragment.find("labs=text%2Cword2vec") != std::string::npos);  // with a way back
  lab.world.changed("lab=word2vec");  // the page without the lock
  lab.frames();
  CHECK(lab.state()["locked"] == false);
  CHECK(lab.ask({{"do", "set"}, {"field", "seed"}, {"value", 6}}).contains("ok"));
}

TEST_CASE("the projector is kept in the link and gives back what was there before") {
  Opened lab("lab=word2vec");
  REQUIRE(lab.ask({{"do", "set"}, {"field", "text-size"}, {"value", 125}}).contains("ok"));
  CHECK(lab.state()["theme"] == "dark");
  REQUIRE(lab.ask({{"do", "projector"}, {"on", true}}).contains("ok"));
  lab.frames();
  CHECK(lab.state()["theme"] == "light");
  CHECK(lab.state()["textSize"] == 150);
  CHECK(lab.world.fragment.find("projector=1") != std::string::npos);
  CHECK(lab.world.settings["text_size"] == "125");  // a later visit starts without it
  REQUIRE(lab.ask({{"do", "projector"}, {"on", false}}).contains("ok"));
  lab.frames();
  CHECK(lab.state()["theme"] == "dark");
  CHECK(lab.state()["textSize"] == 125);
  CHECK(lab.world.fragment.find("projector") == std::string::npos);
  lab.application.reset();
  Opened other("lab=word2vec&projector=1");
  CHECK(other.state()["projector"] == true);
  CHECK(other.state()["textSize"] == 150);
}
