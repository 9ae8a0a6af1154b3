// Draws windows, follows Zipf and Heaps.
// Not used while training.
#include "text/windows.h"

#include <algorithm>
#include <cmath>

#include "core/ensure.h"
#include "core/rng.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"

namespace wordspace {

LineWindows draw_windows(std::span<const TokenId> line, std::uint32_t max_radius,
                         std::span<const float> keep, Rng& rng) {
  ENSURE(max_radius >= 1);
  LineWindows drawn;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool kept = keep.empty() || rng.uniform() < keep[static_cast<std::size_t>(line[i])];
    if (kept) drawn.kept_positions.push_back(static_cast<std::uint32_t>(i));
  }
  const auto num_kept = static_cast<std::uint32_t>(drawn.kept_positions.size());
  for (std::uint32_t centre = 0; centre < num_kept; ++centre) {
    const std::uint32_t radius = 1 + rng.below(max_radius);
    drawn.windows.push_back({centre, radius, centre - std::min(centre, radius),
                             centre + std::min(num_kept - 1 - centre, radius) + 1});
  }
  return drawn;
}

std::vector<SkipGramPair> skip_gram_pairs(std::span<const TokenId> line, const LineWindows& drawn) {
  std::vector<SkipGramPair> pairs;
  for (const Window& window : drawn.windows) {
    for (std::uint32_t i = window.begin; i < window.end; ++i) {
      if (i == window.centre) continue;
      pairs.push_back({line[drawn.kept_positions[window.centre]], line[drawn.kept_positions[i]]});
    }
  }
  return pairs;
}

std::vector<ZipfPoint> zipf_curve(const Vocabulary& vocabulary, std::size_t max_points) {
  std::vector<ZipfPoint> points;
  const auto size = static_cast<std::size_t>(vocabulary.size());
  const auto total = static_cast<double>(vocabulary.total_count());
  std::size_t last_rank = 0;
  const std::size_t num_points = std::min(max_points, size);
  for (std::size_t i = 0; i < num_points; ++i) {
    const double along =
        num_points == 1 ? 0 : static_cast<double>(i) / static_cast<double>(num_points - 1);
    auto rank = static_cast<std::size_t>(std::lround(std::pow(static_cast<double>(size), along)));
    rank = std::min(std::max(rank, last_rank + 1), size);
    if (rank == last_rank) break;
    last_rank = rank;
    const std::int64_t count = vocabulary.counts()[rank - 1];
    points.push_back({static_cast<std::uint32_t>(rank), count, static_cast<double>(count) / total});
  }
  return points;
}

ZipfFit fit_zipf(std::span<const ZipfPoint> points) {
  if (points.size() < 2) return {};
  double mean_x = 0;
  double mean_y = 0;
  for (const ZipfPoint& point : points) {
    mean_x += std::log(static_cast<double>(point.rank));
    mean_y += std::log(static_cast<double>(point.count));
  }
  mean_x /= static_cast<double>(points.size());
  mean_y /= static_cast<double>(points.size());
  double xx = 0;
  double xy = 0;
  for (const ZipfPoint& point : points) {
    const double x = std::log(static_cast<double>(point.rank)) - mean_x;
    xx += x * x;
    xy += x * (std::log(static_cast<double>(point.count)) - mean_y);
  }
  const double slope = xy / xx;
  return {slope, mean_y - slope * mean_x};
}

std::vector<GrowthPoint> vocabulary_growth(const EncodedCorpus& corpus, std::size_t max_points) {
  std::vector<GrowthPoint> points;
  const std::size_t num_words = corpus.tokens.size();
  if (num_words == 0 || max_points == 0) return points;
  std::vector<bool> seen(static_cast<std::size_t>(corpus.vocabulary->size()), false);
  std::size_t num_distinct = 0;
  std::size_t next = 1;
  for (std::size_t i = 0; i < num_words; ++i) {
    const auto id = static_cast<std::size_t>(corpus.tokens[i]);
    if (!seen[id]) ++num_distinct;
    seen[id] = true;
    if (i + 1 >= (num_words * next + max_points - 1) / max_points) {
      points.push_back({i + 1, num_distinct});
      while (i + 1 >= (num_words * next + max_points - 1) / max_points && next <= max_points)
        ++next;
    }
  }
  return points;
}

double unigram_entropy_nats(const Vocabulary& vocabulary) {
  const auto total = static_cast<double>(vocabulary.total_count());
  double entropy = 0;
  for (const std::int64_t count : vocabulary.counts()) {
    if (count <= 0) continue;
    const double p = static_cast<double>(count) / total;
    entropy -= p * std::log(p);
  }
  return entropy;
}

}  // namespace wordspace
