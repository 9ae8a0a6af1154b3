// Every field of the JSON files of a model folder, with what becomes of it: read, harmless, or
// good with certain values only. A field that stands in no list is refused by name.
// For this folder's files only: others use formats/hugging_face.h.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"

namespace wordspace {
enum class CodecKind;
enum class TransformerKind;
}  // namespace wordspace

namespace wordspace::hugging_face {

enum class Use {
  kRead,      // decides something here
  kHarmless,  // changes nothing that is computed here
  kOnly       // is not known here but for the values given
};

struct Field {
  const char* name;
  Use use;
  // kOnly: a JSON list of what it may be; null and a missing field count as the first.
  const char* values = nullptr;
};
using FieldList = std::span<const Field>;

// Lists by file, and by part of tokenizer.json; type: what "type" says there. Empty where that type
// is not known here.
FieldList config_fields(TransformerKind kind);
FieldList generation_fields();
FieldList tokenizer_config_fields();
FieldList special_tokens_fields();
FieldList tokenizer_fields();
FieldList added_token_fields();
FieldList model_fields(std::string_view type);
FieldList normalizer_fields(std::string_view type);
FieldList pre_tokenizer_fields(std::string_view type);
FieldList post_processor_fields(std::string_view type);
FieldList decoder_fields(std::string_view type);

// Holds each field of an object against a list. part: of the file, such as "model", or empty.
//   Errors: model_folder.unknown_field, model_folder.unsupported_setting.
Status check_fields(std::string_view file, std::string_view part, const nlohmann::json& object,
                    FieldList list);
// "tokenizer.json asks for model.type "Unigram", which is not known here."
Error unsupported_setting(std::string_view file, std::string_view field,
                          const nlohmann::json& value);

}  // namespace wordspace::hugging_face
