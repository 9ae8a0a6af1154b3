// The evaluations of `wordspace evaluate` that stand in files of their own.
// Not what they measure.
#pragma once

namespace CLI {
class App;
}

namespace wordspace::cli {

class Program;

void add_evaluate_perplexity(Program& program, CLI::App& evaluate);

}  // namespace wordspace::cli
