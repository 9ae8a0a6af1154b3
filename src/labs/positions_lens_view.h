// The logit lens as a table of cells, and the same hidden states through a random output matrix.
// Not the numbers (positions_lens.h) and not a lab.
#pragma once

#include "labs/lab.h"
#include "labs/positions_lens.h"
#include "ui/widgets.h"

namespace wordspace {

class PositionsLensView {
 public:
  void draw_lens(LabContext& context, const PositionsLens& lens);
  void draw_random(LabContext& context, const PositionsLens& lens);

 private:
  struct Column {
    std::string title;
    const LensRow* row = nullptr;
  };
  void draw_cells(LabContext& context, const PositionsLens& lens, std::span<const Column> columns);
  ui::Table table(LabContext& context, const PositionsLens& lens,
                  std::span<const Column> columns) const;
};

}  // namespace wordspace
