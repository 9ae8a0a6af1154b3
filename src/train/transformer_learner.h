// GPT and BERT as the trainer drives them: batches, schedule, AdamW, held-out losses.
// Not the model (models/transformer.h) and not the text (text/token_corpus.h).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/result.h"
#include "core/worker_pool.h"
#include "models/transformer.h"
#include "text/token_corpus.h"
#include "train/learner.h"

namespace wordspace {

// Settings of a whole run, text side included.
struct TransformerRun {
  TransformerConfig model;  // vocab is the tokenizer's: whatever stands here is replaced
  CodecKind tokenizer = CodecKind::kByteBpe;
  int vocab_size = 1024;  // asked of the tokenizer, specials included
  int batch = 8;          // rows a step
  std::int64_t steps = 1000;
  double rate = 1e-3;            // at the top of the schedule
  int warmup = 50;               // steps of linear rise from 0
  double last_rate_share = 0.1;  // the cosine falls to this share of rate
  double decay = 0.1;            // AdamW's, on matrices
  double clip = 1;               // of the gradient's norm; 0: never
  double held_out_fraction = 0.1;
  std::uint64_t seed = 1;
  // Kernels that give the same bits on every machine and in the browser's plain SIMD build, in
  // place of the fastest ones of this machine. Not in the run's JSON.
  bool portable = false;

  // One sentence for the first field out of its range: transformer.bad_batch, bad_steps, ...
  Status validate() const;
};
TokenizeOptions tokenize_options(const TransformerRun& run);
// Warm-up, then cosine: the rate of step number `step` (from 0).
double scheduled_rate(const TransformerRun& run, std::int64_t step);

// Rows go through the model in shares of about this many tokens whose gradients add up: the same
// numbers whatever drives the run, and less memory.
inline constexpr int kShareTokens = 256;

// Units are tokens: batch * context a step. pool outlives the learner. start_from (may be null):
// weights to begin with, of the same sizes.
//   Errors: those of TransformerRun::validate, bert.one_document, text.too_small,
//   transformer.other_sizes (start_from does not fit).
Result<std::unique_ptr<Learner>> make_transformer_learner(
    const TransformerRun& run, std::shared_ptr<const TokenCorpus> corpus, WorkerPool* pool,
    std::shared_ptr<const Transformer> start_from = nullptr);

std::string to_json(const TransformerRun& run);
// Errors: checkpoint.bad_config.
Result<TransformerRun> transformer_run_from_json(const std::string& json);

}  // namespace wordspace
