// Counts which words stand near each other, and answers about the counts.
// Not the model that fits them (models/glove.h).
#include "text/cooccurrence.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "core/ensure.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"

namespace wordspace {

// --- The matrix.

float Cooccurrence::count(TokenId i, TokenId j) const {
  if (i == j) return diagonal_[static_cast<std::size_t>(i)];
  const std::span<const Pair> pairs = row(std::min(i, j));
  const TokenId wanted = std::max(i, j);
  const auto found = std::lower_bound(pairs.begin(), pairs.end(), wanted,
                                      [](const Pair& p, TokenId c) { return p.column < c; });
  return found != pairs.end() && found->column == wanted ? found->count : 0.0f;
}

float Cooccurrence::percentile(double share) const {
  const std::int64_t cells = num_cells();
  if (cells == 0) return 0;
  const auto wish = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(cells)));
  std::int64_t rank = std::clamp<std::int64_t>(wish, 1, cells);  // counts from 1
  // Positive floats are ordered as their bits: first the upper half decides, then the lower.
  std::vector<std::int64_t> bins(1u << 16);
  const auto find = [&](auto&& bin_of) {
    std::fill(bins.begin(), bins.end(), 0);
    for (const Pair& pair : pairs_) {
      const int bin = bin_of(std::bit_cast<std::uint32_t>(pair.count));
      if (bin >= 0) bins[static_cast<std::size_t>(bin)] += 2;
    }
    for (const TokenId w : diagonal_words_) {
      const int bin = bin_of(std::bit_cast<std::uint32_t>(diagonal_[static_cast<std::size_t>(w)]));
      if (bin >= 0) ++bins[static_cast<std::size_t>(bin)];
    }
    std::uint32_t at = 0;
    while (rank > bins[at]) rank -= bins[at++];
    return at;
  };
  const std::uint32_t upper = find([](std::uint32_t bits) { return static_cast<int>(bits >> 16); });
  const std::uint32_t lower = find([upper](std::uint32_t bits) {
    return bits >> 16 == upper ? static_cast<int>(bits & 0xffffu) : -1;
  });
  return std::bit_cast<float>(upper << 16 | lower);
}

std::vector<std::int64_t> Cooccurrence::histogram(std::span<const double> edges) const {
  if (edges.size() < 2) return {};
  std::vector<std::int64_t> bins(edges.size() - 1, 0);
  const auto add = [&](float count, std::int64_t times) {
    const auto value = static_cast<double>(count);
    if (value < edges.front() || value > edges.back()) return;
    const auto above = std::upper_bound(edges.begin(), edges.end(), value) - edges.begin();
    bins[std::min(static_cast<std::size_t>(above), bins.size()) - 1] += times;
  };
  for (const Pair& pair : pairs_) add(pair.count, 2);
  for (const TokenId w : diagonal_words_) add(diagonal_[static_cast<std::size_t>(w)], 1);
  return bins;
}

std::int64_t Cooccurrence::bytes() const {
  const std::size_t bytes =
      pairs_.capacity() * sizeof(Pair) + row_begin_.capacity() * sizeof(std::uint32_t) +
      (row_hint_.capacity() + diagonal_words_.capacity()) * sizeof(TokenId) +
      diagonal_.capacity() * sizeof(float) + row_sums_.capacity() * sizeof(double);
  return static_cast<std::int64_t>(bytes);
}

// --- Counting.

CooccurrenceCounter::CooccurrenceCounter(const EncodedCorpus& corpus, int window,
                                         std::int64_t most_pairs)
    : corpus_(corpus),
      window_(static_cast<std::uint32_t>(window)),
      most_pairs_(most_pairs),
      out_(std::make_shared<Cooccurrence>()) {
  ENSURE(window >= 1);
  ENSURE(corpus.vocabulary != nullptr);
  const auto words = static_cast<std::size_t>(corpus.vocabulary->size());
  inverse_.push_back(0);
  for (int d = 1; d <= window; ++d) inverse_.push_back(1.0 / d);
  begins_line_.assign(corpus.tokens.size() + 1, 0);
  for (const std::uint32_t begin : corpus.line_begin) begins_line_[begin] = 1;
  place_begin_.assign(words + 1, 0);
  for (const TokenId token : corpus.tokens) ++place_begin_[static_cast<std::size_t>(token) + 1];
  for (std::size_t w = 0; w < words; ++w) place_begin_[w + 1] += place_begin_[w];
  places_.resize(corpus.tokens.size());
  std::vector<std::uint32_t> next(place_begin_.begin(), place_begin_.end() - 1);
  for (std::size_t p = 0; p < corpus.tokens.size(); ++p) {
    places_[next[static_cast<std::size_t>(corpus.tokens[p])]++] = static_cast<std::uint32_t>(p);
  }
  sums_.assign(words, 0.0);
  out_->window_ = window;
  out_->diagonal_.assign(words, 0.0f);
  out_->row_sums_.assign(words, 0.0);
  out_->row_begin_.reserve(words + 1);
}

bool CooccurrenceCounter::advance(std::int64_t num_places) {
  const TokenId words = corpus_.vocabulary->size();
  const TokenId* tokens = corpus_.tokens.data();
  const std::uint8_t* begins = begins_line_.data();
  while (num_places > 0 && next_ < words && !too_large_) {
    const TokenId i = next_++;
    const auto w = static_cast<std::size_t>(i);
    const auto meet = [&](TokenId j, std::uint32_t distance) {
      if (j < i) return;
      double& sum = sums_[static_cast<std::size_t>(j)];
      if (sum == 0) touched_.push_back(j);
      sum += inverse_[distance];
    };
    for (std::uint32_t at = place_begin_[w]; at < place_begin_[w + 1]; ++at) {
      const std::uint32_t p = places_[at];
      for (std::uint32_t d = 1; d <= window_ && begins[p - d + 1] == 0; ++d) {
        meet(tokens[p - d], d);
      }
      for (std::uint32_t d = 1; d <= window_ && begins[p + d] == 0; ++d) meet(tokens[p + d], d);
    }
    num_places -= place_begin_[w + 1] - place_begin_[w];
    close_row(i);
  }
  return next_ < words && !too_large_;
}

double CooccurrenceCounter::share_done() const {
  const std::uint32_t done = place_begin_[static_cast<std::size_t>(next_)];
  return places_.empty() ? 1.0 : static_cast<double>(done) / static_cast<double>(places_.size());
}

void CooccurrenceCounter::close_row(TokenId i) {
  Cooccurrence& out = *out_;
  const auto w = static_cast<std::size_t>(i);
  // A row that met a good part of all words is read in order; another one is sorted.
  if (touched_.size() > sums_.size() / 16) {
    touched_.clear();
    for (std::size_t j = w; j < sums_.size(); ++j) {
      if (sums_[j] != 0) touched_.push_back(static_cast<TokenId>(j));
    }
  } else {
    std::sort(touched_.begin(), touched_.end());
  }
  if (out.pairs_.capacity() - out.pairs_.size() < touched_.size()) {
    // Less than doubling: the old and the new array are in memory together.
    out.pairs_.reserve(out.pairs_.size() + out.pairs_.size() / 4 + touched_.size() + 1024);
  }
  for (const TokenId j : touched_) {
    const auto c = static_cast<std::size_t>(j);
    const double sum = std::exchange(sums_[c], 0.0);
    const auto count = static_cast<float>(sum);
    out.row_sums_[w] += sum;
    if (j == i) {
      out.diagonal_[w] = count;
      out.diagonal_words_.push_back(i);
      out.total_ += sum;
    } else {
      out.row_sums_[c] += sum;
      out.pairs_.push_back({j, count});
      out.total_ += 2 * sum;
    }
    out.largest_ = std::max(out.largest_, count);
    out.smallest_ = out.smallest_ == 0 ? count : std::min(out.smallest_, count);
  }
  touched_.clear();
  too_large_ = static_cast<std::int64_t>(out.pairs_.size()) > most_pairs_;
  out.row_begin_.push_back(static_cast<std::uint32_t>(out.pairs_.size()));
}

Result<std::shared_ptr<const Cooccurrence>> CooccurrenceCounter::take() {
  ENSURE(out_ != nullptr);
  ENSURE(too_large_ || next_ == corpus_.vocabulary->size());
  const std::shared_ptr<Cooccurrence> out = std::move(out_);
  if (too_large_) {
    return Error{"glove.too_large",
                 "This text has more pairs of words near each other than fit into memory.",
                 "Raise the minimum count of words or lower the window."};
  }
  if (out->num_cells() == 0) {
    return Error{"glove.no_pairs", "No two words of the vocabulary stand in one line of this text.",
                 "Lower the minimum count or choose a text with longer lines."};
  }
  std::size_t row = 0;
  for (std::size_t p = 0; p < out->pairs_.size(); p += Cooccurrence::kHintPairs) {
    while (out->row_begin_[row + 1] <= p) ++row;
    out->row_hint_.push_back(static_cast<TokenId>(row));
  }
  return std::shared_ptr<const Cooccurrence>(out);
}

Result<std::shared_ptr<const Cooccurrence>> count_cooccurrence(const EncodedCorpus& corpus,
                                                               int window) {
  CooccurrenceCounter counter(corpus, window);
  while (counter.advance(std::int64_t{1} << 40)) {
  }
  return counter.take();
}

}  // namespace wordspace
