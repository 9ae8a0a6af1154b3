// Lab 7, BERT: hidden words and sentence pairs. Two losses with their baselines, guesses for words
// that she hides, "is it next?", one word in two sentences, one step at a time.
// Not the views themselves (bert_*_view.cpp) and not the model.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "labs/answering_model.h"
#include "labs/bert_mask_view.h"
#include "labs/bert_pair_view.h"
#include "labs/bert_step_view.h"
#include "labs/bert_word_view.h"
#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "labs/run_watch.h"
#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr const char* kViews[] = {"mask", "pair", "word", "learn", "step"};

// Mean of the last points of a curve, where they are enough.
Curve running_mean(const Curve& curve) {
  const std::size_t num = std::clamp<std::size_t>(curve.y.size() / 20, 1, 25);
  Curve mean;
  double sum = 0;
  for (std::size_t i = 0; i < curve.y.size(); ++i) {
    sum += curve.y[i];
    if (i >= num) sum -= curve.y[i - num];
    mean.x.push_back(curve.x[i]);
    mean.y.push_back(sum / static_cast<double>(std::min(i + 1, num)));
  }
  return mean;
}

class BertLab : public Lab {
 public:
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  enum View { kMask, kPair, kWord, kLearn, kStep };

  void follow(LabContext& context);
  void draw_learning(LabContext& context, float width, float height);
  // A chart in a panel of its own.
  struct Chart {
    const char* metric;
    const char* heading;
    const char* series;
    double scale;
    const char* axis;
  };
  void draw_metric(LabContext& context, const Chart& chart, std::span<const ui::Baseline> baselines,
                   float height);

  int view_ = kMask;
  RunWatch watch_;
  BertMaskView mask_;
  BertPairView pair_;
  BertWordView word_;
  BertStepView step_;
};

// Training that begins is watched in its charts, a step in its own view; everything else stays as
// the person left it.
void BertLab::follow(LabContext& context) {
  const RunWatch::Event event = watch_.follow(context.workspace.bert().snapshot());
  if (event == RunWatch::Event::kTraining) view_ = kLearn;
  if (event == RunWatch::Event::kStep) view_ = kStep;
}

void BertLab::draw_picture(LabContext& context) {
  follow(context);
  Ui& ui = context.ui;
  TransformerRoom& room = context.workspace.bert();
  const std::vector<std::string> views = view_labels(ui, "bert.view.", kViews);
  // Five labels one below the other would push the picture off a small screen.
  if (is_wide(ui, 640)) {
    ui::segmented(ui, "bert.view", views, view_);
  } else {
    ui::dropdown(ui, "bert.view", "", views, view_);
  }
  ui::gap(ui, 1);
  const ImVec2 room_left = ImGui::GetContentRegionAvail();
  if (view_ == kLearn) {
    draw_learning(context, room_left.x, room_left.y);
    return;
  }
  // In one column the panel is as high as its content: one scroll bar is enough.
  const float height = is_wide(ui, 620) ? std::max(room_left.y, ui.px(420)) : 0;
  ui::begin_panel(ui, "bert.main", ImVec2(room_left.x, height));
  if (view_ == kStep) {
    step_.draw(context);
  } else {
    static constexpr const char* kEmpty[] = {"bert.mask.empty", "bert.pair.empty",
                                             "bert.word.empty"};
    if (!draw_no_model(context, room, "bert", kEmpty[view_])) {
      const AnsweringModel model = room.answering();
      switch (view_) {
        case kMask:
          mask_.draw(context, model);
          break;
        case kPair:
          pair_.draw(context, model);
          break;
        default:
          word_.draw(context, model);
          break;
      }
    }
  }
  ui::end_panel(ui);
}

void BertLab::draw_metric(LabContext& context, const Chart& chart,
                          std::span<const ui::Baseline> baselines, float height) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = context.workspace.bert().snapshot();
  const MetricCurve* metric = find_metric(snapshot, chart.metric);
  const Curve curve =
      metric != nullptr ? curve_over_steps(snapshot, metric->points, chart.scale) : Curve();
  const Curve mean = running_mean(curve);
  const std::string name = std::string("bert.chart.") + chart.metric;
  heading_with_table(ui, ui.t(chart.heading), (name + ".table").c_str(), !curve.x.empty(), [&] {
    const char* const keys[] = {chart.axis, "bert.chart.mean"};
    const Curve* const curves[] = {&curve, &mean};
    return table_of(ui, "transformer.axis.steps", keys, curves);
  });
  std::vector<ui::Series> series;
  if (!curve.x.empty()) {
    // A few pairs a step: the single steps stand back behind their running mean.
    series.push_back({"", curve.x, curve.y, ui::mix(ui.palette.panel, ui.palette.bert, 0.3f),
                      ui::Mark::kLine, 1});
    series.push_back({ui.t(chart.series), mean.x, mean.y, ui.palette.bert});
  }
  ui::PlotOptions options;
  options.x = steps_axis(ui, snapshot);
  options.y.label = ui.t(chart.axis);
  if (chart.scale != 1) {
    options.y.automatic = false;
    options.y.low = 0;
    options.y.high = 100;
  }
  options.height = height;
  options.empty = ui.t("bert.chart.empty");
  ui::plot(ui, name.c_str(), series, baselines, options);
}

void BertLab::draw_learning(LabContext& context, float width, float height) {
  Ui& ui = context.ui;
  TransformerRoom& room = context.workspace.bert();
  const Snapshot& snapshot = room.snapshot();
  const float gap = ui.px(ui::kGrid * 2);
  const bool wide = width >= ui.px(620);

  const AnsweringModel model = room.answering();
  const bool own = model.ok() && model.origin == AnsweringModel::Origin::kRun;
  if (own) {
    ui::begin_panel(ui, "bert.live", ImVec2(width, 0));
    ui::section(ui, ui.t("bert.live"));
    mask_.draw_guesses(context, model);
    ui::end_panel(ui);
    ui::gap(ui, 0);
    height = ImGui::GetContentRegionAvail().y;
  }

  std::vector<ui::Baseline> mlm, nsp, right;
  if (snapshot.baseline_loss > 0) {
    // The learner's baselines are of the sum of both losses.
    const double uniform = snapshot.baseline_loss - std::numbers::ln2;
    mlm.push_back({uniform, ui.format("bert.baseline.uniform", {fixed(uniform, 2)})});
    for (const NamedLoss& one : snapshot.baselines) {
      if (one.key != "unigram") continue;
      const double unigram = one.nats - std::numbers::ln2;
      mlm.push_back({unigram, ui.format("bert.baseline.unigram", {fixed(unigram, 2)})});
    }
    nsp.push_back(
        {std::numbers::ln2, ui.format("bert.baseline.coin", {fixed(std::numbers::ln2, 2)})});
    right.push_back({50, ui.t("bert.baseline.half")});
  }
  static constexpr Chart kCharts[] = {
      {"mlm", "bert.chart.mlm", "bert.loss.mlm", 1, "bert.axis.mlm"},
      {"nsp", "bert.chart.nsp", "bert.loss.nsp", 1, "bert.axis.nsp"},
      {"nsp_right", "bert.chart.right", "bert.chart.right.series", 100, "bert.axis.right"}};
  const std::span<const ui::Baseline> baselines[] = {mlm, nsp, right};
  const float panel_width = wide ? (width - gap) / 2 : width;
  const float panel_height = std::max((height - gap) / 2, ui.px(178));
  // What a panel needs besides its chart: padding, heading.
  const float chart = wide ? std::max((panel_height - ui.px(66)) / ui.text_scale, 108.0f) : 170.0f;
  static constexpr const char* kPanels[] = {"bert.panel.mlm", "bert.panel.nsp", "bert.panel.right",
                                            "bert.panel.sum"};
  for (std::size_t i = 0; i < 4; ++i) {
    if (i % 2 == 1 && wide) {
      ImGui::SameLine(0, gap);
    } else if (i > 0) {
      ui::gap(ui, 0);
    }
    ui::begin_panel(ui, kPanels[i], ImVec2(panel_width, wide ? panel_height : 0));
    if (i < 3) {
      draw_metric(context, kCharts[i], baselines[i], chart);
    } else {
      draw_loss_chart(context, room, chart);
    }
    ui::end_panel(ui);
  }
}

void BertLab::draw_controls(LabContext& context) {
  TransformerRoom& room = context.workspace.bert();
  draw_room_presets(context, room);
  draw_model_line(context, room);
  draw_room_settings(context, room);
}

bool BertLab::set(std::string_view field, std::string_view value) {
  if (field == "bert.view") {
    choose_view(kViews, value, view_);
    return true;
  }
  if (field == "bert.text") {
    mask_.set_text(value);
  } else if (field == "bert.first") {
    pair_.set_text(true, value);
  } else if (field == "bert.second") {
    pair_.set_text(false, value);
  } else if (field == "bert.sentence.0") {
    word_.set_text(0, value);
  } else if (field == "bert.sentence.1") {
    word_.set_text(1, value);
  } else if (field == "bert.word") {
    word_.set_word(value);
  } else {
    return false;
  }
  return true;
}

std::string BertLab::get(std::string_view field) const {
  if (field == "bert.view") return kViews[view_];
  if (field == "bert.text") return mask_.text();
  if (field == "bert.first") return pair_.text(true);
  if (field == "bert.second") return pair_.text(false);
  if (field == "bert.sentence.0") return word_.text(0);
  if (field == "bert.sentence.1") return word_.text(1);
  if (field == "bert.word") return word_.word();
  if (field == "bert.next" && std::isfinite(pair_.probability()))
    return fixed(pair_.probability(), 4);
  if (field == "bert.cosines") {
    std::string list;
    for (const double cosine : word_.cosines())
      list += (list.empty() ? "" : " ") + fixed(cosine, 4);
    return list;
  }
  return {};
}

}  // namespace

LabDescription bert_lab() {
  return {"bert",
          ui::icons::kTarget,
          true,
          false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<BertLab>(); },
          kViews,
          "bert"};
}

}  // namespace wordspace
