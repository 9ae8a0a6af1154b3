// Orthogonal Procrustes between two spaces, and neighbours in common.
// Not the correlation of whole spaces (rsa.cpp).
#include "analysis/alignment.h"

#include <Eigen/Core>

#include <algorithm>
#include <numeric>

#include "analysis/correlation.h"
#include "core/ensure.h"
#include "math/decompositions.h"

namespace wordspace {
namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowMatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstRows = Eigen::Map<const RowMatrix>;

Eigen::MatrixXd unit_rows(const WordVectors& vectors, std::span<const TokenId> words) {
  const Eigen::Index dim = vectors.dim();
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(words.size()), dim);
  for (std::size_t i = 0; i < words.size(); ++i) {
    rows.row(static_cast<Eigen::Index>(i)) =
        Eigen::Map<const Eigen::RowVectorXf>(vectors.unit(words[i]).data(), dim).cast<double>();
  }
  return rows;
}

// Cosines of two tables row by row (rows have length 1 or 0), and their mean.
double row_cosines(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, std::vector<float>& out) {
  const Eigen::VectorXd cosines = a.cwiseProduct(b).rowwise().sum();
  out.resize(static_cast<std::size_t>(cosines.size()));
  for (Eigen::Index i = 0; i < cosines.size(); ++i) {
    out[static_cast<std::size_t>(i)] = static_cast<float>(cosines[i]);
  }
  return cosines.mean();
}

}  // namespace

Result<Alignment> align(const WordVectors& a, const WordVectors& b, const SharedWords& words) {
  ENSURE(words.a.size() == words.b.size());
  if (a.dim() != b.dim()) {
    const std::string dim_a = std::to_string(a.dim());
    const std::string dim_b = std::to_string(b.dim());
    return Error{"alignment.dim",
                 "Vectors of " + dim_a + " and of " + dim_b +
                     " numbers cannot be turned onto each "
                     "other.",
                 "Train both with the same dimension.",
                 {dim_a, dim_b}};
  }
  if (words.size() == 0) {
    return Error{"alignment.no_words", "The two share no words.",
                 "Take texts in the same language."};
  }
  const Eigen::MatrixXd rows_a = unit_rows(a, words.a);
  const Eigen::MatrixXd rows_b = unit_rows(b, words.b);
  const auto dim = static_cast<std::size_t>(a.dim());
  RowMatrixD product(a.dim(), a.dim()), rotation(a.dim(), a.dim());
  product.noalias() = rows_b.transpose() * rows_a;
  nearest_orthogonal({product.data(), dim * dim}, a.dim(), {rotation.data(), dim * dim});
  Alignment result;
  result.dim = a.dim();
  result.rotation.resize(dim * dim);
  Eigen::Map<RowMatrix>(result.rotation.data(), a.dim(), a.dim()) = rotation.cast<float>();
  result.raw_cosine = row_cosines(rows_a, rows_b, result.raw);
  result.aligned_cosine = row_cosines(rows_a, rows_b * rotation, result.aligned);
  return result;
}

WordVectors turned(const WordVectors& b, const Alignment& alignment) {
  ENSURE(b.dim() == alignment.dim);
  const Eigen::Index dim = b.dim();
  RowMatrix rows = ConstRows(b.unit_data().data(), b.size(), dim) *
                   ConstRows(alignment.rotation.data(), dim, dim);
  for (TokenId id = 0; id < b.size(); ++id) rows.row(id) *= b.length(id);
  return WordVectors(b.shared_vocabulary(),
                     std::span<const float>(rows.data(), static_cast<std::size_t>(rows.size())),
                     b.dim());
}

SharedWords shuffled(const SharedWords& words, std::uint64_t seed) {
  SharedWords out = words;
  Rng rng(seed, 1);
  for (std::size_t i = out.b.size(); i > 1; --i) {
    std::swap(out.b[i - 1], out.b[rng.below(static_cast<std::uint32_t>(i))]);
  }
  return out;
}

NeighborOverlapRun::NeighborOverlapRun(const WordVectors& a, const WordVectors& b,
                                       const SharedWords& words, int k)
    : vectors_{&a, &b}, words_(&words) {
  ENSURE(words.a.size() == words.b.size());
  const std::size_t n = words.size();
  const std::size_t others = n > 0 ? n - 1 : 0;
  result_.k = static_cast<int>(std::min(static_cast<std::size_t>(std::max(k, 0)), others));
  result_.chance = others > 0 ? static_cast<double>(result_.k) / static_cast<double>(others) : 0;
  const std::vector<TokenId>* ids[] = {&words.a, &words.b};
  for (int side = 0; side < 2; ++side) {
    const auto dim = static_cast<std::size_t>(vectors_[side]->dim());
    rows_[side].resize(n * dim);
    for (std::size_t i = 0; i < n; ++i) {
      const std::span<const float> unit = vectors_[side]->unit((*ids[side])[i]);
      std::copy(unit.begin(), unit.end(),
                rows_[side].begin() + static_cast<std::ptrdiff_t>(i * dim));
    }
    cosines_[side].resize(n);
  }
  result_.changes.reserve(n);
}

double NeighborOverlapRun::share_done() const {
  return words_->size() == 0 ? 1.0
                             : static_cast<double>(next_) / static_cast<double>(words_->size());
}

bool NeighborOverlapRun::advance(int num) {
  const std::size_t n = words_->size();
  for (; num > 0 && next_ < n; --num, ++next_) {
    std::vector<ScoredWord> nearest[2];
    const TokenId self[] = {static_cast<TokenId>(next_)};
    for (int side = 0; side < 2; ++side) {
      const Eigen::Index dim = vectors_[side]->dim();
      const ConstRows rows(rows_[side].data(), static_cast<Eigen::Index>(n), dim);
      Eigen::Map<Eigen::VectorXf>(cosines_[side].data(), static_cast<Eigen::Index>(n)).noalias() =
          rows * rows.row(static_cast<Eigen::Index>(next_)).transpose();
      nearest[side] = top_scores(cosines_[side], result_.k, self);
    }
    std::size_t common = 0;
    for (const ScoredWord& x : nearest[0]) {
      for (const ScoredWord& y : nearest[1]) common += x.id == y.id ? 1 : 0;
    }
    NeighborChange change;
    change.word = next_;
    const std::size_t all = nearest[0].size() + nearest[1].size() - common;
    if (!nearest[0].empty()) {
      change.overlap = static_cast<double>(common) / static_cast<double>(nearest[0].size());
      change.jaccard = static_cast<double>(common) / static_cast<double>(all);
    }
    // The word beside itself says nothing: the last one takes its place.
    for (std::vector<float>& cosines : cosines_) std::swap(cosines[next_], cosines[n - 1]);
    change.profile = pearson(std::span<const float>(cosines_[0]).first(n - 1),
                             std::span<const float>(cosines_[1]).first(n - 1));
    result_.changes.push_back(change);
  }
  double overlap = 0;
  double jaccard = 0;
  for (const NeighborChange& change : result_.changes) {
    overlap += change.overlap;
    jaccard += change.jaccard;
  }
  const auto count = static_cast<double>(std::max<std::size_t>(result_.changes.size(), 1));
  result_.overlap = overlap / count;
  result_.jaccard = jaccard / count;
  return next_ < n;
}

NeighborOverlap neighbor_overlap(const WordVectors& a, const WordVectors& b,
                                 const SharedWords& words, int k) {
  NeighborOverlapRun run(a, b, words, k);
  while (run.advance(1 << 20)) {
  }
  return run.result();
}

std::vector<NeighborChange> most_changed(const NeighborOverlap& overlap, int num) {
  std::vector<NeighborChange> changes = overlap.changes;
  std::sort(changes.begin(), changes.end(), [](const NeighborChange& x, const NeighborChange& y) {
    if (x.overlap != y.overlap) return x.overlap < y.overlap;
    if (x.profile != y.profile) return x.profile < y.profile;
    return x.word < y.word;
  });
  changes.resize(std::min(changes.size(), static_cast<std::size_t>(std::max(num, 0))));
  return changes;
}

std::vector<ScoredWord> shared_neighbors(const WordVectors& vectors, std::span<const TokenId> words,
                                         std::size_t word, int k) {
  ENSURE(word < words.size());
  std::vector<float> scores(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) scores[i] = vectors.cosine(words[word], words[i]);
  const TokenId self[] = {static_cast<TokenId>(word)};
  return top_scores(scores, k, self);
}

}  // namespace wordspace
