// Word2Vec's inner loop: turns an open piece of a line into groups and hands them to the kernels.
// Not the kernels (math/kernels) and not the place in the corpus (word2vec.cpp).
#include <algorithm>

#include "models/word2vec_impl.h"

namespace wordspace {

void Word2Vec::Impl::train_piece(Word2VecShare& share, float rate) {
  if (config.objective == Word2VecObjective::kFullSoftmax) {
    train_piece_softmax(share, rate);
  } else {
    train_piece_logistic(share, rate);
  }
}

// Skip-gram: position j is the context word that centres around it predict. CBOW: j is the centre.
// Either way w_j is what is predicted, and the rows of the words around it are the inputs.
void Word2Vec::Impl::train_piece_logistic(Word2VecShare& share, float rate) {
  const auto window = static_cast<std::uint32_t>(config.window);
  const auto k = static_cast<std::uint32_t>(config.negative);
  const std::uint32_t kept = share.kept;
  const std::uint32_t first_centre = share.cursor;
  const TokenId* tokens = share.tokens.data();
  const std::int32_t* radius = share.radius.data();
  const bool mean = cbow();
  const bool sampled = negative_sampling();
  double loss = 0;
  std::int64_t pairs = 0;

  // Rows that predict w_j, and after them the input row that comes into view: for prefetching.
  const auto list_outputs = [&](std::uint32_t j, std::vector<float*>& rows) {
    int n = 0;
    if (sampled) {
      rows[0] = output_row(tokens[j]);
      for (std::uint32_t i = 0; i < k; ++i) rows[i + 1] = output_row(share.negatives[j * k + i]);
      n = static_cast<int>(k) + 1;
    } else {
      for (const std::int32_t node : tree.nodes(tokens[j])) rows[n++] = output_row(node);
    }
    const std::uint32_t ahead = std::min(j + window, kept - 1);
    rows[n] = input_row(tokens[ahead]);
    return n;
  };

  kernels::LogisticGroup group;
  group.dim = config.dim;
  group.rate = rate;
  group.scratch = share.kernel.data();
  group.inputs = share.inputs.data();
  const std::uint32_t start =
      mean ? first_centre : (first_centre > window ? first_centre - window : 0);
  if (start >= kept) return;
  int which = 0;
  int coming = list_outputs(start, share.outputs[which]);
  for (std::uint32_t j = start; j < kept; ++j) {
    group.outputs = share.outputs[which].data();
    group.num_outputs = coming;
    group.labels = sampled ? share.labels.data() : tree.labels(tokens[j]).data();
    which ^= 1;
    group.num_next = 0;
    if (j + 1 < kept) {
      coming = list_outputs(j + 1, share.outputs[which]);
      group.next = share.outputs[which].data();
      group.num_next = coming + 1;
    }
    int m = 0;
    if (mean) {
      const Context context = context_of(share, j);
      for (std::uint32_t t = context.first; t < j; ++t) share.inputs[m++] = input_row(tokens[t]);
      for (std::uint32_t t = j + 1; t < context.last; ++t) share.inputs[m++] = input_row(tokens[t]);
    } else {
      // Written before it is known whether it counts: a branch here would be guessed wrong half of
      // the time. inputs has one spare place.
      const std::uint32_t first = std::max(j > window ? j - window : 0, first_centre);
      const std::uint32_t last = std::min(j + window + 1, kept);
      for (std::uint32_t t = first; t < j; ++t) {
        share.inputs[m] = input_row(tokens[t]);
        m += static_cast<std::uint32_t>(radius[t]) >= j - t ? 1 : 0;
      }
      for (std::uint32_t t = std::max(j + 1, first_centre); t < last; ++t) {
        share.inputs[m] = input_row(tokens[t]);
        m += static_cast<std::uint32_t>(radius[t]) >= t - j ? 1 : 0;
      }
    }
    if (m == 0) continue;
    group.num_inputs = m;
    loss += static_cast<double>(mean ? kernels->logistic_mean_group(group)
                                     : kernels->logistic_group(group));
    pairs += mean ? 1 : m;
  }
  share.progress.loss_sum += loss;
  share.progress.pairs += pairs;
}

// Full softmax: a few centres at a time share one pass over all V outputs. Every pair of a centre
// has the same probabilities, so they come once a centre, not once a pair.
void Word2Vec::Impl::train_piece_softmax(Word2VecShare& share, float rate) {
  const TokenId* tokens = share.tokens.data();
  kernels::SoftmaxGroup group;
  group.outputs = output.data();
  group.num_outputs = static_cast<std::int32_t>(num_outputs);
  group.stride = stride;
  group.dim = config.dim;
  group.rate = rate;
  group.scratch = share.kernel.data();
  group.target_begin = share.target_begin.data();
  group.targets = share.targets.data();
  for (std::uint32_t t = share.cursor; t < share.kept;) {
    int m = 0;
    std::int32_t num_targets = 0;
    share.target_begin[0] = 0;
    for (; t < share.kept && m < kSoftmaxBatch; ++t) {
      const Context context = context_of(share, t);
      if (context.size() == 0) continue;
      const auto i = static_cast<std::size_t>(m);
      if (cbow()) {
        float* mean = share.mean_rows[i];
        std::fill_n(mean, stride, 0.0f);
        std::fill_n(share.gradient_rows[i], stride, 0.0f);
        const float part = 1.0f / static_cast<float>(context.size());
        for (std::uint32_t c = context.first; c < context.last; ++c) {
          if (c != t) kernels->axpy(part, input_row(tokens[c]), mean, stride);
        }
        share.inputs[i] = mean;
        share.targets[static_cast<std::size_t>(num_targets++)] = tokens[t];
      } else {
        share.inputs[i] = share.gradient_rows[i] = input_row(tokens[t]);
        for (std::uint32_t c = context.first; c < context.last; ++c) {
          if (c != t) share.targets[static_cast<std::size_t>(num_targets++)] = tokens[c];
        }
      }
      share.batch[i] = static_cast<std::int32_t>(t);
      share.target_begin[i + 1] = num_targets;
      ++m;
    }
    if (m == 0) return;
    group.inputs = share.inputs.data();
    group.gradients = share.gradient_rows.data();
    group.num_inputs = m;
    share.progress.loss_sum += static_cast<double>(kernels->softmax_group(group));
    share.progress.pairs += num_targets;
    if (!cbow()) continue;
    for (int i = 0; i < m; ++i) {
      const auto centre = static_cast<std::uint32_t>(share.batch[static_cast<std::size_t>(i)]);
      const Context context = context_of(share, centre);
      for (std::uint32_t c = context.first; c < context.last; ++c) {
        if (c == centre) continue;
        kernels->axpy(1.0f, share.gradient_rows[static_cast<std::size_t>(i)], input_row(tokens[c]),
                      stride);
      }
    }
  }
}

}  // namespace wordspace
