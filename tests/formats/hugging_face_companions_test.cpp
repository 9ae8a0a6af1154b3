// Special tokens by the names that a folder's files give, added tokens of older files, settings
// that two files give; and masks in a text.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "formats/hugging_face.h"
#include "models/transformer_config.h"
#include "text/codec_options.h"
#include "text/token_codec.h"

using namespace wordspace;
namespace hf = wordspace::hugging_face;
using Json = nlohmann::json;

namespace {

using Codec = std::shared_ptr<const TokenCodec>;

constexpr std::string_view kText = "the cat sat on the mat and the dog sat on the cat";

Codec good(const Result<Codec>& codec) {
  REQUIRE_MESSAGE(codec.ok(), codec.error().message);
  REQUIRE(*codec != nullptr);
  return *codec;
}
Codec read(const hf::Folder& folder) { return good(hf::read_tokenizer(hf::view_of(folder))); }
std::string code_of(const hf::Folder& folder) {
  const auto codec = hf::read_tokenizer(hf::view_of(folder));
  return codec.ok() ? "ok" : codec.error().code;
}

Codec bpe(SpecialSet specials) {
  const std::string_view texts[] = {kText};
  return good(train_byte_bpe(texts, 275, specials));
}

// A GPT-2 whose tokens for start, end and padding have other names than usual.
hf::Folder other_names() {
  const Codec codec = bpe(SpecialSet::kNone);
  Json json = Json::parse(hf::write_tokenizer(*codec, TransformerKind::kGpt));
  TokenId id = codec->size();
  for (const char* name : {"<s>", "<pad>", "</s>"}) {
    json["added_tokens"].push_back({{"id", id++}, {"content", name}, {"special", true}});
  }
  hf::Folder folder;
  folder["config.json"] = R"({"model_type":"gpt2"})";
  folder["tokenizer.json"] = json.dump();
  folder["tokenizer_config.json"] =
      R"({"bos_token":"<s>","eos_token":"</s>","pad_token":"<pad>","tokenizer_class":"GPT2Tokenizer"})";
  return folder;
}

}  // namespace

TEST_CASE("special tokens are those that the files name, whatever they are called") {
  hf::Folder folder = other_names();
  const Codec codec = read(folder);
  const TokenId first = codec->find("<s>");
  CHECK(codec->special().begin_of_text == first);
  CHECK(codec->special().padding == first + 1);
  CHECK(codec->special().end_of_text == first + 2);
  CHECK(codec->special().start() == first);
  CHECK(codec->special().unknown == kUnknownToken);
  CHECK(codec->encode("cat</s>dog") ==
        std::vector<TokenId>{codec->encode("cat")[0], codec->special().end_of_text,
                             codec->find("d"), codec->find("o"), codec->find("g")});
  // Written and read, they still are.
  hf::Folder again;
  again["tokenizer.json"] = hf::write_tokenizer(*codec, TransformerKind::kGpt);
  again["tokenizer_config.json"] = hf::write_tokenizer_config(*codec, 16);
  CHECK(read(again)->options() == codec->options());
  CHECK(read(again)->special() == codec->special());
  // The older file says it as well, and not otherwise.
  folder["special_tokens_map.json"] =
      R"({"eos_token":{"content":"</s>","lstrip":false,"normalized":true,"rstrip":false,"single_word":false}})";
  CHECK(code_of(folder) == "ok");
  folder["special_tokens_map.json"] = R"({"eos_token":{"content":"</s>","lstrip":true}})";
  CHECK(code_of(folder) == "model_folder.bad_tokenizer");
  folder["special_tokens_map.json"] = R"({"eos_token":"<pad>"})";
  CHECK(code_of(folder) == "model_folder.bad_tokenizer");
  folder["special_tokens_map.json"] = R"({"mask_token":"<mask>"})";
  CHECK(code_of(folder) == "model_folder.bad_tokenizer");  // not in the vocabulary
}

TEST_CASE("the numbers of config.json and generation_config.json say where a text ends") {
  hf::Folder folder = other_names();
  const TokenId first = read(folder)->find("<s>");
  const auto numbers = [&](TokenId bos, TokenId eos) {
    return Json{{"model_type", "gpt2"}, {"bos_token_id", bos}, {"eos_token_id", eos}}.dump();
  };
  folder["config.json"] = numbers(first, first + 1);
  CHECK(read(folder)->special().end_of_text == first + 1);
  CHECK(read(folder)->options().named.end_of_text == first + 2);
  folder["generation_config.json"] = Json{{"eos_token_id", {first + 2}}}.dump();
  CHECK(read(folder)->special().end_of_text == first + 2);
  folder.erase("generation_config.json");
  folder["config.json"] = numbers(50256, 50256);  // of a larger vocabulary
  CHECK(read(folder)->special().end_of_text == first + 2);
  folder["config.json"] = R"({"model_type":"gpt2","bos_token_id":null,"eos_token_id":null})";
  CHECK(read(folder)->special().end_of_text == first + 2);
}

TEST_CASE("where no file names them, special tokens are those of the model's usual tokenizer") {
  hf::Folder folder;
  folder["tokenizer.json"] = hf::write_tokenizer(*bpe(SpecialSet::kGpt), TransformerKind::kGpt);
  folder["config.json"] = R"({"model_type":"gpt2"})";
  CHECK(read(folder)->special().end_of_text == read(folder)->size() - 1);
  folder["config.json"] = R"({"model_type":"bert"})";
  CHECK(read(folder)->special().end_of_text == kUnknownToken);
  folder["config.json"] = R"({"model_type":"gpt2"})";
  folder["tokenizer_config.json"] = R"({"tokenizer_class":"PreTrainedTokenizerFast"})";
  CHECK(read(folder)->special().end_of_text == kUnknownToken);
  // BERT's marks may stand in nothing but what its post_processor puts around a text.
  hf::Folder bert;
  bert["tokenizer.json"] = hf::write_tokenizer(*bpe(SpecialSet::kBert), TransformerKind::kBert);
  bert["tokenizer_config.json"] = R"({"tokenizer_class":"PreTrainedTokenizerFast"})";
  CHECK(read(bert)->special().classify == 2);
  CHECK(read(bert)->special().separator == 3);
  bert["tokenizer_config.json"] = R"({"cls_token":"[SEP]"})";
  CHECK(code_of(bert) == "model_folder.unsupported_setting");
  bert["tokenizer_config.json"] = "{}";
  bert["config.json"] = R"({"model_type":"gpt2"})";
  CHECK(code_of(bert) == "model_folder.unsupported_setting");  // a GPT gets nothing around
}

TEST_CASE("settings beside older files are honoured, and may not contradict tokenizer.json") {
  hf::Folder old;
  old["vocab.txt"] =
      "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ntiếng\ntieng\nTiếng\nTieng\n東京\n東\n京\n";
  const auto encoded = [&](const char* config, std::string_view text) {
    old["tokenizer_config.json"] = config;
    return read(old)->encode(text);
  };
  using Ids = std::vector<TokenId>;
  CHECK(encoded("{}", "Tiếng") == Ids{6});
  CHECK(encoded(R"({"strip_accents":false})", "Tiếng") == Ids{5});
  CHECK(encoded(R"({"do_lower_case":false})", "Tiếng") == Ids{7});
  CHECK(encoded(R"({"do_lower_case":false,"strip_accents":true})", "Tiếng") == Ids{8});
  CHECK(encoded("{}", "東京") == Ids{10, 11});
  CHECK(encoded(R"({"tokenize_chinese_chars":false})", "東京") == Ids{9});
  CHECK(encoded("{}", "[MASK] x[SEP]") == Ids{4, 1, 3});
  old["tokenizer_config.json"] = R"({"do_lower_case":"yes"})";
  CHECK(code_of(old) == "model_folder.bad_tokenizer");
  old["tokenizer_config.json"] = R"({"unk_token":"[NONE]"})";
  CHECK(code_of(old) == "model_folder.bad_tokenizer");

  const Codec codec = bpe(SpecialSet::kGpt);
  hf::Folder folder;
  Json vocabulary;
  for (TokenId id = 0; id < codec->size(); ++id) vocabulary[codec->token(id)] = id;
  folder["vocab.json"] = vocabulary.dump();
  for (const BpeMerge& merge : merges_of(*codec)) {
    folder["merges.txt"] += merge.left + " " + merge.right + "\n";
  }
  CHECK(read(folder)->encode("the cat") == codec->encode("the cat"));
  folder["tokenizer_config.json"] =
      R"({"add_prefix_space":true,"tokenizer_class":"GPT2Tokenizer"})";
  CHECK(read(folder)->encode("the cat") == codec->encode(" the cat"));
  CHECK(read(folder)->special().end_of_text == codec->size() - 1);
  folder["tokenizer.json"] = hf::write_tokenizer(*codec, TransformerKind::kGpt);
  CHECK(code_of(folder) == "model_folder.bad_tokenizer");
  folder["tokenizer_config.json"] = R"({"add_prefix_space":false})";
  CHECK(code_of(folder) == "ok");
}

TEST_CASE("lists of added tokens beside the vocabulary are taken, where they fit") {
  hf::Folder old;
  old["vocab.txt"] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\n";
  old["added_tokens.json"] = R"({"<x>": 7, "[MASK]": 4})";
  using Ids = std::vector<TokenId>;
  CHECK(read(old)->encode("a<X>b") == Ids{5, 7, 6});  // looked for in small letters
  old["tokenizer_config.json"] =
      R"({"added_tokens_decoder":{"7":{"content":"<x>","lstrip":true,"special":true},
          "8":{"content":"<y>","single_word":true}}})";
  CHECK(read(old)->encode("a <x>b") == Ids{5, 7, 6});
  CHECK(read(old)->encode("a <y> b") == Ids{5, 8, 6});
  CHECK(read(old)->options().added.size() == 7);
  CHECK_FALSE(read(old)->options().added.back().in_model);
  // Written, they stand in tokenizer.json, and the older lists agree with it.
  const Codec codec = read(old);
  hf::Folder folder;
  folder["tokenizer.json"] = hf::write_tokenizer(*codec, TransformerKind::kBert);
  folder["added_tokens.json"] = old["added_tokens.json"];
  folder["tokenizer_config.json"] = old["tokenizer_config.json"];
  CHECK(read(folder)->encode("a <x> <y>b") == codec->encode("a <x> <y>b"));
  folder["added_tokens.json"] = R"({"<z>": 9})";
  CHECK(code_of(folder) == "model_folder.bad_tokenizer");
  old["added_tokens.json"] = R"({"<z>": 11})";
  CHECK(code_of(old) == "model_folder.bad_tokenizer");
  old["added_tokens.json"] = R"({"b": 5})";
  CHECK(code_of(old) == "model_folder.bad_tokenizer");
  old["added_tokens.json"] = "[]";
  CHECK(code_of(old) == "model_folder.bad_tokenizer");
  old["added_tokens.json"] = "{}";
  old["tokenizer_config.json"] = R"({"additional_special_tokens":["b"]})";
  CHECK(read(old)->encode("abb") == Ids{5, 6, 6});
  old["tokenizer_config.json"] =
      R"({"added_tokens_decoder":{"7":{"content":"<x>"},"8":{"content":"<X>"}}})";
  CHECK(code_of(old) == "model_folder.bad_tokenizer");  // the same in small letters
  old["tokenizer_config.json"] = R"({"additional_special_tokens":["<q>"]})";
  CHECK(code_of(old) == "model_folder.bad_tokenizer");
}

TEST_CASE("a text with a mask is the same text with a word replaced, for every tokenizer") {
  const std::string_view texts[] = {kText};
  const Codec codecs[] = {
      bpe(SpecialSet::kBert), good(train_word_codec(texts, 60, SpecialSet::kBert)),
      good(wordpiece_from_vocabulary(
          "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\nsat\non\nmat\nand\ndog\n", true))};
  for (const Codec& made : codecs) {
    hf::Folder folder;
    folder["tokenizer.json"] = hf::write_tokenizer(*made, TransformerKind::kBert);
    folder["tokenizer_config.json"] = hf::write_tokenizer_config(*made, 16);
    const Json written = Json::parse(folder["tokenizer.json"]);
    for (const Json& token : written["added_tokens"]) {
      CHECK(token["lstrip"] == (token["content"] == "[MASK]"));
    }
    for (const Codec& codec : {made, read(folder)}) {
      const TokenId mask = codec->special().mask;
      for (const char* word : {"cat", "the"}) {
        std::vector<TokenId> right = codec->encode("the dog and the cat");
        std::vector<TokenId> one = codec->encode(std::string(" ") + word);
        REQUIRE(one.size() == 1);
        std::string text = "the dog and the cat";
        const std::size_t at = text.rfind(word);
        text.replace(at, 3, "[MASK]");
        for (std::size_t i = right.size(); i-- > 0;) {
          if (right[i] != one[0]) continue;
          right[i] = mask;
          break;
        }
        CHECK_MESSAGE(codec->encode(text) == right, to_string(codec->kind()), " ", text);
      }
      CHECK(codec->encode("[MASK]") == std::vector<TokenId>{mask});
    }
  }
  // Among characters the blank is one of them, and stays.
  const Codec letters = good(train_character_codec(texts, 60, SpecialSet::kBert));
  CHECK(letters->encode("a [MASK]b") == std::vector<TokenId>{letters->find("a"), letters->find(" "),
                                                             letters->special().mask,
                                                             letters->special().unknown});
}
