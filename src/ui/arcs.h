// Two columns of words and curves between them, as strong as a number from 0 to 1 says.
// Not a heat map (heatmap.h): good for few words and for following one of them.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "ui/ui.h"

namespace wordspace::ui {

struct ArcsData {
  int words = 0;
  std::span<const float> weights;  // [words, words]: from the left column's word to the right's;
                                   // below 0: ruled out
  std::function<std::string_view(int)> name;
  std::string left_title, right_title;
  ImU32 left_colour = 0, right_colour = 0;
  int selected = -1;                               // of the left: only its curves, with numbers
  std::function<void(int left, int right)> hover;  // fills a tooltip
};
struct ArcsEvent {
  int left = -1, right = -1;                  // under the pointer
  int clicked_left = -1, clicked_right = -1;  // right: with the left one that is followed
};
// Fills the content width. Rects: NAME.left.N, NAME.right.N, NAME.save.
ArcsEvent arcs(Ui& ui, const char* name, const ArcsData& data);

}  // namespace wordspace::ui
