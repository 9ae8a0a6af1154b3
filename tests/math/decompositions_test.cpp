// Eigenvectors and nearest orthogonal matrices, of made matrices whose answer is known.
#include "math/decompositions.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/rng.h"

namespace wordspace {
namespace {

using Matrix = std::vector<double>;  // [n, n]

double& at(Matrix& m, int n, int row, int column) {
  return m[static_cast<std::size_t>(row * n + column)];
}
double at(const Matrix& m, int n, int row, int column) {
  return m[static_cast<std::size_t>(row * n + column)];
}

Matrix zeros(int n) { return Matrix(static_cast<std::size_t>(n) * static_cast<std::size_t>(n)); }

Matrix random_matrix(int n, std::uint64_t seed) {
  Rng rng(seed);
  Matrix m = zeros(n);
  for (double& x : m) x = rng.uniform_double() * 2 - 1;
  return m;
}

Matrix product(const Matrix& a, const Matrix& b, int n, bool transposed = false) {
  Matrix c = zeros(n);
  for (int i = 0; i < n; ++i) {
    for (int k = 0; k < n; ++k) {
      for (int j = 0; j < n; ++j) {
        at(c, n, i, j) += at(a, n, i, k) * (transposed ? at(b, n, j, k) : at(b, n, k, j));
      }
    }
  }
  return c;
}

double largest_difference(const Matrix& a, const Matrix& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

Matrix identity(int n) {
  Matrix m = zeros(n);
  for (int i = 0; i < n; ++i) at(m, n, i, i) = 1;
  return m;
}

Matrix nearest(const Matrix& m, int n) {
  Matrix out = zeros(n);
  nearest_orthogonal(m, n, out);
  return out;
}

TEST_CASE("Eigenvectors of a symmetric matrix put it together again, values rising") {
  for (const int n : {1, 2, 7, 40}) {
    CAPTURE(n);
    const Matrix half = random_matrix(n, 3);
    const Matrix m = product(half, half, n, true);
    std::vector<double> values(static_cast<std::size_t>(n));
    Matrix vectors = zeros(n);
    symmetric_eigen(m, n, values, vectors);
    CHECK(largest_difference(product(vectors, vectors, n, true), identity(n)) < 1e-12);
    Matrix again = zeros(n);
    for (int k = 0; k < n; ++k) {
      if (k > 0)
        CHECK(values[static_cast<std::size_t>(k)] >= values[static_cast<std::size_t>(k - 1)]);
      for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) {
          at(again, n, i, j) +=
              values[static_cast<std::size_t>(k)] * at(vectors, n, k, i) * at(vectors, n, k, j);
        }
      }
    }
    CHECK(largest_difference(again, m) < 1e-11);
  }
}

TEST_CASE("The nearest orthogonal matrix of a turn times a stretch is the turn") {
  for (const int n : {1, 2, 7, 40, 100}) {
    CAPTURE(n);
    const Matrix turn = nearest(random_matrix(n, 5), n);
    CHECK(largest_difference(product(turn, turn, n, true), identity(n)) < 1e-12);
    const Matrix half = random_matrix(n, 6);
    Matrix stretch = product(half, half, n, true);
    for (int i = 0; i < n; ++i) at(stretch, n, i, i) += 0.01;
    CHECK(largest_difference(nearest(product(turn, stretch, n), n), turn) < 1e-10);
  }
}

TEST_CASE("A mirror is found as well as a rotation") {
  CHECK(largest_difference(nearest({3, 0, 0, -2}, 2), {1, 0, 0, -1}) < 1e-14);
  CHECK(largest_difference(nearest({0, -5, 2, 0}, 2), {0, -1, 1, 0}) < 1e-14);
}

TEST_CASE("Of singular and of very uneven matrices the nearest one is orthogonal still") {
  const int n = 12;
  // Rank 3, and rank 0.
  Matrix thin = zeros(n);
  const Matrix some = random_matrix(n, 8);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      for (int k = 0; k < 3; ++k) at(thin, n, i, j) += at(some, n, i, k) * at(some, n, k, j);
    }
  }
  for (const Matrix& m : {thin, zeros(n)}) {
    const Matrix out = nearest(m, n);
    CHECK(largest_difference(product(out, out, n, true), identity(n)) < 1e-12);
    // R' M is symmetric and has no negative eigenvalue: nothing lies nearer.
    Matrix turned = zeros(n);
    for (int i = 0; i < n; ++i) {
      for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) at(turned, n, i, j) += at(out, n, k, i) * at(m, n, k, j);
      }
    }
    std::vector<double> values(static_cast<std::size_t>(n));
    Matrix vectors = zeros(n);
    symmetric_eigen(turned, n, values, vectors);
    CHECK(values.front() > -1e-12);
    for (int i = 0; i < n; ++i) {
      for (int j = 0; j < n; ++j) {
        CHECK(at(turned, n, i, j) == doctest::Approx(at(turned, n, j, i)).epsilon(1e-10));
      }
    }
  }
  // Singular values from 1 down to 1e-9: their squares are lost beside each other in M'M.
  const Matrix left = nearest(random_matrix(n, 9), n);
  const Matrix right = nearest(random_matrix(n, 10), n);
  Matrix uneven = left;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) at(uneven, n, i, j) *= std::pow(10.0, -9.0 * j / (n - 1));
  }
  const Matrix expected = product(left, right, n);
  CHECK(largest_difference(nearest(product(uneven, right, n), n), expected) < 1e-6);
}

}  // namespace
}  // namespace wordspace
