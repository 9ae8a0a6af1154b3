// Affinities by safeguarded Newton steps on each point's bandwidth; forces pair by pair.
// Sums run in sixteen fixed lanes: the compiler vectorises them, and their order never changes.
#include "analysis/tsne_kernel.h"

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/ensure.h"

namespace wordspace {
namespace {

constexpr std::size_t kLanes = 16;
using Lanes = std::array<float, kLanes>;

float lane_sum(const Lanes& lanes) {
  float sum = 0;
  for (const float x : lanes) sum += x;
  return sum;
}

// exp for x <= 0, relative error below 1e-6; vectorises. 2^round times a polynomial on +-ln2/2.
inline float fast_exp(float x) {
  x = std::max(x, -87.0f);
  const float scaled = x * 1.44269504f;
  const float rounded = (scaled + 12582912.0f) - 12582912.0f;
  const float r = (x - rounded * 0.693359375f) + rounded * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const auto exponent = static_cast<std::int32_t>(rounded) + 127;
  return p * std::bit_cast<float>(exponent << 23);
}

// ln for normal x > 0, error below 1e-6; vectorises.
inline float fast_log(float x) {
  const auto bits = std::bit_cast<std::int32_t>(x);
  // Mantissa brought to [sqrt(1/2), sqrt(2)).
  const std::int32_t shifted = bits - 0x3f3504f3;
  const float exponent = static_cast<float>(shifted >> 23);
  const float m = std::bit_cast<float>((shifted & 0x7fffff) + 0x3f3504f3) - 1.0f;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  const float square = m * m;
  return p * m * square - 0.5f * square + m + exponent * 0.69314718f;
}

struct Moments {
  float sum, first, second;  // of w, w d, w d^2 with w = exp(-beta d)
};

// weights[j] = exp(-beta distances[j]), and their moments.
Moments gaussian(const float* distances, float beta, float* weights, std::size_t padded) {
  Lanes sum{}, first{}, second{};
  for (std::size_t j = 0; j < padded; j += kLanes) {
    for (std::size_t l = 0; l < kLanes; ++l) {
      const float d = distances[j + l];
      const float w = fast_exp(-beta * d);
      weights[j + l] = w;
      sum[l] += w;
      first[l] += w * d;
      second[l] += w * d * d;
    }
  }
  return {lane_sum(sum), lane_sum(first), lane_sum(second)};
}

}  // namespace

std::vector<float> tsne_affinities(std::span<const float> rows, int dim, double perplexity) {
  using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  ENSURE(dim > 0);
  const std::size_t n = rows.size() / static_cast<std::size_t>(dim);
  ENSURE(n >= 2);
  const auto num_rows = static_cast<Eigen::Index>(n);
  RowMatrix centred = Eigen::Map<const RowMatrix>(rows.data(), num_rows, dim);
  const Eigen::RowVectorXf centre = centred.colwise().mean();
  centred.rowwise() -= centre;
  const Eigen::VectorXf squares = centred.rowwise().squaredNorm();

  const double usable =
      std::clamp(perplexity, 1.0, std::max(1.0, static_cast<double>(n - 1) / 3.0));
  const float entropy = static_cast<float>(std::log(usable));
  std::vector<float> pairs(n * (n - 1) / 2, 0.0f);
  const std::size_t padded = (n + kLanes - 1) / kLanes * kLanes;
  std::vector<float> distances(padded);
  std::vector<float> weights(padded);
  // A block of rows of distances by one matrix product.
  constexpr Eigen::Index kBlock = 64;
  RowMatrix products;
  float beta = 1.0f;
  for (Eigen::Index begin = 0; begin < num_rows; begin += kBlock) {
    const Eigen::Index count = std::min(kBlock, num_rows - begin);
    products.noalias() = centred.middleRows(begin, count) * centred.transpose();
    for (Eigen::Index r = 0; r < count; ++r) {
      const auto i = static_cast<std::size_t>(begin + r);
      float nearest = std::numeric_limits<float>::infinity();
      float mean = 0;
      for (std::size_t j = 0; j < n; ++j) {
        const auto column = static_cast<Eigen::Index>(j);
        const float d =
            std::max(0.0f, squares[begin + r] + squares[column] - 2.0f * products(r, column));
        distances[j] = d;
        if (j != i) nearest = std::min(nearest, d);
        if (j != i) mean += d;
      }
      mean /= static_cast<float>(n - 1);
      // Shifting all distances by the nearest changes no probability and keeps exp in range.
      for (std::size_t j = 0; j < n; ++j) distances[j] -= nearest;
      mean -= nearest;
      // The point itself and the padding: weight 1 each, which is taken off again, and no moment.
      distances[i] = 0;
      for (std::size_t j = n; j < padded; ++j) distances[j] = 0;
      Moments m{static_cast<float>(n - 1), 0, 0};
      if (mean > 1e-20f) {
        float low = 0;
        float high = std::numeric_limits<float>::infinity();
        if (!(beta > 0) || !std::isfinite(beta)) beta = 1.0f / mean;
        for (int k = 0; k < 60; ++k) {
          m = gaussian(distances.data(), beta, weights.data(), padded);
          m.sum -= static_cast<float>(1 + padded - n);
          const float expected = m.first / m.sum;
          const float h = std::log(m.sum) + beta * expected;
          const float error = h - entropy;
          if (std::abs(error) < 1e-5f) break;
          (error > 0 ? low : high) = beta;
          const float variance = std::max(0.0f, m.second / m.sum - expected * expected);
          // Entropy against log beta has slope -beta^2 variance.
          const float slope = beta * beta * variance;
          float next =
              slope > 1e-6f ? beta * std::exp(std::clamp(error / slope, -2.0f, 2.0f)) : 0.0f;
          if (!(next > low && next < high)) {
            next = std::isinf(high) ? beta * 2.0f : (low + high) / 2.0f;
          }
          if (next == beta) break;
          beta = next;
        }
      } else {
        std::fill(weights.begin(), weights.end(), 1.0f);  // all equally far
      }
      const float scale = 1.0f / (m.sum * static_cast<float>(n));
      // p_j|i / 2n from both sides gives the joint p_ij; a packed pair holds p_ij + p_ji = twice
      // that.
      for (std::size_t j = 0; j < i; ++j) {
        pairs[j * n - j * (j + 1) / 2 + (i - j - 1)] += weights[j] * scale;
      }
      float* row = pairs.data() + (i * n - i * (i + 1) / 2);
      for (std::size_t j = i + 1; j < n; ++j) row[j - i - 1] += weights[j] * scale;
    }
  }
  return pairs;
}

void TsneScratch::resize(std::size_t n) {
  for (std::vector<float>* buffer : {&weight, &push_x, &push_y, &pull_x, &pull_y})
    buffer->resize(n);
}

double tsne_gradient(std::span<const float> pairs, std::span<const float> x,
                     std::span<const float> y, float exaggeration, TsneScratch& scratch,
                     std::span<float> gradient_x, std::span<float> gradient_y) {
  const std::size_t n = x.size();
  ENSURE(y.size() == n && gradient_x.size() == n && gradient_y.size() == n);
  ENSURE(pairs.size() == n * (n - 1) / 2 && scratch.push_x.size() == n);
  float* __restrict push_x = scratch.push_x.data();
  float* __restrict push_y = scratch.push_y.data();
  float* __restrict pull_x = scratch.pull_x.data();
  float* __restrict pull_y = scratch.pull_y.data();
  for (float* buffer : {push_x, push_y, pull_x, pull_y}) std::fill(buffer, buffer + n, 0.0f);
  double normaliser = 0;
  const float* row = pairs.data();
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const float xi = x[i];
    const float yi = y[i];
    const std::size_t count = n - i - 1;
    const float* __restrict px = x.data() + i + 1;
    const float* __restrict py = y.data() + i + 1;
    const float* __restrict p = row;
    float* __restrict sx = push_x + i + 1;
    float* __restrict sy = push_y + i + 1;
    float* __restrict lx = pull_x + i + 1;
    float* __restrict ly = pull_y + i + 1;
    Lanes weight{}, sum_sx{}, sum_sy{}, sum_lx{}, sum_ly{};
    std::size_t j = 0;
    for (; j + kLanes <= count; j += kLanes) {
      for (std::size_t l = 0; l < kLanes; ++l) {
        const float dx = xi - px[j + l];
        const float dy = yi - py[j + l];
        const float w = 1.0f / (1.0f + dx * dx + dy * dy);
        const float push = w * w;
        const float pull = p[j + l] * w;
        weight[l] += w;
        sum_sx[l] += push * dx;
        sum_sy[l] += push * dy;
        sum_lx[l] += pull * dx;
        sum_ly[l] += pull * dy;
        sx[j + l] -= push * dx;
        sy[j + l] -= push * dy;
        lx[j + l] -= pull * dx;
        ly[j + l] -= pull * dy;
      }
    }
    for (std::size_t l = 0; j < count; ++j, ++l) {
      const float dx = xi - px[j];
      const float dy = yi - py[j];
      const float w = 1.0f / (1.0f + dx * dx + dy * dy);
      const float push = w * w;
      const float pull = p[j] * w;
      weight[l] += w;
      sum_sx[l] += push * dx;
      sum_sy[l] += push * dy;
      sum_lx[l] += pull * dx;
      sum_ly[l] += pull * dy;
      sx[j] -= push * dx;
      sy[j] -= push * dy;
      lx[j] -= pull * dx;
      ly[j] -= pull * dy;
    }
    push_x[i] += lane_sum(sum_sx);
    push_y[i] += lane_sum(sum_sy);
    pull_x[i] += lane_sum(sum_lx);
    pull_y[i] += lane_sum(sum_ly);
    normaliser += static_cast<double>(lane_sum(weight));
    row += count;
  }
  // dC/dy_i = 4 sum_j (p_ij - q_ij) w_ij (y_i - y_j); packed p is 2 p_ij, and q_ij = w_ij / 2 Z.
  const float repulsion = static_cast<float>(2.0 / normaliser);
  for (std::size_t i = 0; i < n; ++i) {
    gradient_x[i] = 2.0f * exaggeration * pull_x[i] - repulsion * push_x[i];
    gradient_y[i] = 2.0f * exaggeration * pull_y[i] - repulsion * push_y[i];
  }
  return normaliser;
}

double tsne_divergence(std::span<const float> pairs, std::span<const float> x,
                       std::span<const float> y, double normaliser) {
  const std::size_t n = x.size();
  double sum = 0;
  const float* row = pairs.data();
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const std::size_t count = n - i - 1;
    const float* px = x.data() + i + 1;
    const float* py = y.data() + i + 1;
    Lanes lanes{};
    const auto term = [&](std::size_t j) {
      const float dx = x[i] - px[j];
      const float dy = y[i] - py[j];
      const float p = std::max(row[j], 1e-30f);
      return p * (fast_log(p) + fast_log(1.0f + dx * dx + dy * dy));
    };
    std::size_t j = 0;
    for (; j + kLanes <= count; j += kLanes) {
      for (std::size_t l = 0; l < kLanes; ++l) lanes[l] += term(j + l);
    }
    for (std::size_t l = 0; j < count; ++j, ++l) lanes[l] += term(j);
    sum += static_cast<double>(lane_sum(lanes));
    row += count;
  }
  return sum + std::log(normaliser);
}

}  // namespace wordspace
