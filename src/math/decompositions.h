// Decompositions of square matrices of doubles, compiled once: Eigen's are dear to compile.
// Not for hot loops (math/kernels).
#pragma once

#include <span>

namespace wordspace {

// Eigenvalues, rising, and unit eigenvectors of a symmetric matrix.
//   matrix [n, n], of which the lower half is read; values [n]; vectors [n, n], row k belongs to
//   values[k]; sizes fit (ENSURE). About 10 n^3 operations. Any thread.
void symmetric_eigen(std::span<const double> matrix, int n, std::span<double> values,
                     std::span<double> vectors);

// The orthogonal matrix nearest to a matrix: U V' of its singular value decomposition U S V'. Where
// singular values are 0 it is one of several that are as near.
//   matrix, out [n, n] row-major; sizes fit (ENSURE). About 30 n^3 operations. Any thread.
//   Source: Schoenemann 1966; Demmel and Veselic 1992 on one-sided Jacobi rotations.
void nearest_orthogonal(std::span<const double> matrix, int n, std::span<double> out);

}  // namespace wordspace
