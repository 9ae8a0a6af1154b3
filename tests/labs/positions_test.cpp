// Lab Positions: tables, history, lens and chains against the model's own weights; its views
// without a window. Not its looks.
#include "labs/positions_history.h"

#include <doctest/doctest.h>

#include <cmath>
#include <tuple>

#include "lab_stage.h"
#include "labs/answering_model.h"
#include "labs/lab_parts.h"
#include "labs/positions_answers.h"
#include "labs/positions_lens.h"
#include "labs/run_controls.h"
#include "labs/transformer_room.h"
#include "models/transformer_losses.h"
#include "models/transformer_weights.h"
#include "text/token_codec.h"
#include "train/model_snapshot.h"
#include "train/run_status.h"
#include "train/snapshot.h"

namespace wordspace {
namespace {

std::shared_ptr<const TokenCodec> words_codec() {
  const std::string_view texts[] = {
      "the king wore his crown\nthe queen wore her crown\nthe dog sleeps in the kennel\n"};
  auto codec = train_word_codec(texts, 40, SpecialSet::kGpt);
  REQUIRE(codec.ok());
  return codec.value();
}

AnsweringModel made_model(std::shared_ptr<const TokenCodec> codec, std::uint64_t seed,
                          int context = 32, Positions positions = Positions::kLearned) {
  TransformerConfig config;
  config.vocab = codec->size();
  config.context = context;
  config.layers = 2;
  config.heads = 2;
  config.width = 16;
  config.positions = positions;
  auto transformer = std::make_shared<Transformer>(config, nullptr);
  transformer->reset(seed);
  AnsweringModel model;
  model.origin = AnsweringModel::Origin::kRun;
  model.corpus = "toy-en";
  model.version = seed;
  model.transformer = std::move(transformer);
  model.codec = std::move(codec);
  return model;
}

TEST_CASE("the learned table is the model's weights under their own name") {
  const AnsweringModel model = made_model(words_codec(), 1);
  const PositionAnswer answer = learned_positions(*model.transformer);
  REQUIRE(answer.ok());
  CHECK(answer.positions == 32);
  CHECK(answer.left_out == 0);
  auto copy = std::make_shared<Transformer>(model.transformer->config(), nullptr);
  copy->reset(1);
  int found = 0;
  copy->visit_parameters([&](const Parameter& parameter) {
    if (parameter.name.find("wpe") == std::string::npos) return;
    ++found;
    for (std::size_t i = 0; i < answer.values.size(); ++i) {
      CHECK(answer.values[i] == parameter.data[i]);
    }
  });
  CHECK(found == 1);
  // Untrained: nothing that chance would not give; the table before training is the same again.
  CHECK(std::fabs(answer.score) < 0.3);
  CHECK(answer.null.as_far > 0);
  CHECK(untrained_positions(model.transformer->config(), 1) == answer.values);
}

TEST_CASE("models without a learned table have none, and long ones are cut for the picture") {
  const auto codec = words_codec();
  for (const Positions positions : {Positions::kSinusoidal, Positions::kNone}) {
    const AnsweringModel model = made_model(codec, 1, 32, positions);
    CHECK(!learned_positions(*model.transformer).ok());
    CHECK(untrained_positions(model.transformer->config(), 1).empty());
  }
  const PositionAnswer answer = learned_positions(*made_model(codec, 1, 300).transformer);
  CHECK(answer.positions == kMostPositions);
  CHECK(answer.left_out == 300 - kMostPositions);
  CHECK(sinusoidal_positions(300, 16).positions == kMostPositions);
}

TEST_CASE("positions that training never reached stand at the end, as short as they began") {
  PositionAnswer answer;
  answer.positions = 10;
  answer.width = 4;
  answer.values.assign(40, 0.5f);
  for (std::size_t i = 28; i < 40; ++i) answer.values[i] = 0.02f;
  CHECK(unused_positions(answer, 0.02) == 3);
  answer.values.assign(40, 0.5f);
  CHECK(unused_positions(answer, 0.02) == 0);
  answer.values.assign(40, 0.02f);  // an untrained table: nothing was reached, nothing to say
  CHECK(unused_positions(answer, 0.02) == 0);
}

TEST_CASE("the history begins untrained, stays small, keeps both ends, and a new run clears it") {
  PositionHistory history;
  const auto codec = words_codec();
  const auto copy = [&](std::uint64_t version) {
    ModelSnapshot made;
    made.run = 1;
    made.version = version;
    made.units_done = static_cast<std::int64_t>(version) * 10;
    made.trained.model = made_model(codec, version).transformer;
    return made;
  };
  Snapshot snapshot;
  snapshot.run = 1;
  snapshot.seed = 77;
  for (std::uint64_t version = 2; version <= 60; ++version) {
    CHECK(history.follow(copy(version), snapshot));
    CHECK(!history.follow(copy(version), snapshot));
    CHECK(history.moments().size() <= PositionHistory::kMaxMoments);
    CHECK(history.moments().front().step == 0);
    CHECK(history.moments().back().step == static_cast<std::int64_t>(version) * 10);
    for (std::size_t i = 1; i < history.moments().size(); ++i) {
      CHECK(history.moments()[i].step > history.moments()[i - 1].step);
    }
  }
  CHECK(history.moments().size() == PositionHistory::kMaxMoments);
  const AnsweringModel like = made_model(codec, 77);
  CHECK(history.moments().front().answer().values == position_rows(*like.transformer));
  snapshot.run = 2;
  CHECK(!history.follow(ModelSnapshot{}, snapshot));
  CHECK(history.moments().empty());
}

TEST_CASE("the lens of a text goes layer by layer, and the last one is the model's loss") {
  PositionsLens lens;
  const AnsweringModel model = made_model(words_codec(), 4);
  const std::string text = "the king wore his crown";
  int frames = 1;
  while (lens.follow(model, text, false)) ++frames;
  CHECK(frames == 3);
  CHECK(lens.random().empty());
  while (lens.follow(model, text)) ++frames;
  CHECK(frames == 2 + PositionsLens::kRandomMatrices);
  REQUIRE(lens.rows().size() == 3);
  REQUIRE(lens.random().size() == PositionsLens::kRandomMatrices);
  const auto ids = model.codec->encode(text);
  std::vector<TokenId> targets(ids.begin() + 1, ids.end());
  targets.push_back(kUnknownToken);
  const TransformerLosses losses =
      model.transformer->losses({1, static_cast<int>(ids.size()), ids}, {targets});
  CHECK(lens.rows().back().mean_nats == doctest::Approx(losses.tokens_mean()).epsilon(1e-5));
  CHECK(lens.rows().back().num_targets == static_cast<int>(ids.size()) - 1);
  double sum = 0;
  for (const LensRow& row : lens.random()) sum += row.mean_nats;
  CHECK(lens.random_mean() == doctest::Approx(sum / PositionsLens::kRandomMatrices));
  CHECK(lens.random_low() <= lens.random_mean());
  CHECK(lens.random_high() >= lens.random_mean());
  // Untrained logits are nearly equal: about ln V, own matrix or not.
  const double nothing = std::log(static_cast<double>(model.codec->size()));
  CHECK(lens.random_mean() == doctest::Approx(nothing).epsilon(0.1));
  CHECK(!lens.follow(AnsweringModel{}, text));
  CHECK(!lens.ok());
}

// --- The lab itself.

struct PositionsStage : LabStage {
  explicit PositionsStage(float scale = 1, const char* language = "en")
      : LabStage("positions", 800, scale, language) {}
  bool train(RunControls& room, const LabFields& more) {
    REQUIRE(room.choose_preset("demo").ok());
    LabFields fields = {{"layers", "1"}, {"heads", "2"},  {"width", "16"},  {"context", "32"},
                        {"batch", "4"},  {"warmup", "5"}, {"rate", "0.01"}, {"steps", "40"}};
    fields.insert(fields.end(), more.begin(), more.end());
    for (const auto& [field, value] : fields) REQUIRE(room.set(field, value).ok());
    room.train();
    return wait_for(workspace, [&] {
      frame();
      return room.snapshot().status == RunStatus::kDone;
    });
  }
};

TEST_CASE("structure among learned positions comes from training, and the lab shows its moments") {
  PositionsStage stage;
  TransformerRoom& room = stage.workspace.gpt();
  REQUIRE(stage.train(room, {{"width", "32"}, {"batch", "16"}, {"steps", "250"}}));
  REQUIRE(wait_for(stage.workspace, [&] {
    stage.frame();
    return room.answering().ok() && room.answering().units_done == room.snapshot().units_total;
  }));
  CHECK(stage.lab->get("positions.view") == "training");
  stage.settle();
  CHECK(std::stoi(stage.lab->get("positions.num_moments")) >= 2);
  CHECK(stage.headless.find("positions.training.table") != nullptr);
  stage.lab->set("positions.moment", "0");
  stage.settle();
  CHECK(stage.lab->get("positions.moment") == "0");

  stage.lab->set("positions.view", "tables");
  stage.settle();
  const double trained = std::stod(stage.lab->get("positions.score"));
  const PositionAnswer before = answer_positions(
      untrained_positions(room.answering().transformer->config(), room.snapshot().seed), 32, 32);
  CHECK(trained < -0.3);
  CHECK(std::fabs(before.score) < 0.2);
  CHECK(trained ==
        doctest::Approx(learned_positions(*room.answering().transformer).score).epsilon(1e-3));
  CHECK(stage.headless.find("positions.learned.similarity.cells") != nullptr);
  CHECK(stage.headless.find("positions.sinusoidal.table.cells") != nullptr);
}

TEST_CASE(
    "lab Positions answers a loss only when the last layer is measured, not while it counts") {
  PositionsStage stage;
  REQUIRE(stage.train(stage.workspace.gpt(), {{"layers", "2"}}));
  REQUIRE(wait_for(stage.workspace, [&] { return stage.workspace.gpt().answering().ok(); }));
  stage.lab->set("positions.view", "random");
  std::vector<std::string> losses, random;  // whatever was ever answered
  const auto keep = [](std::vector<std::string>& all, std::string value) {
    if (!value.empty() && (all.empty() || all.back() != value)) all.push_back(std::move(value));
  };
  for (int i = 0; i < 30; ++i) {
    stage.frame();
    keep(losses, stage.lab->get("positions.loss"));
    keep(random, stage.lab->get("positions.random_loss"));
  }
  CHECK(losses.size() == 1);
  CHECK(random.size() == 1);
}

TEST_CASE("moments of positions are kept while GPT trains in another lab") {
  PositionsStage stage;
  TransformerRoom& room = stage.workspace.gpt();
  for (const auto& [field, value] : LabFields{{"corpus", "toy-en"},
                                              {"layers", "1"},
                                              {"width", "16"},
                                              {"heads", "2"},
                                              {"context", "32"},
                                              {"batch", "4"},
                                              {"warmup", "5"},
                                              {"steps", "40"}}) {
    REQUIRE(room.set(field, value).ok());
  }
  room.train();  // no frame of the lab is drawn
  REQUIRE(wait_for(stage.workspace, [&] { return room.snapshot().status == RunStatus::kDone; }));
  stage.lab->set("positions.view", "training");
  stage.settle();
  CHECK(std::stoi(stage.lab->get("positions.num_moments")) >= 2);
}

TEST_CASE("every view of lab Positions keeps its width, with and without a model") {
  for (const char* language : {"en", "vi"}) {
    for (const float scale : {1.0f, 2.0f}) {
      CAPTURE(scale);
      PositionsStage stage(scale, language);
      for (const bool with_model : {false, true}) {
        if (with_model) {
          REQUIRE(stage.train(stage.workspace.gpt(), {}));
          REQUIRE(stage.train(stage.workspace.bert(), {}));
        }
        for (const char* model : {"gpt", "bert"}) {
          stage.lab->set("positions.model", model);
          for (const char* view : stage.views()) {
            CAPTURE(view);
            stage.lab->set("positions.view", view);
            for (const float width : {1000.0f, 600.0f, 340.0f}) {
              CAPTURE(width);
              for (int i = 0; i < 3; ++i) {
                stage.frame(width * scale);
                CHECK(stage.headless.overflow <= 1);
              }
            }
            stage.headless.frame([&] { stage.lab->draw_controls(stage.context); }, 300 * scale);
            CHECK(stage.headless.overflow <= 1);
          }
        }
      }
    }
  }
}

TEST_CASE("whatever is typed into lab Positions, it answers or says why not") {
  PositionsStage stage;
  TransformerRoom& room = stage.workspace.gpt();
  REQUIRE(stage.train(room, {{"positions", "none"}}));
  REQUIRE(wait_for(stage.workspace, [&] { return room.answering().ok(); }));
  const AnsweringModel& model = room.answering();
  stage.lab->set("positions.view", "chain");
  stage.settle();  // the first word is the lab's own
  int answered = 0, refused = 0;
  for (const std::string text :
       {"", " ", "\n", "<|endoftext|>", "\xff\xfe", "king king", "[MASK]", "日本語",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z a b c"}) {
    CAPTURE(text);
    stage.lab->set("positions.text", text);
    stage.lab->set("positions.word", text);
    const auto input =
        attention_input(*model.transformer, *model.codec, text, PositionsLens::kMostTokens);
    for (const char* view : {"lens", "random"}) {
      CAPTURE(view);
      stage.lab->set("positions.view", view);
      stage.settle();
      CHECK(!stage.lab->wants_frames());
      if (input.ok()) {
        CHECK(std::stod(stage.lab->get("positions.loss")) >= (input->ids.size() > 1 ? 0.01 : 0));
        if (std::string_view(view) == "random") {
          CHECK(!stage.lab->get("positions.random_loss").empty());
        }
      } else {
        CHECK(stage.says(stage.headless.ui.words.error_message(input.error())));
        CHECK(stage.lab->get("positions.loss").empty());
      }
    }
    stage.lab->set("positions.view", "chain");
    stage.settle();
    const bool has_token = !model.codec->encode(text).empty();
    CHECK(stage.says_key("positions.chain.embedding.about") == has_token);
    CHECK(stage.says_key("positions.chain.empty") == !has_token);
    ++(input.ok() ? answered : refused);
  }
  CHECK(answered >= 4);
  CHECK(refused >= 2);
  for (const auto& [number, position, dimension] : {std::tuple{"-5", "0", "0"},
                                                    {"100000", "31", "15"},
                                                    {"7", "7", "7"},
                                                    {"x", "0", "0"},
                                                    {"", "0", "0"}}) {
    CAPTURE(number);
    stage.lab->set("positions.position", number);
    stage.lab->set("positions.dimension", number);
    stage.lab->set("positions.moment", number);
    stage.lab->set("positions.view", "tables");
    stage.settle();
    CHECK(stage.lab->get("positions.position") == position);
    CHECK(stage.lab->get("positions.dimension") == dimension);
    CHECK(stage.says_key("positions.has_none"));
    stage.lab->set("positions.view", "training");
    stage.settle();
    CHECK(stage.says_key("positions.training.not_learned"));
  }
  CHECK(!stage.lab->set("positions.nothing", "1"));
}

}  // namespace
}  // namespace wordspace
