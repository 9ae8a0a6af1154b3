// Tokenizers side by side, GPT's windows, BERT's pairs.
// Not training.
#include "labs/text_batches.h"

#include <algorithm>
#include <set>
#include <vector>

#include "core/rng.h"
#include "labs/answering_model.h"
#include "labs/bert_answers.h"
#include "labs/bert_row_view.h"
#include "labs/lab_parts.h"
#include "labs/transformer_parts.h"
#include "labs/transformer_room.h"
#include "labs/workspace.h"
#include "text/corpus.h"
#include "text/tokenizer.h"
#include "ui/icons.h"
#include "ui/token_widgets.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

// What a small tokenizer learns from, bytes: enough for its first two thousand tokens, and learned
// within a few frames.
constexpr std::size_t kSampleBytes = 400'000;
constexpr int kFewestTokens = 300, kMostTokens = 2000;
constexpr std::size_t kMostShown = 300;
constexpr int kBertRows = 4, kBertContext = 48;
constexpr int kStrideRows = 5;
// Streams of the seed.
constexpr std::uint64_t kGptStream = 0x67707462, kBertStream = 0x62657262;

std::string_view sample_of(const std::string& text) {
  if (text.size() <= kSampleBytes) return text;
  const std::size_t line = text.rfind('\n', kSampleBytes);
  return std::string_view(text).substr(0, line == std::string::npos ? 0 : line);
}

void draw_tokens(Ui& ui, const TokenCodec& codec, const std::vector<TokenId>& tokens) {
  ui::TokenFlow flow(ui);
  for (std::size_t t = 0; t < std::min(tokens.size(), kMostShown); ++t) {
    const bool unknown = tokens[t] == codec.special().unknown;
    const std::string shown = codec.display(tokens[t]);
    const std::string tooltip =
        unknown ? std::string(ui.t("batches.unknown"))
                : ui.format("batches.token", {shown, std::to_string(tokens[t])});
    ui::TokenChip chip;
    chip.text = shown;
    chip.outline = unknown ? ui.palette.bad : ui.palette.panel_border;
    // Pieces that go on with a word stand on a tint.
    if (codec.kind() != CodecKind::kCharacter && codec.continues_word(tokens[t])) {
      chip.fill = ui.palette.accent_soft;
      chip.colour = ui.palette.text;
    }
    chip.tooltip = tooltip;
    flow.token(nullptr, chip);
  }
}

}  // namespace

// --- Tokenizers.

void TokenizerPanels::follow(LabContext& context) {
  Workspace& workspace = context.workspace;
  const Corpus* corpus = workspace.corpus();
  if (corpus == nullptr) {
    codecs_ = {};
    trained_size_ = 0;
    return;
  }
  if (trained_size_ == vocab_size_ && corpus_version_ == workspace.corpus_version()) return;
  trained_size_ = vocab_size_;
  corpus_version_ = workspace.corpus_version();
  const std::string_view texts[] = {sample_of(corpus->text)};
  const auto keep = [](Result<std::shared_ptr<const TokenCodec>> made) {
    return made.ok() ? std::move(made.value()) : nullptr;
  };
  codecs_ = {keep(train_word_codec(texts, vocab_size_, SpecialSet::kGpt)),
             keep(train_character_codec(texts, kMostTokens, SpecialSet::kGpt)),
             keep(train_byte_bpe(texts, vocab_size_, SpecialSet::kGpt))};
}

void TokenizerPanels::draw(LabContext& context, const std::string& sentence) {
  Ui& ui = context.ui;
  follow(context);
  std::vector<std::shared_ptr<const TokenCodec>> codecs;
  for (const auto& codec : codecs_) {
    if (codec) codecs.push_back(codec);
  }
  // A WordPiece vocabulary is not learned here: it comes with a BERT that was opened.
  if (const AnsweringModel& bert = context.workspace.bert().answering();
      bert.ok() && bert.codec->kind() == CodecKind::kWordPiece) {
    codecs.push_back(bert.codec);
  }
  if (!codecs.empty()) {
    ui::slider_int(ui, "text.vocabulary", ui.t("batches.vocabulary"), vocab_size_, kFewestTokens,
                   kMostTokens, ui.t("batches.vocabulary.about"));
    ui::gap(ui, 0);
  }
  const float gap = ui.px(ui::kGrid * 2);
  const float room = ImGui::GetContentRegionAvail().x;
  // Three beside each other where they fit, four in two rows.
  const std::size_t columns = !is_wide(ui, 560)                        ? 1
                              : is_wide(ui, 700) && codecs.size() == 3 ? 3
                                                                       : 2;
  const float width = (room - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  static constexpr const char* kPanels[] = {"text.word", "text.char", "text.bpe", "text.wordpiece"};
  for (std::size_t i = 0; i < codecs.size(); ++i) {
    if (i % columns != 0) {
      ImGui::SameLine(0, gap);
    } else if (i > 0) {
      ui::gap(ui, 0);
    }
    const TokenCodec& codec = *codecs[i];
    const std::string kind = to_string(codec.kind());
    ui::begin_panel(ui, kPanels[static_cast<std::size_t>(codec.kind())], ImVec2(width, 0));
    ui::section(ui, ui.t("batches." + kind));
    const std::vector<TokenId> tokens = codec.encode(sentence);
    const std::set<TokenId> distinct(tokens.begin(), tokens.end());
    ui::text_small(ui, ui.format("batches.counts",
                                 {std::to_string(tokens.size()), std::to_string(distinct.size()),
                                  ui::format_count(codec.size())}));
    draw_tokens(ui, codec, tokens);
    ui::gap(ui, 1);
    ui::text_muted(ui, ui.t("batches." + kind + ".about"));
    ui::end_panel(ui);
  }
}

// --- Batches.

bool TextBatches::set_model(std::string_view name) {
  if (name != "gpt" && name != "bert") return false;
  model_ = name == "gpt" ? 0 : 1;
  return true;
}

// Says which text and tokenizer the batches come from; while there is none, the button that reads
// it.
std::shared_ptr<const TokenCorpus> TextBatches::draw_source(LabContext& context,
                                                            TransformerRoom& room) {
  Ui& ui = context.ui;
  const std::shared_ptr<const TokenCorpus> corpus = room.tokens();
  const std::string& other = context.workspace.corpus_name();
  const std::string model = room.model();
  if (room.corpus_name() != other) {
    ui::text_muted(ui, ui.format("batches.text", {corpus_title(ui, room.corpus_name())}));
    if (ui::link(ui, ("batches.use." + model).c_str(),
                 ui.format("batches.use", {corpus_title(ui, other)}))) {
      say_error(context, room.set("corpus", other));
      room.prepare_text();
    }
    ui::gap(ui, 0.5f);
  }
  if (corpus) {
    ui::text_small(
        ui, ui.format("batches.source",
                      {corpus_title(ui, corpus->name), tokenizer_label(ui, corpus->codec->kind()),
                       ui::format_count(corpus->codec->size()),
                       ui::format_count(static_cast<double>(corpus->training.tokens.size()))}));
    return corpus;
  }
  if (room.busy()) {
    ui::text_muted(ui, ui.t("batches.reading"));
    return nullptr;
  }
  if (ui::empty_state(ui, ("batches.read." + model).c_str(), ui.t("batches.empty"),
                      ui.t("batches.read"))) {
    room.prepare_text();
  }
  return nullptr;
}

void TextBatches::draw_seed(LabContext& context, const char* button, const char* slider) {
  Ui& ui = context.ui;
  if (!ui::begin_columns(ui, slider, 2, 220)) return;
  ui::next_column(ui);
  ui::slider_int(ui, slider, ui.t("batches.seed"), seed_, 1, 100, ui.t("batches.seed.about"));
  ui::next_column(ui);
  ui::gap(ui, 0.5f);
  ui::ButtonOptions again;
  again.icon = ui::icons::kRefresh;
  again.tooltip = ui.t("batches.again.about");
  if (ui::button(ui, button, ui.t("batches.again"), again)) seed_ = seed_ % 100 + 1;
  ui::end_columns(ui);
}

void TextBatches::draw(LabContext& context) {
  Ui& ui = context.ui;
  const std::string models[] = {ui.t("batches.view.gpt"), ui.t("batches.view.bert")};
  ui::segmented(ui, "batches.model", models, model_);
  ui::gap(ui, 1);
  if (model_ == 0) {
    draw_gpt(context);
  } else {
    draw_bert(context);
  }
}

void TextBatches::draw_gpt(LabContext& context) {
  Ui& ui = context.ui;
  ui::text_muted(ui, ui.t("batches.gpt.about"));
  const std::shared_ptr<const TokenCorpus> corpus = draw_source(context, context.workspace.gpt());
  if (!corpus) return;
  if (ui::begin_columns(ui, "batches.sizes", 2, 220)) {
    ui::next_column(ui);
    ui::slider_int(ui, "batches.window", ui.t("batches.window"), window_, 4, 32,
                   ui.t("batches.window.about"));
    ui::next_column(ui);
    ui::slider_int(ui, "batches.rows", ui.t("batches.rows"), rows_, 1, 8,
                   ui.t("batches.rows.about"));
    ui::end_columns(ui);
  }
  draw_seed(context, "batches.gpt.again", "batches.gpt.seed");
  const std::string size = std::to_string(window_) + " " + std::to_string(rows_);
  const std::string signature = size + " " + std::to_string(seed_);
  if (gpt_corpus_ != corpus || gpt_signature_ != signature) {
    gpt_corpus_ = corpus;
    gpt_signature_ = signature;
    gpt_batcher_.emplace(corpus, rows_, window_);
    Rng rng(static_cast<std::uint64_t>(seed_), kGptStream);
    gpt_batcher_->draw(rng, gpt_);
  }
  row_ = std::clamp(row_, 0, rows_ - 1);
  draw_batch(context, *corpus->codec);
  draw_window(context, *corpus->codec);
  draw_strides(context, corpus);
}

// All rows, one pressed.
void TextBatches::draw_batch(LabContext& context, const TokenCodec& codec) {
  Ui& ui = context.ui;
  heading_with_table(
      ui,
      ui.format("batches.batch", {std::to_string(gpt_.batch), std::to_string(gpt_.context)})
          .c_str(),
      "batches.batch.table", true, [&] {
        ui::Table table{{ui.t("batches.row"), ui.t("bert.position"), ui.t("batches.input"),
                         ui.t("batches.target")},
                        {}};
        for (std::size_t i = 0; i < gpt_.inputs.size(); ++i) {
          const auto width = static_cast<std::size_t>(gpt_.context);
          table.rows.push_back(
              {std::to_string(i / width + 1), std::to_string(i % width),
               codec.display(gpt_.inputs[i]),
               gpt_.targets[i] == kUnknownToken ? std::string() : codec.display(gpt_.targets[i])});
        }
        return table;
      });
  ui::text_small(ui, ui.t("batches.batch.about"));
  ui::TokenFlow flow(ui, ui::kTextSmall);
  for (int r = 0; r < gpt_.batch; ++r) {
    if (r > 0) flow.new_line();
    const std::string number = std::to_string(r + 1);
    const std::string name = "batches.row." + std::to_string(r);
    ui::TokenChip head;
    head.text = number;
    head.semibold = true;
    const bool chosen = r == row_;
    head.fill = chosen ? ui.palette.gpt : 0;
    head.outline = ui.palette.gpt;
    head.colour = chosen ? ui::text_on(ui, ui.palette.gpt) : ui.palette.text;
    head.tooltip = ui.t("batches.row.press");
    if (flow.token(name.c_str(), head)) row_ = r;
    for (int t = 0; t < gpt_.context; ++t) {
      const std::string shown =
          codec.display(gpt_.inputs[static_cast<std::size_t>(r * gpt_.context + t)]);
      ui::TokenChip chip;
      chip.text = shown;
      chip.outline = ui.palette.panel_border;
      chip.colour = chosen ? ui.palette.text : ui.palette.text_muted;
      flow.token(nullptr, chip);
    }
  }
}

// One row closely: under each input the token that has to be guessed.
void TextBatches::draw_window(LabContext& context, const TokenCodec& codec) {
  Ui& ui = context.ui;
  ui::section(ui, ui.format("batches.one", {std::to_string(row_ + 1)}));
  ui::text_small(ui, ui.format("batches.one.about",
                               {std::to_string(gpt_.context + 1), std::to_string(gpt_.context)}));
  ui::TokenFlow flow(ui);
  for (int t = 0; t < gpt_.context; ++t) {
    const auto at = static_cast<std::size_t>(row_ * gpt_.context + t);
    const std::string shown = codec.display(gpt_.inputs[at]);
    const bool counts = gpt_.targets[at] != kUnknownToken;
    const std::string target = counts ? codec.display(gpt_.targets[at]) : std::string();
    const std::string below = counts ? "→ " + target : std::string(" ");
    const std::string tooltip = counts
                                    ? ui.format("batches.guess", {std::to_string(t), shown, target})
                                    : std::string(ui.t("batches.padding"));
    ui::TokenChip chip;
    chip.text = shown;
    chip.outline = ui.palette.gpt;
    chip.below = below;
    chip.tooltip = tooltip;
    flow.token(nullptr, chip);
  }
}

// The held-out text cut into windows, one row each, where they stand in the text.
void TextBatches::draw_strides(LabContext& context,
                               const std::shared_ptr<const TokenCorpus>& corpus) {
  Ui& ui = context.ui;
  const TokenCodec& codec = *corpus->codec;
  ui::section(ui, ui.t("batches.stride"));
  ui::text_small(ui, ui.t("batches.stride.about"));
  overlap_ = std::clamp(overlap_, 0, window_ - 1);
  ui::slider_int(ui, "batches.overlap", ui.t("batches.overlap"), overlap_, 0, window_ - 1,
                 ui.t("batches.overlap.about"));
  const std::string signature = std::to_string(window_) + " " + std::to_string(overlap_);
  if (stride_corpus_ != corpus || stride_signature_ != signature) {
    stride_corpus_ = corpus;
    stride_signature_ = signature;
    const GptBatcher batcher(corpus, kStrideRows, window_, overlap_);
    num_strides_ = static_cast<int>(
        std::min<std::size_t>(batcher.num_held_out_windows(), std::size_t{kStrideRows}));
    if (num_strides_ > 0) batcher.held_out(0, strides_);
  }
  if (num_strides_ == 0) {
    ui::text_muted(ui, ui.t("batches.no_held_out"));
    return;
  }
  const int stride = window_ - overlap_;
  ui::text(ui, ui.format("batches.stride.now", {std::to_string(stride), std::to_string(window_),
                                                std::to_string(overlap_)}));
  const int columns = stride * (num_strides_ - 1) + window_;
  const float room = ImGui::GetContentRegionAvail().x;
  const float cell = std::clamp(room / static_cast<float>(columns), 2.0f, ui.px(22));
  const float height = ui.px(14), step = ui.px(20);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy(ImVec2(room, step * static_cast<float>(num_strides_)));
  const bool hovered = ImGui::IsItemHovered();
  const ImVec2 mouse = ImGui::GetMousePos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImU32 soft = ui::mix(ui.palette.panel, ui.palette.gpt, 0.22f);
  for (int r = 0; r < num_strides_; ++r) {
    for (int t = 0; t < window_; ++t) {
      const auto index = static_cast<std::size_t>(r * window_ + t);
      const bool counts = strides_.targets[index] != kUnknownToken;
      const ImVec2 from(at.x + cell * static_cast<float>(r * stride + t),
                        at.y + step * static_cast<float>(r));
      const ImVec2 to(from.x + std::max(cell - 1, 1.0f), from.y + height);
      if (to.x > at.x + room + 1) break;
      list->AddRectFilled(from, to, counts ? ui.palette.gpt : soft, ui.px(2));
      if (hovered && mouse.x >= from.x && mouse.x < to.x + 1 && mouse.y >= from.y &&
          mouse.y < to.y) {
        const std::string token = codec.display(strides_.inputs[index]);
        const std::string words =
            counts ? ui.format("batches.cell", {std::to_string(r + 1), token,
                                                codec.display(strides_.targets[index])})
                   : ui.format("batches.cell.context", {std::to_string(r + 1), token});
        ui::begin_tooltip(ui);
        ui::tooltip_text(ui, words);
        ui::end_tooltip();
      }
    }
  }
  ui::text_small(ui, ui.t("batches.stride.legend"));
}

void TextBatches::draw_bert(LabContext& context) {
  Ui& ui = context.ui;
  ui::text_muted(ui, ui.t("batches.bert.about"));
  const std::shared_ptr<const TokenCorpus> corpus = draw_source(context, context.workspace.bert());
  if (!corpus) return;
  draw_seed(context, "batches.bert.again", "batches.bert.seed");
  const std::string signature = std::to_string(seed_);
  if (bert_corpus_ != corpus || bert_signature_ != signature) {
    bert_corpus_ = corpus;
    bert_signature_ = signature;
    auto batcher = BertBatcher::make(corpus, kBertRows, kBertContext);
    bert_status_ = batcher.ok() ? Status(Done{}) : Status(batcher.error());
    if (batcher.ok()) {
      Rng rng(static_cast<std::uint64_t>(seed_), kBertStream);
      batcher.value().draw(rng, bert_);
    }
  }
  if (!bert_status_.ok()) {
    ui::notice(ui, "batches.bert.error", ui::NoticeKind::kWarning,
               ui.words.error_message(bert_status_.error()),
               ui.words.error_hint(bert_status_.error()));
    return;
  }
  const TokenCodec& codec = *corpus->codec;
  const auto row_of = [&](int b) {
    const auto width = static_cast<std::size_t>(bert_.context);
    const auto index = static_cast<std::size_t>(b);
    const auto length = static_cast<std::size_t>(bert_.lengths[index]);
    return BertRow{std::span(bert_.inputs).subspan(index * width, length),
                   std::span(bert_.mask_targets).subspan(index * width, length),
                   std::span(bert_.segments).subspan(index * width, length),
                   bert_.is_next[index] != 0};
  };
  FateCounts sum;
  int next = 0;
  for (int b = 0; b < bert_.batch; ++b) {
    const FateCounts one = count_fates(codec, row_of(b));
    sum.ordinary += one.ordinary;
    sum.masked += one.masked;
    sum.replaced += one.replaced;
    sum.kept += one.kept;
    next += row_of(b).is_next ? 1 : 0;
  }
  const double share =
      sum.ordinary == 0 ? 0 : static_cast<double>(sum.chosen()) / static_cast<double>(sum.ordinary);
  ui::gap(ui, 0.5f);
  ui::text(
      ui, ui.format("batches.bert.sum", {std::to_string(sum.chosen()), std::to_string(sum.ordinary),
                                         percent(share), std::to_string(sum.masked),
                                         std::to_string(sum.replaced), std::to_string(sum.kept)}));
  ui::text(ui, ui.format("batches.bert.next", {std::to_string(next), std::to_string(bert_.batch)}));
  draw_bert_row_legend(ui, "batches.legend");
  for (int b = 0; b < bert_.batch; ++b) {
    const BertRow row = row_of(b);
    const std::string table = "batches.bert.table." + std::to_string(b);
    heading_with_table(ui, ui.format("batches.pair", {std::to_string(b + 1)}).c_str(),
                       table.c_str(), true, [&] { return table_of(ui, codec, row); });
    draw_bert_row(ui, codec, row);
    ui::text_small(ui, ui.t(row.is_next ? "bert.row.next" : "bert.row.random"));
  }
}

}  // namespace wordspace
