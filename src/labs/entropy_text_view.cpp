// Chips, bars and the running mean of one text.
// Not the arithmetic.
#include "labs/entropy_text_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "labs/answering_model.h"
#include "labs/corpus_store.h"
#include "labs/entropy_measure.h"
#include "labs/transformer_parts.h"
#include "text/token_codec.h"

namespace wordspace {

using ui::Ui;

namespace {

double scaled(double nats, bool in_bits) { return in_bits ? bits_from_nats(nats) : nats; }
const char* unit_of(const Ui& ui, bool in_bits) {
  return ui.t(in_bits ? "gpt.unit.bits" : "gpt.unit.nats");
}
const char* log_of_vocabulary(bool in_bits) { return in_bits ? "log₂ V" : "ln V"; }
std::vector<double> all_scaled(std::vector<double> values, bool in_bits) {
  for (double& value : values) value = scaled(value, in_bits);
  return values;
}

std::string display_of(const TokenCodec& codec, TokenId id) {
  return id >= 0 && id < codec.size() ? codec.display(id) : std::string("?");
}

}  // namespace

std::string large_number(double log_value) {
  if (!std::isfinite(log_value)) return log_value > 0 ? "∞" : "0";
  if (log_value < std::log(1e5) && log_value > std::log(1e-3)) {
    return ui::format_number(std::exp(log_value), 4);
  }
  const double log10 = log_value / std::numbers::ln10;
  double whole = std::floor(log10), digits = std::pow(10.0, log10 - whole);
  if (digits >= 9.95) {
    digits = 1;
    whole += 1;
  }
  return fixed(digits, 1) + " · " + ui::power_of_ten(static_cast<int>(whole));
}

void EntropyTextView::measure(const AnsweringModel& model, const std::string& text) {
  if (measured_ && measured_version_ == model.version && measured_text_ == text) return;
  if (measured_ && measured_text_ != text) selected_ = -1;
  measured_ = true;
  measured_version_ = model.version;
  measured_text_ = text;
  if (corpus_ != model.corpus) {
    corpus_ = model.corpus;
    const auto language = toy_language(corpus_);
    exact_ = language ? toy_entropy_nats_a_token(*language) : 0;
  }
  std::string kept = text;
  const std::vector<TokenId> tokens = model.codec->encode(text);
  const std::size_t most = most_tokens_measured(*model.transformer);
  shortened_ = tokens.size() > most;
  if (shortened_) kept = model.codec->decode(std::span(tokens).first(most));
  surprisals_ = wordspace::surprisals(*model.transformer, *model.codec, kept, kNumExpected);
  counted_.assign(
      surprisals_.nats.begin() +
          static_cast<std::ptrdiff_t>(std::min(surprisals_.first_counted, surprisals_.nats.size())),
      surprisals_.nats.end());
  entropy_ = text_entropy(counted_);
  running_ = running_mean(counted_);
  sums_ = running_sum(counted_);
  places_.clear();
  for (std::size_t i = 0; i < counted_.size(); ++i) places_.push_back(static_cast<double>(i + 1));
  displays_.clear();
  names_.clear();
  for (std::size_t i = 0; i < surprisals_.tokens.size(); ++i) {
    displays_.push_back(model.codec->display(surprisals_.tokens[i]));
    names_.push_back("entropy.token." + std::to_string(i));
  }
}

void EntropyTextView::draw(LabContext& context, const AnsweringModel& model, bool in_bits) {
  Ui& ui = context.ui;
  if (empty()) {
    ui::text_small(ui, ui.t("gpt.surprise.empty"));
    return;
  }
  if (shortened_) {
    ui::notice(ui, "entropy.long", ui::NoticeKind::kInfo,
               ui.format("gpt.surprise.long",
                         {ui::format_count(static_cast<double>(surprisals_.tokens.size()))}));
  }
  const auto unknown = std::count(surprisals_.tokens.begin(), surprisals_.tokens.end(),
                                  model.codec->special().unknown);
  if (unknown > 0 && model.codec->special().unknown != kUnknownToken) {
    ui::notice(ui, "entropy.unknown", ui::NoticeKind::kInfo,
               ui.format("entropy.unknown", {std::to_string(unknown)}));
  }
  draw_figures(context, model, in_bits);
  ui::gap(ui, 0);
  draw_tokens(context, model, in_bits);
  draw_selected(context, model, in_bits);
  if (ui::begin_columns(ui, "entropy.charts", 2, 340)) {
    ui::next_column(ui);
    draw_running(context, model, in_bits);
    ui::next_column(ui);
    draw_sum(context, in_bits);
    ui::end_columns(ui);
  }
}

void EntropyTextView::draw_figures(LabContext& context, const AnsweringModel& model, bool in_bits) {
  Ui& ui = context.ui;
  if (ui::begin_columns(ui, "entropy.figures", 3, 176)) {
    ui::next_column(ui);
    ui::figure(ui, ui.t("entropy.tokens"), ui::format_count(static_cast<double>(entropy_.tokens)),
               ui.t(surprisals_.first_counted == 0 ? "gpt.surprise.tokens.from_end"
                                                   : "gpt.surprise.tokens.from_first"));
    ui::next_column(ui);
    ui::figure(ui, ui.format("entropy.mean", {unit_of(ui, in_bits)}),
               fixed(scaled(entropy_.mean_nats, in_bits), 3), ui.t("gpt.surprise.mean.about"));
    ui::next_column(ui);
    ui::figure(ui, ui.t("gpt.surprise.perplexity"), ui::format_number(entropy_.perplexity, 4),
               ui.t("gpt.surprise.perplexity.about"));
    ui::end_columns(ui);
  }
  // Both ways, with the digits that are on screen.
  ui::formula(ui, ui.format("entropy.both_ways",
                            {fixed(entropy_.mean_nats, 4), fixed(entropy_.mean_bits, 4),
                             ui::format_number(entropy_.perplexity, 4)}));
  const double vocab = model.codec->size();
  if (entropy_.perplexity > vocab) {
    ui::text_small(ui, ui.format("entropy.worse", {ui::format_count(vocab)}));
    return;
  }
  ui::text_small(ui, ui.format("entropy.as_many_as", {ui::format_number(entropy_.perplexity, 3),
                                                      ui::format_count(vocab)}));
}

void EntropyTextView::draw_tokens(LabContext& context, const AnsweringModel& model, bool in_bits) {
  Ui& ui = context.ui;
  // White for no surprise, full colour where the model did no better than knowing nothing.
  const double full = std::log(static_cast<double>(model.codec->size()));
  {
    ui::TokenFlow flow(ui);
    for (std::size_t i = 0; i < surprisals_.tokens.size(); ++i) {
      const double nats = surprisals_.nats[i];
      const bool counted = i >= surprisals_.first_counted;
      ui::TokenChip chip;
      chip.text = displays_[i];
      const auto share = static_cast<float>(std::clamp(nats / full, 0.0, 1.0));
      chip.fill = counted ? ui::mix(ui.palette.panel, ui.palette.gpt, share) : 0;
      const bool chosen = static_cast<int>(i) == selected_;
      chip.outline = chosen ? ui.palette.accent : ui.palette.panel_border;
      chip.semibold = chosen;
      const std::string below = counted ? fixed(scaled(nats, in_bits), 1) : "–";
      chip.below = below;
      if (flow.token(names_[i].c_str(), chip)) selected_ = chosen ? -1 : static_cast<int>(i);
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
                               fixed(bits_from_nats(nats), 3) + " " + ui.t("gpt.unit.bits"));
        ui::tooltip_figure(
            ui, ui.t("entropy.here"),
            fixed(scaled(surprisals_.entropies[i], in_bits), 3) + " " + unit_of(ui, in_bits));
        ui::tooltip_text(ui, ui.t("entropy.expected"), true);
        for (const TokenProbability& one : surprisals_.expected[i]) {
          ui::tooltip_figure(ui, display_of(*model.codec, one.id),
                             ui::format_probability(one.probability));
        }
      } else {
        ui::tooltip_text(ui, ui.t("gpt.surprise.tokens.from_first"));
      }
      ui::end_tooltip();
    }
  }
  ui::gap(ui, 0);
  const std::array<ImU32, 2> stops = {ui.palette.panel, ui.palette.gpt};
  ui::colour_scale(
      ui, ui.format("gpt.surprise.scale", {unit_of(ui, in_bits)}), stops, "0",
      std::string(log_of_vocabulary(in_bits)) + " = " + fixed(scaled(full, in_bits), 2));
  if (selected_ < 0) ui::text_small(ui, ui.t("entropy.press"));
  ui::table_link(ui, "entropy.table", [&] { return table(context, model); });
}

ui::Table EntropyTextView::table(LabContext& context, const AnsweringModel& model) const {
  const Ui& ui = context.ui;
  ui::Table table;
  table.header = {
      ui.t("gpt.token"),     ui.t("gpt.token.probability"), ui.t("gpt.token.rank"),
      ui.t("gpt.unit.nats"), ui.t("gpt.unit.bits"),         ui.t("entropy.running.nats"),
      ui.t("entropy.here"),  ui.t("gpt.surprise.expected"), ui.t("gpt.token.probability")};
  for (std::size_t i = surprisals_.first_counted; i < surprisals_.tokens.size(); ++i) {
    const double nats = surprisals_.nats[i];
    table.rows.push_back(
        {displays_[i], fixed(std::exp(-nats), 6), std::to_string(surprisals_.ranks[i] + 1),
         fixed(nats, 4), fixed(bits_from_nats(nats), 4),
         fixed(running_[i - surprisals_.first_counted], 4), fixed(surprisals_.entropies[i], 4),
         display_of(*model.codec, surprisals_.best[i].id),
         fixed(surprisals_.best[i].probability, 6)});
  }
  return table;
}

void EntropyTextView::draw_selected(LabContext& context, const AnsweringModel& model,
                                    bool in_bits) {
  Ui& ui = context.ui;
  const auto at = static_cast<std::size_t>(std::max(selected_, 0));
  if (selected_ < 0 || at >= surprisals_.tokens.size() || at < surprisals_.first_counted) return;
  ui::section(ui, ui.format("entropy.at", {std::to_string(at + 1), displays_[at]}));
  std::vector<ui::ProbabilityRow> rows;
  bool among = false;
  for (const TokenProbability& one : surprisals_.expected[at]) {
    const bool own = one.id == surprisals_.tokens[at];
    among = among || own;
    rows.push_back({display_of(*model.codec, one.id), one.probability, -1, own, {}});
  }
  if (!among) {
    rows.push_back({displays_[at], std::exp(-surprisals_.nats[at]), -1, true, {}});
  }
  ui::probability_rows(ui, "entropy.expected_rows", rows, ui.palette.gpt, false);
  const double entropy = surprisals_.entropies[at], nats = surprisals_.nats[at];
  ui::text_small(
      ui, ui.format("entropy.selected",
                    {fixed(scaled(entropy, in_bits), 3), unit_of(ui, in_bits),
                     ui::format_number(std::exp(entropy), 3), fixed(scaled(nats, in_bits), 3)}));
}

void EntropyTextView::draw_running(LabContext& context, const AnsweringModel& model, bool in_bits) {
  Ui& ui = context.ui;
  const std::vector<double> each = all_scaled(counted_, in_bits);
  const std::vector<double> mean = all_scaled(running_, in_bits);
  heading_with_table(ui, ui.t("entropy.running"), "entropy.running.table", true,
                     [&] { return table(context, model); });
  const ui::Series series[] = {
      {ui.t("entropy.running.each"), places_, each,
       ui::mix(ui.palette.gpt, ui.palette.panel, 0.45f), ui::Mark::kBars, 1},
      {ui.t("entropy.running.mean"), places_, mean, ui.palette.accent, ui::Mark::kLine, 2}};
  std::vector<ui::Baseline> baselines;
  const double nothing = std::log(static_cast<double>(model.codec->size()));
  baselines.push_back({scaled(nothing, in_bits),
                       ui.format("entropy.nothing", {log_of_vocabulary(in_bits),
                                                     fixed(scaled(nothing, in_bits), 2)})});
  if (exact_ > 0 && model.codec->kind() == CodecKind::kWord) {
    baselines.push_back({scaled(exact_, in_bits), ui.format("transformer.baseline.exact",
                                                            {fixed(scaled(exact_, in_bits), 2)})});
  }
  ui::PlotOptions options;
  options.x.label = ui.t("entropy.axis.token");
  options.x.whole = true;
  options.y.label = ui.format("entropy.axis.surprisal", {unit_of(ui, in_bits)});
  options.height = 190;
  ui::plot(ui, "entropy.running.plot", series, baselines, options);
  ui::text_small(ui, ui.t("entropy.running.about"));
}

void EntropyTextView::draw_sum(LabContext& context, bool in_bits) {
  Ui& ui = context.ui;
  const std::vector<double> sum = all_scaled(sums_, in_bits);
  heading_with_table(ui, ui.t("entropy.sum"), "entropy.sum.table", true, [&] {
    ui::Table table;
    table.header = {ui.t("entropy.axis.token"), ui.t("entropy.sum.nats"),
                    ui.t("entropy.running.nats"), ui.t("entropy.sum.wrong"),
                    ui.t("gpt.surprise.perplexity")};
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      table.rows.push_back({std::to_string(i + 1), fixed(sums_[i], 4), fixed(running_[i], 4),
                            large_number(sums_[i]), fixed(std::exp(running_[i]), 4)});
    }
    return table;
  });
  const ui::Series series[] = {
      {ui.t("entropy.sum.line"), places_, sum, ui.palette.gpt, ui::Mark::kLine, 2}};
  ui::PlotOptions options;
  options.x.label = ui.t("entropy.axis.token");
  options.x.whole = true;
  options.y.label = ui.format("entropy.axis.sum", {unit_of(ui, in_bits)});
  options.height = 190;
  ui::plot(ui, "entropy.sum.plot", series, {}, options);
  ui::text_small(
      ui, ui.format("entropy.sum.about",
                    {fixed(bits_from_nats(entropy_.sum_nats), 1), large_number(entropy_.sum_nats),
                     fixed(entropy_.mean_bits, 3), ui::format_number(entropy_.perplexity, 4)}));
}

}  // namespace wordspace
