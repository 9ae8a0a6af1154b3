// Lab 5's vectors: the token tables of GPT and BERT, the choice between sources, cosines by two
// roads, the strip.
#include "labs/embedding_tables.h"

#include <doctest/doctest.h>

#include <cmath>

#include "../ui/headless.h"
#include "core/file_io.h"
#include "core/rng.h"
#include "lab_fixture.h"
#include "labs/answering_model.h"
#include "labs/cosine_paths.h"
#include "labs/cosine_strip.h"
#include "labs/lab.h"
#include "labs/vector_choice.h"
#include "models/transformer.h"
#include "models/transformer_weights.h"
#include "text/token_codec.h"

namespace wordspace {
namespace {

constexpr std::string_view kText =
    "the king wore his crown\nthe queen wore her crown\nthe dog sleeps in the kennel\n"
    "the king and the queen and the kings and the queens slept\n";

AnsweringModel model_of(std::shared_ptr<const TokenCodec> codec, TransformerKind kind) {
  TransformerConfig config;
  config.kind = kind;
  config.vocab = codec->size();
  config.context = 16;
  config.layers = 1;
  config.heads = 2;
  config.width = 8;
  auto transformer = std::make_shared<Transformer>(config, nullptr);
  transformer->reset(3);
  AnsweringModel model;
  model.origin = AnsweringModel::Origin::kRun;
  model.version = 1;
  model.transformer = std::move(transformer);
  model.codec = std::move(codec);
  return model;
}

// The row of a token, straight from the weights.
std::vector<float> row_of(const AnsweringModel& model, TokenId id) {
  const TransformerLayout layout(model.transformer->config());
  const auto all = model.transformer->flat_parameters();
  const auto at = layout.token_embedding + static_cast<std::size_t>(id) * 8;
  return {all.begin() + static_cast<std::ptrdiff_t>(at),
          all.begin() + static_cast<std::ptrdiff_t>(at + 8)};
}

void check_row(const WordVectors& table, const AnsweringModel& model, const std::string& word,
               TokenId id) {
  CAPTURE(word);
  const TokenId found = table.vocabulary().find(word);
  REQUIRE(found != kUnknownToken);
  const std::vector<float> row = row_of(model, id);
  for (std::size_t k = 0; k < 8; ++k) {
    CHECK(table.unit(found)[k] * table.length(found) == doctest::Approx(row[k]).epsilon(1e-5));
  }
}

TEST_CASE("rows of the token table are the model's, under the words that one types") {
  const std::string_view texts[] = {kText};
  SUBCASE("words") {
    const auto codec = train_word_codec(texts, 40, SpecialSet::kGpt);
    REQUIRE(codec.ok());
    const AnsweringModel model = model_of(codec.value(), TransformerKind::kGpt);
    const WordVectors table = embedding_table(model);
    check_row(table, model, "king", codec.value()->find("king"));
    check_row(table, model, "the", codec.value()->find("the"));
    CHECK(table.vocabulary().find("<|endoftext|>") == kUnknownToken);
    CHECK(table.vocabulary().find("[UNK]") == kUnknownToken);
    CHECK(table.dim() == 8);
  }
  SUBCASE("byte pairs: a leading space is the beginning of a word, its lack a continuation") {
    const auto codec = train_byte_bpe(texts, 330, SpecialSet::kGpt);
    REQUIRE(codec.ok());
    const AnsweringModel model = model_of(codec.value(), TransformerKind::kGpt);
    const WordVectors table = embedding_table(model);
    check_row(table, model, "queen", codec.value()->find("Ġqueen"));
    check_row(table, model, "##s", codec.value()->find("s"));
    CHECK(table.size() == codec.value()->size() - 1);  // <|endoftext|>
  }
  SUBCASE("word pieces") {
    const auto codec =
        wordpiece_from_vocabulary("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nking\n##s\nqueen\n", true);
    REQUIRE(codec.ok());
    const AnsweringModel model = model_of(codec.value(), TransformerKind::kBert);
    const WordVectors table = embedding_table(model);
    CHECK(table.size() == 3);
    check_row(table, model, "king", 5);
    check_row(table, model, "##s", 6);
  }
}

TEST_CASE("vectors are of Word2Vec's run until a file is opened, and can be chosen again") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  VectorChoice choice;
  choice.follow(workspace);
  CHECK(choice.name() == "word2vec");
  CHECK(choice.vectors().empty());
  const std::uint64_t first = choice.version();
  REQUIRE(workspace.import_bytes("three.txt", "3 2\na 1 0\nb 0 1\nc 1 1\n").ok());
  choice.follow(workspace);
  CHECK(choice.name() == "file");
  CHECK(choice.version() != first);
  CHECK(choice.find(" B ") == 1);
  CHECK(choice.can_be_saved());
  const std::uint64_t of_file = choice.version();
  choice.follow(workspace);
  CHECK(choice.version() == of_file);  // at rest
  CHECK(choice.set("analogies.vectors", "gpt"));
  choice.follow(workspace);
  CHECK(choice.name() == "gpt");
  CHECK(!choice.can_be_saved());
  CHECK(choice.version() != of_file);
  choice.set("analogies.vectors", "file");
  choice.follow(workspace);
  CHECK(choice.get("analogies.vectors") == "file");
  CHECK(choice.vectors().size() == 3);
  choice.set("analogies.vectors", "word2vec");
  choice.follow(workspace);
  CHECK(choice.vectors().empty());
  CHECK(workspace.vectors_origin() == "run");
  choice.set("analogies.vectors", "glove");
  choice.follow(workspace);
  CHECK(choice.name() == "glove");
  CHECK(workspace.vectors_origin() == "glove");
  choice.set("analogies.vectors", "nonsense");
  CHECK(choice.get("analogies.vectors") == "glove");
  CHECK(!choice.set("analogies.other", "gpt"));
}

TEST_CASE("the loop and the product say the same, which is what the vectors say") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  std::string file = "40 6\n";
  Rng rng(5);
  for (int i = 0; i < 40; ++i) {
    file += "w" + std::to_string(i);
    for (int k = 0; k < 6; ++k) file += " " + std::to_string(rng.normal());
    file += "\n";
  }
  REQUIRE(workspace.import_bytes("forty.txt", file).ok());
  const WordVectors& vectors = workspace.vectors();
  const CosinePaths paths = compare_paths(vectors, 7);
  REQUIRE(paths.words == 40);
  double worst = 0;
  for (TokenId id = 0; id < 40; ++id) {
    const auto i = static_cast<std::size_t>(id);
    CHECK(std::abs(paths.loop[i] - vectors.cosine(7, id)) < 2e-6f);
    CHECK(std::abs(paths.product[i] - vectors.cosine(7, id)) < 2e-6f);
    worst = std::max(worst, std::abs(static_cast<double>(paths.loop[i]) -
                                     static_cast<double>(paths.product[i])));
  }
  CHECK(paths.largest_difference == worst);
  CHECK(paths.largest_difference < 1e-6);
  CHECK(compare_paths(vectors, kUnknownToken).words == 0);

  // Times come from the clock that is given: here one that a look at it moves by a millisecond.
  double clock = 0;
  const CosinePaths timed = compare_paths(vectors, 7, [&] { return clock += 1; });
  CHECK(timed.loop_ms == 1);
  CHECK(timed.product_ms == 1);
  CHECK(clock < 50);  // a slow clock ends the passes early
  CHECK(timed.loop == paths.loop);

  CosineStrip strip;
  strip.update(vectors, 1, 7);
  REQUIRE(strip.sorted().size() == 39);
  double mean = 0;
  for (std::size_t i = 0; i < 39; ++i) {
    const ScoredWord& word = strip.sorted()[i];
    CHECK(word.id != 7);
    CHECK(word.score == doctest::Approx(vectors.cosine(7, word.id)).epsilon(1e-5));
    if (i > 0) CHECK(word.score <= strip.sorted()[i - 1].score);
    CHECK(strip.nearest_to(static_cast<double>(word.score)) == i);
    mean += static_cast<double>(word.score) / 39;
  }
  CHECK(strip.mean() == doctest::Approx(mean));
  CHECK(strip.nearest_to(2) == 0);
  CHECK(strip.nearest_to(-2) == 38);
  strip.update(vectors, 1, kUnknownToken);
  CHECK(strip.sorted().empty());
}

TEST_CASE(
    "lab 5 draws its cosines: without vectors, with words that are not there, with an offset") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  ui::Headless headless(ui::ThemeKind::kLight, 1, ImVec2(1280, 3000));
  auto json = read_file("web/lang/en.json");
  REQUIRE(json.ok());
  headless.ui.words = std::move(ui::Translations::parse(json.value()).value());
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
  std::unique_ptr<Lab> lab;
  for (const LabDescription& row : lab_registry()) {
    if (std::string_view(row.name) == "analogies") lab = row.make();
  }
  const auto draw = [&] {
    lab->draw_picture(context);
    lab->draw_controls(context);
  };
  const auto frames = [&](int num) {
    for (int i = 0; i < num; ++i) headless.frame(draw);
  };
  REQUIRE(lab != nullptr);
  lab->set("analogies.view", "cosine");
  CHECK(lab->get("analogies.view") == "cosine");
  frames(2);
  CHECK(headless.find("cosine.paths.run") == nullptr);
  CHECK(lab->get("cosine.cosine").empty());

  REQUIRE(workspace.import_bytes("three.txt", "3 2\nking 1 0\nqueen 0 1\nman 1 1\n").ok());
  lab->set("cosine.a", "king");
  lab->set("cosine.b", "queen");
  lab->set("cosine.both", "true");
  // (1, 0) and (0, 1), both moved by offset times their deviation, 1/2.
  for (const auto& [typed, offset] :
       {std::pair{"0", 0.0}, {"2.5", 2.5}, {"nan", 0.0}, {"1e9", 4.0}, {"-4", -4.0}, {"", 0.0}}) {
    CAPTURE(typed);
    lab->set("cosine.offset", typed);
    frames(3);
    CHECK(std::stod(lab->get("cosine.offset")) == offset);
    const double c = offset / 2;
    const double expected = 2 * c * (1 + c) / ((1 + c) * (1 + c) + c * c);
    CHECK(std::abs(std::stod(lab->get("cosine.cosine")) - expected) < 1e-4);
    CHECK(std::abs(std::stod(lab->get("cosine.correlation")) + 1) < 1e-4);
  }
  REQUIRE(headless.press("cosine.paths.run", draw));
  frames(2);
  CHECK(headless.find("cosine.paths.table") != nullptr);

  // Unknown words are said, an empty field is not; the pair is drawn only with both.
  CHECK(headless.find("cosine.offset") != nullptr);
  lab->set("cosine.a", "nothing");
  frames(2);
  CHECK(headless.find("cosine.unknown_a") != nullptr);
  CHECK(headless.find("cosine.offset") == nullptr);
  lab->set("cosine.a", "");
  frames(2);
  CHECK(headless.find("cosine.unknown_a") == nullptr);
  CHECK(headless.find("cosine.offset") == nullptr);
  lab->set("cosine.a", "man");
  lab->set("cosine.b", "nothing");
  frames(2);
  CHECK(headless.find("cosine.unknown_b") != nullptr);
  lab->set("cosine.b", "");
  frames(2);
  CHECK(headless.find("cosine.unknown_b") == nullptr);
  CHECK(headless.find("cosine.offset") == nullptr);
  CHECK(headless.num_vertices > 0);
}

}  // namespace
}  // namespace wordspace
