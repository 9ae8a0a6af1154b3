// Both transformers against PyTorch: tests/golden/transformer.txt, made by transformer.py beside
// it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "core/file_io.h"
#include "core/worker_pool.h"
#include "made_transformer.h"
#include "math/kernels/tensor_kernels.h"
#include "models/transformer.h"
#include "models/transformer_losses.h"

namespace wordspace {
namespace {

using Numbers = std::map<std::string, std::vector<float>>;

std::map<std::string, Numbers> read_golden() {
  const Result<std::string> text = read_file("tests/golden/transformer.txt");
  REQUIRE(text.ok());
  std::istringstream lines(text.value());
  std::map<std::string, Numbers> cases;
  std::string word, line;
  std::getline(lines, line);
  Numbers* numbers = nullptr;
  while (lines >> word) {
    if (word == "case") {
      lines >> word;
      numbers = &cases[word];
      continue;
    }
    REQUIRE(numbers != nullptr);
    std::size_t count = 0;
    lines >> count;
    std::vector<float>& values = (*numbers)[word];
    values.resize(count);
    for (float& value : values) lines >> value;
  }
  return cases;
}

// Largest difference, over the largest size of what is expected.
double error_of(const float* got, const std::vector<float>& expected) {
  double worst = 0, size = 1e-3;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double difference =
        std::abs(static_cast<double>(got[i]) - static_cast<double>(expected[i]));
    if (!(difference <= worst)) worst = difference;  // keeps NaN
    size = std::max(size, std::abs(static_cast<double>(expected[i])));
  }
  return worst / size;
}

void compare(const TransformerConfig& config, const MadeBatch& batch, const Numbers& golden,
             WorkerPool* pool, const kernels::TensorKernels* kernels) {
  Transformer model(config, pool, kernels);
  fill_with_hashes(model);

  std::vector<float> logits, next_logits;
  model.forward(batch.rows(), logits, &next_logits, nullptr);
  REQUIRE(logits.size() == golden.at("logits").size());
  if (batch.lengths.empty()) {
    CHECK(error_of(logits.data(), golden.at("logits")) < 1e-5);
  } else {  // what stands at padding is nobody's business
    const auto vocab = static_cast<std::size_t>(config.vocab);
    for (int b = 0; b < batch.batch; ++b) {
      const auto from = static_cast<std::size_t>(b * batch.tokens) * vocab;
      const auto& all = golden.at("logits");
      const std::size_t count =
          static_cast<std::size_t>(batch.lengths[static_cast<std::size_t>(b)]) * vocab;
      const std::vector<float> part(all.begin() + static_cast<std::ptrdiff_t>(from),
                                    all.begin() + static_cast<std::ptrdiff_t>(from + count));
      CHECK(error_of(logits.data() + from, part) < 1e-5);
    }
  }

  const TransformerLosses losses = model.losses(batch.rows(), batch.wanted());
  CHECK(losses.tokens_mean() ==
        doctest::Approx(static_cast<double>(golden.at("tokens_loss")[0])).epsilon(1e-5));
  if (!batch.is_next.empty()) {
    CHECK(error_of(next_logits.data(), golden.at("next_logits")) < 1e-5);
    CHECK(losses.next_mean() ==
          doctest::Approx(static_cast<double>(golden.at("next_loss")[0])).epsilon(1e-5));
  }

  model.reserve_training(batch.batch, batch.tokens);
  model.forward_backward(batch.rows(), batch.wanted());
  int compared = 0;
  model.visit_gradients([&](const Parameter& gradient) {
    CAPTURE(gradient.name);
    const auto found = golden.find("gradient:" + gradient.name);
    REQUIRE(found != golden.end());
    CHECK(error_of(gradient.data, found->second) < 2e-5);
    ++compared;
  });
  CHECK(compared == std::count_if(golden.begin(), golden.end(), [](const auto& one) {
          return one.first.starts_with("gradient:");
        }));

  fill_with_hashes(model);
  Transformer::Optimiser optimiser;
  optimiser.rate = 0.01f;
  for (const float expected : golden.at("ten_steps")) {
    model.zero_gradients();
    const TransformerLosses step = model.forward_backward(batch.rows(), batch.wanted());
    CHECK(step.total() == doctest::Approx(static_cast<double>(expected)).epsilon(2e-4));
    model.optimiser_step(optimiser);
  }
}

void compare_everywhere(const TransformerConfig& config, const MadeBatch& batch,
                        const std::string& name) {
  const auto golden = read_golden();
  WorkerPool pool(2);
  for (const kernels::TensorKernels* kernels : kernels::available_tensor_kernels()) {
    CAPTURE(kernels->name);
    compare(config, batch, golden.at(name), nullptr, kernels);
  }
  compare(config, batch, golden.at(name), &pool, nullptr);
}

TEST_CASE("GPT gives PyTorch's logits, losses, gradients and ten AdamW steps") {
  compare_everywhere(small_gpt(), gpt_batch(13, 2, 9), "gpt");
}

TEST_CASE("GPT with an output matrix of its own and sinusoidal positions agrees with PyTorch") {
  TransformerConfig config;
  config.vocab = 10;
  config.context = 40;
  config.layers = 1;
  config.heads = 2;
  config.width = 6;
  config.hidden = 20;
  config.tied_output = false;
  config.positions = Positions::kSinusoidal;
  compare_everywhere(config, gpt_batch(10, 1, 37), "gpt-untied-sinusoidal");
}

TEST_CASE("BERT gives PyTorch's logits, both losses, gradients and ten AdamW steps") {
  compare_everywhere(small_bert(), bert_batch(17, 10, {10, 7, 4}), "bert");
}

}  // namespace
}  // namespace wordspace
