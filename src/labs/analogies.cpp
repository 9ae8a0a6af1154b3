// Lab 5, Analogies and neighbours: a − b + c, nearest words, expressions, odd one out, the question
// set and maps, of the run's vectors, a model's token table or an opened file's.
// Not training. The analogy, the cosines and the question set stand in views of their own.
#include <algorithm>

#include "labs/analogy_view.h"
#include "labs/cosine_view.h"
#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "labs/message.h"
#include "labs/question_view.h"
#include "labs/vector_choice.h"
#include "labs/word_map.h"
#include "labs/workspace.h"
#include "train/word2vec_run.h"
#include "ui/icons.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr double kTsneBudgetMs = 14;
constexpr const char* kViews[] = {"analogy", "words", "cosine", "expression", "questions", "map"};

class AnalogiesLab : public Lab {
 public:
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext& context) override;
  void forget_gl() override {
    map_.forget_gl();
    analogy_.forget_gl();
  }
  void set_shader(const std::string& name, const std::string& source) override {
    map_.set_shader(name, source);
    analogy_.set_shader(name, source);
  }
  bool wants_frames() const override {
    return (view_ == kMap && tsne_moves_) || (view_ == kQuestions && questions_.running());
  }
  bool set(std::string_view field, std::string_view value) override;
  std::string get(std::string_view field) const override;

 private:
  enum View { kAnalogy, kWords, kCosine, kExpression, kQuestions, kMap };

  void draw_words(LabContext& context);
  void draw_odd_one_out(LabContext& context);
  void suggest_odd();
  void draw_expression(LabContext& context);
  void draw_map(LabContext& context);
  void draw_files(LabContext& context);

  VectorChoice choice_;
  AnalogyView analogy_;
  CosineView cosine_;
  QuestionView questions_;
  WordMap map_;
  int view_ = kAnalogy;
  int num_answers_ = 12;
  std::string word_ = "king", suggested_word_ = word_;
  std::string expression_ = "king - man + woman";
  std::string odd_words_ = "king queen prince fish", suggested_odd_ = odd_words_;
  std::string odd_answer_, expression_answer_;  // as last drawn; empty: none
  // Map.
  int projection_ = 0;  // 0 PCA, 1 t-SNE
  int num_words_ = 500;
  float perplexity_ = 30;
  bool tsne_moves_ = false;
  bool tsne_wanted_ = false;
};

void AnalogiesLab::draw_picture(LabContext& context) {
  Ui& ui = context.ui;
  choice_.follow(context.workspace);
  choice_.suggest(word_, suggested_word_, 0);
  suggest_odd();
  const std::vector<std::string> views = view_labels(ui, "analogies.view.", kViews);
  ui::segmented(ui, "analogies.view", views, view_);
  ui::gap(ui, 1);
  switch (view_) {
    case kAnalogy:
      analogy_.draw(context, choice_);
      break;
    case kWords:
      draw_words(context);
      ui::gap(ui, 0);
      draw_odd_one_out(context);
      break;
    case kCosine:
      cosine_.draw(context, choice_);
      break;
    case kExpression:
      draw_expression(context);
      break;
    case kQuestions:
      questions_.draw(context, choice_);
      break;
    default:
      draw_map(context);
      break;
  }
}

void AnalogiesLab::draw_words(LabContext& context) {
  Ui& ui = context.ui;
  const WordVectors& vectors = choice_.vectors();
  ui::begin_panel(ui, "neighbours");
  ui::section(ui, ui.t("neighbours.title"));
  ui::text_muted(ui, ui.t("neighbours.about"));
  ui::text_field(ui, "neighbours.word", ui.t("neighbours.word"), word_,
                 ui.t("neighbours.word.hint"));
  if (!choice_.draw_missing(context, "neighbours.train", "analogy.empty")) {
    const TokenId word = choice_.find(word_);
    if (word != kUnknownToken) {
      const std::vector<ScoredWord> found = neighbors(vectors, word, num_answers_);
      const int pressed =
          draw_scored_words(ui, "neighbours.row", vectors, found, choice_.colour(ui));
      ui::table_link(ui, "neighbours.table", [&] { return table_of(ui, vectors, found); });
      std::string said = word_ + ":";
      for (std::size_t i = 0; i < found.size() && i < 3; ++i) {
        said += (i > 0 ? ", " : " ") + vectors.vocabulary().word(found[i].id);
      }
      ui.access.result("neighbours", said);
      if (pressed >= 0) {
        word_ = vectors.vocabulary().word(found[static_cast<std::size_t>(pressed)].id);
      }
    } else if (!word_.empty()) {
      ui::notice(ui, "neighbours.unknown", ui::NoticeKind::kWarning,
                 ui.format("word.unknown", {word_}), ui.t("word.unknown.hint"));
    }
  }
  ui::end_panel(ui);
}

// Words that the vectors know, as long as nobody wrote others: three of one family, one of another.
void AnalogiesLab::suggest_odd() {
  if (odd_words_ != suggested_odd_ || choice_.vectors().empty()) return;
  if (choice_.find("king") != kUnknownToken ||
      choice_.find(choice_.example_word(0)) == kUnknownToken)
    return;
  std::string words;
  int family = 0, taken = 0;
  for (std::size_t i = 0; i < 60 && taken < 4; ++i) {
    const std::string word = choice_.example_word(i);
    const int own = family_of(word);
    if (own == 0) break;
    if (taken == 0) family = own;
    if ((own == family) != (taken < 3)) continue;
    words += (words.empty() ? "" : " ") + word;
    ++taken;
  }
  if (taken == 4) odd_words_ = suggested_odd_ = words;
}

void AnalogiesLab::draw_odd_one_out(LabContext& context) {
  Ui& ui = context.ui;
  const WordVectors& vectors = choice_.vectors();
  ui::begin_panel(ui, "odd");
  ui::section(ui, ui.t("odd.title"));
  ui::text_muted(ui, ui.t("odd.about"));
  ui::text_field(ui, "odd.words", ui.t("odd.words"), odd_words_, ui.t("odd.words.hint"));
  odd_answer_.clear();
  if (!choice_.draw_missing(context, "odd.train", "analogy.empty")) {
    std::vector<TokenId> ids;
    std::vector<std::string> unknown;
    for (std::size_t at = 0; at < odd_words_.size();) {
      const std::size_t begin = odd_words_.find_first_not_of(" ,;\t\n", at);
      if (begin == std::string::npos) break;
      at = std::min(odd_words_.find_first_of(" ,;\t\n", begin), odd_words_.size());
      const std::string word = odd_words_.substr(begin, at - begin);
      const TokenId id = vectors.vocabulary().find_typed(word);
      if (id == kUnknownToken)
        unknown.push_back(word);
      else
        ids.push_back(id);
    }
    for (const std::string& word : unknown) {
      ui::text_small(ui, ui.format("word.unknown", {word}));
    }
    if (ids.size() < 3) {
      ui::text_muted(ui, ui.t("odd.too_few"));
    } else {
      const OddOneOut odd = odd_one_out(vectors, ids);
      odd_answer_ = vectors.vocabulary().word(ids[odd.odd]);
      ui::text_lead(ui, ui.format("odd.answer", {vectors.vocabulary().word(ids[odd.odd])}));
      for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::string name = "odd.row." + std::to_string(i);
        ui::bar_row(ui, name.c_str(), vectors.vocabulary().word(ids[i]), odd.cosines[i],
                    std::min(0.0f, *std::min_element(odd.cosines.begin(), odd.cosines.end())), 1,
                    i == odd.odd ? ui.palette.warning : choice_.colour(ui));
      }
      ui::table_link(ui, "odd.table", [&] {
        ui::Table table{{ui.t("table.word"), ui.t("table.score")}, {}};
        for (std::size_t i = 0; i < ids.size(); ++i) {
          table.rows.push_back({vectors.vocabulary().word(ids[i]), fixed(odd.cosines[i], 4)});
        }
        return table;
      });
    }
  }
  ui::end_panel(ui);
}

void AnalogiesLab::draw_expression(LabContext& context) {
  Ui& ui = context.ui;
  const WordVectors& vectors = choice_.vectors();
  ui::begin_panel(ui, "expression");
  ui::section(ui, ui.t("expression.title"));
  ui::text_muted(ui, ui.t("expression.about"));
  ui::text_field(ui, "expression.text", ui.t("expression.text"), expression_,
                 ui.t("expression.text.hint"));
  static constexpr const char* kExamples[] = {"king - man + woman", "0.5 * (father + mother)",
                                              "(sea + land) / 2", "good - evil"};
  for (std::size_t i = 0; i < std::size(kExamples); ++i) {
    if (i > 0) {
      ui::flow(ui, ui::text_width(ui, ui::Face::kRegular, ui::kTextBody, kExamples[i]) + ui.px(24),
               1);
    }
    const std::string name = "expression.example." + std::to_string(i);
    if (ui::chip(ui, name.c_str(), kExamples[i], ui.palette.word2vec)) expression_ = kExamples[i];
  }
  ui::gap(ui, 1);
  expression_answer_.clear();
  if (!choice_.draw_missing(context, "expression.train", "analogy.empty") && !expression_.empty()) {
    const auto result = evaluate_expression(vectors, expression_);
    if (result.ok()) {
      std::vector<float> cosines(static_cast<std::size_t>(vectors.size()));
      vectors.cosines(result->vector, cosines);
      const auto best = top_scores(cosines, num_answers_, result->words);
      expression_answer_ = best.empty() ? "" : vectors.vocabulary().word(best.front().id);
      const int pressed =
          draw_scored_words(ui, "expression.row", vectors, best, choice_.colour(ui));
      if (pressed >= 0) {
        expression_ = vectors.vocabulary().word(best[static_cast<std::size_t>(pressed)].id);
      }
      ui::text_small(ui, ui.t("expression.left_out"));
      ui::table_link(ui, "expression.table", [&] { return table_of(ui, vectors, best); });
    } else {
      // Without a similar spelling there is nothing to suggest.
      const Error& error = result.error();
      const bool no_spelling =
          error.code == "words.unknown" && (error.args.size() < 2 || error.args[1].empty());
      ui::notice(ui, "expression.error", ui::NoticeKind::kWarning, ui.words.error_message(error),
                 no_spelling ? std::string(ui.t("word.unknown.hint")) : ui.words.error_hint(error));
    }
  }
  ui::end_panel(ui);
}

void AnalogiesLab::draw_map(LabContext& context) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  const WordVectors& vectors = choice_.vectors();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  ui::begin_panel(ui, "map", ImVec2(0, std::max(room.y, ui.px(420))));
  if (choice_.draw_missing(context, "map.train", "analogy.empty")) {
    ui::end_panel(ui);
    return;
  }
  // The word looked for and its neighbours are on the map, however rare.
  const TokenId chosen = vectors.vocabulary().find_typed(word_);
  std::vector<TokenId> near, wanted;
  if (chosen != kUnknownToken) wanted.push_back(chosen);
  if (chosen != kUnknownToken) {
    for (const ScoredWord& one : neighbors(vectors, chosen, 8)) near.push_back(one.id);
  }
  wanted.insert(wanted.end(), near.begin(), near.end());
  tsne_moves_ = false;
  if (projection_ == 1) {
    // Runs on what was there when it began: vectors of a run still in training would restart it.
    if (tsne_wanted_ || map_.tsne() == nullptr || !map_.is_of(vectors)) {
      map_.begin_tsne(vectors, choice_.version(), num_words_, static_cast<double>(perplexity_),
                      workspace.run().config.seed);
      tsne_wanted_ = false;
    }
    tsne_moves_ = map_.advance_tsne(kTsneBudgetMs);
    if (tsne_moves_) ui.want_frame = true;
    if (map_.tsne() != nullptr) {
      ui::text_small(ui, ui.format("map.tsne.steps", {std::to_string(map_.tsne()->steps()),
                                                      fixed(map_.tsne()->kl_divergence(), 3),
                                                      std::to_string(map_.num_points())}));
    }
  } else {
    map_.update_pca(vectors, choice_.version(), num_words_, wanted);
    ui::text_small(ui, ui.format("map.pca.share", {percent(map_.pca().variance_share[0]),
                                                   percent(map_.pca().variance_share[1]),
                                                   std::to_string(map_.num_points())}));
  }
  WordMap::Marks marks;
  const TokenId selected[] = {chosen};
  marks.highlighted = near;
  if (chosen != kUnknownToken) marks.selected = selected;
  const TokenId clicked =
      map_.draw(context, vectors, "analogies.map", ImGui::GetContentRegionAvail(), marks);
  if (clicked != kUnknownToken) word_ = vectors.vocabulary().word(clicked);
  ui::end_panel(ui);
}

void AnalogiesLab::draw_controls(LabContext& context) {
  Ui& ui = context.ui;
  choice_.follow(context.workspace);
  choice_.draw(context);
  const WordVectors& vectors = choice_.vectors();
  if (view_ == kWords || view_ == kExpression) {
    ui::slider_int(ui, "vectors.answers", ui.t("vectors.answers"), num_answers_, 3, 40);
  }
  if (view_ == kMap) {
    ui::section(ui, ui.t("map.title"));
    const std::string projections[] = {"PCA", "t-SNE"};
    if (ui::segmented(ui, "map.projection", projections, projection_)) map_.fit();
    ui::text_small(ui, ui.t(projection_ == 1 ? "map.tsne.about" : "map.pca.about"));
    if (ui::slider_int(
            ui, "map.words", ui.t("word2vec.map.words"), num_words_, 50,
            projection_ == 1 ? 1500 : 5000,
            ui.t(projection_ == 1 ? "map.tsne.words.about" : "word2vec.map.words.about"))) {
      tsne_wanted_ = true;
    }
    if (projection_ == 1) {
      if (ui::slider_float(ui, "map.perplexity", ui.t("map.perplexity"), perplexity_, 5, 100,
                           "%.0f", false, ui.t("map.perplexity.about"))) {
        tsne_wanted_ = true;
      }
    }
    if (ui::text_field(ui, "map.search", ui.t("map.search"), word_, ui.t("map.search.hint"))
            .changed &&
        !vectors.empty()) {
      const TokenId found[] = {vectors.vocabulary().find_typed(word_)};
      if (found[0] != kUnknownToken) map_.look_at(found);
    }
    ui::ButtonOptions fit;
    fit.icon = ui::icons::kFit;
    if (ui::button(ui, "map.fit", ui.t("word2vec.map.fit"), fit)) map_.fit();
  }
  draw_files(context);
}

void AnalogiesLab::draw_files(LabContext& context) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  ui::section(ui, ui.t("files.title"));
  ui::ButtonOptions open;
  open.icon = ui::icons::kFolder;
  open.width = -1;
  open.tooltip = ui.t("files.open.about");
  if (ui::button(ui, "files.open", ui.t("files.open"), open)) {
    open_file(context, "", [&workspace](const std::string& name, std::string bytes) {
      static_cast<void>(workspace.import_bytes(name, std::move(bytes)));
    });
  }
  const Workspace::Opening opening = workspace.opening();
  if (!opening.name.empty()) {
    ui::progress_bar(ui, opening.share, ui.format("files.opening", {opening.name}));
    ui.want_frame = true;
  }
  static constexpr std::size_t kLimits[] = {20000, 50000, 200000, 0};
  std::vector<std::string> limits;
  int limit = 0;
  for (std::size_t i = 0; i < std::size(kLimits); ++i) {
    limits.push_back(kLimits[i] > 0 ? ui::format_count(static_cast<double>(kLimits[i]))
                                    : ui.t("files.limit.all"));
    if (workspace.word_limit() == kLimits[i]) limit = static_cast<int>(i);
  }
  if (ui::dropdown(ui, "files.limit", ui.t("files.limit"), limits, limit)) {
    workspace.set_word_limit(kLimits[limit]);
  }
  ui::text_small(ui, ui.t("files.limit.about"));
  struct Format {
    const char *format, *key;
  };
  static constexpr Format kFormats[] = {{"word2vec-text", "files.word2vec_text"},
                                        {"word2vec-binary", "files.word2vec_binary"},
                                        {"glove", "files.glove"},
                                        {"projector", "files.projector"},
                                        {"checkpoint", "files.checkpoint"}};
  for (const Format& row : kFormats) {
    const bool is_checkpoint = std::string_view(row.format) == "checkpoint";
    ui::ButtonOptions save;
    save.icon = ui::icons::kDownload;
    save.width = -1;
    save.enabled = is_checkpoint ? workspace.has_run()
                                 : choice_.can_be_saved() && !workspace.vectors().empty();
    const std::string about = ui.t(std::string(row.key) + ".about");
    save.tooltip = about;
    if (ui::button(ui, row.key, ui.t(row.key), save)) {
      const auto saved = workspace.export_as(row.format);
      if (!saved.ok()) workspace.say({Message::Kind::kError, saved.error()});
    }
  }
}

bool AnalogiesLab::set(std::string_view field, std::string_view value) {
  if (analogy_.set(field, value) || cosine_.set(field, value) || choice_.set(field, value)) {
    return true;
  }
  if (field == "analogies.view") {
    choose_view(kViews, value, view_);
    return true;
  }
  if (field == "neighbours.word")
    word_ = value;
  else if (field == "expression.text")
    expression_ = value;
  else if (field == "odd.words")
    odd_words_ = value;
  else
    return false;
  return true;
}

std::string AnalogiesLab::get(std::string_view field) const {
  if (field == "analogies.view") return kViews[view_];
  if (field == "neighbours.word") return word_;
  if (field == "expression.text") return expression_;
  if (field == "odd.words") return odd_words_;
  if (field == "odd.answer") return odd_answer_;
  if (field == "expression.answer") return expression_answer_;
  if (field == "analogies.vectors") return choice_.get(field);
  const std::string cosine = cosine_.get(field);
  return cosine.empty() ? analogy_.get(field) : cosine;
}

}  // namespace

LabDescription analogies_lab() {
  return {"analogies",
          ui::icons::kAnalogy,
          false,
          false,
          []() -> std::unique_ptr<Lab> { return std::make_unique<AnalogiesLab>(); },
          kViews};
}

}  // namespace wordspace
