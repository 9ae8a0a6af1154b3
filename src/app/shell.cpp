// Lays out and draws the shell: three widths (rail with names, rail of icons, phone), one code.
// Not the transport bar (transport.cpp).
#include "app/shell.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "labs/run_controls.h"
#include "labs/workspace.h"
#include "train/run_status.h"
#include "ui/icons.h"
#include "ui/parts.h"
#include "ui/type.h"
#include "ui/widgets.h"

namespace wordspace {

using ui::Ui;

namespace {

constexpr ImGuiWindowFlags kFixed =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse;

// A child of fixed place and size on one background; content starts at its padding.
void begin_part(const char* name, ImVec2 pos, ImVec2 size, ImU32 background, ImVec2 padding,
                ImGuiWindowFlags flags) {
  ImGui::SetCursorScreenPos(pos);
  ImGui::PushStyleColor(ImGuiCol_ChildBg, background);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, padding);
  ImGui::PushStyleVar(ImGuiStyleVar_ChildRounding, 0.0f);
  ImGui::BeginChild(name, size,
                    ImGuiChildFlags_AlwaysUseWindowPadding | ImGuiChildFlags_NavFlattened, flags);
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor();
}

void draw_mark(const Ui& ui, ImVec2 at, float height) {
  // The parallelogram of the analogy, as on the loading screen (viewBox 96 x 64).
  const float s = height / 64;
  const auto p = [&](float x, float y) { return ImVec2(at.x + x * s, at.y + y * s); };
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImU32 ink = ui.palette.accent;
  const ImVec2 corners[4] = {p(14, 48), p(42, 16), p(82, 22), p(54, 54)};
  list->AddPolyline(corners, 4, ink, ImDrawFlags_Closed, std::max(1.0f, 3 * s));
  for (int i = 0; i < 4; ++i) {
    list->AddCircleFilled(corners[i], (i == 2 ? 9.0f : 7.0f) * s, i == 2 ? ui.palette.gpt : ink);
  }
}

void hairline_at(const Ui& ui, ImVec2 from, ImVec2 to) {
  ImGui::GetWindowDrawList()->AddRectFilled(from, to, ui.palette.panel_border);
}

// A rectangle of the last item, under a second name that scripts rely on.
void mark_share(Ui& ui, const char* name, float from, float to) {
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  const float width = max.x - min.x;
  ui.mark(name, ImVec2(min.x + width * from, min.y), ImVec2(min.x + width * to, max.y));
}

constexpr const char* kLanguageNames[] = {"EN", "VI"};

// Of the switch that shows both names, each as wide as the other.
float language_width(const Ui& ui) {
  float widest = 0;
  for (const char* name : kLanguageNames) {
    widest = std::max(widest, ui::text_width(ui, ui::Face::kSemibold, ui::kTextBody, name));
  }
  return 2 * (std::ceil(widest) + ui.px(24));
}

}  // namespace

Shell::Shell(Variant variant, ShellActions actions)
    : transport_(std::move(variant), actions.memory_bytes),
      actions_(std::move(actions)),
      links_({[this](const Restrictions& wanted) { actions_.copy_link(wanted); },
              [this] { actions_.leave_link(); }}),
      messages_({actions_.wake_after, actions_.session.afresh, actions_.session.take_over,
                 actions_.session.elsewhere}) {}

bool Shell::may_open(const LabDescription& lab) const {
  return !view_.may_open || view_.may_open(lab.name);
}

Shell::Layout Shell::layout(const Ui& ui, ImVec2 size, const LabDescription& lab,
                            bool transport) const {
  const float logical = size.x / ui.text_scale;
  Layout out;
  out.wide = logical >= 700;
  out.rail = out.wide && view_.rail;
  out.rail_labels = logical >= 1100 && out.rail;
  out.rail_width = out.rail ? ui.px(out.rail_labels ? 188 : 60) : 0;
  const bool low = size.y / ui.text_scale < 800;
  out.header_height = ui.px(!out.wide ? 52 : low ? 60 : 68);
  out.side = !lab.full_width && logical >= 900 && (view_.controls || view_.lesson);
  out.side_width = out.side ? ui.px(logical >= 1500 ? 380 : 320) : 0;
  out.transport_height = transport ? transport_.height(ui, size.x) : 0;
  out.padding = ui.px(logical >= 1500 && !low ? 24 : out.wide ? low ? 16 : 20 : 12);
  return out;
}

bool Shell::draw_rail_item(Ui& ui, const LabDescription& lab, bool current, bool labels,
                           ImVec2 size) {
  const std::string name = std::string("lab.") + lab.name;
  const std::string title = ui.t("lab." + std::string(lab.name) + ".title");
  const ui::Face face = current ? ui::Face::kSemibold : ui::Face::kRegular;
  const float width = size.x, height = size.y;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  bool pressed = ImGui::InvisibleButton(name.c_str(), ImVec2(width, height));
  ui.mark_item(name);
  pressed = ui.meet_item(name, ui::AccessRole::kButton, title, current) || pressed;
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 end(at.x + width, at.y + height);
  const float rounding = ui.px(ui::kControlRounding);
  if (current || hovered) {
    list->AddRectFilled(
        at, end, current ? ui.palette.accent_soft : ui::with_alpha(ui.palette.accent_soft, 0.6f),
        rounding);
  }
  const ImU32 ink = current ? ui.palette.accent : hovered ? ui.palette.text : ui.palette.text_muted;
  const float icon_x = labels ? at.x + ui.px(12 + 8) : at.x + width / 2;
  ui::draw_icon(list, ui, lab.icon, 16, ImVec2(icon_x, at.y + height / 2), ink);
  if (labels) {
    const std::string words =
        ui::shortened(ui, face, ui::kTextBody, ui.t("lab." + std::string(lab.name) + ".short"),
                      width - ui.px(12 + 16 + 12 + 8));
    const float y = std::round(at.y + (height - ui::line_px(ui, ui::kTextBody)) / 2);
    ui::draw_line(list, ui, face, ui::kTextBody, ImVec2(at.x + ui.px(12 + 16 + 12), y), ink, words);
  }
  if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
    list->AddRect(at, end, ui.palette.accent, rounding, 0, ui.px(2));
  }
  ui::tooltip_on_hover(ui, title);
  return pressed;
}

void Shell::draw_rail(Ui& ui, const Layout& layout, float height, const LabDescription& current) {
  ui.access.region = "nav";
  const ImVec2 at = ImGui::GetWindowPos();
  begin_part("rail", at, ImVec2(layout.rail_width, height), ui.palette.panel, ImVec2(ui.px(8), 0),
             ImGuiWindowFlags_None);
  const float mark = ui.px(26);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  if (layout.rail_labels) {
    draw_mark(ui, ImVec2(corner.x + ui.px(6), corner.y + (layout.header_height - mark) / 2), mark);
    ui::draw_line(
        ImGui::GetWindowDrawList(), ui, ui::Face::kSemibold, ui::kTextLead,
        ImVec2(corner.x + ui.px(56),
               std::round(corner.y + (layout.header_height - ui::line_px(ui, ui::kTextLead)) / 2)),
        ui.palette.text, "Wordspace");
  } else {
    draw_mark(ui, ImVec2(corner.x + ui.px(2), corner.y + (layout.header_height - mark) / 2), mark);
  }
  ImGui::Dummy(ImVec2(1, layout.header_height - ui.px(8)));
  // As roomy as the height allows: a rail that scrolls hides the end of the course.
  const auto num = static_cast<float>(
      std::count_if(lab_registry().begin(), lab_registry().end(),
                    [this](const LabDescription& lab) { return may_open(lab); }));
  const float each = (height - layout.header_height - ui.px(8)) / num;
  const float pitch = std::clamp(each, ui.px(36), ui.px(44));
  const ImVec2 item(layout.rail_width - ui.px(16), pitch - ui.px(4));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, ui.px(4)));
  for (const LabDescription& lab : lab_registry()) {
    if (!may_open(lab)) continue;
    const bool own = std::string_view(lab.name) == current.name;
    if (draw_rail_item(ui, lab, own, layout.rail_labels, item) && !own) actions_.open_lab(lab.name);
  }
  ImGui::PopStyleVar();
  const ImVec2 edge(at.x + layout.rail_width - 1, at.y);
  hairline_at(ui, edge, ImVec2(edge.x + 1, at.y + height));
  ImGui::EndChild();
}

float Shell::settings_width(const Ui& ui, HeaderForm form) const {
  const float lock = view_.locked ? links_.lock_width(ui) : 0;
  if (!view_.settings) return lock;
  const float control = ui.px(ui::kControlHeight);
  if (form == HeaderForm::kTiny) return lock + 2 * control;
  const float links = form == HeaderForm::kWide ? links_.width(ui) + ui.px(4) : 0;
  return lock + links + language_width(ui) + ui.px(4) + 3 * control;
}

void Shell::draw_language(Ui& ui) {
  const std::vector<std::string> languages(std::begin(kLanguageNames), std::end(kLanguageNames));
  int language = ui.language == "vi" ? 1 : 0;
  ImGui::SetNextItemWidth(language_width(ui));
  const bool chosen = ui::segmented(ui, "language", languages, language);
  mark_share(ui, "language.en", 0, 0.5f);
  mark_share(ui, "language.vi", 0.5f, 1);
  if (chosen) actions_.set_language(language == 1 ? "vi" : "en");
  ImGui::SameLine(0, ui.px(4));
}

void Shell::draw_theme(Ui& ui) {
  const bool dark = ui.theme == ui::ThemeKind::kDark;
  if (ui::icon_button(ui, "theme", ui::icons::kTheme,
                      ui.t(dark ? "shell.theme.light" : "shell.theme.dark"))) {
    actions_.set_theme(dark ? ui::ThemeKind::kLight : ui::ThemeKind::kDark);
  }
}

void Shell::draw_settings(LabContext& context, HeaderForm form) {
  Ui& ui = context.ui;
  if (view_.locked) {
    links_.draw_lock(ui);
    ImGui::SameLine(0, 0);
  }
  if (!view_.settings) {
    ImGui::Dummy(ImVec2(0, 0));  // where the cursor was put, something has to stand
    return;
  }
  const bool wide = form == HeaderForm::kWide, tiny = form == HeaderForm::kTiny;
  if (wide) {
    links_.draw(ui);
    links_.draw_dialogue(ui);
    ImGui::SameLine(0, ui.px(4));
  }
  if (!tiny) draw_language(ui);
  session_menu_.draw(ui, actions_.session, context.workspace.undo_step() != 0);
  ImGui::SameLine(0, 0);
  if (ui::icon_button(ui, "text_size", ui::icons::kTextSize, ui.t("shell.text_size"))) {
    ImGui::OpenPopup("text_size.popup");
    ui.want_frame = true;
  }
  const ImVec2 below(ImGui::GetItemRectMax().x, ImGui::GetItemRectMax().y + ui.px(4));
  ImGui::SameLine(0, 0);
  if (!tiny) draw_theme(ui);
  ImGui::SetNextWindowPos(below, ImGuiCond_Always, ImVec2(1, 0));
  draw_text_size(ui, form);
  if (!wide) links_.draw_dialogue(ui);
}

void Shell::draw_text_size(Ui& ui, HeaderForm form) {
  if (!ImGui::BeginPopup("text_size.popup")) return;
  // As wide as all sizes beside each other: widgets take no more than what the popup has.
  const float room = ImGui::GetMainViewport()->Size.x - ui.px(64);
  ImGui::Dummy(ImVec2(std::min(ui.px(380), room), 0));
  std::vector<std::string> sizes;
  int selected = 0;
  for (int i = 0; i < 5; ++i) {
    sizes.push_back(std::to_string(kTextSizes[i]) + " %");
    if (std::lround(ui.text_scale * 100) == kTextSizes[i]) selected = i;
  }
  if (form == HeaderForm::kTiny) {
    draw_language(ui);
    draw_theme(ui);
  }
  ui::text_muted(ui, ui.t("shell.text_size"));
  if (ui::segmented(ui, "text_size.choice", sizes, selected)) {
    actions_.set_text_size(kTextSizes[selected]);
    ImGui::CloseCurrentPopup();
  }
  ui::gap(ui, 0.5f);
  bool projector = view_.projector;
  if (ui::toggle(ui, "projector", ui.t("shell.projector"), projector,
                 ui.t("shell.projector.about"))) {
    actions_.switch_projector();
    ImGui::CloseCurrentPopup();
  }
  if (form != HeaderForm::kWide && links_.draw_in_menu(ui)) {
    ui.want_frame = true;
    ImGui::CloseCurrentPopup();
  }
  ImGui::EndPopup();
}

void Shell::draw_header(LabContext& context, const Layout& layout, const LabDescription& current) {
  Ui& ui = context.ui;
  ui.access.region = "header";
  const ImVec2 origin = ImGui::GetWindowPos();
  const float full = ImGui::GetWindowWidth();
  const ImVec2 at(origin.x + layout.rail_width, origin.y);
  const float width = full - layout.rail_width;
  begin_part("header", at, ImVec2(width, layout.header_height), ui.palette.panel, ImVec2(0, 0),
             ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
  const float control = ui.px(ui::kControlHeight);
  const float middle = std::round(at.y + (layout.header_height - control) / 2);
  const HeaderForm form = layout.wide                  ? HeaderForm::kWide
                          : full / ui.text_scale < 300 ? HeaderForm::kTiny
                                                       : HeaderForm::kNarrow;
  const float settings = settings_width(ui, form);
  const float pad = layout.wide ? layout.padding : ui.px(8);
  float x = at.x + pad;
  if (!layout.rail && view_.menu) {
    ImGui::SetCursorScreenPos(ImVec2(x, middle));
    if (ui::icon_button(ui, "menu", ui::icons::kMenu, ui.t("shell.labs"))) {
      ImGui::OpenPopup("labs.sheet");
      ui.want_frame = true;
    }
    x += control + ui.px(4);
    ImGui::SetNextWindowPos(ImVec2(origin.x + ui.px(8), at.y + layout.header_height));
    if (ImGui::BeginPopup("labs.sheet")) {
      for (const LabDescription& lab : lab_registry()) {
        if (!may_open(lab)) continue;
        const bool own = std::string_view(lab.name) == current.name;
        if (draw_rail_item(ui, lab, own, true,
                           ImVec2(std::min(ui.px(280), full - ui.px(64)), ui.px(36)))) {
          if (!own) actions_.open_lab(lab.name);
          ImGui::CloseCurrentPopup();
        }
      }
      ImGui::EndPopup();
    }
  }
  const float room = at.x + width - pad - settings - ui.px(12) - x;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const std::string key = std::string("lab.") + current.name;
  const std::string whole = ui.t(key + ".title");
  float size = layout.wide ? ui::kTextTitle : ui::kTextLead;
  const auto fits = [&](const std::string& words) {
    return ui::text_width(ui, ui::Face::kSemibold, size, words) <= room;
  };
  // The short title, and then smaller letters, before any is cut off.
  const std::string fitting = fits(whole) ? whole : ui.t(key + ".short");
  for (const float smaller : {ui::kTextBody, ui::kTextSmall}) {
    if (!fits(fitting)) size = smaller;
  }
  const float title_line = ui::line_px(ui, size);
  const std::string title = ui::shortened(ui, ui::Face::kSemibold, size, fitting, room);
  const bool summary = layout.wide && room > ui.px(160);
  ui.access.note_words(whole, ui::AccessRole::kHeading, 2);
  ui.access.note_words(ui.t(key + ".summary"));
  const float small = ui::line_px(ui, ui::kTextSmall);
  const float block = title_line + (summary ? small : 0);
  float y = std::round(at.y + (layout.header_height - block) / 2);
  ui::draw_line(list, ui, ui::Face::kSemibold, size, ImVec2(x, y), ui.palette.text, title);
  if (summary) {
    ui::draw_line(
        list, ui, ui::Face::kRegular, ui::kTextSmall, ImVec2(x, y + title_line),
        ui.palette.text_muted,
        ui::shortened(ui, ui::Face::kRegular, ui::kTextSmall, ui.t(key + ".summary"), room));
  }
  ImGui::SetCursorScreenPos(ImVec2(at.x + width - pad - settings, middle));
  draw_settings(context, form);
  const float bottom = at.y + layout.header_height - 1;
  hairline_at(ui, ImVec2(at.x, bottom), ImVec2(at.x + width, bottom + 1));
  ImGui::EndChild();
}

// What leads through the lab: the tour, and the sheet to print.
void Shell::draw_guides(Ui& ui) {
  ui::ButtonOptions options;
  options.icon = ui::icons::kCompass;
  options.tooltip = ui.t("shell.tour.about");
  if (ui::button(ui, "tour.start", ui.t("shell.tour"), options)) {
    actions_.start_tour();
    ui.want_frame = true;
  }
  const std::string sheet = ui.t("shell.lesson_sheet");
  ui::flow(ui, ui::button_width(ui, sheet));
  options.icon = nullptr;
  options.style = ui::ButtonStyle::kQuiet;
  options.tooltip = ui.t("shell.lesson_sheet.about");
  if (ui::button(ui, "lesson.sheet", sheet, options)) actions_.open_lesson();
}

void Shell::draw_lesson(Ui& ui, const LabDescription& description) {
  const std::string key = std::string("lab.") + description.name + ".lesson.";
  if (!view_.lesson || !ui.words.has(key + "see")) return;
  ui::gap(ui, 1);
  ui::begin_panel(ui, "lesson");
  ui::section(ui, ui.t("shell.lesson"));
  draw_guides(ui);
  for (const char* part : {"see", "why", "try"}) {
    if (!ui.words.has(key + part)) continue;
    ui::gap(ui, 0.5f);
    ui::TextStyle heading;
    heading.size = ui::kTextSmall;
    heading.semibold = true;
    heading.colour = ui.palette.accent;
    ui::styled_text(ui, ui.t(std::string("shell.lesson.") + part), heading);
    ui::text(ui, ui.t(key + part));
  }
  if (ui.words.has(key + "formula")) {
    ui::gap(ui, 1);
    ui::formula(ui, ui.t(key + "formula"));
  }
  ui::end_panel(ui);
}

void Shell::draw_jumps(Ui& ui, const LabDescription& description) {
  ui::ButtonOptions quiet;
  quiet.style = ui::ButtonStyle::kQuiet;
  const std::string controls = ui.t("shell.jump.controls"), lesson = ui.t("shell.lesson");
  if (view_.controls && ui::button(ui, "jump.controls", controls, quiet)) jump_ = Jump::kControls;
  if (view_.lesson && ui.words.has("lab." + std::string(description.name) + ".lesson.see")) {
    ui::flow(ui, ui::button_width(ui, lesson));
    if (ui::button(ui, "jump.lesson", lesson, quiet)) jump_ = Jump::kLesson;
  }
  if (jump_ != Jump::kNone) ui.want_frame = true;
}

void Shell::draw_centre(LabContext& context, const Layout& layout,
                        const LabDescription& description, Lab& lab) {
  Ui& ui = context.ui;
  ui.access.region = "picture";
  const ImVec2 origin = ImGui::GetWindowPos();
  const ImVec2 size = ImGui::GetWindowSize();
  const ImVec2 at(origin.x + layout.rail_width, origin.y + layout.header_height);
  const float height = size.y - layout.header_height - layout.transport_height;
  const float width = size.x - layout.rail_width - layout.side_width;
  // Another lab starts at its top.
  const bool changed = last_lab_ != description.name;
  last_lab_ = description.name;

  begin_part("picture", at, ImVec2(width, height), ui.palette.page,
             ImVec2(layout.padding, layout.padding), ImGuiWindowFlags_None);
  if (changed) ImGui::SetScrollY(0);
  messages_.draw_warnings(context);
  const bool below = !layout.side && !description.full_width;
  if (below) draw_jumps(ui, description);
  lab.draw_picture(context);
  if (below) {
    ui::gap(ui, 1);
    ui.access.region = "side";
    const auto arrive = [&](Jump here) {
      if (jump_ != here) return;
      ImGui::SetScrollHereY(0);
      jump_ = Jump::kNone;
      ui.want_frame = true;
    };
    arrive(Jump::kControls);
    if (view_.controls) lab.draw_controls(context);
    arrive(Jump::kLesson);
    draw_lesson(ui, description);
    ui::gap(ui, 2);
  } else if (description.full_width) {
    ui::gap(ui, 2);
    draw_guides(ui);
    ui::gap(ui, 1);
  }
  ImGui::EndChild();
  ui.access.region = "picture";
  messages_.draw_news(context, ImVec2(at.x + layout.padding, at.y + height - ui.px(8)),
                      std::min(width - 2 * layout.padding, ui.px(640)));

  if (!layout.side) return;
  ui.access.region = "side";
  const ImVec2 side(at.x + width, at.y);
  begin_part("side", side, ImVec2(layout.side_width, height), ui.palette.page,
             ImVec2(ui.px(16), layout.padding), ImGuiWindowFlags_None);
  if (changed) ImGui::SetScrollY(0);
  if (view_.controls) lab.draw_controls(context);
  draw_lesson(ui, description);
  ui::gap(ui, 1);
  hairline_at(ui, side, ImVec2(side.x + 1, side.y + height));
  ImGui::EndChild();
}

void Shell::draw(LabContext& context, const LabDescription& description, Lab& lab) {
  Ui& ui = context.ui;
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  ImGui::SetNextWindowPos(viewport->Pos);
  ImGui::SetNextWindowSize(viewport->Size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.0f);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
  ImGui::Begin("wordspace", nullptr, kFixed);
  ImGui::PopStyleVar(3);
  RunControls& run = context.workspace.shown_run(description.model);
  const bool transport =
      view_.transport && (description.has_transport || run.status() != RunStatus::kIdle);
  // Also where no button is on screen; a text field keeps its letters.
  if (ImGui::Shortcut(ImGuiMod_Alt | ImGuiKey_P, ImGuiInputFlags_RouteGlobal)) {
    actions_.switch_projector();
  }
  const Layout place = layout(ui, viewport->Size, description, transport);
  const float upper = viewport->Size.y - place.transport_height;
  if (place.rail) draw_rail(ui, place, upper, description);
  draw_header(context, place, description);
  draw_centre(context, place, description, lab);
  if (transport) {
    const ImVec2 at(viewport->Pos.x, viewport->Pos.y + upper);
    begin_part("transport", at, ImVec2(viewport->Size.x, place.transport_height), ui.palette.panel,
               ImVec2(0, 0), ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    ui.access.region = "transport";
    transport_.draw(ui, context.workspace, run);
    hairline_at(ui, at, ImVec2(at.x + viewport->Size.x, at.y + 1));
    ImGui::EndChild();
  }
  ImGui::End();
}

}  // namespace wordspace
