// Chooses among the tables of the transformer's kernels that this build has.
// Not the kernels themselves: tensor_*_body.cpp, compiled once for each instruction set.
#include "math/kernels/tensor_kernels.h"

#include <array>

#include "math/kernels/tensor_blocks.h"

namespace wordspace::kernels {

#define WORDSPACE_DECLARE(set)               \
  namespace set {                            \
  extern const TensorKernels kTensorKernels; \
  }
#if defined(WORDSPACE_KERNELS_X86)
WORDSPACE_DECLARE(sse2)
WORDSPACE_DECLARE(avx2)
WORDSPACE_DECLARE(avx512)
#else
WORDSPACE_DECLARE(simd128)
#if defined(WORDSPACE_KERNELS_RELAXED)
WORDSPACE_DECLARE(relaxed)
#endif
#endif
#undef WORDSPACE_DECLARE

std::span<const TensorKernels* const> available_tensor_kernels() {
#if defined(WORDSPACE_KERNELS_X86)
  static constexpr std::array<const TensorKernels*, 3> kAll = {
      &sse2::kTensorKernels, &avx2::kTensorKernels, &avx512::kTensorKernels};
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f");
  return std::span<const TensorKernels* const>(kAll).first(has_avx512 ? 3 : (has_avx2 ? 2 : 1));
#elif defined(WORDSPACE_KERNELS_RELAXED)
  static constexpr std::array<const TensorKernels*, 2> kAll = {&simd128::kTensorKernels,
                                                               &relaxed::kTensorKernels};
  return kAll;
#else
  static constexpr std::array<const TensorKernels*, 1> kAll = {&simd128::kTensorKernels};
  return kAll;
#endif
}

const TensorKernels& portable_tensor_kernels() { return *available_tensor_kernels().front(); }
const TensorKernels& best_tensor_kernels() { return *available_tensor_kernels().back(); }

std::size_t matrix_product_scratch_floats() { return kPackedA + kPackedB + 2 * kPackedGap; }

}  // namespace wordspace::kernels
