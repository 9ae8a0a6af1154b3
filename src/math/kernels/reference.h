// Word2Vec's losses and gradients in double, as the formulas are written: what tests hold the
// kernels to. Not fast and not used in training.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wordspace::reference {

using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;  // rows of equal length

// A loss in nats and its gradients with respect to the inputs and outputs: what gradient *descent*
// subtracts.
struct Gradients {
  double loss = 0;
  Matrix inputs, outputs;
};

inline double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

inline void add_scaled(Vector& y, double alpha, const Vector& x) {
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += alpha * x[i];
}

inline Matrix zeros_like(const Matrix& m) {
  Matrix zeros = m;
  for (Vector& row : zeros) row.assign(row.size(), 0.0);
  return zeros;
}

inline Vector mean(const Matrix& rows) {
  Vector m(rows.front().size(), 0.0);
  for (const Vector& row : rows) add_scaled(m, 1.0 / static_cast<double>(rows.size()), row);
  return m;
}

// Sum over all i, j of -[y_j log sigma(x_i . u_j) + (1 - y_j) log sigma(-x_i . u_j)].
inline Gradients logistic(const Matrix& x, const Matrix& u, std::span<const float> labels) {
  Gradients result{0.0, zeros_like(x), zeros_like(u)};
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < u.size(); ++j) {
      const double y = static_cast<double>(labels[j]);
      const double s = dot(x[i], u[j]);
      result.loss += std::log1p(std::exp(-std::abs(s))) + (s > 0 ? (1 - y) * s : -y * s);
      const double error = 1.0 / (1.0 + std::exp(-s)) - y;
      add_scaled(result.inputs[i], error, u[j]);
      add_scaled(result.outputs[j], error, x[i]);
    }
  }
  return result;
}

// Sum over inputs i and their targets t of log(sum_w exp(x_i . u_w)) - x_i . u_t.
inline Gradients softmax(const Matrix& x, const Matrix& u,
                         const std::vector<std::vector<std::int32_t>>& targets) {
  Gradients result{0.0, zeros_like(x), zeros_like(u)};
  for (std::size_t i = 0; i < x.size(); ++i) {
    Vector p(u.size());
    double largest = -INFINITY, total = 0;
    for (std::size_t w = 0; w < u.size(); ++w) largest = std::fmax(largest, p[w] = dot(x[i], u[w]));
    for (double& s : p) total += s = std::exp(s - largest);
    for (double& s : p) s /= total;
    for (const std::int32_t t : targets[i]) {
      result.loss -= std::log(p[static_cast<std::size_t>(t)]);
      for (std::size_t w = 0; w < u.size(); ++w) {
        const double error = p[w] - (w == static_cast<std::size_t>(t) ? 1.0 : 0.0);
        add_scaled(result.inputs[i], error, u[w]);
        add_scaled(result.outputs[w], error, x[i]);
      }
    }
  }
  return result;
}

// The same losses of the mean of the inputs (CBOW); gradients with respect to every input (training
// takes m times as much, see kernels.h).
template <typename Loss>
Gradients of_mean(const Matrix& inputs, const Loss& loss_of) {
  Gradients of_one = loss_of(Matrix{mean(inputs)});
  Vector share(inputs.front().size(), 0.0);
  add_scaled(share, 1.0 / static_cast<double>(inputs.size()), of_one.inputs.front());
  of_one.inputs.assign(inputs.size(), share);
  return of_one;
}

}  // namespace wordspace::reference
