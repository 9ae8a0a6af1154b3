// The hot loop of Word2Vec: a few input vectors against a few output vectors, logistic loss.
// Plain pointers and sizes; the version for this machine is chosen once (kernels.h).
//
// m inputs, n outputs, d floats a row. Rows are `stride` floats apart, stride a multiple of 16, rows
// 64-byte aligned, padding zero; all loops run over the padded stride.
#pragma once

#include <cstdint>

namespace wordspace::kernels {

// Scratch of one thread, allocated once.
struct PairsScratch;

// For every input i and output j: s = sigma(x_i . u_j), g = (label_j - s) * rate * weight_j;
//   grad_x_i += g * u_j (old u),  u_j += g * x_i (old x), rows of `outputs` updated in place.
// Returns the sum over i, j of weight_j * -log sigma(+-x_i . u_j), in nats.
//   inputs   [m] pointers to rows, read only
//   grad_x   [m, stride] out, overwritten: what the caller adds to its inputs
//   outputs  [n] pointers to rows; a row may appear twice (its updates then add up)
//   labels, weights [n]
using LogisticPairsFunction = float (*)(const float* const* inputs, int m, float* const* outputs,
                                        const float* labels, const float* weights, int n, int stride,
                                        float rate, float* grad_x);

}  // namespace wordspace::kernels
