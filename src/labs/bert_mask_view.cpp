// Words of a sentence hidden from BERT, and its guesses.
// Not the model's arithmetic.
#include "labs/bert_mask_view.h"

#include <algorithm>
#include <cmath>

#include "core/rng.h"
#include "labs/answering_model.h"
#include "labs/lab_parts.h"
#include "labs/transformer_parts.h"
#include "labs/workspace.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/builtin_corpora.h"
#include "text/token_codec.h"
#include "ui/token_widgets.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr int kNumGuesses = 6;
constexpr std::size_t kMostColumns = 12;
constexpr double kChosenShare = 0.15;  // of words, as in training

bool can_hide(const BertWord& word) { return !word.special; }

}  // namespace

std::string language_of(const LabContext& context, std::string_view corpus) {
  for (const CorpusInfo& row : context.workspace.corpora()) {
    if (row.name == corpus) return row.language;
  }
  return {};
}

void draw_row_label(Ui& ui, std::string_view words) {
  const float height = ui.px(28), line = ui::line_px(ui, ui::kTextSmall);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ui::text_width(ui, ui::Face::kRegular, ui::kTextSmall, words);
  ImGui::Dummy(ImVec2(width, height));
  ui::draw_line(ImGui::GetWindowDrawList(), ui, ui::Face::kRegular, ui::kTextSmall,
                ImVec2(at.x, std::round(at.y + (height - line) / 2)), ui.palette.text_muted, words);
}

void BertMaskView::set_text(std::string_view text) {
  text_ = text;
  edited_ = true;
  codec_.reset();
}

// Tokens and words of the text; words stay hidden where the same word stands in the same place.
void BertMaskView::read_text(const AnsweringModel& model) {
  const std::vector<BertWord> before = std::move(words_);
  const std::vector<bool> was_hidden = std::move(hidden_);
  words_.clear();
  input_ = {};
  answers_.clear();
  codec_ = model.codec;
  stale_ = true;
  auto input = bert_input(*model.codec, model.transformer->config().context, text_);
  status_ = input.ok() ? Status(Done{}) : Status(input.error());
  if (!input.ok()) {
    hidden_.clear();
    return;
  }
  input_ = std::move(input.value());
  words_ = words_of_input(*model.codec, input_.ids);
  hidden_.assign(words_.size(), false);
  for (std::size_t w = 0; w < std::min(words_.size(), was_hidden.size()); ++w) {
    hidden_[w] = was_hidden[w] && words_[w].text == before[w].text && can_hide(words_[w]);
  }
}

void BertMaskView::show_example(const AnsweringModel& model, const char* example) {
  std::vector<std::size_t> starts;
  text_ = without_stars(example, starts);
  words_.clear();
  hidden_.clear();
  read_text(model);
  for (const std::size_t start : starts) {
    std::string_view prefix = std::string_view(text_).substr(0, start);
    while (!prefix.empty() && prefix.back() == ' ') prefix.remove_suffix(1);
    const std::size_t token = 1 + model.codec->encode(prefix).size();
    for (std::size_t w = 0; w < words_.size(); ++w) {
      if (token >= words_[w].begin && token < words_[w].end) hidden_[w] = can_hide(words_[w]);
    }
  }
}

void BertMaskView::hide_at_random() {
  std::vector<std::size_t> choices;
  for (std::size_t w = 0; w < words_.size(); ++w) {
    hidden_[w] = false;
    if (can_hide(words_[w])) choices.push_back(w);
  }
  Rng rng(++draws_);
  const auto wanted = std::max(1.0, std::round(kChosenShare * static_cast<double>(choices.size())));
  for (double i = 0; i < wanted && !choices.empty(); ++i) {
    const auto at = rng.below(static_cast<std::uint32_t>(choices.size()));
    hidden_[choices[at]] = true;
    choices.erase(choices.begin() + at);
  }
  stale_ = true;
}

void BertMaskView::answer(const AnsweringModel& model) {
  version_ = model.version;
  stale_ = false;
  answers_.clear();
  if (!status_.ok()) return;
  if (model.codec->special().mask == kUnknownToken) {
    status_ = Error{"bert.no_mask_token",
                    "The tokenizer has no [MASK].",
                    "Use the tokenizer that belongs to this BERT.",
                    {}};
    return;
  }
  std::vector<std::size_t> positions;
  for (std::size_t w = 0; w < words_.size(); ++w) {
    const bool written = input_.ids[words_[w].begin] == model.codec->special().mask;
    if (!hidden_[w] && !written) continue;
    for (std::size_t t = words_[w].begin; t < words_[w].end; ++t) positions.push_back(t);
  }
  answers_ = answer_masks(*model.transformer, *model.codec, input_, positions, kNumGuesses);
}

void BertMaskView::follow(LabContext& context, const AnsweringModel& model) {
  const bool other_corpus = text_.empty() || corpus_ != model.corpus;
  if (!edited_ && other_corpus) {
    corpus_ = model.corpus;
    show_example(model, bert_examples(model.corpus, language_of(context, model.corpus)).masked[0]);
  }
  if (codec_.lock() != model.codec) read_text(model);
  if (stale_ || version_ != model.version) answer(model);
}

void BertMaskView::draw(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  follow(context, model);
  const ui::TextFieldEvent event =
      ui::text_field(ui, "bert.text", ui.t("bert.mask.sentence"), text_, ui.t("bert.mask.hint"));
  if (event.changed) {
    edited_ = true;
    read_text(model);
    answer(model);
  }
  draw_examples(context, model);
  if (!status_.ok()) {
    ui::notice(ui, "bert.mask.error", ui::NoticeKind::kInfo,
               ui.words.error_message(status_.error()), ui.words.error_hint(status_.error()));
    return;
  }
  ui::text_small(ui, ui.t("bert.mask.press"));
  draw_words(context);
  if (stale_) answer(model);
  if (ui::link(ui, "bert.mask.random", ui.t("bert.mask.random"))) {
    hide_at_random();
    answer(model);
  }
  ui::tooltip_on_hover(ui, ui.t("bert.mask.random.about"));
  if (std::find(hidden_.begin(), hidden_.end(), true) != hidden_.end()) {
    ui::flow(ui, ui::button_width(ui, ui.t("bert.mask.clear")), 2);
    if (ui::link(ui, "bert.mask.clear", ui.t("bert.mask.clear"))) {
      std::fill(hidden_.begin(), hidden_.end(), false);
      answer(model);
    }
  }
  draw_columns(context, model);
}

// Each example goes by the words that it hides.
void BertMaskView::draw_examples(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  const BertExamples& examples = bert_examples(model.corpus, language_of(context, model.corpus));
  draw_row_label(ui, ui.t("bert.examples"));
  for (std::size_t i = 0; i < examples.masked.size(); ++i) {
    std::vector<std::size_t> starts;
    const std::string sentence = without_stars(examples.masked[i], starts);
    std::string shown;
    for (const std::size_t start : starts) {
      const std::size_t end = std::min(sentence.find(' ', start), sentence.size());
      shown += (shown.empty() ? "" : ", ") + sentence.substr(start, end - start);
    }
    ui::flow(ui, ui::chip_width(ui, shown));
    const std::string name = "bert.mask.example." + std::to_string(i);
    if (ui::chip(ui, name.c_str(), shown, ui.palette.panel_border)) {
      show_example(model, examples.masked[i]);
      edited_ = true;
      answer(model);
    }
    ui::tooltip_on_hover(ui, sentence);
  }
}

void BertMaskView::draw_words(LabContext& context) {
  Ui& ui = context.ui;
  ui::TokenFlow flow(ui);
  for (std::size_t w = 0; w < words_.size(); ++w) {
    const BertWord& word = words_[w];
    const std::string name = "bert.word." + std::to_string(w);
    const std::size_t pieces = word.end - word.begin;
    ui::TokenChip chip;
    std::string tooltip;
    if (word.special) {
      chip.text = word.text;
      chip.colour = ui.palette.text_faint;
      tooltip = ui.t("bert.mask.special");
    } else if (hidden_[w]) {
      chip.text = "[MASK]";
      chip.fill = ui.palette.bert;
      chip.colour = ui::text_on(ui, ui.palette.bert);
      chip.semibold = true;
      tooltip = ui.format("bert.mask.hidden", {word.text, std::to_string(pieces)});
    } else {
      chip.text = word.text;
      chip.outline = ui.palette.panel_border;
      tooltip = ui.format("bert.mask.shown", {std::to_string(w), std::to_string(pieces)});
    }
    chip.tooltip = tooltip;
    chip.below = hidden_[w] ? std::string_view(word.text) : std::string_view(" ");
    if (flow.token(can_hide(word) ? name.c_str() : nullptr, chip)) {
      hidden_[w] = !hidden_[w];
      edited_ = true;
      stale_ = true;
    }
  }
}

void BertMaskView::draw_columns(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  const TokenCodec& codec = *model.codec;
  heading_with_table(ui, ui.t("bert.mask.guesses"), "bert.mask.table", !answers_.empty(), [&] {
    ui::Table table{{ui.t("bert.position"), ui.t("bert.mask.original"), ui.t("bert.mask.guess"),
                     ui.t("bert.probability")},
                    {}};
    for (const MaskAnswer& answer : answers_) {
      const std::string original =
          answer.original == kUnknownToken ? std::string("?") : codec.display(answer.original);
      for (const TokenProbability& guess : answer.guesses) {
        table.rows.push_back({std::to_string(answer.position), original, codec.display(guess.id),
                              fixed(guess.probability, 6)});
      }
    }
    return table;
  });
  if (answers_.empty()) {
    ui::text_muted(ui, ui.t("bert.mask.none"));
    return;
  }
  const std::size_t shown = std::min(answers_.size(), kMostColumns);
  if (!ui::begin_columns(ui, "bert.mask.columns", static_cast<int>(std::min<std::size_t>(shown, 3)),
                         220)) {
    return;
  }
  for (std::size_t i = 0; i < shown; ++i) {
    const MaskAnswer& answer = answers_[i];
    ui::next_column(ui);
    const bool known = answer.original != kUnknownToken;
    const std::string original = known ? codec.display(answer.original) : std::string();
    ui::TextStyle heading;
    heading.semibold = true;
    ui::styled_text(ui,
                    known ? ui.format("bert.mask.at", {std::to_string(answer.position), original})
                          : ui.format("bert.mask.at_unknown", {std::to_string(answer.position)}),
                    heading);
    std::vector<ui::ProbabilityRow> rows;
    for (const TokenProbability& guess : answer.guesses) {
      ui::ProbabilityRow row;
      row.text = codec.display(guess.id);
      row.probability = guess.probability;
      row.chosen = known && guess.id == answer.original;
      row.tooltip =
          ui.format("bert.mask.row", {row.text, ui::format_probability(guess.probability),
                                      fixed(-std::log(std::max(guess.probability, 1e-300)), 3)});
      rows.push_back(std::move(row));
    }
    if (!rows.empty()) ui.access.result("bert.mask." + std::to_string(i), rows[0].tooltip);
    const std::string name = "bert.mask.guess." + std::to_string(i);
    ui::probability_rows(ui, name.c_str(), rows, ui.palette.bert, false);
    if (known) {
      ui::text_small(ui, ui.format("bert.mask.rank",
                                   {original, ui::format_probability(answer.original_probability),
                                    std::to_string(answer.original_rank)}));
    }
  }
  ui::end_columns(ui);
  if (shown < answers_.size()) {
    ui::text_small(ui, ui.format("bert.mask.more", {std::to_string(answers_.size() - shown)}));
  }
}

void BertMaskView::draw_guesses(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  follow(context, model);
  if (!status_.ok()) return;
  ui::TokenFlow flow(ui);
  std::size_t next = 0;  // answer
  for (const BertWord& word : words_) {
    for (std::size_t t = word.begin; t < word.end; ++t) {
      const bool masked = next < answers_.size() && answers_[next].position == t;
      if (!masked) {
        if (t != word.begin || word.special) continue;
        ui::TokenChip chip;
        chip.text = word.text;
        chip.colour = ui.palette.text_muted;
        chip.below = " ";
        flow.token(nullptr, chip);
        continue;
      }
      const MaskAnswer& answer = answers_[next++];
      if (answer.guesses.empty()) continue;
      const TokenProbability& best = answer.guesses[0];
      const bool known = answer.original != kUnknownToken;
      const bool right = known && best.id == answer.original;
      const std::string guess = model.codec->display(best.id);
      const std::string share = ui::format_probability(best.probability);
      const std::string below = (right ? "✓ " : "") + share;
      const std::string tooltip =
          known
              ? ui.format("bert.live.known", {guess, share, model.codec->display(answer.original),
                                              ui::format_probability(answer.original_probability)})
              : ui.format("bert.live.unknown", {guess, share});
      ui::TokenChip chip;
      chip.text = guess;
      chip.outline = right ? ui.palette.good : ui.palette.text_faint;
      chip.fill = right ? ui::mix(ui.palette.panel, ui.palette.good, 0.14f) : ui.palette.panel;
      chip.colour = ui.palette.text;
      chip.semibold = true;
      chip.below = below;
      chip.tooltip = tooltip;
      flow.token(nullptr, chip);
    }
  }
}

}  // namespace wordspace
