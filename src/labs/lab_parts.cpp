// What several labs draw alike.
// Not a lab: no state of its own.
#include "labs/lab_parts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <unordered_map>

#include "analysis/vectors.h"
#include "labs/corpus_store.h"
#include "labs/message.h"
#include "labs/services.h"
#include "labs/workspace.h"
#include "text/builtin_corpora.h"
#include "train/loss_point.h"
#include "train/run_status.h"
#include "ui/icons.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

struct Family {
  const char* key;
  ImU32 colour;
  std::vector<std::string_view> words;
};

// Okabe-Ito; the names of the families stand beside their colours wherever they are used.
const std::vector<Family>& families() {
  static const std::vector<Family> all = {
      {"family.none", 0, {}},
      {"family.royalty",
       IM_COL32(0xE6, 0x9F, 0x00, 0xFF),
       {"king", "queen", "prince", "princess", "lord", "lady", "kingdom", "throne", "crown",
        "palace", "kings", "princes", "royal", "emperor", "vua", "hoàng", "tử", "chúa", "cung"}},
      {"family.kin",
       IM_COL32(0x00, 0x72, 0xB2, 0xFF),
       {"man",    "woman",   "father",   "mother", "son",      "daughter", "brother",
        "sister", "husband", "wife",     "child",  "children", "sons",     "daughters",
        "boy",    "girl",    "brothers", "uncle",  "aunt",     "cha",      "mẹ",
        "anh",    "chị",     "vợ",       "chồng",  "bà",       "ông"}},
      {"family.numbers",
       IM_COL32(0x00, 0x9E, 0x73, 0xFF),
       {"one", "two",    "three",  "four",   "five",  "six",   "seven",   "eight",    "nine",
        "ten", "twelve", "twenty", "thirty", "forty", "fifty", "hundred", "thousand", "một",
        "hai", "ba",     "bốn",    "sáu",    "bảy",   "tám",   "chín",    "mười"}},
      {"family.places",
       IM_COL32(0x56, 0xB4, 0xE9, 0xFF),
       {"city",  "cities", "house",   "land",    "temple",     "mountain", "river", "sea",
        "field", "gate",   "village", "country", "wilderness", "valley",   "town",  "street",
        "nhà",   "thành",  "phố",     "sông",    "núi",        "biển"}},
      {"family.animals",
       IM_COL32(0xD5, 0x5E, 0x00, 0xFF),
       {"horse", "horses", "dog", "lion", "sheep", "ox",   "camels", "bird",    "birds",
        "fish",  "wolf",   "cat", "goat", "goats", "lamb", "cattle", "serpent", "donkey",
        "bull",  "ram",    "chó", "mèo",  "ngựa",  "cá",   "chim"}},
      {"family.body",
       IM_COL32(0xCC, 0x79, 0xA7, 0xFF),
       {"hand",  "hands", "head",   "eye", "eyes", "foot",   "feet", "heart",
        "mouth", "arm",   "tongue", "ear", "ears", "finger", "face", "lips",
        "bone",  "tay",   "đầu",    "mắt", "chân", "miệng"}},
      {"family.time",
       IM_COL32(0x8A, 0x7A, 0x2E, 0xFF),
       {"day", "days", "night", "year", "years", "month", "week", "morning", "evening", "hour",
        "today", "yesterday", "ngày", "đêm", "tháng", "tuần", "sáng"}},
  };
  return all;
}

const std::unordered_map<std::string_view, int>& family_index() {
  static const std::unordered_map<std::string_view, int> index = [] {
    std::unordered_map<std::string_view, int> made;
    for (std::size_t i = 1; i < families().size(); ++i) {
      for (const std::string_view word : families()[i].words) {
        made.emplace(word, static_cast<int>(i));
      }
    }
    return made;
  }();
  return index;
}

}  // namespace

int num_families() { return static_cast<int>(families().size()); }
const char* family_key(int family) { return families()[static_cast<std::size_t>(family)].key; }
int family_of(std::string_view word) {
  const auto found = family_index().find(word);
  return found == family_index().end() ? 0 : found->second;
}
ImU32 family_colour(const Ui& ui, int family) {
  return family == 0 ? ui.palette.text_faint : families()[static_cast<std::size_t>(family)].colour;
}
std::span<const std::string_view> family_words() {
  static const std::vector<std::string_view> all = [] {
    std::vector<std::string_view> made;
    for (const Family& family : families()) {
      made.insert(made.end(), family.words.begin(), family.words.end());
    }
    return made;
  }();
  return all;
}

bool draw_waiting(LabContext& context) {
  Ui& ui = context.ui;
  const CorpusLoad& load = context.workspace.load();
  if (!load.name.empty()) {
    const double share = load.total_bytes == 0 ? 0
                                               : static_cast<double>(load.received_bytes) /
                                                     static_cast<double>(load.total_bytes);
    ui::progress_bar(
        ui, std::min(share, 1.0),
        ui.format("waiting.loading", {ui.t("corpus." + load.name + ".title"),
                                      ui::format_bytes(static_cast<double>(load.received_bytes)),
                                      ui::format_bytes(static_cast<double>(load.total_bytes))}));
    return true;
  }
  if (context.workspace.status() == RunStatus::kPreparing) {
    ui::text_muted(ui, ui.t("waiting.preparing"));
    return true;
  }
  return false;
}

void draw_corpus_choice(LabContext& context, const char* name, const char* label) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  std::vector<std::string> titles, details;
  int chosen = -1;
  for (std::size_t i = 0; i < workspace.corpora().size(); ++i) {
    const CorpusInfo& row = workspace.corpora()[i];
    titles.push_back(row.name == "own" ? row.title : ui.t("corpus." + row.name + ".title"));
    details.push_back(
        row.num_words == 0
            ? std::string(ui.t("corpus.made_here"))
            : ui.format("corpus.words", {ui::format_count(static_cast<double>(row.num_words))}));
    if (row.name == workspace.corpus_name()) chosen = static_cast<int>(i);
  }
  const ui::LockedPart locked(ui);
  if (ui::dropdown(ui, name, label, titles, chosen, details) && chosen >= 0) {
    say_error(context,
              workspace.set("corpus", workspace.corpora()[static_cast<std::size_t>(chosen)].name));
  }
  draw_waiting(context);
}

void open_file(LabContext& context, const char* accept,
               std::function<void(const std::string& name, std::string bytes)> take) {
  Workspace& workspace = context.workspace;
  if (!workspace.services().open_file) return;
  workspace.services().open_file(accept, [&workspace, take = std::move(take)](
                                             const std::string& name, Result<std::string> bytes) {
    if (bytes.ok()) {
      take(name, std::move(bytes.value()));
    } else {
      workspace.say({Message::Kind::kError, bytes.error()});
    }
  });
}

void draw_train_demo(LabContext& context, const char* name, const char* what_key) {
  Ui& ui = context.ui;
  if (draw_waiting(context)) return;
  if (!ui::empty_state(ui, name, ui.t(what_key), ui.t("action.train_demo"))) return;
  static_cast<void>(context.workspace.choose_preset("demo"));
  context.workspace.train();
}

int draw_scored_words(Ui& ui, const std::string& prefix, const WordVectors& vectors,
                      std::span<const ScoredWord> words, ImU32 colour) {
  // Rows have room of their own: no space between them.
  ImGui::PushStyleVarY(ImGuiStyleVar_ItemSpacing, 0);
  int pressed = -1;
  double low = 0, high = 1;
  for (const ScoredWord& word : words) {
    low = std::min(low, static_cast<double>(word.score));
    high = std::max(high, static_cast<double>(word.score));
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string name = prefix + "." + std::to_string(i);
    if (ui::bar_row(ui, name.c_str(), vectors.vocabulary().word(words[i].id), words[i].score, low,
                    high, colour)) {
      pressed = static_cast<int>(i);
    }
  }
  ImGui::PopStyleVar();
  return pressed;
}

ui::Table table_of(Ui& ui, const WordVectors& vectors, std::span<const ScoredWord> words) {
  ui::Table table;
  table.header = {ui.t("table.word"), ui.t("table.score")};
  for (const ScoredWord& word : words) {
    table.rows.push_back({vectors.vocabulary().word(word.id), fixed(word.score, 4)});
  }
  return table;
}

bool draw_analogy_row(Ui& ui, const std::string& name, const AnalogyRow& row) {
  const bool known = !row.answer.empty();
  const bool right = known && row.answer == row.expected;
  const float height = ui::line_px(ui, ui::kTextBody) + ui.px(4);
  const float width = ImGui::GetContentRegionAvail().x;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  bool pressed = ImGui::InvisibleButton(name.c_str(), ImVec2(std::max(width, 1.0f), height));
  ui.mark_item(name);
  const std::string words =
      row.a + " : " + row.b + " :: " + row.c + " : " + (known ? row.answer : std::string("?"));
  pressed = ui.meet_item(name, ui::AccessRole::kButton, words) || pressed;
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (ImGui::IsItemHovered()) {
    list->AddRectFilled(at, ImVec2(at.x + width, at.y + height), ui.palette.accent_soft, ui.px(4));
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  }
  const std::string question = row.a + " : " + row.b + " :: " + row.c + " :";
  const float top = at.y + ui.px(2);
  const float icon = ui.px(18), space = ui.px(5);
  const std::string answer = known ? row.answer : "?";
  const float answer_width =
      ui::text_width(ui, ui::Face::kSemibold, ui::kTextBody, answer) + (right ? icon : 0);
  const std::string shown = ui::shortened(ui, ui::Face::kRegular, ui::kTextSmall, question,
                                          std::max(width - answer_width - space, ui.px(20)));
  const float lower = (ui::line_px(ui, ui::kTextBody) - ui::line_px(ui, ui::kTextSmall)) / 2;
  ui::draw_line(list, ui, ui::Face::kRegular, ui::kTextSmall, ImVec2(at.x, top + lower + ui.px(1)),
                ui.palette.text_muted, shown);
  const float x = at.x + ui::text_width(ui, ui::Face::kRegular, ui::kTextSmall, shown) + space;
  const ImU32 colour = right ? ui.palette.good : known ? ui.palette.text : ui.palette.text_faint;
  ui::draw_line(list, ui, ui::Face::kSemibold, ui::kTextBody, ImVec2(x, top), colour, answer);
  if (right) {
    ui::draw_line(list, ui, ui::Face::kIcons, ui::kTextBody,
                  ImVec2(x + answer_width - icon + ui.px(3), top + ui.px(3)), colour,
                  ui::icons::kCheck);
  }
  ui::tooltip_on_hover(ui, !known  ? ui.format("analogy.row.waiting", {row.expected})
                           : right ? ui.format("analogy.row.right", {row.answer})
                                   : ui.format("analogy.row.wrong", {row.answer, row.expected}));
  return pressed;
}

WordFlow::WordFlow(Ui& ui) : ui_(ui) {
  right_ = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(ui.px(4), ui.px(4)));
}
WordFlow::~WordFlow() {
  ImGui::PopStyleVar();
  if (first_) ImGui::Dummy(ImVec2(1, 1));
}

void WordFlow::word(std::string_view text, FlowStyle style, std::string_view tooltip) {
  const bool boxed = style != FlowStyle::kPlain && style != FlowStyle::kDropped;
  const ui::Face face = style == FlowStyle::kCentre ? ui::Face::kSemibold : ui::Face::kRegular;
  const float pad = ui_.px(boxed ? 7 : 2);
  const float width = ui::text_width(ui_, face, ui::kTextBody, text) + 2 * pad;
  const float height = ui::line_px(ui_, ui::kTextBody) + ui_.px(4);
  if (!first_) {
    ImGui::SameLine();
    if (ImGui::GetCursorScreenPos().x + width > right_) ImGui::NewLine();
  }
  first_ = false;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy(ImVec2(width, height));
  const ImVec2 end(at.x + width, at.y + height);
  ImDrawList* list = ImGui::GetWindowDrawList();
  ImU32 colour = ui_.palette.text;
  switch (style) {
    case FlowStyle::kPlain:
      colour = ui_.palette.text_muted;
      break;
    case FlowStyle::kCentre:
      list->AddRectFilled(at, end, ui_.palette.accent, ui_.px(6));
      colour = ui_.palette.on_accent;
      break;
    case FlowStyle::kContext:
      list->AddRectFilled(at, end, ui_.palette.accent_soft, ui_.px(6));
      list->AddRect(at, end, ui_.palette.accent, ui_.px(6));
      break;
    case FlowStyle::kDropped:
      colour = ui_.palette.text_faint;
      break;
    case FlowStyle::kToken:
      list->AddRect(at, end, ui_.palette.panel_border, ui_.px(6));
      break;
  }
  ui::draw_line(list, ui_, face, ui::kTextBody, ImVec2(at.x + pad, at.y + ui_.px(2)), colour, text);
  if (style == FlowStyle::kDropped) {
    const float middle = (at.y + end.y) / 2 + ui_.px(1);
    list->AddLine(ImVec2(at.x, middle), ImVec2(end.x, middle), colour, ui_.px(1));
  }
  if (!tooltip.empty()) ui::tooltip_on_hover(ui_, tooltip);
}

Curve curve_of(std::span<const LossPoint> points, double scale) {
  Curve curve;
  curve.x.reserve(points.size());
  curve.y.reserve(points.size());
  for (const LossPoint& point : points) {
    curve.x.push_back(static_cast<double>(point.units) * 1e-6);
    curve.y.push_back(point.loss * scale);
  }
  return curve;
}

ui::Table table_of(Ui& ui, const char* x_key, std::span<const char* const> y_keys,
                   std::span<const Curve* const> curves) {
  // One row for each place where any curve has a point.
  ui::Table table;
  table.header.push_back(ui.t(x_key));
  for (const char* key : y_keys) table.header.push_back(ui.t(key));
  std::vector<double> places;
  for (const Curve* curve : curves) places.insert(places.end(), curve->x.begin(), curve->x.end());
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  for (const double place : places) {
    std::vector<std::string> row = {fixed(place, 4)};
    for (const Curve* curve : curves) {
      const auto found = std::find(curve->x.begin(), curve->x.end(), place);
      row.push_back(found == curve->x.end()
                        ? std::string()
                        : fixed(curve->y[static_cast<std::size_t>(found - curve->x.begin())], 4));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

void heading_with_table(Ui& ui, const char* heading, const char* table_name, bool has_table,
                        const std::function<ui::Table()>& make) {
  ui::section(ui, heading);
  if (!has_table) return;
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  const ImVec2 next = ImGui::GetCursorScreenPos();
  const float width =
      std::ceil(ui::text_width(ui, ui::Face::kRegular, ui::kTextBody, ui.t("ui.view_table")));
  const float right = next.x + ImGui::GetContentRegionAvail().x;
  const bool fits = max.x + ui.px(2 * ui::kGrid) + width <= right;
  if (fits) {
    const float middle = (min.y + max.y - ui::line_px(ui, ui::kTextBody)) / 2;
    ImGui::SetCursorScreenPos(ImVec2(right - width, std::round(middle)));
  }
  ui::table_link(ui, table_name, make);
  if (fits) ImGui::SetCursorScreenPos(next);
}

std::vector<std::string> view_labels(const Ui& ui, const char* prefix,
                                     std::span<const char* const> views) {
  std::vector<std::string> labels;
  for (const char* view : views) labels.emplace_back(ui.t(std::string(prefix) + view));
  return labels;
}

bool choose_view(std::span<const char* const> views, std::string_view name, int& view) {
  const auto found = std::find(views.begin(), views.end(), name);
  if (found == views.end()) return false;
  view = static_cast<int>(found - views.begin());
  return true;
}

bool is_wide(const Ui& ui, float logical) {
  return ImGui::GetContentRegionAvail().x >= ui.px(logical);
}

void say_error(LabContext& context, const Status& status) {
  if (!status.ok()) context.workspace.say({Message::Kind::kError, status.error()});
}

std::string percent(double share) { return fixed(share * 100, share < 0.0995 ? 1 : 0) + " %"; }

std::string fixed(double value, int digits) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

}  // namespace wordspace
