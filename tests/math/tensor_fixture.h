// What the tests of the transformer's kernels share: guarded arrays off every alignment, products
// of odd strides.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "core/rng.h"
#include "math/kernels/tensor_kernels.h"

namespace wordspace {

inline constexpr float kInf = std::numeric_limits<float>::infinity();
inline constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
inline constexpr float kGuard = 12345.5f;

inline std::size_t size_of(std::int64_t n) { return static_cast<std::size_t>(n); }

// Floats that start off every alignment, between guards that must not change.
class Floats {
 public:
  explicit Floats(std::int64_t n, float value = 0.0f)
      : n_(n), data_(size_of(n) + 2 * kMargin, kGuard) {
    for (std::int64_t i = 0; i < n; ++i) (*this)[i] = value;
  }
  Floats(std::int64_t n, float scale, Rng& rng) : Floats(n) {
    for (std::int64_t i = 0; i < n; ++i) (*this)[i] = (2.0f * rng.uniform() - 1.0f) * scale;
  }
  float& operator[](std::int64_t i) { return data_[kMargin + size_of(i)]; }
  float operator[](std::int64_t i) const { return data_[kMargin + size_of(i)]; }
  float* data() { return &(*this)[0]; }
  std::int64_t size() const { return n_; }
  bool guarded() const {
    for (std::size_t i = 0; i < kMargin; ++i) {
      if (data_[i] != kGuard || data_[data_.size() - 1 - i] != kGuard) return false;
    }
    return true;
  }
  std::vector<double> values() const {
    return {data_.begin() + kMargin, data_.end() - static_cast<std::ptrdiff_t>(kMargin)};
  }
  bool same_bits(const Floats& other) const {
    return n_ == other.n_ &&
           std::memcmp(data_.data(), other.data_.data(), data_.size() * sizeof(float)) == 0;
  }

 private:
  static constexpr std::size_t kMargin = 19;
  std::int64_t n_;
  std::vector<float> data_;
};

inline double largest_difference(const Floats& a, const std::vector<double>& b) {
  double worst = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) {
    const double d = std::abs(static_cast<double>(a[i]) - b[size_of(i)]);
    worst = d <= worst ? worst : d;  // NaN becomes the worst
  }
  return worst;
}

// A product of odd strides with its operands; `a_unit` and `b_unit` say which index is contiguous.
struct Product {
  Product(int m, int n, int k, bool a_transposed, bool b_transposed, int gap, Rng& rng)
      : a(std::int64_t{1} * (a_transposed ? k : m) * ((a_transposed ? m : k) + gap), 1.0f, rng),
        b(std::int64_t{1} * (b_transposed ? n : k) * ((b_transposed ? k : n) + gap), 1.0f, rng),
        c(std::int64_t{1} * m * (n + gap), 1.0f, rng),
        bias(n, 1.0f, rng),
        scratch(static_cast<std::int64_t>(kernels::matrix_product_scratch_floats())) {
    p.a = a.data();
    p.a_row = a_transposed ? 1 : k + gap;
    p.a_col = a_transposed ? m + gap : 1;
    p.b = b.data();
    p.b_row = b_transposed ? 1 : n + gap;
    p.b_col = b_transposed ? k + gap : 1;
    p.c = c.data();
    p.c_row = n + gap;
    p.m = m;
    p.n = n;
    p.k = k;
    p.scratch = scratch.data();
  }
  // What c must become.
  std::vector<double> expected() const {
    std::vector<double> result = c.values();
    for (int i = 0; i < p.m; ++i) {
      for (int j = 0; j < p.n; ++j) {
        double sum = 0;
        for (int q = 0; q < p.k; ++q) {
          sum += static_cast<double>(p.a[i * p.a_row + q * p.a_col]) *
                 static_cast<double>(p.b[q * p.b_row + j * p.b_col]);
        }
        double& to = result[size_of(i * p.c_row + j)];
        const double base =
            p.accumulate ? to : (p.bias == nullptr ? 0.0 : static_cast<double>(p.bias[j]));
        to = base + static_cast<double>(p.alpha) * sum;
      }
    }
    return result;
  }
  bool guarded() const { return a.guarded() && b.guarded() && c.guarded() && scratch.guarded(); }

  Floats a, b, c, bias, scratch;
  kernels::MatrixProduct p;
};

}  // namespace wordspace
