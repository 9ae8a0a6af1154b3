// Lab GPT: writing, samples, surprise and one step, driven without a window.
// Not the model's numbers (tests/models) and not its looks.
#include "labs/gpt_samples.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <set>

#include "../ui/headless.h"
#include "core/file_io.h"
#include "lab_fixture.h"
#include "labs/answering_model.h"
#include "labs/gpt_writing.h"
#include "labs/lab.h"
#include "labs/transformer_parts.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"
#include "train/snapshot.h"
#include "train/transformer_run.h"

namespace wordspace {
namespace {

constexpr std::string_view kText =
    "the king wore his crown\nthe queen wore her crown\nthe dog sleeps in the kennel\n"
    "the cat sleeps in the basket\nthe king and the queen slept\n";

std::shared_ptr<const TokenCodec> words_codec() {
  const std::string_view texts[] = {kText};
  auto codec = train_word_codec(texts, 40, SpecialSet::kGpt);
  REQUIRE(codec.ok());
  return codec.value();
}

// A model that has learned nothing, the same for the same seed.
AnsweringModel small_model(std::shared_ptr<const TokenCodec> codec, std::uint64_t seed = 1) {
  TransformerConfig config;
  config.vocab = codec->size();
  config.context = 16;
  config.layers = 1;
  config.heads = 2;
  config.width = 16;
  config.init_deviation = 0.4f;
  auto transformer = std::make_shared<Transformer>(config, nullptr);
  transformer->reset(seed);
  AnsweringModel model;
  model.origin = AnsweringModel::Origin::kRun;
  model.version = seed;
  model.transformer = std::move(transformer);
  model.codec = std::move(codec);
  return model;
}

std::string text_of(GptWriting& writing) {
  const auto& pieces = writing.pieces();
  return std::accumulate(pieces.begin(), pieces.end(), std::string());
}

TEST_CASE("the same seed writes the same text, one token each time, and another seed another") {
  GptWriting writing;
  writing.follow(small_model(words_codec()));
  writing.set_prompt("the king");
  writing.write(12);
  int frames = 0;
  while (writing.advance()) {
    ++frames;
    CHECK(static_cast<int>(writing.written().size()) == frames);
  }
  REQUIRE(frames > 0);
  CHECK(!writing.writing());
  const std::string first = text_of(writing);
  CHECK(first.rfind("the king", 0) == 0);
  writing.restart();
  CHECK(writing.written().empty());
  writing.write(12);
  while (writing.advance()) {
  }
  CHECK(text_of(writing) == first);
  std::set<std::string> texts = {first};
  for (std::uint64_t seed = 2; seed < 6; ++seed) {
    writing.set_seed(seed);
    writing.write(12);
    while (writing.advance()) {
    }
    texts.insert(text_of(writing));
  }
  CHECK(texts.size() > 2);
}

TEST_CASE("the bars are the model's own distribution, and cutting zeroes all but the likeliest") {
  GptWriting writing;
  const AnsweringModel model = small_model(words_codec());
  writing.follow(model);
  writing.set_prompt("the queen wore");
  SamplingOptions sampling;
  sampling.top_k = 3;
  writing.set_sampling(sampling);
  const auto candidates = writing.candidates();
  REQUIRE(candidates.size() == GptWriting::kNumCandidates);
  // The full pass says the same.
  std::vector<float> logits;
  const std::vector<TokenId> ids = model.codec->encode("the queen wore");
  model.transformer->forward({1, static_cast<int>(ids.size()), ids}, logits, nullptr, nullptr);
  const auto vocab = static_cast<std::size_t>(model.transformer->config().vocab);
  const auto expected = probabilities_of(std::span<const float>(logits).last(vocab));
  double drawn = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    CHECK(candidates[i].probability ==
          doctest::Approx(expected[static_cast<std::size_t>(candidates[i].id)]).epsilon(1e-4));
    if (i > 0) CHECK(candidates[i].probability <= candidates[i - 1].probability);
    CHECK((candidates[i].drawn > 0) == (i < 3));
    drawn += candidates[i].drawn;
  }
  CHECK(drawn == doctest::Approx(1).epsilon(1e-5));
  // Greedy: all of it on the first.
  sampling = {};
  sampling.temperature = 0;
  writing.set_sampling(sampling);
  CHECK(writing.candidates()[0].drawn == 1);
  CHECK(writing.write_one());
  CHECK(writing.written()[0].id == candidates[0].id);
  CHECK(writing.written()[0].rank == 0);
}

TEST_CASE("a token of one's own choice is written; going back offers the old bars again") {
  GptWriting writing;
  writing.follow(small_model(words_codec()));
  writing.set_prompt("the");
  const auto before = writing.candidates();
  REQUIRE(before.size() > 5);
  TokenId other = before[4].id;
  if (other == writing.codec()->special().end_of_text) other = before[5].id;
  REQUIRE(writing.choose(other));
  REQUIRE(writing.written().size() == 1);
  CHECK(writing.written()[0].id == other);
  CHECK(writing.written()[0].by_hand);
  const auto after = writing.candidates();
  CHECK(after[0].probability != doctest::Approx(before[0].probability).epsilon(1e-9));
  writing.rewind(0);
  CHECK(writing.written().empty());
  const auto again = writing.candidates();
  REQUIRE(again.size() == before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(again[i].id == before[i].id);
    CHECK(again[i].probability == doctest::Approx(before[i].probability).epsilon(1e-4));
  }
}

TEST_CASE("a newer copy of the model goes on with the same text; another tokenizer clears it") {
  GptWriting writing;
  const auto codec = words_codec();
  writing.follow(small_model(codec, 1));
  writing.set_prompt("the dog");
  writing.write(5);
  while (writing.advance()) {
  }
  const std::string text = text_of(writing);
  const std::size_t num = writing.written().size();
  REQUIRE(num > 0);
  REQUIRE(!writing.ended());
  const double before = writing.candidates()[0].probability;
  writing.follow(small_model(codec, 2));
  CHECK(text_of(writing) == text);
  REQUIRE(!writing.ended());
  CHECK(writing.candidates()[0].probability != doctest::Approx(before).epsilon(1e-9));
  CHECK(writing.write_one());
  writing.follow(small_model(words_codec(), 3));
  CHECK(writing.written().empty());
  CHECK(text_of(writing) == "the dog");
  writing.follow(AnsweringModel{});
  CHECK(!writing.ready());
  CHECK(writing.candidates().empty());
  CHECK(!writing.write_one());
}

TEST_CASE("pieces of tokens together are the text, also where a letter is several bytes") {
  const std::string_view texts[] = {"xin chào các bạn ở đây, trời đẹp quá"};
  auto codec = train_byte_bpe(texts, 257, SpecialSet::kGpt);
  REQUIRE(codec.ok());
  const std::string text = "trời đẹp";
  const std::vector<TokenId> tokens = codec.value()->encode(text);
  REQUIRE(tokens.size() > text.size() / 2);
  std::vector<std::string> pieces;
  // As it grows, token by token.
  for (std::size_t i = 1; i <= tokens.size(); ++i) {
    extend_pieces(*codec.value(), std::span(tokens).first(i), pieces);
    CHECK(pieces.size() == i);
  }
  CHECK(std::accumulate(pieces.begin(), pieces.end(), std::string()) == text);
  std::vector<std::string> at_once;
  extend_pieces(*codec.value(), tokens, at_once);
  CHECK(std::accumulate(at_once.begin(), at_once.end(), std::string()) == text);
}

TEST_CASE("each copy of a learning model writes one sample, early ones stay, a new run clears") {
  GptSamples samples;
  const auto codec = words_codec();
  Snapshot snapshot;
  snapshot.run = 1;
  for (std::uint64_t version = 1; version <= 40; ++version) {
    AnsweringModel model = small_model(codec, version);
    model.units_done = static_cast<std::int64_t>(version) * 100;
    int frames = 0;
    while (samples.follow(model, snapshot, "the king") && frames < 100) ++frames;
    CHECK(frames < 100);
    CHECK(samples.samples().size() <= GptSamples::kMaxSamples);
    CHECK(samples.samples().front().step == 100);
    CHECK(samples.samples().back().step == static_cast<std::int64_t>(version) * 100);
    CHECK(samples.samples().back().finished);
    // The same copy again: nothing to do.
    CHECK(!samples.follow(model, snapshot, "the king"));
  }
  CHECK(samples.samples().size() == GptSamples::kMaxSamples);
  snapshot.run = 2;
  samples.follow(AnsweringModel{}, snapshot, "the queen");
  CHECK(samples.samples().empty());
  CHECK(samples.prompt() == "the queen");
}

TEST_CASE("only the run's own model writes samples") {
  GptSamples samples;
  Snapshot snapshot;
  snapshot.run = 1;
  AnsweringModel model = small_model(words_codec());
  model.origin = AnsweringModel::Origin::kFile;
  CHECK(!samples.follow(model, snapshot, ""));
  CHECK(samples.samples().empty());
}

// --- The lab itself.

ui::Translations english() {
  auto json = read_file("web/lang/en.json");
  REQUIRE(json.ok());
  auto parsed = ui::Translations::parse(json.value());
  REQUIRE(parsed.ok());
  return std::move(parsed.value());
}

std::unique_ptr<Lab> gpt() {
  for (const LabDescription& row : lab_registry()) {
    if (std::string_view(row.name) == "gpt") return row.make();
  }
  return nullptr;
}

std::span<const char* const> gpt_views() {
  for (const LabDescription& row : lab_registry()) {
    if (std::string_view(row.name) == "gpt" && !row.views.empty()) return row.views;
  }
  FAIL("lab GPT declares no views");
  return {};
}

// A small run on the toy world.
void choose_small(TransformerRoom& room, int steps) {
  REQUIRE(room.choose_preset("demo").ok());
  for (const auto& [field, value] : LabFields{{"layers", "1"},
                                              {"heads", "2"},
                                              {"width", "16"},
                                              {"context", "16"},
                                              {"batch", "4"},
                                              {"warmup", "5"},
                                              {"rate", "0.01"},
                                              {"steps", std::to_string(steps)}}) {
    CAPTURE(field);
    REQUIRE(room.set(field, value).ok());
  }
}

struct GptStage {
  LabWorld world;
  Workspace workspace{world.services(), 1};
  ui::Headless headless;
  std::unique_ptr<Lab> lab = gpt();
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};

  explicit GptStage(float scale = 1) : headless(ui::ThemeKind::kLight, scale) {
    headless.ui.words = english();
  }
  void draw() {
    workspace.poll();
    lab->draw_picture(context);
  }
  void frame() {
    headless.frame([&] { draw(); }, 1000);
  }
  // Until sizes have settled and samples are written.
  void settle() {
    for (int i = 0; i < 60; ++i) frame();
  }
  bool press(const std::string& name) {
    settle();
    return headless.press(name, [&] { draw(); }, 1000);
  }
  bool train(int steps) {
    choose_small(workspace.gpt(), steps);
    workspace.gpt().train();
    return wait_for(workspace, [&] {
      frame();
      return workspace.gpt().snapshot().status == RunStatus::kDone &&
             workspace.gpt().answering().origin == AnsweringModel::Origin::kRun &&
             workspace.gpt().answering().ok();
    });
  }
};

TEST_CASE("a trained GPT writes through the buttons of the lab") {
  GptStage stage;
  REQUIRE(stage.lab != nullptr);
  REQUIRE(stage.train(30));
  REQUIRE(stage.lab->set("gpt.view", "write"));
  stage.frame();
  CHECK(stage.lab->get("gpt.prompt") == "the king");
  CHECK(stage.lab->get("gpt.num_written") == "0");
  REQUIRE(stage.press("gpt.one"));
  CHECK(stage.lab->get("gpt.num_written") == "1");
  REQUIRE(stage.press("gpt.next.2"));
  CHECK(stage.lab->get("gpt.num_written") == "2");
  CHECK(!stage.lab->wants_frames());
  REQUIRE(stage.press("gpt.text.0"));  // back to the first
  CHECK(stage.lab->get("gpt.num_written") == "0");
  REQUIRE(stage.lab->set("gpt.length", "15"));
  REQUIRE(stage.press("gpt.write"));
  for (int i = 0; i < 30 && stage.lab->wants_frames(); ++i) stage.frame();
  CHECK(!stage.lab->wants_frames());
  const std::string text = stage.lab->get("gpt.written");
  CHECK(text.rfind("the king", 0) == 0);
  CHECK(text.size() > std::string("the king").size());
  REQUIRE(stage.press("gpt.restart"));
  CHECK(stage.lab->get("gpt.written") == "the king");
}

TEST_CASE("while GPT learns, the lab shows its loss and collects samples") {
  GptStage stage;
  REQUIRE(stage.train(30));
  CHECK(stage.lab->get("gpt.view") == "learn");
  stage.settle();
  CHECK(stage.lab->get("gpt.num_samples") != "0");
  CHECK(!stage.lab->wants_frames());
  CHECK(stage.headless.find("gpt.loss.table") != nullptr);
  CHECK(stage.headless.find("gpt.samples.table") != nullptr);
}

TEST_CASE("the surprise of a text is that of the model, in nats or bits") {
  GptStage stage;
  REQUIRE(stage.train(30));
  REQUIRE(stage.lab->set("gpt.view", "surprise"));
  const std::string text = "the king wore his crown";
  REQUIRE(stage.lab->set("gpt.text", text));
  stage.settle();
  const AnsweringModel& model = stage.workspace.gpt().answering();
  const Surprisals expected = surprisals(*model.transformer, *model.codec, text);
  CHECK(stage.lab->get("gpt.perplexity") == fixed(std::exp(expected.mean_nats()), 3));
  CHECK(stage.headless.find("gpt.surprise.4") != nullptr);
  CHECK(stage.headless.find("gpt.surprise.5") == nullptr);
  REQUIRE(expected.ranks.size() == expected.tokens.size());
  for (std::size_t i = 0; i < expected.ranks.size(); ++i) {
    // First in rank means: the model's own first guess, with its probability.
    CHECK((expected.ranks[i] == 0) == (expected.best[i].id == expected.tokens[i]));
    CHECK(expected.best[i].probability >= std::exp(-expected.nats[i]) - 1e-9);
  }
}

TEST_CASE("one step of GPT shows its batch and its numbers") {
  GptStage stage;
  choose_small(stage.workspace.gpt(), 50);
  stage.lab->set("gpt.view", "step");
  REQUIRE(stage.press("gpt.step.first"));
  REQUIRE(wait_for(stage.workspace,
                   [&] { return stage.workspace.gpt().snapshot().record_number == 1; }));
  stage.settle();
  CHECK(stage.lab->get("gpt.view") == "step");
  CHECK(stage.headless.find("gpt.step.row") != nullptr);
  REQUIRE(stage.press("gpt.step.next"));
  CHECK(wait_for(stage.workspace,
                 [&] { return stage.workspace.gpt().snapshot().record_number == 2; }));
}

TEST_CASE("settings of GPT stay valid whatever is moved: the width follows the heads") {
  GptStage stage;
  TransformerRoom& room = stage.workspace.gpt();
  choose_small(room, 50);
  ImGui::GetIO().DisplaySize.y = 1600;  // the whole column, which scrolls in the shell
  const auto controls = [&] { stage.lab->draw_controls(stage.context); };
  stage.headless.frame(controls, 320);
  const ui::NamedRect* heads = stage.headless.find("gpt.heads");
  REQUIRE(heads != nullptr);
  // Far right of the slider: the most heads.
  const ui::NamedRect at = *heads;
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(at.min.x + 0.7f * (at.max.x - at.min.x), (at.min.y + at.max.y) / 2);
  stage.headless.frame(controls, 320);
  io.AddMouseButtonEvent(0, true);
  stage.headless.frame(controls, 320);
  stage.headless.frame(controls, 320);
  io.AddMouseButtonEvent(0, false);
  stage.headless.frame(controls, 320);
  CHECK(room.run().model.heads > 2);
  CHECK(room.run().model.width % room.run().model.heads == 0);
  CHECK(stage.workspace.messages().empty());
}

TEST_CASE("every view of lab GPT keeps its width with a model, wide and narrow, small and large") {
  for (const float scale : {1.0f, 2.0f}) {
    CAPTURE(scale);
    GptStage stage(scale);
    REQUIRE(stage.train(20));
    for (const char* view : gpt_views()) {
      CAPTURE(view);
      stage.lab->set("gpt.view", view);
      for (const float width : {1000.0f, 600.0f, 340.0f}) {
        CAPTURE(width);
        for (int i = 0; i < 3; ++i) {
          stage.headless.frame([&] { stage.draw(); }, width * scale);
          CHECK(stage.headless.overflow <= 1);
        }
      }
      stage.headless.frame([&] { stage.lab->draw_controls(stage.context); }, 300 * scale);
      CHECK(stage.headless.overflow <= 1);
    }
  }
}

TEST_CASE("after the end of a text another one begins with the next seed") {
  GptWriting writing;
  const AnsweringModel model = small_model(words_codec());
  writing.follow(model);
  writing.set_prompt("the king");
  REQUIRE(writing.choose(model.codec->special().end_of_text));
  CHECK(writing.ended());
  CHECK(writing.candidates().empty());
  CHECK(!writing.write_one());
  writing.write(3);
  CHECK(!writing.ended());
  CHECK(writing.seed() == 2);
  CHECK(writing.advance());
}

}  // namespace
}  // namespace wordspace
