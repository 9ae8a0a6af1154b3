// Lab 13, Cost: measured in the learner's own browser, beside what counting operations foretells.
// Not the measuring (cost_sweeps.h) and not the models.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "labs/background_parts.h"
#include "labs/cost_sweeps.h"
#include "labs/cost_view.h"
#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "labs/workspace.h"
#include "math/kernels/kernels.h"
#include "train/series.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr std::array kSweeps = {
    CostSweep::kWords,      CostSweep::kWindow,   CostSweep::kDimension, CostSweep::kNegatives,
    CostSweep::kVocabulary, CostSweep::kNonZeros, CostSweep::kContext,   CostSweep::kWidth};

class CostLab : public Lab {
 public:
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  void follow(LabContext& context);
  void start(LabContext& context, std::span<const CostSweep> sweeps);
  void draw_summary(LabContext& context);
  void draw_machine(LabContext& context);
  std::vector<CostResult>& results_of(CostSweep sweep) {
    return results_[static_cast<std::size_t>(sweep)];
  }
  bool measured(CostSweep sweep) const {
    const auto& results = results_[static_cast<std::size_t>(sweep)];
    return !results.empty() && !results[0].points.empty();
  }
  std::string label_of_run(const Ui& ui, const std::string& name) const;

  BackgroundLine line_{"cost"};
  CostSweep sweep_ = CostSweep::kWords;
  std::string asked_;            // by a script: a sweep's name or "all", at the next frame
  std::vector<CostPlan> plans_;  // of the runs under way or done; without the runs themselves
  std::array<std::vector<CostResult>, kNumCostSweeps> results_;
};

std::string CostLab::label_of_run(const Ui& ui, const std::string& name) const {
  return ui.t("cost.sweep." + name.substr(0, name.find('.')));
}

void CostLab::start(LabContext& context, std::span<const CostSweep> sweeps) {
  std::vector<CostPlan> plans;
  std::vector<PlannedRun> runs;
  for (const CostSweep sweep : sweeps) {
    plans.push_back(plan_sweep(sweep));
    std::move(plans.back().runs.begin(), plans.back().runs.end(), std::back_inserter(runs));
    plans.back().runs.clear();
  }
  line_.start(context, std::move(runs), [this, plans] { plans_ = plans; });
}

void CostLab::follow(LabContext& context) {
  if (!line_.follow(context.workspace.background())) return;
  for (const CostPlan& plan : plans_) {
    std::vector<CostResult> results = read_sweep(plan, line_.finished());
    // What was measured before stays until there is something new.
    const bool something = std::any_of(results.begin(), results.end(), [](const CostResult& one) {
      return !one.points.empty() || one.error;
    });
    if (something) results_of(plan.sweep) = std::move(results);
  }
}

void CostLab::draw_picture(LabContext& context) {
  Ui& ui = context.ui;
  follow(context);
  if (!asked_.empty()) {
    const std::string asked = std::move(asked_);
    asked_.clear();
    if (asked == "all") {
      start(context, kSweeps);
    } else if (set("cost.sweep", asked)) {
      start(context, std::array{sweep_});
    }
  }
  const bool active = line_.active(context.workspace.background());
  const std::vector<CostResult>& results = results_of(sweep_);
  ui::begin_panel(ui, "cost.main");
  ui::TextStyle title;
  title.size = ui::kTextLead;
  title.semibold = true;
  title.colour = cost_colour(ui, sweep_);
  ui::styled_text(ui, ui.t(std::string("cost.model.") + model_of(sweep_)), title);
  ui::text_muted(ui, ui.t(std::string("cost.about.") + to_string(sweep_)));
  ui::formula(ui, ui.t(std::string("cost.theory.") + to_string(sweep_)));
  line_.draw(context, [&](const std::string& name) { return label_of_run(ui, name); });
  if (!active && !line_.asking()) {
    if (!measured(sweep_)) {
      if (ui::empty_state(ui, "cost.start", ui.t("cost.empty"), ui.t("cost.measure"))) {
        start(context, std::array{sweep_});
      }
    } else {
      ui::ButtonOptions again;
      again.icon = ui::icons::kRefresh;
      if (ui::button(ui, "cost.start", ui.t("cost.again"), again)) {
        start(context, std::array{sweep_});
      }
    }
  }
  if (measured(sweep_)) {
    draw_cost_chart(context, sweep_, results);
    draw_cost_reading(context, sweep_, results);
    ui::text_muted(ui, ui.t(std::string("cost.why.") + to_string(sweep_)));
  }
  ui::end_panel(ui);
  ui::begin_panel(ui, "cost.all");
  draw_summary(context);
  ui::end_panel(ui);
}

void CostLab::draw_summary(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("cost.summary"));
  ui::Table table{{ui.t("cost.summary.what"), ui.t("cost.measured"), ui.t("cost.counted"),
                   ui.t("cost.summary.theory")},
                  {}};
  for (const CostSweep sweep : kSweeps) {
    const std::vector<CostResult>& results = results_of(sweep);
    const std::string name = ui.t(std::string("cost.sweep.") + to_string(sweep));
    const std::string theory = ui.t(std::string("cost.short.") + to_string(sweep));
    if (results.empty()) {
      table.rows.push_back({name, "–", "–", theory});
      continue;
    }
    for (const CostResult& result : results) {
      table.rows.push_back(
          {results.size() > 1 ? name + ", " + ui.t("cost.line." + result.name) : name,
           exponent_text(ui, result.fit),
           result.by_counting ? fixed(result.by_counting->exponent, 2) : std::string("–"),
           results.size() > 1 ? std::string(ui.t("cost.short." + result.name)) : theory});
    }
  }
  ui::table(ui, "cost.summary.table", table);
  draw_machine(context);
}

void CostLab::draw_machine(LabContext& context) {
  Ui& ui = context.ui;
  ui::text_small(ui, ui.format("cost.machine", {kernels::best_kernels().name}));
}

void CostLab::draw_controls(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("cost.choose"));
  std::vector<std::string> labels, details;
  for (const CostSweep sweep : kSweeps) {
    labels.push_back(ui.t(std::string("cost.sweep.") + to_string(sweep)));
    details.push_back(ui.t(std::string("cost.model.") + model_of(sweep)));
  }
  int chosen = static_cast<int>(sweep_);
  if (ui::dropdown(ui, "cost.sweep", ui.t("cost.sweep"), labels, chosen, details) && chosen >= 0) {
    sweep_ = kSweeps[static_cast<std::size_t>(chosen)];
  }
  const bool active = line_.active(context.workspace.background());
  ui::ButtonOptions one;
  one.style = ui::ButtonStyle::kPrimary;
  one.width = -1;
  one.enabled = !active;
  if (ui::button(ui, "cost.one", ui.t("cost.measure"), one)) start(context, std::array{sweep_});
  ui::ButtonOptions all;
  all.width = -1;
  all.enabled = !active;
  if (ui::button(ui, "cost.every", ui.t("cost.measure.all"), all)) start(context, kSweeps);
  ui::text_small(ui, ui.t("cost.how"));
  ui::text_small(ui, ui.t("background.about"));
  ui::section(ui, ui.t("cost.sizes"));
  ui::figure(ui, "d", std::to_string(kCostDim), ui.t("cost.sizes.d"));
  ui::figure(ui, "c", std::to_string(kCostWindow), ui.t("cost.sizes.c"));
  ui::figure(ui, "k", std::to_string(kCostNegatives), ui.t("cost.sizes.k"));
  ui::figure(ui, "T", std::to_string(kCostContext), ui.t("cost.sizes.t"));
  ui::figure(ui, "C", std::to_string(kCostWidth), ui.t("cost.sizes.width"));
}

bool CostLab::set(std::string_view field, std::string_view value) {
  if (field == "cost.measure") {
    asked_ = value;
    return true;
  }
  if (field != "cost.sweep") return false;
  for (const CostSweep sweep : kSweeps) {
    if (value == to_string(sweep)) sweep_ = sweep;
  }
  return true;
}

std::string CostLab::get(std::string_view field) const {
  if (field == "cost.sweep") return to_string(sweep_);
  const auto& results = results_[static_cast<std::size_t>(sweep_)];
  if (results.empty()) return {};
  const CostResult& last = results.back();
  if (field == "cost.points") return std::to_string(last.points.size());
  if (field == "cost.exponent" && last.fit) return fixed(last.fit->exponent, 4);
  return {};
}

}  // namespace

LabDescription cost_lab() {
  return {"cost", ui::icons::kWatch, false, false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<CostLab>(); }};
}

}  // namespace wordspace
