// What the workspace says to the person.
// Not how it is shown (app/messages.h).
#pragma once

#include <cstdint>

#include "core/result.h"

namespace wordspace {

struct Message {
  enum class Kind { kInfo, kWarning, kError } kind = Kind::kInfo;
  Error error;  // translated when shown; info uses code as key with args
  // What its button does, if it has one: take back step number `step`; forget what was kept and
  // begin anew; keep the work in this window from now on.
  enum class Action { kNone, kUndo, kAfresh, kTakeOver } action = Action::kNone;
  std::uint64_t step = 0;
};

}  // namespace wordspace
