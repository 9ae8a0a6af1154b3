// `wordspace bench`: how fast this machine trains and multiplies.
// Not a comparison with other programs (bench/peers.py).
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/common.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "core/rng.h"
#include "core/worker_pool.h"
#include "math/aligned_floats.h"
#include "math/kernels/kernels.h"
#include "models/glove_benchmark.h"
#include "models/transformer_benchmark.h"
#include "models/word2vec_benchmark.h"
#include "text/cooccurrence.h"
#include "text/corpus.h"
#include "text/encoded_corpus.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string what, corpus;
  int threads = 1, dim = 100, repeats = 5;
  double seconds = 1;
  bool json = false;
};

struct Measure {
  std::string name;
  double rate = 0;
  std::string unit;
  double gflops = 0;  // 0: not counted
  int threads = 1;
  double seconds = 0;
  double best_gflops = 0;  // of one large product; 0: not measured
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Result<std::shared_ptr<const EncodedCorpus>> bench_corpus(const std::string& executable,
                                                          const std::string& name) {
  if (name.empty()) return make_zipf_corpus(2'000'000, 20'000, 1);
  const Result<Corpus> corpus = load_corpus(executable, name);
  if (!corpus.ok()) return corpus.error();
  return encode_corpus(*corpus, EncodeOptions{});
}

Status bench_models(const std::string& executable, const Options& options,
                    std::vector<Measure>& out) {
  const Result<std::shared_ptr<const EncodedCorpus>> corpus =
      bench_corpus(executable, options.corpus);
  if (!corpus.ok()) return corpus.error();
  WorkerPool pool(options.threads);
  for (const Word2VecMode mode : {Word2VecMode::kSkipGram, Word2VecMode::kCbow}) {
    const bool cbow = mode == Word2VecMode::kCbow;
    Word2VecConfig config;
    config.mode = mode;
    config.dim = options.dim;
    config.rate = cbow ? 0.05 : 0.025;
    const Status valid = config.validate();
    if (!valid.ok()) return valid;
    Measure measure{cbow ? "word2vec_cbow" : "word2vec_skipgram", 0, "words/s", 0, 1, 0};
    std::vector<double> rates, gflops;
    for (int k = 0; k < options.repeats; ++k) {
      const Word2VecBenchmark run = bench_word2vec(config, *corpus, &pool, options.seconds);
      rates.push_back(run.words_per_second);
      gflops.push_back(run.gflops);
      measure.seconds += run.seconds;
      measure.threads = run.threads;
    }
    measure.rate = median(rates);
    measure.gflops = median(gflops);
    out.push_back(measure);
  }
  return Done{};
}

Status bench_cells(const std::string& executable, const Options& options,
                   std::vector<Measure>& out) {
  const Result<std::shared_ptr<const EncodedCorpus>> corpus =
      bench_corpus(executable, options.corpus);
  if (!corpus.ok()) return corpus.error();
  GloveConfig config;
  config.dim = options.dim;
  const Status valid = config.validate();
  if (!valid.ok()) return valid;
  const auto counts = count_cooccurrence(**corpus, config.window);
  if (!counts.ok()) return counts.error();
  WorkerPool pool(options.threads);
  Measure measure{"glove", 0, "cells/s", 0, 1, 0};
  std::vector<double> rates, gflops;
  for (int k = 0; k < options.repeats; ++k) {
    const GloveBenchmark run = bench_glove(config, *counts, &pool, options.seconds);
    rates.push_back(run.cells_per_second);
    gflops.push_back(run.gflops);
    measure.seconds += run.seconds;
    measure.threads = run.threads;
  }
  measure.rate = median(rates);
  measure.gflops = median(gflops);
  out.push_back(measure);
  return Done{};
}

void bench_transformers(const Options& options, std::vector<Measure>& out) {
  WorkerPool pool(options.threads);
  for (const TransformerKind kind : {TransformerKind::kGpt, TransformerKind::kBert}) {
    if (!options.what.empty() && options.what != to_string(kind)) continue;
    Measure measure{to_string(kind), 0, "tokens/s", 0, 1, 0};
    std::vector<double> rates, gflops, products;
    for (int k = 0; k < options.repeats; ++k) {
      const TransformerBenchmark run = bench_transformer(kind, &pool, options.seconds);
      rates.push_back(run.tokens_per_second);
      gflops.push_back(run.gflops);
      products.push_back(run.kernel_gflops);
      measure.seconds += run.seconds;
      measure.threads = run.threads;
    }
    measure.rate = median(rates);
    measure.gflops = median(gflops);
    measure.best_gflops = median(products);
    out.push_back(measure);
  }
}

// Calls body until `seconds` have passed, doubling the count; returns calls a second.
double calls_per_second(double seconds, const std::function<void()>& body) {
  body();
  for (std::int64_t count = 1;; count *= 2) {
    const double begin = steady_ms();
    for (std::int64_t i = 0; i < count; ++i) body();
    const double took = (steady_ms() - begin) / 1000;
    if (took >= seconds) return static_cast<double>(count) / took;
  }
}

void bench_table(const kernels::Kernels& table, const Options& options, std::vector<Measure>& out) {
  constexpr int kOutputs = 6;  // a true word and five negatives
  constexpr int kInputs = 6;   // about a window
  constexpr int kRows = 4096;
  const int dim = options.dim;
  const int stride = kernels::padded(dim);
  Rng rng(1);
  AlignedFloats rows(static_cast<std::size_t>(kRows) * static_cast<std::size_t>(stride));
  for (int r = 0; r < kRows; ++r) {
    for (int k = 0; k < dim; ++k) rows.data()[r * stride + k] = 0.1f * (rng.uniform() - 0.5f);
  }
  AlignedFloats scores(kRows);
  const double floats = dim;
  const auto add = [&](const char* name, double operations, const std::function<void()>& body) {
    std::vector<double> rates;
    for (int k = 0; k < options.repeats; ++k) {
      rates.push_back(calls_per_second(options.seconds / 20, body));
    }
    const double calls = median(rates);
    out.push_back({std::string("kernels_") + name + "_" + table.name, calls, "calls/s",
                   calls * operations / 1e9, 1, options.seconds / 20 * options.repeats});
  };
  // Results are kept so that no call can be left out; the block of rows stays in the first cache.
  volatile float keep = 0;
  int row = 0;
  const auto next = [&] {
    row = (row + 1) % 32;
    return rows.data() + row * stride;
  };
  add("dot", 2 * floats, [&] { keep = table.dot(next(), rows.data(), dim); });
  add("axpy", 2 * floats, [&] {
    table.axpy(1e-9f, rows.data() + 40 * stride, next(), dim);
    keep = rows.data()[0];
  });
  add("cosines", 2 * floats * kRows, [&] {
    table.scores(rows.data(), kRows, stride, rows.data(), dim, scores.data());
    keep = scores.data()[0];
  });
  float* inputs[kInputs];
  float* outputs[kOutputs];
  for (int i = 0; i < kInputs; ++i) inputs[i] = rows.data() + (100 + i) * stride;
  for (int j = 0; j < kOutputs; ++j) outputs[j] = rows.data() + (200 + j) * stride;
  const float labels[kOutputs] = {1, 0, 0, 0, 0, 0};
  AlignedFloats scratch(kernels::logistic_scratch_floats(kInputs, kOutputs, dim));
  kernels::LogisticGroup group;
  group.inputs = inputs;
  group.outputs = outputs;
  group.labels = labels;
  group.num_inputs = kInputs;
  group.num_outputs = kOutputs;
  group.dim = dim;
  group.rate = 1e-6f;
  group.scratch = scratch.data();
  add("pairs", 6 * floats * kInputs * kOutputs, [&] { keep = table.logistic_group(group); });
}

int run(const std::string& executable, const Options& options) {
  std::vector<Measure> measures;
  if (options.what.empty() || options.what == "word2vec") {
    const Status status = bench_models(executable, options, measures);
    if (!status.ok()) return fail(status.error());
  }
  if (options.what.empty() || options.what == "glove") {
    const Status status = bench_cells(executable, options, measures);
    if (!status.ok()) return fail(status.error());
  }
  if (options.what.empty() || options.what == "gpt" || options.what == "bert") {
    bench_transformers(options, measures);
  }
  if (options.what.empty() || options.what == "kernels") {
    for (const kernels::Kernels* table : kernels::available_kernels()) {
      bench_table(*table, options, measures);
    }
  }
  if (options.json) {
    Json json;
    for (const Measure& measure : measures) {
      Json entry{{"rate", measure.rate}, {"unit", measure.unit}};
      if (measure.gflops > 0) entry["gflops"] = measure.gflops;
      if (measure.best_gflops > 0) entry["kernel_gflops"] = measure.best_gflops;
      entry["threads"] = measure.threads;
      entry["seconds"] = measure.seconds;
      json[measure.name] = std::move(entry);
    }
    return print_json(json) ? kExitDone : kExitFailure;
  }
  for (const Measure& measure : measures) {
    std::printf("%-28s %10s %-8s", measure.name.c_str(), short_count(measure.rate).c_str(),
                measure.unit.c_str());
    if (measure.gflops > 0) std::printf(" %7.2f GFLOP/s", measure.gflops);
    if (measure.best_gflops > 0) {
      std::printf(" (%.0f %% of a large product)", 100 * measure.gflops / measure.best_gflops);
    }
    std::printf("  %d thread%s\n", measure.threads, measure.threads == 1 ? "" : "s");
  }
  return kExitDone;
}

}  // namespace

void add_bench(Program& program) {
  CLI::App* command = program.app().add_subcommand("bench", "Measure how fast this machine trains");
  auto options = std::make_shared<Options>();
  command->add_option("what", options->what, "word2vec, glove, gpt, bert or kernels [all]")
      ->check(CLI::IsMember({"word2vec", "glove", "gpt", "bert", "kernels"}));
  CLI::Option* corpus = command->add_option(
      "--corpus", options->corpus,
      "word2vec, glove: built-in corpus or text file [made-up words by Zipf's law]");
  CLI::Option* threads = add_threads(command, options->threads, "Threads that train");
  CLI::Option* dim = add_number(command, "--dim", options->dim, {1, 2048},
                                "word2vec, glove, kernels: numbers in a vector");
  add_number(command, "--seconds", options->seconds, {0.01, 600}, "Least time of one measurement");
  add_number(command, "--repeats", options->repeats, {1, 100}, "Measurements; their median counts");
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [&program, options, corpus, threads, dim] {
    const std::string of = "for " + options->what;
    const bool transformer = options->what == "gpt" || options->what == "bert";
    if (transformer || options->what == "kernels") warn_unused(corpus, of);
    if (transformer) warn_unused(dim, of);
    if (options->what == "kernels") warn_unused(threads, of);
    return run(program.executable(), *options);
  });
}

}  // namespace wordspace::cli
