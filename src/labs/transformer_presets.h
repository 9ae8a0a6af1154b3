// What the presets of GPT and BERT are: text, sizes, steps.
// Not how long they take here: times are stated beside them for a usual laptop.
#pragma once

#include <span>

#include "train/transformer_run.h"

namespace wordspace {

struct TransformerPreset {
  const char* name;  // "demo": key of its words is <model>.preset.<name>
  const char* corpus;
  TransformerRun run;  // seed 1
};

std::span<const TransformerPreset> transformer_presets(TransformerKind kind);

}  // namespace wordspace
