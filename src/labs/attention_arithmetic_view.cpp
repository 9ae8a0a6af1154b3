// Scores, mask, softmax and the weighted sum, in the colours of query, key and value.
// Numbers on screen are rounded; the sums behind them are not.
#include "labs/attention_arithmetic_view.h"

#include <algorithm>
#include <cmath>

#include "labs/attention_maps_view.h"
#include "labs/lab_parts.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

std::string_view token_of(const AttentionSide& side, int i) {
  return side.input().tokens[static_cast<std::size_t>(i)];
}

RowArithmetic row_of(const AttentionSide& side, int query) {
  return row_arithmetic(side.trace(), side.config(), side.layer, side.head, query, side.causal());
}

const TransformerTrace::Layer& layer_of(const AttentionSide& side) {
  return side.trace().layers[static_cast<std::size_t>(side.layer)];
}

// "0.12×(−0.40) + 0.33×0.10 + 0.02×0.51 + …", the first few of the d_k products.
std::string first_products(std::span<const float> q, std::span<const float> k, std::size_t most) {
  std::string text;
  const std::size_t shown = std::min(q.size(), most);
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string right = signed_number(static_cast<double>(k[i]), 2);
    if (i > 0) text += " + ";
    text += signed_number(static_cast<double>(q[i]), 2) + "×";
    text += static_cast<unsigned char>(right[0]) >= 0x80 ? "(" + right + ")" : right;
  }
  if (shown < q.size()) text += " + …";
  return text;
}

// "[0.12, −0.40, 0.33, …]"
std::string first_numbers(std::span<const float> v, std::size_t most) {
  std::string text = "[";
  for (std::size_t i = 0; i < std::min(v.size(), most); ++i) {
    if (i > 0) text += ", ";
    text += signed_number(static_cast<double>(v[i]), 2);
  }
  return text + (v.size() > most ? ", …]" : "]");
}

std::string first_numbers(const std::vector<double>& v, std::size_t most) {
  const std::vector<float> narrow(v.begin(), v.end());
  return first_numbers(narrow, most);
}

struct CellSteps {
  std::string dot, scaled, mask, exponential, share;
};

CellSteps steps_of(const AttentionSide& side, const RowArithmetic& row, int key,
                   std::size_t products) {
  const auto k = static_cast<std::size_t>(key);
  const TransformerTrace::Layer& layer = layer_of(side);
  const std::span<const float> q = head_vector(layer.query, side.config(), side.head, row.query);
  const std::span<const float> key_vector = head_vector(layer.key, side.config(), side.head, key);
  CellSteps steps;
  steps.dot = first_products(q, key_vector, products) + " = " + signed_number(row.dot[k]);
  steps.scaled = signed_number(row.dot[k]) + " / √" + std::to_string(row.size) + " = " +
                 signed_number(row.scaled[k]);
  if (row.masked[k] != 0) {
    steps.mask = signed_number(row.scaled[k]) + " + (−∞) = −∞";
    steps.exponential = "e^(−∞) = 0";
    steps.share = "0 / " + signed_number(row.sum) + " = 0";
    return steps;
  }
  steps.mask = signed_number(row.scaled[k]) + " + 0 = " + signed_number(row.scaled[k]);
  const std::string largest = signed_number(row.largest);
  steps.exponential = "e^(" + signed_number(row.scaled[k]) + " − " +
                      (row.largest < 0 ? "(" + largest + ")" : largest) +
                      ") = " + signed_number(row.exponential[k]);
  steps.share = signed_number(row.exponential[k]) + " / " + signed_number(row.sum) + " = " +
                signed_number(row.share[k]);
  return steps;
}

// A step: what it is at the left, the numbers at the right; below each other where it is narrow.
void draw_step(Ui& ui, std::string_view what, const std::string& numbers, ImU32 colour,
               std::string_view tooltip) {
  const bool wide = is_wide(ui, 520);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::BeginGroup();
  ui::TextStyle label;
  label.colour = ui.palette.text_muted;
  label.width = wide ? ui.px(170) : 0;
  ui::styled_text(ui, what, label);
  const float left_height = ImGui::GetItemRectSize().y;
  if (wide) ImGui::SetCursorScreenPos(ImVec2(at.x + ui.px(178), at.y));
  ui::TextStyle digits;
  digits.mono = true;
  digits.colour = colour;
  digits.width = wide ? std::max(ui.px(60), ImGui::GetContentRegionAvail().x) : 0;
  ui::styled_text(ui, numbers, digits);
  if (wide && ImGui::GetItemRectSize().y < left_height) {
    ImGui::Dummy(ImVec2(0, left_height - ImGui::GetItemRectSize().y));
  }
  ImGui::EndGroup();
  if (!tooltip.empty()) ui::tooltip_on_hover(ui, tooltip);
}

void draw_cell(LabContext& context, const AttentionSide& side, const RowArithmetic& row, int key) {
  Ui& ui = context.ui;
  const auto k = static_cast<std::size_t>(key);
  const TransformerTrace::Layer& layer = layer_of(side);
  const TransformerConfig& config = side.config();
  const std::string query_word(token_of(side, row.query)), key_word(token_of(side, key));
  ui::text(ui, ui.format("attention.cell", {query_word, key_word}));
  const CellSteps steps = steps_of(side, row, key, is_wide(ui, 900) ? 5 : 3);
  const std::size_t shown = is_wide(ui, 900) ? 8 : 5;
  draw_step(ui, ui.format("attention.step.q", {query_word}),
            first_numbers(head_vector(layer.query, config, side.head, row.query), shown),
            ui.palette.query, ui.t("attention.step.q.about"));
  draw_step(ui, ui.format("attention.step.k", {key_word}),
            first_numbers(head_vector(layer.key, config, side.head, key), shown), ui.palette.key,
            ui.t("attention.step.k.about"));
  draw_step(ui, ui.t("attention.step.dot"), steps.dot, 0, ui.t("attention.step.dot.about"));
  draw_step(ui, ui.t("attention.step.scale"), steps.scaled, 0, ui.t("attention.step.scale.about"));
  draw_step(ui, ui.t("attention.step.mask"), steps.mask, 0,
            ui.t(side.causal() ? "attention.step.mask.causal" : "attention.step.mask.none"));
  draw_step(ui, ui.t("attention.step.exp"), steps.exponential, 0, ui.t("attention.step.exp.about"));
  draw_step(ui, ui.t("attention.step.share"), steps.share, 0, ui.t("attention.step.share.about"));
  draw_step(ui, ui.format("attention.step.v", {key_word}),
            signed_number(row.share[k]) + " × " +
                first_numbers(head_vector(layer.value, config, side.head, key), shown),
            ui.palette.value, ui.t("attention.step.v.about"));
  ui::text_small(
      ui, ui.format("attention.own_share", {fixed(static_cast<double>(row.traced_share[k]), 6)}));
}

ui::Table row_table(Ui& ui, const AttentionSide& side, const RowArithmetic& row) {
  ui::Table table{
      {ui.t("attention.key"), "q·k", "/ √" + std::to_string(row.size), ui.t("attention.table.mask"),
       ui.t("attention.table.exp"), ui.t("attention.table.share"), ui.t("attention.table.own")},
      {}};
  for (std::size_t k = 0; k < row.dot.size(); ++k) {
    const bool masked = row.masked[k] != 0;
    table.rows.push_back(
        {std::string(token_of(side, static_cast<int>(k))), signed_number(row.dot[k]),
         signed_number(row.scaled[k]), masked ? "−∞" : "0", signed_number(row.exponential[k]),
         fixed(row.share[k], 4), fixed(static_cast<double>(row.traced_share[k]), 4)});
  }
  double shares = 0, own = 0;
  for (std::size_t k = 0; k < row.share.size(); ++k) {
    shares += row.share[k];
    own += static_cast<double>(row.traced_share[k]);
  }
  table.rows.push_back({ui.t("attention.table.sum"), "", "", "", signed_number(row.sum),
                        fixed(shares, 4), fixed(own, 4)});
  return table;
}

void draw_output(LabContext& context, const AttentionSide& side, const RowArithmetic& row) {
  Ui& ui = context.ui;
  const std::size_t shown = is_wide(ui, 900) ? 8 : 5;
  draw_step(ui, ui.t("attention.output.sum"), first_numbers(row.output, shown), ui.palette.value,
            ui.t("attention.output.sum.about"));
  draw_step(ui, ui.t("attention.output.own"), first_numbers(row.traced_output, shown), 0,
            ui.t("attention.output.own.about"));
  if (side.silent(side.chosen_map())) {
    ui::text_small(ui, ui.t("attention.output.silent"));
    return;
  }
  double largest = 0;
  for (std::size_t i = 0; i < row.output.size(); ++i) {
    largest =
        std::max(largest, std::fabs(row.output[i] - static_cast<double>(row.traced_output[i])));
  }
  ui::text_small(ui, ui.format("attention.output.difference",
                               {std::to_string(row.size), ui::format_number(largest, 2)}));
}

}  // namespace

void fill_cell_tooltip(Ui& ui, const AttentionSide& side, int query, int key) {
  const RowArithmetic row = row_of(side, query);
  const CellSteps steps = steps_of(side, row, key, 2);
  ui::tooltip_text(
      ui, std::string(token_of(side, query)) + " → " + std::string(token_of(side, key)), true);
  ui::tooltip_figure(ui, ui.t("attention.step.dot"), steps.dot, ui.palette.query);
  ui::tooltip_figure(ui, ui.t("attention.step.scale"), steps.scaled, ui.palette.key);
  ui::tooltip_figure(ui, ui.t("attention.step.mask"), steps.mask);
  ui::tooltip_figure(ui, ui.t("attention.step.exp"), steps.exponential);
  ui::tooltip_figure(ui, ui.t("attention.step.share"), steps.share);
  const std::span<const float> value =
      head_vector(layer_of(side).value, side.config(), side.head, key);
  ui::tooltip_figure(
      ui, ui.t("attention.step.value"),
      signed_number(row.share[static_cast<std::size_t>(key)]) + " × " + first_numbers(value, 3),
      ui.palette.value);
  if (row.masked[static_cast<std::size_t>(key)] != 0) {
    ui::tooltip_text(ui, ui.t("attention.masked"));
  }
  ui::tooltip_text(ui, ui.t("attention.reading"));
}

void draw_attention_arithmetic(LabContext& context, AttentionSide& side) {
  Ui& ui = context.ui;
  const RowArithmetic row = row_of(side, side.row());
  ui::begin_panel(ui, "arithmetic");
  ui::section(ui,
              ui.format("attention.arithmetic",
                        {attention_title(side.kind()), std::to_string(side.layer + 1),
                         std::to_string(side.head + 1), std::string(token_of(side, row.query))}));
  if (side.key < 0) {
    ui::text_muted(ui, ui.t("attention.choose_cell"));
  }
  // Without a choice: the key that the row looks at most.
  const int key = side.key >= 0
                      ? side.key
                      : static_cast<int>(std::max_element(row.share.begin(), row.share.end()) -
                                         row.share.begin());
  draw_cell(context, side, row, key);
  ui::section(ui, ui.t("attention.row"));
  ui::text_muted(ui, ui.t("attention.row.about"));
  ui::table(ui, "attention.row.table", row_table(ui, side, row),
            row.dot.size() > 14 ? 420.0f : 0.0f);
  ui::section(ui, ui.t("attention.output"));
  draw_output(context, side, row);
  ui::end_panel(ui);
}

}  // namespace wordspace
