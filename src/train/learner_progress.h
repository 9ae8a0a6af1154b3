// What a learner reports as it goes.
// Not the learner (train/learner.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace wordspace {

// A number besides the loss that a learner reports as it goes: sum over count.
struct LearnerMetric {
  double sum = 0;
  std::int64_t count = 0;
};
inline constexpr std::size_t kMaxMetrics = 4;

struct LearnerProgress {
  std::int64_t units = 0;       // words (Word2Vec), cells (GloVe), tokens (GPT, BERT)
  std::int64_t loss_count = 0;  // what the loss is a mean over
  double loss_sum = 0;          // nats; GloVe: weighted squared error of log counts
  bool finite = true;
  std::array<LearnerMetric, kMaxMetrics> metrics = {};  // in the order of metric_names()
};

}  // namespace wordspace
