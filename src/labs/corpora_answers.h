// What lab 12 reads from two spaces of words: the words they share, RSA, the words whose neighbours
// changed, and the cosines of chosen words in both. No drawing here, and no training.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/alignment.h"
#include "analysis/rsa.h"
#include "analysis/vectors.h"
#include "train/word2vec_run.h"

namespace wordspace {

struct Corpus;
struct FinishedRun;
struct PlannedRun;

// --- Two runs with the same settings.

struct TwoTexts {
  std::shared_ptr<const Corpus> text[2];
  std::uint64_t seed[2] = {1, 1};
  Word2VecRun run;  // its seed is not used
};
// Runs "a" and "b". Both texts are there (ENSURE).
std::vector<PlannedRun> plan_two_texts(const TwoTexts& plan);

// --- Words as one writes them: between blanks and commas, at most kMostPicked of them, each once.
inline constexpr std::size_t kMostPicked = 60;
std::vector<std::string> split_words(std::string_view text);

// The chosen words in both spaces.
struct PickedWords {
  SharedWords words;                 // in the order of the picture
  std::vector<std::string> names;    // the same
  std::vector<std::string> missing;  // one of the two does not know them
  std::vector<float> cosines[2];     // [n, n]
  std::vector<double> x, y;          // cosine of every pair i < j, in A and in B
  double correlation = 0;            // of x and y
};
// by_likeness: likest words beside each other, by the mean of both spaces; else as they came.
PickedWords pick_words(const WordVectors& a, const WordVectors& b,
                       const std::vector<std::string>& chosen, bool by_likeness);

// --- The two spaces, compared a little each frame.

class TwoSpaces {
 public:
  TwoSpaces() = default;
  TwoSpaces(const TwoSpaces&) = delete;  // the comparison points into it
  TwoSpaces& operator=(const TwoSpaces&) = delete;

  // Others than before: everything begins anew. Either may be null (not finished).
  void follow(std::shared_ptr<const FinishedRun> a, std::shared_ptr<const FinishedRun> b,
              std::int64_t max_words);
  bool ready() const { return !vectors_[0].empty() && !vectors_[1].empty(); }
  const WordVectors& vectors(int side) const { return vectors_[side]; }
  const std::shared_ptr<const FinishedRun>& run(int side) const { return runs_[side]; }
  std::uint64_t version() const { return version_; }  // counts pairs of spaces

  // Words that both know, before max_words.
  std::int64_t num_shared() const { return num_shared_; }
  const SharedWords& words() const { return words_; }
  bool enough_words() const { return static_cast<std::int64_t>(words_.size()) >= kRsaLeastWords; }

  // Works for about budget_ms; false when nothing is left to do.
  bool advance(double budget_ms);
  bool done() const { return !rsa_ || (rsa_->done() && overlap_->done()); }
  double share_done() const;
  const RsaResult& rsa() const;  // has_rsa() only
  bool has_rsa() const { return rsa_ && rsa_->has_correlation(); }
  // All draws are made: null and interval stand.
  bool rsa_done() const { return rsa_ && rsa_->done(); }
  // Null until every word is compared.
  const NeighborOverlap* overlap() const {
    return overlap_ && overlap_->done() ? &overlap_->result() : nullptr;
  }
  const std::vector<NeighborChange>& changed() const { return changed_; }  // most first

 private:
  std::shared_ptr<const FinishedRun> runs_[2];
  WordVectors vectors_[2];
  std::int64_t max_words_ = 0, num_shared_ = 0;
  std::optional<SharedWords> all_words_;
  SharedWords words_;  // the first max_words_ of them
  std::optional<RsaRun> rsa_;
  std::optional<NeighborOverlapRun> overlap_;
  std::vector<NeighborChange> changed_;
  std::uint64_t version_ = 0;
};

inline constexpr int kComparedNeighbors = 10;
inline constexpr int kMostChanged = 40;

}  // namespace wordspace
