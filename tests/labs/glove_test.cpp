// Lab GloVe and its run, driven without a window: counting, training, cells, weights, ratios,
// files. Not the model's numbers (tests/models) and not its looks.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "../ui/headless.h"
#include "analysis/analogy.h"
#include "core/file_io.h"
#include "lab_fixture.h"
#include "labs/glove_matrix_view.h"
#include "labs/glove_ratio_view.h"
#include "labs/glove_room.h"
#include "labs/glove_training_view.h"
#include "labs/glove_weight_view.h"
#include "labs/lab.h"
#include "models/glove.h"
#include "text/cooccurrence.h"
#include "text/encoded_corpus.h"
#include "text/toy_world.h"
#include "train/snapshot.h"
#include "train/step_record.h"

namespace wordspace {
namespace {

bool train_glove(Workspace& workspace, const char* preset) {
  GloveRoom& room = workspace.glove();
  if (!room.choose_preset(preset).ok()) return false;
  room.train();
  return wait_for(workspace, [&] {
    return room.snapshot().status == RunStatus::kDone && !room.vectors().empty() && !room.busy();
  });
}

// Share of a world's analogies that the vectors answer.
int right_answers(const WordVectors& vectors, const ToyWorld& world) {
  QuestionSection section;
  section.name = "world";
  for (const auto& words : world.analogies) section.questions.push_back({words});
  const QuestionSection sections[] = {section};
  return evaluate_analogies(vectors, sections, AnalogyMethod::kAdd).correct;
}

const LabDescription& glove_row() {
  for (const LabDescription& row : lab_registry()) {
    if (std::string_view(row.name) == "glove") return row;
  }
  FAIL("no lab GloVe");
  return lab_registry().front();
}

std::unique_ptr<Lab> make_glove_lab() { return glove_row().make(); }

TEST_CASE("the presets for the made-up worlds answer their analogies") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(train_glove(workspace, "toy-en"));
  const ToyWorld english = make_toy_world(ToyLanguage::kEnglish, kToyLinesEnglish, 1);
  const auto questions = static_cast<int>(english.analogies.size());
  CHECK(right_answers(workspace.glove().vectors(), english) == questions);
  CHECK(workspace.glove().snapshot().loss < 0.09);
  REQUIRE(train_glove(workspace, "toy-vi"));
  const ToyWorld vietnamese = make_toy_world(ToyLanguage::kVietnamese, kToyLinesVietnamese, 1);
  CHECK(right_answers(workspace.glove().vectors(), vietnamese) ==
        static_cast<int>(vietnamese.analogies.size()));
}

TEST_CASE("settings of GloVe's run are set by the command's names, and refused with a sentence") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  GloveRoom& room = workspace.glove();
  CHECK(workspace.controls("glove") == &room);
  CHECK(room.preset() == "demo");
  REQUIRE(room.set("dim", "20").ok());
  CHECK(room.preset().empty());
  REQUIRE(room.set("x-max", "12.5").ok());
  CHECK(room.get("x-max") == "12.5");
  REQUIRE(room.set("x-max", "auto").ok());
  CHECK(room.get("x-max") == "0");
  CHECK(room.set("x-max", "-3").error().code == "glove.bad_x_max");
  CHECK(room.set("dim", "many").error().code == "set.bad_value");
  CHECK(room.set("negative", "5").error().code == "set.unknown_field");
  CHECK(room.set("corpus", "nowhere").error().code == "corpora.unknown");
  CHECK(room.choose_preset("huge").error().code == "preset.unknown");
  CHECK(room.get("dim") == "20");
}

TEST_CASE("counting answers without a run, again for another window, and the run uses the counts") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  GloveRoom& room = workspace.glove();
  REQUIRE(room.choose_preset("toy-en").ok());
  room.prepare_counts();
  REQUIRE(wait_for(workspace, [&] { return room.counts_fit(); }));
  const auto first = room.counts();
  std::int64_t cells = 0;
  for (const std::int64_t bin : first->bins) cells += bin;
  CHECK(cells == first->counts->num_cells());
  REQUIRE(room.set("window", "2").ok());
  CHECK(!room.counts_fit());
  room.prepare_counts();
  REQUIRE(wait_for(workspace, [&] { return room.counts_fit(); }));
  CHECK(room.counts()->counts->num_cells() < first->counts->num_cells());
  const auto second = room.counts();
  bool stepped = false;
  room.step([&](Status status) { stepped = status.ok(); });
  REQUIRE(wait_for(workspace, [&] { return stepped && room.snapshot().record_number > 0; }));
  CHECK(room.counts() == second);
  CHECK(room.snapshot().encoded == second->corpus);
  CHECK(std::holds_alternative<GloveStep>(room.snapshot().record));
}

TEST_CASE("the parameters of watched words follow the run") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  GloveRoom& room = workspace.glove();
  REQUIRE(train_glove(workspace, "toy-en"));
  const std::vector<TokenId> words = {3, 40, 77};
  room.watch(words);
  REQUIRE(wait_for(workspace, [&] { return room.rows().words == words; }));
  const GloveRows& rows = room.rows();
  REQUIRE(rows.counts == room.counts()->counts);
  for (int i = 0; i < 3; ++i) {
    // w + w~ is the vector that everybody sees.
    for (int k = 0; k < rows.dim; ++k) {
      const auto at = static_cast<std::size_t>(i * rows.dim + k);
      const TokenId word = words[static_cast<std::size_t>(i)];
      const float seen =
          room.vectors().unit(word)[static_cast<std::size_t>(k)] * room.vectors().length(word);
      REQUIRE(std::abs(rows.word[at] + rows.context[at] - seen) < 1e-4f);
    }
    for (int j = 0; j < 3; ++j) {
      double sum = static_cast<double>(rows.word_bias[static_cast<std::size_t>(i)]) +
                   static_cast<double>(rows.context_bias[static_cast<std::size_t>(j)]);
      for (int k = 0; k < rows.dim; ++k) {
        sum += static_cast<double>(rows.word[static_cast<std::size_t>(i * rows.dim + k)]) *
               static_cast<double>(rows.context[static_cast<std::size_t>(j * rows.dim + k)]);
      }
      CHECK(rows.predict(i, j) == doctest::Approx(sum));
    }
  }
  room.watch(std::vector<TokenId>{1 << 20});
  for (int frame = 0; frame < 20; ++frame) workspace.poll();
  CHECK(room.rows().words == words);
}

TEST_CASE("weights from the histogram are those of all cells") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  GloveRoom& room = workspace.glove();
  REQUIRE(room.choose_preset("toy-vi").ok());
  room.prepare_counts();
  REQUIRE(wait_for(workspace, [&] { return room.counts_fit(); }));
  const GloveCounts& counts = *room.counts();
  for (const double x_max : {1.0, 10.0, 100.0}) {
    for (const double alpha : {0.0, 0.75, 1.5}) {
      double cells = 0, full = 0, weight = 0;
      for (TokenId i = 0; i < counts.counts->num_words(); ++i) {
        for (TokenId j = 0; j < counts.counts->num_words(); ++j) {
          const double x = static_cast<double>(counts.counts->count(i, j));
          if (x == 0) continue;
          const double f = glove_weight(x, x_max, alpha);
          ++cells;
          weight += f;
          if (x >= x_max) ++full;
        }
      }
      const WeightShares shares = weight_shares(counts, x_max, alpha);
      CHECK(std::abs(shares.full - full / cells) < 0.03);
      CHECK(std::abs(shares.mean - weight / cells) < 0.03);
      CHECK(std::abs(shares.heavy - full / weight) < 0.05);
    }
  }
}

TEST_CASE("ratios are quotients of shares, and probes are found on both sides") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  GloveRoom& room = workspace.glove();
  REQUIRE(room.choose_preset("toy-en").ok());
  room.prepare_counts();
  REQUIRE(wait_for(workspace, [&] { return room.counts_fit(); }));
  const Cooccurrence& x = *room.counts()->counts;
  const Vocabulary& vocabulary = *room.counts()->corpus->vocabulary;
  const TokenId king = vocabulary.find("king"), queen = vocabulary.find("queen"),
                he = vocabulary.find("he");
  const RatioRow row = ratio_of(x, king, queen, he);
  double king_sum = 0, queen_sum = 0;
  for (TokenId k = 0; k < x.num_words(); ++k) {
    king_sum += static_cast<double>(x.count(king, k));
    queen_sum += static_cast<double>(x.count(queen, k));
  }
  CHECK(row.p_i == doctest::Approx(static_cast<double>(x.count(king, he)) / king_sum));
  CHECK(row.p_j == doctest::Approx(static_cast<double>(x.count(queen, he)) / queen_sum));
  CHECK(row.p_i > 0);
  if (row.p_j > 0) {
    CHECK(row.ratio == doctest::Approx(row.p_i / row.p_j));
  } else {
    CHECK(std::isinf(row.ratio));
  }
  const std::vector<TokenId> probes = good_probes(x, king, queen);
  REQUIRE(probes.size() == 8);
  CHECK(ratio_of(x, king, queen, probes[0]).ratio > 3);
  CHECK(ratio_of(x, king, queen, probes[2]).ratio < 0.34);
  const double both = ratio_of(x, king, queen, probes[4]).ratio;
  CHECK(both > 0.5);
  CHECK(both < 2);
  CHECK(first_ratio_pair(vocabulary) == "king queen");
}

TEST_CASE("vectors of GloVe are asked, saved, opened again; a checkpoint goes back to its room") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(train_glove(workspace, "toy-en"));
  CHECK(workspace.vectors().empty());  // Word2Vec has not run
  workspace.use_glove_vectors();
  CHECK(workspace.vectors_origin() == "glove");
  REQUIRE(workspace.vectors().size() == workspace.glove().vectors().size());
  const auto saved = workspace.export_as("glove");
  REQUIRE(saved.ok());
  REQUIRE(workspace.glove().export_as("glove").ok());
  CHECK(world.saved["glove.txt"] == world.saved[saved.value()]);
  REQUIRE(workspace.import_bytes("mine.txt", world.saved["glove.txt"]).ok());
  CHECK(workspace.vectors_origin() == "mine.txt");
  CHECK(workspace.vectors_file() == "mine.txt");
  CHECK(workspace.vectors().size() == workspace.glove().vectors().size());
  CHECK(workspace.vectors().cosine(5, 9) ==
        doctest::Approx(workspace.glove().vectors().cosine(5, 9)).epsilon(1e-5));
  workspace.use_run_vectors();
  CHECK(workspace.vectors().empty());
  workspace.use_file_vectors();
  CHECK(workspace.vectors_origin() == "mine.txt");
  CHECK(workspace.glove().export_as("xyz").error().code == "export.unknown_format");

  REQUIRE(workspace.glove().export_as("checkpoint").ok());
  REQUIRE(wait_for(workspace, [&] { return world.saved.count("glove.checkpoint") == 1; }));
  LabWorld other_world;
  Workspace other(other_world.services(), 1);
  REQUIRE(wait_for(other, [&] { return !other.corpora().empty(); }));
  REQUIRE(other.import_bytes("run", world.saved["glove.checkpoint"]).ok());
  REQUIRE(wait_for(other, [&] {
    return !other.glove().busy() && !other.busy() && !other.glove().vectors().empty() &&
           other.glove().snapshot().units_done > 0;
  }));
  CHECK(other.glove().snapshot().units_done == workspace.glove().snapshot().units_done);
  CHECK(other.glove().vectors().cosine(5, 9) == workspace.glove().vectors().cosine(5, 9));
}

TEST_CASE("every view of the lab is drawn with and without a run, wide and narrow, at 200 %") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  const auto draw = [&](const char* language, float scale, float width) {
    ui::Headless headless(ui::ThemeKind::kDark, scale);
    auto json = read_file(std::string("web/lang/") + language + ".json");
    REQUIRE(json.ok());
    auto words = ui::Translations::parse(json.value());
    REQUIRE(words.ok());
    headless.ui.language = language;
    headless.ui.words = std::move(words.value());
    LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
    const std::unique_ptr<Lab> lab = make_glove_lab();
    REQUIRE(lab != nullptr);
    headless.frame([&] { lab->draw_picture(context); }, width * scale);  // sees the last step
    REQUIRE(!glove_row().views.empty());
    for (const char* view : glove_row().views) {
      CAPTURE(view);
      REQUIRE(lab->set("glove.view", view));
      for (int frame = 0; frame < 4; ++frame) {
        headless.frame([&] { lab->draw_picture(context); }, width * scale);
        workspace.poll();
      }
      CHECK(lab->get("glove.view") == view);
      CHECK(headless.num_vertices > 0);
      CHECK(headless.overflow <= 1.0f);
      headless.frame([&] { lab->draw_controls(context); }, 300 * scale);
      CHECK(headless.overflow <= 1.0f);
    }
  };
  const auto everywhere = [&] {
    for (const char* language : {"en", "vi"}) {
      draw(language, 1, 900);
      draw(language, 2, 360);
    }
  };
  everywhere();
  REQUIRE(train_glove(workspace, "toy-en"));
  bool stepped = false;
  workspace.glove().reset();
  REQUIRE(wait_for(workspace, [&] { return workspace.glove().snapshot().units_done == 0; }));
  workspace.glove().step([&](Status) { stepped = true; });
  REQUIRE(wait_for(workspace,
                   [&] { return stepped && workspace.glove().snapshot().record_number > 0; }));
  everywhere();
}

TEST_CASE("the matrix keeps the chosen words and cell, and says which words are unknown") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(train_glove(workspace, "toy-en"));
  ui::Headless headless(ui::ThemeKind::kLight, 1);
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
  const std::unique_ptr<Lab> lab = make_glove_lab();
  for (int frame = 0; frame < 3; ++frame) {
    headless.frame([&] { lab->draw_picture(context); }, 900);
  }
  lab->set("glove.view", "matrix");
  lab->set("glove.words", "king, queen  crown xyzzy he");
  lab->set("glove.cell", "king crown");
  for (int frame = 0; frame < 4; ++frame) {
    headless.frame([&] { lab->draw_picture(context); }, 900);
    workspace.poll();
  }
  CHECK(lab->get("glove.cell") == "king crown");
  CHECK(std::atof(lab->get("glove.x").c_str()) > 1);
  REQUIRE(wait_for(workspace, [&] { return workspace.glove().rows().words.size() == 4; }));
  lab->set("glove.num_words", "10");
  lab->set("glove.words", "");
  for (int frame = 0; frame < 4; ++frame) {
    headless.frame([&] { lab->draw_picture(context); }, 900);
  }
  REQUIRE(wait_for(workspace, [&] { return workspace.glove().rows().words.size() == 10; }));
  lab->set("glove.view", "ratio");
  lab->set("glove.pair", "king queen");
  lab->set("glove.probes", "waistcoat gown crown");
  CHECK(lab->get("glove.ratio.crown").empty());
  for (int frame = 0; frame < 4; ++frame) {
    headless.frame([&] { lab->draw_picture(context); }, 900);
  }
  CHECK(lab->get("glove.ratio.waistcoat") == "inf");
  CHECK(lab->get("glove.ratio.gown") == "0.000");
  CHECK(std::atof(lab->get("glove.ratio.crown").c_str()) > 0.5);
  // A word that stands near neither has no ratio, and 0 would be one.
  const GloveCounts& counts = *workspace.glove().counts();
  const Vocabulary& words = *counts.corpus->vocabulary;
  const TokenId king = words.find("king"), queen = words.find("queen");
  TokenId stranger = 0;
  while (stranger < words.size() &&
         (counts.counts->count(king, stranger) > 0 || counts.counts->count(queen, stranger) > 0)) {
    ++stranger;
  }
  REQUIRE(stranger < words.size());
  CHECK(std::isnan(ratio_of(*counts.counts, king, queen, stranger).ratio));
  lab->set("glove.probes", words.word(stranger) + " crown");
  for (int frame = 0; frame < 4; ++frame) {
    headless.frame([&] { lab->draw_picture(context); }, 900);
  }
  CHECK(lab->get("glove.ratio." + words.word(stranger)) == "none");
  CHECK(std::atof(lab->get("glove.ratio.crown").c_str()) > 0.5);
  CHECK(lab->get("glove.ratio.xyzzy").empty());
}

TEST_CASE("neighbours in common are counted by spelling") {
  auto words = [](std::vector<std::string> list) {
    std::vector<std::int64_t> counts(list.size(), 1);
    return std::make_shared<Vocabulary>(std::move(list), std::move(counts));
  };
  const float rows[] = {1, 0, 0, 1, 1, 1};
  const WordVectors a(words({"x", "y", "z"}), rows, 2), b(words({"z", "q", "y"}), rows, 2);
  const ScoredWord of_a[] = {{1, 0.5f}, {2, 0.4f}}, of_b[] = {{0, 0.9f}, {1, 0.1f}};
  CHECK(common_neighbours(a, of_a, b, of_b) == 1);
}

}  // namespace
}  // namespace wordspace
