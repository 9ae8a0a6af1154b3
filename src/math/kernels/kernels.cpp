// Chooses among the tables of kernels that this build has.
// Not the kernels themselves: kernels_body.cpp, compiled once for each instruction set.
#include "math/kernels/kernels.h"

#include <algorithm>
#include <array>

namespace wordspace::kernels {

#define WORDSPACE_DECLARE(set)   \
  namespace set {                \
  extern const Kernels kKernels; \
  }
#if defined(WORDSPACE_KERNELS_X86)
WORDSPACE_DECLARE(sse2)
WORDSPACE_DECLARE(avx2)
#else
WORDSPACE_DECLARE(simd128)
#if defined(WORDSPACE_KERNELS_RELAXED)
WORDSPACE_DECLARE(relaxed)
#endif
#endif
#undef WORDSPACE_DECLARE

std::span<const Kernels* const> available_kernels() {
#if defined(WORDSPACE_KERNELS_X86)
  static constexpr std::array<const Kernels*, 2> kAll = {&sse2::kKernels, &avx2::kKernels};
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return std::span<const Kernels* const>(kAll).first(has_avx2 ? 2 : 1);
#elif defined(WORDSPACE_KERNELS_RELAXED)
  static constexpr std::array<const Kernels*, 2> kAll = {&simd128::kKernels, &relaxed::kKernels};
  return kAll;
#else
  static constexpr std::array<const Kernels*, 1> kAll = {&simd128::kKernels};
  return kAll;
#endif
}

const Kernels& portable_kernels() { return *available_kernels().front(); }
const Kernels& best_kernels() { return *available_kernels().back(); }

// A score matrix has its rows padded to at most 16 floats.
std::size_t logistic_scratch_floats(int max_inputs, int max_outputs, int dim) {
  const auto m = static_cast<std::size_t>(max_inputs);
  const auto n = static_cast<std::size_t>(max_outputs);
  const auto row = static_cast<std::size_t>(padded(dim));
  const std::size_t by_output = n * static_cast<std::size_t>(padded(max_inputs));
  const std::size_t single_input = static_cast<std::size_t>(padded(max_outputs));
  return (m + n + 1) * row + std::max(by_output, single_input) + kRowFloats;
}

std::size_t softmax_scratch_floats(std::int32_t num_outputs, int dim) {
  constexpr std::size_t kBlockRows = 32;  // at least kernels_body's
  const auto row = static_cast<std::size_t>(padded(dim));
  return (kSoftmaxInputs + kBlockRows) * row +
         static_cast<std::size_t>(num_outputs) * static_cast<std::size_t>(kRowFloats) + kRowFloats;
}

}  // namespace wordspace::kernels
