// The run of a model as its lab drives it: whole runs saved and opened, work done beside it.
#include <doctest/doctest.h>

#include "core/worker_pool.h"
#include "lab_fixture.h"
#include "labs/answering_model.h"
#include "labs/background.h"
#include "labs/glove_room.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/encoded_corpus.h"
#include "text/token_codec.h"
#include "text/token_corpus.h"
#include "text/toy_world.h"
#include "train/learner.h"
#include "train/series.h"
#include "train/snapshot.h"
#include "train/step_record.h"
#include "train/word2vec_learner.h"

using namespace wordspace;

namespace {

const TransformerStep& last_step(const TransformerRoom& room) {
  return std::get<TransformerStep>(room.snapshot().record);
}

std::string message_of(Workspace& workspace) {
  return workspace.messages().empty() ? std::string() : workspace.messages().back().error.code;
}

PlannedRun toy_run(const std::string& name, std::uint64_t seed) {
  PlannedRun planned;
  planned.name = name;
  planned.make = [seed](WorkerPool* pool) -> Result<std::unique_ptr<Learner>> {
    auto encoded = encode_corpus(make_toy_world(ToyLanguage::kEnglish, 800, 1).corpus, {});
    if (!encoded.ok()) return encoded.error();
    Word2VecRun run;
    run.config.dim = 8;
    run.config.epochs = 2;
    run.config.seed = seed;
    return make_word2vec_learner(run, encoded.value(), pool);
  };
  return planned;
}

}  // namespace

TEST_CASE(
    "another text of her own is another text: the next run is trained on it, and says so before") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  const auto own = [&](const std::string& who) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "the " + who + " sat on the mat by the sea\n";
    REQUIRE(workspace.own_text("mine.txt", std::move(text)).ok());
  };
  for (ModelRoom* room :
       {static_cast<ModelRoom*>(&workspace.gpt()), static_cast<ModelRoom*>(&workspace.glove())}) {
    CAPTURE(room->model());
    own("zebra");
    if (room == &workspace.gpt()) REQUIRE(choose_small(workspace.gpt()));
    REQUIRE(room->set("corpus", "own").ok());
    const auto run = [&] {
      room->train();
      REQUIRE(wait_for(workspace, [&] {
        return room->snapshot().status == RunStatus::kDone && !workspace.busy();
      }));
    };
    run();
    CHECK_FALSE(room->settings_changed());
    const std::uint64_t first = room->snapshot().run;
    own("walrus");
    CHECK(room->settings_changed());
    run();
    CHECK(room->snapshot().run != first);
    if (room == &workspace.gpt()) {
      REQUIRE(workspace.gpt().tokens() != nullptr);
      CHECK(workspace.gpt().tokens()->codec->find("walrus") != kUnknownToken);
    } else {
      CHECK(room->snapshot().vocabulary->find("walrus") != kUnknownToken);
    }
  }
}

TEST_CASE("each ready-made model of the project opens and answers in its room") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  for (TransformerRoom* room : {&workspace.gpt(), &workspace.bert()}) {
    for (const std::string name : TransformerRoom::ready_models()) {
      const std::string folder = std::string(room->model()) + "-" + name;
      CAPTURE(folder);
      for (const char* file : {"config.json", "model.safetensors", "tokenizer.json"}) {
        const auto bytes = read_file("data/models/" + folder + "/" + file);
        REQUIRE(bytes.ok());
        world.served["models/" + folder + "/" + file] = *bytes;
      }
      room->use_ready_model(name);
      const AnsweringModel& model = room->answering();
      REQUIRE(model.ok());
      CHECK(model.origin == AnsweringModel::Origin::kReady);
      CHECK(model.name == name);
      CHECK(model.transformer->config().kind == room->kind());
      CHECK(model.codec->size() == model.transformer->config().vocab);
    }
  }
  CHECK(workspace.messages().empty());
}

TEST_CASE("a run of GPT is saved whole and goes on elsewhere with the same numbers") {
  LabWorld world;
  Workspace here(world.services(), 1);
  REQUIRE(choose_small(here.gpt()));
  for (int i = 0; i < 3; ++i) REQUIRE(step(here, here.gpt()));
  REQUIRE(here.gpt().save_checkpoint().ok());
  REQUIRE(wait_for(here, [&] { return world.saved.count("gpt.checkpoint") == 1; }));
  CHECK(message_of(here) == "message.saved");
  REQUIRE(step(here, here.gpt()));

  LabWorld other_world;
  Workspace there(other_world.services(), 1);
  REQUIRE(there.import_bytes("lesson.checkpoint", world.saved["gpt.checkpoint"]).ok());
  REQUIRE(wait_for(there, [&] { return message_of(there) == "message.checkpoint"; }));
  CHECK(there.gpt().snapshot().units_done == 3 * 4 * 16);
  CHECK(there.gpt().get("width") == "16");
  CHECK(!there.gpt().settings_changed());
  REQUIRE(step(there, there.gpt()));
  CHECK(last_step(there.gpt()).step == 4);
  CHECK(last_step(there.gpt()).before.tokens_sum == last_step(here.gpt()).before.tokens_sum);
  CHECK(last_step(there.gpt()).after.tokens_sum == last_step(here.gpt()).after.tokens_sum);
}

TEST_CASE("without a run there is nothing to save, and a damaged one is refused") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  const Status none = workspace.bert().save_checkpoint();
  REQUIRE(!none.ok());
  CHECK(none.error().code == "export.no_run");
  REQUIRE(choose_small(workspace.gpt()));
  REQUIRE(step(workspace, workspace.gpt()));
  REQUIRE(workspace.gpt().save_checkpoint().ok());
  REQUIRE(wait_for(workspace, [&] { return world.saved.count("gpt.checkpoint") == 1; }));
  std::string bytes = world.saved["gpt.checkpoint"];
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  const Status damaged = workspace.import_bytes("x.checkpoint", bytes);
  REQUIRE(!damaged.ok());
  CHECK(damaged.error().code == "checkpoint.damaged");
  CHECK(workspace.gpt().snapshot().units_done == 4 * 16);
}

TEST_CASE("work on the trainer's side is answered in a later poll") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  int worked = 0, answered = 0;
  REQUIRE(workspace.work([&] { ++worked; }, [&] { ++answered; }).ok());
  CHECK(workspace.busy());
  CHECK(answered == 0);
  REQUIRE(wait_for(workspace, [&] { return answered == 1; }));
  CHECK(worked == 1);
  CHECK(wait_for(workspace, [&] { return !workspace.busy(); }));
}

TEST_CASE("a series in the background is finished run by run and can be stopped") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  Background& background = workspace.background();
  CHECK(!background.running());
  CHECK(background.finished("stability").empty());
  REQUIRE(background.start("stability", {toy_run("a", 1), toy_run("b", 2), toy_run("c", 1)}).ok());
  CHECK(background.running());
  REQUIRE(wait_for(workspace, [&] { return background.done(); }));
  CHECK(!background.running());
  CHECK(background.share_done() == 1);
  const auto& finished = background.finished("stability");
  REQUIRE(finished.size() == 3);
  CHECK(background.finished("cost").empty());
  CHECK(finished[0]->vectors->size() == finished[1]->vectors->size());
  CHECK(*finished[0]->vectors == *finished[2]->vectors);  // the same seed
  CHECK(*finished[0]->vectors != *finished[1]->vectors);

  const std::uint64_t version = background.version();
  std::vector<PlannedRun> many;
  for (int i = 0; i < 200; ++i) many.push_back(toy_run(std::to_string(i), 1));
  REQUIRE(background.start("cost", std::move(many)).ok());
  CHECK(background.version() != version);
  CHECK(background.finished("stability").empty());
  REQUIRE(wait_for(workspace, [&] { return !background.finished("cost").empty(); }));
  background.stop();
  CHECK(!background.running());
  REQUIRE(wait_for(workspace, [&] { return !workspace.busy(); }));
  CHECK(!background.done());
  CHECK(background.finished("cost").size() < 200);
}

TEST_CASE("a run in front pauses the series, and the series goes on after it") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  Background& background = workspace.background();
  std::vector<PlannedRun> many;
  for (int i = 0; i < 40; ++i) many.push_back(toy_run(std::to_string(i), 1));
  REQUIRE(background.start("cost", std::move(many)).ok());
  REQUIRE(wait_for(workspace, [&] { return !background.finished("cost").empty(); }));
  REQUIRE(choose_small(workspace.gpt()));
  workspace.gpt().train();
  REQUIRE(wait_for(workspace, [&] { return background.paused(); }));
  REQUIRE(
      wait_for(workspace, [&] { return workspace.gpt().snapshot().status == RunStatus::kDone; }));
  CHECK(!background.done());
  background.resume();
  REQUIRE(wait_for(workspace, [&] { return background.done(); }));
  CHECK(background.finished("cost").size() == 40);
}
