// Grammar and model, side by side.
// Not the arithmetic.
#include "labs/entropy_world_view.h"

#include <algorithm>
#include <cmath>

#include "analysis/entropy.h"
#include "labs/answering_model.h"
#include "labs/corpus_store.h"
#include "labs/entropy_text_view.h"
#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "train/learner_progress.h"
#include "train/run_status.h"
#include "train/snapshot.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr double kBudgetMs = 5;

double scaled(double nats, bool in_bits) { return in_bits ? bits_from_nats(nats) : nats; }
const char* unit_of(const Ui& ui, bool in_bits) {
  return ui.t(in_bits ? "gpt.unit.bits" : "gpt.unit.nats");
}

std::string signed_percent(double value) {
  return (value < 0 ? "−" : "+") + fixed(std::fabs(value), 1) + " %";
}

double exact_of(const std::string& corpus) {
  const auto language = toy_language(corpus);
  return language ? toy_entropy_nats_a_token(*language) : 0;
}

}  // namespace

bool EntropyWorldView::follow(const AnsweringModel& model, const std::string& text) {
  if (!model.ok()) return false;
  const auto language = toy_language(model.corpus);
  const bool new_model = !known_ || version_ != model.version;
  if (new_model || text_ != text) {
    if (!known_ || corpus_ != model.corpus) exact_ = exact_of(model.corpus);
    known_ = true;
    version_ = model.version;
    text_ = text;
    corpus_ = model.corpus;
    answer_ =
        language ? answer_world(*model.transformer, *model.codec, *language, text) : WorldAnswer{};
    if (new_model) {
      measure_ =
          language ? WorldMeasure(model.transformer, model.codec, *language) : WorldMeasure{};
    }
  }
  return measure_.started() && measure_.advance(kBudgetMs);
}

void EntropyWorldView::draw_text(LabContext& context, const AnsweringModel& model, bool in_bits) {
  Ui& ui = context.ui;
  if (!toy_language(model.corpus)) {
    ui::text_muted(ui, ui.t("entropy.world.other"));
    return;
  }
  ui::text_muted(ui, ui.t("entropy.world.about"));
  draw_pieces(context, in_bits);
  draw_fresh(context, in_bits);
}

void EntropyWorldView::draw_pieces(LabContext& context, bool in_bits) {
  Ui& ui = context.ui;
  const WorldAnswer& answer = answer_;
  heading_with_table(
      ui, ui.t("entropy.world.text"), "entropy.world.table", !answer.pieces.empty(), [&] {
        ui::Table table;
        table.header = {ui.t("entropy.world.piece"), ui.t("entropy.tokens"),
                        ui.t("entropy.world.exact.nats"), ui.t("entropy.world.model.nats")};
        for (const WorldAnswer::Piece& piece : answer.pieces) {
          table.rows.push_back({piece.lines[0] + (piece.lines.size() > 1 ? " …" : ""),
                                std::to_string(piece.tokens),
                                std::isfinite(piece.exact_nats) ? fixed(piece.exact_nats, 4) : "∞",
                                fixed(piece.model_nats, 4)});
        }
        return table;
      });
  if (answer.pieces.empty()) {
    ui::text_small(ui, ui.t("gpt.surprise.empty"));
    return;
  }
  const auto tokens = static_cast<double>(answer.tokens);
  const char* unit = unit_of(ui, in_bits);
  const auto column = [&](const char* title, ImU32 colour, double nats) {
    ui::next_column(ui);
    ui::TextStyle style;
    style.semibold = true;
    style.colour = colour;
    ui::styled_text(ui, ui.t(title), style);
    ui::figure(ui, ui.t("entropy.world.probability"), large_number(-nats));
    ui::figure(ui, ui.format("entropy.world.sum", {unit}),
               std::isfinite(nats) ? fixed(scaled(nats, in_bits), 2) : "∞");
    ui::figure(ui, ui.format("entropy.mean", {unit}),
               std::isfinite(nats) ? fixed(scaled(nats / tokens, in_bits), 4) : "∞");
    ui::figure(ui, ui.t("gpt.surprise.perplexity"),
               std::isfinite(nats) ? ui::format_number(std::exp(nats / tokens), 4) : "∞");
  };
  if (ui::begin_columns(ui, "entropy.world.columns", 2, 240)) {
    column("entropy.world.grammar", ui.palette.text, answer.exact_nats);
    column("entropy.world.model", ui.palette.gpt, answer.model_nats);
    ui::end_columns(ui);
  }
  if (!answer.possible()) {
    ui::notice(ui, "entropy.world.impossible", ui::NoticeKind::kInfo,
               ui.t("entropy.world.impossible"), ui.t("entropy.world.impossible.hint"));
    return;
  }
  const double more = answer.model_nats - answer.exact_nats;
  ui::text_small(
      ui, ui.format(more < 0 ? "entropy.world.luck" : "entropy.world.sentence",
                    {ui::format_count(tokens), fixed(scaled(std::fabs(more), in_bits), 2), unit,
                     large_number(std::fabs(more))}));
}

void EntropyWorldView::draw_fresh(LabContext& context, bool in_bits) {
  Ui& ui = context.ui;
  ui::section(ui, ui.format("entropy.fresh",
                            {ui::format_count(static_cast<double>(WorldMeasure::kDocuments))}));
  const char* unit = unit_of(ui, in_bits);
  if (!measure_.started() || measure_.tokens() == 0) return;
  if (!measure_.done()) {
    const auto done = static_cast<double>(measure_.documents());
    ui::progress_bar(ui, done / static_cast<double>(WorldMeasure::kDocuments),
                     ui.format("entropy.fresh.progress",
                               {ui::format_count(done),
                                ui::format_count(static_cast<double>(WorldMeasure::kDocuments))}));
  }
  if (ui::begin_columns(ui, "entropy.fresh.figures", 2, 280)) {
    ui::next_column(ui);
    ui::figure(ui, ui.format("entropy.fresh.rate", {unit}), fixed(scaled(exact_, in_bits), 4),
               ui.t("entropy.fresh.rate.about"));
    ui::figure(ui, ui.format("entropy.fresh.exact", {unit}),
               fixed(scaled(measure_.exact_mean(), in_bits), 4), ui.t("entropy.fresh.exact.about"));
    ui::next_column(ui);
    ui::figure(ui, ui.format("entropy.fresh.model", {unit}),
               fixed(scaled(measure_.model_mean(), in_bits), 4), ui.t("entropy.fresh.model.about"));
    ui::figure(ui, ui.t("entropy.fresh.above"),
               signed_percent(percent_above(measure_.model_mean(), measure_.exact_mean())),
               ui.t("entropy.fresh.above.about"));
    ui::end_columns(ui);
  }
  ui::text_small(ui, ui.format("entropy.fresh.sentence",
                               {ui::format_count(static_cast<double>(measure_.tokens())),
                                ui::format_number(std::exp(measure_.exact_mean()), 4),
                                ui::format_number(std::exp(measure_.model_mean()), 4)}));
}

// --- The run.

void EntropyWorldView::draw_learning(LabContext& context, TransformerRoom& room) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = room.snapshot();
  // The learner states the exact rate where tokens are the grammar's.
  double exact = 0;
  for (const NamedLoss& one : snapshot.baselines) {
    if (one.key == "exact") exact = one.nats;
  }
  ui::text_muted(ui, ui.t("entropy.learn.about"));
  if (snapshot.losses.empty()) {
    const RunStatus status = snapshot.status;
    if (status == RunStatus::kPreparing) {
      ui::text_muted(ui, ui.t("transformer.preparing"));
    } else if (status != RunStatus::kTraining) {
      if (ui::empty_state(ui, "entropy.train", ui.t("entropy.learn.empty"), ui.t("action.train"))) {
        room.train();
      }
    }
  }
  draw_loss_chart(context, room, 220);
  draw_gap(context, room, exact);
}

void EntropyWorldView::draw_gap(LabContext& context, TransformerRoom& room, double exact) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = room.snapshot();
  if (snapshot.losses.empty()) return;
  if (!(exact > 0)) {
    ui::text_small(ui, ui.t("entropy.learn.no_exact"));
    return;
  }
  const double loss =
      snapshot.held_out_loss ? *snapshot.held_out_loss : snapshot.losses.back().loss;
  const double nothing = snapshot.baseline_loss;
  if (ui::begin_columns(ui, "entropy.gap.figures", 2, 280)) {
    ui::next_column(ui);
    ui::figure(ui, ui.t(snapshot.held_out_loss ? "entropy.gap.held_out" : "entropy.gap.training"),
               fixed(loss, 4), ui.t("entropy.gap.held_out.about"));
    ui::figure(ui, ui.t("entropy.gap.exact"), fixed(exact, 4), ui.t("entropy.fresh.rate.about"));
    ui::next_column(ui);
    ui::figure(ui, ui.t("entropy.gap.above"), signed_percent(percent_above(loss, exact)),
               ui.t("entropy.gap.above.about"));
    ui::figure(ui, ui.t("entropy.gap.way"), percent(share_of_way(loss, nothing, exact)),
               ui.t("entropy.gap.way.about"));
    ui::end_columns(ui);
  }
  Curve gap = curve_over_steps(snapshot, snapshot.held_out_losses);
  for (double& y : gap.y) y -= exact;
  heading_with_table(ui, ui.t("entropy.gap"), "entropy.gap.table", !gap.x.empty(), [&] {
    static constexpr const char* kKeys[] = {"entropy.gap.axis"};
    const Curve* const curves[] = {&gap};
    return table_of(ui, "transformer.axis.steps", kKeys, curves);
  });
  std::vector<ui::Series> series;
  if (!gap.x.empty()) series.push_back({ui.t("entropy.gap.line"), gap.x, gap.y, ui.palette.gpt});
  ui::PlotOptions options;
  options.x = steps_axis(ui, snapshot);
  options.y.label = ui.t("entropy.gap.axis");
  options.y.logarithmic = true;
  options.height = 150;
  options.empty = ui.t("entropy.gap.empty");
  ui::plot(ui, "entropy.gap.plot", series, {}, options);
}

}  // namespace wordspace
