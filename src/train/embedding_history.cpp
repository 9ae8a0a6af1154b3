// Takes moments of a run.
// Not the trainer, which says when.
#include "train/embedding_history.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "train/learner.h"

namespace wordspace {

void HistoryKeeper::begin(std::int64_t units_total) {
  history_.reset();
  gap_ = std::max<std::int64_t>(1, units_total / static_cast<std::int64_t>(kHistoryMoments - 1));
  due_ = 0;
}

void HistoryKeeper::take(const EmbeddingView& view, std::int64_t units, double loss) {
  if (view.data == nullptr) {
    due_ = std::numeric_limits<std::int64_t>::max();
    return;
  }
  EmbeddingHistory next;
  if (history_) next = *history_;
  next.vocabulary = view.vocabulary;
  next.words = std::min(view.rows, kHistoryWords);
  next.dim = view.dim;
  EmbeddingMoment moment;
  moment.units = units;
  moment.loss = loss;
  moment.vectors.reserve(static_cast<std::size_t>(next.words * view.dim));
  for (std::int64_t row = 0; row < next.words; ++row) {
    const float* from = view.data + row * view.row_stride;
    moment.vectors.insert(moment.vectors.end(), from, from + view.dim);
  }
  // The same place again (a pause, then the end): the newer copy counts.
  if (!next.moments.empty() && next.moments.back()->units >= units) next.moments.pop_back();
  if (next.moments.size() == kHistoryMoments) next.moments.pop_back();
  next.moments.push_back(std::make_shared<const EmbeddingMoment>(std::move(moment)));
  history_ = std::make_shared<const EmbeddingHistory>(std::move(next));
  due_ = (units / gap_ + 1) * gap_;
}

void HistoryKeeper::cut(std::int64_t units) {
  if (!history_) return;
  EmbeddingHistory next = *history_;
  while (!next.moments.empty() && next.moments.back()->units > units) next.moments.pop_back();
  history_ = std::make_shared<const EmbeddingHistory>(std::move(next));
  due_ = (units / gap_ + 1) * gap_;
}

bool HistoryKeeper::resume(const EmbeddingHistory& kept, const EmbeddingView& view,
                           std::int64_t units) {
  if (view.data == nullptr || kept.dim != view.dim || kept.moments.empty() ||
      kept.words != std::min(view.rows, kHistoryWords) || kept.moments.size() > kHistoryMoments) {
    return false;
  }
  const auto length = static_cast<std::size_t>(kept.words * view.dim);
  EmbeddingHistory next;
  next.vocabulary = view.vocabulary;
  next.words = kept.words;
  next.dim = kept.dim;
  for (const auto& moment : kept.moments) {
    if (moment == nullptr || moment->vectors.size() != length) return false;
    if (moment->units <= units) next.moments.push_back(moment);
  }
  if (next.moments.empty()) return false;
  history_ = std::make_shared<const EmbeddingHistory>(std::move(next));
  due_ = (units / gap_ + 1) * gap_;
  return true;
}

}  // namespace wordspace
