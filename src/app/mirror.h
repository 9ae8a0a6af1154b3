// What a frame noted (ui/access.h) as small changes for the page's mirror of the interface, and
// what someone chose in that mirror back to the program. Not the page's elements (web/mirror.js).
// On the desktop nothing is mirrored.
//
// Keys, in the browser. Tab and Shift+Tab walk through everything in reading order: list of labs,
// header, picture, controls, lesson, training bar. Enter or Space press. Arrow keys, Home and End
// choose among what belongs together (labs, alternatives, words of a sentence, rows of a list) and
// move sliders; on a map they move it (+ and - zoom, 0 shows everything), on a matrix they go from
// cell to cell. Page Up and Page Down scroll. Escape closes what is open, or leaves a text field.
// After a press of the mouse the canvas has the keyboard: there the arrow keys go to the nearest
// control in their direction, as Dear ImGui does it everywhere, and Tab goes on from that control.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "ui/ui.h"

namespace wordspace {

class Mirror {
 public:
  // At most this often, unless someone acts.
  static constexpr double kEveryMs = 250;

  // A frame that is drawn now should be read.
  bool due(double now_ms) const { return acted_ || now_ms - read_ms_ >= kEveryMs; }
  // A frame was drawn without being read: what it showed is told later. Milliseconds until then.
  double put_off(double now_ms);
  bool pending() const { return pending_; }

  // What changed since the last call, as JSON; empty when nothing did. focused: Dear ImGui's id of
  // what has its keyboard. Wishes that no control took are forgotten.
  //   {"words": {...}, "at": name, "order": [{"part", "label", "keys": [key or group]}],
  //    "nodes": {key: {...}}}; a group is {"group", "label", "radio", "keys"}. Parts are nav,
  //    header, picture, side, transport, and popup:N. Keys that no order names are gone.
  std::string changes(ui::Ui& ui, unsigned focused, double now_ms);
  // Everything is told again at the next call.
  void forget();

  // {"press": name}, {"set": name, "value": text}, {"focus": name}, {"table": name, "open": bool},
  // {"escape": true}, {"scroll": pages}, {"blur": true}; false for anything else. The next frame is
  // read.
  bool act(ui::Ui& ui, std::string_view json);

 private:
  double read_ms_ = -1e9;
  bool pending_ = true;
  bool acted_ = false;
  std::map<std::string, std::string> nodes_;  // key -> JSON as told
  std::string order_, words_, at_;
};

}  // namespace wordspace
