// Sizes, names and places of a transformer's weights.
// Not their values.
#include "models/transformer_weights.h"

#include "core/ensure.h"

namespace wordspace {

const char* to_string(TransformerKind kind) {
  return kind == TransformerKind::kGpt ? "gpt" : "bert";
}

namespace {

Status in_range(const char* code, const char* what, double value, double low, double high) {
  if (value >= low && value <= high) return Done{};
  const auto text = [](double number) {
    std::string digits = std::to_string(number);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
    return digits;
  };
  return Error{std::string("transformer.") + code,
               std::string(what) + " cannot be " + text(value) + ".",
               "Choose a number from " + text(low) + " to " + text(high) + ".",
               {text(value), text(low), text(high)}};
}

}  // namespace

Status TransformerConfig::validate() const {
  for (const Status& status : {
           in_range("bad_vocab", "The vocabulary's size", vocab, 2, 1 << 20),
           in_range("bad_context", "The context", context, 2, 1 << 16),
           in_range("bad_layers", "The number of layers", layers, 1, 256),
           in_range("bad_heads", "The number of heads", heads, 1, 256),
           in_range("bad_width", "The width", width, 4, 1 << 14),
           in_range("bad_hidden", "The hidden width", hidden_width(), 4, 1 << 16),
           in_range("bad_dropout", "The dropout", static_cast<double>(dropout), 0, 0.9),
       }) {
    if (!status.ok()) return status.error();
  }
  if (width % heads != 0) {
    return Error{"transformer.heads_do_not_divide",
                 "The width " + std::to_string(width) + " cannot be shared out among " +
                     std::to_string(heads) + " heads.",
                 "Choose a width that is a multiple of the number of heads.",
                 {std::to_string(width), std::to_string(heads)}};
  }
  return Done{};
}

std::int64_t TransformerConfig::num_parameters() const {
  return static_cast<std::int64_t>(TransformerLayout(*this).size);
}

double training_flops(const TransformerConfig& config, int batch, int tokens) {
  const double rows = static_cast<double>(batch) * tokens;
  return rows * (6.0 * static_cast<double>(config.num_parameters()) +
                 12.0 * config.layers * config.width * tokens);
}

TransformerLayout::TransformerLayout(const TransformerConfig& config) {
  if (config.kind == TransformerKind::kGpt) {
    add_gpt(config);
  } else {
    add_bert(config);
  }
}

std::size_t TransformerLayout::add(std::string name, std::vector<std::int64_t> shape) {
  std::size_t count = 1;
  for (const std::int64_t side : shape) count *= static_cast<std::size_t>(side);
  const std::size_t offset = size;
  tensors.push_back({std::move(name), std::move(shape), offset, count});
  size += count;
  return offset;
}

LinearWeights TransformerLayout::add_linear(const std::string& name, int in, int out, bool out_in) {
  LinearWeights linear{0, 0, in, out, out_in};
  linear.weight = out_in ? add(name + ".weight", {out, in}) : add(name + ".weight", {in, out});
  linear.bias = add(name + ".bias", {out});
  return linear;
}

NormWeights TransformerLayout::add_norm(const std::string& name, int width) {
  NormWeights norm;
  norm.weight = add(name + ".weight", {width});
  norm.bias = add(name + ".bias", {width});
  return norm;
}

void TransformerLayout::add_gpt(const TransformerConfig& config) {
  const int width = config.width;
  token_embedding = output = add("transformer.wte.weight", {config.vocab, width});
  if (config.positions == Positions::kLearned) {
    position_embedding = add("transformer.wpe.weight", {config.context, width});
  }
  for (int i = 0; i < config.layers; ++i) {
    const std::string name = "transformer.h." + std::to_string(i);
    Layer layer;
    layer.norm1 = add_norm(name + ".ln_1", width);
    layer.qkv = add_linear(name + ".attn.c_attn", width, 3 * width, false);
    layer.attention_out = add_linear(name + ".attn.c_proj", width, width, false);
    layer.norm2 = add_norm(name + ".ln_2", width);
    layer.hidden = add_linear(name + ".mlp.c_fc", width, config.hidden_width(), false);
    layer.hidden_out = add_linear(name + ".mlp.c_proj", config.hidden_width(), width, false);
    layers.push_back(layer);
  }
  final_norm = add_norm("transformer.ln_f", width);
  if (!config.tied_output) output = add("lm_head.weight", {config.vocab, width});
}

void TransformerLayout::add_bert(const TransformerConfig& config) {
  const int width = config.width;
  const std::string embeddings = "bert.embeddings.";
  token_embedding = output = add(embeddings + "word_embeddings.weight", {config.vocab, width});
  if (config.positions == Positions::kLearned) {
    position_embedding = add(embeddings + "position_embeddings.weight", {config.context, width});
  }
  segment_embedding = add(embeddings + "token_type_embeddings.weight", {2, width});
  embedding_norm = add_norm(embeddings + "LayerNorm", width);
  for (int i = 0; i < config.layers; ++i) {
    const std::string name = "bert.encoder.layer." + std::to_string(i);
    Layer layer;
    // Three tensors of the file, one product here: they lie one behind the other.
    static constexpr const char* kParts[] = {"query", "key", "value"};
    layer.qkv = {size, 0, width, 3 * width, true};
    for (const char* part : kParts) {
      add(name + ".attention.self." + part + ".weight", {width, width});
    }
    layer.qkv.bias = size;
    for (const char* part : kParts) add(name + ".attention.self." + part + ".bias", {width});
    layer.attention_out = add_linear(name + ".attention.output.dense", width, width, true);
    layer.norm1 = add_norm(name + ".attention.output.LayerNorm", width);
    layer.hidden = add_linear(name + ".intermediate.dense", width, config.hidden_width(), true);
    layer.hidden_out = add_linear(name + ".output.dense", config.hidden_width(), width, true);
    layer.norm2 = add_norm(name + ".output.LayerNorm", width);
    layers.push_back(layer);
  }
  pooler = add_linear("bert.pooler.dense", width, width, true);
  mlm_transform = add_linear("cls.predictions.transform.dense", width, width, true);
  mlm_norm = add_norm("cls.predictions.transform.LayerNorm", width);
  mlm_bias = add("cls.predictions.bias", {config.vocab});
  if (!config.tied_output) {
    output = add("cls.predictions.decoder.weight", {config.vocab, width});
  }
  next_sentence = add_linear("cls.seq_relationship", width, 2, true);
}

}  // namespace wordspace
