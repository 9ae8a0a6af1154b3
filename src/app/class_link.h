// The buttons of links in the header: copy this link, the dialogue that makes one for a class, and
// the sign that a link locks the settings, with its way out.
// Not making or opening links (application_links.cpp).
#pragma once

#include <functional>

#include "app/link.h"
#include "ui/ui.h"

namespace wordspace {

class ClassLink {
 public:
  struct Actions {
    std::function<void(const Restrictions&)> copy_link;
    std::function<void()> leave_link;  // opens the page without its link
  };
  explicit ClassLink(Actions actions) : actions_(std::move(actions)) {}

  // Both buttons in a row: pixels, and drawing at the cursor.
  float width(const ui::Ui& ui) const;
  void draw(ui::Ui& ui);
  // The same two as lines of a menu, where the header has no room for them. True: one was pressed.
  bool draw_in_menu(ui::Ui& ui);
  // The dialogue, where it is open; once a frame, outside of any menu. It hangs from the last item.
  void draw_dialogue(ui::Ui& ui);

  // The sign of a lock: pixels, and drawing at the cursor.
  float lock_width(const ui::Ui& ui) const;
  void draw_lock(ui::Ui& ui);

 private:
  Actions actions_;
  Restrictions wanted_;
  bool open_ = false;
};

}  // namespace wordspace
