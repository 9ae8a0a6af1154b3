// Each token hidden in turn.
// Not the arithmetic.
#include "labs/entropy_masked_view.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/entropy.h"
#include "labs/answering_model.h"
#include "labs/transformer_parts.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr double kBudgetMs = 6;
constexpr std::string_view kEnd = "<|endoftext|>";

// BERT knows no ends of documents: they begin new lines.
std::string without_ends(std::string text) {
  for (std::size_t at; (at = text.find(kEnd)) != std::string::npos;) {
    text.replace(at, kEnd.size(), "\n");
  }
  return text;
}

double scaled(double nats, bool in_bits) { return in_bits ? bits_from_nats(nats) : nats; }

}  // namespace

bool EntropyMaskedView::follow(const AnsweringModel& bert, const std::string& text) {
  if (!bert.ok()) return false;
  if (!known_ || version_ != bert.version || text_ != text) {
    known_ = true;
    version_ = bert.version;
    text_ = text;
    error_.reset();
    measure_ = {};
    shortened_ = false;
    auto rows = masked_rows(*bert.codec, bert.transformer->config().context, without_ends(text));
    if (!rows.ok()) {
      error_ = rows.error();
      return false;
    }
    std::size_t tokens = 0, kept = 0;
    for (; kept < rows->size() && tokens < kMaxTokens; ++kept) {
      tokens += (*rows)[kept].end - (*rows)[kept].begin;
    }
    shortened_ = kept < rows->size();
    rows->resize(kept);
    measure_ = PseudoMeasure(bert.transformer, bert.codec->special().mask, bert.codec->size(),
                             std::move(rows.value()));
  }
  return measure_.num_tokens() > 0 && measure_.advance(kBudgetMs);
}

void EntropyMaskedView::draw(LabContext& context, const AnsweringModel& bert, const Surprisals* gpt,
                             bool in_bits) {
  Ui& ui = context.ui;
  ui::text_muted(ui, ui.t("entropy.masked.about"));
  if (error_) {
    ui::notice(ui, "entropy.masked.error", ui::NoticeKind::kInfo, ui.words.error_message(*error_),
               ui.words.error_hint(*error_));
    return;
  }
  const PseudoSurprisals& result = measure_.result();
  if (shortened_) {
    ui::text_small(ui, ui.format("gpt.surprise.long",
                                 {ui::format_count(static_cast<double>(measure_.num_tokens()))}));
  }
  if (!measure_.done()) {
    const auto done = static_cast<double>(result.nats.size());
    const auto all = static_cast<double>(measure_.num_tokens());
    ui::progress_bar(
        ui, all > 0 ? done / all : 0,
        ui.format("entropy.masked.progress", {ui::format_count(done), ui::format_count(all)}));
  }
  if (result.nats.empty()) return;
  const char* unit = ui.t(in_bits ? "gpt.unit.bits" : "gpt.unit.nats");
  if (ui::begin_columns(ui, "entropy.masked.figures", 2, 260)) {
    ui::next_column(ui);
    ui::TextStyle style;
    style.semibold = true;
    style.colour = ui.palette.bert;
    ui::styled_text(ui, "BERT", style);
    ui::figure(ui, ui.t("entropy.tokens"),
               ui::format_count(static_cast<double>(result.nats.size())));
    ui::figure(ui, ui.format("entropy.masked.mean", {unit}),
               fixed(scaled(result.mean_nats(), in_bits), 4));
    ui::figure(ui, ui.t("entropy.masked.pseudo"), ui::format_number(result.pseudo_perplexity(), 4),
               ui.t("entropy.masked.pseudo.about"));
    ui::next_column(ui);
    if (gpt != nullptr) {
      style.colour = ui.palette.gpt;
      ui::styled_text(ui, "GPT", style);
      const double mean = gpt->mean_nats();
      ui::figure(ui, ui.t("entropy.tokens"),
                 ui::format_count(static_cast<double>(gpt->tokens.size() - gpt->first_counted)));
      ui::figure(ui, ui.format("entropy.mean", {unit}), fixed(scaled(mean, in_bits), 4));
      ui::figure(ui, ui.t("gpt.surprise.perplexity"), ui::format_number(std::exp(mean), 4),
                 ui.t("gpt.surprise.perplexity.about"));
    }
    ui::end_columns(ui);
  }
  ui::gap(ui, 0);
  draw_tokens(context, bert, in_bits);
  draw_why(context);
}

void EntropyMaskedView::draw_tokens(LabContext& context, const AnsweringModel& bert, bool in_bits) {
  Ui& ui = context.ui;
  const PseudoSurprisals& result = measure_.result();
  const double full = std::log(static_cast<double>(bert.codec->size()));
  const char* unit = ui.t(in_bits ? "gpt.unit.bits" : "gpt.unit.nats");
  {
    ui::TokenFlow flow(ui);
    for (std::size_t i = 0; i < result.nats.size(); ++i) {
      if (i > 0 && result.line[i] != result.line[i - 1]) flow.new_line();
      const double nats = result.nats[i];
      ui::TokenChip chip;
      const std::string shown = bert.codec->display(result.tokens[i]);
      chip.text = shown;
      chip.fill = ui::mix(ui.palette.panel, ui.palette.bert,
                          static_cast<float>(std::clamp(nats / full, 0.0, 1.0)));
      chip.outline = ui.palette.panel_border;
      const std::string below = fixed(scaled(nats, in_bits), 1);
      chip.below = below;
      flow.token(nullptr, chip);
      if (!flow.hovered()) continue;
      ui::begin_tooltip(ui);
      ui::tooltip_text(ui, shown, true);
      ui::tooltip_figure(ui, ui.t("entropy.masked.probability"),
                         ui::format_probability(std::exp(-nats)));
      ui::tooltip_figure(ui, ui.t("gpt.token.rank"),
                         ui.format("gpt.token.rank_of", {std::to_string(result.ranks[i] + 1),
                                                         ui::format_count(bert.codec->size())}));
      ui::tooltip_figure(ui, ui.t("gpt.surprise"), fixed(scaled(nats, in_bits), 3) + " " + unit);
      ui::tooltip_figure(ui, ui.t("entropy.masked.best"),
                         bert.codec->display(result.best[i].id) + "  " +
                             ui::format_probability(result.best[i].probability));
      ui::end_tooltip();
    }
  }
  ui::gap(ui, 0);
  const std::array<ImU32, 2> stops = {ui.palette.panel, ui.palette.bert};
  ui::colour_scale(ui, ui.format("gpt.surprise.scale", {unit}), stops, "0",
                   (in_bits ? "log₂ V = " : "ln V = ") + fixed(scaled(full, in_bits), 2));
  ui::table_link(ui, "entropy.masked.table", [&] {
    ui::Table table;
    table.header = {ui.t("gpt.token"),      ui.t("entropy.masked.probability"),
                    ui.t("gpt.token.rank"), ui.t("gpt.unit.nats"),
                    ui.t("gpt.unit.bits"),  ui.t("entropy.masked.best")};
    for (std::size_t i = 0; i < result.nats.size(); ++i) {
      table.rows.push_back(
          {bert.codec->display(result.tokens[i]), fixed(std::exp(-result.nats[i]), 6),
           std::to_string(result.ranks[i] + 1), fixed(result.nats[i], 4),
           fixed(bits_from_nats(result.nats[i]), 4), bert.codec->display(result.best[i].id)});
    }
    return table;
  });
}

void EntropyMaskedView::draw_why(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("entropy.why"));
  ui::text(ui, ui.t("entropy.why.sides"));
  ui::text(ui, ui.t("entropy.why.coins"));
  ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(320)));
  ui::slider_int(ui, "entropy.kinds", ui.t("entropy.why.kinds"), kinds_, 2, 20);
  ui::formula(
      ui, ui.format("entropy.why.exact", {std::to_string(kinds_),
                                          ui::format_number(agreeing_pair_perplexity(kinds_), 4)}));
  ui::formula(ui, ui.format("entropy.why.pseudo",
                            {ui::format_number(agreeing_pair_pseudo_perplexity(kinds_), 4)}));
  ui::text_small(ui, ui.t("entropy.why.lesson"));
}

}  // namespace wordspace
