// One update of Word2Vec with its real numbers.
// Not a simulation: everything here was recorded by the model while it learned.
#include "labs/step_view.h"

#include <algorithm>
#include <cmath>

#include "labs/lab_parts.h"
#include "labs/step_view.h"
#include "labs/workspace.h"
#include "models/word2vec_step.h"
#include "text/encoded_corpus.h"
#include "text/token_id.h"
#include "text/vocabulary.h"
#include "train/snapshot.h"
#include "ui/icons.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

const Word2VecStep* step_of(const Snapshot& snapshot) {
  return snapshot.record_number == 0 ? nullptr : std::get_if<Word2VecStep>(&snapshot.record);
}

std::string word_of(const Snapshot& snapshot, TokenId id) {
  return id >= 0 && id < snapshot.vocabulary->size() ? snapshot.vocabulary->word(id) : "?";
}

std::string name_of(LabContext& context, const Word2VecStep::Output& output) {
  return output.is_word ? word_of(context.workspace.snapshot(), output.id)
                        : context.ui.format("step.node", {std::to_string(output.id)});
}

// "0.5000 → 0.5012": as many digits as show the change, three to six.
std::string change(float before, float after) {
  const double difference = std::fabs(static_cast<double>(after) - static_cast<double>(before));
  const int digits =
      difference > 0 ? std::clamp(2 - static_cast<int>(std::floor(std::log10(difference))), 3, 6)
                     : 3;
  return fixed(before, digits) + " → " + fixed(after, digits);
}

// A lane from 0 to 1: hollow circle where the probability was, filled where it is, a bar at its
// goal.
void draw_lane(Ui& ui, const Word2VecStep::Output& output) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = std::max(ImGui::GetContentRegionAvail().x - ui.px(12), ui.px(60));
  const float height = ui.px(20);
  ImGui::Dummy(ImVec2(width + ui.px(12), height));
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float left = at.x + ui.px(6);
  const float middle = at.y + height / 2;
  const auto x_of = [&](float p) { return left + std::clamp(p, 0.0f, 1.0f) * width; };
  list->AddLine(ImVec2(left, middle), ImVec2(left + width, middle), ui.palette.chart_grid,
                ui.px(2));
  const ImU32 colour = output.label > 0.5f ? ui.palette.good : ui.palette.bad;
  const float goal = x_of(output.label);
  list->AddRectFilled(ImVec2(goal - ui.px(1.5f), middle - ui.px(8)),
                      ImVec2(goal + ui.px(1.5f), middle + ui.px(8)), colour);
  const float before = x_of(output.probability_before), after = x_of(output.probability_after);
  list->AddLine(ImVec2(before, middle), ImVec2(after, middle), colour, ui.px(3));
  list->AddCircleFilled(ImVec2(before, middle), ui.px(5), ui.palette.panel);
  list->AddCircle(ImVec2(before, middle), ui.px(5), colour, 0, ui.px(1.5f));
  list->AddCircleFilled(ImVec2(after, middle), ui.px(4), colour);
  ui::tooltip_on_hover(
      ui, ui.format("step.lane", {fixed(output.probability_before, 4),
                                  fixed(output.probability_after, 4), fixed(output.label, 0)}));
}

}  // namespace

std::vector<TokenId> StepView::moved_words(const Snapshot& snapshot) const {
  std::vector<TokenId> words;
  const Word2VecStep* step = step_of(snapshot);
  if (step == nullptr) return words;
  words = step->inputs;
  if (static_cast<std::size_t>(pair_) < step->pairs.size()) {
    for (const auto& output : step->pairs[static_cast<std::size_t>(pair_)].outputs) {
      if (output.is_word) words.push_back(output.id);
    }
  }
  return words;
}

void StepView::draw(LabContext& context) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = context.workspace.snapshot();
  const Word2VecStep* step = step_of(snapshot);
  if (step == nullptr || !snapshot.vocabulary) {
    if (ui::empty_state(ui, "word2vec.step.first", ui.t("step.empty"), ui.t("action.step"))) {
      context.workspace.step();
    }
    return;
  }
  if (snapshot.record_number != seen_) {
    seen_ = snapshot.record_number;
    pair_ = 0;
  }
  moved_ = 0;
  for (const float moved : step->moved) moved_ = std::max(moved_, moved);
  draw_sentence(context, *step);
  ui::gap(ui, 1);
  if (step->pairs.empty()) {
    ui::text_muted(ui, ui.t("step.no_pairs"));
    return;
  }
  pair_ = std::clamp(pair_, 0, static_cast<int>(step->pairs.size()) - 1);
  draw_pair(context, *step);
}

void StepView::draw_sentence(LabContext& context, const Word2VecStep& step) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = context.workspace.snapshot();
  ui::section(ui, ui.t("step.sentence"));
  // The whole line when the encoded corpus is the one that the step was made on; what does not
  // reappear in step.words was left out by subsampling.
  std::vector<TokenId> line = step.words;
  if (snapshot.encoded && step.line < snapshot.encoded->num_lines()) {
    const auto whole = snapshot.encoded->line(step.line);
    line.assign(whole.begin(), whole.end());
  }
  {
    WordFlow flow(ui);
    std::size_t kept = 0;
    for (const TokenId id : line) {
      const std::string word = word_of(snapshot, id);
      if (kept < step.words.size() && step.words[kept] == id) {
        const auto distance =
            static_cast<std::int64_t>(kept) - static_cast<std::int64_t>(step.position);
        if (distance == 0) {
          flow.word(word, FlowStyle::kCentre, ui.t("step.is_centre"));
        } else if (std::llabs(distance) <= step.radius) {
          flow.word(word, FlowStyle::kContext,
                    ui.format("step.is_context", {std::to_string(std::llabs(distance))}));
        } else {
          flow.word(word, FlowStyle::kPlain, ui.t("step.is_outside"));
        }
        ++kept;
      } else {
        flow.word(word, FlowStyle::kDropped, ui.t("step.is_dropped"));
      }
    }
  }
  ui::text_small(ui, ui.format("step.window", {word_of(snapshot, step.centre),
                                               std::to_string(step.radius), fixed(step.rate, 4)}));
}

void StepView::draw_pair(LabContext& context, const Word2VecStep& step) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = context.workspace.snapshot();
  const bool cbow = step.inputs.size() != 1 || step.inputs[0] != step.centre;
  ui::section(ui, ui.t(cbow ? "step.pair.cbow" : "step.pair.skipgram"));
  if (!cbow) {
    for (std::size_t i = 0; i < step.pairs.size(); ++i) {
      const std::string name = "word2vec.step.pair." + std::to_string(i);
      const bool chosen = static_cast<int>(i) == pair_;
      const std::string word = word_of(snapshot, step.pairs[i].context);
      if (i > 0) {
        ImGui::SameLine(0, ui.px(6));
        if (ImGui::GetContentRegionAvail().x <
            ui::text_width(ui, ui::Face::kRegular, ui::kTextBody, word) + ui.px(32)) {
          ImGui::NewLine();
        }
      }
      if (ui::chip(ui, name.c_str(), word, chosen ? ui.palette.accent : ui.palette.panel_border)) {
        pair_ = static_cast<int>(i);
      }
    }
  }
  const auto& pair = step.pairs[static_cast<std::size_t>(pair_)];
  const std::string inputs = [&] {
    std::string made;
    for (const TokenId id : step.inputs) made += (made.empty() ? "" : ", ") + word_of(snapshot, id);
    return made;
  }();
  ui::text_muted(ui, ui.format(cbow ? "step.question.cbow" : "step.question.skipgram",
                               {inputs, word_of(snapshot, pair.context)}));
  ui::gap(ui, 1);
  for (std::size_t i = 0; i < pair.outputs.size(); ++i) {
    const auto& output = pair.outputs[i];
    const bool positive = output.label > 0.5f;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float height = ui::line_px(ui, ui::kTextBody);
    const std::string word = name_of(context, output);
    const std::string role = ui.t(!output.is_word ? (positive ? "step.branch_1" : "step.branch_0")
                                                  : (positive ? "step.true" : "step.noise"));
    ImGui::Dummy(ImVec2(ImGui::GetContentRegionAvail().x, height));
    ImDrawList* list = ImGui::GetWindowDrawList();
    ui::draw_line(list, ui, ui::Face::kSemibold, ui::kTextBody, at, ui.palette.text, word);
    const float after_word =
        at.x + ui::text_width(ui, ui::Face::kSemibold, ui::kTextBody, word) + ui.px(8);
    ui::draw_line(list, ui, ui::Face::kRegular, ui::kTextSmall, ImVec2(after_word, at.y + ui.px(2)),
                  positive ? ui.palette.good : ui.palette.bad, role);
    draw_lane(ui, output);
    ui::text_small(
        ui, ui.format("step.numbers", {change(output.score_before, output.score_after),
                                       change(output.probability_before, output.probability_after),
                                       fixed(output.weight, 3), fixed(output.moved, 4)}));
    ui::tooltip_on_hover(ui, ui.t("step.numbers.tooltip"));
  }
  ui::gap(ui, 1);
  ui::text(ui, ui.format("step.loss", {change(pair.loss_before, pair.loss_after)}));
  for (std::size_t i = 0; i < step.inputs.size() && i < step.moved.size(); ++i) {
    // Exactly 0 only while all the output vectors of the step are: in a run's first steps.
    const std::string word = word_of(snapshot, step.inputs[i]);
    ui::text_small(ui, step.moved[i] == 0
                           ? ui.format("step.still", {word})
                           : ui.format("step.moved", {word, fixed(step.moved[i], 4)}));
  }
  ui::table_link(ui, "word2vec.step.table", [&] {
    ui::Table table;
    table.header = {ui.t("table.word"),
                    ui.t("step.label"),
                    ui.t("step.score_before"),
                    ui.t("step.score_after"),
                    ui.t("step.probability_before"),
                    ui.t("step.probability_after"),
                    ui.t("step.weight"),
                    ui.t("step.length")};
    for (const auto& output : pair.outputs) {
      table.rows.push_back({name_of(context, output), fixed(output.label, 0),
                            fixed(output.score_before, 5), fixed(output.score_after, 5),
                            fixed(output.probability_before, 5), fixed(output.probability_after, 5),
                            fixed(output.weight, 5), fixed(output.moved, 6)});
    }
    return table;
  });
}

}  // namespace wordspace
