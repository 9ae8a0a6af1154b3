// A layer a frame.
// Not drawing.
#include "labs/positions_lens.h"

#include <algorithm>

#include "labs/answering_model.h"
#include "text/token_codec.h"

namespace wordspace {

bool PositionsLens::follow(const AnsweringModel& model, const std::string& text, bool with_random) {
  with_random_ = with_random;
  if (!model.ok()) {
    model_.reset();
    known_ = false;
    return false;
  }
  if (!known_ || version_ != model.version || text_ != text) {
    known_ = true;
    version_ = model.version;
    text_ = text;
    model_ = model.transformer;
    codec_ = model.codec;
    error_.reset();
    input_ = {};
    rows_.clear();
    random_.clear();
    next_ = 0;
    Result<AttentionInput> input = attention_input(*model_, *codec_, text, kMostTokens);
    if (!input.ok()) {
      error_ = input.error();
      return false;
    }
    input_ = std::move(input.value());
    const bool gpt = config().kind == TransformerKind::kGpt;
    targets_.assign(input_.ids.size(), kUnknownToken);
    for (std::size_t t = 0; t < input_.ids.size(); ++t) {
      if (gpt && t + 1 < input_.ids.size()) targets_[t] = input_.ids[t + 1];
      if (!gpt && t >= input_.first_word && t < input_.end_word) targets_[t] = input_.ids[t];
    }
    trace_ = model_->trace(input_.ids, input_.segments);
    deviation_ = deviation_of(output_matrix(*model_));
  }
  if (!ok() || done()) return false;
  if (next_ <= config().layers) {
    rows_.push_back(lens_row(*model_, trace_, next_, codec_->size(), targets_, kNumTop));
  } else {
    const auto seed = static_cast<std::uint64_t>(next_ - config().layers);
    random_.push_back(lens_row(*model_, trace_, config().layers, codec_->size(), targets_, kNumTop,
                               random_output_matrix(*model_, seed)));
  }
  ++next_;
  return !done();
}

double PositionsLens::names_itself(const LensRow& row) const {
  double itself = 0;
  for (std::size_t t = 0; t < row.cells.size(); ++t) {
    if (!row.cells[t].top.empty() && row.cells[t].top[0].id == input_.ids[t]) itself += 1;
  }
  return row.cells.empty() ? 0 : itself / static_cast<double>(row.cells.size());
}

double PositionsLens::right(const LensRow& row) const {
  double first = 0;
  for (const LensCell& cell : row.cells) first += cell.target_rank == 0 ? 1 : 0;
  return row.num_targets > 0 ? first / row.num_targets : 0;
}

double PositionsLens::random_mean() const {
  double sum = 0;
  for (const LensRow& row : random_) sum += row.mean_nats;
  return random_.empty() ? 0 : sum / static_cast<double>(random_.size());
}

double PositionsLens::random_low() const {
  double low = random_.empty() ? 0 : random_[0].mean_nats;
  for (const LensRow& row : random_) low = std::min(low, row.mean_nats);
  return low;
}

double PositionsLens::random_high() const {
  double high = 0;
  for (const LensRow& row : random_) high = std::max(high, row.mean_nats);
  return high;
}

}  // namespace wordspace
