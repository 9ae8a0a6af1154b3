// Two ways to the same cosines, and how long each takes.
// Not a benchmark of machines (bench/).
#include "labs/cosine_paths.h"

#include <Eigen/Core>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace wordspace {
namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

double steady_ms() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// The best of at most five passes, and of no more than fit into 10 ms.
template <typename Pass>
double best_ms(const std::function<double()>& now_ms, Pass pass) {
  double best = 0;
  const double until = now_ms() + 10;
  for (int i = 0; i < 5; ++i) {
    const double begin = now_ms();
    pass();
    const double took = now_ms() - begin;
    best = i == 0 ? took : std::min(best, took);
    if (now_ms() > until) break;
  }
  return best;
}

}  // namespace

CosinePaths compare_paths(const WordVectors& vectors, TokenId word,
                          const std::function<double()>& clock_ms) {
  const std::function<double()> now_ms = clock_ms ? clock_ms : steady_ms;
  CosinePaths paths;
  if (word < 0 || word >= vectors.size()) return paths;
  const TokenId words =
      static_cast<TokenId>(std::min<std::int64_t>(vectors.size(), kMostPathWords));
  const int dim = vectors.dim();
  paths.words = words;
  RowMatrix table(words, dim);
  for (TokenId id = 0; id < words; ++id) {
    table.row(id) =
        Eigen::Map<const Eigen::RowVectorXf>(vectors.unit(id).data(), dim) * vectors.length(id);
  }
  const Eigen::VectorXf query =
      Eigen::Map<const Eigen::VectorXf>(vectors.unit(word).data(), dim) * vectors.length(word);
  paths.loop.resize(static_cast<std::size_t>(words));
  paths.product.resize(static_cast<std::size_t>(words));

  paths.loop_ms = best_ms(now_ms, [&] {
    for (TokenId id = 0; id < words; ++id) {
      const float* row = table.data() + static_cast<std::ptrdiff_t>(id) * dim;
      float dot = 0;
      float own = 0;
      float other = 0;
      for (int k = 0; k < dim; ++k) {
        dot += row[k] * query[k];
        own += row[k] * row[k];
        other += query[k] * query[k];
      }
      const float both = std::sqrt(own) * std::sqrt(other);
      paths.loop[static_cast<std::size_t>(id)] = both > 0 ? dot / both : 0;
    }
  });
  paths.product_ms = best_ms(now_ms, [&] {
    Eigen::Map<Eigen::VectorXf> out(paths.product.data(), words);
    out.noalias() = table * query;
    const float length = query.norm();
    const Eigen::VectorXf lengths = table.rowwise().norm() * length;
    out = (lengths.array() > 0).select(out.array() / lengths.array(), 0);
  });
  for (std::size_t i = 0; i < paths.loop.size(); ++i) {
    paths.largest_difference = std::max(
        paths.largest_difference,
        std::abs(static_cast<double>(paths.loop[i]) - static_cast<double>(paths.product[i])));
  }
  return paths;
}

}  // namespace wordspace
