// A finger that drags over a scrolling part moves it, as on every phone; over a map it moves the
// map. Not the pinch (web/host.js makes a wheel of it).
#pragma once

#include <span>
#include <string>

#include "ui/ui.h"

namespace wordspace {

class TouchScroll {
 public:
  // Once a frame, right after begin_frame. rects: of the last frame; tall ones keep their drags.
  void follow(std::span<const ui::NamedRect> rects);

 private:
  enum class State { kIdle, kUndecided, kScrolling, kLeft } state_ = State::kIdle;
  unsigned window_ = 0;  // Dear ImGui's id of the part that scrolls
};

}  // namespace wordspace
