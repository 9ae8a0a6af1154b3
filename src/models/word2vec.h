// Word2Vec: skip-gram and CBOW with negative sampling, hierarchical or full softmax.
// Not a trainer: it knows no files, threads' lifetimes, windows or JSON (train/ drives it).
//
// d dimension, V vocabulary, c window, k negatives. Input vectors v [V,d], output vectors u: [V,d]
// (negative sampling, full softmax) or [V-1,d] (inner nodes of the Huffman tree). Rows are padded
// to row_stride() floats so that every row starts on a 64-byte boundary; padding stays zero.
//   Source: Mikolov et al. 2013a (Efficient Estimation), 2013b (Distributed Representations).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/result.h"
#include "models/parameters.h"
#include "models/word2vec_config.h"
#include "text/token_id.h"

namespace wordspace {

struct EncodedCorpus;
struct Word2VecStep;
class WorkerPool;

// What a stretch of training did.
struct Word2VecProgress {
  std::int64_t words = 0;  // corpus words passed, before subsampling (what rates are counted in)
  std::int64_t pairs = 0;  // (centre, context) pairs, or centres for CBOW
  double loss_sum = 0;     // nats, summed over pairs; mean loss = loss_sum / pairs
  bool finite = true;      // false: a loss was not finite; weights may be damaged
};

class Word2Vec {
 public:
  // corpus and pool outlive the model; the pool's threads train side by side without locks
  // (Hogwild: Recht et al. 2011); with one thread the result is a function of config and corpus.
  Word2Vec(const Word2VecConfig& config, std::shared_ptr<const EncodedCorpus> corpus,
           WorkerPool* pool);
  ~Word2Vec();

  // Input vectors uniform in +-0.5/d, output vectors zero, place at the start. Same bits for same
  // seed.
  void reset(std::uint64_t seed);

  // Trains on about num_words further corpus words (whole lines; split over the pool's threads) and
  // stops at the end of the last epoch. Allocates nothing after the first call.
  Word2VecProgress train(std::int64_t num_words);

  // One centre word with its whole window, recorded; k negatives of its own for each context word.
  // Advances the place by that centre (the rest of its line follows in the next call).
  Word2VecProgress train_one(Word2VecStep& step);

  std::int64_t words_done() const;
  std::int64_t words_total() const;  // epochs * training words
  bool done() const { return words_done() >= words_total(); }
  double current_rate() const;
  // Loss of knowing nothing: (k+1) ln 2, path length * ln 2 (mean over the corpus), or ln V.
  double baseline_loss() const;

  const Word2VecConfig& config() const;
  const EncodedCorpus& corpus() const;
  int dim() const;
  int row_stride() const;
  // Row w of the input / output matrix, d floats.
  std::span<const float> input(TokenId w) const;
  std::span<const float> output(TokenId w) const;
  std::int64_t num_outputs() const;
  // Whole input matrix, [V, row_stride()].
  const float* input_data() const;

  // Weights by name, shape and data: "input.weight" [V,d], "output.weight" [V or V-1,d].
  void visit_parameters(const ParameterVisitor& visit);
  // Place, random state: what besides the weights decides the future. Fixed size; little-endian
  // bytes.
  std::vector<std::uint8_t> save_state() const;
  // Errors: checkpoint.bad_state when it does not fit this config and corpus.
  Status load_state(std::span<const std::uint8_t> bytes);

  // Mean loss a pair on held-out lines (nats), windows and negatives from a fixed seed, at most
  // max_words words; nullopt when nothing is held out. Changes nothing.
  std::optional<double> held_out_loss(std::int64_t max_words) const;

 private:
  struct Impl;
  class StepTaker;
  std::unique_ptr<Impl> impl_;
};

// The losses and their gradients in double, as the formulas are written: math/kernels/reference.h.

}  // namespace wordspace
