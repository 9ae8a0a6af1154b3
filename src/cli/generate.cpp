// `wordspace generate`: a GPT goes on with a text.
// Not training, and not the choice of a token (models/transformer.h).
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/common.h"
#include "cli/interrupt.h"
#include "cli/model_folder.h"
#include "cli/options.h"
#include "cli/progress.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string model, prompt;
  int tokens = 100, threads = 1;
  std::uint64_t seed = 1;
  double temperature = 0.8, top_p = 1;
  int top_k = 0;
  bool json = false;
};

int run(const Options& options) {
  const Result<OpenModel> model = open_model(options.model, Wants::kGpt, true, options.threads);
  if (!model.ok()) return fail(model.error());
  SamplingOptions sampling;
  sampling.temperature = static_cast<float>(options.temperature);
  sampling.top_k = options.top_k;
  sampling.top_p = static_cast<float>(options.top_p);
  Result<Writer> writer = Writer::begin(model->files.transformer, model->files.codec,
                                        options.prompt, sampling, options.seed);
  if (!writer.ok()) return fail(writer.error());
  double seconds = 0;
  bool stopped = false;
  {
    StopOnSignal signal;
    Progress progress("tokens");
    const double begin = steady_ms();
    for (int done = 0; done < options.tokens && !writer->ended() && !signal.stopped(); ++done) {
      writer->write();
      const double ms = steady_ms() - begin;
      progress.show(done + 1, options.tokens, 1000 * (done + 1) / std::max(ms, 1e-3), "");
    }
    seconds = (steady_ms() - begin) / 1000;
    stopped = signal.stopped();
  }
  const std::string text = writer->text();
  const std::vector<TokenId>& written = writer->written();
  if (options.json) {
    Json json;
    json["prompt"] = options.prompt;
    json["text"] = text;
    json["ids"] = written;
    json["tokens"] = written.size();
    json["ended"] = writer->ended();
    json["seed"] = options.seed;
    json["seconds"] = seconds;
    json["tokens_per_second"] = static_cast<double>(written.size()) / std::max(seconds, 1e-9);
    if (!print_json(json)) return kExitFailure;
  } else {
    std::printf("%s\n", text.c_str());
  }
  if (!stopped) return kExitDone;
  return fail({"generate.stopped", "Stopped: the text ends before its time.",
               "Run it again to start over."});
}

}  // namespace

void add_generate(Program& program) {
  CLI::App* command = program.app().add_subcommand("generate", "Let a GPT go on with a text");
  auto options = std::make_shared<Options>();
  command->add_option("--model", options->model, "Folder of a GPT")->required();
  command->add_option("--prompt", options->prompt, "How the text begins; may be empty")->required();
  add_number(command, "--tokens", options->tokens, {1, 1e6}, "How many tokens to write, at most");
  add_number(command, "--temperature", options->temperature, {0, 100},
             "0: always the likeliest token; 1: as the model says; above: bolder");
  CLI::Option* top_k = add_number(command, "--top-k", options->top_k, {0, 1e9},
                                  "Only the K likeliest tokens; 0: all");
  CLI::Option* top_p = add_number(command, "--top-p", options->top_p, {0, 1},
                                  "Only the likeliest tokens that reach this probability together");
  add_seed(command, options->seed);
  add_threads(command, options->threads, "Threads that compute");
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [options, top_k, top_p] {
    if (options->temperature == 0) {
      for (const CLI::Option* option : {top_k, top_p}) warn_unused(option, "at temperature 0");
    }
    return run(*options);
  });
}

}  // namespace wordspace::cli
