// What the views of lab GloVe draw alike.
// Not a view.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "text/token_id.h"

namespace wordspace {

struct GloveCounts;
class GloveRoom;
struct GloveRows;
class Vocabulary;

// In place of a picture while nothing is counted: how far loading or counting is, or what will
// appear (what_key) with the button that counts (NAME in rects). True: the caller draws nothing
// more. Counts again by itself when the settings have changed since.
bool draw_no_counts(LabContext& context, const char* name, const char* what_key);

// Words between blanks or commas, each once, as far as the vocabulary has them; the others are
// added to unknown.
std::vector<TokenId> words_in(const Vocabulary& vocabulary, std::string_view text,
                              std::vector<std::string>* unknown);

// The rows of the run on screen, or null while there are none of these counts.
const GloveRows* rows_of_run(const GloveRoom& room);

// A cell's whole calculation: X, log X, f(X), and, where rows know both words, prediction,
// residual, loss and gradients. i, j: ids of counts.
void draw_cell_numbers(LabContext& context, const GloveCounts& counts, const GloveRows* rows,
                       TokenId i, TokenId j);

}  // namespace wordspace
