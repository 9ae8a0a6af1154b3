// Windows of running text for a causal model: random ones to train on, side by side to measure.
// Not masks or pairs (bert_batcher.cpp).
#include <algorithm>
#include <utility>

#include "core/ensure.h"
#include "core/rng.h"
#include "text/token_corpus.h"

namespace wordspace {
namespace {

// The part's documents one after the other: start and end of text around each, where there are such
// tokens; one that is both stands once between two documents.
std::vector<TokenId> stream_of(const TokenPart& part, const SpecialTokens& special) {
  const TokenId start = special.start();
  const TokenId end = special.end_of_text;
  std::vector<TokenId> stream;
  if (part.num_documents() == 0) return stream;
  stream.reserve(part.tokens.size() + 2 * part.num_documents());
  for (std::size_t d = 0; d < part.num_documents(); ++d) {
    if (start != kUnknownToken) stream.push_back(start);
    const auto first = part.tokens.begin() + part.line_begin[part.document_begin[d]];
    const auto last = part.tokens.begin() + part.line_begin[part.document_begin[d + 1]];
    stream.insert(stream.end(), first, last);
    const bool last_document = d + 1 == part.num_documents();
    if (end != kUnknownToken && (end != start || last_document)) stream.push_back(end);
  }
  return stream;
}

// One row: the window of the stream that starts at begin, padded where the stream ends; its first
// `seen` tokens are no targets.
void fill_row(const std::vector<TokenId>& stream, std::size_t begin, std::size_t seen,
              TokenId filler, std::span<TokenId> inputs, std::span<TokenId> targets) {
  const std::size_t size = stream.size();
  for (std::size_t t = 0; t < inputs.size(); ++t) {
    const std::size_t at = begin + t;
    inputs[t] = at < size ? stream[at] : filler;
    targets[t] = t >= seen && at + 1 < size ? stream[at + 1] : kUnknownToken;
  }
}

}  // namespace

GptBatcher::GptBatcher(std::shared_ptr<const TokenCorpus> corpus, int batch, int context,
                       int overlap)
    : corpus_(std::move(corpus)), batch_(batch), context_(context), overlap_(overlap) {
  ENSURE(corpus_ != nullptr);
  ENSURE((batch_ > 0 && context_ > 0));
  ENSURE((overlap_ >= 0 && overlap_ < context_));
  const SpecialTokens& special = corpus_->codec->special();
  if (special.end_of_text != kUnknownToken) filler_ = special.end_of_text;
  held_out_stream_ = stream_of(corpus_->held_out, special);
  training_stream_ = stream_of(corpus_->training, special);
  ENSURE(training_stream_.size() >= 2);
}

std::size_t GptBatcher::num_windows() const {
  const auto context = static_cast<std::size_t>(context_);
  return training_stream_.size() > context ? training_stream_.size() - context : 1;
}

void GptBatcher::resize(GptBatch& batch) const {
  const std::size_t size = static_cast<std::size_t>(batch_) * static_cast<std::size_t>(context_);
  batch.batch = batch_;
  batch.context = context_;
  batch.inputs.resize(size);
  batch.targets.resize(size);
}

void GptBatcher::draw(Rng& rng, GptBatch& batch) const {
  resize(batch);
  const auto context = static_cast<std::size_t>(context_);
  for (std::size_t b = 0; b < static_cast<std::size_t>(batch_); ++b) {
    fill_row(training_stream_, rng.below(static_cast<std::uint32_t>(num_windows())), 0, filler_,
             std::span(batch.inputs).subspan(b * context, context),
             std::span(batch.targets).subspan(b * context, context));
  }
}

std::size_t GptBatcher::num_held_out_windows() const {
  if (held_out_stream_.size() < 2) return 0;
  const std::size_t num_targets = held_out_stream_.size() - 1;
  const auto context = static_cast<std::size_t>(context_);
  if (num_targets <= context) return 1;
  const auto stride = static_cast<std::size_t>(context_ - overlap_);
  return 1 + (num_targets - context + stride - 1) / stride;
}

void GptBatcher::held_out(std::size_t first_window, GptBatch& batch) const {
  resize(batch);
  const auto context = static_cast<std::size_t>(context_);
  const auto stride = static_cast<std::size_t>(context_ - overlap_);
  for (std::size_t b = 0; b < static_cast<std::size_t>(batch_); ++b) {
    const std::size_t window = first_window + b;
    const bool exists = window < num_held_out_windows();
    fill_row(held_out_stream_, exists ? window * stride : held_out_stream_.size(),
             window == 0 ? 0 : static_cast<std::size_t>(overlap_), filler_,
             std::span(batch.inputs).subspan(b * context, context),
             std::span(batch.targets).subspan(b * context, context));
  }
}

}  // namespace wordspace
