// The settings of a whole run of GPT or BERT, what follows from them, and as JSON.
// Not the run (train/transformer_learner.h).
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"
#include "models/transformer_config.h"
#include "text/codec_kind.h"

namespace wordspace {

struct TokenizeOptions;

// Settings of a whole run, text side included.
struct TransformerRun {
  TransformerConfig model;  // vocab is the tokenizer's, or of the model to go on from
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

std::string to_json(const TransformerRun& run);
// Errors: checkpoint.bad_config.
Result<TransformerRun> transformer_run_from_json(const std::string& json);

}  // namespace wordspace
