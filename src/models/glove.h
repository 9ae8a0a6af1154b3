// GloVe: word vectors whose products fit the logarithms of co-occurrence counts.
// Not the counting (text/cooccurrence.h) and not a trainer: train/ drives it.
//
// J = sum over X_ij > 0 of f(X_ij) (w_i . w~_j + b_i + b~_j - log X_ij)^2,
// f(x) = (x / x_max)^alpha below x_max, else 1. Each pass goes through all non-zero cells in an
// order that the seed shuffles; each cell is one AdaGrad step on w_i, w~_j, b_i and b~_j.
//   Source: Pennington, Socher and Manning 2014, "GloVe: Global Vectors for Word Representation".
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/result.h"
#include "models/glove_config.h"
#include "models/parameters.h"
#include "text/token_id.h"

namespace wordspace {

class Cooccurrence;
struct GloveStep;
class WorkerPool;

// f(x).
double glove_weight(double x, double x_max, double alpha);
// What x_max = 0 stands for: the count that 95 of 100 cells do not exceed, but from 1 to 100. With
// the paper's 100, made for billions of words, nearly every cell of a text of a few million words
// would weigh next to nothing; above it counts are sure enough anyway (a made-up world repeats
// itself thousands of times).
double automatic_x_max(const Cooccurrence& counts);

// What a stretch of training did.
struct GloveProgress {
  std::int64_t cells = 0;
  double loss_sum = 0;  // sum of f residual^2, each before its own update
  bool finite = true;
};

class Glove {
 public:
  // vocabulary and counts outlive the model through their pointers, pool by its owner. With several
  // threads they share the weights without locks (Hogwild); with one the result is a function of
  // config and counts.
  //
  // Never a number that is not finite: gradients are limited to +-kGradientLimit, and because
  // AdaGrad adds a step's square before it divides, no parameter moves by more than 1 in one step:
  // after t steps a product of two rows is at most (d + 2) t^2.
  Glove(const GloveConfig& config, std::shared_ptr<const Cooccurrence> counts, WorkerPool* pool);
  ~Glove();
  static constexpr float kGradientLimit = 100;

  // Weights uniform in +-0.5/d, biases too, sums of squares 1, place at the start.
  void reset(std::uint64_t seed);
  // Trains on num_cells further cells (a few more with several threads), at most to the end.
  // Allocates nothing after the first call.
  GloveProgress train(std::int64_t num_cells);
  // The next cell, recorded.
  GloveProgress train_one(GloveStep& step);

  std::int64_t cells_done() const;
  std::int64_t cells_total() const;  // epochs * non-zero cells
  bool done() const { return cells_done() >= cells_total(); }

  // Mean of f (log X)^2: what a model that knows nothing, all zeros, loses a cell.
  double baseline_loss() const;
  // The same for the best single number in place of every prediction.
  double constant_loss() const;

  const GloveConfig& config() const;
  const Cooccurrence& counts() const;
  double x_max() const;  // as used, never 0
  int dim() const;
  std::span<const float> word(TokenId i) const;     // w_i, d floats
  std::span<const float> context(TokenId j) const;  // w~_j
  float word_bias(TokenId i) const;
  float context_bias(TokenId j) const;
  // w_i . w~_j + b_i + b~_j in double.
  double predict(TokenId i, TokenId j) const;
  // w + w~ of every word, [V, d] packed: what users look at.
  void write_vectors(std::span<float> out) const;

  // "word" and "context", [V, 2, d + 2]: a row of parameters (w, b, 1; w~, 1, b~) and a row of
  // AdaGrad's sums of squares; of these, d + 1 numbers a word are learned.
  void visit_parameters(const ParameterVisitor& visit);
  std::vector<std::uint8_t> save_state() const;
  // Errors: checkpoint.bad_state when it does not fit this config and counts.
  Status load_state(std::span<const std::uint8_t> bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wordspace
