// What the lab says to the learner: warnings and errors above the picture, where they stay until
// she closes them; news over its lower edge, where they move nothing, until they go by themselves.
// Not what is said (labs) and not its translation.
#pragma once

#include <functional>
#include <vector>

#include "labs/lab.h"
#include "labs/message.h"
#include "ui/ui.h"

namespace wordspace {

// What the buttons of messages do; a missing one has no button.
struct MessageActions {
  std::function<void(double)> wake_after;  // milliseconds
  std::function<void()> afresh, take_over;
  std::function<bool()> elsewhere;  // whether there is other work to take over; empty: there is
};

class Messages {
 public:
  explicit Messages(MessageActions actions) : actions_(std::move(actions)) {}

  void show(const Message& message, double now_ms);
  // Warnings and errors, at the cursor of the open window.
  void draw_warnings(LabContext& context);
  // News, in a child whose lower edge is at `bottom`; both are pixels of the screen.
  void draw_news(LabContext& context, ImVec2 bottom_left, float width);

 private:
  struct Shown {
    Message message;
    double since_ms = 0;
    int number = 0;
  };
  static bool is_news(const Shown& one) { return one.message.kind == Message::Kind::kInfo; }
  // News whose time is over, and what offers something that is done or no longer possible.
  void drop_old(const LabContext& context);
  void draw(LabContext& context, bool news);
  // True when the message is to go.
  bool draw_one(LabContext& context, std::size_t index);
  // What the button of a message says; null: it has none (any more).
  const char* action_key(const Message& message, const Workspace& workspace) const;
  void act(const Message& message, Workspace& workspace);

  MessageActions actions_;
  std::vector<Shown> shown_;
  int next_number_ = 0;
  float news_height_ = 0;  // as the last frame had it
};

}  // namespace wordspace
