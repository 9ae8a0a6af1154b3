// Every field of a folder's JSON files is read, known to be harmless, or refused by its name.
#include "formats/hugging_face_fields.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "formats/hugging_face.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"

using namespace wordspace;
namespace hf = wordspace::hugging_face;
using Json = nlohmann::json;

namespace {

// The fields that transformers 5.24 and 4.46 write, by file.
constexpr const char* kGptConfig =
    "_name_or_path activation_function add_cross_attention architectures attn_pdrop bos_token_id "
    "chunk_size_feed_forward dtype embd_pdrop eos_token_id id2label initializer_range "
    "is_encoder_decoder label2id layer_norm_epsilon model_type n_ctx n_embd n_head n_inner n_layer "
    "n_positions output_attentions output_hidden_states pad_token_id problem_type "
    "reorder_and_upcast_attn resid_pdrop return_dict scale_attn_by_inverse_layer_idx "
    "scale_attn_weights summary_activation summary_first_dropout summary_proj_to_labels "
    "summary_type summary_use_proj task_specific_params tie_word_embeddings torch_dtype "
    "transformers_version use_cache vocab_size";
constexpr const char* kBertConfig =
    "_name_or_path add_cross_attention architectures attention_probs_dropout_prob bos_token_id "
    "chunk_size_feed_forward classifier_dropout dtype eos_token_id gradient_checkpointing "
    "hidden_act hidden_dropout_prob hidden_size id2label initializer_range intermediate_size "
    "is_decoder is_encoder_decoder label2id layer_norm_eps max_position_embeddings model_type "
    "num_attention_heads num_hidden_layers output_attentions output_hidden_states pad_token_id "
    "position_embedding_type problem_type return_dict tie_word_embeddings torch_dtype "
    "transformers_version type_vocab_size use_cache vocab_size";
constexpr const char* kGenerationConfig =
    "_from_model_config assistant_confidence_threshold assistant_early_exit "
    "assistant_ensemble_weight assistant_lookbehind bad_words_ids begin_suppress_tokens "
    "bos_token_id cache_config cache_implementation compile_config constraints "
    "continuous_batching_config decoder_start_token_id disable_compile diversity_penalty do_sample "
    "dola_layers early_stopping encoder_no_repeat_ngram_size encoder_repetition_penalty "
    "eos_token_id epsilon_cutoff eta_cutoff exponential_decay_length_penalty force_words_ids "
    "forced_bos_token_id forced_eos_token_id guidance_scale is_assistant length_penalty low_memory "
    "max_cache_len max_length max_matching_ngram_size max_new_tokens max_time min_length "
    "min_new_tokens min_p no_repeat_ngram_size num_assistant_tokens num_assistant_tokens_schedule "
    "num_beam_groups num_beams num_return_sequences output_attentions output_hidden_states "
    "output_logits output_scores pad_token_id penalty_alpha prefill_chunk_size "
    "prompt_lookup_num_tokens remove_invalid_values renormalize_logits repetition_penalty "
    "return_dict_in_generate sequence_bias speculation_type stop_strings suppress_tokens "
    "target_lookbehind temperature token_healing top_h top_k top_p transformers_version typical_p "
    "use_cache use_mtp watermarking_config";
constexpr const char* kTokenizerConfig =
    "add_bos_token add_prefix_space added_tokens_decoder additional_special_tokens backend "
    "bos_token clean_up_tokenization_spaces cls_token do_basic_tokenize do_lower_case eos_token "
    "errors extra_special_tokens is_local mask_token model_max_length never_split pad_token "
    "sep_token strip_accents tokenize_chinese_chars tokenizer_class unk_token";
constexpr const char* kSpecialTokensMap =
    "additional_special_tokens bos_token cls_token eos_token mask_token pad_token sep_token "
    "unk_token";
constexpr const char* kTokenizer =
    "version truncation padding added_tokens normalizer pre_tokenizer post_processor decoder model";
constexpr const char* kAddedToken = "id content single_word lstrip rstrip normalized special";
constexpr const char* kBpe =
    "type dropout unk_token continuing_subword_prefix end_of_word_suffix fuse_unk byte_fallback "
    "ignore_merges vocab merges";
constexpr const char* kWordPiece =
    "type unk_token continuing_subword_prefix max_input_chars_per_word vocab";
constexpr const char* kBertNormalizer =
    "type clean_text handle_chinese_chars strip_accents lowercase";
constexpr const char* kByteLevel = "type add_prefix_space trim_offsets use_regex";

std::string code_of(const Status& status) { return status.ok() ? "ok" : status.error().code; }

// A small GPT-2 with byte-level BPE, or a BERT with WordPiece, but for their weights.
hf::Folder gpt_folder() {
  const std::string_view texts[] = {"the cat sat on the mat and the dog sat on the cat"};
  const auto codec = train_byte_bpe(texts, 262, SpecialSet::kGpt);
  REQUIRE(codec.ok());
  hf::Folder folder;
  folder["tokenizer.json"] = hf::write_tokenizer(**codec, TransformerKind::kGpt);
  folder["tokenizer_config.json"] = hf::write_tokenizer_config(**codec, 32);
  return folder;
}
hf::Folder bert_folder() {
  const auto codec = wordpiece_from_vocabulary("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n", true);
  REQUIRE(codec.ok());
  hf::Folder folder;
  folder["tokenizer.json"] = hf::write_tokenizer(**codec, TransformerKind::kBert);
  folder["tokenizer_config.json"] = hf::write_tokenizer_config(**codec, 32);
  return folder;
}

// The folder with one value put into one of its files.
Error error_with(hf::Folder folder, const char* file, const char* pointer, const Json& value) {
  Json json = folder.contains(file) ? Json::parse(folder[file]) : Json::object();
  json[Json::json_pointer(pointer)] = value;
  folder[file] = json.dump();
  const auto codec = hf::read_tokenizer(hf::view_of(folder));
  return codec.ok() ? Error{"ok", "", "", {}} : codec.error();
}

}  // namespace

TEST_CASE("the lists know every field that the current library and an older one write") {
  const auto known = [](const char* names, hf::FieldList list) {
    std::istringstream words(names);
    for (std::string name; words >> name;) {
      const bool found = std::any_of(list.begin(), list.end(),
                                     [&](const hf::Field& field) { return field.name == name; });
      CHECK_MESSAGE(found, name);
    }
  };
  known(kGptConfig, hf::config_fields(TransformerKind::kGpt));
  known(kBertConfig, hf::config_fields(TransformerKind::kBert));
  known(kGenerationConfig, hf::generation_fields());
  known(kTokenizerConfig, hf::tokenizer_config_fields());
  known(kSpecialTokensMap, hf::special_tokens_fields());
  known(kTokenizer, hf::tokenizer_fields());
  known(kAddedToken, hf::added_token_fields());
  known(kBpe, hf::model_fields("BPE"));
  known(kWordPiece, hf::model_fields("WordPiece"));
  known(kBertNormalizer, hf::normalizer_fields("BertNormalizer"));
  known(kByteLevel, hf::pre_tokenizer_fields("ByteLevel"));
  known(kByteLevel, hf::post_processor_fields("ByteLevel"));
  known(kByteLevel, hf::decoder_fields("ByteLevel"));
  known("type prefix cleanup", hf::decoder_fields("WordPiece"));
  known("type single pair special_tokens", hf::post_processor_fields("TemplateProcessing"));
}

TEST_CASE("no list has a field twice, and every list of values is one") {
  for (const hf::FieldList list :
       {hf::config_fields(TransformerKind::kGpt), hf::config_fields(TransformerKind::kBert),
        hf::generation_fields(), hf::tokenizer_config_fields(), hf::tokenizer_fields()}) {
    for (const hf::Field& field : list) {
      const auto same = [&](const hf::Field& other) {
        return std::string_view(other.name) == field.name;
      };
      CHECK_MESSAGE(std::count_if(list.begin(), list.end(), same) == 1, field.name);
      CHECK((field.use == hf::Use::kOnly) == (field.values != nullptr));
      if (field.values != nullptr) CHECK(Json::parse(field.values, nullptr, false).is_array());
    }
  }
}

TEST_CASE("a field that is not known is refused by its name, in every file") {
  const auto refused = [](const hf::Folder& folder, const char* file, const char* pointer,
                          const std::string& name) {
    const Error error = error_with(folder, file, pointer, 3);
    CHECK_MESSAGE(error.code == "model_folder.unknown_field", pointer);
    CHECK(error.args == std::vector<std::string>{file, name});
  };
  const hf::Folder gpt = gpt_folder(), bert = bert_folder();
  refused(gpt, "tokenizer.json", "/surprise", "surprise");
  refused(gpt, "tokenizer.json", "/model/surprise", "model.surprise");
  refused(gpt, "tokenizer.json", "/pre_tokenizer/surprise", "pre_tokenizer.surprise");
  refused(gpt, "tokenizer.json", "/post_processor/surprise", "post_processor.surprise");
  refused(gpt, "tokenizer.json", "/decoder/surprise", "decoder.surprise");
  refused(gpt, "tokenizer.json", "/added_tokens/0/surprise", "added_tokens.surprise");
  refused(bert, "tokenizer.json", "/normalizer/surprise", "normalizer.surprise");
  refused(bert, "tokenizer_config.json", "/surprise", "surprise");
  refused(bert, "special_tokens_map.json", "/surprise", "surprise");
  refused(gpt, "generation_config.json", "/surprise", "surprise");
  const auto config = hf::read_config(
      R"({"model_type":"gpt2","vocab_size":9,"n_embd":4,"n_layer":1,"n_head":1,"n_positions":8,"x":1})");
  REQUIRE_FALSE(config.ok());
  CHECK(config.error().code == "model_folder.unknown_field");
  CHECK(config.error().args == std::vector<std::string>{"config.json", "x"});
}

TEST_CASE("what a tokenizer asks for and is not known here is refused by name and value") {
  const auto refused = [](const hf::Folder& folder, const char* file, const char* pointer,
                          const Json& value, const std::string& name) {
    const Error error = error_with(folder, file, pointer, value);
    CHECK_MESSAGE(error.code == "model_folder.unsupported_setting", pointer, " ", error.message);
    REQUIRE(error.args.size() == 3);
    CHECK(error.args[0] == file);
    CHECK(error.args[1] == name);
    CHECK_FALSE(error.args[2].empty());
  };
  const hf::Folder gpt = gpt_folder(), bert = bert_folder();
  const char* json = "tokenizer.json";
  for (const char* type : {"Unigram", "SentencePiece", "bpe"}) {
    refused(gpt, json, "/model/type", type, "model.type");
  }
  refused(gpt, json, "/model/byte_fallback", true, "model.byte_fallback");
  refused(gpt, json, "/model/dropout", 0.1, "model.dropout");
  refused(gpt, json, "/model/continuing_subword_prefix", "##", "model.continuing_subword_prefix");
  refused(gpt, json, "/model/end_of_word_suffix", "</w>", "model.end_of_word_suffix");
  refused(gpt, json, "/normalizer", Json{{"type", "NFKC"}}, "normalizer.type");
  refused(gpt, json, "/pre_tokenizer", Json{{"type", "Metaspace"}}, "pre_tokenizer.type");
  refused(gpt, json, "/decoder", Json{{"type", "Metaspace"}}, "decoder.type");
  refused(gpt, json, "/post_processor", Json{{"type", "RobertaProcessing"}}, "post_processor.type");
  refused(gpt, json, "/version", "2.0", "version");
  refused(bert, json, "/normalizer", Json{{"type", "Lowercase"}}, "normalizer.type");
  refused(bert, json, "/pre_tokenizer", Json{{"type", "Whitespace"}}, "pre_tokenizer.type");
  refused(bert, json, "/post_processor/single/0/SpecialToken/type_id", 1, "post_processor.single");
  refused(bert, json, "/post_processor/pair", Json::array(), "post_processor.pair");
  const char* config = "tokenizer_config.json";
  refused(gpt, config, "/tokenizer_class", "LlamaTokenizer", "tokenizer_class");
  refused(gpt, config, "/add_bos_token", true, "add_bos_token");
  refused(gpt, config, "/split_special_tokens", true, "split_special_tokens");
  refused(bert, config, "/do_basic_tokenize", false, "do_basic_tokenize");
  refused(bert, config, "/never_split", Json::array({"a"}), "never_split");
  const char* generation = "generation_config.json";
  refused(gpt, generation, "/repetition_penalty", 1.2, "repetition_penalty");
  refused(gpt, generation, "/no_repeat_ngram_size", 3, "no_repeat_ngram_size");
  refused(gpt, generation, "/num_beams", 4, "num_beams");
  refused(gpt, generation, "/suppress_tokens", Json::array({1}), "suppress_tokens");
  refused(gpt, generation, "/eos_token_id", Json::array({1, 2}), "eos_token_id");
  CHECK(error_with(gpt, generation, "/temperature", 0.7).code == "ok");
  CHECK(error_with(gpt, generation, "/repetition_penalty", 1.0).code == "ok");
  CHECK(error_with(bert, config, "/never_split", nullptr).code == "ok");
}

TEST_CASE("an object is held against its list as a whole") {
  const hf::Field list[] = {{"size", hf::Use::kRead},
                            {"maker", hf::Use::kHarmless},
                            {"shape", hf::Use::kOnly, R"(["round", null])"}};
  CHECK(code_of(hf::check_fields("f", "", Json::object(), list)) == "ok");
  CHECK(code_of(hf::check_fields("f", "", Json{{"size", 3}, {"maker", {1, 2}}}, list)) == "ok");
  CHECK(code_of(hf::check_fields("f", "", Json{{"shape", "round"}}, list)) == "ok");
  CHECK(code_of(hf::check_fields("f", "", Json{{"shape", nullptr}}, list)) == "ok");
  CHECK(code_of(hf::check_fields("f", "", Json{{"shape", "flat"}}, list)) ==
        "model_folder.unsupported_setting");
  CHECK(code_of(hf::check_fields("f", "", Json{{"Size", 3}}, list)) ==
        "model_folder.unknown_field");
}
