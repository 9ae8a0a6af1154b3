// The newest state in a few kilobytes, written at every change into a store that answers at once:
// what a page that went away had not kept yet is brought back from here, or named as lost.
// Not where it is written (Shelf::write_note) and not when (keeper.cpp).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "labs/session.h"

namespace wordspace {

struct JournalRun {
  std::string model, id;  // id: as SessionRun::id
  std::int64_t units_done = 0, units_total = 0;
};

// What is too large for the journal, by name and content.
struct JournalPart {
  std::string name, key;  // key: as part_key(); empty: there is none
};

struct Journal {
  Session outline;  // number, place and settings; no text, no vectors, no runs
  JournalPart text;
  std::vector<JournalPart> files;  // opened ones: vectors, weights of models
  std::vector<JournalRun> runs;    // of the models that have one
};

// The files of a session, each by its largest part.
std::vector<JournalPart> files_of(const Session& session,
                                  const std::function<std::string(const SessionPart&)>& key_of);

std::string write_journal(const Journal& journal);
//   Errors: session.damaged.
Result<Journal> read_journal(std::string_view text);

// What was not kept in time.
struct Lost {
  enum class What { kSteps, kRun, kText, kFile } what;
  std::string name;  // of the model, the text or the file
  std::int64_t units_kept = 0, units_done = 0, units_total = 0;
};

// Puts the newer journal over what was kept: its settings, its place, its text when `text` holds
// it; runs and files that were replaced since then go. A run of the same id stays at the step at
// which it was kept. Returns what is lost.
std::vector<Lost> put_over(Session& kept, const Journal& journal,
                           const std::optional<std::string>& text);

}  // namespace wordspace
