// Maps of many dimensions onto two: PCA at once, t-SNE step by step.
// Not a picture: ui/scatter draws it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/tsne_kernel.h"

namespace wordspace {

struct Pca {
  int dim = 0;
  std::vector<float> mean;                        // [dim]
  std::array<std::vector<float>, 2> axes;         // unit, orthogonal, [dim] each; largest entry > 0
  std::array<double, 2> variance_share = {0, 0};  // of the total variance
};
// rows [n, dim] packed. n >= 2, dim >= 2. Eigenvectors of the covariance matrix (Eigen).
Pca fit_pca(std::span<const float> rows, int dim);
// out [n, 2].
void project(const Pca& pca, std::span<const float> rows, std::span<float> out);
// Turns and mirrors the axes within their plane so that the map of `rows` lies as near as possible
// to `previous` [n, 2] (orthogonal Procrustes): a live map glides and does not flip.
void align_to_previous(Pca& pca, std::span<const float> rows, std::span<const float> previous);

// Exact t-SNE, advancing while one watches. n up to about 3000.
//   Source: van der Maaten and Hinton 2008.
struct TsneConfig {
  double perplexity = 30;
  double rate = 0;  // 0: n / exaggeration, at least 50 (Belkina et al. 2019)
  double early_exaggeration = 12;
  int exaggerated_steps = 250;
  int max_steps = 1000;
  std::uint64_t seed = 1;
};
class Tsne {
 public:
  // rows [n, dim] packed, copied only as affinities. Starts from PCA scaled to 1e-4 plus seeded
  // noise.
  Tsne(std::span<const float> rows, int dim, const TsneConfig& config);
  // Takes num gradient steps; false when max_steps is reached.
  bool advance(int num);
  int steps() const { return steps_; }
  std::span<const float> positions() const { return y_; }  // [n, 2]
  double kl_divergence() const { return kl_; }             // of the last step, nats

 private:
  TsneConfig config_;
  std::size_t n_ = 0;
  int steps_ = 0;
  double kl_ = 0;
  std::vector<float> pairs_, y_;  // y_ [n, 2]; the rest [n], x before y
  std::vector<float> x_[2], velocity_[2], gains_[2], gradient_[2];
  TsneScratch scratch_;
};

}  // namespace wordspace
