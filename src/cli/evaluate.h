// The evaluations of `wordspace evaluate` that stand in files of their own.
// Not what they measure.
#pragma once

#include "cli/common.h"

namespace wordspace::cli {

void add_evaluate_perplexity(Program& program, CLI::App& evaluate);

}  // namespace wordspace::cli
