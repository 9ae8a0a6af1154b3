// A text in the colours of its surprisals.
// Not the arithmetic.
#include "labs/gpt_surprise_view.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "labs/answering_model.h"
#include "labs/transformer_parts.h"
#include "text/token_codec.h"

namespace wordspace {

using ui::Ui;

void GptSurpriseView::measure(const AnsweringModel& model) {
  if (measured_ && measured_version_ == model.version && measured_text_ == text_) return;
  measured_ = true;
  measured_version_ = model.version;
  measured_text_ = text_;
  std::string kept = text_;
  const std::vector<TokenId> tokens = model.codec->encode(text_);
  const std::size_t most = most_tokens_measured(*model.transformer);
  shortened_ = tokens.size() > most;
  if (shortened_) kept = model.codec->decode(std::span(tokens).first(most));
  surprisals_ = wordspace::surprisals(*model.transformer, *model.codec, kept);
  displays_.clear();
  names_.clear();
  for (std::size_t i = 0; i < surprisals_.tokens.size(); ++i) {
    displays_.push_back(model.codec->display(surprisals_.tokens[i]));
    names_.push_back("gpt.surprise." + std::to_string(i));
  }
}

std::string GptSurpriseView::number(double nats, int digits) const {
  return fixed(in_bits() ? bits_of(nats) : nats, digits);
}

void GptSurpriseView::draw(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  ui::text_muted(ui, ui.t("gpt.surprise.about"));
  ui::text_area(ui, "gpt.surprise_text", ui.t("gpt.surprise.text"), text_,
                ui.t("gpt.surprise.hint"), 72);
  const std::string units[] = {ui.t("gpt.unit.nats"), ui.t("gpt.unit.bits")};
  ImGui::SetNextItemWidth(std::min(ImGui::GetContentRegionAvail().x, ui.px(220)));
  ui::segmented(ui, "gpt.unit", units, unit_);
  measure(model);
  if (surprisals_.tokens.size() <= surprisals_.first_counted) {
    ui::text_small(ui, ui.t("gpt.surprise.empty"));
    return;
  }
  if (shortened_) {
    ui::notice(ui, "gpt.surprise.long", ui::NoticeKind::kInfo,
               ui.format("gpt.surprise.long",
                         {ui::format_count(static_cast<double>(surprisals_.tokens.size()))}));
  }
  draw_figures(context, model);
  ui::gap(ui, 0);
  draw_tokens(context, model);
  if (surprisals_.first_counted == 0) ui::text_small(ui, ui.t("gpt.surprise.after_end"));
}

void GptSurpriseView::draw_figures(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  const double mean = surprisals_.mean_nats();
  const auto counted = static_cast<double>(surprisals_.tokens.size() - surprisals_.first_counted);
  const char* unit = ui.t(in_bits() ? "gpt.unit.bits" : "gpt.unit.nats");
  if (ui::begin_columns(ui, "gpt.surprise.figures", 3, 176)) {
    ui::next_column(ui);
    ui::figure(ui, ui.t("gpt.surprise.tokens"), ui::format_count(counted),
               ui.t(surprisals_.first_counted == 0 ? "gpt.surprise.tokens.from_end"
                                                   : "gpt.surprise.tokens.from_first"));
    ui::next_column(ui);
    ui::figure(ui, ui.format("gpt.surprise.mean", {unit}), number(mean, 3),
               ui.t("gpt.surprise.mean.about"));
    ui::next_column(ui);
    ui::figure(ui, ui.t("gpt.surprise.perplexity"), ui::format_number(std::exp(mean), 4),
               ui.t("gpt.surprise.perplexity.about"));
    ui::end_columns(ui);
  }
  const double vocab = model.codec->size();
  ui::text_small(
      ui, ui.format("gpt.surprise.sentence",
                    {ui::format_number(std::exp(mean), 3), fixed(mean, 2), fixed(bits_of(mean), 2),
                     ui::format_count(vocab), number(std::log(vocab), 2), unit}));
}

void GptSurpriseView::draw_tokens(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  const char* unit = ui.t(in_bits() ? "gpt.unit.bits" : "gpt.unit.nats");
  // White for no surprise, full colour where the model did no better than knowing nothing.
  const double full = std::log(static_cast<double>(model.codec->size()));
  const auto display = [&](TokenId id) {
    return id >= 0 && id < model.codec->size() ? model.codec->display(id) : std::string("?");
  };
  {
    ui::TokenFlow flow(ui);
    for (std::size_t i = 0; i < surprisals_.tokens.size(); ++i) {
      const double nats = surprisals_.nats[i];
      const bool counted = i >= surprisals_.first_counted;
      ui::TokenChip chip;
      chip.text = displays_[i];
      const auto share = static_cast<float>(std::clamp(nats / full, 0.0, 1.0));
      chip.fill = counted ? ui::mix(ui.palette.panel, ui.palette.gpt, share) : 0;
      chip.outline = ui.palette.panel_border;
      const std::string below = counted ? number(nats, 1) : "–";
      chip.below = below;
      flow.token(names_[i].c_str(), chip);
      if (!flow.hovered()) continue;
      ui::begin_tooltip(ui);
      ui::tooltip_text(ui, displays_[i], true);
      if (counted) {
        ui::tooltip_figure(ui, ui.t("gpt.token.probability"),
                           ui::format_probability(std::exp(-nats)));
        ui::tooltip_figure(ui, ui.t("gpt.token.rank"),
                           ui.format("gpt.token.rank_of", {std::to_string(surprisals_.ranks[i] + 1),
                                                           ui::format_count(model.codec->size())}));
        ui::tooltip_figure(ui, ui.t("gpt.surprise"),
                           fixed(nats, 3) + " " + ui.t("gpt.unit.nats") + " = " +
                               fixed(bits_of(nats), 3) + " " + ui.t("gpt.unit.bits"));
        ui::tooltip_figure(ui, ui.t("gpt.surprise.expected"),
                           display(surprisals_.best[i].id) + "  " +
                               ui::format_probability(surprisals_.best[i].probability));
      } else {
        ui::tooltip_text(ui, ui.t("gpt.surprise.tokens.from_first"));
      }
      ui::end_tooltip();
    }
  }
  ui::gap(ui, 0);
  const std::array<ImU32, 2> stops = {ui.palette.panel, ui.palette.gpt};
  ui::colour_scale(ui, ui.format("gpt.surprise.scale", {unit}), stops, "0",
                   "ln V = " + number(full, 2));
  ui::table_link(ui, "gpt.surprise.table", [&] {
    ui::Table table;
    table.header = {ui.t("gpt.token"),
                    ui.t("gpt.token.probability"),
                    ui.t("gpt.token.rank"),
                    ui.t("gpt.unit.nats"),
                    ui.t("gpt.unit.bits"),
                    ui.t("gpt.surprise.expected"),
                    ui.t("gpt.token.probability")};
    for (std::size_t i = surprisals_.first_counted; i < surprisals_.tokens.size(); ++i) {
      const double nats = surprisals_.nats[i];
      table.rows.push_back({displays_[i], fixed(std::exp(-nats), 6),
                            std::to_string(surprisals_.ranks[i] + 1), fixed(nats, 4),
                            fixed(bits_of(nats), 4), display(surprisals_.best[i].id),
                            fixed(surprisals_.best[i].probability, 6)});
    }
    return table;
  });
}

}  // namespace wordspace
