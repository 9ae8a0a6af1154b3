// Windows of running text for a causal model: random ones to train on, side by side to measure.
// Not masks or pairs (bert_batcher.cpp).
#include <algorithm>
#include <utility>

#include "core/check.h"
#include "text/token_corpus.h"

namespace wordspace {
namespace {

// The part's documents one after the other, each opened by end_of_text where there is one; begins
// receives where each starts.
std::vector<TokenId> stream_of(const TokenPart& part, TokenId end_of_text,
                               std::vector<std::size_t>& begins) {
  std::vector<TokenId> stream;
  stream.reserve(part.tokens.size() + part.num_documents());
  for (std::size_t d = 0; d < part.num_documents(); ++d) {
    begins.push_back(stream.size());
    if (end_of_text != kUnknownToken) stream.push_back(end_of_text);
    const auto first = part.tokens.begin() + part.line_begin[part.document_begin[d]];
    const auto last = part.tokens.begin() + part.line_begin[part.document_begin[d + 1]];
    stream.insert(stream.end(), first, last);
  }
  return stream;
}

// One row: the window of the stream that starts at begin, padded where the stream ends.
void fill_row(const std::vector<TokenId>& stream, std::size_t begin, std::size_t end,
              TokenId filler, std::span<TokenId> inputs, std::span<TokenId> targets) {
  for (std::size_t t = 0; t < inputs.size(); ++t) {
    const std::size_t at = begin + t;
    inputs[t] = at < end ? stream[at] : filler;
    targets[t] = at + 1 < end ? stream[at + 1] : kUnknownToken;
  }
}

}  // namespace

GptBatcher::GptBatcher(std::shared_ptr<const TokenCorpus> corpus, int batch, int context)
    : corpus_(std::move(corpus)), batch_(batch), context_(context) {
  CHECK(corpus_ != nullptr);
  CHECK((batch_ > 0 && context_ > 0));
  const TokenId end_of_text = corpus_->codec->special().end_of_text;
  if (end_of_text != kUnknownToken) filler_ = end_of_text;
  std::vector<std::size_t> begins;
  held_out_stream_ = stream_of(corpus_->held_out, end_of_text, begins);
  begins.clear();
  training_stream_ = stream_of(corpus_->training, end_of_text, begins);
  CHECK(training_stream_.size() >= 2);

  // Documents are joined until a window fits; what is left over joins the last stretch.
  const std::size_t window = static_cast<std::size_t>(context_) + 1;
  const std::size_t size = training_stream_.size();
  for (std::size_t d = 0; d < begins.size();) {
    std::size_t next = d + 1;
    const auto end = [&] { return next < begins.size() ? begins[next] : size; };
    while (next < begins.size() && end() - begins[d] < window) ++next;
    if (end() - begins[d] >= window || stretch_begin_.empty()) {
      stretch_begin_.push_back(begins[d]);
    }
    d = next;
  }
  window_begin_.push_back(0);
  for (std::size_t s = 0; s < stretch_begin_.size(); ++s) {
    const std::size_t end = s + 1 < stretch_begin_.size() ? stretch_begin_[s + 1] : size;
    const std::size_t length = end - stretch_begin_[s];
    window_begin_.push_back(window_begin_.back() + (length >= window ? length - window + 1 : 1));
  }
}

std::size_t GptBatcher::num_windows() const { return window_begin_.back(); }

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
    const std::size_t window = rng.below(static_cast<std::uint32_t>(num_windows()));
    const auto after = std::upper_bound(window_begin_.begin(), window_begin_.end(), window);
    const auto stretch = static_cast<std::size_t>(after - window_begin_.begin()) - 1;
    fill_row(training_stream_, stretch_begin_[stretch] + (window - window_begin_[stretch]),
             training_stream_.size(), filler_,
             std::span(batch.inputs).subspan(b * context, context),
             std::span(batch.targets).subspan(b * context, context));
  }
}

std::size_t GptBatcher::num_held_out_windows() const {
  if (held_out_stream_.size() < 2) return 0;
  const auto context = static_cast<std::size_t>(context_);
  return (held_out_stream_.size() - 1 + context - 1) / context;
}

void GptBatcher::held_out(std::size_t first_window, GptBatch& batch) const {
  resize(batch);
  const auto context = static_cast<std::size_t>(context_);
  for (std::size_t b = 0; b < static_cast<std::size_t>(batch_); ++b) {
    fill_row(held_out_stream_, (first_window + b) * context, held_out_stream_.size(), filler_,
             std::span(batch.inputs).subspan(b * context, context),
             std::span(batch.targets).subspan(b * context, context));
  }
}

}  // namespace wordspace
