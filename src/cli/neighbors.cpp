// `wordspace neighbors`: the nearest words by cosine, exactly.
// Not analogies (analogy.cpp).
#include <CLI/CLI.hpp>
#include <memory>

#include "analysis/vectors.h"
#include "cli/answers.h"
#include "cli/common.h"
#include "cli/options.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string vectors, word;
  int top = 10;
  bool json = false;
};

int run(const Options& options) {
  const Result<WordVectors> vectors = load_vectors(options.vectors);
  if (!vectors.ok()) return fail(vectors.error());
  const Query query = look_up(*vectors, {options.word});
  std::vector<ScoredWord> results;
  if (query.unknown.empty()) results = neighbors(*vectors, query.ids[0], options.top);
  return answer(*vectors, query, results, options.json);
}

}  // namespace

void add_neighbors(Program& program) {
  CLI::App* command =
      program.app().add_subcommand("neighbors", "The nearest words with their cosines");
  auto options = std::make_shared<Options>();
  command->add_option("--vectors", options->vectors, "File of vectors, text or binary")->required();
  command->add_option("word", options->word, "The word")->required();
  add_number(command, "--top", options->top, {1, 1e6}, "How many words");
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [options] { return run(*options); });
}

}  // namespace wordspace::cli
