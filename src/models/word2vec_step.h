// The record of one Word2Vec update.
// Not the update (models/word2vec.h).
#pragma once

#include <cstdint>
#include <vector>

#include "text/token_id.h"

namespace wordspace {

// Everything one update did, for the lab's step mode: the real numbers of a real update.
struct Word2VecStep {
  struct Output {
    TokenId id = 0;  // word, or inner node for hierarchical softmax
    bool is_word = true;
    float label = 0;                          // 1 for the true word or branch, 0 for negatives
    float weight = 0;                         // g: how strongly it pulls (label - sigma) or (y - p)
    float score_before = 0, score_after = 0;  // u . v
    float probability_before = 0, probability_after = 0;  // sigma(u . v) or the softmax share
    float moved = 0;                                      // length of the change of u
  };
  struct Pair {  // skip-gram: one context word; CBOW: the single centre
    TokenId context = 0;
    std::vector<Output> outputs;  // the true one first (negative sampling and softmax)
    float loss_before = 0, loss_after = 0;
  };
  std::uint32_t line = 0;        // line of the corpus
  std::uint32_t position = 0;    // of the centre in `words`
  std::vector<TokenId> words;    // the line after subsampling
  std::vector<TokenId> dropped;  // words of the line that subsampling left out this time
  int radius = 0;                // drawn from 1..window
  TokenId centre = 0;
  std::vector<TokenId> inputs;  // skip-gram: the centre; CBOW: the context words
  std::vector<float> moved;     // length of the change of v, one for each of inputs
  std::vector<Pair> pairs;
  double rate = 0;
};

}  // namespace wordspace
