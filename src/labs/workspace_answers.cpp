// What the workspace answers from its vectors: analogies, neighbours, the live score.
// Not the geometry itself (analysis/).
#include <algorithm>
#include <chrono>
#include <iterator>

#include "labs/favourite_questions.h"
#include "labs/workspace.h"
#include "labs/workspace_impl.h"
#include "text/toy_world.h"

namespace wordspace {

namespace {

// Time a frame may spend on the live score, in milliseconds.
constexpr double kScoreBudgetMs = 4;

double steady_ms() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Error no_vectors() {
  return {"analogy.no_vectors", "There are no word vectors yet.",
          "Press Train, or open a file of vectors."};
}

}  // namespace

const WordVectors& Workspace::vectors() const { return *impl_->vectors; }
std::uint64_t Workspace::vectors_version() const { return impl_->vectors_version; }
const std::string& Workspace::vectors_origin() const { return impl_->vectors_origin; }

const std::string& Workspace::vectors_file() const { return impl_->opened_file.name; }
const std::shared_ptr<const WordVectors>& Workspace::word2vec_vectors() const {
  return impl_->run_vectors;
}
void Workspace::use_run_vectors() { impl_->choose_vectors("run"); }
void Workspace::use_glove_vectors() { impl_->choose_vectors(impl_->glove.model()); }
void Workspace::use_file_vectors() {
  if (impl_->opened_file.vectors) impl_->choose_vectors(impl_->opened_file.name);
}

void Workspace::Impl::choose_vectors(const std::string& origin) {
  vectors_origin = origin;
  take_run_vectors();
}

void Workspace::Impl::take_run_vectors() {
  const EmbeddingSnapshot& now = runner.embeddings();
  if (now.version != seen_embeddings && now.vocabulary != nullptr && now.dim > 0) {
    seen_embeddings = now.version;
    run_vectors = std::make_shared<WordVectors>(now.vocabulary, now.vectors, now.dim);
  }
  const std::shared_ptr<const WordVectors> wanted = vectors_origin == "run" ? run_vectors
                                                    : vectors_origin == glove.model()
                                                        ? glove.shared_vectors()
                                                        : opened_file.vectors;
  if (wanted == vectors || wanted == nullptr) return;
  vectors = wanted;
  ++vectors_version;
}

Result<AnalogyAnswer> Workspace::answer_analogy(const std::string& a, const std::string& b,
                                                const std::string& c, AnalogyMethod method,
                                                bool include_query, int num) const {
  const WordVectors& from = vectors();
  if (from.empty()) return no_vectors();
  AnalogyAnswer answer;
  TokenId ids[3] = {};
  const std::string* words[3] = {&a, &b, &c};
  for (int i = 0; i < 3; ++i) {
    ids[i] = from.vocabulary().find_typed(*words[i]);
    if (ids[i] == kUnknownToken) answer.unknown.push_back(*words[i]);
  }
  if (answer.unknown.empty()) {
    answer.results = analogy(from, ids[0], ids[1], ids[2], method, include_query, num);
  }
  return answer;
}

Result<std::vector<ScoredWord>> Workspace::answer_neighbors(const std::string& word,
                                                            int num) const {
  const WordVectors& from = vectors();
  if (from.empty()) return no_vectors();
  const TokenId id = from.vocabulary().find_typed(word);
  if (id == kUnknownToken) {
    return Error{"analogy.unknown_word",
                 "The word \"" + word + "\" has no vector.",
                 "It is not in the text, or too rare. Try another word.",
                 {word}};
  }
  return neighbors(from, id, num);
}

const AnalogyScore& Workspace::live_score() const { return impl_->live_score; }
const std::vector<LossPoint>& Workspace::live_scores() const { return impl_->live_scores; }
std::span<const QuestionSection> Workspace::small_questions() const { return impl_->fitting.small; }
std::span<const Question> Workspace::favourite_questions() const {
  return impl_->fitting.favourites;
}

void Workspace::Impl::choose_questions() {
  // A pass that is under way reads the old questions.
  scoring.reset();
  scored_version = 0;
  fitting = questions_for(corpus_name);
}

// The files' questions, the toy world's own, or none for other languages.
FittingQuestions Workspace::questions_for(const std::string& corpus) const {
  return corpus.empty() ? impl_->fitting : impl_->questions_for(corpus);
}

FittingQuestions Workspace::Impl::questions_for(const std::string& of_text) const {
  FittingQuestions found;
  if (const auto language = toy_language(of_text)) {
    QuestionSection section{"toy", {}};
    for (const auto& words : make_toy_world(*language, 1, 1).analogies)
      section.questions.push_back({words});
    // The world lists them by kind: a few from all over show more than the first few.
    const std::size_t num = section.questions.size();
    const std::size_t shown = std::min<std::size_t>(num, std::size(kFavouriteQuestions));
    for (std::size_t i = 0; i < shown; ++i) {
      found.favourites.push_back(section.questions[i * num / shown]);
    }
    if (num > 0) found.small.push_back(std::move(section));
    found.all = found.small;
    return found;
  }
  const CorpusInfo* row = corpora.find(of_text);
  if (row != nullptr && row->language == "vi") return found;
  found.small = small_questions;
  found.all = questions.empty() ? small_questions : questions;
  for (const FavouriteQuestion& one : kFavouriteQuestions) {
    found.favourites.push_back({{one.a, one.b, one.c, one.d}});
  }
  return found;
}

// One pass over the small questions at a time, over vectors that stay as they are for that pass.
void Workspace::Impl::advance_score() {
  if (!scoring) {
    scored_version = vectors_version;
    if (vectors->empty() || fitting.small.empty()) return;
    scored_vectors = vectors;
    scored_units = vectors_origin == "run" ? runner.embeddings().units_done : 0;
    scoring.emplace(*scored_vectors, fitting.small, AnalogyMethod::kAdd);
  }
  const double until = steady_ms() + kScoreBudgetMs;
  bool more = true;
  while (more && steady_ms() < until) more = scoring->advance(1);
  if (more) return;
  live_score = scoring->score();
  scoring.reset();
  if (vectors_origin != "run" || live_score.total == 0) return;
  const double share = static_cast<double>(live_score.correct) / live_score.total;
  if (!live_scores.empty() && live_scores.back().units >= scored_units) return;
  live_scores.push_back({scored_units, share});
  if (live_scores.size() > kMaxLossPoints) {
    // Every second point: the curve keeps its shape.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < live_scores.size(); i += 2) live_scores[kept++] = live_scores[i];
    live_scores.resize(kept);
  }
}

}  // namespace wordspace
