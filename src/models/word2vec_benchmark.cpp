// Times training, and draws the made-up corpus.
// Not statistics: callers repeat and take medians.
#include "models/word2vec_benchmark.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>
#include <vector>

#include "core/ensure.h"
#include "core/worker_pool.h"
#include "math/kernels/kernels.h"
#include "models/word2vec.h"
#include "text/encoded_corpus.h"
#include "text/sampling.h"
#include "text/vocabulary.h"

namespace wordspace {

std::shared_ptr<const EncodedCorpus> make_zipf_corpus(std::int64_t num_words, TokenId num_distinct,
                                                      std::uint64_t seed) {
  ENSURE(num_words >= 100 && num_distinct >= 2);
  std::vector<double> weights;
  for (TokenId rank = 0; rank < num_distinct; ++rank) weights.push_back(1.0 / (rank + 2.7));
  const AliasTable zipf(weights);
  Rng rng(seed);
  std::vector<TokenId> ranks(static_cast<std::size_t>(num_words));
  std::vector<std::int64_t> count_of_rank(static_cast<std::size_t>(num_distinct), 0);
  for (TokenId& rank : ranks) {
    rank = zipf.draw(rng);
    ++count_of_rank[static_cast<std::size_t>(rank)];
  }

  // Numbered by falling count, as a vocabulary is; ranks that were never drawn are left out.
  std::vector<TokenId> by_count(static_cast<std::size_t>(num_distinct));
  std::iota(by_count.begin(), by_count.end(), 0);
  const auto count = [&](TokenId rank) { return count_of_rank[static_cast<std::size_t>(rank)]; };
  std::sort(by_count.begin(), by_count.end(), [&](TokenId a, TokenId b) {
    return count(a) != count(b) ? count(a) > count(b) : a < b;
  });
  std::vector<TokenId> id_of_rank(static_cast<std::size_t>(num_distinct), kUnknownToken);
  std::vector<std::string> words;
  std::vector<std::int64_t> counts;
  for (const TokenId rank : by_count) {
    if (count(rank) == 0) break;
    id_of_rank[static_cast<std::size_t>(rank)] = static_cast<TokenId>(words.size());
    words.push_back("w" + std::to_string(rank));
    counts.push_back(count(rank));
  }

  auto corpus = std::make_shared<EncodedCorpus>();
  corpus->name = "zipf";
  corpus->num_words_read = num_words;
  corpus->num_distinct_words = static_cast<std::int64_t>(words.size());
  corpus->vocabulary = std::make_shared<Vocabulary>(std::move(words), std::move(counts));
  for (const TokenId rank : ranks)
    corpus->tokens.push_back(id_of_rank[static_cast<std::size_t>(rank)]);
  constexpr std::uint32_t kLinesOfDocument = 50;
  const auto total = static_cast<std::uint32_t>(num_words);
  for (std::uint32_t at = 0, line = 0; at < total; ++line) {
    if (line > 0 && line % kLinesOfDocument == 0) corpus->document_begin.push_back(line);
    at = std::min(total, at + 10 + rng.below(21));
    corpus->line_begin.push_back(at);
  }
  corpus->document_begin.push_back(static_cast<std::uint32_t>(corpus->num_lines()));
  return corpus;
}

Word2VecBenchmark bench_word2vec(const Word2VecConfig& config,
                                 std::shared_ptr<const EncodedCorpus> corpus, WorkerPool* pool,
                                 double min_seconds) {
  using Clock = std::chrono::steady_clock;
  const auto seconds_since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  Word2Vec model(config, std::move(corpus), pool);
  const bool softmax = config.objective == Word2VecObjective::kFullSoftmax;
  const std::int64_t slice = softmax ? 500 : 50000;
  model.train(slice);

  Word2VecBenchmark result;
  double loss = 0;
  std::int64_t pairs = 0;
  const Clock::time_point start = Clock::now();
  do {
    if (model.done()) model.reset(config.seed);
    const Word2VecProgress progress = model.train(slice);
    result.words += progress.words;
    loss += progress.loss_sum;
    pairs += progress.pairs;
    result.seconds = seconds_since(start);
  } while (result.seconds < min_seconds);

  result.threads = pool->num_threads();
  result.words_per_second = static_cast<double>(result.words) / result.seconds;
  result.loss = pairs > 0 ? loss / static_cast<double>(pairs) : 0.0;
  if (config.objective == Word2VecObjective::kNegativeSampling) {
    result.gflops =
        6e-9 * config.dim * (config.negative + 1) * static_cast<double>(pairs) / result.seconds;
  }
  result.kernels =
      config.portable ? kernels::portable_kernels().name : kernels::best_kernels().name;
  return result;
}

}  // namespace wordspace
