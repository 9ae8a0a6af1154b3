// tokenizer.json both ways, and the older vocab.txt, vocab.json and merges.txt.
// Not a tokenizer: text/token_codec.h builds it from the parts.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "formats/hugging_face.h"
#include "models/transformer_config.h"
#include "text/codec_kind.h"
#include "text/token_codec.h"
#include "text/token_id.h"

namespace wordspace::hugging_face {
namespace {

using Json = nlohmann::json;
using Codec = std::shared_ptr<const TokenCodec>;

constexpr const char* kUnknownName = "[UNK]";
// How tokenizer.json says what our word and character tokenizers cut (Oniguruma's syntax).
constexpr const char* kCharacters = "[\\s\\S]";
constexpr const char* kWords =
    "\\p{L}[\\p{L}\\p{M}]*(?:['_]\\p{L}[\\p{L}\\p{M}]*)*|\\p{Nd}+|[.,;:!?]";
constexpr const char* kWordsAndLineEnds =
    "\\p{L}[\\p{L}\\p{M}]*(?:['_]\\p{L}[\\p{L}\\p{M}]*)*|\\p{Nd}+|[.,;:!?]|\\n";

Error bad_tokenizer(const std::string& file, const std::string& why) {
  return Error{"model_folder.bad_tokenizer",
               file + " cannot be used: " + why + ".",
               "Take the tokenizer's files from the same place as the weights.",
               {file, why}};
}
Error unsupported(const std::string& what) {
  return Error{"model_folder.unsupported_tokenizer",
               "The tokenizer uses " + what + ", which is not known here.",
               "Open a model with byte-level BPE (as GPT-2) or WordPiece (as BERT).",
               {what}};
}

// A member of an object; null where there is none.
const Json& member(const Json& json, const char* name) {
  static const Json kNull;
  if (!json.is_object()) return kNull;
  const auto found = json.find(name);
  return found == json.end() ? kNull : *found;
}
std::string text_of(const Json& json, const char* name) {
  const Json& value = member(json, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}
bool is_true(const Json& json, const char* name, bool fallback) {
  const Json& value = member(json, name);
  return value.is_boolean() ? value.get<bool>() : fallback;
}

// --- Reading.

// Token i is the one that the vocabulary, or the list of added tokens, gives the number i.
Result<std::vector<std::string>> tokens_by_number(const std::string& file, const Json& vocabulary,
                                                  const Json& added) {
  if (!vocabulary.is_object()) return bad_tokenizer(file, "its vocabulary is not an object");
  std::vector<std::pair<std::uint64_t, std::string>> numbered;
  for (const auto& [token, number] : vocabulary.items()) {
    if (!number.is_number_unsigned()) {
      return bad_tokenizer(file, "the number of \"" + token + "\" is not a whole number");
    }
    numbered.emplace_back(number.get<std::uint64_t>(), token);
  }
  if (!added.is_null() && !added.is_array()) {
    return bad_tokenizer(file, "its added tokens are not a list");
  }
  for (const Json& entry : added) {
    const Json& number = member(entry, "id");
    const Json& content = member(entry, "content");
    if (!number.is_number_unsigned() || !content.is_string()) {
      return bad_tokenizer(file, "an added token has no number or no text");
    }
    numbered.emplace_back(number.get<std::uint64_t>(), content.get<std::string>());
  }
  std::sort(numbered.begin(), numbered.end());
  numbered.erase(std::unique(numbered.begin(), numbered.end()), numbered.end());
  std::vector<std::string> tokens;
  tokens.reserve(numbered.size());
  for (auto& [number, token] : numbered) {
    if (number < tokens.size()) {
      return bad_tokenizer(file, "number " + std::to_string(number) + " is given twice");
    }
    if (number > tokens.size()) {
      return bad_tokenizer(file,
                           "number " + std::to_string(tokens.size()) + " belongs to no token");
    }
    tokens.push_back(std::move(token));
  }
  return tokens;
}

Result<std::vector<BpeMerge>> merges_from(const std::string& file, const Json& list) {
  if (!list.is_array()) return bad_tokenizer(file, "it has no list of merges");
  std::vector<BpeMerge> merges;
  merges.reserve(list.size());
  for (const Json& entry : list) {
    BpeMerge merge;
    if (entry.is_string()) {
      const auto& text = entry.get_ref<const std::string&>();
      const std::size_t blank = text.find(' ');
      if (blank != std::string::npos) {
        merge = {text.substr(0, blank), text.substr(blank + 1)};
      }
    } else if (entry.is_array() && entry.size() == 2 && entry[0].is_string() &&
               entry[1].is_string()) {
      merge = {entry[0].get<std::string>(), entry[1].get<std::string>()};
    }
    if (merge.left.empty() || merge.right.empty()) {
      return bad_tokenizer(file, "merge " + std::to_string(merges.size() + 1) + " is not a pair");
    }
    merges.push_back(std::move(merge));
  }
  return merges;
}

Result<Codec> read_bpe(const Json& json, std::vector<std::string> tokens) {
  const Json& model = member(json, "model");
  const Json& cutter = member(json, "pre_tokenizer");
  if (text_of(cutter, "type") != "ByteLevel") return unsupported("BPE that is not byte-level");
  if (is_true(cutter, "add_prefix_space", true)) return unsupported("a space before each text");
  if (!is_true(cutter, "use_regex", true)) return unsupported("byte-level BPE across words");
  if (!member(json, "normalizer").is_null()) return unsupported("byte-level BPE of changed text");
  if (!text_of(model, "continuing_subword_prefix").empty() ||
      !text_of(model, "end_of_word_suffix").empty()) {
    return unsupported("BPE with marks at word ends");
  }
  Result<std::vector<BpeMerge>> merges = merges_from(kTokenizerFile, member(model, "merges"));
  if (!merges.ok()) return merges.error();
  return byte_bpe_from_parts(std::move(tokens), std::move(*merges));
}

Result<Codec> wordpiece_of(const std::string& file, std::span<const std::string> tokens,
                           bool lower_case) {
  std::string lines;
  for (const std::string& token : tokens) {
    if (token.empty() || token.find_first_of("\r\n") != std::string::npos) {
      return bad_tokenizer(file, "a token is empty or has a line end inside");
    }
    lines += token;
    lines += '\n';
  }
  return wordpiece_from_vocabulary(lines, lower_case);
}

Result<Codec> read_wordpiece(const Json& json, std::span<const std::string> tokens) {
  const Json& model = member(json, "model");
  const std::string prefix = text_of(model, "continuing_subword_prefix");
  if (!prefix.empty() && prefix != "##") return unsupported("WordPiece without ##");
  const Json& normalizer = member(json, "normalizer");
  if (text_of(normalizer, "type") != "BertNormalizer") {
    return unsupported("WordPiece that does not clean text as BERT does");
  }
  if (text_of(member(json, "pre_tokenizer"), "type") != "BertPreTokenizer") {
    return unsupported("WordPiece that does not cut words as BERT does");
  }
  const bool lower_case = is_true(normalizer, "lowercase", true);
  if (is_true(normalizer, "strip_accents", lower_case) != lower_case) {
    return unsupported("lower case without accents taken off, or the reverse");
  }
  return wordpiece_of(kTokenizerFile, tokens, lower_case);
}

Result<Codec> read_word_level(const Json& json, std::vector<std::string> tokens) {
  const Json& cutter = member(json, "pre_tokenizer");
  const std::string pattern = text_of(member(cutter, "pattern"), "Regex");
  if (text_of(cutter, "type") == "Split" && pattern == kCharacters) {
    return codec_from_tokens(CodecKind::kCharacter, std::move(tokens));
  }
  if (text_of(cutter, "type") == "Split" && (pattern == kWords || pattern == kWordsAndLineEnds)) {
    return codec_from_tokens(CodecKind::kWord, std::move(tokens));
  }
  return unsupported("whole words that are cut in another way");
}

Result<Codec> read_tokenizer_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) {
    return bad_tokenizer(kTokenizerFile, "it is not a JSON object");
  }
  const Json& model = member(json, "model");
  std::string type = text_of(model, "type");
  if (type.empty() && member(model, "merges").is_array()) type = "BPE";  // files of old versions
  if (type != "BPE" && type != "WordPiece" && type != "WordLevel") {
    return unsupported(type.empty() ? "a model without a name" : "a model called " + type);
  }
  Result<std::vector<std::string>> tokens =
      tokens_by_number(kTokenizerFile, member(model, "vocab"), member(json, "added_tokens"));
  if (!tokens.ok()) return tokens.error();
  if (type == "BPE") return read_bpe(json, std::move(*tokens));
  if (type == "WordPiece") return read_wordpiece(json, *tokens);
  return read_word_level(json, std::move(*tokens));
}

std::optional<std::string_view> find_file(const FolderView& files, std::string_view name) {
  const auto found = files.find(name);
  if (found == files.end()) return std::nullopt;
  return found->second;
}

// bert-base-uncased lowers case and says so; a folder that says nothing is taken to be like it.
bool config_lowers_case(const FolderView& files) {
  const std::optional<std::string_view> text = find_file(files, "tokenizer_config.json");
  if (!text) return true;
  const Json json = Json::parse(*text, nullptr, false);
  return json.is_discarded() || is_true(json, "do_lower_case", true);
}

Result<Codec> read_bpe_files(std::string_view vocabulary, std::string_view merges) {
  const Json json = Json::parse(vocabulary, nullptr, false);
  if (json.is_discarded()) return bad_tokenizer("vocab.json", "it is not JSON");
  Result<std::vector<std::string>> tokens = tokens_by_number("vocab.json", json, Json());
  if (!tokens.ok()) return tokens.error();
  Json list = Json::array();
  while (!merges.empty()) {
    const std::size_t end = std::min(merges.find('\n'), merges.size());
    std::string_view line = merges.substr(0, end);
    merges.remove_prefix(std::min(end + 1, merges.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty() && !line.starts_with("#version")) list.push_back(std::string(line));
  }
  Result<std::vector<BpeMerge>> parsed = merges_from("merges.txt", list);
  if (!parsed.ok()) return parsed.error();
  return byte_bpe_from_parts(std::move(*tokens), std::move(*parsed));
}

// --- Writing.

std::vector<std::pair<const char*, TokenId>> specials_of(const TokenCodec& codec) {
  const SpecialTokens& special = codec.special();
  std::vector<std::pair<const char*, TokenId>> list;
  for (const auto& [name, id] :
       {std::pair{"eos_token", special.end_of_text}, std::pair{"unk_token", special.unknown},
        std::pair{"pad_token", special.padding}, std::pair{"cls_token", special.classify},
        std::pair{"sep_token", special.separator}, std::pair{"mask_token", special.mask}}) {
    if (id != kUnknownToken) list.emplace_back(name, id);
  }
  return list;
}

Json added_tokens(const TokenCodec& codec) {
  std::vector<TokenId> ids;
  for (const auto& [name, id] : specials_of(codec)) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  Json list = Json::array();
  for (const TokenId id : ids) {
    list.push_back({{"id", id},
                    {"content", codec.token(id)},
                    {"single_word", false},
                    {"lstrip", false},
                    {"rstrip", false},
                    {"normalized", false},
                    {"special", true}});
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

Json byte_level() {
  return {{"type", "ByteLevel"},
          {"add_prefix_space", false},
          {"trim_offsets", true},
          {"use_regex", true}};
}

Json split(const char* pattern, const char* behaviour, bool invert) {
  return {{"type", "Split"},
          {"pattern", {{"Regex", pattern}}},
          {"behavior", behaviour},
          {"invert", invert}};
}

}  // namespace

Result<Codec> read_tokenizer(const FolderView& files) {
  if (const auto json = find_file(files, kTokenizerFile)) return read_tokenizer_json(*json);
  if (const auto lines = find_file(files, "vocab.txt")) {
    return wordpiece_from_vocabulary(*lines, config_lowers_case(files));
  }
  if (const auto merges = find_file(files, "merges.txt")) {
    if (const auto vocabulary = find_file(files, "vocab.json")) {
      return read_bpe_files(*vocabulary, *merges);
    }
    return byte_bpe_from_merges(*merges, SpecialSet::kGpt);
  }
  return Codec();
}

std::string write_tokenizer(const TokenCodec& codec, TransformerKind kind) {
  Json vocabulary = Json::object();
  for (TokenId id = 0; id < codec.size(); ++id) vocabulary[codec.token(id)] = id;
  Json model{{"vocab", std::move(vocabulary)}};
  Json json{{"version", "1.0"},      {"truncation", nullptr},    {"padding", nullptr},
            {"normalizer", nullptr}, {"pre_tokenizer", nullptr}, {"post_processor", nullptr},
            {"decoder", nullptr}};
  switch (codec.kind()) {
    case CodecKind::kByteBpe: {
      model["type"] = "BPE";
      model["dropout"] = nullptr;
      model["unk_token"] = nullptr;
      model["continuing_subword_prefix"] = "";
      model["end_of_word_suffix"] = "";
      model["fuse_unk"] = false;
      Json merges = Json::array();
      for (const BpeMerge& merge : merges_of(codec)) {
        merges.push_back(merge.left + " " + merge.right);
      }
      model["merges"] = std::move(merges);
      json["pre_tokenizer"] = byte_level();
      json["decoder"] = byte_level();
      break;
    }
    case CodecKind::kWordPiece:
      model["type"] = "WordPiece";
      model["unk_token"] = kUnknownName;
      model["continuing_subword_prefix"] = "##";
      model["max_input_chars_per_word"] = 100;
      json["normalizer"] = {{"type", "BertNormalizer"},
                            {"clean_text", true},
                            {"handle_chinese_chars", true},
                            {"strip_accents", nullptr},
                            {"lowercase", lowers_case(codec)}};
      json["pre_tokenizer"] = {{"type", "BertPreTokenizer"}};
      json["decoder"] = {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}};
      break;
    case CodecKind::kWord: {
      model["type"] = "WordLevel";
      model["unk_token"] = kUnknownName;
      const Json straight{
          {"type", "Replace"}, {"pattern", {{"String", "\xe2\x80\x99"}}}, {"content", "'"}};
      json["normalizer"] = {{"type", "Sequence"},
                            {"normalizers", Json::array({Json{{"type", "NFC"}},
                                                         Json{{"type", "Lowercase"}}, straight})}};
      const bool line_ends = codec.find("\n") != kUnknownToken;
      json["pre_tokenizer"] = split(line_ends ? kWordsAndLineEnds : kWords, "Removed", true);
      json["decoder"] = {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}};
      break;
    }
    case CodecKind::kCharacter:
      model["type"] = "WordLevel";
      model["unk_token"] = kUnknownName;
      json["normalizer"] = {{"type", "NFC"}};
      json["pre_tokenizer"] = split(kCharacters, "Isolated", false);
      json["decoder"] = {{"type", "Fuse"}};
      break;
  }
  const bool has_pair =
      codec.special().classify != kUnknownToken && codec.special().separator != kUnknownToken;
  if (kind == TransformerKind::kBert && has_pair) {
    json["post_processor"] = bert_template(codec);
  } else if (codec.kind() == CodecKind::kByteBpe) {
    json["post_processor"] = byte_level();
  }
  json["added_tokens"] = added_tokens(codec);
  json["model"] = std::move(model);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string write_tokenizer_config(const TokenCodec& codec, int context) {
  Json json{{"tokenizer_class", "PreTrainedTokenizerFast"}, {"model_max_length", context}};
  for (const auto& [name, id] : specials_of(codec)) json[name] = codec.token(id);
  if (codec.special().end_of_text != kUnknownToken) {
    json["bos_token"] = codec.token(codec.special().end_of_text);
  }
  if (codec.kind() == CodecKind::kWordPiece) json["do_lower_case"] = lowers_case(codec);
  return json.dump(2) + "\n";
}

}  // namespace wordspace::hugging_face
