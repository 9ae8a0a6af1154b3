// Sessions: everything she made goes into one file and comes back, bit for bit; what is damaged
// changes nothing; undo leads back. Not how it is kept as it goes (keeper_test.cpp).
#include "labs/session.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "analysis/analogy.h"
#include "lab_fixture.h"
#include "labs/glove_room.h"
#include "text/builtin_corpora.h"
#include "text/corpus.h"
#include "text/token_id.h"
#include "train/embedding_history.h"
#include "train/loss_point.h"
#include "train/snapshot.h"
#include "train/step_record.h"

using namespace wordspace;

namespace {

bool run_to_end(Workspace& workspace, RunControls& room) {
  room.train();
  return wait_for(workspace,
                  [&] { return room.snapshot().status == RunStatus::kDone && !workspace.busy(); });
}

std::string saved_session(LabWorld& world, Workspace& workspace) {
  world.saved.clear();
  bool answered = false;
  workspace.save_session([&](const Result<std::string>& saved) { answered = saved.ok(); });
  REQUIRE(wait_for(workspace, [&] { return answered; }));
  return world.saved[kSessionFile];
}

bool has_message(Workspace& workspace, const std::string& code) {
  return std::any_of(workspace.messages().begin(), workspace.messages().end(),
                     [&](const Message& message) { return message.error.code == code; });
}

std::string own_words(const std::string& who, int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) {
    text += who + " sat on the mat and the dog sat by the door\n";
    text += "a king and a queen lived in a house by the sea\n";
  }
  return text;
}

bool same_curves(const Snapshot& a, const Snapshot& b) {
  const auto same = [](const std::vector<LossPoint>& x, const std::vector<LossPoint>& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](const LossPoint& p, const LossPoint& q) {
                        return p.units == q.units && p.loss == q.loss;
                      });
  };
  bool all = same(a.losses, b.losses) && a.metrics.size() == b.metrics.size();
  for (std::size_t i = 0; all && i < a.metrics.size(); ++i) {
    all = a.metrics[i].name == b.metrics[i].name && same(a.metrics[i].points, b.metrics[i].points);
  }
  return all;
}

bool same_history(const Snapshot& a, const Snapshot& b) {
  if (!a.history || !b.history) return a.history == b.history;
  return std::equal(a.history->moments.begin(), a.history->moments.end(),
                    b.history->moments.begin(), b.history->moments.end(),
                    [](const auto& p, const auto& q) {
                      return p->units == q->units && p->vectors == q->vectors;
                    });
}

}  // namespace

TEST_CASE(
    "a session brings back text, settings and runs of all rooms, and training goes on alike") {
  LabWorld world;
  Workspace here(world.services(), 1);
  REQUIRE(here.own_text("mine.txt", own_words("the cat", 300)).ok());
  REQUIRE(here.set("dim", "16").ok());
  REQUIRE(here.set("epochs", "6").ok());
  REQUIRE(run_to_end(here, here));
  REQUIRE(here.set("window", "3").ok());  // settings on screen that are not the run's
  REQUIRE(here.glove().set("corpus", "own").ok());
  REQUIRE(here.glove().set("dim", "8").ok());
  REQUIRE(here.glove().set("epochs", "3").ok());
  REQUIRE(run_to_end(here, here.glove()));
  REQUIRE(choose_small(here.gpt()));
  for (int i = 0; i < 5; ++i) REQUIRE(step(here, here.gpt()));
  REQUIRE(here.bert().set("width", "32").ok());
  const std::string file = saved_session(world, here);
  REQUIRE(is_session(file));

  LabWorld other_world;
  Workspace there(other_world.services(), 1);
  REQUIRE(there.import_bytes("lesson.session", file).ok());
  REQUIRE(wait_for(there, [&] {
    return there.gpt().snapshot().units_done > 0 && there.snapshot().units_done > 0 &&
           there.glove().snapshot().units_done > 0 && !there.busy();
  }));
  CHECK(has_message(there, "message.session_opened"));
  CHECK(there.corpus_name() == "own");
  REQUIRE(there.corpus() != nullptr);
  CHECK(there.corpus()->text == here.corpus()->text);
  CHECK(there.corpus_info()->title == "mine.txt");
  for (const char* model : {"word2vec", "glove", "gpt", "bert"}) {
    CAPTURE(model);
    const RunControls& a = *here.controls(model);
    const RunControls& b = *there.controls(model);
    CHECK(a.session_room().settings == b.session_room().settings);
    CHECK(a.session_room().before_fit == b.session_room().before_fit);
    CHECK(a.preset() == b.preset());
    CHECK(a.corpus_name() == b.corpus_name());
    CHECK(a.snapshot().kind == b.snapshot().kind);
    CHECK(a.snapshot().units_done == b.snapshot().units_done);
    CHECK(a.snapshot().seconds == b.snapshot().seconds);
    CHECK(a.settings_changed() == b.settings_changed());
    CHECK(same_curves(a.snapshot(), b.snapshot()));
    CHECK(same_history(a.snapshot(), b.snapshot()));
  }
  CHECK(there.settings_changed());
  CHECK(!there.glove().settings_changed());
  CHECK(there.bert().get("width") == "32");
  CHECK(there.snapshot().history->moments.size() > 5);
  CHECK(there.gpt().snapshot().status == RunStatus::kPaused);
  // The same bytes again, and the same numbers from here on.
  const std::string again = saved_session(other_world, there);
  const auto first = read_session(file), second = read_session(again);
  REQUIRE(first.ok());
  REQUIRE(second.ok());
  const auto parts = session_parts(*first), same = session_parts(*second);
  REQUIRE(parts.size() == same.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    CAPTURE(parts[i].name);
    CHECK(parts[i].name == same[i].name);
    CHECK(parts[i].bytes.size() == same[i].bytes.size());
    // Word2Vec's place at the end of its last pass is read as the start of the next: one number.
    if (parts[i].name != "run.word2vec") CHECK((parts[i].bytes == same[i].bytes));
  }
  for (int i = 0; i < 3; ++i) {
    REQUIRE(step(here, here.gpt()));
    REQUIRE(step(there, there.gpt()));
    const auto& a = std::get<TransformerStep>(here.gpt().snapshot().record);
    const auto& b = std::get<TransformerStep>(there.gpt().snapshot().record);
    CHECK(a.step == b.step);
    CHECK(a.before.tokens_sum == b.before.tokens_sum);
    CHECK(a.after.tokens_sum == b.after.tokens_sum);
  }
  CHECK(same_curves(here.gpt().snapshot(), there.gpt().snapshot()));
}

TEST_CASE("a run that trains is taken without stopping it") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(choose_small(workspace.gpt()));
  REQUIRE(workspace.gpt().set("steps", "100000").ok());
  workspace.gpt().train();
  REQUIRE(wait_for(workspace, [&] { return workspace.gpt().snapshot().units_done > 0; }));
  const std::string file = saved_session(world, workspace);
  CHECK(workspace.gpt().snapshot().status == RunStatus::kTraining);
  const auto session = read_session(file);
  REQUIRE(session.ok());
  REQUIRE(session->room("gpt") != nullptr);
  CHECK(session->room("gpt")->run.has_value());
  CHECK(!session->room("bert")->run.has_value());
  workspace.gpt().pause();
}

TEST_CASE("a session that is not one, cut, damaged or newer changes nothing") {
  LabWorld world;
  Workspace here(world.services(), 1);
  REQUIRE(here.own_text("mine.txt", own_words("the cat", 40)).ok());
  REQUIRE(choose_small(here.gpt()));
  REQUIRE(step(here, here.gpt()));
  const std::string file = saved_session(world, here);

  Workspace there(world.services(), 1);
  REQUIRE(there.own_text("other.txt", own_words("a bird", 40)).ok());
  REQUIRE(choose_small(there.gpt()));
  REQUIRE(there.gpt().set("width", "8").ok());
  REQUIRE(step(there, there.gpt()));
  const std::string text = there.corpus()->text;
  const auto untouched = [&] {
    return there.corpus()->text == text && there.gpt().get("width") == "8" &&
           there.gpt().snapshot().units_done == 4 * 16 && !there.gpt().settings_changed() &&
           there.undo_step() == 0;
  };
  REQUIRE(untouched());
  CHECK(read_session("hello").error().code == "session.not_one");
  for (const std::size_t length : {std::size_t{4}, std::size_t{11}, std::size_t{60},
                                   file.size() / 2, file.size() - 9, file.size() - 1}) {
    CAPTURE(length);
    const Status cut = there.import_bytes("cut.session", file.substr(0, length));
    REQUIRE(!cut.ok());
    CHECK(cut.error().code == "session.truncated");
  }
  for (std::size_t at = 20; at < file.size(); at += file.size() / 37) {
    CAPTURE(at);
    std::string bytes = file;
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    const Status damaged = there.import_bytes("damaged.session", bytes);
    REQUIRE(!damaged.ok());
    CHECK(
        (damaged.error().code == "session.damaged" || damaged.error().code == "session.truncated"));
  }
  std::string newer = file;
  newer[4] = 2;
  const Status refused = there.import_bytes("newer.session", newer);
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == "session.newer_version");
  CHECK(untouched());

  // A whole container whose run is another model's.
  auto wrong = read_session(file);
  REQUIRE(wrong.ok());
  for (SessionRoom& room : wrong->rooms) {
    if (room.model == "gpt") room.settings = "{}";
  }
  CHECK(!there.import_bytes("wrong.session", write_session(*wrong)).ok());
  // A text that is not here.
  auto elsewhere = read_session(file);
  REQUIRE(elsewhere.ok());
  elsewhere->rooms[0].corpus = "atlantis";
  const Status missing = there.import_bytes("x.session", write_session(*elsewhere));
  REQUIRE(!missing.ok());
  CHECK(missing.error().code == "import.other_text");
  for (int i = 0; i < 20; ++i) there.poll();
  CHECK(untouched());
  CHECK(has_message(there, "session.damaged"));
}

TEST_CASE("a run on a text that she has replaced since comes back with that text") {
  LabWorld world;
  Workspace here(world.services(), 1);
  REQUIRE(here.own_text("first.txt", own_words("the cat", 60)).ok());
  REQUIRE(here.set("dim", "8").ok());
  REQUIRE(run_to_end(here, here));
  REQUIRE(here.own_text("second.txt", own_words("a bird", 60)).ok());
  const std::string file = saved_session(world, here);
  Workspace there(world.services(), 1);
  REQUIRE(there.import_bytes("x.session", file).ok());
  REQUIRE(wait_for(there, [&] { return there.snapshot().units_done > 0 && !there.busy(); }));
  CHECK(there.corpus()->text == here.corpus()->text);
  CHECK(there.settings_changed());
  CHECK(there.vectors().vocabulary().find_typed("cat") != kUnknownToken);
  CHECK(there.vectors().vocabulary().find_typed("bird") == kUnknownToken);
}

TEST_CASE("an opened session can be taken back, model included") {
  LabWorld world;
  Workspace here(world.services(), 1);
  REQUIRE(choose_small(here.gpt()));
  REQUIRE(step(here, here.gpt()));
  const std::string file = saved_session(world, here);
  for (int i = 0; i < 2; ++i) REQUIRE(step(here, here.gpt()));
  REQUIRE(here.gpt().set("seed", "9").ok());
  REQUIRE(here.import_bytes("x.session", file).ok());
  REQUIRE(wait_for(here, [&] { return here.gpt().snapshot().units_done == 4 * 16; }));
  CHECK(here.gpt().get("seed") != "9");
  REQUIRE(here.undo_step() != 0);
  here.undo();
  REQUIRE(wait_for(here, [&] { return here.gpt().snapshot().units_done == 3 * 4 * 16; }));
  CHECK(here.gpt().get("seed") == "9");
  CHECK(here.undo_step() == 0);
}

TEST_CASE("undo brings back a trained model after reset and after a new run") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(train_toy(workspace, 8));
  const std::vector<LossPoint> losses = workspace.snapshot().losses;
  const std::string word = workspace.favourite_questions()[0].words[1];
  const auto vectors = workspace.answer_neighbors(word, 3);
  REQUIRE(vectors.ok());
  const auto trained_again = [&] {
    return wait_for(workspace, [&] {
      return workspace.snapshot().units_done == workspace.snapshot().units_total &&
             !workspace.busy() && workspace.snapshot().losses.size() == losses.size();
    });
  };
  workspace.reset();
  REQUIRE(wait_for(workspace, [&] {
    return workspace.snapshot().units_done == 0 && workspace.undo_step() != 0;
  }));
  CHECK(has_message(workspace, "message.run_replaced"));
  workspace.undo();
  REQUIRE(trained_again());
  CHECK(workspace.answer_neighbors(word, 3)->front().score == vectors->front().score);
  CHECK(!workspace.settings_changed());

  REQUIRE(workspace.set("dim", "12").ok());
  workspace.train();
  REQUIRE(wait_until_done(workspace));
  REQUIRE(wait_for(workspace, [&] { return !workspace.busy() && workspace.undo_step() != 0; }));
  CHECK(workspace.vectors().dim() == 12);
  workspace.undo();
  REQUIRE(trained_again());
  REQUIRE(wait_for(workspace, [&] { return workspace.vectors().dim() == 8; }));
  // The settings on screen are those she had when she pressed.
  CHECK(workspace.get("dim") == "12");
  CHECK(workspace.settings_changed());

  REQUIRE(choose_small(workspace.gpt()));
  REQUIRE(run_to_end(workspace, workspace.gpt()));
  workspace.gpt().reset();
  REQUIRE(wait_for(workspace, [&] {
    return workspace.gpt().snapshot().units_done == 0 && workspace.undo_step() != 0;
  }));
  workspace.undo();
  REQUIRE(
      wait_for(workspace, [&] { return workspace.gpt().snapshot().status == RunStatus::kDone; }));
}

TEST_CASE("undo brings back text, own settings and vectors") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(workspace.own_text("first.txt", own_words("the cat", 60)).ok());
  CHECK(workspace.undo_step() == 0);  // nothing of hers was there before
  REQUIRE(workspace.set("dim", "24").ok());
  REQUIRE(workspace.own_text("second.txt", own_words("a bird", 60)).ok());
  CHECK(has_message(workspace, "message.text_replaced"));
  workspace.undo();
  CHECK(workspace.corpus()->text.starts_with("the cat"));
  CHECK(workspace.corpus_info()->title == "first.txt");
  CHECK(workspace.get("dim") == "24");

  REQUIRE(workspace.choose_preset("demo").ok());
  CHECK(has_message(workspace, "message.preset_replaced"));
  CHECK(workspace.get("dim") == "50");
  workspace.undo();
  CHECK(workspace.get("dim") == "24");
  CHECK(workspace.corpus_name() == "own");
  CHECK(workspace.preset().empty());

  REQUIRE(workspace.gpt().set("width", "32").ok());
  REQUIRE(workspace.gpt().choose_preset("demo").ok());
  workspace.undo();
  CHECK(workspace.gpt().get("width") == "32");

  REQUIRE(workspace.import_bytes("a.txt", "2 2\na 1 2\nb 1 3\n").ok());
  REQUIRE(workspace.import_bytes("b.txt", "3 2\na 1 2\nb 1 3\nc 2 2\n").ok());
  CHECK(workspace.vectors().size() == 3);
  workspace.undo();
  CHECK(workspace.vectors().size() == 2);
  CHECK(workspace.vectors_origin() == "a.txt");
}
