// Lab 3, Word2Vec: settings, live loss, live map, live neighbours, live score, one step at a time.
// Not the model and not the trainer: it reads snapshots and presses the workspace's verbs.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "analysis/analogy.h"
#include "labs/cost_sweeps.h"
#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "labs/step_view.h"
#include "labs/word_map.h"
#include "labs/workspace.h"
#include "labs/workspace_questions.h"
#include "models/word2vec_config.h"
#include "text/corpus.h"
#include "text/vocabulary.h"
#include "train/run_status.h"
#include "train/snapshot.h"
#include "train/word2vec_run.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr int kNumNeighbours = 6;
constexpr const char* kFirstWord = "king";
constexpr const char* kViews[] = {"map", "step"};

// The whole run from its start: how far it has come is seen, too.
ui::Axis words_axis(const Ui& ui, const Snapshot& snapshot) {
  ui::Axis axis;
  axis.label = ui.t("axis.million_words");
  if (snapshot.units_total > 0) {
    axis.automatic = false;
    axis.high = static_cast<double>(snapshot.units_total) * 1e-6;
  }
  return axis;
}

// Logical pixels: what is left of a panel of given height, or a usual chart.
float chart_height(const Ui& ui, bool fills) {
  return fills ? std::max(ImGui::GetContentRegionAvail().y / ui.text_scale, 90.0f) : 150.0f;
}

// Words of the chosen text that get a vector, as far as the run on screen has counted them; 0: not
// with these settings.
TokenId known_vocabulary(const Workspace& workspace) {
  const Snapshot& snapshot = workspace.snapshot();
  if (!snapshot.vocabulary || snapshot.corpus != workspace.corpus_name()) return 0;
  const std::shared_ptr<const Corpus> own = workspace.run_text();
  if (own && own.get() != workspace.corpus()) return 0;
  const auto counted = word2vec_run_from_json(snapshot.config_json);
  const bool same = counted.ok() && counted->min_count == workspace.run().min_count &&
                    counted->held_out_fraction == workspace.run().held_out_fraction;
  return same ? snapshot.vocabulary->size() : 0;
}

class Word2VecLab : public Lab {
 public:
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  void forget_gl() override { map_.forget_gl(); }
  void set_shader(const std::string& name, const std::string& source) override {
    map_.set_shader(name, source);
  }
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  enum View { kMap, kStep };

  void follow(LabContext& context);
  void draw_map(LabContext& context, ImVec2 size);
  void draw_promises(LabContext& context);
  void draw_neighbours(LabContext& context);
  void draw_loss(LabContext& context, bool fills);
  void draw_score(LabContext& context, bool fills);
  void draw_presets(LabContext& context);
  void draw_settings(LabContext& context);
  void choose(LabContext& context, const std::string& word, bool look);

  WordMap map_;
  StepView step_;
  int view_ = kMap;
  int num_words_ = 200;
  std::string word_ = kFirstWord;
  std::uint64_t seen_record_ = 0;
  std::uint64_t seen_vectors_ = 0;
  std::uint64_t seen_run_ = 0;
  std::vector<AnalogyRow> promises_;
  std::vector<ScoredWord> neighbours_;
  bool more_settings_ = false;
};

// Answers that follow from the vectors are computed once for each copy of them.
void Word2VecLab::follow(LabContext& context) {
  Workspace& workspace = context.workspace;
  if (workspace.vectors_origin() == "glove") workspace.use_run_vectors();
  const Snapshot& snapshot = workspace.snapshot();
  if (snapshot.run != seen_run_) {
    seen_run_ = snapshot.run;
    seen_record_ = 0;
    for (AnalogyRow& row : promises_) row.answer.clear();
  }
  if (snapshot.record_number != seen_record_) {
    seen_record_ = snapshot.record_number;
    if (snapshot.record_number != 0) view_ = kStep;
  }
  if (snapshot.status == RunStatus::kTraining) view_ = kMap;
  const auto questions = workspace.favourite_questions();
  bool other = questions.size() != promises_.size();
  for (std::size_t i = 0; i < questions.size() && !other; ++i) {
    const auto& words = questions[i].words;
    other = promises_[i].a != words[0] || promises_[i].b != words[1] || promises_[i].c != words[2];
  }
  if (other) {
    promises_.clear();
    for (const Question& question : questions) {
      const auto& words = question.words;
      promises_.push_back({words[0], words[1], words[2], words[3], {}});
    }
    seen_vectors_ = 0;
  }
  if (workspace.vectors_version() == seen_vectors_) return;
  seen_vectors_ = workspace.vectors_version();
  for (AnalogyRow& row : promises_) {
    row.answer.clear();
    const auto answer =
        workspace.answer_analogy(row.a, row.b, row.c, AnalogyMethod::kAdd, false, 1);
    if (answer.ok() && !answer->results.empty()) {
      row.answer = workspace.vectors().vocabulary().word(answer->results[0].id);
    }
  }
  // A text without a king: begin with a word that it has.
  if (!workspace.vectors().empty() && word_ == kFirstWord &&
      workspace.vectors().vocabulary().find(word_) == kUnknownToken) {
    const TokenId some = std::min<TokenId>(workspace.vectors().size() - 1, 30);
    word_ = promises_.empty() ? workspace.vectors().vocabulary().word(some) : promises_[0].b;
  }
  choose(context, word_, false);
}

void Word2VecLab::choose(LabContext& context, const std::string& word, bool look) {
  Workspace& workspace = context.workspace;
  word_ = word;
  neighbours_.clear();
  auto found = workspace.answer_neighbors(word, kNumNeighbours);
  if (!found.ok()) return;
  neighbours_ = std::move(found.value());
  if (look) {
    std::vector<TokenId> words = {workspace.vectors().vocabulary().find_typed(word)};
    for (const ScoredWord& one : neighbours_) words.push_back(one.id);
    map_.look_at(words);
  }
}

void Word2VecLab::draw_picture(LabContext& context) {
  follow(context);
  Ui& ui = context.ui;
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = ui.px(ui::kGrid * 2);
  const bool wide = is_wide(ui, 620);
  const float side = wide ? std::clamp(room.x * 0.34f, ui.px(268), ui.px(340)) : room.x;
  // The map gets what the charts leave: they take a third of the height, within bounds.
  const float charts = std::clamp(room.y * 0.3f, ui.px(184), ui.px(260));
  // A step is read from top to bottom: it gets the height, the charts follow below.
  const float top =
      view_ == kStep ? std::max(room.y, ui.px(380)) : std::max(room.y - charts - gap, ui.px(340));
  const float main_width = wide ? room.x - side - gap : room.x;

  ui::begin_panel(ui, "word2vec.main", ImVec2(main_width, top));
  const std::vector<std::string> views = view_labels(ui, "word2vec.view.", kViews);
  ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(320)));
  ui::segmented(ui, "word2vec.view", views, view_);
  if (view_ == kStep) {
    step_.draw(context);
    if (map_.num_points() > 0) {
      ui::section(ui, ui.t("word2vec.step.map"));
      draw_map(context, ImVec2(ImGui::GetContentRegionAvail().x, ui.px(260)));
    }
  } else {
    draw_map(context, ImGui::GetContentRegionAvail());
  }
  ui::end_panel(ui);

  if (wide) ImGui::SameLine(0, gap);
  ImGui::BeginGroup();
  if (!wide) ui::gap(ui, 0);
  ui::begin_panel(ui, "word2vec.side", ImVec2(side, wide ? top : 0));
  draw_promises(context);
  draw_neighbours(context);
  ui::end_panel(ui);
  ImGui::EndGroup();

  ui::gap(ui, 0);
  const float half = wide ? (room.x - gap) / 2 : room.x;
  ui::begin_panel(ui, "word2vec.loss", ImVec2(half, wide ? charts : 0));
  draw_loss(context, wide);
  ui::end_panel(ui);
  if (wide) {
    ImGui::SameLine(0, gap);
  } else {
    ui::gap(ui, 0);
  }
  ui::begin_panel(ui, "word2vec.score", ImVec2(half, wide ? charts : 0));
  draw_score(context, wide);
  ui::end_panel(ui);
}

void Word2VecLab::draw_map(LabContext& context, ImVec2 size) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  const WordVectors& vectors = workspace.vectors();
  if (vectors.empty()) {
    if (draw_waiting(context)) return;
    if (ui::empty_state(ui, "word2vec.train", ui.t("word2vec.map.empty"), ui.t("action.train"))) {
      workspace.train();
    }
    return;
  }
  const TokenId chosen = vectors.vocabulary().find_typed(word_);
  std::vector<TokenId> extra;
  if (chosen != kUnknownToken) extra.push_back(chosen);
  std::vector<TokenId> marked;
  if (view_ == kStep) {
    marked = step_.moved_words(workspace.snapshot());
  } else {
    for (const ScoredWord& word : neighbours_) marked.push_back(word.id);
  }
  extra.insert(extra.end(), marked.begin(), marked.end());
  map_.update_pca(vectors, workspace.vectors_version(), num_words_, extra);
  WordMap::Marks marks;
  const TokenId selected[] = {chosen};
  marks.highlighted = marked;
  if (chosen != kUnknownToken) marks.selected = selected;
  const TokenId clicked = map_.draw(context, vectors, "word2vec.map", size, marks);
  if (clicked != kUnknownToken) choose(context, vectors.vocabulary().word(clicked), false);
}

void Word2VecLab::draw_promises(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("word2vec.promises"));
  if (promises_.empty()) {
    ui::text_muted(ui, ui.t("word2vec.promises.other_language"));
    return;
  }
  ImGui::PushStyleVarY(ImGuiStyleVar_ItemSpacing, 0);
  for (std::size_t i = 0; i < promises_.size(); ++i) {
    const std::string name = "word2vec.promise." + std::to_string(i);
    const AnalogyRow& row = promises_[i];
    if (draw_analogy_row(ui, name, row) && context.open) {
      context.open("analogies", {{"analogies.view", "analogy"},
                                 {"analogy.a", row.a},
                                 {"analogy.b", row.b},
                                 {"analogy.c", row.c}});
    }
  }
  ImGui::PopStyleVar();
}

void Word2VecLab::draw_neighbours(LabContext& context) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  heading_with_table(ui, ui.t("word2vec.neighbours"), "word2vec.neighbours.table",
                     !neighbours_.empty(),
                     [&] { return table_of(ui, workspace.vectors(), neighbours_); });
  const ui::TextFieldEvent event =
      ui::text_field(ui, "word2vec.word", "", word_, ui.t("word2vec.word.hint"));
  if (event.changed || event.submitted) choose(context, word_, true);
  if (workspace.vectors().empty()) {
    ui::text_small(ui, ui.t("word2vec.neighbours.empty"));
    return;
  }
  if (neighbours_.empty()) {
    if (!word_.empty()) ui::text_small(ui, ui.format("word.unknown", {word_}));
    return;
  }
  const int pressed = draw_scored_words(ui, "word2vec.neighbour", workspace.vectors(), neighbours_,
                                        ui.palette.word2vec);
  if (pressed >= 0) {
    const TokenId id = neighbours_[static_cast<std::size_t>(pressed)].id;
    choose(context, workspace.vectors().vocabulary().word(id), true);
  }
}

void Word2VecLab::draw_loss(LabContext& context, bool fills) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = context.workspace.snapshot();
  const Curve loss = curve_of(snapshot.losses), held_out = curve_of(snapshot.held_out_losses);
  std::vector<ui::Series> series;
  if (!loss.x.empty()) {
    series.push_back({ui.t("word2vec.loss.training"), loss.x, loss.y, ui.palette.word2vec});
  }
  if (!held_out.x.empty()) {
    series.push_back({ui.t("word2vec.loss.held_out"), held_out.x, held_out.y, ui.palette.warning});
  }
  std::vector<ui::Baseline> baselines;
  if (snapshot.baseline_loss > 0) {
    const char* key = "word2vec.baseline.ns";
    switch (context.workspace.run().config.objective) {
      case Word2VecObjective::kNegativeSampling:
        break;
      case Word2VecObjective::kHierarchicalSoftmax:
        key = "word2vec.baseline.hs";
        break;
      case Word2VecObjective::kFullSoftmax:
        key = "word2vec.baseline.softmax";
        break;
    }
    baselines.push_back(
        {snapshot.baseline_loss, ui.format(key, {fixed(snapshot.baseline_loss, 2)})});
  }
  heading_with_table(ui, ui.t("word2vec.loss"), "word2vec.loss.table", !loss.x.empty(), [&] {
    static constexpr const char* kKeys[] = {"word2vec.loss.training", "word2vec.loss.held_out"};
    const Curve* const curves[] = {&loss, &held_out};
    return table_of(ui, "axis.million_words", kKeys, curves);
  });
  ui::PlotOptions options;
  options.x = words_axis(ui, snapshot);
  options.y.label = ui.t("axis.loss");
  options.height = chart_height(ui, fills);
  options.empty = ui.t("word2vec.loss.empty");
  ui::plot(ui, "word2vec.loss.plot", series, baselines, options);
}

void Word2VecLab::draw_score(LabContext& context, bool fills) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  const Curve scores = curve_of(workspace.live_scores(), 100);
  std::vector<ui::Series> series;
  if (!scores.x.empty()) {
    series.push_back({ui.t("word2vec.score.right"), scores.x, scores.y, ui.palette.good});
  }
  heading_with_table(ui, ui.t("word2vec.score"), "word2vec.score.table", !scores.x.empty(), [&] {
    static constexpr const char* kKeys[] = {"axis.percent_right"};
    const Curve* const curves[] = {&scores};
    return table_of(ui, "axis.million_words", kKeys, curves);
  });
  ui::PlotOptions options;
  options.x = words_axis(ui, workspace.snapshot());
  options.y.label = ui.t("axis.percent_right");
  options.y.automatic = false;
  options.y.low = 0;
  options.y.high = 100;
  options.height = chart_height(ui, fills);
  std::size_t num_questions = 0;
  for (const QuestionSection& one : workspace.small_questions())
    num_questions += one.questions.size();
  options.empty = num_questions > 0
                      ? ui.format("word2vec.score.empty", {std::to_string(num_questions)})
                      : std::string(ui.t("word2vec.promises.other_language"));
  ui::plot(ui, "word2vec.score.plot", series, {}, options);
}

void Word2VecLab::draw_controls(LabContext& context) {
  draw_presets(context);
  draw_settings(context);
}

void Word2VecLab::draw_presets(LabContext& context) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  static constexpr const char* kPresets[] = {"demo", "standard", "long"};
  ui::section(ui, ui.t("word2vec.presets"));
  std::vector<std::string> labels;
  int chosen = -1;
  for (int i = 0; i < 3; ++i) {
    labels.push_back(ui.t(std::string("preset.") + kPresets[i]));
    if (workspace.preset() == kPresets[i]) chosen = i;
  }
  {
    const ui::LockedPart locked(ui);
    if (ui::segmented(ui, "word2vec.preset", labels, chosen) && chosen >= 0) {
      say_error(context, workspace.choose_preset(kPresets[chosen]));
    }
  }
  ui::text_small(ui, chosen < 0 ? ui.t("preset.own.about")
                                : ui.t(std::string("preset.") + kPresets[chosen] + ".about"));

  draw_corpus_choice(context, "word2vec.corpus", ui.t("word2vec.corpus"));
  if (workspace.settings_changed() && !workspace.snapshot().kind.empty()) {
    ui::gap(ui, 1);
    ui::notice(ui, "word2vec.changed", ui::NoticeKind::kInfo, ui.t("word2vec.changed"));
    ui::ButtonOptions options;
    options.style = ui::ButtonStyle::kPrimary;
    options.icon = ui::icons::kPlay;
    options.width = -1;
    if (ui::button(ui, "word2vec.retrain", ui.t("word2vec.retrain"), options)) workspace.train();
  }
}

void Word2VecLab::draw_settings(LabContext& context) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  const Word2VecConfig& config = workspace.run().config;
  const auto set_number = [&](const char* field, double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    say_error(context, workspace.set(field, text));
  };

  ui::section(ui, ui.t("word2vec.settings"));
  std::optional<ui::LockedPart> locked(std::in_place, ui);
  const std::string modes[] = {ui.t("word2vec.mode.skipgram"), ui.t("word2vec.mode.cbow")};
  int mode = config.mode == Word2VecMode::kCbow ? 1 : 0;
  if (ui::segmented(ui, "word2vec.mode", modes, mode)) {
    say_error(context, workspace.set("mode", mode == 1 ? "cbow" : "skipgram"));
  }
  ui::text_small(ui, ui.t(mode == 1 ? "word2vec.mode.cbow.about" : "word2vec.mode.skipgram.about"));

  static constexpr const char* kObjectives[] = {"ns", "hs", "softmax"};
  const std::string objectives[] = {ui.t("word2vec.objective.ns"), ui.t("word2vec.objective.hs"),
                                    ui.t("word2vec.objective.softmax")};
  int objective = static_cast<int>(config.objective);
  if (ui::dropdown(ui, "word2vec.objective", ui.t("word2vec.objective"), objectives, objective)) {
    say_error(context, workspace.set("objective", kObjectives[objective]));
  }
  if (config.objective == Word2VecObjective::kFullSoftmax) {
    // The limit is said where it bites: every centre is compared with every word.
    const double words = known_vocabulary(workspace);
    ui::notice(ui, "word2vec.softmax_slow", ui::NoticeKind::kWarning,
               words > 0
                   ? ui.format("word2vec.softmax.slow",
                               {ui::format_count(words),
                                ui::format_number(full_softmax_times(config, words), 2)})
                   : ui.format("word2vec.softmax.slow.unknown",
                               {ui::format_count(std::round(1 / full_softmax_times(config, 1)))}),
               ui.t("word2vec.softmax.slow.hint"));
  }

  int dim = config.dim;
  if (ui::slider_int(ui, "word2vec.dim", ui.t("word2vec.dim"), dim, 2, 300,
                     ui.t("word2vec.dim.about"))) {
    set_number("dim", dim);
  }
  int window = config.window;
  if (ui::slider_int(ui, "word2vec.window", ui.t("word2vec.window"), window, 1, 15,
                     ui.t("word2vec.window.about"))) {
    set_number("window", window);
  }
  if (config.objective == Word2VecObjective::kNegativeSampling) {
    int negative = config.negative;
    if (ui::slider_int(ui, "word2vec.negative", ui.t("word2vec.negative"), negative, 1, 20,
                       ui.t("word2vec.negative.about"))) {
      set_number("negative", negative);
    }
  }
  int epochs = config.epochs;
  if (ui::slider_int(ui, "word2vec.epochs", ui.t("word2vec.epochs"), epochs, 1, 50,
                     ui.t("word2vec.epochs.about"))) {
    set_number("epochs", epochs);
  }
  ui::toggle(ui, "word2vec.more", ui.t("word2vec.more"), more_settings_);
  if (more_settings_) {
    float rate = static_cast<float>(config.rate);
    if (ui::slider_float(ui, "word2vec.rate", ui.t("word2vec.rate"), rate, 0.001f, 1.0f, "%.3f",
                         true, ui.t("word2vec.rate.about"))) {
      set_number("rate", rate);
    }
    float sample = static_cast<float>(config.sample);
    if (ui::slider_float(ui, "word2vec.sample", ui.t("word2vec.sample"), sample, 1e-5f, 1e-1f,
                         "%.5f", true, ui.t("word2vec.sample.about"))) {
      set_number("sample", sample);
    }
    int min_count = static_cast<int>(workspace.run().min_count);
    if (ui::slider_int(ui, "word2vec.min_count", ui.t("word2vec.min_count"), min_count, 1, 50,
                       ui.t("word2vec.min_count.about"))) {
      set_number("min-count", min_count);
    }
  }
  locked.reset();
  ui::section(ui, ui.t("word2vec.map"));
  ui::slider_int(ui, "word2vec.map.words", ui.t("word2vec.map.words"), num_words_, 50, 5000,
                 ui.t("word2vec.map.words.about"));
  ui::ButtonOptions fit;
  fit.icon = ui::icons::kFit;
  fit.tooltip = ui.t("word2vec.map.fit.about");
  if (ui::button(ui, "word2vec.map.fit", ui.t("word2vec.map.fit"), fit)) map_.fit();
}

bool Word2VecLab::set(std::string_view field, std::string_view value) {
  if (field == "word2vec.word") {
    word_ = value;
    seen_vectors_ = 0;  // the neighbours follow in the next frame
    return true;
  }
  if (field == "word2vec.view") {
    choose_view(kViews, value, view_);
    return true;
  }
  return false;
}

std::string Word2VecLab::get(std::string_view field) const {
  if (field == "word2vec.word") return word_;
  if (field == "word2vec.view") return kViews[view_];
  if (field == "word2vec.moved") return fixed(static_cast<double>(step_.moved()), 6);
  return {};
}

}  // namespace

LabDescription word2vec_lab() {
  return {"word2vec",
          ui::icons::kScatter,
          true,
          false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<Word2VecLab>(); },
          kViews};
}

}  // namespace wordspace
