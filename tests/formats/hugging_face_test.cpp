// Whole folders both ways, with each kind of tokenizer, and folders that do not fit together.
#include "formats/hugging_face.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/rng.h"
#include "formats/safetensors.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/codec_kind.h"
#include "text/token_codec.h"
#include "text/token_id.h"

using namespace wordspace;
namespace hf = wordspace::hugging_face;
using Json = nlohmann::json;

namespace {

constexpr std::uint64_t kPlenty = std::uint64_t{1} << 30;
constexpr std::string_view kText =
    "The king's men ride, and the queen waits. Don't go!\nNg\xc6\xb0\xe1\xbb\x9di ta "
    "n\xc3\xb3i: vua v\xc3\xa0 ho\xc3\xa0ng h\xe1\xba\xadu; 1234 \xe2\x80\x94 ok?\n\nThe king, "
    "the king and the queen.";

std::shared_ptr<const TokenCodec> make_codec(CodecKind kind, SpecialSet specials) {
  const std::string_view texts[] = {kText};
  if (kind == CodecKind::kWordPiece) {
    auto codec = wordpiece_from_vocabulary(
        "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nking\nqueen\n##s\n'\n,\n.\n", true);
    REQUIRE(codec.ok());
    return *codec;
  }
  auto codec = kind == CodecKind::kWord        ? train_word_codec(texts, 60, specials)
               : kind == CodecKind::kCharacter ? train_character_codec(texts, 60, specials)
                                               : train_byte_bpe(texts, 290, specials);
  REQUIRE(codec.ok());
  return *codec;
}

TransformerConfig small(TransformerKind kind, int vocab) {
  TransformerConfig config;
  config.kind = kind;
  config.vocab = vocab;
  config.context = 12;
  config.layers = 2;
  config.heads = 3;
  config.width = 12;
  return config;
}

hf::Folder folder_of(TransformerKind kind, CodecKind tokenizer) {
  const auto codec =
      make_codec(tokenizer, kind == TransformerKind::kGpt ? SpecialSet::kGpt : SpecialSet::kBert);
  Transformer model(small(kind, codec->size()), nullptr);
  model.reset(5);
  return hf::write_folder(model, *codec);
}

// Weights as another program writes them.
std::string without_checksum(const std::string& bytes) {
  const Result<SafetensorsFile> file = read_safetensors(bytes);
  REQUIRE(file.ok());
  std::vector<std::vector<float>> values;
  std::vector<TensorData> tensors;
  for (const TensorView& tensor : file->tensors) {
    values.emplace_back(static_cast<std::size_t>(tensor.num_elements()));
    REQUIRE(to_floats(tensor, values.back()).ok());
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    TensorData data;
    data.name = file->tensors[i].name;
    data.shape = file->tensors[i].shape;
    data.data = values[i].data();
    tensors.push_back(std::move(data));
  }
  return write_safetensors(tensors);
}

std::string code_of(const hf::Folder& folder, std::uint64_t max_bytes = kPlenty) {
  const Result<hf::Model> model = hf::read_folder(hf::view_of(folder), max_bytes, nullptr);
  if (model.ok()) return "ok";
  CHECK_FALSE(model.error().message.empty());
  CHECK_FALSE(model.error().hint.empty());
  return model.error().code;
}

std::string tokenizer_code(const Json& json) {
  hf::Folder folder;
  folder["tokenizer.json"] = json.dump();
  const auto codec = hf::read_tokenizer(hf::view_of(folder));
  return codec.ok() ? "ok" : codec.error().code;
}

}  // namespace

TEST_CASE("a folder that was written opens again: same settings, same weights, same answers") {
  for (const TransformerKind kind : {TransformerKind::kGpt, TransformerKind::kBert}) {
    const auto codec = make_codec(
        CodecKind::kWord, kind == TransformerKind::kGpt ? SpecialSet::kGpt : SpecialSet::kBert);
    for (const Positions positions : {Positions::kLearned, Positions::kSinusoidal}) {
      TransformerConfig config = small(kind, codec->size());
      config.positions = positions;
      Transformer model(config, nullptr);
      model.reset(3);
      const hf::Folder folder = hf::write_folder(model, *codec);
      for (const char* name : {"config.json", "model.safetensors", "tokenizer.json"}) {
        CHECK_MESSAGE(folder.contains(name), name);
      }
      const Result<hf::Model> again = hf::read_folder(hf::view_of(folder), kPlenty, nullptr);
      REQUIRE(again.ok());
      CHECK(again->transformer->config().positions == positions);
      CHECK(again->unused.empty());
      CHECK(std::ranges::equal(again->transformer->flat_parameters(), model.flat_parameters()));
      CHECK(again->has_mask_head == (kind == TransformerKind::kBert));
      const std::vector<TokenId> ids = {1, 5, 4, 6};
      const TokenRows rows{1, 4, ids, {}, {}};
      std::vector<float> before, after;
      model.forward(rows, before, nullptr, nullptr);
      again->transformer->forward(rows, after, nullptr, nullptr);
      CHECK(before == after);
      // Other programs find a table of positions, computed ones too.
      const Result<SafetensorsFile> file = read_safetensors(folder.at("model.safetensors"));
      REQUIRE(file.ok());
      CHECK(file->find(kind == TransformerKind::kGpt
                           ? "transformer.wpe.weight"
                           : "bert.embeddings.position_embeddings.weight") != nullptr);
    }
  }
}

TEST_CASE("a folder in half precision says so and opens with the rounded weights") {
  for (const TransformerKind kind : {TransformerKind::kGpt, TransformerKind::kBert}) {
    const auto codec = make_codec(
        CodecKind::kWord, kind == TransformerKind::kGpt ? SpecialSet::kGpt : SpecialSet::kBert);
    TransformerConfig config = small(kind, codec->size());
    config.positions = Positions::kSinusoidal;  // with a table that only other programs read
    Transformer model(config, nullptr);
    model.reset(3);
    const hf::Folder folder = hf::write_folder(model, *codec, TensorType::kF16);
    CHECK(Json::parse(folder.at("config.json"))["torch_dtype"] == "float16");
    CHECK(Json::parse(hf::write_folder(model, *codec).at("config.json"))["torch_dtype"] ==
          "float32");
    const Result<SafetensorsFile> file = read_safetensors(folder.at("model.safetensors"));
    REQUIRE(file.ok());
    for (const TensorView& tensor : file->tensors) {
      CHECK_MESSAGE(tensor.type == TensorType::kF16, tensor.name);
    }
    const Result<hf::Model> again = hf::read_folder(hf::view_of(folder), kPlenty, nullptr);
    REQUIRE(again.ok());
    CHECK(again->unused.empty());
    const auto rounded = again->transformer->flat_parameters(), whole = model.flat_parameters();
    REQUIRE(rounded.size() == whole.size());
    CHECK_FALSE(std::ranges::equal(rounded, whole));
    CHECK(std::ranges::equal(rounded, whole, [](float half, float weight) {
      return half == float_from_half(half_from_float(weight));
    }));
  }
}

TEST_CASE("each tokenizer comes back from its tokenizer.json and cuts text the same") {
  for (const SpecialSet specials : {SpecialSet::kGpt, SpecialSet::kBert}) {
    for (const CodecKind kind :
         {CodecKind::kWord, CodecKind::kCharacter, CodecKind::kByteBpe, CodecKind::kWordPiece}) {
      const auto codec = make_codec(kind, specials);
      const TransformerKind model =
          specials == SpecialSet::kGpt ? TransformerKind::kGpt : TransformerKind::kBert;
      hf::Folder folder;
      folder["tokenizer.json"] = hf::write_tokenizer(*codec, model);
      const auto again = hf::read_tokenizer(hf::view_of(folder));
      REQUIRE_MESSAGE(again.ok(), to_string(kind));
      REQUIRE(*again != nullptr);
      CHECK((*again)->kind() == kind);
      CHECK((*again)->size() == codec->size());
      CHECK((*again)->encode(kText) == codec->encode(kText));
      CHECK((*again)->special().end_of_text == codec->special().end_of_text);
      CHECK((*again)->special().mask == codec->special().mask);
      CHECK((*again)->special().unknown == codec->special().unknown);
    }
  }
}

TEST_CASE("older files stand in for tokenizer.json") {
  hf::Folder folder;
  CHECK(*hf::read_tokenizer(hf::view_of(folder)) == nullptr);
  folder["vocab.txt"] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nThe\n";
  auto codec = hf::read_tokenizer(hf::view_of(folder));
  REQUIRE(codec.ok());
  CHECK((*codec)->encode("The") == std::vector<TokenId>{5});
  folder["tokenizer_config.json"] = R"({"do_lower_case": false})";
  codec = hf::read_tokenizer(hf::view_of(folder));
  REQUIRE(codec.ok());
  CHECK((*codec)->encode("The") == std::vector<TokenId>{6});

  const auto bpe = make_codec(CodecKind::kByteBpe, SpecialSet::kGpt);
  hf::Folder old;
  Json vocabulary;
  for (TokenId id = 0; id < bpe->size(); ++id) vocabulary[bpe->token(id)] = id;
  old["merges.txt"] = "#version: 0.2\n";
  for (const BpeMerge& merge : merges_of(*bpe)) {
    old["merges.txt"] += merge.left + " " + merge.right + "\n";
  }
  codec = hf::read_tokenizer(hf::view_of(old));
  REQUIRE(codec.ok());
  CHECK((*codec)->decode((*codec)->encode(kText)) == bpe->decode(bpe->encode(kText)));
  old["vocab.json"] = vocabulary.dump();
  codec = hf::read_tokenizer(hf::view_of(old));
  REQUIRE(codec.ok());
  CHECK((*codec)->encode(kText) == bpe->encode(kText));
  old["vocab.json"] = "{";
  CHECK(hf::read_tokenizer(hf::view_of(old)).error().code == "model_folder.bad_tokenizer");
  old["vocab.json"] = vocabulary.dump();
  old["merges.txt"] += "lonely\n";
  CHECK(hf::read_tokenizer(hf::view_of(old)).error().code == "model_folder.bad_tokenizer");
}

TEST_CASE("folders that lack a file, or whose files do not fit, are refused") {
  const hf::Folder good = folder_of(TransformerKind::kGpt, CodecKind::kByteBpe);
  REQUIRE(code_of(good) == "ok");
  hf::Folder bad = good;
  bad.erase("config.json");
  CHECK(code_of(bad) == "model_folder.no_config");
  bad = good;
  bad.erase("model.safetensors");
  CHECK(code_of(bad) == "model_folder.no_weights");
  bad = good;
  bad.erase("tokenizer.json");
  CHECK(code_of(bad) == "ok");
  bad = good;
  bad["tokenizer.json"] = folder_of(TransformerKind::kBert, CodecKind::kWord).at("tokenizer.json");
  CHECK(code_of(bad) == "model_folder.bad_tokenizer");  // its companion names other tokens
  bad.erase("tokenizer_config.json");
  bad["tokenizer.json"] = folder_of(TransformerKind::kGpt, CodecKind::kWord).at("tokenizer.json");
  CHECK(code_of(bad) == "model_folder.mixed");  // the checksum of our own weights tells
  bad["model.safetensors"] = without_checksum(bad.at("model.safetensors"));
  CHECK(code_of(bad) == "ok");  // fewer tokens than rows: some models pad their table
  bad = folder_of(TransformerKind::kBert, CodecKind::kWord);
  for (const char* name : {"tokenizer.json", "tokenizer_config.json"}) bad[name] = good.at(name);
  CHECK(code_of(bad) == "model_folder.vocabulary_mismatch");
  bad = good;
  bad["config.json"] = folder_of(TransformerKind::kBert, CodecKind::kWord).at("config.json");
  CHECK(code_of(bad) == "model_folder.missing_tensor");
  bad = good;
  bad["model.safetensors"].pop_back();
  CHECK(code_of(bad) == "safetensors.past_end");
  CHECK(code_of(good, 1000) == "model_folder.too_large");
  // Sizes that no memory holds are refused before anything is made.
  bad = good;
  Json config = Json::parse(bad["config.json"]);
  config["vocab_size"] = 1 << 20;
  config["n_embd"] = 16383;
  config["n_layer"] = 256;
  bad["config.json"] = config.dump();
  CHECK(code_of(bad) == "model_folder.too_large");
}

TEST_CASE("tokenizers of other kinds and damaged ones are refused") {
  const auto bpe = make_codec(CodecKind::kByteBpe, SpecialSet::kGpt);
  const Json good = Json::parse(hf::write_tokenizer(*bpe, TransformerKind::kGpt));
  REQUIRE(tokenizer_code(good) == "ok");
  const auto changed = [&](const char* path, const Json& value) {
    Json json = good;
    json[Json::json_pointer(path)] = value;
    return tokenizer_code(json);
  };
  const std::string unsupported = "model_folder.unsupported_setting";
  const std::string bad = "model_folder.bad_tokenizer";
  CHECK(changed("/model/type", "Unigram") == unsupported);
  CHECK(changed("/model/type", 1) == unsupported);
  CHECK(changed("/model/type", nullptr) == "ok");  // merges say what it is
  CHECK(changed("/pre_tokenizer/type", "Whitespace") == unsupported);
  CHECK(changed("/pre_tokenizer/add_prefix_space", "yes") == bad);
  CHECK(changed("/pre_tokenizer", nullptr) == unsupported);
  CHECK(changed("/normalizer", Json{{"type", "NFKC"}}) == unsupported);
  CHECK(changed("/model/vocab", Json::array()) == bad);
  CHECK(changed("/model/vocab", nullptr) == bad);
  CHECK(changed("/model/vocab/a", -1) == bad);
  CHECK(changed("/model/vocab/a", 0) == bad);
  CHECK(changed("/model/vocab/a", 100000) == bad);
  CHECK(changed("/model/vocab/a", 4e18) == bad);
  CHECK(changed("/model/merges", "x") == bad);
  CHECK(changed("/model/merges/0", "single") == bad);
  CHECK(changed("/model/merges/0", Json::array({"a"})) == bad);
  CHECK(changed("/added_tokens", 5) == bad);
  CHECK(changed("/added_tokens/0/id", "x") == bad);
  CHECK(changed("/added_tokens/0/content", 7) == bad);
  CHECK(changed("/added_tokens/0/id", 7) == bad);
  CHECK(changed("/added_tokens/0/content", "") == bad);
  CHECK(changed("/model/unk_token", "nowhere") == bad);
  CHECK(changed("/model", 3) == bad);
  for (const char* text : {"", "[]", "nonsense", "{\"model\":", "null"}) {
    hf::Folder folder;
    folder["tokenizer.json"] = text;
    CHECK_FALSE(hf::read_tokenizer(hf::view_of(folder)).ok());
  }
  Json pairs = good;
  for (Json& merge : pairs["model"]["merges"]) {  // as newer versions write them
    const auto text = merge.get<std::string>();
    const std::size_t blank = text.find(' ');
    merge = Json::array({text.substr(0, blank), text.substr(blank + 1)});
  }
  CHECK(tokenizer_code(pairs) == "ok");

  const auto pieces = make_codec(CodecKind::kWordPiece, SpecialSet::kBert);
  Json wordpiece = Json::parse(hf::write_tokenizer(*pieces, TransformerKind::kBert));
  REQUIRE(tokenizer_code(wordpiece) == "ok");
  wordpiece["model"]["unk_token"] = "nowhere";
  CHECK(tokenizer_code(wordpiece) == bad);
  wordpiece["model"]["unk_token"] = "[UNK]";
  wordpiece["normalizer"] = nullptr;
  CHECK(tokenizer_code(wordpiece) == unsupported);

  const std::string text = good.dump();
  for (std::size_t length = 0; length < text.size(); length += 13) {
    hf::Folder folder;
    folder["tokenizer.json"] = text.substr(0, length);
    CHECK_FALSE(hf::read_tokenizer(hf::view_of(folder)).ok());
  }
}

TEST_CASE("folders with any byte changed open with finite weights or are refused in a sentence") {
  Rng rng(7);
  int opened = 0, refused = 0;
  for (const auto& [kind, tokenizer] : {std::pair{TransformerKind::kGpt, CodecKind::kByteBpe},
                                        std::pair{TransformerKind::kBert, CodecKind::kWordPiece},
                                        std::pair{TransformerKind::kBert, CodecKind::kWord}}) {
    const hf::Folder good = folder_of(kind, tokenizer);
    for (const char* name : {"config.json", "model.safetensors", "tokenizer.json"}) {
      hf::Folder changed = good;
      std::string& bytes = changed[name];
      const std::string whole = bytes;
      for (int round = 0; round < 150; ++round) {
        bytes = whole;
        // Most of the weights' bytes are numbers; what decides stands in front.
        const std::size_t end = std::min<std::size_t>(whole.size(), 4000);
        for (int flips = 1 + round % 3; flips > 0; --flips) {
          const std::size_t at = rng.below(static_cast<std::uint32_t>(end));
          bytes[at] = static_cast<char>(rng.below(256));
        }
        const Result<hf::Model> model = hf::read_folder(hf::view_of(changed), kPlenty, nullptr);
        if (!model.ok()) {
          ++refused;
          CHECK(code_of(changed) == model.error().code);
          continue;
        }
        ++opened;
        const auto weights = model->transformer->flat_parameters();
        CHECK(weights.size() == hf::num_weights(model->transformer->config()));
        CHECK(
            std::all_of(weights.begin(), weights.end(), [](float w) { return std::isfinite(w); }));
      }
    }
  }
  CHECK(opened > 15);
  CHECK(refused > 500);
}
