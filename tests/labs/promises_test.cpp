// What presets and lesson sheets say of whole runs, held to the runs of data/promises.json: ten
// seeds of each preset, trained by hand with bench/promises.py because that takes an hour.
// Not the training itself (tests/train), and nothing is trained here.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numbers>
#include <string>
#include <vector>

#include "core/file_io.h"
#include "lab_fixture.h"
#include "labs/favourite_questions.h"
#include "labs/glove_room.h"
#include "labs/transformer_presets.h"
#include "text/codec_kind.h"
#include "text/toy_world.h"
#include "train/glove_run.h"
#include "train/word2vec_run.h"
#include "ui/translations.h"

namespace wordspace {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSeeds = 10;
constexpr const char* kLanguages[] = {"en", "vi"};

Json read_json(const std::string& path) {
  const auto text = read_file(path);
  REQUIRE_MESSAGE(text.ok(), path);
  Json json = Json::parse(text.value(), nullptr, false);
  REQUIRE_MESSAGE(!json.is_discarded(), path);
  return json;
}

const Json& promises() {
  static const Json kAll = read_json("data/promises.json");
  return kAll;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

// The options that train what the lab trains with a preset of GPT or BERT.
std::string command_of(const TransformerPreset& preset) {
  const TransformerRun& run = preset.run;
  return std::string(to_string(run.model.kind)) + " --corpus " + preset.corpus + " --tokenizer " +
         to_string(run.tokenizer) + " --vocab-size " + std::to_string(run.vocab_size) +
         " --layers " + std::to_string(run.model.layers) + " --heads " +
         std::to_string(run.model.heads) + " --width " + std::to_string(run.model.width) +
         " --context " + std::to_string(run.model.context) + " --batch " +
         std::to_string(run.batch) + " --steps " + std::to_string(run.steps) + " --rate " +
         number(run.rate) + " --warmup " + std::to_string(run.warmup) + " --decay " +
         number(run.decay);
}

struct Range {
  double low = 1e300, high = -1e300;
};

// Of what the runs of a preset measured; every run has it.
Range measured(const std::string& preset, const char* what) {
  Range range;
  for (const auto& [seed, run] : promises()[preset]["runs"].items()) {
    REQUIRE_MESSAGE(run.contains(what), preset << " " << seed << " " << what);
    range.low = std::min(range.low, run[what].get<double>());
    range.high = std::max(range.high, run[what].get<double>());
  }
  return range;
}

// "0.57 to 0.67": the range rounded outwards, in the language of the words. times: 100 for a share
// in percent.
std::string said(const Range& range, int digits, const std::string& language, double times = 1) {
  const double unit = std::pow(10, digits);
  // Rounding to four digits in the file must not push a bound over.
  const double low = std::floor(range.low * times * unit + 1e-6) / unit;
  const double high = std::ceil(range.high * times * unit - 1e-6) / unit;
  char text[64];
  if (low == high) {
    std::snprintf(text, sizeof text, "%.*f", digits, low);
  } else {
    std::snprintf(text, sizeof text, language == "en" ? "%.*f to %.*f" : "%.*f đến %.*f", digits,
                  low, digits, high);
  }
  return text;
}

ui::Translations words_of(const std::string& language) {
  auto json = read_file("web/lang/" + language + ".json");
  REQUIRE(json.ok());
  auto words = ui::Translations::parse(json.value());
  REQUIRE(words.ok());
  return std::move(words.value());
}

void check_says(const std::string& preset, const std::string& language, const std::string& phrase) {
  const ui::Translations words = words_of(language);
  const std::string key =
      preset.substr(0, preset.find('.')) + ".preset" + preset.substr(preset.find('.')) + ".about";
  REQUIRE(words.has(key));
  const std::string text = words.text(key);
  CHECK_MESSAGE(text.find(phrase) != std::string::npos,
                language << " " << key << " lacks \"" << phrase << "\": " << text);
}

// A run of the command with the same options: whatever has no option there is as it is by default.
TransformerRun by_options(const TransformerRun& run) {
  TransformerRun plain;
  plain.model.kind = run.model.kind;
  plain.model.layers = run.model.layers;
  plain.model.heads = run.model.heads;
  plain.model.width = run.model.width;
  plain.model.context = run.model.context;
  plain.tokenizer = run.tokenizer;
  plain.vocab_size = run.vocab_size;
  plain.batch = run.batch;
  plain.steps = run.steps;
  plain.rate = run.rate;
  plain.warmup = run.warmup;
  plain.decay = run.decay;
  return plain;
}

TEST_CASE("what is promised of a preset was measured with that preset's own settings") {
  for (const TransformerKind kind : {TransformerKind::kGpt, TransformerKind::kBert}) {
    for (const TransformerPreset& preset : transformer_presets(kind)) {
      const std::string name = std::string(to_string(kind)) + "." + preset.name;
      REQUIRE_MESSAGE(promises().contains(name), name);
      CHECK(promises()[name]["train"].get<std::string>() == command_of(preset));
      CHECK(to_json(by_options(preset.run)) == to_json(preset.run));
    }
  }
  LabWorld world;
  Workspace workspace(world.services(), 1);
  GloveRoom& glove = workspace.glove();
  for (const char* preset : glove.presets()) {
    const std::string name = std::string("glove.") + preset;
    REQUIRE_MESSAGE(promises().contains(name), name);
    REQUIRE(glove.choose_preset(preset).ok());
    const GloveRun& run = glove.run();
    CHECK(promises()[name]["train"].get<std::string>() ==
          "glove --corpus " + glove.corpus_name() + " --dim " + std::to_string(run.config.dim) +
              " --epochs " + std::to_string(run.config.epochs) + " --rate " +
              number(run.config.rate) + " --min-count " + std::to_string(run.min_count));
    GloveRun plain;
    plain.config.dim = run.config.dim;
    plain.config.epochs = run.config.epochs;
    plain.config.rate = run.config.rate;
    plain.min_count = run.min_count;
    CHECK(to_json(plain) == to_json(run));
  }
  REQUIRE(workspace.choose_preset("demo").ok());
  const Word2VecRun& run = workspace.run();
  const std::string word2vec = promises()["word2vec.demo"]["train"].get<std::string>();
  CHECK(word2vec == "word2vec --corpus " + workspace.corpus_name() + " --dim " +
                        std::to_string(run.config.dim) + " --epochs " +
                        std::to_string(run.config.epochs) + " --held-out " +
                        number(run.held_out_fraction));
  Word2VecRun plain;
  plain.config.dim = run.config.dim;
  plain.config.epochs = run.config.epochs;
  plain.held_out_fraction = run.held_out_fraction;
  CHECK(to_json(plain) == to_json(run));
  CHECK(promises()["word2vec.window-1"]["train"].get<std::string>() == word2vec + " --window 1");
}

// A preset is said to reach a range when at least this many seeds were tried. What fewer seeds
// gave is "about" so much.
constexpr std::size_t kLeastSeeds = 3;

std::size_t num_runs(const std::string& preset) { return promises()[preset]["runs"].size(); }

// The words state the measured range, or a rough number while there is none.
void check_promise(const std::string& preset, const char* what, int digits,
                   const std::string& language, double times = 1) {
  if (num_runs(preset) >= kLeastSeeds) {
    check_says(preset, language, said(measured(preset, what), digits, language, times));
  } else {
    check_says(preset, language, language == "en" ? " about " : " khoảng ");
  }
}

TEST_CASE("what trains in seconds was tried with ten seeds") {
  for (const char* name : {"word2vec.demo", "word2vec.window-1", "gpt.demo", "glove.demo",
                           "glove.toy-en", "glove.toy-vi"}) {
    CHECK_MESSAGE(num_runs(name) >= kSeeds, name);
  }
}

TEST_CASE("the losses that presets state are the ranges over the seeds") {
  for (const std::string language : kLanguages) {
    for (const TransformerPreset& preset : transformer_presets(TransformerKind::kGpt)) {
      check_promise(std::string("gpt.") + preset.name, "held_out", 2, language);
    }
    for (const TransformerPreset& preset : transformer_presets(TransformerKind::kBert)) {
      const std::string name = std::string("bert.") + preset.name;
      check_promise(name, "held_out_mlm", 2, language);
      check_promise(name, "held_out_nsp_accuracy", 0, language, 100);
      check_promise(name, "held_out", 2, language);
    }
    for (const char* name :
         {"glove.demo", "glove.standard", "glove.long", "glove.toy-en", "glove.toy-vi"}) {
      check_promise(name, "loss", 3, language);
    }
  }
}

TEST_CASE("what knowing nothing, counts or everything costs is stated beside them as it is") {
  for (const std::string language : kLanguages) {
    for (const auto& [name, toy] : {std::pair{"gpt.demo", ToyLanguage::kEnglish},
                                    {"gpt.demo-vi", ToyLanguage::kVietnamese},
                                    {"gpt.standard", ToyLanguage::kEnglish}}) {
      const double exact = make_toy_world(toy, 2, 1).entropy_bits_per_token * std::numbers::ln2;
      char text[16];
      std::snprintf(text, sizeof text, "%.2f", exact);
      check_says(name, language, text);
    }
    // BERT's is of both tasks; the words speak of the hidden words alone.
    for (const auto& [name, other] : {std::pair{"gpt.characters", 0.0},
                                      {"gpt.bpe", 0.0},
                                      {"bert.demo", std::numbers::ln2},
                                      {"bert.bpe", std::numbers::ln2}}) {
      if (num_runs(name) == 0) continue;
      const Range range = measured(name, "baseline_unigram");
      char text[16];
      std::snprintf(text, sizeof text, "%.1f", (range.low + range.high) / 2 - other);
      check_says(name, language, text);
      CHECK(range.high - range.low < 0.1);
    }
  }
}

// --- Lesson sheets.

// The part for a language, where a sheet has one for each.
const Json& part_for(const Json& part, const std::string& language) {
  return part.is_object() && part.contains(language) ? part[language] : part;
}

// What a check of a sheet reads, as a run measured it; null where it is not of a whole run.
Json value_of(const Json& check, const Json& run) {
  if (check.contains("state")) {
    const auto state = check["state"].get<std::string>();
    const char* what = state == "run.loss" ? "loss" : state == "run.heldOut" ? "held_out" : "";
    if (!run.contains(what)) return nullptr;
    const double value = run[what].get<double>();
    return check.value("measure", "") == "exp" ? std::exp(value) : value;
  }
  if (!check.contains("command")) return nullptr;
  const Json& command = check["command"];
  const auto verb = command["do"].get<std::string>();
  std::string question;
  if (verb == "neighbors") question = command["word"].get<std::string>();
  if (verb == "analogy") {
    for (const Json& word : command["words"]) question += word.get<std::string>() + " ";
    if (command.value("includeQuery", false)) {
      question += "+";
    } else {
      question.pop_back();
    }
  }
  if (question.empty()) return nullptr;
  REQUIRE_MESSAGE(run.contains(question), "not asked: " << question);
  std::vector<std::string> answers;
  const std::string line = run[question].get<std::string>() + " ";
  for (std::size_t at = 0, end = 0; (end = line.find(' ', at)) != std::string::npos; at = end + 1) {
    answers.push_back(line.substr(at, end - at));
  }
  REQUIRE(!answers.empty());
  if (check["path"] == "results.0.word") return answers.front();
  REQUIRE(check["path"] == "results.*.word");
  answers.resize(std::min(answers.size(), command.value("top", answers.size())));
  return answers;
}

bool holds(const Json& check, const Json& value) {
  const auto has = [&](const Json& one) {
    return std::find(value.begin(), value.end(), one) != value.end();
  };
  bool known = false, held = true;
  const auto that = [&](const char* name, auto test) {
    if (!check.contains(name)) return;
    known = true;
    held = held && test(check[name]);
  };
  that("is", [&](const Json& bound) { return value == bound; });
  that("is_not", [&](const Json& bound) { return value != bound; });
  that("between", [&](const Json& bound) { return value >= bound[0] && value <= bound[1]; });
  that("less_than", [&](const Json& bound) { return value < bound; });
  that("more_than", [&](const Json& bound) { return value > bound; });
  that("includes", has);
  that("lacks", [&](const Json& bound) { return !has(bound); });
  REQUIRE(known);
  return held;
}

// Checks of a sheet's steps [first, last) that are of whole runs; returns how many there were.
int check_sheet(const std::string& lab, std::size_t first, std::size_t last,
                const std::string& preset, const std::string& language = "en") {
  const Json sheet = read_json("web/lessons/" + lab + ".json");
  int found = 0;
  for (std::size_t i = first; i < std::min(last, sheet["steps"].size()); ++i) {
    for (const Json& check : part_for(sheet["steps"][i]["checks"], language)) {
      const bool often = check.value("often", false);
      std::size_t held = 0, asked = 0;
      for (const auto& [seed, run] : promises()[preset]["runs"].items()) {
        const Json value = value_of(check, run);
        if (value.is_null()) break;
        ++asked;
        held += holds(check, value) ? 1 : 0;
        if (often) continue;
        CHECK_MESSAGE(holds(check, value), lab << ", step " << i + 1 << ", seed " << seed << ": "
                                               << check.dump() << " found " << value.dump());
      }
      if (often) CHECK_MESSAGE(2 * held > asked, lab << ": " << check.dump() << " " << held);
      found += static_cast<int>(asked);
    }
  }
  return found;
}

TEST_CASE("what lesson sheets expect of a trained model holds for every seed") {
  CHECK(check_sheet("start", 0, 99, "word2vec.demo") > 0);
  CHECK(check_sheet("word2vec", 0, 3, "word2vec.demo") > 0);
  CHECK(check_sheet("word2vec", 3, 99, "word2vec.window-1") > 0);
  CHECK(check_sheet("analogies", 0, 99, "word2vec.demo") > 0);
  CHECK(check_sheet("glove", 0, 99, "glove.toy-en") > 0);
  CHECK(check_sheet("gpt", 0, 99, "gpt.demo", "en") > 0);
  CHECK(check_sheet("gpt", 0, 99, "gpt.demo-vi", "vi") > 0);
}

TEST_CASE("of the five favourite questions the demo answers four or five") {
  for (const auto& [seed, run] : promises()["word2vec.demo"]["runs"].items()) {
    int right = 0;
    for (const FavouriteQuestion& question : kFavouriteQuestions) {
      const std::string asked = std::string(question.a) + " " + question.b + " " + question.c;
      REQUIRE_MESSAGE(run.contains(asked), asked);
      right += run[asked].get<std::string>().starts_with(std::string(question.d) + " ") ? 1 : 0;
    }
    CHECK_MESSAGE(right >= 4, "seed " << seed << ": " << right);
  }
}

}  // namespace
}  // namespace wordspace
