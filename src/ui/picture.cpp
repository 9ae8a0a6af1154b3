// The frame of a picture, and the button that asks for one.
// Not SVG's letters (picture_svg.cpp) and not CSV's (csv.cpp).
#include "ui/picture.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "ui/csv.h"
#include "ui/icons.h"
#include "ui/parts.h"
#include "ui/picture_svg.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

constexpr float kMargin = 12;  // around a chart in its picture, logical px

std::string words_of(const Ui& ui, const char* key, const char* english) {
  return ui.words.has(key) ? ui.words.text(key) : english;
}

}  // namespace

struct Pictures::Impl {
  std::string chart;
  std::optional<PictureKind> asked;
  bool in_frame = false, taking = false;

  // Of the frame.
  ImVec2 pointer;
  bool nav_cursor = false;

  // Of the chart that is being taken.
  const ImDrawList* list = nullptr;
  ImDrawListFlags flags = 0;
  SvgPart part;

  // What was taken.
  std::string svg;
  std::unique_ptr<ImDrawList> own;
  ImDrawData data;

  void take(ImDrawList& from, const PictureFacts& about);
};

Pictures::Pictures() : impl_(std::make_unique<Impl>()) {}
Pictures::~Pictures() = default;

void Pictures::ask(std::string chart, PictureKind kind) {
  impl_->chart = std::move(chart);
  impl_->asked = kind;
}

std::optional<PictureKind> Pictures::asked() const { return impl_->asked; }
const std::string& Pictures::chart() const { return impl_->chart; }
const ImDrawData* Pictures::piece() const { return impl_->own ? &impl_->data : nullptr; }
const std::string& Pictures::svg() const { return impl_->svg; }
bool Pictures::taking() const { return impl_->taking; }
bool Pictures::notes(const ImDrawList* list) const {
  return impl_->taking && list == impl_->list && impl_->asked == PictureKind::kSvg;
}

void Pictures::forget() {
  impl_->asked.reset();
  impl_->svg.clear();
  impl_->own.reset();
  impl_->data = ImDrawData();
}

void Pictures::begin_frame() {
  Impl& m = *impl_;
  ImGuiContext& g = *GImGui;
  m.in_frame = true;
  // Nobody points at anything.
  m.pointer = g.IO.MousePos;
  m.nav_cursor = g.NavCursorVisible;
  g.IO.MousePos = ImVec2(-FLT_MAX, -FLT_MAX);
  g.HoveredWindow = nullptr;
  g.HoveredWindowUnderMovingWindow = nullptr;
  g.NavCursorVisible = false;
}

void Pictures::end_frame() {
  Impl& m = *impl_;
  m.in_frame = false;
  GImGui->IO.MousePos = m.pointer;
  GImGui->NavCursorVisible = m.nav_cursor;
}

void Pictures::note_text(const ImDrawList* list, int begin, Face face, float px, ImVec2 base_line,
                         float width, ImU32 colour, std::string_view words) {
  if (!notes(list)) return;
  Impl& m = *impl_;
  SvgText text;
  text.begin = begin;
  text.end = list->IdxBuffer.Size;
  text.face = face;
  text.px = px;
  text.at = base_line;
  text.colour = colour;
  text.clip = list->_CmdHeader.ClipRect;
  if (face != Face::kIcons) text.words = words;  // an icon is no letter elsewhere
  text.width = width;
  m.part.texts.push_back(std::move(text));
}

void Pictures::turn_last_text(ImVec2 from, ImVec2 to) {
  Impl& m = *impl_;
  if (!m.taking || m.asked != PictureKind::kSvg || m.part.texts.empty()) return;
  SvgText& text = m.part.texts.back();
  text.upright = true;
  text.at = ImVec2(to.x + text.at.y - from.y, to.y - (text.at.x - from.x));
}

bool Pictures::note_line(const ImDrawList* list, ImU32 colour, float width) {
  if (!notes(list)) return false;
  Impl& m = *impl_;
  SvgLine line;
  line.begin = list->IdxBuffer.Size;
  line.points.assign(list->_Path.begin(), list->_Path.end());
  line.colour = colour;
  line.width = width;
  line.clip = list->_CmdHeader.ClipRect;
  m.part.lines.push_back(std::move(line));
  return true;
}

void Pictures::Impl::take(ImDrawList& from, const PictureFacts& about) {
  if (asked == PictureKind::kSvg) {
    part.title = about.title;
    part.description = about.description;
    svg = svg_of(from, part);
    return;
  }
  // The chart's own commands in a list of their own: drawn alone, whatever lies around it.
  own = std::make_unique<ImDrawList>(from._Data);
  own->VtxBuffer = from.VtxBuffer;
  own->IdxBuffer = from.IdxBuffer;
  own->CmdBuffer.clear();
  for (const ImDrawCmd& command : from.CmdBuffer) {
    if (command.UserCallback != nullptr) continue;
    const unsigned begin = std::max(command.IdxOffset, static_cast<unsigned>(part.begin));
    const unsigned end = command.IdxOffset + command.ElemCount;
    if (end <= begin) continue;
    ImDrawCmd piece = command;
    piece.IdxOffset = begin;
    piece.ElemCount = end - begin;
    own->CmdBuffer.push_back(piece);
  }
  const ImGuiIO& io = ImGui::GetIO();
  data.Valid = true;
  data.DisplayPos = part.min;
  data.DisplaySize = ImVec2(part.max.x - part.min.x, part.max.y - part.min.y);
  data.FramebufferScale = io.DisplayFramebufferScale;
  data.Textures = &ImGui::GetPlatformIO().Textures;
  data.CmdLists.push_back(own.get());
  data.CmdListsCount = 1;
}

PictureScope::PictureScope(Ui& ui, const char* name, ImVec2 min, ImVec2 max) : ui_(ui) {
  if (ui.pictures == nullptr) return;
  Pictures::Impl& m = *ui.pictures->impl_;
  const bool done = !m.svg.empty() || m.own != nullptr;
  if (!m.in_frame || m.taking || done || m.chart != name) return;
  taking_ = true;
  m.taking = true;
  const float margin = ui.px(kMargin);
  m.part = SvgPart();
  m.part.min = ImVec2(std::floor(min.x - margin), std::floor(min.y - margin));
  m.part.max = ImVec2(std::ceil(max.x + margin), std::ceil(max.y + margin));
  m.part.background = ui.palette.panel;
  // Whole, wherever it is scrolled to.
  ImGui::PushClipRect(m.part.min, m.part.max, false);
  ImDrawList* list = ImGui::GetWindowDrawList();
  m.list = list;
  m.part.begin = list->IdxBuffer.Size;
  m.flags = list->Flags;
  // A fringe of half-transparent triangles would be shapes of its own.
  if (m.asked == PictureKind::kSvg) list->Flags = ImDrawListFlags_None;
}

void PictureScope::finish() {
  if (!std::exchange(open_, false) || !taking_) return;
  Pictures::Impl& m = *ui_.pictures->impl_;
  ImDrawList* list = ImGui::GetWindowDrawList();
  m.take(*list, ui_.pictures->facts ? ui_.pictures->facts() : PictureFacts());
  list->Flags = m.flags;
  ImGui::PopClipRect();
  m.taking = false;
  m.list = nullptr;
}

void stroke_path(const Ui& ui, ImDrawList* list, ImU32 colour, float width) {
  if (ui.pictures != nullptr && ui.pictures->note_line(list, colour, width)) {
    list->PathClear();
    return;
  }
  list->PathStroke(colour, 0, width);
}

void save_button(Ui& ui, const char* name, ImVec2 min, ImVec2 max,
                 const std::function<Table()>& data, bool picture) {
  if (ui.pictures == nullptr || ui.pictures->taking()) return;
  const std::string chart(name), own = chart + ".save";
  const Pressable p = pressable_at(ui, own.c_str(), ImRect(min, max));
  p.describe(AccessRole::kButton, words_of(ui, "ui.save", "Save this chart"));
  if (p.visible) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled(p.box.Min, p.box.Max,
                        mix(with_alpha(ui.palette.panel, 0.85f), ui.palette.accent_soft, p.warmth),
                        ui.px(6));
    draw_icon(list, ui, icons::kDownload, 16, p.box.GetCenter(),
              mix(ui.palette.text_muted, ui.palette.accent, p.warmth));
    draw_focus(ui, p.box, p.id, ui.px(6));
    hover_tooltip(ui, words_of(ui, "ui.save", "Save this chart"));
  }
  const ImGuiID popup = ImHashStr("##save", 0, p.id);
  if (p.pressed) {
    ImGui::OpenPopupEx(popup);
    ui.want_frame = true;
  }
  if (!ImGui::IsPopupOpen(popup, ImGuiPopupFlags_None)) return;
  struct Choice {
    PictureKind kind;
    const char *part, *key, *english;
  };
  constexpr Choice kChoices[] = {{PictureKind::kPng, ".png", "ui.save.png", "Picture (PNG)"},
                                 {PictureKind::kSvg, ".svg", "ui.save.svg", "Drawing (SVG)"},
                                 {PictureKind::kCsv, ".csv", "ui.save.csv", "Data (CSV)"}};
  const auto offered = [&](const Choice& choice) {
    return choice.kind == PictureKind::kCsv ? data != nullptr : picture;
  };
  float width = 0, num = 0;
  for (const Choice& choice : kChoices) {
    if (!offered(choice)) continue;
    ++num;
    width = std::max(width, button_width(ui, words_of(ui, choice.key, choice.english)));
  }
  const float pad = ui.px(kGrid), space = ui.px(2);
  const float height = std::ceil(num * (ui.px(kControlHeight) + space) + 2 * pad);
  const ImVec2 screen = ImGui::GetMainViewport()->Size;
  const bool below = max.y + height + pad <= screen.y;
  const float right = std::clamp(max.x, std::min(width + 3 * pad, screen.x), screen.x - pad);
  ImGui::SetNextWindowPos(ImVec2(right, below ? max.y + ui.px(2) : min.y - ui.px(2)),
                          ImGuiCond_Always, ImVec2(1, below ? 0.0f : 1.0f));
  // Buttons are as wide as the popup lets them be, so it has its size from the beginning.
  ImGui::SetNextWindowSize(ImVec2(std::ceil(width + 2 * pad + ui.px(2)), height));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(pad, pad));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(space, space));
  if (ImGui::BeginPopupEx(popup, ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                                     ImGuiWindowFlags_NoScrollbar |
                                     ImGuiWindowFlags_NoSavedSettings)) {
    for (const Choice& choice : kChoices) {
      if (!offered(choice)) continue;
      ButtonOptions options;
      options.style = ButtonStyle::kQuiet;
      options.width = width;
      const std::string id = own + choice.part;
      if (!button(ui, id.c_str(), words_of(ui, choice.key, choice.english), options)) continue;
      if (choice.kind == PictureKind::kCsv) {
        if (ui.pictures->deliver) ui.pictures->deliver(chart, choice.kind, csv_of(data()));
      } else {
        ui.pictures->ask(chart, choice.kind);
      }
      ImGui::CloseCurrentPopup();
      ui.want_frame = true;
    }
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar(2);
}

}  // namespace wordspace::ui
