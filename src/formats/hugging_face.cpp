// A whole model folder, read and written.
// Not its parts: config, weights and tokenizer stand in files of their own.
#include "formats/hugging_face.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/worker_pool.h"
#include "formats/hugging_face_tokenizer.h"
#include "formats/model_seal.h"
#include "formats/safetensors.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "text/token_codec.h"

namespace wordspace::hugging_face {
namespace {

constexpr std::uint64_t kResetSeed = 1;  // of heads that a file does not hold

constexpr const char* kFileNames[] = {kConfigFile,      kWeightsFile,         kIndexFile,
                                      kTokenizerFile,   kTokenizerConfigFile, kSpecialTokensFile,
                                      kAddedTokensFile, kGenerationFile,      "vocab.txt",
                                      "vocab.json",     "merges.txt"};
constexpr std::string_view kLfsPointer = "version https://git-lfs.github.com/spec/";
constexpr std::size_t kLongestPointer = 1024;  // bytes
constexpr std::size_t kMostParts = 1000;       // files of weights

std::string megabytes(std::uint64_t bytes) { return std::to_string((bytes + 999'999) / 1'000'000); }

Error missing(const char* code, const char* file, const char* hint) {
  return Error{std::string("model_folder.") + code,
               std::string("The folder has no ") + file + ".",
               hint,
               {file}};
}

Error in_file(Error error, const std::string& file) {
  error.message = file + ": " + error.message;
  return error;
}

// What a clone has in place of a large file that it has not fetched.
Status check_fetched(const FolderView& files) {
  for (const auto& [name, bytes] : files) {
    if (bytes.size() > kLongestPointer || !bytes.starts_with(kLfsPointer)) continue;
    return Error{"model_folder.git_lfs",
                 name + " is a pointer of Git LFS, not the file.",
                 "Run \"git lfs pull\" in the folder, or download the file itself.",
                 {name}};
  }
  return Done{};
}

// The tensors of model.safetensors, or of the parts that the index names.
Result<SafetensorsFile> read_weights(const FolderView& files) {
  std::vector<std::string> names = {kWeightsFile};
  if (!files.contains(kWeightsFile)) {
    const auto index = files.find(kIndexFile);
    if (index == files.end()) {
      return missing("no_weights", kWeightsFile,
                     "Save the model with safetensors, and choose all files together.");
    }
    Result<std::vector<std::string>> parts = weight_files(index->second);
    if (!parts.ok()) return parts.error();
    names = std::move(*parts);
  }
  SafetensorsFile all;
  for (const std::string& name : names) {
    const auto bytes = files.find(name);
    if (bytes == files.end()) {
      return missing("no_weights", name.c_str(),
                     "Save the model with safetensors, and choose all files together.");
    }
    Result<SafetensorsFile> part = read_safetensors(bytes->second);
    if (!part.ok()) return in_file(part.error(), name);
    for (TensorView& tensor : part->tensors) {
      if (!all.index.emplace(tensor.name, all.tensors.size()).second) {
        return in_file(duplicate_tensor(tensor.name), name);
      }
      all.tensors.push_back(std::move(tensor));
    }
  }
  return all;
}

}  // namespace

std::span<const char* const> file_names() { return kFileNames; }

bool is_file_name(std::string_view name) {
  for (const char* known : kFileNames) {
    if (name == known) return true;
  }
  // "model-", digits, "-of-", digits, ".safetensors".
  const auto take = [&name](std::string_view text) {
    const bool there = name.starts_with(text);
    if (there) name.remove_prefix(text.size());
    return there;
  };
  const auto take_digits = [&name] {
    const std::size_t end = std::min(name.find_first_not_of("0123456789"), name.size());
    name.remove_prefix(end);
    return end > 0;
  };
  return take("model-") && take_digits() && take("-of-") && take_digits() && name == ".safetensors";
}

Result<std::vector<std::string>> weight_files(std::string_view index) {
  const auto bad = [](const std::string& why) {
    return Error{"model_folder.bad_index",
                 std::string(kIndexFile) + " cannot be used: " + why + ".",
                 "Copy or download all files of the model's folder again.",
                 {kIndexFile}};
  };
  const Json json = Json::parse(index, nullptr, false);
  const Json& map = member(json, "weight_map");
  if (!map.is_object() || map.empty()) return bad("it has no list of tensors");
  std::set<std::string> names;
  for (const auto& [tensor, file] : map.items()) {
    if (!file.is_string() || !is_file_name(file.get<std::string>())) {
      return bad("\"" + tensor + "\" is in no file of weights");
    }
    names.insert(file.get<std::string>());
    if (names.size() > kMostParts) return bad("it names too many files");
  }
  return std::vector<std::string>(names.begin(), names.end());
}

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
  if (const Status fetched = check_fetched(files); !fetched.ok()) return fetched.error();
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
  const Result<SafetensorsFile> file = read_weights(files);
  if (!file.ok()) return file.error();
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
  folder[kTokenizerConfigFile] = write_tokenizer_config(codec, config.context);
  seal_folder(folder, config, codec);
  return folder;
}

}  // namespace wordspace::hugging_face
