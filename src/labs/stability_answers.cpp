// How vectors change during a run, and between runs.
// Not a lab.
#include "labs/stability_answers.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <utility>

#include "core/ensure.h"
#include "core/worker_pool.h"
#include "text/encoded_corpus.h"
#include "train/glove_learner.h"
#include "train/learner.h"
#include "train/series.h"
#include "train/word2vec_learner.h"

namespace wordspace {
namespace {

constexpr int kOverlapWordsAtOnce = 40;
constexpr int kRsaPiecesAtOnce = 1;

double mean_cosine(const WordVectors& a, const WordVectors& b) {
  double sum = 0;
  for (TokenId word = 0; word < a.size(); ++word) {
    const auto x = a.unit(word), y = b.unit(word);
    sum += std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
  }
  return a.size() > 0 ? sum / a.size() : 0;
}

double cosine_between(const WordVectors& a, const WordVectors& b, TokenId word) {
  const auto x = a.unit(word), y = b.unit(word);
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

void widen(SeedPair& low, SeedPair& high, const SeedPair& pair) {
  const auto each = [&](double SeedPair::* field) {
    low.*field = std::min(low.*field, pair.*field);
    high.*field = std::max(high.*field, pair.*field);
  };
  each(&SeedPair::raw_cosine);
  each(&SeedPair::aligned_cosine);
  each(&SeedPair::chance_cosine);
  each(&SeedPair::overlap);
  each(&SeedPair::chance_overlap);
  each(&SeedPair::rsa);
}

}  // namespace

std::shared_ptr<const Vocabulary> first_words(const Vocabulary& vocabulary, std::int64_t words) {
  ENSURE((words >= 0 && words <= vocabulary.size()));
  const auto num = static_cast<std::size_t>(words);
  const auto all = vocabulary.words().first(num);
  const auto counts = vocabulary.counts().first(num);
  return std::make_shared<Vocabulary>(std::vector<std::string>(all.begin(), all.end()),
                                      std::vector<std::int64_t>(counts.begin(), counts.end()));
}

// --- Change.

bool ChangeAnswers::follow(const std::shared_ptr<const EmbeddingHistory>& history) {
  if (history == history_) return false;
  const bool same_run = history_ && history && !history_->moments.empty() &&
                        !history->moments.empty() &&
                        history_->moments.front() == history->moments.front();
  const std::vector<float> previous =
      same_run && !positions_.empty() ? positions_.back() : std::vector<float>();
  history_ = history;
  if (!same_run) {
    vectors_.clear();
    words_.reset();
  }
  positions_.clear();
  to_first_.clear();
  to_last_.clear();
  lengths_.clear();
  pca_ = {};
  if (empty()) return true;
  if (!words_) words_ = first_words(*history_->vocabulary, history_->words);
  const auto& moments = history_->moments;
  for (std::size_t m = vectors_.size(); m < moments.size(); ++m) {
    vectors_.emplace_back(words_, moments[m]->vectors, history_->dim);
  }
  vectors_.resize(moments.size());
  const std::vector<float>& last = moments.back()->vectors;
  if (history_->words >= 2 && history_->dim >= 2) {
    pca_ = fit_pca(last, history_->dim);
    if (!previous.empty()) align_to_previous(pca_, last, previous);
    for (const auto& moment : moments) {
      positions_.emplace_back(static_cast<std::size_t>(history_->words) * 2);
      project(pca_, moment->vectors, positions_.back());
    }
  }
  for (const WordVectors& vectors : vectors_) {
    to_first_.push_back(mean_cosine(vectors, vectors_.front()));
    to_last_.push_back(mean_cosine(vectors, vectors_.back()));
    double sum = 0;
    for (TokenId word = 0; word < vectors.size(); ++word) {
      sum += static_cast<double>(vectors.length(word));
    }
    lengths_.push_back(sum / std::max<TokenId>(vectors.size(), 1));
  }
  return true;
}

WordAtMoment ChangeAnswers::word_at(TokenId word, std::size_t moment, int num_neighbors) const {
  ENSURE(moment < vectors_.size());
  WordAtMoment at;
  const WordVectors& vectors = vectors_[moment];
  if (num_neighbors > 0) at.neighbors = neighbors(vectors, word, num_neighbors);
  at.length = static_cast<double>(vectors.length(word));
  // A vector and itself are exactly alike, whatever rounding says.
  at.cosine_to_first = std::min(cosine_between(vectors, vectors_.front(), word), 1.0);
  at.cosine_to_last = std::min(cosine_between(vectors, vectors_.back(), word), 1.0);
  return at;
}

std::vector<ScoredWord> ChangeAnswers::most_moved(std::size_t from, std::size_t to, int num) const {
  std::vector<float> turned;
  for (TokenId word = 0; word < vectors_[from].size(); ++word) {
    turned.push_back(static_cast<float>(1 - cosine_between(vectors_[from], vectors_[to], word)));
  }
  return top_scores(turned, num, {});
}

// --- Stability.

std::vector<PlannedRun> plan_seeds(const SeedPlan& plan) {
  ENSURE(plan.text != nullptr);
  // Made by the first run, on the trainer's side, for all of them.
  auto shared = std::make_shared<std::shared_ptr<const EncodedCorpus>>();
  std::vector<PlannedRun> runs;
  for (int i = 0; i < std::clamp(plan.num_seeds, kLeastSeeds, kMostSeeds); ++i) {
    PlannedRun one;
    const std::uint64_t seed = plan.first_seed + static_cast<std::uint64_t>(i);
    one.name = "seed." + std::to_string(seed);
    one.make = [settings = plan.run, glove = plan.glove, text = plan.text, seed,
                shared](WorkerPool* pool) -> Result<std::unique_ptr<Learner>> {
      if (!*shared) {
        EncodeOptions options;
        options.min_count = glove ? glove->min_count : settings.min_count;
        auto made = encode_corpus(*text, options);
        if (!made.ok()) return made.error();
        *shared = std::move(made.value());
      }
      if (glove) {
        GloveRun run = *glove;
        run.config.seed = seed;
        return make_glove_learner(run, *shared, pool);
      }
      Word2VecRun run = settings;
      run.config.seed = seed;
      run.held_out_fraction = 0;
      return make_word2vec_learner(run, *shared, pool);
    };
    runs.push_back(std::move(one));
  }
  return runs;
}

void SeedAnswers::follow(std::span<const std::shared_ptr<const FinishedRun>> finished) {
  std::vector<std::shared_ptr<const FinishedRun>> usable;
  for (const auto& run : finished) {
    if (!run->error && run->vectors && run->vocabulary) usable.push_back(run);
  }
  const bool more =
      usable.size() >= runs_.size() && std::equal(runs_.begin(), runs_.end(), usable.begin());
  if (more && usable.size() == runs_.size()) return;
  if (!more) {
    *this = SeedAnswers();
  }
  for (std::size_t r = runs_.size(); r < usable.size(); ++r) {
    const FinishedRun& run = *usable[r];
    if (r == 0) {
      words_used_ = std::min<std::int64_t>(kWords, run.vocabulary->size());
      dim_ = run.dim;
      shared_.a.resize(static_cast<std::size_t>(words_used_));
      std::iota(shared_.a.begin(), shared_.a.end(), 0);
      shared_.b = shared_.a;
    }
    const std::shared_ptr<const Vocabulary> words =
        r == 0 ? first_words(*run.vocabulary, words_used_) : vectors_.front().shared_vocabulary();
    vectors_.emplace_back(
        words,
        std::span<const float>(*run.vectors)
            .first(static_cast<std::size_t>(words_used_) * static_cast<std::size_t>(run.dim)),
        run.dim);
    for (std::size_t other = 0; other < r; ++other) wanted_.push_back({other, r});
  }
  // What is under way points into vectors_, which may have moved.
  stage_ = 0;
  overlap_.reset();
  rsa_.reset();
  runs_ = std::move(usable);
}

bool SeedAnswers::advance() {
  if (done()) return false;
  const auto [a, b] = wanted_[next_];
  switch (stage_) {
    case 0: {
      pair_ = {};
      pair_.a = a;
      pair_.b = b;
      const auto fit = align(vectors_[a], vectors_[b], shared_);
      if (fit.ok()) {
        pair_.raw_cosine = fit->raw_cosine;
        pair_.aligned_cosine = fit->aligned_cosine;
      }
      ++stage_;
      break;
    }
    case 1: {
      const auto fit = align(vectors_[a], vectors_[b], shuffled(shared_, 1));
      if (fit.ok()) pair_.chance_cosine = fit->aligned_cosine;
      overlap_.emplace(vectors_[a], vectors_[b], shared_, kNeighbors);
      ++stage_;
      break;
    }
    case 2:
      if (!overlap_->advance(kOverlapWordsAtOnce)) {
        pair_.overlap = overlap_->result().overlap;
        pair_.chance_overlap = overlap_->result().chance;
        overlap_.reset();
        RsaOptions options;
        options.num_shuffles = 0;
        options.num_resamples = 0;
        options.max_words = kWords;
        rsa_.emplace(vectors_[a], vectors_[b], shared_, options);
        ++stage_;
      }
      break;
    default:
      if (!rsa_->advance(kRsaPiecesAtOnce)) {
        pair_.rsa = rsa_->result().correlation;
        rsa_.reset();
        pairs_.push_back(pair_);
        stage_ = 0;
        ++next_;
      }
  }
  return !done();
}

std::optional<SeedMeans> SeedAnswers::means() const {
  if (pairs_.empty()) return std::nullopt;
  SeedMeans means;
  means.low = means.high = pairs_.front();
  means.pairs = pairs_.size();
  const auto num = static_cast<double>(pairs_.size());
  for (const SeedPair& pair : pairs_) {
    means.mean.raw_cosine += pair.raw_cosine / num;
    means.mean.aligned_cosine += pair.aligned_cosine / num;
    means.mean.chance_cosine += pair.chance_cosine / num;
    means.mean.overlap += pair.overlap / num;
    means.mean.chance_overlap += pair.chance_overlap / num;
    means.mean.rsa += pair.rsa / num;
    widen(means.low, means.high, pair);
  }
  return means;
}

StabilityVerdict verdict_of(const SeedPair& mean) {
  StabilityVerdict verdict{};
  const double raw = std::abs(mean.raw_cosine);
  verdict.coordinates = raw < 0.2 ? "apart" : raw > 0.8 ? "near" : "partly";
  // Half of the way from chance to 1 is more than a little.
  const double above =
      (mean.aligned_cosine - mean.chance_cosine) / std::max(1 - mean.chance_cosine, 1e-9);
  verdict.turned = mean.aligned_cosine > 0.8 && above > 0.5 ? "same"
                   : above > 0.1                            ? "partly"
                                                            : "chance";
  verdict.geometry = mean.rsa > 0.8 ? "same" : mean.rsa > 0.3 ? "partly" : "apart";
  return verdict;
}

}  // namespace wordspace
