// Word2Vec learns, repeats itself bit for bit, goes on from where it was saved, and its step mode
// says what really happened. Not the arithmetic of a group: tests/math/kernels_test.cpp.
#include "models/word2vec.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <iterator>
#include <numbers>
#include <string>
#include <vector>

#include "math/kernels/kernels.h"
#include "math/kernels/reference.h"
#include "models/word2vec_benchmark.h"

#include <doctest/doctest.h>

namespace wordspace {
namespace {

constexpr Word2VecMode kModes[] = {Word2VecMode::kSkipGram, Word2VecMode::kCbow};
constexpr Word2VecObjective kObjectives[] = {Word2VecObjective::kNegativeSampling,
                                             Word2VecObjective::kHierarchicalSoftmax,
                                             Word2VecObjective::kFullSoftmax};

std::string name_of(const Word2VecConfig& config) {
  const char* const modes[] = {"skip-gram", "CBOW"};
  const char* const objectives[] = {"negative sampling", "hierarchical softmax", "full softmax"};
  return std::string(modes[static_cast<int>(config.mode)]) + ", " +
         objectives[static_cast<int>(config.objective)];
}

void for_every_kind(Word2VecConfig config, const std::function<void(const Word2VecConfig&)>& body) {
  for (const Word2VecMode mode : kModes) {
    for (const Word2VecObjective objective : kObjectives) {
      config.mode = mode;
      config.objective = objective;
      INFO(name_of(config));
      body(config);
    }
  }
}

std::shared_ptr<const EncodedCorpus> small_zipf() { return make_zipf_corpus(6000, 120, 5); }

// Two topics of eight words each; a line keeps to one topic, so words of a topic share contexts.
std::shared_ptr<const EncodedCorpus> two_topics(std::int64_t lines) {
  auto corpus = std::make_shared<EncodedCorpus>();
  std::vector<std::string> words;
  for (int w = 0; w < 16; ++w) words.push_back("w" + std::to_string(w));
  std::vector<std::int64_t> counts(16, 0);
  Rng rng(3);
  for (std::int64_t l = 0; l < lines; ++l) {
    const auto topic = static_cast<TokenId>(rng.below(2));
    for (int i = 0; i < 10; ++i) {
      const TokenId id = 2 * static_cast<TokenId>(rng.below(8)) + topic;
      (l < lines * 9 / 10 ? corpus->tokens : corpus->held_out_tokens).push_back(id);
    }
    if (l < lines * 9 / 10) {
      corpus->line_begin.push_back(static_cast<std::uint32_t>(corpus->tokens.size()));
      if (l % 10 == 9)
        corpus->document_begin.push_back(static_cast<std::uint32_t>(corpus->num_lines()));
    } else {
      corpus->held_out_line_begin.push_back(
          static_cast<std::uint32_t>(corpus->held_out_tokens.size()));
    }
  }
  if (corpus->document_begin.back() != corpus->num_lines()) {
    corpus->document_begin.push_back(static_cast<std::uint32_t>(corpus->num_lines()));
  }
  // The same count for all: the vocabulary keeps the order, and ids are what the lines say.
  std::fill(counts.begin(), counts.end(), static_cast<std::int64_t>(corpus->tokens.size() / 16));
  corpus->vocabulary = std::make_shared<Vocabulary>(std::move(words), std::move(counts));
  return corpus;
}

std::vector<float> weights_of(Word2Vec& model) {
  std::vector<float> all;
  model.visit_parameters([&](const Parameter& p) {
    for (std::int64_t r = 0; r < p.shape[0]; ++r) {
      all.insert(all.end(), p.data + r * p.row_stride, p.data + r * p.row_stride + p.shape[1]);
    }
  });
  return all;
}

std::uint64_t hash_of(const std::vector<float>& values) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const float v : values) {
    std::uint32_t bits;
    std::memcpy(&bits, &v, sizeof bits);
    for (int i = 0; i < 4; ++i) hash = (hash ^ ((bits >> (8 * i)) & 0xff)) * 0x100000001b3u;
  }
  return hash;
}

// CHECKs in doctest print both sides: a difference of two models would fill the screen.
bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

double cosine(std::span<const float> a, std::span<const float> b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = static_cast<double>(a[i]), y = static_cast<double>(b[i]);
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / std::sqrt(aa * bb);
}

Word2VecConfig small_config() {
  Word2VecConfig config;
  config.dim = 20;
  config.window = 3;
  config.negative = 4;
  config.sample = 1e-2;
  config.epochs = 2;
  config.seed = 9;
  return config;
}

TEST_CASE("every setting out of its range is refused with a sentence, a hint and its own code") {
  CHECK(Word2VecConfig{}.validate().ok());
  const auto code_of = [](auto change) {
    Word2VecConfig config;
    change(config);
    const Status status = config.validate();
    REQUIRE_FALSE(status.ok());
    CHECK_FALSE(status.error().message.empty());
    CHECK_FALSE(status.error().hint.empty());
    return status.error().code;
  };
  CHECK(code_of([](Word2VecConfig& c) { c.dim = 0; }) == "word2vec.bad_dim");
  CHECK(code_of([](Word2VecConfig& c) { c.dim = 100000; }) == "word2vec.bad_dim");
  CHECK(code_of([](Word2VecConfig& c) { c.window = 0; }) == "word2vec.bad_window");
  CHECK(code_of([](Word2VecConfig& c) { c.negative = 0; }) == "word2vec.bad_negative");
  CHECK(code_of([](Word2VecConfig& c) { c.sample = -1; }) == "word2vec.bad_sample");
  CHECK(code_of([](Word2VecConfig& c) { c.sample = NAN; }) == "word2vec.bad_sample");
  CHECK(code_of([](Word2VecConfig& c) { c.epochs = 0; }) == "word2vec.bad_epochs");
  CHECK(code_of([](Word2VecConfig& c) { c.rate = 0; }) == "word2vec.bad_rate");
  CHECK(code_of([](Word2VecConfig& c) { c.rate = INFINITY; }) == "word2vec.bad_rate");
  Word2VecConfig no_negatives;
  no_negatives.objective = Word2VecObjective::kHierarchicalSoftmax;
  no_negatives.negative = 0;
  CHECK(no_negatives.validate().ok());
}

TEST_CASE(
    "input vectors start uniform in half of 1/d, output vectors at zero, rows on cache lines") {
  WorkerPool pool(1);
  Word2Vec model(small_config(), small_zipf(), &pool);
  double largest = 0, sum = 0;
  std::size_t n = 0;
  for (TokenId w = 0; w < model.corpus().vocabulary->size(); ++w) {
    CHECK(reinterpret_cast<std::uintptr_t>(model.input(w).data()) % 64 == 0);
    for (const float v : model.input(w)) {
      largest = std::max(largest, static_cast<double>(std::abs(v)));
      sum += static_cast<double>(v);
      ++n;
    }
    for (const float v : model.output(w)) REQUIRE(v == 0.0f);
  }
  CHECK(largest <= 0.5 / 20);
  CHECK(largest > 0.45 / 20);
  CHECK(std::abs(sum / static_cast<double>(n)) < 0.002);
  CHECK(model.words_done() == 0);
  CHECK(model.words_total() == 12000);
  CHECK(model.current_rate() == doctest::Approx(0.025));
}

TEST_CASE("the loss starts at its baseline and words of one topic come together, in every kind") {
  WorkerPool pool(1);
  Word2VecConfig config = small_config();
  config.sample = 0;
  config.epochs = 8;
  config.rate = 0.1;
  const auto corpus = two_topics(600);
  for_every_kind(config, [&](const Word2VecConfig& kind) {
    Word2Vec model(kind, corpus, &pool);
    const auto held_out_before = model.held_out_loss(100000);
    REQUIRE(held_out_before.has_value());
    CHECK(*held_out_before == doctest::Approx(model.baseline_loss()).epsilon(0.02));
    const Word2VecProgress first = model.train(100);
    CHECK(first.loss_sum / static_cast<double>(first.pairs) ==
          doctest::Approx(model.baseline_loss()).epsilon(0.03));
    Word2VecProgress last;
    while (!model.done()) {
      last = model.train(2000);
      CHECK(last.finite);
    }
    CHECK(last.loss_sum / static_cast<double>(last.pairs) < model.baseline_loss() * 0.95);
    CHECK(*model.held_out_loss(100000) < *held_out_before * 0.95);
    CHECK(model.words_done() == model.words_total());
    CHECK(model.current_rate() == doctest::Approx(kind.rate * 1e-4));
    CHECK(model.train(100).words == 0);
    double within = 0, between = 0;
    for (TokenId a = 0; a < 16; ++a) {
      for (TokenId b = 0; b < a; ++b) {
        ((a - b) % 2 == 0 ? within : between) += cosine(model.input(a), model.input(b));
      }
    }
    CHECK(within / 56 > between / 64 + 0.3);
  });
}

TEST_CASE("same seed, same bits; another seed, other bits") {
  WorkerPool pool(1);
  const auto corpus = small_zipf();
  for_every_kind(small_config(), [&](const Word2VecConfig& config) {
    Word2Vec first(config, corpus, &pool), second(config, corpus, &pool);
    first.train(3000);
    second.train(3000);
    CHECK(same_bits(weights_of(first), weights_of(second)));
    second.reset(config.seed);
    second.train(3000);
    CHECK(same_bits(weights_of(first), weights_of(second)));
    second.reset(config.seed + 1);
    second.train(3000);
    CHECK_FALSE(same_bits(weights_of(first), weights_of(second)));
  });
}

TEST_CASE("the result does not depend on how training is sliced") {
  WorkerPool pool(1);
  const auto corpus = small_zipf();
  for_every_kind(small_config(), [&](const Word2VecConfig& config) {
    Word2Vec whole(config, corpus, &pool), sliced(config, corpus, &pool);
    const Word2VecProgress all = whole.train(1 << 30);
    Word2VecProgress sum;
    for (std::int64_t slice = 1; !sliced.done(); slice = slice * 2 % 1999) {
      const Word2VecProgress part = sliced.train(slice);
      sum.words += part.words;
      sum.pairs += part.pairs;
      sum.loss_sum += part.loss_sum;
    }
    CHECK(all.words == whole.words_total());
    CHECK(sum.words == all.words);
    CHECK(sum.pairs == all.pairs);
    CHECK(sum.loss_sum == doctest::Approx(all.loss_sum));
    CHECK(same_bits(weights_of(whole), weights_of(sliced)));
  });
}

void copy_weights(Word2Vec& from, Word2Vec& to) {
  std::vector<Parameter> source;
  from.visit_parameters([&](const Parameter& p) { source.push_back(p); });
  std::size_t i = 0;
  to.visit_parameters([&](const Parameter& p) {
    std::copy_n(source[i].data, p.shape[0] * p.row_stride, p.data);
    ++i;
  });
}

TEST_CASE("training goes on from a saved state with the same bits as without the pause") {
  WorkerPool pool(1);
  const auto corpus = small_zipf();
  for_every_kind(small_config(), [&](const Word2VecConfig& config) {
    for (const int steps : {0, 7}) {  // in the middle of a line too
      Word2Vec straight(config, corpus, &pool), resumed(config, corpus, &pool);
      Word2VecStep step;
      straight.train(4000);
      for (int i = 0; i < steps; ++i) straight.train_one(step);
      const auto state = straight.save_state();
      CHECK(resumed.load_state(state).ok());
      copy_weights(straight, resumed);
      CHECK(resumed.words_done() == straight.words_done());
      CHECK(resumed.save_state() == state);
      for (int i = 0; i < 3; ++i) {
        straight.train_one(step);
        resumed.train_one(step);
      }
      straight.train(1 << 30);
      resumed.train(1 << 30);
      CHECK(same_bits(weights_of(straight), weights_of(resumed)));
      // A finished model is restored as finished.
      Word2Vec finished(config, corpus, &pool);
      CHECK(finished.load_state(straight.save_state()).ok());
      CHECK(finished.done());
      Word2VecStep none;
      CHECK(finished.train_one(none).pairs == 0);
    }
  });
}

TEST_CASE("a state of other settings, other text, or damaged is refused and changes nothing") {
  WorkerPool pool(1);
  const auto corpus = small_zipf();
  Word2Vec model(small_config(), corpus, &pool);
  model.train(500);
  const auto good = model.save_state();
  const auto refused = [&](const std::vector<std::uint8_t>& bytes) {
    const Status status = model.load_state(bytes);
    return !status.ok() && status.error().code == "checkpoint.bad_state" &&
           model.save_state() == good;
  };
  CHECK(refused({}));
  for (std::size_t n = 0; n < good.size(); n += 5)
    CHECK(refused({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(n)}));
  auto longer = good;
  longer.push_back(0);
  CHECK(refused(longer));
  // Magic, fingerprint, seed, epoch, shares; then piece, open, cursor of the first share.
  for (const std::size_t word : {0u, 1u, 3u, 4u, 5u, 6u, 7u}) {  // any seed is a seed
    auto damaged = good;
    damaged[8 * word + 5] ^= 0x40;
    CHECK(refused(damaged));
  }
  Word2VecConfig other = small_config();
  other.window = 4;
  CHECK(refused(Word2Vec(other, corpus, &pool).save_state()));
  CHECK(refused(Word2Vec(small_config(), make_zipf_corpus(6001, 120, 5), &pool).save_state()));
  CHECK(model.load_state(good).ok());
}

TEST_CASE("several threads learn as well as one, and pass every word exactly once") {
  WorkerPool pool(3);
  Word2VecConfig config = small_config();
  config.sample = 0;
  config.epochs = 8;
  config.rate = 0.1;
  for_every_kind(config, [&](const Word2VecConfig& kind) {
    Word2Vec model(kind, two_topics(600), &pool);
    std::int64_t words = 0;
    Word2VecProgress last;
    while (!model.done()) {
      last = model.train(4000);
      words += last.words;
      CHECK(last.finite);
    }
    CHECK(words == model.words_total());
    CHECK(last.loss_sum / static_cast<double>(last.pairs) < model.baseline_loss() * 0.95);
  });
}

TEST_CASE("a state saved with some threads is continued with another number of them") {
  WorkerPool many(3), one(1);
  const auto corpus = small_zipf();
  Word2Vec first(small_config(), corpus, &many);
  first.train(4000);
  Word2Vec second(small_config(), corpus, &one);
  REQUIRE(second.load_state(first.save_state()).ok());
  copy_weights(first, second);
  CHECK(second.words_done() == first.words_done());
  std::int64_t words = second.words_done();
  while (!second.done()) words += second.train(1000).words;
  CHECK(words == second.words_total());
}

// The gradient of what a step recorded, in double, against what it did to the weights.
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

TEST_CASE("a rate that is far too high is noticed") {
  WorkerPool pool(1);
  Word2VecConfig config = small_config();
  config.objective = Word2VecObjective::kFullSoftmax;
  config.rate = 10;
  config.epochs = 50;
  Word2Vec model(config, small_zipf(), &pool);
  bool finite = true;
  while (finite && !model.done()) finite = model.train(1000).finite;
  // Either it diverged and said so, or every weight is still a number.
  if (finite) {
    for (const float v : weights_of(model)) REQUIRE(std::isfinite(v));
  }
  // A weight that is not finite is always noticed, once its word is met.
  Word2Vec broken(small_config(), small_zipf(), &pool);
  broken.visit_parameters([](const Parameter& p) { p.data[0] = NAN; });
  CHECK_FALSE(broken.train(1 << 30).finite);
}

TEST_CASE("the baselines are (k+1) ln 2, ln V and the mean path length times ln 2") {
  WorkerPool pool(1);
  const auto corpus = two_topics(100);  // 16 words of equal counts: every path has length 4
  Word2VecConfig config = small_config();
  const auto baseline = [&](Word2VecObjective objective) {
    config.objective = objective;
    return Word2Vec(config, corpus, &pool).baseline_loss();
  };
  CHECK(baseline(Word2VecObjective::kNegativeSampling) == doctest::Approx(5 * std::numbers::ln2));
  CHECK(baseline(Word2VecObjective::kHierarchicalSoftmax) ==
        doctest::Approx(4 * std::numbers::ln2));
  CHECK(baseline(Word2VecObjective::kFullSoftmax) == doctest::Approx(std::log(16.0)));
}

TEST_CASE("held-out loss changes nothing, repeats itself, and is absent without held-out text") {
  WorkerPool pool(1);
  Word2Vec model(small_config(), two_topics(300), &pool);
  model.train(1000);
  const auto before = weights_of(model);
  const auto state = model.save_state();
  const auto loss = model.held_out_loss(500);
  REQUIRE(loss.has_value());
  CHECK(*loss == *model.held_out_loss(500));
  CHECK(same_bits(weights_of(model), before));
  CHECK(model.save_state() == state);
  Word2Vec without(small_config(), small_zipf(), &pool);
  CHECK_FALSE(without.held_out_loss(500).has_value());
}

TEST_CASE("lines of any length are trained, and one-word lines are only counted") {
  WorkerPool pool(1);
  auto corpus = std::make_shared<EncodedCorpus>();
  corpus->vocabulary = std::make_shared<Vocabulary>(std::vector<std::string>{"a", "b"},
                                                    std::vector<std::int64_t>{2000, 1000});
  for (int i = 0; i < 2503; ++i) corpus->tokens.push_back(i % 3 == 0 ? 1 : 0);
  corpus->line_begin = {0, 1, 1, 2501, 2502, 2503};
  corpus->document_begin = {0, 2, 5};
  Word2VecConfig config = small_config();
  config.sample = 0;
  for_every_kind(config, [&](const Word2VecConfig& kind) {
    Word2Vec model(kind, corpus, &pool);
    const auto progress = model.train(1 << 30);
    CHECK(progress.words == 2 * 2503);
    CHECK(progress.pairs > 0);
    CHECK(progress.finite);
  });
}

// The portable kernels round in one order on every machine and in the browser's plain SIMD build,
// and so does all that feeds them: these numbers are the same everywhere.
TEST_CASE("portable training gives these very bits on every machine") {
  WorkerPool pool(1);
  const auto corpus = make_zipf_corpus(4000, 100, 1);
  Word2VecConfig config = small_config();
  config.portable = true;
  std::vector<std::uint64_t> hashes;
  for_every_kind(config, [&](const Word2VecConfig& kind) {
    Word2Vec model(kind, corpus, &pool);
    model.train(1 << 30);
    hashes.push_back(hash_of(weights_of(model)));
  });
  const std::vector<std::uint64_t> golden = {12750564070636875978u, 5047677763817979920u,
                                             687052206410957438u,   15075561469776064962u,
                                             12266626664131247484u, 243818377364327002u};
  for (std::size_t i = 0; i < golden.size(); ++i) {
    CAPTURE(i);
    CHECK(hashes[i] == golden[i]);
  }
}

TEST_CASE("the benchmark reports a rate, and its corpus is the same for the same seed") {
  WorkerPool pool(1);
  const auto corpus = make_zipf_corpus(3000, 200, 4);
  CHECK(corpus->tokens == make_zipf_corpus(3000, 200, 4)->tokens);
  CHECK(corpus->tokens != make_zipf_corpus(3000, 200, 5)->tokens);
  CHECK(corpus->line_begin.back() == 3000);
  CHECK(corpus->document_begin.back() == corpus->num_lines());
  for (TokenId w = 1; w < corpus->vocabulary->size(); ++w) {
    REQUIRE(corpus->vocabulary->count(w) <= corpus->vocabulary->count(w - 1));
    REQUIRE(corpus->vocabulary->count(w) ==
            std::count(corpus->tokens.begin(), corpus->tokens.end(), w));
  }
  const auto result = bench_word2vec(small_config(), corpus, &pool, 0.01);
  CHECK(result.words_per_second > 0);
  CHECK(result.seconds >= 0.01);
  CHECK(result.threads == 1);
  CHECK(result.loss > 0);
}

}  // namespace
}  // namespace wordspace
