// What the sources of Word2Vec share: its weights, its place in the corpus, the scratch of a
// thread. Not an interface: include models/word2vec.h.
//
// How pairs are grouped. Skip-gram's pairs (centre t, context j) of a line are those with
// 0 < |t - j| <= r_t, r_t drawn from 1..c for each centre. Training goes through them by *context*
// word: all centres t whose windows reach j predict w_j together, so the m <= 2c inputs share the
// true output u_{w_j} and k negatives, and the step is three tiny matrix products (m x d x (1 + k))
// instead of m (1 + k) walks over vectors. The set of pairs and the distribution of each pair's
// negatives are the paper's; what differs is that neighbouring pairs share their negatives and see
// each other's updates one group late. Step mode goes through the same pairs by *centre*, each
// context word with k negatives of its own: what a learner has on paper.
//   Source: Ji et al. 2016, "Parallelizing Word2Vec in Shared and Distributed Memory" (HogBatch).
//
// CBOW's input is the mean of m context vectors, and each of them takes the whole step of that
// mean, as in word2vec.c and gensim: m times the gradient with respect to it. The gradient itself
// makes the context vectors learn m times slower; on wordnet+bible it lost ten points of analogy
// accuracy.
//   Source: Irsoy et al. 2021, "Corrected CBOW Performs as well as Skip-gram", on the two versions.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/rng.h"
#include "math/aligned_floats.h"
#include "math/kernels/kernels.h"
#include "models/corpus_walk.h"
#include "models/huffman.h"
#include "models/word2vec.h"
#include "text/encoded_corpus.h"
#include "text/sampling.h"

namespace wordspace {

// Centres that take a step of the full softmax together: more are faster, but their steps add up,
// and with eight a rate of 0.1 already diverges.
inline constexpr int kSoftmaxBatch = 4;
static_assert(kSoftmaxBatch <= kernels::kSoftmaxInputs);

// One thread's share of an epoch: place, random state and scratch. On cache lines of its own.
struct alignas(64) Word2VecShare {
  // Place: pieces [next, end) of the epoch are left, where `open` says that piece `next` is
  // prepared and its centres before `cursor` are done.
  std::size_t next = 0, end = 0;
  bool open = false;
  std::uint32_t cursor = 0;
  Rng rng{1};
  Rng rng_at_piece{1};                     // as it was before the open piece was prepared
  std::int64_t words_done = 0, words = 0;  // of this epoch

  // The open piece after subsampling.
  std::vector<TokenId> tokens;       // [kept]
  std::vector<std::int32_t> radius;  // [kept]
  std::vector<TokenId> negatives;    // [kept, k]
  std::uint32_t kept = 0;

  // Scratch.
  std::vector<float*> inputs;                       // [2c + 1]
  std::vector<float*> outputs[2];                   // this group's and the next one's rows
  std::vector<float> labels;                        // of negative sampling: 1 0 0 0 ...
  std::vector<std::int32_t> target_begin, targets;  // full softmax
  std::vector<float*> gradient_rows, mean_rows;     // full softmax, CBOW
  std::vector<std::int32_t> batch;                  // centres of a batch of the full softmax
  AlignedFloats rows;
  AlignedFloats kernel;

  // What the last call did.
  std::int64_t budget = 0;
  Word2VecProgress progress;
};

struct Word2Vec::Impl {
  Word2VecConfig config;
  std::shared_ptr<const EncodedCorpus> corpus;
  WorkerPool* pool = nullptr;
  const kernels::Kernels* kernels = nullptr;
  int stride = 0;
  std::int64_t num_outputs = 0;
  AlignedFloats input, output;

  AliasTable noise;         // negative sampling
  HuffmanTree tree;         // hierarchical softmax
  std::vector<float> keep;  // [V]
  CorpusWalk walk;

  std::int64_t epoch = 0;
  std::vector<Word2VecShare> shares;
  std::function<void(int)> train_share;

  Impl(const Word2VecConfig& config, std::shared_ptr<const EncodedCorpus> corpus, WorkerPool* pool);

  float* input_row(TokenId w) { return input.data() + static_cast<std::ptrdiff_t>(w) * stride; }
  float* output_row(std::int32_t o) {
    return output.data() + static_cast<std::ptrdiff_t>(o) * stride;
  }
  const float* input_row(TokenId w) const {
    return input.data() + static_cast<std::ptrdiff_t>(w) * stride;
  }
  const float* output_row(std::int32_t o) const {
    return output.data() + static_cast<std::ptrdiff_t>(o) * stride;
  }
  bool negative_sampling() const {
    return config.objective == Word2VecObjective::kNegativeSampling;
  }
  bool cbow() const { return config.mode == Word2VecMode::kCbow; }

  void reset(std::uint64_t seed);
  void make_shares(std::size_t num_shares);
  void begin_epoch();
  // Goes on to the next epoch when every share is through; epoch == config.epochs when all is done.
  void end_epoch_if_through();
  double progress_of(const Word2VecShare& share) const;  // 0 at the start, 1 at the end
  double rate_at(double progress) const;

  // Draws what the piece `next` needs: which words stay, radii, negatives.
  void open_piece(Word2VecShare& share) const;
  // Steps over the open piece; returns its words.
  std::int64_t close_piece(Word2VecShare& share) const;
  // The share whose `cursor` is the next centre with a context, opening pieces as needed (the words
  // passed on the way are counted in progress); null at the end of the last epoch.
  Word2VecShare* next_centre(Word2VecProgress& progress);
  TokenId draw_negative(Rng& rng, TokenId target) const;

  // Trains the open piece's centres from `cursor` on. word2vec_group.cpp.
  void train_piece(Word2VecShare& share, float rate);
  void train_piece_logistic(Word2VecShare& share, float rate);
  void train_piece_softmax(Word2VecShare& share, float rate);

  // Positions first .. last - 1 (without t) are the context of centre t.
  struct Context {
    std::uint32_t first, last;
    std::uint32_t size() const { return last - first - 1; }
  };
  static Context context_of(const Word2VecShare& share, std::uint32_t t) {
    const auto radius = static_cast<std::uint32_t>(share.radius[t]);
    return {t > radius ? t - radius : 0, t + radius + 1 < share.kept ? t + radius + 1 : share.kept};
  }
};

}  // namespace wordspace
