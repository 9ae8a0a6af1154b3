// `wordspace train glove`: counts, trains without a window and writes vectors.
// Not the trainer of the labs: no snapshots are needed here, only a loop.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>

#include "cli/progress.h"
#include "cli/train.h"
#include "core/file_io.h"
#include "formats/word2vec_file.h"
#include "train/glove_learner.h"

namespace wordspace::cli {
namespace {

// Cells between two looks at signals and progress. Not measured time: the reported loss is a sum
// over stretches, and has to be the same for the same seed.
constexpr std::int64_t kStretch = 50000;

struct Options {
  std::string corpus, out;
  std::string format = "glove";
  GloveRun run;
  int threads = 1;
  bool json = false;
};

Status validate(const Options& options) {
  for (const Status& status :
       {options.run.config.validate(), check_range("--threads", options.threads, 1, 256),
        check_range("--min-count", static_cast<double>(options.run.min_count), 1, 1e9)}) {
    if (!status.ok()) return status.error();
  }
  return Done{};
}

struct Outcome {
  double loss = 0;  // mean over the last pass
  double seconds = 0;
  double cells_per_second = 0;
};

// Trains to the end. Errors: train.stopped after Ctrl-C.
Result<Outcome> train(Learner& learner, int epochs) {
  StopOnSignal signal;
  Progress progress("cells");
  const std::int64_t total = learner.units_total();
  const std::int64_t last_pass = total - total / std::max(epochs, 1);
  double loss_sum = 0, recent_loss = 0;
  std::int64_t loss_count = 0;
  const double begin = steady_ms();
  while (!learner.done()) {
    if (signal.stopped()) {
      return Error{"train.stopped", "Stopped: nothing was written.", "Run it again to start over."};
    }
    const std::int64_t at = learner.units_done();
    const bool counts = at >= last_pass;
    const LearnerProgress done =
        learner.advance(counts ? kStretch : std::min(kStretch, last_pass - at));
    if (!done.finite || !std::isfinite(done.loss_sum)) return learner.not_finite_error();
    recent_loss = done.loss_sum / static_cast<double>(std::max<std::int64_t>(done.loss_count, 1));
    if (counts) {
      loss_sum += done.loss_sum;
      loss_count += done.loss_count;
    }
    char note[48];
    std::snprintf(note, sizeof note, "loss %.4f", recent_loss);
    progress.show(
        learner.units_done(), total,
        1000 * static_cast<double>(learner.units_done()) / std::max(steady_ms() - begin, 1e-3),
        note);
  }
  Outcome outcome;
  outcome.seconds = (steady_ms() - begin) / 1000;
  outcome.loss = loss_sum / static_cast<double>(std::max<std::int64_t>(loss_count, 1));
  outcome.cells_per_second = static_cast<double>(total) / std::max(outcome.seconds, 1e-9);
  return outcome;
}

int run(const std::string& executable, const Options& options) {
  const Status valid = validate(options);
  if (!valid.ok()) return misuse(valid.error());
  const Status writable = check_writable(options.out);
  if (!writable.ok()) return fail(writable.error());

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
  const Result<Outcome> outcome = train(learner, options.run.config.epochs);
  if (!outcome.ok()) return fail(outcome.error());

  const EmbeddingView view = learner.embeddings();
  const std::span<const float> vectors(view.data,
                                       static_cast<std::size_t>(view.rows * view.row_stride));
  const auto words = view.vocabulary->words();
  const std::string file = options.format == "glove"
                               ? write_glove(words, vectors, view.dim)
                               : write_word2vec(words, vectors, view.dim,
                                                options.format == "binary" ? VectorFormat::kBinary
                                                                           : VectorFormat::kText);
  const Status written = write_file(options.out, file);
  if (!written.ok()) return fail(written.error());

  const int vocabulary = view.vocabulary->size();
  if (options.json) {
    Json json;
    json["loss"] = outcome->loss;
    json["cells_per_second"] = outcome->cells_per_second;
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
  std::printf("%s cells/s, %.1f s, seed %llu, %s\n", short_count(outcome->cells_per_second).c_str(),
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
  command->add_option("--dim", config.dim, "Numbers in a vector")->capture_default_str();
  command->add_option("--window", config.window, "Words on each side, within a line")
      ->capture_default_str();
  command
      ->add_option("--x-max", config.x_max,
                   "Count from which a cell weighs 1; 0: the 95th percentile, from 1 to 100")
      ->capture_default_str();
  command->add_option("--alpha", config.alpha, "Exponent of the weight below x-max")
      ->capture_default_str();
  command->add_option("--min-count", options->run.min_count, "Rarer words are left out")
      ->capture_default_str();
  command->add_option("--epochs", config.epochs, "Passes over the non-zero cells")
      ->capture_default_str();
  command->add_option("--rate", config.rate, "Learning rate of AdaGrad")->capture_default_str();
  command
      ->add_option("--threads", options->threads,
                   "Threads that train side by side; only 1 gives the same bits again")
      ->capture_default_str();
  command->add_option("--seed", config.seed, "Of every random choice")->capture_default_str();
  command
      ->add_option("--format", options->format,
                   "GloVe's format (no header), or word2vec's text or binary format")
      ->check(CLI::IsMember({"glove", "text", "binary"}))
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [&program, options] { return run(program.executable(), *options); });
}

}  // namespace wordspace::cli
