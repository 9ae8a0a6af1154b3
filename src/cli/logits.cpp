// `wordspace logits`: raw outputs of a model as safetensors, for checks against other programs.
// Not an answer for people (generate.cpp, fill_mask.cpp).
#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/common.h"
#include "cli/model_folder.h"
#include "cli/options.h"
#include "cli/output.h"
#include "formats/safetensors.h"
#include "models/transformer.h"
#include "models/transformer_config.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string model, ids, segments, out;
  int threads = 1;
  bool json = false;
};

// Whole numbers apart by blanks or commas.
Result<std::vector<std::int64_t>> numbers_in(const char* option, const std::string& text) {
  std::vector<std::int64_t> numbers;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto is_gap = [](char c) { return c == ' ' || c == ',' || c == '\t' || c == '\n'; };
  while (true) {
    while (at < end && is_gap(*at)) ++at;
    if (at == end) return numbers;
    std::int64_t number = 0;
    const std::from_chars_result read = std::from_chars(at, end, number);
    if (read.ec != std::errc() || (read.ptr < end && !is_gap(*read.ptr))) {
      return Error{"option.numbers", std::string(option) + " is not a list of whole numbers.",
                   "Write them with blanks between, such as \"1 2 3\"."};
    }
    numbers.push_back(number);
    at = read.ptr;
  }
}

Error out_of_range(const char* what, std::int64_t value, std::int64_t end) {
  return Error{"option.range",
               std::string(what) + " " + std::to_string(value) + " is not there.",
               "Use numbers from 0 to " + std::to_string(end - 1) + ".",
               {std::to_string(value), std::to_string(end - 1)}};
}

int run(const Options& options) {
  const Result<std::vector<std::int64_t>> numbers = numbers_in("--ids", options.ids);
  if (!numbers.ok()) return misuse(numbers.error());
  const Result<std::vector<std::int64_t>> parts = numbers_in("--segments", options.segments);
  if (!parts.ok()) return misuse(parts.error());
  if (numbers->empty()) return misuse({"option.empty", "--ids is empty.", "Give a token or more."});
  if (!parts->empty() && parts->size() != numbers->size()) {
    return misuse({"option.lengths", "--segments has another length than --ids.",
                   "Give a 0 or a 1 for each token."});
  }
  const Status writable = check_writable(options.out);
  if (!writable.ok()) return fail(writable.error());
  for (const char* name : hugging_face::file_names()) {
    const Status other = check_not_read(options.out, {options.model + "/" + name});
    if (!other.ok()) return misuse(other.error());
  }
  const Result<OpenModel> model = open_model(options.model, Wants::kAny, false, options.threads);
  if (!model.ok()) return fail(model.error());
  const TransformerConfig& config = model->transformer().config();
  const auto tokens = static_cast<std::int64_t>(numbers->size());
  if (tokens > config.context) return fail(too_long(numbers->size(), config.context));
  std::vector<TokenId> ids;
  for (const std::int64_t id : *numbers) {
    if (id < 0 || id >= config.vocab) return fail(out_of_range("Token", id, config.vocab));
    ids.push_back(static_cast<TokenId>(id));
  }
  if (config.kind == TransformerKind::kGpt && !parts->empty()) {
    return misuse({"logits.segments", "Only a BERT reads segments.", "Leave --segments out."});
  }
  std::vector<std::uint8_t> segments;
  for (const std::int64_t segment : *parts) {
    if (segment < 0 || segment > 1) return misuse(out_of_range("Segment", segment, 2));
    segments.push_back(static_cast<std::uint8_t>(segment));
  }

  const TokenRows rows{1, static_cast<int>(tokens), ids, segments, {}};
  const bool bert = config.kind == TransformerKind::kBert;
  std::vector<float> logits, next, hidden;
  model->transformer().forward(rows, logits, bert ? &next : nullptr, &hidden);
  std::vector<TensorData> tensors;
  if (!bert) tensors.push_back({"logits", {1, tokens, config.vocab}, logits.data(), 0});
  if (bert && model->files.has_mask_head) {
    tensors.push_back({"mlm_logits", {1, tokens, config.vocab}, logits.data(), 0});
  }
  if (bert && model->files.has_next_head) tensors.push_back({"nsp_logits", {1, 2}, next.data(), 0});
  tensors.push_back({"last_hidden_state", {1, tokens, config.width}, hidden.data(), 0});
  const Status written = write_output(options.out, write_safetensors(tensors));
  if (!written.ok()) return fail(written.error());
  if (options.json) {
    Json list;
    for (const TensorData& tensor : tensors) list[tensor.name] = tensor.shape;
    return print_json({{"out", options.out}, {"tensors", std::move(list)}}) ? kExitDone
                                                                            : kExitFailure;
  }
  std::printf("%s:", options.out.c_str());
  for (const TensorData& tensor : tensors) std::printf(" %s", tensor.name.c_str());
  std::printf(" of %lld tokens\n", static_cast<long long>(tokens));
  return kExitDone;
}

}  // namespace

void add_logits(Program& program) {
  CLI::App* command =
      program.app().add_subcommand("logits", "Write a model's raw outputs as safetensors");
  auto options = std::make_shared<Options>();
  command->add_option("--model", options->model, "Folder of a GPT or BERT")->required();
  command->add_option("--ids", options->ids, "Token numbers, such as \"1 2 3\"")->required();
  command->add_option("--segments", options->segments,
                      "BERT: 0 or 1 for each token, such as \"0 0 1\" [all 0]");
  command->add_option("--out", options->out, "File to write")->required();
  add_threads(command, options->threads, "Threads that compute");
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [options] { return run(*options); });
}

}  // namespace wordspace::cli
