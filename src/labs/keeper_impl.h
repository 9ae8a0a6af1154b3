// The inside of the keeper, which keeper.cpp (what is due when), keeper_reading.cpp (bringing back)
// and keeper_writing.cpp share.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "labs/journal.h"
#include "labs/keeper.h"
#include "labs/message.h"
#include "labs/session.h"

namespace wordspace {

inline constexpr double kNever = std::numeric_limits<double>::infinity();

struct Keeper::Impl : std::enable_shared_from_this<Keeper::Impl> {
  Workspace* workspace = nullptr;
  Shelf shelf;
  std::uint64_t limit = kLimitBytes;
  State state = State::kOff;
  std::function<void(const Session&)> wins;
  double now = 0;

  // A callback that comes later, and not to a keeper that is gone.
  template <class Does>
  auto later(Does does) {
    return [weak = weak_from_this(), does = std::move(does)](auto&&... answer) {
      if (const auto self = weak.lock()) does(*self, std::forward<decltype(answer)>(answer)...);
    };
  }
  void say(Message::Kind kind, const char* code, std::vector<std::string> args = {},
           Message::Action action = Message::Action::kNone);
  void say(const Error& error);
  double clock() const;

  // --- What is there now, and what was there at the last look (keeper.cpp).
  struct RunSeen {
    std::string id;
    std::int64_t units_done = 0, units_total = 0;
    bool training = false;
  };
  struct Seen {
    std::string outline;
    const void* text = nullptr;
    std::vector<const void*> files;       // that were opened
    std::map<std::string, RunSeen> runs;  // by model
    bool trains() const;
  };
  Seen seen_now(const Session& session);
  // The id of a model's run that has this number in the program.
  const std::string& id_of(const std::string& model, std::uint64_t run);
  void look();
  void note(const Session& session);
  double due_at() const;
  void tick(double now_ms);
  void flush();
  void look_for_refused();

  struct KnownRun {
    std::uint64_t run = 0;
    std::string id;
  };
  std::string visit;  // a name of its own for every program
  std::map<std::string, KnownRun> known;
  std::map<std::string, std::string> adopted;  // ids of runs that were just brought back
  std::optional<Seen> seen;                    // none: the next look is the first
  double looked = -kNever;
  std::uint64_t number = 0;  // of the newest keeping or note
  double noted_at = -kNever;
  const void* noted_text = nullptr;  // her text of which the journal holds a copy
  double changed_at = kNever;        // first change of settings that is not kept yet
  double latest_change = 0;
  bool at_once = false;  // a run paused, ended or began, a text or a file came
  bool hurry = false;    // the page hides
  double began_at = -kNever, ended_at = -kNever, took_ms = 0;  // the last keeping
  bool said_refused = false, said_full = false, said_large = false;
  bool small = false;

  // --- What is on the shelf.
  Shelf::Sizes on_shelf;       // by key
  std::vector<KeptPart> list;  // what the list on the shelf names
  std::uint64_t list_bytes = 0;
  std::map<std::string, SessionRun> kept_runs;  // by model, without their bytes
  std::vector<KeptPart> other;                  // what the list of another window's work names

  // --- Bringing back (keeper_reading.cpp).
  struct Reading {
    std::string list;
    std::vector<KeptPart> parts;
    std::map<std::string, std::string> bytes;  // by name
    std::size_t next = 0;
    std::function<void(Session)> done;
  };
  std::shared_ptr<Reading> reading;
  enum class Why { kStart, kTakeOver, kInherit } why = Why::kStart;
  std::string outline_at_start, lab_at_start;  // to see what she has done meanwhile
  const void* text_at_start = nullptr;

  void ask(bool take_over);
  void claimed(ShelfClaim claim);
  void sized(Result<Shelf::Sizes> sizes);
  void leave_as_it_is(const Error& error);
  void read_session_of(const char* name, std::function<void(Session)> done);
  void read_list(Result<std::string> bytes);
  void read_part();
  void bring(Session session);
  void restore(Session session, const std::vector<Lost>& lost, bool newer);
  void say_brought(const Session& session, const std::vector<Lost>& lost);
  void say_lost(const std::vector<Lost>& lost);
  bool has_work() const;
  void set_aside(const Session& session);
  void bring_other();
  void know_other(Result<std::string> list);

  // --- Writing (keeper_writing.cpp).
  struct Writing {
    Session session{};
    std::vector<KeptPart> named;
    std::uint64_t list_bytes = 0;
    double began = 0;
    bool full = false;
  };
  std::shared_ptr<Writing> job;
  bool collecting = false;
  std::map<const void*, std::pair<std::weak_ptr<const void>, std::string>> keys;  // of large parts

  std::string key_of(const SessionPart& part);
  bool is_kept(const std::string& model, const RunSeen& run) const;
  void keep();
  void collected(Session session, bool too_large);
  void write(std::shared_ptr<Writing> writing);
  // What the list is to name, and what of it is not on the shelf.
  std::vector<SessionPart> name_parts(Writing& writing);
  void wrote(const std::shared_ptr<Writing>& writing, const Status& status);
  bool list_has_run() const;
  void say_full();
  std::vector<std::string> loose() const;  // on the shelf and named by no list
  void forget(const std::vector<std::string>& names);
  void forget_all();
};

}  // namespace wordspace
