// Lab 1, Start: one sentence, the four models as a path, a door that trains something at once.
// Not a menu of what is planned: labs that are not built are not offered.
#include <algorithm>
#include <array>
#include <cmath>

#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "labs/word_map.h"
#include "labs/workspace.h"
#include "train/run_status.h"
#include "ui/icons.h"
#include "ui/type.h"

namespace wordspace {

using ui::Ui;

namespace {

bool is_built(const std::string& name) {
  const auto& labs = lab_registry();
  return std::any_of(labs.begin(), labs.end(),
                     [&](const LabDescription& lab) { return name == lab.name; });
}

class StartLab : public Lab {
 public:
  void draw_picture(LabContext& context) override;
  void draw_controls(LabContext&) override {}
  void forget_gl() override { map_.forget_gl(); }
  void set_shader(const std::string& name, const std::string& source) override {
    map_.set_shader(name, source);
  }

 private:
  void draw_door(LabContext& context, float width);
  void draw_living_picture(LabContext& context, float width);
  void draw_path(LabContext& context);
  void draw_cards(LabContext& context);

  WordMap map_;
};

// The idea before there is data: a fixed sketch of king - man + woman, and it says that it is one.
void draw_sketch(Ui& ui, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy(size);
  ImDrawList* list = ImGui::GetWindowDrawList();
  struct Place {
    const char* key;
    float x, y;
  };
  static constexpr Place kPlaces[] = {{"start.sketch.man", 0.16f, 0.78f},
                                      {"start.sketch.king", 0.30f, 0.24f},
                                      {"start.sketch.woman", 0.62f, 0.86f},
                                      {"start.sketch.queen", 0.76f, 0.32f}};
  const auto place = [&](int i) {
    return ImVec2(at.x + kPlaces[i].x * size.x, at.y + kPlaces[i].y * size.y);
  };
  const auto arrow = [&](ImVec2 from, ImVec2 to, ImU32 colour) {
    const float dx = to.x - from.x, dy = to.y - from.y;
    const float length = std::max(std::sqrt(dx * dx + dy * dy), 1.0f);
    const float ux = dx / length, uy = dy / length, head = ui.px(9), stop = ui.px(8);
    const ImVec2 tip(to.x - ux * stop, to.y - uy * stop);
    list->AddLine(from, ImVec2(tip.x - ux * head, tip.y - uy * head), colour, ui.px(2));
    list->AddTriangleFilled(
        tip, ImVec2(tip.x - ux * head - uy * head * 0.5f, tip.y - uy * head + ux * head * 0.5f),
        ImVec2(tip.x - ux * head + uy * head * 0.5f, tip.y - uy * head - ux * head * 0.5f), colour);
  };
  for (int i = 1; i < 6; ++i) {
    const float x = at.x + size.x * static_cast<float>(i) / 6;
    const float y = at.y + size.y * static_cast<float>(i) / 6;
    list->AddLine(ImVec2(x, at.y), ImVec2(x, at.y + size.y), ui.palette.chart_grid);
    list->AddLine(ImVec2(at.x, y), ImVec2(at.x + size.x, y), ui.palette.chart_grid);
  }
  arrow(place(0), place(1), ui.palette.accent);
  arrow(place(2), place(3), ui.palette.accent);
  arrow(place(0), place(2), ui.palette.text_faint);
  arrow(place(1), place(3), ui.palette.text_faint);
  for (int i = 0; i < 4; ++i) {
    const bool last = i == 3;
    list->AddCircleFilled(place(i), ui.px(5), last ? ui.palette.good : ui.palette.word2vec);
    const char* word = ui.t(kPlaces[i].key);
    const ui::Face face = last ? ui::Face::kSemibold : ui::Face::kRegular;
    const float width = ui::text_width(ui, face, ui::kTextLead, word);
    // Lower words under their points, upper ones above: no arrow crosses a word.
    const float dy = kPlaces[i].y > 0.5f ? ui.px(8) : -ui::line_px(ui, ui::kTextLead) - ui.px(6);
    ui::draw_line(list, ui, face, ui::kTextLead, ImVec2(place(i).x - width / 2, place(i).y + dy),
                  last ? ui.palette.good : ui.palette.text, word);
  }
}

void StartLab::draw_door(LabContext& context, float width) {
  Ui& ui = context.ui;
  Workspace& workspace = context.workspace;
  ImGui::BeginGroup();
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
  ui::text_small(ui, ui.t("start.over"));
  ImGui::PopTextWrapPos();
  ui::display(ui, ui.t("start.sentence"));
  ui::gap(ui, 1);
  ui::text_lead(ui, ui.t("start.lead"));
  ui::gap(ui, 2);
  ui::ButtonOptions options;
  options.style = ui::ButtonStyle::kPrimary;
  options.icon = ui::icons::kPlay;
  const bool running = workspace.status() == RunStatus::kTraining;
  if (ui::button(ui, "start.train", ui.t(running ? "start.watch" : "start.train"), options)) {
    if (!running) {
      static_cast<void>(workspace.choose_preset("demo"));
      workspace.train();
    }
    if (context.open) context.open("word2vec", {});
  }
  ui::gap(ui, 1);
  ui::text_small(ui, ui.t("start.train.about"));
  ImGui::EndGroup();
}

void StartLab::draw_living_picture(LabContext& context, float width) {
  Ui& ui = context.ui;
  const WordVectors& vectors = context.workspace.vectors();
  const float height = ui.px(280);
  ui::begin_panel(ui, "start.picture", ImVec2(width, 0));
  const float inner = ImGui::GetContentRegionAvail().x;
  if (vectors.empty()) {
    draw_sketch(ui, ImVec2(inner, height));
    ui::text_small(ui, ui.t("start.sketch.about"));
  } else {
    map_.update_pca(vectors, context.workspace.vectors_version(), 120);
    const TokenId marked[] = {vectors.vocabulary().find("man"), vectors.vocabulary().find("king"),
                              vectors.vocabulary().find("woman"),
                              vectors.vocabulary().find("queen")};
    const std::array<TokenId, 2> arrows[] = {{marked[0], marked[1]}, {marked[2], marked[3]}};
    WordMap::Marks marks;
    marks.highlighted = marked;
    marks.arrows = arrows;
    const TokenId clicked = map_.draw(context, vectors, "start.map", ImVec2(inner, height), marks);
    if (clicked != kUnknownToken && context.open) context.open("word2vec", {});
    ui::text_small(ui, ui.t("start.map.about"));
  }
  ui::end_panel(ui);
}

void StartLab::draw_path(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("start.path"));
  ui::text_muted(ui, ui.t("start.path.about"));
  ui::gap(ui, 1);
  struct Station {
    const char* name;
    ImU32 colour;
  };
  const Station stations[] = {{"word2vec", ui.palette.word2vec},
                              {"glove", ui.palette.glove},
                              {"gpt", ui.palette.gpt},
                              {"bert", ui.palette.bert}};
  const float gap = ui.px(ui::kGrid * 2);
  const float room = ImGui::GetContentRegionAvail().x;
  const int columns = room >= ui.px(880) ? 4 : room >= ui.px(480) ? 2 : 1;
  const float width = (room - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  // Panels of one row are as high as the longest text in it needs.
  float height = 0;
  for (const Station& station : stations) {
    const auto lines = ui::wrap_lines(ui, ui::Face::kRegular, ui::kTextBody,
                                      ui.t(std::string("model.") + station.name + ".about"),
                                      std::max(width - ui.px(40), ui.px(60)));
    height = std::max(height, static_cast<float>(lines.size()) * ui::line_px(ui, ui::kTextBody));
  }
  height += ui.px(140);
  int column = 0;
  for (const Station& station : stations) {
    if (column > 0) ImGui::SameLine(0, gap);
    const std::string key = std::string("model.") + station.name;
    ui::begin_panel(ui, (std::string("start.") + station.name).c_str(), ImVec2(width, height));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float inner = ImGui::GetContentRegionAvail().x;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float line = ui::line_px(ui, ui::kTextLead);
    ImGui::Dummy(ImVec2(inner, line));
    list->AddCircleFilled(ImVec2(at.x + ui.px(6), at.y + line / 2), ui.px(6), station.colour);
    ui::draw_line(list, ui, ui::Face::kSemibold, ui::kTextLead, ImVec2(at.x + ui.px(20), at.y),
                  ui.palette.text, ui.t(key + ".name"));
    ui::text_small(ui, ui.t(key + ".kind"));
    ui::text(ui, ui.t(key + ".about"));
    if (is_built(station.name)) {
      const std::string name = std::string("start.open.") + station.name;
      if (ui::link(ui, name.c_str(), ui.t("start.open")) && context.open) {
        context.open(station.name, {});
      }
    }
    ui::end_panel(ui);
    column = (column + 1) % columns;
  }
}

void StartLab::draw_cards(LabContext& context) {
  Ui& ui = context.ui;
  ui::section(ui, ui.t("start.labs"));
  const float gap = ui.px(ui::kGrid * 2);
  const float room = ImGui::GetContentRegionAvail().x;
  const int columns = room >= ui.px(820) ? 3 : room >= ui.px(520) ? 2 : 1;
  const float width = (room - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  float height = 0;
  for (const LabDescription& lab : lab_registry()) {
    const auto lines = ui::wrap_lines(ui, ui::Face::kRegular, ui::kTextBody,
                                      ui.t(std::string("lab.") + lab.name + ".summary"),
                                      std::max(width - ui.px(40), ui.px(60)));
    height = std::max(height, static_cast<float>(lines.size()) * ui::line_px(ui, ui::kTextBody));
  }
  height += ui.px(104);
  int column = 0;
  for (const LabDescription& lab : lab_registry()) {
    if (std::string_view(lab.name) == "start") continue;
    if (column > 0) ImGui::SameLine(0, gap);
    const std::string key = std::string("lab.") + lab.name;
    ui::begin_panel(ui, (std::string("start.card.") + lab.name).c_str(), ImVec2(width, height));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float line = ui::line_px(ui, ui::kTextLead);
    ImGui::Dummy(ImVec2(ImGui::GetContentRegionAvail().x, line));
    ImDrawList* list = ImGui::GetWindowDrawList();
    ui::draw_line(list, ui, ui::Face::kIcons, ui::kTextLead, at, ui.palette.accent, lab.icon);
    ui::draw_line(list, ui, ui::Face::kSemibold, ui::kTextLead, ImVec2(at.x + ui.px(26), at.y),
                  ui.palette.text, ui.t(key + ".title"));
    ui::text(ui, ui.t(key + ".summary"));
    const std::string name = std::string("start.card.open.") + lab.name;
    if (ui::link(ui, name.c_str(), ui.t("start.open")) && context.open) context.open(lab.name, {});
    ui::end_panel(ui);
    column = (column + 1) % columns;
  }
}

void StartLab::draw_picture(LabContext& context) {
  Ui& ui = context.ui;
  const float room = ImGui::GetContentRegionAvail().x;
  const float gap = ui.px(ui::kGrid * 3);
  ui::gap(ui, 1);
  if (is_wide(ui, 820)) {
    const float left = (room - gap) * 0.5f;
    ImGui::BeginChild("start.door", ImVec2(left, ui.px(340)));
    draw_door(context, left);
    ImGui::EndChild();
    ImGui::SameLine(0, gap);
    draw_living_picture(context, room - left - gap);
  } else {
    draw_door(context, room);
    ui::gap(ui, 2);
    draw_living_picture(context, room);
  }
  ui::gap(ui, 1);
  draw_path(context);
  ui::gap(ui, 1);
  draw_cards(context);
  ui::gap(ui, 3);
}

}  // namespace

LabDescription start_lab() {
  return {"start", ui::icons::kHome, false, true,
          []() -> std::unique_ptr<Lab> { return std::make_unique<StartLab>(); }};
}

}  // namespace wordspace
