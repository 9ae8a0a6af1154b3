// The measured hot loops as a table of functions, one table for each instruction set.
// Not an owner of memory and not a model: plain pointers and sizes in, numbers out.
//
// m inputs, n outputs, d floats a row. Rows start on any address, are d floats rounded up to a
// multiple of kRowFloats long, and their padding is zero (it stays zero). Every function allocates
// nothing, may run on any thread, and reads and writes only what it is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace wordspace::kernels {

// Rows are padded to this many floats: one cache line, a multiple of every vector width.
inline constexpr int kRowFloats = 16;
inline constexpr int padded(int dim) { return (dim + kRowFloats - 1) / kRowFloats * kRowFloats; }

// Inputs against outputs under the logistic loss: the step of negative sampling (outputs: the true
// word and the negatives) and of hierarchical softmax (outputs: the nodes of the word's path).
// With e_ij = label_j - sigma(x_i . u_j), old x and u on the right:
//   u_j += rate * sum_i e_ij x_i     x_i += rate * sum_j e_ij u_j
// A row may stand twice among the inputs or the outputs: its updates add up.
struct LogisticGroup {
  float* const* inputs = nullptr;   // [m] rows, updated in place
  float* const* outputs = nullptr;  // [n] rows, updated in place; none of the inputs
  const float* labels = nullptr;    // [n], each 0 or 1
  int num_inputs = 0;               // m >= 1
  int num_outputs = 0;              // n >= 1
  int dim = 0;                      // d
  float rate = 0;
  float* scratch = nullptr;  // logistic_scratch_floats(m, n, d) floats
  // Rows of the group after this one, asked for early; may be empty.
  float* const* next = nullptr;
  int num_next = 0;
};

std::size_t logistic_scratch_floats(int max_inputs, int max_outputs, int dim);

// Inputs against all outputs under the softmax. Input i has the targets
// targets[target_begin[i] .. target_begin[i+1]); with p_i = softmax over w of (x_i . u_w) and
// e_iw = (how often w is a target of i) - (number of targets of i) * p_iw:
//   u_w += rate * sum_i e_iw x_i     gradients_i += rate * sum_w e_iw u_w
// gradients may be the input rows themselves (skip-gram) or rows of their own (CBOW).
struct SoftmaxGroup {
  const float* const* inputs = nullptr;        // [m] rows
  float* const* gradients = nullptr;           // [m] rows, added to
  const std::int32_t* target_begin = nullptr;  // [m + 1]
  const std::int32_t* targets = nullptr;
  int num_inputs = 0;            // 1 <= m <= kSoftmaxInputs
  float* outputs = nullptr;      // [V, stride]
  std::int32_t num_outputs = 0;  // V
  int stride = 0;
  int dim = 0;
  float rate = 0;
  float* scratch = nullptr;  // softmax_scratch_floats(V, d) floats
};

inline constexpr int kSoftmaxInputs = 8;
std::size_t softmax_scratch_floats(std::int32_t num_outputs, int dim);

// Cells of GloVe's weighted least squares, one after the other, each with its AdaGrad step. A row
// is `stride` parameters and then their `stride` sums of squares, so that both lie together:
//   a word's parameters     w_1 .. w_d, b, 1, zeros
//   a context's parameters  w~_1 .. w~_d, 1, b~, zeros
// so that one dot product is the prediction w . w~ + b + b~. The sums of squares start at what the
// model wants (> 0), and at infinity for the constant 1, which so never moves.
// With r = prediction - log X and g = 2 f r times the other row's parameter, limited to +-clip:
//   squares += (rate * g)^2     parameter -= rate * g / sqrt(squares)
// The square is added first, so no parameter moves by more than 1 in one step, whatever the rate.
//   Source: Pennington et al. 2014, and their glove.c, whose sums of squares hold the rate, too.
struct GloveCells {
  float* const* words = nullptr;     // [n] rows, updated in place
  float* const* contexts = nullptr;  // [n] rows, updated in place; none of the words
  const float* logs = nullptr;       // [n] log X
  const float* weights = nullptr;    // [n] f(X)
  float* losses = nullptr;           // [n] out: f r^2 before the step
  int num_cells = 0;
  int stride = 0;  // glove_stride(d)
  int dim = 0;     // d
  float rate = 0;
  float clip = 0;
};
inline constexpr int glove_stride(int dim) { return padded(dim + 2); }

struct Kernels {
  const char* name;  // "sse2", "avx2", "simd128", "relaxed"
  int lanes;         // floats a vector
  bool fused;        // multiply-adds are rounded once: bits differ from the unfused tables

  float (*dot)(const float* a, const float* b, int n);
  void (*axpy)(float alpha, const float* x, float* y, int n);  // y += alpha * x
  // out[r] = rows[r * stride .. + n] . x for each of num_rows rows.
  void (*scores)(const float* rows, std::int64_t num_rows, std::int64_t stride, const float* x,
                 int n, float* out);
  void (*exp)(const float* x, float* y, int n);  // y = e^x, x clamped to [-87, 88]
  void (*log)(const float* x, float* y, int n);  // y = ln x, x normal and positive

  // Each returns the loss before the update in nats, summed over all pairs; not finite when a score
  // is not.
  float (*logistic_group)(const LogisticGroup& group);
  // The same for one input x, the mean of the inputs (CBOW). As in word2vec.c and gensim each of
  // them gets the whole step of x, rate * sum_j e_j u_j: m times its own share of the gradient,
  // which alone learns too slowly at the usual rates.
  float (*logistic_mean_group)(const LogisticGroup& group);
  float (*softmax_group)(const SoftmaxGroup& group);
  void (*glove_cells)(const GloveCells& cells);
};

// The tables that this build has and this processor can run, the portable one first.
std::span<const Kernels* const> available_kernels();
// Four lanes, every operation rounded: SSE2 and WebAssembly SIMD give the same bits.
const Kernels& portable_kernels();
// The fastest of the available.
const Kernels& best_kernels();

}  // namespace wordspace::kernels
