// The inside of Transformer, shared by its transformer*.cpp files only.
// Not for callers: they see transformer.h.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "math/aligned_floats.h"
#include "models/transformer.h"
#include "models/transformer_config.h"
#include "models/transformer_pass.h"
#include "models/transformer_weights.h"

namespace wordspace {

struct Transformer::Impl {
  Impl(const TransformerConfig& config_in, WorkerPool* pool,
       const kernels::TensorKernels* kernels_in);

  TransformerConfig config;
  TransformerLayout layout;
  TensorEngine engine;
  AlignedFloats weights;
  AlignedFloats sinusoid;  // [T, C] when positions are sinusoidal
  // Training only.
  AlignedFloats gradients, first_moments, second_moments;
  std::int64_t steps = 0;
  std::optional<Activations> training;

  PassContext context() const {
    return {config, layout, weights.data(), sinusoid.size() > 0 ? sinusoid.data() : nullptr,
            engine};
  }
  void visit(float* data, const ParameterVisitor& visit) const;
  void reserve_optimiser();
  // Which positions have a target, into a.rows.
  static void choose_rows(const TokenRows& rows, const TransformerTargets& targets, Activations& a);
  Activations room(int batch, int tokens) const {
    return {config, batch, tokens, false, engine.num_threads()};
  }
};

}  // namespace wordspace
