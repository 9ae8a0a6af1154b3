// What a table of position vectors looks like from outside: cosines between positions, a structure
// score with its shuffled null, how fast each dimension turns.
// Not where tables come from (models/transformer.h), and no drawing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wordspace {

// One vector a row, [positions, width]; a view.
struct PositionTable {
  std::span<const float> values;
  int positions = 0, width = 0;
  std::span<const float> row(int position) const {
    return values.subspan(static_cast<std::size_t>(position) * static_cast<std::size_t>(width),
                          static_cast<std::size_t>(width));
  }
};

// Cosine of every position with every other, [positions, positions]; 0 with a zero vector.
std::vector<float> position_similarity(const PositionTable& table);

// Pearson correlation, over all pairs of different positions, between their cosine and their
// distance |i - j|: -1 when nearer always means more alike, 0 when distance says nothing. 0 for
// fewer than three positions or when all cosines are the same.
double structure_score(std::span<const float> similarity, int positions);

// The scores that remain when positions are shuffled: what chance gives.
struct ShuffledNull {
  std::vector<double> scores;  // one a shuffle
  double low = 0, high = 0;    // the range
  // Shuffles whose score is at least as far from 0 as the real one.
  int as_far = 0;
};
ShuffledNull shuffled_null(std::span<const float> similarity, int positions, double real_score,
                           int shuffles, std::uint64_t seed);
// One of those shuffles, [positions]; and a matrix with its rows and columns in that order.
std::vector<int> shuffled_positions(int positions, std::uint64_t seed);
std::vector<float> reordered(std::span<const float> similarity, int positions,
                             std::span<const int> order);

// Mean cosine of positions that are `distance` apart, for distances 1 .. positions - 1.
std::vector<double> similarity_by_distance(std::span<const float> similarity, int positions);

// One dimension over all positions.
struct DimensionProfile {
  double deviation = 0;   // over positions
  double wavelength = 0;  // positions a turn of its strongest wave; 0: it is flat
  double share = 0;       // of its variance that this wave explains, 0 .. 1
};
// By a Fourier transform of each column without its mean: waves of positions / 1, positions / 2,
// ... , about 2 positions; longer ones appear as the longest.
std::vector<DimensionProfile> dimension_profiles(const PositionTable& table);

// 2 pi 10000^(2 i / width) positions for the pair i = dimension / 2 of the sinusoidal table.
//   Source: Vaswani et al. 2017, section 3.5.
double sinusoid_wavelength(int dimension, int width);

}  // namespace wordspace
