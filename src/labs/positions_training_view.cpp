// Moments of a run.
// Not the numbers.
#include "labs/positions_training_view.h"

#include <algorithm>

#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "train/run_status.h"
#include "train/snapshot.h"
#include "train/transformer_run.h"

namespace wordspace {

using ui::Ui;

void PositionsTrainingView::draw(LabContext& context, TransformerRoom& room) {
  Ui& ui = context.ui;
  const PositionHistory& history = room.position_history();
  ui::text_muted(ui, ui.t("positions.training.about"));
  const auto& moments = history.moments();
  if (moments.empty()) {
    const Snapshot& snapshot = room.snapshot();
    if (snapshot.status == RunStatus::kPreparing) {
      ui::text_muted(ui, ui.t("transformer.preparing"));
    } else if (snapshot.status == RunStatus::kTraining) {
      ui::text_muted(ui, ui.t("transformer.first_copy"));
    } else if (room.run().model.positions != Positions::kLearned) {
      ui::text_muted(ui, ui.t("positions.training.not_learned"));
    } else if (ui::empty_state(ui, "positions.train", ui.t("positions.training.empty"),
                               ui.t("action.train"))) {
      room.train();
    }
    return;
  }
  const int last = static_cast<int>(moments.size()) - 1;
  if (newest_ || moment_ > last) moment_ = last;
  const PositionHistory::Moment& now = moments[static_cast<std::size_t>(moment_)];
  std::vector<double> steps, scores;
  for (const PositionHistory::Moment& moment : moments) {
    steps.push_back(static_cast<double>(moment.step));
    scores.push_back(moment.answer().score);
  }
  heading_with_table(ui, ui.t("positions.training.score"), "positions.training.table", true, [&] {
    ui::Table table;
    table.header = {ui.t("transformer.axis.steps"), ui.t("positions.score.short"),
                    ui.t("positions.score.low"), ui.t("positions.score.high"),
                    ui.t("positions.near")};
    for (const PositionHistory::Moment& moment : moments) {
      const PositionAnswer& answer = moment.answer();
      table.rows.push_back(
          {std::to_string(moment.step), signed_fixed(answer.score, 4),
           signed_fixed(answer.null.low, 4), signed_fixed(answer.null.high, 4),
           answer.by_distance.empty() ? "" : signed_fixed(answer.by_distance[0], 4)});
    }
    return table;
  });
  const std::vector<double> shown_x = {static_cast<double>(now.step)};
  const std::vector<double> shown_y = {now.answer().score};
  const ui::Series series[] = {
      {ui.t("positions.training.line"), steps, scores, model_colour(ui, room.kind())},
      {"", shown_x, shown_y, ui.palette.accent, ui::Mark::kDots, 4}};
  const ui::Baseline baselines[] = {
      {now.answer().null.low,
       ui.format("positions.training.low", {signed_fixed(now.answer().null.low, 2)})},
      {now.answer().null.high,
       ui.format("positions.training.high", {signed_fixed(now.answer().null.high, 2)})}};
  ui::PlotOptions options;
  options.x = steps_axis(ui, room.snapshot());
  options.y.label = ui.t("positions.score.short");
  options.y.automatic = false;
  options.y.low = -1;
  options.y.high = 0.5;
  options.height = 170;
  ui::plot(ui, "positions.training.plot", series, baselines, options);
  if (last > 0) {
    int moved = moment_;
    if (ui::slider_int(ui, "positions.moment", ui.t("positions.training.moment"), moved, 0, last,
                       ui.format("positions.training.moment.about",
                                 {std::to_string(PositionHistory::kMaxMoments)}))) {
      set_moment(moved);
      newest_ = moved == last;
    }
  }
  ui::text(ui, ui.format("positions.training.at", {ui::format_count(static_cast<double>(now.step)),
                                                   signed_fixed(now.answer().score, 2),
                                                   signed_fixed(now.answer().null.low, 2),
                                                   signed_fixed(now.answer().null.high, 2)}));
  // Another picture for each moment and each list of moments.
  const std::uint64_t version = history.version() * PositionHistory::kMaxMoments * 2 +
                                static_cast<std::uint64_t>(moment_) + 1;
  if (ui::begin_columns(ui, "positions.training.pictures", 2, 300)) {
    ui::next_column(ui);
    picture_.draw_table(context, "positions.training.vectors", now.answer(), version, -1, 260);
    ui::next_column(ui);
    picture_.draw_similarity(context, "positions.training.similarity", now.answer().similarity,
                             now.answer().positions, version, -1, 260);
    ui::end_columns(ui);
  }
}

}  // namespace wordspace
