// The part of lab Text that keeps all texts and ready-made models for visits without a network.
// Not keeping them: the page does.
#pragma once

#include "labs/lab.h"

namespace wordspace {

// Draws nothing where they cannot be kept, or lie beside the program.
void draw_offline_texts(LabContext& context);

}  // namespace wordspace
