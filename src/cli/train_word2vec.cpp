// `wordspace train word2vec`: trains without a window and writes vectors.
// Not the loop (train_vectors.cpp).
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/common.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/train.h"
#include "cli/train_vectors.h"
#include "core/worker_pool.h"
#include "text/corpus.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"
#include "train/learner.h"
#include "train/word2vec_learner.h"

namespace wordspace::cli {
namespace {

constexpr std::int64_t kLeastWords = 100, kMostWords = 2000;  // between two looks at signals

struct Options {
  std::string corpus, out;
  std::string mode = "skipgram", objective = "ns", format = "text";
  Word2VecRun run;
  std::optional<double> rate;
  int threads = 1;
  bool json = false;
  bool wants_held_out = false;  // it was asked for by name
};

void take_choices(Options& options) {
  Word2VecConfig& config = options.run.config;
  config.mode = options.mode == "cbow" ? Word2VecMode::kCbow : Word2VecMode::kSkipGram;
  config.objective = options.objective == "hs"        ? Word2VecObjective::kHierarchicalSoftmax
                     : options.objective == "softmax" ? Word2VecObjective::kFullSoftmax
                                                      : Word2VecObjective::kNegativeSampling;
  config.rate = options.rate.value_or(options.mode == "cbow" ? 0.05 : 0.025);
}

int run(const std::string& executable, Options& options) {
  take_choices(options);
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
  encode.held_out_fraction = options.run.held_out_fraction;
  encode.seed = options.run.config.seed;
  Result<std::shared_ptr<const EncodedCorpus>> encoded = encode_corpus(*corpus, encode);
  if (!encoded.ok()) return fail(encoded.error());

  WorkerPool pool(options.threads);
  Result<std::unique_ptr<Learner>> made = make_word2vec_learner(options.run, *encoded, &pool);
  if (!made.ok()) return misuse(made.error());
  Learner& learner = **made;
  const std::int64_t stretch =
      pool.num_threads() * std::clamp(learner.units_total() / 2000, kLeastWords, kMostWords);
  const Result<VectorsOutcome> outcome =
      train_vectors(learner, options.run.config.epochs, stretch, "words");
  if (!outcome.ok()) return fail(outcome.error());
  const std::optional<double> held_out = learner.held_out_loss();
  if (options.wants_held_out && !held_out) warn_nothing_held_out(options.run.held_out_fraction);

  const Status written = write_output(options.out, vectors_file(learner, options.format));
  if (!written.ok()) return fail(written.error());

  const int vocabulary = (*encoded)->vocabulary->size();
  if (options.json) {
    Json json;
    json["loss"] = outcome->loss;
    if (held_out) json["held_out"] = *held_out;
    json["words_per_second"] = outcome->units_per_second;
    json["seconds"] = outcome->seconds;
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
  std::printf("loss %.4f nats in the last pass (knowing nothing: %.4f)", outcome->loss,
              learner.baseline_loss());
  if (held_out) std::printf(", held out %.4f", *held_out);
  std::printf("\n%s words/s, %.1f s, seed %llu, %s\n",
              short_count(outcome->units_per_second).c_str(), outcome->seconds,
              static_cast<unsigned long long>(learner.seed()),
              learner.reproducible() ? "reproducible" : "not reproducible (several threads)");
  return kExitDone;
}

}  // namespace

void add_train_word2vec(Program& program, CLI::App& train) {
  CLI::App* command = train.add_subcommand(
      "word2vec", "Train word vectors by skip-gram or CBOW (Mikolov et al. 2013)");
  auto options = std::make_shared<Options>();
  Word2VecConfig& config = options->run.config;
  command
      ->add_option("--corpus", options->corpus,
                   "Built-in corpus (see `corpora`) or a UTF-8 text file")
      ->required();
  command->add_option("--out", options->out, "File to write the vectors to")->required();
  command
      ->add_option("--mode", options->mode,
                   "Predict the context from the word, or the word from it")
      ->check(CLI::IsMember({"skipgram", "cbow"}))
      ->capture_default_str();
  command
      ->add_option("--objective", options->objective,
                   "Negative sampling, hierarchical softmax or full softmax")
      ->check(CLI::IsMember({"ns", "hs", "softmax"}))
      ->capture_default_str();
  add_number(command, "--dim", config.dim, {1, 2048}, "Numbers in a vector");
  add_number(command, "--window", config.window, {1, 50}, "Words on each side, at most");
  CLI::Option* negative = add_number(command, "--negative", config.negative, {1, 100},
                                     "Noise words for each true one (ns)");
  add_number(command, "--sample", config.sample, {0, 1},
             "Share above which words are thinned out; 0: never");
  add_number(command, "--min-count", options->run.min_count, {1, 1e9}, "Rarer words are left out");
  add_number(command, "--epochs", config.epochs, {1, 100000}, "Passes over the corpus");
  add_number(command, "--rate", options->rate, {0, 10, true},
             "Learning rate at the start [0.025, for CBOW 0.05]; falls linearly");
  add_threads(command, options->threads,
              "Threads that train side by side; only 1 gives the same bits again");
  add_seed(command, config.seed);
  CLI::Option* held_out =
      add_number(command, "--held-out", options->run.held_out_fraction, {0, 0.5},
                 "Share of the documents kept apart to measure the loss on");
  command
      ->add_option("--format", options->format,
                   "word2vec's text or binary format, or GloVe's (no header)")
      ->check(CLI::IsMember({"text", "binary", "glove"}))
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [&program, options, negative, held_out] {
    if (options->objective != "ns") warn_unused(negative, "with this objective");
    options->wants_held_out = held_out->count() > 0;
    return run(program.executable(), *options);
  });
}

}  // namespace wordspace::cli
