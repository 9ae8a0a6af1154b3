// What a lab is: a state, a picture, controls, a lesson; one .cpp a lab.
// Not the shell around it (app/), and no list by hand: labs/CMakeLists.txt generates the registry.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ui/ui.h"

namespace wordspace {

class Workspace;

// Fields of a lab and their values, as Lab::set takes them.
using LabFields = std::vector<std::pair<std::string, std::string>>;

struct LabContext {
  ui::Ui& ui;
  Workspace& workspace;
  // Opens another lab by name at the end of the frame, with some of its fields set.
  std::function<void(const std::string& lab, const LabFields& fields)> open;
};

class Lab {
 public:
  virtual ~Lab() = default;
  // Fills the window or child that the shell has begun.
  virtual void draw_picture(LabContext& context) = 0;
  // The right column: controls, then the shell draws the lesson card from lab.<name>.lesson.*.
  virtual void draw_controls(LabContext& context) = 0;
  // GL context was lost.
  virtual void forget_gl() {}
  virtual void set_shader(const std::string& /*name*/, const std::string& /*source*/) {}
  // Something here still moves.
  virtual bool wants_frames() const { return false; }
  // Lab-specific fields of the fragment and of `set` ("analogy.a" ...). False: not mine.
  virtual bool set(std::string_view /*field*/, std::string_view /*value*/) { return false; }
  virtual std::string get(std::string_view /*field*/) const { return {}; }
};

// One row of description. Text keys follow from the name: lab.<name>.title, .summary, .lesson.see,
// .lesson.why, .lesson.try, .lesson.formula.
struct LabDescription {
  const char* name;    // "word2vec": deep links and scripts use it
  const char* icon;    // of ui/icons.h
  bool has_transport;  // trains something: the transport bar is live
  bool full_width;     // no control column (Start)
  std::unique_ptr<Lab> (*make)();
  // As <name>.view takes them and the lab's own switch offers them; empty: it has one view only.
  std::span<const char* const> views = {};
  // Whose run the transport bar and scripts drive here: "word2vec", "gpt", "bert"; empty: the run
  // that was started last.
  const char* model = "word2vec";
};

// In the order of the course; generated from the list in labs/CMakeLists.txt.
const std::vector<LabDescription>& lab_registry();

}  // namespace wordspace
