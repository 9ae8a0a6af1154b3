// The menu Session of the header: save, open, undo, and what is kept in this browser or on this
// machine. Not the keeping (labs/keeper.h) and not the files (labs/workspace.h): it asks.
#pragma once

#include <functional>

#include "labs/keeper.h"
#include "ui/ui.h"

namespace wordspace {

struct SessionActions {
  std::function<void()> save, open, undo;
  std::function<void()> clear;      // forgets what is kept, and goes on keeping
  std::function<void()> afresh;     // forgets it and begins anew
  std::function<void()> take_over;  // keeps in this window from now on
  std::function<bool()> elsewhere;  // another window keeps, or its work waits here
  // For the menu; kOff: nothing is said about keeping.
  struct Facts {
    Keeper::State state = Keeper::State::kOff;
    double kept_bytes = 0, limit_bytes = 0;
    bool small_only = false;
  };
  std::function<Facts()> facts;
};

class SessionMenu {
 public:
  // The button and, when it was pressed, the menu below it.
  void draw(ui::Ui& ui, const SessionActions& actions, bool can_undo);

 private:
  void draw_kept(ui::Ui& ui, const SessionActions& actions);

  bool asking_ = false;  // "Clear" was pressed once
};

}  // namespace wordspace
