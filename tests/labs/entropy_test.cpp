// Lab Entropy: its numbers against the model's own, the grammar's and closed forms; its views
// without a window. Not its looks.
#include "labs/entropy_measure.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/entropy.h"
#include "lab_stage.h"
#include "labs/answering_model.h"
#include "labs/entropy_masked_view.h"
#include "labs/entropy_static_view.h"
#include "labs/entropy_text_view.h"
#include "labs/lab_parts.h"
#include "labs/run_controls.h"
#include "labs/transformer_room.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"
#include "train/run_status.h"
#include "train/snapshot.h"

namespace wordspace {
namespace {

constexpr ToyLanguage kLanguages[] = {ToyLanguage::kEnglish, ToyLanguage::kVietnamese};

// A GPT over the words of a toy world that has learned nothing.
AnsweringModel untrained(ToyLanguage language, std::uint64_t seed = 1) {
  const ToyWorld world = make_toy_world(language, 2000, 1);
  const std::string_view texts[] = {world.corpus.text};
  auto codec = train_word_codec(texts, 600, SpecialSet::kGpt);
  REQUIRE(codec.ok());
  TransformerConfig config;
  config.vocab = codec.value()->size();
  config.context = 32;
  config.layers = 1;
  config.heads = 2;
  config.width = 16;
  auto transformer = std::make_shared<Transformer>(config, nullptr);
  transformer->reset(seed);
  AnsweringModel model;
  model.origin = AnsweringModel::Origin::kFile;
  model.corpus = world.corpus.name;
  model.version = seed;
  model.transformer = std::move(transformer);
  model.codec = std::move(codec.value());
  return model;
}

std::vector<std::string> lines_of(const std::string& document) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < document.size();) {
    const std::size_t end = document.find('\n', begin);
    lines.push_back(document.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

TEST_CASE("fresh documents are whole documents of the grammar, the same every time") {
  for (const ToyLanguage language : kLanguages) {
    const auto documents = fresh_documents(language, 50, 9);
    REQUIRE(documents.size() == 50);
    CHECK(documents == fresh_documents(language, 50, 9));
    CHECK(documents != fresh_documents(language, 50, 10));
    for (const std::string& document : documents) {
      CHECK(document.ends_with('\n'));
      CHECK(std::isfinite(toy_document_log_probability(language, lines_of(document))));
    }
  }
}

TEST_CASE("the exact mean of fresh documents is near the entropy rate of the formula") {
  for (const ToyLanguage language : kLanguages) {
    const AnsweringModel model = untrained(language);
    WorldMeasure measure(model.transformer, model.codec, language);
    int frames = 1;
    while (measure.advance(0)) ++frames;
    CHECK(frames == static_cast<int>(WorldMeasure::kDocuments));
    const double rate = toy_entropy_nats_a_token(language);
    CHECK(measure.exact_mean() == doctest::Approx(rate).epsilon(0.03));
    // Who knows nothing pays about ln V, and never less than who knows the grammar.
    const double nothing = std::log(static_cast<double>(model.codec->size()));
    CHECK(measure.model_mean() == doctest::Approx(nothing).epsilon(0.02));
    // By hand: sums over the documents, tokens counted as words, line ends and the end.
    double exact = 0;
    std::size_t tokens = 0;
    for (const std::string& document :
         fresh_documents(language, WorldMeasure::kDocuments, WorldMeasure::kSeed)) {
      exact -= toy_document_log_probability(language, lines_of(document));
      tokens += model.codec->encode(document).size() + 1;
    }
    CHECK(measure.tokens() == tokens);
    CHECK(measure.exact_mean() == doctest::Approx(exact / static_cast<double>(tokens)));
  }
}

TEST_CASE("a text under grammar and model: both count the same tokens, ends included") {
  for (const ToyLanguage language : kLanguages) {
    const AnsweringModel model = untrained(language);
    const auto documents = fresh_documents(language, 2, 3);
    const std::string text = joined_documents(documents);
    const WorldAnswer answer = answer_world(*model.transformer, *model.codec, language, text);
    REQUIRE(answer.pieces.size() == 2);
    CHECK(answer.possible());
    double exact = 0, nats = 0;
    for (const std::string& document : documents) {
      exact -= toy_document_log_probability(language, lines_of(document));
      const Surprisals one =
          surprisals(*model.transformer, *model.codec, document + "<|endoftext|>");
      CHECK(one.first_counted == 0);
      nats += one.mean_nats() * static_cast<double>(one.tokens.size());
    }
    CHECK(answer.exact_nats == doctest::Approx(exact));
    CHECK(answer.model_nats == doctest::Approx(nats));
    // One line is no document: its end is not counted.
    const std::string line = lines_of(documents[0])[0];
    const WorldAnswer alone = answer_world(*model.transformer, *model.codec, language, line);
    REQUIRE(alone.pieces.size() == 1);
    CHECK(alone.exact_nats == doctest::Approx(-toy_log_probability(language, line)));
    CHECK(alone.tokens == model.codec->encode(line).size() + 1);
    // What the grammar does not make.
    const WorldAnswer wrong =
        answer_world(*model.transformer, *model.codec, language, shuffled_words(line, 1));
    CHECK(!wrong.possible());
    CHECK(std::isinf(wrong.exact_nats));
    CHECK(std::isfinite(wrong.model_nats));
    CHECK(answer_world(*model.transformer, *model.codec, language, " \n ").pieces.empty());
  }
}

TEST_CASE("shuffling keeps every word and every line's length") {
  const std::string text = "the king wore his crown\nthe queen slept\nno";
  const std::string shuffled = shuffled_words(text, 5);
  CHECK(shuffled != text);
  const auto sorted = [](std::string s) {
    std::replace(s.begin(), s.end(), '\n', ' ');
    std::vector<std::string> words;
    for (std::size_t b = 0; b <= s.size();) {
      const std::size_t e = std::min(s.find(' ', b), s.size());
      words.push_back(s.substr(b, e - b));
      b = e + 1;
    }
    std::sort(words.begin(), words.end());
    return words;
  };
  CHECK(sorted(shuffled) == sorted(text));
  CHECK(std::count(shuffled.begin(), shuffled.end(), '\n') == 2);
  CHECK(shuffled_words("", 1).empty());
}

TEST_CASE("surprisals with what was expected: entropies and shares are those of the distribution") {
  const AnsweringModel model = untrained(ToyLanguage::kEnglish);
  const std::string text = "the king wore his crown";
  const Surprisals one = surprisals(*model.transformer, *model.codec, text, 5);
  const Surprisals plain = surprisals(*model.transformer, *model.codec, text);
  CHECK(one.nats == plain.nats);
  CHECK(plain.expected.empty());
  REQUIRE(one.expected.size() == one.tokens.size());
  // The same through the cache, token by token.
  TokenReader reader(model.transformer);
  reader.read(model.codec->special().end_of_text);
  for (std::size_t t = 0; t < one.tokens.size(); ++t) {
    const auto probabilities = probabilities_of(reader.logits());
    CHECK(one.entropies[t] == doctest::Approx(entropy_nats(probabilities)).epsilon(1e-5));
    CHECK(one.nats[t] ==
          doctest::Approx(-std::log(probabilities[static_cast<std::size_t>(one.tokens[t])]))
              .epsilon(1e-4));
    REQUIRE(one.expected[t].size() == 5);
    CHECK(one.expected[t][0].id == one.best[t].id);
    for (const TokenProbability& expected : one.expected[t]) {
      CHECK(expected.probability ==
            doctest::Approx(probabilities[static_cast<std::size_t>(expected.id)]).epsilon(1e-4));
    }
    reader.read(one.tokens[t]);
  }
}

TEST_CASE("large numbers are said with a power of ten") {
  CHECK(large_number(std::log(12.5)) == ui::format_number(12.5, 4));
  CHECK(large_number(1000 * std::log(10.0)).rfind("1.0 · 10", 0) == 0);
  CHECK(large_number(-1000 * std::log(10.0)).rfind("1.0 · 10", 0) == 0);
  CHECK(large_number(std::log(9.99e9)).rfind("1.0 · 10", 0) == 0);
  CHECK(large_number(INFINITY) == "∞");
  CHECK(large_number(-INFINITY) == "0");
}

TEST_CASE("the loss of knowing nothing is k + 1 coins") {
  for (int k = 1; k <= 20; ++k) {
    CHECK(std::exp(untrained_pair_loss(k)) == doctest::Approx(std::exp2(k + 1)));
  }
}

// --- The lab itself.

struct EntropyStage : LabStage {
  explicit EntropyStage(float scale = 1, const char* language = "en")
      : LabStage("entropy", 800, scale, language) {}
  bool train(RunControls& room, const char* context_size) {
    REQUIRE(room.choose_preset("demo").ok());
    for (const auto& [field, value] : LabFields{{"layers", "1"},
                                                {"heads", "2"},
                                                {"width", "16"},
                                                {"context", context_size},
                                                {"batch", "4"},
                                                {"warmup", "5"},
                                                {"rate", "0.01"},
                                                {"steps", "40"}}) {
      REQUIRE(room.set(field, value).ok());
    }
    room.train();
    return wait_for(workspace, [&] {
      frame();
      return room.snapshot().status == RunStatus::kDone;
    });
  }
};

TEST_CASE("the lab states the model's perplexity, the exact one, and BERT's as pseudo") {
  EntropyStage stage;
  TransformerRoom &gpt = stage.workspace.gpt(), &bert = stage.workspace.bert();
  REQUIRE(stage.train(gpt, "32"));
  CHECK(stage.lab->get("entropy.view") == "learn");
  stage.settle();
  CHECK(stage.headless.find("entropy.gap.table") != nullptr);
  REQUIRE(wait_for(stage.workspace, [&] { return gpt.answering().ok(); }));

  REQUIRE(stage.lab->set("entropy.view", "text"));
  stage.settle();
  const std::string text = stage.lab->get("entropy.text");
  const AnsweringModel& model = gpt.answering();
  const Surprisals expected = surprisals(*model.transformer, *model.codec, text);
  CHECK(stage.lab->get("entropy.perplexity") == fixed(std::exp(expected.mean_nats()), 4));
  CHECK(stage.headless.find("entropy.token.0") != nullptr);
  REQUIRE(stage.headless.press("entropy.token.2", [&] { stage.draw(); }, 1000));
  CHECK(stage.lab->get("entropy.token") == "2");
  REQUIRE(stage.headless.press("entropy.shuffled", [&] { stage.draw(); }, 1000));
  CHECK(stage.lab->get("entropy.text") != text);
  CHECK(stage.lab->get("entropy.token") == "-1");

  REQUIRE(stage.headless.press("entropy.another", [&] { stage.draw(); }, 1000));
  REQUIRE(stage.lab->set("entropy.view", "exact"));
  stage.settle();
  const std::string other = stage.lab->get("entropy.text");
  CHECK(other != text);
  CHECK(stage.lab->get("entropy.exact_nats") ==
        fixed(-toy_document_log_probability(ToyLanguage::kEnglish, lines_of(other + "\n")), 4));
  CHECK(std::stod(stage.lab->get("entropy.fresh_model")) >
        std::stod(stage.lab->get("entropy.fresh_exact")));

  REQUIRE(stage.train(bert, "32"));
  REQUIRE(wait_for(stage.workspace, [&] { return bert.answering().ok(); }));
  REQUIRE(stage.lab->set("entropy.view", "masked"));
  stage.settle();
  CHECK(!stage.lab->wants_frames());
  auto rows = masked_rows(*bert.answering().codec, 32, other);
  REQUIRE(rows.ok());
  PseudoMeasure measure(bert.answering().transformer, bert.answering().codec->special().mask,
                        bert.answering().codec->size(), rows.value());
  while (measure.advance(1000)) {
  }
  CHECK(stage.lab->get("entropy.pseudo_perplexity") ==
        fixed(measure.result().pseudo_perplexity(), 4));
}

TEST_CASE(
    "every view of lab Entropy keeps its width, with and without a model, in both languages") {
  for (const char* language : {"en", "vi"}) {
    for (const float scale : {1.0f, 2.0f}) {
      CAPTURE(scale);
      EntropyStage stage(scale, language);
      for (const bool with_model : {false, true}) {
        if (with_model) REQUIRE(stage.train(stage.workspace.gpt(), "32"));
        for (const char* view : stage.views()) {
          CAPTURE(view);
          stage.lab->set("entropy.view", view);
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

TEST_CASE("whatever is typed into lab Entropy, it answers or says why not") {
  EntropyStage stage;
  TransformerRoom &gpt = stage.workspace.gpt(), &bert = stage.workspace.bert();
  REQUIRE(stage.train(gpt, "32"));
  REQUIRE(stage.train(bert, "32"));
  REQUIRE(wait_for(stage.workspace, [&] { return gpt.answering().ok() && bert.answering().ok(); }));
  const AnsweringModel &writer = gpt.answering(), &filler = bert.answering();
  int answered[3] = {}, refused[3] = {};
  for (const std::string text :
       {"", " ", "\n\n\n", "<|endoftext|>", "<|endoftext|><|endoftext|>", "\xff\xfe broken", "king",
        "KING\tking\r\nking", "[MASK] [CLS] [SEP]", "日本語 🙂"}) {
    CAPTURE(text);
    stage.lab->set("entropy.text", text);

    stage.lab->set("entropy.view", "text");
    stage.settle();
    const Surprisals measured = surprisals(*writer.transformer, *writer.codec, text);
    if (measured.tokens.size() > measured.first_counted) {
      CHECK(stage.lab->get("entropy.perplexity") == fixed(std::exp(measured.mean_nats()), 4));
      ++answered[0];
    } else {
      CHECK(stage.says_key("gpt.surprise.empty"));
      ++refused[0];
    }

    stage.lab->set("entropy.view", "exact");
    stage.settle();
    const WorldAnswer world =
        answer_world(*writer.transformer, *writer.codec, ToyLanguage::kEnglish, text);
    if (world.pieces.empty()) {
      CHECK(stage.says_key("gpt.surprise.empty"));
      ++refused[1];
    } else {
      CHECK(stage.lab->get("entropy.model_nats") == fixed(world.model_nats, 4));
      CHECK(stage.says_key("entropy.world.impossible") == !world.possible());
      ++answered[1];
    }

    stage.lab->set("entropy.view", "masked");
    stage.settle();
    CHECK(!stage.lab->wants_frames());
    std::string lines = text;  // BERT knows no ends of documents
    for (std::size_t at; (at = lines.find("<|endoftext|>")) != std::string::npos;) {
      lines.replace(at, 13, "\n");
    }
    const auto rows = masked_rows(*filler.codec, 32, lines);
    if (rows.ok()) {
      CHECK(std::stod(stage.lab->get("entropy.pseudo_perplexity")) > 1);
      ++answered[2];
    } else {
      CHECK(stage.says(stage.headless.ui.words.error_message(rows.error())));
      ++refused[2];
    }
  }
  for (const int view : {0, 1, 2}) {
    CAPTURE(view);
    CHECK(answered[view] >= 3);
    CHECK(refused[view] >= 2);
  }
  std::string long_text;
  for (int i = 0; i < 5000; ++i) long_text += "king ";
  stage.lab->set("entropy.view", "text");
  stage.lab->set("entropy.text", long_text);
  stage.settle();
  CHECK(std::stod(stage.lab->get("entropy.perplexity")) > 1);
  CHECK(stage.headless.find("entropy.long") != nullptr);
  CHECK(!stage.lab->set("entropy.nothing", "1"));
}

}  // namespace
}  // namespace wordspace
