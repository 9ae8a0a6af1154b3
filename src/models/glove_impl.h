// What the sources of GloVe share: weights, place, scratch of a thread.
// Not an interface: include models/glove.h.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "math/aligned_floats.h"
#include "math/kernels/kernels.h"
#include "models/cell_order.h"
#include "models/glove.h"
#include "text/cooccurrence.h"

namespace wordspace {

// Cells that are looked up together, so that the next ones come from memory while these train.
inline constexpr int kGloveBatch = 256;

// One thread's part of a pass: positions [next, end) of the order. On cache lines of its own.
struct alignas(64) GloveShare {
  std::int64_t next = 0, end = 0;

  // Scratch, [kGloveBatch] each.
  std::vector<std::uint64_t> cells;
  std::vector<TokenId> word, context;
  std::vector<float*> words, contexts;
  std::vector<float> counts, logs, weights, losses;

  // What the last call did.
  std::int64_t budget = 0;
  GloveProgress progress;
};

struct Glove::Impl {
  GloveConfig config;
  std::shared_ptr<const Cooccurrence> counts;
  WorkerPool* pool = nullptr;
  const kernels::Kernels* kernels = nullptr;
  std::int64_t num_words = 0, num_cells = 0;
  int stride = 0;
  double x_max = 0;
  double baseline_loss = 0, constant_loss = 0;
  AlignedFloats word, context;  // [V, 2, stride], see kernels.h

  CellOrder order;  // of this pass
  std::int64_t epoch = 0;
  std::vector<GloveShare> shares;
  std::function<void(int)> train_share;

  Impl(const GloveConfig& config, std::shared_ptr<const Cooccurrence> counts, WorkerPool* pool);

  // Parameters; their sums of squares follow after `stride` floats.
  float* word_row(TokenId w) { return word.data() + std::ptrdiff_t{2} * stride * w; }
  float* context_row(TokenId w) { return context.data() + std::ptrdiff_t{2} * stride * w; }
  const float* word_row(TokenId w) const { return word.data() + std::ptrdiff_t{2} * stride * w; }
  const float* context_row(TokenId w) const {
    return context.data() + std::ptrdiff_t{2} * stride * w;
  }

  void reset(std::uint64_t seed);
  void make_shares(std::size_t num_shares);
  void begin_epoch();
  void end_epoch_if_through();
  // log X and f(X) of counts[0 .. n), by the kernels.
  void weigh(const float* counts, int n, float* logs, float* weights) const;
  void measure_baselines();
  // Looks up the next n <= kGloveBatch cells of the share into its scratch.
  void take_cells(GloveShare& share, int n);
  void train_cells(GloveShare& share, int n);
};

}  // namespace wordspace
