// Runs of several seeds and what they have in common.
// Not the runs.
#include "labs/seeds_view.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>

#include "labs/background.h"
#include "labs/glove_room.h"
#include "labs/transformer_parts.h"
#include "labs/workspace.h"
#include "text/corpus.h"
#include "train/loss_point.h"
#include "train/series.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

struct Preset {
  const char* name;
  const char* corpus;
  int dim, epochs;
  std::int64_t min_count;
  int glove_epochs;
  double glove_rate;  // a made-up world repeats itself: small steps, as in lab GloVe
};
// toy: about four seconds a seed on one core; bible: about five.
constexpr std::array kPresets = {Preset{"toy", "toy-en", 50, 7, 2, 25, 0.01},
                                 Preset{"toy-vi", "toy-vi", 50, 8, 2, 25, 0.01},
                                 Preset{"bible", "bible-en", 50, 5, 5, 10, 0.05}};
constexpr double kBudgetMs = 6;
constexpr double kCloseLosses = 0.05;  // a twentieth apart is still alike

const Preset* find_preset(std::string_view name) {
  for (const Preset& preset : kPresets) {
    if (name == preset.name) return &preset;
  }
  return nullptr;
}

double now_ms() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
}

std::string seed_of(const std::string& name) { return name.substr(name.find('.') + 1); }

}  // namespace

bool SeedsView::set_preset(std::string_view name) {
  if (name != "own" && find_preset(name) == nullptr) return false;
  preset_ = name;
  return true;
}

bool SeedsView::set_model(std::string_view model) {
  if (model != "word2vec" && model != "glove") return false;
  model_ = model;
  return true;
}

void SeedsView::set_num_seeds(int num) { num_seeds_ = std::clamp(num, kLeastSeeds, kMostSeeds); }

std::string SeedsView::corpus_of(Workspace& workspace) const {
  const Preset* preset = find_preset(preset_);
  if (preset != nullptr) return preset->corpus;
  return model_ == "glove" ? workspace.glove().corpus_name() : workspace.corpus_name();
}

SeedPlan SeedsView::plan_of(Workspace& workspace) const {
  SeedPlan plan;
  plan.num_seeds = num_seeds_;
  if (const Preset* preset = find_preset(preset_)) {
    plan.run.config.dim = preset->dim;
    plan.run.config.epochs = preset->epochs;
    plan.run.min_count = preset->min_count;
    if (model_ == "glove") {
      GloveRun& glove = plan.glove.emplace();
      glove.config.dim = preset->dim;
      glove.config.epochs = preset->glove_epochs;
      glove.config.rate = preset->glove_rate;
      glove.min_count = preset->min_count;
    }
  } else if (model_ == "glove") {
    plan.glove = workspace.glove().run();
    plan.first_seed = workspace.glove().run().config.seed;
  } else {
    plan.run = workspace.run();
    plan.first_seed = workspace.run().config.seed;
  }
  return plan;
}

void SeedsView::start(LabContext& context) {
  auto fetched = std::make_shared<Fetched>();
  fetch_ = fetched;
  context.workspace.text(corpus_of(context.workspace),
                         [fetched](const Result<std::shared_ptr<const Corpus>>& text) {
                           fetched->arrived = true;
                           if (text.ok()) {
                             fetched->text = text.value();
                           } else {
                             fetched->error = text.error();
                           }
                         });
}

void SeedsView::follow(LabContext& context) {
  if (preset_.empty()) preset_ = context.ui.language == "vi" ? "toy-vi" : "toy";
  if (asked_) {
    asked_ = false;
    start(context);
  }
  if (fetch_ && fetch_->arrived) {
    const std::shared_ptr<Fetched> fetched = std::move(fetch_);
    fetch_.reset();
    if (fetched->text) {
      SeedPlan plan = plan_of(context.workspace);
      plan.text = fetched->text;
      line_.start(context, plan_seeds(plan), [this, model = model_] { shown_model_ = model; });
    } else if (fetched->error) {
      say_error(context, *fetched->error);
    }
  }
  if (line_.follow(context.workspace.background())) {
    answers_.follow(line_.finished());
    names_.clear();
    curves_.clear();
    for (const auto& run : line_.finished()) {
      if (run->error) {
        say_error(context, *run->error);
        continue;
      }
      names_.push_back(context.ui.format("stability.seed", {seed_of(run->name)}));
      curves_.push_back(curve_of(run->losses));
    }
  }
  const double until = now_ms() + kBudgetMs;
  while (!answers_.done() && now_ms() < until) answers_.advance();
  if (!answers_.done()) context.ui.want_frame = true;
}

void SeedsView::draw(LabContext& context) {
  Ui& ui = context.ui;
  follow(context);
  const Background& background = context.workspace.background();
  ui::begin_panel(ui, "stability.seeds");
  const bool nothing = line_.finished().empty() && !line_.active(background);
  if (fetch_) {
    ui::text_muted(ui, ui.t("background.fetching"));
    draw_waiting(context);
  } else if (nothing && !line_.asking()) {
    if (ui::empty_state(ui, "stability.start",
                        ui.format("stability.seeds.empty", {std::to_string(num_seeds_)}),
                        ui.format("stability.seeds.start", {std::to_string(num_seeds_)}))) {
      start(context);
    }
  } else {
    line_.draw(context, [&](const std::string& name) {
      return ui.format("stability.seed", {seed_of(name)});
    });
    if (!line_.active(background) && !line_.asking()) {
      ui::ButtonOptions again;
      again.icon = ui::icons::kRefresh;
      if (ui::button(ui, "stability.again",
                     ui.format("stability.seeds.start", {std::to_string(num_seeds_)}), again)) {
        start(context);
      }
    }
  }
  ui::end_panel(ui);
  if (nothing) return;
  if (answers_.means()) {
    ui::begin_panel(ui, "stability.verdict");
    draw_verdict(context);
    draw_measures(context);
    draw_pairs(context);
    ui::end_panel(ui);
  } else if (answers_.num_runs() == 1) {
    ui::begin_panel(ui, "stability.verdict");
    ui::text_muted(ui, ui.t("stability.seeds.one"));
    ui::end_panel(ui);
  }
  ui::begin_panel(ui, "stability.losses");
  draw_losses(context);
  ui::end_panel(ui);
}

void SeedsView::draw_losses(LabContext& context) {
  Ui& ui = context.ui;
  const Background& background = context.workspace.background();
  heading_with_table(
      ui, ui.t("stability.seeds.loss"), "stability.seeds.loss.table", !curves_.empty(), [&] {
        ui::Table table{{ui.t(shows_glove() ? "stability.axis.cells" : "stability.axis.units")},
                        {}};
        for (const std::string& name : names_) table.header.push_back(name);
        for (std::size_t i = 0; !curves_.empty() && i < curves_[0].x.size(); ++i) {
          std::vector<std::string> row = {fixed(curves_[0].x[i], 4)};
          for (const Curve& curve : curves_) {
            row.push_back(i < curve.y.size() ? fixed(curve.y[i], 4) : std::string());
          }
          table.rows.push_back(std::move(row));
        }
        return table;
      });
  Curve now;
  if (line_.active(background)) now = curve_of(background.current_losses());
  std::vector<ui::Series> series;
  for (std::size_t i = 0; i < curves_.size(); ++i) {
    // One model, one colour; what tells the runs apart stands at the end of each line.
    const float share = 0.55f * static_cast<float>(i) / static_cast<float>(kMostSeeds);
    series.push_back({names_[i], curves_[i].x, curves_[i].y,
                      ui::mix(colour(ui), ui.palette.text, share), ui::Mark::kLine, 1.5f});
  }
  if (!now.x.empty()) {
    series.push_back({ui.format("stability.seed", {seed_of(background.current())}), now.x, now.y,
                      ui.palette.accent});
  }
  ui::PlotOptions options;
  options.x.label = ui.t(shows_glove() ? "stability.axis.cells" : "stability.axis.units");
  options.y.label = ui.t(shows_glove() ? "stability.axis.error" : "stability.axis.loss");
  options.height = 190;
  options.empty = ui.t("stability.seeds.loss.empty");
  ui::plot(ui, "stability.seeds.plot", series, {}, options);
  if (curves_.size() < 2) return;
  double low = 1e300, high = -1e300;
  for (const auto& run : line_.finished()) {
    if (run->error) continue;
    low = std::min(low, run->loss);
    high = std::max(high, run->loss);
  }
  const std::string reading = ui.format(
      "stability.seeds.loss.reading",
      {ui::format_number(low, 4), ui::format_number(high, 4), fixed((high / low - 1) * 100, 1)});
  const bool close = high < low * (1 + kCloseLosses);
  ui::text(ui, reading + " " +
                   ui.t(close ? "stability.seeds.loss.close" : "stability.seeds.loss.apart"));
}

void SeedsView::draw_measures(LabContext& context) {
  Ui& ui = context.ui;
  const SeedMeans means = *answers_.means();
  struct Row {
    const char* key;
    double SeedPair::* value;
    double chance;
  };
  const Row rows[] = {{"stability.raw", &SeedPair::raw_cosine, 0},
                      {"stability.aligned", &SeedPair::aligned_cosine, means.mean.chance_cosine},
                      {"stability.overlap", &SeedPair::overlap, means.mean.chance_overlap},
                      {"stability.rsa", &SeedPair::rsa, 0}};
  for (const Row& row : rows) {
    ui::gap(ui, 0.5f);
    const double value = means.mean.*row.value;
    ui::bar_row(ui, row.key, ui.t(row.key), value, std::min(0.0, value), 1, colour(ui));
    const std::string chance = fixed(row.chance, 3);
    const std::string range =
        means.pairs == 1 ? ui.format("stability.range.one", {chance})
                         : ui.format("stability.range", {fixed(means.low.*row.value, 3),
                                                         fixed(means.high.*row.value, 3), chance});
    ui::text_small(ui, range + " " + ui.t(std::string(row.key) + ".about"));
  }
}

void SeedsView::draw_pairs(LabContext& context) {
  Ui& ui = context.ui;
  heading_with_table(
      ui, ui.format("stability.pairs", {std::to_string(answers_.pairs().size())}).c_str(),
      "stability.pairs.table", true, [&] {
        ui::Table table{
            {ui.t("stability.pair"), ui.t("stability.raw"), ui.t("stability.aligned"),
             ui.t("stability.chance"), ui.t("stability.overlap"), ui.t("stability.rsa")},
            {}};
        for (const SeedPair& pair : answers_.pairs()) {
          table.rows.push_back({names_[pair.a] + " · " + names_[pair.b], fixed(pair.raw_cosine, 3),
                                fixed(pair.aligned_cosine, 3), fixed(pair.chance_cosine, 3),
                                fixed(pair.overlap, 3), fixed(pair.rsa, 3)});
        }
        return table;
      });
  ui::text_small(
      ui, ui.format("stability.pairs.about",
                    {ui::format_count(static_cast<double>(answers_.words())),
                     std::to_string(answers_.dim()), std::to_string(SeedAnswers::kNeighbors)}));
}

void SeedsView::draw_verdict(LabContext& context) {
  Ui& ui = context.ui;
  const SeedMeans means = *answers_.means();
  const StabilityVerdict verdict = verdict_of(means.mean);
  ui::section(ui, ui.t("stability.says"));
  ui::text_lead(ui, ui.format(std::string("stability.says.raw.") + verdict.coordinates,
                              {fixed(means.mean.raw_cosine, 2)}));
  ui::text_lead(
      ui, ui.format(std::string("stability.says.turned.") + verdict.turned,
                    {fixed(means.mean.aligned_cosine, 2), fixed(means.mean.chance_cosine, 2)}));
  ui::text_lead(ui, ui.format(std::string("stability.says.geometry.") + verdict.geometry,
                              {fixed(means.mean.rsa, 2), percent(means.mean.overlap)}));
}

void SeedsView::draw_controls(LabContext& context) {
  Ui& ui = context.ui;
  if (preset_.empty()) preset_ = ui.language == "vi" ? "toy-vi" : "toy";
  ui::section(ui, ui.t("stability.preset"));
  const std::string models[] = {"Word2Vec", "GloVe"};
  int model = model_ == "glove" ? 1 : 0;
  if (ui::segmented(ui, "stability.seeds.model", models, model)) {
    model_ = model == 1 ? "glove" : "word2vec";
  }
  std::vector<std::string> labels;
  int chosen = static_cast<int>(kPresets.size());
  for (std::size_t i = 0; i < kPresets.size(); ++i) {
    labels.push_back(corpus_title(ui, kPresets[i].corpus));
    if (preset_ == kPresets[i].name) chosen = static_cast<int>(i);
  }
  labels.push_back(
      ui.format("stability.preset.own",
                {corpus_title(ui, model_ == "glove" ? context.workspace.glove().corpus_name()
                                                    : context.workspace.corpus_name()),
                 model_ == "glove" ? "GloVe" : "Word2Vec"}));
  std::optional<ui::LockedPart> locked(std::in_place, ui);
  if (ui::dropdown(ui, "stability.preset", ui.t("stability.preset.text"), labels, chosen)) {
    preset_ = static_cast<std::size_t>(chosen) < kPresets.size()
                  ? kPresets[static_cast<std::size_t>(chosen)].name
                  : "own";
  }
  const SeedPlan plan = plan_of(context.workspace);
  ui::text_small(
      ui,
      ui.format("stability.preset.about",
                {std::to_string(plan.glove ? plan.glove->config.dim : plan.run.config.dim),
                 std::to_string(plan.glove ? plan.glove->config.epochs : plan.run.config.epochs),
                 std::to_string(plan.glove ? plan.glove->min_count : plan.run.min_count)}));
  int num = num_seeds_;
  if (ui::slider_int(ui, "stability.num", ui.t("stability.num"), num, kLeastSeeds, kMostSeeds,
                     ui.t("stability.num.about"))) {
    set_num_seeds(num);
  }
  locked.reset();
  ui::ButtonOptions button;
  button.style = ui::ButtonStyle::kPrimary;
  button.enabled = !fetch_ && !line_.active(context.workspace.background());
  button.width = -1;
  if (ui::button(ui, "stability.run",
                 ui.format("stability.seeds.start", {std::to_string(num_seeds_)}), button)) {
    start(context);
  }
  ui::text_small(ui, ui.t("background.about"));
}

}  // namespace wordspace
