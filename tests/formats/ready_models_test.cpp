// The models in data/models answer as they did when they were made (expected.json).
// Not how they are made: cmake/ready_models.py.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/file_io.h"
#include "formats/hugging_face.h"
#include "formats/safetensors.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_losses.h"
#include "models/transformer_text.h"
#include "text/corpus.h"
#include "text/token_codec.h"
#include "text/toy_world.h"

using namespace wordspace;
namespace hf = wordspace::hugging_face;
using Json = nlohmann::json;

namespace {

// Kernels of other machines add in another order: about 1e-6. Another model is far beyond this.
constexpr double kTolerance = 1e-4;
constexpr std::uint64_t kMaxBytes = std::uint64_t{64} << 20;

std::string bytes_of_file(const std::string& name) {
  const Result<std::string> bytes = read_file("data/models/" + name);
  REQUIRE_MESSAGE(bytes.ok(), name);
  return *bytes;
}

Json json_file(const std::string& name) {
  Json json = Json::parse(bytes_of_file(name), nullptr, false);
  REQUIRE_MESSAGE(json.is_object(), name);
  return json;
}

hf::Folder folder_of(const std::string& name) {
  hf::Folder folder;
  for (const char* file : {hf::kConfigFile, hf::kWeightsFile, hf::kTokenizerFile}) {
    folder[file] = bytes_of_file(name + "/" + file);
  }
  return folder;
}

hf::Model open(const std::string& name) {
  Result<hf::Model> model = hf::read_folder(hf::view_of(folder_of(name)), kMaxBytes, nullptr);
  REQUIRE_MESSAGE(model.ok(), name);
  REQUIRE(model->codec != nullptr);
  return std::move(*model);
}

bool near(double value, const Json& recorded) {
  return std::fabs(value - recorded.get<double>()) <= kTolerance;
}

// The list of what was recorded under a key, as often as the recipe asks for it.
Json recorded(const Json& recipe, const Json& expected, const char* key) {
  const Json asked = recipe["record"].value(key, Json::array());
  const Json said = expected.value(key, Json::array());
  REQUIRE_MESSAGE(said.size() == asked.size(), key);
  return said;
}

// Nats a token over windows of the model's context, side by side, as `evaluate perplexity`.
TransformerLosses losses_of(const hf::Model& model, std::string_view text) {
  const std::vector<TokenId> tokens = model.codec->encode(text);
  const std::span<const TokenId> all = tokens;
  const auto context = static_cast<std::size_t>(model.transformer->config().context);
  TransformerLosses sum;
  for (std::size_t at = 0; at + 1 < all.size();) {
    const std::size_t width = std::min(context, all.size() - 1 - at);
    const TransformerLosses some =
        model.transformer->losses({1, static_cast<int>(width), all.subspan(at, width), {}, {}},
                                  {all.subspan(at + 1, width), {}});
    sum.tokens_sum += some.tokens_sum;
    sum.num_tokens += some.num_tokens;
    at += width;
  }
  return sum;
}

void check_gpt(const hf::Model& model, const Json& recipe, const Json& expected) {
  for (const Json& one : recorded(recipe, expected, "perplexity")) {
    const TransformerLosses losses = losses_of(model, bytes_of_file(one["text"]));
    CHECK(losses.num_tokens == one["tokens"].get<std::int64_t>());
    CHECK_MESSAGE(near(losses.tokens_mean(), one["nats"]), losses.tokens_mean());
  }
  for (const Json& one : recorded(recipe, expected, "next")) {
    TokenReader reader(model.transformer);
    for (const TokenId id : model.codec->encode(one["prompt"].get<std::string>())) reader.read(id);
    const std::vector<double> probabilities = probabilities_of(reader.logits());
    REQUIRE(one["tokens"].size() == 5);
    for (const Json& token : one["tokens"]) {
      const double now = probabilities.at(token["id"].get<std::size_t>());
      CHECK_MESSAGE(near(now, token["probability"]), one["prompt"] << " " << token << " " << now);
    }
  }
  for (const Json& one : recorded(recipe, expected, "generate")) {
    SamplingOptions sampling;
    sampling.temperature = one["temperature"].get<float>();
    Result<Writer> writer =
        Writer::begin(model.transformer, model.codec, one["prompt"].get<std::string>(), sampling,
                      one["seed"].get<std::uint64_t>());
    REQUIRE(writer.ok());
    for (int i = 0; i < one["tokens"].get<int>() && !writer->ended(); ++i) writer->write();
    CHECK(writer->text() == one["text"].get<std::string>());
  }
}

void check_bert(const hf::Model& model, const Json& recipe, const Json& expected) {
  const int context = model.transformer->config().context;
  for (const Json& one : recorded(recipe, expected, "fill-mask")) {
    const auto input = bert_input(*model.codec, context, one["text"].get<std::string>());
    REQUIRE(input.ok());
    const auto masks =
        fill_masks(*model.transformer, *model.codec, *input, model.transformer->config().vocab);
    REQUIRE(masks.ok());
    REQUIRE(masks->size() == one["masks"].size());
    for (std::size_t k = 0; k < masks->size(); ++k) {
      const Json& mask = one["masks"][k];
      CHECK((*masks)[k].position == mask["position"].get<std::size_t>());
      REQUIRE(mask["results"].size() == 5);
      for (const Json& guess : mask["results"]) {
        const auto now = std::ranges::find((*masks)[k].guesses, guess["id"].get<TokenId>(),
                                           &TokenProbability::id);
        REQUIRE(now != (*masks)[k].guesses.end());
        CHECK(model.codec->token(now->id) == guess["token"].get<std::string>());
        CHECK_MESSAGE(near(now->probability, guess["probability"]),
                      one["text"] << " " << guess << " " << now->probability);
      }
    }
  }
  for (const Json& one : recorded(recipe, expected, "next-sentence")) {
    const auto second = one["second"].get<std::string>();
    const std::string_view other = second;
    const auto input = bert_input(*model.codec, context, one["first"].get<std::string>(), &other);
    REQUIRE(input.ok());
    const double now = next_sentence_probability(*model.transformer, *input);
    CHECK_MESSAGE(near(now, one["probability"]), one << " " << now);
  }
}

}  // namespace

TEST_CASE("each ready-made model answers as it did when it was made") {
  const Json recipes = json_file("recipes.json"), expected = json_file("expected.json");
  CHECK(recipes.size() == expected.size());
  CHECK(recipes.size() >= 4);
  for (const auto& [name, recipe] : recipes.items()) {
    CAPTURE(name);
    REQUIRE(expected.contains(name));
    const hf::Model model = open(name);
    CHECK(model.unused.empty());
    CHECK(model.transformer->config().num_parameters() ==
          expected[name]["trained"]["parameters"].get<std::int64_t>());
    if (model.transformer->config().kind == TransformerKind::kGpt) {
      check_gpt(model, recipe, expected[name]);
    } else {
      CHECK(model.has_mask_head);
      CHECK(model.has_next_head);
      check_bert(model, recipe, expected[name]);
    }
  }
}

TEST_CASE("ready-made models are kept in half precision, and their page names how each was made") {
  const Json recipes = json_file("recipes.json");
  const std::string page = bytes_of_file("README.md");
  for (const auto& [name, recipe] : recipes.items()) {
    CAPTURE(name);
    const hf::Folder folder = folder_of(name);
    CHECK(Json::parse(folder.at(hf::kConfigFile), nullptr, false)["torch_dtype"] == "float16");
    const Result<SafetensorsFile> file = read_safetensors(folder.at(hf::kWeightsFile));
    REQUIRE(file.ok());
    for (const TensorView& tensor : file->tensors) CHECK(tensor.type == TensorType::kF16);
    CHECK(page.find("`wordspace train " + recipe["train"].get<std::string>() + " --out " + name +
                    "`") != std::string::npos);
  }
}

TEST_CASE("the held-out texts are the toy worlds' own, from a seed that no model has read") {
  for (const ToyLanguage language : {ToyLanguage::kEnglish, ToyLanguage::kVietnamese}) {
    const Corpus corpus = make_toy_world(language, 60, 2).corpus;
    std::string lines = corpus.text;
    for (std::size_t at; (at = lines.find("\n\n")) != std::string::npos;) lines.erase(at, 1);
    if (!lines.ends_with('\n')) lines += '\n';
    CHECK(bytes_of_file("held-out/" + corpus.name + ".txt") == lines);
  }
}
