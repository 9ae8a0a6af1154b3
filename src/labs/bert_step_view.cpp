// One training step of BERT.
// Not a simulation.
#include "labs/bert_step_view.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "labs/bert_row_view.h"
#include "labs/lab_parts.h"
#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "text/token_codec.h"
#include "text/token_corpus.h"
#include "train/snapshot.h"
#include "train/transformer_step.h"

namespace wordspace {

using ui::Ui;

namespace {

const TransformerStep* step_of(const Snapshot& snapshot) {
  return snapshot.record_number == 0 ? nullptr : std::get_if<TransformerStep>(&snapshot.record);
}

std::string change(double before, double after) {
  return fixed(before, 4) + " → " + fixed(after, 4);
}

}  // namespace

void BertStepView::draw(LabContext& context) {
  Ui& ui = context.ui;
  TransformerRoom& room = context.workspace.bert();
  const Snapshot& snapshot = room.snapshot();
  const TransformerStep* step = step_of(snapshot);
  const std::shared_ptr<const TokenCorpus> tokens = room.tokens();
  if (step == nullptr || !tokens || step->batch <= 0) {
    if (ui::empty_state(ui, "bert.step.first", ui.t("bert.step.empty"), ui.t("action.step"))) {
      room.step();
    }
    return;
  }
  // A record of a run with another tokenizer cannot be read with this one.
  const TokenId size = tokens->codec->size();
  const auto fits = [&](TokenId id) { return id < size; };
  if (!std::all_of(step->inputs.begin(), step->inputs.end(), fits) ||
      !std::all_of(step->targets.begin(), step->targets.end(), fits)) {
    ui::text_muted(ui, ui.t("bert.step.other_text"));
    return;
  }
  if (snapshot.record_number != seen_) {
    seen_ = snapshot.record_number;
    row_ = 0;
  }
  row_ = std::clamp(row_, 0, step->batch - 1);
  draw_losses(context, *step);
  draw_pair(context, *step);
}

void BertStepView::draw_losses(LabContext& context, const TransformerStep& step) {
  Ui& ui = context.ui;
  heading_with_table(
      ui, ui.format("bert.step.title", {std::to_string(step.step)}).c_str(), "bert.step.table",
      true, [&] {
        ui::Table table{{ui.t("bert.step.what"), ui.t("bert.step.before"), ui.t("bert.step.after")},
                        {}};
        table.rows.push_back({ui.t("bert.loss.mlm"), fixed(step.before.tokens_mean(), 6),
                              fixed(step.after.tokens_mean(), 6)});
        table.rows.push_back({ui.t("bert.loss.nsp"), fixed(step.before.next_mean(), 6),
                              fixed(step.after.next_mean(), 6)});
        table.rows.push_back(
            {ui.t("bert.loss.sum"), fixed(step.before.total(), 6), fixed(step.after.total(), 6)});
        table.rows.push_back({ui.t("bert.step.pairs_right"), std::to_string(step.before.next_right),
                              std::to_string(step.after.next_right)});
        return table;
      });
  ui::figure(ui, ui.t("bert.loss.mlm"), change(step.before.tokens_mean(), step.after.tokens_mean()),
             ui.format("bert.step.mlm.about", {std::to_string(step.before.num_tokens)}));
  ui::figure(ui, ui.t("bert.loss.nsp"), change(step.before.next_mean(), step.after.next_mean()),
             ui.format("bert.step.nsp.about", {std::to_string(step.before.num_pairs)}));
  ui::figure(ui, ui.t("bert.loss.sum"), change(step.before.total(), step.after.total()),
             ui.t("bert.step.sum.about"));
  ui::figure(ui, ui.t("bert.step.pairs_right"),
             ui.format("bert.step.of", {std::to_string(step.before.next_right) + " → " +
                                            std::to_string(step.after.next_right),
                                        std::to_string(step.before.num_pairs)}),
             ui.t("bert.step.pairs_right.about"));
  ui::figure(ui, ui.t("bert.step.norm"), fixed(step.gradient_norm, 3),
             ui.t("bert.step.norm.about"));
  ui::figure(ui, ui.t("bert.step.rate"), ui::format_number(step.rate),
             ui.t("bert.step.rate.about"));
}

void BertStepView::draw_pair(LabContext& context, const TransformerStep& step) {
  Ui& ui = context.ui;
  const TokenCodec& codec = *context.workspace.bert().tokens()->codec;
  ui::section(ui, ui.t("bert.step.pairs"));
  if (step.batch > 1) {
    int shown = row_ + 1;
    if (ui::slider_int(ui, "bert.step.row", ui.t("bert.step.row"), shown, 1, step.batch,
                       ui.t("bert.step.row.about"))) {
      row_ = shown - 1;
    }
  }
  const auto context_size = static_cast<std::size_t>(step.context);
  const auto index = static_cast<std::size_t>(row_);
  const std::size_t begin = index * context_size;
  const std::size_t length =
      index < step.lengths.size() ? static_cast<std::size_t>(step.lengths[index]) : context_size;
  const BertRow row = {std::span(step.inputs).subspan(begin, length),
                       std::span(step.targets).subspan(begin, length),
                       std::span(step.segments).subspan(begin, length),
                       index < step.is_next.size() && step.is_next[index] != 0};
  draw_bert_row_legend(ui, "bert.step.legend");
  draw_bert_row(ui, codec, row);
  ui::text(ui, ui.t(row.is_next ? "bert.row.next" : "bert.row.random"));
  ui::table_link(ui, "bert.step.row.table", [&] { return table_of(ui, codec, row); });
}

}  // namespace wordspace
