// Pictures of charts: the save button with its popup, and the frame in which one chart is drawn
// whole and alone, as pixels or as vectors.
// Not files and not pixels: whoever owns a Pictures gives frames and takes what is delivered.
#pragma once

#include <imgui.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ui/type.h"
#include "ui/ui.h"

namespace wordspace::ui {

struct Table;

enum class PictureKind { kPng, kSvg, kCsv };

// What a picture says about itself.
struct PictureFacts {
  std::string title;        // for people
  std::string description;  // what is needed to make it again
};

// One of the application; Ui::pictures points to it. Interface thread only.
//   A PNG or an SVG is asked for by the popup and taken in a frame of its own, which nobody sees:
//     NewFrame; begin_frame(); the whole interface is drawn; end_frame(); Render; piece() or svg().
class Pictures {
 public:
  Pictures();
  ~Pictures();
  // CSV is delivered at once, SVG and PNG by the owner.
  std::function<void(const std::string& chart, PictureKind kind, std::string bytes)> deliver;
  std::function<PictureFacts()> facts;  // may be empty

  void ask(std::string chart, PictureKind kind);
  // What waits for a frame: kPng or kSvg.
  std::optional<PictureKind> asked() const;
  const std::string& chart() const;  // that was asked for

  void begin_frame();
  void end_frame();
  // After Render. Null, empty: the chart was not on screen. Valid until forget().
  const ImDrawData* piece() const;
  const std::string& svg() const;
  void forget();  // what was asked for and taken

  // --- For charts.
  // A chart is being drawn for a picture: everything with Dear ImGui's shapes, nothing hovered.
  bool taking() const;
  // Text and lines as such are wanted for an SVG from this list.
  bool notes(const ImDrawList* list) const;
  // begin: IdxBuffer.Size before the letters. width: pixels.
  void note_text(const ImDrawList* list, int begin, Face face, float px, ImVec2 base_line,
                 float width, ImU32 colour, std::string_view words);
  void turn_last_text(ImVec2 from, ImVec2 to);  // reads upwards now; its box's middle line at to
  bool note_line(const ImDrawList* list, ImU32 colour, float width);  // the current path

 private:
  friend class PictureScope;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// While it lives a chart is drawn; finish() takes the picture when it is this chart's.
class PictureScope {
 public:
  PictureScope(Ui& ui, const char* name, ImVec2 min, ImVec2 max);
  ~PictureScope() { finish(); }
  PictureScope(const PictureScope&) = delete;
  PictureScope& operator=(const PictureScope&) = delete;
  void finish();
  bool taking() const { return taking_; }

 private:
  Ui& ui_;
  bool taking_ = false, open_ = true;
};

// Strokes the list's path with Dear ImGui, or notes it as one line of the SVG.
void stroke_path(const Ui& ui, ImDrawList* list, ImU32 colour, float width);

// The quiet button NAME.save in a box of its own, and its popup: NAME.save.png, .svg, .csv. Nothing
// where there are no pictures, or while one is taken. Without a picture: data only.
void save_button(Ui& ui, const char* name, ImVec2 min, ImVec2 max,
                 const std::function<Table()>& data, bool picture = true);
// Logical px of its side.
inline constexpr float kSaveButton = 24;

}  // namespace wordspace::ui
