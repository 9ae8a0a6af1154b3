// Chooses probe words, compares their chances beside two words, draws the ratios.
#include "labs/glove_ratio_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "labs/glove_room.h"
#include "labs/lab_parts.h"
#include "labs/workspace.h"
#include "text/cooccurrence.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr TokenId kFunctionWords = 40;  // the most frequent words say little about any other
constexpr double kLeastLog = 2, kMostLog = 12;  // ends of the bars

// The paper's pair first; then pairs of our texts, in both languages.
constexpr std::array<std::pair<const char*, const char*>, 9> kPairs = {{
    {"ice", "steam"},
    {"sea", "mountain"},
    {"king", "priest"},
    {"king", "queen"},
    {"vua", "hoàng_hậu"},
    {"file", "window"},
    {"tập", "cửa"},
    {"man", "woman"},
    {"mother", "father"},
}};
constexpr const char* kPaperProbes = "solid gas water fashion";

}  // namespace

RatioRow ratio_of(const Cooccurrence& counts, TokenId i, TokenId j, TokenId k) {
  RatioRow row;
  row.word = k;
  if (counts.row_sum(i) > 0) row.p_i = static_cast<double>(counts.count(i, k)) / counts.row_sum(i);
  if (counts.row_sum(j) > 0) row.p_j = static_cast<double>(counts.count(j, k)) / counts.row_sum(j);
  using Limits = std::numeric_limits<double>;
  row.ratio = row.p_j > 0   ? row.p_i / row.p_j
              : row.p_i > 0 ? Limits::infinity()
                            : Limits::quiet_NaN();
  return row;
}

std::vector<TokenId> good_probes(const Cooccurrence& counts, TokenId i, TokenId j) {
  struct Candidate {
    TokenId word;
    double log_ratio, together;  // smoothed; how often it meets either
    bool meets_both;
  };
  std::vector<Candidate> all;
  const double xi = counts.row_sum(i), xj = counts.row_sum(j);
  if (xi <= 0 || xj <= 0) return {};
  for (TokenId k = 0; k < counts.num_words(); ++k) {
    if (k == i || k == j ||
        k < std::min<TokenId>(kFunctionWords, static_cast<TokenId>(counts.num_words() / 8))) {
      continue;
    }
    const double a = static_cast<double>(counts.count(i, k)),
                 b = static_cast<double>(counts.count(j, k));
    if (a + b <= 0) continue;
    // One half is added to both: a single meeting says little.
    all.push_back(
        {k, std::log((a + 0.5) / xi) - std::log((b + 0.5) / xj), a / xi + b / xj, a > 0 && b > 0});
  }
  std::vector<TokenId> words;
  const auto take = [&](int num, bool of_both, auto better) {
    std::vector<Candidate> left;
    for (const Candidate& c : all) {
      if (of_both && !c.meets_both) continue;
      if (std::find(words.begin(), words.end(), c.word) == words.end()) left.push_back(c);
    }
    const auto n = std::min<std::size_t>(static_cast<std::size_t>(num), left.size());
    std::partial_sort(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(n), left.end(),
                      better);
    for (std::size_t c = 0; c < n; ++c) words.push_back(left[c].word);
  };
  take(2, false, [](const Candidate& a, const Candidate& b) {
    return a.log_ratio != b.log_ratio ? a.log_ratio > b.log_ratio : a.word < b.word;
  });
  take(2, false, [](const Candidate& a, const Candidate& b) {
    return a.log_ratio != b.log_ratio ? a.log_ratio < b.log_ratio : a.word < b.word;
  });
  // Near both alike: often together, and the ratio near 1.
  take(2, true, [](const Candidate& a, const Candidate& b) {
    const double x = std::log(a.together) - 3 * std::abs(a.log_ratio),
                 y = std::log(b.together) - 3 * std::abs(b.log_ratio);
    return x != y ? x > y : a.word < b.word;
  });
  // Hardly near either: seldom together, and the ratio near 1.
  take(2, true, [](const Candidate& a, const Candidate& b) {
    const double x = std::log(a.together) + 3 * std::abs(a.log_ratio),
                 y = std::log(b.together) + 3 * std::abs(b.log_ratio);
    return x != y ? x < y : a.word < b.word;
  });
  return words;
}

std::string first_ratio_pair(const Vocabulary& vocabulary) {
  for (const auto& [a, b] : kPairs) {
    if (vocabulary.find(a) != kUnknownToken && vocabulary.find(b) != kUnknownToken) {
      return std::string(a) + " " + b;
    }
  }
  if (vocabulary.size() < 2) return {};
  const TokenId at = std::min<TokenId>(60, vocabulary.size() / 2);
  return vocabulary.word(at) + " " + vocabulary.word(std::min(at + 1, vocabulary.size() - 1));
}

void GloveRatioView::follow(const GloveRoom& room) {
  const bool other_text = room.counts() != counts_;
  if (!other_text && pair_ == seen_pair_ && probes_ == seen_probes_) return;
  counts_ = room.counts();
  const Vocabulary& vocabulary = *counts_->corpus->vocabulary;
  const Cooccurrence& x = *counts_->counts;
  if (pair_.empty() || (other_text && words_in(vocabulary, pair_, nullptr).size() < 2)) {
    pair_ = first_ratio_pair(vocabulary);
    probes_.clear();
  }
  seen_pair_ = pair_;
  seen_probes_ = probes_;
  unknown_.clear();
  two_ = words_in(vocabulary, pair_, &unknown_);
  rows_.clear();
  watched_.clear();
  if (two_.size() < 2) return;
  two_.resize(2);
  std::vector<TokenId> probes = words_in(vocabulary, probes_, &unknown_);
  if (probes.empty() && pair_ == "ice steam") probes = words_in(vocabulary, kPaperProbes, nullptr);
  if (probes.empty()) probes = good_probes(x, two_[0], two_[1]);
  for (const TokenId k : probes) rows_.push_back(ratio_of(x, two_[0], two_[1], k));
  // Words without a ratio last.
  const auto rank = [](const RatioRow& row) { return std::isnan(row.ratio) ? -1.0 : row.ratio; };
  std::sort(rows_.begin(), rows_.end(), [&](const RatioRow& a, const RatioRow& b) {
    return rank(a) != rank(b) ? rank(a) > rank(b) : a.word < b.word;
  });
  watched_ = two_;
  for (const RatioRow& row : rows_) watched_.push_back(row.word);
}

std::string GloveRatioView::ratio(std::string_view probe) const {
  if (counts_ == nullptr) return {};
  const TokenId word = counts_->corpus->vocabulary->find(std::string(probe));
  for (const RatioRow& row : rows_) {
    if (row.word == word) return std::isnan(row.ratio) ? "none" : fixed(row.ratio, 3);
  }
  return {};
}

void GloveRatioView::draw(LabContext& context) {
  Ui& ui = context.ui;
  GloveRoom& room = context.workspace.glove();
  ui::begin_panel(ui, "glove.ratio", ImVec2(ImGui::GetContentRegionAvail().x, 0));
  if (draw_no_counts(context, "glove.count", "glove.ratio.empty")) {
    ui::end_panel(ui);
    return;
  }
  follow(room);
  const GloveRows* rows = rows_of_run(room);
  const Vocabulary& vocabulary = *counts_->corpus->vocabulary;
  heading_with_table(ui, ui.t("glove.ratio"), "glove.ratio.table", !rows_.empty(), [&] {
    ui::Table table;
    const std::string i = vocabulary.word(two_[0]), j = vocabulary.word(two_[1]);
    table.header = {"k", "P(k|" + i + ")", "P(k|" + j + ")", ui.t("glove.ratio.ratio")};
    for (const RatioRow& row : rows_) {
      table.rows.push_back({vocabulary.word(row.word), ui::format_number(row.p_i, 3),
                            ui::format_number(row.p_j, 3), ui::format_number(row.ratio, 3)});
    }
    return table;
  });
  ui::text_small(ui, ui.t("glove.ratio.about"));
  if (ui::begin_columns(ui, "glove.ratio.fields", 2, 240)) {
    ui::next_column(ui);
    ui::text_field(ui, "glove.pair", ui.t("glove.ratio.pair"), pair_,
                   ui.t("glove.ratio.pair.hint"));
    ui::next_column(ui);
    ui::text_field(ui, "glove.probes", ui.t("glove.ratio.probes"), probes_,
                   ui.t("glove.ratio.probes.hint"));
    ui::end_columns(ui);
  }
  if (!unknown_.empty()) ui::text_small(ui, ui.format("word.unknown", {unknown_.front()}));
  if (rows_.empty()) {
    ui::text_muted(ui, ui.t("glove.ratio.two"));
  } else {
    draw_rows(context, rows);
  }
  ui::end_panel(ui);
}

void GloveRatioView::draw_rows(LabContext& context, const GloveRows* rows) {
  Ui& ui = context.ui;
  const Vocabulary& vocabulary = *counts_->corpus->vocabulary;
  const std::string& i = vocabulary.word(two_[0]);
  const std::string& j = vocabulary.word(two_[1]);
  const int a = rows == nullptr ? -1 : rows->index_of(two_[0]);
  const int b = rows == nullptr ? -1 : rows->index_of(two_[1]);
  ui::gap(ui, 0);
  ui::section(ui, ui.format("glove.ratio.bars", {i, j}));
  ui::text_small(ui, ui.format("glove.ratio.sides", {i, j}));
  double most = kLeastLog;
  for (const RatioRow& row : rows_) {
    if (row.p_i > 0 && row.p_j > 0) most = std::max(most, std::abs(std::log(row.ratio)));
  }
  most = std::min(std::ceil(most), kMostLog);
  ImGui::PushStyleVarY(ImGuiStyleVar_ItemSpacing, 0);
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const RatioRow& row = rows_[r];
    if (row.p_i <= 0 && row.p_j <= 0) continue;
    const std::string name = "glove.ratio." + std::to_string(r);
    // A word that one of the two never meets: the bar ends where the scale does.
    const double value = row.p_j <= 0 ? most : row.p_i <= 0 ? -most : std::log(row.ratio);
    const char* format = row.p_j <= 0 ? "   +∞" : row.p_i <= 0 ? "   −∞" : "%+.2f";
    ui::bar_row(ui, name.c_str(), vocabulary.word(row.word), value, -most, most, ui.palette.glove,
                format);
    if (!ImGui::IsItemHovered()) continue;
    ui::begin_tooltip(ui);
    ui::tooltip_text(ui, vocabulary.word(row.word), true);
    ui::tooltip_figure(ui, "P(k|" + i + ")", ui::format_number(row.p_i, 3));
    ui::tooltip_figure(ui, "P(k|" + j + ")", ui::format_number(row.p_j, 3));
    ui::tooltip_figure(ui, ui.t("glove.ratio.ratio"), ui::format_number(row.ratio, 3));
    ui::end_tooltip();
  }
  ImGui::PopStyleVar();
  for (const RatioRow& row : rows_) {
    if (row.p_i > 0 && row.p_j > 0) continue;
    const std::string& k = vocabulary.word(row.word);
    ui::text_small(ui, row.p_i > 0   ? ui.format("glove.ratio.never", {k, j})
                       : row.p_j > 0 ? ui.format("glove.ratio.never", {k, i})
                                     : ui.format("glove.ratio.never_both", {k, i, j}));
  }
  ui::gap(ui, 0);
  ui::section(ui, ui.t("glove.ratio.learned"));
  if (a < 0 || b < 0) {
    ui::text_small(ui, ui.t("glove.ratio.untrained"));
    return;
  }
  ui::text_small(ui, ui.format("glove.ratio.learned.about", {i, j}));
  // What the model says of the same ratio: P_ik / P_jk = e^((w_i - w_j) . w~_k + b_i - b_j) X_j /
  // X_i.
  const double sums =
      std::log(counts_->counts->row_sum(two_[1]) / counts_->counts->row_sum(two_[0]));
  ImGui::PushStyleVarY(ImGuiStyleVar_ItemSpacing, 0);
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const int k = rows->index_of(rows_[r].word);
    if (k < 0) continue;
    const double learned = rows->predict(a, k) - rows->predict(b, k) + sums;
    const std::string name = "glove.ratio.learned." + std::to_string(r);
    ui::bar_row(ui, name.c_str(), vocabulary.word(rows_[r].word), std::clamp(learned, -most, most),
                -most, most, ui.palette.accent, "%+.2f");
  }
  ImGui::PopStyleVar();
}

}  // namespace wordspace
