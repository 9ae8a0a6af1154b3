// Panels, scrolling regions, columns, headings, notices, empty states.
// Not what stands in them.
#include <algorithm>
#include <cmath>

#include "ui/icons.h"
#include "ui/parts.h"
#include "ui/widgets.h"

namespace wordspace::ui {
namespace {

// A child that fits its content gets its new height one frame late: ask for that frame.
void watch_height(Ui& ui) {
  const ImGuiWindow* window = ImGui::GetCurrentWindowRead();
  if ((window->ChildFlags & ImGuiChildFlags_AutoResizeY) == 0) return;
  if (window->SkipItems) return;  // out of sight: nothing was laid out, so nothing can be compared
  // Laid out only to be read: it appears each time anew, and no frame would be the last.
  const ImRect& seen = window->OuterRectClipped;
  if (ui.access.reading && (seen.Min.y >= seen.Max.y || seen.Min.x >= seen.Max.x)) return;
  const float content = window->DC.CursorMaxPos.y - window->DC.CursorStartPos.y;
  const float wanted = content + 2 * window->WindowPadding.y;
  if (std::fabs(wanted - window->Size.y) > 1.0f || window->Appearing) ui.want_frame = true;
}

void begin_child(const char* name, ImVec2 size, ImGuiChildFlags flags) {
  flags |= ImGuiChildFlags_NavFlattened;
  if (size.y == 0) flags |= ImGuiChildFlags_AutoResizeY;
  if (size.x <= 0) size.x = std::max(1.0f, content_width() + size.x);
  if (size.y < 0) size.y = std::max(1.0f, ImGui::GetContentRegionAvail().y + size.y);
  ImGui::BeginChild(name, size, flags);
}

// A region that scrolls says so at the edge where more follows.
void draw_soft_edges(Ui& ui) {
  const ImGuiWindow* window = ImGui::GetCurrentWindow();
  const ImRect view = window->InnerClipRect;
  const float fade = ui.px(16);
  const ImU32 none = with_alpha(ui.palette.text, 0), shade = with_alpha(ui.palette.text, 0.06f);
  ImDrawList* list = window->DrawList;
  if (window->Scroll.y > 1) {
    list->AddRectFilledMultiColor(view.Min, ImVec2(view.Max.x, view.Min.y + fade), shade, shade,
                                  none, none);
  }
  if (window->Scroll.y < window->ScrollMax.y - 1) {
    list->AddRectFilledMultiColor(ImVec2(view.Min.x, view.Max.y - fade), view.Max, none, none,
                                  shade, shade);
  }
}

}  // namespace

void begin_panel(Ui& ui, const char* name, ImVec2 size) {
  ImGui::PushStyleColor(ImGuiCol_ChildBg, ui.palette.panel);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(ui.px(2 * kGrid), ui.px(2 * kGrid)));
  begin_child(name, size, ImGuiChildFlags_Borders | ImGuiChildFlags_AlwaysUseWindowPadding);
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
}

void end_panel(Ui& ui) {
  watch_height(ui);
  draw_soft_edges(ui);
  ImGui::EndChild();
}

void begin_scroll(Ui& /*ui*/, const char* name, ImVec2 size) {
  // Its height is given or what is left: only then there is something to scroll.
  if (size.y == 0) size.y = std::max(1.0f, ImGui::GetContentRegionAvail().y);
  begin_child(name, size, ImGuiChildFlags_None);
}

void end_scroll(Ui& ui) {
  draw_soft_edges(ui);
  ImGui::EndChild();
}

bool begin_columns(Ui& ui, const char* name, int num, float min_width) {
  const float space = ui.px(2 * kGrid);
  const int fit = static_cast<int>((content_width() + space) / (ui.px(min_width) + space));
  const int shown = std::clamp(fit, 1, std::max(1, num));
  ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, ImVec2(space / 2, ui.px(kGrid / 2)));
  const bool open =
      ImGui::BeginTable(name, shown,
                        ImGuiTableFlags_SizingStretchSame | ImGuiTableFlags_NoPadOuterX |
                            ImGuiTableFlags_NoSavedSettings);
  ImGui::PopStyleVar();
  return open;
}

void next_column(Ui& /*ui*/) {
  ImGui::TableNextColumn();
  // Columns stand for themselves: a control in one does not move the words at the top of the next.
  ImGui::GetCurrentWindow()->DC.CurrLineTextBaseOffset = 0;
}

void end_columns(Ui& /*ui*/) { ImGui::EndTable(); }

void section(Ui& ui, std::string_view heading) {
  const ImGuiWindow* window = ImGui::GetCurrentWindowRead();
  // At the top of its panel a heading needs no space above.
  if (window->DC.CursorPos.y > window->DC.CursorStartPos.y + 1) gap(ui, 1);
  TextStyle style;
  style.size = kTextLead;
  style.semibold = true;
  styled_text(ui, heading, style);
}

void gap(Ui& ui, float units) { ImGui::Dummy(ImVec2(0, ui.px(units * kGrid))); }

void hairline(Ui& ui) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return;
  const ImVec2 pos = window->DC.CursorPos;
  const float width = content_width(), height = ui.px(kGrid);
  ImGui::ItemSize(ImVec2(width, height), 0);
  if (!ImGui::ItemAdd(ImRect(pos, ImVec2(pos.x + width, pos.y + height)), 0)) return;
  const float y = std::round(pos.y + height / 2);
  window->DrawList->AddRectFilled(ImVec2(pos.x, y), ImVec2(pos.x + width, y + 1),
                                  ui.palette.hairline);
}

void flow(Ui& ui, float next_width, float spacing_units) {
  const ImGuiWindow* window = ImGui::GetCurrentWindowRead();
  const float spacing = ui.px(spacing_units * kGrid);
  const float right = window->WorkRect.Max.x;
  if (window->DC.CursorPosPrevLine.x + spacing + next_width <= right) ImGui::SameLine(0, spacing);
}

bool notice(Ui& ui, const char* name, NoticeKind kind, std::string_view message,
            std::string_view hint, bool dismissible, std::string_view action, bool* acted) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return false;
  const Palette& c = ui.palette;
  ImU32 colour = c.accent;
  const char* icon = icons::kInfo;
  if (kind == NoticeKind::kWarning) {
    colour = c.warning;
    icon = icons::kWarning;
  } else if (kind == NoticeKind::kError) {
    colour = c.bad;
    icon = icons::kError;
  }
  const float width = content_width();
  const float pad = ui.px(12), left = ui.px(12 + 16 + 10);
  const float close = dismissible ? ui.px(28) : 0;
  const float room = std::max(1.0f, width - left - pad - close);
  const float line = line_px(ui, kTextBody);
  const auto first = wrap_lines(ui, Face::kSemibold, kTextBody, message, room);
  const auto second = wrap_lines(ui, Face::kRegular, kTextBody, hint, room);
  const float words = static_cast<float>(std::max<std::size_t>(first.size() + second.size(), 1));
  const bool has_action = !action.empty() && acted != nullptr;
  const float button_px = has_action ? ui.px(kControlHeight + 8) : 0;
  const float height = words * line + 2 * ui.px(10) + button_px;
  const ImVec2 pos = window->DC.CursorPos;
  const ImRect box(pos, ImVec2(pos.x + width, pos.y + height));
  ImGui::BeginGroup();
  ImGui::ItemSize(box.GetSize(), 0);
  if (ImGui::ItemAdd(box, 0)) {
    ImDrawList* list = window->DrawList;
    const float rounding = ui.px(kControlRounding);
    list->AddRectFilled(box.Min, box.Max, mix(c.panel, colour, 0.08f), rounding);
    list->AddRect(box.Min, box.Max, mix(c.panel_border, colour, 0.35f), rounding);
    ImVec2 at(box.Min.x + left, box.Min.y + ui.px(10));
    draw_icon(list, ui, icon, 16, ImVec2(box.Min.x + pad + ui.px(8), at.y + line / 2), colour);
    for (const auto l : first) {
      draw_line(list, ui, Face::kSemibold, kTextBody, at, c.text, l);
      at.y += line;
    }
    for (const auto l : second) {
      draw_line(list, ui, Face::kRegular, kTextBody, at, c.text_muted, l);
      at.y += line;
    }
    ui.mark(name, box.Min, box.Max);
    const std::string all = std::string(message) + (hint.empty() ? "" : " ") + std::string(hint);
    ui.access.note_words(all, kind == NoticeKind::kInfo ? AccessRole::kText : AccessRole::kAlert);
  }
  bool dismissed = false;
  if (dismissible) {
    const float side = ui.px(28);
    const ImVec2 at(box.Max.x - side - ui.px(4), box.Min.y + ui.px(6));
    const std::string own = std::string(name) + ".dismiss";
    const Pressable p = pressable_at(ui, own.c_str(), ImRect(at, ImVec2(at.x + side, at.y + side)));
    p.describe(AccessRole::kButton, ui.words.has("ui.close") ? ui.words.text("ui.close") : "Close");
    if (p.visible) {
      window->DrawList->AddRectFilled(p.box.Min, p.box.Max, with_alpha(c.text, 0.06f * p.warmth),
                                      ui.px(6));
      draw_icon(window->DrawList, ui, icons::kClose, 14, p.box.GetCenter(), c.text_muted);
      draw_focus(ui, p.box, p.id, ui.px(6));
    }
    dismissed = p.pressed;
  }
  if (has_action) {
    ImGui::SetCursorScreenPos(
        ImVec2(box.Min.x + left, box.Max.y - ui.px(10) - ui.px(kControlHeight)));
    const std::string own = std::string(name) + ".action";
    *acted = button(ui, own.c_str(), action);
    // What follows stands below the box, not below its button.
    ImGui::SetCursorScreenPos(ImVec2(box.Min.x, box.Max.y + ImGui::GetStyle().ItemSpacing.y));
    ImGui::Dummy(ImVec2(0, 0));
  }
  ImGui::EndGroup();
  return dismissed;
}

bool empty_state(Ui& ui, const char* name, std::string_view what_will_appear,
                 std::string_view button_label) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return false;
  const ImVec2 room(content_width(), ImGui::GetContentRegionAvail().y);
  const float width = std::min(room.x, ui.px(420));
  const float line = line_px(ui, kTextLead);
  const auto lines = wrap_lines(ui, Face::kRegular, kTextLead, what_will_appear, width);
  const float button_px = button_label.empty() ? 0 : ui.px(2 * kGrid) + ui.px(kControlHeight);
  const float height = static_cast<float>(lines.size()) * line + button_px;
  const ImVec2 start = window->DC.CursorPos;
  const float above = std::max(ui.px(2 * kGrid), (room.y - height) * 0.42f);
  ImGui::BeginGroup();
  ImGui::Dummy(ImVec2(0, above - GImGui->Style.ItemSpacing.y));
  ImGui::SetCursorScreenPos(ImVec2(start.x + (room.x - width) / 2, window->DC.CursorPos.y));
  TextStyle style;
  style.size = kTextLead;
  style.colour = ui.palette.text_muted;
  style.centred = true;
  style.width = width;
  styled_text(ui, what_will_appear, style);
  bool pressed = false;
  if (!button_label.empty()) {
    gap(ui, 1);
    const float own = std::min(button_width(ui, button_label), room.x);
    ImGui::SetCursorScreenPos(
        ImVec2(std::round(start.x + (room.x - own) / 2), window->DC.CursorPos.y));
    ButtonOptions options;
    options.style = ButtonStyle::kPrimary;
    pressed = button(ui, name, button_label, options);
  }
  ImGui::EndGroup();
  return pressed;
}

}  // namespace wordspace::ui
