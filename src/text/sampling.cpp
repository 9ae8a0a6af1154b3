// Builds the alias table, the noise distribution and the subsampling probabilities.
// Not the drawing itself, which stands in the header to be inlined.
#include "text/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/ensure.h"
#include "text/vocabulary.h"

namespace wordspace {

// Vose's construction with thresholds in 2^-32; a slot that keeps all its mass is its own alias, so
// that no probability is lost to the missing 2^32.
AliasTable::AliasTable(std::span<const double> weights) {
  ENSURE(!weights.empty());
  double sum = 0;
  for (const double weight : weights) {
    ENSURE(weight >= 0 && std::isfinite(weight));
    sum += weight;
  }
  ENSURE(sum > 0 && std::isfinite(sum));
  const std::size_t n = weights.size();
  cells_.resize(n);
  std::vector<double> mass(n);  // 1 is a slot's fair share
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  for (std::size_t i = 0; i < n; ++i) {
    mass[i] = weights[i] / sum * static_cast<double>(n);
    (mass[i] < 1 ? small : large).push_back(static_cast<std::uint32_t>(i));
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t s = small.back();
    const std::uint32_t l = large.back();
    small.pop_back();
    const double threshold = std::floor(mass[s] * 0x1.0p32);
    cells_[s] = {static_cast<std::uint32_t>(std::min(threshold, 0x1.0p32 - 1)),
                 static_cast<TokenId>(l)};
    mass[l] -= 1 - mass[s];
    if (mass[l] < 1) {
      large.pop_back();
      small.push_back(l);
    }
  }
  // What is left has a full share, up to rounding.
  for (const std::uint32_t i : large) cells_[i] = {0, static_cast<TokenId>(i)};
  const auto heaviest =
      static_cast<TokenId>(std::max_element(weights.begin(), weights.end()) - weights.begin());
  for (const std::uint32_t i : small) {
    // Rounding may leave a slot of weight 0 over: its draws go to the heaviest.
    cells_[i] = {0, weights[i] > 0 ? static_cast<TokenId>(i) : heaviest};
  }
}

double AliasTable::probability(TokenId i) const {
  const double slot = 1.0 / static_cast<double>(cells_.size());
  double p = 0;
  for (std::size_t s = 0; s < cells_.size(); ++s) {
    const double own = static_cast<double>(cells_[s].threshold) * 0x1.0p-32;
    if (static_cast<TokenId>(s) == i) p += slot * own;
    if (cells_[s].alias == i) p += slot * (1 - own);
  }
  return p;
}

AliasTable noise_distribution(const Vocabulary& vocabulary, double power) {
  std::vector<double> weights;
  weights.reserve(static_cast<std::size_t>(vocabulary.size()));
  for (const std::int64_t count : vocabulary.counts()) {
    weights.push_back(std::pow(static_cast<double>(count), power));
  }
  return AliasTable(weights);
}

std::vector<float> keep_probabilities(const Vocabulary& vocabulary, double t) {
  std::vector<float> keep(static_cast<std::size_t>(vocabulary.size()), 1.0f);
  if (!(t > 0)) return keep;
  const auto total = static_cast<double>(vocabulary.total_count());
  for (std::size_t i = 0; i < keep.size(); ++i) {
    const double f = static_cast<double>(vocabulary.counts()[i]) / total;
    if (f > 0) keep[i] = static_cast<float>(std::min(1.0, (std::sqrt(f / t) + 1) * t / f));
  }
  return keep;
}

}  // namespace wordspace
