// Reads tokenizer.json.
// Not its companions (hugging_face_companions.cpp), and not writing (hugging_face_tokenizer_write).
#include "formats/hugging_face_tokenizer.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

#include "formats/hugging_face_fields.h"
#include "text/token_id.h"

namespace wordspace::hugging_face {
namespace {

using Parts = TokenizerParts;

Error unsupported(std::string_view field, const Json& value) {
  return unsupported_setting(kTokenizerFile, field, value);
}

// An object with a known type and known fields, or null.
Status check_part(const Json& json, const char* name, FieldList (*fields)(std::string_view)) {
  const Json& part = member(json, name);
  if (part.is_null()) return Done{};
  if (!part.is_object()) return bad_tokenizer(kTokenizerFile, std::string(name) + " is no object");
  const FieldList list = fields(text_of(part, "type"));
  if (list.empty()) return unsupported(std::string(name) + ".type", member(part, "type"));
  return check_fields(kTokenizerFile, name, part, list);
}

// --- Added tokens.

Status add_tokens(const Json& list, Parts& parts) {
  if (list.is_null()) return Done{};
  if (!list.is_array()) return bad_tokenizer(kTokenizerFile, "its added tokens are not a list");
  std::unordered_map<std::string, TokenId> numbers;
  for (std::size_t i = 0; i < parts.tokens.size(); ++i) {
    numbers.emplace(parts.tokens[i], static_cast<TokenId>(i));
  }
  for (const Json& entry : list) {
    Result<AddedToken> token = read_added_token(kTokenizerFile, entry);
    if (!token.ok()) return token.error();
    const auto known = numbers.find(token->content);
    token->in_model = known != numbers.end();
    const auto next = static_cast<TokenId>(parts.tokens.size());
    if (token->id != (token->in_model ? known->second : next)) {
      return bad_tokenizer(kTokenizerFile,
                           "the added token \"" + token->content + "\" has another number");
    }
    if (!token->in_model) parts.tokens.push_back(token->content);
    const auto same = [&](const AddedToken& other) { return other.id == token->id; };
    if (std::ranges::any_of(parts.options.added, same) ||
        (!token->in_model && !numbers.emplace(token->content, next).second)) {
      return bad_tokenizer(kTokenizerFile,
                           "the added token \"" + token->content + "\" is given twice");
    }
    parts.options.added.push_back(std::move(*token));
  }
  return Done{};
}

// --- What stands around a text.

// The tokens of [before, A, after] or of [A]; nothing where the list is another.
std::optional<std::pair<std::string, std::string>> around(const Json& single) {
  if (!single.is_array()) return std::nullopt;
  const auto special = [](const Json& piece) {
    return text_of(member(piece, "SpecialToken"), "id");
  };
  const auto is_text = [](const Json& piece) {
    return text_of(member(piece, "Sequence"), "id") == "A";
  };
  if (single.size() == 1 && is_text(single[0])) return std::pair<std::string, std::string>();
  if (single.size() != 3 || !is_text(single[1])) return std::nullopt;
  std::string before = special(single[0]), after = special(single[2]);
  if (before.empty() || after.empty()) return std::nullopt;
  return std::pair(std::move(before), std::move(after));
}

Json template_piece(const char* kind, const std::string& id, int segment) {
  return Json{{kind, {{"id", id}, {"type_id", segment}}}};
}

Status read_template(const Json& json, Parts& parts) {
  const Json& single = member(json, "single");
  const auto tokens = around(single);
  if (!tokens) return unsupported("post_processor.single", single);
  const auto& [before, after] = *tokens;
  Json pair = Json::array();
  if (before.empty()) {
    pair = {template_piece("Sequence", "A", 0), template_piece("Sequence", "B", 1)};
    Json other = {template_piece("Sequence", "A", 0), template_piece("Sequence", "B", 0)};
    if (member(json, "pair") == other) pair = std::move(other);
  } else {
    pair = {template_piece("SpecialToken", before, 0), template_piece("Sequence", "A", 0),
            template_piece("SpecialToken", after, 0), template_piece("Sequence", "B", 1),
            template_piece("SpecialToken", after, 1)};
    const Json wanted = {template_piece("SpecialToken", before, 0),
                         template_piece("Sequence", "A", 0),
                         template_piece("SpecialToken", after, 0)};
    if (single != wanted) return unsupported("post_processor.single", single);
  }
  if (member(json, "pair") != pair) return unsupported("post_processor.pair", member(json, "pair"));
  for (const std::string& token : {before, after}) {
    if (token.empty()) continue;
    const Json& ids = member(member(member(json, "special_tokens"), token.c_str()), "ids");
    if (ids != Json::array({parts.number_of(token)})) {
      return unsupported("post_processor.special_tokens", member(json, "special_tokens"));
    }
  }
  parts.before = before;
  parts.after = after;
  return Done{};
}

Status read_post_processor(const Json& json, Parts& parts) {
  if (json.is_null()) return Done{};
  const Status known =
      check_part(Json{{"post_processor", json}}, "post_processor", post_processor_fields);
  if (!known.ok()) return known;
  const std::string type = text_of(json, "type");
  if (type == "TemplateProcessing") return read_template(json, parts);
  if (type == "BertProcessing") {
    for (const auto& [name, token] :
         {std::pair{"cls", &parts.before}, std::pair{"sep", &parts.after}}) {
      const Json& pair = member(json, name);
      const bool good = pair.is_array() && pair.size() == 2 && pair[0].is_string() &&
                        pair[1] == Json(parts.number_of(pair[0].get<std::string>()));
      if (!good) return unsupported(std::string("post_processor.") + name, pair);
      *token = pair[0].get<std::string>();
    }
  }
  if (type != "Sequence") return Done{};
  const Json& list = member(json, "processors");
  if (!list.is_array()) return unsupported("post_processor.processors", list);
  for (const Json& one : list) {
    if (text_of(one, "type") == "Sequence") return unsupported("post_processor.processors", list);
    if (const Status read = read_post_processor(one, parts); !read.ok()) return read;
  }
  return Done{};
}

// --- Models.

// model.unk_token, which has to be a token of the model.
Status read_unknown(const std::string& name, Parts& parts) {
  const auto found = std::ranges::find(parts.tokens, name);
  if (found == parts.tokens.end()) {
    return bad_tokenizer(kTokenizerFile,
                         "its unknown token \"" + name + "\" is not in the vocabulary");
  }
  parts.options.special.unknown = static_cast<TokenId>(found - parts.tokens.begin());
  return Done{};
}

Status read_bpe(const Json& json, Parts& parts) {
  parts.kind = CodecKind::kByteBpe;
  const Json& model = member(json, "model");
  const Json& cutter = member(json, "pre_tokenizer");
  if (text_of(cutter, "type") != "ByteLevel") {
    return unsupported("pre_tokenizer.type", member(cutter, "type"));
  }
  if (!member(json, "normalizer").is_null()) {
    return unsupported("normalizer.type", member(member(json, "normalizer"), "type"));
  }
  Members cut(kTokenizerFile, cutter), bpe(kTokenizerFile, model);
  CodecOptions& options = parts.options;
  options.add_prefix_space = cut.flag("add_prefix_space", true);
  options.use_regex = cut.flag("use_regex", true);
  options.fuse_unknown = bpe.flag("fuse_unk", false);
  options.ignore_merges = bpe.flag("ignore_merges", false);
  const std::string unknown = bpe.text("unk_token", "");
  for (const Members* members : {&cut, &bpe}) {
    if (members->error()) return *members->error();
  }
  if (!member(model, "unk_token").is_null()) {
    if (const Status read = read_unknown(unknown, parts); !read.ok()) return read;
  }
  Result<std::vector<BpeMerge>> merges = merges_from(kTokenizerFile, member(model, "merges"));
  if (!merges.ok()) return merges.error();
  parts.merges = std::move(*merges);
  return Done{};
}

Status read_wordpiece(const Json& json, Parts& parts) {
  parts.kind = CodecKind::kWordPiece;
  const Json& normalizer = member(json, "normalizer");
  if (text_of(normalizer, "type") != "BertNormalizer") {
    return unsupported("normalizer.type", member(normalizer, "type"));
  }
  const Json& cutter = member(json, "pre_tokenizer");
  if (text_of(cutter, "type") != "BertPreTokenizer") {
    return unsupported("pre_tokenizer.type", member(cutter, "type"));
  }
  Members model(kTokenizerFile, member(json, "model")), clean(kTokenizerFile, normalizer);
  CodecOptions& options = parts.options;
  options.continuation = model.text("continuing_subword_prefix", "##");
  options.longest_word = model.whole("max_input_chars_per_word", 100);
  const std::string unknown = model.text("unk_token", "[UNK]");
  options.clean_text = clean.flag("clean_text", true);
  options.split_chinese = clean.flag("handle_chinese_chars", true);
  options.lower_case = clean.flag("lowercase", true);
  options.strip_accents = clean.maybe_flag("strip_accents");
  for (const Members* members : {&model, &clean}) {
    if (members->error()) return *members->error();
  }
  return read_unknown(unknown, parts);
}

// Only our own: whole words and characters, as write_tokenizer says them.
Status read_word_level(const Json& json, Parts& parts) {
  const Json& cutter = member(json, "pre_tokenizer");
  const Json& normalizer = member(json, "normalizer");
  if (cutter == characters_pre_tokenizer()) {
    parts.kind = CodecKind::kCharacter;
  } else if (cutter == words_pre_tokenizer(false) || cutter == words_pre_tokenizer(true)) {
    parts.kind = CodecKind::kWord;
  } else {
    return unsupported("pre_tokenizer", cutter);
  }
  const bool words = parts.kind == CodecKind::kWord;
  if (normalizer != (words ? words_normalizer() : characters_normalizer())) {
    return unsupported("normalizer", normalizer);
  }
  const bool line_ends = parts.number_of("\n") != kUnknownToken;
  if (words && cutter != words_pre_tokenizer(line_ends))
    return unsupported("pre_tokenizer", cutter);
  Members model(kTokenizerFile, member(json, "model"));
  const std::string unknown = model.text("unk_token", "<unk>");
  if (model.error()) return *model.error();
  return read_unknown(unknown, parts);
}

}  // namespace

Error bad_tokenizer(const std::string& file, const std::string& why) {
  return Error{"model_folder.bad_tokenizer",
               file + " cannot be used: " + why + ".",
               "Take the tokenizer's files from the same place as the weights.",
               {file, why}};
}

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

std::optional<bool> Members::maybe_flag(const char* name) {
  const Json& value = member(json_, name);
  if (value.is_boolean()) return value.get<bool>();
  if (!value.is_null()) fault(name, "true or false");
  return std::nullopt;
}
bool Members::flag(const char* name, bool fallback) { return maybe_flag(name).value_or(fallback); }
std::string Members::text(const char* name, const char* fallback) {
  const Json& value = member(json_, name);
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_null()) fault(name, "text");
  return fallback;
}
int Members::whole(const char* name, int fallback) {
  const Json& value = member(json_, name);
  if (value.is_null()) return fallback;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() <= 1u << 30) return value.get<int>();
  fault(name, "a whole number in range");
  return fallback;
}
void Members::fault(const char* name, const char* expected) {
  if (!error_) error_ = bad_tokenizer(file_, std::string(name) + " is not " + expected);
}

TokenId TokenizerParts::number_of(std::string_view token) const {
  const auto found = std::ranges::find(tokens, token);
  return found == tokens.end() ? kUnknownToken : static_cast<TokenId>(found - tokens.begin());
}

Result<AddedToken> read_added_token(const std::string& file, const Json& json) {
  if (!json.is_object()) return bad_tokenizer(file, "an added token is not an object");
  const Status known = check_fields(file, "added_tokens", json, added_token_fields());
  if (!known.ok()) return known.error();
  Members members(file, json);
  AddedToken token;
  token.id = members.whole("id", 0);
  token.content = members.text("content", "");
  token.single_word = members.flag("single_word", false);
  token.lstrip = members.flag("lstrip", false);
  token.rstrip = members.flag("rstrip", false);
  token.special = members.flag("special", false);
  token.normalized = members.flag("normalized", !token.special);
  if (members.error()) return *members.error();
  if (token.content.empty()) return bad_tokenizer(file, "an added token has no text");
  return token;
}

Result<std::vector<std::string>> tokens_by_number(const std::string& file, const Json& vocabulary) {
  if (!vocabulary.is_object()) return bad_tokenizer(file, "its vocabulary is not an object");
  std::vector<std::string> tokens(vocabulary.size());
  std::vector<bool> taken(tokens.size(), false);
  for (const auto& [token, number] : vocabulary.items()) {
    if (!number.is_number_unsigned()) {
      return bad_tokenizer(file, "the number of \"" + token + "\" is not a whole number");
    }
    const auto wide = number.get<std::uint64_t>();
    if (wide >= tokens.size()) {
      return bad_tokenizer(file,
                           "the numbers of its tokens have gaps below " + std::to_string(wide));
    }
    const auto place = static_cast<std::size_t>(wide);
    if (taken[place]) {
      return bad_tokenizer(file, "number " + std::to_string(place) + " is given twice");
    }
    taken[place] = true;
    tokens[place] = token;
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
      if (blank != std::string::npos && text.find(' ', blank + 1) == std::string::npos) {
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

Result<TokenizerParts> read_tokenizer_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) {
    return bad_tokenizer(kTokenizerFile, "it is not a JSON object");
  }
  const Status known = check_fields(kTokenizerFile, "", json, tokenizer_fields());
  if (!known.ok()) return known.error();
  const Json& model = member(json, "model");
  if (!model.is_object()) return bad_tokenizer(kTokenizerFile, "it has no model");
  std::string type = text_of(model, "type");
  // Files of old versions do not name it.
  if (member(model, "type").is_null() && member(model, "merges").is_array()) type = "BPE";
  const FieldList fields = model_fields(type);
  if (fields.empty()) return unsupported("model.type", member(model, "type"));
  if (const Status good = check_fields(kTokenizerFile, "model", model, fields); !good.ok()) {
    return good.error();
  }
  TokenizerParts parts;
  parts.from_json = true;
  Result<std::vector<std::string>> tokens =
      tokens_by_number(kTokenizerFile, member(model, "vocab"));
  if (!tokens.ok()) return tokens.error();
  parts.tokens = std::move(*tokens);
  Status read = type == "BPE"         ? read_bpe(json, parts)
                : type == "WordPiece" ? read_wordpiece(json, parts)
                                      : read_word_level(json, parts);
  if (!read.ok()) return read.error();
  const bool ours = type == "WordLevel";  // compared as a whole
  using Lists = FieldList (*)(std::string_view);
  for (const auto& [name, list] :
       {std::pair<const char*, Lists>{"normalizer", ours ? nullptr : normalizer_fields},
        std::pair<const char*, Lists>{"pre_tokenizer", ours ? nullptr : pre_tokenizer_fields},
        std::pair<const char*, Lists>{"decoder", decoder_fields}}) {
    if (list == nullptr) continue;
    if (const Status good = check_part(json, name, list); !good.ok()) return good.error();
  }
  if (read = add_tokens(member(json, "added_tokens"), parts); !read.ok()) return read.error();
  if (read = read_post_processor(member(json, "post_processor"), parts); !read.ok()) {
    return read.error();
  }
  for (const char* name : {"post_processor", "decoder", "truncation", "padding"}) {
    parts.options.kept[name] = member(json, name).dump();
  }
  return parts;
}

}  // namespace wordspace::hugging_face
