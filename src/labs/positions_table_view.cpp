// Two tables side by side.
// Not the numbers.
#include "labs/positions_table_view.h"

#include <algorithm>
#include <cmath>

#include "labs/answering_model.h"
#include "labs/transformer_parts.h"
#include "models/transformer.h"
#include "models/transformer_config.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr std::uint64_t kShownShuffle = 7;
constexpr float kTableHeight = 200, kSquare = 230;

std::vector<double> numbers_to(int n) {
  std::vector<double> x;
  for (int i = 0; i < n; ++i) x.push_back(i);
  return x;
}

std::vector<double> row_of(std::span<const float> matrix, int row, int columns) {
  std::vector<double> y;
  for (int i = 0; i < columns; ++i) {
    y.push_back(static_cast<double>(matrix[static_cast<std::size_t>(row * columns + i)]));
  }
  return y;
}

std::vector<double> column_of(const PositionAnswer& answer, int dimension) {
  std::vector<double> y;
  for (int p = 0; p < answer.positions; ++p) {
    y.push_back(static_cast<double>(answer.table().row(p)[static_cast<std::size_t>(dimension)]));
  }
  return y;
}

// As large as the largest of them: learned numbers are small, sines go to 1.
void divide_by_largest(std::vector<double>& values) {
  double most = 0;
  for (const double v : values) most = std::max(most, std::fabs(v));
  if (!(most > 0)) return;
  for (double& v : values) v /= most;
}

}  // namespace

void PositionsTableView::forget_gl() {
  learned_picture_.forget_gl();
  sinusoidal_picture_.forget_gl();
  shuffled_picture_.forget_gl();
}

void PositionsTableView::set_shader(const std::string& name, const std::string& source) {
  learned_picture_.set_shader(name, source);
  sinusoidal_picture_.set_shader(name, source);
  shuffled_picture_.set_shader(name, source);
}

void PositionsTableView::follow(const AnsweringModel& model) {
  if (!model.ok() || (known_ && version_ == model.version)) return;
  known_ = true;
  version_ = model.version;
  ++answers_;
  const TransformerConfig& config = model.transformer->config();
  init_deviation_ = static_cast<double>(config.init_deviation);
  learned_ = learned_positions(*model.transformer);
  const int shown = std::min(config.context, kMostPositions);
  if (sinusoidal_.positions != shown || sinusoidal_.width != config.width) {
    sinusoidal_ = sinusoidal_positions(shown, config.width);
  }
  const PositionAnswer& real = learned_.ok() ? learned_ : sinusoidal_;
  shuffled_ =
      reordered(real.similarity, real.positions, shuffled_positions(real.positions, kShownShuffle));
  shuffled_score_ = structure_score(shuffled_, real.positions);
}

void PositionsTableView::draw(LabContext& context, const AnsweringModel& model) {
  follow(model);
  position = std::clamp(position, 0, sinusoidal_.positions - 1);
  dimension = std::clamp(dimension, 0, sinusoidal_.width - 1);
  draw_pictures(context, model);
  Ui& ui = context.ui;
  ui::gap(ui, 1);
  draw_scores(context);
  if (ui::begin_columns(ui, "positions.curves", 2, 320)) {
    ui::next_column(ui);
    draw_row_curve(context);
    ui::next_column(ui);
    draw_shuffled(context);
    ui::end_columns(ui);
  }
  if (ui::begin_columns(ui, "positions.dimensions", 2, 320)) {
    ui::next_column(ui);
    draw_dimension(context);
    ui::next_column(ui);
    draw_wavelengths(context);
    ui::end_columns(ui);
  }
}

void PositionsTableView::draw_pictures(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  if (!ui::begin_columns(ui, "positions.tables", 2, 300)) return;
  const auto heading = [&](const char* words, ImU32 colour) {
    ui::TextStyle style;
    style.semibold = true;
    style.size = ui::kTextLead;
    style.colour = colour;
    ui::styled_text(ui, words, style);
  };
  ui::next_column(ui);
  heading(ui.t("positions.learned"), model_colour(ui, model.transformer->config().kind));
  if (!learned_.ok()) {
    const bool none = model.transformer->config().positions == Positions::kNone;
    ui::text_muted(ui, ui.t(none ? "positions.has_none" : "positions.has_sinusoidal"));
  } else {
    ui::text_small(ui, ui.format("positions.learned.about", {std::to_string(learned_.positions),
                                                             std::to_string(learned_.width)}));
    int pressed = learned_picture_.draw_table(context, "positions.learned.table", learned_,
                                              answers_, position, kTableHeight);
    const int other = learned_picture_.draw_similarity(context, "positions.learned.similarity",
                                                       learned_.similarity, learned_.positions,
                                                       answers_, position, kSquare);
    if (other >= 0) pressed = other;
    if (pressed >= 0) position = pressed;
    if (learned_.left_out > 0) {
      ui::text_small(ui, ui.format("positions.left_out", {std::to_string(learned_.positions),
                                                          std::to_string(learned_.left_out)}));
    }
    if (const int unused = unused_positions(learned_, init_deviation_); unused > 1) {
      ui::text_small(ui, ui.format("positions.unused", {std::to_string(unused)}));
    }
  }
  ui::next_column(ui);
  heading(ui.t("positions.sinusoidal"), ui.palette.text);
  ui::text_small(ui, ui.t("positions.sinusoidal.about"));
  int pressed = sinusoidal_picture_.draw_table(context, "positions.sinusoidal.table", sinusoidal_,
                                               answers_, position, kTableHeight);
  const int other = sinusoidal_picture_.draw_similarity(
      context, "positions.sinusoidal.similarity", sinusoidal_.similarity, sinusoidal_.positions,
      answers_, position, kSquare);
  if (other >= 0) pressed = other;
  if (pressed >= 0) position = pressed;
  ui::end_columns(ui);
}

// How much each follows distance, and what chance gives.
void PositionsTableView::draw_scores(LabContext& context) {
  Ui& ui = context.ui;
  const auto null_of = [](const PositionAnswer& answer) {
    return signed_fixed(answer.null.low, 2) + " … " + signed_fixed(answer.null.high, 2);
  };
  heading_with_table(ui, ui.t("positions.score"), "positions.score.table", true, [&] {
    ui::Table table;
    table.header = {ui.t("positions.table"),        ui.t("positions.score.short"),
                    ui.t("positions.score.low"),    ui.t("positions.score.high"),
                    ui.t("positions.score.as_far"), ui.t("positions.near"),
                    ui.t("positions.any")};
    const auto row = [&](const char* name, const PositionAnswer& answer) {
      if (!answer.ok()) return;
      double sum = 0, pairs = 0;
      for (std::size_t d = 0; d < answer.by_distance.size(); ++d) {
        const double num = answer.positions - static_cast<double>(d) - 1;
        sum += answer.by_distance[d] * num;
        pairs += num;
      }
      table.rows.push_back(
          {ui.t(name), signed_fixed(answer.score, 4), signed_fixed(answer.null.low, 4),
           signed_fixed(answer.null.high, 4), std::to_string(answer.null.as_far),
           answer.by_distance.empty() ? "" : signed_fixed(answer.by_distance[0], 4),
           pairs > 0 ? signed_fixed(sum / pairs, 4) : ""});
    };
    row("positions.learned", learned_);
    row("positions.sinusoidal", sinusoidal_);
    return table;
  });
  if (ui::begin_columns(ui, "positions.scores", 2, 260)) {
    const auto figures = [&](const char* name, const PositionAnswer& answer) {
      ui::next_column(ui);
      if (!answer.ok()) return;
      ui::figure(ui, ui.t(name), signed_fixed(answer.score, 2), ui.t("positions.score.about"));
      ui::figure(ui, ui.format("positions.score.null", {std::to_string(kPositionShuffles)}),
                 null_of(answer), ui.t("positions.score.null.about"));
    };
    figures("positions.learned", learned_);
    figures("positions.sinusoidal", sinusoidal_);
    ui::end_columns(ui);
  }
  if (!learned_.ok()) return;
  // How strong it is, in honest words.
  const double size = std::fabs(learned_.score);
  const char* key = learned_.null.as_far > 0 ? "positions.verdict.none"
                    : size < 0.5             ? "positions.verdict.weak"
                                             : "positions.verdict.strong";
  ui::text(ui,
           ui.format(key, {signed_fixed(learned_.score, 2), std::to_string(learned_.null.as_far),
                           std::to_string(kPositionShuffles)}));
}

void PositionsTableView::draw_row_curve(LabContext& context) {
  Ui& ui = context.ui;
  const std::vector<double> x = numbers_to(sinusoidal_.positions);
  std::vector<double> learned,
      sinus = row_of(sinusoidal_.similarity, position, sinusoidal_.positions);
  if (learned_.ok()) learned = row_of(learned_.similarity, position, learned_.positions);
  heading_with_table(ui, ui.format("positions.row", {std::to_string(position)}).c_str(),
                     "positions.row.table", true, [&] {
                       ui::Table table;
                       table.header = {ui.t("positions.other_position"), ui.t("positions.learned"),
                                       ui.t("positions.sinusoidal")};
                       for (std::size_t i = 0; i < x.size(); ++i) {
                         table.rows.push_back({std::to_string(i),
                                               learned.empty() ? "–" : signed_fixed(learned[i], 4),
                                               signed_fixed(sinus[i], 4)});
                       }
                       return table;
                     });
  ui::slider_int(ui, "positions.position", ui.t("positions.position"), position, 0,
                 sinusoidal_.positions - 1);
  std::vector<ui::Series> series;
  if (!learned.empty()) {
    series.push_back({ui.t("positions.learned.short"), x, learned, ui.palette.gpt});
  }
  series.push_back({ui.t("positions.sinusoidal.short"), x, sinus, ui.palette.accent});
  ui::PlotOptions options;
  options.x.label = ui.t("positions.other_position");
  options.x.whole = true;
  options.y.label = ui.t("positions.cosine");
  options.y.automatic = false;
  options.y.low = -1;
  options.y.high = 1;
  options.height = 170;
  ui::plot(ui, "positions.row.plot", series, {}, options);
}

void PositionsTableView::draw_shuffled(LabContext& context) {
  Ui& ui = context.ui;
  const PositionAnswer& real = learned_.ok() ? learned_ : sinusoidal_;
  ui::section(ui, ui.t("positions.shuffled"));
  ui::text_small(ui, ui.format("positions.shuffled.about",
                               {signed_fixed(shuffled_score_, 2), signed_fixed(real.score, 2)}));
  shuffled_picture_.draw_similarity(context, "positions.shuffled.similarity", shuffled_,
                                    real.positions, answers_, -1, kSquare);
}

void PositionsTableView::draw_dimension(LabContext& context) {
  Ui& ui = context.ui;
  const std::vector<double> x = numbers_to(sinusoidal_.positions);
  std::vector<double> sinus = column_of(sinusoidal_, dimension), learned;
  if (learned_.ok()) learned = column_of(learned_, dimension);
  heading_with_table(ui, ui.format("positions.one_dimension", {std::to_string(dimension)}).c_str(),
                     "positions.dimension.table", true, [&] {
                       ui::Table table;
                       table.header = {ui.t("positions.position"), ui.t("positions.learned"),
                                       ui.t("positions.sinusoidal")};
                       for (std::size_t i = 0; i < x.size(); ++i) {
                         table.rows.push_back({std::to_string(i),
                                               learned.empty() ? "–" : signed_fixed(learned[i], 5),
                                               signed_fixed(sinus[i], 5)});
                       }
                       return table;
                     });
  ui::slider_int(ui, "positions.dimension", ui.t("positions.dimension"), dimension, 0,
                 sinusoidal_.width - 1);
  divide_by_largest(learned);
  std::vector<ui::Series> series;
  if (!learned.empty()) {
    series.push_back({ui.t("positions.learned.short"), x, learned, ui.palette.gpt});
  }
  series.push_back({ui.t("positions.sinusoidal.short"), x, sinus, ui.palette.accent});
  ui::PlotOptions options;
  options.x.label = ui.t("positions.position");
  options.x.whole = true;
  options.y.label = ui.t("positions.value.scaled");
  options.y.automatic = false;
  options.y.low = -1;
  options.y.high = 1;
  options.height = 170;
  ui::plot(ui, "positions.dimension.plot", series, {}, options);
  const double wave = sinusoid_wavelength(dimension, sinusoidal_.width);
  ui::text_small(
      ui, ui.format("positions.wavelength", {std::to_string(dimension), ui::format_number(wave, 4),
                                             ui::format_number(sinusoidal_.positions / wave, 3),
                                             std::to_string(sinusoidal_.positions)}));
}

void PositionsTableView::draw_wavelengths(LabContext& context) {
  Ui& ui = context.ui;
  const std::vector<double> x = numbers_to(sinusoidal_.width);
  std::vector<double> theory, learned, share;
  for (int d = 0; d < sinusoidal_.width; ++d) {
    theory.push_back(sinusoid_wavelength(d, sinusoidal_.width));
  }
  for (const DimensionProfile& profile : learned_.profiles) {
    learned.push_back(profile.wavelength);
    share.push_back(profile.share);
  }
  heading_with_table(ui, ui.t("positions.waves"), "positions.waves.table", true, [&] {
    ui::Table table;
    table.header = {ui.t("positions.dimension"), ui.t("positions.waves.theory"),
                    ui.t("positions.waves.learned"), ui.t("positions.waves.share")};
    for (std::size_t d = 0; d < x.size(); ++d) {
      table.rows.push_back({std::to_string(d), fixed(theory[d], 3),
                            learned.empty() ? "–" : fixed(learned[d], 3),
                            learned.empty() ? "–" : percent(share[d])});
    }
    return table;
  });
  std::vector<ui::Series> series;
  series.push_back({ui.t("positions.sinusoidal.short"), x, theory, ui.palette.accent});
  if (!learned.empty()) {
    series.push_back(
        {ui.t("positions.learned.short"), x, learned, ui.palette.gpt, ui::Mark::kDots, 2});
  }
  ui::PlotOptions options;
  options.x.label = ui.t("positions.dimension");
  options.y.label = ui.t("positions.waves.axis");
  options.y.logarithmic = true;
  options.height = 190;
  ui::plot(ui, "positions.waves.plot", series, {}, options);
  ui::text_small(ui, ui.t("positions.waves.about"));
}

}  // namespace wordspace
