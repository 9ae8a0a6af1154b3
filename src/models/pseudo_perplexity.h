// BERT's pseudo-perplexity: each token of a text masked in turn, and what its true word costs then.
// Never called perplexity: BERT sees both sides, so these are no parts of one probability of the
// text (models/transformer_text.h has GPT's, which are).
//   Source: Salazar et al. 2020, "Masked Language Model Scoring".
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "models/transformer_text.h"
#include "text/token_id.h"

namespace wordspace {

class TokenCodec;
class Transformer;

// One row that BERT reads; tokens [begin, end) of it are counted.
struct MaskedRow {
  BertInput input;
  std::size_t begin = 0, end = 0;
};
// The text's lines as BERT has read them in training: each with the line after it (the last one
// with the line before it), [CLS] A [SEP] B [SEP]; a single line alone. A pair that is too long
// gives way to the line alone, a line that is too long is cut into pieces. Each token of the text
// is counted in one row.
//   Errors: bert.no_special_tokens, bert.empty_text, bert.no_mask_token.
Result<std::vector<MaskedRow>> masked_rows(const TokenCodec& codec, int context,
                                           std::string_view text);

struct PseudoSurprisals {
  std::vector<TokenId> tokens;         // of the text, specials left out
  std::vector<std::uint32_t> line;     // that each stands in
  std::vector<double> nats;            // -ln P of each when it alone is masked
  std::vector<std::int32_t> ranks;     // tokens that the model held likelier
  std::vector<TokenProbability> best;  // what the model put first
  double mean_nats() const;            // of those that are known
  double pseudo_perplexity() const;    // exp of it
};

// One pass a token, so a few at a time.
class PseudoMeasure {
 public:
  PseudoMeasure() = default;
  PseudoMeasure(std::shared_ptr<const Transformer> model, TokenId mask, TokenId codec_size,
                std::vector<MaskedRow> rows);
  // Passes until the time is over, at least one. True: there is more to do.
  bool advance(double budget_ms);
  bool done() const { return row_ >= rows_.size(); }
  std::size_t num_tokens() const { return num_tokens_; }
  const PseudoSurprisals& result() const { return result_; }  // as far as it is known

 private:
  void measure_one();

  std::shared_ptr<const Transformer> model_;
  TokenId mask_ = kUnknownToken, codec_size_ = 0;
  std::vector<MaskedRow> rows_;
  std::size_t row_ = 0, at_ = 0, num_tokens_ = 0;
  PseudoSurprisals result_;
};

}  // namespace wordspace
