// One row of a BERT batch as chips.
// Not how rows are drawn from the text.
#include "labs/bert_row_view.h"

#include "labs/bert_answers.h"
#include "labs/lab_parts.h"
#include "text/token_codec.h"
#include "ui/token_widgets.h"

namespace wordspace {

using ui::Ui;

namespace {

const char* fate_key(MaskFate fate) {
  switch (fate) {
    case MaskFate::kNotChosen:
      return "bert.fate.not_chosen";
    case MaskFate::kMasked:
      return "bert.fate.masked";
    case MaskFate::kReplaced:
      return "bert.fate.replaced";
    case MaskFate::kKept:
      return "bert.fate.kept";
  }
  return "";
}

}  // namespace

MaskFate fate_of(const TokenCodec& codec, TokenId input, TokenId target) {
  if (target == kUnknownToken) return MaskFate::kNotChosen;
  if (input == codec.special().mask) return MaskFate::kMasked;
  return input == target ? MaskFate::kKept : MaskFate::kReplaced;
}

FateCounts count_fates(const TokenCodec& codec, const BertRow& row) {
  FateCounts counts;
  for (std::size_t t = 0; t < row.inputs.size(); ++t) {
    const MaskFate fate = fate_of(codec, row.inputs[t], row.targets[t]);
    const bool chosen = fate != MaskFate::kNotChosen;
    if (chosen || !is_special_token(codec, row.inputs[t])) ++counts.ordinary;
    if (fate == MaskFate::kMasked) ++counts.masked;
    if (fate == MaskFate::kReplaced) ++counts.replaced;
    if (fate == MaskFate::kKept) ++counts.kept;
  }
  return counts;
}

ImU32 fate_colour(const Ui& ui, MaskFate fate) {
  switch (fate) {
    case MaskFate::kNotChosen:
      return ui.palette.text_muted;
    case MaskFate::kMasked:
      return ui.palette.bert;
    case MaskFate::kReplaced:
      return ui.palette.bad;
    case MaskFate::kKept:
      return ui.palette.warning;
  }
  return 0;
}

void draw_bert_row(Ui& ui, const TokenCodec& codec, const BertRow& row) {
  ui::TokenFlow flow(ui);
  for (std::size_t t = 0; t < row.inputs.size(); ++t) {
    const MaskFate fate = fate_of(codec, row.inputs[t], row.targets[t]);
    const bool chosen = fate != MaskFate::kNotChosen;
    const bool special = is_special_token(codec, row.inputs[t]) && !chosen;
    const std::string shown = codec.display(row.inputs[t]);
    const std::string original = chosen ? codec.display(row.targets[t]) : shown;
    const std::string segment = row.segments[t] == 0 ? "A" : "B";
    const std::string tooltip =
        special ? ui.format("bert.fate.special", {shown, std::to_string(t), segment})
                : ui.format(fate_key(fate), {shown, std::to_string(t), segment, original});
    // Under each token its segment; under a chosen one what has to be guessed.
    const std::string below = chosen ? "→ " + original : segment;
    ui::TokenChip chip;
    chip.text = shown;
    chip.tooltip = tooltip;
    chip.below = below;
    if (chosen) {
      const ImU32 colour = fate_colour(ui, fate);
      chip.fill = fate == MaskFate::kMasked ? colour : ui::mix(ui.palette.panel, colour, 0.16f);
      chip.outline = colour;
      chip.colour = fate == MaskFate::kMasked ? ui::text_on(ui, colour) : ui.palette.text;
      chip.semibold = true;
    } else {
      // B stands on a tint.
      chip.outline = ui.palette.panel_border;
      chip.fill = row.segments[t] == 0 ? 0 : ui.palette.accent_soft;
      chip.colour = special ? ui.palette.text_muted : ui.palette.text;
    }
    flow.token(nullptr, chip);
  }
}

void draw_bert_row_legend(Ui& ui, const char* name) {
  static constexpr MaskFate kFates[] = {MaskFate::kMasked, MaskFate::kReplaced, MaskFate::kKept};
  static constexpr const char* kKeys[] = {"bert.legend.masked", "bert.legend.replaced",
                                          "bert.legend.kept"};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string label = ui.t(kKeys[i]);
    if (i > 0) ui::flow(ui, ui::badge_width(ui, label));
    const std::string rect = std::string(name) + "." + std::to_string(i);
    ui::badge(ui, rect.c_str(), label, fate_colour(ui, kFates[i]),
              ui.t(std::string(kKeys[i]) + ".about"));
  }
}

ui::Table table_of(Ui& ui, const TokenCodec& codec, const BertRow& row) {
  ui::Table table{{ui.t("bert.position"), ui.t("bert.segment"), ui.t("bert.token"),
                   ui.t("bert.mask.original"), ui.t("bert.fate")},
                  {}};
  for (std::size_t t = 0; t < row.inputs.size(); ++t) {
    const MaskFate fate = fate_of(codec, row.inputs[t], row.targets[t]);
    const char* fates[] = {"", "bert.legend.masked", "bert.legend.replaced", "bert.legend.kept"};
    const char* key = fates[static_cast<std::size_t>(fate)];
    table.rows.push_back(
        {std::to_string(t), row.segments[t] == 0 ? "A" : "B", codec.display(row.inputs[t]),
         fate == MaskFate::kNotChosen ? std::string() : codec.display(row.targets[t]),
         *key == '\0' ? std::string() : std::string(ui.t(key))});
  }
  return table;
}

}  // namespace wordspace
