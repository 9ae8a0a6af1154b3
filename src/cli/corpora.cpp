// `wordspace corpora`: the built-in corpora, their size and licence.
// Not a way to read their text: `train` takes their names.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/common.h"

namespace wordspace::cli {
namespace {

int run(const std::string& executable, bool as_json) {
  const Result<BuiltinCorpora> corpora = find_builtin_corpora(executable);
  if (!corpora.ok()) return fail(corpora.error());
  if (corpora->folder.empty()) {
    warn("The packed corpora were not found: build the target 'corpora' or set WORDSPACE_DATA.");
  }
  if (as_json) {
    Json list = Json::array();
    for (const CorpusInfo& info : corpora->list) {
      list.push_back({{"name", info.name},
                      {"title", info.title},
                      {"language", info.language},
                      {"words", info.num_words},
                      {"documents", info.num_documents},
                      {"licence", info.licence},
                      {"source", info.source}});
    }
    return print_json({{"corpora", std::move(list)}}) ? kExitDone : kExitFailure;
  }
  std::size_t width = 4;
  for (const CorpusInfo& info : corpora->list) width = std::max(width, info.name.size());
  const int columns = static_cast<int>(width);
  std::printf("%-*s  %9s  %s\n", columns, "name", "words", "licence");
  for (const CorpusInfo& info : corpora->list) {
    std::printf("%-*s  %9llu  %s\n", columns, info.name.c_str(),
                static_cast<unsigned long long>(info.num_words), info.licence.c_str());
  }
  return kExitDone;
}

}  // namespace

void add_corpora(Program& program) {
  CLI::App* command = program.app().add_subcommand("corpora", "List the built-in corpora");
  auto as_json = std::make_shared<bool>(false);
  command->add_flag("--json", *as_json, "Print one JSON object");
  program.on_call(command, [&program, as_json] { return run(program.executable(), *as_json); });
}

}  // namespace wordspace::cli
