// GloVe's gradients against finite differences, its kernels against plain doubles, repeatability,
// numbers that stay finite under every setting, and the toy world's analogies.
#include "models/glove.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "core/rng.h"
#include "core/worker_pool.h"
#include "math/aligned_floats.h"
#include "math/kernels/kernels.h"
#include "models/cell_order.h"
#include "models/glove_step.h"
#include "models/word2vec_benchmark.h"
#include "text/cooccurrence.h"
#include "text/encoded_corpus.h"
#include "text/toy_world.h"

using namespace wordspace;

namespace {

std::shared_ptr<const Cooccurrence> counts_of(const EncodedCorpus& corpus, int window) {
  auto counted = count_cooccurrence(corpus, window);
  REQUIRE(counted.ok());
  return *counted;
}

std::shared_ptr<const EncodedCorpus> toy(ToyLanguage language, std::size_t sentences) {
  const ToyWorld world = make_toy_world(language, sentences, 1);
  EncodeOptions options;
  options.min_count = 1;
  auto encoded = encode_corpus(world.corpus, options);
  REQUIRE(encoded.ok());
  return *encoded;
}

GloveConfig small_config() {
  GloveConfig config;
  config.dim = 13;
  config.window = 5;
  config.epochs = 3;
  config.seed = 4;
  return config;
}

std::vector<float> weights_of(Glove& model) {
  std::vector<float> all;
  model.visit_parameters([&](const Parameter& p) {
    for (std::int64_t r = 0; r < p.shape[0] * p.shape[1]; ++r) {
      const float* row = p.data + r * p.row_stride;
      all.insert(all.end(), row, row + p.shape[2]);
    }
  });
  return all;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

bool all_finite(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

using Row = std::vector<double>;  // w_1 .. w_d, b

// J of one cell in double, as the formula is written.
double cell_loss(const Row& word, const Row& context, double log_count, double weight) {
  double prediction = word.back() + context.back();
  for (std::size_t k = 0; k + 1 < word.size(); ++k) prediction += word[k] * context[k];
  return weight * (prediction - log_count) * (prediction - log_count);
}

}  // namespace

TEST_CASE("every setting of GloVe out of its range is refused with its own code") {
  CHECK(GloveConfig{}.validate().ok());
  const auto code_of = [](auto change) {
    GloveConfig config;
    change(config);
    const Status status = config.validate();
    REQUIRE_FALSE(status.ok());
    CHECK_FALSE(status.error().message.empty());
    CHECK_FALSE(status.error().hint.empty());
    return status.error().code;
  };
  CHECK(code_of([](GloveConfig& c) { c.dim = 0; }) == "glove.bad_dim");
  CHECK(code_of([](GloveConfig& c) { c.window = 51; }) == "glove.bad_window");
  CHECK(code_of([](GloveConfig& c) { c.x_max = -1; }) == "glove.bad_x_max");
  CHECK(code_of([](GloveConfig& c) { c.x_max = NAN; }) == "glove.bad_x_max");
  CHECK(code_of([](GloveConfig& c) { c.alpha = -0.1; }) == "glove.bad_alpha");
  CHECK(code_of([](GloveConfig& c) { c.alpha = INFINITY; }) == "glove.bad_alpha");
  CHECK(code_of([](GloveConfig& c) { c.epochs = 0; }) == "glove.bad_epochs");
  CHECK(code_of([](GloveConfig& c) { c.rate = 0; }) == "glove.bad_rate");
  CHECK(code_of([](GloveConfig& c) { c.rate = NAN; }) == "glove.bad_rate");
}

TEST_CASE("the weight curve rises as a power and then stays at 1") {
  CHECK(glove_weight(100, 100, 0.75) == 1);
  CHECK(glove_weight(1e9, 100, 0.75) == 1);
  CHECK(glove_weight(50, 100, 0.75) == doctest::Approx(std::pow(0.5, 0.75)));
  CHECK(glove_weight(1, 16, 0.5) == doctest::Approx(0.25));
  CHECK(glove_weight(0.001, 16, 0) == doctest::Approx(1));
}

TEST_CASE("a shuffled order holds everything once, and another one each pass") {
  for (const std::uint64_t n : {1, 2, 3, 7, 64, 1000, 4097, 30011}) {
    CAPTURE(n);
    const CellOrder order(n, 5, 0), again(n, 5, 0), other(n, 5, 1);
    std::vector<bool> seen(static_cast<std::size_t>(n), false);
    std::uint64_t fixed = 0, same = 0, neighbours = 0;
    for (std::uint64_t k = 0; k < n; ++k) {
      const std::uint64_t at = order.at(k);
      REQUIRE(at < n);
      REQUIRE_FALSE(seen[static_cast<std::size_t>(at)]);
      seen[static_cast<std::size_t>(at)] = true;
      REQUIRE(again.at(k) == at);
      fixed += at == k ? 1 : 0;
      same += other.at(k) == at ? 1 : 0;
      if (k > 0) {
        const std::uint64_t before = order.at(k - 1);
        neighbours += (at > before ? at - before : before - at) <= 2 ? 1 : 0;
      }
    }
    if (n >= 1000) {
      CHECK(fixed < 12);
      CHECK(same < 12);
      CHECK(neighbours < 4 + n / 100);
    }
  }
}

TEST_CASE("the kernel's gradient is that of finite differences in double") {
  constexpr int kDim = 7;
  Rng rng(3);
  const int stride = kernels::glove_stride(kDim);
  for (const kernels::Kernels* k : kernels::available_kernels()) {
    CAPTURE(k->name);
    AlignedFloats word(static_cast<std::size_t>(2 * stride)),
        context(static_cast<std::size_t>(2 * stride));
    for (int i = 0; i < kDim; ++i) {
      word.data()[i] = rng.uniform() - 0.5f;
      context.data()[i] = rng.uniform() - 0.5f;
    }
    word.data()[kDim] = 0.3f;
    word.data()[kDim + 1] = context.data()[kDim] = 1.0f;
    context.data()[kDim + 1] = -0.2f;
    // Sums of squares so large that the step is the plain gradient over their root.
    constexpr float kSquares = 1e8f;
    for (int i = 0; i < stride; ++i) {
      word.data()[stride + i] = context.data()[stride + i] = kSquares;
    }
    word.data()[stride + kDim + 1] = context.data()[stride + kDim] = 1e30f;
    Row w(word.data(), word.data() + kDim), c(context.data(), context.data() + kDim);
    w.push_back(static_cast<double>(word.data()[kDim]));
    c.push_back(static_cast<double>(context.data()[kDim + 1]));
    const std::vector<float> word_was(word.data(), word.data() + stride);
    const std::vector<float> context_was(context.data(), context.data() + stride);
    const float log_count = 1.7f, weight = 0.6f;
    float loss = 0;
    float* words[] = {word.data()};
    float* contexts[] = {context.data()};
    kernels::GloveCells cells{words, contexts, &log_count, &weight, &loss,
                              1,     stride,   kDim,       1.0f,    1e9f};
    k->glove_cells(cells);
    const double exact =
        cell_loss(w, c, static_cast<double>(log_count), static_cast<double>(weight));
    CHECK(static_cast<double>(loss) == doctest::Approx(exact).epsilon(1e-5));
    const auto compare = [&](Row& row, const float* now, const std::vector<float>& was,
                             bool is_context) {
      for (int i = 0; i <= kDim; ++i) {
        const auto at = static_cast<std::size_t>(i);
        constexpr double kStep = 1e-5;
        const double value = row[at];
        row[at] = value + kStep;
        const double above =
            cell_loss(w, c, static_cast<double>(log_count), static_cast<double>(weight));
        row[at] = value - kStep;
        const double below =
            cell_loss(w, c, static_cast<double>(log_count), static_cast<double>(weight));
        row[at] = value;
        const double gradient = (above - below) / (2 * kStep);
        const int column = i == kDim && is_context ? kDim + 1 : i;
        // The sum of squares kept the square of the gradient, and the step is g / sqrt(sum).
        const double moved = (static_cast<double>(was[static_cast<std::size_t>(column)]) -
                              static_cast<double>(now[column])) *
                             std::sqrt(static_cast<double>(kSquares));
        CHECK(moved == doctest::Approx(gradient).epsilon(2e-3).scale(1.0));
      }
    };
    compare(w, word.data(), word_was, false);
    compare(c, context.data(), context_was, true);
    CHECK(word.data()[kDim + 1] == 1.0f);
    CHECK(context.data()[kDim] == 1.0f);
    for (int i = kDim + 2; i < stride; ++i) CHECK(word.data()[i] == 0.0f);
  }
}

TEST_CASE("many cells give what AdaGrad in double gives, rows named twice included") {
  constexpr int kCells = 40, kWords = 6;
  for (const int dim : {1, 2, 5, 14, 16, 33, 100}) {
    for (const kernels::Kernels* k : kernels::available_kernels()) {
      CAPTURE(dim);
      CAPTURE(k->name);
      Rng rng(17);
      const int stride = kernels::glove_stride(dim);
      const auto floats = static_cast<std::size_t>(2 * stride * kWords);
      AlignedFloats word(floats), context(floats);
      std::vector<Row> w(kWords), c(kWords), ws(kWords), cs(kWords);
      for (int r = 0; r < kWords; ++r) {
        const auto row = static_cast<std::size_t>(r);
        for (const bool is_context : {false, true}) {
          float* at = (is_context ? context : word).data() + r * 2 * stride;
          for (int i = 0; i < dim; ++i) at[i] = rng.uniform() - 0.5f;
          at[dim] = is_context ? 1.0f : 0.25f;
          at[dim + 1] = is_context ? -0.125f : 1.0f;
          for (int i = 0; i < stride; ++i) at[stride + i] = 1;
          at[stride + dim + (is_context ? 0 : 1)] = 1e30f;
          Row& exact = is_context ? c[row] : w[row];
          exact.assign(at, at + dim);
          exact.push_back(is_context ? -0.125 : 0.25);
          (is_context ? cs[row] : ws[row]).assign(static_cast<std::size_t>(dim) + 1, 1.0);
        }
      }
      std::vector<float*> words, contexts;
      std::vector<float> logs, weights, losses(kCells);
      constexpr double kRate = 0.05, kClip = 2.5;
      double exact_loss = 0;
      for (int n = 0; n < kCells; ++n) {
        const auto i = static_cast<std::size_t>(rng.below(kWords)),
                   j = static_cast<std::size_t>(rng.below(kWords));
        words.push_back(word.data() + static_cast<std::ptrdiff_t>(i) * 2 * stride);
        contexts.push_back(context.data() + static_cast<std::ptrdiff_t>(j) * 2 * stride);
        logs.push_back(4 * rng.uniform() - 2);
        weights.push_back(rng.uniform());
        const double l = static_cast<double>(logs.back()), f = static_cast<double>(weights.back());
        exact_loss += cell_loss(w[i], c[j], l, f);
        double prediction = w[i].back() + c[j].back();
        for (std::size_t d = 0; d + 1 < w[i].size(); ++d) prediction += w[i][d] * c[j][d];
        const double pull = 2 * f * (prediction - l);
        for (std::size_t d = 0; d < w[i].size(); ++d) {
          const bool bias = d + 1 == w[i].size();
          const double u = w[i][d], v = c[j][d];
          const double gu = kRate * std::clamp(pull * (bias ? 1 : v), -kClip, kClip);
          const double gv = kRate * std::clamp(pull * (bias ? 1 : u), -kClip, kClip);
          ws[i][d] += gu * gu;
          cs[j][d] += gv * gv;
          w[i][d] -= gu / std::sqrt(ws[i][d]);
          c[j][d] -= gv / std::sqrt(cs[j][d]);
        }
      }
      kernels::GloveCells cells{
          words.data(), contexts.data(), logs.data(), weights.data(), losses.data(),
          kCells,       stride,          dim,         0.05f,          2.5f};
      k->glove_cells(cells);
      double loss = 0, worst = 0;
      for (const float one : losses) loss += static_cast<double>(one);
      CHECK(loss == doctest::Approx(exact_loss).epsilon(1e-4));
      for (int r = 0; r < kWords; ++r) {
        const auto row = static_cast<std::size_t>(r);
        for (int i = 0; i < dim; ++i) {
          const auto at = static_cast<std::size_t>(i);
          worst = std::max(
              worst, std::abs(static_cast<double>(word.data()[r * 2 * stride + i]) - w[row][at]));
          worst = std::max(worst, std::abs(static_cast<double>(context.data()[r * 2 * stride + i]) -
                                           c[row][at]));
        }
        worst = std::max(worst, std::abs(static_cast<double>(word.data()[r * 2 * stride + dim]) -
                                         w[row].back()));
      }
      CHECK(worst < 3e-5);
    }
  }
}

TEST_CASE(
    "one thread gives the same bits however training is cut, and other bits for another seed") {
  const auto corpus = toy(ToyLanguage::kEnglish, 400);
  const auto counts = counts_of(*corpus, 5);
  WorkerPool pool(1);
  Glove at_once(small_config(), counts, &pool), cut(small_config(), counts, &pool);
  double loss = 0, loss_cut = 0;
  while (!at_once.done()) loss += at_once.train(1 << 30).loss_sum;
  Rng rng(2);
  std::int64_t expected = 0;
  while (!cut.done()) {
    GloveStep step;
    const std::int64_t wanted = 1 + rng.below(900);
    const GloveProgress progress = rng.below(3) == 0 ? cut.train_one(step) : cut.train(wanted);
    loss_cut += progress.loss_sum;
    expected += progress.cells;
    CHECK(cut.cells_done() == expected);
  }
  CHECK(at_once.cells_done() == 3 * counts->num_cells());
  CHECK(same_bits(weights_of(at_once), weights_of(cut)));
  CHECK(loss == doctest::Approx(loss_cut).epsilon(1e-9));
  GloveConfig other = small_config();
  other.seed = 5;
  Glove another(other, counts, &pool);
  another.train(1 << 30);
  CHECK_FALSE(same_bits(weights_of(at_once), weights_of(another)));
  at_once.reset(5);
  at_once.train(1 << 30);
  CHECK(same_bits(weights_of(at_once), weights_of(another)));
}

TEST_CASE("portable kernels give the same bits on every machine and in the browser") {
  const auto corpus = make_zipf_corpus(6000, 120, 5);
  const auto counts = counts_of(*corpus, 5);
  WorkerPool pool(1);
  GloveConfig config = small_config();
  config.portable = true;
  Glove model(config, counts, &pool);
  model.train(1 << 30);
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const float v : weights_of(model)) {
    std::uint32_t bits;
    std::memcpy(&bits, &v, sizeof bits);
    for (int i = 0; i < 4; ++i) hash = (hash ^ ((bits >> (8 * i)) & 0xff)) * 0x100000001b3u;
  }
  CHECK(hash == 12987161224291366666u);
}

TEST_CASE("a saved place goes on to the same bits, and does not fit other settings") {
  const auto corpus = toy(ToyLanguage::kVietnamese, 300);
  const auto counts = counts_of(*corpus, 5);
  WorkerPool pool(1);
  Glove first(small_config(), counts, &pool);
  first.train(counts->num_cells() * 3 / 2);
  const std::vector<std::uint8_t> state = first.save_state();
  const std::vector<float> weights = weights_of(first);
  Glove second(small_config(), counts, &pool);
  second.reset(77);
  REQUIRE(second.load_state(state).ok());
  std::size_t at = 0;
  second.visit_parameters([&](const Parameter& p) {
    for (std::int64_t r = 0; r < p.shape[0] * p.shape[1]; ++r) {
      std::memcpy(p.data + r * p.row_stride, weights.data() + at,
                  static_cast<std::size_t>(p.shape[2]) * sizeof(float));
      at += static_cast<std::size_t>(p.shape[2]);
    }
  });
  CHECK(second.cells_done() == first.cells_done());
  first.train(1 << 30);
  second.train(1 << 30);
  CHECK(same_bits(weights_of(first), weights_of(second)));
  GloveConfig other = small_config();
  other.alpha = 0.5;
  Glove third(other, counts, &pool);
  CHECK(third.load_state(state).error().code == "checkpoint.bad_state");
  std::vector<std::uint8_t> damaged = state;
  damaged.pop_back();
  CHECK_FALSE(second.load_state(damaged).ok());
  damaged = state;
  damaged[40] = 0xff, damaged[46] = 0xff;  // a place beyond the end
  CHECK_FALSE(second.load_state(damaged).ok());
  CHECK_FALSE(second.load_state({}).ok());
}

TEST_CASE("several threads pass every cell once and learn as well") {
  const auto corpus = toy(ToyLanguage::kEnglish, 1500);
  const auto counts = counts_of(*corpus, 5);
  WorkerPool one(1), three(3);
  GloveConfig config = small_config();
  config.epochs = 8;
  Glove alone(config, counts, &one), together(config, counts, &three);
  double last_alone = 0, last_together = 0;
  for (int pass = 0; pass < 8; ++pass) {
    last_alone = alone.train(counts->num_cells()).loss_sum;
    const GloveProgress progress = together.train(counts->num_cells());
    CHECK(progress.cells == counts->num_cells());
    last_together = progress.loss_sum;
  }
  CHECK(together.done());
  CHECK(last_together == doctest::Approx(last_alone).epsilon(0.25));
}

TEST_CASE("step mode tells what really happened") {
  const auto corpus = toy(ToyLanguage::kEnglish, 400);
  const auto counts = counts_of(*corpus, 5);
  WorkerPool pool(1);
  Glove model(small_config(), counts, &pool);
  model.train(1234);
  int moved = 0;
  for (int n = 0; n < 20; ++n) {
    GloveStep step;
    const GloveProgress progress = model.train_one(step);
    CHECK(progress.cells == 1);
    CHECK(step.count == static_cast<double>(counts->count(step.word, step.context)));
    CHECK(step.log_count == doctest::Approx(std::log(step.count)));
    CHECK(step.weight == doctest::Approx(glove_weight(step.count, model.x_max(), 0.75)));
    CHECK(step.prediction_before ==
          doctest::Approx(step.dot_before + step.word_bias_before + step.context_bias_before));
    CHECK(step.residual_before == doctest::Approx(step.prediction_before - step.log_count));
    CHECK(step.loss_before == doctest::Approx(progress.loss_sum).epsilon(1e-4));
    CHECK(step.prediction_after == doctest::Approx(model.predict(step.word, step.context)));
    CHECK(step.loss_after <= step.loss_before + 1e-9);
    CHECK(step.word_gradient ==
          doctest::Approx(2 * step.weight * std::abs(step.residual_before) * step.context_length));
    if (std::abs(step.residual_before) <= 0.05) continue;
    CHECK(step.word_moved > 0);
    ++moved;
  }
  CHECK(moved > 10);
}

TEST_CASE("the baselines are those of all-zero vectors and of the best single number") {
  const auto corpus = toy(ToyLanguage::kEnglish, 300);
  const auto counts = counts_of(*corpus, 5);
  WorkerPool pool(1);
  const Glove model(small_config(), counts, &pool);
  double f_sum = 0, fl = 0, fll = 0, cells = 0;
  for (TokenId i = 0; i < counts->num_words(); ++i) {
    for (TokenId j = 0; j < counts->num_words(); ++j) {
      const double x = static_cast<double>(counts->count(i, j));
      if (x == 0) continue;
      const double f = glove_weight(x, model.x_max(), 0.75);
      f_sum += f;
      fl += f * std::log(x);
      fll += f * std::log(x) * std::log(x);
      ++cells;
    }
  }
  const double best = fl / f_sum;
  CHECK(model.baseline_loss() == doctest::Approx(fll / cells).epsilon(1e-5));
  CHECK(model.constant_loss() ==
        doctest::Approx((fll - 2 * best * fl + best * best * f_sum) / cells).epsilon(1e-4));
}

TEST_CASE("no setting that is allowed makes a number that is not finite, from 50 words up") {
  Corpus text;
  text.name = "own";
  for (int i = 0; i < 50; ++i) {
    text.text +=
        (i % 7 == 0 ? "the" : "w" + std::to_string(i * i % 11)) + (i % 10 == 9 ? "\n" : " ");
  }
  EncodeOptions options;
  options.min_count = 1;
  const auto tiny = encode_corpus(text, options);
  REQUIRE(tiny.ok());
  Corpus same = text;  // one word over and over beside another: the steepest there is
  same.text.clear();
  for (int i = 0; i < 400; ++i) same.text += "ha ha ho ha\n";
  const auto laughs = encode_corpus(same, options);
  REQUIRE(laughs.ok());
  const auto zipf = make_zipf_corpus(3000, 80, 5);
  WorkerPool pool(1);
  int settings = 0;
  for (const auto& corpus : {*tiny, *laughs, zipf}) {
    for (const int window : {1, 10, 50}) {
      const auto counts = counts_of(*corpus, window);
      for (const double x_max : {0.0, 0.01, 1.0, 100.0, 1e6}) {
        for (const double alpha : {0.0, 0.75, 2.0}) {
          for (const double rate : {1e-9, 0.05, 1.0}) {
            for (const int dim : {1, 50}) {
              GloveConfig config;
              config.window = window;
              config.x_max = x_max;
              config.alpha = alpha;
              config.rate = rate;
              config.dim = dim;
              config.epochs = 6;
              CAPTURE(x_max);
              CAPTURE(alpha);
              CAPTURE(rate);
              CAPTURE(dim);
              Glove model(config, counts, &pool);
              const GloveProgress progress = model.train(1 << 30);
              CHECK(progress.finite);
              CHECK(std::isfinite(progress.loss_sum));
              CHECK(all_finite(weights_of(model)));
              ++settings;
            }
          }
        }
      }
    }
  }
  CHECK(settings == 3 * 3 * 5 * 3 * 3 * 2);
}

TEST_CASE("the automatic x_max is the 95th percentile, but from 1 to 100") {
  const auto corpus = toy(ToyLanguage::kEnglish, 300);
  const auto counts = counts_of(*corpus, 10);
  CHECK(automatic_x_max(*counts) ==
        doctest::Approx(std::clamp(static_cast<double>(counts->percentile(0.95)), 1.0, 100.0)));
  const auto large = counts_of(*toy(ToyLanguage::kEnglish, 20000), 10);
  CHECK(automatic_x_max(*large) == 100.0);
}
