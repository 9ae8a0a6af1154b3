// Word2Vec: skip-gram and CBOW with negative sampling, hierarchical or full softmax.
// Not a trainer: it knows no files, threads' lifetimes, windows or JSON (train/ drives it).
//
// d dimension, V vocabulary, c window, k negatives. Input vectors v [V,d], output vectors u: [V,d]
// (negative sampling, full softmax) or [V-1,d] (inner nodes of the Huffman tree). Rows are padded
// to row_stride() floats so that every row starts on a 64-byte boundary; padding stays zero.
//   Source: Mikolov et al. 2013a (Efficient Estimation), 2013b (Distributed Representations).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/rng.h"
#include "core/worker_pool.h"
#include "models/parameters.h"
#include "text/sampling.h"
#include "text/vocabulary.h"

namespace wordspace {

enum class Word2VecMode { kSkipGram, kCbow };
enum class Word2VecObjective { kNegativeSampling, kHierarchicalSoftmax, kFullSoftmax };

struct Word2VecConfig {
  Word2VecMode mode = Word2VecMode::kSkipGram;
  Word2VecObjective objective = Word2VecObjective::kNegativeSampling;
  int dim = 100;
  int window = 5;
  int negative = 5;
  double sample = 1e-3;
  int epochs = 5;
  double rate = 0.025;  // at the start; falls linearly to 1e-4 of itself
  std::uint64_t seed = 1;
  // Kernels that give the same bits on every machine and in the browser's plain SIMD build, in
  // place of the fastest ones of this machine (which are reproducible on this machine only).
  bool portable = false;

  // One sentence for the first field out of its range: word2vec.bad_dim, bad_window, ...
  Status validate() const;
};

// Everything one update did, for the lab's step mode: the real numbers of a real update.
struct Word2VecStep {
  struct Output {
    TokenId id = 0;  // word, or inner node for hierarchical softmax
    bool is_word = true;
    float label = 0;                          // 1 for the true word or branch, 0 for negatives
    float weight = 0;                         // g: how strongly it pulls (label - sigma) or (y - p)
    float score_before = 0, score_after = 0;  // u . v
    float probability_before = 0, probability_after = 0;  // sigma(u . v) or the softmax share
    float moved = 0;                                      // length of the change of u
  };
  struct Pair {  // skip-gram: one context word; CBOW: the single centre
    TokenId context = 0;
    std::vector<Output> outputs;  // the true one first (negative sampling and softmax)
    float loss_before = 0, loss_after = 0;
  };
  std::uint32_t line = 0;        // line of the corpus
  std::uint32_t position = 0;    // of the centre in `words`
  std::vector<TokenId> words;    // the line after subsampling
  std::vector<TokenId> dropped;  // words of the line that subsampling left out this time
  int radius = 0;                // drawn from 1..window
  TokenId centre = 0;
  std::vector<TokenId> inputs;  // skip-gram: the centre; CBOW: the context words
  std::vector<float> moved;     // length of the change of v, one for each of inputs
  std::vector<Pair> pairs;
  double rate = 0;
};

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
