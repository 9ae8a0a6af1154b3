// window.wordspace in JSON: the program's state, and every button by name.
// Not the page's side of it (web/host.js), and no verbs of its own: it calls the workspace and the
// application.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "app/link.h"
#include "labs/lab.h"
#include "platform/platform.h"
#include "ui/ui.h"

namespace wordspace {

class RunControls;

// A whole address, or why there is none: link.too_long, deflate.failed.
using LinkMade = std::function<void(Result<std::string>)>;

// What commands reach. All outlive the Scripts.
struct ScriptTargets {
  Workspace* workspace = nullptr;
  std::function<RunControls&()> run;  // of the open lab
  ui::Ui* ui = nullptr;
  std::function<Lab*()> current_lab;
  std::function<bool(const std::string&)> open_lab;      // false: no such lab here
  std::function<bool(const std::string&)> set_language;  // false: no such language
  std::function<void(ui::ThemeKind)> set_theme;
  std::function<void(int)> set_text_size;  // percent
  std::function<Status(const std::string& lab)> may_open;
  std::function<Status()> may_change;  // preset, settings, seed, text
  std::function<void(const Restrictions&, LinkMade)> make_link;
  std::function<void(bool)> set_projector;
  // Shows a step of the open lab's tour, counted from 1; 0 leaves it.
  std::function<void(std::size_t step, std::function<void(Status)> done)> tour;
  std::function<std::size_t()> tour_step;  // 0: no tour
};

// What state() tells beyond workspace and ui.
struct StateFacts {
  std::string lab;
  std::uint64_t frames = 0;
  std::string last_error;  // empty: none
  Variant variant;
  bool hidden = false;
  bool busy = false;  // more frames will follow by themselves
  std::uint64_t memory_bytes = 0;
  const char* keeping = "off";  // what the keeper does: Keeper::State as a word
};

class Scripts {
 public:
  explicit Scripts(ScriptTargets targets) : targets_(std::move(targets)) {}

  // {"do": verb, ...} -> answer({"ok": result} or {"error": sentence}), once, maybe frames later.
  // attached: bytes of a large file or text, which JSON would copy several times.
  void command(const std::string& json, std::function<void(std::string)> answer,
               std::string attached = {});
  std::string state(const StateFacts& facts) const;
  static std::string rects(std::span<const ui::NamedRect> rects);

 private:
  ScriptTargets targets_;
};

bool is_lab(const std::string& name);  // of the registry
// A link or a command asked for what is not there.
Error unknown_lab(const std::string& lab);
Error unknown_language(const std::string& language);

// Bytes of base64 text (standard alphabet, padding optional). Errors: import.bad_base64.
Result<std::string> decode_base64(std::string_view text);

}  // namespace wordspace
