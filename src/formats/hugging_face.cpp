// A whole model folder, read and written.
// Not its parts: config, weights and tokenizer stand in files of their own.
#include "formats/hugging_face.h"

#include <utility>

#include "core/worker_pool.h"
#include "formats/model_seal.h"
#include "formats/safetensors.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"

namespace wordspace::hugging_face {
namespace {

constexpr std::uint64_t kResetSeed = 1;  // of heads that a file does not hold

constexpr const char* kFileNames[] = {
    kConfigFile, kWeightsFile, kTokenizerFile, "tokenizer_config.json",
    "vocab.txt", "vocab.json", "merges.txt"};

std::string megabytes(std::uint64_t bytes) { return std::to_string((bytes + 999'999) / 1'000'000); }

Error missing(const char* code, const char* file, const char* hint) {
  return Error{std::string("model_folder.") + code,
               std::string("The folder has no ") + file + ".",
               hint,
               {file}};
}

Error in_file(Error error, const char* file) {
  error.message = std::string(file) + ": " + error.message;
  return error;
}

}  // namespace

std::span<const char* const> file_names() { return kFileNames; }

FolderView view_of(const Folder& folder) {
  FolderView view;
  for (const auto& [name, bytes] : folder) view.emplace(name, bytes);
  return view;
}

Result<Model> read_folder(const FolderView& files, std::uint64_t max_bytes, WorkerPool* pool,
                          const kernels::TensorKernels* kernels) {
  const auto config_file = files.find(kConfigFile);
  if (config_file == files.end()) {
    return missing("no_config", kConfigFile, "Choose all files of the model's folder together.");
  }
  const auto weights_file = files.find(kWeightsFile);
  if (weights_file == files.end()) {
    return missing("no_weights", kWeightsFile,
                   "Save the model with safetensors, and choose all files together.");
  }
  const Result<TransformerConfig> config = read_config(config_file->second);
  if (!config.ok()) return config.error();
  const std::uint64_t needed = num_weights(*config) * sizeof(float);
  if (needed > max_bytes) {
    return Error{"model_folder.too_large",
                 "The model needs " + megabytes(needed) + " MB of memory; " + megabytes(max_bytes) +
                     " MB are free for it.",
                 "Open a smaller model.",
                 {megabytes(needed), megabytes(max_bytes)}};
  }
  const Result<SafetensorsFile> file = read_safetensors(weights_file->second);
  if (!file.ok()) return in_file(file.error(), kWeightsFile);
  Result<WeightMatch> match = match_weights(*file, *config);
  if (!match.ok()) return match.error();

  Model model;
  Result<std::shared_ptr<const TokenCodec>> codec = read_tokenizer(files);
  if (!codec.ok()) return codec.error();
  model.codec = std::move(*codec);
  if (model.codec && model.codec->size() > config->vocab) {
    const std::string tokens = std::to_string(model.codec->size());
    const std::string rows = std::to_string(config->vocab);
    return Error{"model_folder.vocabulary_mismatch",
                 "The tokenizer has " + tokens + " tokens and the model only " + rows + ".",
                 "Take the tokenizer's files from the same place as the weights.",
                 {tokens, rows}};
  }
  model.transformer = std::make_unique<Transformer>(*config, pool, kernels);
  model.has_mask_head = match->has_mask_head;
  model.has_next_head = match->has_next_head;
  if (config->kind == TransformerKind::kBert && !(model.has_mask_head && model.has_next_head)) {
    model.transformer->reset(kResetSeed);
  }
  const Status copied = copy_weights(*match, *config, model.transformer->flat_parameters());
  if (!copied.ok()) return copied.error();
  if (Status whole = check_seal(files, *config, model.codec.get()); !whole.ok()) {
    return whole.error();
  }
  model.unused = std::move(match->unused);
  return model;
}

Folder write_folder(const Transformer& transformer, const TokenCodec& codec, TensorType type) {
  const TransformerConfig& config = transformer.config();
  Folder folder;
  folder[kConfigFile] = write_config(config, codec.special(), type);
  folder[kWeightsFile] = write_weights(config, transformer.flat_parameters(), type);
  folder[kTokenizerFile] = write_tokenizer(codec, config.kind);
  folder["tokenizer_config.json"] = write_tokenizer_config(codec, config.context);
  seal_folder(folder, config, codec);
  return folder;
}

}  // namespace wordspace::hugging_face
