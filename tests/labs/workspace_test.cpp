// The workspace's verbs from end to end: text, settings, run, answers, files.
// Not drawing (labs_draw_test.cpp).
#include "labs/workspace.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "analysis/analogy.h"
#include "lab_fixture.h"
#include "labs/workspace_questions.h"
#include "text/builtin_corpora.h"
#include "text/toy_world.h"
#include "train/snapshot.h"
#include "train/step_record.h"
#include "train/word2vec_run.h"

namespace wordspace {
namespace {

std::string many_words(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) {
    text += "the cat sat on the mat and the dog sat by the door\n";
    text += "a king and a queen lived in a house by the sea\n";
    if (i % 10 == 9) text += "\n";
  }
  return text;
}

bool has_message(Workspace& workspace, const std::string& code) {
  return std::any_of(workspace.messages().begin(), workspace.messages().end(),
                     [&](const Message& message) { return message.error.code == code; });
}

TEST_CASE("a fresh workspace is ready for the demo and has fetched no text") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  CHECK(workspace.preset() == "demo");
  CHECK(workspace.corpus_name() == "bible-en");
  CHECK(workspace.corpus() == nullptr);
  CHECK(workspace.vectors().empty());
  CHECK(std::none_of(world.asked.begin(), world.asked.end(),
                     [](const std::string& path) { return path == "corpora/bible-en.txt"; }));
  CHECK(workspace.corpora().size() == 4);
  CHECK(workspace.questions_for("").all.size() >= 5);
}

TEST_CASE("questions fit the text that vectors were learned from, not only the chosen one") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  CHECK(workspace.corpus_name() == "bible-en");
  const auto toy = workspace.questions_for("toy-vi");
  REQUIRE(toy.all.size() == 1);
  CHECK(toy.all[0].questions.size() ==
        make_toy_world(ToyLanguage::kVietnamese, 1, 1).analogies.size());
  REQUIRE(!toy.favourites.empty());
  CHECK(toy.favourites[0].words[1] != workspace.favourite_questions()[0].words[1]);
}

TEST_CASE("parts of a corpus are joined so that no document crosses them") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  bool loaded = false;
  workspace.choose_corpus("mini", [&](Status status) { loaded = status.ok(); });
  CHECK(loaded);
  REQUIRE(workspace.corpus() != nullptr);
  CHECK(workspace.corpus()->text ==
        "the king and the queen\nthe man and the woman\n\nthe king and the man");
  CHECK(workspace.corpus()->licence == "free");
  CHECK(split_documents(workspace.corpus()->text).size() == 2);
}

TEST_CASE("a text that cannot be fetched leaves the old one and says so") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  workspace.choose_corpus("mini");
  Error error;
  workspace.choose_corpus("gone", [&](Status status) {
    REQUIRE(!status.ok());
    error = status.error();
  });
  CHECK(error.code == "fetch.not_found");
  CHECK(workspace.corpus_name() == "mini");
  REQUIRE(workspace.corpus() != nullptr);
  CHECK(workspace.corpus()->name == "mini");
  CHECK(has_message(workspace, "fetch.not_found"));
  workspace.choose_corpus("nowhere", [&](Status status) { error = status.error(); });
  CHECK(error.code == "corpora.unknown");
}

TEST_CASE("own text that is refused leaves the old text; a small one is taken with a warning") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  workspace.choose_corpus("mini");
  CHECK(!workspace.own_text("bad.txt", "\xff\xfe\xfa").ok());
  CHECK(!workspace.own_text("empty.txt", "  \n ").ok());
  CHECK(workspace.corpus_name() == "mini");
  REQUIRE(workspace.own_text("mine.txt", many_words(30)).ok());
  CHECK(workspace.corpus_name() == "own");
  CHECK(workspace.corpus_info()->title == "mine.txt");
  CHECK(has_message(workspace, "text.small"));
  // Settings that would leave nothing to learn from are fitted.
  CHECK(workspace.run().min_count == 1);
  CHECK(workspace.run().config.epochs == 50);
  // A large text gets the old settings back.
  workspace.choose_corpus("toy-en");
  CHECK(workspace.run().min_count == 5);
  CHECK(workspace.run().config.epochs == 5);
  // And her text is still on the list.
  bool back = false;
  workspace.choose_corpus("own", [&](Status status) { back = status.ok(); });
  CHECK(back);
  CHECK(workspace.corpus()->text.size() == many_words(30).size());
}

TEST_CASE("settings are set by the command's names and bad values change nothing") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  CHECK(workspace.set("dim", "20").ok());
  CHECK(workspace.get("dim") == "20");
  CHECK(workspace.preset().empty());
  CHECK(workspace.set("mode", "cbow").ok());
  CHECK(workspace.get("rate") == "0.05");
  CHECK(workspace.set("mode", "skipgram").ok());
  CHECK(workspace.get("rate") == "0.025");
  CHECK(workspace.set("objective", "hs").ok());
  CHECK(workspace.get("objective") == "hs");
  for (const auto& [field, value] : {std::pair{"dim", "0"},
                                     {"dim", "many"},
                                     {"window", "-1"},
                                     {"mode", "both"},
                                     {"rate", "nan"},
                                     {"min-count", "0"},
                                     {"sample", ""},
                                     {"epochs", "1.5"},
                                     {"seed", "x"}}) {
    const std::string before = workspace.get(field);
    CAPTURE(field);
    CAPTURE(value);
    CHECK(!workspace.set(field, value).ok());
    CHECK(workspace.get(field) == before);
  }
  const Status unknown = workspace.set("colour", "blue");
  REQUIRE(!unknown.ok());
  CHECK(unknown.error().code == "set.unknown_field");
  CHECK(workspace.set("seed", "7").ok());
  CHECK(workspace.choose_preset("standard").ok());
  CHECK(workspace.get("dim") == "100");
  CHECK(workspace.get("corpus") == "wordnet+bible");
  CHECK(workspace.get("seed") == "7");  // a preset keeps the seed
  CHECK(!workspace.choose_preset("huge").ok());
}

TEST_CASE("a run on the toy world is trained to its end and answers the world's analogies") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  bool started = false;
  REQUIRE(workspace.set("corpus", "toy-en").ok());
  REQUIRE(workspace.set("dim", "24").ok());
  REQUIRE(workspace.set("epochs", "3").ok());
  workspace.train([&](Status status) { started = status.ok(); });
  REQUIRE(wait_until_done(workspace));
  CHECK(started);
  REQUIRE(wait_for(workspace, [&] { return !workspace.busy(); }));
  const Snapshot& snapshot = workspace.snapshot();
  CHECK(snapshot.units_done == snapshot.units_total);
  CHECK(snapshot.loss < snapshot.baseline_loss);
  CHECK(snapshot.held_out_loss.has_value());
  CHECK(snapshot.reproducible);
  CHECK(!workspace.settings_changed());
  CHECK(workspace.vectors().dim() == 24);
  CHECK(workspace.live_score().total > 0);
  CHECK(workspace.live_score().correct * 2 > workspace.live_score().total);
  CHECK(!workspace.live_scores().empty());
  const auto questions = workspace.favourite_questions();
  REQUIRE(!questions.empty());
  const auto& words = questions[0].words;
  const auto answer =
      workspace.answer_analogy(words[0], words[1], words[2], AnalogyMethod::kAdd, false, 10);
  REQUIRE(answer.ok());
  CHECK(answer->results.size() == 10);
  const auto unknown =
      workspace.answer_analogy("xyzzy", words[1], words[2], AnalogyMethod::kMul, false, 3);
  REQUIRE(unknown.ok());
  CHECK(unknown->results.empty());
  CHECK(unknown->unknown == std::vector<std::string>{"xyzzy"});
  CHECK(!workspace.answer_neighbors("xyzzy", 3).ok());
  CHECK(workspace.answer_neighbors(words[1], 3)->size() == 3);
}

TEST_CASE("questions without vectors are answered with what to do") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  const auto answer = workspace.answer_analogy("a", "b", "c", AnalogyMethod::kAdd, false, 1);
  REQUIRE(!answer.ok());
  CHECK(answer.error().code == "analogy.no_vectors");
  CHECK(workspace.export_as("word2vec-text").error().code == "export.no_vectors");
  CHECK(workspace.export_as("checkpoint").error().code == "export.no_run");
  CHECK(workspace.export_as("png").error().code == "export.unknown_format");
}

TEST_CASE("a step is recorded and its loss falls") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(workspace.set("corpus", "toy-en").ok());
  REQUIRE(workspace.set("dim", "16").ok());
  REQUIRE(workspace.set("sample", "0").ok());
  int done = 0;
  for (int i = 0; i < 3; ++i) {
    workspace.step([&](Status status) { done += status.ok() ? 1 : 0; });
    REQUIRE(wait_for(workspace, [&] { return done == i + 1; }));
  }
  REQUIRE(wait_for(workspace, [&] { return workspace.snapshot().record_number >= 3; }));
  const auto* step = std::get_if<Word2VecStep>(&workspace.snapshot().record);
  REQUIRE(step != nullptr);
  CHECK(workspace.snapshot().status != RunStatus::kTraining);
  REQUIRE(!step->pairs.empty());
  CHECK(step->words[step->position] == step->centre);
  for (const auto& pair : step->pairs) {
    REQUIRE(pair.outputs.size() == 6);
    CHECK(pair.outputs[0].label == 1);
    CHECK(pair.outputs[1].label == 0);
  }
  CHECK(step->pairs[0].loss_after < step->pairs[0].loss_before);
}

TEST_CASE("changed settings are not the run's until it is trained anew; reset starts over") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(train_toy(workspace));
  const std::uint64_t run = workspace.snapshot().run;
  REQUIRE(workspace.set("window", "2").ok());
  CHECK(workspace.settings_changed());
  workspace.train();
  REQUIRE(wait_for(workspace, [&] { return workspace.snapshot().run != run; }));
  REQUIRE(wait_until_done(workspace));
  CHECK(!workspace.settings_changed());
  // A finished run has no next step, and starting over unasked would lose it.
  Error error;
  workspace.step([&](Status status) {
    if (!status.ok()) error = status.error();
  });
  CHECK(error.code == "run.finished");
  CHECK(workspace.snapshot().status == RunStatus::kDone);
  workspace.reset();
  REQUIRE(wait_for(workspace, [&] { return workspace.snapshot().units_done == 0; }));
}

TEST_CASE("a text too small for its minimum count fails with a sentence and can be repaired") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  workspace.choose_corpus("mini");
  REQUIRE(workspace.set("min-count", "1000").ok());
  Error error;
  workspace.train([&](Status status) {
    if (!status.ok()) error = status.error();
  });
  REQUIRE(wait_for(workspace, [&] { return !error.code.empty(); }));
  CHECK(error.code == "text.too_small");
  CHECK(has_message(workspace, "text.too_small"));
  REQUIRE(workspace.set("min-count", "1").ok());
  workspace.train();
  CHECK(wait_until_done(workspace));
}

TEST_CASE("vectors survive a round trip through both formats, and the run's can be had back") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(train_toy(workspace));
  const auto before = workspace.answer_neighbors(workspace.favourite_questions()[0].words[1], 5);
  REQUIRE(before.ok());
  for (const auto& [format, file] :
       {std::pair{"word2vec-text", "vectors.txt"}, {"word2vec-binary", "vectors.bin"}}) {
    CAPTURE(format);
    REQUIRE(workspace.export_as(format).ok());
    REQUIRE(workspace.import_bytes(file, world.saved[file]).ok());
    CHECK(workspace.vectors_origin() == file);
    const auto after = workspace.answer_neighbors(workspace.favourite_questions()[0].words[1], 5);
    REQUIRE(after.ok());
    REQUIRE(after->size() == 5);
    for (std::size_t i = 0; i < after->size(); ++i) {
      CHECK((*after)[i].score == doctest::Approx((*before)[i].score).epsilon(1e-4));
    }
    const std::string first = world.saved[file];
    REQUIRE(workspace.export_as(format).ok());  // of the opened file: the same bytes again
    CHECK(world.saved[file] == first);
    workspace.use_run_vectors();
    CHECK(workspace.vectors_origin() == "run");
    CHECK(!workspace.vectors().empty());
  }
  REQUIRE(workspace.export_as("projector").ok());
  CHECK(world.saved.count("vectors.tsv") == 1);
  CHECK(world.saved.count("metadata.tsv") == 1);
  CHECK(has_message(workspace, "message.saved"));
}

TEST_CASE("a file of vectors that is damaged is refused and the vectors stay") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(train_toy(workspace));
  const std::uint64_t version = workspace.vectors_version();
  CHECK(!workspace.import_bytes("short.txt", "3 2\na 1 2\nb 1\n").ok());
  CHECK(workspace.vectors_version() == version);
  CHECK(workspace.vectors_origin() == "run");
}

TEST_CASE("a config.json of no known model is refused at once, as the command refuses it") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  const Status empty = workspace.import_bytes("config.json", "{}");
  REQUIRE_FALSE(empty.ok());
  CHECK(empty.error().code == "model_folder.unsupported_model");
  CHECK(has_message(workspace, "model_folder.unsupported_model"));
  CHECK(workspace.import_bytes("folder/config.json", "no JSON").error().code ==
        "model_folder.bad_config");
}

TEST_CASE("a saved run is opened again and goes on from where it was") {
  LabWorld world;
  std::string bytes;
  {
    Workspace workspace(world.services(), 1);
    REQUIRE(train_toy(workspace));
    REQUIRE(workspace.export_as("checkpoint").ok());
    REQUIRE(wait_for(workspace, [&] { return world.saved.count("word2vec.checkpoint") == 1; }));
    bytes = world.saved["word2vec.checkpoint"];
  }
  Workspace workspace(world.services(), 1);
  REQUIRE(workspace.import_bytes("word2vec.checkpoint", bytes).ok());
  REQUIRE(wait_for(workspace, [&] {
    return !workspace.vectors().empty() &&
           workspace.snapshot().units_done == workspace.snapshot().units_total;
  }));
  CHECK(workspace.corpus_name() == "toy-en");
  CHECK(workspace.get("dim") == "16");
  CHECK(!workspace.settings_changed());
  bytes.resize(bytes.size() / 2);
  CHECK(!workspace.import_bytes("half.checkpoint", bytes).ok());
}

TEST_CASE("a large file of vectors is read beside the interface, its first words only") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  std::string file;
  std::size_t words = 0;
  while (file.size() < (5u << 20)) {
    file += "word" + std::to_string(words);
    for (int k = 0; k < 20; ++k)
      file += " " + std::to_string(0.01 * static_cast<double>(words % 97 + k));
    file += '\n';
    ++words;
  }
  CHECK(workspace.opening().name.empty());
  workspace.set_word_limit(1000);
  REQUIRE(workspace.import_bytes("large.txt", file).ok());
  CHECK(workspace.opening().name == "large.txt");
  CHECK(workspace.vectors().empty());
  REQUIRE(wait_for(workspace, [&] { return workspace.opening().name.empty(); }));
  CHECK(workspace.vectors().size() == 1000);
  CHECK(workspace.vectors().dim() == 20);
  CHECK(workspace.vectors_origin() == "large.txt");
  CHECK(workspace.messages().back().error.code == "message.vectors_cut");
  CHECK(workspace.messages().back().error.args[1] == std::to_string(words - 1000));

  file += "broken 1 2 3\n";
  workspace.set_word_limit(0);
  REQUIRE(workspace.import_bytes("broken.txt", file).ok());
  REQUIRE(wait_for(workspace, [&] { return workspace.opening().name.empty(); }));
  CHECK(workspace.messages().back().error.code == "vectors.bad_row");
  CHECK(workspace.vectors().size() == 1000);
}

}  // namespace
}  // namespace wordspace
