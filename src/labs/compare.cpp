// Lab 14, All four, compared: one button trains Word2Vec, GloVe, GPT and BERT on the same text with
// the same words and seed, and fills the course's table.
// Not the runs (four_models.h) and not the numbers (four_answers.h).
#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <optional>

#include "labs/background_parts.h"
#include "labs/compare_view.h"
#include "labs/corpus_store.h"
#include "labs/four_answers.h"
#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "labs/services.h"
#include "labs/setting_values.h"
#include "labs/transformer_parts.h"
#include "labs/workspace.h"
#include "text/builtin_corpora.h"
#include "text/toy_world.h"
#include "train/series.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr double kBudgetMs = 7;

double now_ms() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
}

// The questions that fit a text: a toy world brings its own, English texts have a set, others none.
std::vector<QuestionSection> questions_for(const Workspace& workspace, const std::string& corpus,
                                           const std::vector<QuestionSection>& english) {
  if (const auto language = toy_language(corpus)) {
    QuestionSection section{"toy", {}};
    for (const auto& words : make_toy_world(*language, 1, 1).analogies) {
      section.questions.push_back({words});
    }
    return {std::move(section)};
  }
  for (const CorpusInfo& row : workspace.corpora()) {
    if (row.name == corpus && row.language == "vi") return {};
  }
  return english;
}

// Categories of other texts than toy worlds: the families of the map.
std::vector<WordCategory> families(const Ui& ui) {
  std::vector<WordCategory> all;
  for (int family = 1; family < num_families(); ++family) {
    WordCategory category{ui.t(family_key(family)), {}};
    for (const std::string_view word : family_words()) {
      if (family_of(word) == family) category.words.emplace_back(word);
    }
    all.push_back(std::move(category));
  }
  return all;
}

class CompareLab : public Lab {
 public:
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  bool wants_frames() const override { return !answers_.done(); }
  void forget_gl() override { view_.forget_gl(); }
  void set_shader(const std::string& name, const std::string& source) override {
    view_.set_shader(name, source);
  }
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  struct Fetched {  // outlives the lab in callbacks
    bool text_arrived = false, questions_arrived = false;
    std::optional<Error> error;
    std::shared_ptr<const Corpus> text;
    std::vector<QuestionSection> english;
  };
  void choose_preset(const Ui& ui);
  const FourPreset* find_preset() const;
  std::string corpus_of(const Workspace& workspace) const;
  FourSettings settings() const;
  void start(LabContext& context);
  void begin(LabContext& context);
  void follow(LabContext& context);
  void draw_sizes(LabContext& context);

  BackgroundLine line_{"compare"};
  FourAnswers answers_;
  CompareView view_;
  std::string preset_;  // empty: as fits the language
  std::uint64_t seed_ = 1;
  bool asked_ = false;              // by a script: train at the next frame
  std::shared_ptr<Fetched> fetch_;  // under way
  std::string wanted_corpus_;       // of the runs to come
  std::string corpus_;              // of the answers
};

const FourPreset* CompareLab::find_preset() const {
  for (const FourPreset& preset : four_presets()) {
    if (preset_ == preset.name) return &preset;
  }
  return nullptr;
}

void CompareLab::choose_preset(const Ui& ui) {
  if (preset_.empty()) preset_ = ui.language == "vi" ? "toy-vi" : "toy";
}

std::string CompareLab::corpus_of(const Workspace& workspace) const {
  const FourPreset* preset = find_preset();
  return preset != nullptr ? preset->corpus : workspace.corpus_name();
}

FourSettings CompareLab::settings() const {
  const FourPreset* preset = find_preset();
  FourSettings chosen = preset != nullptr ? preset->settings : own_text_settings();
  chosen.seed = seed_;
  return chosen;
}

void CompareLab::start(LabContext& context) {
  auto fetched = std::make_shared<Fetched>();
  fetch_ = fetched;
  wanted_corpus_ = corpus_of(context.workspace);
  context.workspace.text(wanted_corpus_,
                         [fetched](const Result<std::shared_ptr<const Corpus>>& text) {
                           fetched->text_arrived = true;
                           if (text.ok()) {
                             fetched->text = text.value();
                           } else {
                             fetched->error = text.error();
                           }
                         });
  if (toy_language(wanted_corpus_) || !context.workspace.services().fetch) {
    fetched->questions_arrived = true;
    return;
  }
  context.workspace.services().fetch(
      "data/questions-small.txt", [](std::uint64_t, std::uint64_t) {},
      [fetched](Result<std::string> bytes) {
        fetched->questions_arrived = true;
        if (!bytes.ok()) return;  // the table stands without them
        auto parsed = parse_questions(bytes.value());
        if (parsed.ok()) fetched->english = std::move(parsed.value());
      });
}

void CompareLab::begin(LabContext& context) {
  const std::shared_ptr<Fetched> fetched = std::move(fetch_);
  fetch_.reset();
  if (!fetched->text) {
    if (fetched->error) say_error(context, *fetched->error);
    return;
  }
  auto texts = std::make_shared<FourTexts>();
  texts->text = fetched->text;
  const bool toy = toy_language(wanted_corpus_).has_value();
  const std::vector<QuestionSection> questions =
      questions_for(context.workspace, wanted_corpus_, fetched->english);
  const std::vector<WordCategory> categories =
      toy ? categories_of(questions) : families(context.ui);
  line_.start(context, plan_four(settings(), texts),
              [this, texts, questions, categories, chosen = settings(), corpus = wanted_corpus_] {
                corpus_ = corpus;
                answers_.begin(chosen, texts, questions, categories);
              });
}

void CompareLab::follow(LabContext& context) {
  choose_preset(context.ui);
  if (fetch_ && fetch_->text_arrived && fetch_->questions_arrived) begin(context);
  if (line_.follow(context.workspace.background())) answers_.follow(line_.finished());
  const double until = now_ms() + kBudgetMs;
  while (!answers_.done() && now_ms() < until) answers_.advance();
  if (!answers_.done()) context.ui.want_frame = true;
}

void CompareLab::draw_picture(LabContext& context) {
  Ui& ui = context.ui;
  follow(context);
  if (asked_) {
    asked_ = false;
    start(context);
  }
  const bool active = line_.active(context.workspace.background());
  const bool nothing = line_.finished().empty() && !active;
  ui::begin_panel(ui, "compare.main");
  if (fetch_) {
    ui::text_muted(ui, ui.t("background.fetching"));
    draw_waiting(context);
  } else if (nothing && !line_.asking()) {
    if (ui::empty_state(ui, "compare.start", ui.t("compare.empty"), ui.t("compare.train"))) {
      start(context);
    }
  } else {
    line_.draw(context, [&](const std::string& name) -> std::string {
      for (std::size_t i = 0; i < kNumFour; ++i) {
        if (name == kFourNames[i]) return four_title(static_cast<FourModel>(i));
      }
      return name;
    });
    if (!active && !line_.asking()) {
      ui::text_muted(
          ui, ui.format("compare.of",
                        {corpus_title(ui, corpus_),
                         answers_.vocabulary() ? ui::format_count(answers_.vocabulary()->size())
                                               : std::string("–"),
                         std::to_string(answers_.settings().seed)}));
    }
  }
  const bool coming = active || line_.asking() || !answers_.done();
  if (!nothing) view_.draw_table(context, answers_, coming);
  ui::end_panel(ui);
  if (nothing || !answers_.vocabulary()) return;
  ui::begin_panel(ui, "compare.words");
  view_.draw_word(context, answers_);
  ui::end_panel(ui);
  ui::begin_panel(ui, "compare.spaces");
  view_.draw_spaces(context, answers_);
  ui::end_panel(ui);
  if (!answers_.complete()) return;
  ui::begin_panel(ui, "compare.says");
  view_.draw_reading(context, answers_);
  ui::end_panel(ui);
}

void CompareLab::draw_controls(LabContext& context) {
  Ui& ui = context.ui;
  choose_preset(ui);
  ui::section(ui, ui.t("compare.preset"));
  std::vector<std::string> labels, details;
  int chosen = static_cast<int>(four_presets().size());
  for (std::size_t i = 0; i < four_presets().size(); ++i) {
    const FourPreset& preset = four_presets()[i];
    labels.push_back(corpus_title(ui, preset.corpus));
    details.emplace_back(ui.t(std::string("compare.preset.") + preset.name));
    if (preset_ == preset.name) chosen = static_cast<int>(i);
  }
  labels.push_back(
      ui.format("compare.preset.own", {corpus_title(ui, context.workspace.corpus_name())}));
  details.emplace_back(ui.t("compare.preset.own.detail"));
  std::optional<ui::LockedPart> locked(std::in_place, ui);
  if (ui::dropdown(ui, "compare.preset", ui.t("compare.preset.text"), labels, chosen, details)) {
    preset_ = static_cast<std::size_t>(chosen) < four_presets().size()
                  ? four_presets()[static_cast<std::size_t>(chosen)].name
                  : "own";
  }
  ui::text_small(ui, details[static_cast<std::size_t>(chosen)]);
  int seed = static_cast<int>(seed_);
  if (ui::slider_int(ui, "compare.seed", ui.t("compare.seed"), seed, 1, 99,
                     ui.t("compare.seed.about"))) {
    seed_ = static_cast<std::uint64_t>(std::max(seed, 1));
  }
  locked.reset();
  ui::ButtonOptions button;
  button.style = ui::ButtonStyle::kPrimary;
  button.width = -1;
  button.enabled = !fetch_ && !line_.active(context.workspace.background());
  if (ui::button(ui, "compare.run", ui.t("compare.train"), button)) start(context);
  ui::text_small(ui, ui.t("background.about"));
  draw_sizes(context);
}

void CompareLab::draw_sizes(LabContext& context) {
  Ui& ui = context.ui;
  const FourSettings chosen = settings();
  ui::section(ui, ui.t("compare.sizes"));
  const auto line = [&](const char* title, const std::string& words) {
    ui::TextStyle strong;
    strong.size = ui::kTextSmall;
    strong.semibold = true;
    ui::styled_text(ui, title, strong);
    ui::text_small(ui, words);
  };
  line("Word2Vec",
       ui.format("compare.sizes.word2vec", {std::to_string(chosen.word2vec.config.dim),
                                            std::to_string(chosen.word2vec.config.epochs),
                                            std::to_string(chosen.word2vec.config.window),
                                            std::to_string(chosen.word2vec.config.negative)}));
  line("GloVe", ui.format("compare.sizes.glove", {std::to_string(chosen.glove.config.dim),
                                                  std::to_string(chosen.glove.config.epochs),
                                                  std::to_string(chosen.glove.config.window)}));
  for (const TransformerRun* run : {&chosen.gpt, &chosen.bert}) {
    line(
        run->model.kind == TransformerKind::kGpt ? "GPT" : "BERT",
        ui.format("compare.sizes.transformer",
                  {std::to_string(run->model.layers), std::to_string(run->model.heads),
                   std::to_string(run->model.width), std::to_string(run->model.context),
                   ui::format_count(static_cast<double>(run->steps)), std::to_string(run->batch)}));
  }
  ui::text_small(ui, ui.t("compare.sizes.words"));
}

bool CompareLab::set(std::string_view field, std::string_view value) {
  if (field == "compare.preset") {
    const bool known = value == "own" ||
                       std::any_of(four_presets().begin(), four_presets().end(),
                                   [&](const FourPreset& preset) { return value == preset.name; });
    if (known) preset_ = value;
  } else if (field == "compare.word") {
    view_.set_word(value);
  } else if (field == "compare.train") {
    asked_ = true;
  } else if (field == "compare.seed") {
    read_setting(value, std::uint64_t{1}, std::numeric_limits<std::uint64_t>::max(), seed_);
  } else {
    return false;
  }
  return true;
}

std::string CompareLab::get(std::string_view field) const {
  if (field == "compare.preset") return preset_;
  if (field == "compare.word") return view_.word();
  if (field == "compare.seed") return std::to_string(seed_);
  if (field == "compare.complete") return answers_.complete() ? "true" : "false";
  // "compare.seconds.gpt": that its training took.
  constexpr std::string_view kSeconds = "compare.seconds.";
  // "compare.analogies.gpt": right answers of its table.
  constexpr std::string_view kAnalogies = "compare.analogies.";
  for (std::size_t i = 0; i < kNumFour; ++i) {
    const auto& run = answers_.model(static_cast<FourModel>(i)).run;
    if (field == std::string(kSeconds) + kFourNames[i] && run) return fixed(run->seconds, 3);
  }
  if (field.substr(0, kAnalogies.size()) == kAnalogies) {
    for (std::size_t i = 0; i < kNumFour; ++i) {
      const auto& space = answers_.space(static_cast<FourSpace>(i));
      if (field.substr(kAnalogies.size()) == kFourNames[i] && space.analogies) {
        return std::to_string(space.analogies->correct);
      }
    }
  }
  return {};
}

}  // namespace

LabDescription compare_lab() {
  return {"compare", ui::icons::kLaw, false, false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<CompareLab>(); }};
}

}  // namespace wordspace
