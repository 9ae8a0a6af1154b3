// Principal components from the covariance matrix, and turning them towards an earlier map.
// Not t-SNE (tsne.cpp).
#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "analysis/projection.h"
#include "core/ensure.h"
#include "math/decompositions.h"

namespace wordspace {
namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstRows = Eigen::Map<const RowMatrix>;
using ConstMap2 = Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, 2, Eigen::RowMajor>>;

}  // namespace

Pca fit_pca(std::span<const float> rows, int dim) {
  ENSURE(dim >= 2);
  ENSURE(rows.size() % static_cast<std::size_t>(dim) == 0);
  const auto n = static_cast<Eigen::Index>(rows.size()) / dim;
  ENSURE(n >= 2);
  const ConstRows x(rows.data(), n, dim);
  const Eigen::RowVectorXd mean = x.cast<double>().colwise().mean();
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(dim, dim);
  constexpr Eigen::Index kBlock = 256;
  Eigen::MatrixXd block;
  for (Eigen::Index begin = 0; begin < n; begin += kBlock) {
    const Eigen::Index count = std::min(kBlock, n - begin);
    block = x.middleRows(begin, count).cast<double>();
    block.rowwise() -= mean;
    covariance.selfadjointView<Eigen::Lower>().rankUpdate(block.transpose());
  }
  covariance /= static_cast<double>(n);
  const double total = covariance.trace();
  // Both halves, since rows and columns change places.
  covariance.triangularView<Eigen::StrictlyUpper>() = covariance.transpose();
  std::vector<double> values(static_cast<std::size_t>(dim));
  std::vector<double> vectors(static_cast<std::size_t>(covariance.size()));
  symmetric_eigen({covariance.data(), vectors.size()}, dim, values, vectors);

  Pca pca;
  pca.dim = dim;
  pca.mean.resize(static_cast<std::size_t>(dim));
  Eigen::Map<Eigen::RowVectorXf>(pca.mean.data(), dim) = mean.cast<float>();
  for (int k = 0; k < 2; ++k) {
    const Eigen::Index column = dim - 1 - k;  // eigenvalues rise
    Eigen::VectorXd axis = Eigen::Map<const Eigen::VectorXd>(vectors.data() + column * dim, dim);
    Eigen::Index largest = 0;
    axis.cwiseAbs().maxCoeff(&largest);
    if (axis[largest] < 0) axis = -axis;
    const auto slot = static_cast<std::size_t>(k);
    pca.axes[slot].resize(static_cast<std::size_t>(dim));
    Eigen::Map<Eigen::VectorXf>(pca.axes[slot].data(), dim) = axis.cast<float>();
    pca.variance_share[slot] =
        total > 0 ? std::max(0.0, values[static_cast<std::size_t>(column)]) / total : 0.0;
  }
  return pca;
}

void project(const Pca& pca, std::span<const float> rows, std::span<float> out) {
  const auto n = static_cast<Eigen::Index>(rows.size()) / pca.dim;
  ENSURE(rows.size() == static_cast<std::size_t>(n) * static_cast<std::size_t>(pca.dim));
  ENSURE(out.size() == static_cast<std::size_t>(n) * 2);
  const ConstRows x(rows.data(), n, pca.dim);
  Eigen::MatrixXf axes(pca.dim, 2);
  for (int k = 0; k < 2; ++k) {
    axes.col(k) =
        Eigen::Map<const Eigen::VectorXf>(pca.axes[static_cast<std::size_t>(k)].data(), pca.dim);
  }
  const Eigen::Map<const Eigen::RowVectorXf> mean(pca.mean.data(), pca.dim);
  const Eigen::RowVector2f offset = mean * axes;
  Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, 2, Eigen::RowMajor>> map(out.data(), n, 2);
  map.noalias() = x * axes;
  map.rowwise() -= offset;
}

void align_to_previous(Pca& pca, std::span<const float> rows, std::span<const float> previous) {
  const auto n = static_cast<Eigen::Index>(rows.size()) / pca.dim;
  ENSURE(previous.size() == static_cast<std::size_t>(n) * 2);
  std::vector<float> positions(previous.size());
  project(pca, rows, positions);
  Eigen::MatrixXd from = ConstMap2(positions.data(), n, 2).cast<double>();
  Eigen::MatrixXd to = ConstMap2(previous.data(), n, 2).cast<double>();
  from.rowwise() -= from.colwise().mean().eval();
  to.rowwise() -= to.colwise().mean().eval();
  const Eigen::Matrix<double, 2, 2, Eigen::RowMajor> cross = from.transpose() * to;
  if (!(cross.norm() > 0)) return;  // nothing to lie near to
  Eigen::Matrix<double, 2, 2, Eigen::RowMajor> turn;
  nearest_orthogonal({cross.data(), 4}, 2, {turn.data(), 4});
  const std::array<std::vector<float>, 2> axes = pca.axes;
  const std::array<double, 2> share = pca.variance_share;
  for (int j = 0; j < 2; ++j) {
    const auto slot = static_cast<std::size_t>(j);
    for (std::size_t k = 0; k < axes[0].size(); ++k) {
      pca.axes[slot][k] = static_cast<float>(axes[0][k] * turn(0, j) + axes[1][k] * turn(1, j));
    }
    pca.variance_share[slot] =
        share[0] * turn(0, j) * turn(0, j) + share[1] * turn(1, j) * turn(1, j);
  }
}

}  // namespace wordspace
