// Tokens of a model on screen: a flow of tokens that wraps, and bars of probabilities.
// Not tokenizers and not models: texts and numbers come in, presses go out.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "ui/theme.h"
#include "ui/ui.h"

namespace wordspace::ui {

// One token as a chip. Colours 0: none (fill, outline) or the text colour.
struct TokenChip {
  std::string_view text;  // as TokenCodec::display gives it
  ImU32 fill = 0, outline = 0, colour = 0;
  bool semibold = false;
  std::string_view tooltip = {};
  std::string_view below = {};  // a small line under the token ("2.4", "?"); all or none of a flow
};

// Chips one after the other, broken at the content's right edge. Draw all in one scope.
class TokenFlow {
 public:
  // space: logical pixels between chips; 0 sets them as running text, without padding.
  explicit TokenFlow(Ui& ui, float size = kTextBody, float space = 4);
  ~TokenFlow();
  TokenFlow(const TokenFlow&) = delete;
  TokenFlow& operator=(const TokenFlow&) = delete;
  // True when pressed. name (of rects) null: the token cannot be pressed.
  bool token(const char* name, const TokenChip& chip);
  void new_line();
  // Of the last token: the pointer is over it; its box in pixels.
  bool hovered() const { return hovered_; }
  ImVec2 min() const { return min_; }
  ImVec2 max() const { return max_; }

 private:
  Ui& ui_;
  float size_, space_, left_, right_, top_, x_, y_, widest_ = 0, row_height_ = 0;
  bool prose_;
  ImVec2 min_, max_;
  bool hovered_ = false;
  std::string read_;  // tokens that cannot be pressed, while the frame is read
};

// Black or white of the palette's texts, whichever reads better on an opaque fill.
ImU32 text_on(const Ui& ui, ImU32 fill);

// One row of a list of probabilities.
struct ProbabilityRow {
  std::string text;        // the token on screen
  double probability = 0;  // the model's own
  double drawn = -1;       // with temperature and cuts; < 0: the same as probability
  bool chosen = false;     // a ring around the row's token
  std::string tooltip;     // empty: none
};
// Rows of token, bar and percent; where drawn differs, the bar is drawn's and a tick stands at
// probability; a drawn probability of 0 greys the row. Rects name.0, name.1, ... Returns the
// pressed row or -1 (always -1 when not pressable).
int probability_rows(Ui& ui, const char* name, std::span<const ProbabilityRow> rows, ImU32 colour,
                     bool pressable = true);
// "23.4 %", "0.07 %", "< 0.01 %".
std::string format_probability(double probability);

}  // namespace wordspace::ui
