// A run's word vectors at moments of its past: small, so that every run keeps them.
// Not checkpoints: nothing can be trained on from here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace wordspace {

struct EmbeddingView;
class Vocabulary;

inline constexpr std::int64_t kHistoryWords = 1000;  // the most frequent ones
inline constexpr std::size_t kHistoryMoments = 24;   // evenly over the run

struct EmbeddingMoment {
  std::int64_t units = 0;      // where in the run
  double loss = 0;             // of the curve there, nats; 0 before the first point
  std::vector<float> vectors;  // [words, dim] packed
};

// Immutable; a new one is published with every moment, sharing the older moments.
struct EmbeddingHistory {
  std::shared_ptr<const Vocabulary> vocabulary;
  std::int64_t words = 0;  // the first so many of the vocabulary
  int dim = 0;
  std::vector<std::shared_ptr<const EmbeddingMoment>> moments;  // the first is before any training
  std::int64_t bytes() const { return static_cast<std::int64_t>(moments.size()) * words * dim * 4; }
};

// The trainer's side: moments at fixed places of the run, a 23rd of its length apart, so that with
// the first and the last there are kHistoryMoments, and the same ones whatever the clock does.
class HistoryKeeper {
 public:
  void begin(std::int64_t units_total);      // of a new run; forgets all
  std::int64_t due() const { return due_; }  // where the next one is to be taken
  void take(const EmbeddingView& view, std::int64_t units, double loss);
  void cut(std::int64_t units);  // forgets what lies beyond
  // Goes on with the moments of the same run kept elsewhere, those up to `units`; view: of the
  // learner as it is there. False, and nothing changed, when they are of other vectors.
  bool resume(const EmbeddingHistory& kept, const EmbeddingView& view, std::int64_t units);
  const std::shared_ptr<const EmbeddingHistory>& history() const { return history_; }

 private:
  std::shared_ptr<const EmbeddingHistory> history_;
  std::int64_t gap_ = 1, due_ = 0;
};

}  // namespace wordspace
