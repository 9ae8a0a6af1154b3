// What the labs that train in the background draw alike: how far it is, pause and stop, and the
// question before another lab's work is ended.
// Not the runs (background.h). Results stay with the lab when another lab's work takes the place.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "labs/lab.h"

namespace wordspace {

class Background;
struct FinishedRun;
struct PlannedRun;

class BackgroundLine {
 public:
  using Finished = std::vector<std::shared_ptr<const FinishedRun>>;

  // owner: the lab's name; names of controls begin with it: NAME.pause, .resume, .stop, .replace,
  // .keep.
  explicit BackgroundLine(const char* owner);
  ~BackgroundLine();

  // Begins the runs; while another lab's are under way, draw() asks first. begun: called when they
  // really begin, maybe frames later or never.
  void start(LabContext& context, std::vector<PlannedRun> runs, std::function<void()> begun = {});
  // Once a frame. True: what is finished has changed.
  bool follow(const Background& background);
  // The runs finished so far of what this lab began last, also after another lab took the place.
  const Finished& finished() const { return finished_; }

  bool asking() const { return !wanted_.empty(); }
  // Ours are under way or paused.
  bool active(const Background& background) const;
  // Progress with its buttons, or the question; nothing while there is neither. label: words for a
  // run's name.
  void draw(LabContext& context, const std::function<std::string(const std::string&)>& label);

 private:
  void begin(LabContext& context);
  void draw_question(LabContext& context);

  std::string owner_;
  std::vector<PlannedRun> wanted_;  // wait for the answer to the question
  std::function<void()> begun_;
  std::uint64_t seen_ = 0;
  Finished finished_;
};

}  // namespace wordspace
