// Where each weight of a transformer lies in its flat array, under the names of Hugging Face.
// Not the mathematics (transformer_pass.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/transformer_config.h"

namespace wordspace {

// y = x W + b. GPT-2 stores W as [in, out], BERT as [out, in]; products take either as it is.
struct LinearWeights {
  std::size_t weight = 0, bias = 0;  // offsets
  int in = 0, out = 0;
  bool out_in = false;
};
struct NormWeights {
  std::size_t weight = 0, bias = 0;
};

struct TransformerLayout {
  explicit TransformerLayout(const TransformerConfig& config);

  struct Tensor {
    std::string name;
    std::vector<std::int64_t> shape;
    std::size_t offset = 0, size = 0;
    bool decays() const { return shape.size() > 1; }
  };
  struct Layer {
    NormWeights norm1, norm2;
    LinearWeights qkv, attention_out, hidden, hidden_out;  // qkv: [3C], query, key, value
  };

  std::vector<Tensor> tensors;
  std::size_t size = 0;  // floats

  std::size_t token_embedding = 0;     // [V, C]
  std::size_t position_embedding = 0;  // [T, C], learned positions only
  std::size_t segment_embedding = 0;   // [2, C], BERT
  NormWeights embedding_norm;          // BERT
  std::vector<Layer> layers;
  NormWeights final_norm;                              // GPT
  std::size_t output = 0;                              // [V, C]; the token embedding when tied
  LinearWeights pooler, mlm_transform, next_sentence;  // BERT
  NormWeights mlm_norm;                                // BERT
  std::size_t mlm_bias = 0;                            // [V], BERT

 private:
  std::size_t add(std::string name, std::vector<std::int64_t> shape);
  LinearWeights add_linear(const std::string& name, int in, int out, bool out_in);
  NormWeights add_norm(const std::string& name, int width);
  void add_gpt(const TransformerConfig& config);
  void add_bert(const TransformerConfig& config);
};

}  // namespace wordspace
