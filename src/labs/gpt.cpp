// Lab 6, GPT: it learns to guess the next token, writes, and tells how a text surprises it.
// Not the model and not the trainer: it reads snapshots, copies of the model, and presses verbs.
#include <algorithm>
#include <array>
#include <cmath>

#include "labs/answering_model.h"
#include "labs/gpt_samples.h"
#include "labs/gpt_step_view.h"
#include "labs/gpt_surprise_view.h"
#include "labs/gpt_write_view.h"
#include "labs/gpt_writing.h"
#include "labs/lab.h"
#include "labs/run_watch.h"
#include "labs/setting_values.h"
#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "text/token_codec.h"
#include "train/transformer_run.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr std::array kViews = {"write", "learn", "surprise", "step"};

class GptLab : public Lab {
 public:
  GptLab();
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  bool wants_frames() const override { return writing_.writing() || sampling_now_; }
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  enum View { kWrite, kLearn, kSurprise, kStep };

  void follow(LabContext& context);
  void draw_learning(LabContext& context);
  void draw_gradient(LabContext& context);
  void draw_samples(LabContext& context);

  GptWriting writing_;
  GptWriteView write_;
  GptSurpriseView surprise_;
  GptStepView step_;
  GptSamples samples_;
  int view_ = kWrite;
  std::string corpus_;  // whose first words stand in the fields
  bool own_prompt_ = false, own_text_ = false;
  std::string set_text_;  // what follow() put into the field
  bool sampling_now_ = false;
  RunWatch watch_;
};

GptLab::GptLab() {
  SamplingOptions sampling;
  sampling.temperature = 0.8f;
  writing_.set_sampling(sampling);
}

// What follows from the model and the run is taken once for each of their copies.
void GptLab::follow(LabContext& context) {
  TransformerRoom& room = context.workspace.gpt();
  const AnsweringModel& model = room.answering();
  const Snapshot& snapshot = room.snapshot();
  const std::string& corpus = model.ok() ? model.corpus : room.corpus_name();
  if (corpus != corpus_) {
    corpus_ = corpus;
    if (!own_prompt_) writing_.set_prompt(first_prompt(corpus));
    if (!own_text_ || surprise_.text() == set_text_) {
      set_text_ = first_sentence(corpus);
      surprise_.set_text(set_text_);
      own_text_ = false;
    }
  }
  writing_.follow(model);
  if (writing_.advance()) context.ui.want_frame = true;
  // A run that begins is looked at; a step too. From then on she chooses.
  const RunWatch::Event event = watch_.follow(snapshot);
  if (event == RunWatch::Event::kTraining) view_ = kLearn;
  if (event == RunWatch::Event::kStep) view_ = kStep;
  const std::string prompt = first_prompt(snapshot.corpus);
  sampling_now_ = samples_.follow(model, snapshot, prompt);
  if (sampling_now_ || writing_.writing()) context.ui.want_frame = true;
}

void GptLab::draw_picture(LabContext& context) {
  follow(context);
  Ui& ui = context.ui;
  TransformerRoom& room = context.workspace.gpt();
  const std::vector<std::string> views = view_labels(ui, "gpt.view.", kViews);
  // Side by side where they fit; on a phone they would take four lines.
  if (is_wide(ui, 440)) {
    ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(560)));
    ui::segmented(ui, "gpt.view", views, view_);
  } else {
    ui::dropdown(ui, "gpt.view", "", views, view_);
  }
  ui::gap(ui, 0);
  if (view_ == kLearn) {
    draw_learning(context);
    return;
  }
  const float bottom =
      ImGui::GetCursorScreenPos().y + ImGui::GetContentRegionAvail().y - ui.px(3 * ui::kGrid);
  ui::begin_panel(ui, "gpt.main", ImVec2(ImGui::GetContentRegionAvail().x, 0));
  if (view_ == kStep) {
    step_.draw(context, room);
  } else if (!draw_no_model(context, room, "gpt.none",
                            view_ == kWrite ? "gpt.write.empty" : "gpt.surprise.no_model")) {
    if (view_ == kWrite) {
      const std::string before = writing_.prompt();
      write_.draw(context, writing_, bottom);
      own_prompt_ = own_prompt_ || writing_.prompt() != before;
    } else {
      const std::string before = surprise_.text();
      surprise_.draw(context, room.answering());
      own_text_ = own_text_ || surprise_.text() != before;
    }
  }
  ui::end_panel(ui);
}

void GptLab::draw_learning(LabContext& context) {
  Ui& ui = context.ui;
  TransformerRoom& room = context.workspace.gpt();
  const ImVec2 space = ImGui::GetContentRegionAvail();
  const float gap = ui.px(ui::kGrid * 2);
  const bool wide = is_wide(ui, 620);
  const float height = std::max(space.y, ui.px(400));
  const float left = wide ? std::floor((space.x - gap) * 0.56f) : space.x;
  ui::begin_panel(ui, "gpt.loss", ImVec2(left, wide ? height : 0));
  const float gradient = 150;
  const float loss =
      wide ? std::max(ImGui::GetContentRegionAvail().y / ui.text_scale - gradient - 80, 170.0f)
           : 190;
  draw_loss_chart(context, room, loss);
  draw_gradient(context);
  ui::end_panel(ui);
  if (wide) {
    ImGui::SameLine(0, gap);
  } else {
    ui::gap(ui, 0);
  }
  ui::begin_panel(ui, "gpt.samples", ImVec2(ImGui::GetContentRegionAvail().x, wide ? height : 0));
  draw_samples(context);
  ui::end_panel(ui);
}

void GptLab::draw_gradient(LabContext& context) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = context.workspace.gpt().snapshot();
  const MetricCurve* metric = find_metric(snapshot, "gradient_norm");
  const Curve curve = metric == nullptr ? Curve{} : curve_over_steps(snapshot, metric->points);
  heading_with_table(ui, ui.t("gpt.gradient"), "gpt.gradient.table", !curve.x.empty(), [&] {
    static constexpr const char* kKeys[] = {"gpt.gradient.norm"};
    const Curve* const curves[] = {&curve};
    return table_of(ui, "transformer.axis.steps", kKeys, curves);
  });
  std::vector<ui::Series> series;
  if (!curve.x.empty()) {
    series.push_back({ui.t("gpt.gradient.norm"), curve.x, curve.y, ui.palette.gpt});
  }
  std::vector<ui::Baseline> baselines;
  if (const double clip = context.workspace.gpt().run().clip; clip > 0 && !series.empty()) {
    baselines.push_back({clip, ui.format("gpt.gradient.clip", {ui::format_number(clip, 2)})});
  }
  ui::PlotOptions options;
  options.x = steps_axis(ui, snapshot);
  options.y.label = ui.t("gpt.gradient.axis");
  options.height = 120;
  options.empty = ui.t("gpt.gradient.empty");
  ui::plot(ui, "gpt.gradient.plot", series, baselines, options);
}

void GptLab::draw_samples(LabContext& context) {
  Ui& ui = context.ui;
  const std::vector<GptSamples::Sample>& samples = samples_.samples();
  heading_with_table(ui, ui.t("gpt.samples"), "gpt.samples.table", !samples.empty(), [&] {
    ui::Table table;
    table.header = {ui.t("transformer.axis.steps"), ui.t("gpt.samples.text")};
    for (const GptSamples::Sample& sample : samples) {
      std::string text = samples_.prompt() + sample.text;
      std::replace(text.begin(), text.end(), '\n', ' ');
      table.rows.push_back({std::to_string(sample.step), std::move(text)});
    }
    return table;
  });
  if (samples.empty()) {
    ui::text_muted(ui, ui.t("gpt.samples.empty"));
    if (context.workspace.gpt().snapshot().status == RunStatus::kIdle) {
      ui::gap(ui, 0);
      ui::ButtonOptions options;
      options.style = ui::ButtonStyle::kPrimary;
      options.icon = ui::icons::kPlay;
      if (ui::button(ui, "gpt.train", ui.t("action.train"), options)) {
        context.workspace.gpt().train();
      }
    }
    return;
  }
  ui::text_small(ui,
                 ui.format("gpt.samples.about",
                           {samples_.prompt().empty() ? std::string(ui.t("gpt.samples.no_prompt"))
                                                      : samples_.prompt(),
                            fixed(static_cast<double>(GptSamples::kTemperature), 1),
                            std::to_string(GptSamples::kSeed)}));
  // The newest first.
  for (std::size_t i = samples.size(); i-- > 0;) {
    const GptSamples::Sample& sample = samples[i];
    ui::gap(ui, 0.5f);
    ui::TextStyle head;
    head.size = ui::kTextSmall;
    head.colour = ui.palette.gpt;
    head.semibold = true;
    ui::styled_text(
        ui, ui.format("gpt.samples.step", {ui::format_count(static_cast<double>(sample.step))}),
        head);
    std::string text = samples_.prompt() + sample.text;
    std::replace(text.begin(), text.end(), '\n', ' ');
    if (!sample.finished) text += " …";
    if (i + 1 == samples.size()) {
      ui::text(ui, text);
    } else {
      ui::text_muted(ui, text);
    }
  }
}

void GptLab::draw_controls(LabContext& context) {
  TransformerRoom& room = context.workspace.gpt();
  draw_room_presets(context, room);
  if (view_ == kWrite) {
    Ui& ui = context.ui;
    ui::section(ui, ui.t("gpt.writing"));
    int length = write_.length();
    if (ui::slider_int(ui, "gpt.length", ui.t("gpt.length"), length, 10, 300,
                       ui.t("gpt.length.about"))) {
      write_.set_length(length);
    }
  }
  draw_model_line(context, room);
  draw_room_settings(context, room);
}

bool GptLab::set(std::string_view field, std::string_view value) {
  if (field == "gpt.view") {
    choose_view(kViews, value, view_);
    return true;
  }
  if (field == "gpt.prompt") {
    own_prompt_ = true;
    writing_.set_prompt(value);
    return true;
  }
  if (field == "gpt.text") {
    own_text_ = true;
    set_text_.clear();
    surprise_.set_text(value);
    return true;
  }
  if (field == "gpt.unit") {
    surprise_.set_in_bits(value == "bits");
    return true;
  }
  SamplingOptions sampling = writing_.sampling();
  int whole = 0;
  if (field == "gpt.temperature") {
    if (read_setting(value, 0.0f, 2.0f, sampling.temperature)) writing_.set_sampling(sampling);
    return true;
  }
  if (field == "gpt.top_k") {
    if (read_setting(value, 0, 100, sampling.top_k)) writing_.set_sampling(sampling);
    return true;
  }
  if (field == "gpt.top_p") {
    if (read_setting(value, 0.05f, 1.0f, sampling.top_p)) writing_.set_sampling(sampling);
    return true;
  }
  if (field == "gpt.draw_seed") {
    if (read_setting(value, 1, 100, whole)) writing_.set_seed(static_cast<std::uint64_t>(whole));
    return true;
  }
  if (field == "gpt.length") {
    if (read_setting(value, 10, 300, whole)) write_.set_length(whole);
    return true;
  }
  return false;
}

std::string GptLab::get(std::string_view field) const {
  if (field == "gpt.view") return kViews[static_cast<std::size_t>(view_)];
  if (field == "gpt.prompt") return writing_.prompt();
  if (field == "gpt.text") return surprise_.text();
  if (field == "gpt.unit") return surprise_.in_bits() ? "bits" : "nats";
  if (field == "gpt.temperature") {
    return fixed(static_cast<double>(writing_.sampling().temperature), 2);
  }
  if (field == "gpt.top_k") return std::to_string(writing_.sampling().top_k);
  if (field == "gpt.top_p") return fixed(static_cast<double>(writing_.sampling().top_p), 2);
  if (field == "gpt.draw_seed") return std::to_string(writing_.seed());
  if (field == "gpt.length") return std::to_string(write_.length());
  // What was written so far, for scripts.
  if (field == "gpt.written") {
    if (writing_.codec() == nullptr) return {};
    std::vector<TokenId> all = writing_.prompt_tokens();
    for (const GptWriting::Token& token : writing_.written()) all.push_back(token.id);
    return writing_.codec()->decode(all);
  }
  // The likeliest next token and the share that it is drawn with.
  if (field == "gpt.next") {
    if (writing_.codec() == nullptr || writing_.shown().empty()) return {};
    const GptWriting::Candidate& first = writing_.shown().front();
    return writing_.codec()->display(first.id) + " " + fixed(first.drawn, 3);
  }
  if (field == "gpt.num_written") return std::to_string(writing_.written().size());
  if (field == "gpt.num_samples") return std::to_string(samples_.samples().size());
  if (field == "gpt.perplexity") {
    return fixed(std::exp(surprise_.surprisals().mean_nats()), 3);
  }
  return {};
}

}  // namespace

LabDescription gpt_lab() {
  return {"gpt",
          ui::icons::kToken,
          true,
          false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<GptLab>(); },
          kViews,
          "gpt"};
}

}  // namespace wordspace
