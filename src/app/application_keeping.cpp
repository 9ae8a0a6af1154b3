// The application's part of keeping her work: when the keeper is called, what a link wins over it,
// what the menu Session does, beginning afresh.
// Not the keeper (labs/keeper.cpp) and not sessions (labs/workspace_session.cpp).
#include <imgui_internal.h>

#include <cmath>
#include <utility>

#include "app/application.h"
#include "labs/run_controls.h"
#include "labs/services.h"
#include "labs/session.h"
#include "labs/workspace.h"
#include "train/run_status.h"

namespace wordspace {

void Application::join_keeping() {
  tell_fields(labs_, {}, at_start_);
  Workspace::Place place;
  place.tell = [this](Session& session) {
    session.lab = wanted_lab_.empty() ? lab_registry()[current_].name : wanted_lab_;
    session.address = fragment_;
    tell_fields(labs_, at_start_, session);
  };
  place.take = [this](const Session& session) {
    if (session.lab.empty()) return;
    open_lab(session.lab);
    take_fields(labs_, session);
    set_language(ui_.language);  // chooses the world of rooms that nobody has touched
  };
  workspace_->set_place(std::move(place));
  keeper_ = std::make_unique<Keeper>(workspace_.get(), shelf_of(*platform_, [this] {
                                       if (!workspace_) return;
                                       const bool news = !workspace_->messages().empty();
                                       if (news || workspace_->busy()) platform_->request_frame();
                                     }));
  platform_->on_leaving([this] {
    if (keeper_) keeper_->flush();
  });
}

SessionActions Application::session_actions() {
  SessionActions actions;
  actions.save = [this] { workspace_->save_session(); };
  actions.open = [this] {
    workspace_->services().open_file(
        ".session", [this](const std::string& name, Result<std::string> bytes) {
          if (bytes.ok()) {
            // A refusal is said by the workspace itself.
            static_cast<void>(workspace_->import_bytes(name, std::move(bytes.value())));
          } else {
            workspace_->say({Message::Kind::kError, bytes.error()});
          }
        });
  };
  actions.undo = [this] { workspace_->undo(); };
  actions.clear = [this] {
    keeper_->clear();
    workspace_->say({Message::Kind::kInfo, {"message.cleared", "", "", {}}});
  };
  actions.afresh = [this] { afresh_ = true; };
  actions.take_over = [this] { keeper_->take_over(); };
  actions.elsewhere = [this] { return keeper_->work_elsewhere(); };
  actions.facts = [this] {
    SessionActions::Facts facts;
    facts.state = keeper_->state();
    facts.kept_bytes = static_cast<double>(keeper_->kept_bytes());
    facts.limit_bytes = static_cast<double>(keeper_->limit());
    facts.small_only = keeper_->small_only();
    return facts;
  };
  return actions;
}

void Application::keep() {
  // What was kept waits until the first picture is there.
  if (!keeping_begun_ && frames_ > 0) {
    keeping_begun_ = true;
    keeper_->begin([this](const Session& session) {
      if (!options_.lab.empty()) open_lab(options_.lab);
      // A link wins where it names something; on a reload it is what was kept.
      const std::string& address = address_at_start_;
      if (!address.empty() && address != session.address) open_link(address);
    });
  }
  if (platform_->hidden() && !was_hidden_) keeper_->soon();
  was_hidden_ = platform_->hidden();
  const double now = platform_->now_ms();
  keeper_->tick(now);
  // The menu that says how much is kept may be open.
  const bool other = std::exchange(kept_bytes_, keeper_->kept_bytes()) != keeper_->kept_bytes();
  if (other && !GImGui->OpenPopupStack.empty()) ui_.want_frame = true;
  if (const double at = keeper_->wake_at(); std::isfinite(at)) {
    platform_->wake_after(std::max(at - now, 1.0));
  }
}

void Application::start_afresh() {
  keeper_->leave_empty();
  platform_->set_setting("lab", "");
  if (platform_->start_over()) return;
  // The same within the program: everything but window, fonts and words is made again.
  options_ = {};
  platform_->set_fragment("");
  scripts_.reset();
  shell_.reset();
  keeper_.reset();
  labs_.clear();
  workspace_.reset();
  at_start_ = {};
  wanted_lab_.clear();
  current_ = 0;
  frames_ = 0;
  keeping_begun_ = false;
  start();
}

void Application::picture_is_back() {
  bool paused = false;
  for (const char* model : {"word2vec", "glove", "gpt", "bert"}) {
    RunControls* run = workspace_->controls(model);
    if (run->status() != RunStatus::kTraining) continue;
    run->pause();
    paused = true;
  }
  workspace_->say({Message::Kind::kInfo,
                   {paused ? "message.picture_back_paused" : "message.picture_back", "", "", {}}});
  keeper_->soon();
}

}  // namespace wordspace
