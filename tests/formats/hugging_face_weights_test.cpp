// Weights under every name they go by, and files that do not fit.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <functional>

#include "formats/hugging_face.h"
#include "formats/safetensors.h"
#include "models/transformer_weights.h"

using namespace wordspace;
namespace hf = wordspace::hugging_face;

namespace {

TransformerConfig small(TransformerKind kind) {
  TransformerConfig config;
  config.kind = kind;
  config.vocab = 11;
  config.context = 5;
  config.layers = 2;
  config.heads = 2;
  config.width = 4;
  config.hidden = 6;
  return config;
}

// The weights 0, 1, 2, ... of a model, written tensor by tensor under other names ("": left out).
struct Written {
  TransformerConfig config;
  std::vector<float> weights;
  std::string bytes;
};
Written write(TransformerKind kind, const std::function<std::string(const std::string&)>& rename,
              const std::vector<TensorData>& more = {}) {
  Written written;
  written.config = small(kind);
  const TransformerLayout layout(written.config);
  written.weights.resize(layout.size);
  for (std::size_t i = 0; i < layout.size; ++i) written.weights[i] = static_cast<float>(i);
  std::vector<TensorData> tensors;
  for (const TransformerLayout::Tensor& tensor : layout.tensors) {
    const std::string name = rename(tensor.name);
    if (!name.empty()) {
      tensors.push_back({name, tensor.shape, written.weights.data() + tensor.offset, 0});
    }
  }
  tensors.insert(tensors.end(), more.begin(), more.end());
  written.bytes = write_safetensors(tensors);
  return written;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}
std::string same(const std::string& name) { return name; }

// The error's code, or "ok" when all weights that are in the file came back.
std::string read_back(const Written& written, hf::WeightMatch* out = nullptr) {
  const Result<SafetensorsFile> file = read_safetensors(written.bytes);
  REQUIRE(file.ok());
  const Result<hf::WeightMatch> match = hf::match_weights(*file, written.config);
  if (!match.ok()) return match.error().code;
  if (out != nullptr) *out = *match;
  std::vector<float> weights(written.weights.size(), -1.0f);
  const Status copied = hf::copy_weights(*match, written.config, weights);
  if (!copied.ok()) return copied.error().code;
  const TransformerLayout layout(written.config);
  for (std::size_t k = 0; k < layout.tensors.size(); ++k) {
    const TransformerLayout::Tensor& tensor = layout.tensors[k];
    for (std::size_t i = tensor.offset; i < tensor.offset + tensor.size; ++i) {
      CHECK(weights[i] == (match->tensors[k] != nullptr ? written.weights[i] : -1.0f));
    }
  }
  return "ok";
}

}  // namespace

TEST_CASE("what write_weights writes comes back, under the names of Hugging Face") {
  for (const TransformerKind kind : {TransformerKind::kGpt, TransformerKind::kBert}) {
    Written written = write(kind, same);
    written.bytes = hf::write_weights(written.config, written.weights);
    hf::WeightMatch match;
    CHECK(read_back(written, &match) == "ok");
    CHECK(match.unused.empty());
    CHECK(match.has_mask_head == (kind == TransformerKind::kBert));
    CHECK(match.has_next_head == (kind == TransformerKind::kBert));
  }
  const Written gpt = write(TransformerKind::kGpt, same);
  const Result<SafetensorsFile> file = read_safetensors(gpt.bytes);
  REQUIRE(file.ok());
  const TensorView* c_attn = file->find("transformer.h.1.attn.c_attn.weight");
  REQUIRE(c_attn != nullptr);
  CHECK(c_attn->shape == std::vector<std::int64_t>{4, 12});  // [in, out]
  CHECK(file->find("lm_head.weight") == nullptr);
}

TEST_CASE("names without their prefix, with gamma and beta, and extras are understood") {
  const float mask[25] = {};
  const float copy[44] = {};
  CHECK(read_back(write(TransformerKind::kGpt, [](const std::string& name) {
          return replaced(name, "transformer.", "");
        })) == "ok");
  hf::WeightMatch match;
  CHECK(read_back(write(TransformerKind::kGpt, same,
                        {{"transformer.h.0.attn.bias", {1, 1, 5, 5}, mask, 0},
                         {"transformer.h.0.attn.masked_bias", {}, mask, 0},
                         {"lm_head.weight", {11, 4}, copy, 0},
                         {"score.weight", {2}, copy, 0}}),
                  &match) == "ok");
  CHECK(match.unused == std::vector<std::string>{"score.weight"});
  CHECK(read_back(write(TransformerKind::kBert,
                        [](std::string name) {
                          if (name.ends_with("LayerNorm.weight")) {
                            name = replaced(name, "Norm.weight", "Norm.gamma");
                          }
                          return replaced(name, "LayerNorm.bias", "LayerNorm.beta");
                        },
                        {{"bert.embeddings.position_ids", {1, 5}, mask, 0},
                         {"cls.predictions.decoder.weight", {11, 4}, copy, 0}}),
                  &match) == "ok");
  CHECK(match.unused.empty());
  CHECK(read_back(write(TransformerKind::kBert, [](const std::string& name) {
          return replaced(name, "predictions.bias", "predictions.decoder.bias");
        })) == "ok");
}

TEST_CASE("a BERT encoder without heads opens and says which heads it lacks") {
  hf::WeightMatch match;
  const auto encoder = [](const std::string& name) {
    return name.starts_with("cls.") ? std::string() : replaced(name, "bert.", "");
  };
  CHECK(read_back(write(TransformerKind::kBert, encoder), &match) == "ok");
  CHECK_FALSE(match.has_mask_head);
  CHECK_FALSE(match.has_next_head);
  const auto masked = [](const std::string& name) {  // as BertForMaskedLM
    return name.starts_with("cls.seq") || name.starts_with("bert.pooler") ? std::string() : name;
  };
  CHECK(read_back(write(TransformerKind::kBert, masked), &match) == "ok");
  CHECK(match.has_mask_head);
  CHECK_FALSE(match.has_next_head);
}

TEST_CASE("a missing tensor, another shape, whole numbers and infinities are refused") {
  for (const char* name :
       {"transformer.wte.weight", "transformer.h.1.mlp.c_proj.bias", "transformer.ln_f.weight"}) {
    CHECK(read_back(write(TransformerKind::kGpt, [&](const std::string& other) {
            return other == name ? std::string() : other;
          })) == "model_folder.missing_tensor");
  }
  for (const char* name : {"bert.encoder.layer.0.attention.self.key.bias", "cls.predictions.bias",
                           "bert.pooler.dense.weight"}) {
    CHECK(read_back(write(TransformerKind::kBert, [&](const std::string& other) {
            return other == name ? std::string() : other;
          })) == "model_folder.missing_tensor");
  }
  Written other = write(TransformerKind::kGpt, same);
  other.config.hidden = 7;
  CHECK(read_back(other) == "model_folder.wrong_shape");
  other.config = small(TransformerKind::kGpt);
  other.config.context = 6;
  CHECK(read_back(other) == "model_folder.wrong_shape");
  other.config = small(TransformerKind::kGpt);
  other.config.layers = 3;
  CHECK(read_back(other) == "model_folder.missing_tensor");

  Written whole = write(TransformerKind::kGpt, same);
  const std::size_t at = whole.bytes.find("\"F32\"");
  whole.bytes.replace(at, 5, "\"I32\"");
  CHECK(read_back(whole) == "safetensors.not_floats");

  for (const float bad : {std::nanf(""), INFINITY, -INFINITY}) {
    Written written = write(TransformerKind::kBert, same);
    std::memcpy(written.bytes.data() + written.bytes.size() - 4, &bad, 4);
    CHECK(read_back(written) == "model_folder.not_finite");
  }
}

TEST_CASE("names behind what a wrapped model puts before them are found") {
  for (const char* prefix : {"module.", "_orig_mod.", "module._orig_mod."}) {
    for (const TransformerKind kind : {TransformerKind::kGpt, TransformerKind::kBert}) {
      hf::WeightMatch match;
      CHECK_MESSAGE(read_back(write(kind, [&](const std::string& name) { return prefix + name; }),
                              &match) == "ok",
                    prefix);
      CHECK(match.unused.empty());
    }
  }
  // With and without is one name too many.
  const float numbers[4] = {};
  CHECK(read_back(write(TransformerKind::kGpt, same,
                        {{"module.transformer.ln_f.bias", {4}, numbers, 0}})) ==
        "safetensors.duplicate_key");
}
