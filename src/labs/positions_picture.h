// One position table as pictures: the table itself, the cosines between positions.
// Not the numbers (positions_answers.h).
#pragma once

#include <memory>
#include <string>

#include "labs/lab.h"
#include "labs/positions_answers.h"
#include "ui/heatmap.h"
#include "ui/widgets.h"

namespace wordspace {

// Holds two textures; draws whatever answer it is given, uploaded once for each version.
class PositionPicture {
 public:
  void forget_gl() {
    table_.forget_gl();
    similarity_.forget_gl();
  }
  void set_shader(const std::string& name, const std::string& source) {
    table_.set_shader(name, source);
    similarity_.set_shader(name, source);
  }
  // version: of the answer, never 0. name: of rects. selected: row, or -1. Returns the position
  // that was pressed or -1.
  int draw_table(LabContext& context, const char* name, const PositionAnswer& answer,
                 std::uint64_t version, int selected, float height);
  // similarity [positions, positions]: the answer's or a shuffled one.
  int draw_similarity(LabContext& context, const char* name, std::span<const float> similarity,
                      int positions, std::uint64_t version, int selected, float height);

 private:
  ui::Heatmap table_, similarity_;
};

// The legend under diverging pictures: from -high to high.
void draw_diverging_legend(ui::Ui& ui, const char* label, double high);
// "−0.90"
std::string signed_fixed(double value, int digits);

}  // namespace wordspace
