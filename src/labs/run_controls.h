// What the transport bar, presets and scripts press, whichever model the lab trains.
// Not a run: Workspace (Word2Vec) and TransformerRoom (GPT, BERT) are.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace wordspace {

struct Corpus;
struct SessionRoom;
struct SessionRun;
enum class RunStatus;
struct Snapshot;
namespace command {
struct SavedRunBox;
}

// What several rooms have to say: the trainer's queue is full (run.busy); nothing is left to step
// through (run.finished); no place for files (export.nowhere); the text of a checkpoint is not here
// (import.other_text).
Error busy_error();
Error run_finished_error();
Error no_place_error();
Error other_text_error(const std::string& corpus);

// What a lock answers to a change: nothing when all stays as it is, else its refusal.
inline Status keep_or(bool unchanged, Status refusal) {
  return unchanged ? Status(Done{}) : std::move(refusal);
}

class RunControls {
 public:
  virtual ~RunControls() = default;
  virtual const char* model() const = 0;  // "word2vec", "gpt", "bert"

  // --- Settings; names are the command's option names.
  //   Errors: set.unknown_field, set.bad_value and those of the model's validate; unchanged then.
  virtual Status set(std::string_view field, std::string_view value) = 0;
  virtual std::string get(std::string_view field) const = 0;
  virtual std::span<const char* const> presets() const = 0;
  //   Errors: preset.unknown.
  virtual Status choose_preset(std::string_view name) = 0;
  virtual const std::string& preset() const = 0;  // empty: own settings
  virtual const std::string& corpus_name() const = 0;
  virtual bool settings_changed() const = 0;  // since the run on screen was prepared

  // --- The run. train() prepares first where text or settings changed.
  virtual void train(std::function<void(Status)> started = {}) = 0;
  virtual void pause() = 0;
  virtual void step(std::function<void(Status)> done = {}) = 0;
  virtual void reset() = 0;
  virtual void set_speed(double share) = 0;
  virtual double speed() const = 0;
  virtual const Snapshot& snapshot() const = 0;
  RunStatus status() const;  // of snapshot()
  bool has_run() const;      // a learner was made: snapshot() is of a run
  // Whether a run on so many threads gives the same bits again.
  virtual bool repeatable(int num_threads) const = 0;

  // --- Sessions (workspace_session.cpp drives these).
  // The settings as they are now; no run.
  virtual SessionRoom session_room() const = 0;
  // Takes settings that read_session() has checked, or that session_room() gave.
  virtual void take_room(const SessionRoom& room) = 0;
  // Asks the trainer for the whole run; false: there is none, or the trainer is busy.
  virtual bool ask_run(std::shared_ptr<command::SavedRunBox> box, std::size_t max_bytes) = 0;
  // Her own text where the run was trained on one; else null.
  virtual std::shared_ptr<const Corpus> run_text() const = 0;
  // Puts a whole run in the place of this one, paused; the settings stay as they are on screen.
  // done comes frames later; the old run stays when the new one is refused.
  //   Errors: corpora.unknown, fetch.*, run.busy, checkpoint.*.
  virtual void resume(const SessionRun& run, std::function<void(Status)> done) = 0;
};

}  // namespace wordspace
