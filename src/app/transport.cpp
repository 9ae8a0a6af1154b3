// Draws the transport bar: one row on a wide screen, two on a narrower one, a sheet for the rest on
// a phone. Not the shell around it.
#include "app/transport.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "labs/corpus_store.h"
#include "labs/message.h"
#include "labs/run_controls.h"
#include "labs/workspace.h"
#include "train/run_status.h"
#include "train/snapshot.h"
#include "ui/icons.h"
#include "ui/type.h"
#include "ui/widgets.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr float kSeedWidth = 92, kSpeedWidth = 132, kRow = 48;
constexpr std::array<double, 4> kSpeeds = {1.0, 0.5, 0.1, 0.02};
constexpr std::array<const char*, 4> kSpeedKeys = {"shell.speed.full", "shell.speed.half",
                                                   "shell.speed.tenth", "shell.speed.fiftieth"};

bool is_running(RunStatus status) {
  return status == RunStatus::kTraining || status == RunStatus::kPreparing;
}

std::string unit_of(const Ui& ui, const Snapshot& snapshot) {
  const std::string key = "shell.unit." + snapshot.unit_name;
  return ui.words.has(key) ? ui.t(key) : snapshot.unit_name;
}

bool reproducible(const RunControls& run, const Variant& variant) {
  const Snapshot& snapshot = run.snapshot();
  return snapshot.kind.empty() ? run.repeatable(variant.threads) : snapshot.reproducible;
}

// Puts the next item so that it stands in the middle of a row of kRow.
void centre_in_row(const Ui& ui, float top, float item_height) {
  ImGui::SetCursorScreenPos(
      ImVec2(ImGui::GetCursorScreenPos().x, std::round(top + (ui.px(kRow) - item_height) / 2)));
}

}  // namespace

double progress_share(const CorpusLoad& load, const RunControls& run) {
  if (!load.name.empty()) {
    return load.total_bytes == 0
               ? 0
               : static_cast<double>(load.received_bytes) / static_cast<double>(load.total_bytes);
  }
  const Snapshot& snapshot = run.snapshot();
  if (snapshot.units_total <= 0) return 0;
  return static_cast<double>(snapshot.units_done) / static_cast<double>(snapshot.units_total);
}

std::string progress_sentence(const Ui& ui, const CorpusLoad& load, const RunControls& run) {
  if (!load.name.empty()) {
    return ui.format("shell.progress.loading",
                     {ui.t("corpus." + load.name + ".title"),
                      ui::format_bytes(static_cast<double>(load.received_bytes)),
                      ui::format_bytes(static_cast<double>(load.total_bytes))});
  }
  const Snapshot& snapshot = run.snapshot();
  const double share = progress_share(load, run);
  const std::string percent =
      std::to_string(static_cast<int>(std::floor(std::clamp(share, 0.0, 1.0) * 100)));
  const std::string rate = ui::format_count(std::round(snapshot.units_per_second));
  const std::string unit = unit_of(ui, snapshot);
  switch (snapshot.status) {
    case RunStatus::kIdle:
      return ui.t("shell.progress.idle");
    case RunStatus::kPreparing:
      return ui.t("shell.progress.preparing");
    case RunStatus::kTraining:
      return ui.format("shell.progress.training",
                       {percent, rate, unit, ui::format_duration(ui, snapshot.seconds_left)});
    case RunStatus::kPaused:
      return ui.format("shell.progress.paused",
                       {percent, ui::format_count(static_cast<double>(snapshot.units_done)), unit});
    case RunStatus::kDone:
      return ui.format("shell.progress.done",
                       {ui::format_count(static_cast<double>(snapshot.units_done)), unit,
                        ui::format_duration(ui, snapshot.seconds)});
    case RunStatus::kFailed:
      return ui.t("shell.progress.failed");
  }
  return {};
}

Transport::Form Transport::form(const Ui& ui, float width) {
  const float logical = width / ui.text_scale;
  if (logical >= 1060) return Form::kOneRow;
  return logical >= 600 ? Form::kTwoRows : logical >= 300 ? Form::kPhone : Form::kTiny;
}

float Transport::height(const Ui& ui, float width) const {
  switch (form(ui, width)) {
    case Form::kOneRow:
      return ui.px(kRow + 16);
    case Form::kTwoRows:
      return ui.px(2 * kRow + 12);
    case Form::kPhone:
    case Form::kTiny:
      return ui.px(2 * kRow + 4);
  }
  return 0;
}

void Transport::draw_buttons(Ui& ui, RunControls& run, bool loading, Form shape) {
  const Snapshot& snapshot = run.snapshot();
  const bool running = is_running(snapshot.status);
  const bool anew = run.settings_changed();
  ui::ButtonOptions main;
  main.style = ui::ButtonStyle::kPrimary;
  main.icon = running ? ui::icons::kPause : ui::icons::kPlay;
  main.enabled = !loading && snapshot.status != RunStatus::kPreparing;
  const char* label = running                                          ? "shell.pause"
                      : snapshot.status == RunStatus::kPaused && !anew ? "shell.continue"
                      : snapshot.status == RunStatus::kDone && !anew   ? "shell.again"
                                                                       : "shell.train";
  // As wide as the longest of its labels, so that the row does not jump.
  for (const char* other : {"shell.pause", "shell.continue", "shell.again", "shell.train"}) {
    main.width = std::max(main.width, ui::button_width(ui, ui.t(other), true));
  }
  main.tooltip = ui.t(running ? "shell.pause.about" : "shell.train.about");
  if (shape == Form::kTiny) main.width = 0;
  const char* const words = shape == Form::kTiny ? "" : ui.t(label);
  if (ui::button(ui, running ? "pause" : "train", words, main)) {
    if (running) {
      run.pause();
    } else {
      run.train();
    }
  }
  const bool step_enabled = !loading && snapshot.status != RunStatus::kPreparing;
  const bool reset_enabled = !loading && !snapshot.kind.empty();
  ImGui::SameLine();
  bool step = false, reset = false;
  if (shape == Form::kPhone || shape == Form::kTiny) {
    step = ui::icon_button(ui, "step", ui::icons::kStep, ui.t("shell.step.about"), step_enabled);
    if (shape == Form::kPhone) {
      ImGui::SameLine();
      reset =
          ui::icon_button(ui, "reset", ui::icons::kReset, ui.t("shell.reset.about"), reset_enabled);
    }
  } else {
    ui::ButtonOptions other;
    other.icon = ui::icons::kStep;
    other.enabled = step_enabled;
    other.tooltip = ui.t("shell.step.about");
    step = ui::button(ui, "step", ui.t("shell.step"), other);
    ImGui::SameLine();
    other.icon = ui::icons::kReset;
    other.enabled = reset_enabled;
    other.tooltip = ui.t("shell.reset.about");
    reset = ui::button(ui, "reset", ui.t("shell.reset"), other);
  }
  if (step) run.step();
  if (reset) run.reset();
}

void Transport::draw_progress(Ui& ui, const CorpusLoad& load, const RunControls& run, float width,
                              float top) {
  const std::string sentence = progress_sentence(ui, load, run);
  const float line = ui::line_px(ui, ui::kTextSmall);
  const bool fits = ui::text_width(ui, ui::Face::kRegular, ui::kTextSmall, sentence) <= width;
  centre_in_row(ui, top, ui.px(8) + line * (fits ? 1 : 2));
  ImGui::BeginGroup();
  ImGui::SetNextItemWidth(width);
  ui::progress_bar(ui, progress_share(load, run), sentence);
  ImGui::EndGroup();
  ui.mark_item("progress");
  ui::tooltip_on_hover(ui, sentence);
}

void Transport::draw_speed(Ui& ui, RunControls& run) {
  std::vector<std::string> labels;
  int chosen = 0;
  for (std::size_t i = 0; i < kSpeeds.size(); ++i) {
    labels.emplace_back(ui.t(kSpeedKeys[i]));
    if (std::fabs(kSpeeds[i] - run.speed()) < 0.005) chosen = static_cast<int>(i);
  }
  ImGui::SetNextItemWidth(ui.px(kSpeedWidth));
  const bool names_it =
      !ui.access.nodes.empty() && ui.access.nodes.back().label == ui.t("shell.speed");
  if (!names_it) ui.access.note_words(ui.t("shell.speed"));
  if (ui::dropdown(ui, "speed", "", labels, chosen)) {
    run.set_speed(kSpeeds[static_cast<std::size_t>(chosen)]);
  }
}

void Transport::draw_seed(Ui& ui, Workspace& workspace, RunControls& run) {
  const std::string now = run.get("seed");
  if (!seed_focused_) seed_ = now;
  const ui::LockedPart locked(ui);
  const ui::TextFieldEvent event =
      ui::text_field(ui, "seed", "", seed_, ui.t("shell.seed"), ui.px(kSeedWidth));
  if ((event.changed || event.submitted) && !seed_.empty() && seed_ != now) {
    const Status status = run.set("seed", seed_);
    if (!status.ok() && event.submitted) {
      workspace.say({Message::Kind::kWarning, status.error()});
    }
  }
  seed_focused_ = event.focused;
}

std::string Transport::threads_label(const Ui& ui, const Snapshot& snapshot) const {
  const int threads = snapshot.kind.empty() ? variant_.threads : snapshot.num_threads;
  return threads == 1 ? std::string(ui.t("shell.badge.one_thread"))
                      : ui.format("shell.badge.threads", {std::to_string(threads)});
}

// What threads are, why there is one where more could be had, and what the program takes of memory.
std::string Transport::threads_about(const Ui& ui) const {
  std::string about(ui.t("shell.badge.threads.about"));
  const std::string& why = variant_.one_thread;
  const char* key = why == "file"        ? "shell.badge.one_thread.file"
                    : why == "insecure"  ? "shell.badge.one_thread.insecure"
                    : why == "isolation" ? "shell.badge.one_thread.isolation"
                                         : nullptr;
  if (key != nullptr) about += " " + std::string(ui.t(key));
  const std::uint64_t bytes = memory_bytes_ ? memory_bytes_() : 0;
  if (bytes > 0) {
    about += "\n" + ui.format("shell.badge.memory", {ui::format_bytes(static_cast<double>(bytes))});
  }
  return about;
}

float Transport::badges_width(const Ui& ui, const RunControls& run) const {
  const Snapshot& snapshot = run.snapshot();
  const bool same = reproducible(run, variant_);
  return ui::badge_width(ui, ui.t(variant_.relaxed ? "shell.badge.relaxed" : "shell.badge.simd")) +
         ui::badge_width(ui, threads_label(ui, snapshot)) +
         ui::badge_width(ui, ui.t(same ? "shell.badge.reproducible" : "shell.badge.varying")) +
         2 * ui.px(ui::kGrid);
}

void Transport::draw_badges(Ui& ui, const RunControls& run, bool wrap) {
  const Snapshot& snapshot = run.snapshot();
  const bool same = reproducible(run, variant_);
  const char* simd = variant_.relaxed ? "shell.badge.relaxed" : "shell.badge.simd";
  const char* repeat = same ? "shell.badge.reproducible" : "shell.badge.varying";
  const std::string threads = threads_label(ui, snapshot);
  // In a row the place of each is its own: lines of text and controls would move them up and down.
  ImVec2 at = ImGui::GetCursorScreenPos();
  const auto next = [&](float width, float next_width) {
    if (wrap) {
      ui::flow(ui, next_width);
    } else {
      at.x += width + ui.px(ui::kGrid);
      ImGui::SetCursorScreenPos(at);
    }
  };
  ui::badge(ui, "badge.simd", ui.t(simd), ui.palette.accent, ui.t(std::string(simd) + ".about"));
  next(ui::badge_width(ui, ui.t(simd)), ui::badge_width(ui, threads));
  ui::badge(ui, "badge.threads", threads, ui.palette.accent, threads_about(ui));
  next(ui::badge_width(ui, threads), ui::badge_width(ui, ui.t(repeat)));
  ui::badge(ui, "badge.reproducible", ui.t(repeat), same ? ui.palette.good : ui.palette.warning,
            ui.t(std::string(repeat) + ".about"));
}

void Transport::draw(Ui& ui, Workspace& workspace, RunControls& run) {
  const CorpusLoad& load = workspace.load();
  const float width = ImGui::GetWindowWidth();
  const Form shape = form(ui, width);
  const ImVec2 origin = ImGui::GetWindowPos();
  const bool phone = shape == Form::kPhone || shape == Form::kTiny;
  const float pad = ui.px(phone ? 12 : 16);
  const float control = ui.px(ui::kControlHeight), badge = ui.px(24);
  const float spacing = ui.px(2 * ui::kGrid);
  float top = origin.y + ui.px(shape == Form::kOneRow ? 8 : shape == Form::kTwoRows ? 6 : 2);
  ImGui::SetCursorScreenPos(ImVec2(origin.x + pad, top));
  centre_in_row(ui, top, control);
  draw_buttons(ui, run, !load.name.empty(), shape);

  if (phone) {
    ImGui::SameLine();
    const float more = origin.x + width - pad - control;
    ImGui::SetCursorScreenPos(ImVec2(more, ImGui::GetCursorScreenPos().y));
    if (ui::icon_button(ui, "transport.more", ui::icons::kGear, ui.t("shell.more"))) {
      ImGui::OpenPopup("transport.sheet");
      ui.want_frame = true;
    }
    top += ui.px(kRow);
    ImGui::SetCursorScreenPos(ImVec2(origin.x + pad, top));
    draw_progress(ui, load, run, width - 2 * pad, top);
    ImGui::SetNextWindowPos(ImVec2(origin.x + width / 2, origin.y - ui.px(8)), ImGuiCond_Always,
                            ImVec2(0.5f, 1.0f));
    ImGui::SetNextWindowSize(ImVec2(width - 2 * pad, 0));
    if (ImGui::BeginPopup("transport.sheet")) {
      if (shape == Form::kTiny) {
        // No room for it in the row: large letters on a small screen.
        ui::ButtonOptions reset;
        reset.icon = ui::icons::kReset;
        reset.enabled = load.name.empty() && !run.snapshot().kind.empty();
        if (ui::button(ui, "reset", ui.t("shell.reset"), reset)) run.reset();
      }
      ui::text_muted(ui, ui.t("shell.speed"));
      draw_speed(ui, run);
      ui::text_muted(ui, ui.t("shell.seed"));
      draw_seed(ui, workspace, run);
      ui::gap(ui, 0.5f);
      draw_badges(ui, run, true);
      ImGui::EndPopup();
    }
    return;
  }

  ImGui::SameLine(0, spacing);
  const float settings = ui.px(kSpeedWidth + kSeedWidth) + ui.px(ui::kGrid) +
                         ui::text_width(ui, ui::Face::kRegular, ui::kTextBody, ui.t("shell.seed")) +
                         ui.px(ui::kGrid);
  const float badges = badges_width(ui, run);
  const float right = origin.x + width - pad;
  float x = ImGui::GetCursorScreenPos().x;
  const bool one =
      shape == Form::kOneRow && right - x - settings - badges - 2 * spacing > ui.px(150);
  const float progress_width = one ? right - x - settings - badges - 2 * spacing
                                   : right - x - (shape == Form::kOneRow ? settings + spacing : 0);
  draw_progress(ui, load, run, std::max(progress_width, ui.px(60)), top);
  if (shape == Form::kTwoRows) {
    top += ui.px(kRow);
    x = origin.x + pad;
  } else {
    x = right - settings - (one ? badges + spacing : 0);
  }
  ImGui::SetCursorScreenPos(ImVec2(x, top));
  centre_in_row(ui, top, control);
  draw_speed(ui, run);
  ImGui::SameLine();
  ui::TextStyle muted;
  muted.colour = ui.palette.text_muted;
  muted.width = ui::text_width(ui, ui::Face::kRegular, ui::kTextBody, ui.t("shell.seed")) + 1;
  ui::styled_text(ui, ui.t("shell.seed"), muted);
  ImGui::SameLine();
  draw_seed(ui, workspace, run);
  if (shape == Form::kOneRow && !one) return;
  ImGui::SameLine(0, spacing);
  centre_in_row(ui, top, badge);
  draw_badges(ui, run, false);
}

}  // namespace wordspace
