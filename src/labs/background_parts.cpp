// Progress of a series of runs, with its buttons.
// Not the runs.
#include "labs/background_parts.h"

#include <utility>

#include "labs/background.h"
#include "labs/lab_parts.h"
#include "labs/workspace.h"
#include "train/series.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

BackgroundLine::BackgroundLine(const char* owner) : owner_(owner) {}
BackgroundLine::~BackgroundLine() = default;

bool BackgroundLine::active(const Background& background) const {
  return background.owner() == owner_ && (background.running() || background.paused());
}

void BackgroundLine::start(LabContext& context, std::vector<PlannedRun> runs,
                           std::function<void()> begun) {
  wanted_ = std::move(runs);
  begun_ = std::move(begun);
  const Background& background = context.workspace.background();
  const bool other = !background.owner().empty() && background.owner() != owner_;
  if (!other || !(background.running() || background.paused())) begin(context);
}

void BackgroundLine::begin(LabContext& context) {
  const Status started = context.workspace.background().start(owner_, std::move(wanted_));
  wanted_.clear();
  const auto begun = std::move(begun_);
  begun_ = {};
  if (started.ok() && begun) begun();
  say_error(context, started);
}

bool BackgroundLine::follow(const Background& background) {
  if (background.owner() != owner_ || background.version() == seen_) return false;
  seen_ = background.version();
  finished_ = background.finished(owner_);
  return true;
}

void BackgroundLine::draw_question(LabContext& context) {
  Ui& ui = context.ui;
  const std::string other = ui.t("lab." + context.workspace.background().owner() + ".title");
  ui::notice(ui, (owner_ + ".question").c_str(), ui::NoticeKind::kWarning,
             ui.format("background.question", {other}), ui.t("background.question.hint"));
  ui::ButtonOptions primary;
  primary.style = ui::ButtonStyle::kPrimary;
  const bool replace = ui::button(ui, (owner_ + ".replace").c_str(),
                                  ui.format("background.replace", {other}), primary);
  ui::flow(ui, ui::button_width(ui, ui.t("background.keep")));
  const bool keep = ui::button(ui, (owner_ + ".keep").c_str(), ui.t("background.keep"));
  if (replace) begin(context);
  if (keep) wanted_.clear();
}

void BackgroundLine::draw(LabContext& context,
                          const std::function<std::string(const std::string&)>& label) {
  Ui& ui = context.ui;
  Background& background = context.workspace.background();
  if (!wanted_.empty()) {
    const Background& other = context.workspace.background();
    // Nothing to ask any more: it has finished meanwhile.
    if (!(other.running() || other.paused())) {
      begin(context);
    } else {
      draw_question(context);
    }
    return;
  }
  if (!active(background)) return;
  const std::size_t num = background.finished(owner_).size();
  const std::string of = ui.format("background.progress",
                                   {std::to_string(num), std::to_string(background.num_planned())});
  std::string words = of;
  if (background.paused()) {
    words = ui.format("background.paused", {of});
  } else if (!background.current().empty()) {
    const std::string now = label(background.current());
    const double left = background.seconds_left();
    words = left > 0 ? ui.format("background.now_left", {of, now, ui::format_duration(ui, left)})
                     : ui.format("background.now", {of, now});
  }
  ui::progress_bar(ui, background.share_done(), words);
  ui::ButtonOptions button;
  if (background.paused()) {
    button.icon = ui::icons::kPlay;
    if (ui::button(ui, (owner_ + ".resume").c_str(), ui.t("background.resume"), button)) {
      background.resume();
    }
  } else {
    button.icon = ui::icons::kPause;
    if (ui::button(ui, (owner_ + ".pause").c_str(), ui.t("background.pause"), button)) {
      background.pause();
    }
  }
  button.icon = ui::icons::kStop;
  button.tooltip = ui.t("background.stop.about");
  ui::flow(ui, ui::button_width(ui, ui.t("background.stop"), true));
  if (ui::button(ui, (owner_ + ".stop").c_str(), ui.t("background.stop"), button)) {
    background.stop();
  }
}

}  // namespace wordspace
