// A shuffled order of n things that needs no memory: the k-th thing is computed from k and a seed.
// Not a generator of random numbers (core/rng.h), and not for secrets.
#pragma once

#include <array>
#include <cstdint>

#include "core/ensure.h"
#include "core/rng.h"

namespace wordspace {

// A permutation of 0 .. n - 1, n < 2^40: four rounds of a Feistel network on two numbers, the left
// one below `rows_` and the right one below `columns_`, repeated while the result is not below n
// (rows_ * columns_ is hardly larger).
//   Source: Black and Rogaway 2002, "Ciphers with Arbitrary Finite Domains".
class CellOrder {
 public:
  CellOrder() = default;
  CellOrder(std::uint64_t n, std::uint64_t seed, std::uint64_t pass) : n_(n) {
    ENSURE(n < (std::uint64_t{1} << 40));
    constexpr std::uint64_t kOrderStream = 0x63656c6c73;
    Rng rng(seed, kOrderStream + pass);
    for (std::uint64_t& key : keys_) key = rng.next();
    while (static_cast<std::uint64_t>(rows_) * rows_ < n) rows_ = grown(rows_);
    while (rows_ > 1 && static_cast<std::uint64_t>(rows_ - 1) * (rows_ - 1) >= n) --rows_;
    columns_ = static_cast<std::uint32_t>((n + rows_ - 1) / rows_);
    if (columns_ == 0) columns_ = 1;
  }

  std::uint64_t size() const { return n_; }
  // k < size()
  std::uint64_t at(std::uint64_t k) const {
    do {
      auto left = static_cast<std::uint32_t>(k / columns_);
      auto right = static_cast<std::uint32_t>(k % columns_);
      for (std::size_t round = 0; round < keys_.size(); round += 2) {
        left = moved(left, hash(right, keys_[round]), rows_);
        right = moved(right, hash(left, keys_[round + 1]), columns_);
      }
      k = static_cast<std::uint64_t>(left) * columns_ + right;
    } while (k >= n_);
    return k;
  }

 private:
  static std::uint32_t grown(std::uint32_t rows) { return rows + rows / 64 + 1; }
  static std::uint64_t hash(std::uint32_t x, std::uint64_t key) {
    std::uint64_t z = (x + key) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 29)) * 0x94d049bb133111ebu;
    return z >> 32;
  }
  // (x + a number below `bound` that bits decide) modulo bound.
  static std::uint32_t moved(std::uint32_t x, std::uint64_t bits, std::uint32_t bound) {
    const std::uint64_t sum = x + ((bits * bound) >> 32);
    return static_cast<std::uint32_t>(sum < bound ? sum : sum - bound);
  }

  std::uint64_t n_ = 0;
  std::uint32_t rows_ = 1, columns_ = 1;
  std::array<std::uint64_t, 4> keys_ = {};
};

}  // namespace wordspace
