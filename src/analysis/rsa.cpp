// Correlation of two spaces' cosines, with its null and its interval.
// Not the turning of one space onto the other (alignment.cpp).
#include "analysis/rsa.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace wordspace {
namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Rows = Eigen::Map<RowMatrix>;
using ConstRows = Eigen::Map<const RowMatrix>;

std::vector<float> unit_rows(const WordVectors& vectors, std::span<const TokenId> words) {
  const auto dim = static_cast<std::size_t>(vectors.dim());
  std::vector<float> rows(words.size() * dim);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::span<const float> unit = vectors.unit(words[i]);
    std::copy(unit.begin(), unit.end(), rows.begin() + static_cast<std::ptrdiff_t>(i * dim));
  }
  return rows;
}

// Cosines of the rows from `begin` on with all rows.
void multiply(const std::vector<float>& rows, std::size_t n, int dim, std::size_t begin,
              std::size_t count, std::vector<float>& out) {
  if (dim == 0) return;
  const auto size = static_cast<Eigen::Index>(n);
  const ConstRows all(rows.data(), size, dim);
  Rows(out.data() + begin * n, static_cast<Eigen::Index>(count), size).noalias() =
      all.middleRows(static_cast<Eigen::Index>(begin), static_cast<Eigen::Index>(count)) *
      all.transpose();
}

double correlation_of(double xy, double x, double y) { return x > 0 && y > 0 ? xy / (x * y) : 0.0; }

constexpr std::size_t kBlockRows = 32;

}  // namespace

SharedWords shared_words(const Vocabulary& a, const Vocabulary& b, std::int64_t max_words) {
  SharedWords shared;
  const auto full = [&] {
    return max_words > 0 && static_cast<std::int64_t>(shared.size()) >= max_words;
  };
  const auto add = [&](TokenId in_a, TokenId in_b) {
    shared.a.push_back(in_a);
    shared.b.push_back(in_b);
  };
  // Words are numbered by falling count: those whose worse rank is `rank` are word `rank` of one
  // and a word up to there of the other.
  for (TokenId rank = 0; rank < std::max(a.size(), b.size()) && !full(); ++rank) {
    TokenId in_b = kUnknownToken;
    TokenId in_a = kUnknownToken;
    if (rank < a.size() && a.find(a.word(rank)) == rank) in_b = b.find(a.word(rank));
    if (rank < b.size() && b.find(b.word(rank)) == rank) in_a = a.find(b.word(rank));
    if (in_b > rank) in_b = kUnknownToken;   // comes when b's rank is reached
    if (in_a >= rank) in_a = kUnknownToken;  // the same, or the word just found
    if (in_a == kUnknownToken && in_b == kUnknownToken) continue;
    const bool a_first = in_a == kUnknownToken || (in_b != kUnknownToken && in_b <= in_a);
    if (a_first) add(rank, in_b);
    if (in_a != kUnknownToken && !full()) add(in_a, rank);
    if (!a_first && in_b != kUnknownToken && !full()) add(rank, in_b);
  }
  return shared;
}

SharedWords shared_words(const Vocabulary& a, const Vocabulary& b,
                         std::span<const std::string> chosen, std::vector<std::string>* missing) {
  SharedWords shared;
  for (const std::string& word : chosen) {
    const TokenId in_a = a.find_typed(word);
    const TokenId in_b = b.find_typed(word);
    if (in_a == kUnknownToken || in_b == kUnknownToken) {
      if (missing != nullptr) missing->push_back(word);
    } else if (std::find(shared.a.begin(), shared.a.end(), in_a) == shared.a.end()) {
      shared.a.push_back(in_a);
      shared.b.push_back(in_b);
    }
  }
  return shared;
}

std::vector<float> cosine_matrix(const WordVectors& vectors, std::span<const TokenId> words) {
  const std::size_t n = words.size();
  std::vector<float> out(n * n);
  const std::vector<float> rows = unit_rows(vectors, words);
  multiply(rows, n, vectors.dim(), 0, n, out);
  for (std::size_t i = 0; i < n; ++i) {
    float& own = out[i * n + i];
    own = own > 0.5f ? 1.0f : 0.0f;
    // A product of matrices need not be symmetric to the last bit.
    for (std::size_t j = 0; j < i; ++j) out[i * n + j] = out[j * n + i];
  }
  return out;
}

RsaRun::RsaRun(const WordVectors& a, const WordVectors& b, const SharedWords& words,
               const RsaOptions& options)
    : options_(options),
      n_(std::min(words.size(), static_cast<std::size_t>(kRsaMostWords))),
      dim_{a.dim(), b.dim()},
      shuffle_rng_(options.seed, 1),
      resample_rng_(options.seed, 2) {
  ENSURE(words.a.size() == words.b.size());
  result_.words = static_cast<std::int64_t>(n_);
  result_.pairs = static_cast<std::int64_t>(n_ * (n_ > 0 ? n_ - 1 : 0) / 2);
  if (result_.words < kRsaLeastWords) return;
  rows_[0] = unit_rows(a, std::span(words.a).first(n_));
  rows_[1] = unit_rows(b, std::span(words.b).first(n_));
  for (std::vector<float>& matrix : cosines_) matrix.resize(n_ * n_);
}

RsaRun::RsaRun(std::span<const float> cosines_a, std::span<const float> cosines_b, std::int64_t n,
               const RsaOptions& options)
    : options_(options),
      n_(static_cast<std::size_t>(n)),
      shuffle_rng_(options.seed, 1),
      resample_rng_(options.seed, 2) {
  ENSURE(n >= 0);
  ENSURE(cosines_a.size() == n_ * n_);
  ENSURE(cosines_b.size() == n_ * n_);
  result_.words = n;
  result_.pairs = static_cast<std::int64_t>(n_ * (n_ > 0 ? n_ - 1 : 0) / 2);
  if (result_.words < kRsaLeastWords) return;
  cosines_[0].assign(cosines_a.begin(), cosines_a.end());
  cosines_[1].assign(cosines_b.begin(), cosines_b.end());
  next_row_ = n_;
}

bool RsaRun::done() const {
  if (result_.words < kRsaLeastWords) return true;
  return has_correlation_ && static_cast<int>(result_.shuffles.size()) >= options_.num_shuffles &&
         static_cast<int>(result_.resamples.size()) >= options_.num_resamples;
}

double RsaRun::share_done() const {
  if (done()) return 1;
  const double all = static_cast<double>(n_) / kBlockRows + 1 + std::max(options_.num_shuffles, 0) +
                     std::max(options_.num_resamples, 0);
  const double so_far = static_cast<double>(next_row_) / kBlockRows + (has_correlation_ ? 1 : 0) +
                        static_cast<double>(result_.shuffles.size() + result_.resamples.size());
  return std::min(so_far / all, 1.0);
}

bool RsaRun::advance(int num) {
  bool drew = false;
  for (; num > 0 && !done(); --num) {
    if (next_row_ < n_) {
      take_rows();
    } else if (!has_correlation_) {
      finish_matrices();
    } else if (static_cast<int>(result_.shuffles.size()) < options_.num_shuffles) {
      shuffle();
      drew = true;
    } else {
      resample();
      drew = true;
    }
  }
  if (drew) {
    if (!result_.shuffles.empty()) {
      double sum = 0;
      for (const double value : result_.shuffles) sum += value;
      result_.null_mean = sum / static_cast<double>(result_.shuffles.size());
      result_.null_low = quantile(result_.shuffles, 0.025);
      result_.null_high = quantile(result_.shuffles, 0.975);
    }
    result_.low = quantile(result_.resamples, 0.025);
    result_.high = quantile(result_.resamples, 0.975);
  }
  if (!done()) return true;
  // Nobody asks for the matrices again.
  for (std::vector<float>& matrix : cosines_) std::vector<float>().swap(matrix);
  return false;
}

void RsaRun::take_rows() {
  const std::size_t count = std::min(kBlockRows, n_ - next_row_);
  for (int side = 0; side < 2; ++side) {
    multiply(rows_[side], n_, dim_[side], next_row_, count, cosines_[side]);
  }
  next_row_ += count;
  if (next_row_ == n_) {
    for (std::vector<float>& rows : rows_) std::vector<float>().swap(rows);
  }
}

void RsaRun::finish_matrices() {
  double cross = 0;
  double mean[2] = {0, 0};
  bool constant[2] = {true, true};
  for (int side = 0; side < 2; ++side) {
    std::vector<float>& matrix = cosines_[side];
    for (std::size_t i = 0; i < n_; ++i) {
      double row = 0;
      for (std::size_t j = i + 1; j < n_; ++j) {
        const float value = matrix[i * n_ + j];
        row += static_cast<double>(value);
        constant[side] = constant[side] && !(value < matrix[1] || value > matrix[1]);
      }
      mean[side] += row;
    }
    mean[side] /= static_cast<double>(result_.pairs);
    double squares = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      matrix[i * n_ + i] = 0;
      for (std::size_t j = i + 1; j < n_; ++j) {
        const double value = static_cast<double>(matrix[i * n_ + j]) - mean[side];
        squares += value * value;
        matrix[i * n_ + j] = matrix[j * n_ + i] = static_cast<float>(value);
      }
    }
    deviation_[side] = constant[side] ? 0.0 : std::sqrt(squares);
  }
  for (std::size_t i = 0; i < n_; ++i) {
    for (std::size_t j = i + 1; j < n_; ++j) {
      cross += static_cast<double>(cosines_[0][i * n_ + j]) *
               static_cast<double>(cosines_[1][i * n_ + j]);
    }
  }
  result_.correlation = correlation_of(cross, deviation_[0], deviation_[1]);
  order_.resize(n_);
  weights_.resize(n_);
  has_correlation_ = true;
}

// Dealing the words out anew changes neither mean nor spread: only the cross term.
void RsaRun::shuffle() {
  for (std::size_t i = 0; i < n_; ++i) order_[i] = static_cast<std::uint32_t>(i);
  for (std::size_t i = n_ - 1; i > 0; --i) {
    std::swap(order_[i], order_[shuffle_rng_.below(static_cast<std::uint32_t>(i + 1))]);
  }
  double cross = 0;
  for (std::size_t i = 1; i < n_; ++i) {
    const float* row_a = cosines_[0].data() + i * n_;
    const float* row_b = cosines_[1].data() + order_[i] * n_;
    double row = 0;
    for (std::size_t j = 0; j < i; ++j) {
      row += static_cast<double>(row_a[j]) * static_cast<double>(row_b[order_[j]]);
    }
    cross += row;
  }
  result_.shuffles.push_back(correlation_of(cross, deviation_[0], deviation_[1]));
}

// A word drawn w times stands for w words: the pair (i, j) weighs w_i w_j.
void RsaRun::resample() {
  std::fill(weights_.begin(), weights_.end(), 0.0f);
  for (std::size_t i = 0; i < n_; ++i) {
    weights_[resample_rng_.below(static_cast<std::uint32_t>(n_))] += 1.0f;
  }
  std::size_t drawn = 0;
  for (std::size_t i = 0; i < n_; ++i) {
    if (weights_[i] > 0) order_[drawn++] = static_cast<std::uint32_t>(i);
  }
  double weight = 0;
  double sum_a = 0;
  double sum_b = 0;
  double aa = 0;
  double bb = 0;
  double ab = 0;
  for (std::size_t i = 1; i < drawn; ++i) {
    const float* row_a = cosines_[0].data() + order_[i] * n_;
    const float* row_b = cosines_[1].data() + order_[i] * n_;
    double row_weight = 0;
    double row_sum_a = 0;
    double row_sum_b = 0;
    double row_aa = 0;
    double row_bb = 0;
    double row_ab = 0;
    for (std::size_t j = 0; j < i; ++j) {
      const std::uint32_t other = order_[j];
      const auto w = static_cast<double>(weights_[other]);
      const auto a = static_cast<double>(row_a[other]);
      const auto b = static_cast<double>(row_b[other]);
      row_weight += w;
      row_sum_a += w * a;
      row_sum_b += w * b;
      row_aa += w * a * a;
      row_bb += w * b * b;
      row_ab += w * a * b;
    }
    const auto own = static_cast<double>(weights_[order_[i]]);
    weight += own * row_weight;
    sum_a += own * row_sum_a;
    sum_b += own * row_sum_b;
    aa += own * row_aa;
    bb += own * row_bb;
    ab += own * row_ab;
  }
  double value = 0;
  if (weight > 0 && deviation_[0] > 0 && deviation_[1] > 0) {
    const double var_a = aa - sum_a * sum_a / weight;
    const double var_b = bb - sum_b * sum_b / weight;
    // All pairs drawn may be equal by chance when there are few words.
    if (var_a > 1e-12 * aa && var_b > 1e-12 * bb) {
      value = (ab - sum_a * sum_b / weight) / (std::sqrt(var_a) * std::sqrt(var_b));
    }
  }
  result_.resamples.push_back(value);
}

Result<RsaResult> rsa(const WordVectors& a, const WordVectors& b, const RsaOptions& options) {
  SharedWords words;
  if (!a.empty() && !b.empty()) {
    words = shared_words(a.vocabulary(), b.vocabulary(), options.max_words);
  }
  if (static_cast<std::int64_t>(words.size()) < kRsaLeastWords) {
    const std::string found = std::to_string(words.size());
    const std::string least = std::to_string(kRsaLeastWords);
    return Error{"rsa.few_words",
                 "The two share " + found + " words; comparing them takes " + least + ".",
                 "Take vectors of texts in the same language, with more words.",
                 {found, least}};
  }
  RsaRun run(a, b, words, options);
  while (run.advance(1 << 20)) {
  }
  return run.result();
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), at, values.end());
  const double low = *at;
  if (below + 1 >= values.size()) return low;
  const double high = *std::min_element(at + 1, values.end());
  return low + (high - low) * (place - static_cast<double>(below));
}

}  // namespace wordspace
