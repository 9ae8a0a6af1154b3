// Messages as notices; what a repeated press says again is not new.
#include "app/messages.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "labs/workspace.h"
#include "ui/widgets.h"

namespace wordspace {

namespace {

constexpr double kNewsMs = 7000;     // news stay this long,
constexpr double kActionMs = 20000;  // and this long with a button
constexpr std::size_t kMaxMessages = 3;

double stays_ms(const Message& message) {
  return message.action == Message::Action::kNone ? kNewsMs : kActionMs;
}

bool says_the_same(const Message& a, const Message& b) {
  return a.kind == b.kind && a.error.code == b.error.code && a.error.args == b.error.args &&
         a.action == b.action && a.step == b.step;
}

}  // namespace

void Messages::show(const Message& message, double now_ms) {
  const auto known = std::find_if(shown_.begin(), shown_.end(), [&](const Shown& one) {
    return says_the_same(one.message, message);
  });
  if (known != shown_.end()) {
    known->since_ms = now_ms;
    return;
  }
  shown_.push_back({message, now_ms, next_number_++});
  if (shown_.size() > kMaxMessages) shown_.erase(shown_.begin());
}

const char* Messages::action_key(const Message& message, const Workspace& workspace) const {
  switch (message.action) {
    case Message::Action::kUndo:
      return workspace.undo_step() == message.step ? "session.undo" : nullptr;
    case Message::Action::kAfresh:
      return actions_.afresh ? "session.afresh" : nullptr;
    case Message::Action::kTakeOver:
      return actions_.take_over ? "session.take_over" : nullptr;
    case Message::Action::kNone:
      break;
  }
  return nullptr;
}

void Messages::act(const Message& message, Workspace& workspace) {
  if (message.action == Message::Action::kUndo) workspace.undo();
  if (message.action == Message::Action::kAfresh) actions_.afresh();
  if (message.action == Message::Action::kTakeOver) actions_.take_over();
}

void Messages::drop_old(const LabContext& context) {
  std::erase_if(shown_, [&](const Shown& one) {
    const bool over = is_news(one) && context.ui.now_ms - one.since_ms >= stays_ms(one.message);
    const bool done = one.message.action == Message::Action::kUndo && is_news(one) &&
                      action_key(one.message, context.workspace) == nullptr;
    const bool nothing_there = one.message.action == Message::Action::kTakeOver &&
                               actions_.elsewhere && !actions_.elsewhere();
    return over || done || nothing_there;
  });
}

bool Messages::draw_one(LabContext& context, std::size_t index) {
  ui::Ui& ui = context.ui;
  const Shown& one = shown_[index];
  const bool news = is_news(one);
  if (news) actions_.wake_after(stays_ms(one.message) - (ui.now_ms - one.since_ms) + 1);
  const std::string name = "message." + std::to_string(index);
  const bool warning = one.message.kind == Message::Kind::kWarning;
  const ui::NoticeKind kind = news      ? ui::NoticeKind::kInfo
                              : warning ? ui::NoticeKind::kWarning
                                        : ui::NoticeKind::kError;
  const std::string words = news ? ui.format(one.message.error.code, one.message.error.args)
                                 : ui.words.error_message(one.message.error);
  const std::string hint = news ? std::string() : ui.words.error_hint(one.message.error);
  const char* action = action_key(one.message, context.workspace);
  ImGui::PushID(one.number);
  bool acted = false;
  const bool dismissed = ui::notice(ui, name.c_str(), kind, words, hint, true,
                                    action != nullptr ? ui.t(action) : "", &acted);
  ImGui::PopID();
  if (acted) act(Message(one.message), context.workspace);
  return acted || dismissed;
}

void Messages::draw(LabContext& context, bool news) {
  for (std::size_t i = 0; i < shown_.size();) {
    if (is_news(shown_[i]) == news && draw_one(context, i)) {
      shown_.erase(shown_.begin() + static_cast<std::ptrdiff_t>(i));
      context.ui.want_frame = true;
    } else {
      ++i;
    }
  }
}

void Messages::draw_warnings(LabContext& context) {
  drop_old(context);
  draw(context, false);
}

void Messages::draw_news(LabContext& context, ImVec2 bottom_left, float width) {
  if (std::none_of(shown_.begin(), shown_.end(), is_news)) {
    news_height_ = 0;
    return;
  }
  // Its height is known only once it was laid out: the first frame of a change is drawn again.
  ImGui::SetCursorScreenPos(ImVec2(bottom_left.x, bottom_left.y - news_height_));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleColor(ImGuiCol_ChildBg, ImVec4(0, 0, 0, 0));
  ImGui::BeginChild("news", ImVec2(width, std::max(news_height_, 1.0f)),
                    ImGuiChildFlags_NavFlattened,
                    ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
  const float top = ImGui::GetCursorPosY();
  draw(context, true);
  const float height = std::ceil(ImGui::GetCursorPosY() - top);
  ImGui::EndChild();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  if (height != news_height_) context.ui.want_frame = true;
  news_height_ = height;
}

}  // namespace wordspace
