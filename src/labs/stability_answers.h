// What lab 11 reads from word vectors: how they change over the moments of a run, and how alike
// runs are that differ in their seed only. No drawing here, and no running. Each answer is computed
// once.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/alignment.h"
#include "analysis/projection.h"
#include "analysis/rsa.h"
#include "analysis/vectors.h"
#include "train/embedding_history.h"
#include "train/glove_run.h"
#include "train/word2vec_run.h"

namespace wordspace {

struct Corpus;
struct FinishedRun;
struct PlannedRun;
class Vocabulary;

// The first `words` words of a vocabulary, with their counts. words <= vocabulary.size() (ENSURE).
std::shared_ptr<const Vocabulary> first_words(const Vocabulary& vocabulary, std::int64_t words);

// --- Change: one run at its moments.

struct WordAtMoment {
  std::vector<ScoredWord> neighbors;
  double length = 0;
  double cosine_to_first = 0, cosine_to_last = 0;
};

class ChangeAnswers {
 public:
  // Another history than before: everything is computed anew; a moment more of the same run lies
  // near where the map was. null: nothing. True: something changed.
  bool follow(const std::shared_ptr<const EmbeddingHistory>& history);
  bool empty() const { return history_ == nullptr || history_->moments.empty(); }
  std::size_t num_moments() const { return empty() ? 0 : history_->moments.size(); }
  const EmbeddingHistory& history() const { return *history_; }
  const std::shared_ptr<const Vocabulary>& words() const { return words_; }
  const WordVectors& vectors(std::size_t moment) const { return vectors_[moment]; }

  // The vectors as they are, on the two main axes of the last moment. [words, 2]; empty where one
  // word or one dimension is no map.
  std::span<const float> positions(std::size_t moment) const {
    return moment < positions_.size() ? positions_[moment] : std::span<const float>();
  }
  const Pca& pca() const { return pca_; }

  WordAtMoment word_at(TokenId word, std::size_t moment, int num_neighbors) const;
  // Means over all words, one a moment.
  const std::vector<double>& mean_cosine_to_first() const { return to_first_; }
  const std::vector<double>& mean_cosine_to_last() const { return to_last_; }
  const std::vector<double>& mean_length() const { return lengths_; }
  // The words that turned furthest between two moments, most first.
  std::vector<ScoredWord> most_moved(std::size_t from, std::size_t to, int num) const;

 private:
  std::shared_ptr<const EmbeddingHistory> history_;
  std::shared_ptr<const Vocabulary> words_;
  std::vector<WordVectors> vectors_;
  std::vector<std::vector<float>> positions_;
  Pca pca_;
  std::vector<double> to_first_, to_last_, lengths_;
};

// --- Stability: runs with other seeds.

// Runs "seed.1" to "seed.N" of one setting: the text is encoded once, and nothing is held out, so
// that all have the same words.
struct SeedPlan {
  Word2VecRun run;
  std::optional<GloveRun> glove;  // in place of Word2Vec
  std::shared_ptr<const Corpus> text;
  std::uint64_t first_seed = 1;
  int num_seeds = 4;  // kLeastSeeds to kMostSeeds
};
inline constexpr int kLeastSeeds = 2, kMostSeeds = 8;
std::vector<PlannedRun> plan_seeds(const SeedPlan& plan);

// Two runs beside each other, over the most frequent words.
struct SeedPair {
  std::size_t a = 0, b = 0;   // indices of the runs
  double raw_cosine = 0;      // mean over words of the cosine of the two vectors as they came
  double aligned_cosine = 0;  // after the turn that fits best
  double chance_cosine = 0;   // after the turn that fits best to words dealt out anew
  double overlap = 0;         // share of the ten nearest that both name
  double chance_overlap = 0;
  double rsa = 0;  // correlation of all pairwise cosines
};
struct SeedMeans {
  SeedPair mean;  // a, b without meaning
  SeedPair low, high;
  std::size_t pairs = 0;
};

class SeedAnswers {
 public:
  static constexpr std::int64_t kWords = 500;
  static constexpr int kNeighbors = 10;

  // The runs that are finished so far; pairs that were compared before are kept while the runs are
  // the same.
  void follow(std::span<const std::shared_ptr<const FinishedRun>> finished);
  // A piece of work; false when all pairs are compared.
  bool advance();
  bool done() const { return next_ >= wanted_.size(); }
  const std::vector<SeedPair>& pairs() const { return pairs_; }
  std::optional<SeedMeans> means() const;
  std::int64_t words() const { return words_used_; }
  int dim() const { return dim_; }
  std::size_t num_runs() const { return runs_.size(); }

 private:
  std::vector<std::shared_ptr<const FinishedRun>> runs_;
  std::vector<WordVectors> vectors_;  // of the first words
  std::int64_t words_used_ = 0;
  int dim_ = 0;
  SharedWords shared_;
  std::vector<std::array<std::size_t, 2>> wanted_;
  std::size_t next_ = 0;
  // The pair under way.
  int stage_ = 0;
  SeedPair pair_;
  std::optional<NeighborOverlapRun> overlap_;
  std::optional<RsaRun> rsa_;
  std::vector<SeedPair> pairs_;
};

// Which sentences are true of the means: keys of words under "stability.says.".
struct StabilityVerdict {
  const char* coordinates;  // "apart": |raw| below 0.2; "near": above 0.8; "partly"
  const char* turned;       // "same": aligned above 0.8; "partly": well above chance; "chance"
  const char* geometry;     // "same": rsa above 0.8; "partly": above 0.3; "apart"
};
StabilityVerdict verdict_of(const SeedPair& mean);

}  // namespace wordspace
