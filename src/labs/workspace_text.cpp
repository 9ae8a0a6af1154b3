// The workspace's own choice of text, for the labs Text and Word2Vec.
// Not where texts come from (corpus_store.h) and not encoding: the trainer turns text into numbers
// on its own side.
#include <algorithm>
#include <utility>

#include "labs/workspace_impl.h"
#include "text/corpus.h"

namespace wordspace {

namespace {

constexpr std::size_t kLargeText = 200000;     // words; from here on the presets fit as they are
constexpr std::size_t kFittedWords = 1500000;  // words read in all passes together, about

}  // namespace

const std::vector<CorpusInfo>& Workspace::corpora() const { return impl_->corpora.list(); }
const std::string& Workspace::corpus_name() const { return impl_->corpus_name; }
const Corpus* Workspace::corpus() const { return impl_->corpus.get(); }
const CorpusLoad& Workspace::load() const { return impl_->corpora.load(); }
std::uint64_t Workspace::corpus_version() const { return impl_->corpus_version; }
const CorpusInfo* Workspace::corpus_info() const { return impl_->corpora.find(impl_->corpus_name); }

void Workspace::choose_corpus(const std::string& name, std::function<void(Status)> done) {
  choose_text(name, true, std::move(done));
}

void Workspace::choose_text(const std::string& name, bool by_hand,
                            std::function<void(Status)> done) {
  Impl& self = *impl_;
  if (self.corpora.listed() && self.corpora.find(name) == nullptr) {
    // Not known: nothing changes, and only who asked hears of it.
    if (done) self.corpora.get(name, [&](const auto& text) { done(text.error()); });
    return;
  }
  if (self.corpus && self.corpus_name == name && self.corpus->name == name) {
    if (done) done(Done{});
    return;
  }
  const bool under_way = self.corpus_name == name && self.corpora.load_of(name) != nullptr;
  const std::uint64_t ticket = under_way ? self.load_ticket : ++self.load_ticket;
  std::shared_ptr<Impl::UndoStep> step;
  if (by_hand && self.corpus && self.corpus->name != name) {
    step = std::make_shared<Impl::UndoStep>();
    step->session = self.text_now();
    step->words = "message.text_replaced";
  }
  self.corpus_name = name;
  self.corpora.get(name, [&self, ticket, step, done = std::move(done)](
                             const Result<std::shared_ptr<const Corpus>>& text) {
    Status status = Done{};
    if (!text.ok()) status = text.error();
    if (ticket == self.load_ticket) {  // nobody chose another text meanwhile
      if (text.ok() && self.corpus != text.value()) {
        self.take_text(text.value());
        if (step) self.remember(std::move(*step));
      }
      if (!text.ok() && self.corpus) self.corpus_name = self.corpus->name;  // the old text stays
    }
    if (!text.ok()) self.say_once(text.error());
    if (done) done(status);
  });
}

void Workspace::Impl::say_once(const Error& error) {
  if (!messages.empty() && messages.back().error.code == error.code &&
      messages.back().error.args == error.args) {
    return;
  }
  say(Message::Kind::kError, error);
}

void Workspace::Impl::take_text(std::shared_ptr<const Corpus> text) {
  corpus = std::move(text);
  corpus_name = corpus->name;
  choose_questions();
  ++corpus_version;
  fit_settings_to_text();
}

Status Workspace::own_text(const std::string& name, std::string bytes) {
  Impl& self = *impl_;
  if (Status free = self.services.changeable(); !free.ok()) {
    self.say(Message::Kind::kWarning, free.error());
    return free;
  }
  Impl::UndoStep step;
  step.session = self.text_now();
  step.words = "message.text_replaced";
  const bool replaces = self.corpus != nullptr || step.session.own_text != nullptr;
  auto text = self.corpora.set_own(name, std::move(bytes));
  if (!text.ok()) {
    self.say(Message::Kind::kError, text.error());
    return text.error();
  }
  ++self.load_ticket;  // whatever was on its way is no longer wanted here
  self.take_text(text.value());
  self.preset.clear();
  if (replaces) self.remember(std::move(step));
  const std::uint64_t num_words = self.corpora.find(kOwnText)->num_words;
  if (num_words < kMinUsefulWords) {
    self.say(Message::Kind::kWarning, {"text.small", "", "", {std::to_string(num_words)}});
  }
  return Done{};
}

// A rare word is seen too seldom to learn from, but in a small text nearly every word is rare: keep
// more of them and read the text more often. A large text gets back what was set before.
void Workspace::Impl::fit_settings_to_text() {
  const std::size_t words = count_spaced_words(corpus->text);
  if (words >= kLargeText) {
    if (before_fitting) {
      run.min_count = before_fitting->min_count;
      run.held_out_fraction = before_fitting->held_out_fraction;
      run.config.epochs = before_fitting->config.epochs;
      before_fitting.reset();
    }
    return;
  }
  if (!before_fitting) before_fitting = run;
  run.min_count = words < 20000 ? 1 : 2;
  run.held_out_fraction = 0;
  const auto passes = static_cast<int>(kFittedWords / std::max<std::size_t>(words, 1));
  run.config.epochs = std::clamp(passes, 5, 50);
}

}  // namespace wordspace
