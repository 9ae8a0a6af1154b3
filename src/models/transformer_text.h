// What GPT and BERT answer about text: continuations, surprisals, masks, pairs. For the command and
// the labs alike.
// Not the arithmetic (models/transformer.h) and not tokenizers (text/token_codec.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/rng.h"
#include "models/next_token.h"
#include "models/transformer_cache.h"
#include "text/token_id.h"

namespace wordspace {

class TokenCodec;
class Transformer;

struct TokenProbability {
  TokenId id = kUnknownToken;
  double probability = 0;
};
// The likeliest, by falling probability, ties by number. codec_size: rows past the tokenizer's last
// token only fill a table up and are left out.
std::vector<TokenProbability> likeliest(std::span<const float> logits, TokenId codec_size, int num);
// softmax in double.
std::vector<double> probabilities_of(std::span<const float> logits);
// Entropy of softmax(logits), nats.
double entropy_of_logits(std::span<const float> logits);

// --- GPT.

// Reads tokens one by one with the cache; when the context is full, the later half is read again.
class TokenReader {
 public:
  explicit TokenReader(std::shared_ptr<const Transformer> model);
  void read(TokenId token);
  // Of the token after the last one read, [V]; empty before the first.
  std::span<const float> logits() const { return logits_; }
  const std::vector<TokenId>& tokens() const { return read_; }

 private:
  std::shared_ptr<const Transformer> model_;
  TransformerCache cache_;
  std::vector<TokenId> read_;
  std::vector<float> logits_;
};

// Writes on, one token a call: a lab draws one a frame, the command calls it in a loop.
class Writer {
 public:
  // prompt may be empty where the tokenizer has a token for the start of a document, or for the end
  // of the one before.
  //   Errors: generate.empty_prompt.
  static Result<Writer> begin(std::shared_ptr<const Transformer> model,
                              std::shared_ptr<const TokenCodec> codec, std::string_view prompt,
                              const SamplingOptions& sampling, std::uint64_t seed);
  // The distribution that the next token is drawn from, [V]; and the model's own before cutting.
  std::vector<float> next_distribution() const;
  std::span<const float> logits() const { return reader_.logits(); }
  // Draws and reads one token; kUnknownToken when the text has ended (<|endoftext|>).
  TokenId write();
  // The same with a token of the caller's choice.
  void append(TokenId token);
  void set_sampling(const SamplingOptions& sampling) { sampling_ = sampling; }
  const std::vector<TokenId>& written() const { return written_; }
  const std::vector<TokenId>& prompt() const { return prompt_; }
  // Prompt and written text decoded together.
  std::string text() const;
  bool ended() const { return ended_; }

 private:
  Writer(std::shared_ptr<const Transformer> model, std::shared_ptr<const TokenCodec> codec);
  TokenReader reader_;
  std::shared_ptr<const TokenCodec> codec_;
  SamplingOptions sampling_;
  Rng rng_;
  std::vector<TokenId> prompt_, written_;
  bool ended_ = false;
};

// -ln P of each token given those before it, nats; the first one's is given the start of a document
// where the tokenizer has a token for it, else 0 and not counted. Longer texts than the context:
// windows that overlap by half.
struct Surprisals {
  std::vector<TokenId> tokens;
  std::vector<double> nats;
  // What the model put first at each place, and how many tokens stood before the text's own one
  // (0: it was the first). Where nothing is counted: kUnknownToken and 0.
  std::vector<TokenProbability> best;
  std::vector<std::int32_t> ranks;
  std::size_t first_counted = 0;
  // With num_expected: the likeliest at each place, and the entropy in nats of the whole
  // distribution there. Where nothing is counted: empty and 0.
  std::vector<std::vector<TokenProbability>> expected;
  std::vector<double> entropies;
  double mean_nats() const;
};
Surprisals surprisals(const Transformer& model, const TokenCodec& codec, std::string_view text,
                      int num_expected = 0);

// --- BERT.

// [CLS] first [SEP] (second [SEP]), cut to the model's context.
struct BertInput {
  std::vector<TokenId> ids;
  std::vector<std::uint8_t> segments;
};
//   Errors: bert.no_special_tokens (the tokenizer lacks [CLS] or [SEP]), bert.empty_text.
Result<BertInput> bert_input(const TokenCodec& codec, int context, std::string_view first,
                             const std::string_view* second = nullptr);

struct MaskGuesses {
  std::size_t position = 0;
  std::vector<TokenProbability> guesses;
};
// Guesses for every [MASK] of the input.
//   Errors: fill_mask.no_mask.
Result<std::vector<MaskGuesses>> fill_masks(const Transformer& model, const TokenCodec& codec,
                                            const BertInput& input, int num);
// P(second follows first).
double next_sentence_probability(const Transformer& model, const BertInput& input);

}  // namespace wordspace
