// Word2Vec's step mode says what really happened.
// Not training as a whole: word2vec_test.cpp.
#include "models/word2vec_step.h"
#include "core/worker_pool.h"
#include "made_word2vec.h"
#include "math/kernels/reference.h"

namespace wordspace {
namespace {

TEST_CASE("a recorded step follows the gradient of the loss of its pairs, in every kind") {
  WorkerPool pool(1);
  const auto corpus = small_zipf();
  Word2VecConfig config = small_config();
  config.rate = 0.05;
  for_every_kind(config, [&](const Word2VecConfig& kind) {
    using reference::Matrix;
    Word2Vec model(kind, corpus, &pool);
    model.train(3000);
    const TokenId v = corpus->vocabulary->size();
    for (int round = 0; round < 12; ++round) {
      Matrix x_before, u_before;
      for (TokenId w = 0; w < v; ++w)
        x_before.emplace_back(model.input(w).begin(), model.input(w).end());
      for (TokenId o = 0; o < model.num_outputs(); ++o) {
        u_before.emplace_back(model.output(o).begin(), model.output(o).end());
      }
      Word2VecStep step;
      const Word2VecProgress progress = model.train_one(step);
      REQUIRE(!step.pairs.empty());
      const bool softmax = kind.objective == Word2VecObjective::kFullSoftmax;

      Matrix inputs;
      for (const TokenId w : step.inputs) inputs.push_back(x_before[static_cast<std::size_t>(w)]);
      std::vector<std::size_t> output_ids;
      std::vector<float> labels;
      std::vector<std::vector<std::int32_t>> targets(1);
      for (const auto& pair : step.pairs) {
        targets[0].push_back(pair.context);
        for (const auto& output : pair.outputs) {
          output_ids.push_back(static_cast<std::size_t>(output.id));
          labels.push_back(output.label);
        }
      }
      if (softmax) {
        output_ids.clear();
        for (TokenId w = 0; w < v; ++w) output_ids.push_back(static_cast<std::size_t>(w));
      }
      Matrix outputs;
      for (const std::size_t o : output_ids) outputs.push_back(u_before[o]);
      const reference::Gradients exact = reference::of_mean(inputs, [&](const Matrix& mean) {
        return softmax ? reference::softmax(mean, outputs, targets)
                       : reference::logistic(mean, outputs, labels);
      });

      CHECK(progress.loss_sum == doctest::Approx(exact.loss).epsilon(1e-5));
      double recorded = 0;
      for (const auto& pair : step.pairs) recorded += static_cast<double>(pair.loss_before);
      CHECK(recorded == doctest::Approx(exact.loss).epsilon(1e-5));
      // Every weight of the model, touched or not.
      Matrix x_expected = x_before, u_expected = u_before;
      // CBOW gives every context word the whole step of their mean: see word2vec_impl.h.
      const double input_rate = step.rate * static_cast<double>(step.inputs.size());
      for (std::size_t i = 0; i < step.inputs.size(); ++i) {
        reference::add_scaled(x_expected[static_cast<std::size_t>(step.inputs[i])], -input_rate,
                              exact.inputs[i]);
      }
      for (std::size_t j = 0; j < output_ids.size(); ++j) {
        reference::add_scaled(u_expected[output_ids[j]], -step.rate, exact.outputs[j]);
      }
      double worst = 0;
      for (TokenId w = 0; w < v; ++w) {
        for (std::size_t i = 0; i < 20; ++i) {
          worst = std::max(worst, std::abs(x_expected[static_cast<std::size_t>(w)][i] -
                                           static_cast<double>(model.input(w)[i])));
        }
      }
      for (TokenId o = 0; o < model.num_outputs(); ++o) {
        for (std::size_t i = 0; i < 20; ++i) {
          worst = std::max(worst, std::abs(u_expected[static_cast<std::size_t>(o)][i] -
                                           static_cast<double>(model.output(o)[i])));
        }
      }
      CHECK(worst < 1e-6);
      // A step against the gradient makes the sum of the losses smaller.
      double after = 0;
      for (const auto& pair : step.pairs) after += static_cast<double>(pair.loss_after);
      CHECK(after < recorded);
    }
  });
}

TEST_CASE("a step's record is consistent: words, radius, weights, probabilities, lengths") {
  WorkerPool pool(1);
  const auto corpus = small_zipf();
  for_every_kind(small_config(), [&](const Word2VecConfig& config) {
    Word2Vec model(config, corpus, &pool);
    model.train(3000);
    for (int round = 0; round < 40; ++round) {
      Word2VecStep step;
      model.train_one(step);
      REQUIRE(step.position < step.words.size());
      CHECK(step.words[step.position] == step.centre);
      CHECK(step.words.size() + step.dropped.size() == corpus->line(step.line).size());
      CHECK(step.radius >= 1);
      CHECK(step.radius <= config.window);
      const std::size_t first =
          step.position -
          std::min<std::size_t>(step.position, static_cast<std::size_t>(step.radius));
      const std::size_t last =
          std::min(step.words.size(), step.position + static_cast<std::size_t>(step.radius) + 1);
      const std::size_t context = last - first - 1;
      const bool cbow = config.mode == Word2VecMode::kCbow;
      CHECK(step.inputs.size() == (cbow ? context : 1));
      CHECK(step.pairs.size() == (cbow ? 1 : context));
      CHECK(step.moved.size() == step.inputs.size());
      for (const auto& pair : step.pairs) {
        if (cbow) CHECK(pair.context == step.centre);
        if (config.objective == Word2VecObjective::kNegativeSampling)
          CHECK(pair.outputs.size() == 5);
        for (std::size_t i = 0; i < pair.outputs.size(); ++i) {
          const auto& output = pair.outputs[i];
          if (config.objective != Word2VecObjective::kHierarchicalSoftmax) {
            CHECK(output.is_word);
            CHECK(output.label == (i == 0 ? 1.0f : 0.0f));
            CHECK((output.id == pair.context) == (i == 0));
          } else {
            CHECK_FALSE(output.is_word);
          }
          CHECK(output.weight == doctest::Approx(output.label - output.probability_before));
          CHECK(output.moved > 0.0f);
        }
      }
    }
  });
}

TEST_CASE("stepping by one goes through the same words as training, and they can alternate") {
  WorkerPool pool(1);
  const auto corpus = small_zipf();
  for_every_kind(small_config(), [&](const Word2VecConfig& config) {
    Word2Vec trained(config, corpus, &pool), stepped(config, corpus, &pool);
    const std::int64_t pairs = trained.train(1 << 30).pairs;
    std::int64_t words = 0, stepped_pairs = 0;
    Word2VecStep step;
    while (!stepped.done()) {
      for (int i = 0; i < 5 && !stepped.done(); ++i) {
        const auto progress = stepped.train_one(step);
        words += progress.words;
        stepped_pairs += progress.pairs;
      }
      const auto progress = stepped.train(300);
      words += progress.words;
      stepped_pairs += progress.pairs;
    }
    CHECK(words == stepped.words_total());
    // Not the same draws, but as many pairs on average.
    CHECK(static_cast<double>(stepped_pairs) ==
          doctest::Approx(static_cast<double>(pairs)).epsilon(0.05));
  });
}

}  // namespace
}  // namespace wordspace
