// config.json of GPT-2 and BERT, and the sizes it stands for.
// Not the weights (hugging_face_weights.cpp).
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

#include "formats/hugging_face.h"
#include "formats/hugging_face_fields.h"
#include "formats/safetensors.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"
#include "text/token_id.h"

namespace wordspace::hugging_face {
namespace {

// A field of our own: others read positions from a table, so tables of models that compute theirs
// are in the weights too (write_weights).
constexpr const char* kPositionsField = "wordspace_positions";

using Json = nlohmann::json;

constexpr std::size_t kMaxConfigBytes = 1u << 20;

Error bad_config(const std::string& why) {
  return Error{"model_folder.bad_config",
               "config.json cannot be used: " + why + ".",
               "Take config.json from the same place as the weights.",
               {why}};
}

// Fields of config.json, the first fault kept.
class Fields {
 public:
  explicit Fields(const Json& json) : json_(json) {}

  const Json* find(const char* name) const {
    const auto found = json_.find(name);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
  }
  // fallback: what a missing field means; none: the field is needed.
  int whole(const char* name, std::optional<int> fallback = std::nullopt) {
    const Json* field = find(name);
    if (field == nullptr) {
      if (!fallback) fault(std::string("\"") + name + "\" is missing");
      return fallback.value_or(0);
    }
    if (!field->is_number_unsigned() || field->get<std::uint64_t>() > 1u << 30) {
      fault(std::string("\"") + name + "\" is not a whole number in range");
      return 0;
    }
    return static_cast<int>(field->get<std::uint64_t>());
  }
  float fraction(const char* name, double fallback, double low, double high) {
    const Json* field = find(name);
    if (field == nullptr) return static_cast<float>(fallback);
    const double value = field->is_number() ? field->get<double>() : std::nan("");
    if (!(value >= low && value <= high)) {
      fault(std::string("\"") + name + "\" is not a number in range");
      return static_cast<float>(fallback);
    }
    return static_cast<float>(value);
  }
  std::string text(const char* name, const char* fallback) const {
    const Json* field = find(name);
    if (field == nullptr) return fallback;
    return field->is_string() ? field->get<std::string>() : field->dump();
  }
  // One of the values; a missing one means the first.
  void must_be(const char* name, std::initializer_list<const char*> values) {
    const std::string value = text(name, *values.begin());
    for (const char* known : values) {
      if (value == known) return;
    }
    if (!error_) error_ = unsupported_setting(kConfigFile, name, *find(name));
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  void fault(const std::string& why) {
    if (!error_) error_ = bad_config(why);
  }

  const Json& json_;
  std::optional<Error> error_;
};

std::optional<TransformerKind> kind_of(const Fields& fields) {
  std::string type = fields.text("model_type", "");
  if (type.empty()) {
    if (const Json* list = fields.find("architectures"); list != nullptr) type = list->dump();
  }
  if (type == "gpt2" || type.find("\"GPT2") != std::string::npos) return TransformerKind::kGpt;
  if (type == "bert" || type.find("\"Bert") != std::string::npos) return TransformerKind::kBert;
  if (!type.empty()) return std::nullopt;
  // Files from before there was a model_type.
  if (fields.find("n_embd") != nullptr) return TransformerKind::kGpt;
  if (fields.find("hidden_size") != nullptr && fields.find("type_vocab_size") != nullptr) {
    return TransformerKind::kBert;
  }
  return std::nullopt;
}

void read_gpt(Fields& fields, TransformerConfig& config) {
  config.width = fields.whole("n_embd");
  config.layers = fields.whole("n_layer");
  config.heads = fields.whole("n_head");
  config.context =
      fields.find("n_positions") != nullptr ? fields.whole("n_positions") : fields.whole("n_ctx");
  config.hidden = fields.whole("n_inner", 0);
  config.norm_eps = fields.fraction("layer_norm_epsilon", 1e-5, 1e-15, 0.1);
  config.dropout = fields.fraction("resid_pdrop", 0.1, 0, 0.9);
}

void read_bert(Fields& fields, TransformerConfig& config) {
  config.width = fields.whole("hidden_size");
  config.layers = fields.whole("num_hidden_layers");
  config.heads = fields.whole("num_attention_heads");
  config.context = fields.whole("max_position_embeddings");
  config.hidden = fields.whole("intermediate_size");
  config.norm_eps = fields.fraction("layer_norm_eps", 1e-12, 1e-15, 0.1);
  config.dropout = fields.fraction("hidden_dropout_prob", 0.1, 0, 0.9);
}

}  // namespace

Result<TransformerConfig> read_config(std::string_view text) {
  if (text.size() > kMaxConfigBytes) return bad_config("it is larger than a megabyte");
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) return bad_config("it is not a JSON object");
  Fields fields(json);
  const std::optional<TransformerKind> kind = kind_of(fields);
  if (!kind) {
    const std::string type = fields.text("model_type", "unknown");
    return Error{"model_folder.unsupported_model",
                 "This is a model of the kind " + type + "; only GPT-2 and BERT are known here.",
                 "Open a folder of GPT2LMHeadModel or BertForPreTraining.",
                 {type}};
  }
  const Status known = check_fields(kConfigFile, "", json, config_fields(*kind));
  if (!known.ok()) return known.error();
  TransformerConfig config;
  config.kind = *kind;
  config.vocab = fields.whole("vocab_size");
  config.init_deviation = fields.fraction("initializer_range", 0.02, 0, 10);
  fields.must_be("tie_word_embeddings", {"true", "false"});
  config.tied_output = fields.text("tie_word_embeddings", "true") == "true";
  fields.must_be(kPositionsField, {"learned", "sinusoidal", "none"});
  const std::string positions = fields.text(kPositionsField, "learned");
  config.positions = positions == "sinusoidal" ? Positions::kSinusoidal
                     : positions == "none"     ? Positions::kNone
                                               : Positions::kLearned;
  if (config.kind == TransformerKind::kGpt) {
    read_gpt(fields, config);
  } else {
    read_bert(fields, config);
  }
  if (fields.error()) return *fields.error();
  const Status valid = config.validate();
  if (!valid.ok()) return valid.error();
  return config;
}

std::string write_config(const TransformerConfig& config, const SpecialTokens& special,
                         TensorType type) {
  // Six digits say what was meant: a float written as a double would read 9.999999747378752e-06.
  const auto short_number = [](float value) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.6g", static_cast<double>(value));
    return std::strtod(digits, nullptr);
  };
  nlohmann::ordered_json json;
  const bool gpt = config.kind == TransformerKind::kGpt;
  json["architectures"] = {gpt ? "GPT2LMHeadModel" : "BertForPreTraining"};
  json["model_type"] = gpt ? "gpt2" : "bert";
  json["vocab_size"] = config.vocab;
  const double dropout = short_number(config.dropout);
  if (gpt) {
    json["n_embd"] = config.width;
    json["n_layer"] = config.layers;
    json["n_head"] = config.heads;
    json["n_positions"] = config.context;
    json["n_ctx"] = config.context;
    json["n_inner"] = config.hidden_width();
    json["activation_function"] = "gelu_new";
    json["layer_norm_epsilon"] = short_number(config.epsilon());
    for (const char* name : {"attn_pdrop", "embd_pdrop", "resid_pdrop"}) json[name] = dropout;
    const auto number = [](TokenId id) {
      return id != kUnknownToken ? nlohmann::ordered_json(id) : nlohmann::ordered_json();
    };
    json["bos_token_id"] = number(special.start());
    json["eos_token_id"] = number(special.end_of_text);
  } else {
    json["hidden_size"] = config.width;
    json["num_hidden_layers"] = config.layers;
    json["num_attention_heads"] = config.heads;
    json["intermediate_size"] = config.hidden_width();
    json["max_position_embeddings"] = config.context;
    json["type_vocab_size"] = 2;
    json["hidden_act"] = "gelu";
    json["layer_norm_eps"] = short_number(config.epsilon());
    json["position_embedding_type"] = "absolute";
    for (const char* name : {"hidden_dropout_prob", "attention_probs_dropout_prob"}) {
      json[name] = dropout;
    }
    if (special.padding != kUnknownToken) {
      json["pad_token_id"] = special.padding;
    } else {
      json["pad_token_id"] = nullptr;
    }
  }
  json["initializer_range"] = short_number(config.init_deviation);
  json["tie_word_embeddings"] = config.tied_output;
  if (config.positions != Positions::kLearned) {
    json[kPositionsField] = config.positions == Positions::kSinusoidal ? "sinusoidal" : "none";
  }
  json["torch_dtype"] = type == TensorType::kF16 ? "float16" : "float32";
  return json.dump(2) + "\n";
}

std::uint64_t num_weights(const TransformerConfig& config) {
  const auto u = [](int value) { return static_cast<std::uint64_t>(value); };
  const std::uint64_t v = u(config.vocab), c = u(config.width), f = u(config.hidden_width());
  const bool gpt = config.kind == TransformerKind::kGpt;
  std::uint64_t count = v * c;
  if (config.positions == Positions::kLearned) count += u(config.context) * c;
  const std::uint64_t block = 4 * c * c + 4 * c + 2 * c * f + f + c + 4 * c;
  count += u(config.layers) * block;
  count += gpt ? 2 * c : 2 * c + 2 * c;                        // norm; segments and norm
  if (!gpt) count += 2 * (c * c + c) + 2 * c + v + 2 * c + 2;  // pooler, transform, norm, biases
  if (!config.tied_output) count += v * c;
  return count;
}

}  // namespace wordspace::hugging_face
