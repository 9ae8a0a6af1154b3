// Keeps the work as it goes: notices what has changed, collects a session, writes the parts that
// are new and then the list of them, and brings everything back at the next start.
// No drawing, no clock and no disk of its own: the application hands them over, tests fake them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace wordspace {

struct Session;
class Workspace;

// Whose the shelf is: one window keeps its work, others only say so.
enum class ShelfClaim { kMine, kOthers, kNone };

// A small store of named bytes that outlives the visit. Answers may come frames later; bytes are
// taken before a call returns.
struct Shelf {
  // take_over: also from another window, where that can be. The callback comes again when another
  // window takes over. kNone: nothing can be kept here.
  std::function<void(bool take_over, std::function<void(ShelfClaim)>)> claim;
  // Keeps all items and forgets the names, whole or not at all; the last item names the others.
  //   Errors: kept.full, kept.refused.
  struct Item {
    std::string name;
    std::string_view bytes;
  };
  std::function<void(const std::vector<Item>& items, const std::vector<std::string>& forget,
                     std::function<void(Status)>)>
      keep;
  // Errors: kept.none (there is nothing of that name), kept.refused.
  std::function<void(const std::string& name, std::function<void(Result<std::string>)>)> kept;
  // Bytes by name. Errors: kept.refused.
  using Sizes = std::map<std::string, std::uint64_t>;
  std::function<void(std::function<void(Result<Sizes>)>)> sizes;
  // Small texts that are safe when the call returns; empty: none. May be missing.
  std::function<bool(const std::string& name, const std::string& text)> write_note;
  std::function<std::string(const std::string& name)> note;
};

class Keeper {
 public:
  // At most so much is kept; beyond it settings and text are, and the models are not.
  static constexpr std::uint64_t kLimitBytes = std::uint64_t{200} << 20;
  static constexpr std::uint64_t kRunBytes = std::uint64_t{100} << 20;  // of one run
  static constexpr const char* kListName = "session";
  static constexpr const char* kOtherName = "session.other";  // another window's work, set aside
  static constexpr const char* kJournalName = "journal";      // notes (labs/journal.h)
  static constexpr const char* kNotedText = "journal.text";

  enum class State {
    kOff,       // no shelf
    kAsking,    // whose it is, and what is on it
    kBringing,  // what was kept is on its way back
    kKeeping,
    kOthers,   // another window keeps
    kRefused,  // a private window, for example
    kNewer,    // what is there is a newer version's: it stays untouched
    kDamaged,  // the same, for what cannot be read
  };

  // workspace outlives the keeper. limit: tests make it small.
  Keeper(Workspace* workspace, Shelf shelf, std::uint64_t limit = kLimitBytes);
  ~Keeper();

  // Asks for the shelf and brings back what is on it; to be called after the first frame.
  // wins: what a link has named, to be applied again over what was brought back.
  void begin(std::function<void(const Session&)> wins = {});
  // Once a frame and whenever wake_at() has come. Milliseconds of a steady clock.
  void tick(double now_ms);
  // When tick() wants to be called at the latest; infinity: something must happen first.
  double wake_at() const;
  // The window is hidden: what is due later is due now.
  void soon();
  // The window is about to close: notes what there is, asks the trainer, waiting at most a quarter
  // of a second, and hands the store what is new before it returns.
  void flush();
  // Reads, writes or waits for the trainer.
  bool busy() const;

  State state() const;
  std::uint64_t kept_bytes() const;  // of all that is on the shelf
  std::uint64_t limit() const;
  bool small_only() const;      // models were too large for the limit
  bool work_elsewhere() const;  // another window keeps, or its work waits here

  // Forgets everything on the shelf, and goes on keeping from what is on screen now.
  void clear();
  // Forgets everything and keeps nothing more until the next start.
  void leave_empty();
  // Takes the shelf from the other window and brings back what it has kept; where that window has
  // closed meanwhile and its work was set aside, brings that.
  void take_over();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

const char* to_string(Keeper::State state);  // a word of its own: "keeping"

}  // namespace wordspace
