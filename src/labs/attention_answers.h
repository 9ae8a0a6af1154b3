// What attention answers without a picture: every head's matrix of one text, the arithmetic of one
// row, which bits another word changed, what a text costs with heads switched off.
// Not drawing (attention_*_view.h) and not the passes themselves (models/transformer.h).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "models/transformer_trace.h"
#include "text/token_id.h"

namespace wordspace {

class TokenCodec;
class Transformer;
struct TransformerConfig;

// --- One text as a model reads it: GPT plain, BERT between [CLS] and [SEP].
struct AttentionInput {
  std::vector<TokenId> ids;
  std::vector<std::uint8_t> segments;        // BERT; else empty
  std::vector<std::string> tokens;           // as they stand on screen
  std::size_t first_word = 0, end_word = 0;  // of ids: what is the text's own
  std::size_t unknown = 0;                   // tokens of the text that the vocabulary lacks
  std::size_t left_out = 0;                  // tokens of the text that did not fit
};
// most: tokens, special ones included; the model's context cuts as well.
//   Errors: attention.empty, bert.no_special_tokens.
Result<AttentionInput> attention_input(const Transformer& model, const TokenCodec& codec,
                                       std::string_view text, int most);

// --- For scripts.
struct AttentionAnswer {
  std::vector<TokenId> ids;
  std::vector<std::string> tokens;
  int layers = 0, heads = 0;
  bool causal = false;
  std::vector<float> attention;  // [layers, heads, T, T]: rows are queries and sum to 1

  std::span<const float> head(int layer, int head) const;  // [T, T]
};
//   Errors: those of attention_input.
Result<AttentionAnswer> attend(const Transformer& model, const TokenCodec& codec,
                               std::string_view text, const TransformerSwitches& switches = {});

// --- The arithmetic of one row of one head, done again in double from the trace's vectors.
struct RowArithmetic {
  int query = 0, size = 0;           // size: d_k
  std::vector<double> dot;           // [T] q . k
  std::vector<double> scaled;        // [T] over sqrt(d_k)
  std::vector<std::uint8_t> masked;  // [T] 1: the mask adds minus infinity
  double largest = 0;                // of the scaled scores that are not masked
  std::vector<double> exponential;   // [T] e^(scaled - largest); masked: 0
  double sum = 0;                    // of the exponentials
  std::vector<double> share;         // [T] exponential / sum
  std::vector<double> output;        // [size] sum of share * v
  std::vector<float> traced_share;   // [T] what the model had
  std::vector<float> traced_output;  // [size] what the model had (0: the head is silent)
};
// layer, head, query: in range (ENSURE). causal: whether the pass was.
RowArithmetic row_arithmetic(const TransformerTrace& trace, const TransformerConfig& config,
                             int layer, int head, int query, bool causal);
// The part of a token's query, key or value that belongs to one head, [d_k].
std::span<const float> head_vector(const std::vector<float>& rows, const TransformerConfig& config,
                                   int head, int token);
// exp of the entropy of a row, averaged over rows: how many tokens a head looks at, 1 .. T.
double mean_tokens_looked_at(std::span<const float> attention, int tokens);

// --- Another word.
std::size_t first_difference(std::span<const TokenId> a, std::span<const TokenId> b);
struct RowChange {
  std::uint64_t bits = 0, compared = 0;  // that differ, of how many
  double largest = 0;                    // difference of two numbers
};
// Bit for bit, for each of the first `rows` tokens: the output of every layer, the final hidden
// state and the logits.
std::vector<RowChange> changed_rows(const TransformerTrace& a, const TransformerTrace& b,
                                    const TransformerConfig& config, std::size_t rows);

// --- What a text costs.
struct TokenNats {
  std::vector<double> nats;           // [T]; 0 where nothing is predicted
  std::vector<std::uint8_t> counted;  // [T]
  double mean() const;
};
// GPT: -ln P of each token after the first given those before it. logits [T, V].
TokenNats next_token_nats(std::span<const float> logits, std::span<const TokenId> ids);
// BERT: -ln P of each token of the text when it alone is masked: one pass a token, so a few at a
// time.
class MaskedNats {
 public:
  MaskedNats() = default;
  // mask: the number of [MASK]; kUnknownToken: nothing is counted.
  MaskedNats(std::shared_ptr<const Transformer> model, TokenId mask, AttentionInput input,
             TransformerSwitches switches);
  // Passes until the time is over, at least one. True: there is more to do.
  bool advance(double budget_ms);
  bool done() const { return at_ >= input_.end_word; }
  const TokenNats& result() const { return result_; }

 private:
  std::shared_ptr<const Transformer> model_;
  TokenId mask_ = kUnknownToken;
  AttentionInput input_;
  TransformerSwitches switches_;
  std::size_t at_ = 0;
  TokenNats result_;
};

}  // namespace wordspace
