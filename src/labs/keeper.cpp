// What is due when, and the order of reading and writing: parts first, the list last, what the list
// no longer names after it. A crash between any two of these leaves the older list whole.
// Not the store and not the session's bytes.
#include "labs/keeper.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "labs/message.h"
#include "labs/services.h"
#include "labs/session.h"
#include "labs/workspace.h"
#include "train/run_status.h"
#include "train/snapshot.h"

namespace wordspace {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kLookMs = 500;         // changes are looked for this often
constexpr double kSettledMs = 3000;     // a change is kept when no other followed for so long ...
constexpr double kUnsettledMs = 10000;  // ... and after so long in any case
constexpr double kRestMs = 500;         // after a run paused or ended
constexpr double kTrainingMs = 20000;   // while a run trains
constexpr double kShare = 10;           // never more often than this many times what writing takes
constexpr const char* kModels[] = {"word2vec", "glove", "gpt", "bert"};

}  // namespace

struct Keeper::Impl : std::enable_shared_from_this<Keeper::Impl> {
  Workspace* workspace = nullptr;
  Shelf shelf;
  std::uint64_t limit = kLimitBytes;
  State state = State::kOff;
  std::function<void(const Session&)> wins;

  double now = 0;
  double looked = -kNever;
  std::string settings_seen, runs_seen;  // as they were looked at last
  bool seen = false;
  bool skipped = false;  // a tick came too soon after the last look
  bool taking_over = false;
  double changed_at = kNever;  // first change that is not kept yet
  double latest_change = 0;
  double rest_at = kNever;  // a run paused, ended or was replaced
  bool training = false;
  double kept_at = 0;  // when keeping ended last
  double took_ms = 0;  // and how long it took
  bool hurry = false;
  bool collecting = false, writing = false;
  bool said_refused = false, said_full = false, said_large = false;
  bool small = false;

  Shelf::Sizes on_shelf;       // by key
  std::vector<KeptPart> list;  // what the list on the shelf names
  std::uint64_t list_bytes = 0;

  // One writing.
  struct Writing {
    Session session{};
    std::vector<SessionPart> parts;
    std::vector<KeptPart> named;
    std::size_t next = 0;
    bool full = false;
    double began = 0;
  };
  std::shared_ptr<Writing> job;

  // One reading.
  struct Reading {
    std::string list;
    std::vector<KeptPart> parts;
    std::map<std::string, std::string> bytes;  // by name
    std::size_t next = 0;
  };
  std::shared_ptr<Reading> reading;

  void say(Message::Kind kind, const char* code, std::vector<std::string> args = {},
           Message::Action action = Message::Action::kNone) {
    Message message{kind, {code, "", "", std::move(args)}};
    message.action = action;
    workspace->say(std::move(message));
  }
  void say(const Error& error) { workspace->say({Message::Kind::kWarning, error}); }

  double clock() const {
    const auto& steady = workspace->services().now_ms;
    return steady ? std::max(steady(), now) : now;
  }

  // --- Bringing back.

  void ask(bool take_over) {
    state = State::kAsking;
    shelf.claim(take_over, [weak = weak_from_this()](ShelfClaim claim) {
      const auto self = weak.lock();
      if (self) self->claimed(claim);
    });
  }

  void claimed(ShelfClaim claim) {
    if (claim == ShelfClaim::kNone) {
      state = State::kRefused;
    } else if (claim == ShelfClaim::kOthers) {
      const bool taken = state == State::kKeeping || state == State::kBringing;
      state = State::kOthers;
      if (taken) {
        say(Message::Kind::kWarning, "kept.taken");
      } else {
        say(Message::Kind::kWarning, "kept.others", {}, Message::Action::kTakeOver);
      }
    } else if (state == State::kAsking) {
      shelf.sizes([weak = weak_from_this()](Result<Shelf::Sizes> sizes) {
        const auto self = weak.lock();
        if (self) self->sized(std::move(sizes));
      });
    }
  }

  void sized(Result<Shelf::Sizes> sizes) {
    if (state != State::kAsking) return;
    if (!sizes.ok()) {
      state = State::kRefused;
      return;
    }
    on_shelf = std::move(sizes.value());
    const auto found = on_shelf.find(kListName);
    if (found == on_shelf.end()) {
      // Parts without a list are what a crash left of a first writing.
      for (const auto& [name, bytes] : on_shelf) shelf.forget(name);
      on_shelf.clear();
      state = State::kKeeping;
      return;
    }
    list_bytes = found->second;
    on_shelf.erase(found);
    state = State::kBringing;
    shelf.kept(kListName, [weak = weak_from_this()](Result<std::string> bytes) {
      const auto self = weak.lock();
      if (self && self->state == State::kBringing) self->read_list(std::move(bytes));
    });
  }

  void leave_as_it_is(const Error& error) {
    reading.reset();
    if (error.code == "kept.refused") {
      state = State::kRefused;
      return;
    }
    const bool newer =
        error.code == "session.newer_version" || error.code == "checkpoint.newer_version";
    state = newer ? State::kNewer : State::kDamaged;
    if (newer) {
      say({"kept.newer",
           "What was kept here is of a newer Wordspace.",
           "It stays as it is, and nothing new is kept until you clear it in the menu Session.",
           {}});
    } else {
      say({"kept.damaged",
           "What was kept here cannot be read.",
           "It stays as it is, and nothing new is kept until you clear it in the menu Session.",
           {}});
    }
  }

  void read_list(Result<std::string> bytes) {
    if (!bytes.ok()) return leave_as_it_is(bytes.error());
    auto parts = read_kept_list(*bytes);
    if (!parts.ok()) return leave_as_it_is(parts.error());
    reading = std::make_shared<Reading>();
    reading->list = std::move(bytes.value());
    reading->parts = std::move(parts.value());
    list = reading->parts;
    read_part();
  }

  void read_part() {
    if (reading->next == reading->parts.size()) return bring();
    const KeptPart& part = reading->parts[reading->next];
    shelf.kept(part.key, [weak = weak_from_this()](Result<std::string> bytes) {
      const auto self = weak.lock();
      if (!self || self->state != State::kBringing || !self->reading) return;
      const KeptPart& wanted = self->reading->parts[self->reading->next];
      if (!bytes.ok()) return self->leave_as_it_is(bytes.error());
      const SessionPart read{wanted.name, *bytes, nullptr};
      if (part_key(read) != wanted.key) {
        return self->leave_as_it_is({"kept.damaged", "", "", {}});
      }
      self->reading->bytes[wanted.name] = std::move(bytes.value());
      ++self->reading->next;
      self->read_part();
    });
  }

  void bring() {
    const std::shared_ptr<Reading> read = std::move(reading);
    auto session =
        read_kept(read->list, [&read](const std::string& name) -> std::optional<std::string_view> {
          const auto found = read->bytes.find(name);
          if (found == read->bytes.end()) return std::nullopt;
          return found->second;
        });
    if (!session.ok()) return leave_as_it_is(session.error());
    if (Status fine = workspace->can_restore(*session); !fine.ok()) {
      return leave_as_it_is(fine.error());
    }
    // What she has begun here meanwhile counts more.
    std::erase_if(session->rooms, [this](const SessionRoom& room) {
      return !taking_over && workspace->controls(room.model)->has_run();
    });
    if (std::exchange(taking_over, false)) {
      state = State::kKeeping;
      seen = false;
      workspace->open_session(std::move(session.value()), "message.taken_over");
      return;
    }
    const bool run = session->has_run();
    const bool text = session->own_text != nullptr;
    workspace->restore(*session, true, [weak = weak_from_this(), run, text](const Status& status) {
      const auto self = weak.lock();
      if (!self || self->state != State::kBringing) return;
      if (!status.ok()) {
        // What could not be brought back is still on the shelf: it is not written over.
        self->workspace->say({Message::Kind::kError, status.error()});
        self->state = State::kDamaged;
        self->say({"kept.damaged",
                   "What was kept here cannot be read.",
                   "It stays as it is, and nothing new is kept until you clear it in the menu "
                   "Session.",
                   {}});
        return;
      }
      self->state = State::kKeeping;
      self->seen = false;
      self->forget_others();
      if (run) {
        self->say(Message::Kind::kInfo, "message.brought_back", {}, Message::Action::kAfresh);
      } else if (text) {
        self->say(Message::Kind::kInfo, "message.brought_back_text", {}, Message::Action::kAfresh);
      }
    });
    if (wins) wins(*session);
  }

  // --- What has changed.

  std::string runs_now(bool& trains) const {
    std::string out;
    trains = false;
    for (const char* model : kModels) {
      const Snapshot& now_there = workspace->controls(model)->snapshot();
      if (now_there.kind.empty()) continue;
      const bool one = now_there.status == RunStatus::kTraining;
      trains = trains || one;
      out += std::string(model) + " " + std::to_string(now_there.run) + " " +
             (one ? "training" : std::to_string(now_there.units_done)) + "\n";
    }
    return out;
  }

  void look() {
    looked = now;
    // A list without parts says everything but the runs.
    std::string settings = write_kept_list(workspace->session_now(), {});
    settings += std::to_string(workspace->own_text_version());
    bool trains = false;
    std::string runs = runs_now(trains);
    skipped = false;
    if (!seen) {
      // As it was found, or brought back: nothing of it is new.
      seen = true;
    } else {
      if (settings != settings_seen) {
        if (changed_at == kNever) changed_at = now;
        latest_change = now;
      }
      if (runs != runs_seen && !trains) rest_at = std::min(rest_at, now + kRestMs);
    }
    training = trains;
    settings_seen = std::move(settings);
    runs_seen = std::move(runs);
  }

  double due_at() const {
    double due = rest_at;
    if (changed_at != kNever) {
      due = std::min({due, latest_change + kSettledMs, changed_at + kUnsettledMs});
    }
    if (training) due = std::min(due, kept_at + kTrainingMs);
    if (hurry && due != kNever) due = now;
    return std::max(due, kept_at + kShare * took_ms);
  }

  void tick(double now_ms) {
    now = now_ms;
    if (state == State::kRefused && !said_refused) {
      look_for_refused();
      return;
    }
    if (state != State::kKeeping) return;
    if (now - looked >= kLookMs || hurry) {
      look();
    } else if (now > looked) {
      skipped = true;
    }
    if (hurry && due_at() == kNever) hurry = false;
    if (collecting || writing || due_at() > now) return;
    hurry = false;
    changed_at = rest_at = kNever;
    collecting = true;
    workspace->collect(static_cast<std::size_t>(kRunBytes),
                       [weak = weak_from_this()](Session session, bool too_large) {
                         const auto self = weak.lock();
                         if (!self) return;
                         self->collecting = false;
                         if (self->state == State::kKeeping)
                           self->write(std::move(session), too_large);
                       });
  }

  // Said when there is something to keep, not at every start of a private window.
  void look_for_refused() {
    if (now - looked < kLookMs) {
      skipped = skipped || now > looked;
      return;
    }
    look();
    if (changed_at == kNever && rest_at == kNever && !training) return;
    said_refused = true;
    say({"kept.refused",
         "This browser keeps nothing here: perhaps the window is a private one.",
         "Save the session as a file before you close it.",
         {}});
  }

  // --- Writing.

  void write(Session session, bool too_large) {
    job = std::make_shared<Writing>();
    job->began = clock();
    std::uint64_t total = 0;
    for (const SessionPart& part : session_parts(session)) total += part.bytes.size();
    if (too_large || total > limit) {
      for (SessionRoom& room : session.rooms) room.run.reset();
      small = true;
      if (!said_large) {
        said_large = true;
        say({"kept.too_large",
             "The models are too large to be kept here: at most {0} are.",
             "Settings and text are kept. Save the session as a file.",
             {std::to_string(limit >> 20) + " MB"}});
      }
    } else {
      small = false;
    }
    job->session = std::move(session);
    job->parts = session_parts(job->session);
    writing = true;
    write_part();
  }

  void write_part() {
    while (job->next < job->parts.size()) {
      const SessionPart& part = job->parts[job->next];
      const std::string key = part_key(part);
      job->named.push_back({part.name, key, part.bytes.size()});
      if (on_shelf.count(key) == 0) {
        shelf.keep(key, part.bytes, [weak = weak_from_this(), key](const Status& status) {
          const auto self = weak.lock();
          if (self && self->job && self->state == State::kKeeping) self->wrote_part(key, status);
        });
        return;
      }
      ++job->next;
    }
    write_list();
  }

  void wrote_part(const std::string& key, const Status& status) {
    if (status.ok()) {
      on_shelf[key] = job->parts[job->next].bytes.size();
      ++job->next;
      return write_part();
    }
    if (status.error().code != "kept.full" || job->full) return stop_writing(status.error());
    // No room: what was kept before stays; where that has no model, settings and text are kept.
    say_full();
    job->full = true;
    forget_others();
    if (list_has_run()) return end_writing();
    drop_runs();
    write_part();
  }

  bool list_has_run() const {
    return std::any_of(list.begin(), list.end(),
                       [](const KeptPart& part) { return part.name.starts_with("run."); });
  }

  void drop_runs() {
    for (SessionRoom& room : job->session.rooms) room.run.reset();
    job->parts = session_parts(job->session);
    job->named.clear();
    job->next = 0;
  }

  void say_full() {
    if (said_full) return;
    said_full = true;
    say({"kept.full",
         "There is no room left to keep the models here.",
         "What was kept before stays. Save the session as a file.",
         {}});
  }

  void write_list() {
    const std::string bytes = write_kept_list(job->session, job->named);
    shelf.keep(kListName, bytes,
               [weak = weak_from_this(), num = bytes.size()](const Status& status) {
                 const auto self = weak.lock();
                 if (!self || !self->job || self->state != State::kKeeping) return;
                 self->wrote_list(num, status);
               });
  }

  void wrote_list(std::size_t num_bytes, const Status& status) {
    if (!status.ok()) {
      if (status.error().code == "kept.full") say_full();
      return stop_writing(status.error());
    }
    list = job->named;
    list_bytes = num_bytes;
    forget_others();
    end_writing();
  }

  // The list on the shelf is still the older one, and whole.
  void stop_writing(const Error& error) {
    if (error.code == "kept.refused") {
      state = State::kRefused;
      if (!said_refused) say(error);
      said_refused = true;
    }
    end_writing();
  }

  void end_writing() {
    now = clock();
    took_ms = std::max(now - job->began, 0.0);
    kept_at = now;
    job.reset();
    writing = false;
  }

  void forget(const std::string& key) {
    shelf.forget(key);
    on_shelf.erase(key);
  }

  void forget_others() {
    std::set<std::string> named;
    for (const KeptPart& part : list) named.insert(part.key);
    std::vector<std::string> loose;
    for (const auto& [key, bytes] : on_shelf) {
      if (named.count(key) == 0) loose.push_back(key);
    }
    for (const std::string& key : loose) forget(key);
  }

  void forget_all() {
    job.reset();
    writing = false;
    // The list first: without it nothing is brought back, whatever else is left.
    shelf.forget(kListName);
    list.clear();
    list_bytes = 0;
    forget_others();
    small = false;
  }
};

Keeper::Keeper(Workspace* workspace, Shelf shelf, std::uint64_t limit)
    : impl_(std::make_shared<Impl>()) {
  impl_->workspace = workspace;
  impl_->shelf = std::move(shelf);
  impl_->limit = limit;
}
Keeper::~Keeper() = default;

void Keeper::begin(std::function<void(const Session&)> wins) {
  Impl& self = *impl_;
  self.wins = std::move(wins);
  if (self.state != State::kOff || !self.shelf.claim) return;
  self.now = self.clock();
  self.look();
  self.ask(false);
}

void Keeper::tick(double now_ms) { impl_->tick(now_ms); }

double Keeper::wake_at() const {
  const Impl& self = *impl_;
  const bool waits = self.state == State::kRefused && !self.said_refused;
  if (self.state != State::kKeeping && !waits) return kNever;
  if (self.writing) return self.now + kLookMs;
  if (self.collecting) return kNever;  // the workspace is busy: frames come
  const double look = self.skipped ? self.looked + kLookMs : kNever;
  return waits ? look : std::min(self.due_at(), look);
}

void Keeper::soon() { impl_->hurry = true; }

bool Keeper::busy() const { return impl_->collecting || impl_->writing; }

Keeper::State Keeper::state() const { return impl_->state; }
std::uint64_t Keeper::kept_bytes() const {
  std::uint64_t total = impl_->list_bytes;
  for (const auto& [key, bytes] : impl_->on_shelf) total += bytes;
  return total;
}
std::uint64_t Keeper::limit() const { return impl_->limit; }
bool Keeper::small_only() const { return impl_->small; }

void Keeper::clear() {
  Impl& self = *impl_;
  if (self.state != State::kKeeping && self.state != State::kNewer &&
      self.state != State::kDamaged) {
    return;
  }
  self.forget_all();
  self.state = State::kKeeping;
  self.seen = false;  // what is on screen counts as new from its next change on
  self.changed_at = self.rest_at = kNever;
}

void Keeper::leave_empty() {
  clear();
  impl_->state = State::kOff;
}

void Keeper::take_over() {
  if (impl_->state != State::kOthers) return;
  impl_->taking_over = true;
  impl_->ask(true);
}

}  // namespace wordspace
