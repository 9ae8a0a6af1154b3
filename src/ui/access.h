// What is on screen, in words: for screen readers and for the keyboard. Widgets note what they are
// while a frame is read; what someone chose there comes back to them by name.
// Not the page's elements (web/mirror.js) and not their order of transport (app/mirror.h).
#pragma once

#include <imgui.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wordspace::ui {

// A table as text, copyable: header and rows; a copy button puts it on the clipboard as TSV.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

enum class AccessRole {
  kText,
  kHeading,  // level: 2 the lab's, 3 a section's
  kAlert,    // a message that wants to be read at once
  kButton,   // also chips, words, rows: whatever can be pressed
  kLink,
  kSwitch,
  kRadio,  // one of a group; names NAME.0, NAME.1, ...
  kSlider,
  kChoice,  // a dropdown
  kField,   // the words are in the platform's own input
  kNote,    // words with an explanation; can be focused, does nothing
  kProgress,
  kChart,  // a picture of numbers; its table can be opened
  kTable,
};

struct AccessNode {
  AccessRole role = AccessRole::kText;
  std::string name;   // of rects; empty for words
  std::string label;  // what it is called, or the words
  std::string value;  // what it says at the moment: "0.025", "42 %"
  std::string help;   // its tooltip
  bool enabled = true;
  bool on = false;                    // switch, radio; the open lab of the list
  int level = 3;                      // of a heading
  double low = 0, high = 0, now = 0;  // slider, progress (0..1)
  bool whole = false, logarithmic = false;
  std::vector<std::string> choices;
  int chosen = -1;
  bool movable = false;  // a chart that arrow keys move in, by takes_value("ArrowUp"), ...
  bool has_table = false;
  int num_rows = 0;  // of the whole table, of which `table` may hold the first only
  Table table;       // of charts: only while it is open
  ImVec2 min = {}, max = {};
  bool shown = false;  // some of it is in view
  unsigned id = 0;     // Dear ImGui's; 0: cannot have the keyboard
  unsigned popup = 0;  // window of the popup it stands in; 0: none
  std::string region;  // which part of the shell
};

// Rows of a table that are read out; whoever wants more copies it or saves it as a file.
inline constexpr std::size_t kReadRows = 200;

// Interface thread only. Part of Ui.
struct Access {
  // --- What is read. While reading is false nothing is noted and nothing costs.
  bool reading = false;
  std::vector<AccessNode> nodes;  // in the order in which they are drawn
  std::string region;             // set by the shell before it draws a part
  int quiet = 0;                  // above 0: words are parts of a control that names them itself
  std::set<std::string> open_tables;  // charts whose tables are wanted

  // --- What was chosen by name since the last frame; each waits for its control's next draw.
  std::string pressed, set_name, set_value, focus;

  // --- What is said aloud (results); the application takes it.
  std::string say;

  // Begins and ends a reading: everything is laid out and noted, also what is scrolled out of
  // sight. Between ImGui::NewFrame and ImGui::Render.
  void begin_reading();
  void end_reading();

  // Notes the last ImGui item; null while nothing is read, in tooltips and while quiet words are
  // drawn. The pointer lives until the next note.
  AccessNode* note(AccessRole role, std::string_view name, std::string_view label);
  // Words of a size: headings are those of sections and titles.
  void note_words(std::string_view words, AccessRole role = AccessRole::kText, int level = 3);

  // True once when the control of this name was pressed from outside.
  bool takes_press(std::string_view name);
  // The value that someone set from outside, once; null otherwise. Lives until the next call.
  const std::string* takes_value(std::string_view name);
  // Gives the keyboard to the control when it was asked for: ring, scrolled into view.
  bool takes_focus(std::string_view name, unsigned id, ImVec2 min, ImVec2 max);
  bool wants_table(std::string_view name) const {
    return reading && open_tables.find(std::string(name)) != open_tables.end();
  }
  // What a result is, spoken politely when it is another than last time under this name.
  void result(const std::string& name, const std::string& sentence);

 private:
  std::string taken_;
  std::vector<std::pair<std::string, std::string>> results_;  // name -> last sentence
};

// Words of a control that it names itself are not read twice.
class QuietWords {
 public:
  explicit QuietWords(Access& access) : access_(access) { ++access_.quiet; }
  ~QuietWords() { --access_.quiet; }
  QuietWords(const QuietWords&) = delete;
  QuietWords& operator=(const QuietWords&) = delete;

 private:
  Access& access_;
};

}  // namespace wordspace::ui
