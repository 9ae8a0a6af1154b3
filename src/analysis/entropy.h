// The arithmetic of surprise: mean and running mean of nats, bits, perplexity, entropy.
// Not where the probabilities come from (models/transformer_text.h).
#pragma once

#include <span>
#include <vector>

namespace wordspace {

double bits_from_nats(double nats);

// Cross-entropy of a text from the -ln P of its tokens, said every way.
struct TextEntropy {
  std::size_t tokens = 0;
  double sum_nats = 0;   // of the whole text: grows with every token
  double mean_nats = 0;  // a token: what losses and perplexities are made of
  double mean_bits = 0;
  double perplexity = 1;  // exp(mean nats) = 2^(mean bits)
};
// Infinite surprisals (a token that cannot be) give infinite sums. Empty: zeros, perplexity 1.
TextEntropy text_entropy(std::span<const double> nats);

// Mean of the first 1, 2, ... numbers.
std::vector<double> running_mean(std::span<const double> values);
// Sum of the first 1, 2, ... numbers.
std::vector<double> running_sum(std::span<const double> values);

// -sum p ln p, nats; what is 0 adds nothing. Weights need not sum to 1, they are scaled: all 0 or
// none: 0.
double entropy_nats(std::span<const double> weights);

// By how many percent a loss lies above the least that is possible; 0 where that is 0.
double percent_above(double nats, double least_nats);
// How much of the way from knowing nothing to the least that is possible a loss has come, 0..1 (can
// leave that range).
double share_of_way(double nats, double knowing_nothing, double least_nats);

// Two words that always agree, n kinds equally likely: the perplexity of the pair is sqrt(n), the
// pseudo-perplexity 1, since each word tells the other.
double agreeing_pair_perplexity(int kinds);
double agreeing_pair_pseudo_perplexity(int kinds);

}  // namespace wordspace
