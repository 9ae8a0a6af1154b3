// The transformer's other kernels against plain double arithmetic; the double arithmetic against
// finite differences; and the portable table's bits.
// Not products (tensor_product_test.cpp), and not speed: bench/ measures it.
#include "math/kernels/tensor_kernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "tensor_fixture.h"

namespace wordspace {
namespace {

using kernels::GeluKind;
using kernels::MatrixProduct;
using kernels::TensorKernels;

// --- softmax and cross-entropy

double log_sum_exp(const std::vector<double>& x) {
  const double largest = *std::max_element(x.begin(), x.end());
  double sum = 0;
  for (const double v : x) sum += std::exp(v - largest);
  return largest + std::log(sum);
}

std::vector<double> softmax_of(std::vector<double> x) {
  const double total = log_sum_exp(x);
  for (double& v : x) v = std::exp(v - total);
  return x;
}

TEST_CASE(
    "softmax is that of double, masked entries are exactly zero, and it returns the log sum") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(6);
    for (const int n : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 127, 1000, 20001}) {
      CAPTURE(n);
      for (const float scale : {1.0f, 40.0f}) {
        Floats x(n, scale, rng);
        for (int i = 0; i + 1 < n; i += 3) x[i] = -kInf;
        const std::vector<double> before = x.values();
        const float total = t->softmax(x.data(), n);
        CHECK(std::abs(static_cast<double>(total) - log_sum_exp(before)) < 1e-6 * (10 + scale));
        const std::vector<double> expected = softmax_of(before);
        for (int i = 0; i < n; ++i) {
          if (before[size_of(i)] == -std::numeric_limits<double>::infinity()) CHECK(x[i] == 0.0f);
          const double p = expected[size_of(i)];
          CHECK(std::abs(static_cast<double>(x[i]) - p) < 1e-5 * p + 2e-36);
        }
        CHECK(x.guarded());
      }
    }
  }
}

TEST_CASE("softmax of numbers far apart, and of nothing but masked entries, stays in order") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Floats x(7, -1e30f);
    x[5] = 1e30f;
    CHECK(t->softmax(x.data(), 7) == 1e30f);
    for (int i = 0; i < 7; ++i) CHECK(x[i] == (i == 5 ? 1.0f : 0.0f));
    Floats masked(21, -kInf);
    CHECK(t->softmax(masked.data(), 21) == -kInf);
    for (int i = 0; i < 21; ++i) CHECK(masked[i] == 0.0f);
  }
}

TEST_CASE("softmax and cross-entropy return NaN wherever a NaN stands") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(7);
    for (const int n : {1, 4, 13, 37, 128}) {
      for (int at = 0; at < n; ++at) {
        for (const float fill : {0.5f, -kInf}) {
          Floats x(n, fill);
          x[at] = kNan;
          CHECK(std::isnan(t->softmax(x.data(), n)));
          CHECK(std::isnan(x[at]));
          CHECK(x.guarded());
          Floats y(n, fill);
          y[at] = kNan;
          CHECK(std::isnan(t->cross_entropy(y.data(), n, 0, 1.0f)));
        }
        Floats x(n, 1.0f, rng);
        x[at] = kInf;
        CHECK(std::isnan(t->softmax(x.data(), n)));
      }
    }
  }
}

TEST_CASE("cross-entropy is the loss in nats and its gradient by finite differences") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(8);
    for (const int n : {1, 2, 5, 16, 27, 65, 256, 1000}) {
      CAPTURE(n);
      const auto target = static_cast<std::int32_t>(n / 2);
      Floats x(n, 4.0f, rng);
      const std::vector<double> before = x.values();
      const auto loss = [&](const std::vector<double>& v) {
        return log_sum_exp(v) - v[size_of(target)];
      };
      CHECK(std::abs(static_cast<double>(t->cross_entropy(x.data(), n, target, 0.25f)) -
                     loss(before)) < 1e-5);
      for (int i = 0; i < n; ++i) {
        std::vector<double> moved = before;
        moved[size_of(i)] += 1e-5;
        const double above = loss(moved);
        moved[size_of(i)] -= 2e-5;
        CHECK(std::abs(static_cast<double>(x[i]) - 0.25 * (above - loss(moved)) / 2e-5) < 1e-6);
      }
      CHECK(x.guarded());
    }
  }
}

TEST_CASE("softmax's gradient is that of finite differences, in place too") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(9);
    for (const int n : {1, 3, 8, 19, 33, 128}) {
      CAPTURE(n);
      const Floats x(n, 3.0f, rng), dp(n, 1.0f, rng);
      const std::vector<double> x0 = x.values(), dp0 = dp.values();
      const auto objective = [&](const std::vector<double>& v) {
        const std::vector<double> p = softmax_of(v);
        double sum = 0;
        for (std::size_t i = 0; i < p.size(); ++i) sum += p[i] * dp0[i];
        return sum;
      };
      Floats p = x, dx(n), in_place = dp;
      t->softmax(p.data(), n);
      Floats gradient = dp;
      t->softmax_backward(p.data(), gradient.data(), dx.data(), n);
      t->softmax_backward(p.data(), in_place.data(), in_place.data(), n);
      CHECK(dx.same_bits(in_place));
      CHECK(dx.guarded());
      for (int i = 0; i < n; ++i) {
        std::vector<double> moved = x0;
        moved[size_of(i)] += 1e-5;
        const double above = objective(moved);
        moved[size_of(i)] -= 2e-5;
        CHECK(std::abs(static_cast<double>(dx[i]) - (above - objective(moved)) / 2e-5) < 1e-6);
      }
    }
  }
}

// --- element by element

double gelu_of(GeluKind kind, double x) {
  if (kind == GeluKind::kErf) return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
  const double pi = std::acos(-1.0);
  return 0.5 * x * (1.0 + std::tanh(std::sqrt(2.0 / pi) * (x + 0.044715 * x * x * x)));
}

std::vector<float> numbers_of_interest() {
  std::vector<float> x;
  for (double v = -14.0; v <= 14.0; v += 0.00037) x.push_back(static_cast<float>(v));
  for (const float v :
       {0.0f, -0.0f, 1e-30f, -1e-30f, 1e-6f, 100.0f, -100.0f, 3e4f, -3e4f, 1e30f, -1e30f}) {
    x.push_back(v);
  }
  return x;
}

TEST_CASE("both GELUs are within 1e-6 of the double formula, and NaN stays NaN") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    std::vector<float> x = numbers_of_interest();
    std::vector<float> y(x.size());
    for (const GeluKind kind : {GeluKind::kTanh, GeluKind::kErf}) {
      t->gelu(kind, x.data(), y.data(), static_cast<std::int64_t>(x.size()));
      double worst = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double xi = static_cast<double>(x[i]);
        const double scale = std::max(std::abs(xi), 1.0);
        worst = std::max(worst, std::abs(static_cast<double>(y[i]) - gelu_of(kind, xi)) / scale);
      }
      CHECK(worst < 1e-6);
      float special[2] = {kNan, 1.0f};
      t->gelu(kind, special, special, 2);
      CHECK(std::isnan(special[0]));
    }
  }
}

TEST_CASE("the slopes of both GELUs are those of finite differences, in place too") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    const std::vector<float> x = numbers_of_interest();
    std::vector<float> dx(x.size(), 0.5f);
    for (const GeluKind kind : {GeluKind::kTanh, GeluKind::kErf}) {
      std::fill(dx.begin(), dx.end(), 0.5f);
      t->gelu_backward(kind, x.data(), dx.data(), dx.data(), static_cast<std::int64_t>(x.size()));
      double worst = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double xi = static_cast<double>(x[i]), h = 1e-4;
        double slope = xi > 0 ? 1.0 : 0.0;
        if (std::abs(xi) < 50.0) {
          slope = (gelu_of(kind, xi + h) - gelu_of(kind, xi - h)) / (2 * h);
        }
        worst = std::max(worst, std::abs(static_cast<double>(dx[i]) - 0.5 * slope));
      }
      CHECK(worst < 1e-6);
      float special[2] = {kNan, 1.0f}, slopes[2] = {1.0f, 1.0f};
      t->gelu_backward(kind, special, slopes, slopes, 2);
      CHECK(std::isnan(slopes[0]));
    }
  }
}

TEST_CASE("tanh is within 2e-7 of double relatively, odd, and keeps NaN and infinity") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    const std::vector<float> x = numbers_of_interest();
    std::vector<float> y(x.size());
    t->tanh(x.data(), y.data(), static_cast<std::int64_t>(x.size()));
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (x[i] == 0.0f) {
        CHECK(y[i] == 0.0f);
        continue;
      }
      const double exact = std::tanh(static_cast<double>(x[i]));
      worst = std::max(worst, std::abs(static_cast<double>(y[i]) / exact - 1.0));
    }
    CHECK(worst < 2.5e-7);
    float special[3] = {kNan, kInf, -kInf};
    t->tanh(special, special, 3);
    CHECK(std::isnan(special[0]));
    CHECK(special[1] == 1.0f);
    CHECK(special[2] == -1.0f);
  }
}

TEST_CASE("functions of elements give an element the same bits wherever an array is cut") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(10);
    for (const int n : {1, 2, 3, 5, 6, 7, 9, 15, 17, 30, 45}) {
      CAPTURE(n);
      Floats x(64, 3.0f, rng), dy(64, 1.0f, rng);
      Floats whole(64), part(n);
      const auto same = [&] {
        return std::memcmp(&whole[0], &part[0], size_of(n) * sizeof(float)) == 0 && part.guarded();
      };
      for (const GeluKind kind : {GeluKind::kTanh, GeluKind::kErf}) {
        t->gelu(kind, x.data(), whole.data(), 64);
        t->gelu(kind, x.data(), part.data(), n);
        CHECK(same());
        t->gelu_backward(kind, x.data(), dy.data(), whole.data(), 64);
        t->gelu_backward(kind, x.data(), dy.data(), part.data(), n);
        CHECK(same());
      }
      t->tanh(x.data(), whole.data(), 64);
      t->tanh(x.data(), part.data(), n);
      CHECK(same());
      t->add(x.data(), whole.data(), 64);
      t->add(x.data(), part.data(), n);
      CHECK(same());
    }
  }
}

TEST_CASE("add, the sum of rows and the sum of squares are those of double") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(11);
    for (const int n : {1, 3, 4, 7, 16, 31, 64, 65, 129, 200}) {
      CAPTURE(n);
      Floats x(n, 1.0f, rng), y(n, 1.0f, rng);
      std::vector<double> expected = y.values();
      double squares = 0;
      for (int i = 0; i < n; ++i) {
        expected[size_of(i)] += static_cast<double>(x[i]);
        squares += static_cast<double>(x[i]) * static_cast<double>(x[i]);
      }
      t->add(x.data(), y.data(), n);
      CHECK(largest_difference(y, expected) < 2e-7);
      CHECK(y.guarded());
      CHECK(t->sum_of_squares(x.data(), n) == doctest::Approx(squares).epsilon(1e-14));

      constexpr int kRows = 37;
      const int row = n + 2;
      Floats matrix(kRows * row, 1.0f, rng), out(n, 1.0f, rng);
      expected = out.values();
      for (int r = 0; r < kRows; ++r) {
        for (int i = 0; i < n; ++i) {
          expected[size_of(i)] += static_cast<double>(matrix[r * row + i]);
        }
      }
      t->add_rows(matrix.data(), kRows, row, n, out.data());
      CHECK(largest_difference(out, expected) < 1e-5);
      CHECK(out.guarded());
    }
    float special[2] = {1.0f, kNan};
    CHECK(std::isnan(t->sum_of_squares(special, 2)));
    CHECK(t->sum_of_squares(special, 0) == 0.0);
  }
}

TEST_CASE("AdamW steps as the formula in double does, three steps on") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(12);
    for (const int n : {1, 5, 16, 33, 100}) {
      Floats p(n, 1.0f, rng), m(n), v(n);
      std::vector<double> p0 = p.values(), m0(size_of(n)), v0(size_of(n));
      double power1 = 1, power2 = 1;
      for (int s = 1; s <= 3; ++s) {
        Floats g(n, 0.1f, rng);
        power1 *= 0.9;
        power2 *= 0.95;
        kernels::AdamWStep step;
        step.parameter = p.data();
        step.gradient = g.data();
        step.first = m.data();
        step.second = v.data();
        step.n = n;
        step.rate = 1e-2f;
        step.decay = 0.1f;
        step.correction1 = static_cast<float>(1 - power1);
        step.correction2 = static_cast<float>(1 - power2);
        step.grad_scale = 0.5f;
        t->adamw(step);
        for (std::size_t i = 0; i < size_of(n); ++i) {
          const double gi = 0.5 * static_cast<double>(g[static_cast<std::int64_t>(i)]);
          m0[i] = 0.9 * m0[i] + 0.1 * gi;
          v0[i] = 0.95 * v0[i] + 0.05 * gi * gi;
          p0[i] -= 1e-2 *
                   (m0[i] / (1 - power1) / (std::sqrt(v0[i] / (1 - power2)) + 1e-8) + 0.1 * p0[i]);
        }
      }
      CHECK(largest_difference(p, p0) < 1e-6);
      CHECK(largest_difference(m, m0) < 1e-7);
      CHECK(largest_difference(v, v0) < 1e-7);
      CHECK((p.guarded() && m.guarded() && v.guarded()));
    }
  }
}

// --- layer normalisation

constexpr double kEps = 1e-5;

// y [n] for one row, in double.
std::vector<double> layer_norm_of(const std::vector<double>& x, const std::vector<double>& gamma,
                                  const std::vector<double>& beta) {
  const auto n = static_cast<double>(x.size());
  double mean = 0, variance = 0;
  for (const double v : x) mean += v / n;
  for (const double v : x) variance += (v - mean) * (v - mean) / n;
  std::vector<double> y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    y[i] = (x[i] - mean) / std::sqrt(variance + kEps) * gamma[i] + beta[i];
  }
  return y;
}

TEST_CASE("layer normalisation is that of double and its gradients are those of differences") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(13);
    for (const int n : {1, 3, 4, 9, 16, 21, 48, 128}) {
      CAPTURE(n);
      constexpr int kRows = 3;
      Floats x(kRows * n, 2.0f, rng), gamma(n, 1.0f, rng), beta(n, 1.0f, rng);
      for (int i = 0; i < n; ++i) x[n + i] += 30.0f;  // a mean far from zero
      Floats dy(kRows * n, 1.0f, rng), y(kRows * n), mean(kRows), rstd(kRows);
      t->layer_norm(x.data(), gamma.data(), beta.data(), static_cast<float>(kEps), y.data(),
                    mean.data(), rstd.data(), kRows, n);
      const auto row = [n](const Floats& f, int r) {
        const std::vector<double> all = f.values();
        return std::vector<double>(all.begin() + r * n, all.begin() + (r + 1) * n);
      };
      const std::vector<double> gamma0 = gamma.values(), beta0 = beta.values();
      for (int r = 0; r < kRows; ++r) {
        const std::vector<double> expected = layer_norm_of(row(x, r), gamma0, beta0);
        for (int i = 0; i < n; ++i) {
          CHECK(std::abs(static_cast<double>(y[r * n + i]) - expected[size_of(i)]) < 2e-5);
        }
      }
      CHECK((y.guarded() && mean.guarded() && rstd.guarded()));
      if (n < 3) continue;  // the slope at a variance of zero is too steep to check

      Floats dx(kRows * n, 0.5f), more = dx, in_place = dy, dgamma(n, 0.25f), dbeta(n, 0.125f);
      const auto backward = [&](Floats& from, Floats& to, bool accumulate, Floats& dg, Floats& db) {
        t->layer_norm_backward(x.data(), gamma.data(), mean.data(), rstd.data(), from.data(),
                               to.data(), accumulate, dg.data(), db.data(), kRows, n);
      };
      backward(dy, dx, false, dgamma, dbeta);
      Floats unused(n), unused2(n);
      backward(dy, more, true, unused, unused2);
      backward(in_place, in_place, false, unused, unused2);
      CHECK(in_place.same_bits(dx));
      CHECK((dx.guarded() && dgamma.guarded() && dbeta.guarded()));
      std::vector<double> dgamma0(size_of(n), 0.25), dbeta0(size_of(n), 0.125);
      for (int r = 0; r < kRows; ++r) {
        const std::vector<double> x0 = row(x, r), dy0 = row(dy, r);
        const auto objective = [&](const std::vector<double>& v) {
          const std::vector<double> out = layer_norm_of(v, gamma0, beta0);
          double sum = 0;
          for (std::size_t i = 0; i < out.size(); ++i) sum += out[i] * dy0[i];
          return sum;
        };
        const std::vector<double> normal = layer_norm_of(x0, std::vector<double>(size_of(n), 1.0),
                                                         std::vector<double>(size_of(n)));
        for (int i = 0; i < n; ++i) {
          std::vector<double> moved = x0;
          moved[size_of(i)] += 1e-5;
          const double above = objective(moved);
          moved[size_of(i)] -= 2e-5;
          const double slope = (above - objective(moved)) / 2e-5;
          CHECK(std::abs(static_cast<double>(dx[r * n + i]) - slope) < 2e-5);
          CHECK(std::abs(static_cast<double>(more[r * n + i]) - slope - 0.5) < 2e-5);
          dgamma0[size_of(i)] += dy0[size_of(i)] * normal[size_of(i)];
          dbeta0[size_of(i)] += dy0[size_of(i)];
        }
      }
      CHECK(largest_difference(dgamma, dgamma0) < 2e-5);
      CHECK(largest_difference(dbeta, dbeta0) < 2e-6);
    }
  }
}

// --- the portable table's bits

class BitHash {
 public:
  void add(const Floats& f) {
    for (std::int64_t i = 0; i < f.size(); ++i) {
      std::uint32_t bits;
      const float value = f[i];
      std::memcpy(&bits, &value, sizeof bits);
      hash_ = (hash_ ^ bits) * 1099511628211u;
    }
  }
  void add(float value) { add(Floats(1, value)); }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 14695981039346656037u;
};

TEST_CASE("the portable table gives the same bits on every machine") {
  const TensorKernels& t = kernels::portable_tensor_kernels();
  BitHash hash;
  Rng rng(14);
  for (const int m : {1, 3, 35}) {
    for (int form = 0; form < 4; ++form) {
      Product product(m, 45, 530, (form & 1) != 0, (form & 2) != 0, 1, rng);
      product.p.alpha = 0.7f;
      product.p.bias = product.bias.data();
      t.matrix_product(product.p);
      hash.add(product.c);
    }
  }
  Floats x(3 * 43, 5.0f, rng), y(3 * 43), dx(3 * 43);
  Floats gamma(43, 1.0f, rng), beta(43, 1.0f, rng), mean(3), rstd(3), dgamma(43), dbeta(43);
  for (const GeluKind kind : {GeluKind::kTanh, GeluKind::kErf}) {
    t.gelu(kind, x.data(), y.data(), x.size());
    hash.add(y);
    t.gelu_backward(kind, x.data(), y.data(), dx.data(), x.size());
    hash.add(dx);
  }
  t.tanh(x.data(), y.data(), x.size());
  hash.add(y);
  t.layer_norm(x.data(), gamma.data(), beta.data(), 1e-5f, y.data(), mean.data(), rstd.data(), 3,
               43);
  hash.add(y);
  t.layer_norm_backward(x.data(), gamma.data(), mean.data(), rstd.data(), y.data(), dx.data(), true,
                        dgamma.data(), dbeta.data(), 3, 43);
  hash.add(dx);
  hash.add(dgamma);
  t.add_rows(dx.data(), 3, 43, 43, dbeta.data());
  hash.add(dbeta);
  kernels::AdamWStep step;
  step.parameter = x.data();
  step.gradient = dx.data();
  Floats first(x.size()), second(x.size());
  step.first = first.data();
  step.second = second.data();
  step.n = x.size();
  step.rate = 0.01f;
  step.decay = 0.1f;
  step.correction1 = 0.1f;
  step.correction2 = 0.05f;
  t.adamw(step);
  hash.add(x);
  hash.add(static_cast<float>(t.sum_of_squares(x.data(), x.size())));
  hash.add(t.softmax(x.data(), 101));
  t.softmax_backward(x.data(), dx.data(), dx.data(), 101);
  hash.add(dx);
  hash.add(t.cross_entropy(y.data(), 129, 17, 0.125f));
  hash.add(y);
  CHECK(hash.value() == 4241229212070238452u);
}

}  // namespace
}  // namespace wordspace
