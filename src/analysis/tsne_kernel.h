// The inner loops of exact t-SNE over plain arrays: affinities, forces, divergence.
// Not the optimiser (tsne.cpp). All loops are written so that compilers vectorise them.
//
// n points; pairs i < j are packed row by row: pair (i, j) stands at i*n - i*(i+1)/2 + (j - i - 1).
//   Source: van der Maaten and Hinton 2008.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace wordspace {

// Joint probabilities p_ij + p_ji of packed pairs, sum 1: Gaussian around every point with the
// given perplexity (at most (n - 1) / 3 is used), made symmetric.   rows [n, dim]; n >= 2.
std::vector<float> tsne_affinities(std::span<const float> rows, int dim, double perplexity);

// Buffers of one t-SNE, sized once.
struct TsneScratch {
  std::vector<float> weight, push_x, push_y, pull_x, pull_y;  // [n]
  void resize(std::size_t n);
};

// Gradient of KL(P || Q) with P scaled by `exaggeration`, at positions x, y [n].
//   gradient_x, gradient_y [n] out. Returns the normaliser, sum over i < j of 1 / (1 + |y_i -
//   y_j|^2). Allocates nothing.
double tsne_gradient(std::span<const float> pairs, std::span<const float> x,
                     std::span<const float> y, float exaggeration, TsneScratch& scratch,
                     std::span<float> gradient_x, std::span<float> gradient_y);

// KL(P || Q) in nats at positions x, y; normaliser as returned by tsne_gradient for them.
double tsne_divergence(std::span<const float> pairs, std::span<const float> x,
                       std::span<const float> y, double normaliser);

}  // namespace wordspace
