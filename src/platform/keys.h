// From a browser's names of keys (KeyboardEvent.code) to Dear ImGui's.
// Not text input: letters that are typed come as text.
#pragma once

#include <imgui.h>

#include <string_view>

namespace wordspace {

// "KeyA", "Digit1", "ArrowLeft", "F5", ...; ImGuiKey_None for a key that has no name there.
ImGuiKey key_from_code(std::string_view code);

}  // namespace wordspace
