// A point of a curve of losses, and a loss that a curve is compared with.
// Not the curve (train/loss_curve.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace wordspace {

struct LossPoint {
  std::int64_t units = 0;  // where in the run
  double loss = 0;         // mean nats over the stretch that ends there
};

// Of a curve that is published.
inline constexpr std::size_t kMaxLossPoints = 1000;

// A loss to compare with: key of its name on screen under "baseline.", and nats.
struct NamedLoss {
  std::string key;
  double nats = 0;
};

}  // namespace wordspace
