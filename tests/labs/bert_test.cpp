// Lab BERT: its answers against the model's own, and the lab pressed through its buttons; the
// batches of lab Text. Not the model (tests/models) and not how it looks.
#include "labs/lab.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "../ui/headless.h"
#include "core/file_io.h"
#include "lab_fixture.h"
#include "labs/answering_model.h"
#include "labs/bert_answers.h"
#include "labs/bert_row_view.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/codec_kind.h"
#include "text/token_codec.h"
#include "text/token_corpus.h"
#include "text/toy_world.h"
#include "train/snapshot.h"

namespace wordspace {

LabDescription bert_lab();
LabDescription text_lab();

namespace {

// Enough of the toy world that all its words occur.
constexpr std::size_t kSentences = 4000;

std::shared_ptr<const TokenCorpus> toy_tokens() {
  TokenizeOptions options;
  options.kind = CodecKind::kWord;
  options.vocab_size = 600;
  options.specials = SpecialSet::kBert;
  auto made = tokenize_corpus(make_toy_world(ToyLanguage::kEnglish, kSentences, 1).corpus, options);
  REQUIRE(made.ok());
  return made.value();
}

std::shared_ptr<const Transformer> small_bert(const TokenCodec& codec) {
  TransformerConfig config;
  config.kind = TransformerKind::kBert;
  config.vocab = static_cast<int>(codec.size());
  config.context = 32;
  config.layers = 2;
  config.heads = 2;
  config.width = 16;
  config.init_deviation = 0.5f;
  Transformer model(config, nullptr);
  model.reset(7);
  return copy_for_reading(model);
}

BertInput input_of(const TokenCodec& codec, std::string_view text) {
  auto input = bert_input(codec, 32, text);
  REQUIRE(input.ok());
  return input.value();
}

TEST_CASE("pieces of BPE are put together to words, marks stand alone") {
  const std::string text = "unhappily, she went. she was unhappy.";
  const std::string_view texts[] = {text};
  auto codec = train_byte_bpe(texts, 270, SpecialSet::kBert);
  REQUIRE(codec.ok());
  const BertInput input = input_of(*codec.value(), "she went, unhappily.");
  const auto words = words_of_input(*codec.value(), input.ids);
  std::vector<std::string> shown;
  std::size_t at = 0;
  for (const BertWord& word : words) {
    CHECK(word.begin == at);
    at = word.end;
    shown.push_back(word.text);
  }
  CHECK(at == input.ids.size());
  CHECK(shown == std::vector<std::string>{"[CLS]", "she", "went", ",", "unhappily", ".", "[SEP]"});
  CHECK(words[4].end - words[4].begin > 1);
  CHECK(words.front().special);
  CHECK(!words[1].special);
}

TEST_CASE("hiding words asks the same as writing [MASK] in their places") {
  const auto corpus = toy_tokens();
  const TokenCodec& codec = *corpus->codec;
  const auto model = small_bert(codec);
  const BertInput whole = input_of(codec, "the queen kept her crown safe");
  const std::size_t positions[] = {2, 5};
  const auto answers = answer_masks(*model, codec, whole, positions, 600);
  const auto expected =
      fill_masks(*model, codec, input_of(codec, "the [MASK] kept her [MASK] safe"), 600);
  REQUIRE(expected.ok());
  REQUIRE(answers.size() == 2);
  REQUIRE(expected->size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const MaskAnswer& answer = answers[i];
    CHECK(answer.position == (*expected)[i].position);
    CHECK(answer.original == whole.ids[positions[i]]);
    REQUIRE(answer.guesses.size() == (*expected)[i].guesses.size());
    CHECK(answer.guesses[0].id == (*expected)[i].guesses[0].id);
    // The rank says where in the whole list the hidden word stands.
    const auto rank = static_cast<std::size_t>(answer.original_rank);
    REQUIRE(rank >= 1);
    REQUIRE(rank <= answer.guesses.size());
    CHECK(answer.guesses[rank - 1].id == answer.original);
    CHECK(answer.guesses[rank - 1].probability == doctest::Approx(answer.original_probability));
  }
}

TEST_CASE("a word that was written as [MASK] hides nothing") {
  const auto corpus = toy_tokens();
  const auto model = small_bert(*corpus->codec);
  const std::size_t positions[] = {2};
  const auto answers = answer_masks(
      *model, *corpus->codec, input_of(*corpus->codec, "the [MASK] kept her crown"), positions, 3);
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].original == kUnknownToken);
  CHECK(answers[0].original_rank == 0);
  CHECK(answers[0].guesses.size() == 3);
}

TEST_CASE("a word in one place of two sentences begins with cosine 1 and is then told apart") {
  const auto corpus = toy_tokens();
  const TokenCodec& codec = *corpus->codec;
  const auto model = small_bert(codec);
  const BertInput first = input_of(codec, "the queen kept her crown safe");
  const BertInput second = input_of(codec, "the queen lost her gown today");
  const auto a = words_of_input(codec, first.ids), b = words_of_input(codec, second.ids);
  const LayerCosines same = layer_cosines(*model, codec, first, a[2], first, a[2]);
  const LayerCosines other = layer_cosines(*model, codec, first, a[2], second, b[2]);
  REQUIRE(same.same.size() == 3);
  REQUIRE(other.same.size() == 3);
  for (const double one : same.same) CHECK(one == doctest::Approx(1));
  CHECK(other.same[0] == doctest::Approx(1));
  CHECK(other.same[2] < 0.999);
  CHECK(other.first_static.size() == 3);
  for (const auto* list : {&other.same, &other.different, &other.first_static}) {
    for (const double one : *list) CHECK(std::abs(one) <= 1.0 + 1e-9);
  }
}

TEST_CASE("a true pair follows in the text, a false one does not") {
  const ToyWorld world = make_toy_world(ToyLanguage::kEnglish, kSentences, 1);
  const auto corpus = toy_tokens();
  Rng rng(3);
  for (int i = 0; i < 20; ++i) {
    const bool is_next = i % 2 == 0;
    auto pair = draw_corpus_pair(corpus, is_next, rng);
    REQUIRE(pair.ok());
    CHECK(pair->is_next == is_next);
    CHECK(pair->held_out);
    const std::string both = pair->first + "\n" + pair->second;
    CHECK((world.corpus.text.find(both) != std::string::npos) == is_next);
    CHECK(world.corpus.text.find(pair->second) != std::string::npos);
  }
}

TEST_CASE("the fate of a chosen position is read from input and target") {
  const auto corpus = toy_tokens();
  const TokenCodec& codec = *corpus->codec;
  const TokenId king = codec.find("king"), queen = codec.find("queen");
  REQUIRE(king != kUnknownToken);
  REQUIRE(queen != kUnknownToken);
  CHECK(fate_of(codec, king, kUnknownToken) == MaskFate::kNotChosen);
  CHECK(fate_of(codec, codec.special().mask, king) == MaskFate::kMasked);
  CHECK(fate_of(codec, queen, king) == MaskFate::kReplaced);
  CHECK(fate_of(codec, king, king) == MaskFate::kKept);
  const TokenId inputs[] = {codec.special().classify, king, codec.special().mask, queen,
                            codec.special().separator};
  const TokenId targets[] = {kUnknownToken, king, king, kUnknownToken, kUnknownToken};
  const std::uint8_t segments[] = {0, 0, 0, 0, 0};
  const FateCounts counts = count_fates(codec, {inputs, targets, segments, true});
  CHECK(counts.ordinary == 3);
  CHECK(counts.masked == 1);
  CHECK(counts.kept == 1);
  CHECK(counts.replaced == 0);
}

TEST_CASE("examples hide the words that their stars stand before") {
  std::vector<std::size_t> starts;
  CHECK(without_stars("the *king and *queen", starts) == "the king and queen");
  CHECK(starts == std::vector<std::size_t>{4, 13});
  // The words of a toy world's examples are words of that world.
  const auto corpus = toy_tokens();
  const BertExamples& examples = bert_examples("toy-en", "en");
  for (const auto& one : examples.words) {
    for (const char* sentence : {one.first, one.second}) {
      const BertInput input = input_of(*corpus->codec, sentence);
      CAPTURE(std::string(sentence));
      CHECK(std::count(input.ids.begin(), input.ids.end(), corpus->codec->special().unknown) == 0);
      const TokenId word = corpus->codec->find(one.word);
      CHECK(std::count(input.ids.begin(), input.ids.end(), word) == 1);
    }
  }
}

// --- The lab.

ui::Translations words_of(const std::string& language) {
  auto json = read_file("web/lang/" + language + ".json");
  REQUIRE(json.ok());
  auto parsed = ui::Translations::parse(json.value());
  REQUIRE(parsed.ok());
  return std::move(parsed.value());
}

bool train_small(Workspace& workspace, const char* steps) {
  TransformerRoom& room = workspace.bert();
  for (const auto& [field, value] : {std::pair{"corpus", "toy-en"},
                                     {"tokenizer", "word"},
                                     {"vocab-size", "600"},
                                     {"layers", "2"},
                                     {"heads", "2"},
                                     {"width", "16"},
                                     {"context", "32"},
                                     {"batch", "4"},
                                     {"steps", steps}}) {
    if (!room.set(field, value).ok()) return false;
  }
  room.train();
  return wait_for(workspace, [&] {
    return room.snapshot().status == RunStatus::kDone && room.answering().ok();
  });
}

TEST_CASE("lab BERT hides words, draws pairs and shows a step at the press of its buttons") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  REQUIRE(train_small(workspace, "20"));
  ui::Headless headless(ui::ThemeKind::kLight, 1, ImVec2(1280, 1600));
  headless.ui.words = words_of("en");
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
  const std::unique_ptr<Lab> lab = bert_lab().make();
  const auto draw = [&] {
    workspace.poll();
    lab->draw_picture(context);
  };
  headless.frame(draw);
  lab->set("bert.view", "mask");
  lab->set("bert.text", "the queen kept her crown safe");
  headless.frame(draw);
  headless.frame(draw);
  CHECK(headless.find("bert.mask.guess.0.0") == nullptr);
  REQUIRE(headless.press("bert.word.2", draw));
  headless.frame(draw);
  CHECK(headless.find("bert.mask.guess.0.0") != nullptr);
  CHECK(headless.find("bert.mask.guess.1.0") == nullptr);
  REQUIRE(headless.press("bert.word.5", draw));
  headless.frame(draw);
  CHECK(headless.find("bert.mask.guess.1.0") != nullptr);
  REQUIRE(headless.press("bert.mask.clear", draw));
  headless.frame(draw);
  CHECK(headless.find("bert.mask.guess.0.0") == nullptr);
  REQUIRE(headless.press("bert.mask.random", draw));
  headless.frame(draw);
  CHECK(headless.find("bert.mask.guess.0.0") != nullptr);

  lab->set("bert.view", "pair");
  lab->set("bert.first", "x");
  headless.frame(draw);
  REQUIRE(headless.press("bert.pair.true", draw));
  for (int i = 0; i < 4; ++i) headless.frame(draw);
  CHECK(lab->get("bert.first") != "x");
  CHECK(headless.find("bert.pair.verdict") != nullptr);
  const double next = std::atof(lab->get("bert.next").c_str());
  CHECK((next > 0 && next < 1));
  REQUIRE(headless.press("bert.pair.swap", draw));
  headless.frame(draw);
  CHECK(headless.find("bert.pair.verdict") == nullptr);  // no longer the pair that was drawn

  lab->set("bert.view", "word");
  lab->set("bert.sentence.0", "the queen kept her crown safe");
  lab->set("bert.sentence.1", "when the queen lost the crown we all helped her gladly");
  lab->set("bert.word", "queen");
  for (int i = 0; i < 2; ++i) headless.frame(draw);
  CHECK(lab->get("bert.word") == "queen");
  REQUIRE(headless.press("bert.sentence.0.5", draw));
  headless.frame(draw);
  CHECK(lab->get("bert.word") == "crown");
  lab->set("bert.sentence.1", "good morning");
  headless.frame(draw);
  CHECK(headless.find("bert.word.no_shared") != nullptr);

  workspace.bert().reset();
  REQUIRE(wait_for(workspace, [&] { return workspace.bert().snapshot().units_done == 0; }));
  workspace.bert().step();
  REQUIRE(wait_for(workspace, [&] { return workspace.bert().snapshot().record_number > 0; }));
  for (int i = 0; i < 2; ++i) headless.frame(draw);
  CHECK(lab->get("bert.view") == "step");
  CHECK(headless.find("bert.step.row") != nullptr);
  CHECK(headless.ui.words.missing_keys() == std::vector<std::string>{});
}

TEST_CASE("lab Text draws another batch at the press of its button and keeps a seed's") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  ui::Headless headless(ui::ThemeKind::kLight, 1, ImVec2(1280, 2400));
  headless.ui.words = words_of("en");
  LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
  const std::unique_ptr<Lab> lab = text_lab().make();
  const auto draw = [&] {
    workspace.poll();
    lab->draw_picture(context);
  };
  lab->set("text.view", "batches");
  for (const std::string model : {"gpt", "bert"}) {
    CAPTURE(model);
    CHECK(lab->set("batches.model", model));
    CHECK(lab->get("batches.model") == model);
    TransformerRoom& room = model == "gpt" ? workspace.gpt() : workspace.bert();
    REQUIRE(room.set("corpus", "toy-en").ok());
    // The panel takes a few frames to find its height.
    for (int i = 0; i < 8; ++i) headless.frame(draw);
    CHECK(headless.find("batches." + model + ".again") == nullptr);
    REQUIRE(headless.press("batches.read." + model, draw));
    REQUIRE(wait_for(workspace, [&] { return room.tokens() != nullptr; }));
    for (int i = 0; i < 2; ++i) headless.frame(draw);
    REQUIRE(headless.press("batches." + model + ".again", draw));
    headless.frame(draw);
    CHECK(headless.overflow <= 1.0f);
  }
  CHECK(!lab->set("batches.model", "word2vec"));
  CHECK(headless.find("batches.bert.table.3") != nullptr);
  CHECK(headless.ui.words.missing_keys() == std::vector<std::string>{});
}

TEST_CASE("lab BERT is drawn in both languages and sizes, with a model and without") {
  LabWorld world;
  Workspace workspace(world.services(), 1);
  for (const bool trained : {false, true}) {
    if (trained) REQUIRE(train_small(workspace, "8"));
    for (const char* language : {"en", "vi"}) {
      for (const float scale : {1.0f, 2.0f}) {
        ui::Headless headless(scale > 1 ? ui::ThemeKind::kDark : ui::ThemeKind::kLight, scale);
        headless.ui.language = language;
        headless.ui.words = words_of(language);
        LabContext context{headless.ui, workspace, [](const std::string&, const LabFields&) {}};
        const std::unique_ptr<Lab> lab = bert_lab().make();
        for (const float width : {900.0f, 360.0f}) {
          REQUIRE(!bert_lab().views.empty());
          for (const char* view : bert_lab().views) {
            CAPTURE(language);
            CAPTURE(scale);
            CAPTURE(width);
            CAPTURE(view);
            headless.frame([&] { lab->draw_picture(context); }, width * scale);
            lab->set("bert.view", view);
            for (int frame = 0; frame < 3; ++frame) {
              headless.frame([&] { lab->draw_picture(context); }, width * scale);
            }
            CHECK(headless.num_vertices > 0);
            CHECK(headless.overflow <= 1.0f);
          }
          headless.frame([&] { lab->draw_controls(context); }, 300 * scale);
          CHECK(headless.overflow <= 1.0f);
        }
        CHECK(headless.ui.words.missing_keys() == std::vector<std::string>{});
      }
    }
  }
}

}  // namespace
}  // namespace wordspace
