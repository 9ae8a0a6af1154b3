// Eigenvectors by Eigen; the nearest orthogonal matrix from those of M'M, made exact by Jacobi
// rotations. Eigen's own BDCSVD takes ten seconds to compile and JacobiSVD alone ten times longer
// to run at a few hundred dimensions.
#include "math/decompositions.h"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>
#include <vector>

#include "core/ensure.h"

namespace wordspace {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr int kMostSweeps = 40;

bool fits(std::span<const double> values, int n) {
  return values.size() == static_cast<std::size_t>(n) * static_cast<std::size_t>(n);
}

void rotate(double* a, double* b, Index n, double c, double s) {
  for (Index i = 0; i < n; ++i) {
    const double x = a[i], y = b[i];
    a[i] = c * x - s * y;
    b[i] = s * x + c * y;
  }
}

// Turns pairs of columns of w until all are orthogonal, and those of v along: w v' stays the same.
void make_orthogonal(MatrixXd& w, MatrixXd& v) {
  const Index n = w.cols();
  const double rounding = kEpsilon * static_cast<double>(8 + n);  // of a product of unit columns
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    bool turned = false;
    // What is smaller than rounding of the largest column is nothing.
    const double nothing =
        w.colwise().squaredNorm().maxCoeff() * std::pow(kEpsilon * static_cast<double>(n), 2);
    for (Index p = 0; p < n; ++p) {
      for (Index q = p + 1; q < n; ++q) {
        const double alpha = w.col(p).squaredNorm(), beta = w.col(q).squaredNorm();
        const double gamma = w.col(p).dot(w.col(q));
        if (alpha <= nothing || beta <= nothing) continue;
        if (std::abs(gamma) <= rounding * std::sqrt(alpha) * std::sqrt(beta)) continue;
        const double zeta = (beta - alpha) / (2 * gamma);
        const double t = std::copysign(1.0, zeta) / (std::abs(zeta) + std::hypot(1.0, zeta));
        const double c = 1 / std::hypot(1.0, t), s = c * t;
        rotate(w.col(p).data(), w.col(q).data(), n, c, s);
        rotate(v.col(p).data(), v.col(q).data(), n, c, s);
        turned = true;
      }
    }
    if (!turned) return;
  }
}

// Unit columns; in place of those that are nothing, whatever is orthogonal to the others.
void make_unit(MatrixXd& w) {
  const Index n = w.cols();
  const Eigen::VectorXd lengths = w.colwise().norm();
  const double nothing = lengths.maxCoeff() * kEpsilon * static_cast<double>(n);
  std::vector<Index> done, left;
  for (Index k = 0; k < n; ++k) {
    if (lengths[k] > nothing) {
      w.col(k) /= lengths[k];
      done.push_back(k);
    } else {
      left.push_back(k);
    }
  }
  Index next = 0;
  for (const Index k : left) {
    // One of the unit vectors that are left has a part of at least 1 / n outside of the others.
    for (double length = 0; length * length * static_cast<double>(2 * n) < 1; ++next) {
      ENSURE(next < n);
      w.col(k).setZero();
      w.col(k)[next] = 1;
      for (int pass = 0; pass < 2; ++pass) {
        for (const Index other : done) w.col(k) -= w.col(other) * w.col(other).dot(w.col(k));
      }
      length = w.col(k).norm();
      if (length > 0) w.col(k) /= length;
    }
    done.push_back(k);
  }
}

}  // namespace

void symmetric_eigen(std::span<const double> matrix, int n, std::span<double> values,
                     std::span<double> vectors) {
  ENSURE(n >= 1 && fits(matrix, n) && fits(vectors, n));
  ENSURE(values.size() == static_cast<std::size_t>(n));
  const MatrixXd lower = Eigen::Map<const RowMajor>(matrix.data(), n, n);
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(lower);
  Eigen::Map<Eigen::VectorXd>(values.data(), n) = solver.eigenvalues();
  // Its columns one after the other are our rows.
  Eigen::Map<MatrixXd>(vectors.data(), n, n) = solver.eigenvectors();
}

void nearest_orthogonal(std::span<const double> matrix, int n, std::span<double> out) {
  ENSURE(n >= 1 && fits(matrix, n) && fits(out, n));
  const MatrixXd m = Eigen::Map<const RowMajor>(matrix.data(), n, n);
  const MatrixXd square = m.transpose() * m;
  MatrixXd v(n, n);
  std::vector<double> values(static_cast<std::size_t>(n));
  symmetric_eigen({square.data(), static_cast<std::size_t>(square.size())}, n, values,
                  {v.data(), static_cast<std::size_t>(v.size())});
  MatrixXd w = m * v;
  make_orthogonal(w, v);
  make_unit(w);
  Eigen::Map<RowMajor>(out.data(), n, n) = w * v.transpose();
}

}  // namespace wordspace
