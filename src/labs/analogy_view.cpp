// a is to b as c is to ?
// Not a lab.
#include "labs/analogy_view.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "labs/lab_parts.h"
#include "labs/workspace.h"
#include "labs/workspace_questions.h"
#include "text/builtin_corpora.h"
#include "ui/icons.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr int kNumAnswers = 10;
constexpr int kAnswersInPlane = 5;

std::vector<float> difference(std::span<const float> x, std::span<const float> y) {
  std::vector<float> out(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = x[i] - y[i];
  return out;
}

float dot(std::span<const float> x, std::span<const float> y) {
  float sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
}

// Length 1, or all zero when there is nothing to point along.
void normalise(std::vector<float>& x) {
  const float length = std::sqrt(dot(x, x));
  if (length < 1e-6f) return;
  for (float& value : x) value /= length;
}

}  // namespace

void AnalogyView::answer(const VectorChoice& choice) {
  const std::string signature = a_ + "\n" + b_ + "\n" + c_ + "\n" + std::to_string(method_) + "\n" +
                                std::to_string(choice.version());
  if (signature == signature_) return;
  signature_ = signature;
  without_.clear();
  with_.clear();
  unknown_.clear();
  asked_ = !a_.empty() && !b_.empty() && !c_.empty();
  labels_.clear();
  positions_.clear();
  if (!asked_) return;
  const auto method = method_ == 1 ? AnalogyMethod::kMul : AnalogyMethod::kAdd;
  const WordVectors& vectors = choice.vectors();
  if (vectors.empty()) return;
  TokenId ids[3] = {};
  const std::string* words[3] = {&a_, &b_, &c_};
  for (int i = 0; i < 3; ++i) {
    ids[i] = choice.find(*words[i]);
    if (ids[i] == kUnknownToken) unknown_.push_back(*words[i]);
  }
  if (!unknown_.empty()) return;
  without_ = analogy(vectors, ids[0], ids[1], ids[2], method, false, kNumAnswers);
  with_ = analogy(vectors, ids[0], ids[1], ids[2], method, true, kNumAnswers);
  lay_out(vectors);
}

// The plane through a along b - a and c - a (Gram-Schmidt), all of unit vectors.
void AnalogyView::lay_out(const WordVectors& vectors) {
  const Vocabulary& vocabulary = vectors.vocabulary();
  const TokenId a = vocabulary.find_typed(a_), b = vocabulary.find_typed(b_),
                c = vocabulary.find_typed(c_);
  const std::span<const float> va = vectors.unit(a);
  std::vector<float> first = difference(vectors.unit(c), va);
  normalise(first);
  std::vector<float> second = difference(vectors.unit(b), va);
  const float along = dot(second, first);
  for (std::size_t i = 0; i < second.size(); ++i) second[i] -= along * first[i];
  normalise(second);
  const auto place = [&](const std::vector<float>& from_a, const std::string& label) {
    labels_.push_back(label);
    positions_.push_back(dot(from_a, first));
    positions_.push_back(dot(from_a, second));
  };
  place(difference(va, va), vocabulary.word(a));
  const std::vector<float> to_b = difference(vectors.unit(b), va);
  const std::vector<float> to_c = difference(vectors.unit(c), va);
  place(to_b, vocabulary.word(b));
  place(to_c, vocabulary.word(c));
  std::vector<float> target(to_b);
  for (std::size_t i = 0; i < target.size(); ++i) target[i] += to_c[i];
  place(target, vocabulary.word(b) + " − " + vocabulary.word(a) + " + " + vocabulary.word(c));
  distance_ = 0;
  for (int i = 0; i < kAnswersInPlane && i < static_cast<int>(without_.size()); ++i) {
    const TokenId id = without_[static_cast<std::size_t>(i)].id;
    std::vector<float> to_answer = difference(vectors.unit(id), va);
    place(to_answer, vocabulary.word(id));
    if (i == 0) {
      const float x = dot(to_answer, first), y = dot(to_answer, second);
      distance_ = std::sqrt(std::max(dot(to_answer, to_answer) - x * x - y * y, 0.0f));
    }
  }
  ++positions_version_;
  scatter_.fit_view();
}

void AnalogyView::draw(LabContext& context, VectorChoice& choice) {
  answer(choice);
  Ui& ui = context.ui;
  ui::begin_panel(ui, "analogies.ask");
  follow_examples(context.workspace, choice);
  draw_fields(context);
  ui::end_panel(ui);
  ui::gap(ui, 0);
  if (choice.vectors().empty()) {
    ui::begin_panel(ui, "analogies.empty");
    choice.draw_missing(context, "analogies.train", "analogy.empty");
    ui::end_panel(ui);
    return;
  }
  const float gap = ui.px(ui::kGrid * 2);
  const bool wide = is_wide(ui, 700);
  const float room = ImGui::GetContentRegionAvail().x;
  const float left = wide ? (room - gap) * 0.5f : room;
  const float height = std::max(ImGui::GetContentRegionAvail().y, ui.px(400));
  ui::begin_panel(ui, "analogies.answers", ImVec2(left, wide ? height : 0));
  draw_answers(context, choice);
  ui::end_panel(ui);
  if (wide) ImGui::SameLine(0, gap);
  ui::begin_panel(ui, "analogies.plane",
                  ImVec2(wide ? room - left - gap : room, wide ? height : ui.px(420)));
  draw_plane(context, choice);
  ui::end_panel(ui);
}

void AnalogyView::follow_examples(Workspace& workspace, const VectorChoice& choice) {
  const std::string text = choice.corpus(workspace);
  const std::string of = (text.empty() ? workspace.corpus_name() : text) + " " +
                         std::to_string(workspace.corpora().size());
  if (examples_of_ == of) return;
  examples_of_ = of;
  examples_ = workspace.questions_for(text).favourites;
}

void AnalogyView::draw_fields(LabContext& context) {
  Ui& ui = context.ui;
  if (ui::begin_columns(ui, "analogy.fields", 3, 140)) {
    ui::next_column(ui);
    ui::text_field(ui, "analogy.a", ui.t("analogy.a"), a_, ui.t("analogy.a.hint"));
    ui::next_column(ui);
    ui::text_field(ui, "analogy.b", ui.t("analogy.b"), b_, ui.t("analogy.b.hint"));
    ui::next_column(ui);
    ui::text_field(ui, "analogy.c", ui.t("analogy.c"), c_, ui.t("analogy.c.hint"));
    ui::end_columns(ui);
  }
  for (std::size_t i = 0; i < examples_.size(); ++i) {
    const auto& example = examples_[i].words;
    const std::string name = "analogy.example." + std::to_string(i);
    const std::string words = example[0] + " : " + example[1] + " :: " + example[2] + " : ?";
    if (i > 0) {
      ui::flow(ui, ui::text_width(ui, ui::Face::kRegular, ui::kTextBody, words) + ui.px(24), 1);
    }
    const bool pressed = ui::chip(ui, name.c_str(), words, ui.palette.word2vec);
    ui::tooltip_on_hover(ui, ui.t("analogy.examples"));
    if (pressed) {
      a_ = example[0];
      b_ = example[1];
      c_ = example[2];
    }
  }
}

void AnalogyView::draw_answers(LabContext& context, const VectorChoice& choice) {
  Ui& ui = context.ui;
  const WordVectors& vectors = choice.vectors();
  if (!asked_) {
    ui::text_muted(ui, ui.t("analogy.ask"));
    return;
  }
  if (!unknown_.empty()) {
    for (const std::string& word : unknown_) {
      ui::notice(ui, ("analogy.unknown." + word).c_str(), ui::NoticeKind::kWarning,
                 ui.format("word.unknown", {word}), ui.t("word.unknown.hint"));
    }
    return;
  }
  const std::string sentence =
      ui.format("analogy.sentence",
                {a_, b_, c_, vectors.vocabulary().word(without_.empty() ? 0 : without_[0].id)});
  ui::text_lead(ui, sentence);
  ui.access.result("analogy", sentence);
  const std::string methods[] = {ui.t("analogy.method.add"), ui.t("analogy.method.mul")};
  ui::segmented(ui, "analogy.method", methods, method_);
  ui::text_small(ui, ui.t(method_ == 1 ? "analogy.method.mul.about" : "analogy.method.add.about"));
  ui::toggle(ui, "analogy.include", ui.t("analogy.include"), include_query_,
             ui.t("analogy.include.about"));
  const auto list = [&](const char* heading, const char* name,
                        const std::vector<ScoredWord>& words) {
    ui::section(ui, ui.t(heading));
    const int pressed = draw_scored_words(ui, name, vectors, words, choice.colour(ui));
    ui::table_link(ui, (std::string(name) + ".table").c_str(),
                   [&] { return table_of(ui, vectors, words); });
    return pressed;
  };
  int pressed = -1;
  if (include_query_) {
    // Side by side where there is room: the difference is the lesson.
    const bool wide = is_wide(ui, 420);
    const float room = ImGui::GetContentRegionAvail().x;
    const float half = wide ? (room - ui.px(16)) / 2 : room;
    ImGui::BeginChild("analogy.with.column", ImVec2(half, 0), ImGuiChildFlags_AutoResizeY);
    list("analogy.with", "analogy.with", with_);
    ImGui::EndChild();
    if (wide) ImGui::SameLine(0, ui.px(16));
    ImGui::BeginChild("analogy.without.column", ImVec2(half, 0), ImGuiChildFlags_AutoResizeY);
    pressed = list("analogy.without", "analogy.without", without_);
    ImGui::EndChild();
    const bool repeats = !with_.empty() && !without_.empty() && with_[0].id != without_[0].id;
    if (repeats) {
      ui::text_muted(ui, ui.format("analogy.query_wins", {vectors.vocabulary().word(with_[0].id)}));
    }
  } else {
    pressed = list("analogy.without", "analogy.without", without_);
  }
  if (pressed >= 0) c_ = vectors.vocabulary().word(without_[static_cast<std::size_t>(pressed)].id);
}

void AnalogyView::draw_plane(LabContext& context, const VectorChoice& choice) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("analogy.plane"));
  if (labels_.size() < 5) {
    ui::text_muted(ui, ui.t("analogy.plane.empty"));
    return;
  }
  ui::text_small(ui, ui.format("analogy.plane.about", {labels_[4], fixed(distance_, 2)}));
  static constexpr std::array<std::uint32_t, 2> kArrows[] = {{0, 1}, {2, 3}, {0, 2}, {1, 3}};
  static constexpr std::uint32_t kMarked[] = {0, 1, 2, 3};
  static constexpr std::uint32_t kAnswer[] = {4};
  const ImU32 colours[] = {ui.palette.text_muted, choice.colour(ui), ui.palette.baseline,
                           ui.palette.good};
  std::vector<std::uint8_t> groups(labels_.size(), 0);
  groups[0] = groups[1] = groups[2] = 1;
  groups[3] = 2;
  groups[4] = 3;
  ui::ScatterData data;
  data.positions = positions_;
  data.version = positions_version_;
  data.label = [&](std::size_t i) -> std::string_view { return labels_[i]; };
  data.groups = groups;
  data.group_colours = colours;
  data.highlighted = kMarked;
  data.selected = kAnswer;
  data.arrows = kArrows;
  const float below = ui.px(30);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const std::string x_label = labels_[2] + " − " + labels_[0];
  data.x_label = x_label;
  data.y_label = ui.t("analogy.plane.across");
  data.all_labels = true;
  data.detail = [&](std::size_t i) {
    return ui.format("analogy.plane.point",
                     {fixed(positions_[2 * i], 3), fixed(positions_[2 * i + 1], 3)});
  };
  scatter_.draw(ui, "analogy.map", ImVec2(room.x, std::max(room.y - below, ui.px(200))), data);
  ui::table_link(ui, "analogy.plane.table", [&] {
    ui::Table table{{ui.t("table.word"), "x", "y"}, {}};
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      table.rows.push_back(
          {labels_[i], fixed(positions_[2 * i], 4), fixed(positions_[2 * i + 1], 4)});
    }
    return table;
  });
}

void AnalogyView::set_shader(const std::string& name, const std::string& source) {
  if (name == "scatter.vert") vertex_shader_ = source;
  if (name == "scatter.frag") fragment_shader_ = source;
  if (!vertex_shader_.empty() && !fragment_shader_.empty()) {
    scatter_.set_shaders(vertex_shader_, fragment_shader_);
  }
}

bool AnalogyView::set(std::string_view field, std::string_view value) {
  if (field == "analogy.a")
    a_ = value;
  else if (field == "analogy.b")
    b_ = value;
  else if (field == "analogy.c")
    c_ = value;
  else if (field == "analogy.method")
    method_ = value == "mul" ? 1 : 0;
  else if (field == "analogy.include")
    include_query_ = value == "true" || value == "1";
  else
    return false;
  return true;
}

std::string AnalogyView::get(std::string_view field) const {
  if (field == "analogy.a") return a_;
  if (field == "analogy.b") return b_;
  if (field == "analogy.c") return c_;
  if (field == "analogy.method") return method_ == 1 ? "mul" : "add";
  if (field == "analogy.include") return include_query_ ? "true" : "false";
  return {};
}

}  // namespace wordspace
