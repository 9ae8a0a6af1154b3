// Changed bits and nats.
// Every number here is counted from two passes over the same weights.
#include "labs/attention_experiment_view.h"

#include <algorithm>
#include <cmath>

#include "labs/attention_maps_view.h"
#include "labs/lab_parts.h"
#include "ui/icons.h"
#include "ui/token_widgets.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

std::string count(std::uint64_t value) { return ui::format_count(static_cast<double>(value)); }

double share_of(const RowChange& row) {
  return row.compared == 0 ? 0 : static_cast<double>(row.bits) / static_cast<double>(row.compared);
}

ui::Table changes_table(Ui& ui, const AttentionSide& side) {
  ui::Table table{{ui.t("attention.table.token"), ui.t("attention.table.bits"),
                   ui.t("attention.table.compared"), ui.t("attention.table.largest")},
                  {}};
  for (std::size_t i = 0; i < side.changes().size(); ++i) {
    const RowChange& row = side.changes()[i];
    table.rows.push_back({side.input().tokens[i], std::to_string(row.bits),
                          std::to_string(row.compared), fixed(row.largest, 6)});
  }
  return table;
}

ui::Table nats_table(Ui& ui, const AttentionSide& side, const TokenNats& plain,
                     const TokenNats& now) {
  ui::Table table{
      {ui.t("attention.table.token"), ui.t("attention.table.plain"), ui.t("attention.table.now")},
      {}};
  for (std::size_t i = 0; i < plain.nats.size() && i < now.nats.size(); ++i) {
    if (plain.counted[i] == 0) continue;
    table.rows.push_back({side.input().tokens[i], fixed(plain.nats[i], 4), fixed(now.nats[i], 4)});
  }
  return table;
}

}  // namespace

std::vector<std::string> words_between_spaces(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(" \t\n", at);
    if (begin == std::string::npos) break;
    at = std::min(text.find_first_of(" \t\n", begin), text.size());
    words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

std::string with_word(const std::string& text, int index, const std::string& word) {
  std::string changed;
  const std::vector<std::string> words = words_between_spaces(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& own = static_cast<int>(i) == index ? word : words[i];
    if (own.empty()) continue;
    if (!changed.empty()) changed += ' ';
    changed += own;
  }
  return changed;
}

int LaterWord::index_in(const std::string& text) const {
  const int last = static_cast<int>(words_between_spaces(text).size()) - 1;
  return index < 0 ? last : std::min(index, last);
}

// Without a word nothing is changed: the text stays as it was typed.
std::string LaterWord::changed(const std::string& text) const {
  return word.empty() ? text : with_word(text, index_in(text), word);
}

void draw_later_word(LabContext& context, const std::string& text, const std::string& suggestion,
                     LaterWord& later) {
  Ui& ui = context.ui;
  ui::text_muted(ui, ui.t("attention.future.about"));
  const std::vector<std::string> words = words_between_spaces(text);
  const int chosen = later.index_in(text);
  {
    ui::TokenFlow flow(ui);
    for (int i = 0; i < static_cast<int>(words.size()); ++i) {
      const bool is_changed = i == chosen && !later.word.empty();
      const std::string shown = is_changed ? words[static_cast<std::size_t>(i)] + " → " + later.word
                                           : words[static_cast<std::size_t>(i)];
      ui::TokenChip chip;
      chip.text = shown;
      chip.outline = i == chosen ? ui.palette.accent : ui.palette.panel_border;
      if (i == chosen) chip.fill = ui.palette.accent_soft;
      chip.semibold = i == chosen;
      if (i > chosen) chip.colour = ui.palette.text_faint;
      chip.tooltip = ui.t("attention.future.choose");
      const std::string name = "attention.later." + std::to_string(i);
      if (flow.token(name.c_str(), chip)) later.index = i;
    }
  }
  const bool beside = is_wide(ui, 2 * 260 + 2 * ui::kGrid);
  if (!ui::begin_columns(ui, "later", 2, 260)) return;
  ui::next_column(ui);
  ui::text_field(ui, "attention.word", ui.t("attention.future.word"), later.word,
                 ui.t("attention.future.word.hint"));
  ui::next_column(ui);
  if (beside) ui::gap(ui, 2.125f);  // level with the field, whose label stands above it
  ui::ButtonOptions options;
  options.style = ui::ButtonStyle::kPrimary;
  options.icon = ui::icons::kEdit;
  options.tooltip = ui.t("attention.future.change.about");
  if (ui::button(ui, "attention.change", ui.t("attention.future.change"), options)) {
    later.index = -1;
    later.word = suggestion;
  }
  if (!later.word.empty()) {
    ui::flow(ui, ui::button_width(ui, ui.t("attention.future.undo")));
    if (ui::button(ui, "attention.undo", ui.t("attention.future.undo"))) later = {};
  }
  ui::end_columns(ui);
}

void draw_future_result(LabContext& context, const AttentionSide& side) {
  Ui& ui = context.ui;
  if (side.same_text()) {
    ui::text_muted(ui, ui.t("attention.future.same"));
    return;
  }
  if (side.changes().empty()) {
    ui::text_muted(ui, ui.t("attention.future.first"));
    return;
  }
  const RowChange all = side.all_changes();
  const bool none = all.bits == 0;
  ui::TextStyle verdict;
  verdict.size = ui::kTextDisplay;
  verdict.semibold = true;
  verdict.colour = none ? ui.palette.good : ui.palette.warning;
  ui::styled_text(
      ui, ui.format(none ? "attention.future.zero" : "attention.future.bits", {count(all.bits)}),
      verdict);
  const std::string name = std::string("attention.") + attention_model(side.kind()) + ".changes";
  ui.mark_item(name + ".verdict");
  ui::text(ui, ui.format(side.kind() == TransformerKind::kGpt ? "attention.future.compared.gpt"
                                                              : "attention.future.compared.bert",
                         {count(all.compared), std::to_string(side.changes().size()),
                          std::to_string(side.config().layers + 1)}));
  if (!none) {
    std::size_t rows = 0;
    for (const RowChange& row : side.changes()) rows += row.bits > 0 ? 1u : 0u;
    ui::text(ui, ui.format("attention.future.largest",
                           {std::to_string(rows), std::to_string(side.changes().size()),
                            ui::format_number(all.largest, 3)}));
  }
  const char* why = "attention.future.why_bert";
  if (side.kind() == TransformerKind::kGpt) {
    why = side.causal() ? "attention.future.why_gpt" : "attention.future.why_lifted";
  }
  ui::text_muted(ui, ui.t(why));
  ui::gap(ui, 0.5f);
  {
    ui::TokenFlow flow(ui);
    for (std::size_t i = 0; i < side.input().tokens.size(); ++i) {
      const bool before = i < side.changes().size();
      const bool changed = before && side.changes()[i].bits > 0;
      const std::string below = changed  ? percent(share_of(side.changes()[i]))
                                : before ? std::string("0 %")
                                         : std::string("–");
      const std::string tooltip =
          before ? ui.format("attention.future.row",
                             {side.input().tokens[i], count(side.changes()[i].bits),
                              count(side.changes()[i].compared),
                              ui::format_number(side.changes()[i].largest, 3)})
                 : std::string(ui.t("attention.future.not_compared"));
      ui::TokenChip chip;
      chip.text = side.input().tokens[i];
      chip.below = below;
      chip.outline = ui.palette.panel_border;
      if (before) {
        const ImU32 mark = side.changes()[i].bits == 0 ? ui.palette.good : ui.palette.warning;
        chip.outline = mark;
        chip.fill = ui::mix(ui.palette.panel, mark, 0.10f);
      } else {
        chip.colour = ui.palette.text_faint;
      }
      chip.tooltip = tooltip;
      flow.token(nullptr, chip);
    }
  }
  ui::text_small(ui, ui.t("attention.future.below"));
  ui::table_link(ui, (name + ".table").c_str(), [&] { return changes_table(ui, side); });
}

void draw_costs(LabContext& context, const AttentionSide& side) {
  Ui& ui = context.ui;
  const TokenNats* const plain = side.plain_nats();
  const TokenNats* const now = side.nats();
  ui::text_small(ui, ui.t(side.kind() == TransformerKind::kGpt ? "attention.cost.gpt"
                                                               : "attention.cost.bert"));
  const auto nats = [&](const TokenNats* one) {
    return one == nullptr ? std::string("…") : fixed(one->mean(), 3);
  };
  ui::figure(ui, ui.t("attention.cost.plain"), nats(plain), ui.t("attention.cost.plain.about"));
  if (!side.switched()) {
    ui::text_muted(ui, ui.t("attention.cost.nothing"));
  } else {
    ui::figure(ui, ui.t("attention.cost.now"), nats(now), ui.t("attention.cost.now.about"));
    if (plain != nullptr && now != nullptr) {
      const double more = now->mean() - plain->mean();
      ui::TextStyle style;
      style.semibold = true;
      style.colour = more > 0.0005 ? ui.palette.warning : ui.palette.text;
      ui::styled_text(ui,
                      ui.format(more < 0 ? "attention.cost.less" : "attention.cost.more",
                                {fixed(std::fabs(more), 3), fixed(std::exp(std::fabs(more)), 2)}),
                      style);
      const std::string name = std::string("attention.") + attention_model(side.kind()) + ".costs";
      ui::table_link(ui, name.c_str(), [&] { return nats_table(ui, side, *plain, *now); });
    }
  }
  if (side.kind() == TransformerKind::kGpt && !side.causal()) {
    ui::notice(ui, "attention.lifted", ui::NoticeKind::kWarning, ui.t("attention.cost.lifted"),
               ui.t("attention.cost.lifted.hint"));
  }
}

}  // namespace wordspace
