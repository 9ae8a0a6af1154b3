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
#include "cli/progress.h"
#include "cli/train.h"
#include "cli/train_vectors.h"
#include "core/file_io.h"
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
};

Status validate(Options& options) {
  Word2VecConfig& config = options.run.config;
  config.mode = options.mode == "cbow" ? Word2VecMode::kCbow : Word2VecMode::kSkipGram;
  config.objective = options.objective == "hs"        ? Word2VecObjective::kHierarchicalSoftmax
                     : options.objective == "softmax" ? Word2VecObjective::kFullSoftmax
                                                      : Word2VecObjective::kNegativeSampling;
  config.rate = options.rate.value_or(options.mode == "cbow" ? 0.05 : 0.025);
  for (const Status& status :
       {config.validate(), check_range("--threads", options.threads, 1, 256),
        check_range("--min-count", static_cast<double>(options.run.min_count), 1, 1e9),
        check_range("--held-out", options.run.held_out_fraction, 0, 0.5)}) {
    if (!status.ok()) return status.error();
  }
  return Done{};
}

int run(const std::string& executable, Options& options) {
  const Status valid = validate(options);
  if (!valid.ok()) return misuse(valid.error());
  const Status writable = check_writable(options.out);
  if (!writable.ok()) return fail(writable.error());

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

  const Status written = write_file(options.out, vectors_file(learner, options.format));
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
  command->add_option("--dim", config.dim, "Numbers in a vector")->capture_default_str();
  command->add_option("--window", config.window, "Words on each side, at most")
      ->capture_default_str();
  command->add_option("--negative", config.negative, "Noise words for each true one (ns)")
      ->capture_default_str();
  command
      ->add_option("--sample", config.sample, "Share above which words are thinned out; 0: never")
      ->capture_default_str();
  command->add_option("--min-count", options->run.min_count, "Rarer words are left out")
      ->capture_default_str();
  command->add_option("--epochs", config.epochs, "Passes over the corpus")->capture_default_str();
  command->add_option("--rate", options->rate,
                      "Learning rate at the start [0.025, for CBOW 0.05]; falls linearly");
  command
      ->add_option("--threads", options->threads,
                   "Threads that train side by side; only 1 gives the same bits again")
      ->capture_default_str();
  command->add_option("--seed", config.seed, "Of every random choice")->capture_default_str();
  command
      ->add_option("--held-out", options->run.held_out_fraction,
                   "Share of the documents kept apart to measure the loss on")
      ->capture_default_str();
  command
      ->add_option("--format", options->format,
                   "word2vec's text or binary format, or GloVe's (no header)")
      ->check(CLI::IsMember({"text", "binary", "glove"}))
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [&program, options] { return run(program.executable(), *options); });
}

}  // namespace wordspace::cli
