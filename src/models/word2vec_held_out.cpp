// Word2Vec's loss on text that it has not seen.
// Not training: it changes nothing, and is free to allocate.
#include <algorithm>
#include <vector>

#include "models/loss_math.h"
#include "models/word2vec_impl.h"

namespace wordspace {

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
