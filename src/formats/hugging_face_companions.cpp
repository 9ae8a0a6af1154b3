// What stands beside a tokenizer's tokens: names of special tokens, older lists of added tokens,
// settings that tokenizer.json must not contradict; and tokenizers from before tokenizer.json.
// Not tokenizer.json itself (hugging_face_tokenizer.cpp).
#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "formats/hugging_face_fields.h"
#include "formats/hugging_face_tokenizer.h"
#include "models/transformer_config.h"
#include "text/token_id.h"

namespace wordspace::hugging_face {
namespace {

using Parts = TokenizerParts;

struct Role {
  const char* name;
  TokenId SpecialTokens::* member;
  const char* gpt;   // what GPT2Tokenizer takes it for where no file names it
  const char* bert;  // and BertTokenizer
};
constexpr Role kRoles[] = {
    {"bos_token", &SpecialTokens::begin_of_text, "<|endoftext|>", nullptr},
    {"eos_token", &SpecialTokens::end_of_text, "<|endoftext|>", nullptr},
    {"unk_token", &SpecialTokens::unknown, "<|endoftext|>", "[UNK]"},
    {"pad_token", &SpecialTokens::padding, nullptr, "[PAD]"},
    {"cls_token", &SpecialTokens::classify, nullptr, "[CLS]"},
    {"sep_token", &SpecialTokens::separator, nullptr, "[SEP]"},
    {"mask_token", &SpecialTokens::mask, nullptr, "[MASK]"},
};

// Fields of tokenizer_config.json that are written again as they were.
constexpr const char* kKeptFields[] = {"additional_special_tokens",
                                       "extra_special_tokens",
                                       "clean_up_tokenization_spaces",
                                       "padding_side",
                                       "truncation_side",
                                       "model_input_names",
                                       "pad_token_type_id",
                                       "errors",
                                       "chat_template"};

// The class that would read the folder elsewhere.
enum class Reader { kGpt, kBert, kAny, kEither };

Reader reader_of(const std::string& name, std::optional<TransformerKind> kind) {
  if (name.starts_with("GPT2")) return Reader::kGpt;
  if (name.starts_with("Bert")) return Reader::kBert;
  if (!name.empty()) return Reader::kAny;
  if (!kind) return Reader::kEither;
  return *kind == TransformerKind::kGpt ? Reader::kGpt : Reader::kBert;
}

// What a file says of one special token: text, or an added token.
struct Named {
  std::string content;
  std::optional<AddedToken> token;
};
Result<Named> read_named(const std::string& file, const Json& value) {
  Named named;
  if (value.is_string()) {
    named.content = value.get<std::string>();
    return named;
  }
  if (value.is_null()) return named;
  Result<AddedToken> token = read_added_token(file, value);
  if (!token.ok()) return token.error();
  named.content = token->content;
  token->special = true;
  named.token = std::move(*token);
  return named;
}

// The token is an added one from now on; where it is one already, nothing may contradict.
Result<TokenId> add_named(const std::string& file, const Named& named, Parts& parts) {
  const TokenId id = parts.number_of(named.content);
  if (id == kUnknownToken) {
    return bad_tokenizer(file, "\"" + named.content + "\" is not in the vocabulary");
  }
  const auto same = [&](const AddedToken& other) { return other.id == id; };
  const auto known = std::ranges::find_if(parts.options.added, same);
  if (known == parts.options.added.end()) {
    AddedToken token = named.token.value_or(AddedToken{});
    token.id = id;
    token.content = named.content;
    parts.options.added.push_back(std::move(token));
  } else if (named.token &&
             (named.token->lstrip != known->lstrip || named.token->rstrip != known->rstrip ||
              named.token->single_word != known->single_word)) {
    return bad_tokenizer(
        file, "it says other things of \"" + named.content + "\" than the list of added tokens");
  }
  return id;
}

// --- Lists of added tokens.

// added_tokens_decoder of tokenizer_config.json and added_tokens.json: tokenizer.json has them, or
// there is none and they come after its vocabulary.
Status add_listed(const std::string& file, AddedToken token, Parts& parts) {
  const TokenId known = parts.number_of(token.content);
  const auto next = static_cast<TokenId>(parts.tokens.size());
  const bool fits =
      known != kUnknownToken ? known == token.id : !parts.from_json && token.id == next;
  if (!fits) {
    return bad_tokenizer(file, "\"" + token.content + "\" has another number in the vocabulary");
  }
  if (known == kUnknownToken) {
    token.in_model = false;
    parts.tokens.push_back(token.content);
  }
  const Named named{token.content, token};
  const bool in_model = token.in_model;
  const bool special = token.special;
  Result<TokenId> added = add_named(file, named, parts);
  if (!added.ok()) return added.error();
  for (AddedToken& other : parts.options.added) {
    if (other.id != *added || parts.from_json) continue;
    other.in_model = in_model;
    other.special = special;
  }
  return Done{};
}

Status add_lists(const FolderView& files, const Json& config, Parts& parts) {
  std::vector<std::pair<std::string, AddedToken>> list;
  const Json& decoder = member(config, "added_tokens_decoder");
  if (!decoder.is_null() && !decoder.is_object()) {
    return bad_tokenizer(kTokenizerConfigFile, "its added tokens are not an object");
  }
  for (const auto& [number, entry] : decoder.items()) {
    Result<AddedToken> token = read_added_token(kTokenizerConfigFile, entry);
    if (!token.ok()) return token.error();
    char* end = nullptr;
    const unsigned long id = std::strtoul(number.c_str(), &end, 10);
    if (number.empty() || *end != '\0' || id > 1u << 30) {
      return bad_tokenizer(kTokenizerConfigFile, "\"" + number + "\" is no number of a token");
    }
    token->id = static_cast<TokenId>(id);
    list.emplace_back(kTokenizerConfigFile, std::move(*token));
  }
  const Result<Json> older = read_object(files, kAddedTokensFile);
  if (!older.ok()) return older.error();
  for (const auto& [content, number] : older->items()) {
    if (!number.is_number_unsigned() || number.get<std::uint64_t>() > 1u << 30 || content.empty()) {
      return bad_tokenizer(kAddedTokensFile, "\"" + content + "\" has no number");
    }
    const auto id = number.get<TokenId>();
    if (std::ranges::any_of(list, [&](const auto& row) { return row.second.id == id; })) continue;
    AddedToken token;
    token.id = id;
    token.content = content;
    token.special = false;
    token.normalized = true;
    if (parts.from_json) {  // it says there how the token is found
      if (parts.number_of(content) == id) continue;
    }
    list.emplace_back(kAddedTokensFile, std::move(token));
  }
  std::ranges::sort(list, {}, [](const auto& row) { return row.second.id; });
  for (auto& [file, token] : list) {
    const Status added = add_listed(file, std::move(token), parts);
    if (!added.ok()) return added;
  }
  return Done{};
}

// --- Special tokens by what they are for.

Status name_roles(const Json& config, const Json& map, Reader reader, Parts& parts) {
  for (const Role& role : kRoles) {
    std::optional<Named> named;
    std::string file;
    for (const auto& [name, json] :
         {std::pair{kTokenizerConfigFile, &config}, std::pair{kSpecialTokensFile, &map}}) {
      if (!json->contains(role.name)) continue;
      Result<Named> read = read_named(name, member(*json, role.name));
      if (!read.ok()) return read.error();
      if (named && named->content != read->content) {
        return bad_tokenizer(kSpecialTokensFile, std::string("its ") + role.name +
                                                     " is not the one of tokenizer_config.json");
      }
      if (!named || read->token) named = std::move(*read);
      file = name;
    }
    if (named && !named->content.empty()) {
      const Result<TokenId> id = add_named(file, *named, parts);
      if (!id.ok()) return id.error();
      parts.options.named.*role.member = *id;
      continue;
    }
    if (named || reader == Reader::kAny) continue;
    // Nobody names it: what the class takes, where the tokenizer has it.
    for (const auto& [usual, of] :
         {std::pair{role.gpt, Reader::kGpt}, std::pair{role.bert, Reader::kBert}}) {
      if (usual == nullptr || (reader != of && reader != Reader::kEither)) continue;
      const TokenId id = parts.number_of(usual);
      const auto same = [&](const AddedToken& other) { return other.id == id; };
      if (id == kUnknownToken) continue;
      if (parts.from_json && std::ranges::none_of(parts.options.added, same)) continue;
      const Result<TokenId> added = add_named(kTokenizerFile, {usual, {}}, parts);
      if (!added.ok()) return added.error();
      parts.options.named.*role.member = id;
    }
  }
  for (const auto& [name, json] :
       {std::pair{kTokenizerConfigFile, &config}, std::pair{kSpecialTokensFile, &map}}) {
    for (const char* field : {"additional_special_tokens", "extra_special_tokens"}) {
      const Json& more = member(*json, field);
      if (more.is_null()) continue;
      if (!more.is_structured()) return bad_tokenizer(name, std::string(field) + " is no list");
      for (const Json& one : more) {
        const Result<Named> named = read_named(name, one);
        if (!named.ok()) return named.error();
        const Result<TokenId> id = add_named(name, *named, parts);
        if (!id.ok()) return id.error();
      }
    }
  }
  return Done{};
}

// --- Numbers that config.json and generation_config.json give.

// Nothing where the file names none that the tokenizer has.
Result<TokenId> token_number(const char* file, const Json& json, const char* name, TokenId size) {
  Json value = member(json, name);
  if (value.is_array() && value.size() > 1) return unsupported_setting(file, name, value);
  if (value.is_array()) value = value.empty() ? Json() : Json(value[0]);
  if (value.is_number_unsigned() && value.get<std::uint64_t>() < static_cast<std::uint64_t>(size)) {
    return value.get<TokenId>();
  }
  return kUnknownToken;
}

Status take_numbers(const FolderView& files, const Json& config, Parts& parts) {
  const Result<Json> generation = read_object(files, kGenerationFile);
  if (!generation.ok()) return generation.error();
  const Status known = check_fields(kGenerationFile, "", *generation, generation_fields());
  if (!known.ok()) return known;
  const auto size = static_cast<TokenId>(parts.tokens.size());
  for (const auto& [name, role] : {std::pair{"bos_token_id", &SpecialTokens::begin_of_text},
                                   std::pair{"eos_token_id", &SpecialTokens::end_of_text}}) {
    for (const auto& [file, json] :
         {std::pair{kConfigFile, &config}, std::pair{kGenerationFile, &*generation}}) {
      const Result<TokenId> id = token_number(file, *json, name, size);
      if (!id.ok()) return id.error();
      if (*id != kUnknownToken) parts.options.special.*role = *id;
    }
  }
  return Done{};
}

// --- Settings.

// Where tokenizer_config.json gives one, tokenizer.json says the same, or older files say nothing.
template <typename Value>
Status agree(const Json& config, const char* name, const Value& given, const Parts& parts,
             Value& ours) {
  if (!config.contains(name)) return Done{};
  if (parts.from_json && !(given == ours)) {
    return bad_tokenizer(kTokenizerConfigFile,
                         std::string("its ") + name + " is not what tokenizer.json says");
  }
  ours = given;
  return Done{};
}

Status take_settings(const Json& config, Parts& parts) {
  Members members(kTokenizerConfigFile, config);
  CodecOptions& options = parts.options;
  Status status = Done{};
  if (parts.kind == CodecKind::kByteBpe) {
    const bool given = members.flag("add_prefix_space", false);
    status = agree(config, "add_prefix_space", given, parts, options.add_prefix_space);
  } else if (parts.kind == CodecKind::kWordPiece) {
    const bool lower = members.flag("do_lower_case", true);
    const bool chinese = members.flag("tokenize_chinese_chars", true);
    const std::optional<bool> strip = members.maybe_flag("strip_accents");
    status = agree(config, "do_lower_case", lower, parts, options.lower_case);
    if (status.ok()) {
      status = agree(config, "tokenize_chinese_chars", chinese, parts, options.split_chinese);
    }
    if (status.ok()) status = agree(config, "strip_accents", strip, parts, options.strip_accents);
  }
  if (members.error()) return *members.error();
  if (!status.ok()) return status;
  for (const char* name : kKeptFields) {
    if (config.contains(name)) {
      options.kept[std::string(kTokenizerConfigFile) + "/" + name] = member(config, name).dump();
    }
  }
  return Done{};
}

// What the codec puts around texts for a BERT must be what the file's own post_processor puts.
Status check_around(std::optional<TransformerKind> kind, Parts& parts) {
  SpecialTokens& special = parts.options.special;
  if (parts.before.empty()) return Done{};
  if (kind == TransformerKind::kGpt) {
    return unsupported_setting(kTokenizerFile, "post_processor.single", parts.before);
  }
  for (const auto& [token, role] : {std::pair{&parts.before, &SpecialTokens::classify},
                                    std::pair{&parts.after, &SpecialTokens::separator}}) {
    const TokenId id = parts.number_of(*token);
    if (special.*role == kUnknownToken) special.*role = id;
    if (special.*role != id) {
      return unsupported_setting(kTokenizerFile, "post_processor.single", *token);
    }
  }
  return Done{};
}

std::optional<TransformerKind> kind_of(const Json& config) {
  const std::string type = text_of(config, "model_type");
  const std::string list = member(config, "architectures").dump();
  if (type == "gpt2" || list.find("\"GPT2") != std::string::npos) return TransformerKind::kGpt;
  if (type == "bert" || list.find("\"Bert") != std::string::npos) return TransformerKind::kBert;
  return std::nullopt;
}

// --- Tokenizers in older files.

Result<std::vector<std::string>> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
  }
  return lines;
}

Result<Parts> read_merges(std::string_view merges, std::optional<std::string_view> vocabulary) {
  Parts parts;
  if (!vocabulary) {
    const auto codec = byte_bpe_from_merges(merges, SpecialSet::kGpt);
    if (!codec.ok()) return codec.error();
    for (TokenId id = 0; id < (*codec)->size(); ++id) parts.tokens.push_back((*codec)->token(id));
    parts.merges = merges_of(**codec);
    return parts;
  }
  const Json json = Json::parse(*vocabulary, nullptr, false);
  if (json.is_discarded()) return bad_tokenizer("vocab.json", "it is not JSON");
  Result<std::vector<std::string>> tokens = tokens_by_number("vocab.json", json);
  if (!tokens.ok()) return tokens.error();
  parts.tokens = std::move(*tokens);
  Json list = Json::array();
  const Result<std::vector<std::string>> lines = lines_of(merges);
  for (const std::string& line : *lines) {
    if (!line.empty() && !line.starts_with("#version")) list.push_back(line);
  }
  Result<std::vector<BpeMerge>> parsed = merges_from("merges.txt", list);
  if (!parsed.ok()) return parsed.error();
  parts.merges = std::move(*parsed);
  return parts;
}

}  // namespace

std::optional<std::string_view> find_file(const FolderView& files, std::string_view name) {
  const auto found = files.find(name);
  if (found == files.end()) return std::nullopt;
  return found->second;
}

Result<Json> read_object(const FolderView& files, const char* name) {
  const std::optional<std::string_view> text = find_file(files, name);
  if (!text) return Json(Json::object());
  Json json = Json::parse(*text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) {
    return bad_tokenizer(name, "it is not a JSON object");
  }
  return json;
}

Result<std::optional<TokenizerParts>> read_older_files(const FolderView& files) {
  std::optional<Parts> parts;
  if (const auto lines = find_file(files, "vocab.txt")) {
    parts.emplace();
    parts->kind = CodecKind::kWordPiece;
    parts->tokens = std::move(*lines_of(*lines));
  } else if (const auto merges = find_file(files, "merges.txt")) {
    Result<Parts> read = read_merges(*merges, find_file(files, "vocab.json"));
    if (!read.ok()) return read.error();
    parts = std::move(*read);
  }
  return parts;
}

Status add_companions(const FolderView& files, TokenizerParts& parts) {
  const Result<Json> settings = read_object(files, kTokenizerConfigFile);
  if (!settings.ok()) return settings.error();
  const Result<Json> map = read_object(files, kSpecialTokensFile);
  if (!map.ok()) return map.error();
  for (const auto& [name, json, list] :
       {std::tuple{kTokenizerConfigFile, &*settings, tokenizer_config_fields()},
        std::tuple{kSpecialTokensFile, &*map, special_tokens_fields()}}) {
    const Status known = check_fields(name, "", *json, list);
    if (!known.ok()) return known;
  }
  // config.json is judged elsewhere; what is damaged says nothing here.
  Json config = Json::parse(find_file(files, kConfigFile).value_or("{}"), nullptr, false);
  if (config.is_discarded() || !config.is_object()) config = Json::object();
  const std::optional<TransformerKind> kind = kind_of(config);
  const Reader reader = reader_of(text_of(*settings, "tokenizer_class"), kind);

  if (const Status added = add_lists(files, *settings, parts); !added.ok()) return added;
  if (const Status named = name_roles(*settings, *map, reader, parts); !named.ok()) return named;
  if (!parts.from_json) std::ranges::sort(parts.options.added, {}, &AddedToken::id);
  if (const Status taken = take_settings(*settings, parts); !taken.ok()) return taken;

  SpecialTokens& special = parts.options.special;
  const TokenId unknown = special.unknown;  // the model's own, not the name of one
  special = parts.options.named;
  special.unknown = unknown;
  if (parts.kind == CodecKind::kWordPiece && !parts.from_json) {
    special.unknown = parts.options.named.unknown;
    if (special.unknown == kUnknownToken) {
      return bad_tokenizer("vocab.txt", "it has no token for unknown words");
    }
  }
  if (special.begin_of_text == special.end_of_text) special.begin_of_text = kUnknownToken;
  if (kind != TransformerKind::kBert) {
    if (const Status taken = take_numbers(files, config, parts); !taken.ok()) return taken;
    if (special.begin_of_text == special.end_of_text) special.begin_of_text = kUnknownToken;
  }
  return check_around(kind, parts);
}

}  // namespace wordspace::hugging_face
