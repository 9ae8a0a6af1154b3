// GPT and BERT as the trainer drives them: batches, schedule, AdamW, held-out losses.
// Not the model (models/transformer.h) and not the text (text/token_corpus.h).
#pragma once

#include <cstddef>
#include <memory>

#include "core/result.h"
#include "train/transformer_run.h"

namespace wordspace {

class BertBatcher;
class Learner;
struct TokenCorpus;
class Transformer;
struct TransformerLosses;
class WorkerPool;

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

// Held-out batches that a finished run is judged by.
inline constexpr std::size_t kFinalHeldOutBatches = 64;

// BERT's losses on held-out batches 0 to num_batches - 1 of the run's sizes, summed: of a finished
// run's model and kFinalHeldOutBatches the parts of its Learner::held_out_loss().
// batcher.has_held_out() (ENSURE).
TransformerLosses bert_held_out_losses(const Transformer& model, const BertBatcher& batcher,
                                       const TransformerRun& run, std::size_t num_batches);

}  // namespace wordspace
