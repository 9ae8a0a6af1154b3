// A popup of toggles; what is ticked stays ticked for the next link.
// Not a place for the address: it is copied whole.
#include "app/class_link.h"

#include <algorithm>
#include <string>
#include <vector>

#include "ui/icons.h"
#include "ui/widgets.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr const char* kDialogue = "class_link.popup";
constexpr const char* kLockSign = "link.locked.popup";

float popup_width(const Ui& ui) {
  return std::min(ui.px(360), ImGui::GetMainViewport()->Size.x - ui.px(48));
}

void place_popup(const Ui& ui) {
  const ImVec2 max = ImGui::GetItemRectMax();
  const float screen = ImGui::GetMainViewport()->Size.x - ui.px(8);
  const float right = std::clamp(max.x, std::min(popup_width(ui) + ui.px(40), screen), screen);
  ImGui::SetNextWindowPos(ImVec2(right, max.y + ui.px(4)), ImGuiCond_Always, ImVec2(1, 0));
  ImGui::SetNextWindowSizeConstraints(
      ImVec2(0, 0), ImVec2(screen, ImGui::GetMainViewport()->Size.y - max.y - ui.px(12)));
}

// Gives what follows in a popup a width to wrap at.
void hold_width(const Ui& ui) { ImGui::Dummy(ImVec2(popup_width(ui), 0)); }

}  // namespace

float ClassLink::width(const Ui& ui) const { return 2 * ui.px(ui::kControlHeight); }

void ClassLink::draw(Ui& ui) {
  if (ui::icon_button(ui, "copy_link", ui::icons::kLink, ui.t("link.copy"))) {
    actions_.copy_link({});
  }
  ImGui::SameLine(0, 0);
  if (ui::icon_button(ui, "class_link", ui::icons::kOrganization, ui.t("link.class"))) {
    open_ = true;
  }
}

bool ClassLink::draw_in_menu(Ui& ui) {
  ui::ButtonOptions options;
  options.width = -1;
  options.icon = ui::icons::kLink;
  const bool copies = ui::button(ui, "copy_link", ui.t("link.copy"), options);
  if (copies) actions_.copy_link({});
  options.icon = ui::icons::kOrganization;
  const bool opens = ui::button(ui, "class_link", ui.t("link.class"), options);
  if (opens) open_ = true;
  return copies || opens;
}

void ClassLink::draw_dialogue(Ui& ui) {
  if (open_) {
    open_ = false;
    ImGui::OpenPopup(kDialogue);
    ui.want_frame = true;
  }
  place_popup(ui);
  if (!ImGui::BeginPopup(kDialogue)) return;
  hold_width(ui);
  ui::section(ui, ui.t("link.class"));
  ui::text_small(ui, ui.t("link.class.about"));
  ui::gap(ui, 0.5f);
  ui::toggle(ui, "class_link.lock", ui.t("link.lock"), wanted_.lock, ui.t("link.lock.about"));
  if (wanted_.lock) {
    const std::vector<std::string> labels = {ui.t("link.labs.this"), ui.t("link.labs.all")};
    int labs = wanted_.labs.empty() ? 0 : 1;
    if (ui::segmented(ui, "class_link.labs", labels, labs)) {
      wanted_.labs.clear();
      if (labs == 1) wanted_.labs.emplace_back("all");
    }
  }
  ui::gap(ui, 0.5f);
  ui::text_muted(ui, ui.t("link.hide"));
  for (const char* part : hideable_parts()) {
    const std::string key = std::string("link.hide.") + part;
    bool hidden = wanted_.hides(part);
    if (!ui::toggle(ui, ("class_link.hide." + std::string(part)).c_str(), ui.t(key), hidden)) {
      continue;
    }
    std::erase(wanted_.hide, part);
    if (hidden) wanted_.hide.emplace_back(part);
  }
  ui::gap(ui, 0.5f);
  ui::ButtonOptions copy;
  copy.style = ui::ButtonStyle::kPrimary;
  copy.icon = ui::icons::kCopy;
  copy.width = -1;
  if (ui::button(ui, "class_link.copy", ui.t("link.class.copy"), copy)) {
    actions_.copy_link(wanted_);
    ImGui::CloseCurrentPopup();
  }
  ImGui::EndPopup();
}

float ClassLink::lock_width(const Ui& ui) const { return ui.px(ui::kControlHeight); }

void ClassLink::draw_lock(Ui& ui) {
  if (ui::icon_button(ui, "link.locked", ui::icons::kLock, ui.t("error.link.locked.message"))) {
    ImGui::OpenPopup(kLockSign);
    ui.want_frame = true;
  }
  place_popup(ui);
  if (!ImGui::BeginPopup(kLockSign)) return;
  hold_width(ui);
  ui::text(ui, ui.t("error.link.locked.message"));
  ui::text_small(ui, ui.t("error.link.locked.hint"));
  ui::gap(ui, 0.5f);
  ui::ButtonOptions leave;
  leave.width = -1;
  if (ui::button(ui, "link.leave", ui.t("link.leave"), leave)) {
    actions_.leave_link();
    ImGui::CloseCurrentPopup();
  }
  ImGui::EndPopup();
}

}  // namespace wordspace
