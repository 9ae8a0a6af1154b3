// Four models, four losses, two perplexities.
// Not their arithmetic.
#include "labs/entropy_static_view.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "labs/entropy_text_view.h"
#include "labs/lab_parts.h"
#include "labs/run_controls.h"
#include "labs/workspace.h"
#include "train/snapshot.h"

namespace wordspace {

using ui::Ui;

namespace {

struct Row {
  const char *model, *name;
  ImU32 ui::Palette::* colour;
};
constexpr Row kRows[] = {{"word2vec", "Word2Vec", &ui::Palette::word2vec},
                         {"glove", "GloVe", &ui::Palette::glove},
                         {"gpt", "GPT", &ui::Palette::gpt},
                         {"bert", "BERT", &ui::Palette::bert}};

// The newest loss of a run; empty where there is none.
std::string loss_of(LabContext& context, const Row& row) {
  const RunControls* run = context.workspace.controls(row.model);
  if (run == nullptr || run->snapshot().losses.empty()) return {};
  return fixed(run->snapshot().losses.back().loss, 3);
}

std::string words_of(const Ui& ui, const Row& row, const char* what) {
  return ui.t("entropy.static." + std::string(row.model) + what);
}

}  // namespace

double untrained_pair_loss(int negatives) { return (negatives + 1) * std::numbers::ln2; }

void EntropyStaticView::draw(LabContext& context) {
  Ui& ui = context.ui;
  ui::text_muted(ui, ui.t("entropy.static.about"));
  draw_models(context);
  draw_word2vec(context);
}

void EntropyStaticView::draw_models(LabContext& context) {
  Ui& ui = context.ui;
  if (ui::begin_columns(ui, "entropy.static.models", is_wide(ui, 900) ? 4 : 2, 200)) {
    for (const Row& row : kRows) {
      ui::next_column(ui);
      ui::TextStyle style;
      style.size = ui::kTextLead;
      style.semibold = true;
      style.colour = ui.palette.*row.colour;
      ui::styled_text(ui, row.name, style);
      ui::text(ui, words_of(ui, row, ".predicts"));
      ui::text_small(ui, words_of(ui, row, ".loss"));
      style.size = ui::kTextBody;
      style.colour = ui.palette.text;
      ui::styled_text(ui, words_of(ui, row, ".perplexity"), style);
      const std::string loss = loss_of(context, row);
      ui::figure(ui, ui.t("entropy.static.run"), loss.empty() ? "–" : loss,
                 ui.t(loss.empty() ? "entropy.static.no_run" : "entropy.static.run.about"));
    }
    ui::end_columns(ui);
  }
  ui::table_link(ui, "entropy.static.table", [&] {
    ui::Table table;
    table.header = {ui.t("entropy.static.model"), ui.t("entropy.static.predicts"),
                    ui.t("entropy.static.loss"), ui.t("gpt.surprise.perplexity"),
                    ui.t("entropy.static.run")};
    for (const Row& row : kRows) {
      table.rows.push_back({row.name, words_of(ui, row, ".predicts"), words_of(ui, row, ".loss"),
                            words_of(ui, row, ".perplexity"), loss_of(context, row)});
    }
    return table;
  });
}

// exp of the loss moves with a setting that says nothing of the text: no perplexity.
void EntropyStaticView::draw_word2vec(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("entropy.static.try"));
  ui::text(ui, ui.t("entropy.static.try.about"));
  ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(320)));
  ui::slider_int(ui, "entropy.negatives", ui.t("entropy.static.negatives"), negatives_, 1, 20);
  const double loss = untrained_pair_loss(negatives_);
  ui::formula(ui, ui.format("entropy.static.formula",
                            {std::to_string(negatives_), fixed(loss, 3), large_number(loss)}));
  ui::text_small(ui, ui.t("entropy.static.lesson"));
}

}  // namespace wordspace
