// The record of one step of any model, for those who only hand it on.
// Whoever looks inside includes train/step_record.h.
#pragma once

#include <variant>

namespace wordspace {

struct GloveStep;
struct TransformerStep;
struct Word2VecStep;

// What one recorded step did, by model.
using StepRecord = std::variant<std::monostate, Word2VecStep, GloveStep, TransformerStep>;

}  // namespace wordspace
