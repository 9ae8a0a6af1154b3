// Decides on the first pixels of a drag whether it scrolls.
// Not momentum: the part stops with the finger.
#include "app/touch_scroll.h"

#include <imgui_internal.h>

#include <cmath>

namespace wordspace {
namespace {

constexpr float kDecidedPx = 8;
// Marks taller than this are pictures that are dragged themselves.
constexpr float kTallPx = 120;

ImGuiWindow* scrolling_ancestor(ImGuiWindow* window) {
  while (window != nullptr && window->ScrollMax.y <= 0) {
    window = (window->Flags & ImGuiWindowFlags_ChildWindow) != 0 ? window->ParentWindow : nullptr;
  }
  return window;
}

bool on_tall_mark(std::span<const ui::NamedRect> rects, ImVec2 at) {
  for (const ui::NamedRect& rect : rects) {
    if (rect.max.y - rect.min.y > kTallPx && at.x >= rect.min.x && at.x < rect.max.x &&
        at.y >= rect.min.y && at.y < rect.max.y) {
      return true;
    }
  }
  return false;
}

}  // namespace

void TouchScroll::follow(std::span<const ui::NamedRect> rects) {
  ImGuiContext& g = *GImGui;
  const ImGuiIO& io = g.IO;
  if (io.MouseSource != ImGuiMouseSource_TouchScreen || !io.MouseDown[0]) {
    state_ = State::kIdle;
    return;
  }
  if (io.MouseClicked[0]) {
    const ImGuiWindow* window = scrolling_ancestor(g.HoveredWindow);
    window_ = window != nullptr ? window->ID : 0;
    state_ =
        window != nullptr && !on_tall_mark(rects, io.MousePos) ? State::kUndecided : State::kLeft;
    return;
  }
  if (state_ == State::kUndecided) {
    const ImVec2 moved(io.MousePos.x - io.MouseClickedPos[0].x,
                       io.MousePos.y - io.MouseClickedPos[0].y);
    if (std::fabs(moved.x) > kDecidedPx && std::fabs(moved.x) >= std::fabs(moved.y)) {
      state_ = State::kLeft;  // a slider's direction
    } else if (std::fabs(moved.y) > kDecidedPx) {
      state_ = State::kScrolling;
      ImGui::ClearActiveID();  // what the finger first touched is not pressed
    }
  }
  if (state_ != State::kScrolling) return;
  if (ImGuiWindow* window = ImGui::FindWindowByID(window_)) {
    if (g.ActiveId != 0) ImGui::ClearActiveID();
    ImGui::SetScrollY(window, window->Scroll.y - io.MouseDelta.y);
  }
}

}  // namespace wordspace
