// Step mode: one centre word's update, done by the same kernels and written down number by number;
// and the loss on held-out text.
// Not fast, and free to allocate. How step mode groups pairs: word2vec_impl.h.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "core/check.h"
#include "models/word2vec_impl.h"

namespace wordspace {
namespace {

constexpr std::size_t kSoftmaxOutputsShown = 10;  // besides the true word

double sigma(double x) {
  return x >= 0 ? 1.0 / (1.0 + std::exp(-x)) : std::exp(x) / (1.0 + std::exp(x));
}

// -log sigma(x) without overflow.
double minus_log_sigma(double x) { return std::log1p(std::exp(-std::abs(x))) + std::max(0.0, -x); }

float distance(const float* a, const float* b, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return static_cast<float>(std::sqrt(sum));
}

double log_sum_exp(std::span<const float> scores) {
  const float largest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (const float s : scores)
    sum += std::exp(static_cast<double>(s) - static_cast<double>(largest));
  return static_cast<double>(largest) + std::log(sum);
}

// Copies of rows, to tell afterwards how far they moved.
class RowCopies {
 public:
  explicit RowCopies(int stride) : stride_(static_cast<std::size_t>(stride)) {}
  void add(const float* row) { data_.insert(data_.end(), row, row + stride_); }
  const float* operator[](std::size_t i) const { return data_.data() + i * stride_; }

 private:
  std::size_t stride_;
  std::vector<float> data_;
};

}  // namespace

Word2VecProgress Word2Vec::train_one(Word2VecStep& step) {
  Impl& impl = *impl_;
  const Word2VecConfig& config = impl.config;
  Word2VecProgress progress;
  step = {};
  Word2VecShare* found = impl.next_centre(progress);
  if (found == nullptr) return progress;
  Word2VecShare& share = *found;
  const std::uint32_t t = share.cursor;
  const Impl::Context context = Impl::context_of(share, t);
  const Piece& piece = impl.walk.piece(share.next);
  const double rate = impl.rate_at(impl.progress_of(share));
  const bool softmax = config.objective == Word2VecObjective::kFullSoftmax;

  step.line = piece.line;
  step.position = t;
  step.words.assign(share.tokens.begin(), share.tokens.begin() + share.kept);
  for (std::uint32_t i = piece.begin, k = 0; i < piece.end; ++i) {  // kept words keep their order
    const TokenId token = impl.corpus->tokens[i];
    if (k < share.kept && share.tokens[k] == token) {
      ++k;
    } else {
      step.dropped.push_back(token);
    }
  }
  step.radius = share.radius[t];
  step.centre = share.tokens[t];
  step.rate = rate;
  std::vector<TokenId> around;
  for (std::uint32_t c = context.first; c < context.last; ++c) {
    if (c != t) around.push_back(share.tokens[c]);
  }
  if (impl.cbow()) {
    step.inputs = around;
    step.pairs.emplace_back().context = step.centre;
  } else {
    step.inputs = {step.centre};
    for (const TokenId word : around) step.pairs.emplace_back().context = word;
  }

  // The input of the formula: v of the centre, or the mean over the context.
  std::vector<float> x(static_cast<std::size_t>(impl.stride));
  const auto take_input = [&] {
    std::fill(x.begin(), x.end(), 0.0f);
    const float part = 1.0f / static_cast<float>(step.inputs.size());
    for (const TokenId w : step.inputs)
      impl.kernels->axpy(part, impl.input_row(w), x.data(), impl.stride);
  };
  take_input();
  std::vector<float> all_scores(softmax ? static_cast<std::size_t>(impl.num_outputs) : 0);
  const auto score_all = [&] {
    impl.kernels->scores(impl.output.data(), impl.num_outputs, impl.stride, x.data(), config.dim,
                         all_scores.data());
    return log_sum_exp(all_scores);
  };
  double log_total = softmax ? score_all() : 0.0;

  // Which outputs each pair has.
  for (Word2VecStep::Pair& pair : step.pairs) {
    const TokenId target = pair.context;
    if (softmax) {
      std::vector<TokenId> likely(all_scores.size());
      std::iota(likely.begin(), likely.end(), 0);
      std::erase(likely, target);
      const std::size_t shown = std::min(kSoftmaxOutputsShown, likely.size());
      std::partial_sort(likely.begin(), likely.begin() + static_cast<std::ptrdiff_t>(shown),
                        likely.end(), [&](TokenId a, TokenId b) {
                          return all_scores[static_cast<std::size_t>(a)] >
                                 all_scores[static_cast<std::size_t>(b)];
                        });
      pair.outputs.push_back({.id = target, .label = 1});
      for (std::size_t i = 0; i < shown; ++i) pair.outputs.push_back({.id = likely[i]});
    } else if (impl.negative_sampling()) {
      pair.outputs.push_back({.id = target, .label = 1});
      for (int i = 0; i < config.negative; ++i) {
        pair.outputs.push_back({.id = impl.draw_negative(share.rng, target)});
      }
    } else {
      const auto nodes = impl.tree.nodes(target);
      const auto labels = impl.tree.labels(target);
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        pair.outputs.push_back({.id = nodes[i], .is_word = false, .label = labels[i]});
      }
    }
  }

  // Before.
  RowCopies inputs_before(impl.stride), outputs_before(impl.stride);
  for (const TokenId w : step.inputs) inputs_before.add(impl.input_row(w));
  const auto measure = [&](bool before) {
    std::size_t row = 0;
    for (Word2VecStep::Pair& pair : step.pairs) {
      double loss = 0;
      for (Word2VecStep::Output& output : pair.outputs) {
        const float* u = impl.output_row(output.id);
        const float score = impl.kernels->dot(x.data(), u, impl.stride);
        const double p = softmax ? std::exp(static_cast<double>(score) - log_total)
                                 : sigma(static_cast<double>(score));
        if (softmax) {
          if (output.label > 0) loss = log_total - static_cast<double>(score);
        } else {
          loss += minus_log_sigma(output.label > 0 ? static_cast<double>(score)
                                                   : -static_cast<double>(score));
        }
        (before ? output.score_before : output.score_after) = score;
        (before ? output.probability_before : output.probability_after) = static_cast<float>(p);
        if (before) {
          output.weight = output.label - static_cast<float>(p);
          outputs_before.add(u);
        } else {
          output.moved = distance(u, outputs_before[row++], config.dim);
        }
      }
      (before ? pair.loss_before : pair.loss_after) = static_cast<float>(loss);
    }
  };
  measure(true);

  // The update, by the kernels that training uses.
  std::vector<float*> input_rows;
  for (const TokenId w : step.inputs) input_rows.push_back(impl.input_row(w));
  double loss = 0;
  if (softmax) {
    std::vector<std::int32_t> targets;
    for (const Word2VecStep::Pair& pair : step.pairs) targets.push_back(pair.context);
    const std::int32_t target_begin[2] = {0, static_cast<std::int32_t>(targets.size())};
    std::vector<float> gradient(static_cast<std::size_t>(impl.stride));
    const float* in = x.data();
    float* out = gradient.data();
    loss = static_cast<double>(
        impl.kernels->softmax_group({.inputs = &in,
                                     .gradients = &out,
                                     .target_begin = target_begin,
                                     .targets = targets.data(),
                                     .num_inputs = 1,
                                     .outputs = impl.output.data(),
                                     .num_outputs = static_cast<std::int32_t>(impl.num_outputs),
                                     .stride = impl.stride,
                                     .dim = config.dim,
                                     .rate = static_cast<float>(rate),
                                     .scratch = share.kernel.data()}));
    for (float* row : input_rows) impl.kernels->axpy(1.0f, out, row, impl.stride);
  } else {
    std::vector<float*> output_rows;
    std::vector<float> labels;
    for (const Word2VecStep::Pair& pair : step.pairs) {
      for (const Word2VecStep::Output& output : pair.outputs) {
        output_rows.push_back(impl.output_row(output.id));
        labels.push_back(output.label);
      }
    }
    const int m = static_cast<int>(input_rows.size());
    const int n = static_cast<int>(output_rows.size());
    AlignedFloats scratch(kernels::logistic_scratch_floats(m, n, config.dim));
    const kernels::LogisticGroup group = {.inputs = input_rows.data(),
                                          .outputs = output_rows.data(),
                                          .labels = labels.data(),
                                          .num_inputs = m,
                                          .num_outputs = n,
                                          .dim = config.dim,
                                          .rate = static_cast<float>(rate),
                                          .scratch = scratch.data()};
    loss = static_cast<double>(impl.cbow() ? impl.kernels->logistic_mean_group(group)
                                           : impl.kernels->logistic_group(group));
  }

  // After.
  take_input();
  if (softmax) log_total = score_all();
  measure(false);
  for (std::size_t i = 0; i < step.inputs.size(); ++i) {
    step.moved.push_back(distance(impl.input_row(step.inputs[i]), inputs_before[i], config.dim));
  }

  progress.pairs = static_cast<std::int64_t>(step.pairs.size());
  progress.loss_sum = loss;
  progress.finite = std::isfinite(loss);
  ++share.cursor;
  if (share.cursor == share.kept) {
    progress.words += impl.close_piece(share);
    impl.end_epoch_if_through();
  }
  return progress;
}

Word2VecShare* Word2Vec::Impl::next_centre(Word2VecProgress& progress) {
  for (;;) {
    end_epoch_if_through();
    if (epoch >= config.epochs) return nullptr;
    const auto left = [](const Word2VecShare& share) { return share.next < share.end; };
    Word2VecShare& share = *std::find_if(shares.begin(), shares.end(), left);
    if (!share.open) open_piece(share);
    for (; share.cursor < share.kept; ++share.cursor) {
      if (context_of(share, share.cursor).size() > 0) return &share;
    }
    progress.words += close_piece(share);
  }
}

std::optional<double> Word2Vec::held_out_loss(std::int64_t max_words) const {
  const Impl& impl = *impl_;
  const EncodedCorpus& corpus = *impl.corpus;
  const Word2VecConfig& config = impl.config;
  constexpr std::uint64_t kHeldOutSeed = 0x68656c642d6f7574;  // the same text and draws every time
  Rng rng(kHeldOutSeed);
  std::vector<TokenId> tokens;
  std::vector<float> x(static_cast<std::size_t>(impl.stride));
  std::vector<float> all_scores(config.objective == Word2VecObjective::kFullSoftmax
                                    ? static_cast<std::size_t>(impl.num_outputs)
                                    : 0);
  double loss = 0;
  std::int64_t pairs = 0, words = 0;

  const auto score = [&](std::int32_t o) {
    return static_cast<double>(impl.kernels->dot(x.data(), impl.output_row(o), impl.stride));
  };
  const auto add_pair = [&](TokenId target, double log_total) {
    ++pairs;
    switch (config.objective) {
      case Word2VecObjective::kNegativeSampling:
        loss += minus_log_sigma(score(target));
        for (int i = 0; i < config.negative; ++i) {
          loss += minus_log_sigma(-score(impl.draw_negative(rng, target)));
        }
        break;
      case Word2VecObjective::kHierarchicalSoftmax: {
        const auto nodes = impl.tree.nodes(target);
        const auto labels = impl.tree.labels(target);
        for (std::size_t i = 0; i < nodes.size(); ++i) {
          const double s = score(nodes[i]);
          loss += minus_log_sigma(labels[i] > 0 ? s : -s);
        }
        break;
      }
      case Word2VecObjective::kFullSoftmax:
        loss += log_total - static_cast<double>(all_scores[static_cast<std::size_t>(target)]);
        break;
    }
  };
  const auto prepare = [&] {  // log of the softmax's sum, where there is one
    if (all_scores.empty()) return 0.0;
    impl.kernels->scores(impl.output.data(), impl.num_outputs, impl.stride, x.data(), config.dim,
                         all_scores.data());
    return log_sum_exp(all_scores);
  };

  for (std::size_t l = 0; l + 1 < corpus.held_out_line_begin.size() && words < max_words; ++l) {
    tokens.clear();
    for (std::uint32_t i = corpus.held_out_line_begin[l];
         i < corpus.held_out_line_begin[l + 1] && words < max_words; ++i, ++words) {
      const TokenId token = corpus.held_out_tokens[i];
      if (rng.uniform() < impl.keep[static_cast<std::size_t>(token)]) tokens.push_back(token);
    }
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      const std::size_t radius = rng.below(static_cast<std::uint32_t>(config.window)) + 1;
      const std::size_t first = t > radius ? t - radius : 0;
      const std::size_t last = std::min(t + radius + 1, tokens.size());
      if (last - first < 2) continue;
      std::fill(x.begin(), x.end(), 0.0f);
      if (impl.cbow()) {
        const float part = 1.0f / static_cast<float>(last - first - 1);
        for (std::size_t c = first; c < last; ++c) {
          if (c != t) impl.kernels->axpy(part, impl.input_row(tokens[c]), x.data(), impl.stride);
        }
        add_pair(tokens[t], prepare());
      } else {
        impl.kernels->axpy(1.0f, impl.input_row(tokens[t]), x.data(), impl.stride);
        const double log_total = prepare();
        for (std::size_t c = first; c < last; ++c) {
          if (c != t) add_pair(tokens[c], log_total);
        }
      }
    }
  }
  if (pairs == 0) return std::nullopt;
  return loss / static_cast<double>(pairs);
}

}  // namespace wordspace
