// Seeded random numbers that are the same on every platform and compiler.
// Not for secrets; not the standard library's distributions, whose results differ between
// libraries.
#pragma once

#include <array>
#include <cstdint>

namespace wordspace {

// xoshiro256** 1.0, seeded through SplitMix64. Copyable; its state is its whole future.
//   Source: Blackman and Vigna 2018, "Scrambled linear pseudorandom number generators".
class Rng {
 public:
  using State = std::array<std::uint64_t, 4>;

  explicit Rng(std::uint64_t seed = 1) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15u;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
      word = z ^ (z >> 31);
    }
  }

  // A stream of its own for one purpose: same seed, other stream, unrelated numbers.
  Rng(std::uint64_t seed, std::uint64_t stream) : Rng(seed * 0x9e3779b97f4a7c15u ^ (stream + 1)) {}

  std::uint64_t next() {
    const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate_left(state_[3], 45);
    return result;
  }

  // Uniform in [0, n), n in 1..2^32 (multiply-shift; bias below n / 2^32).
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>(((next() >> 32) * n) >> 32);
  }

  // Uniform in [0, 1), 24 random bits.
  float uniform() { return static_cast<float>(next() >> 40) * 0x1.0p-24f; }

  // Uniform in [0, 1), 53 random bits.
  double uniform_double() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  // Normal with mean 0 and deviation 1, by the polar method; draws a varying number of words.
  double normal();

  const State& state() const { return state_; }
  void set_state(const State& state) { state_ = state; }

 private:
  static std::uint64_t rotate_left(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

  State state_{};
};

}  // namespace wordspace
