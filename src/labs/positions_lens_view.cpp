// Tokens down, layers across.
// Not the numbers.
#include "labs/positions_lens_view.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/entropy.h"
#include "labs/transformer_parts.h"
#include "text/token_codec.h"
#include "ui/token_widgets.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

std::string display_of(const TokenCodec& codec, TokenId id) {
  return id >= 0 && id < codec.size() ? codec.display(id) : std::string("?");
}

// What one cell says when the pointer is on it.
void fill_tooltip(Ui& ui, const PositionsLens& lens, const LensCell& cell, std::size_t token) {
  ui::tooltip_text(ui, lens.input().tokens[token], true);
  for (const TokenProbability& one : cell.top) {
    ui::tooltip_figure(ui, display_of(lens.codec(), one.id),
                       ui::format_probability(one.probability));
  }
  if (cell.target_rank >= 0) {
    const std::string target = display_of(lens.codec(), lens.targets()[token]);
    ui::tooltip_figure(ui, ui.format("positions.lens.target", {target}),
                       ui::format_probability(std::exp(-cell.target_nats)));
    ui::tooltip_figure(ui, ui.t("gpt.token.rank"),
                       ui.format("gpt.token.rank_of", {std::to_string(cell.target_rank + 1),
                                                       ui::format_count(lens.codec().size())}));
  }
  ui::tooltip_figure(ui, ui.t("entropy.here"),
                     fixed(cell.entropy, 3) + " " + ui.t("gpt.unit.nats"));
}

}  // namespace

void PositionsLensView::draw_cells(LabContext& context, const PositionsLens& lens,
                                   std::span<const Column> columns) {
  Ui& ui = context.ui;
  const ui::Palette& c = ui.palette;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImU32 colour = model_colour(ui, lens.config().kind);
  const float line = ui::line_px(ui, ui::kTextSmall), pad = ui.px(4), gap = ui.px(2);
  const float width = std::max(ImGui::GetContentRegionAvail().x, 1.0f);
  float names = 0;
  for (const std::string& token : lens.input().tokens) {
    names = std::max(names, ui::text_width(ui, ui::Face::kSemibold, ui::kTextSmall, token));
  }
  names = std::min(std::ceil(names) + 2 * pad, width / 3);
  const float cell = std::min((width - names) / static_cast<float>(columns.size()), ui.px(150));
  const float row_height = 2 * line + gap;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const auto num_rows = static_cast<float>(lens.input().ids.size());
  ImGui::Dummy(ImVec2(width, line + pad + num_rows * row_height));
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const float x = at.x + names + cell * static_cast<float>(k);
    ui::draw_line(
        list, ui, ui::Face::kSemibold, ui::kTextSmall, ImVec2(x + pad, at.y), c.text_muted,
        ui::shortened(ui, ui::Face::kSemibold, ui::kTextSmall, columns[k].title, cell - 2 * pad));
  }
  const bool can_hover = ImGui::IsWindowHovered();
  for (std::size_t t = 0; t < lens.input().ids.size(); ++t) {
    const float y = at.y + line + pad + row_height * static_cast<float>(t);
    ui::draw_line(list, ui, ui::Face::kSemibold, ui::kTextSmall,
                  ImVec2(at.x, std::round(y + (row_height - gap - line) / 2)), c.text,
                  ui::shortened(ui, ui::Face::kSemibold, ui::kTextSmall, lens.input().tokens[t],
                                names - pad));
    for (std::size_t k = 0; k < columns.size(); ++k) {
      if (columns[k].row == nullptr) continue;
      const LensCell& shown = columns[k].row->cells[t];
      if (shown.top.empty()) continue;
      const float x = at.x + names + cell * static_cast<float>(k);
      const ImVec2 min(x, y), max(x + cell - gap, y + row_height - gap);
      const ImU32 fill = ui::mix(
          c.panel, colour, static_cast<float>(std::clamp(shown.top[0].probability, 0.0, 1.0)));
      list->AddRectFilled(min, max, fill, ui.px(3));
      list->AddRect(min, max, c.panel_border, ui.px(3));
      const ImU32 ink = ui::text_on(ui, fill);
      const bool right = shown.target_rank == 0;
      const std::string word = (right ? "✓ " : "") + display_of(lens.codec(), shown.top[0].id);
      ui::draw_line(list, ui, right ? ui::Face::kSemibold : ui::Face::kRegular, ui::kTextSmall,
                    ImVec2(x + pad, y), ink,
                    ui::shortened(ui, right ? ui::Face::kSemibold : ui::Face::kRegular,
                                  ui::kTextSmall, word, cell - gap - 2 * pad));
      ui::draw_line(list, ui, ui::Face::kMono, ui::kTextSmall, ImVec2(x + pad, y + line - ui.px(2)),
                    ink,
                    ui::shortened(ui, ui::Face::kMono, ui::kTextSmall,
                                  percent(shown.top[0].probability), cell - gap - 2 * pad));
      if (!can_hover || !ImGui::IsMouseHoveringRect(min, max)) continue;
      list->AddRect(min, max, c.text, ui.px(3), 0, ui.px(2));
      ui::begin_tooltip(ui);
      fill_tooltip(ui, lens, shown, t);
      ui::end_tooltip();
    }
  }
}

ui::Table PositionsLensView::table(LabContext& context, const PositionsLens& lens,
                                   std::span<const Column> columns) const {
  const Ui& ui = context.ui;
  ui::Table table;
  table.header = {ui.t("gpt.token"), ui.t("positions.lens.target.short")};
  for (const Column& column : columns) {
    table.header.push_back(column.title);
    table.header.emplace_back(ui.t("gpt.token.probability"));
  }
  for (std::size_t t = 0; t < lens.input().ids.size(); ++t) {
    std::vector<std::string> row = {
        lens.input().tokens[t],
        lens.targets()[t] == kUnknownToken ? "–" : display_of(lens.codec(), lens.targets()[t])};
    for (const Column& column : columns) {
      const LensCell& cell = column.row->cells[t];
      row.push_back(cell.top.empty() ? "" : display_of(lens.codec(), cell.top[0].id));
      row.push_back(cell.top.empty() ? "" : fixed(cell.top[0].probability, 6));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

void PositionsLensView::draw_lens(LabContext& context, const PositionsLens& lens) {
  Ui& ui = context.ui;
  const bool gpt = lens.config().kind == TransformerKind::kGpt;
  ui::text_muted(ui, ui.t(gpt ? "positions.lens.about.gpt" : "positions.lens.about.bert"));
  if (lens.input().left_out > 0) {
    ui::text_small(ui, ui.format("attention.left_out", {std::to_string(lens.input().left_out)}));
  }
  if (lens.rows().empty()) return;
  // As many layers as there is room for, the first and the last always.
  const float room = ImGui::GetContentRegionAvail().x * 0.75f / ui.px(58);
  const int num = static_cast<int>(lens.rows().size());
  const int shown = std::clamp(static_cast<int>(room), 2, num);
  std::vector<Column> columns;
  for (int i = 0; i < shown; ++i) {
    const int layer = shown > 1 ? i * (num - 1) / (shown - 1) : num - 1;
    columns.push_back({layer == 0 ? std::string(ui.t("positions.lens.embeddings"))
                                  : ui.format("positions.lens.layer", {std::to_string(layer)}),
                       &lens.rows()[static_cast<std::size_t>(layer)]});
  }
  draw_cells(context, lens, columns);
  ui::gap(ui, 0);
  const std::array<ImU32, 2> stops = {ui.palette.panel, model_colour(ui, lens.config().kind)};
  ui::colour_scale(ui, ui.t("gpt.token.probability"), stops, "0 %", "100 %");
  ui::text_small(ui, ui.t("positions.lens.scale"));
  ui::table_link(ui, "positions.lens.table", [&] { return table(context, lens, columns); });

  // Layer by layer, in numbers.
  std::vector<double> x, nats, itself, right;
  for (const LensRow& row : lens.rows()) {
    x.push_back(row.layer);
    nats.push_back(row.mean_nats);
    itself.push_back(100 * lens.names_itself(row));
    right.push_back(100 * lens.right(row));
  }
  if (ui::begin_columns(ui, "positions.lens.charts", 2, 320)) {
    ui::next_column(ui);
    heading_with_table(ui, ui.t("positions.lens.loss"), "positions.lens.loss.table", true, [&] {
      ui::Table numbers;
      numbers.header = {ui.t("positions.lens.axis"), ui.t("positions.lens.loss.axis"),
                        ui.t("positions.lens.right"), ui.t("positions.lens.itself")};
      for (std::size_t i = 0; i < x.size(); ++i) {
        numbers.rows.push_back(
            {fixed(x[i], 0), fixed(nats[i], 4), fixed(right[i], 1), fixed(itself[i], 1)});
      }
      return numbers;
    });
    const ui::Series series[] = {{"", x, nats, model_colour(ui, lens.config().kind)}};
    const double nothing = std::log(static_cast<double>(lens.codec().size()));
    const ui::Baseline baselines[] = {
        {nothing, ui.format("transformer.baseline.uniform", {fixed(nothing, 2)})}};
    ui::PlotOptions options;
    options.x.label = ui.t("positions.lens.axis");
    options.x.whole = true;
    options.y.label = ui.t("positions.lens.loss.axis");
    options.height = 160;
    ui::plot(ui, "positions.lens.loss.plot", series, baselines, options);
    ui::next_column(ui);
    ui::section(ui, ui.t("positions.lens.shares"));
    std::vector<ui::Series> shares = {
        {ui.t("positions.lens.itself.short"), x, itself, ui.palette.text_muted}};
    if (gpt) {
      shares.push_back(
          {ui.t("positions.lens.right.short"), x, right, model_colour(ui, lens.config().kind)});
    }
    ui::PlotOptions percent_axis;
    percent_axis.x.label = ui.t("positions.lens.axis");
    percent_axis.x.whole = true;
    percent_axis.y.label = ui.t("positions.lens.shares.axis");
    percent_axis.y.automatic = false;
    percent_axis.y.low = 0;
    percent_axis.y.high = 100;
    percent_axis.height = 160;
    ui::plot(ui, "positions.lens.shares.plot", shares, {}, percent_axis);
    ui::end_columns(ui);
  }
  ui::text_small(ui, ui.format(!gpt                        ? "positions.lens.first.bert"
                               : lens.config().tied_output ? "positions.lens.first.tied"
                                                           : "positions.lens.first.untied",
                               {percent(lens.names_itself(lens.rows().front()))}));
}

void PositionsLensView::draw_random(LabContext& context, const PositionsLens& lens) {
  Ui& ui = context.ui;
  ui::text_muted(ui, ui.t(lens.config().tied_output ? "positions.random.about"
                                                    : "positions.random.about.untied"));
  if (lens.random().empty() || static_cast<int>(lens.rows().size()) <= lens.config().layers) return;
  const LensRow& own = lens.rows().back();
  const double nothing = std::log(static_cast<double>(lens.config().vocab));
  if (ui::begin_columns(ui, "positions.random.figures", 3, 200)) {
    ui::next_column(ui);
    ui::figure(ui, ui.t("positions.random.own"), fixed(own.mean_nats, 3),
               ui.t("positions.random.own.about"));
    ui::figure(ui, ui.t("positions.random.right"), percent(lens.right(own)));
    ui::next_column(ui);
    ui::figure(ui, ui.t("positions.random.random"), fixed(lens.random_mean(), 3),
               ui.format("positions.random.random.about",
                         {std::to_string(PositionsLens::kRandomMatrices)}));
    ui::figure(ui, ui.t("positions.random.range"),
               fixed(lens.random_low(), 2) + " … " + fixed(lens.random_high(), 2));
    ui::next_column(ui);
    ui::figure(ui, ui.t("positions.random.nothing"), fixed(nothing, 3),
               ui.t("positions.random.nothing.about"));
    ui::figure(ui, ui.t("positions.random.deviation"), ui::format_number(lens.deviation(), 3),
               ui.t("positions.random.deviation.about"));
    ui::end_columns(ui);
  }
  const Column columns[] = {{ui.t("positions.random.own.short"), &own},
                            {ui.t("positions.random.random.short"), &lens.random()[0]}};
  ui::gap(ui, 0);
  draw_cells(context, lens, columns);
  ui::gap(ui, 0);
  ui::table_link(ui, "positions.random.table", [&] { return table(context, lens, columns); });
  ui::text_small(
      ui, ui.format(lens.random_mean() > 1.05 * nothing ? "positions.random.sentence"
                                                        : "positions.random.near",
                    {fixed(own.mean_nats, 2), fixed(lens.random_mean(), 2), fixed(nothing, 2)}));
}

}  // namespace wordspace
