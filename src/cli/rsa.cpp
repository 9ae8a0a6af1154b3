// `wordspace rsa`: do two files of vectors hold the same words near and far?
// Not the arithmetic (analysis/rsa).
#include "analysis/rsa.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/common.h"
#include "cli/options.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::vector<std::string> vectors;
  std::int64_t words = 1000;
  int shuffles = 1000;
  std::uint64_t seed = 1;
  bool json = false;
};

int run(const Options& options) {
  const Result<WordVectors> a = load_vectors(options.vectors[0]);
  if (!a.ok()) return fail(a.error());
  const Result<WordVectors> b = load_vectors(options.vectors[1]);
  if (!b.ok()) return fail(b.error());
  const Result<RsaResult> result =
      rsa(*a, *b, RsaOptions{options.words, options.shuffles, options.shuffles, options.seed});
  if (!result.ok()) return fail(result.error());
  if (options.json) {
    return print_json({{"correlation", result->correlation},
                       {"null",
                        {{"mean", result->null_mean},
                         {"low", result->null_low},
                         {"high", result->null_high}}},
                       {"low", result->low},
                       {"high", result->high},
                       {"words", result->words}})
               ? kExitDone
               : kExitFailure;
  }
  std::printf("correlation %.4f  95 %% interval %.4f to %.4f\n", result->correlation, result->low,
              result->high);
  std::printf("shuffled    %.4f  95 %% of shuffles %.4f to %.4f\n", result->null_mean,
              result->null_low, result->null_high);
  std::printf("words       %lld, pairs %lld\n", static_cast<long long>(result->words),
              static_cast<long long>(result->pairs));
  return kExitDone;
}

}  // namespace

void add_rsa(Program& program) {
  CLI::App* command = program.app().add_subcommand(
      "rsa", "Correlate the cosines of two files of vectors over the words they share");
  auto options = std::make_shared<Options>();
  command->add_option("--vectors", options->vectors, "Two files of vectors: give it twice")
      ->required()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_number(command, "--words", options->words,
             {static_cast<double>(kRsaLeastWords), static_cast<double>(kRsaMostWords)},
             "The most frequent shared words, at most");
  add_number(command, "--shuffles", options->shuffles, {1, 1e6},
             "Shuffles of the null and resamples of the interval");
  add_seed(command, options->seed, "Of shuffles and resamples");
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [options] {
    if (options->vectors.size() != 2) {
      return misuse(
          {"usage.two_vectors", "Comparing takes two files of vectors.", "Give --vectors twice."});
    }
    return run(*options);
  });
}

}  // namespace wordspace::cli
