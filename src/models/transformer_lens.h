// What a transformer would answer if it stopped early: the logit lens, other output matrices, and
// chains of words through the unembedding.
// Not training and not pictures: hidden states in, tokens with probabilities out.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "models/transformer_text.h"
#include "text/token_id.h"

namespace wordspace {

class TokenCodec;
class Transformer;
struct TransformerTrace;

// --- The logit lens: the model's own head on the hidden states of every layer.
//   Source: nostalgebraist 2020, "interpreting GPT: the logit lens".

struct LensCell {
  std::vector<TokenProbability> top;  // falling
  double entropy = 0;                 // nats of the whole distribution
  double target_nats = 0;             // -ln P of what stands there; 0 without a target
  int target_rank = -1;               // 0: the first; -1: without a target
};
struct LensRow {
  int layer = 0;                // 0: the embeddings; L: the last block
  std::vector<LensCell> cells;  // [T]
  double mean_nats = 0;         // over the targets
  int num_targets = 0;
};
// layer 0 .. L of the trace. targets [T]: what each position has to say (GPT: the next token; BERT:
// the token itself); kUnknownToken: nothing. output: another matrix [V, C] (empty: the model's).
LensRow lens_row(const Transformer& model, const TransformerTrace& trace, int layer,
                 TokenId codec_size, std::span<const TokenId> targets, int num_top,
                 std::span<const float> output = {});

// The model's output matrix [V, C]; the token embedding itself when tied.
std::span<const float> output_matrix(const Transformer& model);
// The token embedding [V, C].
std::span<const float> embedding_matrix(const Transformer& model);
// Mean 0 and the deviation of the output matrix, normal, [V, C].
std::vector<float> random_output_matrix(const Transformer& model, std::uint64_t seed);
double deviation_of(std::span<const float> values);

// --- Unembedding single words.

// Scores of every token: output matrix [V, C] times a vector [C].
std::vector<float> unembed_vector(std::span<const float> output, std::span<const float> vector);

struct ChainLink {
  TokenId id = kUnknownToken;
  float own_score = 0;   // of the token itself when its own embedding is unembedded
  int own_rank = 0;      // 0: the unembedding gives the token back
  float next_score = 0;  // of the token that comes next
  std::vector<std::pair<TokenId, float>> best;  // the likeliest, the token itself included
};
// Begins with a token; each next one is the token with the highest score when the embedding of the
// last one is multiplied by the output matrix, leaving out specials, rows past the tokenizer and
// what stands in the chain already. length links at most.
std::vector<ChainLink> unembedding_chain(const Transformer& model, const TokenCodec& codec,
                                         TokenId first, int length, int num_best,
                                         std::span<const float> output = {});
// The same through the whole model (GPT): each next token is the likeliest after all before it.
// top: of the distribution that it was taken from. Ends at <|endoftext|>.
struct GreedyLink {
  TokenId id = kUnknownToken;
  double probability = 0;
  std::vector<TokenProbability> top;
};
std::vector<GreedyLink> greedy_chain(const Transformer& model, const TokenCodec& codec,
                                     std::span<const TokenId> first, int length, int num_top);

}  // namespace wordspace
