// `wordspace fill-mask`: what a BERT would write where the text has [MASK].
// Not its other head (next_sentence.cpp).
#include <algorithm>
#include <cstdio>
#include <memory>
#include <numeric>

#include "cli/model_folder.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string model, text;
  int top = 5, threads = 1;
  bool json = false;
};

struct Guess {
  TokenId id = kUnknownToken;
  double probability = 0;
};

// The likeliest tokens, ties by number.
std::vector<Guess> best(const std::vector<double>& probabilities, int top) {
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return probabilities[a] != probabilities[b] ? probabilities[a] > probabilities[b] : a < b;
  });
  std::vector<Guess> guesses;
  for (std::size_t k = 0; k < std::min(order.size(), static_cast<std::size_t>(top)); ++k) {
    guesses.push_back({static_cast<TokenId>(order[k]), probabilities[order[k]]});
  }
  return guesses;
}

int run(const Options& options) {
  for (const Status& status : {check_range("--threads", options.threads, 1, 256),
                               check_range("--top", options.top, 1, 1e6)}) {
    if (!status.ok()) return misuse(status.error());
  }
  const Result<OpenModel> model = open_model(options.model, Wants::kBert, true, options.threads);
  if (!model.ok()) return fail(model.error());
  if (!model->files.has_mask_head) {
    return fail({"model.no_mask_head",
                 options.model + " has no head for masked words.",
                 "Name a folder of BertForPreTraining or BertForMaskedLM.",
                 {options.model}});
  }
  Result<BertInput> input = bert_input(*model, options.text, nullptr);
  if (!input.ok()) return fail(input.error());
  const TokenCodec& codec = model->codec();
  std::vector<std::size_t> masks;
  for (std::size_t t = 0; t < input->ids.size(); ++t) {
    if (input->ids[t] == codec.special().mask) masks.push_back(t);
  }
  if (codec.special().mask == kUnknownToken || masks.empty()) {
    return fail(
        {"fill_mask.no_mask", "The text has no [MASK].", "Write [MASK] in place of a word."});
  }

  const auto vocab = static_cast<std::size_t>(model->transformer().config().vocab);
  std::vector<float> logits;
  model->transformer().forward(
      {1, static_cast<int>(input->ids.size()), input->ids, input->segments, {}}, logits, nullptr,
      nullptr);
  std::vector<std::vector<Guess>> guesses;
  for (const std::size_t t : masks) {
    // Rows past the tokenizer's last token only fill the table up.
    const std::span<const float> row =
        std::span<const float>(logits).subspan(t * vocab, static_cast<std::size_t>(codec.size()));
    guesses.push_back(best(probabilities_of(row), options.top));
  }
  for (std::size_t k = 0; k < masks.size(); ++k) input->ids[masks[k]] = guesses[k][0].id;
  const std::string filled =
      codec.decode(std::span<const TokenId>(input->ids).subspan(1, input->ids.size() - 2));

  if (options.json) {
    Json list = Json::array();
    for (std::size_t k = 0; k < masks.size(); ++k) {
      Json results = Json::array();
      for (const Guess& guess : guesses[k]) {
        results.push_back({{"token", codec.token(guess.id)},
                           {"id", guess.id},
                           {"probability", guess.probability}});
      }
      list.push_back({{"position", masks[k]}, {"results", std::move(results)}});
    }
    return print_json({{"text", filled}, {"masks", std::move(list)}}) ? kExitDone : kExitFailure;
  }
  std::printf("%s\n", filled.c_str());
  for (std::size_t k = 0; k < masks.size(); ++k) {
    if (masks.size() > 1) std::printf("[MASK] %zu\n", k + 1);
    for (const Guess& guess : guesses[k]) {
      std::printf("%6.2f %%  %s\n", 100 * guess.probability, codec.display(guess.id).c_str());
    }
  }
  return kExitDone;
}

}  // namespace

void add_fill_mask(Program& program) {
  CLI::App* command =
      program.app().add_subcommand("fill-mask", "Let a BERT guess the words behind [MASK]");
  auto options = std::make_shared<Options>();
  command->add_option("--model", options->model, "Folder of a BERT")->required();
  command->add_option("--text", options->text, "Text with [MASK] in it")->required();
  command->add_option("--top", options->top, "How many guesses")->capture_default_str();
  command->add_option("--threads", options->threads, "Threads that compute")->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [options] { return run(*options); });
}

}  // namespace wordspace::cli
