// Draws both models while they learn.
#include "labs/glove_training_view.h"

#include <algorithm>

#include "labs/glove_room.h"
#include "labs/glove_training_view.h"
#include "labs/run_controls.h"
#include "labs/workspace.h"
#include "train/learner_progress.h"
#include "train/run_status.h"
#include "train/snapshot.h"
#include "ui/icons.h"
#include "ui/plot.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr int kNumNeighbours = 6;
constexpr int kNumPoints = 200;

}  // namespace

int common_neighbours(const WordVectors& a, std::span<const ScoredWord> of_a, const WordVectors& b,
                      std::span<const ScoredWord> of_b) {
  int common = 0;
  for (const ScoredWord& x : of_a) {
    for (const ScoredWord& y : of_b) {
      common += a.vocabulary().word(x.id) == b.vocabulary().word(y.id) ? 1 : 0;
    }
  }
  return common;
}

// Neighbours are computed once for each copy of the vectors.
void GloveTrainingView::follow(Workspace& workspace) {
  const auto glove = workspace.glove().shared_vectors();
  const auto& word2vec = workspace.word2vec_vectors();
  if (!stale_ && glove == glove_.vectors && word2vec == word2vec_.vectors) return;
  if (glove != glove_.vectors) ++version_;
  stale_ = false;
  glove_.vectors = glove;
  word2vec_.vectors = word2vec;
  // A text without the word: begin with one that it has.
  if (!glove->empty() && word_ == "king" && glove->vocabulary().find(word_) == kUnknownToken) {
    const TokenId vua = glove->vocabulary().find("vua");
    word_ = glove->vocabulary().word(
        vua != kUnknownToken ? vua : std::min<TokenId>(glove->size() - 1, 60));
  }
  for (Side* side : {&glove_, &word2vec_}) {
    side->neighbours.clear();
    if (side->vectors->empty()) continue;
    const TokenId id = side->vectors->vocabulary().find_typed(word_);
    if (id != kUnknownToken) side->neighbours = neighbors(*side->vectors, id, kNumNeighbours);
  }
}

void GloveTrainingView::draw(LabContext& context) {
  Ui& ui = context.ui;
  follow(context.workspace);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = ui.px(ui::kGrid * 2);
  const bool wide = is_wide(ui, 620);
  // Both loss charts stay in view where the window allows it.
  const float charts = std::clamp(room.y * 0.38f, ui.px(190), ui.px(270));
  const float top = std::max(room.y - charts - gap, ui.px(300));
  const float side = wide ? std::clamp(room.x * 0.5f, ui.px(300), ui.px(560)) : room.x;

  ui::begin_panel(ui, "glove.map.panel", ImVec2(wide ? room.x - side - gap : room.x, top));
  draw_map(context, ImGui::GetContentRegionAvail());
  ui::end_panel(ui);
  if (wide) {
    ImGui::SameLine(0, gap);
  } else {
    ui::gap(ui, 0);
  }
  ui::begin_panel(ui, "glove.neighbours", ImVec2(side, wide ? top : 0));
  draw_neighbours(context);
  ui::end_panel(ui);

  ui::gap(ui, 0);
  const float half = wide ? (room.x - gap) / 2 : room.x;
  ui::begin_panel(ui, "glove.loss", ImVec2(half, wide ? charts : 0));
  const auto height = [&] {
    return wide ? std::max(ImGui::GetContentRegionAvail().y / ui.text_scale - 30, 90.0f) : 150.0f;
  };
  draw_loss(context, context.workspace.glove(), true, height());
  ui::end_panel(ui);
  if (wide) {
    ImGui::SameLine(0, gap);
  } else {
    ui::gap(ui, 0);
  }
  ui::begin_panel(ui, "glove.word2vec", ImVec2(half, wide ? charts : 0));
  draw_loss(context, context.workspace, false, height());
  ui::end_panel(ui);
}

void GloveTrainingView::draw_map(LabContext& context, ImVec2 size) {
  Ui& ui = context.ui;
  GloveRoom& room = context.workspace.glove();
  const WordVectors& vectors = *glove_.vectors;
  if (vectors.empty()) {
    if (room.busy() || room.snapshot().status == RunStatus::kPreparing) {
      ui::text_muted(ui, ui.t("glove.counting"));
    } else if (ui::empty_state(ui, "glove.train", ui.t("glove.map.empty"), ui.t("action.train"))) {
      room.train();
    }
    return;
  }
  const TokenId chosen = vectors.vocabulary().find_typed(word_);
  std::vector<TokenId> extra, marked;
  if (chosen != kUnknownToken) extra.push_back(chosen);
  for (const ScoredWord& word : glove_.neighbours) marked.push_back(word.id);
  extra.insert(extra.end(), marked.begin(), marked.end());
  map_.update_pca(vectors, version_, kNumPoints, extra);
  WordMap::Marks marks;
  const TokenId selected[] = {chosen};
  marks.highlighted = marked;
  if (chosen != kUnknownToken) marks.selected = selected;
  const TokenId clicked = map_.draw(context, vectors, "glove.map", size, marks);
  if (clicked != kUnknownToken) set_word(vectors.vocabulary().word(clicked));
}

void GloveTrainingView::draw_one_list(LabContext& context, const char* name, const Side& side,
                                      ImU32 colour) {
  Ui& ui = context.ui;
  if (side.vectors->empty()) {
    ui::text_small(ui, ui.t("word2vec.neighbours.empty"));
    return;
  }
  if (side.neighbours.empty()) {
    ui::text_small(ui, ui.format("word.unknown", {word_}));
    return;
  }
  const int pressed = draw_scored_words(ui, name, *side.vectors, side.neighbours, colour);
  if (pressed >= 0) {
    const TokenId id = side.neighbours[static_cast<std::size_t>(pressed)].id;
    set_word(side.vectors->vocabulary().word(id));
  }
}

void GloveTrainingView::draw_neighbours(LabContext& context) {
  Ui& ui = context.ui;
  heading_with_table(ui, ui.t("glove.neighbours"), "glove.neighbours.table",
                     !glove_.neighbours.empty(),
                     [&] { return table_of(ui, *glove_.vectors, glove_.neighbours); });
  const ui::TextFieldEvent event =
      ui::text_field(ui, "glove.word", "", word_, ui.t("word2vec.word.hint"));
  if (event.changed || event.submitted) stale_ = true;
  if (ui::begin_columns(ui, "glove.neighbours.both", 2, 145)) {
    ui::next_column(ui);
    ui::section(ui, "GloVe");
    draw_one_list(context, "glove.neighbour", glove_, ui.palette.glove);
    ui::next_column(ui);
    ui::section(ui, "Word2Vec");
    draw_one_list(context, "glove.word2vec.neighbour", word2vec_, ui.palette.word2vec);
    ui::end_columns(ui);
  }
  if (!glove_.neighbours.empty() && !word2vec_.neighbours.empty()) {
    ui::text_small(
        ui, ui.format("glove.neighbours.common",
                      {std::to_string(common_neighbours(*glove_.vectors, glove_.neighbours,
                                                        *word2vec_.vectors, word2vec_.neighbours)),
                       std::to_string(kNumNeighbours)}));
  }
}

void GloveTrainingView::draw_loss(LabContext& context, const RunControls& run, bool glove,
                                  float height) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  const Snapshot& snapshot = run.snapshot();
  const Curve loss = curve_of(snapshot.losses);
  const char* axis = glove ? "axis.million_cells" : "axis.million_words";
  heading_with_table(ui, ui.t(glove ? "glove.loss" : "glove.loss.word2vec"),
                     glove ? "glove.loss.table" : "glove.word2vec.table", !loss.x.empty(), [&] {
                       const char* const keys[] = {glove ? "glove.axis.loss" : "axis.loss"};
                       const Curve* const curves[] = {&loss};
                       return table_of(ui, axis, keys, curves);
                     });
  if (!glove) {
    const bool same = workspace.corpus_name() == workspace.glove().corpus_name();
    const bool training =
        snapshot.status == RunStatus::kTraining || snapshot.status == RunStatus::kPreparing;
    if (!training && (snapshot.kind.empty() || !same || run.settings_changed())) {
      ui::ButtonOptions options;
      options.icon = ui::icons::kPlay;
      options.tooltip = ui.t("glove.word2vec.train.about");
      if (ui::button(ui, "glove.word2vec.train", ui.t("glove.word2vec.train"), options)) {
        say_error(context, workspace.set("corpus", workspace.glove().corpus_name()));
        workspace.train();
      }
      height -= 44;
    }
  }
  std::vector<ui::Series> series;
  if (!loss.x.empty()) {
    series.push_back({ui.t("word2vec.loss.training"), loss.x, loss.y,
                      glove ? ui.palette.glove : ui.palette.word2vec});
  }
  std::vector<ui::Baseline> baselines;
  if (glove) {
    for (const NamedLoss& one : snapshot.baselines) {
      if (one.key == "glove_constant") {
        baselines.push_back({one.nats, ui.format("glove.baseline.constant", {fixed(one.nats, 3)})});
      }
    }
    if (snapshot.baseline_loss > 0) {
      baselines.push_back({snapshot.baseline_loss,
                           ui.format("glove.baseline.zero", {fixed(snapshot.baseline_loss, 3)})});
    }
  } else if (snapshot.baseline_loss > 0) {
    baselines.push_back({snapshot.baseline_loss,
                         ui.format("word2vec.baseline.ns", {fixed(snapshot.baseline_loss, 2)})});
  }
  ui::PlotOptions options;
  options.x.label = ui.t(axis);
  if (snapshot.units_total > 0) {
    options.x.automatic = false;
    options.x.high = static_cast<double>(snapshot.units_total) * 1e-6;
  }
  options.y.label = ui.t(glove ? "glove.axis.loss" : "axis.loss");
  options.height = std::max(height, 80.0f);
  options.empty = ui.t("word2vec.loss.empty");
  ui::plot(ui, glove ? "glove.loss.plot" : "glove.word2vec.plot", series, baselines, options);
}

}  // namespace wordspace
