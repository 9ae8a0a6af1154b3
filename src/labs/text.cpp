// Lab 2, Text and tokens: the corpus, tokenizers side by side, growth and Zipf, windows and noise
// as they are drawn, batches, documents held out. Not training: nothing here learns. The windows'
// drawing stands in text_windows.cpp, that of tokenizers and batches in text_batches.cpp.
#include <algorithm>
#include <cmath>

#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "labs/offline_texts_view.h"
#include "labs/text_batches.h"
#include "labs/text_statistics.h"
#include "labs/text_windows.h"
#include "labs/workspace.h"
#include "text/builtin_corpora.h"
#include "text/sampling.h"
#include "text/tokenizer.h"
#include "train/word2vec_run.h"
#include "ui/icons.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr double kCountBudgetMs = 6;
constexpr TokenId kTopWords = 200;
constexpr const char* kViews[] = {"tokens", "counts", "rare", "windows", "batches", "split"};

class TextLab : public Lab {
 public:
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  bool wants_frames() const override { return statistics_.started() && !statistics_.done(); }
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  enum View { kTokens, kCounts, kRare, kWindows, kBatches, kSplit };

  void follow(LabContext& context);
  bool draw_missing(LabContext& context);
  void draw_tokens(LabContext& context);
  void draw_counts(LabContext& context);
  void draw_top_words(LabContext& context);
  void draw_rare(LabContext& context);
  void draw_split(LabContext& context);

  TextStatistics statistics_;
  TextWindows windows_;
  TokenizerPanels tokenizers_;
  TextBatches batches_;
  std::uint64_t seen_corpus_ = 0;
  int view_ = kTokens;
  std::string sample_;
  std::string sample_language_;
  std::string pasted_;
  float held_out_percent_ = 5;
};

void TextLab::follow(LabContext& context) {
  Workspace& workspace = context.workspace;
  if (workspace.corpus_version() != seen_corpus_ || workspace.corpus() == nullptr) {
    seen_corpus_ = workspace.corpus_version();
    statistics_.clear();
    windows_.clear();
    if (workspace.corpus() != nullptr) statistics_.begin(*workspace.corpus());
  }
  if (statistics_.started() && !statistics_.done()) {
    statistics_.advance(kCountBudgetMs);
    context.ui.want_frame = true;
  }
  if (sample_language_ != context.ui.language) {
    sample_language_ = context.ui.language;
    sample_ = context.ui.t("text.sample");
  }
}

void TextLab::draw_picture(LabContext& context) {
  follow(context);
  Ui& ui = context.ui;
  const std::vector<std::string> views = view_labels(ui, "text.view.", kViews);
  ui::segmented(ui, "text.view", views, view_);
  ui::gap(ui, 1);
  switch (view_) {
    case kTokens:
      draw_tokens(context);
      break;
    case kCounts:
      draw_counts(context);
      break;
    case kRare:
      draw_rare(context);
      break;
    case kWindows:
      ui::begin_panel(ui, "text.windows");
      if (!draw_missing(context)) windows_.draw(context, statistics_);
      ui::end_panel(ui);
      break;
    case kBatches:
      ui::begin_panel(ui, "text.batches");
      batches_.draw(context);
      ui::end_panel(ui);
      break;
    default:
      draw_split(context);
      break;
  }
}

// What a view says while there is no counted text: load it, or how far the counting is. True:
// drawn.
bool TextLab::draw_missing(LabContext& context) {
  Ui& ui = context.ui;
  if (statistics_.done()) return false;
  if (statistics_.started()) {
    ui::progress_bar(ui, statistics_.share(),
                     ui.format("text.counting",
                               {ui::format_count(static_cast<double>(statistics_.num_words()))}));
    return true;
  }
  if (draw_waiting(context)) return true;
  if (ui::empty_state(ui, "text.load", ui.t("text.empty"), ui.t("text.load"))) {
    context.workspace.choose_corpus(context.workspace.corpus_name());
  }
  return true;
}

void TextLab::draw_tokens(LabContext& context) {
  Ui& ui = context.ui;
  ui::begin_panel(ui, "text.sample");
  ui::text_field(ui, "text.sentence", ui.t("text.sentence"), sample_, ui.t("text.sentence.hint"));
  ui::end_panel(ui);
  ui::gap(ui, 0);
  // Tokenizers that learn their vocabulary need a text; the two that need none are shown at once.
  if (context.workspace.corpus() != nullptr) {
    tokenizers_.draw(context, sample_);
    return;
  }
  const float gap = ui.px(ui::kGrid * 2);
  const bool wide = is_wide(ui, 640);
  const float room = ImGui::GetContentRegionAvail().x;
  const float width = wide ? (room - gap) / 2 : room;
  static constexpr TokenizerKind kKinds[] = {TokenizerKind::kWord, TokenizerKind::kCharacter};
  static constexpr const char* kKeys[] = {"text.tokenizer.word", "text.tokenizer.character"};
  for (int i = 0; i < 2; ++i) {
    if (i > 0 && wide) ImGui::SameLine(0, gap);
    ui::begin_panel(ui, kKeys[i], ImVec2(width, 0));
    ui::section(ui, ui.t(kKeys[i]));
    const std::vector<std::string> tokens = tokenize(kKinds[i], sample_);
    std::vector<std::string> distinct = tokens;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    ui::text_small(ui, ui.format("text.tokens",
                                 {std::to_string(tokens.size()), std::to_string(distinct.size())}));
    {
      WordFlow flow(ui);
      const std::size_t shown = std::min<std::size_t>(tokens.size(), 400);
      for (std::size_t t = 0; t < shown; ++t) {
        const bool space = tokens[t] == " ", line = tokens[t] == "\n";
        flow.word(space ? "␣" : line ? "↵" : tokens[t], FlowStyle::kToken);
      }
    }
    ui::gap(ui, 1);
    ui::text_muted(ui, ui.t(std::string(kKeys[i]) + ".about"));
    ui::end_panel(ui);
  }
  ui::gap(ui, 0);
  ui::begin_panel(ui, "text.bpe");
  draw_missing(context);
  ui::end_panel(ui);
}

void TextLab::draw_counts(LabContext& context) {
  Ui& ui = context.ui;
  const float gap = ui.px(ui::kGrid * 2);
  const bool wide = is_wide(ui, 640);
  const float room = ImGui::GetContentRegionAvail().x;
  const float width = wide ? (room - gap) / 2 : room;

  ui::begin_panel(ui, "text.growth", ImVec2(width, 0));
  ui::section(ui, ui.t("text.growth"));
  std::vector<ui::Series> series;
  // A vector that is still growing moves: the plot reads this frame's.
  const std::vector<double> words = statistics_.growth_words(),
                            distinct = statistics_.growth_distinct();
  if (!words.empty())
    series.push_back({ui.t("text.growth.seen"), words, distinct, ui.palette.accent});
  std::vector<double> fitted;
  if (statistics_.done() && statistics_.has_heaps()) {
    for (const double x : words) {
      fitted.push_back(statistics_.heaps_k() * std::pow(x, statistics_.heaps_beta()));
    }
    series.push_back(
        {ui.t("text.growth.law"), words, fitted, ui.palette.baseline, ui::Mark::kLine, 1});
  }
  ui::PlotOptions options;
  options.x = {ui.t("axis.words_read"), true};
  options.y = {ui.t("axis.distinct_words"), true};
  options.height = 240;
  options.empty = ui.t("text.empty");
  ui::plot(ui, "text.growth.plot", series, {}, options);
  if (statistics_.done()) {
    if (statistics_.has_heaps()) {
      ui::text_small(ui, ui.format("text.growth.fit", {fixed(statistics_.heaps_k(), 1),
                                                       fixed(statistics_.heaps_beta(), 2)}));
    }
    ui::table_link(ui, "text.growth.table", [&] {
      ui::Table table{{ui.t("axis.words_read"), ui.t("axis.distinct_words")}, {}};
      for (std::size_t i = 0; i < words.size(); ++i) {
        table.rows.push_back({fixed(words[i], 0), fixed(distinct[i], 0)});
      }
      return table;
    });
  }
  ui::end_panel(ui);
  if (wide) ImGui::SameLine(0, gap);

  ui::begin_panel(ui, "text.zipf", ImVec2(width, 0));
  ui::section(ui, ui.t("text.zipf"));
  std::vector<double> ranks, counts, law;
  if (statistics_.done() && statistics_.vocabulary()->size() > 0) {
    const Vocabulary& vocabulary = *statistics_.vocabulary();
    for (double rank = 1; rank <= vocabulary.size();
         rank = std::max(rank + 1, std::floor(rank * 1.12))) {
      ranks.push_back(rank);
      counts.push_back(static_cast<double>(vocabulary.count(static_cast<TokenId>(rank) - 1)));
      law.push_back(static_cast<double>(vocabulary.count(0)) / rank);
    }
  }
  series.clear();
  if (!ranks.empty()) {
    series.push_back({ui.t("text.zipf.seen"), ranks, counts, ui.palette.accent, ui::Mark::kDots});
    series.push_back({ui.t("text.zipf.law"), ranks, law, ui.palette.baseline, ui::Mark::kLine, 1});
  }
  options.x = {ui.t("axis.rank"), true};
  options.y = {ui.t("axis.count"), true};
  ui::plot(ui, "text.zipf.plot", series, {}, options);
  if (statistics_.done()) {
    if (statistics_.has_zipf()) {
      ui::text_small(ui, ui.format("text.zipf.fit", {fixed(statistics_.zipf_s(), 2),
                                                     std::to_string(TextStatistics::kZipfFirst),
                                                     std::to_string(statistics_.zipf_last())}));
    }
    ui::table_link(ui, "text.zipf.table", [&] {
      ui::Table table{{ui.t("axis.rank"), ui.t("table.word"), ui.t("axis.count")}, {}};
      for (std::size_t i = 0; i < ranks.size(); ++i) {
        table.rows.push_back({fixed(ranks[i], 0),
                              statistics_.vocabulary()->word(static_cast<TokenId>(ranks[i]) - 1),
                              fixed(counts[i], 0)});
      }
      return table;
    });
  }
  ui::end_panel(ui);
  ui::gap(ui, 0);
  draw_top_words(context);
}

void TextLab::draw_top_words(LabContext& context) {
  Ui& ui = context.ui;
  ui::begin_panel(ui, "text.top");
  ui::section(ui, ui.t("text.top"));
  if (!draw_missing(context)) {
    const Vocabulary& vocabulary = *statistics_.vocabulary();
    const std::vector<float> keep =
        keep_probabilities(vocabulary, context.workspace.run().config.sample);
    ui::Table table{{ui.t("axis.rank"), ui.t("table.word"), ui.t("axis.count"), ui.t("table.share"),
                     ui.t("table.keep")},
                    {}};
    for (TokenId id = 0; id < std::min(kTopWords, vocabulary.size()); ++id) {
      table.rows.push_back(
          {std::to_string(id + 1), vocabulary.word(id),
           ui::format_count(static_cast<double>(vocabulary.count(id))),
           fixed(100.0 * static_cast<double>(vocabulary.count(id)) /
                     static_cast<double>(vocabulary.total_count()),
                 2) +
               " %",
           fixed(100.0 * static_cast<double>(keep[static_cast<std::size_t>(id)]), 0) + " %"});
    }
    ui::table(ui, "text.top.table", table, 320);
  }
  ui::end_panel(ui);
}

// Rare words and frequent words: who is left out for being rare, who is skipped for being frequent.
void TextLab::draw_rare(LabContext& context) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  ui::begin_panel(ui, "text.subsampling");
  ui::section(ui, ui.t("text.subsampling"));
  ui::text_muted(ui, ui.t("text.subsampling.about"));
  float sample = static_cast<float>(workspace.run().config.sample);
  if (ui::slider_float(ui, "text.sample_t", ui.t("word2vec.sample"), sample, 1e-5f, 1e-1f, "%.5f",
                       true, ui.t("word2vec.sample.about"))) {
    say_error(context, workspace.set("sample", std::to_string(sample)));
  }
  const double t = workspace.run().config.sample;
  const auto keep_of = [t](double f) {
    return t <= 0 ? 1.0 : std::min(1.0, (std::sqrt(f / t) + 1) * t / f);
  };
  std::vector<double> shares, keeps;
  for (double f = 1e-6; f < 0.2; f *= 1.2) {
    shares.push_back(f * 100);
    keeps.push_back(keep_of(f) * 100);
  }
  std::vector<double> word_shares, word_keeps;
  if (statistics_.done()) {
    const Vocabulary& vocabulary = *statistics_.vocabulary();
    for (TokenId id = 0; id < std::min<TokenId>(20, vocabulary.size()); ++id) {
      const double f =
          static_cast<double>(vocabulary.count(id)) / static_cast<double>(vocabulary.total_count());
      word_shares.push_back(f * 100);
      word_keeps.push_back(keep_of(f) * 100);
    }
  }
  std::vector<ui::Series> series = {
      {ui.t("text.subsampling.curve"), shares, keeps, ui.palette.accent}};
  if (!word_shares.empty()) {
    series.push_back({ui.t("text.subsampling.words"), word_shares, word_keeps, ui.palette.warning,
                      ui::Mark::kDots});
  }
  ui::PlotOptions options;
  options.x = {ui.t("axis.share_of_text"), true};
  options.y = {ui.t("axis.kept"), false, false, 0, 105};
  options.height = 220;
  ui::plot(ui, "text.subsampling.plot", series, {}, options);
  ui::table_link(ui, "text.subsampling.table", [&] {
    ui::Table table{{ui.t("axis.share_of_text"), ui.t("axis.kept")}, {}};
    for (std::size_t i = 0; i < shares.size(); ++i) {
      table.rows.push_back({fixed(shares[i], 5), fixed(keeps[i], 1)});
    }
    return table;
  });
  ui::end_panel(ui);

  ui::gap(ui, 0);
  ui::begin_panel(ui, "text.min_count");
  ui::section(ui, ui.t("text.min_count"));
  if (!draw_missing(context)) {
    int min_count = static_cast<int>(workspace.run().min_count);
    if (ui::slider_int(ui, "text.min_count.slider", ui.t("word2vec.min_count"), min_count, 1, 50,
                       ui.t("word2vec.min_count.about"))) {
      say_error(context, workspace.set("min-count", std::to_string(min_count)));
    }
    const Vocabulary& vocabulary = *statistics_.vocabulary();
    const auto counts = vocabulary.counts();
    const auto kept_end = std::partition_point(
        counts.begin(), counts.end(), [&](std::int64_t count) { return count >= min_count; });
    const auto kept = static_cast<double>(kept_end - counts.begin());
    double covered = 0;
    for (auto it = counts.begin(); it != kept_end; ++it) covered += static_cast<double>(*it);
    ui::figure(ui, ui.t("text.min_count.words"),
               ui.format("text.of", {ui::format_count(kept),
                                     ui::format_count(static_cast<double>(vocabulary.size()))}),
               ui.t("text.min_count.words.about"));
    ui::figure(ui, ui.t("text.min_count.text"),
               percent(vocabulary.total_count() == 0
                           ? 0
                           : covered / static_cast<double>(vocabulary.total_count())),
               ui.t("text.min_count.text.about"));
  }
  ui::end_panel(ui);
}

void TextLab::draw_split(LabContext& context) {
  Ui& ui = context.ui;
  ui::begin_panel(ui, "text.split");
  ui::section(ui, ui.t("text.split"));
  ui::text_muted(ui, ui.t("text.split.about"));
  if (!draw_missing(context)) {
    ui::slider_float(ui, "text.split.share", ui.t("text.split.share"), held_out_percent_, 0, 50,
                     "%.0f %%", false, ui.t("text.split.share.about"));
    const std::uint64_t seed = context.workspace.run().config.seed;
    const std::vector<bool> held_out = choose_held_out(
        statistics_.num_documents(), static_cast<double>(held_out_percent_) / 100, seed);
    const auto out = static_cast<double>(std::count(held_out.begin(), held_out.end(), true));
    ui::text(ui, ui.format("text.split.counts",
                           {ui::format_count(static_cast<double>(held_out.size()) - out),
                            ui::format_count(out), std::to_string(seed)}));
    // One cell a document; where there are too many, one for a run of them would lie: show the
    // first.
    const std::size_t shown = std::min<std::size_t>(held_out.size(), 2000);
    const float cell = ui.px(9), step = ui.px(11);
    const float room = ImGui::GetContentRegionAvail().x;
    const auto columns = std::max<std::size_t>(1, static_cast<std::size_t>(room / step));
    const auto rows = (shown + columns - 1) / columns;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::Dummy(ImVec2(room, static_cast<float>(rows) * step + ui.px(4)));
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 mouse = ImGui::GetMousePos();
    for (std::size_t i = 0; i < shown; ++i) {
      const ImVec2 from(at.x + static_cast<float>(i % columns) * step,
                        at.y + static_cast<float>(i / columns) * step);
      const ImVec2 to(from.x + cell, from.y + cell);
      if (held_out[i]) {
        list->AddRectFilled(from, to, ui.palette.warning, ui.px(2));
      } else {
        list->AddRect(from, to, ui.palette.accent, ui.px(2));
      }
      if (ImGui::IsItemHovered() && mouse.x >= from.x && mouse.x < to.x && mouse.y >= from.y &&
          mouse.y < to.y) {
        ImGui::SetTooltip("%s", ui.format(held_out[i] ? "text.split.out" : "text.split.in",
                                          {std::to_string(i + 1)})
                                    .c_str());
      }
    }
    ui::text_small(ui, ui.t("text.split.legend"));
    if (shown < held_out.size()) {
      ui::text_small(ui,
                     ui.format("text.split.first", {ui::format_count(static_cast<double>(shown))}));
    }
  }
  ui::end_panel(ui);
}

void TextLab::draw_controls(LabContext& context) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  ui::section(ui, ui.t("text.corpus"));
  draw_corpus_choice(context, "text.corpus", ui.t("text.corpus.choose"));
  if (const CorpusInfo* info = workspace.corpus_info()) {
    if (info->name != "own") ui::text_muted(ui, ui.t("corpus." + info->name + ".about"));
    if (workspace.corpus() != nullptr) {
      ui::figure(ui, ui.t("text.size"),
                 ui::format_bytes(static_cast<double>(workspace.corpus()->text.size())),
                 ui.t("text.size.about"));
    }
    const double words = statistics_.started() ? static_cast<double>(statistics_.num_words())
                                               : static_cast<double>(info->num_words);
    ui::figure(ui, ui.t("text.words"), ui::format_count(words), ui.t("text.words.about"));
    if (statistics_.started()) {
      ui::figure(ui, ui.t("text.distinct"),
                 ui::format_count(static_cast<double>(statistics_.num_distinct())),
                 ui.t("text.distinct.about"));
      ui::figure(ui, ui.t("text.documents"),
                 ui::format_count(static_cast<double>(statistics_.num_documents())),
                 ui.t("text.documents.about"));
    }
    if (!info->licence.empty()) {
      ui::text_small(ui, ui.format("text.licence", {info->licence}));
    }
    if (!info->source.empty()) ui::text_small(ui, ui.format("text.source", {info->source}));
    if (statistics_.done() &&
        statistics_.num_words() < static_cast<std::int64_t>(kMinUsefulWords)) {
      ui::notice(ui, "text.small", ui::NoticeKind::kWarning,
                 ui.format("error.text.small.message", {std::to_string(statistics_.num_words())}),
                 ui.t("error.text.small.hint"));
    }
  }

  const ui::LockedPart locked(ui);
  ui::section(ui, ui.t("text.own"));
  ui::text_small(ui, ui.t("text.own.about"));
  ui::text_area(ui, "text.own.area", ui.t("text.own.label"), pasted_, ui.t("text.own.hint"), 110);
  ui::ButtonOptions use;
  use.style = ui::ButtonStyle::kPrimary;
  use.enabled = !pasted_.empty();
  use.tooltip = ui.t("text.own.use.about");
  if (ui::button(ui, "text.own.use", ui.t("text.own.use"), use)) {
    if (workspace.own_text(ui.t("text.own.title"), pasted_).ok()) pasted_.clear();
  }
  ui::ButtonOptions open;
  open.icon = ui::icons::kFolder;
  open.tooltip = ui.t("text.own.open.about");
  if (ui::button(ui, "text.own.open", ui.t("text.own.open"), open)) {
    open_file(context, ".txt,text/plain", [&workspace](const std::string& name, std::string bytes) {
      static_cast<void>(workspace.own_text(name, std::move(bytes)));
    });
  }
  draw_offline_texts(context);
}

bool TextLab::set(std::string_view field, std::string_view value) {
  if (field == "text.sentence") {
    sample_ = value;
    return true;
  }
  if (field == "batches.model") return batches_.set_model(value);
  if (field == "text.view") {
    choose_view(kViews, value, view_);
    return true;
  }
  return false;
}

std::string TextLab::get(std::string_view field) const {
  if (field == "text.view") return kViews[view_];
  if (field == "text.sentence") return sample_;
  if (field == "batches.model") return batches_.model();
  if (field == "text.num_tokens.word" || field == "text.num_tokens.character") {
    const bool words = field == "text.num_tokens.word";
    return std::to_string(
        tokenize(words ? TokenizerKind::kWord : TokenizerKind::kCharacter, sample_).size());
  }
  if (!statistics_.done()) return {};
  if (field == "text.num_words") return std::to_string(statistics_.num_words());
  if (field == "text.num_distinct") return std::to_string(statistics_.num_distinct());
  if (field == "text.zipf") return fixed(statistics_.zipf_s(), 3);
  if (field == "text.heaps") return fixed(statistics_.heaps_beta(), 3);
  // The most frequent word and its share of the text.
  const Vocabulary& vocabulary = *statistics_.vocabulary();
  if (field == "text.most_frequent" && vocabulary.size() > 0) {
    return vocabulary.word(0) + " " +
           fixed(static_cast<double>(vocabulary.count(0)) /
                     static_cast<double>(vocabulary.total_count()),
                 4);
  }
  return {};
}

}  // namespace

LabDescription text_lab() {
  return {"text",
          ui::icons::kText,
          false,
          false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<TextLab>(); },
          kViews};
}

}  // namespace wordspace
