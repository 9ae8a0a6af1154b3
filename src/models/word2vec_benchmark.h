// Measures Word2Vec's speed, for the command, the page and bench/; and a made-up corpus to measure
// on. Not a trainer: what it learns is thrown away.
#pragma once

#include <cstdint>
#include <memory>

#include "models/word2vec_config.h"
#include "text/token_id.h"

namespace wordspace {

struct EncodedCorpus;
class WorkerPool;

// Words drawn independently by Zipf's law, in lines of about 20 and documents of 50 lines: needs no
// file and has the memory behaviour of text, though nothing can be learnt from it. Same for same
// seed.
//   num_words >= 100, num_distinct >= 2 (ENSURE)
std::shared_ptr<const EncodedCorpus> make_zipf_corpus(std::int64_t num_words, TokenId num_distinct,
                                                      std::uint64_t seed);

struct Word2VecBenchmark {
  double words_per_second = 0;
  double seconds = 0;  // measured, after a short warm-up
  std::int64_t words = 0;
  int threads = 0;
  double gflops = 0;  // 6 d (k + 1) a pair; 0 where the objective is not negative sampling
  double loss = 0;    // mean nats a pair while measuring
  const char* kernels = "";
};

// Trains until at least min_seconds have passed (starting over at the end of the last epoch).
// Blocks the calling thread; one of the pool's run() callers.
Word2VecBenchmark bench_word2vec(const Word2VecConfig& config,
                                 std::shared_ptr<const EncodedCorpus> corpus, WorkerPool* pool,
                                 double min_seconds);

}  // namespace wordspace
