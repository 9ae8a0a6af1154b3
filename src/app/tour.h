// The guided tour of a lab: ten steps that point at real controls, which stay pressable.
// Not the texts (web/tours) and not what a lab does: a step may set the lab's own fields only.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "labs/lab.h"
#include "ui/ui.h"

namespace wordspace {

inline constexpr std::size_t kTourSteps = 10;

struct TourStep {
  std::string at;     // a name of Ui::rects; empty: the middle of the screen
  std::string needs;  // "run": there only after training
  LabFields set;      // fields of the lab, set when the step is shown
  std::string en, vi;
};

// {"steps": [{"at", "needs", "set": {field: value}, "en", "vi"}, ...]}, exactly ten.
//   Errors: tour.bad_file.
Result<std::vector<TourStep>> parse_tour(std::string_view json);

// Where the card goes: inside the screen by margin, beside the target if there is room for that,
// otherwise where it covers least of it. An empty target: the middle; a narrow screen: the bottom,
// or the top when the target is there. Pixels.
struct Box {
  ImVec2 min, max;
  bool empty() const { return max.x <= min.x || max.y <= min.y; }
};
Box place_card(ImVec2 screen, const Box& target, ImVec2 card, float margin, bool narrow);

// The open tour, if any. Drawn after the shell, in the same frame; interface thread.
class Tour {
 public:
  void start(std::string lab, std::vector<TourStep> steps, std::size_t step = 0);
  void leave() { steps_.clear(); }
  void show(std::size_t step);  // of an open tour
  bool open() const { return !steps_.empty(); }
  const std::string& lab() const { return lab_; }
  std::size_t step() const { return step_; }
  // The target is found, or is known not to be there: nothing moves any more.
  bool settled() const { return open() && phase_ == Phase::kShown; }
  bool on_target() const { return settled() && !target_.empty(); }
  const Box& card() const { return card_; }

  // Spotlight and card. current: the open lab; another one than the tour's ends it.
  // Rects: tour.card, tour.back, tour.next, tour.leave.
  void draw(ui::Ui& ui, Lab& lab, std::string_view current);

 private:
  enum class Phase { kEntering, kLooking, kShown };
  // A scroll region through which the target is looked for.
  struct Region {
    ImGuiID window = 0;
    float at_first = 0;
  };

  Box find(const ui::Ui& ui) const;
  void look(ui::Ui& ui);
  bool centre(const Box& found);
  void draw_spotlight(ui::Ui& ui);
  void draw_card(ui::Ui& ui);

  std::string lab_;
  std::vector<TourStep> steps_;
  std::size_t step_ = 0;
  Phase phase_ = Phase::kEntering;
  int wait_ = 0, moves_ = 0;  // frames; scrolls towards a target that was found
  std::vector<Region> regions_;
  std::size_t region_ = 0;
  bool region_begun_ = false;
  Box target_, card_, from_;
  double moved_at_ms_ = 0;
  bool wants_focus_ = false, seen_ = false;  // seen: the target was there in this step
};

}  // namespace wordspace
