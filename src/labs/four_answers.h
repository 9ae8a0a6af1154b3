// What lab 14's table says of the four finished runs, computed a piece at a time: neighbours,
// analogies, categories, perplexity, memory, and how alike their spaces are.
// No drawing here, and no running (four_models.h plans the runs).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analogy.h"
#include "analysis/rsa.h"
#include "analysis/selectivity.h"
#include "labs/four_models.h"

namespace wordspace {

struct FinishedRun;

// The spaces that are compared: the four tables, then the hidden states of GPT and BERT.
enum class FourSpace { kWord2Vec, kGlove, kGpt, kBert, kGptStates, kBertStates };
inline constexpr std::size_t kNumSpaces = 6;

struct FourSpaceAnswer {
  std::shared_ptr<const WordVectors> vectors;  // null: not yet
  std::optional<AnalogyScore> analogies;       // none: no questions fit the text
  std::optional<Selectivity> selectivity;      // none: no categories fit
};

struct FourModelAnswer {
  std::shared_ptr<const FinishedRun> run;  // null: not yet
  std::int64_t parameters = 0;             // numbers that are learned
  std::int64_t training_bytes = 0;         // weights, what the optimiser keeps, activations, counts
  std::optional<double> perplexity;        // GPT: exp of the held-out loss; BERT: pseudo
  std::int64_t perplexity_tokens = 0;      // BERT: masked ones
};

class FourAnswers {
 public:
  static constexpr std::int64_t kRsaWords = 500;

  // New runs of a plan: everything before is dropped.
  void begin(const FourSettings& settings, std::shared_ptr<const FourTexts> texts,
             std::vector<QuestionSection> questions, std::vector<WordCategory> categories);
  // The runs that are finished so far; what is new of them is queued.
  void follow(std::span<const std::shared_ptr<const FinishedRun>> finished);
  // A piece of work; false when nothing is left for now.
  bool advance();
  bool done() const { return tasks_.empty(); }
  // Counts what has been answered: tables are laid out once for each.
  std::uint64_t version() const { return version_; }

  const FourModelAnswer& model(FourModel model) const {
    return models_[static_cast<std::size_t>(model)];
  }
  const FourSpaceAnswer& space(FourSpace space) const {
    return spaces_[static_cast<std::size_t>(space)];
  }
  std::optional<double> rsa(FourSpace a, FourSpace b) const {
    return rsa_[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
  }
  std::vector<ScoredWord> neighbors_of(FourSpace space, TokenId word, int num) const;
  const std::shared_ptr<const Vocabulary>& vocabulary() const { return vocabulary_; }
  const FourSettings& settings() const { return settings_; }
  const std::shared_ptr<const FourTexts>& texts() const { return texts_; }
  // Every model has a run and nothing is left to do.
  bool complete() const;

 private:
  void add_run(FourModel model, const std::shared_ptr<const FinishedRun>& run);
  void add_space(FourSpace space, WordVectors vectors);
  void compare(FourSpace a, FourSpace b);

  FourSettings settings_;
  std::shared_ptr<const FourTexts> texts_;
  std::vector<QuestionSection> questions_;
  std::vector<WordCategory> categories_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::array<FourModelAnswer, kNumFour> models_;
  std::array<FourSpaceAnswer, kNumSpaces> spaces_;
  std::array<std::array<std::optional<double>, kNumSpaces>, kNumSpaces> rsa_;
  // Each takes a piece and says whether more of it is left. They point into this object only.
  std::deque<std::function<bool(FourAnswers&)>> tasks_;
  std::uint64_t version_ = 0;
};

// Numbers that a model learns, and bytes of a training run, by kind and sizes.
std::int64_t learned_numbers(FourModel model, const FourSettings& settings, std::int64_t words,
                             const FinishedRun& run);
std::int64_t training_bytes(FourModel model, const FourSettings& settings, std::int64_t parameters,
                            std::int64_t glove_cells, const FinishedRun& run);

}  // namespace wordspace
