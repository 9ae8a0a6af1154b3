// Matrix products of every table against plain double arithmetic, at odd sizes, addresses and
// strides. Not speed: bench/ measures it.
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

using kernels::MatrixProduct;
using kernels::TensorKernels;

TEST_CASE("the tables of the transformer start with a portable one of four lanes") {
  const auto all = kernels::available_tensor_kernels();
  REQUIRE(!all.empty());
  CHECK(&kernels::portable_tensor_kernels() == all.front());
  CHECK(&kernels::best_tensor_kernels() == all.back());
  CHECK(all.front()->lanes == 4);
  CHECK_FALSE(all.front()->fused);
}

TEST_CASE("a matrix product is that of double at every odd size, stride, bias and sum") {
  const int sizes[][3] = {{1, 1, 1},    {1, 7, 5},      {1, 130, 33},  {2, 65, 31},  {3, 3, 3},
                          {4, 8, 256},  {5, 9, 257},    {6, 16, 64},   {7, 17, 12},  {13, 31, 40},
                          {14, 32, 32}, {15, 33, 100},  {29, 70, 300}, {33, 1, 129}, {64, 100, 17},
                          {101, 47, 3}, {128, 32, 128}, {1, 300, 600}, {2, 40, 513}, {12, 95, 260}};
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(1);
    for (const auto& size : sizes) {
      for (int form = 0; form < 16; ++form) {
        const bool a_transposed = (form & 1) != 0, b_transposed = (form & 2) != 0;
        Product product(size[0], size[1], size[2], a_transposed, b_transposed, (form & 4) ? 3 : 0,
                        rng);
        if ((form & 8) != 0) {
          product.p.accumulate = true;
          product.p.alpha = -0.75f;
        } else if (b_transposed) {
          product.p.bias = product.bias.data();
        }
        CAPTURE(size[0]);
        CAPTURE(size[1]);
        CAPTURE(size[2]);
        CAPTURE(form);
        const std::vector<double> expected = product.expected();
        t->matrix_product(product.p);
        CHECK(largest_difference(product.c, expected) < 2e-7 * (size[2] + 8));
        CHECK(product.guarded());
      }
    }
  }
}

TEST_CASE("a matrix product of no unit stride, and one larger than its blocks, are right") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(2);
    Product spread(11, 19, 23, false, false, 0, rng);
    Floats a(11 * 23 * 2, 1.0f, rng), b(23 * 19 * 3, 1.0f, rng);
    spread.p.a = a.data();
    spread.p.a_row = 46;
    spread.p.a_col = 2;
    spread.p.b = b.data();
    spread.p.b_row = 57;
    spread.p.b_col = 3;
    std::vector<double> expected = spread.expected();
    t->matrix_product(spread.p);
    CHECK(largest_difference(spread.c, expected) < 1e-5);

    Product large(211, 523, 517, true, true, 1, rng);
    large.p.bias = large.bias.data();
    expected = large.expected();
    t->matrix_product(large.p);
    CHECK(largest_difference(large.c, expected) < 2e-4);
    CHECK(large.guarded());
  }
}

TEST_CASE(
    "a matrix product over no k is the bias, zero or what was there, and of no rows nothing") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(3);
    for (int form = 0; form < 3; ++form) {
      Product product(5, 9, 0, false, false, 0, rng);
      product.p.a = product.p.b = nullptr;
      product.p.accumulate = form == 1;
      if (form == 2) product.p.bias = product.bias.data();
      const std::vector<double> expected = product.expected();
      t->matrix_product(product.p);
      CHECK(largest_difference(product.c, expected) == 0.0);
    }
    Product nothing(4, 4, 4, false, false, 0, rng);
    const std::vector<double> before = nothing.c.values();
    nothing.p.m = 0;
    t->matrix_product(nothing.p);
    nothing.p.m = 4;
    nothing.p.n = 0;
    t->matrix_product(nothing.p);
    CHECK(largest_difference(nothing.c, before) == 0.0);
  }
}

TEST_CASE("a row of a matrix product has the same bits however the rows are split") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    for (int form = 0; form < 8; ++form) {
      CAPTURE(form);
      for (const int k : {32, 128, 515}) {
        Rng rng(4);
        Product whole(61, 77, k, (form & 1) != 0, (form & 2) != 0, 1, rng);
        whole.p.alpha = 0.3f;
        if ((form & 4) != 0) whole.p.accumulate = true;
        if ((form & 4) == 0) whole.p.bias = whole.bias.data();
        Product parts = whole;
        parts.p.c = parts.c.data();  // reads the other's operands
        t->matrix_product(whole.p);
        const int cuts[] = {0, 1, 3, 8, 20, 21, 35, 61};
        for (std::size_t s = 0; s + 1 < std::size(cuts); ++s) {
          MatrixProduct part = parts.p;
          part.a += cuts[s] * part.a_row;
          part.c += cuts[s] * part.c_row;
          part.m = cuts[s + 1] - cuts[s];
          t->matrix_product(part);
        }
        CHECK(parts.c.same_bits(whole.c));
      }
    }
  }
}

TEST_CASE(
    "NaN and infinity pass through a matrix product, and what it overwrites does not matter") {
  for (const TensorKernels* t : kernels::available_tensor_kernels()) {
    CAPTURE(std::string(t->name));
    Rng rng(5);
    Product product(9, 21, 40, false, false, 0, rng);
    for (std::int64_t i = 0; i < product.c.size(); ++i) product.c[i] = kNan;
    product.a[3 * 40 + 7] = kNan;
    product.b[11 * 21 + 20] = kInf;
    t->matrix_product(product.p);
    for (int i = 0; i < 9; ++i) {
      for (int j = 0; j < 21; ++j) {
        const float c = product.c[i * 21 + j];
        CHECK(std::isnan(c) == (i == 3));
        CHECK(std::isinf(c) == (i != 3 && j == 20));
      }
    }
  }
}

}  // namespace
}  // namespace wordspace
