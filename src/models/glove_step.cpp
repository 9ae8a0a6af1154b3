// Step mode of GloVe: one cell, with everything that its update did.
// Not another arithmetic: the kernel does the step, this looks before and after.
#include <cmath>
#include <vector>

#include "models/glove_impl.h"
#include "models/glove_step.h"

namespace wordspace {
namespace {

double length(std::span<const float> v) {
  double sum = 0;
  for (const float x : v) sum += static_cast<double>(x) * static_cast<double>(x);
  return std::sqrt(sum);
}

double distance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double x = static_cast<double>(a[k]) - static_cast<double>(b[k]);
    sum += x * x;
  }
  return std::sqrt(sum);
}

}  // namespace

GloveProgress Glove::train_one(GloveStep& step) {
  step = {};
  if (done()) return {};
  Impl& impl = *impl_;
  GloveShare* share = nullptr;
  for (GloveShare& one : impl.shares) {
    if (share == nullptr && one.next < one.end) share = &one;
  }
  if (share == nullptr) return {};
  impl.take_cells(*share, 1);
  const TokenId i = share->word[0], j = share->context[0];
  step.word = i;
  step.context = j;
  step.count = static_cast<double>(share->counts[0]);
  step.log_count = std::log(step.count);
  step.weight = glove_weight(step.count, impl.x_max, impl.config.alpha);
  step.rate = impl.config.rate;
  const std::vector<float> word_was(word(i).begin(), word(i).end());
  const std::vector<float> context_was(context(j).begin(), context(j).end());
  step.word_bias_before = static_cast<double>(word_bias(i));
  step.context_bias_before = static_cast<double>(context_bias(j));
  step.prediction_before = predict(i, j);
  step.dot_before = step.prediction_before - step.word_bias_before - step.context_bias_before;
  step.residual_before = step.prediction_before - step.log_count;
  step.loss_before = step.weight * step.residual_before * step.residual_before;
  step.bias_gradient = 2 * step.weight * step.residual_before;
  step.word_length = length(word_was);
  step.context_length = length(context_was);
  step.word_gradient = std::abs(step.bias_gradient) * step.context_length;
  step.context_gradient = std::abs(step.bias_gradient) * step.word_length;

  share->progress = {};
  impl.train_cells(*share, 1);
  GloveProgress progress = share->progress;
  progress.finite = std::isfinite(progress.loss_sum);
  impl.end_epoch_if_through();

  step.word_bias_after = static_cast<double>(word_bias(i));
  step.context_bias_after = static_cast<double>(context_bias(j));
  step.prediction_after = predict(i, j);
  step.dot_after = step.prediction_after - step.word_bias_after - step.context_bias_after;
  step.residual_after = step.prediction_after - step.log_count;
  step.loss_after = step.weight * step.residual_after * step.residual_after;
  step.word_moved = distance(word(i), word_was);
  step.context_moved = distance(context(j), context_was);
  return progress;
}

}  // namespace wordspace
