// What the page tells of pointer and keys, as events for Dear ImGui; and its cursors as the page's.
// Not the frames that follow (platform_web.cpp) and not text fields, which are the page's own.
#pragma once

#include <imgui.h>

namespace wordspace {

// All on the interface thread, between frames. Logical pixels; x below -1e5: the pointer has left.
void feed_pointer(double x, double y, bool touch);
// number: as the page counts (left, middle, right, ...); others do nothing.
void feed_button(int number, bool down, bool touch);
void feed_wheel(double x, double y);
// code: of the key's place ("KeyA"). modifiers: 1 Ctrl, 2 Shift, 4 Alt, 8 Super, as they are now.
void feed_key(const char* code, bool down, int modifiers);
void feed_text(const char* text);
void feed_focus(bool focused);

// The CSS name of a cursor.
const char* css_cursor(ImGuiMouseCursor cursor);

}  // namespace wordspace
