// What can be said of any run, and the sentences that several rooms say.
// Not a run.
#include "labs/run_controls.h"

#include "train/run_status.h"
#include "train/snapshot.h"

namespace wordspace {

RunStatus RunControls::status() const { return snapshot().status; }

bool RunControls::has_run() const { return !snapshot().kind.empty(); }

Error busy_error() {
  return {"run.busy", "The trainer is still working on what it was asked before.",
          "Wait a moment and press again."};
}

Error run_finished_error() {
  return {"run.finished", "The run has read everything: there is no next step.",
          "Press Reset to begin again, then Step."};
}

Error no_place_error() {
  return {"export.nowhere", "This program has no place to save a file.", "Use the command."};
}

Error other_text_error(const std::string& corpus) {
  return {"import.other_text",
          "The text that this checkpoint was trained on is not here.",
          "Open that text first, then the checkpoint.",
          {corpus}};
}

}  // namespace wordspace
