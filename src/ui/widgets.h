// The small parts of the interface: text in the type scale, buttons, choices, sliders, fields,
// chips, cards, tables, progress. Every interactive widget takes a name that tests can press
// (Ui::rects). Not charts (plot.h, scatter.h).
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ui/ui.h"

namespace wordspace::ui {

// --- Text. Sizes are kText* of theme.h; wrapped at the content width.
void text(Ui& ui, std::string_view words);
void text_muted(Ui& ui, std::string_view words);
void text_small(Ui& ui, std::string_view words);
void text_lead(Ui& ui, std::string_view words);
void title(Ui& ui, std::string_view words);
void display(Ui& ui, std::string_view words);
void mono(Ui& ui, std::string_view digits);
// A line of Unicode mathematics, centred, in the formula style.
void formula(Ui& ui, std::string_view line);
// Words of any size and colour, centred or not, wrapped at a width (0: the content's).
struct TextStyle {
  float size = 14;   // of the type scale
  ImU32 colour = 0;  // 0: the text colour
  bool semibold = false, mono = false, centred = false;
  float width = 0;
};
void styled_text(Ui& ui, std::string_view words, const TextStyle& style);
// "label ........ value" with the value right-aligned in the mono font; tooltip explains it.
void figure(Ui& ui, std::string_view label, std::string_view value, std::string_view tooltip = {});

// --- Actions. True when pressed.
enum class ButtonStyle { kPrimary, kSecondary, kQuiet };
struct ButtonOptions {
  ButtonStyle style = ButtonStyle::kSecondary;
  const char* icon = nullptr;  // of ui/icons.h
  bool enabled = true;
  float width = 0;  // 0: as wide as its text; < 0: fill
  std::string_view tooltip = {};
};
bool button(Ui& ui, const char* name, std::string_view label, const ButtonOptions& options = {});
bool icon_button(Ui& ui, const char* name, const char* icon, std::string_view tooltip,
                 bool enabled = true);
bool link(Ui& ui, const char* name, std::string_view label);

// --- Values. True when changed.
// Two to five alternatives side by side.
bool segmented(Ui& ui, const char* name, std::span<const std::string> labels, int& selected);
bool dropdown(Ui& ui, const char* name, std::string_view label, std::span<const std::string> items,
              int& selected, std::span<const std::string> details = {});
bool slider_int(Ui& ui, const char* name, std::string_view label, int& value, int low, int high,
                std::string_view tooltip = {});
bool slider_float(Ui& ui, const char* name, std::string_view label, float& value, float low,
                  float high, const char* format, bool logarithmic = false,
                  std::string_view tooltip = {});
bool toggle(Ui& ui, const char* name, std::string_view label, bool& value,
            std::string_view tooltip = {});
// A labelled text field (DOM input in the browser). width 0: fill.
TextFieldEvent text_field(Ui& ui, const char* name, std::string_view label, std::string& value,
                          std::string_view hint = {}, float width = 0);
TextFieldEvent text_area(Ui& ui, const char* name, std::string_view label, std::string& value,
                         std::string_view hint, float height);

// While it lives, widgets of settings are shown and cannot be changed where a link locks them.
class LockedPart {
 public:
  explicit LockedPart(const Ui& ui) { ImGui::BeginDisabled(ui.locked); }
  ~LockedPart() { ImGui::EndDisabled(); }
  LockedPart(const LockedPart&) = delete;
  LockedPart& operator=(const LockedPart&) = delete;
};

// --- Structure.
// A rounded panel with a hairline border; call end_panel in any case. Size in pixels, 0: auto.
void begin_panel(Ui& ui, const char* name, ImVec2 size = ImVec2(0, 0));
void end_panel(Ui& ui);
// A region without frame that scrolls when its content is taller; a soft edge shows that more
// follows.
void begin_scroll(Ui& ui, const char* name, ImVec2 size = ImVec2(0, 0));
void end_scroll(Ui& ui);
// Columns of equal width, as many as fit (each at least min_width logical px): call next_column
// before the content of each. Fewer fit: they stand below each other.
bool begin_columns(Ui& ui, const char* name, int num, float min_width);
void next_column(Ui& ui);
void end_columns(Ui& ui);
// Starts a new line unless something of this width (pixels) still fits beside the last item. For
// rows of chips, badges and buttons that wrap.
void flow(Ui& ui, float next_width, float spacing_units = 1);
float chip_width(const Ui& ui, std::string_view word, std::string_view number = {});
float badge_width(const Ui& ui, std::string_view label);
float button_width(const Ui& ui, std::string_view label, bool has_icon = false);
void hairline(Ui& ui);
// A heading inside a panel, 16 px semibold, with space above.
void section(Ui& ui, std::string_view heading);
void gap(Ui& ui, float units = 1);  // units of kGrid
// A word as a rounded chip with an optional number; pressed: true.
bool chip(Ui& ui, const char* name, std::string_view word, ImU32 colour,
          std::string_view number = {});
// A sentence as a strip of words: one is the centre, some are its context, others stand by. Returns
// the index of the pressed word or -1; rects are name.0, name.1, ...
enum class WordRole { kOther, kContext, kCentre, kRemoved };
struct StripWord {
  std::string_view word;
  WordRole role = WordRole::kOther;
};
int word_strip(Ui& ui, const char* name, std::span<const StripWord> words, ImU32 colour);
// A small badge ("SIMD", "2 threads", "reproducible") with its explanation on hover.
void badge(Ui& ui, const char* name, std::string_view label, ImU32 colour,
           std::string_view tooltip);
// One bar of a horizontal bar list: word, bar over [low, high], number. True when pressed.
bool bar_row(Ui& ui, const char* name, std::string_view word, double value, double low, double high,
             ImU32 colour, const char* format = "%.3f");
// A line of numbers as small as a word, in the text line; width in logical px.
void sparkline(Ui& ui, std::span<const double> values, ImU32 colour, float width = 80);
// What the colours of a picture mean: a bar from low to high with the numbers at its ends. stops:
// at least two colours, evenly spaced.
void colour_scale(Ui& ui, std::string_view label, std::span<const ImU32> stops,
                  std::string_view low, std::string_view high);
void progress_bar(Ui& ui, double share, std::string_view label);
// A message of one sentence and a hint; kind colours it.
enum class NoticeKind { kInfo, kWarning, kError };
// True when dismissed (an x is drawn when dismissible). action: what its button says, named
// name.action; acted becomes true when that is pressed.
bool notice(Ui& ui, const char* name, NoticeKind kind, std::string_view message,
            std::string_view hint = {}, bool dismissible = false, std::string_view action = {},
            bool* acted = nullptr);
// What an empty panel says, with the button that fills it. True when pressed.
bool empty_state(Ui& ui, const char* name, std::string_view what_will_appear,
                 std::string_view button_label);
void tooltip_on_hover(Ui& ui, std::string_view words);
// A tooltip with content of one's own, at the pointer; fill it with tooltip_text and
// tooltip_figure.
void begin_tooltip(Ui& ui);
void tooltip_text(Ui& ui, std::string_view words, bool strong = false);
void tooltip_figure(Ui& ui, std::string_view label, std::string_view value, ImU32 mark = 0);
void end_tooltip();
// A table as text (ui/access.h), with a button that puts it on the clipboard as TSV.
void table(Ui& ui, const char* name, const Table& table, float height = 0);
// "As table" link that opens the table in a popup.
void table_link(Ui& ui, const char* name, const std::function<Table()>& make);

// Digits for people: 12345 -> "12 345" (thin space), 0.123456 -> "0.1235", 83.2 s -> "1 min 23 s".
std::string format_count(double value);
std::string format_number(double value, int significant = 4);
std::string format_duration(const Ui& ui, double seconds);
std::string format_bytes(double bytes);
std::string power_of_ten(int exponent);  // 10 with a raised exponent

}  // namespace wordspace::ui
