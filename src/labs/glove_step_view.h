// One cell's update in numbers: what GloVe did in a single step.
// Not the step itself (models/glove_step.cpp).
#pragma once

#include "labs/glove_parts.h"

namespace wordspace {

void draw_glove_step(LabContext& context);

}  // namespace wordspace
