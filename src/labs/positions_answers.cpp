// Tables of position vectors out of models.
// No drawing here.
#include "labs/positions_answers.h"

#include <algorithm>
#include <cmath>

#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_weights.h"

namespace wordspace {
namespace {

constexpr std::uint64_t kNullSeed = 1;

std::vector<float> first_rows(std::span<const float> table, int positions, int width) {
  const auto kept = static_cast<std::size_t>(std::min(positions, kMostPositions)) *
                    static_cast<std::size_t>(width);
  return {table.begin(), table.begin() + static_cast<std::ptrdiff_t>(kept)};
}

}  // namespace

PositionAnswer answer_positions(std::vector<float> values, int positions, int width) {
  PositionAnswer answer;
  answer.values = std::move(values);
  answer.positions = positions;
  answer.width = width;
  answer.similarity = position_similarity(answer.table());
  answer.score = structure_score(answer.similarity, positions);
  answer.null =
      shuffled_null(answer.similarity, positions, answer.score, kPositionShuffles, kNullSeed);
  answer.by_distance = similarity_by_distance(answer.similarity, positions);
  answer.profiles = dimension_profiles(answer.table());
  return answer;
}

std::vector<float> position_rows(const Transformer& model) {
  const TransformerConfig& config = model.config();
  if (config.positions != Positions::kLearned) return {};
  const TransformerLayout layout(config);
  const auto size =
      static_cast<std::size_t>(config.context) * static_cast<std::size_t>(config.width);
  return first_rows(model.flat_parameters().subspan(layout.position_embedding, size),
                    config.context, config.width);
}

PositionAnswer learned_positions(const Transformer& model) {
  std::vector<float> rows = position_rows(model);
  if (rows.empty()) return {};
  const TransformerConfig& config = model.config();
  const int positions = std::min(config.context, kMostPositions);
  PositionAnswer answer = answer_positions(std::move(rows), positions, config.width);
  answer.left_out = config.context - positions;
  return answer;
}

PositionAnswer sinusoidal_positions(int positions, int width) {
  positions = std::min(positions, kMostPositions);
  const auto wide = static_cast<std::size_t>(width);
  std::vector<float> values(static_cast<std::size_t>(positions) * wide);
  for (int p = 0; p < positions; ++p) {
    sinusoidal_position(p, width,
                        std::span(values).subspan(static_cast<std::size_t>(p) * wide, wide));
  }
  return answer_positions(std::move(values), positions, width);
}

std::vector<float> untrained_positions(const TransformerConfig& config, std::uint64_t seed) {
  if (config.positions != Positions::kLearned) return {};
  Transformer model(config, nullptr);
  model.reset(seed);
  return position_rows(model);
}

int unused_positions(const PositionAnswer& answer, double init_deviation) {
  const double usual = init_deviation * std::sqrt(static_cast<double>(answer.width));
  int unused = 0;
  for (int p = answer.positions - 1; p >= 0; --p, ++unused) {
    double squares = 0;
    for (const float v : answer.table().row(p)) {
      squares += static_cast<double>(v) * static_cast<double>(v);
    }
    if (std::sqrt(squares) > 1.25 * usual) break;
  }
  return unused == answer.positions ? 0 : unused;
}

}  // namespace wordspace
