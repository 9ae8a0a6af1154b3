// `wordspace train glove`: counts, trains without a window and writes vectors.
// Not the loop (train_vectors.cpp).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/common.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/train.h"
#include "cli/train_vectors.h"
#include "core/worker_pool.h"
#include "models/glove.h"
#include "text/cooccurrence.h"
#include "text/corpus.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"
#include "train/glove_learner.h"
#include "train/learner.h"
#include "train/loss_point.h"

namespace wordspace::cli {
namespace {

constexpr std::int64_t kStretch = 50000;  // cells between two looks at signals

struct Options {
  std::string corpus, out;
  std::string format = "glove";
  GloveRun run;
  int threads = 1;
  bool json = false;
};

int run(const std::string& executable, const Options& options) {
  const Status valid = options.run.config.validate();
  if (!valid.ok()) return misuse(valid.error());
  const Status writable = check_writable(options.out);
  if (!writable.ok()) return fail(writable.error());
  const Status other = check_not_read(options.out, {options.corpus});
  if (!other.ok()) return misuse(other.error());

  const Result<Corpus> corpus = load_corpus(executable, options.corpus);
  if (!corpus.ok()) return fail(corpus.error());
  for (const std::string& warning : corpus->warnings) warn(warning);
  EncodeOptions encode;
  encode.min_count = options.run.min_count;
  const auto encoded = encode_corpus(*corpus, encode);
  if (!encoded.ok()) return fail(encoded.error());
  const double begin = steady_ms();
  const auto counts = count_cooccurrence(**encoded, options.run.config.window);
  if (!counts.ok()) return fail(counts.error());
  const double counting_seconds = (steady_ms() - begin) / 1000;
  const std::int64_t cells = (*counts)->num_cells();
  const double x_max =
      options.run.config.x_max > 0 ? options.run.config.x_max : automatic_x_max(**counts);

  WorkerPool pool(options.threads);
  auto made = make_glove_learner(options.run, *encoded, &pool, *counts);
  if (!made.ok()) return misuse(made.error());
  Learner& learner = **made;
  const Result<VectorsOutcome> outcome =
      train_vectors(learner, options.run.config.epochs, kStretch, "cells");
  if (!outcome.ok()) return fail(outcome.error());

  const Status written = write_output(options.out, vectors_file(learner, options.format));
  if (!written.ok()) return fail(written.error());

  const int vocabulary = (*encoded)->vocabulary->size();
  if (options.json) {
    Json json;
    json["loss"] = outcome->loss;
    json["cells_per_second"] = outcome->units_per_second;
    json["seconds"] = outcome->seconds;
    json["counting_seconds"] = counting_seconds;
    json["cells"] = cells;
    json["x_max"] = x_max;
    json["vocabulary"] = vocabulary;
    json["seed"] = learner.seed();
    json["reproducible"] = learner.reproducible();
    json["threads"] = pool.num_threads();
    json["corpus"] = (*encoded)->name;
    json["out"] = options.out;
    return print_json(json) ? kExitDone : kExitFailure;
  }
  std::printf("%s: %d words, %d dimensions\n", options.out.c_str(), vocabulary,
              options.run.config.dim);
  std::printf("%s non-zero cells counted in %.1f s, x_max %.4g\n",
              short_count(static_cast<double>(cells)).c_str(), counting_seconds, x_max);
  std::printf("loss %.4f a cell in the last pass (all zeros: %.4f, one number for all: %.4f)\n",
              outcome->loss, learner.baseline_loss(), learner.baselines()[0].nats);
  std::printf("%s cells/s, %.1f s, seed %llu, %s\n", short_count(outcome->units_per_second).c_str(),
              outcome->seconds, static_cast<unsigned long long>(learner.seed()),
              learner.reproducible() ? "reproducible" : "not reproducible (several threads)");
  return kExitDone;
}

}  // namespace

void add_train_glove(Program& program, CLI::App& train) {
  CLI::App* command = train.add_subcommand(
      "glove", "Train word vectors on co-occurrence counts (Pennington et al. 2014)");
  auto options = std::make_shared<Options>();
  GloveConfig& config = options->run.config;
  command
      ->add_option("--corpus", options->corpus,
                   "Built-in corpus (see `corpora`) or a UTF-8 text file")
      ->required();
  command->add_option("--out", options->out, "File to write the vectors to")->required();
  add_number(command, "--dim", config.dim, {1, 2048}, "Numbers in a vector");
  add_number(command, "--window", config.window, {1, 50}, "Words on each side, within a line");
  add_number(command, "--x-max", config.x_max, {0, 1e6},
             "Count from which a cell weighs 1; 0: the 95th percentile, from 1 to 100");
  add_number(command, "--alpha", config.alpha, {0, 2}, "Exponent of the weight below x-max");
  add_number(command, "--min-count", options->run.min_count, {1, 1e9}, "Rarer words are left out");
  add_number(command, "--epochs", config.epochs, {1, 100000}, "Passes over the non-zero cells");
  add_number(command, "--rate", config.rate, {0, 1, true}, "Learning rate of AdaGrad");
  add_threads(command, options->threads,
              "Threads that train side by side; only 1 gives the same bits again");
  add_seed(command, config.seed);
  command
      ->add_option("--format", options->format,
                   "GloVe's format (no header), or word2vec's text or binary format")
      ->check(CLI::IsMember({"glove", "text", "binary"}))
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [&program, options] { return run(program.executable(), *options); });
}

}  // namespace wordspace::cli
