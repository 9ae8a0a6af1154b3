// A room's run: text, preparation, verbs, checkpoints, what comes back.
// Not the trainer's side (train/) and not settings.
#include "labs/model_room.h"

#include <utility>

#include "labs/corpus_store.h"
#include "labs/services.h"
#include "labs/session.h"
#include "text/corpus.h"
#include "train/checkpoint.h"
#include "train/runner.h"

namespace wordspace {

ModelRoom::ModelRoom(Ground ground) : ground_(std::move(ground)) {}
ModelRoom::~ModelRoom() = default;

const Snapshot& ModelRoom::snapshot() const { return runner().snapshot(slot()); }

bool ModelRoom::send(TrainerCommand command) {
  if (runner().send(std::move(command), slot())) return true;
  say({Message::Kind::kWarning, busy_error()});
  return false;
}

void ModelRoom::replace_settings() {
  if (ground_.replacing_settings && preset_.empty() && !corpus_name_.empty()) {
    ground_.replacing_settings(session_room());
  }
}

Status ModelRoom::set_corpus(std::string_view value) {
  std::string name(value);
  if (corpora().listed() && corpora().find(name) == nullptr) {
    return Error{"corpora.unknown",
                 "There is no corpus called \"" + name + "\".",
                 "Choose one of the list in the lab Text and tokens.",
                 {name}};
  }
  if (name != corpus_name_) leave_preset();
  corpus_name_ = std::move(name);
  return Done{};
}

// --- The run.

void ModelRoom::with_text(std::function<void(Result<std::shared_ptr<const Corpus>>)> then) {
  const std::uint64_t ticket = ++load_ticket_;
  corpora().get(corpus_name_,
                [this, ticket, then = std::move(then)](Result<std::shared_ptr<const Corpus>> text) {
                  if (ticket != load_ticket_) {  // pressed again meanwhile: the newer one counts
                    then(busy_error());
                    return;
                  }
                  if (!text.ok()) say(text.error());
                  then(std::move(text));
                });
}

std::string ModelRoom::text_key() const {
  if (corpus_name_ != kOwnText) return corpus_name_;
  return corpus_name_ + " " + std::to_string(corpora().own_version());
}

bool ModelRoom::prepare(std::shared_ptr<const Corpus> text, bool start, SavedRun resumed) {
  command::Prepare prepare;
  prepare.start = start;
  prepare.make = maker(text);
  prepare.resume = std::move(resumed);
  if (!send(std::move(prepare))) return false;
  if (resumed_) std::exchange(resumed_, nullptr)(busy_error());  // a newer wish counts
  if (!preparing_) signature_before_ = prepared_signature_;
  preparing_ = true;
  preparing_text_ = corpus_name_ == kOwnText ? std::move(text) : nullptr;
  checkpoint_name_.clear();
  run_before_preparing_ = snapshot().run;
  prepared_signature_ = signature();
  return true;
}

void ModelRoom::replace_run(SessionRoom former) {
  const Snapshot& now = snapshot();
  if (!ground_.replacing || now.kind.empty() || now.seconds <= 0 || now.units_done == 0) return;
  ground_.replacing(*this, std::move(former));
}

void ModelRoom::train(std::function<void(Status)> started) {
  with_text(
      [this, started = std::move(started)](const Result<std::shared_ptr<const Corpus>>& text) {
        if (!text.ok()) {
          if (started) started(text.error());
          return;
        }
        const bool anew = settings_changed();
        RunWaiters::Waiter waiter{false, snapshot().run, 0, anew, started};
        bool sent = true;
        if (anew) {
          replace_run(session_room());
          sent = prepare(text.value(), true);
        } else {
          if (snapshot().status == RunStatus::kDone) {
            replace_run(session_room());
            sent = send(command::Reset{seed()});
          }
          sent = sent && send(command::Start{});
        }
        if (sent) {
          run_wanted();
          waiters_.add(std::move(waiter));
        } else if (started) {
          started(busy_error());
        }
      });
}

void ModelRoom::pause() { send(command::Pause{}); }

void ModelRoom::step(std::function<void(Status)> done) {
  with_text([this, done = std::move(done)](const Result<std::shared_ptr<const Corpus>>& text) {
    if (!text.ok()) {
      if (done) done(text.error());
      return;
    }
    const Snapshot& now = snapshot();
    RunWaiters::Waiter waiter{true, now.run, now.record_number, false, done};
    bool sent = true;
    if (settings_changed()) {
      replace_run(session_room());
      sent = prepare(text.value(), false);
    } else if (now.status == RunStatus::kDone) {
      // Starting over unasked would throw away what was learned.
      const Error finished = run_finished_error();
      say({Message::Kind::kWarning, finished});
      if (done) done(finished);
      return;
    }
    sent = sent && send(command::Step{});
    if (sent) {
      run_wanted();
      waiters_.add(std::move(waiter));
    } else if (done) {
      done(busy_error());
    }
  });
}

void ModelRoom::reset() {
  if (prepared_signature_.empty()) return;
  if (!settings_changed()) {
    replace_run(session_room());
    send(command::Reset{seed()});
    return;
  }
  with_text([this](const Result<std::shared_ptr<const Corpus>>& text) {
    if (!text.ok()) return;
    replace_run(session_room());
    prepare(text.value(), false);
  });
}

void ModelRoom::set_speed(double share) {
  speed_ = share < 0.01 ? 0.01 : share > 1 ? 1 : share;
  send(command::SetSpeed{speed_});
}

// --- Once a frame.

bool ModelRoom::poll() {
  bool changed = poll_more();
  const Snapshot& now = snapshot();
  if (now.status != last_status_) {
    last_status_ = now.status;
    changed = true;
    if (now.status == RunStatus::kFailed && now.error) say(*now.error);
  }
  const bool arrived = now.run != run_before_preparing_ && now.status != RunStatus::kPreparing;
  if (preparing_ && (arrived || !runner().busy())) {
    end_preparing();
    changed = true;
  }
  if (checkpoint_wanted_ && runner().checkpoint(slot()).number != seen_checkpoint_) {
    seen_checkpoint_ = runner().checkpoint(slot()).number;
    checkpoint_wanted_ = false;
    changed = true;
    if (const auto& bytes = runner().checkpoint(slot()).bytes) {
      save_checkpoint_file(services(), std::string(model()) + ".checkpoint", *bytes, ground_.say);
    }
  }
  waiters_.answer(now, !runner().busy());
  return changed;
}

// A refused preparation or checkpoint leaves the trainer as it was and its reason in the snapshot.
void ModelRoom::end_preparing() {
  const Snapshot& now = snapshot();
  preparing_ = false;
  const std::function<void(Status)> resumed = std::exchange(resumed_, nullptr);
  const bool refused = now.run == run_before_preparing_;
  if (refused && resumed) {
    prepared_signature_ = signature_before_;
  } else if (refused) {
    prepared_signature_.clear();
  } else {
    run_text_ = std::exchange(preparing_text_, nullptr);
  }
  if (now.error && !resumed) {
    say(*now.error);
  } else if (!refused && !checkpoint_name_.empty()) {
    say({Message::Kind::kInfo, {"message.checkpoint", "", "", {checkpoint_name_}}});
  }
  checkpoint_name_.clear();
  if (!resumed) return;
  if (refused) {
    resumed(now.error ? *now.error : busy_error());
  } else {
    resumed(Done{});
  }
}

// --- Sessions.

SessionRoom ModelRoom::session_room() const {
  SessionRoom room;
  room.model = model();
  room.corpus = corpus_name_;
  room.preset = preset_;
  room.settings = settings_json();
  return room;
}

void ModelRoom::take_room(const SessionRoom& room) {
  if (!take_settings(room.settings).ok()) return;  // checked before: of this version it is fine
  choose(room.corpus, room.preset);
}

bool ModelRoom::ask_run(std::shared_ptr<command::SavedRunBox> box, std::size_t max_bytes) {
  if (snapshot().kind.empty()) return false;
  return runner().send(command::SaveCheckpoint{std::move(box), max_bytes}, slot());
}

void ModelRoom::resume(const SessionRun& run, std::function<void(Status)> done) {
  const auto go = [this, run, done](const Result<std::shared_ptr<const Corpus>>& text) {
    if (!text.ok()) return done(text.error());
    const SessionRoom now = session_room();
    if (Status taken = take_settings(run.settings); !taken.ok()) return done(taken);
    choose(run.corpus, {});
    const bool sent = prepare(text.value(), false, run.saved);
    // Of a text of hers that she has replaced since: the run is not of the text on hand.
    if (sent && run.text && run.text != corpora().own()) prepared_signature_ += "\nearlier text";
    take_room(now);
    if (!sent) return done(busy_error());
    resumed_ = done;
    run_wanted();
  };
  if (run.text) {
    go(run.text);
  } else {
    corpora().get(run.corpus, go);
  }
}

// --- Checkpoints.

Status ModelRoom::save_checkpoint() {
  if (!services().save_file) return no_place_error();
  if (prepared_signature_.empty() || snapshot().kind.empty()) {
    return Error{"export.no_run", "There is no run to save yet.", "Press Train first."};
  }
  if (!runner().send(command::SaveCheckpoint{}, slot())) return busy_error();
  checkpoint_wanted_ = true;
  return Done{};
}

Status ModelRoom::open_checkpoint(const std::string& name, std::string bytes,
                                  const CheckpointInfo& info) {
  if (corpora().find(info.corpus) == nullptr) return other_text_error(info.corpus);
  SessionRoom former = session_room();
  if (Status taken = take_settings(info.config_json); !taken.ok()) return taken;
  choose(info.corpus, {});
  SavedRun saved;
  saved.checkpoint = std::make_shared<const std::string>(std::move(bytes));
  with_text([this, name, saved, former](const Result<std::shared_ptr<const Corpus>>& text) {
    if (!text.ok()) return;  // said already
    replace_run(former);
    if (prepare(text.value(), false, saved)) {
      checkpoint_name_ = name;
      run_wanted();
    }
  });
  return Done{};
}

void save_checkpoint_file(Services& services, const std::string& name, std::string_view bytes,
                          const std::function<void(Message)>& say) {
  auto saved = services.save_file(name, "application/octet-stream", bytes);
  if (saved.ok()) {
    say({Message::Kind::kInfo, {"message.saved", "", "", {saved.value()}}});
  } else {
    say({Message::Kind::kError, saved.error()});
  }
}

}  // namespace wordspace
