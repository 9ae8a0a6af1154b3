// Transformers with weights and inputs that are a hash of name and index: the same here and in
// tests/golden/transformer.py.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/transformer.h"
#include "models/transformer_config.h"

namespace wordspace {

inline std::uint32_t hash32(std::uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

inline std::uint32_t name_hash(std::string_view name) {
  std::uint32_t value = 2166136261u;
  for (const char c : name) value = (value ^ static_cast<std::uint8_t>(c)) * 16777619u;
  return value;
}

inline void fill_with_hashes(Transformer& model) {
  model.visit_parameters([](const Parameter& parameter) {
    const bool is_norm = parameter.shape.size() == 1 &&
                         (parameter.name.find("ln_") != std::string::npos ||
                          parameter.name.find("LayerNorm") != std::string::npos) &&
                         parameter.name.ends_with("weight");
    std::int64_t count = 1;
    for (const std::int64_t side : parameter.shape) count *= side;
    const std::uint32_t start = name_hash(parameter.name);
    for (std::int64_t i = 0; i < count; ++i) {
      const double value = (hash32(start + static_cast<std::uint32_t>(i)) >> 8) / 16777216.0 - 0.5;
      parameter.data[i] = static_cast<float>(0.5 * value + (is_norm ? 1 : 0));
    }
  });
}

inline TokenId pick(std::string_view name, int i, int n) {
  return static_cast<TokenId>(hash32(name_hash(name) + static_cast<std::uint32_t>(i)) %
                              static_cast<std::uint32_t>(n));
}

// A batch as the golden numbers know it.
struct MadeBatch {
  int batch = 0, tokens = 0;
  std::vector<TokenId> inputs, targets;
  std::vector<std::uint8_t> segments, is_next;
  std::vector<std::int32_t> lengths;

  TokenRows rows() const { return {batch, tokens, inputs, segments, lengths}; }
  TransformerTargets wanted() const { return {targets, is_next}; }
};

inline MadeBatch gpt_batch(int vocab, int batch, int tokens) {
  MadeBatch made{batch, tokens, {}, {}, {}, {}, {}};
  for (int i = 0; i < batch * tokens; ++i) {
    made.inputs.push_back(pick("input", i, vocab));
    made.targets.push_back(pick("target", i, vocab));
  }
  made.targets[static_cast<std::size_t>(tokens - 1)] = kUnknownToken;
  return made;
}

inline MadeBatch bert_batch(int vocab, int tokens, std::vector<std::int32_t> lengths) {
  MadeBatch made{static_cast<int>(lengths.size()), tokens, {}, {}, {}, {}, std::move(lengths)};
  for (int b = 0; b < made.batch; ++b) {
    const int length = made.lengths[static_cast<std::size_t>(b)];
    for (int t = 0; t < tokens; ++t) {
      const int i = b * tokens + t;
      made.inputs.push_back(pick("input", i, vocab));
      made.segments.push_back(t >= length / 2 ? 1 : 0);
      const bool chosen = t < length && pick("masked", i, 3) == 0;
      made.targets.push_back(chosen ? pick("target", i, vocab) : kUnknownToken);
    }
    made.is_next.push_back(b % 2 == 0 ? 1 : 0);
  }
  return made;
}

inline TransformerConfig small_gpt() {
  TransformerConfig config;
  config.vocab = 13;
  config.context = 11;
  config.layers = 2;
  config.heads = 3;
  config.width = 15;
  return config;
}

inline TransformerConfig small_bert() {
  TransformerConfig config;
  config.kind = TransformerKind::kBert;
  config.vocab = 17;
  config.context = 12;
  config.layers = 2;
  config.heads = 2;
  config.width = 10;
  config.hidden = 24;
  return config;
}

}  // namespace wordspace
