// What several labs draw alike: word families and their colours, waiting and empty states, lists of
// scored words, curves of a run.
// Not widgets (ui/) and not a lab.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "labs/lab.h"
#include "ui/plot.h"
#include "ui/widgets.h"

namespace wordspace {

struct LossPoint;
struct ScoredWord;
class WordVectors;

// --- Families: words that belong together in meaning, for colours on the map. 0 is "no family".
int num_families();
const char* family_key(int family);                 // of its name, "family.royalty"
int family_of(std::string_view word);               // 0 when it is in none
ImU32 family_colour(const ui::Ui& ui, int family);  // Okabe-Ito; faint for 0
std::span<const std::string_view> family_words();   // of all families

// --- Views. Their names are those of LabDescription::views, everywhere.
// What the switch says: the words under prefix ("glove.view.") and each name.
std::vector<std::string> view_labels(const ui::Ui& ui, const char* prefix,
                                     std::span<const char* const> views);
// Sets view to the place of `name`; false, and nothing is changed, where no view is called so.
bool choose_view(std::span<const char* const> views, std::string_view name, int& view);

// --- States that take the place of a picture.
// A text on its way or being counted: draws its progress and returns true.
bool draw_waiting(LabContext& context);
// The choice of the text, with how far its loading is. name: of the dropdown in rects.
void draw_corpus_choice(LabContext& context, const char* name, const char* label);
// A file of the person's own goes to `take`; what goes wrong before is said. accept: as Services.
void open_file(LabContext& context, const char* accept,
               std::function<void(const std::string& name, std::string bytes)> take);
// What an empty panel will show, with the button that trains the demo; name: of the button in
// rects.
void draw_train_demo(LabContext& context, const char* name, const char* what_key);

// --- Rows.
// Words with a bar and a number each; returns the index of the pressed row or -1. prefix names
// rows.
int draw_scored_words(ui::Ui& ui, const std::string& prefix, const WordVectors& vectors,
                      std::span<const ScoredWord> words, ImU32 colour);
ui::Table table_of(ui::Ui& ui, const WordVectors& vectors, std::span<const ScoredWord> words);

// "a : b :: c : answer", the answer green with a check mark when right, grey while unknown. True
// when pressed.
struct AnalogyRow {
  std::string a, b, c, expected;
  std::string answer;  // empty: not known yet
};
bool draw_analogy_row(ui::Ui& ui, const std::string& name, const AnalogyRow& row);

// A word in a flow of words: box style by role. Call flow_begin, then flow_word for each.
enum class FlowStyle { kPlain, kCentre, kContext, kDropped, kToken };
class WordFlow {
 public:
  explicit WordFlow(ui::Ui& ui);
  ~WordFlow();
  void word(std::string_view text, FlowStyle style, std::string_view tooltip = {});

 private:
  ui::Ui& ui_;
  float right_ = 0;
  bool first_ = true;
};

// --- Curves.
struct Curve {
  std::vector<double> x, y;
};
// x in millions of units, y times scale.
Curve curve_of(std::span<const LossPoint> points, double scale = 1);
ui::Table table_of(ui::Ui& ui, const char* x_key, std::span<const char* const> y_keys,
                   std::span<const Curve* const> curves);

// A heading with the link to its table at the right end of the line; the link only where there is a
// table to show.
void heading_with_table(ui::Ui& ui, const char* heading, const char* table_name, bool has_table,
                        const std::function<ui::Table()>& make);

// --- Layout. Two panels side by side need this much; under it they stand one above the other.
bool is_wide(const ui::Ui& ui, float logical = 720);
// An error of a verb goes where the person sees it.
void say_error(LabContext& context, const Status& status);
// A whole number, percent, fixed digits.
std::string percent(double share);
std::string fixed(double value, int digits);

}  // namespace wordspace
