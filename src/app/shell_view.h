// What of the shell is on screen: everything, or what a teacher's link or the projector leaves.
// Not who decides it (application_links.cpp).
#pragma once

#include <functional>
#include <string>

#include "app/link.h"

namespace wordspace {

struct ShellView {
  bool rail = true, controls = true, lesson = true, transport = true, settings = true;
  bool projector = false;
  bool locked = false;
  // The list of labs stays at hand where the rail makes room; false: a link hides it.
  bool menu = true;
  std::function<bool(const std::string& lab)> may_open;  // empty: every lab
};

// What a link and the projector leave.
inline ShellView view_of(const Restrictions& link, const std::string& home, bool projector) {
  ShellView view;
  view.menu = !link.hides("rail");
  view.rail = view.menu && !projector;
  view.controls = !link.hides("controls");
  view.lesson = !link.hides("lesson") && !projector;
  view.transport = !link.hides("transport");
  view.settings = !link.hides("settings");
  view.projector = projector;
  view.locked = link.lock;
  if (link.lock) {
    view.may_open = [link, home](const std::string& lab) { return link.may_open(lab, home); };
  }
  return view;
}

}  // namespace wordspace
