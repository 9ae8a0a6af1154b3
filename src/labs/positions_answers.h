// What lab Positions asks of a model: its table of position vectors, the sinusoidal table of the
// same size, an untrained one, and their structure.
// No drawing here; the measures are analysis/positions.h.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/positions.h"

namespace wordspace {

class Transformer;
struct TransformerConfig;

// More positions than this are left out: pictures and shuffles stay quick.
inline constexpr int kMostPositions = 128;
inline constexpr int kPositionShuffles = 200;

// A table with everything that is said of it.
struct PositionAnswer {
  std::vector<float> values;  // [positions, width]
  int positions = 0, width = 0;
  int left_out = 0;                 // positions of the model that are not looked at
  std::vector<float> similarity;    // [positions, positions]
  double score = 0;                 // structure_score
  ShuffledNull null;                // of kPositionShuffles shuffles
  std::vector<double> by_distance;  // mean cosine
  std::vector<DimensionProfile> profiles;
  bool ok() const { return positions > 0; }
  PositionTable table() const { return {values, positions, width}; }
};
PositionAnswer answer_positions(std::vector<float> values, int positions, int width);

// The model's own learned table; empty for models without one.
PositionAnswer learned_positions(const Transformer& model);
PositionAnswer sinusoidal_positions(int positions, int width);
// The learned table of a model of these sizes as reset(seed) leaves it, before any training.
std::vector<float> untrained_positions(const TransformerConfig& config, std::uint64_t seed);
// The first kMostPositions rows of a model's learned table, [*, width]; empty without one.
std::vector<float> position_rows(const Transformer& model);
// Positions that the model's training never reached: at the end of the table, no longer than an
// untrained vector is on average (1.25 times that).
int unused_positions(const PositionAnswer& answer, double init_deviation);

}  // namespace wordspace
