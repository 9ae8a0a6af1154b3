// A tokenizer from its files, and as tokenizer.json and tokenizer_config.json.
// Not what single files say (hugging_face_tokenizer.cpp, hugging_face_companions.cpp).
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "formats/hugging_face_fields.h"
#include "formats/hugging_face_tokenizer.h"
#include "models/transformer_config.h"
#include "text/token_id.h"

namespace wordspace::hugging_face {
namespace {

using Codec = std::shared_ptr<const TokenCodec>;

// How tokenizer.json says what our word and character tokenizers cut (Oniguruma's syntax).
constexpr const char* kCharacters = "[\\s\\S]";
constexpr const char* kWords =
    "\\p{L}[\\p{L}\\p{M}]*(?:['_]\\p{L}[\\p{L}\\p{M}]*)*|\\p{Nd}+|[.,;:!?]";
constexpr const char* kWordsAndLineEnds =
    "\\p{L}[\\p{L}\\p{M}]*(?:['_]\\p{L}[\\p{L}\\p{M}]*)*|\\p{Nd}+|[.,;:!?]|\\n";

Json split(const char* pattern, const char* behaviour, bool invert) {
  return {{"type", "Split"},
          {"pattern", {{"Regex", pattern}}},
          {"behavior", behaviour},
          {"invert", invert}};
}

// Added tokens that our own reading can hold.
Status check_added(const TokenizerParts& parts) {
  std::set<std::string> normalised;
  for (const AddedToken& token : parts.options.added) {
    if (!token.normalized) continue;
    if (parts.kind == CodecKind::kWord || parts.kind == CodecKind::kCharacter) {
      return unsupported_setting(kTokenizerFile, "added_tokens.normalized", true);
    }
    std::string looked_for = normalised_content(parts.kind, parts.options, token.content);
    if (looked_for.empty()) {
      return bad_tokenizer(kTokenizerFile, "nothing is left of the added token \"" + token.content +
                                               "\" once it is normalised");
    }
    // The library itself finds now this one, now that one.
    if (!normalised.insert(std::move(looked_for)).second) {
      return bad_tokenizer(kTokenizerFile, "the added token \"" + token.content +
                                               "\" is another one once it is normalised");
    }
  }
  return Done{};
}

// --- Writing.

Json added_tokens(const CodecOptions& options) {
  Json list = Json::array();
  for (const AddedToken& token : options.added) {
    list.push_back({{"id", token.id},
                    {"content", token.content},
                    {"single_word", token.single_word},
                    {"lstrip", token.lstrip},
                    {"rstrip", token.rstrip},
                    {"normalized", token.normalized},
                    {"special", token.special}});
  }
  return list;
}

// [CLS] A [SEP] and [CLS] A [SEP] B [SEP].
Json bert_template(const TokenCodec& codec) {
  const std::string cls = codec.token(codec.special().classify);
  const std::string sep = codec.token(codec.special().separator);
  const auto special = [](const std::string& name, int segment) {
    return Json{{"SpecialToken", {{"id", name}, {"type_id", segment}}}};
  };
  const auto sequence = [](const char* name, int segment) {
    return Json{{"Sequence", {{"id", name}, {"type_id", segment}}}};
  };
  const auto entry = [](const std::string& name, TokenId id) {
    return Json{{"id", name}, {"ids", Json::array({id})}, {"tokens", Json::array({name})}};
  };
  Json json;
  json["type"] = "TemplateProcessing";
  json["single"] = Json::array({special(cls, 0), sequence("A", 0), special(sep, 0)});
  json["pair"] = Json::array(
      {special(cls, 0), sequence("A", 0), special(sep, 0), sequence("B", 1), special(sep, 1)});
  json["special_tokens"] = {{cls, entry(cls, codec.special().classify)},
                            {sep, entry(sep, codec.special().separator)}};
  return json;
}

Json byte_level(bool add_prefix_space, bool use_regex) {
  return {{"type", "ByteLevel"},
          {"add_prefix_space", add_prefix_space},
          {"trim_offsets", true},
          {"use_regex", use_regex}};
}

Json name_or_null(const TokenCodec& codec, TokenId id) {
  return id == kUnknownToken ? Json() : Json(codec.token(id));
}

// As text where a blank cannot be mistaken, as older programs need it.
Json merges_json(const TokenCodec& codec) {
  const std::vector<BpeMerge> merges = merges_of(codec);
  bool blanks = false;
  for (const BpeMerge& merge : merges) {
    blanks = blanks || (merge.left + merge.right).find(' ') != std::string::npos;
  }
  Json list = Json::array();
  for (const BpeMerge& merge : merges) {
    list.push_back(blanks ? Json::array({merge.left, merge.right})
                          : Json(merge.left + " " + merge.right));
  }
  return list;
}

// normalizer, pre_tokenizer, model and the decoder that is usual with them.
void write_kind(const TokenCodec& codec, Json& model, Json& json) {
  const CodecOptions& options = codec.options();
  model["unk_token"] = name_or_null(codec, codec.special().unknown);
  switch (codec.kind()) {
    case CodecKind::kByteBpe:
      model["type"] = "BPE";
      model["dropout"] = nullptr;
      model["continuing_subword_prefix"] = "";
      model["end_of_word_suffix"] = "";
      model["fuse_unk"] = options.fuse_unknown;
      model["byte_fallback"] = false;
      model["ignore_merges"] = options.ignore_merges;
      model["merges"] = merges_json(codec);
      json["pre_tokenizer"] = byte_level(options.add_prefix_space, options.use_regex);
      json["decoder"] = byte_level(true, true);
      return;
    case CodecKind::kWordPiece:
      model["type"] = "WordPiece";
      model["continuing_subword_prefix"] = options.continuation;
      model["max_input_chars_per_word"] = options.longest_word;
      json["normalizer"] = {{"type", "BertNormalizer"},
                            {"clean_text", options.clean_text},
                            {"handle_chinese_chars", options.split_chinese},
                            {"strip_accents", nullptr},
                            {"lowercase", options.lower_case}};
      if (options.strip_accents) json["normalizer"]["strip_accents"] = *options.strip_accents;
      json["pre_tokenizer"] = {{"type", "BertPreTokenizer"}};
      json["decoder"] = {
          {"type", "WordPiece"}, {"prefix", options.continuation}, {"cleanup", true}};
      return;
    case CodecKind::kWord:
      model["type"] = "WordLevel";
      json["normalizer"] = words_normalizer();
      json["pre_tokenizer"] = words_pre_tokenizer(codec.find("\n") != kUnknownToken);
      json["decoder"] = {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}};
      return;
    case CodecKind::kCharacter:
      model["type"] = "WordLevel";
      json["normalizer"] = characters_normalizer();
      json["pre_tokenizer"] = characters_pre_tokenizer();
      json["decoder"] = {{"type", "Fuse"}};
      return;
  }
}

}  // namespace

Json words_normalizer() {
  const Json straight{
      {"type", "Replace"}, {"pattern", {{"String", "\xe2\x80\x99"}}}, {"content", "'"}};
  return {
      {"type", "Sequence"},
      {"normalizers", Json::array({Json{{"type", "NFC"}}, Json{{"type", "Lowercase"}}, straight})}};
}
Json words_pre_tokenizer(bool line_ends) {
  return split(line_ends ? kWordsAndLineEnds : kWords, "Removed", true);
}
Json characters_normalizer() { return {{"type", "NFC"}}; }
Json characters_pre_tokenizer() { return split(kCharacters, "Isolated", false); }

Result<Codec> read_tokenizer(const FolderView& files) {
  std::optional<TokenizerParts> parts;
  if (const auto json = find_file(files, kTokenizerFile)) {
    Result<TokenizerParts> read = read_tokenizer_json(*json);
    if (!read.ok()) return read.error();
    parts = std::move(*read);
  } else {
    Result<std::optional<TokenizerParts>> read = read_older_files(files);
    if (!read.ok()) return read.error();
    parts = std::move(*read);
  }
  if (!parts) return Codec();
  if (const Status added = add_companions(files, *parts); !added.ok()) return added.error();
  if (const Status good = check_added(*parts); !good.ok()) return good.error();
  return make_codec(parts->kind, std::move(parts->tokens), std::move(parts->merges),
                    std::move(parts->options));
}

std::string write_tokenizer(const TokenCodec& codec, TransformerKind kind) {
  const CodecOptions& options = codec.options();
  std::vector<bool> only_added(static_cast<std::size_t>(codec.size()), false);
  for (const AddedToken& token : options.added) {
    only_added[static_cast<std::size_t>(token.id)] = !token.in_model;
  }
  Json vocabulary = Json::object();
  for (TokenId id = 0; id < codec.size(); ++id) {
    if (!only_added[static_cast<std::size_t>(id)]) vocabulary[codec.token(id)] = id;
  }
  Json model{{"vocab", std::move(vocabulary)}};
  Json json{{"version", "1.0"},      {"truncation", nullptr},    {"padding", nullptr},
            {"normalizer", nullptr}, {"pre_tokenizer", nullptr}, {"post_processor", nullptr},
            {"decoder", nullptr}};
  write_kind(codec, model, json);
  if (codec.kind() == CodecKind::kByteBpe) json["post_processor"] = byte_level(true, true);
  for (const char* name : {"post_processor", "decoder", "truncation", "padding"}) {
    if (const auto kept = options.kept.find(name); kept != options.kept.end()) {
      json[name] = Json::parse(kept->second);
    }
  }
  const bool has_pair =
      codec.special().classify != kUnknownToken && codec.special().separator != kUnknownToken;
  const bool kept_one =
      options.kept.contains("post_processor") && !json["post_processor"].is_null();
  if (kind == TransformerKind::kBert && has_pair && !kept_one) {
    json["post_processor"] = bert_template(codec);
  }
  json["added_tokens"] = added_tokens(options);
  json["model"] = std::move(model);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string write_tokenizer_config(const TokenCodec& codec, int context) {
  const CodecOptions& options = codec.options();
  Json json{{"tokenizer_class", "PreTrainedTokenizerFast"}, {"model_max_length", context}};
  for (const auto& [name, id] : {std::pair{"bos_token", options.named.begin_of_text},
                                 std::pair{"eos_token", options.named.end_of_text},
                                 std::pair{"unk_token", options.named.unknown},
                                 std::pair{"pad_token", options.named.padding},
                                 std::pair{"cls_token", options.named.classify},
                                 std::pair{"sep_token", options.named.separator},
                                 std::pair{"mask_token", options.named.mask}}) {
    if (id != kUnknownToken) json[name] = codec.token(id);
  }
  if (codec.kind() == CodecKind::kWordPiece) {
    json["do_lower_case"] = options.lower_case;
    json["tokenize_chinese_chars"] = options.split_chinese;
    if (options.strip_accents) json["strip_accents"] = *options.strip_accents;
  }
  if (codec.kind() == CodecKind::kByteBpe) json["add_prefix_space"] = options.add_prefix_space;
  const std::string prefix = std::string(kTokenizerConfigFile) + "/";
  for (const auto& [name, value] : options.kept) {
    if (name.starts_with(prefix)) json[name.substr(prefix.size())] = Json::parse(value);
  }
  return json.dump(2) + "\n";
}

}  // namespace wordspace::hugging_face
