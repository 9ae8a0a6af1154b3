// GPT's or BERT's run: text, preparation, verbs, what comes back.
// Not the model that answers (transformer_room_model.cpp) and not settings
// (transformer_room_settings.cpp).
#include <algorithm>
#include <utility>

#include "core/check.h"
#include "labs/transformer_room_impl.h"

namespace wordspace {
namespace {

// A model is copied this often while it trains, in milliseconds.
constexpr int kModelIntervalMs = 1500;

}  // namespace

TransformerRoom::TransformerRoom(TransformerKind kind, Services* services, CorpusStore* corpora,
                                 Runner* runner, int slot, std::function<void(Message)> say)
    : impl_(std::make_unique<Impl>()) {
  Impl& self = *impl_;
  self.kind = kind;
  self.services = services;
  self.corpora = corpora;
  self.runner = runner;
  self.slot = slot;
  self.say = std::move(say);
  CHECK(choose_preset(presets().front()).ok());
  self.send(command::WatchModel{kModelIntervalMs});
}
TransformerRoom::~TransformerRoom() = default;

TransformerKind TransformerRoom::kind() const { return impl_->kind; }
const char* TransformerRoom::model() const { return to_string(impl_->kind); }
const TransformerRun& TransformerRoom::run() const { return impl_->run; }
const std::string& TransformerRoom::preset() const { return impl_->preset; }
const std::string& TransformerRoom::corpus_name() const { return impl_->corpus_name; }
const Snapshot& TransformerRoom::snapshot() const { return impl_->snapshot(); }
double TransformerRoom::speed() const { return impl_->speed; }
std::shared_ptr<const TokenCorpus> TransformerRoom::tokens() const { return impl_->tokens; }

bool TransformerRoom::settings_changed() const {
  return impl_->prepared_signature != impl_->signature();
}

std::int64_t TransformerRoom::memory_bytes() const {
  TransformerConfig config = impl_->run.model;
  config.vocab = impl_->run.vocab_size;
  const int rows = std::clamp(kShareTokens / config.context, 1, impl_->run.batch);
  return config.training_bytes(rows);
}

// --- The run.

void TransformerRoom::Impl::with_text(
    std::function<void(Result<std::shared_ptr<const Corpus>>)> then) {
  const std::uint64_t ticket = ++load_ticket;
  corpora->get(corpus_name,
               [this, ticket, then = std::move(then)](Result<std::shared_ptr<const Corpus>> text) {
                 if (ticket != load_ticket) {  // pressed again meanwhile: the newer one counts
                   then(busy_error());
                   return;
                 }
                 if (!text.ok()) say({Message::Kind::kError, text.error()});
                 then(std::move(text));
               });
}

bool TransformerRoom::Impl::prepare(std::shared_ptr<const Corpus> text, bool start) {
  command::Prepare prepare;
  prepare.start = start;
  const std::string key = tokens_key();
  const auto have = tokens_signature == key ? tokens : nullptr;
  prepare.make = [text = std::move(text), settings = run, have, key,
                  box = tokenized](WorkerPool* pool) -> Result<PreparedLearner> {
    std::shared_ptr<const TokenCorpus> corpus = have;
    if (!corpus) {
      auto made = tokenize_corpus(*text, tokenize_options(settings));
      if (!made.ok()) return made.error();
      corpus = std::move(made.value());
      box->back() = {key, corpus, std::nullopt};
      box->publish();
    }
    auto learner = make_transformer_learner(settings, corpus, pool);
    if (!learner.ok()) return learner.error();
    return PreparedLearner{std::move(learner.value()), nullptr};
  };
  if (!send(std::move(prepare))) return false;
  preparing = true;
  run_before_preparing = snapshot().run;
  prepared_signature = signature();
  return true;
}

void TransformerRoom::train(std::function<void(Status)> started) {
  Impl& self = *impl_;
  self.with_text(
      [this, started = std::move(started)](const Result<std::shared_ptr<const Corpus>>& text) {
        Impl& inner = *impl_;
        if (!text.ok()) {
          if (started) started(text.error());
          return;
        }
        const bool anew = settings_changed();
        RunWaiters::Waiter waiter{false, inner.snapshot().run, 0, anew, started};
        bool sent = true;
        if (anew) {
          sent = inner.prepare(text.value(), true);
        } else {
          if (inner.snapshot().status == RunStatus::kDone) {
            sent = inner.send(command::Reset{inner.run.seed});
          }
          sent = sent && inner.send(command::Start{});
        }
        if (sent) {
          use_run_model();
          inner.waiters.add(std::move(waiter));
        } else if (started) {
          started(busy_error());
        }
      });
}

void TransformerRoom::pause() { impl_->send(command::Pause{}); }

void TransformerRoom::step(std::function<void(Status)> done) {
  Impl& self = *impl_;
  self.with_text([this, done = std::move(done)](const Result<std::shared_ptr<const Corpus>>& text) {
    Impl& inner = *impl_;
    if (!text.ok()) {
      if (done) done(text.error());
      return;
    }
    const Snapshot& now = inner.snapshot();
    RunWaiters::Waiter waiter{true, now.run, now.record_number, false, done};
    bool sent = true;
    if (settings_changed()) {
      sent = inner.prepare(text.value(), false);
    } else if (now.status == RunStatus::kDone) {
      const Error finished{"run.finished", "The run has read everything: there is no next step.",
                           "Press Reset to begin again, then Step."};
      inner.say({Message::Kind::kWarning, finished});
      if (done) done(finished);
      return;
    }
    sent = sent && inner.send(command::Step{});
    if (sent) {
      use_run_model();
      inner.waiters.add(std::move(waiter));
    } else if (done) {
      done(busy_error());
    }
  });
}

void TransformerRoom::reset() {
  Impl& self = *impl_;
  if (self.prepared_signature.empty()) return;
  if (!settings_changed()) {
    self.send(command::Reset{self.run.seed});
    return;
  }
  self.with_text([this](const Result<std::shared_ptr<const Corpus>>& text) {
    if (text.ok()) impl_->prepare(text.value(), false);
  });
}

void TransformerRoom::set_speed(double share) {
  impl_->speed = share < 0.01 ? 0.01 : share > 1 ? 1 : share;
  impl_->send(command::SetSpeed{impl_->speed});
}

// --- Once a frame.

bool TransformerRoom::poll() {
  Impl& self = *impl_;
  bool changed = false;
  if (self.tokenized->refresh()) {
    self.tokens = self.tokenized->front().corpus;
    self.tokens_signature = self.tokenized->front().signature;
    if (const auto& error = self.tokenized->front().error)
      self.say({Message::Kind::kError, *error});
    self.preparing_text = false;
    changed = true;
  }
  const Snapshot& now = self.snapshot();
  if (now.status != self.last_status) {
    self.last_status = now.status;
    changed = true;
    if (now.status == RunStatus::kFailed && now.error)
      self.say({Message::Kind::kError, *now.error});
  }
  if (self.preparing && (now.status == RunStatus::kTraining || !self.runner->busy())) {
    // A refused preparation leaves the trainer as it was and its reason in the snapshot.
    self.preparing = false;
    if (now.error) {
      self.say({Message::Kind::kError, *now.error});
      if (now.run == self.run_before_preparing) self.prepared_signature.clear();
    }
    changed = true;
  }
  if (self.runner->model(self.slot).version != self.seen_model) {
    self.take_model();
    changed = true;
  }
  self.waiters.answer(now, !self.runner->busy());
  return changed;
}

bool TransformerRoom::busy() const {
  return impl_->ready_missing > 0 || impl_->preparing || impl_->preparing_text;
}

void TransformerRoom::prepare_text() {
  Impl& self = *impl_;
  if (self.preparing_text || (self.tokens && self.tokens_signature == self.tokens_key())) return;
  self.preparing_text = true;
  self.with_text([this](const Result<std::shared_ptr<const Corpus>>& text) {
    Impl& inner = *impl_;
    if (!text.ok()) {
      inner.preparing_text = false;
      return;
    }
    command::Work work;
    work.run = [corpus = text.value(), options = tokenize_options(inner.run),
                key = inner.tokens_key(), box = inner.tokenized] {
      auto made = tokenize_corpus(*corpus, options);
      Impl::Tokenized& out = box->back();
      out = {key, nullptr, std::nullopt};
      if (made.ok()) {
        out.corpus = std::move(made.value());
      } else {
        out.error = made.error();
      }
      box->publish();
    };
    if (!inner.send(std::move(work))) inner.preparing_text = false;
  });
}

}  // namespace wordspace
