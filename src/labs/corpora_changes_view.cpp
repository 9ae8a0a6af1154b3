// Neighbours then and there.
// Not the arithmetic.
#include "labs/corpora_changes_view.h"

#include <algorithm>

#include "labs/lab_parts.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr std::size_t kRowsAtFirst = 12;

std::string joined(const WordVectors& vectors, std::span<const TokenId> words,
                   const std::vector<ScoredWord>& near) {
  std::string out;
  for (const ScoredWord& one : near) {
    out += (out.empty() ? "" : ", ") +
           vectors.vocabulary().word(words[static_cast<std::size_t>(one.id)]);
  }
  return out;
}

}  // namespace

void CorporaChangesView::update(const TwoSpaces& spaces) {
  if (spaces.overlap() == nullptr || version_ == spaces.version()) return;
  version_ = spaces.version();
  rows_.clear();
  const SharedWords& words = spaces.words();
  for (const NeighborChange& change : spaces.changed()) {
    Row row;
    row.word = spaces.vectors(0).vocabulary().word(words.a[change.word]);
    row.common = static_cast<int>(change.overlap * spaces.overlap()->k + 0.5);
    row.profile = change.profile;
    const int k = spaces.overlap()->k;
    row.near[0] = joined(spaces.vectors(0), words.a,
                         shared_neighbors(spaces.vectors(0), words.a, change.word, k));
    row.near[1] = joined(spaces.vectors(1), words.b,
                         shared_neighbors(spaces.vectors(1), words.b, change.word, k));
    rows_.push_back(std::move(row));
  }
}

void CorporaChangesView::draw(LabContext& context, const TwoSpaces& spaces,
                              const std::array<std::string, 2>& titles) {
  Ui& ui = context.ui;
  draw_own(context, spaces, titles);
  ui::gap(ui, 0);
  ui::begin_panel(ui, "corpora.changed");
  ui::section(ui, ui.t("corpora.changed.title"));
  const NeighborOverlap* overlap = spaces.overlap();
  if (overlap == nullptr) {
    ui::text_muted(ui, ui.t("corpora.changed.waiting"));
    ui::end_panel(ui);
    return;
  }
  update(spaces);
  ui::text_muted(ui, ui.format("corpora.changed.about",
                               {std::to_string(overlap->k),
                                ui::format_count(static_cast<double>(spaces.words().size())),
                                fixed(overlap->overlap * overlap->k, 1),
                                fixed(overlap->chance * overlap->k, 2)}));
  const std::size_t shown = all_rows_ ? rows_.size() : std::min(rows_.size(), kRowsAtFirst);
  for (std::size_t i = 0; i < shown; ++i) {
    const Row& row = rows_[i];
    ui::hairline(ui);
    const std::string name = "corpora.changed." + std::to_string(i);
    if (ui::chip(ui, name.c_str(), row.word, ui.palette.word2vec)) word_ = row.word;
    ui::tooltip_on_hover(ui, ui.t("corpora.changed.press"));
    ImGui::SameLine();
    ui::text_small(
        ui, ui.format("corpora.changed.row", {std::to_string(row.common),
                                              std::to_string(overlap->k), fixed(row.profile, 2)}));
    for (std::size_t side = 0; side < 2; ++side) {
      ui::text_small(ui, titles[side] + ": " + row.near[side]);
    }
  }
  if (rows_.size() > kRowsAtFirst) {
    if (ui::link(ui, "corpora.changed.more",
                 ui.t(all_rows_ ? "corpora.changed.fewer" : "corpora.changed.more"))) {
      all_rows_ = !all_rows_;
    }
  }
  ui::text_small(ui, ui.t("corpora.changed.rare"));
  ui::table_link(ui, "corpora.changed.table", [&] {
    ui::Table table{{ui.t("table.word"), ui.t("corpora.changed.common"),
                     ui.t("corpora.changed.profile"), titles[0], titles[1]},
                    {}};
    for (const Row& row : rows_) {
      table.rows.push_back(
          {row.word, std::to_string(row.common), fixed(row.profile, 3), row.near[0], row.near[1]});
    }
    return table;
  });
  ui::end_panel(ui);
}

void CorporaChangesView::draw_own(LabContext& context, const TwoSpaces& spaces,
                                  const std::array<std::string, 2>& titles) {
  Ui& ui = context.ui;
  ui::begin_panel(ui, "corpora.own");
  ui::section(ui, ui.t("corpora.own.title"));
  ui::text_field(ui, "corpora.word", ui.t("corpora.word"), word_, ui.t("corpora.word.hint"));
  const std::string signature = std::to_string(spaces.version()) + " " + word_;
  if (signature != own_signature_) {
    own_signature_ = signature;
    own_common_ = 0;
    for (int side = 0; side < 2; ++side) {
      const WordVectors& vectors = spaces.vectors(side);
      const TokenId id = vectors.vocabulary().find_typed(word_);
      own_known_[side] = id != kUnknownToken;
      own_[side] =
          own_known_[side] ? neighbors(vectors, id, kComparedNeighbors) : std::vector<ScoredWord>();
    }
    for (const ScoredWord& one : own_[0]) {
      for (const ScoredWord& other : own_[1]) {
        own_common_ += spaces.vectors(0).vocabulary().word(one.id) ==
                               spaces.vectors(1).vocabulary().word(other.id)
                           ? 1
                           : 0;
      }
    }
  }
  if (ui::begin_columns(ui, "corpora.own.both", 2, 240)) {
    for (int side = 0; side < 2; ++side) {
      ui::next_column(ui);
      const std::string& title = titles[static_cast<std::size_t>(side)];
      ui::text(ui, title);
      const std::string name = side == 0 ? "corpora.own.a" : "corpora.own.b";
      if (!own_known_[side]) {
        if (!word_.empty()) ui::text_muted(ui, ui.format("corpora.own.unknown", {word_}));
        continue;
      }
      const int pressed = draw_scored_words(ui, name + ".row", spaces.vectors(side), own_[side],
                                            side == 0 ? ui.palette.word2vec : ui.palette.accent);
      ui::table_link(ui, (name + ".table").c_str(),
                     [&] { return table_of(ui, spaces.vectors(side), own_[side]); });
      if (pressed >= 0) {
        word_ = spaces.vectors(side).vocabulary().word(
            own_[side][static_cast<std::size_t>(pressed)].id);
      }
    }
    ui::end_columns(ui);
  }
  if (own_known_[0] && own_known_[1]) {
    ui::text_small(ui, ui.format("corpora.own.common", {std::to_string(own_common_),
                                                        std::to_string(kComparedNeighbors)}));
  }
  ui::end_panel(ui);
}

bool CorporaChangesView::set(std::string_view field, std::string_view value) {
  if (field != "corpora.word") return false;
  word_ = value;
  return true;
}

std::string CorporaChangesView::get(std::string_view field) const {
  return field == "corpora.word" ? word_ : std::string();
}

}  // namespace wordspace
