// Undo: one step back to what was replaced, model included.
// Not a history of edits: settings that are typed have none.
#include <utility>

#include "labs/workspace_impl.h"

namespace wordspace {

namespace {

// Of what a step holds besides a run.
std::size_t bytes_of(const Session& session) {
  std::size_t total = 0;
  for (const SessionPart& part : session_parts(session)) total += part.bytes.size();
  return total;
}

}  // namespace

std::uint64_t Workspace::undo_step() const {
  const Impl& self = *impl_;
  return self.former && !self.former->asked ? self.former->number : 0;
}

void Workspace::undo() {
  Impl& self = *impl_;
  if (undo_step() == 0 || !self.services.changeable().ok()) return;
  const Impl::UndoStep step = std::move(*self.former);
  self.former.reset();
  restore(step.session, true, [&self](const Status& status) {
    if (!status.ok()) self.say(Message::Kind::kError, status.error());
  });
  if (step.also) step.also();
  self.say(Message::Kind::kInfo, {"message.undone", "", "", {}});
}

Session Workspace::Impl::text_now() const {
  Session session;
  session.rooms.push_back(room());
  session.own_text = corpora.own();
  if (const CorpusInfo* own = corpora.find(kOwnText)) session.own_title = own->title;
  return session;
}

void Workspace::Impl::remember(UndoStep step) {
  if (!step.asked && bytes_of(step.session) > 2 * kUndoBytes) {
    former.reset();
    say(Message::Kind::kWarning,
        {"undo.too_large", "What was replaced is too large to be kept for Undo.",
         "Save the session as a file before such a step."});
    return;
  }
  step.number = ++undo_steps;
  former = std::move(step);
  if (former->asked) return;  // said when the run has come
  Message message{Message::Kind::kInfo, {former->words, "", "", former->args}};
  message.action = Message::Action::kUndo;
  message.step = former->number;
  messages.push_back(std::move(message));
}

void Workspace::Impl::replacing(RunControls& run_of, SessionRoom former_room) {
  auto box = std::make_shared<command::SavedRunBox>();
  if (!run_of.ask_run(box, kUndoBytes)) return;
  UndoStep step;
  step.session.rooms.push_back(std::move(former_room));
  step.asked = Asked{run_of.model(), std::move(box)};
  step.words = "message.run_replaced";
  remember(std::move(step));
}

void Workspace::Impl::replace_run(SessionRoom former_room) {
  const Snapshot& now = runner.snapshot();
  if (now.kind.empty() || now.seconds <= 0 || now.units_done == 0) return;
  replacing(*self, std::move(former_room));
}

bool Workspace::Impl::end_undo() {
  if (!former || !former->asked || !former->asked->box->ready.load(std::memory_order_acquire)) {
    return false;
  }
  const Asked asked = *former->asked;
  // The text of a run that is replaced stands beside it until the new one has come.
  const bool too_large = take_asked(asked, former->session);
  former->asked.reset();
  UndoStep step = std::move(*former);
  former.reset();
  if (too_large || !step.session.has_run()) {
    say(Message::Kind::kWarning,
        {"undo.too_large", "What was replaced is too large to be kept for Undo.",
         "Save the session as a file before such a step."});
  } else {
    remember(std::move(step));
  }
  return true;
}

}  // namespace wordspace
