// What the transformer promises beside PyTorch's numbers.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/rng.h"
#include "core/worker_pool.h"
#include "made_transformer.h"
#include "math/kernels/tensor_kernels.h"
#include "models/next_token.h"
#include "models/transformer.h"
#include "models/transformer_losses.h"

namespace wordspace {
namespace {

bool same_bits(const float* a, const float* b, std::int64_t n) {
  return std::memcmp(a, b, sizeof(float) * static_cast<std::size_t>(n)) == 0;
}

TransformerConfig longer_gpt() {
  TransformerConfig config = small_gpt();
  config.context = 70;  // more than two blocks of the causal mask
  return config;
}

TEST_CASE("Changing a token changes no output of GPT before it, not by one bit") {
  for (const kernels::TensorKernels* kernels : kernels::available_tensor_kernels()) {
    CAPTURE(kernels->name);
    Transformer model(longer_gpt(), nullptr, kernels);
    model.reset(3);
    MadeBatch batch = gpt_batch(13, 1, 67);
    const TransformerTrace before = model.trace(batch.inputs);
    for (const int changed : {0, 1, 31, 32, 40, 66}) {
      MadeBatch other = batch;
      auto& token = other.inputs[static_cast<std::size_t>(changed)];
      token = (token + 1) % 13;
      const TransformerTrace after = model.trace(other.inputs);
      CHECK(same_bits(before.logits.data(), after.logits.data(), changed * 13));
      CHECK_FALSE(
          same_bits(before.logits.data() + changed * 13, after.logits.data() + changed * 13, 13));
    }
  }
}

TEST_CASE("With the causal mask lifted, and in BERT, a later token changes earlier outputs") {
  Transformer gpt(small_gpt(), nullptr);
  gpt.reset(3);
  MadeBatch batch = gpt_batch(13, 1, 9);
  TransformerSwitches lifted;
  lifted.causal = false;
  const TransformerTrace before = gpt.trace(batch.inputs, {}, lifted);
  batch.inputs[8] = (batch.inputs[8] + 1) % 13;
  const TransformerTrace after = gpt.trace(batch.inputs, {}, lifted);
  CHECK_FALSE(same_bits(before.logits.data(), after.logits.data(), 13));

  Transformer bert(small_bert(), nullptr);
  bert.reset(3);
  MadeBatch pair = bert_batch(17, 10, {10});
  const TransformerTrace first = bert.trace(pair.inputs, pair.segments);
  pair.inputs[9] = (pair.inputs[9] + 1) % 17;
  const TransformerTrace second = bert.trace(pair.inputs, pair.segments);
  CHECK_FALSE(same_bits(first.logits.data(), second.logits.data(), 17));
}

TEST_CASE("Decoding with the cache gives the logits of the full pass") {
  for (const Positions positions :
       {Positions::kLearned, Positions::kSinusoidal, Positions::kNone}) {
    TransformerConfig config = longer_gpt();
    config.positions = positions;
    Transformer model(config, nullptr);
    fill_with_hashes(model);
    const MadeBatch batch = gpt_batch(13, 1, 67);
    const TransformerTrace full = model.trace(batch.inputs);
    Transformer::Cache cache = model.make_cache();
    std::vector<float> logits;
    for (int t = 0; t < 67; ++t) {
      model.decode(cache, batch.inputs[static_cast<std::size_t>(t)], logits);
      for (int v = 0; v < 13; ++v) {
        CHECK(std::abs(logits[static_cast<std::size_t>(v)] -
                       full.logits[static_cast<std::size_t>(t * 13 + v)]) < 2e-5f);
      }
    }
  }
}

TEST_CASE("Padding changes nothing in BERT") {
  Transformer model(small_bert(), nullptr);
  fill_with_hashes(model);
  MadeBatch padded = bert_batch(17, 10, {6, 10});
  std::vector<float> logits, next_logits, other_logits, other_next;
  model.forward(padded.rows(), logits, &next_logits, nullptr);
  for (std::size_t t = 6; t < 10; ++t) padded.inputs[t] = (padded.inputs[t] + 5) % 17;
  model.forward(padded.rows(), other_logits, &other_next, nullptr);
  CHECK(same_bits(logits.data(), other_logits.data(), 6 * 17));
  CHECK(same_bits(next_logits.data(), other_next.data(), 4));
  // And the same as the row on its own.
  const TransformerTrace alone =
      model.trace(std::span(padded.inputs).first(6), std::span(padded.segments).first(6));
  for (std::size_t i = 0; i < 6 * 17; ++i) CHECK(std::abs(alone.logits[i] - logits[i]) < 1e-5f);
}

TEST_CASE("Attention rows sum to one, and a causal row gives nothing to later keys") {
  Transformer model(longer_gpt(), nullptr);
  fill_with_hashes(model);
  const TransformerTrace trace = model.trace(gpt_batch(13, 1, 50).inputs);
  for (const TransformerTrace::Layer& layer : trace.layers) {
    for (int row = 0; row < 3 * 50; ++row) {
      double sum = 0;
      for (int key = 0; key < 50; ++key) {
        const float share = layer.attention[static_cast<std::size_t>(row * 50 + key)];
        if (key > row % 50) CHECK(share == 0.0f);
        sum += static_cast<double>(share);
      }
      CHECK(sum == doctest::Approx(1).epsilon(1e-5));
    }
  }
}

TEST_CASE("A trace can be worked out by hand: scores, shares and outputs of one head") {
  Transformer model(small_bert(), nullptr);
  fill_with_hashes(model);
  const MadeBatch batch = bert_batch(17, 10, {10});
  const TransformerTrace trace = model.trace(batch.inputs, batch.segments);
  const TransformerTrace::Layer& layer = trace.layers[1];
  constexpr int kTokens = 10, kWidth = 10, kSize = 5, kHead = 1, kQuery = 3;
  double shares[kTokens], sum = 0;
  for (int key = 0; key < kTokens; ++key) {
    double score = 0;
    for (int d = 0; d < kSize; ++d) {
      score += static_cast<double>(layer.query[kQuery * kWidth + kHead * kSize + d]) *
               static_cast<double>(
                   layer.key[static_cast<std::size_t>(key * kWidth + kHead * kSize + d)]);
    }
    shares[key] = std::exp(score / std::sqrt(5.0));
    sum += shares[key];
  }
  for (int key = 0; key < kTokens; ++key) {
    CHECK(static_cast<double>(layer.attention[static_cast<std::size_t>(
              (kHead * kTokens + kQuery) * kTokens + key)]) ==
          doctest::Approx(shares[key] / sum).epsilon(1e-4));
  }
  double out = 0;
  for (int key = 0; key < kTokens; ++key) {
    out += shares[key] / sum *
           static_cast<double>(layer.value[static_cast<std::size_t>(key * kWidth + kHead * kSize)]);
  }
  CHECK(static_cast<double>(layer.head_outputs[kQuery * kWidth + kHead * kSize]) ==
        doctest::Approx(out).epsilon(1e-4));
}

TEST_CASE("Silent heads change the answer, and none of them changes nothing") {
  Transformer model(small_gpt(), nullptr);
  fill_with_hashes(model);
  const MadeBatch batch = gpt_batch(13, 1, 9);
  const TransformerTrace all = model.trace(batch.inputs);
  TransformerSwitches switches;
  switches.silent_heads.assign(6, 0);
  CHECK(model.trace(batch.inputs, {}, switches).logits == all.logits);
  switches.silent_heads[4] = 1;
  const TransformerTrace fewer = model.trace(batch.inputs, {}, switches);
  CHECK(fewer.logits != all.logits);
  CHECK(fewer.hidden[1] == all.hidden[1]);  // layer 0 keeps its heads
  for (int d = 5; d < 10; ++d)
    CHECK(fewer.layers[1].head_outputs[static_cast<std::size_t>(d)] == 0);
}

TEST_CASE("The number of threads changes no bit of training with the portable kernels") {
  const auto train = [](WorkerPool* pool, bool bert) {
    TransformerConfig config = bert ? small_bert() : longer_gpt();
    config.width = 60;
    config.heads = 3;
    config.hidden = 0;
    config.dropout = 0.1f;
    config.context = 70;
    Transformer model(config, pool, &kernels::portable_tensor_kernels());
    model.reset(5);
    const MadeBatch batch = bert ? bert_batch(17, 66, {66, 40, 50}) : gpt_batch(13, 3, 66);
    Rng rng(9);
    for (int step = 0; step < 3; ++step) {
      model.zero_gradients();
      model.forward_backward(batch.rows(), batch.wanted(), {}, &rng);
      model.optimiser_step({});
    }
    const auto weights = model.flat_parameters();
    return std::vector<float>(weights.begin(), weights.end());
  };
  WorkerPool one(1), three(3);
  for (const bool bert : {false, true}) {
    const std::vector<float> alone = train(nullptr, bert);
    CHECK(train(&one, bert) == alone);
    CHECK(train(&three, bert) == alone);
  }
}

TEST_CASE("Gradients with dropout are those of the loss with the same places dropped") {
  for (const bool bert : {false, true}) {
    CAPTURE(bert);
    TransformerConfig config = bert ? small_bert() : small_gpt();
    config.dropout = 0.3f;
    Transformer model(config, nullptr);
    fill_with_hashes(model);
    const MadeBatch batch = bert ? bert_batch(17, 10, {10, 7, 4}) : gpt_batch(13, 2, 9);
    const auto loss = [&] {
      Rng rng(4);
      model.zero_gradients();
      return model.forward_backward(batch.rows(), batch.wanted(), {}, &rng).total();
    };
    loss();
    std::vector<Parameter> weights, gradients;
    model.visit_parameters([&](const Parameter& p) { weights.push_back(p); });
    model.visit_gradients([&](const Parameter& p) { gradients.push_back(p); });
    int steep = 0;  // gradients that the tolerance could not hide
    for (std::size_t i = 0; i < weights.size(); ++i) {
      CAPTURE(weights[i].name);
      const double expected = static_cast<double>(gradients[i].data[1]);
      const float kept = weights[i].data[1];
      const float step = 4e-3f;
      weights[i].data[1] = kept + step;
      const double more = loss();
      weights[i].data[1] = kept - step;
      const double less = loss();
      weights[i].data[1] = kept;
      loss();
      CHECK(std::abs((more - less) / (2 * static_cast<double>(step)) - expected) < 2e-3);
      steep += std::abs(expected) > 0.02 ? 1 : 0;
    }
    CHECK(steep >= 5);
  }
}

TEST_CASE("Gradient accumulation over two halves is the gradient of the whole") {
  Transformer model(small_gpt(), nullptr);
  fill_with_hashes(model);
  MadeBatch whole = gpt_batch(13, 2, 9);
  whole.targets[8] = 1;  // every position counts: both halves weigh the same
  model.forward_backward(whole.rows(), whole.wanted());
  std::vector<float> expected;
  const auto collect = [&](std::vector<float>& into) {
    model.visit_gradients([&](const Parameter& p) {
      std::int64_t count = 1;
      for (const std::int64_t side : p.shape) count *= side;
      into.insert(into.end(), p.data, p.data + count);
    });
  };
  collect(expected);
  model.zero_gradients();
  for (int half = 0; half < 2; ++half) {
    MadeBatch part = whole;
    part.batch = 1;
    part.inputs = {whole.inputs.begin() + half * 9, whole.inputs.begin() + half * 9 + 9};
    part.targets = {whole.targets.begin() + half * 9, whole.targets.begin() + half * 9 + 9};
    model.forward_backward(part.rows(), part.wanted(), {0.5f, 0});
  }
  std::vector<float> got;
  collect(got);
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(std::abs(got[i] - expected[i]) < 1e-6f);
}

TEST_CASE("Both classes of the next-sentence task count in its loss") {
  Transformer model(small_bert(), nullptr);
  fill_with_hashes(model);
  MadeBatch batch = bert_batch(17, 10, {10});
  double sums[2];
  for (const int label : {0, 1}) {
    batch.is_next[0] = static_cast<std::uint8_t>(label);
    const TransformerLosses losses = model.losses(batch.rows(), batch.wanted());
    CHECK(losses.num_pairs == 1);
    sums[label] = losses.next_sum;
  }
  CHECK(sums[0] > 0);
  CHECK(sums[1] > 0);
  CHECK(std::exp(-sums[0]) + std::exp(-sums[1]) == doctest::Approx(1).epsilon(1e-5));
}

TEST_CASE("Saved state and weights go on exactly where they stopped") {
  const MadeBatch batch = gpt_batch(13, 2, 9);
  const auto step = [&](Transformer& model) {
    model.zero_gradients();
    model.forward_backward(batch.rows(), batch.wanted());
    model.optimiser_step({});
  };
  Transformer model(small_gpt(), nullptr);
  model.reset(1);
  step(model);
  Transformer other(small_gpt(), nullptr);
  std::copy_n(model.flat_parameters().begin(), model.flat_parameters().size(),
              other.flat_parameters().begin());
  REQUIRE(other.load_state(model.save_state()).ok());
  step(model);
  step(other);
  CHECK(std::equal(model.flat_parameters().begin(), model.flat_parameters().end(),
                   other.flat_parameters().begin()));
  CHECK(other.optimiser_steps() == 2);
  CHECK_FALSE(other.load_state(std::vector<std::uint8_t>(12)).ok());
}

TEST_CASE("A fresh GPT knows nothing: its loss is near ln V") {
  TransformerConfig config = small_gpt();
  config.vocab = 500;
  Transformer model(config, nullptr);
  model.reset(1);
  const MadeBatch batch = gpt_batch(500, 4, 11);
  CHECK(model.losses(batch.rows(), batch.wanted()).tokens_mean() ==
        doctest::Approx(std::log(500.0)).epsilon(0.02));
}

TEST_CASE("Parameters are counted as GPT-2's are") {
  TransformerConfig config;
  config.vocab = 256;
  config.context = 128;
  CHECK(config.num_parameters() == 842496);
  config.vocab = 50257;
  config.context = 1024;
  config.layers = config.heads = 12;
  config.width = 768;
  CHECK(config.num_parameters() == 124439808);
}

TEST_CASE("Settings that cannot be are refused with a sentence") {
  TransformerConfig config = small_gpt();
  CHECK(config.validate().ok());
  config.heads = 4;
  CHECK(config.validate().error().code == "transformer.heads_do_not_divide");
  config.heads = 0;
  CHECK(config.validate().error().code == "transformer.bad_heads");
}

TEST_CASE("Sampling: temperature, top-k and top-p cut and sharpen") {
  const std::vector<float> logits = {0.0f, 2.0f, 1.0f, -1.0f};
  const auto all = sampling_distribution(logits, {});
  double sum = 0;
  for (const float p : all) sum += static_cast<double>(p);
  CHECK(sum == doctest::Approx(1));
  CHECK(all[1] / all[2] == doctest::Approx(std::exp(1.0)));
  const auto greedy = sampling_distribution(logits, {0, 0, 1});
  CHECK(greedy == std::vector<float>{0, 1, 0, 0});
  const auto two = sampling_distribution(logits, {1, 2, 1});
  CHECK(two[0] == 0);
  CHECK(two[1] + two[2] == doctest::Approx(1));
  // e^2 of e^2 + e + 1 + 1/e is 0.64: the first alone does not reach 0.7.
  const auto nucleus = sampling_distribution(logits, {1, 0, 0.7f});
  CHECK(nucleus[2] > 0);
  CHECK(nucleus[0] == 0);
  Rng rng(1);
  int counts[4] = {};
  for (int i = 0; i < 4000; ++i) ++counts[sample_token(all, rng)];
  CHECK(counts[1] / 4000.0 == doctest::Approx(static_cast<double>(all[1])).epsilon(0.05));
}

}  // namespace
}  // namespace wordspace
