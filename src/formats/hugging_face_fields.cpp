// The lists of fields, one a file, and the check against them.
// Not the meaning of those that are read (hugging_face_config.cpp, hugging_face_tokenizer*.cpp).
#include "formats/hugging_face_fields.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "models/transformer_config.h"

namespace wordspace::hugging_face {
namespace {

using Json = nlohmann::json;
using enum Use;

// --- config.json.

constexpr Field kConfig[] = {
    {"model_type", kRead},
    {"architectures", kRead},
    {"vocab_size", kRead},
    {"initializer_range", kRead},
    {"tie_word_embeddings", kRead},
    {"bos_token_id", kRead},
    {"eos_token_id", kRead},
    {"wordspace_positions", kRead},
    // What made the file, and in which precision.
    {"transformers_version", kHarmless},
    {"_name_or_path", kHarmless},
    {"name_or_path", kHarmless},
    {"_commit_hash", kHarmless},
    {"torch_dtype", kHarmless},
    {"dtype", kHarmless},
    {"finetuning_task", kHarmless},
    {"task_specific_params", kHarmless},
    {"tokenizer_class", kHarmless},  // tokenizer_config.json decides
    // Numbers of tokens that the tokenizer's own files name.
    {"pad_token_id", kHarmless},
    {"sep_token_id", kHarmless},
    {"cls_token_id", kHarmless},
    {"mask_token_id", kHarmless},
    {"unk_token_id", kHarmless},
    {"decoder_start_token_id", kHarmless},
    // Heads that are not here.
    {"id2label", kHarmless},
    {"label2id", kHarmless},
    {"num_labels", kHarmless},
    {"problem_type", kHarmless},
    {"classifier_dropout", kHarmless},
    // How a program computes the same, and what it hands out.
    {"use_cache", kHarmless},
    {"output_attentions", kHarmless},
    {"output_hidden_states", kHarmless},
    {"output_past", kHarmless},
    {"return_dict", kHarmless},
    {"use_return_dict", kHarmless},
    {"torchscript", kHarmless},
    {"use_bfloat16", kHarmless},
    {"chunk_size_feed_forward", kHarmless},
    {"gradient_checkpointing", kHarmless},
    {"attn_implementation", kHarmless},
    {"_attn_implementation", kHarmless},
    {"_attn_implementation_autoset", kHarmless},
    {"_attn_implementation_internal", kHarmless},
    {"is_encoder_decoder", kOnly, "[false]"},
    {"is_decoder", kOnly, "[false]"},
    {"add_cross_attention", kOnly, "[false]"},
    {"cross_attention_hidden_size", kOnly, "[null]"},
    {"tie_encoder_decoder", kOnly, "[false]"},
    {"pruned_heads", kOnly, "[{}]"},
    {"quantization_config", kOnly, "[null]"},
    {"auto_map", kOnly, "[null]"},
    {"prefix", kOnly, "[null, \"\"]"},
};

constexpr Field kGptConfig[] = {
    {"n_embd", kRead},
    {"n_layer", kRead},
    {"n_head", kRead},
    {"n_positions", kRead},
    {"n_ctx", kRead},
    {"n_inner", kRead},
    {"layer_norm_epsilon", kRead},
    {"resid_pdrop", kRead},
    {"embd_pdrop", kHarmless},  // of training, which has one rate of its own
    {"attn_pdrop", kHarmless},
    {"activation_function", kOnly, R"(["gelu_new", "gelu_pytorch_tanh", "gelu_fast"])"},
    {"scale_attn_weights", kOnly, "[true]"},
    {"scale_attn_by_inverse_layer_idx", kOnly, "[false]"},
    {"reorder_and_upcast_attn", kHarmless},  // sums are floats here
    {"n_special", kOnly, "[0]"},
    {"predict_special_tokens", kHarmless},
    {"summary_type", kHarmless},  // a head that is not here
    {"summary_use_proj", kHarmless},
    {"summary_activation", kHarmless},
    {"summary_proj_to_labels", kHarmless},
    {"summary_first_dropout", kHarmless},
};

constexpr Field kBertConfig[] = {
    {"hidden_size", kRead},
    {"num_hidden_layers", kRead},
    {"num_attention_heads", kRead},
    {"max_position_embeddings", kRead},
    {"intermediate_size", kRead},
    {"layer_norm_eps", kRead},
    {"hidden_dropout_prob", kRead},
    {"attention_probs_dropout_prob", kHarmless},  // of training, which has one rate of its own
    {"hidden_act", kOnly, R"(["gelu"])"},
    {"position_embedding_type", kOnly, R"(["absolute"])"},
    {"type_vocab_size", kOnly, "[2]"},
    {"directionality", kOnly, R"(["bidi"])"},
    {"pooler_fc_size", kHarmless},  // of another program; the pooler is one layer everywhere
    {"pooler_num_attention_heads", kHarmless},
    {"pooler_num_fc_layers", kHarmless},
    {"pooler_size_per_head", kHarmless},
    {"pooler_type", kHarmless},
};

// --- generation_config.json; older config.json hold the same.

constexpr Field kGeneration[] = {
    {"_from_model_config", kHarmless},
    {"transformers_version", kHarmless},
    {"eos_token_id", kRead},
    {"bos_token_id", kRead},
    {"pad_token_id", kHarmless},
    {"decoder_start_token_id", kHarmless},
    // What the command's own options and the lab's sliders say.
    {"do_sample", kHarmless},
    {"temperature", kHarmless},
    {"top_k", kHarmless},
    {"top_p", kHarmless},
    {"max_length", kHarmless},
    {"max_new_tokens", kHarmless},
    {"max_time", kHarmless},
    {"num_return_sequences", kHarmless},
    // Of searches with several beams, and of helpers that give the same text sooner.
    {"length_penalty", kHarmless},
    {"early_stopping", kHarmless},
    {"low_memory", kHarmless},
    {"num_beam_groups", kHarmless},
    {"diversity_penalty", kHarmless},
    {"use_cache", kHarmless},
    {"use_mtp", kHarmless},
    {"cache_implementation", kHarmless},
    {"cache_config", kHarmless},
    {"max_cache_len", kHarmless},
    {"compile_config", kHarmless},
    {"disable_compile", kHarmless},
    {"continuous_batching_config", kHarmless},
    {"prefill_chunk_size", kHarmless},
    {"is_assistant", kHarmless},
    {"num_assistant_tokens", kHarmless},
    {"num_assistant_tokens_schedule", kHarmless},
    {"assistant_confidence_threshold", kHarmless},
    {"assistant_early_exit", kHarmless},
    {"assistant_ensemble_weight", kHarmless},
    {"assistant_lookbehind", kHarmless},
    {"target_lookbehind", kHarmless},
    {"prompt_lookup_num_tokens", kHarmless},
    {"max_matching_ngram_size", kHarmless},
    {"speculation_type", kHarmless},
    {"output_attentions", kHarmless},
    {"output_hidden_states", kHarmless},
    {"output_logits", kHarmless},
    {"output_scores", kHarmless},
    {"return_dict_in_generate", kHarmless},
    {"remove_invalid_values", kHarmless},
    {"renormalize_logits", kHarmless},
    // What changes the text in a way that is not here.
    {"num_beams", kOnly, "[1]"},
    {"min_length", kOnly, "[0]"},
    {"min_new_tokens", kOnly, "[null, 0]"},
    {"min_p", kOnly, "[null, 0]"},
    {"top_h", kOnly, "[null]"},
    {"typical_p", kOnly, "[1]"},
    {"epsilon_cutoff", kOnly, "[0]"},
    {"eta_cutoff", kOnly, "[0]"},
    {"repetition_penalty", kOnly, "[1]"},
    {"encoder_repetition_penalty", kOnly, "[1]"},
    {"no_repeat_ngram_size", kOnly, "[0]"},
    {"encoder_no_repeat_ngram_size", kOnly, "[0]"},
    {"penalty_alpha", kOnly, "[null, 0]"},
    {"dola_layers", kOnly, "[null]"},
    {"guidance_scale", kOnly, "[null, 1]"},
    {"bad_words_ids", kOnly, "[null]"},
    {"force_words_ids", kOnly, "[null]"},
    {"forced_bos_token_id", kOnly, "[null]"},
    {"forced_eos_token_id", kOnly, "[null]"},
    {"suppress_tokens", kOnly, "[null, []]"},
    {"begin_suppress_tokens", kOnly, "[null, []]"},
    {"sequence_bias", kOnly, "[null]"},
    {"exponential_decay_length_penalty", kOnly, "[null]"},
    {"constraints", kOnly, "[null]"},
    {"stop_strings", kOnly, "[null]"},
    {"token_healing", kOnly, "[false]"},
    {"watermarking_config", kOnly, "[null]"},
};

// --- tokenizer_config.json, special_tokens_map.json.

constexpr Field kRoles[] = {
    {"bos_token", kRead},
    {"eos_token", kRead},
    {"unk_token", kRead},
    {"pad_token", kRead},
    {"cls_token", kRead},
    {"sep_token", kRead},
    {"mask_token", kRead},
    {"additional_special_tokens", kRead},
    {"extra_special_tokens", kRead},
};

constexpr Field kTokenizerConfig[] = {
    {"tokenizer_class", kOnly,
     R"([null, "GPT2Tokenizer", "GPT2TokenizerFast", "BertTokenizer", "BertTokenizerFast",
         "PreTrainedTokenizerFast", "TokenizersBackend"])"},
    {"added_tokens_decoder", kRead},
    {"add_prefix_space", kRead},
    {"do_lower_case", kRead},
    {"strip_accents", kRead},
    {"tokenize_chinese_chars", kRead},
    // Where the files came from, and the class that reads them there.
    {"backend", kHarmless},
    {"is_local", kHarmless},
    {"local_files_only", kHarmless},
    {"name_or_path", kHarmless},
    {"tokenizer_file", kHarmless},
    {"vocab_file", kHarmless},
    {"merges_file", kHarmless},
    {"special_tokens_map_file", kHarmless},
    {"use_fast", kHarmless},
    {"processor_class", kHarmless},
    {"transformers_version", kHarmless},
    // How rows of several texts are cut and filled up; the model's context decides here.
    {"model_max_length", kHarmless},
    {"max_len", kHarmless},
    {"max_length", kHarmless},
    {"stride", kHarmless},
    {"padding_side", kHarmless},
    {"truncation_side", kHarmless},
    {"truncation_strategy", kHarmless},
    {"pad_to_multiple_of", kHarmless},
    {"pad_token_type_id", kHarmless},
    {"model_input_names", kHarmless},
    // What becomes of tokens when they are shown.
    {"clean_up_tokenization_spaces", kHarmless},
    {"errors", kHarmless},
    {"trim_offsets", kHarmless},
    {"chat_template", kHarmless},
    {"add_bos_token", kOnly, "[false]"},
    {"add_eos_token", kOnly, "[false]"},
    {"split_special_tokens", kOnly, "[false]"},
    {"do_basic_tokenize", kOnly, "[true]"},
    {"never_split", kOnly, "[null, []]"},
    {"wordpieces_prefix", kOnly, "[\"##\"]"},
    {"auto_map", kOnly, "[null]"},
};

// --- tokenizer.json.

constexpr Field kTokenizer[] = {
    {"version", kOnly, "[\"1.0\"]"},
    {"truncation", kHarmless},  // as in tokenizer_config.json
    {"padding", kHarmless},
    {"added_tokens", kRead},
    {"normalizer", kRead},
    {"pre_tokenizer", kRead},
    {"post_processor", kRead},
    {"decoder", kRead},
    {"model", kRead},
};
constexpr Field kAddedToken[] = {
    {"id", kRead},          {"content", kRead},
    {"single_word", kRead}, {"lstrip", kRead},
    {"rstrip", kRead},      {"normalized", kRead},
    {"special", kRead},     {"__type", kOnly, "[\"AddedToken\"]"},
};

constexpr Field kBpe[] = {
    {"type", kRead},
    {"vocab", kRead},
    {"merges", kRead},
    {"unk_token", kRead},
    {"fuse_unk", kRead},
    {"ignore_merges", kRead},
    {"dropout", kOnly, "[null, 0]"},
    {"continuing_subword_prefix", kOnly, "[null, \"\"]"},
    {"end_of_word_suffix", kOnly, "[null, \"\"]"},
    {"byte_fallback", kOnly, "[false]"},
};
constexpr Field kWordPiece[] = {
    {"type", kRead},
    {"vocab", kRead},
    {"unk_token", kRead},
    {"continuing_subword_prefix", kRead},
    {"max_input_chars_per_word", kRead},
};
constexpr Field kWordLevel[] = {{"type", kRead}, {"vocab", kRead}, {"unk_token", kRead}};

constexpr Field kBertNormalizer[] = {
    {"type", kRead},          {"clean_text", kRead}, {"handle_chinese_chars", kRead},
    {"strip_accents", kRead}, {"lowercase", kRead},
};
constexpr Field kByteLevelCut[] = {{"type", kRead},
                                   {"add_prefix_space", kRead},
                                   {"use_regex", kRead},
                                   {"trim_offsets", kHarmless}};
constexpr Field kTypeOnly[] = {{"type", kRead}};
// Of offsets and of what is shown: no token depends on it.
constexpr Field kByteLevelShown[] = {{"type", kRead},
                                     {"add_prefix_space", kHarmless},
                                     {"use_regex", kHarmless},
                                     {"trim_offsets", kHarmless}};
constexpr Field kWordPieceShown[] = {
    {"type", kRead}, {"prefix", kHarmless}, {"cleanup", kHarmless}};
constexpr Field kTemplate[] = {
    {"type", kRead}, {"single", kRead}, {"pair", kRead}, {"special_tokens", kRead}};
constexpr Field kBertProcessing[] = {{"type", kRead}, {"sep", kRead}, {"cls", kRead}};
constexpr Field kSequence[] = {{"type", kRead}, {"processors", kRead}};

std::string shortened(const Json& value) {
  constexpr std::size_t kLongest = 60;
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  return text;
}

const Field* find_in(FieldList list, std::string_view name) {
  for (const Field& field : list) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

bool is_among(const Json& value, const char* values) {
  if (value.is_null()) return true;
  for (const Json& known : Json::parse(values)) {
    if (value == known) return true;
  }
  return false;
}

// All that config.json of a kind may hold; a model's own fields come first.
std::vector<Field> joined(FieldList own) {
  std::vector<Field> all(own.begin(), own.end());
  for (const FieldList list : {FieldList(kConfig), FieldList(kGeneration)}) {
    for (const Field& field : list) {
      if (find_in(all, field.name) == nullptr) all.push_back(field);
    }
  }
  return all;
}

}  // namespace

FieldList config_fields(TransformerKind kind) {
  static const std::vector<Field> kGpt = joined(kGptConfig), kBert = joined(kBertConfig);
  return kind == TransformerKind::kGpt ? kGpt : kBert;
}
FieldList generation_fields() { return kGeneration; }
FieldList special_tokens_fields() { return kRoles; }
FieldList tokenizer_config_fields() {
  static const std::vector<Field> kAll = [] {
    std::vector<Field> all(std::begin(kTokenizerConfig), std::end(kTokenizerConfig));
    all.insert(all.end(), std::begin(kRoles), std::end(kRoles));
    return all;
  }();
  return kAll;
}
FieldList tokenizer_fields() { return kTokenizer; }
FieldList added_token_fields() { return kAddedToken; }
FieldList model_fields(std::string_view type) {
  if (type == "BPE") return kBpe;
  if (type == "WordPiece") return kWordPiece;
  return type == "WordLevel" ? FieldList(kWordLevel) : FieldList();
}
FieldList normalizer_fields(std::string_view type) {
  return type == "BertNormalizer" ? FieldList(kBertNormalizer) : FieldList();
}
FieldList pre_tokenizer_fields(std::string_view type) {
  if (type == "ByteLevel") return kByteLevelCut;
  return type == "BertPreTokenizer" ? FieldList(kTypeOnly) : FieldList();
}
FieldList post_processor_fields(std::string_view type) {
  if (type == "TemplateProcessing") return kTemplate;
  if (type == "BertProcessing") return kBertProcessing;
  if (type == "ByteLevel") return kByteLevelShown;
  return type == "Sequence" ? FieldList(kSequence) : FieldList();
}
FieldList decoder_fields(std::string_view type) {
  if (type == "ByteLevel") return kByteLevelShown;
  if (type == "WordPiece") return kWordPieceShown;
  return type == "Fuse" ? FieldList(kTypeOnly) : FieldList();
}

Error unsupported_setting(std::string_view file, std::string_view field, const Json& value) {
  std::string name(file), setting(field), shown = shortened(value);
  return Error{"model_folder.unsupported_setting",
               name + " asks for " + setting + " " + shown + ", which is not known here.",
               "Open a model of the plain GPT-2 or BERT form.",
               {name, setting, shown}};
}

Status check_fields(std::string_view file, std::string_view part, const Json& object,
                    FieldList list) {
  for (const auto& [name, value] : object.items()) {
    const std::string path = part.empty() ? name : std::string(part) + "." + name;
    const Field* field = find_in(list, name);
    if (field == nullptr) {
      return Error{"model_folder.unknown_field",
                   std::string(file) + " has a field \"" + path + "\", which is not known here.",
                   "Open a model of the plain GPT-2 or BERT form.",
                   {std::string(file), path}};
    }
    if (field->use == kOnly && !is_among(value, field->values)) {
      return unsupported_setting(file, path, value);
    }
  }
  return Done{};
}

}  // namespace wordspace::hugging_face
