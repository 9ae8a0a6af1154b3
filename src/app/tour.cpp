// A tour's file, how it looks and how it finds what it points at.
// Not which lab is open (application.cpp).
#include "app/tour.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "ui/icons.h"
#include "ui/parts.h"
#include "ui/type.h"
#include "ui/widgets.h"

namespace wordspace {
namespace {

using Json = nlohmann::json;

constexpr int kSettleFrames = 3;  // after fields were set or something was scrolled
constexpr int kMostMoves = 6;     // towards a target that is in sight
constexpr double kGlideMs = 180;

Error bad_tour(const std::string& why) {
  return Error{"tour.bad_file",
               "This tour cannot be read: " + why + ".",
               "Build the lab again: the file of this tour is damaged.",
               {why}};
}

std::string text_of(const Json& json, const char* field) {
  const auto found = json.find(field);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

float overlap(const Box& a, const Box& b) {
  const float width = std::min(a.max.x, b.max.x) - std::max(a.min.x, b.min.x);
  const float height = std::min(a.max.y, b.max.y) - std::max(a.min.y, b.min.y);
  return width > 0 && height > 0 ? width * height : 0;
}

Box box_at(ImVec2 min, ImVec2 size) { return {min, ImVec2(min.x + size.x, min.y + size.y)}; }

}  // namespace

// --- The file.

Result<std::vector<TourStep>> parse_tour(std::string_view json) {
  const Json tour = Json::parse(json, nullptr, false);
  if (!tour.is_object() || !tour.contains("steps") || !tour["steps"].is_array()) {
    return bad_tour("it has no list of steps");
  }
  if (tour["steps"].size() != kTourSteps) {
    return bad_tour("it has " + std::to_string(tour["steps"].size()) + " steps instead of " +
                    std::to_string(kTourSteps));
  }
  std::vector<TourStep> steps;
  for (const Json& json_step : tour["steps"]) {
    const std::string number = std::to_string(steps.size() + 1);
    if (!json_step.is_object()) return bad_tour("step " + number + " is not an object");
    TourStep step;
    step.at = text_of(json_step, "at");
    step.needs = text_of(json_step, "needs");
    step.en = text_of(json_step, "en");
    step.vi = text_of(json_step, "vi");
    if (step.en.empty() || step.vi.empty()) {
      return bad_tour("step " + number + " lacks a sentence in English or Vietnamese");
    }
    if (!step.needs.empty() && step.needs != "run") {
      return bad_tour("step " + number + " needs \"" + step.needs + "\", which is unknown");
    }
    if (const auto set = json_step.find("set"); set != json_step.end()) {
      if (!set->is_object()) return bad_tour("step " + number + " sets no fields");
      for (const auto& [field, value] : set->items()) {
        step.set.emplace_back(field, value.is_string() ? value.get<std::string>() : value.dump());
      }
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

// --- The place of the card.

Box place_card(ImVec2 screen, const Box& target, ImVec2 card, float margin, bool narrow) {
  card.x = std::min(card.x, screen.x - 2 * margin);
  card.y = std::min(card.y, screen.y - 2 * margin);
  const ImVec2 last(screen.x - margin - card.x, screen.y - margin - card.y);
  const auto inside = [&](ImVec2 at) {
    return box_at(ImVec2(std::round(std::clamp(at.x, margin, last.x)),
                         std::round(std::clamp(at.y, margin, last.y))),
                  card);
  };
  const ImVec2 centre(screen.x / 2 - card.x / 2, screen.y / 2 - card.y / 2);
  std::vector<Box> places;
  if (target.empty()) return inside(narrow ? ImVec2(centre.x, last.y) : centre);
  const ImVec2 middle((target.min.x + target.max.x - card.x) / 2,
                      (target.min.y + target.max.y - card.y) / 2);
  if (narrow) {
    places = {inside(ImVec2(centre.x, last.y)), inside(ImVec2(centre.x, margin))};
  }
  // Beside it, below, above; then the corners, for targets that fill the screen.
  places.insert(places.end(), {inside(ImVec2(target.max.x + margin, middle.y)),
                               inside(ImVec2(target.min.x - margin - card.x, middle.y)),
                               inside(ImVec2(middle.x, target.max.y + margin)),
                               inside(ImVec2(middle.x, target.min.y - margin - card.y)),
                               inside(last), inside(ImVec2(margin, last.y)),
                               inside(ImVec2(last.x, margin)), inside(ImVec2(margin, margin))});
  const Box* best = &places[0];
  for (const Box& place : places) {
    if (overlap(place, target) < overlap(*best, target) - 0.5f) best = &place;
  }
  return *best;
}

// --- Steps.

void Tour::start(std::string lab, std::vector<TourStep> steps, std::size_t step) {
  lab_ = std::move(lab);
  steps_ = std::move(steps);
  target_ = from_ = card_ = Box{};
  show(step);
}

void Tour::show(std::size_t step) {
  if (steps_.empty()) return;
  step_ = std::min(step, steps_.size() - 1);
  phase_ = Phase::kEntering;
}

Box Tour::find(const ui::Ui& ui) const {
  const std::string& name = steps_[step_].at;
  if (name.empty()) return {};
  for (const ui::NamedRect& rect : ui.rects) {
    if (rect.name == name) return {rect.min, rect.max};
  }
  return {};
}

// Scrolls the region around a target so that it lies well inside. False: it does already.
bool Tour::centre(const Box& found) {
  ImGuiWindow* region = nullptr;
  for (ImGuiWindow* window : GImGui->Windows) {
    if (!window->WasActive || window->ScrollMax.y <= 0) continue;
    const ImRect& clip = window->InnerClipRect;
    const ImVec2 middle((found.min.x + found.max.x) / 2, (found.min.y + found.max.y) / 2);
    if (!clip.Contains(middle)) continue;
    if (region == nullptr || clip.GetArea() < region->InnerClipRect.GetArea()) region = window;
  }
  if (region == nullptr) return false;
  const ImRect& clip = region->InnerClipRect;
  const float edge = 4;
  float by = 0;
  // What touches an edge may go on behind it.
  if (found.max.y >= clip.Max.y - edge && found.min.y > clip.Min.y + edge) {
    by = std::min(clip.GetHeight() / 3, found.min.y - clip.Min.y - edge);
  } else if (found.min.y <= clip.Min.y + edge && found.max.y < clip.Max.y - edge) {
    by = -std::min(clip.GetHeight() / 3, clip.Max.y - found.max.y - edge);
  }
  const float to = std::clamp(region->Scroll.y + by, 0.0f, region->ScrollMax.y);
  if (std::fabs(to - region->Scroll.y) < 1) return false;
  ImGui::SetScrollY(region, to);
  return true;
}

// One frame of looking: waits, scrolls to what was found, or looks further down.
void Tour::look(ui::Ui& ui) {
  ui.want_frame = true;
  if (wait_ > 0) {
    --wait_;
    return;
  }
  const Box found = find(ui);
  if (!found.empty()) {
    if (moves_ < kMostMoves && centre(found)) {
      ++moves_;
      wait_ = 1;
      return;
    }
    phase_ = Phase::kShown;
    return;
  }
  if (steps_[step_].at.empty()) {
    phase_ = Phase::kShown;
    return;
  }
  for (; region_ < regions_.size(); ++region_, region_begun_ = false) {
    ImGuiWindow* window = ImGui::FindWindowByID(regions_[region_].window);
    if (window == nullptr) continue;
    wait_ = 1;
    if (!region_begun_) {
      region_begun_ = true;
      regions_[region_].at_first = window->Scroll.y;
      ImGui::SetScrollY(window, 0);
      return;
    }
    if (window->Scroll.y < window->ScrollMax.y - 1) {
      ImGui::SetScrollY(window, std::min(window->ScrollMax.y,
                                         window->Scroll.y + window->InnerRect.GetHeight() * 0.7f));
      return;
    }
    ImGui::SetScrollY(window, regions_[region_].at_first);
  }
  phase_ = Phase::kShown;  // not there: said in the middle
}

void Tour::draw(ui::Ui& ui, Lab& lab, std::string_view current) {
  if (!open()) return;
  if (current != lab_) return leave();
  const bool popup = ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup);
  if (!popup && !ImGui::GetIO().WantTextInput && ImGui::IsKeyPressed(ImGuiKey_Escape, false)) {
    ui.want_frame = true;
    return leave();
  }
  if (phase_ == Phase::kEntering) {
    for (const auto& [field, value] : steps_[step_].set) lab.set(field, value);
    phase_ = Phase::kLooking;
    wait_ = kSettleFrames;
    moves_ = 0;
    region_ = 0;
    region_begun_ = false;
    regions_.clear();
    wants_focus_ = true;
    seen_ = false;
    from_ = target_;
    ui.want_frame = true;
  } else if (phase_ == Phase::kLooking) {
    if (regions_.empty() && wait_ == 0) {
      for (const ImGuiWindow* window : GImGui->Windows) {
        const bool child = (window->Flags & ImGuiWindowFlags_ChildWindow) != 0;
        if (child && window->WasActive && window->ScrollMax.y > 0) {
          regions_.push_back({window->ID, window->Scroll.y});
        }
      }
    }
    look(ui);
    if (phase_ == Phase::kShown) {
      target_ = find(ui);
      moved_at_ms_ = ui.now_ms;
    }
  } else {
    // A control may move; one that is gone leaves the card where it is.
    target_ = find(ui);
  }
  draw_spotlight(ui);
  draw_card(ui);
}

// --- Drawing.

void Tour::draw_spotlight(ui::Ui& ui) {
  const ImVec2 screen = ImGui::GetMainViewport()->Size;
  ImGui::SetNextWindowPos(ImVec2(0, 0));
  ImGui::SetNextWindowSize(screen);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
  ImGui::Begin("tour.light", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground |
                   ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PopStyleVar(2);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const bool dark = ui.theme == ui::ThemeKind::kDark;
  const ImU32 shade = IM_COL32(0, 0, 0, dark ? 110 : 56);
  Box hole = phase_ == Phase::kShown ? target_ : Box{};
  if (!hole.empty()) {
    const float out = ui.px(6);
    hole.min = ImVec2(std::max(0.0f, hole.min.x - out), std::max(0.0f, hole.min.y - out));
    hole.max = ImVec2(std::min(screen.x, hole.max.x + out), std::min(screen.y, hole.max.y + out));
    double share =
        ui.reduced_motion ? 1 : std::clamp((ui.now_ms - moved_at_ms_) / kGlideMs, 0., 1.);
    if (share < 1) ui.want_frame = true;
    if (!from_.empty()) {
      const auto left = static_cast<float>((1 - share) * (1 - share));
      const auto between = [left](ImVec2 to, ImVec2 from) {
        return ImVec2(to.x + (from.x - to.x) * left, to.y + (from.y - to.y) * left);
      };
      hole = {between(hole.min, from_.min), between(hole.max, from_.max)};
    }
  }
  if (hole.empty()) {
    list->AddRectFilled(ImVec2(0, 0), screen, shade);
  } else {
    const ImVec2 a = hole.min, b = hole.max;
    list->AddRectFilled(ImVec2(0, 0), ImVec2(screen.x, a.y), shade);
    list->AddRectFilled(ImVec2(0, b.y), screen, shade);
    list->AddRectFilled(ImVec2(0, a.y), ImVec2(a.x, b.y), shade);
    list->AddRectFilled(ImVec2(b.x, a.y), ImVec2(screen.x, b.y), shade);
    const float rounding = ui.px(ui::kControlRounding);
    for (int ring = 3; ring >= 1; --ring) {
      const float out = ui.px(static_cast<float>(ring) * 2);
      list->AddRect(ImVec2(a.x - out, a.y - out), ImVec2(b.x + out, b.y + out),
                    ui::with_alpha(ui.palette.accent, 0.28f / static_cast<float>(ring)),
                    rounding + out, 0, ui.px(2));
    }
    list->AddRect(a, b, ui.palette.accent, rounding, 0, ui.px(2));
  }
  ImGui::End();
}

void Tour::draw_card(ui::Ui& ui) {
  if (phase_ != Phase::kShown) return;
  const ImVec2 screen = ImGui::GetMainViewport()->Size;
  const bool narrow = screen.x / ui.text_scale < 600;
  const float margin = ui.px(narrow ? 8 : 16), padding = ui.px(16), space = ui.px(ui::kGrid);
  const float width = std::min(ui.px(narrow ? 560 : 360), screen.x - 2 * margin);
  const float inner = width - 2 * padding;
  const TourStep& step = steps_[step_];
  const std::string& words = ui.language == "vi" ? step.vi : step.en;
  const bool last = step_ + 1 == steps_.size();
  const std::string back = ui.t("tour.back"), next = ui.t(last ? "tour.finish" : "tour.next");
  const std::string leave_words = ui.t("tour.leave");

  // The height is known before the card is drawn, so that it never jumps.
  const float line = ui::line_px(ui, ui::kTextBody), small = ui::line_px(ui, ui::kTextSmall);
  const auto lines = ui::wrap_lines(ui, ui::Face::kRegular, ui::kTextBody, words, inner);
  const float buttons[3] = {ui::button_width(ui, next), ui::button_width(ui, back),
                            ui::button_width(ui, leave_words)};
  int rows = 1;
  float x = 0;
  for (const float button : buttons) {
    if (x > 0 && x + space + button > inner) {
      ++rows;
      x = 0;
    }
    x += (x > 0 ? space : 0) + button;
  }
  const float height = 2 * padding + small + ui.px(4) +
                       static_cast<float>(std::max<std::size_t>(lines.size(), 1)) * line +
                       ui.px(12) + static_cast<float>(rows) * (ui.px(ui::kControlHeight) + space) -
                       space;
  Box around = target_;
  if (!around.empty()) {
    const float out = ui.px(8);
    around.min = ImVec2(around.min.x - out, around.min.y - out);
    around.max = ImVec2(around.max.x + out, around.max.y + out);
  }
  seen_ = seen_ || !target_.empty();
  if (!seen_ || !target_.empty()) {
    card_ = place_card(screen, around, ImVec2(width, height), margin, narrow);
  }

  ImGui::SetNextWindowPos(card_.min);
  ImGui::SetNextWindowSize(ImVec2(card_.max.x - card_.min.x, card_.max.y - card_.min.y));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(padding, padding));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(12));
  ImGui::PushStyleColor(ImGuiCol_WindowBg, ui.palette.panel);
  ImGui::PushStyleColor(ImGuiCol_Border, ui.palette.accent);
  if (std::exchange(wants_focus_, false)) ImGui::SetNextWindowFocus();
  ImGui::Begin(ui::kOverWindow, nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoNavInputs);
  ImGui::PopStyleColor(2);
  ImGui::PopStyleVar(2);
  ui.mark("tour.card", card_.min, card_.max);
  ui::text_small(
      ui, ui.format("tour.number", {std::to_string(step_ + 1), std::to_string(steps_.size())}));
  ImGui::SetCursorPosY(padding + small + ui.px(4));
  ui::text(ui, words);
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() + ui.px(4));
  bool forward = false, backward = false, out = false;
  ui::ButtonOptions options;
  options.style = ui::ButtonStyle::kPrimary;
  forward = ui::button(ui, "tour.next", next, options);
  ui::flow(ui, buttons[1]);
  options.style = ui::ButtonStyle::kSecondary;
  options.enabled = step_ > 0;
  backward = ui::button(ui, "tour.back", back, options);
  ui::flow(ui, buttons[2]);
  options.style = ui::ButtonStyle::kQuiet;
  options.enabled = true;
  out = ui::button(ui, "tour.leave", leave_words, options);
  // Keys of the card, while nothing else has them.
  if (ImGui::IsWindowFocused() && !ImGui::GetIO().WantTextInput) {
    const auto key = [](ImGuiKey one) { return ImGui::IsKeyPressed(one, false); };
    forward = forward || key(ImGuiKey_RightArrow) || key(ImGuiKey_DownArrow) ||
              key(ImGuiKey_Enter) || key(ImGuiKey_KeypadEnter);
    backward = backward || key(ImGuiKey_LeftArrow) || key(ImGuiKey_UpArrow);
  }
  ImGui::End();
  if (!forward && !backward && !out) return;
  ui.want_frame = true;
  if (out || (forward && last)) return leave();
  if (forward) {
    show(step_ + 1);
  } else if (step_ > 0) {
    show(step_ - 1);
  }
}

}  // namespace wordspace
