// `wordspace evaluate perplexity`: how well a GPT predicts a text.
// Not the other evaluations (evaluate.cpp).
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <numbers>

#include "cli/common.h"
#include "cli/evaluate.h"
#include "cli/input.h"
#include "cli/model_folder.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_losses.h"
#include "text/corpus.h"
#include "text/token_codec.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string model, text;
  int threads = 1;
  bool json = false;
};

constexpr std::int64_t kLogitsAtOnce = 1 << 23;  // floats: 32 MB

// Windows of at most T tokens side by side; each token but the first is predicted once, from what
// stands before it in its window.
TransformerLosses losses_of(const Transformer& model, std::span<const TokenId> tokens) {
  const auto context = static_cast<std::size_t>(model.config().context);
  const std::size_t predicted = tokens.size() - 1;
  const auto rows_at_once = static_cast<std::size_t>(std::clamp<std::int64_t>(
      kLogitsAtOnce / (std::int64_t{model.config().context} * model.config().vocab), 1, 16));
  TransformerLosses sum;
  Progress progress("tokens");
  const double begin = steady_ms();
  for (std::size_t at = 0; at < predicted;) {
    const std::size_t width = std::min(context, predicted - at);
    const std::size_t rows =
        width < context ? 1 : std::min(rows_at_once, (predicted - at) / context);
    // Windows lie side by side, so rows of inputs and of targets are stretches of the text.
    const TokenRows inputs{
        static_cast<int>(rows), static_cast<int>(width), tokens.subspan(at, rows * width), {}, {}};
    const TransformerLosses some = model.losses(inputs, {tokens.subspan(at + 1, rows * width), {}});
    sum.tokens_sum += some.tokens_sum;
    sum.num_tokens += some.num_tokens;
    at += rows * width;
    progress.show(static_cast<std::int64_t>(at), static_cast<std::int64_t>(predicted),
                  1000 * static_cast<double>(at) / std::max(steady_ms() - begin, 1e-3), "");
  }
  return sum;
}

int run(const Options& options) {
  Result<std::string> bytes = read_input(options.text, kMaxTextBytes + 1);
  if (!bytes.ok()) return fail(bytes.error());
  const Result<Corpus> corpus = corpus_from_bytes(options.text, std::move(*bytes));
  if (!corpus.ok()) return fail(corpus.error());
  const Result<OpenModel> model = open_model(options.model, Wants::kGpt, true, options.threads);
  if (!model.ok()) return fail(model.error());
  const std::vector<TokenId> tokens = model->codec().encode(corpus->text);
  if (tokens.size() < 2) {
    return fail({"perplexity.too_short", "The text has fewer than two tokens.",
                 "Use a longer text: each token is predicted from those before it."});
  }
  const TransformerLosses losses = losses_of(model->transformer(), tokens);
  const double nats = losses.tokens_mean();
  const double bits = nats / std::numbers::ln2, perplexity = std::exp(nats);
  if (options.json) {
    const bool printed = print_json({{"nats", nats},
                                     {"bits", bits},
                                     {"perplexity", perplexity},
                                     {"tokens", losses.num_tokens}});
    return printed ? kExitDone : kExitFailure;
  }
  std::printf("%.4f nats a token, %.4f bits, perplexity %.2f, over %lld tokens\n", nats, bits,
              perplexity, static_cast<long long>(losses.num_tokens));
  return kExitDone;
}

}  // namespace

void add_evaluate_perplexity(Program& program, CLI::App& evaluate) {
  CLI::App* command =
      evaluate.add_subcommand("perplexity", "How well a GPT predicts a text, in nats a token");
  auto options = std::make_shared<Options>();
  command->add_option("--model", options->model, "Folder of a GPT")->required();
  command->add_option("--text", options->text, "UTF-8 text file")->required();
  add_threads(command, options->threads, "Threads that compute");
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [options] { return run(*options); });
}

}  // namespace wordspace::cli
