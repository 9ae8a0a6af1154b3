// The numbers of one recorded step, before and after.
#include "labs/glove_step_view.h"

#include <cmath>

#include "labs/glove_room.h"
#include "labs/workspace.h"
#include "models/glove_step.h"
#include "text/vocabulary.h"
#include "train/run_status.h"
#include "train/snapshot.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

std::string arrow(double before, double after) {
  return ui::format_number(before, 4) + " → " + ui::format_number(after, 4);
}

// A number inside a sum: a negative one in brackets.
std::string term(double value) {
  const std::string number = ui::format_number(value, 3);
  return value < 0 ? "(" + number + ")" : number;
}

}  // namespace

void draw_glove_step(LabContext& context) {
  Ui& ui = context.ui;
  GloveRoom& room = context.workspace.glove();
  const Snapshot& snapshot = room.snapshot();
  const GloveStep* step =
      snapshot.record_number == 0 ? nullptr : std::get_if<GloveStep>(&snapshot.record);
  ui::begin_panel(ui, "glove.step", ImVec2(ImGui::GetContentRegionAvail().x, 0));
  if (step == nullptr || snapshot.vocabulary == nullptr) {
    if (snapshot.status == RunStatus::kPreparing || room.busy()) {
      ui::text_muted(ui, ui.t("glove.counting"));
    } else if (ui::empty_state(ui, "glove.step.first", ui.t("glove.step.empty"),
                               ui.t("action.step"))) {
      room.step();
    }
    ui::end_panel(ui);
    return;
  }
  const std::string& i = snapshot.vocabulary->word(step->word);
  const std::string& j = snapshot.vocabulary->word(step->context);
  ui::section(ui, ui.format("glove.step.title", {i, j}));
  ui::text_muted(ui, ui.format("glove.step.about", {i, j, ui::format_number(step->count, 4)}));
  ui::formula(ui, "J = f(X)·(w·w~ + b + b~ − log X)²");
  const std::string numbers =
      ui::format_number(step->loss_before, 4) + " = " + ui::format_number(step->weight, 3) + "·(" +
      term(step->dot_before) + " + " + term(step->word_bias_before) + " + " +
      term(step->context_bias_before) + " − " + term(step->log_count) + ")²";
  ui::formula(ui, numbers);
  if (ui::begin_columns(ui, "glove.step.figures", 2, 270)) {
    ui::next_column(ui);
    ui::section(ui, ui.t("glove.step.counted"));
    ui::figure(ui, ui.t("glove.cell.x"), ui::format_number(step->count, 5),
               ui.t("glove.cell.x.about"));
    ui::figure(ui, ui.t("glove.cell.log"), ui::format_number(step->log_count, 4),
               ui.t("glove.cell.log.about"));
    ui::figure(ui, ui.t("glove.cell.f"), ui::format_number(step->weight, 4),
               ui.t("glove.cell.f.about"));
    ui::section(ui, ui.t("glove.step.gradients"));
    ui::figure(ui, "∂J/∂b = ∂J/∂b~", ui::format_number(step->bias_gradient, 4),
               ui.t("glove.cell.gradient_b.about"));
    ui::figure(ui, "|∂J/∂w|", ui::format_number(step->word_gradient, 4),
               ui.t("glove.cell.gradient_w.about"));
    ui::figure(ui, "|∂J/∂w~|", ui::format_number(step->context_gradient, 4),
               ui.t("glove.cell.gradient_w.about"));
    ui::next_column(ui);
    ui::section(ui, ui.t("glove.step.before_after"));
    ui::figure(ui, "w·w~", arrow(step->dot_before, step->dot_after), ui.t("glove.cell.dot.about"));
    ui::figure(ui, "b", arrow(step->word_bias_before, step->word_bias_after),
               ui.t("glove.cell.bias.about"));
    ui::figure(ui, "b~", arrow(step->context_bias_before, step->context_bias_after),
               ui.t("glove.cell.bias.about"));
    ui::figure(ui, ui.t("glove.cell.prediction"),
               arrow(step->prediction_before, step->prediction_after),
               ui.t("glove.cell.prediction.about"));
    ui::figure(ui, ui.t("glove.cell.residual"), arrow(step->residual_before, step->residual_after),
               ui.t("glove.cell.residual.about"));
    ui::figure(ui, ui.t("glove.cell.loss"), arrow(step->loss_before, step->loss_after),
               ui.t("glove.cell.loss.about"));
    ui::figure(ui, ui.format("glove.step.moved", {"w", i}), ui::format_number(step->word_moved, 3),
               ui.t("glove.step.moved.about"));
    ui::figure(ui, ui.format("glove.step.moved", {"w~", j}),
               ui::format_number(step->context_moved, 3), ui.t("glove.step.moved.about"));
    ui::end_columns(ui);
  }
  ui::gap(ui, 0);
  ui::ButtonOptions next;
  next.icon = ui::icons::kStep;
  if (ui::button(ui, "glove.step.next", ui.t("glove.step.next"), next)) room.step();
  ui::end_panel(ui);
}

}  // namespace wordspace
