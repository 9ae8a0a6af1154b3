// What is due when: what ended or came is kept at once, a change of settings when it has settled, a
// run in progress every few seconds; every change is noted in the journal in the frame that shows
// it. Not bringing back (keeper_reading.cpp) and not the writing itself (keeper_writing.cpp).
#include "labs/keeper.h"

#include <algorithm>
#include <cstdio>
#include <random>

#include "labs/corpus_store.h"
#include "labs/keeper_impl.h"
#include "labs/services.h"
#include "labs/workspace.h"
#include "text/corpus.h"
#include "train/run_status.h"
#include "train/snapshot.h"

namespace wordspace {
namespace {

constexpr double kSettledMs = 500;     // a change is kept when no other followed for so long ...
constexpr double kUnsettledMs = 3000;  // ... and after so long in any case
constexpr double kTrainingMs = 3500;   // from one keeping of a run in progress to the next
constexpr double kShare = 3;           // of the time may go by without keeping what keeping takes
constexpr double kNoteMs = 1000;       // how far a run in progress is, into the journal
constexpr double kFlushMs = 250;       // what a closing window waits for the trainer
constexpr double kRefusedMs = 500;     // how often a window looks that can keep nothing
constexpr std::size_t kNoteBytes = 1 << 20;  // of her text, into the journal
constexpr const char* kModels[] = {"word2vec", "glove", "gpt", "bert"};

std::string new_visit() {
  std::random_device random;
  char name[20];
  std::snprintf(name, sizeof name, "%08x%08x", random(), random());
  return name;
}

std::vector<const void*> files_there(const Session& session) {
  std::vector<const void*> out;
  if (session.vectors) out.push_back(session.vectors->rows.get());
  for (const SessionFolder& folder : session.folders) out.push_back(folder.files.get());
  return out;
}

}  // namespace

void Keeper::Impl::say(Message::Kind kind, const char* code, std::vector<std::string> args,
                       Message::Action action) {
  Message message{kind, {code, "", "", std::move(args)}};
  message.action = action;
  workspace->say(std::move(message));
}
void Keeper::Impl::say(const Error& error) { workspace->say({Message::Kind::kWarning, error}); }

double Keeper::Impl::clock() const {
  const auto& steady = workspace->services().now_ms;
  return steady ? std::max(steady(), now) : now;
}

// --- What has changed.

bool Keeper::Impl::Seen::trains() const {
  return std::any_of(runs.begin(), runs.end(), [](const auto& run) { return run.second.training; });
}

const std::string& Keeper::Impl::id_of(const std::string& model, std::uint64_t run) {
  KnownRun& one = known[model];
  if (one.id.empty() || one.run != run) {
    one = {run, visit + "." + std::to_string(run)};
    if (const auto back = adopted.find(model); back != adopted.end()) {
      one.id = back->second;
      adopted.erase(back);
    }
  }
  return one.id;
}

Keeper::Impl::Seen Keeper::Impl::seen_now(const Session& session) {
  Seen out;
  out.outline = write_outline(session);
  out.text = session.own_text.get();
  out.files = files_there(session);
  for (const char* model : kModels) {
    const Snapshot& run = workspace->controls(model)->snapshot();
    if (run.kind.empty()) continue;
    out.runs[model] = {id_of(model, run.run), run.units_done, run.units_total,
                       run.status == RunStatus::kTraining};
  }
  return out;
}

void Keeper::Impl::look() {
  looked = now;
  const Session session = workspace->session_now();
  Seen fresh = seen_now(session);
  if (!seen) {
    seen = std::move(fresh);  // as it was found, or brought back: nothing of it is new
    return;
  }
  const bool settings = fresh.outline != seen->outline;
  if (settings) {
    if (changed_at == kNever) changed_at = now;
    latest_change = now;
  }
  bool event = fresh.text != seen->text || fresh.files != seen->files ||
               fresh.runs.size() != seen->runs.size();
  for (const auto& [model, run] : fresh.runs) {
    const auto was = seen->runs.find(model);
    event = event || was == seen->runs.end() || was->second.id != run.id ||
            was->second.training != run.training ||
            (!run.training && was->second.units_done != run.units_done);
  }
  at_once = at_once || event;
  const bool due = fresh.trains() && now - noted_at >= kNoteMs;
  seen = std::move(fresh);
  if (state == State::kKeeping && (settings || event || due)) note(session);
}

void Keeper::Impl::note(const Session& session) {
  if (!shelf.write_note) return;
  noted_at = now;
  Journal journal;
  journal.outline = session;
  journal.outline.number = ++number;
  if (session.own_text) {
    const std::string& text = session.own_text->text;
    journal.text = {session.own_title, key_of({"text", text, session.own_text})};
    const bool kept = on_shelf.count(journal.text.key) > 0;
    if (!kept && noted_text != session.own_text.get() && text.size() <= kNoteBytes &&
        text.find('\0') == std::string::npos) {
      noted_text = session.own_text.get();
      shelf.write_note(kNotedText, text);
    }
  }
  journal.files = files_of(session, [this](const SessionPart& part) { return key_of(part); });
  for (const auto& [model, run] : seen->runs) {
    journal.runs.push_back({model, run.id, run.units_done, run.units_total});
  }
  shelf.write_note(kJournalName, write_journal(journal));
}

double Keeper::Impl::due_at() const {
  if (at_once) return now;
  const bool training = seen && seen->trains();
  if (hurry && (training || changed_at != kNever)) return now;
  double due = kNever;
  if (changed_at != kNever) due = std::min(latest_change + kSettledMs, changed_at + kUnsettledMs);
  if (training) {
    due = std::min(due, std::max(began_at + kTrainingMs, ended_at + kShare * took_ms));
  }
  return due;
}

void Keeper::Impl::tick(double now_ms) {
  now = now_ms;
  if (state == State::kRefused && !said_refused) {
    look_for_refused();
    return;
  }
  if (state != State::kKeeping) return;
  look();
  if (due_at() == kNever) hurry = false;
  if (collecting || job || due_at() > now) return;
  keep();
}

void Keeper::Impl::flush() {
  if (state != State::kKeeping) return;
  now = clock();
  look();
  note(workspace->session_now());
  const bool training = seen && seen->trains();
  if (!collecting && !at_once && !training && changed_at == kNever) return;
  if (!collecting) keep();
  const double until = clock() + kFlushMs;
  while (collecting && clock() < until) workspace->poll();
}

// Said when there is something to keep, not at every start of a private window.
void Keeper::Impl::look_for_refused() {
  if (now - looked < kRefusedMs) return;
  look();
  if (changed_at == kNever && !at_once && !seen->trains()) return;
  said_refused = true;
  say({"kept.refused",
       "This browser keeps nothing here: perhaps the window is a private one.",
       "Save the session as a file before you close it.",
       {}});
}

// --- The keeper.

const char* to_string(Keeper::State state) {
  switch (state) {
    case Keeper::State::kOff:
      return "off";
    case Keeper::State::kAsking:
      return "asking";
    case Keeper::State::kBringing:
      return "bringing";
    case Keeper::State::kKeeping:
      return "keeping";
    case Keeper::State::kOthers:
      return "others";
    case Keeper::State::kRefused:
      return "refused";
    case Keeper::State::kNewer:
      return "newer";
    case Keeper::State::kDamaged:
      return "damaged";
  }
  return "off";
}

Keeper::Keeper(Workspace* workspace, Shelf shelf, std::uint64_t limit)
    : impl_(std::make_shared<Impl>()) {
  impl_->workspace = workspace;
  impl_->shelf = std::move(shelf);
  impl_->limit = limit;
  impl_->visit = new_visit();
}
Keeper::~Keeper() = default;

void Keeper::begin(std::function<void(const Session&)> wins) {
  Impl& self = *impl_;
  self.wins = std::move(wins);
  if (self.state != State::kOff || !self.shelf.claim) return;
  self.now = self.clock();
  self.look();
  self.outline_at_start = self.seen->outline;
  self.lab_at_start = self.workspace->session_now().lab;
  self.text_at_start = self.seen->text;
  self.ask(false);
}

void Keeper::tick(double now_ms) { impl_->tick(now_ms); }

double Keeper::wake_at() const {
  const Impl& self = *impl_;
  if (self.state == State::kRefused && !self.said_refused) {
    return std::isinf(self.looked) ? kNever : self.looked + kRefusedMs;
  }
  if (self.state != State::kKeeping) return kNever;
  if (self.job || self.collecting) return kNever;  // an answer comes, and a frame with it
  return self.due_at();
}

void Keeper::soon() { impl_->hurry = true; }
void Keeper::flush() { impl_->flush(); }

bool Keeper::busy() const { return impl_->collecting || impl_->job != nullptr; }

Keeper::State Keeper::state() const { return impl_->state; }
std::uint64_t Keeper::kept_bytes() const {
  std::uint64_t total = impl_->list_bytes;
  for (const auto& [key, bytes] : impl_->on_shelf) total += bytes;
  return total;
}
std::uint64_t Keeper::limit() const { return impl_->limit; }
bool Keeper::small_only() const { return impl_->small; }

bool Keeper::work_elsewhere() const {
  return impl_->state == State::kOthers || !impl_->other.empty();
}

void Keeper::clear() {
  Impl& self = *impl_;
  if (self.state != State::kKeeping && self.state != State::kNewer &&
      self.state != State::kDamaged) {
    return;
  }
  self.forget_all();
  self.state = State::kKeeping;
  self.seen.reset();  // what is on screen counts as new from its next change on
  self.changed_at = kNever;
  self.at_once = false;
}

void Keeper::leave_empty() {
  clear();
  impl_->state = State::kOff;
}

void Keeper::take_over() {
  Impl& self = *impl_;
  if (self.state == State::kKeeping && !self.other.empty()) return self.bring_other();
  if (self.state != State::kOthers) return;
  self.why = Impl::Why::kTakeOver;
  self.ask(true);
}

}  // namespace wordspace
