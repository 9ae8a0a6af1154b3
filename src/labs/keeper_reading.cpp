// Bringing back: whose the shelf is, the list on it, its parts, the journal over them, and one true
// sentence about each thing. Also what becomes of another window's work.
// Not the writing (keeper_writing.cpp).
#include <algorithm>
#include <utility>

#include "labs/keeper_impl.h"
#include "labs/workspace.h"
#include "text/corpus.h"
#include "ui/widgets.h"

namespace wordspace {
namespace {

// Of models, for sentences: names are the same in every language.
std::string name_of(const std::string& model) {
  return model == "word2vec" ? "Word2Vec"
         : model == "glove"  ? "GloVe"
         : model == "gpt"    ? "GPT"
                             : "BERT";
}

std::string grouped(std::int64_t count) { return ui::format_count(static_cast<double>(count)); }

// "Word2Vec 76 546 / 4 402 345, GPT 300 / 300"
std::string runs_of(const Session& session) {
  std::string out;
  for (const SessionRoom& room : session.rooms) {
    if (!room.run) continue;
    const SavedRun& saved = room.run->saved;
    out += (out.empty() ? "" : ", ") + name_of(room.model) + " " + grouped(saved.units_done);
    if (saved.units_total > 0) out += " / " + grouped(saved.units_total);
  }
  return out;
}

Error damaged() {
  return {"kept.damaged",
          "What was kept here cannot be read.",
          "It stays as it is, and nothing new is kept until you clear it in the menu Session.",
          {}};
}

}  // namespace

// --- Whose the shelf is.

void Keeper::Impl::ask(bool take_over) {
  state = State::kAsking;
  shelf.claim(take_over, later([](Impl& self, ShelfClaim claim) { self.claimed(claim); }));
}

void Keeper::Impl::claimed(ShelfClaim claim) {
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
  } else if (state == State::kAsking || state == State::kOthers) {
    // In line behind another window until that one was closed.
    if (state == State::kOthers) why = Why::kInherit;
    state = State::kAsking;
    shelf.sizes(
        later([](Impl& self, Result<Shelf::Sizes> sizes) { self.sized(std::move(sizes)); }));
  }
}

void Keeper::Impl::sized(Result<Shelf::Sizes> sizes) {
  if (state != State::kAsking) return;
  if (!sizes.ok()) {
    state = State::kRefused;
    return;
  }
  on_shelf = std::move(sizes.value());
  state = State::kBringing;
  const auto found = on_shelf.find(kListName);
  const bool list_there = found != on_shelf.end();
  list_bytes = list_there ? found->second : 0;
  if (list_there) on_shelf.erase(found);
  const auto go_on = [this, list_there] {
    if (list_there) {
      read_session_of(kListName,
                      later([](Impl& self, Session session) { self.bring(std::move(session)); }));
    } else {
      bring({});
    }
  };
  const auto others = on_shelf.find(kOtherName);
  if (others == on_shelf.end()) return go_on();
  on_shelf.erase(others);
  shelf.kept(kOtherName, later([go_on](Impl& self, Result<std::string> bytes) {
               self.know_other(std::move(bytes));
               if (self.state == State::kBringing) go_on();
             }));
}

// --- Reading.

void Keeper::Impl::leave_as_it_is(const Error& error) {
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
    say(damaged());
  }
}

void Keeper::Impl::read_session_of(const char* name, std::function<void(Session)> done) {
  reading = std::make_shared<Reading>();
  reading->done = std::move(done);
  shelf.kept(name, later([mine = reading](Impl& self, Result<std::string> bytes) {
               if (self.reading == mine) self.read_list(std::move(bytes));
             }));
}

void Keeper::Impl::read_list(Result<std::string> bytes) {
  if (!bytes.ok()) return leave_as_it_is(bytes.error());
  auto parts = read_kept_list(*bytes);
  if (!parts.ok()) return leave_as_it_is(parts.error());
  reading->list = std::move(bytes.value());
  reading->parts = std::move(parts.value());
  read_part();
}

void Keeper::Impl::read_part() {
  if (reading->next == reading->parts.size()) {
    const std::shared_ptr<Reading> read = std::exchange(reading, nullptr);
    auto session =
        read_kept(read->list, [&read](const std::string& name) -> std::optional<std::string_view> {
          const auto found = read->bytes.find(name);
          if (found == read->bytes.end()) return std::nullopt;
          return found->second;
        });
    if (!session.ok()) return leave_as_it_is(session.error());
    if (state == State::kBringing) list = read->parts;
    return read->done(std::move(session.value()));
  }
  shelf.kept(reading->parts[reading->next].key,
             later([mine = reading](Impl& self, Result<std::string> bytes) {
               if (self.reading != mine) return;
               const KeptPart& wanted = mine->parts[mine->next];
               if (!bytes.ok()) return self.leave_as_it_is(bytes.error());
               if (part_key({wanted.name, *bytes, nullptr}) != wanted.key) {
                 return self.leave_as_it_is(damaged());
               }
               mine->bytes[wanted.name] = std::move(bytes.value());
               ++mine->next;
               self.read_part();
             }));
}

// --- Bringing.

bool Keeper::Impl::has_work() const {
  const Session now_there = workspace->session_now();
  return now_there.own_text || now_there.vectors || !now_there.folders.empty() ||
         std::any_of(now_there.rooms.begin(), now_there.rooms.end(), [this](const auto& room) {
           return workspace->controls(room.model)->has_run();
         });
}

void Keeper::Impl::bring(Session session) {
  std::vector<Lost> lost;
  bool newer = false;
  if (shelf.note) {
    const auto journal = read_journal(shelf.note(kJournalName));
    newer = journal.ok() && journal->outline.number > session.number;
    if (newer) lost = put_over(session, *journal, shelf.note(kNotedText));
    noted_text =
        session.own_text.get();  // a copy that may still lie there goes with the next keeping
  }
  number = std::max(number, session.number);
  if (list_bytes == 0 && !newer) {
    // Nothing was ever kept; what she has done since the start is new.
    const Session here = workspace->session_now();
    state = State::kKeeping;
    at_once = why != Why::kStart || write_outline(here) != outline_at_start ||
              here.own_text.get() != text_at_start;
    why = Why::kStart;
    seen.reset();
    return forget(loose());
  }
  if (Status fine = workspace->can_restore(session); !fine.ok()) {
    return leave_as_it_is(fine.error());
  }
  kept_runs.clear();
  for (const SessionRoom& room : session.rooms) {
    if (!room.run) continue;
    SessionRun& run = kept_runs[room.model] = *room.run;
    run.kept = true;
    run.saved.checkpoint.reset();
    run.saved.record.reset();
    adopted[room.model] = run.id;
  }
  if (why == Why::kInherit && has_work()) return set_aside(session);
  if (why != Why::kStart) {
    state = State::kKeeping;
    seen.reset();
    at_once = newer;
    const bool by_hand = std::exchange(why, Why::kStart) == Why::kTakeOver;
    workspace->open_session(std::move(session),
                            by_hand ? "message.taken_over" : "message.inherited");
    return say_lost(lost);
  }
  restore(std::move(session), lost, newer);
}

void Keeper::Impl::restore(Session session, const std::vector<Lost>& lost, bool newer) {
  // What she has begun here meanwhile counts more.
  const Session here = workspace->session_now();
  const bool touched = write_outline(here) != outline_at_start;
  if (here.own_text.get() != text_at_start) {
    session.own_text = here.own_text;
    session.own_title = here.own_title;
    newer = true;
  }
  std::erase_if(session.rooms, [this](const SessionRoom& room) {
    const bool mine = workspace->controls(room.model)->has_run();
    if (mine) adopted.erase(room.model);
    return mine;
  });
  const bool moved = here.lab != lab_at_start;  // then she stays where she went
  const auto shared = std::make_shared<const Session>(std::move(session));
  workspace->restore(*shared, !moved,
                     later([shared, lost, newer, touched](Impl& self, const Status& status) {
                       if (self.state != State::kBringing) return;
                       if (!status.ok()) {
                         // What could not be brought back is still on the shelf: it is not written
                         // over.
                         self.workspace->say({Message::Kind::kError, status.error()});
                         self.state = State::kDamaged;
                         self.say(damaged());
                         return;
                       }
                       self.state = State::kKeeping;
                       self.seen.reset();
                       self.at_once = newer || touched;
                       self.forget(self.loose());
                       self.say_brought(*shared, lost);
                     }));
  if (wins && !moved) wins(*shared);
}

void Keeper::Impl::say_brought(const Session& session, const std::vector<Lost>& lost) {
  const auto afresh = Message::Action::kAfresh;
  const bool all = lost.empty();
  if (session.has_run()) {
    say(Message::Kind::kInfo, all ? "message.brought_back" : "message.brought_back_rest",
        {runs_of(session)}, afresh);
  } else if (session.own_text || session.vectors || !session.folders.empty()) {
    say(Message::Kind::kInfo, all ? "message.brought_back_text" : "message.brought_back_settings",
        {}, afresh);
  }
  say_lost(lost);
}

void Keeper::Impl::say_lost(const std::vector<Lost>& lost) {
  for (const Lost& one : lost) {
    const std::string name = name_of(one.name);
    switch (one.what) {
      case Lost::What::kSteps:
        say({"kept.lost_steps",
             "{0} had reached {2} of {3} when the page went; it is back at {1}.",
             "The last moments were not written in time. Press Train to go on.",
             {name, grouped(one.units_kept), grouped(one.units_done), grouped(one.units_total)}});
        break;
      case Lost::What::kRun:
        say({"kept.lost_run",
             "A new run of {0} had just begun when the page went, and is lost.",
             "Its settings are here: press Train.",
             {name, grouped(one.units_done), grouped(one.units_total)}});
        break;
      case Lost::What::kText:
        say({"kept.lost_text",
             "Your text “{0}” could not be written before the page went.",
             "Paste it or open it again.",
             {one.name}});
        break;
      case Lost::What::kFile:
        say({"kept.lost_file",
             "The file {0} could not be written before the page went.",
             "Open it again.",
             {one.name}});
        break;
    }
  }
}

// --- Another window's work, where this one has its own.

void Keeper::Impl::set_aside(const Session& session) {
  why = Why::kStart;
  std::vector<KeptPart> named;
  std::vector<Shelf::Item> items;
  const std::vector<SessionPart> parts = session_parts(session);
  for (const SessionPart& part : parts) {
    named.push_back({part.name, part_key(part), part.bytes.size()});
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (on_shelf.count(named[i].key) == 0) items.push_back({named[i].key, parts[i].bytes});
  }
  const std::string bytes = write_kept_list(session, named);
  items.push_back({kOtherName, bytes});
  kept_runs.clear();
  adopted.clear();
  shelf.keep(items, {}, later([named](Impl& self, const Status& status) {
               if (self.state != State::kBringing) return;
               if (!status.ok()) return self.leave_as_it_is(status.error());
               self.other = named;
               for (const KeptPart& part : named) self.on_shelf[part.key] = part.num_bytes;
               self.state = State::kKeeping;
               self.seen.reset();
               self.at_once = true;
               self.say(Message::Kind::kWarning, "kept.other_waits", {},
                        Message::Action::kTakeOver);
             }));
}

void Keeper::Impl::know_other(Result<std::string> list_of_other) {
  if (!list_of_other.ok()) return;
  auto parts = read_kept_list(*list_of_other);
  if (!parts.ok()) return;
  other = std::move(parts.value());
  if (other.empty()) return;
  say(Message::Kind::kWarning, "kept.other_waits", {}, Message::Action::kTakeOver);
}

void Keeper::Impl::bring_other() {
  read_session_of(kOtherName, later([](Impl& self, Session session) {
                    if (self.state != State::kKeeping) return;
                    self.other.clear();
                    self.forget({kOtherName});
                    self.workspace->open_session(std::move(session), "message.taken_over");
                  }));
}

}  // namespace wordspace
