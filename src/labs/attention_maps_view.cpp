// Tokens, grid, large map, arcs of one model.
// What stands in a tooltip is computed from the trace at that moment.
#include "labs/attention_maps_view.h"

#include <algorithm>

#include "labs/attention_arithmetic_view.h"
#include "labs/lab_parts.h"
#include "ui/arcs.h"
#include "ui/token_widgets.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

std::string digits(int value) { return std::to_string(value); }

std::string_view token_of(const AttentionSide& side, int i) {
  return side.input().tokens[static_cast<std::size_t>(i)];
}

ui::Table matrix_table(Ui& ui, const AttentionSide& side) {
  ui::Table table{{ui.t("attention.query_key")}, {}};
  const std::span<const float> map = side.map(side.chosen_map());
  const int n = side.tokens();
  for (int k = 0; k < n; ++k) table.header.emplace_back(token_of(side, k));
  for (int q = 0; q < n; ++q) {
    std::vector<std::string> row{std::string(token_of(side, q))};
    for (int k = 0; k < n; ++k) {
      const float share = map[static_cast<std::size_t>(q * n + k)];
      row.push_back(share < 0 ? "–" : fixed(static_cast<double>(share), 4));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

// The value of the last colour of the small maps: in a long text hardly any share is near 1.
float grid_high(const AttentionSide& side) {
  return std::clamp(6.0f / static_cast<float>(side.tokens()), 0.25f, 1.0f);
}

}  // namespace

const char* attention_model(TransformerKind kind) { return to_string(kind); }

const char* attention_title(TransformerKind kind) {
  return kind == TransformerKind::kGpt ? "GPT" : "BERT";
}

std::string signed_number(double value, int num_digits) {
  std::string text = fixed(value, num_digits);
  if (text[0] == '-') {
    text.erase(0, 1);
    if (text.find_first_not_of("0.") != std::string::npos) text = "−" + text;
  }
  return text;
}

void AttentionMapsView::take(const AttentionSide& side) {
  heatmap_.take({side.maps(), side.num_heads(), side.tokens(), side.tokens(), side.maps_version()});
}

int AttentionMapsView::draw_grid(LabContext& context, AttentionSide& side, bool switches) {
  Ui& ui = context.ui;
  ui::HeatmapGrid grid;
  grid.across = side.config().heads;
  grid.high = grid_high(side);
  grid.selected = switches ? -1 : side.chosen_map();
  // The large map comes soon below: few rows of maps may be tall, many are low.
  grid.most_side =
      switches  ? 96.0f
      : beside_ ? 64.0f
                : std::clamp(150.0f / static_cast<float>(side.config().layers), 36.0f, 64.0f);
  grid.off = [&side](int i) { return side.silent(i); };
  grid.row_name = [&ui](int i) { return ui.format("attention.layer_short", {digits(i + 1)}); };
  const bool narrow = grid.most_side < 48;
  grid.column_name = [&ui, narrow](int i) {
    return narrow ? digits(i + 1) : ui.format("attention.head_short", {digits(i + 1)});
  };
  grid.hover = [&](int i) {
    const int layer = i / side.config().heads + 1, head = i % side.config().heads + 1;
    ui::tooltip_text(ui, ui.format("attention.head_name", {digits(layer), digits(head)}), true);
    ui::tooltip_figure(ui, ui.t("attention.looks_at"),
                       fixed(mean_tokens_looked_at(side.map(i), side.tokens()), 1));
    ui::tooltip_text(ui, ui.t("attention.reading"));
    if (side.silent(i)) ui::tooltip_text(ui, ui.t("attention.head_is_off"));
    if (switches) {
      ui::tooltip_text(ui, ui.t(side.silent(i) ? "attention.press_on" : "attention.press_off"));
    }
  };
  const std::string name =
      std::string("attention.") + attention_model(side.kind()) + (switches ? ".switch" : ".head");
  const int pressed = heatmap_.draw_grid(ui, name.c_str(), grid);
  ui::text_small(ui, ui.format("attention.grid_high", {fixed(static_cast<double>(grid.high), 2)}));
  return pressed;
}

// Shaded by what the chosen row looks at.
bool AttentionMapsView::draw_tokens(LabContext& context, AttentionSide& side) {
  Ui& ui = context.ui;
  const int n = side.tokens(), row = side.row();
  const std::span<const float> map = side.map(side.chosen_map());
  const auto stops = ui::sequential_scale(ui.theme);
  bool chosen = false;
  {
    ui::TokenFlow flow(ui);
    for (int i = 0; i < n; ++i) {
      const float share = map[static_cast<std::size_t>(row * n + i)];
      const std::string tooltip =
          share < 0 ? std::string(ui.t("attention.masked"))
                    : ui.format("attention.chip",
                                {std::string(token_of(side, row)), std::string(token_of(side, i)),
                                 percent(static_cast<double>(share))});
      ui::TokenChip chip;
      chip.text = token_of(side, i);
      if (share >= 0) chip.fill = ui::scale_colour(stops, share);
      if (share < 0) chip.colour = ui.palette.text_faint;
      chip.outline = i == row ? ui.palette.query : ui.palette.panel_border;
      chip.semibold = i == row;
      chip.tooltip = tooltip;
      const std::string name =
          std::string("attention.") + attention_model(side.kind()) + ".token." + digits(i);
      if (flow.token(name.c_str(), chip)) {
        side.query = i;
        side.key = -1;
        chosen = true;
      }
    }
  }
  return chosen;
}

bool AttentionMapsView::draw_large(LabContext& context, AttentionSide& side) {
  Ui& ui = context.ui;
  const std::span<const float> map = side.map(side.chosen_map());
  ui::HeatmapLarge large;
  large.map = side.chosen_map();
  large.high = std::max(*std::max_element(map.begin(), map.end()), 0.01f);
  large.row_name = [&side](int i) { return token_of(side, i); };
  large.column_name = large.row_name;
  large.row_title = ui.t("attention.queries");
  large.column_title = ui.t("attention.keys");
  large.row_colour = ui.palette.query;
  large.column_colour = ui.palette.key;
  large.selected_row = side.row();
  large.selected_column = side.key;
  large.most_cell = 44;
  large.hover = [&](int row, int column) { fill_cell_tooltip(ui, side, row, column); };
  const std::string name = std::string("attention.") + attention_model(side.kind()) + ".map";
  const ui::HeatmapEvent event = heatmap_.draw_large(ui, name.c_str(), large);
  draw_legend(context, side, large.high, false);
  if (event.clicked_row < 0 && event.clicked_column < 0) return false;
  if (event.clicked_row >= 0) {
    side.query = event.clicked_row;
    side.key = event.clicked_column;
  } else {
    side.query = side.row();
    side.key = event.clicked_column;
  }
  return true;
}

bool AttentionMapsView::draw_arcs(LabContext& context, AttentionSide& side) {
  Ui& ui = context.ui;
  ui::ArcsData data;
  data.words = side.tokens();
  data.weights = side.map(side.chosen_map());
  data.name = [&side](int i) { return token_of(side, i); };
  data.left_title = ui.t("attention.query");
  data.right_title = ui.t("attention.key");
  data.left_colour = ui.palette.query;
  data.right_colour = ui.palette.key;
  data.selected = side.query;
  data.hover = [&](int row, int column) { fill_cell_tooltip(ui, side, row, column); };
  const std::string name = std::string("attention.") + attention_model(side.kind()) + ".arcs";
  const ui::ArcsEvent event = ui::arcs(ui, name.c_str(), data);
  draw_legend(context, side, 1, true);
  if (event.clicked_left >= 0) {
    // A second press shows all curves again.
    side.query = side.query == event.clicked_left ? -1 : event.clicked_left;
    side.key = -1;
  } else if (event.clicked_right >= 0) {
    side.query = side.row();
    side.key = event.clicked_right;
  } else {
    return false;
  }
  return true;
}

void AttentionMapsView::draw_legend(LabContext& context, AttentionSide& side, float high,
                                    bool as_arcs) {
  Ui& ui = context.ui;
  if (!as_arcs) {
    const auto stops = ui::sequential_scale(ui.theme);
    ui::colour_scale(ui, ui.t("attention.share"), stops, "0", fixed(static_cast<double>(high), 2));
  }
  ui::text_small(ui, ui.t(as_arcs ? "attention.reading_arcs" : "attention.reading"));
  if (side.causal() && !as_arcs) ui::text_small(ui, ui.t("attention.hatched"));
  const std::string name = std::string("attention.") + attention_model(side.kind()) + ".table";
  ui::table_link(ui, name.c_str(), [&] { return matrix_table(ui, side); });
}

bool AttentionMapsView::draw_look(LabContext& context, AttentionSide& side, bool as_arcs) {
  Ui& ui = context.ui;
  take(side);
  bool chosen = false;
  // Grid and large map stand beside each other where there is room for both.
  beside_ = is_wide(ui, 2 * 280 + 2 * ui::kGrid);
  if (!ui::begin_columns(ui, attention_model(side.kind()), 2, 280)) return false;
  ui::next_column(ui);
  chosen = draw_tokens(context, side);
  ui::text_small(ui, ui.format("attention.shaded", {std::string(token_of(side, side.row()))}));
  const int pressed = draw_grid(context, side, false);
  if (pressed >= 0) {
    side.choose_map(pressed);
    chosen = true;
  }
  ui::next_column(ui);
  ui::TextStyle style;
  style.semibold = true;
  ui::styled_text(
      ui, ui.format("attention.head_name", {digits(side.layer + 1), digits(side.head + 1)}), style);
  if (side.silent(side.chosen_map())) ui::text_small(ui, ui.t("attention.head_is_off"));
  if (as_arcs ? draw_arcs(context, side) : draw_large(context, side)) chosen = true;
  ui::end_columns(ui);
  return chosen;
}

void AttentionMapsView::draw_switches(LabContext& context, AttentionSide& side) {
  take(side);
  const int pressed = draw_grid(context, side, true);
  if (pressed >= 0) side.set_silent(pressed, !side.silent(pressed));
}

}  // namespace wordspace
