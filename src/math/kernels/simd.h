// A vector of kLanes floats and what the kernels do with it, one version for each instruction set.
// Included only by the source that is compiled once for each set (kernels_body.cpp); never
// elsewhere.
//
// The two versions without fused multiply-add, SSE2 and WebAssembly SIMD, have four lanes and round
// after every operation in the same order: they give the same bits.
#pragma once

#include <cstdint>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#else
#error "the kernels need SSE2, AVX2 or WebAssembly SIMD"
#endif

#define WORDSPACE_INLINE inline __attribute__((always_inline))

namespace wordspace::kernels::WORDSPACE_KERNEL_SET {

#if defined(__AVX512F__)

inline constexpr int kLanes = 16;
inline constexpr bool kFused = true;
inline constexpr const char* kName = "avx512";
using Float = __m512;
using Int = __m512i;

WORDSPACE_INLINE Int as_int(Float a) { return _mm512_castps_si512(a); }
WORDSPACE_INLINE Float as_float(Int a) { return _mm512_castsi512_ps(a); }
WORDSPACE_INLINE Float load(const float* p) { return _mm512_loadu_ps(p); }
WORDSPACE_INLINE void store(float* p, Float a) { _mm512_storeu_ps(p, a); }
WORDSPACE_INLINE Float splat(float a) { return _mm512_set1_ps(a); }
WORDSPACE_INLINE Float zero() { return _mm512_setzero_ps(); }
WORDSPACE_INLINE Float add(Float a, Float b) { return _mm512_add_ps(a, b); }
WORDSPACE_INLINE Float sub(Float a, Float b) { return _mm512_sub_ps(a, b); }
WORDSPACE_INLINE Float mul(Float a, Float b) { return _mm512_mul_ps(a, b); }
WORDSPACE_INLINE Float div(Float a, Float b) { return _mm512_div_ps(a, b); }
WORDSPACE_INLINE Float sqrt(Float a) { return _mm512_sqrt_ps(a); }
WORDSPACE_INLINE Float mul_add(Float a, Float b, Float c) { return _mm512_fmadd_ps(a, b, c); }
WORDSPACE_INLINE Float min(Float a, Float b) { return _mm512_min_ps(a, b); }
WORDSPACE_INLINE Float max(Float a, Float b) { return _mm512_max_ps(a, b); }
WORDSPACE_INLINE Float bit_and(Float a, Float b) {
  return as_float(_mm512_and_epi32(as_int(a), as_int(b)));
}
WORDSPACE_INLINE Float bit_or(Float a, Float b) {
  return as_float(_mm512_or_epi32(as_int(a), as_int(b)));
}
WORDSPACE_INLINE Float bit_xor(Float a, Float b) {
  return as_float(_mm512_xor_epi32(as_int(a), as_int(b)));
}
// Masks are vectors of all ones or zeros, as in the narrower sets.
WORDSPACE_INLINE Float less(Float a, Float b) {
  return as_float(_mm512_maskz_set1_epi32(_mm512_cmp_ps_mask(a, b, _CMP_LT_OQ), -1));
}
WORDSPACE_INLINE Float select(Float mask, Float a, Float b) {
  return as_float(_mm512_ternarylogic_epi32(as_int(mask), as_int(a), as_int(b), 0xca));
}
WORDSPACE_INLINE Int splat_int(std::int32_t a) { return _mm512_set1_epi32(a); }
WORDSPACE_INLINE Int add_int(Int a, Int b) { return _mm512_add_epi32(a, b); }
WORDSPACE_INLINE Int sub_int(Int a, Int b) { return _mm512_sub_epi32(a, b); }
template <int kBits>
WORDSPACE_INLINE Int shift_left(Int a) {
  return _mm512_slli_epi32(a, kBits);
}
template <int kBits>
WORDSPACE_INLINE Int shift_right(Int a) {
  return _mm512_srai_epi32(a, kBits);
}
WORDSPACE_INLINE Float float_from_int(Int a) { return _mm512_cvtepi32_ps(a); }

WORDSPACE_INLINE __mmask16 lane_mask(int n) { return static_cast<__mmask16>((1u << n) - 1u); }
WORDSPACE_INLINE Float load_first(const float* p, int n) {
  return _mm512_maskz_loadu_ps(lane_mask(n), p);
}
WORDSPACE_INLINE void store_first(float* p, int n, Float a) {
  _mm512_mask_storeu_ps(p, lane_mask(n), a);
}

WORDSPACE_INLINE void store_sums(float* p, Float a, Float b, Float c, Float d) {
  const auto halves = [](Float v) {
    return _mm256_add_ps(_mm512_castps512_ps256(v),
                         _mm256_castsi256_ps(_mm512_extracti64x4_epi64(_mm512_castps_si512(v), 1)));
  };
  const __m256 t =
      _mm256_hadd_ps(_mm256_hadd_ps(halves(a), halves(b)), _mm256_hadd_ps(halves(c), halves(d)));
  _mm_storeu_ps(p, _mm_add_ps(_mm256_castps256_ps128(t), _mm256_extractf128_ps(t, 1)));
}

#elif defined(__AVX2__) && defined(__FMA__)

inline constexpr int kLanes = 8;
inline constexpr bool kFused = true;
inline constexpr const char* kName = "avx2";
using Float = __m256;
using Int = __m256i;

WORDSPACE_INLINE Float load(const float* p) { return _mm256_loadu_ps(p); }
WORDSPACE_INLINE void store(float* p, Float a) { _mm256_storeu_ps(p, a); }
WORDSPACE_INLINE Float splat(float a) { return _mm256_set1_ps(a); }
WORDSPACE_INLINE Float zero() { return _mm256_setzero_ps(); }
WORDSPACE_INLINE Float add(Float a, Float b) { return _mm256_add_ps(a, b); }
WORDSPACE_INLINE Float sub(Float a, Float b) { return _mm256_sub_ps(a, b); }
WORDSPACE_INLINE Float mul(Float a, Float b) { return _mm256_mul_ps(a, b); }
WORDSPACE_INLINE Float div(Float a, Float b) { return _mm256_div_ps(a, b); }
WORDSPACE_INLINE Float sqrt(Float a) { return _mm256_sqrt_ps(a); }
// a * b + c
WORDSPACE_INLINE Float mul_add(Float a, Float b, Float c) { return _mm256_fmadd_ps(a, b, c); }
// NaN in either gives b: callers keep NaN alive by another way.
WORDSPACE_INLINE Float min(Float a, Float b) { return _mm256_min_ps(a, b); }
WORDSPACE_INLINE Float max(Float a, Float b) { return _mm256_max_ps(a, b); }
WORDSPACE_INLINE Float bit_and(Float a, Float b) { return _mm256_and_ps(a, b); }
WORDSPACE_INLINE Float bit_or(Float a, Float b) { return _mm256_or_ps(a, b); }
WORDSPACE_INLINE Float bit_xor(Float a, Float b) { return _mm256_xor_ps(a, b); }
WORDSPACE_INLINE Float less(Float a, Float b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
// mask ? a : b, lane by lane
WORDSPACE_INLINE Float select(Float mask, Float a, Float b) { return _mm256_blendv_ps(b, a, mask); }
WORDSPACE_INLINE Int as_int(Float a) { return _mm256_castps_si256(a); }
WORDSPACE_INLINE Float as_float(Int a) { return _mm256_castsi256_ps(a); }
WORDSPACE_INLINE Int splat_int(std::int32_t a) { return _mm256_set1_epi32(a); }
WORDSPACE_INLINE Int add_int(Int a, Int b) { return _mm256_add_epi32(a, b); }
WORDSPACE_INLINE Int sub_int(Int a, Int b) { return _mm256_sub_epi32(a, b); }
template <int kBits>
WORDSPACE_INLINE Int shift_left(Int a) {
  return _mm256_slli_epi32(a, kBits);
}
template <int kBits>
WORDSPACE_INLINE Int shift_right(Int a) {  // arithmetic
  return _mm256_srai_epi32(a, kBits);
}
WORDSPACE_INLINE Float float_from_int(Int a) { return _mm256_cvtepi32_ps(a); }

WORDSPACE_INLINE Int lane_mask(int n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
// The first n lanes from memory, the rest zero; 0 <= n <= kLanes.
WORDSPACE_INLINE Float load_first(const float* p, int n) {
  return _mm256_maskload_ps(p, lane_mask(n));
}
WORDSPACE_INLINE void store_first(float* p, int n, Float a) {
  _mm256_maskstore_ps(p, lane_mask(n), a);
}

// The sums of the lanes of a, b, c, d, written to p[0..3].
WORDSPACE_INLINE void store_sums(float* p, Float a, Float b, Float c, Float d) {
  const __m256 t = _mm256_hadd_ps(_mm256_hadd_ps(a, b), _mm256_hadd_ps(c, d));
  _mm_storeu_ps(p, _mm_add_ps(_mm256_castps256_ps128(t), _mm256_extractf128_ps(t, 1)));
}

#elif defined(__SSE2__)

inline constexpr int kLanes = 4;
inline constexpr bool kFused = false;
inline constexpr const char* kName = "sse2";
using Float = __m128;
using Int = __m128i;

WORDSPACE_INLINE Float load(const float* p) { return _mm_loadu_ps(p); }
WORDSPACE_INLINE void store(float* p, Float a) { _mm_storeu_ps(p, a); }
WORDSPACE_INLINE Float splat(float a) { return _mm_set1_ps(a); }
WORDSPACE_INLINE Float zero() { return _mm_setzero_ps(); }
WORDSPACE_INLINE Float add(Float a, Float b) { return _mm_add_ps(a, b); }
WORDSPACE_INLINE Float sub(Float a, Float b) { return _mm_sub_ps(a, b); }
WORDSPACE_INLINE Float mul(Float a, Float b) { return _mm_mul_ps(a, b); }
WORDSPACE_INLINE Float div(Float a, Float b) { return _mm_div_ps(a, b); }
WORDSPACE_INLINE Float sqrt(Float a) { return _mm_sqrt_ps(a); }
WORDSPACE_INLINE Float mul_add(Float a, Float b, Float c) { return add(mul(a, b), c); }
WORDSPACE_INLINE Float min(Float a, Float b) { return _mm_min_ps(a, b); }
WORDSPACE_INLINE Float max(Float a, Float b) { return _mm_max_ps(a, b); }
WORDSPACE_INLINE Float bit_and(Float a, Float b) { return _mm_and_ps(a, b); }
WORDSPACE_INLINE Float bit_or(Float a, Float b) { return _mm_or_ps(a, b); }
WORDSPACE_INLINE Float bit_xor(Float a, Float b) { return _mm_xor_ps(a, b); }
WORDSPACE_INLINE Float less(Float a, Float b) { return _mm_cmplt_ps(a, b); }
WORDSPACE_INLINE Float select(Float mask, Float a, Float b) {
  return _mm_or_ps(_mm_and_ps(mask, a), _mm_andnot_ps(mask, b));
}
WORDSPACE_INLINE Int as_int(Float a) { return _mm_castps_si128(a); }
WORDSPACE_INLINE Float as_float(Int a) { return _mm_castsi128_ps(a); }
WORDSPACE_INLINE Int splat_int(std::int32_t a) { return _mm_set1_epi32(a); }
WORDSPACE_INLINE Int add_int(Int a, Int b) { return _mm_add_epi32(a, b); }
WORDSPACE_INLINE Int sub_int(Int a, Int b) { return _mm_sub_epi32(a, b); }
template <int kBits>
WORDSPACE_INLINE Int shift_left(Int a) {
  return _mm_slli_epi32(a, kBits);
}
template <int kBits>
WORDSPACE_INLINE Int shift_right(Int a) {
  return _mm_srai_epi32(a, kBits);
}
WORDSPACE_INLINE Float float_from_int(Int a) { return _mm_cvtepi32_ps(a); }

WORDSPACE_INLINE Float load_first(const float* p, int n) {
  if (n == 4) return load(p);
  if (n == 0) return zero();
  if (n == 1) return _mm_load_ss(p);
  const __m128 two = _mm_castpd_ps(_mm_load_sd(reinterpret_cast<const double*>(p)));
  return n == 2 ? two : _mm_movelh_ps(two, _mm_load_ss(p + 2));
}
WORDSPACE_INLINE void store_first(float* p, int n, Float a) {
  if (n == 4) return store(p, a);
  if (n >= 2) _mm_storel_pi(reinterpret_cast<__m64*>(p), a);
  if (n == 1) _mm_store_ss(p, a);
  if (n == 3) _mm_store_ss(p + 2, _mm_movehl_ps(a, a));
}

// ((a0 + a1) + (a2 + a3)) for each of the four: the same order as the WebAssembly version.
WORDSPACE_INLINE void store_sums(float* p, Float a, Float b, Float c, Float d) {
  const __m128 ab_low = _mm_unpacklo_ps(a, b);   // a0 b0 a1 b1
  const __m128 ab_high = _mm_unpackhi_ps(a, b);  // a2 b2 a3 b3
  const __m128 cd_low = _mm_unpacklo_ps(c, d);
  const __m128 cd_high = _mm_unpackhi_ps(c, d);
  const __m128 lanes0 = _mm_movelh_ps(ab_low, cd_low);
  const __m128 lanes1 = _mm_movehl_ps(cd_low, ab_low);
  const __m128 lanes2 = _mm_movelh_ps(ab_high, cd_high);
  const __m128 lanes3 = _mm_movehl_ps(cd_high, ab_high);
  store(p, add(add(lanes0, lanes1), add(lanes2, lanes3)));
}

#else  // __wasm_simd128__

inline constexpr int kLanes = 4;
using Float = v128_t;
using Int = v128_t;

WORDSPACE_INLINE Float load(const float* p) { return wasm_v128_load(p); }
WORDSPACE_INLINE void store(float* p, Float a) { wasm_v128_store(p, a); }
WORDSPACE_INLINE Float splat(float a) { return wasm_f32x4_splat(a); }
WORDSPACE_INLINE Float zero() { return wasm_f32x4_const_splat(0.0f); }
WORDSPACE_INLINE Float add(Float a, Float b) { return wasm_f32x4_add(a, b); }
WORDSPACE_INLINE Float sub(Float a, Float b) { return wasm_f32x4_sub(a, b); }
WORDSPACE_INLINE Float mul(Float a, Float b) { return wasm_f32x4_mul(a, b); }
WORDSPACE_INLINE Float div(Float a, Float b) { return wasm_f32x4_div(a, b); }
WORDSPACE_INLINE Float sqrt(Float a) { return wasm_f32x4_sqrt(a); }
#if defined(__wasm_relaxed_simd__)
inline constexpr bool kFused = true;  // where the processor can; the engine decides
inline constexpr const char* kName = "relaxed";
WORDSPACE_INLINE Float mul_add(Float a, Float b, Float c) {
  return wasm_f32x4_relaxed_madd(a, b, c);
}
#else
inline constexpr bool kFused = false;
inline constexpr const char* kName = "simd128";
WORDSPACE_INLINE Float mul_add(Float a, Float b, Float c) { return add(mul(a, b), c); }
#endif
// The "pseudo" versions are x86's minps and maxps with the operands swapped.
WORDSPACE_INLINE Float min(Float a, Float b) { return wasm_f32x4_pmin(b, a); }
WORDSPACE_INLINE Float max(Float a, Float b) { return wasm_f32x4_pmax(b, a); }
WORDSPACE_INLINE Float bit_and(Float a, Float b) { return wasm_v128_and(a, b); }
WORDSPACE_INLINE Float bit_or(Float a, Float b) { return wasm_v128_or(a, b); }
WORDSPACE_INLINE Float bit_xor(Float a, Float b) { return wasm_v128_xor(a, b); }
WORDSPACE_INLINE Float less(Float a, Float b) { return wasm_f32x4_lt(a, b); }
WORDSPACE_INLINE Float select(Float mask, Float a, Float b) {
  return wasm_v128_bitselect(a, b, mask);
}
WORDSPACE_INLINE Int as_int(Float a) { return a; }
WORDSPACE_INLINE Float as_float(Int a) { return a; }
WORDSPACE_INLINE Int splat_int(std::int32_t a) { return wasm_i32x4_splat(a); }
WORDSPACE_INLINE Int add_int(Int a, Int b) { return wasm_i32x4_add(a, b); }
WORDSPACE_INLINE Int sub_int(Int a, Int b) { return wasm_i32x4_sub(a, b); }
template <int kBits>
WORDSPACE_INLINE Int shift_left(Int a) {
  return wasm_i32x4_shl(a, kBits);
}
template <int kBits>
WORDSPACE_INLINE Int shift_right(Int a) {
  return wasm_i32x4_shr(a, kBits);
}
WORDSPACE_INLINE Float float_from_int(Int a) { return wasm_f32x4_convert_i32x4(a); }

WORDSPACE_INLINE Float load_first(const float* p, int n) {
  if (n == 4) return load(p);
  if (n == 0) return zero();
  if (n == 1) return wasm_v128_load32_zero(p);
  const v128_t two = wasm_v128_load64_zero(p);
  return n == 2 ? two : wasm_v128_load32_lane(p + 2, two, 2);
}
WORDSPACE_INLINE void store_first(float* p, int n, Float a) {
  if (n == 4) return store(p, a);
  if (n >= 2) wasm_v128_store64_lane(p, a, 0);
  if (n == 1) wasm_v128_store32_lane(p, a, 0);
  if (n == 3) wasm_v128_store32_lane(p + 2, a, 2);
}

WORDSPACE_INLINE void store_sums(float* p, Float a, Float b, Float c, Float d) {
  const v128_t ab_low = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5);
  const v128_t ab_high = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
  const v128_t cd_low = wasm_i32x4_shuffle(c, d, 0, 4, 1, 5);
  const v128_t cd_high = wasm_i32x4_shuffle(c, d, 2, 6, 3, 7);
  const v128_t lanes0 = wasm_i32x4_shuffle(ab_low, cd_low, 0, 1, 4, 5);
  const v128_t lanes1 = wasm_i32x4_shuffle(ab_low, cd_low, 2, 3, 6, 7);
  const v128_t lanes2 = wasm_i32x4_shuffle(ab_high, cd_high, 0, 1, 4, 5);
  const v128_t lanes3 = wasm_i32x4_shuffle(ab_high, cd_high, 2, 3, 6, 7);
  store(p, add(add(lanes0, lanes1), add(lanes2, lanes3)));
}

#endif

// Four lanes in every set, for transposing.
#if defined(__SSE2__)

using Four = __m128;
WORDSPACE_INLINE Four load_four(const float* p) { return _mm_loadu_ps(p); }
WORDSPACE_INLINE void store_four(float* p, Four a) { _mm_storeu_ps(p, a); }
WORDSPACE_INLINE Four interleave_low(Four a, Four b) { return _mm_unpacklo_ps(a, b); }
WORDSPACE_INLINE Four interleave_high(Four a, Four b) { return _mm_unpackhi_ps(a, b); }
WORDSPACE_INLINE Four join_low(Four a, Four b) { return _mm_movelh_ps(a, b); }
WORDSPACE_INLINE Four join_high(Four a, Four b) { return _mm_movehl_ps(b, a); }
WORDSPACE_INLINE Four splat_four(float a) { return _mm_set1_ps(a); }
#if defined(__FMA__)
WORDSPACE_INLINE Four mul_add_four(Four a, Four b, Four c) { return _mm_fmadd_ps(a, b, c); }
#else
WORDSPACE_INLINE Four mul_add_four(Four a, Four b, Four c) { return mul_add(a, b, c); }
#endif
WORDSPACE_INLINE void store_low_two(float* p, Four a) {
  _mm_storel_pi(reinterpret_cast<__m64*>(p), a);
}
WORDSPACE_INLINE void store_high_two(float* p, Four a) {
  _mm_storeh_pi(reinterpret_cast<__m64*>(p), a);
}

#else  // __wasm_simd128__

using Four = v128_t;
WORDSPACE_INLINE Four load_four(const float* p) { return wasm_v128_load(p); }
WORDSPACE_INLINE void store_four(float* p, Four a) { wasm_v128_store(p, a); }
WORDSPACE_INLINE Four interleave_low(Four a, Four b) {
  return wasm_i32x4_shuffle(a, b, 0, 4, 1, 5);
}
WORDSPACE_INLINE Four interleave_high(Four a, Four b) {
  return wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
}
WORDSPACE_INLINE Four join_low(Four a, Four b) { return wasm_i32x4_shuffle(a, b, 0, 1, 4, 5); }
WORDSPACE_INLINE Four join_high(Four a, Four b) { return wasm_i32x4_shuffle(a, b, 2, 3, 6, 7); }
WORDSPACE_INLINE Four splat_four(float a) { return splat(a); }
WORDSPACE_INLINE Four mul_add_four(Four a, Four b, Four c) { return mul_add(a, b, c); }
WORDSPACE_INLINE void store_low_two(float* p, Four a) { wasm_v128_store64_lane(p, a, 0); }
WORDSPACE_INLINE void store_high_two(float* p, Four a) { wasm_v128_store64_lane(p, a, 1); }

#endif

// Rows a, b, c, d become columns.
WORDSPACE_INLINE void transpose(Four& a, Four& b, Four& c, Four& d) {
  const Four ab_low = interleave_low(a, b), ab_high = interleave_high(a, b);
  const Four cd_low = interleave_low(c, d), cd_high = interleave_high(c, d);
  a = join_low(ab_low, cd_low);
  b = join_high(ab_low, cd_low);
  c = join_low(ab_high, cd_high);
  d = join_high(ab_high, cd_high);
}

// A number known when compiling, in every lane.
#if defined(__wasm_simd128__)
// Read from memory: V8 builds a vector constant from two integers again at every use. The empty asm
// keeps LLVM from knowing what it reads.
template <float kValue>
inline constexpr float kInMemory = kValue;
template <float kValue>
WORDSPACE_INLINE Float constant() {
  const float* at = &kInMemory<kValue>;
  asm("" : "+r"(at));
  return wasm_v128_load32_splat(at);
}
WORDSPACE_INLINE Float absolute(Float a) { return wasm_f32x4_abs(a); }
WORDSPACE_INLINE Float negative(Float a) { return wasm_f32x4_neg(a); }
#else
template <float kValue>
WORDSPACE_INLINE Float constant() {
  return splat(kValue);
}
WORDSPACE_INLINE Float absolute(Float a) { return bit_and(a, as_float(splat_int(0x7fffffff))); }
WORDSPACE_INLINE Float negative(Float a) { return bit_xor(a, splat(-0.0f)); }
#endif

// a - b * c, rounded once or twice as mul_add is.
WORDSPACE_INLINE Float sub_mul(Float a, Float b, Float c) { return mul_add(negative(b), c, a); }

WORDSPACE_INLINE float sum(Float a) {
  float sums[4];
  store_sums(sums, a, a, a, a);
  return sums[0];
}

WORDSPACE_INLINE float lane0(Float a) {
  float lane;
  store_first(&lane, 1, a);
  return lane;
}

inline constexpr float kLaneNumbers[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
// Ones in the first n lanes.
WORDSPACE_INLINE Float lanes_below(int n) {
  return less(load(kLaneNumbers), splat(static_cast<float>(n)));
}

// exp(x) for x in [-87, 88], clamped outside; within 2 units in the last place.
//   Range reduction to |r| <= ln2 / 2 and the polynomial of Cephes' expf (S. L. Moshier).
WORDSPACE_INLINE Float exp(Float x) {
  x = min(max(x, constant<-87.0f>()), constant<88.0f>());
  const Float shifter = constant<12582912.0f>();  // 1.5 * 2^23: adding it rounds to a whole number
  const Float shifted = mul_add(x, constant<1.44269504088896341f>(), shifter);
  const Float n = sub(shifted, shifter);
  Float r = mul_add(n, constant<-0.693359375f>(), x);
  r = mul_add(n, constant<2.12194440e-4f>(), r);
  Float p = constant<1.9875691500e-4f>();
  p = mul_add(p, r, constant<1.3981999507e-3f>());
  p = mul_add(p, r, constant<8.3334519073e-3f>());
  p = mul_add(p, r, constant<4.1665795894e-2f>());
  p = mul_add(p, r, constant<1.6666665459e-1f>());
  p = mul_add(p, r, constant<5.0000001201e-1f>());
  p = add(mul_add(p, mul(r, r), r), constant<1.0f>());
  const Int scale = shift_left<23>(sub_int(as_int(shifted), as_int(shifter)));
  return as_float(add_int(as_int(p), scale));
}

// log(x) for normal x > 0; within 2 units in the last place (absolutely 1e-7 near 1).
//   The polynomial of Cephes' logf (S. L. Moshier).
WORDSPACE_INLINE Float log(Float x) {
  // x = m * 2^e with m in [sqrt(1/2), sqrt(2))
  const Int bits = sub_int(as_int(x), splat_int(0x3f3504f3));
  const Float e = float_from_int(shift_right<23>(bits));
  const Float m = as_float(add_int(as_int(bit_and(as_float(bits), as_float(splat_int(0x007fffff)))),
                                   splat_int(0x3f3504f3)));
  const Float f = sub(m, constant<1.0f>());
  const Float f2 = mul(f, f);
  Float p = constant<7.0376836292e-2f>();
  p = mul_add(p, f, constant<-1.1514610310e-1f>());
  p = mul_add(p, f, constant<1.1676998740e-1f>());
  p = mul_add(p, f, constant<-1.2420140846e-1f>());
  p = mul_add(p, f, constant<1.4249322787e-1f>());
  p = mul_add(p, f, constant<-1.6668057665e-1f>());
  p = mul_add(p, f, constant<2.0000714765e-1f>());
  p = mul_add(p, f, constant<-2.4999993993e-1f>());
  p = mul_add(p, f, constant<3.3333331174e-1f>());
  Float y = mul(mul(p, f2), f);
  y = mul_add(e, constant<-2.12194440e-4f>(), y);
  y = mul_add(f2, constant<-0.5f>(), y);
  return mul_add(e, constant<0.693359375f>(), add(f, y));
}

}  // namespace wordspace::kernels::WORDSPACE_KERNEL_SET
