// Lab 10, Positions and unembedding: where a token stands, and how a hidden state becomes a word
// again.
// Not training's arithmetic and not the measures: it shows what positions_*.h computes.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "labs/answering_model.h"
#include "labs/gpt_writing.h"
#include "labs/lab.h"
#include "labs/positions_chain_view.h"
#include "labs/positions_lens.h"
#include "labs/positions_lens_view.h"
#include "labs/positions_table_view.h"
#include "labs/positions_training_view.h"
#include "labs/run_watch.h"
#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr std::array kViews = {"tables", "training", "lens", "random", "chain"};

class PositionsLab : public Lab {
 public:
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  void forget_gl() override {
    tables_.forget_gl();
    training_.forget_gl();
  }
  void set_shader(const std::string& name, const std::string& source) override {
    tables_.set_shader(name, source);
    training_.set_shader(name, source);
  }
  bool wants_frames() const override { return measuring_; }
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  enum View { kTables, kTraining, kLens, kRandom, kChain };

  TransformerRoom& room(LabContext& context) const {
    return model_ == 0 ? context.workspace.gpt() : context.workspace.bert();
  }
  void follow(LabContext& context);
  void draw_view(LabContext& context);
  void draw_text(LabContext& context);

  PositionsTableView tables_;
  PositionsTrainingView training_;
  PositionsLensView lens_view_;
  PositionsChainView chain_;
  PositionsLens lens_;
  int view_ = kTables, model_ = 0;  // model: 0 GPT, 1 BERT
  std::string text_, corpus_;
  bool own_text_ = false, measuring_ = false;
  std::size_t num_moments_ = 0;  // that view kTraining last showed
  RunWatch gpt_watch_, bert_watch_;
};

void PositionsLab::follow(LabContext& context) {
  TransformerRoom &gpt = context.workspace.gpt(), &bert = context.workspace.bert();
  const auto began = [](RunWatch& watch, const Snapshot& snapshot) {
    return watch.follow(snapshot) == RunWatch::Event::kTraining;
  };
  if (began(gpt_watch_, gpt.snapshot())) {
    view_ = kTraining;
    model_ = 0;
  }
  if (began(bert_watch_, bert.snapshot())) {
    view_ = kTraining;
    model_ = 1;
  }
  const AnsweringModel& model = room(context).answering();
  if (model.ok() && model.corpus != corpus_) {
    corpus_ = model.corpus;
    if (!own_text_) text_ = first_sentence(corpus_);
  }
  measuring_ = (view_ == kLens || view_ == kRandom) && lens_.follow(model, text_, view_ == kRandom);
  if (measuring_) context.ui.want_frame = true;
}

void PositionsLab::draw_text(LabContext& context) {
  Ui& ui = context.ui;
  if (ui::text_field(ui, "positions.text", ui.t("positions.lens.text"), text_,
                     ui.t("positions.lens.hint"))
          .changed) {
    own_text_ = true;
  }
}

void PositionsLab::draw_view(LabContext& context) {
  Ui& ui = context.ui;
  TransformerRoom& from = room(context);
  if (view_ == kTraining) {
    training_.draw(context, from);
    num_moments_ = from.position_history().moments().size();
    return;
  }
  if (draw_no_model(context, from, "positions.none",
                    view_ == kTables ? "positions.empty" : "positions.lens.empty")) {
    return;
  }
  const AnsweringModel& model = from.answering();
  switch (view_) {
    case kTables:
      tables_.draw(context, model);
      return;
    case kChain:
      chain_.draw(context, model);
      return;
    default:
      draw_text(context);
      if (lens_.error()) {
        ui::notice(ui, "positions.lens.error", ui::NoticeKind::kInfo,
                   ui.words.error_message(*lens_.error()), ui.words.error_hint(*lens_.error()));
        return;
      }
      if (!lens_.ok()) return;
      if (view_ == kLens) {
        lens_view_.draw_lens(context, lens_);
      } else {
        lens_view_.draw_random(context, lens_);
      }
  }
}

void PositionsLab::draw_picture(LabContext& context) {
  follow(context);
  Ui& ui = context.ui;
  const std::vector<std::string> views = view_labels(ui, "positions.view.", kViews);
  // Side by side where they fit; on a phone they would take many lines.
  if (is_wide(ui, 640)) {
    ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(820)));
    ui::segmented(ui, "positions.view", views, view_);
  } else {
    ui::dropdown(ui, "positions.view", "", views, view_);
  }
  ui::gap(ui, 0);
  ui::begin_panel(ui, "positions.main", ImVec2(ImGui::GetContentRegionAvail().x, 0));
  draw_view(context);
  ui::end_panel(ui);
}

void PositionsLab::draw_controls(LabContext& context) {
  Ui& ui = context.ui;
  const std::vector<std::string> models = {"GPT", "BERT"};
  ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(220)));
  ui::segmented(ui, "positions.model", models, model_);
  ui::gap(ui, 0.5f);
  draw_room_presets(context, room(context));
  draw_model_line(context, room(context));
  draw_room_settings(context, room(context));
}

bool PositionsLab::set(std::string_view field, std::string_view value) {
  const int number = std::atoi(std::string(value).c_str());
  if (field == "positions.view") {
    choose_view(kViews, value, view_);
  } else if (field == "positions.model") {
    model_ = value == "bert" ? 1 : 0;
  } else if (field == "positions.position") {
    tables_.position = number;
  } else if (field == "positions.dimension") {
    tables_.dimension = number;
  } else if (field == "positions.moment") {
    training_.set_moment(std::max(number, 0));
  } else if (field == "positions.text") {
    own_text_ = true;
    text_ = value;
  } else if (field == "positions.word") {
    chain_.set_word(value);
  } else if (field == "positions.chain.random") {
    chain_.set_random(value == "1" || value == "true");
  } else {
    return false;
  }
  return true;
}

std::string PositionsLab::get(std::string_view field) const {
  if (field == "positions.view") return kViews[static_cast<std::size_t>(view_)];
  if (field == "positions.model") return model_ == 0 ? "gpt" : "bert";
  if (field == "positions.position") return std::to_string(tables_.position);
  if (field == "positions.dimension") return std::to_string(tables_.dimension);
  if (field == "positions.moment") return std::to_string(training_.moment());
  if (field == "positions.text") return text_;
  if (field == "positions.word") return chain_.word();
  if (field == "positions.score") return fixed(tables_.learned().score, 4);
  if (field == "positions.null") {
    return fixed(tables_.learned().null.low, 4) + " " + fixed(tables_.learned().null.high, 4);
  }
  if (field == "positions.sinusoidal_score") return fixed(tables_.sinusoidal().score, 4);
  if (field == "positions.num_moments") {
    return std::to_string(num_moments_);
  }
  // Of the last layer, and over all random matrices: what is still being filled in is no answer.
  if (field == "positions.loss" && lens_.layers_done()) {
    return fixed(lens_.rows().back().mean_nats, 4);
  }
  if (field == "positions.random_loss" && lens_.random_done()) {
    return fixed(lens_.random_mean(), 4);
  }
  return {};
}

}  // namespace

LabDescription positions_lab() {
  return {"positions",
          ui::icons::kPositions,
          true,
          false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<PositionsLab>(); },
          kViews,
          "gpt"};
}

}  // namespace wordspace
