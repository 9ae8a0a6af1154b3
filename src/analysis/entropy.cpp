// Means, sums and entropies.
// Not models.
#include "analysis/entropy.h"

#include <cmath>
#include <numbers>
#include <numeric>

#include "core/ensure.h"

namespace wordspace {

double bits_from_nats(double nats) { return nats / std::numbers::ln2; }

TextEntropy text_entropy(std::span<const double> nats) {
  TextEntropy entropy;
  entropy.tokens = nats.size();
  if (nats.empty()) return entropy;
  entropy.sum_nats = std::accumulate(nats.begin(), nats.end(), 0.0);
  entropy.mean_nats = entropy.sum_nats / static_cast<double>(nats.size());
  entropy.mean_bits = bits_from_nats(entropy.mean_nats);
  entropy.perplexity = std::exp(entropy.mean_nats);
  return entropy;
}

std::vector<double> running_sum(std::span<const double> values) {
  std::vector<double> sums(values.size());
  std::partial_sum(values.begin(), values.end(), sums.begin());
  return sums;
}

std::vector<double> running_mean(std::span<const double> values) {
  std::vector<double> means = running_sum(values);
  for (std::size_t i = 0; i < means.size(); ++i) means[i] /= static_cast<double>(i + 1);
  return means;
}

double entropy_nats(std::span<const double> weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (!(sum > 0)) return 0;
  double entropy = 0;
  for (const double weight : weights) {
    if (weight > 0) entropy -= weight / sum * std::log(weight / sum);
  }
  return entropy > 0 ? entropy : 0;
}

double percent_above(double nats, double least_nats) {
  return least_nats > 0 ? 100 * (nats - least_nats) / least_nats : 0;
}

double share_of_way(double nats, double knowing_nothing, double least_nats) {
  const double way = knowing_nothing - least_nats;
  return way > 0 ? (knowing_nothing - nats) / way : 0;
}

double agreeing_pair_perplexity(int kinds) {
  ENSURE(kinds > 0);
  // The first word costs ln(kinds), the second nothing; their mean is half.
  const double nats[] = {std::log(static_cast<double>(kinds)), 0};
  return text_entropy(nats).perplexity;
}

double agreeing_pair_pseudo_perplexity(int kinds) {
  ENSURE(kinds > 0);
  // Each word is certain once the other is seen.
  const double nats[] = {0, 0};
  return text_entropy(nats).perplexity;
}

}  // namespace wordspace
