// Lab 4, GloVe: what it counts, how it weighs, what ratios say, and how it learns beside Word2Vec.
// Not the model and not the trainer: it reads snapshots and presses the room's verbs.
#include <algorithm>
#include <array>
#include <cstdio>

#include "labs/corpus_store.h"
#include "labs/glove_matrix_view.h"
#include "labs/glove_ratio_view.h"
#include "labs/glove_room.h"
#include "labs/glove_step_view.h"
#include "labs/glove_training_view.h"
#include "labs/glove_weight_view.h"
#include "labs/lab.h"
#include "labs/message.h"
#include "labs/run_watch.h"
#include "labs/setting_values.h"
#include "labs/workspace.h"
#include "models/glove_config.h"
#include "text/builtin_corpora.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr std::array kViews = {"matrix", "weight", "ratio", "learn", "step"};

class GloveLab : public Lab {
 public:
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  void forget_gl() override {
    matrix_.forget_gl();
    training_.forget_gl();
  }
  void set_shader(const std::string& name, const std::string& source) override {
    matrix_.set_shader(name, source);
    training_.set_shader(name, source);
  }
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  enum View { kMatrix, kWeight, kRatio, kLearn, kStep };

  void follow(LabContext& context);
  void draw_presets(LabContext& context);
  void draw_settings(LabContext& context);
  void draw_files(LabContext& context);

  GloveMatrixView matrix_;
  GloveWeightView weight_;
  GloveRatioView ratio_;
  GloveTrainingView training_;
  int view_ = kMatrix;
  bool view_chosen_ = false;
  bool more_settings_ = false;
  RunWatch watch_;
};

void GloveLab::follow(LabContext& context) {
  GloveRoom& room = context.workspace.glove();
  // A run that begins is looked at; a step too. From then on she chooses.
  const RunWatch::Event event = watch_.follow(room.snapshot());
  if (event == RunWatch::Event::kTraining && (view_ == kStep || !view_chosen_)) view_ = kLearn;
  if (event == RunWatch::Event::kStep) view_ = kStep;
  if (view_ == kMatrix) room.watch(matrix_.words());
  if (view_ == kRatio) room.watch(ratio_.words());
}

void GloveLab::draw_picture(LabContext& context) {
  follow(context);
  Ui& ui = context.ui;
  const std::vector<std::string> views = view_labels(ui, "glove.view.", kViews);
  if (is_wide(ui, 560)) {
    ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(640)));
    view_chosen_ = ui::segmented(ui, "glove.view", views, view_) || view_chosen_;
  } else {
    view_chosen_ = ui::dropdown(ui, "glove.view", "", views, view_) || view_chosen_;
  }
  ui::gap(ui, 0);
  switch (view_) {
    case kMatrix:
      matrix_.draw(context);
      break;
    case kWeight:
      weight_.draw(context);
      break;
    case kRatio:
      ratio_.draw(context);
      break;
    case kLearn:
      training_.draw(context);
      break;
    default:
      draw_glove_step(context);
      break;
  }
}

void GloveLab::draw_controls(LabContext& context) {
  draw_presets(context);
  draw_settings(context);
  draw_files(context);
}

void GloveLab::draw_presets(LabContext& context) {
  Ui& ui = context.ui;
  GloveRoom& room = context.workspace.glove();
  ui::section(ui, ui.t("glove.presets"));
  std::vector<std::string> labels, details;
  int chosen = -1;
  const auto presets = room.presets();
  for (std::size_t i = 0; i < presets.size(); ++i) {
    labels.emplace_back(ui.t(std::string("glove.preset.") + presets[i]));
    if (room.preset() == presets[i]) chosen = static_cast<int>(i);
  }
  {
    const ui::LockedPart locked(ui);
    if (ui::dropdown(ui, "glove.preset", "", labels, chosen) && chosen >= 0) {
      say_error(context, room.choose_preset(presets[static_cast<std::size_t>(chosen)]));
    }
  }
  ui::text_small(ui, chosen < 0 ? ui.t("preset.own.about")
                                : ui.t(std::string("glove.preset.") +
                                       presets[static_cast<std::size_t>(chosen)] + ".about"));

  // The text.
  std::vector<std::string> titles, words;
  int corpus = -1;
  const auto& corpora = context.workspace.corpora();
  for (std::size_t i = 0; i < corpora.size(); ++i) {
    const CorpusInfo& row = corpora[i];
    titles.push_back(row.name == kOwnText ? row.title : ui.t("corpus." + row.name + ".title"));
    words.push_back(
        row.num_words == 0
            ? std::string(ui.t("corpus.made_here"))
            : ui.format("corpus.words", {ui::format_count(static_cast<double>(row.num_words))}));
    if (row.name == room.corpus_name()) corpus = static_cast<int>(i);
  }
  {
    const ui::LockedPart locked(ui);
    if (ui::dropdown(ui, "glove.corpus", ui.t("word2vec.corpus"), titles, corpus, words) &&
        corpus >= 0) {
      say_error(context, room.set("corpus", corpora[static_cast<std::size_t>(corpus)].name));
    }
  }
  if (room.settings_changed() && !room.snapshot().kind.empty()) {
    ui::gap(ui, 1);
    ui::notice(ui, "glove.changed", ui::NoticeKind::kInfo, ui.t("word2vec.changed"));
    ui::ButtonOptions options;
    options.style = ui::ButtonStyle::kPrimary;
    options.icon = ui::icons::kPlay;
    options.width = -1;
    if (ui::button(ui, "glove.retrain", ui.t("word2vec.retrain"), options)) room.train();
  }
}

void GloveLab::draw_settings(LabContext& context) {
  Ui& ui = context.ui;
  GloveRoom& room = context.workspace.glove();
  const GloveConfig& config = room.run().config;
  const auto set_number = [&](const char* field, double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    say_error(context, room.set(field, text));
  };
  ui::section(ui, ui.t("word2vec.settings"));
  if (view_ == kMatrix) {
    int num = matrix_.num_words();
    if (ui::slider_int(ui, "glove.num_words", ui.t("glove.num_words"), num,
                       GloveMatrixView::kLeastWords, GloveMatrixView::kMostWords,
                       ui.t("glove.num_words.about"))) {
      matrix_.set_num_words(num);
    }
  }
  const ui::LockedPart locked(ui);
  int window = config.window;
  if (ui::slider_int(ui, "glove.window", ui.t("word2vec.window"), window, 1, 20,
                     ui.t("glove.window.about"))) {
    set_number("window", window);
  }
  int dim = config.dim;
  if (ui::slider_int(ui, "glove.dim", ui.t("word2vec.dim"), dim, 2, 300,
                     ui.t("word2vec.dim.about"))) {
    set_number("dim", dim);
  }
  int epochs = config.epochs;
  if (ui::slider_int(ui, "glove.epochs", ui.t("glove.epochs"), epochs, 1, 100,
                     ui.t("glove.epochs.about"))) {
    set_number("epochs", epochs);
  }
  ui::toggle(ui, "glove.more", ui.t("word2vec.more"), more_settings_);
  if (!more_settings_) return;
  float rate = static_cast<float>(config.rate);
  if (ui::slider_float(ui, "glove.rate", ui.t("word2vec.rate"), rate, 0.001f, 1.0f, "%.3f", true,
                       ui.t("glove.rate.about"))) {
    set_number("rate", static_cast<double>(rate));
  }
  int min_count = static_cast<int>(room.run().min_count);
  if (ui::slider_int(ui, "glove.min_count", ui.t("word2vec.min_count"), min_count, 1, 50,
                     ui.t("word2vec.min_count.about"))) {
    set_number("min-count", min_count);
  }
}

void GloveLab::draw_files(LabContext& context) {
  Ui& ui = context.ui;
  GloveRoom& room = context.workspace.glove();
  ui::section(ui, ui.t("files.title"));
  struct Format {
    const char *format, *key;
  };
  static constexpr Format kFormats[] = {{"glove", "files.glove"},
                                        {"word2vec-text", "files.word2vec_text"},
                                        {"checkpoint", "files.checkpoint"}};
  for (const Format& row : kFormats) {
    ui::ButtonOptions save;
    save.icon = ui::icons::kDownload;
    save.width = -1;
    save.enabled = !room.vectors().empty();
    const std::string about = ui.t(std::string(row.key) + ".about");
    save.tooltip = about;
    const std::string name = std::string("glove.save.") + row.format;
    if (ui::button(ui, name.c_str(), ui.t(row.key), save)) {
      const auto saved = room.export_as(row.format);
      if (!saved.ok()) context.workspace.say({Message::Kind::kError, saved.error()});
    }
  }
  ui::ButtonOptions ask;
  ask.icon = ui::icons::kAnalogy;
  ask.width = -1;
  ask.enabled = !room.vectors().empty();
  const std::string about = ui.t("glove.ask.about");
  ask.tooltip = about;
  if (ui::button(ui, "glove.ask", ui.t("glove.ask"), ask) && context.open) {
    context.workspace.use_glove_vectors();
    context.open("analogies", {{"analogies.view", "questions"}});
  }
}

bool GloveLab::set(std::string_view field, std::string_view value) {
  if (field == "glove.view") {
    if (choose_view(kViews, value, view_)) view_chosen_ = true;
  } else if (field == "glove.words") {
    matrix_.set_chosen(value);
  } else if (field == "glove.cell") {
    matrix_.set_cell(value);
  } else if (field == "glove.num_words") {
    int num = 0;
    if (read_setting(value, GloveMatrixView::kLeastWords, GloveMatrixView::kMostWords, num)) {
      matrix_.set_num_words(num);
    }
  } else if (field == "glove.pair") {
    ratio_.set_pair(value);
  } else if (field == "glove.probes") {
    ratio_.set_probes(value);
  } else if (field == "glove.word") {
    training_.set_word(value);
  } else {
    return false;
  }
  return true;
}

std::string GloveLab::get(std::string_view field) const {
  if (field == "glove.view") return kViews[static_cast<std::size_t>(view_)];
  if (field == "glove.words") return matrix_.chosen();
  if (field == "glove.cell") return matrix_.cell();
  if (field == "glove.num_words") return std::to_string(matrix_.num_words());
  if (field == "glove.pair") return ratio_.pair();
  if (field == "glove.probes") return ratio_.probes();
  if (field == "glove.x") return matrix_.count();
  if (field == "glove.weight.full") return fixed(weight_.shares().full, 3);
  if (field == "glove.weight.mean") return fixed(weight_.shares().mean, 3);
  constexpr std::string_view kRatio = "glove.ratio.";  // and the probe word
  if (field.starts_with(kRatio)) return ratio_.ratio(field.substr(kRatio.size()));
  if (field == "glove.word") return training_.word();
  return {};
}

}  // namespace

LabDescription glove_lab() {
  return {"glove",
          ui::icons::kTable,
          true,
          false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<GloveLab>(); },
          kViews,
          "glove"};
}

}  // namespace wordspace
