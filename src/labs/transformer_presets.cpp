// The presets of GPT and BERT. Their held-out losses are stated on screen (words
// <model>.preset.<name>.about) and tested at a reduced size (tests/labs/presets_test.cpp).
#include "labs/transformer_presets.h"

#include <algorithm>
#include <vector>

namespace wordspace {
namespace {

TransformerRun sized(TransformerKind kind, CodecKind tokenizer, int vocab, int layers, int heads,
                     int width, int context) {
  TransformerRun run;
  run.model.kind = kind;
  run.model.layers = layers;
  run.model.heads = heads;
  run.model.width = width;
  run.model.context = context;
  run.tokenizer = tokenizer;
  run.vocab_size = vocab;
  return run;
}

TransformerRun trained(TransformerRun run, int batch, std::int64_t steps, double rate) {
  run.batch = batch;
  run.steps = steps;
  run.rate = rate;
  run.warmup = static_cast<int>(std::min<std::int64_t>(steps / 10, 200));
  run.decay = 0.01;
  return run;
}

}  // namespace

std::span<const TransformerPreset> transformer_presets(TransformerKind kind) {
  constexpr auto kGpt = TransformerKind::kGpt, kBert = TransformerKind::kBert;
  constexpr auto kWord = CodecKind::kWord, kCharacter = CodecKind::kCharacter,
                 kBpe = CodecKind::kByteBpe;
  const TransformerRun gpt_toy = sized(kGpt, kWord, 600, 2, 4, 64, 64);
  const TransformerRun bert_toy = sized(kBert, kWord, 600, 2, 4, 64, 32);
  static const std::vector<TransformerPreset> kGptPresets = {
      {"demo", "toy-en", trained(gpt_toy, 16, 400, 6e-3)},
      {"demo-vi", "toy-vi", trained(gpt_toy, 16, 400, 6e-3)},
      {"standard", "toy-en", trained(gpt_toy, 16, 3000, 6e-3)},
      {"characters", "austen", trained(sized(kGpt, kCharacter, 128, 3, 4, 96, 128), 8, 800, 3e-3)},
      {"bpe", "austen", trained(sized(kGpt, kBpe, 1024, 3, 4, 96, 128), 8, 1000, 3e-3)},
  };
  static const std::vector<TransformerPreset> kBertPresets = {
      {"demo", "toy-en", trained(bert_toy, 32, 800, 5e-3)},
      {"demo-vi", "toy-vi", trained(bert_toy, 32, 800, 5e-3)},
      {"standard", "toy-en", trained(bert_toy, 32, 5000, 5e-3)},
      {"bpe", "austen", trained(sized(kBert, kBpe, 512, 2, 4, 64, 64), 16, 4000, 4e-3)},
  };
  return kind == kGpt ? kGptPresets : kBertPresets;
}

}  // namespace wordspace
