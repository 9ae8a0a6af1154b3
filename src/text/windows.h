// What lab 2 shows of an encoded corpus: windows as word2vec draws them, Zipf's ranks, vocabulary
// growth. Not the training loop (models/word2vec.h); small pure functions for pictures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "text/token_id.h"

namespace wordspace {

struct EncodedCorpus;
class Rng;
class Vocabulary;

// One centre of a line with the radius drawn for it; its context is positions [begin, end) without
// centre. Positions count the words that subsampling kept: index kept_positions of the same
// LineWindows.
struct Window {
  std::uint32_t centre = 0;
  std::uint32_t radius = 0;  // 1..max_radius
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct LineWindows {
  std::vector<std::uint32_t> kept_positions;  // into the line; all of it without subsampling
  std::vector<Window> windows;                // one a kept word, in order
};

// Draws subsampling and windows of one line as word2vec does: each word is kept with its
// probability (keep may be empty: all are), then each centre draws a radius uniformly
// from 1..max_radius.
//   max_radius >= 1 (ENSURE). Same rng state, same windows.
//   Source: Mikolov et al. 2013; word2vec.c.
LineWindows draw_windows(std::span<const TokenId> line, std::uint32_t max_radius,
                         std::span<const float> keep, Rng& rng);

// The (centre, context) pairs that skip-gram trains on, centre by centre, left to right; ids of the
// line.
struct SkipGramPair {
  TokenId centre = 0;
  TokenId context = 0;
};
std::vector<SkipGramPair> skip_gram_pairs(std::span<const TokenId> line, const LineWindows& drawn);

// One word of Zipf's law: rank counts from 1, words by falling count.
struct ZipfPoint {
  std::uint32_t rank = 0;
  std::int64_t count = 0;
  double share = 0;  // of all words of the vocabulary
};
// At most max_points points, evenly spaced in log rank, first and last included.
std::vector<ZipfPoint> zipf_curve(const Vocabulary& vocabulary, std::size_t max_points);
// Slope and intercept of log count over log rank, least squares over the points (natural logs);
// near -1 for text. Fewer than two points give zeros.
struct ZipfFit {
  double slope = 0;
  double intercept = 0;
};
ZipfFit fit_zipf(std::span<const ZipfPoint> points);

// Vocabulary growth (Heaps' law): distinct words after the first num_words words of the corpus, at
// most max_points points, evenly spaced in words, the end included. Rare words are left out of the
// corpus and so of this curve.
struct GrowthPoint {
  std::size_t num_words = 0;
  std::size_t num_distinct = 0;
};
std::vector<GrowthPoint> vocabulary_growth(const EncodedCorpus& corpus, std::size_t max_points);

// Entropy of the vocabulary's unigram distribution in nats: a baseline of every loss plot.
double unigram_entropy_nats(const Vocabulary& vocabulary);

}  // namespace wordspace
