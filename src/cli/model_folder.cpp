// Opens and writes model folders for the subcommands.
// Not the formats.
#include "cli/model_folder.h"

#include <unistd.h>

#include <limits>
#include <system_error>

#include "cli/common.h"
#include "core/file_io.h"
#include "models/transformer.h"
#include "models/transformer_config.h"

namespace wordspace::cli {
namespace fs = std::filesystem;

std::uint64_t memory_bytes() {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGE_SIZE);
  return pages > 0 && size > 0
             ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size)
             : std::uint64_t{1} << 32;
}

Result<hugging_face::Folder> read_model_files(const std::string& folder) {
  std::error_code code;
  if (!fs::is_directory(folder, code)) {
    return Error{"model.no_folder",
                 "There is no model folder " + folder + ".",
                 "Name a folder with config.json and model.safetensors, such as train writes.",
                 {folder}};
  }
  hugging_face::Folder files;
  const auto take = [&](const std::string& name) -> Status {  // one that is missing is left out
    const fs::path path = fs::path(folder) / name;
    if (!fs::exists(path, code)) return Done{};
    Result<std::string> bytes =
        read_file(path.string(), static_cast<std::size_t>(memory_bytes() / 2));
    if (!bytes.ok()) return bytes.error();
    files.emplace(name, std::move(*bytes));
    return Done{};
  };
  for (const char* name : hugging_face::file_names()) {
    if (Status taken = take(name); !taken.ok()) return taken.error();
  }
  const auto index = files.find(hugging_face::kIndexFile);
  if (files.contains(hugging_face::kWeightsFile) || index == files.end()) return files;
  Result<std::vector<std::string>> parts = hugging_face::weight_files(index->second);
  if (!parts.ok()) return parts.error();
  for (const std::string& name : *parts) {
    if (Status taken = take(name); !taken.ok()) return taken.error();
  }
  return files;
}

Result<OpenModel> open_model(const std::string& folder, Wants wants, bool needs_tokenizer,
                             int threads) {
  const Result<hugging_face::Folder> files = read_model_files(folder);
  if (!files.ok()) return files.error();
  std::uint64_t held = 0;
  for (const auto& [name, bytes] : *files) held += bytes.size();
  OpenModel model;
  model.pool = std::make_unique<WorkerPool>(threads);
  const std::uint64_t all = memory_bytes();
  Result<hugging_face::Model> read = hugging_face::read_folder(
      hugging_face::view_of(*files), all > held ? all - held : 0, model.pool.get());
  if (!read.ok()) {
    Error error = read.error();
    error.message = folder + ": " + error.message;
    return error;
  }
  model.files = std::move(*read);
  if (const std::vector<std::string>& unused = model.files.unused; !unused.empty()) {
    warn(folder + ": " + std::to_string(unused.size()) + " tensors were not used, such as " +
         unused.front() + ".");
  }
  const TransformerKind kind = model.transformer().config().kind;
  if (wants == Wants::kGpt && kind != TransformerKind::kGpt) {
    return Error{"model.not_gpt",
                 folder + " holds a BERT, which does not write from left to right.",
                 "Name the folder of a GPT.",
                 {folder}};
  }
  if (wants == Wants::kBert && kind != TransformerKind::kBert) {
    return Error{"model.not_bert",
                 folder + " holds a GPT, which has no such head.",
                 "Name the folder of a BERT.",
                 {folder}};
  }
  if (needs_tokenizer && !model.files.codec) {
    return Error{"model.no_tokenizer",
                 folder + " has no tokenizer.",
                 "Put tokenizer.json of the model into the folder.",
                 {folder}};
  }
  return model;
}

Error too_long(std::size_t tokens, int context) {
  return Error{"model.too_long",
               "The text has " + std::to_string(tokens) + " tokens; the model reads at most " +
                   std::to_string(context) + ".",
               "Use a shorter text.",
               {std::to_string(tokens), std::to_string(context)}};
}

Result<BertInput> whole_bert_input(const OpenModel& model, std::string_view first,
                                   const std::string* second) {
  const std::string_view other = second != nullptr ? std::string_view(*second) : std::string_view();
  Result<BertInput> input = bert_input(model.codec(), std::numeric_limits<int>::max(), first,
                                       second != nullptr ? &other : nullptr);
  const int context = model.transformer().config().context;
  if (input.ok() && input->ids.size() > static_cast<std::size_t>(context)) {
    return too_long(input->ids.size(), context);
  }
  return input;
}

}  // namespace wordspace::cli
