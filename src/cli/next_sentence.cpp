// `wordspace next-sentence`: whether a BERT takes the second text for what follows the first.
// Not its other head (fill_mask.cpp).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/common.h"
#include "cli/model_folder.h"
#include "cli/options.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string model, first, second;
  int threads = 1;
  bool json = false;
};

int run(const Options& options) {
  const Result<OpenModel> model = open_model(options.model, Wants::kBert, true, options.threads);
  if (!model.ok()) return fail(model.error());
  if (!model->files.has_next_head) {
    return fail({"model.no_next_head",
                 options.model + " has no head for next sentences.",
                 "Name a folder of BertForPreTraining.",
                 {options.model}});
  }
  const Result<BertInput> input = whole_bert_input(*model, options.first, &options.second);
  if (!input.ok()) return fail(input.error());
  const double probability = next_sentence_probability(model->transformer(), *input);
  if (options.json) {
    const bool printed =
        print_json({{"is_next", probability >= 0.5}, {"probability", probability}});
    return printed ? kExitDone : kExitFailure;
  }
  std::printf("%s (%.2f %% that it follows)\n", probability >= 0.5 ? "follows" : "does not",
              100 * probability);
  return kExitDone;
}

}  // namespace

void add_next_sentence(Program& program) {
  CLI::App* command = program.app().add_subcommand(
      "next-sentence", "Ask a BERT whether the second text follows the first");
  auto options = std::make_shared<Options>();
  command->add_option("--model", options->model, "Folder of a BERT")->required();
  command->add_option("--first", options->first, "First text")->required();
  command->add_option("--second", options->second, "Second text")->required();
  add_threads(command, options->threads, "Threads that compute");
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [options] { return run(*options); });
}

}  // namespace wordspace::cli
