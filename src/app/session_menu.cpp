// Draws the menu Session.
// Not the shell around it (shell.cpp).
#include "app/session_menu.h"

#include <algorithm>
#include <string>

#include "ui/icons.h"
#include "ui/widgets.h"

namespace wordspace {

using ui::Ui;

namespace {

void call(const std::function<void()>& action) {
  if (action) action();
}

}  // namespace

void SessionMenu::draw_kept(Ui& ui, const SessionActions& actions) {
  const SessionActions::Facts facts = actions.facts ? actions.facts() : SessionActions::Facts{};
  const char* key = nullptr;
  switch (facts.state) {
    case Keeper::State::kOff:
      return;
    case Keeper::State::kAsking:
    case Keeper::State::kBringing:
    case Keeper::State::kKeeping:
      key = facts.small_only ? "session.kept_small" : "session.kept";
      break;
    case Keeper::State::kOthers:
      key = "session.others";
      break;
    case Keeper::State::kRefused:
      key = "session.refused";
      break;
    case Keeper::State::kNewer:
      key = "session.newer";
      break;
    case Keeper::State::kDamaged:
      key = "session.unreadable";
      break;
  }
  ui::gap(ui, 0.5f);
  ui::hairline(ui);
  ui::gap(ui, 0.5f);
  ui::text_muted(ui, ui.format(key, {ui::format_bytes(facts.kept_bytes),
                                     ui::format_bytes(facts.limit_bytes)}));
  ui::gap(ui, 0.5f);
  ui::ButtonOptions fill;
  fill.width = -1;
  if (facts.state == Keeper::State::kOthers) {
    if (ui::button(ui, "session.take_over", ui.t("session.take_over"), fill)) {
      call(actions.take_over);
      ImGui::CloseCurrentPopup();
    }
    return;
  }
  if (facts.state == Keeper::State::kRefused) return;
  fill.enabled = facts.kept_bytes > 0;
  fill.icon = ui::icons::kTrash;
  if (!asking_) {
    if (ui::button(ui, "session.clear", ui.t("session.clear"), fill)) {
      asking_ = true;
      ui.want_frame = true;
    }
    return;
  }
  ui::text(ui, ui.t("session.clear.ask"));
  ui::gap(ui, 0.5f);
  if (ui::button(ui, "session.clear.yes", ui.t("session.clear.yes"), fill)) {
    call(actions.clear);
    asking_ = false;
    ImGui::CloseCurrentPopup();
  }
  fill.icon = nullptr;
  fill.enabled = true;
  if (ui::button(ui, "session.clear.no", ui.t("session.clear.no"), fill)) {
    asking_ = false;
    ui.want_frame = true;
  }
}

void SessionMenu::draw(Ui& ui, const SessionActions& actions, bool can_undo) {
  if (ui::icon_button(ui, "session", ui::icons::kSave, ui.t("session.title"))) {
    ImGui::OpenPopup("session.popup");
    asking_ = false;
    ui.want_frame = true;
  }
  const ImVec2 below(ImGui::GetItemRectMax().x, ImGui::GetItemRectMax().y + ui.px(4));
  const float room = ImGui::GetMainViewport()->Size.x - ui.px(32);
  const float width = std::min(ui.px(300), room);
  ImGui::SetNextWindowPos(ImVec2(std::max(below.x, width + ui.px(16)), below.y), ImGuiCond_Always,
                          ImVec2(1, 0));
  ImGui::SetNextWindowSize(ImVec2(width, 0));
  if (!ImGui::BeginPopup("session.popup")) return;
  ui::ButtonOptions fill;
  fill.width = -1;
  fill.icon = ui::icons::kDownload;
  fill.tooltip = ui.t("session.save.about");
  if (ui::button(ui, "session.save", ui.t("session.save"), fill)) {
    call(actions.save);
    ImGui::CloseCurrentPopup();
  }
  fill.icon = ui::icons::kFolder;
  fill.tooltip = ui.t("session.open.about");
  if (ui::button(ui, "session.open", ui.t("session.open"), fill)) {
    call(actions.open);
    ImGui::CloseCurrentPopup();
  }
  fill.icon = ui::icons::kHistory;
  fill.tooltip = ui.t("session.undo.about");
  fill.enabled = can_undo;
  if (ui::button(ui, "session.undo", ui.t("session.undo"), fill)) {
    call(actions.undo);
    ImGui::CloseCurrentPopup();
  }
  draw_kept(ui, actions);
  ImGui::EndPopup();
}

}  // namespace wordspace
