// Ten words in a row.
// Not the arithmetic.
#include "labs/positions_chain_view.h"

#include <algorithm>

#include "labs/answering_model.h"
#include "labs/gpt_writing.h"
#include "labs/positions_picture.h"
#include "labs/transformer_parts.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"
#include "ui/token_widgets.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr std::uint64_t kMatrixSeed = 1;

// The last word of a beginning that the corpus knows: "king" of "the king".
std::string first_word(std::string_view corpus) {
  const std::string prompt = first_prompt(corpus);
  const std::size_t space = prompt.rfind(' ');
  return space == std::string::npos ? prompt : prompt.substr(space + 1);
}

}  // namespace

void PositionsChainView::follow(const AnsweringModel& model) {
  if (!model.ok()) return;
  if (word_.empty() && !known_) word_ = first_word(model.corpus);
  if (known_ && version_ == model.version && asked_ == word_ && asked_random_ == random_) return;
  known_ = true;
  version_ = model.version;
  asked_ = word_;
  asked_random_ = random_;
  chain_.clear();
  greedy_.clear();
  tokens_ = model.codec->encode(word_);
  several_ = tokens_.size() > 1;
  if (tokens_.empty()) return;
  const std::vector<float> matrix =
      random_ ? random_output_matrix(*model.transformer, kMatrixSeed) : std::vector<float>();
  chain_ = unembedding_chain(*model.transformer, *model.codec, tokens_[0], kLength + 1, kNumBest,
                             matrix);
  if (model.transformer->config().kind == TransformerKind::kGpt) {
    greedy_ = greedy_chain(*model.transformer, *model.codec, tokens_, kLength, kNumBest);
  }
}

void PositionsChainView::draw(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  ui::text_muted(ui, ui.t("positions.chain.about"));
  ui::text_field(ui, "positions.word", ui.t("positions.chain.word"), word_,
                 ui.t("positions.chain.hint"), ui.px(260));
  follow(model);
  if (tokens_.empty()) {
    ui::text_small(ui, ui.t("positions.chain.empty"));
    return;
  }
  if (several_) {
    ui::text_small(ui, ui.format("positions.chain.several", {word_, std::to_string(tokens_.size()),
                                                             model.codec->display(tokens_[0])}));
  }
  draw_chain(context, model);
  draw_greedy(context, model);
}

void PositionsChainView::draw_chain(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  const TokenCodec& codec = *model.codec;
  heading_with_table(
      ui, ui.t("positions.chain.embedding"), "positions.chain.table", !chain_.empty(), [&] {
        ui::Table table;
        table.header = {ui.t("gpt.token"), ui.t("positions.chain.own_rank"),
                        ui.t("positions.chain.own_score")};
        for (int i = 1; i <= kNumBest; ++i) {
          table.header.push_back(ui.format("positions.chain.best", {std::to_string(i)}));
          table.header.emplace_back(ui.t("positions.chain.score"));
        }
        for (const ChainLink& link : chain_) {
          std::vector<std::string> row = {codec.display(link.id), std::to_string(link.own_rank + 1),
                                          signed_fixed(static_cast<double>(link.own_score), 4)};
          for (const auto& [id, score] : link.best) {
            row.push_back(codec.display(id));
            row.push_back(signed_fixed(static_cast<double>(score), 4));
          }
          table.rows.push_back(std::move(row));
        }
        return table;
      });
  ui::text_small(ui, ui.t("positions.chain.embedding.about"));
  ui::toggle(ui, "positions.chain.random", ui.t("positions.chain.random"), random_,
             ui.t("positions.chain.random.about"));
  if (chain_.empty()) return;
  {
    ui::TokenFlow flow(ui);
    for (std::size_t i = 0; i < chain_.size(); ++i) {
      const ChainLink& link = chain_[i];
      ui::TokenChip chip;
      const std::string shown = codec.display(link.id);
      chip.text = shown;
      chip.outline = ui.palette.panel_border;
      chip.fill = i == 0 ? ui::mix(ui.palette.panel,
                                   model_colour(ui, model.transformer->config().kind), 0.25f)
                         : 0;
      chip.semibold = i == 0;
      // The score with which it was found.
      const std::string below =
          i == 0 ? " " : signed_fixed(static_cast<double>(chain_[i - 1].next_score), 2);
      chip.below = below;
      flow.token(nullptr, chip);
      if (flow.hovered()) {
        ui::begin_tooltip(ui);
        ui::tooltip_text(ui, ui.format("positions.chain.of", {shown}), true);
        for (const auto& [id, score] : link.best) {
          ui::tooltip_figure(ui, codec.display(id), signed_fixed(static_cast<double>(score), 3));
        }
        ui::tooltip_figure(ui, ui.t("positions.chain.own_rank"), std::to_string(link.own_rank + 1));
        ui::end_tooltip();
      }
      if (i + 1 == chain_.size()) continue;
      ui::TokenChip arrow;
      arrow.text = "→";
      arrow.colour = ui.palette.text_faint;
      arrow.below = " ";
      flow.token(nullptr, arrow);
    }
  }
  const auto itself = std::count_if(chain_.begin(), chain_.end(),
                                    [](const ChainLink& link) { return link.own_rank == 0; });
  ui::text_small(
      ui, ui.format(random_                                   ? "positions.chain.itself.random"
                    : model.transformer->config().tied_output ? "positions.chain.itself.tied"
                                                              : "positions.chain.itself.untied",
                    {std::to_string(itself), std::to_string(chain_.size())}));
}

void PositionsChainView::draw_greedy(LabContext& context, const AnsweringModel& model) {
  Ui& ui = context.ui;
  const TokenCodec& codec = *model.codec;
  if (model.transformer->config().kind != TransformerKind::kGpt) {
    ui::section(ui, ui.t("positions.chain.greedy"));
    ui::text_small(ui, ui.t("positions.chain.no_greedy"));
    return;
  }
  heading_with_table(ui, ui.t("positions.chain.greedy"), "positions.chain.greedy.table",
                     !greedy_.empty(), [&] {
                       ui::Table table;
                       table.header = {ui.t("gpt.token"), ui.t("gpt.token.probability")};
                       for (const GreedyLink& link : greedy_) {
                         table.rows.push_back({codec.display(link.id), fixed(link.probability, 6)});
                       }
                       return table;
                     });
  ui::text_small(ui, ui.t("positions.chain.greedy.about"));
  ui::TokenFlow flow(ui);
  const std::string beginning = codec.decode(tokens_);
  ui::TokenChip first;
  first.text = beginning;
  first.fill = ui::mix(ui.palette.panel, ui.palette.gpt, 0.25f);
  first.outline = ui.palette.panel_border;
  first.semibold = true;
  first.below = " ";
  flow.token(nullptr, first);
  for (const GreedyLink& link : greedy_) {
    ui::TokenChip chip;
    const std::string shown = codec.display(link.id);
    chip.text = shown;
    chip.outline = ui.palette.panel_border;
    const std::string below = percent(link.probability);
    chip.below = below;
    flow.token(nullptr, chip);
    if (!flow.hovered()) continue;
    ui::begin_tooltip(ui);
    for (const TokenProbability& one : link.top) {
      ui::tooltip_figure(ui, codec.display(one.id), ui::format_probability(one.probability));
    }
    ui::end_tooltip();
  }
}

}  // namespace wordspace
