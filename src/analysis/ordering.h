// An order of words in which like stands beside like: for the rows and columns of a picture.
// Not a clustering: nobody is told where a group ends.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace wordspace {

// Joins the two likest groups again and again (by the mean cosine between them) and reads the tree
// from left to right, each branch turned so that its likest ends meet.
//   cosines [n, n] packed, symmetric. Returns a permutation of 0 .. n-1. About n^3 steps: for up to
//   a hundred or so.
std::vector<std::size_t> order_by_likeness(std::span<const float> cosines, std::size_t n);

}  // namespace wordspace
