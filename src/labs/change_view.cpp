// The scrubber, its map and its charts.
// What stands in them is computed once for each moment and word.
#include "labs/change_view.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "labs/lab_parts.h"
#include "labs/run_controls.h"
#include "labs/workspace.h"
#include "train/snapshot.h"
#include "ui/icons.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr int kNeighbors = 6;
constexpr int kMoved = 8;
constexpr double kPlayMs = 550;          // a moment, while the points glide
constexpr double kReducedPlayMs = 1100;  // where nothing glides there is more to compare
constexpr const char* kFirstWords[] = {"king", "vua", "god", "dog"};

}  // namespace

void ChangeView::set_shader(const std::string& name, const std::string& source) {
  if (name == "scatter.vert") vertex_shader_ = source;
  if (name == "scatter.frag") fragment_shader_ = source;
  if (!vertex_shader_.empty() && !fragment_shader_.empty()) {
    scatter_.set_shaders(vertex_shader_, fragment_shader_);
  }
}

void ChangeView::set_moment(int moment) {
  playing_ = false;
  follows_last_ = moment <= 0;
  if (answers_.empty()) {
    moment_ = moment > 0 ? static_cast<std::size_t>(moment - 1) : 0;
    return;
  }
  const std::size_t last = answers_.num_moments() - 1;
  go_to(moment > 0 ? std::min(static_cast<std::size_t>(moment - 1), last) : last);
}

void ChangeView::set_word(std::string_view word) {
  word_ = word;
  own_word_ = true;
}

void ChangeView::go_to(std::size_t moment) {
  if (moment == moment_) return;
  moment_ = moment;
  ++version_;
}

void ChangeView::choose_word() {
  if (own_word_) return;
  for (const char* word : kFirstWords) {
    if (answers_.words()->find(word) == kUnknownToken) continue;
    word_ = word;
    return;
  }
  // The shortest ranks say little; some word from the middle.
  word_ = answers_.words()->word(answers_.words()->size() / 4);
}

void ChangeView::follow(LabContext& context) {
  std::shared_ptr<const EmbeddingHistory> history;
  if (RunControls* run = context.workspace.controls(model_)) history = run->snapshot().history;
  const auto* before = answers_.empty() ? nullptr : answers_.history().moments.front().get();
  if (answers_.follow(history)) {
    ++version_;
    if (answers_.empty()) {
      playing_ = false;
      return;
    }
    const std::size_t last = answers_.num_moments() - 1;
    if (before != answers_.history().moments.front().get()) {
      playing_ = false;
      groups_.clear();
      for (const std::string& word : answers_.words()->words()) {
        groups_.push_back(static_cast<std::uint8_t>(family_of(word)));
      }
      choose_word();
    }
    if (follows_last_) {
      moment_ = last;
      scatter_.fit_view();
    }
    moment_ = std::min(moment_, last);
    places_.clear();
    for (const auto& moment : answers_.history().moments) {
      places_.push_back(static_cast<double>(moment->units) * 1e-6);
    }
  }
  if (answers_.empty() || (answered_ == version_ && answered_word_ == word_)) return;
  answered_ = version_;
  const bool other_word = answered_word_ != word_;
  answered_word_ = word_;
  const std::size_t last = answers_.num_moments() - 1;
  moved_ = answers_.most_moved(moment_ == last ? 0 : moment_, last, kMoved);
  word_id_ = answers_.words()->find_typed(word_);
  if (word_id_ == kUnknownToken) return;
  first_ = answers_.word_at(word_id_, 0, kNeighbors);
  now_ = answers_.word_at(word_id_, moment_, kNeighbors);
  last_ = answers_.word_at(word_id_, last, kNeighbors);
  if (other_word || word_to_last_.size() != answers_.num_moments()) {
    word_to_first_.clear();
    word_to_last_.clear();
    for (std::size_t m = 0; m <= last; ++m) {
      const WordAtMoment at = answers_.word_at(word_id_, m, 0);
      word_to_first_.push_back(at.cosine_to_first);
      word_to_last_.push_back(at.cosine_to_last);
    }
  }
}

void ChangeView::play(Ui& ui) {
  if (!playing_) return;
  ui.want_frame = true;
  if (ui.now_ms < next_ms_) return;
  next_ms_ = ui.now_ms + (ui.reduced_motion ? kReducedPlayMs : kPlayMs);
  if (moment_ + 1 < answers_.num_moments()) {
    go_to(moment_ + 1);
  } else {
    playing_ = false;
  }
  follows_last_ = moment_ + 1 == answers_.num_moments();
}

void ChangeView::draw(LabContext& context) {
  Ui& ui = context.ui;
  // The moments of a run of the other model are shown where this one has none.
  const auto has = [&](const char* model) {
    RunControls* run = context.workspace.controls(model);
    return run != nullptr && run->snapshot().history != nullptr &&
           !run->snapshot().history->moments.empty();
  };
  const bool word2vec = has("word2vec"), glove = has("glove");
  if (word2vec != glove) model_ = glove ? "glove" : "word2vec";
  follow(context);
  if (word2vec && glove) {
    const std::string models[] = {"Word2Vec", "GloVe"};
    int chosen = model_ == "glove" ? 1 : 0;
    if (ui::segmented(ui, "stability.model", models, chosen)) {
      model_ = chosen == 1 ? "glove" : "word2vec";
      follows_last_ = true;
      follow(context);
    }
  }
  if (answers_.empty()) {
    ui::begin_panel(ui, "stability.change.none");
    draw_train_demo(context, "stability.train", "stability.change.empty");
    ui::end_panel(ui);
    return;
  }
  play(ui);
  follow(context);
  ui::begin_panel(ui, "stability.moments");
  draw_scrubber(context);
  draw_map(context);
  ui::end_panel(ui);
  ui::begin_panel(ui, "stability.word_panel");
  draw_word(context);
  ui::end_panel(ui);
  ui::begin_panel(ui, "stability.charts");
  draw_charts(context);
  ui::end_panel(ui);
}

void ChangeView::draw_scrubber(LabContext& context) {
  Ui& ui = context.ui;
  const EmbeddingHistory& history = answers_.history();
  const std::size_t last = answers_.num_moments() - 1;
  const EmbeddingMoment& moment = *history.moments[moment_];
  const auto units = static_cast<double>(moment.units);
  ui::TextStyle heading;
  heading.size = ui::kTextLead;
  heading.semibold = true;
  const std::string of =
      ui.format("stability.moment.of", {std::to_string(moment_ + 1), std::to_string(last + 1)});
  ui::styled_text(ui, of, heading);
  const char* unit = model_ == "glove" ? "stability.moment.cells" : "stability.moment.words";
  ui::text_muted(ui, moment_ == 0 ? std::string(ui.t("stability.moment.first"))
                     : moment.loss > 0
                         ? ui.format(unit, {ui::format_count(units), fixed(moment.loss, 3)})
                         : ui.format("stability.moment.plain", {ui::format_count(units)}));
  int value = static_cast<int>(moment_) + 1;
  if (last > 0 && ui::slider_int(ui, "stability.moment", ui.t("stability.moment"), value, 1,
                                 static_cast<int>(last) + 1, ui.t("stability.moment.about"))) {
    set_moment(value);
    follows_last_ = moment_ == last;
  }
  ui::ButtonOptions button;
  button.icon = playing_ ? ui::icons::kPause : ui::icons::kPlay;
  button.enabled = last > 0;
  const char* label = playing_ ? "stability.hold" : "stability.play";
  if (ui::button(ui, "stability.play", ui.t(label), button)) {
    playing_ = !playing_;
    if (playing_ && moment_ == last) go_to(0);
    next_ms_ = ui.now_ms + (ui.reduced_motion ? kReducedPlayMs : kPlayMs);
    ui.want_frame = true;
  }
  for (const bool forward : {false, true}) {
    ui::flow(ui, ui.px(ui::kControlHeight), 1);
    const bool possible = forward ? moment_ < last : moment_ > 0;
    if (ui::icon_button(ui, forward ? "stability.next" : "stability.previous",
                        forward ? ui::icons::kChevronRight : ui::icons::kChevronLeft,
                        ui.t(forward ? "stability.next" : "stability.previous"), possible)) {
      set_moment(static_cast<int>(moment_) + (forward ? 2 : 0));
      follows_last_ = moment_ == last;
    }
  }
  follow(context);
}

void ChangeView::draw_map(LabContext& context) {
  Ui& ui = context.ui;
  if (answers_.history().dim < 2 || answers_.history().words < 2) return;
  std::vector<ImU32> colours;
  for (int family = 0; family < num_families(); ++family) {
    colours.push_back(family_colour(ui, family));
  }
  std::vector<std::uint32_t> selected, highlighted;
  if (word_id_ != kUnknownToken) {
    selected.push_back(static_cast<std::uint32_t>(word_id_));
    for (const ScoredWord& one : last_.neighbors) {
      highlighted.push_back(static_cast<std::uint32_t>(one.id));
    }
  }
  const Vocabulary& words = *answers_.words();
  ui::ScatterData data;
  data.positions = answers_.positions(moment_);
  data.version = version_;
  data.label = [&](std::size_t i) -> std::string_view {
    return words.word(static_cast<TokenId>(i));
  };
  data.groups = groups_;
  data.group_colours = colours;
  data.selected = selected;
  data.highlighted = highlighted;
  data.detail = [&](std::size_t i) {
    const auto id = static_cast<TokenId>(i);
    return ui.format("stability.map.detail",
                     {ui::format_count(static_cast<double>(words.count(id))),
                      fixed(static_cast<double>(answers_.vectors(moment_).length(id)), 2)});
  };
  const ui::ScatterEvent event = scatter_.draw(
      ui, "stability.map", ImVec2(ImGui::GetContentRegionAvail().x, ui.px(330)), data);
  if (event.clicked >= 0) set_word(words.word(static_cast<TokenId>(event.clicked)));
  draw_families(ui);
  ui::text_small(ui, ui.t("stability.map.about"));
}

void ChangeView::draw_families(Ui& ui) {
  bool first = true;
  for (int family = 1; family < num_families(); ++family) {
    const bool occurs = std::find(groups_.begin(), groups_.end(),
                                  static_cast<std::uint8_t>(family)) != groups_.end();
    if (!occurs) continue;
    const char* name = ui.t(family_key(family));
    const float mark = ui.px(14);
    const float width = mark + ui::text_width(ui, ui::Face::kRegular, ui::kTextSmall, name);
    if (!first) ui::flow(ui, width, 1.5f);
    first = false;
    const float height = ui::line_px(ui, ui::kTextSmall);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::Dummy(ImVec2(width, height));
    ImDrawList* list = ImGui::GetWindowDrawList();
    ui::draw_group_mark(list, family, ImVec2(at.x + ui.px(5), at.y + height / 2), ui.px(4),
                        family_colour(ui, family));
    ui::draw_line(list, ui, ui::Face::kRegular, ui::kTextSmall, ImVec2(at.x + mark, at.y),
                  ui.palette.text_muted, name);
  }
}

void ChangeView::draw_neighbors(LabContext& context, const char* name, const std::string& heading,
                                const WordAtMoment& at) {
  Ui& ui = context.ui;
  ui::TextStyle strong;
  strong.semibold = true;
  ui::styled_text(ui, heading, strong);
  const std::string rows = std::string("stability.near.") + name;
  const WordVectors& vectors = answers_.vectors(moment_);
  const int pressed = draw_scored_words(ui, rows, vectors, at.neighbors, colour(ui));
  if (pressed >= 0) {
    set_word(vectors.vocabulary().word(at.neighbors[static_cast<std::size_t>(pressed)].id));
  }
  ui::figure(ui, ui.t("stability.length"), fixed(at.length, 3), ui.t("stability.length.about"));
  ui::figure(ui, ui.t("stability.turned"), fixed(1 - at.cosine_to_first, 3),
             ui.t("stability.turned.about"));
}

void ChangeView::draw_word(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("stability.word.heading"));
  std::string typed = word_;
  if (ui::text_field(ui, "stability.word", ui.t("stability.word"), typed,
                     ui.t("stability.word.hint"))
          .changed) {
    set_word(typed);
  }
  if (word_ != answered_word_) follow(context);
  if (word_id_ == kUnknownToken) {
    ui::text_muted(ui,
                   ui.format("stability.word.unknown",
                             {ui::format_count(static_cast<double>(answers_.words()->size()))}));
    return;
  }
  const std::size_t last = answers_.num_moments() - 1;
  const std::string chosen = ui.format("stability.near.now", {std::to_string(moment_ + 1)});
  if (ui::begin_columns(ui, "stability.near", 3, 170)) {
    ui::next_column(ui);
    draw_neighbors(context, "first", ui.t("stability.near.first"), first_);
    ui::next_column(ui);
    draw_neighbors(context, "now", chosen, now_);
    ui::next_column(ui);
    draw_neighbors(context, "last", ui.t("stability.near.last"), last_);
    ui::end_columns(ui);
  }
  int kept = 0;
  for (const ScoredWord& one : last_.neighbors) {
    kept +=
        static_cast<int>(std::any_of(first_.neighbors.begin(), first_.neighbors.end(),
                                     [&](const ScoredWord& other) { return other.id == one.id; }));
  }
  if (last > 0) {
    ui::text(ui, ui.format("stability.word.reading",
                           {answers_.words()->word(word_id_), fixed(1 - last_.cosine_to_first, 2),
                            fixed(first_.length, 2), fixed(last_.length, 2), std::to_string(kept),
                            std::to_string(last_.neighbors.size())}));
  }
  const bool from_first = moment_ == last;
  ui::text_muted(ui, from_first ? std::string(ui.t("stability.moved.all"))
                                : ui.format("stability.moved.rest", {std::to_string(moment_ + 1)}));
  for (std::size_t i = 0; i < moved_.size(); ++i) {
    const std::string& word = answers_.words()->word(moved_[i].id);
    const std::string number = fixed(static_cast<double>(moved_[i].score), 2);
    if (i > 0) ui::flow(ui, ui::chip_width(ui, word, number), 1);
    if (ui::chip(ui, ("stability.moved." + std::to_string(i)).c_str(), word, colour(ui), number)) {
      set_word(word);
    }
  }
}

void ChangeView::draw_charts(LabContext& context) {
  Ui& ui = context.ui;
  const bool known = word_id_ != kUnknownToken && word_to_last_.size() == places_.size();
  const std::vector<double>&to_first = answers_.mean_cosine_to_first(),
        &to_last = answers_.mean_cosine_to_last();
  const EmbeddingHistory& history = answers_.history();
  heading_with_table(ui, ui.t("stability.turn.heading"), "stability.turn.table", true, [&] {
    ui::Table table{
        {ui.t("stability.axis.units"), ui.t("stability.turn.first"), ui.t("stability.turn.last"),
         ui.t("stability.length.mean"), ui.t("stability.axis.loss")},
        {}};
    for (std::size_t m = 0; m < places_.size(); ++m) {
      table.rows.push_back({fixed(places_[m], 4), fixed(to_first[m], 4), fixed(to_last[m], 4),
                            fixed(answers_.mean_length()[m], 4),
                            m == 0 ? std::string() : fixed(history.moments[m]->loss, 4)});
    }
    return table;
  });
  const double x = places_[moment_];
  const std::array<double, 1> at_x = {x}, at_first = {to_first[moment_]},
                              at_last = {to_last[moment_]};
  std::vector<ui::Series> series = {{ui.t("stability.turn.last"), places_, to_last, colour(ui)},
                                    {ui.t("stability.turn.first"), places_, to_first,
                                     ui.palette.text_muted, ui::Mark::kLine, 1.5f}};
  if (known) {
    series.push_back({ui.format("stability.turn.word", {answers_.words()->word(word_id_)}), places_,
                      word_to_last_, ui.palette.accent, ui::Mark::kLine, 1.5f});
  }
  series.push_back({"", at_x, at_last, colour(ui), ui::Mark::kDots, 4});
  series.push_back({"", at_x, at_first, ui.palette.text_muted, ui::Mark::kDots, 4});
  ui::PlotOptions options;
  options.x.label = ui.t(model_ == "glove" ? "stability.axis.cells" : "stability.axis.units");
  options.y = {ui.t("stability.axis.cosine"), false, false, -0.1, 1.05};
  options.height = 190;
  ui::plot(ui, "stability.turn.plot", series, {}, options);
  ui::text_muted(ui, ui.t("stability.turn.about"));

  std::vector<double> loss_x, loss_y;
  for (std::size_t m = 1; m < places_.size(); ++m) {
    if (!(history.moments[m]->loss > 0)) continue;
    loss_x.push_back(places_[m]);
    loss_y.push_back(history.moments[m]->loss);
  }
  ui::section(ui, ui.t("stability.loss.heading"));
  const std::array<double, 1> at_loss = {history.moments[moment_]->loss};
  std::vector<ui::Series> losses = {{ui.t("stability.loss"), loss_x, loss_y, colour(ui)}};
  if (at_loss[0] > 0) losses.push_back({"", at_x, at_loss, colour(ui), ui::Mark::kDots, 4});
  ui::PlotOptions loss_options;
  loss_options.x.label = options.x.label;
  loss_options.y.label = ui.t(model_ == "glove" ? "stability.axis.error" : "stability.axis.loss");
  loss_options.height = 150;
  loss_options.empty = ui.t("stability.loss.empty");
  ui::plot(ui, "stability.loss.plot", losses, {}, loss_options);
}

void ChangeView::draw_controls(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("stability.kept"));
  if (answers_.empty()) {
    ui::text_small(ui, ui.format("stability.kept.none",
                                 {std::to_string(kHistoryMoments),
                                  ui::format_count(static_cast<double>(kHistoryWords))}));
    return;
  }
  const EmbeddingHistory& history = answers_.history();
  ui::figure(ui, ui.t("stability.kept.moments"),
             ui.format("stability.kept.of",
                       {std::to_string(history.moments.size()), std::to_string(kHistoryMoments)}));
  ui::figure(ui, ui.t("stability.kept.words"),
             ui::format_count(static_cast<double>(history.words)));
  ui::figure(ui, ui.t("stability.kept.memory"),
             ui::format_bytes(static_cast<double>(history.bytes())));
  ui::text_small(ui, ui.format("stability.kept.about",
                               {ui::format_count(static_cast<double>(kHistoryWords))}));
}

}  // namespace wordspace
