// The bar at the bottom of every lab: train, pause, step, reset, speed, seed, progress, badges.
// Not the run: it presses the verbs of the lab's run and reads its snapshot.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "platform/platform.h"
#include "ui/ui.h"

namespace wordspace {

struct CorpusLoad;
class RunControls;
struct Snapshot;
class Workspace;

class Transport {
 public:
  // memory_bytes: what the program takes; may be empty.
  Transport(Variant variant, std::function<std::uint64_t()> memory_bytes)
      : variant_(std::move(variant)), memory_bytes_(std::move(memory_bytes)) {}

  // Pixels that draw() needs at this width of the window.
  float height(const ui::Ui& ui, float width) const;
  // Fills the child window that the shell has begun.
  void draw(ui::Ui& ui, Workspace& workspace, RunControls& run);

 private:
  enum class Form { kOneRow, kTwoRows, kPhone, kTiny };
  static Form form(const ui::Ui& ui, float width);
  void draw_buttons(ui::Ui& ui, RunControls& run, bool loading, Form form);
  void draw_progress(ui::Ui& ui, const CorpusLoad& load, const RunControls& run, float width,
                     float top);
  void draw_speed(ui::Ui& ui, RunControls& run);
  void draw_seed(ui::Ui& ui, Workspace& workspace, RunControls& run);
  void draw_badges(ui::Ui& ui, const RunControls& run, bool wrap);
  std::string threads_label(const ui::Ui& ui, const Snapshot& snapshot) const;
  float badges_width(const ui::Ui& ui, const RunControls& run) const;

  std::string threads_about(const ui::Ui& ui) const;

  Variant variant_;
  std::function<std::uint64_t()> memory_bytes_;
  std::string seed_;
  bool seed_focused_ = false;
};

// "31 %, 84 000 words/s, 12 s left" and its like, in the language of ui.
std::string progress_sentence(const ui::Ui& ui, const CorpusLoad& load, const RunControls& run);
// 0..1: of the text that loads, or of the run.
double progress_share(const CorpusLoad& load, const RunControls& run);

}  // namespace wordspace
