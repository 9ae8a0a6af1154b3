// The numbers of one step.
// Not the step itself.
#include "labs/gpt_step_view.h"

#include <algorithm>
#include <cmath>

#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "text/token_codec.h"
#include "text/token_corpus.h"
#include "train/run_status.h"
#include "train/snapshot.h"
#include "train/transformer_run.h"
#include "train/transformer_step.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr int kRowsShown = 2;

std::string word_of(const TokenCodec& codec, TokenId id) {
  return id >= 0 && id < codec.size() ? codec.display(id) : std::string("–");
}

}  // namespace

void GptStepView::draw(LabContext& context, TransformerRoom& room) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = room.snapshot();
  const auto* step =
      snapshot.record_number == 0 ? nullptr : std::get_if<TransformerStep>(&snapshot.record);
  const auto tokens = room.tokens();
  if (step == nullptr || !tokens || step->batch <= 0 || step->context <= 0) {
    if (snapshot.status == RunStatus::kPreparing) {
      ui::text_muted(ui, ui.t("transformer.preparing"));
      return;
    }
    if (ui::empty_state(ui, "gpt.step.first", ui.t("gpt.step.empty"), ui.t("action.step"))) {
      room.step();
    }
    return;
  }
  if (snapshot.record_number != seen_) {
    seen_ = snapshot.record_number;
    row_ = 0;
  }
  draw_numbers(context, room, *step);
  draw_batch(context, *step, *tokens->codec);
}

void GptStepView::draw_numbers(LabContext& context, TransformerRoom& room,
                               const TransformerStep& step) {
  Ui& ui = context.ui;
  const TransformerRun& run = room.run();
  const double before = step.before.tokens_mean(), after = step.after.tokens_mean();
  ui::section(ui, ui.format("gpt.step.title", {std::to_string(step.step)}));
  ui::text_muted(ui, ui.format("gpt.step.about",
                               {std::to_string(step.batch), std::to_string(step.context),
                                ui::format_count(static_cast<double>(step.before.num_tokens))}));
  ui::gap(ui, 0);
  if (ui::begin_columns(ui, "gpt.step.figures", 2, 250)) {
    ui::next_column(ui);
    ui::figure(ui, ui.t("gpt.step.loss_before"), fixed(before, 4), ui.t("gpt.step.loss.about"));
    ui::figure(ui, ui.t("gpt.step.loss_after"), fixed(after, 4), ui.t("gpt.step.loss.about"));
    ui::figure(ui, ui.t("gpt.step.change"),
               (after <= before ? "−" : "+") + fixed(std::fabs(after - before), 4),
               ui.t("gpt.step.change.about"));
    ui::next_column(ui);
    ui::figure(ui, ui.t("gpt.step.gradient"), ui::format_number(step.gradient_norm, 4),
               ui.t("gpt.step.gradient.about"));
    ui::figure(ui, ui.t("gpt.step.rate"), ui::format_number(step.rate, 3),
               ui.t("gpt.step.rate.about"));
    ui::figure(ui, ui.t("gpt.step.probability"),
               ui::format_probability(std::exp(-before)) + " → " +
                   ui::format_probability(std::exp(-after)),
               ui.t("gpt.step.probability.about"));
    ui::end_columns(ui);
  }
  if (run.clip > 0 && step.gradient_norm > run.clip) {
    ui::text_small(
        ui, ui.format("gpt.step.clipped",
                      {ui::format_number(step.gradient_norm, 3), ui::format_number(run.clip, 2),
                       ui::format_number(run.clip / step.gradient_norm, 2)}));
  }
  if (step.step <= run.warmup && !room.settings_changed()) {
    ui::text_small(
        ui, ui.format("gpt.step.warmup", {std::to_string(step.step), std::to_string(run.warmup),
                                          ui::format_number(run.rate, 3)}));
  }
  ui::gap(ui, 0);
  ui::ButtonOptions next;
  next.icon = ui::icons::kStep;
  if (ui::button(ui, "gpt.step.next", ui.t("gpt.step.next"), next)) {
    room.step();
  }
}

void GptStepView::draw_batch(LabContext& context, const TransformerStep& step,
                             const TokenCodec& codec) {
  Ui& ui = context.ui;
  heading_with_table(ui, ui.t("gpt.step.batch"), "gpt.step.table", true, [&] {
    ui::Table table;
    table.header = {ui.t("gpt.step.row"), ui.t("gpt.step.position"), ui.t("gpt.step.reads"),
                    ui.t("gpt.step.guesses")};
    for (int r = row_; r < std::min(row_ + kRowsShown, step.batch); ++r) {
      for (int t = 0; t < step.context; ++t) {
        const auto at = static_cast<std::size_t>(r * step.context + t);
        table.rows.push_back({std::to_string(r + 1), std::to_string(t + 1),
                              word_of(codec, step.inputs[at]), word_of(codec, step.targets[at])});
      }
    }
    return table;
  });
  ui::text_small(ui, ui.t("gpt.step.batch.about"));
  const int last = std::max(step.batch - kRowsShown, 0);
  if (last > 0) {
    int shown = row_ + 1;
    if (ui::slider_int(ui, "gpt.step.row", ui.t("gpt.step.first_row"), shown, 1, last + 1)) {
      row_ = shown - 1;
    }
  }
  row_ = std::clamp(row_, 0, last);
  for (int r = row_; r < std::min(row_ + kRowsShown, step.batch); ++r) {
    ui::gap(ui, 0);
    ui::text_small(ui, ui.format("gpt.step.row_number", {std::to_string(r + 1)}));
    ui::TokenFlow flow(ui, ui::kTextBody, 3);
    for (int t = 0; t < step.context; ++t) {
      const auto at = static_cast<std::size_t>(r * step.context + t);
      const std::string word = word_of(codec, step.inputs[at]);
      ui::TokenChip chip;
      chip.text = word;
      chip.outline = ui.palette.panel_border;
      const bool counts = step.targets[at] != kUnknownToken;
      if (!counts) chip.colour = ui.palette.text_faint;
      flow.token(nullptr, chip);
      if (!flow.hovered()) continue;
      ui::begin_tooltip(ui);
      ui::tooltip_text(ui, ui.format("gpt.step.place", {std::to_string(t + 1)}), true);
      ui::tooltip_figure(ui, ui.t("gpt.step.reads"), word);
      if (counts) {
        ui::tooltip_figure(ui, ui.t("gpt.step.guesses"), word_of(codec, step.targets[at]));
        ui::tooltip_text(ui, ui.format("gpt.step.sees", {std::to_string(t + 1)}));
      } else {
        ui::tooltip_text(ui, ui.t("gpt.step.padding"));
      }
      ui::end_tooltip();
    }
  }
}

}  // namespace wordspace
