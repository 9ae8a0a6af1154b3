// GPT's or BERT's run: its text as tokens, its learner, its memory.
// Not the verbs (model_room.cpp), the model that answers (transformer_room_model.cpp) or settings
// (transformer_room_settings.cpp).
#include <algorithm>
#include <utility>

#include "core/ensure.h"
#include "core/worker_pool.h"
#include "labs/transformer_room_impl.h"
#include "text/corpus.h"
#include "text/token_corpus.h"
#include "train/learner.h"
#include "train/transformer_learner.h"

namespace wordspace {
namespace {

// A model is copied this often while it trains, in milliseconds.
constexpr int kModelIntervalMs = 1500;

}  // namespace

TransformerRoom::TransformerRoom(TransformerKind kind, Ground ground)
    : ModelRoom(std::move(ground)), impl_(std::make_unique<Impl>()) {
  impl_->kind = kind;
  ENSURE(choose_preset(presets().front()).ok());
  send(command::WatchModel{kModelIntervalMs});
}
TransformerRoom::~TransformerRoom() = default;

TransformerKind TransformerRoom::kind() const { return impl_->kind; }
const char* TransformerRoom::model() const { return to_string(impl_->kind); }
const TransformerRun& TransformerRoom::run() const { return impl_->run; }
std::string TransformerRoom::settings_json() const { return to_json(impl_->run); }
std::uint64_t TransformerRoom::seed() const { return impl_->run.seed; }
std::shared_ptr<const TokenCorpus> TransformerRoom::tokens() const { return impl_->tokens; }

Status TransformerRoom::take_settings(const std::string& json) {
  auto run = transformer_run_from_json(json);
  if (!run.ok()) return run.error();
  if (run->model.kind != impl_->kind) {
    return Error{"checkpoint.bad_config", "The saved settings cannot be read.",
                 "Save the run again."};
  }
  impl_->run = std::move(run.value());
  return Done{};
}

std::int64_t TransformerRoom::memory_bytes() const {
  TransformerConfig config = impl_->run.model;
  // As large as was asked for until the text was cut so.
  const bool cut = impl_->tokens && impl_->tokens_signature == tokens_key();
  config.vocab = cut ? impl_->tokens->codec->size() : impl_->run.vocab_size;
  const int rows = std::clamp(kShareTokens / config.context, 1, impl_->run.batch);
  return config.training_bytes(rows);
}

// --- The run.

std::string TransformerRoom::tokens_key() const {
  const TokenizeOptions o = tokenize_options(impl_->run);
  return text_key() + "\n" + to_string(o.kind) + "\n" + std::to_string(o.vocab_size) + "\n" +
         std::to_string(o.held_out_fraction) + "\n" + std::to_string(o.seed);
}

std::function<Result<PreparedLearner>(WorkerPool*)> TransformerRoom::maker(
    std::shared_ptr<const Corpus> text) {
  const std::string key = tokens_key();
  const auto have = impl_->tokens_signature == key ? impl_->tokens : nullptr;
  return [text = std::move(text), settings = impl_->run, have, key,
          box = impl_->tokenized](WorkerPool* pool) -> Result<PreparedLearner> {
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
}

// --- Once a frame.

bool TransformerRoom::poll_more() {
  Impl& self = *impl_;
  bool changed = false;
  if (self.tokenized->refresh()) {
    self.tokens = self.tokenized->front().corpus;
    self.tokens_signature = self.tokenized->front().signature;
    if (const auto& error = self.tokenized->front().error) say(*error);
    self.preparing_text = false;
    changed = true;
  }
  if (runner().model(slot()).version != self.seen_model) {
    take_model();
    changed = true;
  }
  self.positions.follow(runner().model(slot()), snapshot());
  return changed;
}

const PositionHistory& TransformerRoom::position_history() const { return impl_->positions; }

bool TransformerRoom::busy() const {
  return impl_->ready_missing > 0 || impl_->preparing_text || ModelRoom::busy();
}

void TransformerRoom::prepare_text() {
  Impl& self = *impl_;
  if (self.preparing_text || (self.tokens && self.tokens_signature == tokens_key())) return;
  self.preparing_text = true;
  with_text([this](const Result<std::shared_ptr<const Corpus>>& text) {
    Impl& inner = *impl_;
    if (!text.ok()) {
      inner.preparing_text = false;
      return;
    }
    command::Work work;
    work.run = [corpus = text.value(), options = tokenize_options(inner.run), key = tokens_key(),
                box = inner.tokenized] {
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
    if (!send(std::move(work))) inner.preparing_text = false;
  });
}

}  // namespace wordspace
