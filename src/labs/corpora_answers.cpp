// Two spaces beside each other.
// Not the arithmetic (analysis/rsa, analysis/alignment).
#include "labs/corpora_answers.h"

#include <algorithm>
#include <chrono>

#include "analysis/correlation.h"
#include "analysis/ordering.h"
#include "core/worker_pool.h"
#include "text/corpus.h"
#include "text/encoded_corpus.h"
#include "train/learner.h"
#include "train/series.h"
#include "train/word2vec_learner.h"

namespace wordspace {
namespace {

double steady_ms() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

SharedWords in_order(const SharedWords& words, std::span<const std::size_t> order) {
  SharedWords out;
  for (const std::size_t i : order) {
    out.a.push_back(words.a[i]);
    out.b.push_back(words.b[i]);
  }
  return out;
}

}  // namespace

std::vector<PlannedRun> plan_two_texts(const TwoTexts& plan) {
  std::vector<PlannedRun> runs;
  for (int side = 0; side < 2; ++side) {
    ENSURE(plan.text[side] != nullptr);
    PlannedRun one;
    one.name = side == 0 ? "a" : "b";
    one.weight = static_cast<double>(plan.text[side]->text.size() + 1);
    Word2VecRun run = plan.run;
    run.config.seed = plan.seed[side];
    run.held_out_fraction = 0;
    one.make = [run, text = plan.text[side]](WorkerPool* pool) -> Result<std::unique_ptr<Learner>> {
      EncodeOptions options;
      options.min_count = run.min_count;
      auto encoded = encode_corpus(*text, options);
      if (!encoded.ok()) return encoded.error();
      return make_word2vec_learner(run, std::move(encoded.value()), pool);
    };
    runs.push_back(std::move(one));
  }
  return runs;
}

std::vector<std::string> split_words(std::string_view text) {
  constexpr std::string_view kBetween = " ,;\t\r\n";
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size() && words.size() < kMostPicked;) {
    const std::size_t begin = text.find_first_not_of(kBetween, at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(kBetween, begin), text.size());
    std::string word(text.substr(begin, at - begin));
    if (std::find(words.begin(), words.end(), word) == words.end()) {
      words.push_back(std::move(word));
    }
  }
  return words;
}

PickedWords pick_words(const WordVectors& a, const WordVectors& b,
                       const std::vector<std::string>& chosen, bool by_likeness) {
  PickedWords picked;
  picked.words = shared_words(a.vocabulary(), b.vocabulary(), chosen, &picked.missing);
  if (by_likeness && picked.words.size() > 2) {
    std::vector<float> mean = cosine_matrix(a, picked.words.a);
    const std::vector<float> other = cosine_matrix(b, picked.words.b);
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] = (mean[i] + other[i]) / 2;
    picked.words = in_order(picked.words, order_by_likeness(mean, picked.words.size()));
  }
  const std::size_t n = picked.words.size();
  for (const TokenId id : picked.words.a) picked.names.push_back(a.vocabulary().word(id));
  picked.cosines[0] = cosine_matrix(a, picked.words.a);
  picked.cosines[1] = cosine_matrix(b, picked.words.b);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      picked.x.push_back(static_cast<double>(picked.cosines[0][i * n + j]));
      picked.y.push_back(static_cast<double>(picked.cosines[1][i * n + j]));
    }
  }
  picked.correlation =
      pearson(std::span<const double>(picked.x), std::span<const double>(picked.y));
  return picked;
}

void TwoSpaces::follow(std::shared_ptr<const FinishedRun> a, std::shared_ptr<const FinishedRun> b,
                       std::int64_t max_words) {
  if (a == runs_[0] && b == runs_[1] && max_words == max_words_) return;
  std::shared_ptr<const FinishedRun> wanted[] = {std::move(a), std::move(b)};
  for (int side = 0; side < 2; ++side) {
    if (wanted[side] == runs_[side]) continue;
    runs_[side] = std::move(wanted[side]);
    const FinishedRun* run = runs_[side].get();
    const bool usable = run != nullptr && !run->error && run->vectors && run->vocabulary;
    vectors_[side] = usable ? WordVectors(run->vocabulary, *run->vectors, run->dim) : WordVectors();
    all_words_.reset();
  }
  max_words_ = max_words;
  ++version_;
  rsa_.reset();
  overlap_.reset();
  changed_.clear();
  words_ = {};
  num_shared_ = 0;
  if (!ready()) return;
  if (!all_words_) {
    all_words_ = shared_words(vectors_[0].vocabulary(), vectors_[1].vocabulary(), 0);
  }
  words_ = *all_words_;
  num_shared_ = static_cast<std::int64_t>(words_.size());
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(max_words, 0));
  words_.a.resize(std::min(words_.a.size(), most));
  words_.b.resize(words_.a.size());
  if (!enough_words()) return;
  rsa_.emplace(vectors_[0], vectors_[1], words_, RsaOptions{max_words, 1000, 1000, 1});
  overlap_.emplace(vectors_[0], vectors_[1], words_, kComparedNeighbors);
}

bool TwoSpaces::advance(double budget_ms) {
  if (done()) return false;
  const double until = steady_ms() + budget_ms;
  while (!done() && steady_ms() < until) {
    // The number first, then the words, then how sure the number is.
    if (!rsa_->has_correlation()) {
      rsa_->advance(1);
    } else if (!overlap_->done()) {
      overlap_->advance(8);
      if (overlap_->done()) changed_ = most_changed(overlap_->result(), kMostChanged);
    } else {
      rsa_->advance(4);
    }
  }
  return !done();
}

double TwoSpaces::share_done() const {
  if (!rsa_) return 1;
  return (rsa_->share_done() + overlap_->share_done()) / 2;
}

const RsaResult& TwoSpaces::rsa() const {
  ENSURE(rsa_.has_value());
  return rsa_->result();
}

}  // namespace wordspace
