// Unit rows, cosines by one matrix-vector product, and the best few of many scores.
// Not approximate: every word is looked at.
#include "analysis/vectors.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

#include "core/ensure.h"

namespace wordspace {
namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstRows = Eigen::Map<const RowMatrix>;

// Falls by score; equal scores rise by id.
bool better(const ScoredWord& a, const ScoredWord& b) {
  return a.score != b.score ? a.score > b.score : a.id < b.id;
}

}  // namespace

WordVectors::WordVectors(std::shared_ptr<const Vocabulary> vocabulary,
                         std::span<const float> vectors, int dim)
    : vocabulary_(std::move(vocabulary)), dim_(dim) {
  ENSURE(vocabulary_ != nullptr);
  ENSURE(dim > 0);
  rows_ = vocabulary_->size();
  const auto d = static_cast<std::size_t>(dim);
  ENSURE(vectors.size() == static_cast<std::size_t>(rows_) * d);
  unit_.resize(vectors.size());
  lengths_.resize(static_cast<std::size_t>(rows_));
  for (std::size_t row = 0; row < lengths_.size(); ++row) {
    const float* in = vectors.data() + row * d;
    float* out = unit_.data() + row * d;
    // In double: the squares of large or tiny floats leave the range of float.
    double sum = 0;
    for (std::size_t k = 0; k < d; ++k) sum += static_cast<double>(in[k]) * in[k];
    const double length = std::sqrt(sum);
    lengths_[row] = static_cast<float>(length);
    const double scale = length > 0 ? 1.0 / length : 0.0;
    for (std::size_t k = 0; k < d; ++k) out[k] = static_cast<float>(in[k] * scale);
  }
}

std::span<const float> WordVectors::unit(TokenId id) const {
  DEBUG_ENSURE(id >= 0 && id < rows_);
  const auto d = static_cast<std::size_t>(dim_);
  return std::span(unit_).subspan(static_cast<std::size_t>(id) * d, d);
}

float WordVectors::length(TokenId id) const {
  DEBUG_ENSURE(id >= 0 && id < rows_);
  return lengths_[static_cast<std::size_t>(id)];
}

float WordVectors::cosine(TokenId a, TokenId b) const {
  const Eigen::Map<const Eigen::VectorXf> x(unit(a).data(), dim_);
  const Eigen::Map<const Eigen::VectorXf> y(unit(b).data(), dim_);
  return x.dot(y);
}

void WordVectors::cosines(std::span<const float> query, std::span<float> out) const {
  ENSURE(query.size() == static_cast<std::size_t>(dim_));
  ENSURE(out.size() == static_cast<std::size_t>(rows_));
  if (rows_ == 0) return;
  const Eigen::Map<const Eigen::VectorXf> q(query.data(), dim_);
  const double length = q.cast<double>().norm();
  const Eigen::VectorXf unit_query =
      length > 0 ? (q.cast<double>() / length).cast<float>().eval() : Eigen::VectorXf::Zero(dim_);
  Eigen::Map<Eigen::VectorXf>(out.data(), rows_).noalias() =
      ConstRows(unit_.data(), rows_, dim_) * unit_query;
}

std::vector<ScoredWord> top_scores(std::span<const float> scores, int num,
                                   std::span<const TokenId> excluded) {
  std::vector<ScoredWord> best;
  if (num <= 0) return best;
  const std::size_t wanted = std::min(static_cast<std::size_t>(num), scores.size());
  best.reserve(wanted + 1);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const ScoredWord candidate{static_cast<TokenId>(i), scores[i]};
    if (!(candidate.score == candidate.score)) continue;  // not a number: no rank
    if (best.size() == wanted && !better(candidate, best.front())) continue;
    if (std::find(excluded.begin(), excluded.end(), candidate.id) != excluded.end()) continue;
    best.push_back(candidate);  // a heap with the worst of the best in front
    std::push_heap(best.begin(), best.end(), better);
    if (best.size() > wanted) {
      std::pop_heap(best.begin(), best.end(), better);
      best.pop_back();
    }
  }
  std::sort(best.begin(), best.end(), better);
  return best;
}

std::vector<ScoredWord> neighbors(const WordVectors& vectors, TokenId word, int num) {
  std::vector<float> scores(static_cast<std::size_t>(vectors.size()));
  vectors.cosines(vectors.unit(word), scores);
  const TokenId self[] = {word};
  return top_scores(scores, num, self);
}

}  // namespace wordspace
