// Windows and negatives as training draws them.
// Not the model's own walk.
#include "labs/text_windows.h"

#include <algorithm>
#include <cmath>

#include "labs/lab_parts.h"
#include "labs/workspace.h"
#include "text/tokenizer.h"
#include "train/word2vec_run.h"
#include "ui/icons.h"

namespace wordspace {

using ui::Ui;

void TextWindows::clear() { *this = TextWindows(); }

void TextWindows::make_line(LabContext& context, const TextStatistics& statistics) {
  const Workspace& workspace = context.workspace;
  const Word2VecRun& run = workspace.run();
  const std::string signature = std::to_string(line_) + " " + std::to_string(seed_) + " " +
                                std::to_string(workspace.corpus_version()) + " " + to_json(run);
  if (signature == signature_) return;
  signature_ = signature;
  if (noise_vocabulary_ != statistics.vocabulary()) {
    noise_vocabulary_ = statistics.vocabulary();
    noise_ = noise_distribution(*noise_vocabulary_);
  }
  const Vocabulary& vocabulary = *noise_vocabulary_;
  const std::string& text = workspace.corpus()->text;
  const std::size_t begin = statistics.line_offsets()[static_cast<std::size_t>(line_)];
  const std::size_t end = std::min(text.find('\n', begin), text.size());
  const double total = static_cast<double>(vocabulary.total_count());
  Rng rng(static_cast<std::uint64_t>(seed_), static_cast<std::uint64_t>(line_));
  tokens_.clear();
  kept_.clear();
  radii_.clear();
  for (std::string& word :
       tokenize(TokenizerKind::kWord, std::string_view(text).substr(begin, end - begin))) {
    Token token;
    token.id = vocabulary.find(word);
    token.word = std::move(word);
    const double count =
        token.id == kUnknownToken ? 0 : static_cast<double>(vocabulary.count(token.id));
    token.rare = count < static_cast<double>(run.min_count);
    const double f = count / total, t = run.config.sample;
    const double keep = t <= 0 || f <= 0 ? 1 : std::min(1.0, (std::sqrt(f / t) + 1) * t / f);
    token.kept = !token.rare && rng.uniform_double() < keep;
    if (token.kept) {
      kept_.push_back(tokens_.size());
      radii_.push_back(1 +
                       static_cast<int>(rng.below(static_cast<std::uint32_t>(run.config.window))));
    }
    tokens_.push_back(std::move(token));
  }
  position_ = 0;
}

void TextWindows::draw(LabContext& context, const TextStatistics& statistics) {
  Ui& ui = context.ui;
  const int num_lines = static_cast<int>(statistics.line_offsets().size());
  if (num_lines == 0 || context.workspace.corpus() == nullptr) {
    ui::text_muted(ui, ui.t("windows.no_lines"));
    return;
  }
  ui::section(ui, ui.t("windows.title"));
  ui::text_muted(ui, ui.t("windows.about"));
  int shown_line = line_ + 1;
  if (ui::slider_int(ui, "windows.line", ui.t("windows.line"), shown_line, 1, num_lines,
                     ui.t("windows.line.about"))) {
    line_ = shown_line - 1;
  }
  line_ = std::clamp(line_, 0, num_lines - 1);
  ui::slider_int(ui, "windows.seed", ui.t("windows.seed"), seed_, 1, 100,
                 ui.t("windows.seed.about"));
  make_line(context, statistics);
  ui::gap(ui, 1);

  const int num_kept = static_cast<int>(kept_.size());
  position_ = std::clamp(position_, 0, std::max(num_kept - 1, 0));
  const int radius = num_kept == 0 ? 0 : radii_[static_cast<std::size_t>(position_)];
  int place = 0;
  {
    WordFlow flow(ui);
    for (const Token& token : tokens_) {
      if (!token.kept) {
        flow.word(token.word, FlowStyle::kDropped,
                  ui.t(token.rare ? "windows.rare" : "windows.dropped"));
        continue;
      }
      const int distance = std::abs(place - position_);
      flow.word(token.word,
                distance == 0        ? FlowStyle::kCentre
                : distance <= radius ? FlowStyle::kContext
                                     : FlowStyle::kPlain,
                distance == 0        ? ui.t("step.is_centre")
                : distance <= radius ? ui.format("step.is_context", {std::to_string(distance)})
                                     : ui.t("step.is_outside"));
      ++place;
    }
  }
  ui::gap(ui, 1);
  if (num_kept == 0) {
    ui::text_muted(ui, ui.t("windows.nothing_kept"));
    return;
  }
  if (ui::icon_button(ui, "windows.back", ui::icons::kArrowLeft, ui.t("windows.back"),
                      position_ > 0)) {
    --position_;
  }
  ImGui::SameLine(0, ui.px(8));
  if (ui::icon_button(ui, "windows.next", ui::icons::kArrowRight, ui.t("windows.next"),
                      position_ + 1 < num_kept)) {
    ++position_;
  }
  ui::text(ui, ui.format("windows.now", {tokens_[kept_[static_cast<std::size_t>(position_)]].word,
                                         std::to_string(radius),
                                         std::to_string(context.workspace.run().config.window)}));
  draw_draws(context, statistics);
}

void TextWindows::draw_draws(LabContext& context, const TextStatistics& statistics) {
  Ui& ui = context.ui;
  const Vocabulary& vocabulary = *statistics.vocabulary();
  const int k = context.workspace.run().config.negative;
  const int radius = radii_[static_cast<std::size_t>(position_)];
  const int low = std::max(position_ - radius, 0);
  const int high = std::min(position_ + radius, static_cast<int>(kept_.size()) - 1);
  ui::section(ui, ui.t("windows.pairs"));
  ui::text_small(ui, ui.format("windows.pairs.about", {std::to_string(k)}));
  Rng rng(static_cast<std::uint64_t>(seed_),
          1000003u * static_cast<std::uint64_t>(line_ + 1) + static_cast<std::uint64_t>(position_));
  ui::Table table{{ui.t("windows.centre"), ui.t("windows.context"), ui.t("windows.negatives")}, {}};
  const std::string& centre = tokens_[kept_[static_cast<std::size_t>(position_)]].word;
  std::vector<TokenId> first_draws;
  for (int other = low; other <= high; ++other) {
    if (other == position_) continue;
    std::string negatives;
    for (int i = 0; i < k; ++i) {
      const TokenId id = noise_.draw(rng);
      if (table.rows.empty()) first_draws.push_back(id);
      negatives += (i == 0 ? "" : ", ") + vocabulary.word(id);
    }
    table.rows.push_back({centre, tokens_[kept_[static_cast<std::size_t>(other)]].word, negatives});
  }
  if (table.rows.empty()) {
    ui::text_muted(ui, ui.t("step.no_pairs"));
    return;
  }
  ui::table(ui, "windows.pairs.table", table);
  ui::section(ui, ui.t("windows.noise"));
  ui::text_small(ui, ui.t("windows.noise.about"));
  double highest = 0;
  for (const TokenId id : first_draws) highest = std::max(highest, noise_.probability(id) * 100);
  for (std::size_t i = 0; i < first_draws.size(); ++i) {
    const std::string name = "windows.noise." + std::to_string(i);
    ui::bar_row(ui, name.c_str(), vocabulary.word(first_draws[i]),
                noise_.probability(first_draws[i]) * 100, 0, highest, ui.palette.bad, "%.3f %%");
    const double share = 100.0 * static_cast<double>(vocabulary.count(first_draws[i])) /
                         static_cast<double>(vocabulary.total_count());
    ui::tooltip_on_hover(ui, ui.format("windows.noise.tooltip",
                                       {vocabulary.word(first_draws[i]), fixed(share, 4),
                                        fixed(noise_.probability(first_draws[i]) * 100, 4)}));
  }
}

}  // namespace wordspace
