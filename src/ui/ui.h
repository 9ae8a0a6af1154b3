// What every widget needs of the lab: theme, fonts, words, scale, where text fields live, what was
// drawn where.
// Not a widget, and knows no models.
#pragma once

#include <imgui.h>

#include <string>
#include <string_view>
#include <vector>

#include "ui/access.h"
#include "ui/theme.h"
#include "ui/translations.h"

namespace wordspace::ui {

// A text field as the platform shows it: a real DOM input laid over the canvas in the browser.
struct TextFieldRequest {
  std::string name;   // unique, e.g. "analogy.a"; also its name in rects()
  std::string label;  // for screen readers
  std::string hint;   // shown when empty
  ImVec2 min, max;    // logical pixels on the canvas
  float font_px = 14;
  bool multiline = false;
  bool numeric = false;
};
struct TextFieldEvent {
  bool changed = false;    // value is new
  bool submitted = false;  // Enter (single line)
  bool focused = false;
};
class TextFieldHost {
 public:
  virtual ~TextFieldHost() = default;
  // False: the caller draws an ImGui field itself (desktop, tests).
  virtual bool has_own_fields() const = 0;
  // Called each frame for each visible field; fields not asked for in a frame are hidden.
  virtual TextFieldEvent show(const TextFieldRequest& request, std::string& value) = 0;
};

// Name of the one window that lies over the interface and its fields without being a popup.
inline constexpr char kOverWindow[] = "over";

// A named place on screen of the last frame, for tests and tours. Logical pixels.
struct NamedRect {
  std::string name;
  ImVec2 min, max;
  bool enabled = true;
};

class Pictures;

struct Ui {
  Palette palette;
  ThemeKind theme = ThemeKind::kLight;
  Fonts fonts;
  float text_scale = 1;  // 1 .. 2
  bool reduced_motion = false;
  std::string language = "en";
  Translations words;
  TextFieldHost* text_fields = nullptr;  // may be null
  Pictures* pictures = nullptr;          // may be null: charts have no save button then
  std::vector<NamedRect> rects;          // of this frame, filled by widgets
  bool locked = false;      // preset, settings, seed and text are shown and not hers to change
  bool projector = false;   // seen from the last row: marks and lines are heavier
  bool want_frame = false;  // set by anything still moving: draw another frame
  double now_ms = 0;        // steady, set at the start of a frame
  Access access;            // what is on screen, in words

  const char* t(std::string_view key) const { return words.text(key); }
  std::string format(std::string_view key, const std::vector<std::string>& args) const {
    return words.format(key, args);
  }
  // Logical pixels at 100 % to pixels at the current text scale.
  float px(float logical) const { return logical * text_scale; }
  // The same for the width of a line or the size of a mark.
  float stroke(float logical) const { return px(logical) * (projector ? 1.5f : 1.0f); }
  // Remembers the last ImGui item (or a given rectangle) under a name.
  void mark_item(std::string name, bool enabled = true);
  void mark(std::string name, ImVec2 min, ImVec2 max, bool enabled = true);
  // The last ImGui item for screen readers and the keyboard; for items that are not made of
  // parts.h. True when it was pressed from there.
  bool meet_item(const std::string& name, AccessRole role, std::string_view label, bool on = false);
};

// At the end of a frame: an open popup holds something of another height than it was made for, so
// that the next frame shows it in another size.
bool popups_are_fitting();

}  // namespace wordspace::ui
