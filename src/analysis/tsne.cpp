// Gradient descent of exact t-SNE with momentum and gains, a few steps at a time.
// Not its inner loops (tsne_kernel.cpp).
#include <algorithm>
#include <cmath>

#include "analysis/projection.h"
#include "core/ensure.h"
#include "core/rng.h"

namespace wordspace {

Tsne::Tsne(std::span<const float> rows, int dim, const TsneConfig& config) : config_(config) {
  ENSURE(dim > 0 && rows.size() % static_cast<std::size_t>(dim) == 0);
  n_ = rows.size() / static_cast<std::size_t>(dim);
  y_.assign(2 * n_, 0.0f);
  scratch_.resize(n_);
  for (std::size_t axis = 0; axis < 2; ++axis) {
    x_[axis].assign(n_, 0.0f);
    velocity_[axis].assign(n_, 0.0f);
    gains_[axis].assign(n_, 1.0f);
    gradient_[axis].assign(n_, 0.0f);
  }
  if (n_ < 2) {
    steps_ = config_.max_steps;
    return;
  }
  pairs_ = tsne_affinities(rows, dim, config_.perplexity);
  if (config_.rate <= 0) {
    config_.rate = std::max(50.0, static_cast<double>(n_) / config_.early_exaggeration);
  }
  if (dim >= 2) project(fit_pca(rows, dim), rows, y_);
  double squares = 0;
  for (std::size_t i = 0; i < n_; ++i) squares += static_cast<double>(y_[2 * i]) * y_[2 * i];
  const double deviation = std::sqrt(squares / static_cast<double>(n_));
  const double scale = deviation > 0 ? 1e-4 / deviation : 0.0;
  Rng rng(config_.seed);
  for (std::size_t i = 0; i < 2 * n_; ++i) {
    const double start = scale * static_cast<double>(y_[i]) + 1e-6 * rng.normal();
    y_[i] = static_cast<float>(start);
    x_[i % 2][i / 2] = y_[i];
  }
}

bool Tsne::advance(int num) {
  double normaliser = 0;
  for (int k = 0; k < num && steps_ < config_.max_steps; ++k, ++steps_) {
    const bool early = steps_ < config_.exaggerated_steps;
    const float exaggeration = early ? static_cast<float>(config_.early_exaggeration) : 1.0f;
    const float momentum = early ? 0.5f : 0.8f;
    const float rate = static_cast<float>(config_.rate);
    normaliser =
        tsne_gradient(pairs_, x_[0], x_[1], exaggeration, scratch_, gradient_[0], gradient_[1]);
    const bool last = k + 1 == num || steps_ + 1 == config_.max_steps;
    if (last) kl_ = tsne_divergence(pairs_, x_[0], x_[1], normaliser);
    for (std::size_t axis = 0; axis < 2; ++axis) {
      float* x = x_[axis].data();
      float* velocity = velocity_[axis].data();
      float* gains = gains_[axis].data();
      const float* gradient = gradient_[axis].data();
      double mean = 0;
      for (std::size_t i = 0; i < n_; ++i) {
        const bool same_way = (gradient[i] > 0) == (velocity[i] > 0);
        gains[i] = std::max(0.01f, same_way ? gains[i] * 0.8f : gains[i] + 0.2f);
        velocity[i] = momentum * velocity[i] - rate * gains[i] * gradient[i];
        x[i] += velocity[i];
        mean += static_cast<double>(x[i]);
      }
      const float centre = static_cast<float>(mean / static_cast<double>(n_));
      for (std::size_t i = 0; i < n_; ++i) {
        x[i] -= centre;
        y_[2 * i + axis] = x[i];
      }
    }
  }
  return steps_ < config_.max_steps;
}

}  // namespace wordspace
