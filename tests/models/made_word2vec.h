// Small Word2Vec models, their corpora and what tests compare of them.
// Not a test.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/rng.h"
#include "models/word2vec.h"
#include "models/word2vec_benchmark.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"

#include <doctest/doctest.h>

namespace wordspace {
inline constexpr Word2VecMode kModes[] = {Word2VecMode::kSkipGram, Word2VecMode::kCbow};
inline constexpr Word2VecObjective kObjectives[] = {Word2VecObjective::kNegativeSampling,
                                                    Word2VecObjective::kHierarchicalSoftmax,
                                                    Word2VecObjective::kFullSoftmax};

inline std::string name_of(const Word2VecConfig& config) {
  const char* const modes[] = {"skip-gram", "CBOW"};
  const char* const objectives[] = {"negative sampling", "hierarchical softmax", "full softmax"};
  return std::string(modes[static_cast<int>(config.mode)]) + ", " +
         objectives[static_cast<int>(config.objective)];
}

inline void for_every_kind(Word2VecConfig config,
                           const std::function<void(const Word2VecConfig&)>& body) {
  for (const Word2VecMode mode : kModes) {
    for (const Word2VecObjective objective : kObjectives) {
      config.mode = mode;
      config.objective = objective;
      INFO(name_of(config));
      body(config);
    }
  }
}

inline std::shared_ptr<const EncodedCorpus> small_zipf() { return make_zipf_corpus(6000, 120, 5); }

// Two topics of eight words each; a line keeps to one topic, so words of a topic share contexts.
inline std::shared_ptr<const EncodedCorpus> two_topics(std::int64_t lines) {
  auto corpus = std::make_shared<EncodedCorpus>();
  std::vector<std::string> words;
  for (int w = 0; w < 16; ++w) words.push_back("w" + std::to_string(w));
  std::vector<std::int64_t> counts(16, 0);
  Rng rng(3);
  for (std::int64_t l = 0; l < lines; ++l) {
    const auto topic = static_cast<TokenId>(rng.below(2));
    for (int i = 0; i < 10; ++i) {
      const TokenId id = 2 * static_cast<TokenId>(rng.below(8)) + topic;
      (l < lines * 9 / 10 ? corpus->tokens : corpus->held_out_tokens).push_back(id);
    }
    if (l < lines * 9 / 10) {
      corpus->line_begin.push_back(static_cast<std::uint32_t>(corpus->tokens.size()));
      if (l % 10 == 9)
        corpus->document_begin.push_back(static_cast<std::uint32_t>(corpus->num_lines()));
    } else {
      corpus->held_out_line_begin.push_back(
          static_cast<std::uint32_t>(corpus->held_out_tokens.size()));
    }
  }
  if (corpus->document_begin.back() != corpus->num_lines()) {
    corpus->document_begin.push_back(static_cast<std::uint32_t>(corpus->num_lines()));
  }
  // The same count for all: the vocabulary keeps the order, and ids are what the lines say.
  std::fill(counts.begin(), counts.end(), static_cast<std::int64_t>(corpus->tokens.size() / 16));
  corpus->vocabulary = std::make_shared<Vocabulary>(std::move(words), std::move(counts));
  return corpus;
}

inline std::vector<float> weights_of(Word2Vec& model) {
  std::vector<float> all;
  model.visit_parameters([&](const Parameter& p) {
    for (std::int64_t r = 0; r < p.shape[0]; ++r) {
      all.insert(all.end(), p.data + r * p.row_stride, p.data + r * p.row_stride + p.shape[1]);
    }
  });
  return all;
}

inline std::uint64_t hash_of(const std::vector<float>& values) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const float v : values) {
    std::uint32_t bits;
    std::memcpy(&bits, &v, sizeof bits);
    for (int i = 0; i < 4; ++i) hash = (hash ^ ((bits >> (8 * i)) & 0xff)) * 0x100000001b3u;
  }
  return hash;
}

// CHECKs in doctest print both sides: a difference of two models would fill the screen.
inline bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

inline double cosine(std::span<const float> a, std::span<const float> b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = static_cast<double>(a[i]), y = static_cast<double>(b[i]);
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / std::sqrt(aa * bb);
}

inline Word2VecConfig small_config() {
  Word2VecConfig config;
  config.dim = 20;
  config.window = 3;
  config.negative = 4;
  config.sample = 1e-2;
  config.epochs = 2;
  config.seed = 9;
  return config;
}

}  // namespace wordspace
