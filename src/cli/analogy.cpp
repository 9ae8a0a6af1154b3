// `wordspace analogy`: A is to B as C is to ?
// Not a question set (evaluate.cpp).

#include "analysis/analogy.h"
#include <CLI/CLI.hpp>
#include <memory>
#include "cli/answers.h"
#include "cli/common.h"
#include "cli/options.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string vectors, method = "add";
  std::vector<std::string> words;
  bool include_query = false, json = false;
  int top = 10;
};

int run(const Options& options) {
  const Result<WordVectors> vectors = load_vectors(options.vectors);
  if (!vectors.ok()) return fail(vectors.error());
  const Query query = look_up(*vectors, options.words);
  std::vector<ScoredWord> results;
  if (query.unknown.empty()) {
    const AnalogyMethod method =
        options.method == "mul" ? AnalogyMethod::kMul : AnalogyMethod::kAdd;
    results = analogy(*vectors, query.ids[0], query.ids[1], query.ids[2], method,
                      options.include_query, options.top);
  }
  return answer(*vectors, query, results, options.json);
}

}  // namespace

void add_analogy(Program& program) {
  CLI::App* command =
      program.app().add_subcommand("analogy", "A is to B as C is to ? (man king woman: queen)");
  auto options = std::make_shared<Options>();
  command->add_option("--vectors", options->vectors, "File of vectors, text or binary")->required();
  command->add_option("words", options->words, "A, B and C")->required()->expected(3);
  command->add_option("--method", options->method, "3CosAdd or 3CosMul")
      ->check(CLI::IsMember({"add", "mul"}))
      ->capture_default_str();
  command->add_flag("--include-query", options->include_query, "Let A, B and C be answers too");
  add_number(command, "--top", options->top, {1, 1e6}, "How many answers");
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [options] { return run(*options); });
}

}  // namespace wordspace::cli
