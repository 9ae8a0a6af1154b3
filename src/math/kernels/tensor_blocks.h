// Block sizes of the matrix product, the same in every instruction set.
// Not the register blocks: each set has its own (tensor_product_body.cpp).
#pragma once

#include <cstddef>

namespace wordspace::kernels {

// Sums over k are made in blocks of this many, one after the other, each added to C: part of what a
// result's bits depend on.
inline constexpr int kBlockK = 256;
// Packed rows of A that stay in the second cache, and packed columns of B: floats of scratch.
inline constexpr int kPackedA = 96 * kBlockK;
inline constexpr int kPackedB = 256 * kBlockK;
inline constexpr int kPackedGap = 16;  // between the two, and room to start on a cache line

}  // namespace wordspace::kernels
