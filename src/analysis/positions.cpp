// Similarity, structure and waves of position tables.
// No models here.
#include "analysis/positions.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/ensure.h"
#include "core/rng.h"

namespace wordspace {
namespace {

constexpr std::uint64_t kShuffleStream = 0x73687566;

std::size_t cell(int row, int column, int positions) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(positions) +
         static_cast<std::size_t>(column);
}

std::vector<int> shuffle(int positions, Rng& rng) {
  std::vector<int> order(static_cast<std::size_t>(positions));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[rng.below(static_cast<std::uint32_t>(i))]);
  }
  return order;
}

// The same with positions in another order; the distances stay where they are.
double score_in_order(std::span<const float> similarity, int positions,
                      std::span<const int> order) {
  if (positions < 3) return 0;
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (int i = 0; i < positions; ++i) {
    const int from = order[static_cast<std::size_t>(i)];
    for (int j = i + 1; j < positions; ++j) {
      const double cosine = static_cast<double>(
          similarity[cell(from, order[static_cast<std::size_t>(j)], positions)]);
      const double distance = j - i;
      n += 1;
      x += cosine;
      y += distance;
      xx += cosine * cosine;
      yy += distance * distance;
      xy += cosine * distance;
    }
  }
  const double variance_x = xx - x * x / n, variance_y = yy - y * y / n;
  // All alike but for rounding: distance explains nothing.
  if (!(variance_x > 1e-10 * n) || !(variance_y > 0)) return 0;
  return std::clamp((xy - x * y / n) / std::sqrt(variance_x * variance_y), -1.0, 1.0);
}

}  // namespace

std::vector<float> position_similarity(const PositionTable& table) {
  const auto num = static_cast<std::size_t>(table.positions);
  ENSURE(table.values.size() >= num * static_cast<std::size_t>(table.width));
  std::vector<double> lengths(num);
  for (int p = 0; p < table.positions; ++p) {
    double squares = 0;
    for (const float v : table.row(p)) squares += static_cast<double>(v) * static_cast<double>(v);
    lengths[static_cast<std::size_t>(p)] = std::sqrt(squares);
  }
  std::vector<float> similarity(num * num, 0.0f);
  for (int i = 0; i < table.positions; ++i) {
    for (int j = i; j < table.positions; ++j) {
      const auto a = table.row(i), b = table.row(j);
      double dot = 0;
      for (std::size_t k = 0; k < a.size(); ++k) {
        dot += static_cast<double>(a[k]) * static_cast<double>(b[k]);
      }
      const double both =
          lengths[static_cast<std::size_t>(i)] * lengths[static_cast<std::size_t>(j)];
      const auto cosine = static_cast<float>(both > 0 ? std::clamp(dot / both, -1.0, 1.0) : 0.0);
      similarity[cell(i, j, table.positions)] = similarity[cell(j, i, table.positions)] = cosine;
    }
  }
  return similarity;
}

double structure_score(std::span<const float> similarity, int positions) {
  std::vector<int> order(static_cast<std::size_t>(std::max(positions, 0)));
  std::iota(order.begin(), order.end(), 0);
  return score_in_order(similarity, positions, order);
}

ShuffledNull shuffled_null(std::span<const float> similarity, int positions, double real_score,
                           int shuffles, std::uint64_t seed) {
  ShuffledNull null;
  Rng rng(seed, kShuffleStream);
  for (int i = 0; i < shuffles; ++i) {
    const double score = score_in_order(similarity, positions, shuffle(positions, rng));
    null.scores.push_back(score);
    null.low = i == 0 ? score : std::min(null.low, score);
    null.high = i == 0 ? score : std::max(null.high, score);
    if (std::fabs(score) >= std::fabs(real_score)) ++null.as_far;
  }
  return null;
}

std::vector<int> shuffled_positions(int positions, std::uint64_t seed) {
  Rng rng(seed, kShuffleStream);
  return shuffle(positions, rng);
}

std::vector<float> reordered(std::span<const float> similarity, int positions,
                             std::span<const int> order) {
  ENSURE(order.size() == static_cast<std::size_t>(positions));
  std::vector<float> moved(similarity.size());
  for (int i = 0; i < positions; ++i) {
    for (int j = 0; j < positions; ++j) {
      moved[cell(i, j, positions)] = similarity[cell(
          order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(j)], positions)];
    }
  }
  return moved;
}

std::vector<double> similarity_by_distance(std::span<const float> similarity, int positions) {
  std::vector<double> means;
  for (int distance = 1; distance < positions; ++distance) {
    double sum = 0;
    for (int i = 0; i + distance < positions; ++i) {
      sum += static_cast<double>(similarity[cell(i, i + distance, positions)]);
    }
    means.push_back(sum / (positions - distance));
  }
  return means;
}

std::vector<DimensionProfile> dimension_profiles(const PositionTable& table) {
  const int n = table.positions;
  std::vector<DimensionProfile> profiles(static_cast<std::size_t>(std::max(table.width, 0)));
  if (n < 2) return profiles;
  // e^(-2 pi i k / n) for all k at once.
  std::vector<double> cosine(static_cast<std::size_t>(n)), sine(static_cast<std::size_t>(n));
  for (int k = 0; k < n; ++k) {
    const double angle = 2 * std::numbers::pi * k / n;
    cosine[static_cast<std::size_t>(k)] = std::cos(angle);
    sine[static_cast<std::size_t>(k)] = std::sin(angle);
  }
  std::vector<double> column(static_cast<std::size_t>(n));
  for (int d = 0; d < table.width; ++d) {
    DimensionProfile& profile = profiles[static_cast<std::size_t>(d)];
    double mean = 0;
    for (int p = 0; p < n; ++p) {
      column[static_cast<std::size_t>(p)] =
          static_cast<double>(table.row(p)[static_cast<std::size_t>(d)]);
      mean += column[static_cast<std::size_t>(p)] / n;
    }
    double power = 0;
    for (double& value : column) {
      value -= mean;
      power += value * value;
    }
    profile.deviation = std::sqrt(power / n);
    if (!(power > 1e-20)) continue;
    double strongest = -1;
    for (int k = 1; 2 * k <= n; ++k) {
      double real = 0, imaginary = 0;
      for (int p = 0; p < n; ++p) {
        const auto turn = static_cast<std::size_t>(std::int64_t{p} * k % n);
        real += column[static_cast<std::size_t>(p)] * cosine[turn];
        imaginary -= column[static_cast<std::size_t>(p)] * sine[turn];
      }
      // Parseval: a wave and its mirror image, which the fastest wave of an even number lacks.
      const double own = (2 * k == n ? 1 : 2) * (real * real + imaginary * imaginary) / n;
      if (own > strongest) {
        strongest = own;
        profile.wavelength = static_cast<double>(n) / k;
      }
    }
    profile.share = std::clamp(strongest / power, 0.0, 1.0);
  }
  return profiles;
}

double sinusoid_wavelength(int dimension, int width) {
  ENSURE((width > 0 && dimension >= 0 && dimension < width));
  const int pair = dimension / 2;
  return 2 * std::numbers::pi * std::pow(10000.0, 2.0 * pair / width);
}

}  // namespace wordspace
