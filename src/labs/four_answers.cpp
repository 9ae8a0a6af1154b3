// Fills lab 14's table from finished runs.
// Not a lab.
#include "labs/four_answers.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/ensure.h"
#include "labs/four_answers.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/encoded_corpus.h"
#include "train/series.h"

namespace wordspace {
namespace {

constexpr int kQuestionsAtOnce = 8;

// Words that both spaces have a vector for, the most frequent ones.
SharedWords words_of_both(const WordVectors& a, const WordVectors& b, std::int64_t most) {
  SharedWords words;
  for (TokenId id = 0; id < a.size() && static_cast<std::int64_t>(words.size()) < most; ++id) {
    if (!(a.length(id) > 0) || !(b.length(id) > 0)) continue;
    words.a.push_back(id);
    words.b.push_back(id);
  }
  return words;
}

}  // namespace

std::int64_t learned_numbers(FourModel model, const FourSettings& settings, std::int64_t words,
                             const FinishedRun& run) {
  switch (model) {
    case FourModel::kWord2Vec:  // v and u
      return 2 * words * settings.word2vec.config.dim;
    case FourModel::kGlove:  // w, w~ and their biases
      return 2 * words * (settings.glove.config.dim + 1);
    default:
      return run.trained.model ? run.trained.model->config().num_parameters() : run.num_parameters;
  }
}

std::int64_t training_bytes(FourModel model, const FourSettings& settings, std::int64_t parameters,
                            std::int64_t glove_cells, const FinishedRun& run) {
  switch (model) {
    case FourModel::kWord2Vec:
      return parameters * 4;
    case FourModel::kGlove:  // AdaGrad keeps a sum of squares for each; two cells are one pair
      return parameters * 8 + glove_cells * 4;
    default:
      if (!run.trained.model) return parameters * 4;
      return run.trained.model->config().training_bytes(
          model == FourModel::kGpt ? settings.gpt.batch : settings.bert.batch);
  }
}

void FourAnswers::begin(const FourSettings& settings, std::shared_ptr<const FourTexts> texts,
                        std::vector<QuestionSection> questions,
                        std::vector<WordCategory> categories) {
  const std::uint64_t version = version_;
  *this = FourAnswers();
  version_ = version + 1;
  settings_ = settings;
  texts_ = std::move(texts);
  questions_ = std::move(questions);
  categories_ = std::move(categories);
}

void FourAnswers::follow(std::span<const std::shared_ptr<const FinishedRun>> finished) {
  for (const auto& run : finished) {
    for (std::size_t i = 0; i < kNumFour; ++i) {
      if (run->name == kFourNames[i] && models_[i].run != run) {
        add_run(static_cast<FourModel>(i), run);
      }
    }
  }
}

void FourAnswers::add_run(FourModel model, const std::shared_ptr<const FinishedRun>& run) {
  ++version_;
  FourModelAnswer& answer = models_[static_cast<std::size_t>(model)];
  answer = {};
  answer.run = run;
  if (run->error) return;
  // Read only now: the run that filled it in is over.
  if (!vocabulary_) vocabulary_ = texts_->encoded->vocabulary;
  answer.parameters = learned_numbers(model, settings_, vocabulary_->size(), *run);
  // What another run fills in may be on its way just now.
  const std::int64_t cells = model == FourModel::kGlove ? texts_->glove_cells : 0;
  answer.training_bytes = training_bytes(model, settings_, answer.parameters, cells, *run);
  const auto space = static_cast<FourSpace>(model);
  if (run->vectors) {
    add_space(space, WordVectors(vocabulary_, *run->vectors, run->dim));
    return;
  }
  if (!run->trained.model) return;
  add_space(space, embedding_rows(run->trained, vocabulary_));
  const bool gpt = model == FourModel::kGpt;
  if (gpt && run->held_out_loss) answer.perplexity = std::exp(*run->held_out_loss);
  const auto corpus = gpt ? texts_->gpt : texts_->bert;
  auto states = std::make_shared<ContextualTable>(run->trained, corpus, vocabulary_);
  tasks_.push_back([states, gpt](FourAnswers& self) {
    if (states->advance()) return true;
    self.add_space(gpt ? FourSpace::kGptStates : FourSpace::kBertStates, states->vectors());
    return false;
  });
  if (gpt) return;
  auto pseudo = std::make_shared<PseudoPerplexity>(run->trained, corpus);
  tasks_.push_back([pseudo](FourAnswers& self) {
    if (pseudo->advance()) return true;
    FourModelAnswer& bert = self.models_[static_cast<std::size_t>(FourModel::kBert)];
    if (pseudo->num_tokens() > 0) bert.perplexity = pseudo->perplexity();
    bert.perplexity_tokens = pseudo->num_tokens();
    return false;
  });
}

void FourAnswers::add_space(FourSpace space, WordVectors vectors) {
  const auto index = static_cast<std::size_t>(space);
  spaces_[index] = {};
  spaces_[index].vectors = std::make_shared<const WordVectors>(std::move(vectors));
  ++version_;
  const auto kept = spaces_[index].vectors;
  if (!categories_.empty()) {
    tasks_.push_back([index, kept](FourAnswers& self) {
      Selectivity found = category_selectivity(*kept, self.categories_);
      if (found.pairs_within > 0) self.spaces_[index].selectivity = std::move(found);
      return false;
    });
  }
  if (!questions_.empty()) {
    // The questions stay where they are until begin(), which drops the tasks.
    auto questions = std::make_shared<const std::vector<QuestionSection>>(questions_);
    auto scoring = std::make_shared<AnalogyRun>(*kept, *questions, AnalogyMethod::kAdd);
    tasks_.push_back([index, kept, questions, scoring](FourAnswers& self) {
      if (scoring->advance(kQuestionsAtOnce)) return true;
      if (scoring->score().total > 0) self.spaces_[index].analogies = scoring->score();
      return false;
    });
  }
  for (std::size_t other = 0; other < kNumSpaces; ++other) {
    if (other == index) {
      rsa_[index][index] = 1;
    } else if (spaces_[other].vectors) {
      compare(static_cast<FourSpace>(other), space);
    }
  }
}

void FourAnswers::compare(FourSpace a, FourSpace b) {
  const auto i = static_cast<std::size_t>(a), j = static_cast<std::size_t>(b);
  const auto first = spaces_[i].vectors, second = spaces_[j].vectors;
  RsaOptions options;
  options.num_shuffles = 0;
  options.num_resamples = 0;
  options.max_words = kRsaWords;
  auto run =
      std::make_shared<RsaRun>(*first, *second, words_of_both(*first, *second, kRsaWords), options);
  tasks_.push_back([i, j, run](FourAnswers& self) {
    if (run->advance(1)) return true;
    if (run->has_correlation()) {
      self.rsa_[i][j] = self.rsa_[j][i] = run->result().correlation;
    }
    return false;
  });
}

bool FourAnswers::advance() {
  if (tasks_.empty()) return false;
  auto task = std::move(tasks_.front());
  tasks_.pop_front();
  if (task(*this)) {
    tasks_.push_front(std::move(task));
  } else {
    ++version_;
  }
  return !tasks_.empty();
}

std::vector<ScoredWord> FourAnswers::neighbors_of(FourSpace space, TokenId word, int num) const {
  const auto& vectors = this->space(space).vectors;
  if (!vectors || word < 0 || word >= vectors->size() || !(vectors->length(word) > 0)) return {};
  return neighbors(*vectors, word, num);
}

bool FourAnswers::complete() const {
  return tasks_.empty() &&
         std::all_of(models_.begin(), models_.end(),
                     [](const FourModelAnswer& one) { return one.run != nullptr; });
}

}  // namespace wordspace
