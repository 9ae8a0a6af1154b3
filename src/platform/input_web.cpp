// Translates the page's numbers and names into Dear ImGui's.
// Keeps nothing.
#include "platform/input_web.h"

#include <cfloat>

#include "platform/keys.h"

namespace wordspace {
namespace {

ImGuiMouseSource source_of(bool touch) {
  return touch ? ImGuiMouseSource_TouchScreen : ImGuiMouseSource_Mouse;
}

}  // namespace

void feed_pointer(double x, double y, bool touch) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(source_of(touch));
  if (x < -1e5) {
    io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
  } else {
    io.AddMousePosEvent(static_cast<float>(x), static_cast<float>(y));
  }
}

void feed_button(int number, bool down, bool touch) {
  // The page counts left, middle, right; Dear ImGui left, right, middle.
  constexpr int kFromPage[5] = {0, 2, 1, 3, 4};
  if (number < 0 || number > 4) return;
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(source_of(touch));
  io.AddMouseButtonEvent(kFromPage[number], down);
}

void feed_wheel(double x, double y) {
  ImGui::GetIO().AddMouseWheelEvent(static_cast<float>(x), static_cast<float>(y));
}

void feed_key(const char* code, bool down, int modifiers) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddKeyEvent(ImGuiMod_Ctrl, (modifiers & 1) != 0);
  io.AddKeyEvent(ImGuiMod_Shift, (modifiers & 2) != 0);
  io.AddKeyEvent(ImGuiMod_Alt, (modifiers & 4) != 0);
  io.AddKeyEvent(ImGuiMod_Super, (modifiers & 8) != 0);
  const ImGuiKey name = key_from_code(code);
  if (name != ImGuiKey_None) io.AddKeyEvent(name, down);
}

void feed_text(const char* text) { ImGui::GetIO().AddInputCharactersUTF8(text); }

void feed_focus(bool focused) { ImGui::GetIO().AddFocusEvent(focused); }

const char* css_cursor(ImGuiMouseCursor cursor) {
  switch (cursor) {
    case ImGuiMouseCursor_None:
      return "none";
    case ImGuiMouseCursor_TextInput:
      return "text";
    case ImGuiMouseCursor_ResizeAll:
      return "move";
    case ImGuiMouseCursor_ResizeNS:
      return "ns-resize";
    case ImGuiMouseCursor_ResizeEW:
      return "ew-resize";
    case ImGuiMouseCursor_ResizeNESW:
      return "nesw-resize";
    case ImGuiMouseCursor_ResizeNWSE:
      return "nwse-resize";
    case ImGuiMouseCursor_Hand:
      return "pointer";
    case ImGuiMouseCursor_NotAllowed:
      return "not-allowed";
    default:
      return "default";
  }
}

}  // namespace wordspace
