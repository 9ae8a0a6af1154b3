// The workspace as a whole: what happens once a frame, and its small accessors.
// Not its verbs: text, run, answers and files stand in the workspace_*.cpp beside this one.
#include "labs/workspace.h"

#include "labs/workspace_impl.h"
#include "models/transformer_config.h"

namespace wordspace {

namespace {

// How often the trainer copies its vectors for the live map, in milliseconds.
constexpr int kEmbeddingIntervalMs = 250;

}  // namespace

Workspace::Impl::Impl(Services services_in, int num_threads)
    : services(std::move(services_in)),
      runner(num_threads, kNumSlots),
      corpora(&services),
      background(&runner, kBackgroundSlot),
      glove(ground(kGloveSlot)),
      gpt(TransformerKind::kGpt, ground(kGptSlot)),
      bert(TransformerKind::kBert, ground(kBertSlot)) {}

ModelRoom::Ground Workspace::Impl::ground(int slot) {
  ModelRoom::Ground made{&services, &corpora, &runner, slot,
                         [this](Message message) { messages.push_back(std::move(message)); }};
  made.replacing = [this](RunControls& room, SessionRoom before) {
    replacing(room, std::move(before));
  };
  made.replacing_settings = [this](SessionRoom before) {
    UndoStep step;
    step.session.rooms.push_back(std::move(before));
    step.words = "message.preset_replaced";
    remember(std::move(step));
  };
  return made;
}

Workspace::Workspace(Services services, int num_threads)
    : impl_(std::make_unique<Impl>(std::move(services), num_threads)) {
  Impl& self = *impl_;
  static_cast<void>(choose_preset("demo"));
  self.self = this;
  self.choose_questions();
  self.send(command::WatchModel{kEmbeddingIntervalMs});
  if (!self.services.fetch) return;
  self.corpora.fetch_list([&self](const Status& status) {
    if (!status.ok()) self.say(Message::Kind::kError, status.error());
    self.choose_questions();
  });
  const auto fetch_questions = [&self](const char* path, std::vector<QuestionSection>* into) {
    self.services.fetch(
        path, {}, [&self, into, alive = std::weak_ptr<bool>(self.alive)](Result<std::string> text) {
          if (alive.expired() || !text.ok()) return;
          auto parsed = parse_questions(text.value());
          if (!parsed.ok()) return;
          *into = std::move(parsed.value());
          self.choose_questions();
        });
  };
  fetch_questions("data/questions-small.txt", &self.small_questions);
  fetch_questions("data/questions-en.txt", &self.questions);
}

Workspace::~Workspace() = default;

bool Workspace::poll() {
  Impl& self = *impl_;
  bool changed = self.runner.poll();
  changed = self.glove.poll() || changed;
  changed = self.gpt.poll() || changed;
  changed = self.bert.poll() || changed;
  changed = self.background.poll() || changed;
  changed = self.end_jobs() || changed;
  changed = self.end_collecting() || changed;
  changed = self.end_undo() || changed;
  for (const char* model : {"word2vec", "glove", "gpt", "bert"}) {
    if (controls(model)->snapshot().status == RunStatus::kTraining) self.last_trained = model;
  }
  self.open_pending_folder();
  const Snapshot& now = self.runner.snapshot();
  if (now.run != self.last_run) {
    self.last_run = now.run;
    self.live_scores.clear();
    self.live_score = {};
    self.scoring.reset();
  }
  if (now.encoded != self.encoded) {
    self.encoded = now.encoded;
    self.encoded_signature = self.wanted_encoding;
  }
  if (now.status != self.last_status) {
    self.last_status = now.status;
    changed = true;
    if (now.status == RunStatus::kFailed && now.error) self.say(Message::Kind::kError, *now.error);
  }
  const bool arrived = now.run != self.run_before_preparing && now.status != RunStatus::kPreparing;
  if (self.preparing && (arrived || !self.runner.busy())) {
    self.end_preparing();
    changed = true;
  }
  if (changed) self.take_run_vectors();
  self.waiters.answer(now, !self.runner.busy());
  if (self.checkpoint_wanted && self.runner.checkpoint().number != self.seen_checkpoint) {
    self.seen_checkpoint = self.runner.checkpoint().number;
    self.checkpoint_wanted = false;
    changed = true;
    if (self.runner.checkpoint().bytes) {
      save_checkpoint_file(self.services, "word2vec.checkpoint", *self.runner.checkpoint().bytes,
                           [this](Message message) { say(std::move(message)); });
    }
  }
  if (self.scoring || self.scored_version != self.vectors_version) {
    self.advance_score();
    changed = true;
  }
  return changed;
}

bool Workspace::busy() const {
  const Impl& self = *impl_;
  return self.runner.busy() || !self.corpora.load().name.empty() || self.scoring.has_value() ||
         self.scored_version != self.vectors_version || self.glove.busy() || self.gpt.busy() ||
         self.bert.busy() || !self.pending_folder.empty() || !self.jobs.empty() ||
         !self.collecting.empty();
}

Status Workspace::work(std::function<void()> job, std::function<void()> done) {
  Impl& self = *impl_;
  auto finished = std::make_shared<std::atomic<bool>>(false);
  command::Work work;
  work.run = [job = std::move(job), finished] {
    job();
    finished->store(true, std::memory_order_release);
  };
  if (!self.runner.send(std::move(work))) return busy_error();
  self.jobs.push_back({std::move(finished), std::move(done)});
  return Done{};
}

bool Workspace::Impl::end_jobs() {
  std::vector<Job> ended;
  for (std::size_t i = 0; i < jobs.size();) {
    if (!jobs[i].finished->load(std::memory_order_acquire)) {
      ++i;
      continue;
    }
    ended.push_back(std::move(jobs[i]));
    jobs.erase(jobs.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (const Job& job : ended) job.done();
  return !ended.empty();
}

GloveRoom& Workspace::glove() { return impl_->glove; }
TransformerRoom& Workspace::gpt() { return impl_->gpt; }
TransformerRoom& Workspace::bert() { return impl_->bert; }
Background& Workspace::background() { return impl_->background; }
void Workspace::text(const std::string& name, CorpusStore::Answer answer) {
  impl_->corpora.get(name, std::move(answer));
}
RunControls* Workspace::controls(std::string_view model) {
  if (model == "glove") return &impl_->glove;
  if (model == "gpt") return &impl_->gpt;
  if (model == "bert") return &impl_->bert;
  return model == "word2vec" ? this : nullptr;
}
RunControls& Workspace::shown_run(std::string_view model) {
  if (RunControls* run = controls(model)) return *run;
  return *controls(impl_->last_trained);
}

std::vector<Message>& Workspace::messages() { return impl_->messages; }
void Workspace::say(Message message) { impl_->messages.push_back(std::move(message)); }
Services& Workspace::services() { return impl_->services; }

}  // namespace wordspace
