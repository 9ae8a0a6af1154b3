// What the files of a tokenizer say, on its way to a codec. For this folder's files only: others
// use formats/hugging_face.h.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "formats/hugging_face.h"
#include "text/codec_kind.h"
#include "text/codec_options.h"
#include "text/token_codec.h"

namespace wordspace {
enum class TransformerKind;
}

namespace wordspace::hugging_face {

using Json = nlohmann::json;

inline constexpr const char* kTokenizerConfigFile = "tokenizer_config.json";
inline constexpr const char* kSpecialTokensFile = "special_tokens_map.json";
inline constexpr const char* kAddedTokensFile = "added_tokens.json";
inline constexpr const char* kGenerationFile = "generation_config.json";

Error bad_tokenizer(const std::string& file, const std::string& why);

// A member of an object; null where there is none.
const Json& member(const Json& json, const char* name);
std::string text_of(const Json& json, const char* name);
std::optional<std::string_view> find_file(const FolderView& files, std::string_view name);
// The file as an object; an empty one where there is no such file. Errors: bad_tokenizer.
Result<Json> read_object(const FolderView& files, const char* name);

// Members of one object, the first fault kept.
class Members {
 public:
  Members(std::string file, const Json& json) : file_(std::move(file)), json_(json) {}
  bool flag(const char* name, bool fallback);
  std::optional<bool> maybe_flag(const char* name);  // null or missing: nothing
  std::string text(const char* name, const char* fallback);
  int whole(const char* name, int fallback);
  const std::optional<Error>& error() const { return error_; }

 private:
  void fault(const char* name, const char* expected);
  std::string file_;
  const Json& json_;
  std::optional<Error> error_;
};

struct TokenizerParts {
  CodecKind kind = CodecKind::kByteBpe;
  std::vector<std::string> tokens;  // by number
  std::vector<BpeMerge> merges;
  CodecOptions options;
  bool from_json =
      false;  // tokenizer.json lists the added tokens; older files leave them to others
  // What its post_processor puts around a text; empty: nothing.
  std::string before, after;

  TokenId number_of(std::string_view token) const;
};

// tokenizer.json. Errors: bad_tokenizer, unknown_field, unsupported_setting.
Result<TokenizerParts> read_tokenizer_json(std::string_view text);
// vocab.txt, or merges.txt with or without vocab.json; nothing where there is none.
Result<std::optional<TokenizerParts>> read_older_files(const FolderView& files);
// What the other files say: special tokens and added ones, and that nothing contradicts.
Status add_companions(const FolderView& files, TokenizerParts& parts);
// One added token as JSON has it.
Result<AddedToken> read_added_token(const std::string& file, const Json& json);
// The merges as JSON has them.
Result<std::vector<BpeMerge>> merges_from(const std::string& file, const Json& list);
// Token i is the one that the vocabulary gives the number i.
Result<std::vector<std::string>> tokens_by_number(const std::string& file, const Json& vocabulary);

// The normalizer and pre_tokenizer that stand for our word and character tokenizers.
Json words_normalizer();
Json words_pre_tokenizer(bool line_ends);
Json characters_normalizer();
Json characters_pre_tokenizer();

}  // namespace wordspace::hugging_face
