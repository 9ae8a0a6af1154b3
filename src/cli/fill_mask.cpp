// `wordspace fill-mask`: what a BERT would write where the text has [MASK].
// Not its other head (next_sentence.cpp).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/common.h"
#include "cli/model_folder.h"
#include "cli/options.h"
#include "text/token_codec.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string model, text;
  int top = 5, threads = 1;
  bool json = false;
};

int run(const Options& options) {
  const Result<OpenModel> model = open_model(options.model, Wants::kBert, true, options.threads);
  if (!model.ok()) return fail(model.error());
  if (!model->files.has_mask_head) {
    return fail({"model.no_mask_head",
                 options.model + " has no head for masked words.",
                 "Name a folder of BertForPreTraining or BertForMaskedLM.",
                 {options.model}});
  }
  Result<BertInput> input = whole_bert_input(*model, options.text, nullptr);
  if (!input.ok()) return fail(input.error());
  const TokenCodec& codec = model->codec();
  const auto masks = fill_masks(model->transformer(), codec, *input, options.top);
  if (!masks.ok()) return fail(masks.error());
  for (const MaskGuesses& mask : *masks) input->ids[mask.position] = mask.guesses[0].id;
  const std::string filled =
      codec.decode(std::span<const TokenId>(input->ids).subspan(1, input->ids.size() - 2));

  if (options.json) {
    Json list = Json::array();
    for (const MaskGuesses& mask : *masks) {
      Json results = Json::array();
      for (const TokenProbability& guess : mask.guesses) {
        results.push_back({{"token", codec.token(guess.id)},
                           {"id", guess.id},
                           {"probability", guess.probability}});
      }
      list.push_back({{"position", mask.position}, {"results", std::move(results)}});
    }
    return print_json({{"text", filled}, {"masks", std::move(list)}}) ? kExitDone : kExitFailure;
  }
  std::printf("%s\n", filled.c_str());
  for (std::size_t k = 0; k < masks->size(); ++k) {
    if (masks->size() > 1) std::printf("[MASK] %zu\n", k + 1);
    for (const TokenProbability& guess : (*masks)[k].guesses) {
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
  add_number(command, "--top", options->top, {1, 1e6}, "How many guesses");
  add_threads(command, options->threads, "Threads that compute");
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [options] { return run(*options); });
}

}  // namespace wordspace::cli
