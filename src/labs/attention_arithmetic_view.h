// The arithmetic of attention with its real numbers: one cell step by step, one row as a table, and
// the head's output.
// Not a simulation: row_arithmetic() does the model's own sums again and shows the model's beside.
#pragma once

#include "labs/attention_side.h"
#include "labs/lab.h"

namespace wordspace {

// The lines of a cell's tooltip, inside begin_tooltip(). side: ok().
void fill_cell_tooltip(ui::Ui& ui, const AttentionSide& side, int query, int key);
// A panel: side's chosen head, row and cell.
void draw_attention_arithmetic(LabContext& context, AttentionSide& side);

}  // namespace wordspace
