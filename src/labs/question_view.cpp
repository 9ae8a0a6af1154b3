// The question set.
// Not a lab.
#include "labs/question_view.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "labs/lab_parts.h"
#include "labs/workspace.h"
#include "labs/workspace_questions.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr double kBudgetMs = 8;
constexpr std::size_t kMaxMissingShown = 60;

std::string section_title(const Ui& ui, const std::string& name) {
  const std::string key = "questions.section." + name;
  return ui.words.has(key) ? std::string(ui.t(key)) : name;
}

}  // namespace

void QuestionView::start(LabContext& context, const VectorChoice& choice) {
  vectors_ = choice.vectors();
  version_ = choice.version();
  questions_ = context.workspace.questions_for(choice.corpus(context.workspace)).all;
  num_questions_ = 0;
  std::set<std::string> missing;
  for (const QuestionSection& section : questions_) {
    num_questions_ += static_cast<int>(section.questions.size());
    for (const Question& question : section.questions) {
      for (const std::string& word : question.words) {
        if (vectors_.vocabulary().find(word) == kUnknownToken) missing.insert(word);
      }
    }
  }
  missing_.assign(missing.begin(), missing.end());
  run_.emplace(vectors_, questions_, method_ == 1 ? AnalogyMethod::kMul : AnalogyMethod::kAdd);
}

void QuestionView::draw(LabContext& context, VectorChoice& choice) {
  Ui& ui = context.ui;
  ui::begin_panel(ui, "questions");
  if (choice.draw_missing(context, "questions.train", "questions.empty")) {
    ui::end_panel(ui);
    return;
  }
  ui::section(ui, ui.t("questions.title"));
  ui::text_muted(ui, ui.t("questions.about"));
  const std::string methods[] = {ui.t("analogy.method.add"), ui.t("analogy.method.mul")};
  ui::segmented(ui, "questions.method", methods, method_);
  ui::ButtonOptions options;
  options.style = ui::ButtonStyle::kPrimary;
  options.icon = ui::icons::kPlay;
  options.enabled = !running();
  if (ui::button(ui, "questions.run", ui.t("questions.run"), options)) start(context, choice);
  if (running()) {
    const auto begun = std::chrono::steady_clock::now();
    while (run_->advance(1) &&
           std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
                   .count() < kBudgetMs) {
    }
    context.ui.want_frame = true;
  }
  if (run_) draw_score(context, choice);
  ui::end_panel(ui);
}

void QuestionView::draw_score(LabContext& context, const VectorChoice& choice) {
  Ui& ui = context.ui;
  const AnalogyScore& score = run_->score();
  const int asked = score.total + score.skipped;
  if (running()) {
    ui::progress_bar(
        ui, num_questions_ == 0 ? 1 : static_cast<double>(asked) / num_questions_,
        ui.format("questions.progress", {std::to_string(asked), std::to_string(num_questions_)}));
  }
  ui::gap(ui, 1);
  ui::text_lead(
      ui, ui.format(
              "questions.total",
              {std::to_string(score.correct), std::to_string(score.total),
               percent(score.total == 0 ? 0 : static_cast<double>(score.correct) / score.total)}));
  if (!running() && version_ != choice.version()) {
    ui::text_small(ui, ui.t("questions.stale"));
  }
  for (const SectionScore& section : score.sections) {
    if (section.total + section.skipped == 0) continue;
    const std::string name = "questions.bar." + section.name;
    const std::string label = ui.format(
        "questions.row", {section_title(ui, section.name), std::to_string(section.correct),
                          std::to_string(section.total)});
    ui::bar_row(ui, name.c_str(), label,
                section.total == 0 ? 0 : 100.0 * section.correct / section.total, 0, 100,
                choice.colour(ui), "%.0f %%");
    ui::tooltip_on_hover(ui, ui.format("questions.row.tooltip", {std::to_string(section.correct),
                                                                 std::to_string(section.total),
                                                                 std::to_string(section.skipped)}));
  }
  if (score.skipped > 0) {
    std::string words;
    for (std::size_t i = 0; i < std::min(missing_.size(), kMaxMissingShown); ++i) {
      words += (i == 0 ? "" : ", ") + missing_[i];
    }
    if (missing_.size() > kMaxMissingShown) words += ", …";
    ui::gap(ui, 1);
    ui::text_muted(ui, ui.format("questions.skipped",
                                 {std::to_string(score.skipped), std::to_string(missing_.size())}));
    ui::text_small(ui, words);
  }
  ui::table_link(ui, "questions.table", [&] {
    ui::Table table{{ui.t("questions.section"), ui.t("questions.correct"), ui.t("questions.asked"),
                     ui.t("questions.left_out")},
                    {}};
    for (const SectionScore& section : score.sections) {
      table.rows.push_back({section_title(ui, section.name), std::to_string(section.correct),
                            std::to_string(section.total), std::to_string(section.skipped)});
    }
    return table;
  });
}

}  // namespace wordspace
