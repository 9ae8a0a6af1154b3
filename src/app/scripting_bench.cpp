// The benchmark of the command, inside the page: measured on the trainer's side, on one thread.
// Not a lab: scripts ask for it.
#include <nlohmann/json.hpp>
#include <utility>

#include "app/scripting_call.h"
#include "core/worker_pool.h"
#include "labs/workspace.h"
#include "models/glove_benchmark.h"
#include "models/transformer_benchmark.h"
#include "models/word2vec_benchmark.h"
#include "text/cooccurrence.h"

namespace wordspace {
namespace {

constexpr double kMaxSeconds = 60;

Json measured(double rate, const char* unit, double gflops, int threads, double seconds,
              const char* kernels) {
  return {{"rate", rate},       {"unit", unit},       {"gflops", gflops},
          {"threads", threads}, {"seconds", seconds}, {"kernels", kernels}};
}

Json bench_word_vectors(double seconds) {
  const auto corpus = make_zipf_corpus(2'000'000, 20'000, 1);
  WorkerPool pool(1);
  Json all;
  for (const Word2VecMode mode : {Word2VecMode::kSkipGram, Word2VecMode::kCbow}) {
    Word2VecConfig config;
    config.mode = mode;
    config.rate = mode == Word2VecMode::kCbow ? 0.05 : 0.025;
    const Word2VecBenchmark run = bench_word2vec(config, corpus, &pool, seconds);
    all[mode == Word2VecMode::kCbow ? "word2vec_cbow" : "word2vec_skipgram"] = measured(
        run.words_per_second, "words/s", run.gflops, run.threads, run.seconds, run.kernels);
  }
  return all;
}

Json bench_cells(double seconds) {
  const auto corpus = make_zipf_corpus(2'000'000, 20'000, 1);
  const GloveConfig config;
  const auto counts = count_cooccurrence(*corpus, config.window);
  if (!counts.ok()) return {};  // cannot be: this text is known
  WorkerPool pool(1);
  const GloveBenchmark run = bench_glove(config, *counts, &pool, seconds);
  return {{"glove", measured(run.cells_per_second, "cells/s", run.gflops, run.threads, run.seconds,
                             run.kernels)}};
}

Json bench_one_transformer(TransformerKind kind, double seconds) {
  WorkerPool pool(1);
  const TransformerBenchmark run = bench_transformer(kind, &pool, seconds);
  Json row = measured(run.tokens_per_second, "tokens/s", run.gflops, run.threads, run.seconds,
                      run.kernels);
  row["best_gflops"] = run.kernel_gflops;
  return {{to_string(kind), std::move(row)}};
}

}  // namespace

void script_bench(const Call& call) {
  const std::string what = text_of(call.request, "what");
  const auto wanted_seconds = call.real("seconds", 1, 0.05, kMaxSeconds);
  if (!wanted_seconds) return;
  const double seconds = *wanted_seconds;
  if (what != "word2vec" && what != "glove" && what != "gpt" && what != "bert") {
    return call.fail(missing("bench", "what (word2vec, glove, gpt or bert)"));
  }
  auto result = std::make_shared<Json>();
  const Status begun = call.to.workspace->work(
      [what, seconds, result] {
        *result = what == "word2vec" ? bench_word_vectors(seconds)
                  : what == "glove"  ? bench_cells(seconds)
                  : what == "gpt"    ? bench_one_transformer(TransformerKind::kGpt, seconds)
                                     : bench_one_transformer(TransformerKind::kBert, seconds);
      },
      [answer = call.answer, result] { resolve(answer, std::move(*result)); });
  if (!begun.ok()) call.fail(begun.error());
}

}  // namespace wordspace
