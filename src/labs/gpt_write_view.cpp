// Prompt, sampling, text and candidates.
// Not the writing itself.
#include "labs/gpt_write_view.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "labs/services.h"
#include "labs/transformer_parts.h"
#include "labs/workspace.h"
#include "text/token_codec.h"
#include "ui/icons.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr float kTextHeight = 12 * 23 + 40;  // as tall as the candidates beside it

void draw_token_tooltip(Ui& ui, const TokenCodec& codec, const GptWriting::Token& token) {
  ui::begin_tooltip(ui);
  ui::tooltip_text(ui, codec.display(token.id), true);
  ui::tooltip_figure(ui, ui.t("gpt.token.probability"), ui::format_probability(token.probability));
  ui::tooltip_figure(ui, ui.t("gpt.token.drawn"), ui::format_probability(token.drawn));
  ui::tooltip_figure(ui, ui.t("gpt.token.rank"), std::to_string(token.rank + 1));
  if (token.by_hand) ui::tooltip_text(ui, ui.t("gpt.token.by_hand"));
  ui::tooltip_text(ui, ui.t("gpt.token.rewind"));
  ui::end_tooltip();
}

}  // namespace

void GptWriteView::draw(LabContext& context, GptWriting& writing, float bottom) {
  Ui& ui = context.ui;
  draw_prompt(context, writing);
  draw_sampling(context, writing);
  const bool wide = is_wide(ui, 540);
  const float gap = ui.px(3 * ui::kGrid), room = ImGui::GetContentRegionAvail().x;
  const float left = wide ? std::floor((room - gap) * 0.54f) : room;
  const float height =
      wide ? std::max(ui.px(kTextHeight), bottom - ImGui::GetCursorScreenPos().y) : ui.px(160);
  ui::begin_scroll(ui, "gpt.text", ImVec2(left, std::floor(height)));
  draw_text(context, writing);
  ui::end_scroll(ui);
  if (wide) ImGui::SameLine(0, gap);
  ImGui::BeginGroup();
  draw_candidates(context, writing);
  ImGui::EndGroup();
}

// The prompt, and the buttons beside it where there is room.
void GptWriteView::draw_prompt(LabContext& context, GptWriting& writing) {
  Ui& ui = context.ui;
  const float space = ui.px(ui::kGrid);
  const char* main = ui.t(writing.writing() ? "gpt.stop" : "gpt.write");
  const float buttons =
      ui::button_width(ui, main, true) + ui::button_width(ui, ui.t("gpt.one"), true) +
      ui::button_width(ui, ui.t("gpt.restart"), true) + ui.px(ui::kControlHeight) + 4 * space;
  const float left = ImGui::GetContentRegionAvail().x - buttons;
  const bool beside = left >= ui.px(180);
  field_ = writing.prompt();
  const ui::TextFieldEvent event =
      ui::text_field(ui, "gpt.prompt", "", field_, ui.t("gpt.prompt.hint"), beside ? left : 0);
  if (event.changed) writing.set_prompt(field_);
  if (event.submitted) writing.write(length_);
  if (beside) ImGui::SameLine(0, space);
  draw_buttons(context, writing);
}

void GptWriteView::draw_sampling(LabContext& context, GptWriting& writing) {
  Ui& ui = context.ui;
  SamplingOptions sampling = writing.sampling();
  bool changed = false;
  if (!ui::begin_columns(ui, "gpt.sampling", 4, 132)) return;
  ui::next_column(ui);
  changed |= ui::slider_float(ui, "gpt.temperature", ui.t("gpt.temperature"), sampling.temperature,
                              0, 2, "%.2f", false, ui.t("gpt.temperature.about"));
  ui::next_column(ui);
  changed |= ui::slider_int(ui, "gpt.top_k", ui.t("gpt.top_k"), sampling.top_k, 0, 100,
                            ui.t("gpt.top_k.about"));
  ui::next_column(ui);
  changed |= ui::slider_float(ui, "gpt.top_p", ui.t("gpt.top_p"), sampling.top_p, 0.05f, 1, "%.2f",
                              false, ui.t("gpt.top_p.about"));
  ui::next_column(ui);
  int seed = static_cast<int>(std::min(writing.seed(), GptWriting::kMaxSeed));
  if (ui::slider_int(ui, "gpt.draw_seed", ui.t("gpt.draw_seed"), seed, 1,
                     static_cast<int>(GptWriting::kMaxSeed), ui.t("gpt.draw_seed.about"))) {
    writing.set_seed(static_cast<std::uint64_t>(seed));
  }
  ui::end_columns(ui);
  if (changed) writing.set_sampling(sampling);
}

void GptWriteView::draw_buttons(LabContext& context, GptWriting& writing) {
  Ui& ui = context.ui;
  ui::ButtonOptions main;
  main.style = ui::ButtonStyle::kPrimary;
  if (writing.writing()) {
    main.icon = ui::icons::kStop;
    if (ui::button(ui, "gpt.stop", ui.t("gpt.stop"), main)) writing.stop();
  } else {
    main.icon = ui::icons::kEdit;
    main.enabled = writing.ready() && !writing.full();
    main.tooltip = ui.t("gpt.write.about");
    if (ui::button(ui, "gpt.write", ui.t("gpt.write"), main)) writing.write(length_);
  }
  ui::ButtonOptions one;
  one.icon = ui::icons::kStep;
  one.enabled = writing.ready() && !writing.full() && !writing.ended();
  one.tooltip = ui.t("gpt.one.about");
  ui::flow(ui, ui::button_width(ui, ui.t("gpt.one"), true));
  if (ui::button(ui, "gpt.one", ui.t("gpt.one"), one)) {
    writing.stop();
    writing.write_one();
  }
  ui::ButtonOptions again;
  again.style = ui::ButtonStyle::kQuiet;
  again.icon = ui::icons::kReset;
  again.enabled = !writing.written().empty() || writing.ended();
  again.tooltip = ui.t("gpt.restart.about");
  ui::flow(ui, ui::button_width(ui, ui.t("gpt.restart"), true));
  if (ui::button(ui, "gpt.restart", ui.t("gpt.restart"), again)) writing.restart();
  ui::flow(ui, ui.px(ui::kControlHeight), 0.5f);
  if (ui::icon_button(ui, "gpt.copy", ui::icons::kCopy, ui.t("gpt.copy"),
                      !writing.written().empty()) &&
      context.workspace.services().set_clipboard) {
    const auto& pieces = writing.pieces();
    context.workspace.services().set_clipboard(
        std::accumulate(pieces.begin(), pieces.end(), std::string()));
  }
}

void GptWriteView::draw_text(LabContext& context, GptWriting& writing) {
  Ui& ui = context.ui;
  if (writing.error()) {
    ui::text_muted(ui, ui.t("gpt.empty_prompt"));
    return;
  }
  const std::vector<std::string>& pieces = writing.pieces();
  const std::size_t num_prompt = writing.prompt_tokens().size();
  const ImU32 colour = ui.palette.gpt;
  {
    ui::TokenFlow flow(ui, ui::kTextLead, 0);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const bool is_prompt = i < num_prompt;
      ui::TokenChip chip;
      std::string piece = pieces[i];
      const bool breaks = piece.find('\n') != std::string::npos;
      std::replace(piece.begin(), piece.end(), '\n', ' ');
      chip.text = piece;
      chip.colour = is_prompt ? ui.palette.text_muted : ui.palette.text;
      if (is_prompt) {
        if (writing.prompt_tokens()[i] == writing.codec()->special().unknown) {
          chip.colour = ui.palette.bad;
          chip.tooltip = ui.t("gpt.prompt.unknown");
        }
        flow.token(nullptr, chip);
      } else {
        const std::size_t w = i - num_prompt;
        const GptWriting::Token& token = writing.written()[w];
        // Two tints in turn show where tokens begin.
        chip.fill = ui::with_alpha(colour, w % 2 == 0 ? 0.10f : 0.20f);
        if (token.by_hand) chip.outline = colour;
        const std::string name = "gpt.text." + std::to_string(w);
        const bool pressed = flow.token(name.c_str(), chip);
        if (flow.hovered()) draw_token_tooltip(ui, *writing.codec(), token);
        if (pressed) {
          writing.rewind(w);
          break;  // the pieces are others now
        }
      }
      if (breaks) flow.new_line();
    }
  }
  const std::size_t num = writing.written().size();
  if (writing.ended()) {
    ui::text_small(ui, ui.t("gpt.ended"));
  } else if (writing.full()) {
    ui::text_small(ui, ui.format("gpt.full", {std::to_string(GptWriting::kMaxTokens)}));
  } else if (num == 0) {
    ui::text_small(ui, ui.t("gpt.text.empty"));
  }
  if (num != seen_) {
    if (num > seen_) ImGui::SetScrollHereY(1);
    seen_ = num;
  }
}

void GptWriteView::draw_candidates(LabContext& context, GptWriting& writing) {
  Ui& ui = context.ui;
  const std::vector<GptWriting::Candidate> candidates = writing.candidates();
  heading_with_table(ui, ui.t("gpt.next"), "gpt.next.table", !candidates.empty(), [&] {
    ui::Table table;
    table.header = {ui.t("gpt.token"), ui.t("gpt.token.probability"), ui.t("gpt.token.drawn")};
    for (const GptWriting::Candidate& one : candidates) {
      table.rows.push_back(
          {writing.codec()->display(one.id), fixed(one.probability, 6), fixed(one.drawn, 6)});
    }
    return table;
  });
  if (candidates.empty()) {
    ui::text_small(ui, ui.t(writing.ended() ? "gpt.next.ended" : "gpt.next.empty"));
    return;
  }
  std::vector<ui::ProbabilityRow> rows;
  double shown = 0;
  for (const GptWriting::Candidate& one : candidates) {
    const std::string word = writing.codec()->display(one.id);
    const std::string own = ui::format_probability(one.probability);
    rows.push_back({word, one.probability, one.drawn, false,
                    one.drawn > 0
                        ? ui.format("gpt.next.row", {word, own, ui::format_probability(one.drawn)})
                        : ui.format("gpt.next.cut", {word, own})});
    shown += one.probability;
  }
  const int pressed = ui::probability_rows(ui, "gpt.next", rows, ui.palette.gpt);
  const auto others =
      static_cast<double>(writing.codec()->size()) - static_cast<double>(candidates.size());
  if (others > 0) {
    ui::text_small(
        ui, ui.format("gpt.next.others", {ui::format_count(others),
                                          ui::format_probability(std::max(1 - shown, 0.0))}));
  }
  if (pressed >= 0) writing.choose(candidates[static_cast<std::size_t>(pressed)].id);
}

}  // namespace wordspace
