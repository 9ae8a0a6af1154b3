// Everything that a learner made, in one piece: the open lab, the settings of the four rooms, her
// own text, the whole runs; as a file and back, or as a list of parts that are kept one by one.
// No drawing, and nothing here touches the workspace: workspace_session.cpp collects and restores.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "train/saved_run.h"

namespace wordspace {

struct Corpus;

inline constexpr int kSessionVersion = 1;
inline constexpr const char* kSessionFile = "wordspace.session";

// A run of a room, whole.
struct SessionRun {
  std::string id;     // the same for one run over all visits, another for every other; may be empty
  bool kept = false;  // in the store already: described without its bytes
  std::string corpus, settings;  // as the checkpoint has them
  SavedRun saved;
  std::shared_ptr<const Corpus> text;  // her own, where it was trained on one; else null
};

// The settings of a room as they are on screen, which may differ from those of its run.
struct SessionRoom {
  std::string model, corpus, preset;
  std::string settings;    // JSON, as checkpoints keep them
  std::string before_fit;  // Word2Vec: settings before a small text changed them; may be empty
  std::optional<SessionRun> run;
};

// Vectors that were opened from a file, as the file has them.
struct SessionVectors {
  std::string name;
  std::shared_ptr<const std::string> words;        // one a line, in the order of the rows
  std::shared_ptr<const std::vector<float>> rows;  // [words, dim]
  int dim = 0;
};

// A folder of a model that was opened, in place of the room's own run.
struct SessionFolder {
  std::string model, name;  // "gpt" or "bert"; what the folder is called
  std::shared_ptr<const std::map<std::string, std::string, std::less<>>> files;
};

struct Session {
  std::uint64_t number = 0;  // grows with every keeping and every note in the journal
  std::string lab;           // empty: stay
  std::string address;       // fragment; may be empty
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> fields;  // by lab
  std::vector<SessionRoom> rooms;          // those to restore
  std::shared_ptr<const Corpus> own_text;  // null: none
  std::string own_title;
  std::optional<SessionVectors> vectors;  // opened from a file; none: those on hand stay
  std::vector<SessionFolder> folders;
  std::string on_hand;  // Workspace::vectors_origin(); empty: as it is

  const SessionRoom* room(std::string_view model) const;
  bool has_run() const;
};

// --- Parts: large pieces with names that settle their place ("text", "run.gpt", "record.gpt",
// "moment.gpt.3", "vectors.words", "vectors.rows", "folder.gpt.config.json"); their bytes live as
// long as owner does and are copied nowhere.
struct SessionPart {
  std::string name;
  std::string_view bytes;
  std::shared_ptr<const void> owner;
};
std::vector<SessionPart> session_parts(const Session& session);
// The content of a part as a short name: equal for equal bytes.
std::string part_key(const SessionPart& part);

// --- All but the parts and the runs, as text: what a journal notes.
std::string write_outline(const Session& session);
//   Errors: session.damaged.
Result<Session> read_outline(std::string_view outline);

// --- One file.
std::string write_session(const Session& session);
// Whether bytes begin as a session does.
bool is_session(std::string_view bytes);
// Reads and checks everything: settings, text, each run's checkpoint and curves.
//   Errors: session.not_one, session.truncated, session.newer_version, session.damaged, and those
//   of checkpoints and texts.
Result<Session> read_session(std::string_view bytes);

// --- Parts kept one by one, and the list of them that is kept last.
struct KeptPart {
  std::string name, key;
  std::size_t num_bytes = 0;
};
// parts: of session_parts(session), with the keys they are kept under.
std::string write_kept_list(const Session& session, const std::vector<KeptPart>& parts);
//   Errors: as read_session.
Result<std::vector<KeptPart>> read_kept_list(std::string_view bytes);
// The session of a list; part: the bytes of each by its name, nothing for one that is missing.
Result<Session> read_kept(
    std::string_view list,
    const std::function<std::optional<std::string_view>(const std::string& name)>& part);

}  // namespace wordspace
