// Two sentences: does BERT think that the second follows the first?
// Not the batches of training.
#include "labs/bert_pair_view.h"

#include <algorithm>
#include <limits>

#include "core/rng.h"
#include "labs/answering_model.h"
#include "labs/bert_mask_view.h"
#include "labs/lab_parts.h"
#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"
#include "text/token_corpus.h"
#include "ui/icons.h"
#include "ui/token_widgets.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

// A bar from 0 to 1 with the middle marked: left of it the model says no, right of it yes.
void draw_scale(Ui& ui, double probability, ImU32 colour) {
  const float width = std::max(ImGui::GetContentRegionAvail().x, ui.px(80));
  const float bar = ui.px(14), line = ui::line_px(ui, ui::kTextSmall);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy(ImVec2(width, bar + line + ui.px(10)));
  ui::tooltip_on_hover(ui, ui.format("bert.pair.scale", {ui::format_probability(probability)}));
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float rounding = bar / 2, top = at.y + ui.px(4);
  list->AddRectFilled(ImVec2(at.x, top), ImVec2(at.x + width, top + bar),
                      ui::mix(ui.palette.panel, ui.palette.hairline, 0.7f), rounding);
  const auto share = static_cast<float>(std::clamp(probability, 0.0, 1.0));
  if (share * width > 1) {
    list->AddRectFilled(ImVec2(at.x, top), ImVec2(at.x + std::max(share * width, bar), top + bar),
                        colour, rounding);
  }
  const float middle = at.x + width / 2;
  list->AddLine(ImVec2(middle, top - ui.px(3)), ImVec2(middle, top + bar + ui.px(3)),
                ui.palette.chart_axis, ui.px(1.5f));
  const float text_y = top + bar + ui.px(4);
  const auto label = [&](const char* words, float x, float align) {
    const float wide = ui::text_width(ui, ui::Face::kRegular, ui::kTextSmall, words);
    ui::draw_line(list, ui, ui::Face::kRegular, ui::kTextSmall, ImVec2(x - wide * align, text_y),
                  ui.palette.text_muted, words);
  };
  label("0 %", at.x, 0);
  label("50 %", middle, 0.5f);
  label("100 %", at.x + width, 1);
}

}  // namespace

void BertPairView::set_text(bool first, std::string_view text) {
  (first ? first_ : second_) = text;
  edited_ = true;
  stale_ = true;
  drawn_.reset();
}

void BertPairView::answer(const AnsweringModel& model) {
  version_ = model.version;
  codec_ = model.codec;
  stale_ = false;
  const std::string_view second = second_;
  auto input = bert_input(*model.codec, model.transformer->config().context, first_, &second);
  status_ = input.ok() ? Status(Done{}) : Status(input.error());
  if (!input.ok()) return;
  input_ = std::move(input.value());
  probability_ = next_sentence_probability(*model.transformer, input_);
  if (score_version_ != model.version) {
    // Another model's answers are another score.
    score_version_ = model.version;
    num_right_ = num_asked_ = 0;
    counted_ = true;
  }
  if (drawn_ && !counted_) {
    counted_ = true;
    ++num_asked_;
    if ((probability_ >= 0.5) == drawn_->is_next) ++num_right_;
  }
}

double BertPairView::probability() const {
  return stale_ || !status_.ok() ? std::numeric_limits<double>::quiet_NaN() : probability_;
}

void BertPairView::take_drawn_pair(LabContext& context) {
  TransformerRoom& room = context.workspace.bert();
  if (!wanted_) return;
  const std::shared_ptr<const TokenCorpus> corpus = room.tokens();
  if (!corpus) {
    if (room.busy()) {
      context.ui.want_frame = true;
    } else {
      wanted_.reset();  // what went wrong was said
    }
    return;
  }
  Rng rng(++draws_, 0x6e7370);
  auto pair = draw_corpus_pair(corpus, *wanted_, rng);
  wanted_.reset();
  if (!pair.ok()) {
    say_error(context, pair.error());
    return;
  }
  drawn_ = std::move(pair.value());
  drawn_corpus_ = corpus->name;
  first_ = drawn_->first;
  second_ = drawn_->second;
  edited_ = true;
  counted_ = false;
  stale_ = true;
}

void BertPairView::follow(LabContext& context, const AnsweringModel& model) {
  take_drawn_pair(context);
  if (!edited_ && (first_.empty() || corpus_ != model.corpus)) {
    corpus_ = model.corpus;
    const BertExamples& examples = bert_examples(model.corpus, language_of(context, model.corpus));
    first_ = examples.pair[0];
    second_ = examples.pair[1];
    stale_ = true;
  }
  if (stale_ || version_ != model.version || codec_.lock() != model.codec) answer(model);
}

void BertPairView::draw(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  TransformerRoom& room = context.workspace.bert();
  follow(context, model);
  ui::TextFieldEvent a, b;
  if (ui::begin_columns(ui, "bert.pair.columns", 2, 260)) {
    ui::next_column(ui);
    a = ui::text_field(ui, "bert.first", ui.t("bert.pair.first"), first_, ui.t("bert.pair.hint"));
    ui::next_column(ui);
    b = ui::text_field(ui, "bert.second", ui.t("bert.pair.second"), second_,
                       ui.t("bert.pair.hint"));
    ui::end_columns(ui);
  }
  if (a.changed || b.changed) {
    edited_ = true;
    drawn_.reset();
    answer(model);
  }
  const auto ask = [&](bool is_next) {
    wanted_ = is_next;
    if (!room.tokens()) room.prepare_text();
    ui.want_frame = true;
  };
  ui::ButtonOptions options;
  options.icon = ui::icons::kBook;
  options.tooltip = ui.t("bert.pair.true.about");
  if (ui::button(ui, "bert.pair.true", ui.t("bert.pair.true"), options)) ask(true);
  options.icon = ui::icons::kRefresh;
  options.tooltip = ui.t("bert.pair.false.about");
  ui::flow(ui, ui::button_width(ui, ui.t("bert.pair.false"), true));
  if (ui::button(ui, "bert.pair.false", ui.t("bert.pair.false"), options)) ask(false);
  ui::ButtonOptions swap;
  swap.style = ui::ButtonStyle::kQuiet;
  swap.tooltip = ui.t("bert.pair.swap.about");
  ui::flow(ui, ui::button_width(ui, ui.t("bert.pair.swap")));
  if (ui::button(ui, "bert.pair.swap", ui.t("bert.pair.swap"), swap)) {
    std::swap(first_, second_);
    edited_ = true;
    drawn_.reset();
    answer(model);
  }
  if (wanted_) ui::text_small(ui, ui.t("bert.pair.preparing"));
  if (!status_.ok()) {
    ui::notice(ui, "bert.pair.error", ui::NoticeKind::kInfo,
               ui.words.error_message(status_.error()), ui.words.error_hint(status_.error()));
    return;
  }
  if (drawn_ && !model.corpus.empty() && drawn_corpus_ != model.corpus) {
    ui::notice(ui, "bert.pair.other_text", ui::NoticeKind::kWarning, ui.t("bert.pair.other_text"));
  }
  draw_answer(context);
  draw_input(context, model);
}

void BertPairView::draw_answer(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("bert.pair.answer"));
  const bool says_yes = probability_ >= 0.5;
  ui::TextStyle style;
  style.size = ui::kTextTitle;
  style.semibold = true;
  ui::styled_text(ui,
                  ui.format(says_yes ? "bert.pair.yes" : "bert.pair.no",
                            {ui::format_probability(probability_)}),
                  style);
  draw_scale(ui, probability_, ui.palette.bert);
  if (drawn_) {
    const bool right = says_yes == drawn_->is_next;
    const char* truth = drawn_->is_next ? "bert.pair.truth.next" : "bert.pair.truth.random";
    ui::badge(ui, "bert.pair.verdict", ui.t(right ? "bert.pair.right" : "bert.pair.wrong"),
              right ? ui.palette.good : ui.palette.bad,
              ui.t(drawn_->held_out ? "bert.pair.held_out" : "bert.pair.training"));
    const std::string words = ui.t(truth);
    ui::flow(ui, ui::text_width(ui, ui::Face::kRegular, ui::kTextBody, words));
    ui::text(ui, words);
  }
  if (num_asked_ > 0) {
    ui::text_small(
        ui, ui.format("bert.pair.score", {std::to_string(num_right_), std::to_string(num_asked_)}));
  }
}

void BertPairView::draw_input(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  const TokenCodec& codec = *model.codec;
  heading_with_table(ui, ui.t("bert.pair.input"), "bert.pair.table", true, [&] {
    ui::Table table{{ui.t("bert.position"), ui.t("bert.token"), ui.t("bert.segment")}, {}};
    for (std::size_t t = 0; t < input_.ids.size(); ++t) {
      table.rows.push_back(
          {std::to_string(t), codec.display(input_.ids[t]), input_.segments[t] == 0 ? "A" : "B"});
    }
    return table;
  });
  ui::text_small(ui, ui.t("bert.pair.input.about"));
  ui::TokenFlow flow(ui);
  for (std::size_t t = 0; t < input_.ids.size(); ++t) {
    const bool b = input_.segments[t] != 0;
    const std::string shown = codec.display(input_.ids[t]);
    const std::string tooltip =
        ui.format("bert.pair.token", {shown, std::to_string(t), b ? "B" : "A"});
    ui::TokenChip chip;
    chip.text = shown;
    chip.outline = ui.palette.panel_border;
    chip.fill = b ? ui.palette.accent_soft : 0;
    chip.colour = is_special_token(codec, input_.ids[t]) ? ui.palette.text_muted : ui.palette.text;
    chip.below = b ? "B" : "A";
    chip.tooltip = tooltip;
    flow.token(nullptr, chip);
  }
}

}  // namespace wordspace
