// One sweep of lab Cost: the chart with measured points, their line and the line of counting, and
// what it says in words.
// Not the measuring (cost_sweeps.h).
#pragma once

#include <vector>

#include "labs/cost_sweeps.h"
#include "labs/lab.h"

namespace wordspace {

// y of a chart in the unit of its axis: milliseconds of a run, microseconds of a word or a pass.
double shown_time(CostSweep sweep, double seconds);
// The model that is measured: "word2vec", "glove", "attention".
const char* model_of(CostSweep sweep);
ImU32 cost_colour(const ui::Ui& ui, CostSweep sweep);

// results: of read_sweep(); may be empty or without points.
void draw_cost_chart(LabContext& context, CostSweep sweep, const std::vector<CostResult>& results);
void draw_cost_reading(LabContext& context, CostSweep sweep,
                       const std::vector<CostResult>& results);
// "0.98 ± 0.03", or a dash.
std::string exponent_text(const ui::Ui& ui, const std::optional<PowerLawFit>& fit);

}  // namespace wordspace
