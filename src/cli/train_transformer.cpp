// `wordspace train gpt` and `wordspace train bert`: train without a window and write a folder that
// Hugging Face transformers opens.
// Not the trainer of the labs: no snapshots are needed here, only a loop.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/common.h"
#include "cli/interrupt.h"
#include "cli/model_folder.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/train.h"
#include "formats/safetensors.h"
#include "math/kernels/tensor_kernels.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_losses.h"
#include "text/corpus.h"
#include "text/token_corpus.h"
#include "train/learner.h"
#include "train/learner_progress.h"
#include "train/loss_point.h"
#include "train/transformer_learner.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string corpus, out, init;
  std::string tokenizer = "bpe", positions = "learned";
  std::optional<int> vocab_size;
  TransformerRun run;
  int threads = 1;
  bool half = false;
  bool json = false;
  bool wants_held_out = false;  // it was asked for by name
};

int usual_vocab_size(CodecKind kind) { return kind == CodecKind::kWord ? 8192 : 1024; }

Status validate(Options& options) {
  TransformerRun& run = options.run;
  run.tokenizer = options.tokenizer == "word"   ? CodecKind::kWord
                  : options.tokenizer == "char" ? CodecKind::kCharacter
                                                : CodecKind::kByteBpe;
  run.vocab_size = options.vocab_size.value_or(usual_vocab_size(run.tokenizer));
  run.model.positions =
      options.positions == "sinusoidal" ? Positions::kSinusoidal : Positions::kLearned;
  return run.validate();
}

// Weights, gradients and two moments of AdamW.
Status fits_in_memory(const TransformerConfig& config) {
  const std::uint64_t needed = 4 * sizeof(float) * hugging_face::num_weights(config);
  if (needed <= memory_bytes()) return Done{};
  return Error{"train.too_large",
               "Training needs " + short_count(static_cast<double>(needed)) + "B of memory; " +
                   short_count(static_cast<double>(memory_bytes())) + "B are there.",
               "Use fewer layers, a smaller width or a smaller vocabulary."};
}

struct Outcome {
  double loss = 0;  // mean nats over the last tenth of the steps
  double seconds = 0;
  double tokens_per_second = 0;
};

// Trains to the end. Errors: train.not_finite, train.stopped after Ctrl-C, train.nothing.
Result<Outcome> train(Learner& learner) {
  StopOnSignal signal;
  Progress progress("tokens");
  const std::int64_t total = learner.units_total();
  double loss_sum = 0, recent_loss = 0;
  std::int64_t loss_count = 0, learned = 0;
  const double begin = steady_ms();
  while (!learner.done()) {
    if (signal.stopped()) {
      return stopped_error();
    }
    const bool counts = learner.units_done() >= total - total / 10;
    const LearnerProgress done = learner.advance(1);
    if (!done.finite || !std::isfinite(done.loss_sum))
      return diverged_error(learner.not_finite_error());
    if (done.loss_count > 0) recent_loss = done.loss_sum / static_cast<double>(done.loss_count);
    learned += done.loss_count;
    if (counts || learner.done()) {
      loss_sum += done.loss_sum;
      loss_count += done.loss_count;
    }
    char note[48];
    std::snprintf(note, sizeof note, "loss %.3f", recent_loss);
    progress.show(
        learner.units_done(), total,
        1000 * static_cast<double>(learner.units_done()) / std::max(steady_ms() - begin, 1e-3),
        note);
  }
  if (learned == 0) return nothing_learned_error();
  Outcome outcome;
  outcome.seconds = (steady_ms() - begin) / 1000;
  outcome.loss = loss_count > 0 ? loss_sum / static_cast<double>(loss_count) : 0;
  outcome.tokens_per_second = static_cast<double>(total) / std::max(outcome.seconds, 1e-9);
  return outcome;
}

// The model as it is, without what only training needs.
std::unique_ptr<Transformer> finished_model(Learner& learner, const TransformerRun& run) {
  auto model = std::make_unique<Transformer>(
      run.model, nullptr, run.portable ? &kernels::portable_tensor_kernels() : nullptr);
  const std::span<float> weights = model->flat_parameters();
  std::size_t at = 0;
  learner.visit_parameters([&](const Parameter& parameter) {
    std::size_t size = 1;
    for (const std::int64_t side : parameter.shape) size *= static_cast<std::size_t>(side);
    ENSURE(size <= weights.size() - at);
    std::copy_n(parameter.data, size, weights.data() + at);
    at += size;
  });
  ENSURE(at == weights.size());
  return model;
}

// Half precision where it was asked for and can hold every weight.
TensorType file_type(const Transformer& model, bool half) {
  if (!half) return TensorType::kF32;
  const auto holds = [](float weight) { return std::fabs(weight) < kHalfEnd; };
  if (std::ranges::all_of(model.flat_parameters(), holds)) return TensorType::kF16;
  warn("A weight is too large for half precision: the weights are written as floats.");
  return TensorType::kF32;
}

// BERT's two losses apart, on the pairs that its held-out loss is of; nothing where no document is
// held out.
std::optional<TransformerLosses> bert_held_out(const Transformer& model,
                                               std::shared_ptr<const TokenCorpus> corpus,
                                               const TransformerRun& run) {
  const Result<BertBatcher> batcher =
      BertBatcher::make(std::move(corpus), run.batch, run.model.context);
  if (!batcher.ok() || !batcher->has_held_out()) return std::nullopt;
  return bert_held_out_losses(model, *batcher, run, kFinalHeldOutBatches);
}

struct Start {
  std::optional<OpenModel> model;  // of --init
  std::shared_ptr<const TokenCorpus> corpus;
};

// The text as tokens, with the tokenizer of --init where there is one, whose sizes the run takes.
Result<Start> prepare(const std::string& executable, Options& options) {
  Start start;
  TransformerRun& run = options.run;
  if (!options.init.empty()) {
    const bool gpt = run.model.kind == TransformerKind::kGpt;
    Result<OpenModel> model =
        open_model(options.init, gpt ? Wants::kGpt : Wants::kBert, true, options.threads);
    if (!model.ok()) return model.error();
    start.model = std::move(*model);
    const float dropout = run.model.dropout;
    run.model = start.model->transformer().config();
    run.model.dropout = dropout;
    run.tokenizer = start.model->codec().kind();
    run.vocab_size = start.model->codec().size();
  }
  const Result<Corpus> corpus = load_corpus(executable, options.corpus);
  if (!corpus.ok()) return corpus.error();
  for (const std::string& warning : corpus->warnings) warn(warning);
  Result<std::shared_ptr<const TokenCorpus>> tokens =
      start.model
          ? tokenize_corpus_with(*corpus, start.model->files.codec, run.held_out_fraction, run.seed)
          : tokenize_corpus(*corpus, tokenize_options(run));
  if (!tokens.ok()) return tokens.error();
  start.corpus = std::move(*tokens);
  if (!start.model) run.model.vocab = start.corpus->codec->size();
  return start;
}

int run(const std::string& executable, Options& options) {
  const Status valid = validate(options);
  if (!valid.ok()) return misuse(valid.error());
  const Status writable = check_folder_writable(options.out);
  if (!writable.ok()) return fail(writable.error());
  const Status other = check_not_read(options.out, {options.corpus});
  if (!other.ok()) return misuse(other.error());
  Result<Start> start = prepare(executable, options);
  if (!start.ok()) return fail(start.error());
  const TransformerRun& run = options.run;
  const Status fits = fits_in_memory(run.model);
  if (!fits.ok()) return fail(fits.error());

  WorkerPool pool(options.threads);
  std::shared_ptr<const Transformer> init;
  if (start->model) init = std::move(start->model->files.transformer);
  Result<std::unique_ptr<Learner>> made =
      make_transformer_learner(run, start->corpus, &pool, std::move(init));
  if (!made.ok()) return fail(made.error());
  Learner& learner = **made;
  const Result<Outcome> outcome = train(learner);
  if (!outcome.ok()) return fail(outcome.error());
  const std::optional<double> held_out = learner.held_out_loss();
  if (options.wants_held_out && !held_out) warn_nothing_held_out(run.held_out_fraction);
  const std::unique_ptr<Transformer> model = finished_model(learner, run);
  std::optional<TransformerLosses> parts;
  if (run.model.kind == TransformerKind::kBert) parts = bert_held_out(*model, start->corpus, run);

  const Status written = write_output_folder(
      options.out,
      hugging_face::write_folder(*model, *start->corpus->codec, file_type(*model, options.half)));
  if (!written.ok()) return fail(written.error());

  const auto right = [&] {
    return static_cast<double>(parts->next_right) /
           static_cast<double>(std::max<std::int64_t>(parts->num_pairs, 1));
  };
  const std::int64_t parameters = run.model.num_parameters();
  if (options.json) {
    Json json;
    json["loss"] = outcome->loss;
    if (held_out) json["held_out"] = *held_out;
    if (parts) {
      json["held_out_mlm"] = parts->tokens_mean();
      json["held_out_nsp"] = parts->next_mean();
      json["held_out_nsp_accuracy"] = right();
    }
    json["baseline"] = learner.baseline_loss();
    for (const NamedLoss& baseline : learner.baselines()) {
      json["baseline_" + baseline.key] = baseline.nats;
    }
    json["tokens_per_second"] = outcome->tokens_per_second;
    json["seconds"] = outcome->seconds;
    json["vocabulary"] = run.model.vocab;
    json["parameters"] = parameters;
    json["steps"] = run.steps;
    json["seed"] = learner.seed();
    json["reproducible"] = learner.reproducible();
    json["threads"] = pool.num_threads();
    json["corpus"] = start->corpus->name;
    json["out"] = options.out;
    return print_json(json) ? kExitDone : kExitFailure;
  }
  std::printf("%s: %s parameters, %d tokens in the vocabulary\n", options.out.c_str(),
              short_count(static_cast<double>(parameters)).c_str(), run.model.vocab);
  std::printf("loss %.4f nats in the last tenth (knowing nothing: %.4f)", outcome->loss,
              learner.baseline_loss());
  if (held_out) std::printf(", held out %.4f", *held_out);
  if (parts) {
    std::printf("\nheld out: masked words %.4f nats, next sentence %.4f nats, %.1f %% right",
                parts->tokens_mean(), parts->next_mean(), 100 * right());
  }
  std::printf("\n%s tokens/s, %.1f s, seed %llu, %s\n",
              short_count(outcome->tokens_per_second).c_str(), outcome->seconds,
              static_cast<unsigned long long>(learner.seed()),
              learner.reproducible() ? "reproducible" : "not reproducible");
  return kExitDone;
}

}  // namespace

void add_train_transformer(Program& program, CLI::App& train, TransformerKind kind) {
  const bool gpt = kind == TransformerKind::kGpt;
  CLI::App* command = train.add_subcommand(
      to_string(kind), gpt ? "Train a GPT: predict the next token (Radford et al. 2019)"
                           : "Train a BERT: masked words and next sentences (Devlin et al. 2018)");
  auto options = std::make_shared<Options>();
  TransformerRun& run = options->run;
  run.model.kind = kind;
  command
      ->add_option("--corpus", options->corpus,
                   "Built-in corpus (see `corpora`) or a UTF-8 text file")
      ->required();
  command->add_option("--out", options->out, "Folder to write the model to")->required();
  CLI::Option* init = command->add_option(
      "--init", options->init, "Folder of a model to go on from, with its tokenizer and sizes");
  const auto of_new_model = [&](CLI::Option* option) { return option->excludes(init); };
  of_new_model(command
                   ->add_option("--tokenizer", options->tokenizer,
                                "Whole words, characters, or byte-level BPE")
                   ->check(CLI::IsMember({"word", "char", "bpe"}))
                   ->capture_default_str());
  of_new_model(add_number(command, "--vocab-size", options->vocab_size, {2, 200000},
                          "Tokens, specials included, at most [1024, for words 8192]"));
  of_new_model(
      add_number(command, "--layers", run.model.layers, {1, 256}, "Blocks one after the other"));
  of_new_model(
      add_number(command, "--heads", run.model.heads, {1, 256}, "Attention heads in a block"));
  of_new_model(
      add_number(command, "--width", run.model.width, {4, 16384}, "Numbers in a token's vector"));
  of_new_model(
      add_number(command, "--context", run.model.context, {2, 4096}, "Tokens read at once"));
  of_new_model(command
                   ->add_option("--positions", options->positions,
                                "Positions as learned vectors or as sine waves")
                   ->check(CLI::IsMember({"learned", "sinusoidal"}))
                   ->capture_default_str());
  add_number(command, "--batch", run.batch, {1, 4096}, "Rows in a step");
  add_number(command, "--steps", run.steps, {1, 1e9}, "Updates of the weights");
  add_number(command, "--rate", run.rate, {1e-8, 10},
             "Learning rate after the warm-up; falls as a cosine");
  add_number(command, "--warmup", run.warmup, {0, 1e9}, "Steps in which the rate rises from 0");
  add_number(command, "--dropout", run.model.dropout, {0, 0.9},
             "Share of numbers silenced while training");
  add_number(command, "--decay", run.decay, {0, 1}, "Weight decay of AdamW, on matrices");
  add_number(command, "--clip", run.clip, {0, 1e6}, "Longest gradient; 0: any");
  add_threads(command, options->threads, "Threads that share the work of each step");
  add_seed(command, run.seed);
  CLI::Option* held_out = add_number(command, "--held-out", run.held_out_fraction, {0, 0.5},
                                     "Share of the documents kept apart to measure the loss on");
  command->add_flag("--portable", run.portable,
                    "The same bits on every machine, in place of the fastest sums of this one");
  command->add_flag("--half", options->half, "Write the weights as half-precision numbers (F16)");
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [&program, options, held_out] {
    options->wants_held_out = held_out->count() > 0;
    return cli::run(program.executable(), *options);
  });
}

}  // namespace wordspace::cli
