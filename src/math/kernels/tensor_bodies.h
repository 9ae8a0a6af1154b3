// What the bodies of one instruction set offer to the table of that set, and the block sizes of the
// matrix product. Included only by the sources that are compiled once for each set.
#pragma once

#include "math/kernels/tensor_blocks.h"
#include "math/kernels/tensor_kernels.h"

namespace wordspace::kernels::WORDSPACE_KERNEL_SET {

// tensor_product_body.cpp
void matrix_product(const MatrixProduct& product);

// tensor_rows_body.cpp
float softmax(float* x, int n);
void softmax_backward(const float* p, const float* dp, float* dx, int n);
float cross_entropy(float* logits, int n, std::int32_t target, float scale);
void layer_norm(const float* x, const float* gamma, const float* beta, float eps, float* y,
                float* mean, float* rstd, std::int64_t num_rows, int n);
void layer_norm_backward(const float* x, const float* gamma, const float* mean, const float* rstd,
                         const float* dy, float* dx, bool accumulate_dx, float* dgamma,
                         float* dbeta, std::int64_t num_rows, int n);
void add_rows(const float* x, std::int64_t num_rows, std::int64_t row, int n, float* out);

// tensor_elements_body.cpp
void gelu(GeluKind kind, const float* x, float* y, std::int64_t n);
void gelu_backward(GeluKind kind, const float* x, const float* dy, float* dx, std::int64_t n);
void tanh_elements(const float* x, float* y, std::int64_t n);
void add_elements(const float* x, float* y, std::int64_t n);
double sum_of_squares(const float* x, std::int64_t n);
void adamw(const AdamWStep& step);

}  // namespace wordspace::kernels::WORDSPACE_KERNEL_SET
