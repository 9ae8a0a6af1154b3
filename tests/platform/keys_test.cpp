// Names of keys, as browsers give them.
#include "platform/keys.h"

#include <doctest/doctest.h>

using namespace wordspace;

TEST_CASE("letters, digits, keypad and function keys follow from their names") {
  CHECK(key_from_code("KeyA") == ImGuiKey_A);
  CHECK(key_from_code("KeyZ") == ImGuiKey_Z);
  CHECK(key_from_code("Digit0") == ImGuiKey_0);
  CHECK(key_from_code("Digit9") == ImGuiKey_9);
  CHECK(key_from_code("Numpad7") == ImGuiKey_Keypad7);
  CHECK(key_from_code("F1") == ImGuiKey_F1);
  CHECK(key_from_code("F12") == ImGuiKey_F12);
  CHECK(key_from_code("ArrowLeft") == ImGuiKey_LeftArrow);
  CHECK(key_from_code("Escape") == ImGuiKey_Escape);
  CHECK(key_from_code("ShiftRight") == ImGuiKey_RightShift);
}

TEST_CASE("names that no key has are none") {
  for (const char* code :
       {"", "Key", "Keya", "KeyAA", "Digit", "F0", "F13", "Fx", "F123", "Unidentified"}) {
    CAPTURE(code);
    CHECK(key_from_code(code) == ImGuiKey_None);
  }
}
