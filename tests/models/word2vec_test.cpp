// Word2Vec learns, repeats itself bit for bit, and goes on from where it was saved.
// Not its step mode (word2vec_step_test.cpp), not the arithmetic of a group
// (tests/math/kernels_test.cpp).
#include <iterator>
#include <numbers>

#include "core/worker_pool.h"
#include "made_word2vec.h"
#include "math/kernels/kernels.h"
#include "models/word2vec_step.h"

namespace wordspace {
namespace {

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
  REQUIRE(hashes.size() == golden.size());
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
