// `wordspace generate`: a GPT goes on with a text.
// Not training, and not the choice of a token (models/transformer.h).
#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/model_folder.h"
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

// Reads tokens one by one through a cache of keys and values; when the context is full, goes on
// from its later half.
class Reader {
 public:
  explicit Reader(const Transformer& model) : model_(model), cache_(model.make_cache()) {}
  void read(TokenId token) {
    const auto context = static_cast<std::size_t>(model_.config().context);
    if (cache_.length == model_.config().context) {
      const std::size_t kept = context / 2;
      cache_.length = 0;
      for (std::size_t i = read_.size() - kept; i < read_.size(); ++i) {
        model_.decode(cache_, read_[i], logits_);
      }
    }
    read_.push_back(token);
    model_.decode(cache_, token, logits_);
  }
  std::span<const float> logits() const { return logits_; }

 private:
  const Transformer& model_;
  Transformer::Cache cache_;
  std::vector<TokenId> read_;
  std::vector<float> logits_;
};

int run(const Options& options) {
  for (const Status& status :
       {check_range("--tokens", options.tokens, 1, 1e6),
        check_range("--temperature", options.temperature, 0, 100),
        check_range("--top-k", options.top_k, 0, 1e9), check_range("--top-p", options.top_p, 0, 1),
        check_range("--threads", options.threads, 1, 256)}) {
    if (!status.ok()) return misuse(status.error());
  }
  const Result<OpenModel> model = open_model(options.model, Wants::kGpt, true, options.threads);
  if (!model.ok()) return fail(model.error());
  const TokenCodec& codec = model->codec();
  const TokenId end = codec.special().end_of_text;
  const std::vector<TokenId> prompt = codec.encode(options.prompt);
  if (prompt.empty() && end == kUnknownToken) {
    return fail({"generate.empty_prompt", "The prompt has no tokens.", "Write at least a word."});
  }

  Reader reader(model->transformer());
  if (prompt.empty()) reader.read(end);  // as if a document had just ended
  for (const TokenId token : prompt) reader.read(token);
  SamplingOptions sampling;
  sampling.temperature = static_cast<float>(options.temperature);
  sampling.top_k = options.top_k;
  sampling.top_p = static_cast<float>(options.top_p);
  Rng rng(options.seed);
  std::vector<TokenId> written;
  bool ended = false;
  double seconds = 0;
  {
    StopOnSignal signal;
    Progress progress("tokens");
    const double begin = steady_ms();
    while (static_cast<int>(written.size()) < options.tokens && !signal.stopped()) {
      // Rows past the tokenizer's last token only fill the table up.
      const std::vector<float> distribution = sampling_distribution(
          reader.logits().first(static_cast<std::size_t>(codec.size())), sampling);
      const TokenId token = sample_token(distribution, rng);
      ended = token == end;
      if (ended) break;
      written.push_back(token);
      if (static_cast<int>(written.size()) < options.tokens) reader.read(token);
      const double ms = steady_ms() - begin;
      progress.show(static_cast<std::int64_t>(written.size()), options.tokens,
                    1000 * static_cast<double>(written.size()) / std::max(ms, 1e-3), "");
    }
    seconds = (steady_ms() - begin) / 1000;
  }
  // Decoded together, so that words and bytes across the seam join as they should.
  std::vector<TokenId> all = prompt;
  all.insert(all.end(), written.begin(), written.end());
  const std::string text = codec.decode(all);
  if (options.json) {
    Json json;
    json["prompt"] = options.prompt;
    json["text"] = text;
    json["ids"] = written;
    json["tokens"] = written.size();
    json["ended"] = ended;
    json["seed"] = options.seed;
    json["seconds"] = seconds;
    json["tokens_per_second"] = static_cast<double>(written.size()) / std::max(seconds, 1e-9);
    return print_json(json) ? kExitDone : kExitFailure;
  }
  std::printf("%s\n", text.c_str());
  return kExitDone;
}

}  // namespace

void add_generate(Program& program) {
  CLI::App* command = program.app().add_subcommand("generate", "Let a GPT go on with a text");
  auto options = std::make_shared<Options>();
  command->add_option("--model", options->model, "Folder of a GPT")->required();
  command->add_option("--prompt", options->prompt, "How the text begins; may be empty")->required();
  command->add_option("--tokens", options->tokens, "How many tokens to write, at most")
      ->capture_default_str();
  command
      ->add_option("--temperature", options->temperature,
                   "0: always the likeliest token; 1: as the model says; above: bolder")
      ->capture_default_str();
  command->add_option("--top-k", options->top_k, "Only the K likeliest tokens; 0: all")
      ->capture_default_str();
  command
      ->add_option("--top-p", options->top_p,
                   "Only the likeliest tokens that reach this probability together")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Of every random choice")->capture_default_str();
  command->add_option("--threads", options->threads, "Threads that compute")->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [options] { return run(*options); });
}

}  // namespace wordspace::cli
