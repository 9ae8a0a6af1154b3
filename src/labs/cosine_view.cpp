// The strip, the pair and the two roads.
// Not the arithmetic.
#include "labs/cosine_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "labs/lab_parts.h"
#include "ui/icons.h"
#include "ui/plot.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr float kMostOffset = 4;
constexpr int kSweepPoints = 81;

// The vector as it came, its length included.
std::vector<float> numbers_of(const WordVectors& vectors, TokenId word) {
  const auto unit = vectors.unit(word);
  std::vector<float> out(unit.begin(), unit.end());
  for (float& value : out) value *= vectors.length(word);
  return out;
}

double deviation_of(std::span<const float> x) {
  double mean = 0;
  double squares = 0;
  for (const float value : x) mean += static_cast<double>(value);
  mean /= static_cast<double>(x.size());
  for (const float value : x) {
    squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
  }
  return std::sqrt(squares / static_cast<double>(x.size()));
}

void say_unknown(Ui& ui, const char* name, const std::string& word) {
  if (word.empty()) return;
  ui::notice(ui, name, ui::NoticeKind::kWarning, ui.format("word.unknown", {word}),
             ui.t("word.unknown.hint"));
}

}  // namespace

void CosineView::draw(LabContext& context, VectorChoice& choice) {
  choice.suggest(a_, suggested_a_, 0);
  choice.suggest(b_, suggested_b_, 1);
  draw_strip(context, choice);
  if (choice.vectors().empty()) return;
  ui::gap(context.ui, 0);
  draw_pair(context, choice);
  ui::gap(context.ui, 0);
  draw_paths(context, choice);
}

void CosineView::draw_strip(LabContext& context, VectorChoice& choice) {
  Ui& ui = context.ui;
  ui::begin_panel(ui, "cosine.strip");
  ui::section(ui, ui.t("cosine.strip.title"));
  ui::text_muted(ui, ui.t("cosine.strip.about"));
  ui::text_field(ui, "cosine.a", ui.t("cosine.a"), a_, ui.t("neighbours.word.hint"));
  if (!choice.draw_missing(context, "cosine.train", "cosine.empty")) {
    const WordVectors& vectors = choice.vectors();
    const TokenId word = choice.find(a_);
    if (word == kUnknownToken) {
      say_unknown(ui, "cosine.unknown_a", a_);
    } else {
      strip_.update(vectors, choice.version(), word);
      const TokenId pressed =
          strip_.draw(context, "cosine.strip.marks", vectors, choice.colour(ui), 200);
      if (pressed != kUnknownToken) b_ = vectors.vocabulary().word(pressed);
      if (!strip_.sorted().empty()) {
        const ScoredWord& first = strip_.sorted().front();
        const ScoredWord& last = strip_.sorted().back();
        ui::text_small(ui, ui.format("cosine.strip.sentence",
                                     {ui::format_count(static_cast<double>(strip_.sorted().size())),
                                      fixed(strip_.mean(), 3), vectors.vocabulary().word(first.id),
                                      fixed(static_cast<double>(first.score), 3),
                                      vectors.vocabulary().word(last.id),
                                      fixed(static_cast<double>(last.score), 3)}));
      }
      ui::table_link(ui, "cosine.strip.table", [&] {
        constexpr std::size_t kRows = 500;  // from each end
        const auto& sorted = strip_.sorted();
        std::vector<ScoredWord> shown = sorted;
        if (sorted.size() > 2 * kRows) {
          shown.assign(sorted.begin(), sorted.begin() + kRows);
          shown.insert(shown.end(), sorted.end() - kRows, sorted.end());
        }
        return table_of(ui, vectors, shown);
      });
    }
  }
  ui::end_panel(ui);
}

void CosineView::compute(const VectorChoice& choice, TokenId a, TokenId b) {
  const std::string signature = std::to_string(choice.version()) + " " + std::to_string(a) + " " +
                                std::to_string(b) + " " + std::to_string(offset_) +
                                (both_ ? " both" : "");
  if (signature == signature_) return;
  signature_ = signature;
  const std::vector<float> x = numbers_of(choice.vectors(), a);
  const std::vector<float> y = numbers_of(choice.vectors(), b);
  // One constant for both: as large beside one word's numbers as beside the other's.
  const double spread = (deviation_of(x) + deviation_of(y)) / 2;
  added_x_ = static_cast<double>(offset_) * spread;
  added_y_ = both_ ? added_x_ : 0;
  now_ = with_offsets(x, y, added_x_, added_y_);
  xs_.assign(x.begin(), x.end());
  ys_.assign(y.begin(), y.end());
  for (double& value : xs_) value += added_x_;
  for (double& value : ys_) value += added_y_;
  double most = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    most =
        std::max({most, std::abs(static_cast<double>(x[i])), std::abs(static_cast<double>(y[i]))});
  }
  limit_high_ = most + static_cast<double>(std::max(offset_, 0.0f)) * spread;
  limit_low_ = -most + static_cast<double>(std::min(offset_, 0.0f)) * spread;
  sweep_.clear();
  sweep_cosine_.clear();
  sweep_correlation_.clear();
  for (int i = 0; i < kSweepPoints; ++i) {
    const double share = static_cast<double>(i) / (kSweepPoints - 1);
    const double offset = (2 * share - 1) * static_cast<double>(kMostOffset);
    const OffsetPoint point = with_offsets(x, y, offset * spread, both_ ? offset * spread : 0);
    sweep_.push_back(offset);
    sweep_cosine_.push_back(point.cosine);
    sweep_correlation_.push_back(point.correlation);
  }
}

void CosineView::draw_pair(LabContext& context, VectorChoice& choice) {
  Ui& ui = context.ui;
  ui::begin_panel(ui, "cosine.pair");
  ui::section(ui, ui.t("cosine.pair.title"));
  ui::text_muted(ui, ui.t("cosine.pair.about"));
  ui::text_field(ui, "cosine.b", ui.format("cosine.b", {a_}), b_, ui.t("neighbours.word.hint"));
  const TokenId a = choice.find(a_), b = choice.find(b_);
  if (a == kUnknownToken || b == kUnknownToken) {
    if (b == kUnknownToken) say_unknown(ui, "cosine.unknown_b", b_);
    ui::end_panel(ui);
    return;
  }
  const std::string sides[] = {ui.t("cosine.offset.both"), ui.format("cosine.offset.first", {a_})};
  int side = both_ ? 0 : 1;
  ui::segmented(ui, "cosine.both", sides, side);
  both_ = side == 0;
  ui::slider_float(ui, "cosine.offset", ui.t("cosine.offset"), offset_, -kMostOffset, kMostOffset,
                   "%.2f", false, ui.t("cosine.offset.about"));
  compute(choice, a, b);
  draw_numbers(context, choice);
  ui::end_panel(ui);
}

void CosineView::draw_numbers(LabContext& context, VectorChoice& choice) {
  Ui& ui = context.ui;
  const std::string word_a = choice.vectors().vocabulary().word(choice.find(a_));
  const std::string word_b = choice.vectors().vocabulary().word(choice.find(b_));
  if (ui::begin_columns(ui, "cosine.figures", 3, 170)) {
    ui::next_column(ui);
    ui::figure(ui, ui.t("cosine.cosine"), fixed(now_.cosine, 4), ui.t("cosine.cosine.about"));
    ui::next_column(ui);
    ui::figure(ui, ui.t("cosine.correlation"), fixed(now_.correlation, 4),
               ui.t("cosine.correlation.about"));
    ui::next_column(ui);
    ui::figure(ui, ui.t("cosine.added"), fixed(added_x_, 3), ui.t("cosine.added.about"));
    ui::end_columns(ui);
  }
  if (ui::begin_columns(ui, "cosine.charts", 2, 280)) {
    ui::next_column(ui);
    ui::Series dots;
    dots.x = xs_;
    dots.y = ys_;
    dots.colour = choice.colour(ui);
    dots.mark = ui::Mark::kDots;
    dots.width = 3;
    ui::PlotOptions options;
    options.x = {ui.format("cosine.numbers_of", {word_a}), false, false, limit_low_, limit_high_};
    options.y = {ui.format("cosine.numbers_of", {word_b}), false, false, limit_low_, limit_high_};
    options.height = 240;
    const ui::Baseline zero[] = {{0, "0"}};
    ui::plot(ui, "cosine.dots", std::span(&dots, 1), zero, options);
    ui::table_link(ui, "cosine.dots.table", [&] {
      ui::Table table{{ui.t("cosine.dimension"), word_a, word_b}, {}};
      for (std::size_t i = 0; i < xs_.size(); ++i) {
        table.rows.push_back({std::to_string(i + 1), fixed(xs_[i], 5), fixed(ys_[i], 5)});
      }
      return table;
    });
    ui::next_column(ui);
    const std::array<double, 1> at = {static_cast<double>(offset_)};
    const std::array<double, 1> here_cosine = {now_.cosine}, here_r = {now_.correlation};
    ui::Series lines[4];
    lines[0].label = ui.t("cosine.cosine");
    lines[0].x = sweep_;
    lines[0].y = sweep_cosine_;
    lines[0].colour = choice.colour(ui);
    lines[1].label = ui.t("cosine.r");
    lines[1].x = sweep_;
    lines[1].y = sweep_correlation_;
    lines[1].colour = ui.palette.text_muted;
    lines[2].x = lines[3].x = at;
    lines[2].y = here_cosine;
    lines[3].y = here_r;
    lines[2].colour = lines[0].colour;
    lines[3].colour = lines[1].colour;
    lines[2].mark = lines[3].mark = ui::Mark::kDots;
    lines[2].width = lines[3].width = 6;
    ui::PlotOptions sweep;
    sweep.x = {ui.t("cosine.offset.axis"), false, false, -static_cast<double>(kMostOffset),
               static_cast<double>(kMostOffset)};
    sweep.y = {ui.t("cosine.axis"), false, false, -1, 1};
    sweep.height = 240;
    ui::plot(ui, "cosine.sweep", lines, {}, sweep);
    ui::table_link(ui, "cosine.pair.table", [&] {
      ui::Table table{
          {ui.t("cosine.offset.axis"), ui.t("cosine.cosine"), ui.t("cosine.correlation")}, {}};
      for (std::size_t i = 0; i < sweep_.size(); ++i) {
        table.rows.push_back(
            {fixed(sweep_[i], 2), fixed(sweep_cosine_[i], 6), fixed(sweep_correlation_[i], 6)});
      }
      return table;
    });
    ui::end_columns(ui);
  }
  ui::text_small(ui, ui.t("cosine.pair.sentence"));
}

void CosineView::draw_paths(LabContext& context, VectorChoice& choice) {
  Ui& ui = context.ui;
  ui::begin_panel(ui, "cosine.paths");
  ui::section(ui, ui.t("cosine.paths.title"));
  ui::text_muted(ui, ui.t("cosine.paths.about"));
  const TokenId word = choice.find(a_);
  ui::ButtonOptions options;
  options.icon = ui::icons::kPlay;
  options.enabled = word != kUnknownToken;
  if (ui::button(ui, "cosine.paths.run", ui.t("cosine.paths.run"), options)) {
    paths_ = compare_paths(choice.vectors(), word);
    paths_word_ = choice.vectors().vocabulary().word(word);
    paths_version_ = choice.version();
  }
  if (paths_) {
    if (ui::begin_columns(ui, "cosine.paths.both", 2, 260)) {
      ui::next_column(ui);
      ui::text(ui, ui.t("cosine.paths.loop"));
      ui::mono(ui, ui.t("cosine.paths.loop.code"));
      ui::figure(ui, ui.t("cosine.paths.time"), fixed(paths_->loop_ms, 2) + " ms",
                 ui.t("cosine.paths.time.about"));
      ui::next_column(ui);
      ui::text(ui, ui.t("cosine.paths.product"));
      ui::mono(ui, ui.t("cosine.paths.product.code"));
      ui::figure(ui, ui.t("cosine.paths.time"), fixed(paths_->product_ms, 2) + " ms",
                 ui.t("cosine.paths.time.about"));
      ui::end_columns(ui);
    }
    ui::text(ui, ui.format("cosine.paths.sentence",
                           {paths_word_, ui::format_count(static_cast<double>(paths_->words)),
                            ui::format_number(paths_->largest_difference, 2)}));
    if (paths_->product_ms > 0) {
      ui::text_small(ui, ui.format("cosine.paths.ratio",
                                   {ui::format_number(paths_->loop_ms / paths_->product_ms, 2)}));
    }
    if (paths_version_ != choice.version()) ui::text_small(ui, ui.t("cosine.paths.stale"));
    const bool same = paths_version_ == choice.version();
    ui::table_link(ui, "cosine.paths.table", [&] {
      ui::Table table{{ui.t("table.word"), ui.t("cosine.paths.loop"), ui.t("cosine.paths.product")},
                      {}};
      for (std::size_t i = 0; i < std::min<std::size_t>(paths_->loop.size(), 500); ++i) {
        table.rows.push_back(
            {same ? choice.vectors().vocabulary().word(static_cast<TokenId>(i)) : std::to_string(i),
             fixed(static_cast<double>(paths_->loop[i]), 8),
             fixed(static_cast<double>(paths_->product[i]), 8)});
      }
      return table;
    });
  }
  ui::end_panel(ui);
}

bool CosineView::set(std::string_view field, std::string_view value) {
  if (field == "cosine.a")
    a_ = value;
  else if (field == "cosine.b")
    b_ = value;
  else if (field == "cosine.offset")
    offset_ = std::clamp(static_cast<float>(std::atof(std::string(value).c_str())), -kMostOffset,
                         kMostOffset);
  else if (field == "cosine.both")
    both_ = value == "true" || value == "1";
  else
    return false;
  if (!std::isfinite(offset_)) offset_ = 0;
  return true;
}

std::string CosineView::get(std::string_view field) const {
  if (field == "cosine.a") return a_;
  if (field == "cosine.b") return b_;
  if (field == "cosine.offset") return fixed(static_cast<double>(offset_), 2);
  if (field == "cosine.both") return both_ ? "true" : "false";
  if (field == "cosine.cosine" && !signature_.empty()) return fixed(now_.cosine, 4);
  if (field == "cosine.correlation" && !signature_.empty()) return fixed(now_.correlation, 4);
  return {};
}

}  // namespace wordspace
