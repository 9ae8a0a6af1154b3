// `wordspace attention`: every head's matrix over one text.
// Not the picture (the lab draws it).
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/common.h"
#include "cli/model_folder.h"
#include "cli/options.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_trace.h"
#include "text/token_codec.h"

namespace wordspace::cli {
namespace {

struct Options {
  std::string model, text, second;
  int threads = 1;
  bool json = false;
};

// rows[q][k] of one head.
Json matrix_of(std::span<const float> attention, std::size_t tokens) {
  Json rows = Json::array();
  for (std::size_t q = 0; q < tokens; ++q) {
    Json row = Json::array();
    for (std::size_t k = 0; k < tokens; ++k) row.push_back(attention[q * tokens + k]);
    rows.push_back(std::move(row));
  }
  return rows;
}

int run(const Options& options) {
  const Result<OpenModel> model = open_model(options.model, Wants::kAny, true, options.threads);
  if (!model.ok()) return fail(model.error());
  const TransformerConfig& config = model->transformer().config();
  const TokenCodec& codec = model->codec();
  BertInput input;
  if (config.kind == TransformerKind::kBert) {
    Result<BertInput> made =
        whole_bert_input(*model, options.text, options.second.empty() ? nullptr : &options.second);
    if (!made.ok()) return fail(made.error());
    input = std::move(*made);
  } else {
    if (!options.second.empty()) {
      return misuse({"attention.second", "Only a BERT reads a second text.", "Leave it out."});
    }
    input.ids = codec.encode(options.text);
    if (input.ids.empty()) {
      return fail({"attention.empty", "The text has no tokens.", "Write at least a word."});
    }
    if (input.ids.size() > static_cast<std::size_t>(config.context)) {
      return fail(too_long(input.ids.size(), config.context));
    }
  }
  const TransformerTrace trace = model->transformer().trace(input.ids, input.segments);
  const std::size_t tokens = input.ids.size();
  const auto heads = static_cast<std::size_t>(config.heads);
  if (options.json) {
    Json names = Json::array(), layers = Json::array();
    for (const TokenId id : input.ids) names.push_back(codec.display(id));
    for (const TransformerTrace::Layer& layer : trace.layers) {
      Json list = Json::array();
      for (std::size_t h = 0; h < heads; ++h) {
        list.push_back(matrix_of(
            std::span(layer.attention).subspan(h * tokens * tokens, tokens * tokens), tokens));
      }
      layers.push_back(std::move(list));
    }
    Json json;
    json["tokens"] = std::move(names);
    json["ids"] = input.ids;
    json["causal"] = config.kind == TransformerKind::kGpt;
    json["layers"] = config.layers;
    json["heads"] = config.heads;
    json["attention"] = std::move(layers);  // [layer][head][query][key]
    return print_json(json) ? kExitDone : kExitFailure;
  }
  std::printf("Rows are queries, columns are keys; each row sums to 100 %%.\n");
  for (std::size_t l = 0; l < trace.layers.size(); ++l) {
    for (std::size_t h = 0; h < heads; ++h) {
      std::printf("layer %zu, head %zu\n", l + 1, h + 1);
      const std::span<const float> matrix =
          std::span(trace.layers[l].attention).subspan(h * tokens * tokens, tokens * tokens);
      for (std::size_t q = 0; q < tokens; ++q) {
        for (std::size_t k = 0; k < tokens; ++k) {
          std::printf("%4.0f", static_cast<double>(100 * matrix[q * tokens + k]));
        }
        std::printf("  %s\n", codec.display(input.ids[q]).c_str());
      }
    }
  }
  return kExitDone;
}

}  // namespace

void add_attention(Program& program) {
  CLI::App* command =
      program.app().add_subcommand("attention", "Show where each head of each layer looks");
  auto options = std::make_shared<Options>();
  command->add_option("--model", options->model, "Folder of a GPT or BERT")->required();
  command->add_option("--text", options->text, "Text to read")->required();
  command->add_option("--second", options->second, "BERT: a second text");
  add_threads(command, options->threads, "Threads that compute");
  command->add_flag("--json", options->json, "Print one JSON object");
  program.on_call(command, [options] { return run(*options); });
}

}  // namespace wordspace::cli
