// The matrix product, written once over simd.h and compiled once for each instruction set.
// Not a library of linear algebra: one product, any strides, one thread.
//
// After K. Goto and R. van de Geijn 2008, "Anatomy of high-performance matrix multiplication": B is
// packed into panels of kPanel columns, A into panels of kTileRows rows, both with k outermost, and
// a tile of C is summed in registers while one panel of each passes by. Every element of C is
//   base + alpha * (a_0 b_0 + a_1 b_1 + ...) for each block of kBlockK, in this order,
// whatever the tile it falls into: rows and columns may be split anywhere.
#include "math/kernels/simd.h"
#include "math/kernels/tensor_bodies.h"

namespace wordspace::kernels::WORDSPACE_KERNEL_SET {
namespace {

// Registers: 32 for AVX-512 (28 sums, 2 of B, A straight from memory), 16 for the rest. Without
// fused multiply-adds the product needs one more; V8 keeps one for itself.
constexpr int kTileRows = kLanes == 16 ? 14 : (kFused ? 6 : 4);
constexpr int kTileVectors = 2;
constexpr int kPanel = kTileVectors * kLanes;  // columns

WORDSPACE_INLINE int smaller(int a, int b) { return a < b ? a : b; }

// --- packing
// --------------------------------------------------------------------------------------------------

// to[p * width + l] = from[l + p * k_step] for l < kWidth: lanes stand side by side.
template <int kWidth>
WORDSPACE_INLINE void copy_lanes(const float* from, std::int64_t k_step, int k, float* to) {
  for (int p = 0; p < k; ++p) {
    __builtin_memcpy(to, from, kWidth * sizeof(float));
    from += k_step;
    to += kWidth;
  }
}

// to[p * width + l] = from[l * lane_step + p] for l < 4: k runs side by side.
WORDSPACE_INLINE void transpose_four(const float* from, std::int64_t lane_step, int k, float* to,
                                     int width) {
  const float *r0 = from, *r1 = r0 + lane_step, *r2 = r1 + lane_step, *r3 = r2 + lane_step;
  int p = 0;
  for (; p + 4 <= k; p += 4) {
    Four a = load_four(r0 + p), b = load_four(r1 + p);
    Four c = load_four(r2 + p), d = load_four(r3 + p);
    transpose(a, b, c, d);
    store_four(to, a);
    store_four(to + width, b);
    store_four(to + 2 * width, c);
    store_four(to + 3 * width, d);
    to += 4 * width;
  }
  for (; p < k; ++p) {
    to[0] = r0[p];
    to[1] = r1[p];
    to[2] = r2[p];
    to[3] = r3[p];
    to += width;
  }
}

WORDSPACE_INLINE void transpose_two(const float* from, std::int64_t lane_step, int k, float* to,
                                    int width) {
  const float *r0 = from, *r1 = r0 + lane_step;
  int p = 0;
  for (; p + 4 <= k; p += 4) {
    const Four a = load_four(r0 + p), b = load_four(r1 + p);
    const Four low = interleave_low(a, b), high = interleave_high(a, b);
    store_low_two(to, low);
    store_high_two(to + width, low);
    store_low_two(to + 2 * width, high);
    store_high_two(to + 3 * width, high);
    to += 4 * width;
  }
  for (; p < k; ++p) {
    to[0] = r0[p];
    to[1] = r1[p];
    to += width;
  }
}

// to[p * width + l] = from[l * lane_step + p * k_step] for l < lanes and p < k, zero for the lanes
// up to width.
void pack_panel(const float* from, std::int64_t lane_step, std::int64_t k_step, int lanes,
                int width, int k, float* to) {
  if (lane_step == 1 && lanes == width) {
    if (width == kPanel) return copy_lanes<kPanel>(from, k_step, k, to);
    if (width == kTileRows) return copy_lanes<kTileRows>(from, k_step, k, to);
  }
  int l = 0;
  if (k_step == 1) {
    for (; l + 4 <= lanes; l += 4)
      transpose_four(from + l * lane_step, lane_step, k, to + l, width);
    if (l + 2 <= lanes) {
      transpose_two(from + l * lane_step, lane_step, k, to + l, width);
      l += 2;
    }
  }
  if (l == width) return;
  for (int p = 0; p < k; ++p) {
    const float* at = from + p * k_step;
    for (int q = l; q < lanes; ++q) to[q] = at[q * lane_step];
    for (int q = lanes; q < width; ++q) to[q] = 0.0f;
    to += width;
  }
}

// --- a tile of C
// ----------------------------------------------------------------------------------------------

// One block of k: where it stands, and what the sums are added to.
struct Block {
  float* c = nullptr;
  std::int64_t c_row = 0;
  const float* bias = nullptr;  // with the columns of c
  bool add_to_c = false;
  float alpha = 1;
  int k = 0;

  WORDSPACE_INLINE Block at(int row, int column) const {
    Block moved = *this;
    moved.c += row * c_row + column;
    if (bias != nullptr) moved.bias += column;
    return moved;
  }
};

// C [kRows, columns] for columns <= kVectors * kLanes.
//   a[p * kRows + i], b[p * b_step + j]
template <int kRows, int kVectors>
WORDSPACE_INLINE void multiply_tile(const float* a, const float* b, std::int64_t b_step,
                                    int columns, const Block& block) {
  Float sums[kRows][kVectors];
  for (int i = 0; i < kRows; ++i) {
    for (int j = 0; j < kVectors; ++j) sums[i][j] = zero();
  }
  // Not unrolled: LLVM would then keep two steps' loads alive, and V8 would run out of registers.
  const float* const end = a + block.k * kRows;
  do {
    Float bp[kVectors];
    for (int j = 0; j < kVectors; ++j) bp[j] = load(b + j * kLanes);
    for (int i = 0; i < kRows; ++i) {
      const Float ai = splat(a[i]);
      for (int j = 0; j < kVectors; ++j) sums[i][j] = mul_add(ai, bp[j], sums[i][j]);
    }
    a += kRows;
    b += b_step;
  } while (a != end);
  const Float alpha = splat(block.alpha);
  for (int j = 0; j < kVectors; ++j) {
    const int lanes = smaller(columns - j * kLanes, kLanes);
    if (lanes <= 0) return;
    float* c = block.c + j * kLanes;
    if (lanes == kLanes) {
      const Float bias = block.bias == nullptr ? zero() : load(block.bias + j * kLanes);
      for (int i = 0; i < kRows; ++i) {
        store(c, mul_add(alpha, sums[i][j], block.add_to_c ? load(c) : bias));
        c += block.c_row;
      }
    } else {
      const Float bias =
          block.bias == nullptr ? zero() : load_first(block.bias + j * kLanes, lanes);
      for (int i = 0; i < kRows; ++i) {
        const Float base = block.add_to_c ? load_first(c, lanes) : bias;
        store_first(c, lanes, mul_add(alpha, sums[i][j], base));
        c += block.c_row;
      }
    }
  }
}

// A tile of fewer rows than kRows: the same, each number of rows with code of its own.
template <int kRows, int kVectors>
void multiply_rows(int rows, const float* a, const float* b, std::int64_t b_step, int columns,
                   const Block& block) {
  if constexpr (kRows > 1) {
    if (rows < kRows) {
      return multiply_rows<kRows - 1, kVectors>(rows, a, b, b_step, columns, block);
    }
  }
  multiply_tile<kRows, kVectors>(a, b, b_step, columns, block);
}

// --- the product
// ----------------------------------------------------------------------------------------------

// C [rows, columns <= kPanel] from packed rows of A, tile by tile, and columns of B.
void multiply_panel(const float* a, int rows, const float* b, std::int64_t b_step, int columns,
                    const Block& block) {
  for (int i = 0; i < rows; i += kTileRows) {
    const int height = smaller(rows - i, kTileRows);
    const float* tile = a + static_cast<std::ptrdiff_t>(i) * block.k;
    const Block at = block.at(i, 0);
    if (columns > kLanes) {
      multiply_rows<kTileRows, kTileVectors>(height, tile, b, b_step, columns, at);
    } else {
      multiply_rows<kTileRows, 1>(height, tile, b, b_step, columns, at);
    }
  }
}

// Whole strips of few rows (one to kTileRows) against B as it stands, b_col = 1: nothing of B is
// read twice, so that packing it would not pay. Returns how many columns it has done.
int multiply_few_rows(const float* a, int rows, const float* b, std::int64_t b_step, int columns,
                      const Block& block) {
  int j = 0;
  if (rows == 1) {  // eight sums hide the latency of one
    constexpr int kStrip = 8 * kLanes;
    for (; j + kStrip <= columns; j += kStrip) {
      multiply_tile<1, 8>(a, b + j, b_step, kStrip, block.at(0, j));
    }
  }
  for (; j + kPanel <= columns; j += kPanel) {
    multiply_rows<kTileRows, kTileVectors>(rows, a, b + j, b_step, kPanel, block.at(0, j));
  }
  return j;
}

// One row against columns of B that are contiguous in k, b_row = 1: transposed in registers, four
// columns by four steps, and summed in the same order as everywhere. Returns how many columns it
// has done.
int multiply_one_row_transposed(const float* a, const float* b, std::int64_t b_col, int columns,
                                const Block& block) {
  constexpr int kGroups = 4;  // sums that hide the latency of one
  int j = 0;
  for (; j + 4 * kGroups <= columns; j += 4 * kGroups) {
    Four sums[kGroups];
    for (int g = 0; g < kGroups; ++g) sums[g] = splat_four(0.0f);
    const float* column = b + j * b_col;
    int p = 0;
    for (; p + 4 <= block.k; p += 4) {
      for (int g = 0; g < kGroups; ++g) {
        const float* at = column + 4 * g * b_col + p;
        Four b0 = load_four(at), b1 = load_four(at + b_col);
        Four b2 = load_four(at + 2 * b_col), b3 = load_four(at + 3 * b_col);
        transpose(b0, b1, b2, b3);
        sums[g] = mul_add_four(splat_four(a[p]), b0, sums[g]);
        sums[g] = mul_add_four(splat_four(a[p + 1]), b1, sums[g]);
        sums[g] = mul_add_four(splat_four(a[p + 2]), b2, sums[g]);
        sums[g] = mul_add_four(splat_four(a[p + 3]), b3, sums[g]);
      }
    }
    for (; p < block.k; ++p) {
      for (int g = 0; g < kGroups; ++g) {
        const float* at = column + 4 * g * b_col + p;
        const float step[4] = {at[0], at[b_col], at[2 * b_col], at[3 * b_col]};
        sums[g] = mul_add_four(splat_four(a[p]), load_four(step), sums[g]);
      }
    }
    const Block here = block.at(0, j);
    for (int g = 0; g < kGroups; ++g) {
      const float* base = here.add_to_c ? here.c : here.bias;
      const Four from = base == nullptr ? splat_four(0.0f) : load_four(base + 4 * g);
      store_four(here.c + 4 * g, mul_add_four(splat_four(here.alpha), sums[g], from));
    }
  }
  return j;
}

// An empty sum.
void write_base(const MatrixProduct& product) {
  if (product.accumulate) return;
  for (int i = 0; i < product.m; ++i) {
    float* c = product.c + i * product.c_row;
    for (int j = 0; j < product.n; ++j) c[j] = product.bias == nullptr ? 0.0f : product.bias[j];
  }
}

}  // namespace

void matrix_product(const MatrixProduct& product) {
  const int m = product.m, n = product.n, k = product.k;
  if (m <= 0 || n <= 0) return;
  if (k <= 0) return write_base(product);
  float* packed_a = product.scratch;
  float* packed_b = product.scratch + kPackedA + kPackedGap;
  for (int p = 0; p < k; p += kBlockK) {
    Block block;
    block.c = product.c;
    block.c_row = product.c_row;
    block.add_to_c = product.accumulate || p > 0;
    block.bias = block.add_to_c ? nullptr : product.bias;
    block.alpha = product.alpha;
    block.k = smaller(k - p, kBlockK);
    const int max_columns = kPackedB / block.k / kPanel * kPanel;
    const int max_rows = kPackedA / block.k / kTileRows * kTileRows;
    const float* a = product.a + p * product.a_col;
    const float* b = product.b + p * product.b_row;
    for (int j = 0; j < n; j += max_columns) {
      const int columns = smaller(n - j, max_columns);
      const float* b_here = b + j * product.b_col;
      for (int i = 0; i < m; i += max_rows) {
        const int rows = smaller(m - i, max_rows);
        for (int q = 0; q < rows; q += kTileRows) {
          const int height = smaller(rows - q, kTileRows);
          pack_panel(a + (i + q) * product.a_row, product.a_row, product.a_col, height, height,
                     block.k, packed_a + static_cast<std::ptrdiff_t>(q) * block.k);
        }
        int done = 0;  // columns that need no packing
        if (m <= kTileRows && product.b_col == 1) {
          done = multiply_few_rows(packed_a, m, b_here, product.b_row, columns, block.at(0, j));
        } else if (m == 1 && product.b_row == 1) {
          done =
              multiply_one_row_transposed(packed_a, b_here, product.b_col, columns, block.at(0, j));
        }
        for (int q = done; q < columns; q += kPanel) {
          const int width = smaller(columns - q, kPanel);
          float* panel = packed_b + static_cast<std::ptrdiff_t>(q - done) * block.k;
          if (i == 0) {  // packed just before its first use, which finds it in the first cache
            pack_panel(b_here + q * product.b_col, product.b_col, product.b_row, width, kPanel,
                       block.k, panel);
          }
          multiply_panel(packed_a, rows, panel, kPanel, width, block.at(i, j + q));
        }
      }
    }
  }
}

}  // namespace wordspace::kernels::WORDSPACE_KERNEL_SET
