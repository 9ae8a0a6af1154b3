// The weights of a model in model.safetensors, under the names that occur in the wild.
// Not the model: weights are one flat array here, in the order of its visit.
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "core/ensure.h"
#include "formats/hugging_face.h"
#include "formats/safetensors.h"
#include "models/transformer_weights.h"

namespace wordspace::hugging_face {
namespace {

constexpr std::string_view kMaskHead = "cls.predictions.";
constexpr std::string_view kNextHead = "cls.seq_relationship.";
constexpr std::string_view kPooler = "bert.pooler.";

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (const std::int64_t side : shape) {
    text += (text.size() > 1 ? ", " : "") + std::to_string(side);
  }
  return text + "]";
}

// Replaces the end of a name; empty when it ends otherwise.
std::string with_ending(const std::string& name, std::string_view ending,
                        std::string_view replacement) {
  if (!name.ends_with(ending)) return {};
  return name.substr(0, name.size() - ending.size()) + std::string(replacement);
}

// Without what wrappers put before every name: DataParallel's "module.", torch.compile's
// "_orig_mod.".
std::string_view unwrapped(std::string_view name) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view prefix : {"module.", "_orig_mod."}) {
      if (!name.starts_with(prefix)) continue;
      name.remove_prefix(prefix.size());
      again = true;
    }
  }
  return name;
}

using TensorsByName = std::unordered_map<std::string_view, const TensorView*>;

// The first tensor under any of the names that this weight goes by.
const TensorView* find_weight(const TensorsByName& tensors, const std::string& name) {
  std::vector<std::string> names = {name};
  for (const auto& [ending, old] : {std::pair{"LayerNorm.weight", "LayerNorm.gamma"},
                                    std::pair{"LayerNorm.bias", "LayerNorm.beta"},
                                    std::pair{"predictions.bias", "predictions.decoder.bias"}}) {
    if (std::string other = with_ending(name, ending, old); !other.empty()) {
      names.push_back(std::move(other));
    }
  }
  for (const std::string_view prefix : {"transformer.", "bert."}) {
    if (!name.starts_with(prefix)) continue;
    for (std::size_t k = 0, count = names.size(); k < count; ++k) {
      names.push_back(names[k].substr(prefix.size()));
    }
  }
  for (const std::string& candidate : names) {
    if (const auto found = tensors.find(candidate); found != tensors.end()) return found->second;
  }
  return nullptr;
}

// What files carry besides weights: masks, position numbers, copies of tied weights.
bool is_known_extra(const std::string& name) {
  for (const std::string_view ending :
       {"attn.bias", "attn.masked_bias", "position_ids", "lm_head.weight",
        "cls.predictions.decoder.weight", "cls.predictions.decoder.bias",
        "embeddings.token_type_ids", "wpe.weight", "embeddings.position_embeddings.weight"}) {
    if (name.ends_with(ending)) return true;
  }
  return false;
}

}  // namespace

Result<WeightMatch> match_weights(const SafetensorsFile& file, const TransformerConfig& config) {
  const TransformerLayout layout(config);
  TensorsByName tensors;
  for (const TensorView& tensor : file.tensors) {
    if (!tensors.emplace(unwrapped(tensor.name), &tensor).second) {
      return duplicate_tensor(tensor.name);
    }
  }
  WeightMatch match;
  match.tensors.reserve(layout.tensors.size());
  std::unordered_set<const TensorView*> used;
  // Heads are there whole or not at all.
  bool any_mask = false, any_next = false, any_pooler = false;
  for (const TransformerLayout::Tensor& weight : layout.tensors) {
    const TensorView* tensor = find_weight(tensors, weight.name);
    match.tensors.push_back(tensor);
    if (tensor == nullptr) continue;
    used.insert(tensor);
    any_mask = any_mask || weight.name.starts_with(kMaskHead);
    any_next = any_next || weight.name.starts_with(kNextHead);
    any_pooler = any_pooler || weight.name.starts_with(kPooler);
  }
  for (std::size_t k = 0; k < layout.tensors.size(); ++k) {
    const TransformerLayout::Tensor& weight = layout.tensors[k];
    const TensorView* tensor = match.tensors[k];
    if (tensor == nullptr) {
      if ((weight.name.starts_with(kMaskHead) && !any_mask) ||
          (weight.name.starts_with(kNextHead) && !any_next) ||
          (weight.name.starts_with(kPooler) && !any_pooler && !any_next)) {
        continue;
      }
      return Error{"model_folder.missing_tensor",
                   "The weights lack \"" + weight.name + "\".",
                   "Take config.json and model.safetensors from the same model.",
                   {weight.name}};
    }
    if (tensor->shape != weight.shape) {
      return Error{"model_folder.wrong_shape",
                   "\"" + tensor->name + "\" has the shape " + shape_text(tensor->shape) +
                       " where config.json needs " + shape_text(weight.shape) + ".",
                   "Take config.json and model.safetensors from the same model.",
                   {tensor->name, shape_text(tensor->shape), shape_text(weight.shape)}};
    }
    if (!is_floats(tensor->type)) return not_floats(*tensor);
  }
  const bool bert = config.kind == TransformerKind::kBert;
  match.has_mask_head = bert && any_mask;
  match.has_next_head = bert && any_next;
  for (const TensorView& tensor : file.tensors) {
    if (!used.contains(&tensor) && !is_known_extra(tensor.name)) {
      match.unused.push_back(tensor.name);
    }
  }
  return match;
}

Status copy_weights(const WeightMatch& match, const TransformerConfig& config,
                    std::span<float> weights) {
  const TransformerLayout layout(config);
  ENSURE(weights.size() == layout.size);
  ENSURE(match.tensors.size() == layout.tensors.size());
  for (std::size_t k = 0; k < layout.tensors.size(); ++k) {
    if (match.tensors[k] == nullptr) continue;
    const std::span<float> out = weights.subspan(layout.tensors[k].offset, layout.tensors[k].size);
    const Status copied = to_floats(*match.tensors[k], out);
    if (!copied.ok()) return copied;
    for (const float x : out) {
      if (std::isfinite(x)) continue;
      return Error{"model_folder.not_finite",
                   "\"" + match.tensors[k]->name + "\" has a number that is not finite.",
                   "Copy the file again, or take another version of the model.",
                   {match.tensors[k]->name}};
    }
  }
  return Done{};
}

std::string write_weights(const TransformerConfig& config, std::span<const float> weights,
                          TensorType type) {
  const TransformerLayout layout(config);
  ENSURE(weights.size() == layout.size);
  std::vector<TensorData> tensors;
  tensors.reserve(layout.tensors.size());
  for (const TransformerLayout::Tensor& tensor : layout.tensors) {
    tensors.push_back({tensor.name, tensor.shape, weights.data() + tensor.offset, 0});
  }
  // Positions that the model computes, as the table that other programs read.
  std::vector<float> table;
  if (config.positions != Positions::kLearned) {
    const auto width = static_cast<std::size_t>(config.width);
    table.resize(static_cast<std::size_t>(config.context) * width);
    if (config.positions == Positions::kSinusoidal) {
      for (int t = 0; t < config.context; ++t) {
        sinusoidal_position(t, config.width,
                            std::span(table).subspan(static_cast<std::size_t>(t) * width, width));
      }
    }
    tensors.push_back({config.kind == TransformerKind::kGpt
                           ? "transformer.wpe.weight"
                           : "bert.embeddings.position_embeddings.weight",
                       {config.context, config.width},
                       table.data(),
                       0});
  }
  return write_safetensors(tensors, type);
}

}  // namespace wordspace::hugging_face
