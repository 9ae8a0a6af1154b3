// Lab 12, Two corpora: the same words in two texts, trained with the same settings: cosines beside
// each other, RSA with its null, the words whose neighbours changed.
// Not the training (labs/background.h) and not the numbers (corpora_answers.h).
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "labs/background.h"
#include "labs/background_parts.h"
#include "labs/corpora_answers.h"
#include "labs/corpora_changes_view.h"
#include "labs/corpora_maps_view.h"
#include "labs/corpora_rsa_view.h"
#include "labs/corpus_store.h"
#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "labs/message.h"
#include "labs/setting_values.h"
#include "labs/transformer_parts.h"
#include "labs/workspace.h"
#include "text/builtin_corpora.h"
#include "text/corpus.h"
#include "train/series.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr double kBudgetMs = 8;
constexpr const char* kViews[] = {"maps", "rsa", "changed"};
constexpr int kLeastWords = 100, kMostWords = 2000;

struct Preset {
  const char *name, *a, *b;
  std::uint64_t seed_b;  // that of a is 1
  const char* words;     // of the maps
  const char* word;      // whose neighbours are shown
};
constexpr Preset kPresets[] = {
    {"registers", "wordnet", "hacker", 1,
     "virus bug worm mouse spider web server file computer program memory key monitor shell root "
     "leaf tree apple cookie bread king queen father mother war army book language dog cat",
     "shell"},
    {"control", "bible-en", "king-james", 1,
     "king queen father mother son daughter brother sister day night year gold silver bread wine "
     "sheep lamb lion sea river mountain heart hand eye sin death life david moses jerusalem egypt",
     "king"},
    {"toy", "toy-en", "toy-en", 2,
     "king queen prince princess father mother son daughter dog puppy cat kitten cow calf horse "
     "foal paris france rome italy tokyo japan berlin germany teacher",
     "king"},
};

class CorporaLab : public Lab {
 public:
  CorporaLab() { choose_preset(0); }
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  void forget_gl() override { maps_.forget_gl(); }
  void set_shader(const std::string& name, const std::string& source) override {
    maps_.set_shader(name, source);
  }
  bool wants_frames() const override { return working_; }
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  void choose_preset(int preset);
  void begin(LabContext& context);  // fetches both texts, then trains
  void fetch(LabContext& context, int side);
  void follow(LabContext& context);
  void draw_state(LabContext& context);
  void draw_texts(LabContext& context);
  bool waits_for_texts() const { return *wanted_; }
  std::string label_of(const Ui& ui, const std::string& run) const;
  std::array<std::string, 2> titles_of(const Ui& ui) const;

  // --- What is to be trained.
  int preset_ = 0;  // -1: own choice
  std::string name_[2];
  std::uint64_t seed_[2] = {1, 1};
  int dim_ = 50, epochs_ = 5;
  int max_words_ = 1000;

  // --- Texts on their way. Answers that come late find the lab gone or another wish.
  struct Texts {
    std::shared_ptr<const Corpus> text[2];
    std::uint64_t ticket = 0;
    bool failed = false;
  };
  std::shared_ptr<Texts> texts_ = std::make_shared<Texts>();
  std::shared_ptr<bool> wanted_ = std::make_shared<bool>(false);

  // --- What was trained: the names of the runs on screen.
  BackgroundLine line_{"corpora"};
  std::string trained_[2];
  std::uint64_t trained_seed_[2] = {1, 1};
  int trained_dim_ = 0, trained_epochs_ = 0;
  TwoSpaces spaces_;
  bool working_ = false;
  bool begin_at_draw_ = false;

  int view_ = 0;
  CorporaMapsView maps_;
  CorporaRsaView rsa_;
  CorporaChangesView changes_;
};

void CorporaLab::choose_preset(int preset) {
  preset_ = preset;
  const Preset& row = kPresets[preset];
  name_[0] = row.a;
  name_[1] = row.b;
  seed_[0] = 1;
  seed_[1] = row.seed_b;
  maps_.set_words(row.words);
  changes_.set_word(row.word);
}

void CorporaLab::fetch(LabContext& context, int side) {
  Workspace& workspace = context.workspace;
  workspace.text(
      name_[side],
      [&workspace, side, ticket = texts_->ticket, texts = std::weak_ptr<Texts>(texts_),
       wanted = std::weak_ptr<bool>(wanted_)](Result<std::shared_ptr<const Corpus>> text) {
        const auto into = texts.lock();
        const auto still = wanted.lock();
        if (!into || !still || into->ticket != ticket) return;
        if (text.ok()) {
          into->text[side] = std::move(text.value());
        } else {
          *still = false;
          if (!into->failed) workspace.say({Message::Kind::kError, text.error()});
          into->failed = true;
        }
      });
}

void CorporaLab::begin(LabContext& context) {
  const std::uint64_t ticket = texts_->ticket + 1;
  *texts_ = Texts();
  texts_->ticket = ticket;
  *wanted_ = true;
  for (int side = 0; side < 2 && *wanted_; ++side) fetch(context, side);
  context.ui.want_frame = true;
}

void CorporaLab::follow(LabContext& context) {
  // Asked for by a script; not before the list of texts has come.
  const auto listed = [&](const std::string& name) {
    const auto& all = context.workspace.corpora();
    return std::any_of(all.begin(), all.end(),
                       [&](const CorpusInfo& row) { return row.name == name; });
  };
  if (begin_at_draw_ && listed(name_[0]) && listed(name_[1])) {
    begin_at_draw_ = false;
    begin(context);
  }
  if (*wanted_ && texts_->text[0] && texts_->text[1]) {
    *wanted_ = false;
    TwoTexts plan;
    plan.run.config.dim = dim_;
    plan.run.config.epochs = epochs_;
    for (int side = 0; side < 2; ++side) {
      plan.text[side] = std::move(texts_->text[side]);
      plan.seed[side] = seed_[side];
    }
    // Another lab's work may have to end first; until then what is on screen keeps its name.
    const std::array<std::string, 2> names = {name_[0], name_[1]};
    const std::array<std::uint64_t, 2> seeds = {seed_[0], seed_[1]};
    line_.start(context, plan_two_texts(plan), [this, names, seeds, dim = dim_, epochs = epochs_] {
      for (std::size_t side = 0; side < 2; ++side) {
        trained_[side] = names[side];
        trained_seed_[side] = seeds[side];
      }
      trained_dim_ = dim;
      trained_epochs_ = epochs;
    });
  }
  Background& background = context.workspace.background();
  if (line_.follow(background)) context.ui.want_frame = true;
  std::shared_ptr<const FinishedRun> runs[2];
  for (const auto& run : line_.finished()) runs[run->name == "a" ? 0 : 1] = run;
  spaces_.follow(runs[0], runs[1], max_words_);
  working_ = spaces_.advance(kBudgetMs);
  if (working_) context.ui.want_frame = true;
}

std::array<std::string, 2> CorporaLab::titles_of(const Ui& ui) const {
  std::array<std::string, 2> titles;
  const bool same = trained_[0] == trained_[1];
  for (std::size_t side = 0; side < 2; ++side) {
    const std::string title = corpus_title(ui, trained_[side]);
    titles[side] =
        same ? ui.format("corpora.with_seed", {title, std::to_string(trained_seed_[side])}) : title;
  }
  return titles;
}

std::string CorporaLab::label_of(const Ui& ui, const std::string& run) const {
  return titles_of(ui)[run == "a" ? 0 : 1];
}

void CorporaLab::draw_state(LabContext& context) {
  Ui& ui = context.ui;
  Background& background = context.workspace.background();
  if (waits_for_texts()) ui::text_muted(ui, ui.t("background.fetching"));
  line_.draw(context, [&](const std::string& run) { return label_of(ui, run); });
  for (const auto& run : line_.finished()) {
    if (!run->error) continue;
    ui::notice(ui, ("corpora.failed." + run->name).c_str(), ui::NoticeKind::kError,
               label_of(ui, run->name) + ": " + ui.words.error_message(*run->error),
               ui.words.error_hint(*run->error));
  }
  if (!line_.active(background) && !waits_for_texts() && !spaces_.ready() &&
      !line_.finished().empty()) {
    ui::text_muted(ui, ui.t("corpora.one_missing"));
  }
}

void CorporaLab::draw_picture(LabContext& context) {
  Ui& ui = context.ui;
  follow(context);
  Background& background = context.workspace.background();
  const bool busy = line_.active(background) || waits_for_texts();
  if (!spaces_.ready()) {
    ui::begin_panel(ui, "corpora.empty");
    draw_state(context);
    if (!busy) {
      if (ui::empty_state(ui, "corpora.begin", ui.t("corpora.empty"), ui.t("corpora.train"))) {
        begin(context);
      }
    } else {
      ui::text_muted(ui, ui.t("corpora.empty"));
    }
    if (!background.current_losses().empty() && line_.active(background)) {
      const Curve curve = curve_of(background.current_losses());
      ui::Series series;
      series.x = curve.x;
      series.y = curve.y;
      series.colour = ui.palette.word2vec;
      series.label = label_of(ui, background.current());
      ui::PlotOptions options;
      options.x = {ui.t("axis.million_words")};
      options.y = {ui.t("axis.loss")};
      ui::plot(ui, "corpora.loss", std::span(&series, 1), {}, options);
    }
    ui::end_panel(ui);
    return;
  }
  const std::array<std::string, 2> titles = titles_of(ui);
  const std::string pair = ui.format("corpora.pair", {titles[0], titles[1]});
  ui::begin_panel(ui, "corpora.head");
  if (busy) draw_state(context);
  if (!spaces_.enough_words()) {
    ui::notice(ui, "corpora.few", ui::NoticeKind::kWarning,
               ui.format("error.rsa.few_words.message",
                         {ui::format_count(static_cast<double>(spaces_.num_shared())),
                          std::to_string(kRsaLeastWords)}),
               ui.t("error.rsa.few_words.hint"));
    ui::end_panel(ui);
    return;
  }
  if (spaces_.has_rsa()) {
    const RsaResult& rsa = spaces_.rsa();
    ui::text_lead(ui, ui.format("corpora.head", {pair, fixed(rsa.correlation, 2)}));
    if (spaces_.rsa_done()) {
      ui::text(ui,
               ui.format("corpora.head.more",
                         {fixed(rsa.low, 2), fixed(rsa.high, 2), fixed(rsa.null_low, 2),
                          fixed(rsa.null_high, 2), ui::format_count(static_cast<double>(rsa.words)),
                          ui::format_count(static_cast<double>(spaces_.num_shared()))}));
      const bool one_text = trained_[0] == trained_[1] && rsa.correlation > rsa.null_high;
      ui::text(ui, one_text ? std::string(ui.t("corpora.meaning.seeds"))
                            : CorporaRsaView::sentence(ui, rsa));
    }
  }
  if (!spaces_.done()) {
    ui::progress_bar(ui, spaces_.share_done(), ui.t("corpora.computing"));
  }
  const std::vector<std::string> views = view_labels(ui, "corpora.view.", kViews);
  ui::segmented(ui, "corpora.view", views, view_);
  ui::end_panel(ui);
  ui::gap(ui, 0);
  if (view_ == 0) {
    maps_.draw(context, spaces_, titles);
  } else if (view_ == 1) {
    rsa_.draw(context, spaces_, pair);
  } else {
    changes_.draw(context, spaces_, titles);
  }
  // The row is kept also where another view is on screen.
  if (spaces_.has_rsa()) rsa_.keep(pair, spaces_.rsa(), spaces_.rsa_done());
}

void CorporaLab::draw_texts(LabContext& context) {
  Ui& ui = context.ui;
  const std::vector<CorpusInfo>& corpora = context.workspace.corpora();
  for (int side = 0; side < 2; ++side) {
    std::vector<std::string> titles, details;
    int chosen = -1;
    for (std::size_t i = 0; i < corpora.size(); ++i) {
      titles.push_back(corpora[i].name == kOwnText ? corpora[i].title
                                                   : corpus_title(ui, corpora[i].name));
      details.push_back(
          corpora[i].num_words == 0
              ? std::string(ui.t("corpus.made_here"))
              : ui.format("corpus.words",
                          {ui::format_count(static_cast<double>(corpora[i].num_words))}));
      if (corpora[i].name == name_[side]) chosen = static_cast<int>(i);
    }
    const std::string name = side == 0 ? "corpora.a" : "corpora.b";
    if (ui::dropdown(ui, name.c_str(), ui.t(name), titles, chosen, details) && chosen >= 0) {
      name_[side] = corpora[static_cast<std::size_t>(chosen)].name;
      preset_ = -1;
      maps_.set_words("");
    }
  }
}

void CorporaLab::draw_controls(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("corpora.texts"));
  std::vector<std::string> presets;
  for (const Preset& row : kPresets)
    presets.push_back(ui.t(std::string("corpora.preset.") + row.name));
  int chosen = preset_;
  std::optional<ui::LockedPart> locked(std::in_place, ui);
  if (ui::segmented(ui, "corpora.preset", presets, chosen)) choose_preset(chosen);
  ui::text_small(
      ui, ui.t(preset_ < 0 ? std::string("corpora.preset.own.about")
                           : std::string("corpora.preset.") + kPresets[preset_].name + ".about"));
  draw_texts(context);
  ui::section(ui, ui.t("corpora.settings"));
  ui::slider_int(ui, "corpora.dim", ui.t("corpora.dim"), dim_, 10, 200, ui.t("corpora.dim.about"));
  ui::slider_int(ui, "corpora.epochs", ui.t("corpora.epochs"), epochs_, 1, 15,
                 ui.t("corpora.epochs.about"));
  int seed_b = static_cast<int>(seed_[1]);
  if (ui::slider_int(ui, "corpora.seed_b", ui.t("corpora.seed_b"), seed_b, 1, 9,
                     ui.t("corpora.seed_b.about"))) {
    seed_[1] = static_cast<std::uint64_t>(seed_b);
  }
  locked.reset();
  const bool busy = line_.active(context.workspace.background()) || waits_for_texts();
  const bool changed = trained_[0] != name_[0] || trained_[1] != name_[1] ||
                       trained_seed_[0] != seed_[0] || trained_seed_[1] != seed_[1] ||
                       trained_dim_ != dim_ || trained_epochs_ != epochs_;
  ui::ButtonOptions button;
  button.style = changed ? ui::ButtonStyle::kPrimary : ui::ButtonStyle::kSecondary;
  button.icon = ui::icons::kPlay;
  button.width = -1;
  button.enabled = !busy;
  if (ui::button(ui, "corpora.train", ui.t("corpora.train"), button)) begin(context);
  ui::text_small(ui, ui.t("background.about"));
  if (!spaces_.ready()) return;
  ui::section(ui, ui.t("corpora.compared"));
  ui::slider_int(ui, "corpora.max_words", ui.t("corpora.max_words"), max_words_, kLeastWords,
                 kMostWords, ui.t("corpora.max_words.about"));
  for (int side = 0; side < 2; ++side) {
    const FinishedRun& run = *spaces_.run(side);
    const auto place = static_cast<std::size_t>(side);
    ui::figure(ui, titles_of(ui)[place],
               ui::format_count(static_cast<double>(spaces_.vectors(side).size())),
               ui.format("corpora.run.about", {ui::format_duration(ui, run.seconds),
                                               fixed(run.loss, 3), std::to_string(run.dim)}));
  }
  ui::figure(ui, ui.t("corpora.shared"),
             ui::format_count(static_cast<double>(spaces_.num_shared())),
             ui.t("corpora.shared.about"));
}

bool CorporaLab::set(std::string_view field, std::string_view value) {
  if (maps_.set(field, value) || changes_.set(field, value)) return true;
  if (field == "corpora.view") {
    choose_view(kViews, value, view_);
  } else if (field == "corpora.preset") {
    for (int i = 0; i < static_cast<int>(std::size(kPresets)); ++i) {
      if (value == kPresets[i].name) choose_preset(i);
    }
  } else if (field == "corpora.a" || field == "corpora.b") {
    const std::size_t side = field == "corpora.a" ? 0 : 1;
    if (name_[side] != value) {
      name_[side] = value;
      preset_ = -1;
    }
  } else if (field == "corpora.train") {
    begin_at_draw_ = value == "true";
  } else if (field == "corpora.dim") {
    read_setting(value, 10, 200, dim_);
  } else if (field == "corpora.epochs") {
    read_setting(value, 1, 15, epochs_);
  } else if (field == "corpora.max_words") {
    read_setting(value, kLeastWords, kMostWords, max_words_);
  } else if (field == "corpora.seed_b") {
    read_setting(value, std::uint64_t{1}, std::uint64_t{1000000}, seed_[1]);
  } else {
    return false;
  }
  return true;
}

std::string CorporaLab::get(std::string_view field) const {
  if (field == "corpora.view") return kViews[view_];
  if (field == "corpora.preset") return preset_ < 0 ? "" : kPresets[preset_].name;
  if (field == "corpora.a") return name_[0];
  if (field == "corpora.b") return name_[1];
  if (field == "corpora.dim") return std::to_string(dim_);
  if (field == "corpora.epochs") return std::to_string(epochs_);
  if (field == "corpora.max_words") return std::to_string(max_words_);
  if (field == "corpora.seed_b") return std::to_string(seed_[1]);
  if (field == "corpora.r") {
    return spaces_.has_rsa() ? fixed(spaces_.rsa().correlation, 6) : std::string();
  }
  const std::string own = changes_.get(field);
  return own.empty() ? maps_.get(field) : own;
}

}  // namespace

LabDescription corpora_lab() {
  return {"corpora",
          ui::icons::kBook,
          false,
          false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<CorporaLab>(); },
          kViews};
}

}  // namespace wordspace
