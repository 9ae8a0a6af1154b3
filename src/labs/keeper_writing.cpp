// One keeping: the runs that have changed, collected from the trainer, then all new parts, the list
// that names them and the end of what no list names, in one transaction.
// Not when it is due (keeper.cpp).
#include <algorithm>
#include <set>

#include "labs/keeper_impl.h"
#include "labs/workspace.h"

namespace wordspace {
namespace {

void leave_models_out(Session& session) {
  for (SessionRoom& room : session.rooms) room.run.reset();
  session.folders.clear();
}

}  // namespace

std::string Keeper::Impl::key_of(const SessionPart& part) {
  if (!part.owner) return part_key(part);
  // Parts do not change while they live: a large text is read once, not every second.
  auto& [owner, key] = keys[part.bytes.data()];
  if (key.empty() || owner.lock() != part.owner) {
    owner = part.owner;
    key = part_key(part);
  }
  return key;
}

bool Keeper::Impl::is_kept(const std::string& model, const RunSeen& run) const {
  const auto found = kept_runs.find(model);
  return found != kept_runs.end() && found->second.id == run.id &&
         found->second.saved.units_done == run.units_done && !run.training;
}

void Keeper::Impl::keep() {
  hurry = at_once = false;
  changed_at = kNever;
  began_at = now;
  std::set<std::string> wanted;
  for (const auto& [model, run] : seen->runs) {
    if (!is_kept(model, run)) wanted.insert(model);
  }
  collecting = true;
  workspace->collect(
      static_cast<std::size_t>(kRunBytes), later([](Impl& self, Session session, bool too_large) {
        self.collecting = false;
        if (self.state == State::kKeeping) self.collected(std::move(session), too_large);
      }),
      [wanted](std::string_view model) { return wanted.count(std::string(model)) > 0; });
}

void Keeper::Impl::collected(Session session, bool too_large) {
  session.number = ++number;
  for (SessionRoom& room : session.rooms) {
    const auto run = seen->runs.find(room.model);
    if (room.run) {
      room.run->id = id_of(room.model, room.run->saved.run);
    } else if (run != seen->runs.end()) {
      const auto kept = kept_runs.find(room.model);
      if (kept != kept_runs.end() && kept->second.id == run->second.id) room.run = kept->second;
      // The trainer was too busy to answer: again, soon.
      if (!is_kept(room.model, run->second) && !too_large) changed_at = latest_change = now;
    }
  }
  auto writing = std::make_shared<Writing>();
  writing->session = std::move(session);
  writing->began = began_at;
  small = false;
  name_parts(*writing);
  std::uint64_t total = 0;
  for (const KeptPart& part : writing->named) total += part.num_bytes;
  if (too_large || total > limit) {
    leave_models_out(writing->session);
    small = true;
    if (!std::exchange(said_large, true)) {
      say({"kept.too_large",
           "The models are too large to be kept here: at most {0} are.",
           "Settings and text are kept. Save the session as a file.",
           {std::to_string(limit >> 20) + " MB"}});
    }
  }
  write(std::move(writing));
}

std::vector<SessionPart> Keeper::Impl::name_parts(Writing& writing) {
  std::vector<SessionPart> missing;
  writing.named.clear();
  for (SessionPart& part : session_parts(writing.session)) {
    const std::string key = key_of(part);
    writing.named.push_back({part.name, key, part.bytes.size()});
    if (on_shelf.count(key) == 0) missing.push_back(std::move(part));
  }
  for (const SessionRoom& room : writing.session.rooms) {
    if (!room.run || !room.run->kept) continue;
    for (const KeptPart& part : list) {
      const std::string_view name = part.name;
      const bool its = name == "run." + room.model || name == "record." + room.model ||
                       name.starts_with("moment." + room.model + ".");
      if (its) writing.named.push_back(part);
    }
  }
  return missing;
}

void Keeper::Impl::write(std::shared_ptr<Writing> writing) {
  // Two may be under way when the window closes: the later one counts on nothing of the earlier.
  const bool alone = job == nullptr;
  job = writing;
  const std::vector<SessionPart> missing = name_parts(*writing);
  std::vector<Shelf::Item> items;
  for (const SessionPart& part : missing) items.push_back({key_of(part), part.bytes});
  const std::string bytes = write_kept_list(writing->session, writing->named);
  writing->list_bytes = bytes.size();
  items.push_back({kListName, bytes});
  std::vector<std::string> gone;
  if (alone) {
    std::set<std::string> named;
    for (const KeptPart& part : writing->named) named.insert(part.key);
    for (const KeptPart& part : other) named.insert(part.key);
    for (const auto& [key, num_bytes] : on_shelf) {
      if (named.count(key) == 0) gone.push_back(key);
    }
  }
  shelf.keep(items, gone, later([writing, gone](Impl& self, const Status& status) {
               if (status.ok()) {
                 for (const std::string& key : gone) self.on_shelf.erase(key);
               }
               self.wrote(writing, status);
             }));
}

void Keeper::Impl::wrote(const std::shared_ptr<Writing>& writing, const Status& status) {
  if (state != State::kKeeping) return;
  if (status.ok()) {
    for (const KeptPart& part : writing->named) on_shelf[part.key] = part.num_bytes;
    list = writing->named;
    list_bytes = writing->list_bytes;
    kept_runs.clear();
    for (const SessionRoom& room : writing->session.rooms) {
      if (!room.run) continue;
      SessionRun& run = kept_runs[room.model] = *room.run;
      run.kept = true;
      run.saved.checkpoint.reset();
      run.saved.record.reset();
    }
    if (noted_text != nullptr && noted_text == writing->session.own_text.get()) {
      noted_text = nullptr;
      shelf.write_note(kNotedText, "");
    }
  } else if (status.error().code == "kept.full") {
    // What was kept before stays; where that has no model, settings and text are kept at least.
    say_full();
    if (!writing->full && !list_has_run() && job == writing) {
      writing->full = true;
      leave_models_out(writing->session);
      job.reset();
      return write(writing);
    }
  } else if (status.error().code == "kept.refused") {
    state = State::kRefused;
    if (!std::exchange(said_refused, true)) say(status.error());
  }
  if (job != writing) return;
  now = clock();
  took_ms = std::max(now - writing->began, 0.0);
  ended_at = now;
  job.reset();
  std::erase_if(keys, [](const auto& one) { return one.second.first.expired(); });
}

bool Keeper::Impl::list_has_run() const {
  return std::any_of(list.begin(), list.end(),
                     [](const KeptPart& part) { return part.name.starts_with("run."); });
}

void Keeper::Impl::say_full() {
  if (std::exchange(said_full, true)) return;
  say({"kept.full",
       "There is no room left to keep the models here.",
       "What was kept before stays. Save the session as a file.",
       {}});
}

std::vector<std::string> Keeper::Impl::loose() const {
  std::set<std::string> named;
  for (const KeptPart& part : list) named.insert(part.key);
  for (const KeptPart& part : other) named.insert(part.key);
  std::vector<std::string> out;
  for (const auto& [key, num_bytes] : on_shelf) {
    if (named.count(key) == 0) out.push_back(key);
  }
  return out;
}

void Keeper::Impl::forget(const std::vector<std::string>& names) {
  if (names.empty()) return;
  for (const std::string& name : names) on_shelf.erase(name);
  shelf.keep({}, names, [](const Status&) {});  // what stays costs only room
}

void Keeper::Impl::forget_all() {
  job.reset();
  std::vector<std::string> names = {kListName, kOtherName};
  for (const auto& [key, num_bytes] : on_shelf) names.push_back(key);
  forget(names);
  list.clear();
  other.clear();
  kept_runs.clear();
  list_bytes = 0;
  small = false;
  noted_text = nullptr;
  if (!shelf.write_note) return;
  shelf.write_note(kJournalName, "");
  shelf.write_note(kNotedText, "");
}

}  // namespace wordspace
