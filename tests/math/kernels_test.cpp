// Every table of kernels that this build has against plain double arithmetic, at odd sizes and
// alignments; and the double arithmetic against finite differences.
// Not speed: bench/ measures it.
#include "math/kernels/kernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/rng.h"
#include "math/aligned_floats.h"
#include "math/kernels/reference.h"

namespace wordspace {
namespace {

using kernels::Kernels;
using reference::Gradients;
using reference::Matrix;

// Rows of a small matrix as the kernels want them, between guards that must not change.
class Rows {
 public:
  Rows(int rows, int dim, float scale, Rng& rng)
      : dim_(dim), stride_(kernels::padded(dim)), data_(static_cast<std::size_t>(rows * stride_)) {
    for (int r = 0; r < rows; ++r) {
      for (int i = 0; i < dim; ++i) row(r)[i] = (2.0f * rng.uniform() - 1.0f) * scale;
      pointers_.push_back(row(r));
    }
  }
  float* row(int r) { return data_.data() + static_cast<std::ptrdiff_t>(r) * stride_; }
  std::vector<float*>& pointers() { return pointers_; }
  float* data() { return data_.data(); }
  int stride() const { return stride_; }
  // The rows that `pointers` name, in double.
  Matrix values() const {
    Matrix m;
    for (const float* p : pointers_) m.emplace_back(p, p + dim_);
    return m;
  }
  bool padding_is_zero() {
    for (float* p : pointers_) {
      for (int i = dim_; i < stride_; ++i) {
        if (p[i] != 0.0f) return false;
      }
    }
    return true;
  }

 private:
  int dim_, stride_;
  AlignedFloats data_;
  std::vector<float*> pointers_;
};

// Largest |now - (before - rate * gradient)|, the gradients of rows named twice added up.
double largest_error(const Rows& rows, const Matrix& before, const Matrix& gradients, double rate,
                     std::vector<float*> pointers) {
  const Matrix now = rows.values();
  double worst = 0;
  for (std::size_t r = 0; r < now.size(); ++r) {
    for (std::size_t i = 0; i < now[r].size(); ++i) {
      double gradient = 0;
      for (std::size_t q = 0; q < now.size(); ++q) {
        if (pointers[q] == pointers[r]) gradient += gradients[q][i];
      }
      worst = std::max(worst, std::abs(now[r][i] - (before[r][i] - rate * gradient)));
    }
  }
  return worst;
}

std::vector<float> random_labels(int n, Rng& rng) {
  std::vector<float> labels;
  for (int j = 0; j < n; ++j) labels.push_back(rng.below(2) == 0 ? 0.0f : 1.0f);
  return labels;
}

constexpr float kRate = 0.1f;
constexpr double kTolerance = 2e-6;

TEST_CASE("there is a portable table with four lanes, and the best one is among the available") {
  const auto all = kernels::available_kernels();
  REQUIRE(!all.empty());
  CHECK(&kernels::portable_kernels() == all.front());
  CHECK(&kernels::best_kernels() == all.back());
  CHECK(all.front()->lanes == 4);
  CHECK_FALSE(all.front()->fused);
}

TEST_CASE("exp is within two units in the last place on its whole range and clamps outside") {
  for (const Kernels* k : kernels::available_kernels()) {
    CAPTURE(k->name);
    std::vector<float> x, y;
    for (double v = -87.0; v <= 88.0; v += 0.00137) x.push_back(static_cast<float>(v));
    y.resize(x.size());
    k->exp(x.data(), y.data(), static_cast<int>(x.size()));
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double exact = std::exp(static_cast<double>(x[i]));
      worst = std::max(worst, std::abs(static_cast<double>(y[i]) / exact - 1.0));
    }
    CHECK(worst < 2.0 * 1.2e-7);
    const float edge[4] = {-1000.0f, 1000.0f, 0.0f, -0.0f};
    float at_edge[4];
    k->exp(edge, at_edge, 4);
    CHECK(at_edge[0] > 0.0f);
    CHECK(at_edge[0] < 2e-38f);
    CHECK(std::isfinite(at_edge[1]));
    CHECK(at_edge[2] == 1.0f);
    CHECK(at_edge[3] == 1.0f);
  }
}

TEST_CASE("log is within two units in the last place from the smallest normal to 2^100") {
  for (const Kernels* k : kernels::available_kernels()) {
    CAPTURE(k->name);
    std::vector<float> x, y;
    for (double v = 1.2e-38; v < 1.2e30; v *= 1.00093) x.push_back(static_cast<float>(v));
    for (double v = 0.5; v < 2.0; v += 0.00017) x.push_back(static_cast<float>(v));
    y.resize(x.size());
    k->log(x.data(), y.data(), static_cast<int>(x.size()));
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double exact = std::log(static_cast<double>(x[i]));
      worst = std::max(
          worst, std::abs(static_cast<double>(y[i]) - exact) / std::max(1.0, std::abs(exact)));
    }
    CHECK(worst < 2.0 * 1.2e-7);
  }
}

TEST_CASE("dot, axpy and scores agree with double arithmetic at every size and alignment") {
  Rng rng(7);
  std::vector<float> a(400), b(400);
  for (float& v : a) v = 2.0f * rng.uniform() - 1.0f;
  for (float& v : b) v = 2.0f * rng.uniform() - 1.0f;
  for (const Kernels* k : kernels::available_kernels()) {
    CAPTURE(k->name);
    for (int n = 0; n < 70; ++n) {
      for (int shift = 0; shift < 5; ++shift) {
        const float* x = a.data() + shift;
        const float* y = b.data() + 2 * shift + 1;
        double exact = 0;
        for (int i = 0; i < n; ++i) exact += static_cast<double>(x[i]) * static_cast<double>(y[i]);
        CHECK(std::abs(static_cast<double>(k->dot(x, y, n)) - exact) < 1e-5);

        std::vector<float> z(b.begin(), b.begin() + 100);
        k->axpy(0.75f, x, z.data() + shift, n);
        for (int i = 0; i < 100; ++i) {
          const int from = i - shift;
          const double added = from >= 0 && from < n ? 0.75 * static_cast<double>(x[from]) : 0.0;
          const double expected = static_cast<double>(b[static_cast<std::size_t>(i)]) + added;
          REQUIRE(std::abs(static_cast<double>(z[static_cast<std::size_t>(i)]) - expected) < 1e-6);
        }
      }
    }
    for (const int rows : {0, 1, 3, 4, 5, 9}) {
      for (const int n : {1, 4, 7, 8, 31}) {
        const int stride = 33;
        std::vector<float> out(10, -1.0f);
        k->scores(a.data() + 1, rows, stride, b.data() + 3, n, out.data());
        for (int r = 0; r < rows; ++r) {
          double exact = 0;
          for (int i = 0; i < n; ++i) {
            exact += static_cast<double>(a[static_cast<std::size_t>(1 + r * stride + i)]) *
                     static_cast<double>(b[static_cast<std::size_t>(3 + i)]);
          }
          CHECK(std::abs(static_cast<double>(out[static_cast<std::size_t>(r)]) - exact) < 1e-5);
        }
        CHECK(out[static_cast<std::size_t>(rows)] == -1.0f);
      }
    }
  }
}

TEST_CASE("a logistic group moves every row against its gradient, at every shape") {
  Rng rng(11);
  for (const Kernels* k : kernels::available_kernels()) {
    CAPTURE(k->name);
    for (int m = 1; m <= 23; m = m < 14 ? m + 1 : m + 3) {
      for (const int n : {1, 2, 3, 4, 5, 6, 7, 11, 16, 17, 26}) {
        for (const int dim : {1, 3, 16, 17, 50, 100}) {
          CAPTURE(m);
          CAPTURE(n);
          CAPTURE(dim);
          Rows x(m, dim, 0.6f, rng), u(n, dim, 0.6f, rng);
          // Rows named twice: their updates add up.
          if (m > 2) x.pointers()[static_cast<std::size_t>(m - 1)] = x.pointers()[0];
          if (n > 2) u.pointers()[static_cast<std::size_t>(n - 1)] = u.pointers()[1];
          const std::vector<float> labels = random_labels(n, rng);
          AlignedFloats scratch(kernels::logistic_scratch_floats(m, n, dim));
          const Matrix x_before = x.values(), u_before = u.values();
          const Gradients exact = reference::logistic(x_before, u_before, labels);
          kernels::LogisticGroup group;
          group.inputs = x.pointers().data();
          group.outputs = u.pointers().data();
          group.labels = labels.data();
          group.num_inputs = m;
          group.num_outputs = n;
          group.dim = dim;
          group.rate = kRate;
          group.scratch = scratch.data();
          const float loss = k->logistic_group(group);
          CHECK(static_cast<double>(loss) == doctest::Approx(exact.loss).epsilon(1e-5));
          CHECK(largest_error(x, x_before, exact.inputs, kRate, x.pointers()) < kTolerance);
          CHECK(largest_error(u, u_before, exact.outputs, kRate, u.pointers()) < kTolerance);
          CHECK(x.padding_is_zero());
          CHECK(u.padding_is_zero());
        }
      }
    }
  }
}

TEST_CASE("a logistic group of a mean gives every input the whole step of the mean") {
  Rng rng(12);
  for (const Kernels* k : kernels::available_kernels()) {
    CAPTURE(k->name);
    for (int m = 1; m <= 11; ++m) {
      for (const int n : {1, 2, 6, 9, 18}) {
        for (const int dim : {2, 17, 50, 100}) {
          Rows x(m, dim, 0.8f, rng), u(n, dim, 0.6f, rng);
          if (m > 2) x.pointers()[static_cast<std::size_t>(m - 1)] = x.pointers()[0];
          const std::vector<float> labels = random_labels(n, rng);
          AlignedFloats scratch(kernels::logistic_scratch_floats(m, n, dim));
          const Matrix x_before = x.values(), u_before = u.values();
          const Gradients exact = reference::of_mean(x_before, [&](const Matrix& mean) {
            return reference::logistic(mean, u_before, labels);
          });
          kernels::LogisticGroup group;
          group.inputs = x.pointers().data();
          group.outputs = u.pointers().data();
          group.labels = labels.data();
          group.num_inputs = m;
          group.num_outputs = n;
          group.dim = dim;
          group.rate = kRate;
          group.scratch = scratch.data();
          const float loss = k->logistic_mean_group(group);
          CHECK(static_cast<double>(loss) == doctest::Approx(exact.loss).epsilon(1e-5));
          CHECK(largest_error(x, x_before, exact.inputs, static_cast<double>(m) * kRate,
                              x.pointers()) < 4 * kTolerance);
          CHECK(largest_error(u, u_before, exact.outputs, kRate, u.pointers()) < kTolerance);
          CHECK(x.padding_is_zero());
        }
      }
    }
  }
}

TEST_CASE("a softmax group moves all outputs and every input against their gradients") {
  Rng rng(13);
  for (const Kernels* k : kernels::available_kernels()) {
    CAPTURE(k->name);
    for (int m = 1; m <= kernels::kSoftmaxInputs; ++m) {
      for (const int v : {2, 3, 23, 24, 25, 131}) {
        for (const int dim : {1, 18, 50}) {
          CAPTURE(m);
          CAPTURE(v);
          Rows x(m, dim, 0.8f, rng), u(v, dim, 0.8f, rng);
          std::vector<std::int32_t> begin = {0}, flat;
          std::vector<std::vector<std::int32_t>> targets;
          for (int i = 0; i < m; ++i) {
            targets.emplace_back();
            for (int t = 0; t < 1 + i; ++t) {
              flat.push_back(static_cast<std::int32_t>(rng.below(static_cast<std::uint32_t>(v))));
              targets.back().push_back(flat.back());
            }
            begin.push_back(static_cast<std::int32_t>(flat.size()));
          }
          AlignedFloats scratch(kernels::softmax_scratch_floats(v, dim));
          const Matrix x_before = x.values(), u_before = u.values();
          const Gradients exact = reference::softmax(x_before, u_before, targets);
          kernels::SoftmaxGroup group;
          group.inputs = x.pointers().data();
          group.gradients = x.pointers().data();
          group.target_begin = begin.data();
          group.targets = flat.data();
          group.num_inputs = m;
          group.outputs = u.data();
          group.num_outputs = v;
          group.stride = u.stride();
          group.dim = dim;
          group.rate = kRate;
          group.scratch = scratch.data();
          const float loss = k->softmax_group(group);
          CHECK(static_cast<double>(loss) == doctest::Approx(exact.loss).epsilon(1e-5));
          CHECK(largest_error(x, x_before, exact.inputs, kRate, x.pointers()) < 2 * kTolerance);
          CHECK(largest_error(u, u_before, exact.outputs, kRate, u.pointers()) < 2 * kTolerance);
          CHECK(u.padding_is_zero());
        }
      }
    }
  }
}

TEST_CASE("huge scores saturate without NaN, and a score that is not finite shows in the loss") {
  Rng rng(14);
  for (const Kernels* k : kernels::available_kernels()) {
    CAPTURE(k->name);
    for (const int m : {1, 3}) {
      for (const float value : {30.0f, -30.0f, 1e30f, std::numeric_limits<float>::quiet_NaN(),
                                std::numeric_limits<float>::infinity()}) {
        CAPTURE(value);
        Rows x(m, 20, 0.5f, rng), u(3, 20, 0.5f, rng);
        for (int i = 0; i < 20; ++i) x.row(0)[i] = u.row(1)[i] = value;
        const float labels[3] = {1.0f, 0.0f, 0.0f};
        AlignedFloats scratch(kernels::logistic_scratch_floats(m, 3, 20));
        kernels::LogisticGroup group;
        group.inputs = x.pointers().data();
        group.outputs = u.pointers().data();
        group.labels = labels;
        group.num_inputs = m;
        group.num_outputs = 3;
        group.dim = 20;
        group.rate = kRate;
        group.scratch = scratch.data();
        const float loss = k->logistic_group(group);
        const bool finite_scores = std::abs(value) < 1e10f;
        CHECK(std::isfinite(loss) == finite_scores);
        if (finite_scores) {
          CHECK(loss > 20.0f * 30.0f * 30.0f - 100.0f);  // the negative's score is 18000
          for (const auto& row : x.values()) {
            for (const double v : row) CHECK(std::isfinite(v));
          }
        }
      }
    }
  }
}

// --- the reference itself
// ---------------------------------------------------------------------------

Matrix random_matrix(std::size_t rows, std::size_t dim, Rng& rng) {
  Matrix m(rows, reference::Vector(dim));
  for (auto& row : m) {
    for (double& v : row) v = 1.4 * rng.uniform_double() - 0.7;
  }
  return m;
}

// Largest difference between `analytic` and central differences of loss() when `at` is changed.
template <typename Loss>
double gradient_error(Matrix& at, const Matrix& analytic, const Loss& loss) {
  constexpr double kStep = 1e-5;
  double worst = 0;
  for (std::size_t r = 0; r < at.size(); ++r) {
    for (std::size_t i = 0; i < at[r].size(); ++i) {
      const double kept = at[r][i];
      at[r][i] = kept + kStep;
      const double up = loss();
      at[r][i] = kept - kStep;
      const double down = loss();
      at[r][i] = kept;
      worst = std::max(worst, std::abs((up - down) / (2 * kStep) - analytic[r][i]));
    }
  }
  return worst;
}

TEST_CASE("the reference's gradients are those of its losses, by finite differences in double") {
  Rng rng(21);
  Matrix x = random_matrix(4, 9, rng), u = random_matrix(6, 9, rng);
  const std::vector<float> labels = {1, 0, 0, 1, 0, 0};
  const std::vector<std::vector<std::int32_t>> targets = {{2}, {0, 5, 5}, {1, 2}, {3}};
  const std::vector<std::vector<std::int32_t>> one_target = {{4}};
  constexpr double kLimit = 1e-8;

  const auto check = [&](const auto& gradients) {
    const Gradients exact = gradients();
    const auto loss = [&] { return gradients().loss; };
    CHECK(gradient_error(x, exact.inputs, loss) < kLimit);
    CHECK(gradient_error(u, exact.outputs, loss) < kLimit);
  };
  SUBCASE("skip-gram, logistic") {
    check([&] { return reference::logistic(x, u, labels); });
  }
  SUBCASE("skip-gram, softmax") {
    check([&] { return reference::softmax(x, u, targets); });
  }
  SUBCASE("CBOW, logistic") {
    check([&] {
      return reference::of_mean(
          x, [&](const Matrix& mean) { return reference::logistic(mean, u, labels); });
    });
  }
  SUBCASE("CBOW, softmax") {
    check([&] {
      return reference::of_mean(
          x, [&](const Matrix& mean) { return reference::softmax(mean, u, one_target); });
    });
  }
}

}  // namespace
}  // namespace wordspace
