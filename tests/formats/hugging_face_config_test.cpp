// config.json: both kinds both ways, files from elsewhere, and what is refused.
#include "formats/hugging_face.h"

#include <doctest/doctest.h>

#include "models/transformer_weights.h"
#include "text/token_codec.h"

using namespace wordspace;
namespace hf = wordspace::hugging_face;

namespace {

// As GPT2Config and BertConfig of transformers 4.30 write them, some fields left out.
const std::string kGpt = R"({"activation_function":"gelu_new","architectures":["GPT2LMHeadModel"],
"attn_pdrop":0.1,"bos_token_id":0,"embd_pdrop":0.1,"eos_token_id":0,"initializer_range":0.02,
"layer_norm_epsilon":1e-05,"model_type":"gpt2","n_embd":20,"n_head":5,"n_inner":null,"n_layer":3,
"n_positions":24,"reorder_and_upcast_attn":false,"resid_pdrop":0.1,
"scale_attn_by_inverse_layer_idx":false,"scale_attn_weights":true,"use_cache":true,
"vocab_size":61})";
const std::string kBert = R"({"architectures":["BertForPreTraining"],
"attention_probs_dropout_prob":0.1,"classifier_dropout":null,"hidden_act":"gelu",
"hidden_dropout_prob":0.2,"hidden_size":24,"initializer_range":0.02,"intermediate_size":70,
"layer_norm_eps":1e-12,"max_position_embeddings":30,"model_type":"bert","num_attention_heads":3,
"num_hidden_layers":2,"pad_token_id":0,"position_embedding_type":"absolute","type_vocab_size":2,
"vocab_size":53})";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, from);
  return text.replace(at, from.size(), to);
}

std::string code_of(const std::string& text) {
  const Result<TransformerConfig> config = hf::read_config(text);
  if (config.ok()) return "ok";
  CHECK_FALSE(config.error().message.empty());
  CHECK_FALSE(config.error().hint.empty());
  return config.error().code;
}

}  // namespace

TEST_CASE("the sizes of GPT-2 and BERT are read from their config.json") {
  const Result<TransformerConfig> gpt = hf::read_config(kGpt);
  REQUIRE(gpt.ok());
  CHECK(gpt->kind == TransformerKind::kGpt);
  CHECK(gpt->vocab == 61);
  CHECK(gpt->width == 20);
  CHECK(gpt->heads == 5);
  CHECK(gpt->layers == 3);
  CHECK(gpt->context == 24);
  CHECK(gpt->hidden_width() == 80);
  CHECK(gpt->epsilon() == 1e-5f);
  CHECK(gpt->tied_output);
  const Result<TransformerConfig> bert = hf::read_config(kBert);
  REQUIRE(bert.ok());
  CHECK(bert->kind == TransformerKind::kBert);
  CHECK(bert->hidden_width() == 70);
  CHECK(bert->context == 30);
  CHECK(bert->epsilon() == 1e-12f);
  CHECK(bert->dropout == 0.2f);
}

TEST_CASE("what is written reads back the same") {
  for (const TransformerKind kind : {TransformerKind::kGpt, TransformerKind::kBert}) {
    TransformerConfig config;
    config.kind = kind;
    config.vocab = 77;
    config.context = 19;
    config.layers = 3;
    config.heads = 2;
    config.width = 10;
    config.hidden = 36;
    config.dropout = 0.1f;
    config.init_deviation = 0.05f;
    SpecialTokens special;
    special.end_of_text = 76;
    const Result<TransformerConfig> again = hf::read_config(hf::write_config(config, special));
    REQUIRE(again.ok());
    CHECK(again->kind == kind);
    CHECK(again->vocab == 77);
    CHECK(again->context == 19);
    CHECK(again->layers == 3);
    CHECK(again->heads == 2);
    CHECK(again->width == 10);
    CHECK(again->hidden_width() == 36);
    CHECK(again->epsilon() == config.epsilon());
    CHECK(again->dropout == 0.1f);
    CHECK(again->init_deviation == 0.05f);
    CHECK(again->tied_output);
  }
}

TEST_CASE("files without model_type are recognised by their architecture or their fields") {
  CHECK(code_of(with(kGpt, R"("model_type":"gpt2",)", "")) == "ok");
  CHECK(code_of(with(kBert, R"("model_type":"bert",)", "")) == "ok");
  CHECK(code_of(with(with(kBert, R"("model_type":"bert",)", ""),
                     R"("architectures":["BertForPreTraining"],)", "")) == "ok");
  CHECK(code_of(with(kBert, "BertForPreTraining", "BertModel")) == "ok");
  CHECK(code_of(with(kGpt, "\"n_positions\"", "\"n_ctx\"")) == "ok");
}

TEST_CASE("models and settings that are not known here are refused by name") {
  CHECK(code_of(with(kBert, R"("model_type":"bert")", R"("model_type":"distilbert")")) ==
        "model_folder.unsupported_model");
  CHECK(code_of("{}") == "model_folder.unsupported_model");
  for (const auto& [from, to] :
       {std::pair{R"("activation_function":"gelu_new")", R"("activation_function":"relu")"},
        std::pair{R"("activation_function":"gelu_new")", R"("activation_function":"gelu")"},
        std::pair{R"("scale_attn_weights":true)", R"("scale_attn_weights":false)"},
        std::pair{R"("scale_attn_by_inverse_layer_idx":false)",
                  R"("scale_attn_by_inverse_layer_idx":true)"},
        std::pair{R"("use_cache":true)", R"("add_cross_attention":true)"}}) {
    CHECK_MESSAGE(code_of(with(kGpt, from, to)) == "model_folder.unsupported_setting", to);
  }
  for (const auto& [from, to] :
       {std::pair{R"("hidden_act":"gelu")", R"("hidden_act":"relu")"},
        std::pair{R"("position_embedding_type":"absolute")",
                  R"("position_embedding_type":"rotary")"},
        std::pair{R"("type_vocab_size":2)", R"("type_vocab_size":3)"},
        std::pair{R"("classifier_dropout":null)", R"("is_decoder":true)"}}) {
    CHECK_MESSAGE(code_of(with(kBert, from, to)) == "model_folder.unsupported_setting", to);
  }
}

TEST_CASE("a damaged config.json is refused, and so is one cut at any byte") {
  for (const char* bad : {"", "[]", "1", "nonsense", "{\"a\":\xff}"}) {
    CHECK_MESSAGE(code_of(bad) == "model_folder.bad_config", bad);
  }
  CHECK(code_of("{" + std::string(2 << 20, ' ') + "}") == "model_folder.bad_config");
  for (const char* value : {"-1", "1.5", "\"20\"", "[20]", "99999999999999999999", "true"}) {
    CHECK_MESSAGE(code_of(with(kGpt, "\"n_embd\":20", "\"n_embd\":" + std::string(value))) ==
                      "model_folder.bad_config",
                  value);
  }
  CHECK(code_of(with(kGpt, "\"n_layer\":3,", "")) == "model_folder.bad_config");
  CHECK(code_of(with(kGpt, "1e-05", "\"tiny\"")) == "model_folder.bad_config");
  CHECK(code_of(with(kGpt, "1e-05", "7")) == "model_folder.bad_config");
  CHECK(code_of(with(kGpt, "\"n_head\":5", "\"n_head\":3")) == "transformer.heads_do_not_divide");
  CHECK(code_of(with(kGpt, "\"n_layer\":3", "\"n_layer\":1000000")) == "transformer.bad_layers");
  CHECK(code_of(with(kGpt, "\"n_head\":5", "\"n_head\":0")) == "transformer.bad_heads");
  for (const std::string& text : {kGpt, kBert}) {
    for (std::size_t length = 0; length < text.size(); ++length) {
      CHECK_MESSAGE(code_of(text.substr(0, length)) == "model_folder.bad_config", length);
    }
  }
}

TEST_CASE("weights are counted as the model lays them out") {
  for (const TransformerKind kind : {TransformerKind::kGpt, TransformerKind::kBert}) {
    for (const bool tied : {true, false}) {
      for (const Positions positions : {Positions::kLearned, Positions::kNone}) {
        TransformerConfig config;
        config.kind = kind;
        config.vocab = 13;
        config.context = 7;
        config.layers = 3;
        config.heads = 2;
        config.width = 6;
        config.hidden = 11;
        config.tied_output = tied;
        config.positions = positions;
        CHECK(hf::num_weights(config) == TransformerLayout(config).size);
      }
    }
  }
}
