// What stands around every lab: rail, header, lesson card, messages, transport bar, and where the
// lab's own picture and controls go at each width. Not the labs, and no decision of its own: it
// asks the application.
#pragma once

#include <functional>
#include <string>

#include "app/class_link.h"
#include "app/messages.h"
#include "app/session_menu.h"
#include "app/shell_view.h"
#include "app/transport.h"
#include "labs/lab.h"
#include "platform/platform.h"
#include "ui/ui.h"

namespace wordspace {

// What the shell asks of the application.
struct ShellActions {
  std::function<void(const std::string&)> open_lab;
  std::function<void(const std::string&)> set_language;  // "en", "vi"
  std::function<void(ui::ThemeKind)> set_theme;
  std::function<void(int)> set_text_size;  // percent
  std::function<void(double)> wake_after;  // milliseconds
  std::function<std::uint64_t()> memory_bytes;
  std::function<void(const Restrictions&)> copy_link;
  std::function<void()> leave_link;               // opens the page without its link
  std::function<void()> switch_projector;         // on, or off again
  std::function<void()> start_tour, open_lesson;  // of the open lab
  SessionActions session;
};

inline constexpr int kTextSizes[] = {100, 125, 150, 175, 200};

class Shell {
 public:
  Shell(Variant variant, ShellActions actions);

  // Draws a whole frame between begin_frame and end_frame.
  void draw(LabContext& context, const LabDescription& description, Lab& lab);
  // What of it is on screen from the next frame on.
  void set_view(ShellView view) { view_ = std::move(view); }
  void show(const Message& message, double now_ms) { messages_.show(message, now_ms); }

 private:
  // Where things go; pixels.
  struct Layout {
    bool wide = false;  // more than a phone
    bool rail = false, rail_labels = false, side = false;
    float rail_width = 0, header_height = 0, side_width = 0, transport_height = 0, padding = 0;
  };
  // Room for links beside the settings, for the settings alone, for one button that has them all.
  enum class HeaderForm { kWide, kNarrow, kTiny };
  Layout layout(const ui::Ui& ui, ImVec2 size, const LabDescription& lab, bool transport) const;

  void draw_rail(ui::Ui& ui, const Layout& layout, float height, const LabDescription& current);
  bool draw_rail_item(ui::Ui& ui, const LabDescription& lab, bool current, bool labels,
                      ImVec2 size);
  void draw_header(LabContext& context, const Layout& layout, const LabDescription& current);
  float settings_width(const ui::Ui& ui, HeaderForm form) const;
  void draw_language(ui::Ui& ui);
  void draw_theme(ui::Ui& ui);
  void draw_settings(LabContext& context, HeaderForm form);
  void draw_text_size(ui::Ui& ui, HeaderForm form);
  bool may_open(const LabDescription& lab) const;
  // On a phone: buttons that lead down to the controls and to the lesson.
  void draw_jumps(ui::Ui& ui, const LabDescription& description);
  void draw_centre(LabContext& context, const Layout& layout, const LabDescription& description,
                   Lab& lab);
  void draw_lesson(ui::Ui& ui, const LabDescription& description);
  void draw_guides(ui::Ui& ui);

  Transport transport_;
  SessionMenu session_menu_;
  ShellActions actions_;
  ShellView view_;
  ClassLink links_;
  Messages messages_;
  std::string last_lab_;
  enum class Jump { kNone, kControls, kLesson } jump_ = Jump::kNone;
};

}  // namespace wordspace
