// The logit lens of one text: a layer a frame, and the last hidden states through random output
// matrices.
// Not drawing, and not the lens itself (models/transformer_lens.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "labs/attention_answers.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_lens.h"

namespace wordspace {

struct AnsweringModel;

class PositionsLens {
 public:
  static constexpr int kMostTokens = 24;  // of a text
  static constexpr int kNumTop = 5;
  static constexpr int kRandomMatrices = 5;

  // Begins anew when model or text are new, then one layer (or, when they are wanted, one random
  // matrix) a call. True: there is more to do.
  bool follow(const AnsweringModel& model, const std::string& text, bool with_random = true);
  bool ok() const { return model_ != nullptr && !input_.ids.empty(); }
  bool done() const { return next_ >= num_parts(); }
  // The last layer is among the rows; every random matrix was tried.
  bool layers_done() const { return ok() && next_ > config().layers; }
  bool random_done() const { return random_.size() == kRandomMatrices; }
  const std::optional<Error>& error() const { return error_; }
  const AttentionInput& input() const { return input_; }
  // What each position has to say: GPT the next token, BERT the token itself.
  const std::vector<TokenId>& targets() const { return targets_; }
  const std::vector<LensRow>& rows() const { return rows_; }      // layers so far, 0 first
  const std::vector<LensRow>& random() const { return random_; }  // of the last layer
  const TransformerConfig& config() const { return model_->config(); }
  const TokenCodec& codec() const { return *codec_; }
  double deviation() const { return deviation_; }  // of the output matrix
  // Share of positions where this row's first guess is the token that stands there itself.
  double names_itself(const LensRow& row) const;
  // Share of targets that are the first guess.
  double right(const LensRow& row) const;
  // Mean nats over the random matrices, and the least and the most of them.
  double random_mean() const;
  double random_low() const;
  double random_high() const;

 private:
  int num_parts() const {
    return ok() ? config().layers + 1 + (with_random_ ? kRandomMatrices : 0) : 0;
  }

  std::shared_ptr<const Transformer> model_;
  std::shared_ptr<const TokenCodec> codec_;
  std::uint64_t version_ = 0;
  std::string text_;
  bool known_ = false, with_random_ = true;
  std::optional<Error> error_;
  AttentionInput input_;
  std::vector<TokenId> targets_;
  TransformerTrace trace_;
  int next_ = 0;
  std::vector<LensRow> rows_, random_;
  double deviation_ = 0;
};

}  // namespace wordspace
