// Model folders of Hugging Face transformers: config.json, model.safetensors and tokenizer.json of
// GPT2LMHeadModel and BertForPreTraining.
// Not a file system: a folder is a map from names to bytes, however they came (disk, drop, picker).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "formats/safetensors.h"

namespace wordspace {

struct SpecialTokens;
class TokenCodec;
class Transformer;
struct TransformerConfig;
enum class TransformerKind;
class WorkerPool;
namespace kernels {
struct TensorKernels;
}

}  // namespace wordspace

namespace wordspace::hugging_face {

inline constexpr const char* kConfigFile = "config.json";
inline constexpr const char* kWeightsFile = "model.safetensors";
inline constexpr const char* kTokenizerFile = "tokenizer.json";
// In place of model.safetensors: which of several files holds which tensor.
inline constexpr const char* kIndexFile = "model.safetensors.index.json";
// Every name that read_folder looks for, but for the parts of weights that kIndexFile names.
std::span<const char* const> file_names();
// Whether the name is one of those, or that of a part of weights
// (model-00001-of-00002.safetensors).
bool is_file_name(std::string_view name);
// The files that an index names, in order. Errors: bad_index.
Result<std::vector<std::string>> weight_files(std::string_view index);

using FolderView = std::map<std::string, std::string_view, std::less<>>;
using Folder = std::map<std::string, std::string, std::less<>>;
FolderView view_of(const Folder& folder);

struct Model {
  std::shared_ptr<Transformer> transformer;
  std::shared_ptr<const TokenCodec> codec;  // null: the folder has no tokenizer
  // BERT: which heads the file held. One that is missing has fresh random weights.
  bool has_mask_head = false;
  bool has_next_head = false;
  std::vector<std::string> unused;  // tensors of the file that no part of the model wanted
};

// Weights in F32, F16, BF16 or F64. Nothing is allocated for the model before config, tensors and
// max_bytes (room for the weights as floats) agree. pool may be null and outlives the model.
//   Errors: model_folder.no_config, bad_config, unsupported_model, unsupported_setting,
//   unknown_field, no_weights, bad_index, git_lfs, too_large, missing_tensor, wrong_shape,
//   not_finite, bad_tokenizer, vocabulary_mismatch; transformer.*, safetensors.*, tokenizer.*.
Result<Model> read_folder(const FolderView& files, std::uint64_t max_bytes, WorkerPool* pool,
                          const kernels::TensorKernels* kernels = nullptr);
// config.json, model.safetensors, tokenizer.json, tokenizer_config.json. type: of the weights in
// the file, F32 or F16 (ENSURE).
Folder write_folder(const Transformer& transformer, const TokenCodec& codec,
                    TensorType type = TensorType::kF32);

// --- The parts, each for itself.

//   Errors: bad_config, unsupported_model, unsupported_setting, unknown_field, transformer.*.
Result<TransformerConfig> read_config(std::string_view json);
std::string write_config(const TransformerConfig& config, const SpecialTokens& special,
                         TensorType type = TensorType::kF32);

// Number of floats of all weights; counts in 64 bits where memory has 32.
std::uint64_t num_weights(const TransformerConfig& config);

// Which tensor of a file holds which weight.
struct WeightMatch {
  std::vector<const TensorView*> tensors;  // by weight of the model; null: of a missing head
  bool has_mask_head = false;
  bool has_next_head = false;
  std::vector<std::string> unused;
};
// Accepts names with and without "transformer." or "bert.", behind "module." or "_orig_mod." of a
// wrapped model, gamma and beta for norms, encoders without heads; passes over masks, position
// numbers and copies of tied weights.
//   Errors: missing_tensor, wrong_shape, safetensors.not_floats.
Result<WeightMatch> match_weights(const SafetensorsFile& file, const TransformerConfig& config);
// weights: all of the model's, in the order of its visit. Those of missing heads stay untouched.
//   Errors: not_finite.
Status copy_weights(const WeightMatch& match, const TransformerConfig& config,
                    std::span<float> weights);
std::string write_weights(const TransformerConfig& config, std::span<const float> weights,
                          TensorType type = TensorType::kF32);

// From tokenizer.json, else vocab.txt (WordPiece), else merges.txt with or without vocab.json
// (byte-level BPE), with what the other files of the folder say of special tokens and settings.
// Null when there is none of them.
//   Errors: bad_tokenizer, unknown_field, unsupported_setting, tokenizer.*.
Result<std::shared_ptr<const TokenCodec>> read_tokenizer(const FolderView& files);
// A tokenizer that was read is written as it was: the same tokens in any program. kind: what stands
// around a text for it ([CLS] and [SEP] for BERT).
std::string write_tokenizer(const TokenCodec& codec, TransformerKind kind);
std::string write_tokenizer_config(const TokenCodec& codec, int context);

}  // namespace wordspace::hugging_face
