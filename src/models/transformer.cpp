// The transformer's weights and its training step: start values, gradients, AdamW, state.
// Not the layers (transformer_layers.cpp) and not its answers (transformer_answers.cpp).
#include "models/transformer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/ensure.h"
#include "core/rng.h"
#include "models/transformer_impl.h"

namespace wordspace {

Transformer::Impl::Impl(const TransformerConfig& config_in, WorkerPool* pool,
                        const kernels::TensorKernels* kernels_in)
    : config(config_in), layout(config_in), engine(pool, kernels_in), weights(layout.size) {
  ENSURE(config.validate().ok());
  if (config.positions != Positions::kSinusoidal) return;
  const auto width = static_cast<std::size_t>(config.width);
  sinusoid = AlignedFloats(static_cast<std::size_t>(config.context) * width);
  for (int t = 0; t < config.context; ++t) {
    sinusoidal_position(t, config.width,
                        std::span(sinusoid.data() + static_cast<std::size_t>(t) * width, width));
  }
}

void sinusoidal_position(int position, int width, std::span<float> out) {
  for (int j = 0; j < width; ++j) {
    // Pairs of dimensions share a wavelength: low ones turn fast, high ones slowly.
    const double wavelength = std::pow(10000.0, static_cast<double>(j / 2 * 2) / width);
    const double angle = position / wavelength;
    out[static_cast<std::size_t>(j)] =
        static_cast<float>(j % 2 == 0 ? std::sin(angle) : std::cos(angle));
  }
}

void Transformer::Impl::visit(float* data, const ParameterVisitor& visit) const {
  for (const TransformerLayout::Tensor& tensor : layout.tensors) {
    visit({tensor.name, tensor.shape, data + tensor.offset, tensor.shape.back()});
  }
}

void Transformer::Impl::reserve_optimiser() {
  if (gradients.size() > 0) return;
  gradients = AlignedFloats(layout.size);
  first_moments = AlignedFloats(layout.size);
  second_moments = AlignedFloats(layout.size);
}

void Transformer::Impl::choose_rows(const TokenRows& rows, const TransformerTargets& targets,
                                    Activations& a) {
  a.rows.clear();
  const auto n = static_cast<std::size_t>(rows.batch) * static_cast<std::size_t>(rows.tokens);
  ENSURE(targets.tokens.size() == n);
  for (std::size_t i = 0; i < n; ++i) {
    if (targets.tokens[i] != kUnknownToken) a.rows.push_back(static_cast<std::int32_t>(i));
  }
}

Transformer::Transformer(const TransformerConfig& config, WorkerPool* pool,
                         const kernels::TensorKernels* kernels)
    : impl_(std::make_unique<Impl>(config, pool, kernels)) {}
Transformer::~Transformer() = default;

const TransformerConfig& Transformer::config() const { return impl_->config; }

void Transformer::reset(std::uint64_t seed) {
  Impl& self = *impl_;
  const double residual_share = 1 / std::sqrt(2.0 * self.config.layers);
  for (std::size_t i = 0; i < self.layout.tensors.size(); ++i) {
    const TransformerLayout::Tensor& tensor = self.layout.tensors[i];
    float* const data = self.weights.data() + tensor.offset;
    if (!tensor.decays()) {
      const bool is_norm_weight =
          tensor.name.ends_with("weight");  // biases are the only other vectors
      std::fill(data, data + tensor.size, is_norm_weight ? 1.0f : 0.0f);
      continue;
    }
    double deviation = static_cast<double>(self.config.init_deviation);
    if (self.config.kind == TransformerKind::kGpt && tensor.name.ends_with("c_proj.weight")) {
      deviation *= residual_share;
    }
    Rng rng(seed, i);  // a stream a tensor: other sizes elsewhere change nothing here
    for (std::size_t j = 0; j < tensor.size; ++j) {
      data[j] = static_cast<float>(rng.normal() * deviation);
    }
  }
  self.steps = 0;
  self.gradients.clear();
  self.first_moments.clear();
  self.second_moments.clear();
}

void Transformer::visit_parameters(const ParameterVisitor& visit) {
  impl_->visit(impl_->weights.data(), visit);
}
void Transformer::visit_gradients(const ParameterVisitor& visit) {
  impl_->reserve_optimiser();
  impl_->visit(impl_->gradients.data(), visit);
}
std::span<float> Transformer::flat_parameters() {
  return {impl_->weights.data(), impl_->weights.size()};
}
std::span<const float> Transformer::flat_parameters() const {
  return {impl_->weights.data(), impl_->weights.size()};
}

// --- Training.

void Transformer::reserve_training(int batch, int tokens) {
  Impl& self = *impl_;
  self.reserve_optimiser();
  if (self.training && self.training->batch >= batch && self.training->tokens >= tokens) return;
  self.training.reset();
  self.training.emplace(self.config, batch, tokens, true, self.engine.num_threads());
}

TransformerLosses Transformer::forward_backward(const TokenRows& rows,
                                                const TransformerTargets& targets, LossScale scale,
                                                Rng* rng) {
  Impl& self = *impl_;
  reserve_training(rows.batch, rows.tokens);
  Activations& a = *self.training;
  const PassContext context = self.context();
  DropoutPlan dropout;
  if (rng != nullptr && self.config.dropout > 0) {
    dropout = {self.config.dropout, static_cast<std::uint32_t>(rng->next())};
  }
  Impl::choose_rows(rows, targets, a);
  pass_forward(context, rows, {}, dropout, a);
  token_head_forward(context, a);
  if (!targets.is_next.empty()) next_head_forward(context, rows, a);
  const TransformerLosses losses = losses_and_gradients(context, rows, targets, scale, a);
  pass_backward(context, rows, targets, dropout, a, self.gradients.data());
  return losses;
}

void Transformer::zero_gradients() { impl_->gradients.clear(); }

namespace {

// A fixed number of stretches, so that sums never depend on the number of threads.
constexpr int kStretches = 16;

}  // namespace

double Transformer::gradient_norm() const {
  const Impl& self = *impl_;
  const auto n = static_cast<std::int64_t>(self.gradients.size());
  double sums[kStretches] = {};
  self.engine.parts(kStretches, [&](int part, float*) {
    const std::int64_t begin = n * part / kStretches, end = n * (part + 1) / kStretches;
    sums[part] = self.engine.k().sum_of_squares(self.gradients.data() + begin, end - begin);
  });
  double sum = 0;
  for (const double one : sums) sum += one;
  return std::sqrt(sum);
}

double Transformer::optimiser_step(const Optimiser& optimiser) {
  Impl& self = *impl_;
  ENSURE(self.gradients.size() > 0);
  const double norm = gradient_norm();
  ++self.steps;
  const auto steps = static_cast<double>(self.steps);
  kernels::AdamWStep step;
  step.rate = optimiser.rate;
  step.beta1 = optimiser.beta1;
  step.beta2 = optimiser.beta2;
  step.eps = optimiser.eps;
  step.correction1 = static_cast<float>(1 - std::pow(static_cast<double>(optimiser.beta1), steps));
  step.correction2 = static_cast<float>(1 - std::pow(static_cast<double>(optimiser.beta2), steps));
  if (optimiser.clip_norm > 0 && norm > static_cast<double>(optimiser.clip_norm)) {
    step.grad_scale = static_cast<float>(static_cast<double>(optimiser.clip_norm) / (norm + 1e-6));
  }
  const std::size_t n = self.layout.size;
  self.engine.parts(kStretches, [&](int part, float*) {
    const std::size_t begin = n * static_cast<std::size_t>(part) / kStretches;
    const std::size_t end = n * static_cast<std::size_t>(part + 1) / kStretches;
    for (const TransformerLayout::Tensor& tensor : self.layout.tensors) {
      const std::size_t from = std::max(begin, tensor.offset);
      const std::size_t to = std::min(end, tensor.offset + tensor.size);
      if (from >= to) continue;
      kernels::AdamWStep mine = step;
      mine.parameter = self.weights.data() + from;
      mine.gradient = self.gradients.data() + from;
      mine.first = self.first_moments.data() + from;
      mine.second = self.second_moments.data() + from;
      mine.n = static_cast<std::int64_t>(to - from);
      mine.decay = tensor.decays() ? optimiser.decay : 0.0f;
      self.engine.k().adamw(mine);
    }
  });
  return norm;
}

std::int64_t Transformer::optimiser_steps() const { return impl_->steps; }

// --- State: the step count, then both moments.

std::vector<std::uint8_t> Transformer::save_state() const {
  Impl& self = *impl_;
  self.reserve_optimiser();
  const std::size_t moments = self.layout.size * sizeof(float);
  std::vector<std::uint8_t> bytes(sizeof self.steps + 2 * moments);
  std::memcpy(bytes.data(), &self.steps, sizeof self.steps);
  std::memcpy(bytes.data() + sizeof self.steps, self.first_moments.data(), moments);
  std::memcpy(bytes.data() + sizeof self.steps + moments, self.second_moments.data(), moments);
  return bytes;
}

Status Transformer::load_state(std::span<const std::uint8_t> bytes) {
  Impl& self = *impl_;
  const std::size_t moments = self.layout.size * sizeof(float);
  std::int64_t steps = 0;
  if (bytes.size() == sizeof steps + 2 * moments) std::memcpy(&steps, bytes.data(), sizeof steps);
  if (bytes.size() != sizeof steps + 2 * moments || steps < 0) {
    return Error{"checkpoint.bad_state", "The saved place in the run cannot be read.",
                 "Save the run again."};
  }
  self.reserve_optimiser();
  self.steps = steps;
  std::memcpy(self.first_moments.data(), bytes.data() + sizeof steps, moments);
  std::memcpy(self.second_moments.data(), bytes.data() + sizeof steps + moments, moments);
  return Done{};
}

}  // namespace wordspace
