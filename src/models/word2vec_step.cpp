// Step mode: one centre word's update, done by the same kernels and written down number by number.
// Not fast, and free to allocate. How step mode groups pairs: word2vec_impl.h.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/ensure.h"
#include "models/loss_math.h"
#include "models/word2vec_impl.h"
#include "models/word2vec_step.h"

namespace wordspace {
namespace {

constexpr std::size_t kSoftmaxOutputsShown = 10;  // besides the true word

float distance(const float* a, const float* b, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return static_cast<float>(std::sqrt(sum));
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

// Takes and records the step of the centre at a share's cursor. Its functions are called once each,
// in the order in which they stand.
class Word2Vec::StepTaker {
 public:
  StepTaker(Impl& impl, Word2VecShare& share, Word2VecStep& step)
      : impl_(impl),
        share_(share),
        step_(step),
        softmax_(impl.config.objective == Word2VecObjective::kFullSoftmax),
        x_(static_cast<std::size_t>(impl.stride)),
        all_scores_(softmax_ ? static_cast<std::size_t>(impl.num_outputs) : 0),
        inputs_before_(impl.stride),
        outputs_before_(impl.stride) {}

  void describe() {
    const std::uint32_t t = share_.cursor;
    const Piece& piece = impl_.walk.piece(share_.next);
    step_.line = piece.line;
    step_.position = t;
    step_.words.assign(share_.tokens.begin(), share_.tokens.begin() + share_.kept);
    for (std::uint32_t i = piece.begin, k = 0; i < piece.end; ++i) {  // kept words keep their order
      const TokenId token = impl_.corpus->tokens[i];
      if (k < share_.kept && share_.tokens[k] == token) {
        ++k;
      } else {
        step_.dropped.push_back(token);
      }
    }
    step_.radius = share_.radius[t];
    step_.centre = share_.tokens[t];
    step_.rate = impl_.rate_at(impl_.progress_of(share_));
    const Impl::Context context = Impl::context_of(share_, t);
    for (std::uint32_t c = context.first; c < context.last; ++c) {
      if (c == t) continue;
      if (impl_.cbow()) {
        step_.inputs.push_back(share_.tokens[c]);
      } else {
        step_.pairs.emplace_back().context = share_.tokens[c];
      }
    }
    if (impl_.cbow()) {
      step_.pairs.emplace_back().context = step_.centre;
    } else {
      step_.inputs = {step_.centre};
    }
    for (const TokenId w : step_.inputs) inputs_before_.add(impl_.input_row(w));
    compute_scores();
  }

  void choose_outputs() {
    for (Word2VecStep::Pair& pair : step_.pairs) {
      if (impl_.config.objective == Word2VecObjective::kHierarchicalSoftmax) {
        const auto nodes = impl_.tree.nodes(pair.context);
        const auto labels = impl_.tree.labels(pair.context);
        for (std::size_t i = 0; i < nodes.size(); ++i) {
          pair.outputs.push_back({.id = nodes[i], .is_word = false, .label = labels[i]});
        }
        continue;
      }
      pair.outputs.push_back({.id = pair.context, .label = 1});
      if (softmax_) {
        for (const TokenId w : likeliest_without(pair.context)) pair.outputs.push_back({.id = w});
      } else {
        for (int i = 0; i < impl_.config.negative; ++i) {
          pair.outputs.push_back({.id = impl_.draw_negative(share_.rng, pair.context)});
        }
      }
    }
  }

  void measure_before() {
    measure(&Word2VecStep::Output::score_before, &Word2VecStep::Output::probability_before,
            &Word2VecStep::Pair::loss_before);
    for (Word2VecStep::Pair& pair : step_.pairs) {
      for (Word2VecStep::Output& output : pair.outputs) {
        output.weight = output.label - output.probability_before;
        outputs_before_.add(impl_.output_row(output.id));
      }
    }
  }

  // By the kernels that training uses. Returns the loss.
  double update() {
    std::vector<float*> inputs;
    for (const TokenId w : step_.inputs) inputs.push_back(impl_.input_row(w));
    return softmax_ ? update_softmax(inputs) : update_logistic(inputs);
  }

  void measure_after() {
    compute_scores();
    measure(&Word2VecStep::Output::score_after, &Word2VecStep::Output::probability_after,
            &Word2VecStep::Pair::loss_after);
    const int dim = impl_.config.dim;
    std::size_t row = 0;
    for (Word2VecStep::Pair& pair : step_.pairs) {
      for (Word2VecStep::Output& output : pair.outputs) {
        output.moved = distance(impl_.output_row(output.id), outputs_before_[row++], dim);
      }
    }
    for (std::size_t i = 0; i < step_.inputs.size(); ++i) {
      step_.moved.push_back(distance(impl_.input_row(step_.inputs[i]), inputs_before_[i], dim));
    }
  }

 private:
  // x_, the input of the formula: v of the centre, or the mean over the context; for the softmax,
  // the scores of all words too.
  void compute_scores() {
    std::fill(x_.begin(), x_.end(), 0.0f);
    const float part = 1.0f / static_cast<float>(step_.inputs.size());
    for (const TokenId w : step_.inputs) {
      impl_.kernels->axpy(part, impl_.input_row(w), x_.data(), impl_.stride);
    }
    if (!softmax_) return;
    impl_.kernels->scores(impl_.output.data(), impl_.num_outputs, impl_.stride, x_.data(),
                          impl_.config.dim, all_scores_.data());
    log_total_ = log_sum_exp(all_scores_);
  }

  std::vector<TokenId> likeliest_without(TokenId target) const {
    std::vector<TokenId> words(all_scores_.size());
    std::iota(words.begin(), words.end(), 0);
    std::erase(words, target);
    const std::size_t shown = std::min(kSoftmaxOutputsShown, words.size());
    const auto score = [&](TokenId w) { return all_scores_[static_cast<std::size_t>(w)]; };
    std::partial_sort(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(shown),
                      words.end(), [&](TokenId a, TokenId b) { return score(a) > score(b); });
    words.resize(shown);
    return words;
  }

  void measure(float Word2VecStep::Output::* score_of, float Word2VecStep::Output::* probability_of,
               float Word2VecStep::Pair::* loss_of) {
    for (Word2VecStep::Pair& pair : step_.pairs) {
      double loss = 0;
      for (Word2VecStep::Output& output : pair.outputs) {
        output.*score_of = impl_.kernels->dot(x_.data(), impl_.output_row(output.id), impl_.stride);
        const double score = static_cast<double>(output.*score_of);
        if (softmax_) {
          output.*probability_of = static_cast<float>(std::exp(score - log_total_));
          if (output.label > 0) loss = log_total_ - score;
        } else {
          output.*probability_of = static_cast<float>(sigma(score));
          loss += minus_log_sigma(output.label > 0 ? score : -score);
        }
      }
      pair.*loss_of = static_cast<float>(loss);
    }
  }

  double update_softmax(const std::vector<float*>& inputs) {
    std::vector<std::int32_t> targets;
    for (const Word2VecStep::Pair& pair : step_.pairs) targets.push_back(pair.context);
    const std::int32_t target_begin[2] = {0, static_cast<std::int32_t>(targets.size())};
    std::vector<float> moved(x_.size());
    const float* in = x_.data();
    float* out = moved.data();
    const float loss =
        impl_.kernels->softmax_group({.inputs = &in,
                                      .gradients = &out,
                                      .target_begin = target_begin,
                                      .targets = targets.data(),
                                      .num_inputs = 1,
                                      .outputs = impl_.output.data(),
                                      .num_outputs = static_cast<std::int32_t>(impl_.num_outputs),
                                      .stride = impl_.stride,
                                      .dim = impl_.config.dim,
                                      .rate = static_cast<float>(step_.rate),
                                      .scratch = share_.kernel.data()});
    for (float* row : inputs) impl_.kernels->axpy(1.0f, out, row, impl_.stride);
    return static_cast<double>(loss);
  }

  double update_logistic(const std::vector<float*>& inputs) {
    std::vector<float*> outputs;
    std::vector<float> labels;
    for (const Word2VecStep::Pair& pair : step_.pairs) {
      for (const Word2VecStep::Output& output : pair.outputs) {
        outputs.push_back(impl_.output_row(output.id));
        labels.push_back(output.label);
      }
    }
    const int m = static_cast<int>(inputs.size());
    const int n = static_cast<int>(outputs.size());
    AlignedFloats scratch(kernels::logistic_scratch_floats(m, n, impl_.config.dim));
    const kernels::LogisticGroup group = {.inputs = inputs.data(),
                                          .outputs = outputs.data(),
                                          .labels = labels.data(),
                                          .num_inputs = m,
                                          .num_outputs = n,
                                          .dim = impl_.config.dim,
                                          .rate = static_cast<float>(step_.rate),
                                          .scratch = scratch.data()};
    return static_cast<double>(impl_.cbow() ? impl_.kernels->logistic_mean_group(group)
                                            : impl_.kernels->logistic_group(group));
  }

  Impl& impl_;
  Word2VecShare& share_;
  Word2VecStep& step_;
  bool softmax_;
  std::vector<float> x_;           // [stride]
  std::vector<float> all_scores_;  // softmax: [V]
  double log_total_ = 0;           // softmax: log of the sum of e^score
  RowCopies inputs_before_, outputs_before_;
};

Word2VecProgress Word2Vec::train_one(Word2VecStep& step) {
  Word2VecProgress progress;
  step = {};
  Word2VecShare* share = impl_->next_centre(progress);
  if (share == nullptr) return progress;
  StepTaker taker(*impl_, *share, step);
  taker.describe();
  taker.choose_outputs();
  taker.measure_before();
  progress.loss_sum = taker.update();
  taker.measure_after();
  progress.pairs = static_cast<std::int64_t>(step.pairs.size());
  progress.finite = std::isfinite(progress.loss_sum);
  if (++share->cursor == share->kept) {
    progress.words += impl_->close_piece(*share);
    impl_->end_epoch_if_through();
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

}  // namespace wordspace
