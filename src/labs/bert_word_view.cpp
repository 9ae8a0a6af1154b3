// The same word in two sentences, layer by layer.
// Not attention.
#include "labs/bert_word_view.h"

#include <algorithm>

#include "labs/answering_model.h"
#include "labs/bert_mask_view.h"
#include "labs/lab_parts.h"
#include "labs/transformer_parts.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "ui/token_widgets.h"

namespace wordspace {

using ui::Ui;

namespace {

// Letters of other scripts than ASCII count, too.
bool has_letter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 128;
  });
}

}  // namespace

void BertWordView::set_text(std::size_t i, std::string_view text) {
  sides_[i].text = text;
  edited_ = true;
  stale_ = true;
}
void BertWordView::set_word(std::string_view word) {
  word_ = word;
  edited_ = true;
  stale_ = true;
}

const BertWord* BertWordView::find(const Side& side) const {
  for (const BertWord& word : side.words) {
    if (!word.special && word.text == word_) return &word;
  }
  return nullptr;
}

void BertWordView::answer(const AnsweringModel& model) {
  version_ = model.version;
  codec_ = model.codec;
  stale_ = false;
  shared_.clear();
  layers_.clear();
  cosines_ = {};
  status_ = Done{};
  for (Side& side : sides_) {
    side.words.clear();
    auto input = bert_input(*model.codec, model.transformer->config().context, side.text);
    if (!input.ok()) {
      status_ = input.error();
      continue;
    }
    side.input = std::move(input.value());
    side.words = words_of_input(*model.codec, side.input.ids);
  }
  for (const BertWord& word : sides_[0].words) {
    if (word.special || !has_letter(word.text)) continue;
    const auto same = [&](const BertWord& other) { return other.text == word.text; };
    if (std::none_of(sides_[1].words.begin(), sides_[1].words.end(), same)) continue;
    if (std::find(shared_.begin(), shared_.end(), word.text) == shared_.end()) {
      shared_.push_back(word.text);
    }
  }
  if (shared_.empty() || !status_.ok()) return;
  if (std::find(shared_.begin(), shared_.end(), word_) == shared_.end()) {
    // The longest tells more than an article does.
    word_ = *std::max_element(
        shared_.begin(), shared_.end(),
        [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
  }
  cosines_ = layer_cosines(*model.transformer, *model.codec, sides_[0].input, *find(sides_[0]),
                           sides_[1].input, *find(sides_[1]));
  for (std::size_t l = 0; l < cosines_.same.size(); ++l) layers_.push_back(static_cast<double>(l));
}

void BertWordView::follow(LabContext& context, const AnsweringModel& model) {
  if (!edited_ && (sides_[0].text.empty() || corpus_ != model.corpus)) {
    corpus_ = model.corpus;
    const auto& example = bert_examples(model.corpus, language_of(context, model.corpus)).words[0];
    sides_[0].text = example.first;
    sides_[1].text = example.second;
    word_ = example.word;
    stale_ = true;
  }
  if (stale_ || version_ != model.version || codec_.lock() != model.codec) answer(model);
}

void BertWordView::draw(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  follow(context, model);
  ui::text_muted(ui, ui.t("bert.word.about"));
  const auto& examples = bert_examples(model.corpus, language_of(context, model.corpus)).words;
  draw_row_label(ui, ui.t("bert.examples"));
  for (std::size_t i = 0; i < examples.size(); ++i) {
    ui::flow(ui, ui::chip_width(ui, examples[i].word));
    const std::string name = "bert.word.example." + std::to_string(i);
    if (ui::chip(ui, name.c_str(), examples[i].word, ui.palette.panel_border)) {
      sides_[0].text = examples[i].first;
      sides_[1].text = examples[i].second;
      word_ = examples[i].word;
      edited_ = true;
      stale_ = true;
    }
  }
  if (ui::begin_columns(ui, "bert.word.columns", 2, 260)) {
    for (std::size_t i = 0; i < 2; ++i) {
      ui::next_column(ui);
      draw_sentence(context, i);
    }
    ui::end_columns(ui);
  }
  if (stale_) answer(model);
  if (!status_.ok()) {
    ui::notice(ui, "bert.word.error", ui::NoticeKind::kInfo,
               ui.words.error_message(status_.error()), ui.words.error_hint(status_.error()));
    return;
  }
  if (shared_.empty()) {
    ui::notice(ui, "bert.word.no_shared", ui::NoticeKind::kInfo, ui.t("bert.word.no_shared"));
    return;
  }
  draw_chart(context);
}

void BertWordView::draw_sentence(LabContext& context, std::size_t i) {
  Ui& ui = context.ui;
  Side& side = sides_[i];
  const char* name = i == 0 ? "bert.sentence.0" : "bert.sentence.1";
  const ui::TextFieldEvent event =
      ui::text_field(ui, name, ui.t(i == 0 ? "bert.word.first" : "bert.word.second"), side.text,
                     ui.t("bert.pair.hint"));
  if (event.changed) {
    edited_ = true;
    stale_ = true;
  }
  const BertWord* chosen = find(side);
  ui::TokenFlow flow(ui);
  for (std::size_t w = 0; w < side.words.size(); ++w) {
    const BertWord& word = side.words[w];
    const bool is_chosen = &word == chosen;
    const bool is_shared =
        !word.special && std::find(shared_.begin(), shared_.end(), word.text) != shared_.end();
    ui::TokenChip chip;
    chip.text = word.text;
    std::string tooltip;
    if (is_chosen) {
      chip.fill = ui.palette.bert;
      chip.colour = ui::text_on(ui, ui.palette.bert);
      chip.semibold = true;
      tooltip = ui.format("bert.word.chosen", {std::to_string(word.begin)});
    } else if (is_shared) {
      chip.outline = ui.palette.bert;
      tooltip = ui.t("bert.word.choose");
    } else {
      chip.colour = word.special ? ui.palette.text_faint : ui.palette.text_muted;
      tooltip = ui.t(word.special ? "bert.mask.special" : "bert.word.only_here");
    }
    chip.tooltip = tooltip;
    const std::string rect = std::string(name) + "." + std::to_string(w);
    if (flow.token(is_shared ? rect.c_str() : nullptr, chip) && word_ != word.text) {
      word_ = word.text;
      edited_ = true;
      stale_ = true;
    }
  }
}

void BertWordView::draw_chart(LabContext& context) {
  Ui& ui = context.ui;
  heading_with_table(
      ui, ui.format("bert.word.chart", {word_}).c_str(), "bert.word.table", true, [&] {
        ui::Table table{
            {ui.t("bert.axis.layer"), ui.t("bert.word.same"), ui.t("bert.word.different"),
             ui.t("bert.word.static.first"), ui.t("bert.word.static.second")},
            {}};
        for (std::size_t l = 0; l < cosines_.same.size(); ++l) {
          table.rows.push_back({std::to_string(l), fixed(cosines_.same[l], 4),
                                fixed(cosines_.different[l], 4), fixed(cosines_.first_static[l], 4),
                                fixed(cosines_.second_static[l], 4)});
        }
        return table;
      });
  const ui::Series series[] = {{ui.t("bert.word.same"), layers_, cosines_.same, ui.palette.bert},
                               {ui.t("bert.word.different"), layers_, cosines_.different,
                                ui.palette.text_muted, ui::Mark::kLine, 1.5f}};
  const ui::Baseline baselines[] = {{1, ui.t("bert.word.static")}};
  ui::PlotOptions options;
  options.x = {ui.t("bert.axis.layer"), false, false, 0, std::max(layers_.back(), 1.0), true};
  double low = 0;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    low = std::min({low, cosines_.same[l], cosines_.different[l]});
  }
  options.y = {ui.t("bert.axis.cosine"), false, false, low < -0.02 ? -1.0 : 0.0, 1.05};
  options.height = 160;
  ui::plot(ui, "bert.word.plot", series, baselines, options);
  ui::text(ui, ui.format("bert.word.reading",
                         {word_, fixed(cosines_.same.front(), 2), fixed(cosines_.same.back(), 2),
                          std::to_string(cosines_.same.size() - 1),
                          fixed(cosines_.different.back(), 2)}));
  ui::text_muted(ui, ui.t("bert.word.why"));
}

}  // namespace wordspace
